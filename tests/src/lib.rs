//! Whole-product tests from outside: what they share.
//! `case` reads conformance cases; `browser` and `kumo` run the real product in a real browser.

pub mod browser;
pub mod case;
pub mod kumo;
