//! Reads a copy of a published site back and says what differs.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::publish::manifest::Entry;

use super::http::Host;
use super::{ASIDE, Files, LARGEST_MANIFEST, MANIFEST, files, listed, measured};

/// Files asked of a host at the same time: enough to hide the way there and back, few
/// enough not to be taken for an attack.
const AT_ONCE: usize = 8;

/// What is wrong with one file of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Named in the manifest, and not there.
    Missing,
    /// There, with other bytes.
    Differs(String),
    /// There, and not named in the manifest. Only a folder can show it.
    Extra,
    /// There may be something; it could not be read.
    Unread(String),
}

/// What a copy came to.
#[derive(Debug)]
pub struct Verified {
    /// Files the manifest names.
    pub files: usize,
    /// Their bytes, as they should be.
    pub bytes: u64,
    /// What is wrong, by route.
    pub faults: Vec<(String, Fault)>,
}

impl Verified {
    /// One line a fault, in the order of the routes.
    pub fn lines(&self) -> Vec<String> {
        let line = |(route, fault): &(String, Fault)| match fault {
            Fault::Missing => format!("缺少 {route}：清单上有，这里没有；请补传"),
            Fault::Differs(how) => format!("不同 {route}：{how}；请重新上传"),
            Fault::Extra => format!("多余 {route}：清单上没有；不再需要的话请删去"),
            Fault::Unread(why) => format!("未读到 {route}：{why}"),
        };
        self.faults.iter().map(line).collect()
    }

    /// `应有 12 个文件（34567 字节）：缺少 1 个，不同 0 个，多余 0 个，未读到 0 个`
    pub fn say(&self) -> String {
        if self.faults.is_empty() {
            return format!("与清单一致：{} 个文件，{} 字节", self.files, self.bytes);
        }
        let count = |is: fn(&Fault) -> bool| self.faults.iter().filter(|(_, fault)| is(fault)).count();
        format!(
            "应有 {} 个文件（{} 字节）：缺少 {} 个，不同 {} 个，多余 {} 个，未读到 {} 个",
            self.files,
            self.bytes,
            count(|fault| matches!(fault, Fault::Missing)),
            count(|fault| matches!(fault, Fault::Differs(_))),
            count(|fault| matches!(fault, Fault::Extra)),
            count(|fault| matches!(fault, Fault::Unread(_))),
        )
    }
}

/// Holds the copy at `place` (a folder, or an `http://` address) against its own
/// manifest, or against another that is known to be right.
///
/// # Errors
/// When there is no manifest to hold it against, or the host cannot be reached. A copy
/// that differs is no error.
pub fn verify(place: &str, manifest: Option<&Path>) -> Result<Verified> {
    let known = manifest.map(listed).transpose()?;
    if place.contains("://") {
        return of_host(&Host::at(place)?, known, manifest);
    }
    of_folder(Path::new(place), known, manifest)
}

fn of_folder(folder: &Path, known: Option<Files>, manifest: Option<&Path>) -> Result<Verified> {
    let own = folder.join(MANIFEST);
    let files = known.map_or_else(|| listed(&own), Ok)?;
    let look = |route: &str, entry: &Entry| {
        let path = folder.join(route);
        match File::open(&path).and_then(|file| match file.metadata()?.is_file() {
            true => measured(file, entry.size.saturating_add(1)),
            false => Err(io::ErrorKind::NotFound.into()),
        }) {
            Ok(found) => differs(entry, &found),
            Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Some(Fault::Missing)
            }
            Err(cause) => Some(Fault::Unread(Error::file("读取", &path, cause).to_string())),
        }
    };
    let mut faults = compared(&files, &look);
    if let Some(manifest) = manifest {
        faults.extend(same_manifest(manifest, &mut |entry| look(MANIFEST, entry))?);
    }
    extras(folder, &files, &mut faults)?;
    Ok(settled(&files, faults))
}

fn of_host(host: &Host, known: Option<Files>, manifest: Option<&Path>) -> Result<Verified> {
    let listing = match known {
        Some(files) => files,
        None => files(&host.read(MANIFEST, LARGEST_MANIFEST)?, &host.address(MANIFEST))?,
    };
    let look = |route: &str, entry: &Entry| match host.measure(route, entry.size.saturating_add(1)) {
        Ok(Some(found)) => differs(entry, &found),
        Ok(None) => Some(Fault::Missing),
        Err(why) => Some(Fault::Unread(why)),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
    let pool = pool.map_err(|cause| Error::refused(format!("不能用 {AT_ONCE} 个线程：{cause}")))?;
    let mut faults = pool.install(|| compared(&listing, &look));
    if let Some(manifest) = manifest {
        faults.extend(same_manifest(manifest, &mut |entry| look(MANIFEST, entry))?);
    }
    Ok(settled(&listing, faults))
}

/// Looks at every file, from many threads.
fn compared(files: &Files, look: &(dyn Fn(&str, &Entry) -> Option<Fault> + Sync)) -> Vec<(String, Fault)> {
    let all: Vec<(&String, &Entry)> = files.iter().collect();
    all.par_iter().filter_map(|(route, entry)| Some(((*route).clone(), look(route, entry)?))).collect()
}

/// The copy's manifest is a file of the site as well; it cannot name itself.
fn same_manifest(manifest: &Path, look: &mut dyn FnMut(&Entry) -> Option<Fault>) -> Result<Option<(String, Fault)>> {
    let fail = |cause| Error::file("读取", manifest, cause);
    let entry = File::open(manifest).and_then(|file| measured(file, u64::MAX)).map_err(fail)?;
    Ok(look(&entry).map(|fault| (MANIFEST.to_owned(), fault)))
}

fn differs(wanted: &Entry, found: &Entry) -> Option<Fault> {
    if wanted == found {
        return None;
    }
    Some(Fault::Differs(match (wanted.size, found.size) {
        (wanted, found) if found > wanted => format!("应为 {wanted} 字节，实际更长"),
        (wanted, found) if found < wanted => format!("应为 {wanted} 字节，实际 {found} 字节"),
        _ => {
            let digits = |entry: &Entry| entry.blake3.map(|hash| hash.to_hex().to_string()).unwrap_or_default();
            format!("大小相同，内容不同（应为 BLAKE3 {}，实际 {}）", digits(wanted), digits(found))
        }
    }))
}

/// Files of a folder that the manifest does not name. Links are named, not followed.
fn extras(folder: &Path, files: &Files, faults: &mut Vec<(String, Fault)>) -> Result<()> {
    // A name need be no text: the folder is gone into by its name, and told by the text.
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((at, path)) = open.pop() {
        let fail = |cause| Error::file("读取", &path, cause);
        let entries = match fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(cause) if at.is_empty() => return Err(fail(cause)),
            Err(cause) => {
                // Of files that should be in it this is said already.
                let inside = format!("{at}/");
                if !faults.iter().any(|(route, _)| route.starts_with(&inside)) {
                    faults.push((at, Fault::Unread(fail(cause).to_string())));
                }
                continue;
            }
        };
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let route = if at.is_empty() { name } else { format!("{at}/{name}") };
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push((route, entry.path()));
            } else if route != MANIFEST && route != ASIDE && !files.contains_key(&route) {
                faults.push((route, Fault::Extra));
            }
        }
    }
    Ok(())
}

fn settled(files: &Files, mut faults: Vec<(String, Fault)>) -> Verified {
    faults.sort_by(|(one, _), (other, _)| one.cmp(other));
    let bytes = files.values().fold(0, |sum: u64, entry| sum.saturating_add(entry.size));
    Verified { files: files.len(), bytes, faults }
}
