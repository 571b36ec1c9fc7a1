//! One file a target.

pub(crate) mod batch;
pub(crate) mod body;
pub(crate) mod coding;
pub(crate) mod conditions;
pub(crate) mod content;
pub(crate) mod tokens;
pub(crate) mod worlds;
