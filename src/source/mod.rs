//! shim
#![allow(missing_docs, clippy::unwrap_used)]
pub mod fault;
pub mod number;
pub mod text;
pub mod tree;
pub mod walk;
