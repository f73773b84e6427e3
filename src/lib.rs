//! Turns `content/` into the publishable annual reports of a county.

pub mod edition;
