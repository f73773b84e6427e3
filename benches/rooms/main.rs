//! Every room alone: `cargo bench --bench rooms`, with words to choose (`-- check pages`).
//!
//! All of them work on one made county of a fixed seed, the one `--bench floor -- 300`
//! builds, so that the parts can be set against the whole. It is written once, below
//! the folder for temporary files (`TMPDIR` chooses the disk), and taken away at the end.
//! What a bench needs from the rooms before it is made before the clock starts.
//!
//! Medians are what to compare; throughput is in items (reports) or in bytes. Rooms that
//! use all cores are given two, as in `floor`; benches run on one of the two, so that work
//! for one thread wakes no other. A room without a door of its own is measured through the
//! nearest public one, and its bench says so.
//!
//! Without `--bench` (`cargo test --benches`) each runs once, on a county of six offices.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod build;
mod check;
mod content;
mod county;
mod export;
mod pages;
mod publish;
mod readback;
mod render;
mod site;
mod source;

const THREADS: usize = 2;

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(THREADS).build_global().unwrap();
    let _taken_away = county::TakenAway;
    rayon::scope(|_| divan::main());
}
