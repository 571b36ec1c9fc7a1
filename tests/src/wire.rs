//! A bad network before the collector: a TCP proxy that reads each request whole and lets it fare as the next fault
//! says. Enters: faults in the order of the posts to come; leaves: what passed, byte for byte, and how it was used.
//! Not here: what should become of the events.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How one post fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// As it should.
    Pass,
    /// Answered in the collector's place; signed, where it is the collector's own word.
    Status {
        /// HTTP status.
        status: u16,
        /// More header lines, each with its end.
        more: &'static str,
        /// The body.
        body: &'static str,
    },
    /// The collector takes it, and the answer is lost.
    LoseAnswer,
    /// The collector takes it, and half of the answer's bytes arrive.
    CutAnswer,
    /// The connection is reset with half of the request read.
    Reset,
    /// Nothing is ever answered; the collector hears nothing.
    Silence,
    /// The collector takes it; nobody hears of it until the wire is healed.
    Hold,
    /// The answer comes a byte at a time.
    Drip,
    /// The collector is sent the wire form of a later SDK.
    Later,
}

/// A status that only a collector says.
#[must_use]
pub fn signed(status: u16) -> Fault {
    Fault::Status {
        status,
        more: "Shirube-Collector: 1\r\n",
        body: "{}",
    }
}

#[derive(Default)]
struct Shared {
    upstream: Mutex<Option<SocketAddr>>,
    next: Mutex<VecDeque<Fault>>,
    always: Mutex<Option<Fault>>,
    healed: (Mutex<u64>, Condvar),
    seen: Mutex<Vec<(Instant, Fault)>>,
    now: AtomicUsize,
    most: AtomicUsize,
    end: AtomicBool,
    passed: Mutex<Vec<String>>,
    answered: Mutex<Vec<u16>>,
}

/// The wire; dropped, nobody listens any more.
pub struct Wire {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// `http://127.0.0.1:port`.
    pub base: String,
}

impl Wire {
    /// A wire to `http://127.0.0.1:port`.
    ///
    /// # Panics
    /// With an upstream that is no such address.
    #[must_use]
    pub fn to(upstream: &str) -> Self {
        let shared = Arc::new(Shared::default());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
        let address = listener.local_addr().expect("an address");
        let own = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if own.end.load(Ordering::SeqCst) {
                    break;
                }
                let own = Arc::clone(&own);
                std::thread::spawn(move || own.carry(stream));
            }
        });
        let wire = Wire {
            shared,
            address,
            base: format!("http://{address}"),
        };
        wire.leads_to(upstream);
        wire
    }

    /// From now on it leads somewhere else: a collector that was started again.
    ///
    /// # Panics
    /// With an address that is none.
    pub fn leads_to(&self, upstream: &str) {
        let at = upstream.trim_start_matches("http://").parse();
        *lock(&self.shared.upstream) = Some(at.expect("host and port"));
    }

    /// How the next posts fare, after those that were said before.
    pub fn then(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.shared.next).extend(faults);
    }

    /// How every post fares from now on that nothing else is said about.
    pub fn always(&self, fault: Fault) {
        *lock(&self.shared.always) = Some(fault);
    }

    /// From now on everything is well, and what was held is let go.
    pub fn heal(&self) {
        lock(&self.shared.next).clear();
        *lock(&self.shared.always) = None;
        *lock(&self.shared.healed.0) += 1;
        self.shared.healed.1.notify_all();
    }

    /// When each post came, and how it fared.
    #[must_use]
    pub fn seen(&self) -> Vec<(Instant, Fault)> {
        lock(&self.shared.seen).clone()
    }

    /// Bodies that the collector has got.
    #[must_use]
    pub fn passed(&self) -> Vec<String> {
        lock(&self.shared.passed).clone()
    }

    /// With what status the collector itself answered.
    #[must_use]
    pub fn answered(&self) -> Vec<u16> {
        lock(&self.shared.answered).clone()
    }

    /// How many posts were under way at once, at most.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.end.store(true, Ordering::SeqCst);
        self.heal();
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn carry(&self, mut client: TcpStream) -> Option<()> {
        let (head, body, whole) = read_request(&mut client)?;
        let is_post = head.starts_with("POST ");
        let fault = if is_post {
            let next = lock(&self.next).pop_front();
            next.or_else(|| lock(&self.always).clone())
        } else {
            None
        };
        let fault = fault.unwrap_or(Fault::Pass);
        if is_post {
            lock(&self.seen).push((Instant::now(), fault.clone()));
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
        }
        let fared = self.fare(&mut client, &fault, &whole, &body);
        if is_post {
            self.now.fetch_sub(1, Ordering::SeqCst);
        }
        fared
    }

    fn fare(&self, client: &mut TcpStream, fault: &Fault, whole: &[u8], body: &[u8]) -> Option<()> {
        let forward = || {
            lock(&self.passed).push(String::from_utf8_lossy(body).into_owned());
            self.told(whole)
        };
        let turn = *lock(&self.healed.0);
        match fault {
            Fault::Pass => client.write_all(&forward()?).ok(),
            Fault::Status { status, more, body } => {
                let answer = format!(
                    "HTTP/1.1 {status} Word\r\n{more}Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Shirube-Collector, Retry-After\r\n\
                     Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                client.write_all(answer.as_bytes()).ok()
            }
            Fault::LoseAnswer => {
                forward()?;
                client.shutdown(Shutdown::Both).ok()
            }
            Fault::CutAnswer => {
                let answer = forward()?;
                client.write_all(answer.get(..answer.len() - 20)?).ok()
            }
            Fault::Reset => client.shutdown(Shutdown::Both).ok(),
            Fault::Silence => {
                self.until_healed(turn);
                Some(())
            }
            Fault::Hold => {
                let answer = forward()?;
                self.until_healed(turn);
                client.write_all(&answer).ok()
            }
            Fault::Later => {
                let later = String::from_utf8_lossy(whole).replacen("{\"v\":1,", "{\"v\":9,", 1);
                client.write_all(&self.told(later.as_bytes())?).ok()
            }
            Fault::Drip => {
                for byte in forward()? {
                    client.write_all(&[byte]).ok()?;
                    client.flush().ok()?;
                }
                Some(())
            }
        }
    }

    fn until_healed(&self, turn: u64) {
        let (healed, told) = &self.healed;
        let mut now = lock(healed);
        while *now == turn && !self.end.load(Ordering::SeqCst) {
            now = told.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn told(&self, request: &[u8]) -> Option<Vec<u8>> {
        let answer = self.forward(request)?;
        let status = String::from_utf8_lossy(answer.get(9..12)?).parse();
        lock(&self.answered).push(status.unwrap_or(0));
        Some(answer)
    }

    /// What the collector answers; its connection is used once.
    fn forward(&self, request: &[u8]) -> Option<Vec<u8>> {
        let upstream = (*lock(&self.upstream))?;
        let mut stream = TcpStream::connect(upstream).ok()?;
        stream.write_all(request).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    }
}

/// Head, body, and both as they are sent on: with the wish to close afterwards.
fn read_request(client: &mut TcpStream) -> Option<(String, Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        match client.read(&mut part).ok()? {
            0 => return None,
            n => bytes.extend(part.get(..n)?),
        }
    };
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let length = length.unwrap_or(0);
    while bytes.len() < end + 4 + length {
        match client.read(&mut part).ok()? {
            0 => return None,
            n => bytes.extend(part.get(..n)?),
        }
    }
    let body = bytes.get(end + 4..)?.to_vec();
    let kept = head
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let mut whole = kept.collect::<Vec<_>>().join("\r\n").into_bytes();
    whole.extend_from_slice(b"\r\nConnection: close\r\n\r\n");
    whole.extend_from_slice(&body);
    Some((head, body, whole))
}

fn lock<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
