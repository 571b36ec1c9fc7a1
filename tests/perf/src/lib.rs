//! Shirube measured beside its peers: one host page, one browser, a fresh tab for every measurement.
//! Enters: `dist/`, content of our own compiled by the real author tools, the peers' bundles. Leaves: numbers by
//! measure and library. Not here: installing the peers (`cargo xtask`), and what a good number is.

pub mod library;
pub mod measure;
pub mod numbers;
pub mod report;
pub mod scenario;
pub mod server;
pub mod session;
