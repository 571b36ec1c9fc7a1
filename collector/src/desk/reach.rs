//! Whom the collector may call: addresses that anybody could reach, so that a webhook is no way into the operator's own
//! network. A name is looked up once and the call goes to what was found then; one private answer refuses them all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// How long one call may take.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(20);

/// Looks names up and holds back what they must not stand for.
#[derive(Debug)]
struct Reach<R> {
    names: R,
    /// The operator allows addresses of this machine and its network.
    inside: bool,
}

impl<R: Resolver> Resolver for Reach<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        if self.inside || found.iter().all(|at| is_public(at.ip())) {
            Ok(found)
        } else {
            Err(Error::BadUri(
                "the name stands for an address inside".to_owned(),
            ))
        }
    }
}

/// What calls webhooks: no redirects, and no proxy, which would look names up by itself.
pub(crate) fn agent(inside: bool) -> Agent {
    with(DefaultResolver::default(), inside)
}

fn with(names: impl Resolver, inside: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(LIMIT))
        .max_redirects(0)
        .proxy(None)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Reach { names, inside })
}

/// Whether an address belongs to the internet at large.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => embedded(v6).map_or_else(|| is_public_v6(v6), is_public_v4),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    !(v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_documentation()
        || v4.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

/// Only what is handed out as global unicast, without what is set apart in it.
fn is_public_v6(v6: Ipv6Addr) -> bool {
    let [a, b, ..] = v6.segments();
    a & 0xe000 == 0x2000 && !(a == 0x2001 && (b < 0x200 || b == 0xdb8)) && a != 0x3fff
}

/// The older address that a newer one leads to: mapped, compatible, translated, 6to4.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = v6.segments();
    let of = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            of(high, low)
        }
        [0x64, 0xff9b, 1, ..] => Some(Ipv4Addr::UNSPECIFIED),
        [0x2002, high, low, ..] => of(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn addresses_inside_and_outside() {
        let check = |address: &str, public: bool| {
            let read: IpAddr = address.parse().expect(address);
            assert_eq!(is_public(read), public, "{address}");
        };
        for inside in [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.2.3",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::7f00:1",
            "2002:7f00:1::1",
            "2002:c0a8:101::",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2001:10::1",
            "3fff::1",
            "100::1",
            "5f00::1",
        ] {
            check(inside, false);
        }
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.254",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450:4001::1",
        ] {
            check(outside, true);
        }
    }

    /// A name server that answers otherwise each time.
    #[derive(Debug)]
    struct Names(Mutex<VecDeque<Vec<SocketAddr>>>, Arc<AtomicUsize>);

    impl Resolver for Names {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, Error> {
            self.1.fetch_add(1, Ordering::SeqCst);
            let answer = self.0.lock().expect("whole").pop_front();
            let mut found = self.empty();
            for at in answer.expect("one lookup more than was answered") {
                found.push(at);
            }
            Ok(found)
        }
    }

    /// A server on loopback that counts its callers; `answer` is all it says.
    fn sink(answer: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
        let at = listener.local_addr().expect("address");
        let counted = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&counted);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                counting.fetch_add(1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (at, counted)
    }

    const TAKEN: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

    #[test]
    fn a_name_that_turns_inside_reaches_nobody() {
        let (inside, calls) = sink(TAKEN);
        let outside: SocketAddr = "8.8.8.8:80".parse().expect("address");
        let check = |answers: Vec<Vec<SocketAddr>>| {
            let lookups = Arc::new(AtomicUsize::new(0));
            let names = Names(Mutex::new(answers.into()), Arc::clone(&lookups));
            let agent = with(names, false);
            let called = agent.post("http://hook.example/").send("{}");
            assert!(called.is_err());
            // Looked up once: there is no second answer to turn to.
            assert_eq!(lookups.load(Ordering::SeqCst), 1);
            assert_eq!(calls.load(Ordering::SeqCst), 0);
        };
        check(vec![vec![inside]]);
        check(vec![vec![outside, inside]]);
        check(vec![vec![inside, outside], vec![inside]]);
        // The operator's word opens the way.
        let names = Names(Mutex::new([vec![inside]].into()), Arc::default());
        let sent = with(names, true).post("http://hook.example/").send("{}");
        assert_eq!(sent.map(|a| a.status().as_u16()).ok(), Some(204));
        assert_eq!(calls.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn numbers_and_names_for_this_machine_are_looked_through() {
        let (inside, calls) = sink(TAKEN);
        let port = inside.port();
        for host in [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f000001",
            "017700000001",
            "127.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "user@127.0.0.1",
        ] {
            let called = agent(false)
                .post(format!("http://{host}:{port}/"))
                .send("{}");
            assert!(called.is_err(), "{host}");
        }
        assert_eq!(calls.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn nobody_is_sent_on() {
        let (target, reached) = sink(TAKEN);
        let on =
            format!("HTTP/1.1 307 On\r\nlocation: http://{target}/\r\nconnection: close\r\n\r\n");
        let (first, calls) = sink(on.leak());
        let answer = agent(true).post(format!("http://{first}/")).send("{}");
        assert!(answer.is_err() || answer.is_ok_and(|a| a.status().as_u16() == 307));
        assert_eq!(
            (calls.load(Ordering::SeqCst), reached.load(Ordering::SeqCst)),
            (1, 0)
        );
    }
}
