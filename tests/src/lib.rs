//! Whole-product tests from outside: what they share.
//! `play` runs conformance cases; `browser` and `kumo` run the real product in a real browser.

pub mod browser;
pub mod kumo;
pub mod play;
