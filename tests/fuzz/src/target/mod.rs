//! One file a target.

pub(crate) mod coding;
pub(crate) mod conditions;
pub(crate) mod worlds;
