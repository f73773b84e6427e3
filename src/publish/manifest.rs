//! `manifest.json`: what the published site holds, and the sign that this program made
//! it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use blake3::Hash;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{Error, Result, shown};

use super::list::{Files, LONGEST};
use super::place::is_mount;

/// Its address.
pub(crate) const MANIFEST: &str = "manifest.json";
/// What the program keeps beside it for itself: no file of the site, not in the manifest.
pub(crate) const ASIDE: &str = ".nianbao";
/// The number of its format.
pub(crate) const FORMAT: u32 = 2;
const GENERATOR: &str = "nianbao";

/// Size and fingerprint of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) size: u64,
    /// None in a manifest of the first format, which had SHA-256: a build replaces it.
    pub(crate) blake3: Option<Hash>,
}

/// Fingerprints bytes as they come.
#[derive(Default)]
pub(crate) struct Hasher {
    size: u64,
    blake3: blake3::Hasher,
}

impl Hasher {
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.blake3.update(bytes);
    }

    pub(crate) fn entry(self) -> Entry {
        Entry { size: self.size, blake3: Some(self.blake3.finalize()) }
    }
}

/// The manifest of the site published last.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    exists: bool,
    /// When it was written.
    written: Option<SystemTime>,
    files: Files,
}

/// What lies in the published folder and is not ours, or on the way to it.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Foreign {
    /// As it is told, with `/`.
    pub(super) route: String,
    /// As it is called: a name need be no text (those a zip from Windows leaves are not).
    pub(super) path: PathBuf,
}

impl Foreign {
    /// What is called `name` in it, as it is told.
    fn route_of(&self, name: &OsStr) -> String {
        let told = name.to_string_lossy();
        if self.route.is_empty() { told.into_owned() } else { format!("{}/{told}", self.route) }
    }
}

/// A file as it is written.
#[derive(Deserialize)]
struct Line<'t> {
    /// Borrowed but for an address with something escaped in it.
    #[serde(borrow)]
    path: Cow<'t, str>,
    size: u64,
    blake3: Option<&'t str>,
}

impl Manifest {
    /// Reads the manifest in `target`; a folder that is missing or empty has none.
    ///
    /// # Errors
    /// When the folder holds anything but a site this program made.
    pub(super) fn of_target(target: &Path) -> Result<Manifest> {
        let foreign = || {
            Error::refused(format!(
                "“{}”里已有文件，而且不是本程序生成的网站，没有改动；请换一个空文件夹，或确认不要后自行清空",
                shown(target)
            ))
        };
        let text = match fs::read(target.join(MANIFEST)) {
            Ok(text) => text,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let empty = match fs::read_dir(target) {
                    Ok(mut entries) => entries.next().is_none(),
                    Err(cause) if cause.kind() == io::ErrorKind::NotFound => true,
                    Err(cause) => return Err(Error::file("读取", target, cause)),
                };
                return if empty { Ok(Manifest::default()) } else { Err(foreign()) };
            }
            Err(cause) => return Err(Error::file("读取", &target.join(MANIFEST), cause)),
        };
        let written = fs::metadata(target.join(MANIFEST)).and_then(|metadata| metadata.modified()).ok();
        let mut files = Files::default();
        files.reserve(text.len() / LINE);
        let mut take = |route: &str, entry| {
            // No disk has a file with a longer one.
            if route.len() <= LONGEST {
                files.push(route, entry, false);
            }
        };
        each(&text, &mut take).ok_or_else(foreign)?;
        files.sort();
        Ok(Manifest { exists: true, written, files })
    }

    /// Whether the file at `path` is as it was published at `route`, as far as can be told
    /// without reading it: its size, and that nobody wrote to it since.
    pub(super) fn is_untouched(&self, route: &str, path: &Path) -> bool {
        let (Some(entry), Ok(found)) = (self.files.get(route), fs::symlink_metadata(path)) else { return false };
        let since = found.modified().ok().zip(self.written).is_some_and(|(file, manifest)| file <= manifest);
        entry.blake3.is_some() && found.is_file() && found.len() == entry.size && since
    }

    /// The routes in the folder of `route`.
    pub(super) fn beside<'m>(&'m self, route: &'m str) -> impl Iterator<Item = &'m str> {
        let folder = route.rfind('/').map_or("", |end| &route[..=end]);
        let below = self.files.below(folder);
        below.filter(move |route| !route[folder.len()..].contains('/'))
    }

    pub(super) fn exists(&self) -> bool {
        self.exists
    }

    pub(super) fn has(&self, route: &str) -> bool {
        self.files.has(route)
    }

    pub(super) fn entry(&self, route: &str) -> Option<Entry> {
        self.files.get(route)
    }

    pub(super) fn routes(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(route, _)| route)
    }

    /// What lies in `target` and is not in the manifest: files, and folders that hold
    /// nothing of ours as a whole. Sorted.
    ///
    /// # Errors
    /// When another disk is mounted below `target`: it would move with the old site, and
    /// be emptied with it.
    pub(super) fn foreign(&self, target: &Path) -> Result<Vec<Foreign>> {
        if !target.exists() {
            return Ok(Vec::new());
        }
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for route in self.routes() {
            let mut at = route;
            while let Some((folder, _)) = at.rsplit_once('/') {
                if !folders.insert(folder) {
                    break;
                }
                at = folder;
            }
        }
        let mut found = Vec::new();
        let mut open = vec![Foreign::default()];
        // Level by level: the system answers for many folders at a time.
        while !open.is_empty() {
            let look = |folder: &Foreign| self.look(target, folder, &folders);
            let looked: Vec<Looked> = open.par_iter().map(look).collect::<Result<_>>()?;
            open.clear();
            for one in looked {
                open.extend(one.ours);
                found.extend(one.foreign);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Looks into one folder; `folders` are those that hold something of ours.
    fn look(&self, target: &Path, folder: &Foreign, folders: &BTreeSet<&str>) -> Result<Looked> {
        let mut looked = Looked::default();
        let path = target.join(&folder.path);
        let fail = |cause| Error::file("读取", &path, cause);
        for entry in fs::read_dir(&path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name();
            let route = folder.route_of(&name);
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                refuse_mount(&entry.path())?;
            }
            let is_ours = if is_folder { folders.contains(route.as_str()) } else { self.files.has(&route) };
            let found = || Foreign { path: folder.path.join(&name), route: route.clone() };
            if is_folder && is_ours {
                looked.ours.push(found());
            } else if !is_ours && route != MANIFEST && route != ASIDE {
                looked.foreign.push(found());
            }
        }
        Ok(looked)
    }
}

/// What lies in one folder, but for files of ours.
#[derive(Default)]
struct Looked {
    /// Folders that hold something of ours.
    ours: Vec<Foreign>,
    foreign: Vec<Foreign>,
}

/// The files a manifest names, or nothing when it is not one of ours.
pub(crate) fn parse(text: &[u8]) -> Option<BTreeMap<String, Entry>> {
    let mut files = BTreeMap::new();
    each(text, &mut |route, entry| {
        files.insert(route.to_owned(), entry);
    })?;
    Some(files)
}

/// Hands the files a manifest names to `take`, one by one; nothing when it is not one of
/// ours.
fn each(text: &[u8], take: &mut dyn FnMut(&str, Entry)) -> Option<()> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let ours = Document(take).deserialize(&mut reader).ok()?;
    (ours && reader.end().is_ok()).then_some(())
}

/// The whole; gives whether this program made it.
struct Document<'f>(&'f mut dyn FnMut(&str, Entry));

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a manifest")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> std::result::Result<bool, A::Error> {
        let (mut generator, mut files) = (None, false);
        while let Some(key) = entries.next_key::<Cow<'_, str>>()? {
            match &*key {
                "generator" => generator = Some(entries.next_value::<Cow<'_, str>>()?),
                "files" => {
                    entries.next_value_seed(Lines(&mut *self.0))?;
                    files = true;
                }
                _ => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(files && generator.as_deref() == Some(GENERATOR))
    }
}

/// Its files: of a million one at a time is held.
struct Lines<'f>(&'f mut dyn FnMut(&str, Entry));

impl<'de> DeserializeSeed<'de> for Lines<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Lines<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("files")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> std::result::Result<(), A::Error> {
        while let Some(line) = lines.next_element::<Line<'_>>()? {
            let blake3 = line.blake3.and_then(|digits| Hash::from_hex(digits).ok());
            (self.0)(&line.path, Entry { size: line.size, blake3 });
        }
        Ok(())
    }
}

/// Whether a route is a plain relative path on every system.
pub(crate) fn is_plain(route: &str) -> bool {
    let sound = |part: &str| {
        !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']) && !part.ends_with(['.', ' '])
    };
    route != MANIFEST && route != ASIDE && route.split('/').all(sound)
}

/// Refuses what is mounted within the published folder.
pub(super) fn refuse_mount(path: &Path) -> Result<()> {
    if !is_mount(path) {
        return Ok(());
    }
    Err(Error::refused(format!(
        "输出文件夹里的“{}”是另一个磁盘的挂载点，换成新网站时会连同里面的文件一起移走；请改挂到别处，网站没有改动",
        shown(path)
    )))
}

/// About the bytes of a line, as long as its fingerprint makes it.
const LINE: usize = 120;

/// Bytes of a manifest that are handed on together.
const PART: usize = 256 << 10;

/// Hands the text of a manifest to `take` in parts; `files` come sorted by route.
///
/// # Errors
/// Those of `take`.
pub(super) fn write<'f>(
    files: impl Iterator<Item = (&'f str, Entry)>,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let head = format!("{{\"schema\":{FORMAT},\"generator\":\"{GENERATOR}\",\"files\":[");
    let (mut text, mut digits) = (head.into_bytes(), itoa::Buffer::new());
    for (number, (route, entry)) in files.enumerate() {
        text.extend_from_slice(if number == 0 { b"\n{\"path\":" } else { b",\n{\"path\":" });
        serde_json::to_writer(&mut text, route)?;
        text.extend_from_slice(b",\"size\":");
        text.extend_from_slice(digits.format(entry.size).as_bytes());
        if let Some(blake3) = entry.blake3 {
            text.extend_from_slice(b",\"blake3\":\"");
            text.extend_from_slice(blake3.to_hex().as_bytes());
            text.push(b'"');
        }
        text.push(b'}');
        if text.len() >= PART {
            take(&text)?;
            text.clear();
        }
    }
    text.extend_from_slice(b"\n]}\n");
    take(&text)
}

/// Whether the manifest in `target` is the one of `files`, byte for byte.
pub(super) fn is_of<'f>(target: &Path, files: impl Iterator<Item = (&'f str, Entry)>) -> bool {
    let Ok(file) = fs::File::open(target.join(MANIFEST)) else { return false };
    let (mut published, mut read) = (io::BufReader::new(file), Vec::new());
    let same = write(files, &mut |part| {
        read.resize(part.len(), 0);
        published.read_exact(&mut read)?;
        if read == part { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    });
    same.is_ok() && published.read(&mut [0]).is_ok_and(|more| more == 0)
}
