//! Serving on a socket until asked to stop: headers must come within ten seconds, and whoever is being answered when
//! the end is asked for gets ten more. Not here: what is answered.

use std::future::Future;
use std::time::Duration;

use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use crate::Collector;

/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(10);
/// How long those in flight may take once the end is asked for.
const DRAIN: Duration = Duration::from_secs(10);

impl Collector {
    /// Serves until `stop` resolves, then accepts nobody, finishes what is in flight, commits and checkpoints.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let log = self.state.log;
        log.step("serving", &[]);
        let router = self.router();
        let open = GracefulShutdown::new();
        let clock = tokio::spawn(crate::clock::run(std::sync::Arc::clone(&self.state)));
        let warm = tokio::spawn(self.keep_warm());
        let mut stop = std::pin::pin!(stop);
        loop {
            let stream = tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        // Out of descriptors, say: those in flight will give some back.
                        log.step("accept_failed", &[("cause", json!(error.kind().to_string()))]);
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                },
            };
            // A small answer must not wait for a full packet.
            let _ = stream.set_nodelay(true);
            let service = router
                .clone()
                .map_request(|r: Request<Incoming>| r.map(axum::body::Body::new));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADERS)
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
            tokio::spawn(open.watch(connection));
        }
        drop(listener);
        clock.abort();
        warm.abort();
        let drained = tokio::time::timeout(DRAIN, open.shutdown()).await;
        log.step("drained", &[("whole", json!(drained.is_ok()))]);
        // Closing waits for the disk, which an async worker must not.
        let _ = tokio::task::spawn_blocking(move || self.close()).await;
        log.step("stopped", &[]);
    }
}
