//! Gives the program a name for exactly this source: pages that were made by another
//! program are made anew (`src/content/print.rs`).

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let mut files = vec![PathBuf::from("Cargo.lock")];
    for folder in ["src", "themes"] {
        println!("cargo::rerun-if-changed={folder}");
        list(Path::new(folder), &mut files);
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut print = Print::default();
    files.sort();
    for file in files {
        // With `/` and without carriage returns: the same on every machine.
        print.take(file.to_string_lossy().replace('\\', "/").as_bytes());
        print.take(&fs::read(&file).unwrap_or_default());
    }
    println!("cargo::rustc-env=NIANBAO_SOURCE={:016x}", print.0);
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// FNV-1a: enough to tell one source from another, and nothing to compile first.
struct Print(u64);

impl Default for Print {
    fn default() -> Print {
        Print(0xcbf2_9ce4_8422_2325)
    }
}

impl Print {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().filter(|byte| **byte != b'\r') {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
