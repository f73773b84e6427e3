//! The command `nianbao`: parse, run, exit code.

mod cli;

/// Pages are made of many small pieces, on all cores at once: this allocator takes a tenth
/// off a build (`benches/RESULTS.md`).
#[cfg(not(all(windows, target_env = "gnu")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
