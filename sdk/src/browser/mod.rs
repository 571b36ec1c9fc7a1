//! What the page gives and takes: one noun a file, none knows another but `listen` and `alarm`.

pub(crate) mod alarm;
pub(crate) mod clock;
pub(crate) mod listen;
pub(crate) mod location;
pub(crate) mod presence;
pub(crate) mod watch;
