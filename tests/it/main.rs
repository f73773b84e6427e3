//! The one integration test binary: each module looks at one feature from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod against;
mod any_words;
mod broken;
mod browser;
mod checks_page;
mod cli;
mod corpus;
mod docs;
mod documents;
mod edition;
mod example;
mod folders;
mod golden;
mod hooks;
mod hostile;
mod import_command;
mod import_layouts;
mod import_samples;
mod links;
mod made_county;
mod portal;
mod preview;
mod preview_browser;
mod properties;
mod readback;
mod released;
mod round_trip;
mod sarif;
mod schema;
mod seeded;
mod sites;
mod spreadsheets;
mod theming;
mod third_edition;
mod tidy;
