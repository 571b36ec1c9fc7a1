//! Whole-product tests from outside: what they share.
//! `case` reads conformance cases; the rest runs the real product in real browsers: `suite` says which tests in which
//! browsers, `browser` and `walk` act and look, `kumo` is the server, `door` stands before it with faults, `wire` before the collector alone, `ledger`
//! compares.

pub mod browser;
pub mod case;
pub mod door;
pub mod driver;
pub mod kumo;
pub mod ledger;
pub mod suite;
pub mod walk;
pub mod wire;

/// A port that nobody listens on.
///
/// # Panics
/// Without a loopback interface.
#[must_use]
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("an address").port()
}
