//! Plan → bytes.
pub mod markdown;
