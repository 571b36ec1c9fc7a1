//! Whole-product tests from outside: what they share.
//! `case` reads conformance cases; the rest runs the real product in real browsers: `suite` says which tests in which
//! browsers, `browser` and `walk` act and look, `gallery` shows every surface, `kumo` is the server, `door` stands before it
//! with faults, `wire` before the collector alone, `ledger`
//! compares.

pub mod browser;
pub mod case;
pub mod door;
pub mod driver;
pub mod gallery;
pub mod kumo;
pub mod ledger;
pub mod library;
pub mod suite;
pub mod walk;
pub mod wire;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Ports of this run: what a browser keeps for an origin must not meet another test.
static USED: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// Whether nobody of this run had this port before; from now on somebody has.
pub(crate) fn is_fresh(port: u16) -> bool {
    USED.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(port)
}

/// A port that nobody listens on.
///
/// # Panics
/// Without a loopback interface.
#[must_use]
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("an address").port()
}
