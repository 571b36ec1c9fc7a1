//! Servers that take what a collector sends out.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A mail server that takes every letter.
pub(crate) async fn mail_sink() -> (SocketAddr, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("address");
    let (told, letters) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let told = told.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 sink\r\n").await.expect("greets");
                let mut letter: Option<String> = None;
                while let Ok(Some(line)) = lines.next_line().await {
                    if let Some(text) = &mut letter {
                        if line == "." {
                            told.send(text.clone()).expect("somebody waits");
                            letter = None;
                            write.write_all(b"250 taken\r\n").await.expect("answers");
                        } else {
                            text.push_str(&line);
                            text.push('\n');
                        }
                        continue;
                    }
                    let answer: &[u8] =
                        match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
                            "EHLO" | "HELO" => b"250 sink\r\n",
                            "DATA" => {
                                letter = Some(String::new());
                                b"354 go on\r\n"
                            }
                            "QUIT" => b"221 bye\r\n",
                            _ => b"250 fine\r\n",
                        };
                    write.write_all(answer).await.expect("answers");
                }
            });
        }
    });
    (address, letters)
}

/// A web server that is out of order for the first few and then takes every request: (headers, body) of each.
pub(crate) async fn hook_sink(
    mut broken: usize,
) -> (SocketAddr, mpsc::UnboundedReceiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("address");
    let (told, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            let mut part = [0; 4096];
            let (head, body) = loop {
                let n = stream.read(&mut part).await.expect("reads");
                bytes.extend_from_slice(&part[..n]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    continue;
                };
                let length = head.lines().find_map(|l| {
                    l.to_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse::<usize>()
                        .ok()
                });
                if body.len() >= length.unwrap_or(0) {
                    break (head.to_lowercase(), body.to_owned());
                }
            };
            let answer: &[u8] = if broken > 0 {
                b"HTTP/1.1 503 Out of order\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            } else {
                b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"
            };
            broken = broken.saturating_sub(1);
            stream.write_all(answer).await.expect("answers");
            told.send((head, body)).expect("somebody waits");
        }
    });
    (address, requests)
}
