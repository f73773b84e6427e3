//! Turns `content/` into the publishable annual reports of a county.

pub mod config;
pub mod content;
pub mod edition;
pub mod site;
