//! The check sheet.
