//! Files as they stand on disk.
//!
//! Takes the root of a site, gives text that is UTF-8 with plain line ends, YAML as an
//! untyped [`tree::Node`] that keeps every spelling and every duplicate, and places an
//! editor can jump to; and, on demand, what git keeps of them. What cannot be read is a
//! [`text::Refusal`] or a [`fault::Fault`], worded for the person who typed it. Never
//! understands what a file says.

pub mod address;
pub mod ahead;
pub mod attachment;
pub mod conflict;
pub mod fault;
pub mod fence;
pub mod git;
mod lint;
mod locate;
pub mod near;
pub mod number;
mod prose;
mod refused;
mod simple;
pub mod stamp;
pub mod text;
pub mod tree;
pub mod utf8;
pub mod walk;
