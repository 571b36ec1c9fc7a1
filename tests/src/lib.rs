//! Whole-product tests from outside: what they share.
//! `case` reads conformance cases; `browser`, `kumo` and `walk` use the real product in a real
//! browser, as a person does.

pub mod browser;
pub mod case;
pub mod kumo;
pub mod walk;
