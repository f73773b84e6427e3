//! Makes a county (or a province) of reports to measure and to try things on:
//! `cargo run --release --example generate -- --offices N --years Y DIR`.
//!
//! The same arguments give the same files. Tables balance, open requests are carried
//! from year to year and across the change of form, the words agree with the tables;
//! some offices are merged, some years are missing, some reports are corrected, the
//! newest of some are drafts.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod make;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut offices, mut years, mut seed, mut folder) = (30, 7, 1, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|word| word.parse::<u64>().ok());
        match argument.as_str() {
            "--offices" => offices = number().unwrap_or(offices),
            "--years" => years = number().unwrap_or(years),
            "--seed" => seed = number().unwrap_or(seed),
            // No folder is called so: it is a word this program does not know.
            word if word.starts_with('-') => {
                folder = None;
                break;
            }
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let Some(folder) = folder else {
        eprintln!("usage: generate [--offices N] [--years Y] [--seed S] DIR");
        return ExitCode::from(2);
    };
    match make::county(offices, years, seed).write(&folder) {
        Ok(reports) => {
            println!("{reports} reports of {offices} offices in {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{}: {fault}", folder.display());
            ExitCode::from(2)
        }
    }
}
