//! Bytes on their way to the disk while pages are still being made.
//!
//! A publication ends when its bytes are on the disk ([`super::disk::settle`]). The system
//! would keep a gigabyte in memory until it is asked for it, and the processors, done with
//! their pages, would wait for the disk. So it is asked early, by a thread of its own.

use std::path::Path;
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::sync::atomic::Ordering;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// How much is written before the disk is asked to take it: less is not worth a thread.
#[cfg(target_os = "linux")]
const PORTION: u64 = 32 << 20;

/// Counts what is written, and has it brought to the disk in portions.
#[derive(Debug, Default)]
pub(super) struct Flush {
    /// Bytes since the disk was last asked.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "other systems sync file by file in the end"))]
    written: AtomicU64,
    /// Whether a thread is waiting for the disk.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "other systems sync file by file in the end"))]
    busy: Arc<AtomicBool>,
}

impl Flush {
    /// Notes bytes written below `folder`.
    #[cfg(target_os = "linux")]
    pub(super) fn wrote(&self, bytes: u64, folder: &Path) {
        let now = self.written.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if now < PORTION || self.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        self.written.store(0, Ordering::Relaxed);
        let busy = Arc::clone(&self.busy);
        let folder = std::fs::File::open(folder);
        // What is refused here is asked for again in the end, and told there.
        let begun = std::thread::Builder::new().name("flush".to_owned()).spawn(move || {
            let _ = folder.map(rustix::fs::syncfs);
            busy.store(false, Ordering::Release);
        });
        if begun.is_err() {
            self.busy.store(false, Ordering::Release);
        }
    }

    /// Other systems have no call for all files at once.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn wrote(&self, _bytes: u64, _folder: &Path) {}
}
