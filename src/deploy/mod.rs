//! A published site on its way to the host: is a copy whole, what has changed.
//!
//! Takes the manifest of a published site; [`verify`] reads a copy (a folder, or a host)
//! back and gives what differs, [`package`] packs what changed since another manifest.
//! Writes nothing into a site.

mod http;
pub mod package;
pub mod verify;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result};
use crate::publish::manifest::{Entry, Hasher, parse};

use crate::publish::manifest::{ASIDE, MANIFEST};

/// Most bytes of a manifest: 600,000 files have about 100 MB.
pub(crate) const LARGEST_MANIFEST: u64 = 256 << 20;

/// The files of a site with their sizes and fingerprints.
pub(crate) type Files = BTreeMap<String, Entry>;

/// Reads a manifest that lies on a disk.
fn listed(path: &Path) -> Result<Files> {
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST_MANIFEST).read_to_end(&mut text))
        .map_err(|cause| Error::file("读取", path, cause))?;
    files(&text, &path.display().to_string())
}

/// The files of a manifest's text. One whose paths lead elsewhere is none.
pub(crate) fn files(text: &[u8], whence: &str) -> Result<Files> {
    let files = parse(text).filter(|files| files.keys().all(|route| crate::publish::manifest::is_plain(route)));
    let files = files.ok_or_else(|| Error::refused(format!("“{whence}”不是本程序生成的网站清单（manifest.json）")))?;
    if files.values().any(|entry| entry.blake3.is_none()) {
        return Err(Error::refused(format!(
            "“{whence}”是旧版程序的清单，或有文件没有 blake3；请用现在的 nianbao build 重新生成网站，再上传一次"
        )));
    }
    Ok(files)
}

/// Size and fingerprint of what is read, as far as `limit` bytes: one byte more than
/// expected is enough to know that it differs.
fn measured(mut source: impl Read, limit: u64) -> io::Result<Entry> {
    let mut hasher = Hasher::default();
    let mut buffer = [0; 64 << 10];
    let mut left = limit;
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        match source.read(&mut buffer[..most]) {
            Ok(0) => break,
            Ok(read) => {
                hasher.take(&buffer[..read]);
                left -= read as u64;
            }
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(hasher.entry())
}
