//! Packs what changed in a published site since it was last uploaded.
//!
//! The order of the files in the zip is the order they may arrive in. Files no page needs
//! to be found by come first (styles, scripts, data, originals), then pages that are new
//! and that nobody can come to yet, then pages that changed, the home page last of them;
//! what is no longer needed is deleted afterwards. At every step, every page a reader can
//! come to finds what it points at.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::error::{Error, Result};
use crate::publish::manifest::Hasher;
use crate::site::route;

use super::verify::{Fault, Verified, verify};
use super::{Files, MANIFEST, listed, measured};

/// What was packed.
#[derive(Debug)]
pub struct Packed {
    /// Routes in the zip, in their order.
    pub files: Vec<String>,
    /// Routes to delete on the host afterwards, in their order.
    pub removed: Vec<String>,
    /// The list of what to delete.
    pub list: PathBuf,
}

impl Packed {
    /// One sentence for the clerk.
    pub fn say(&self, zip: &Path) -> String {
        let deletion = match self.removed.len() {
            0 => "没有要删除的文件".to_owned(),
            count => format!("上传后要删除的 {count} 个文件列在 {}", self.list.display()),
        };
        format!("已打包 {} 个文件到 {}；{deletion}", self.files.len(), zip.display())
    }
}

/// What packing came to.
#[derive(Debug)]
pub enum Outcome {
    /// Done.
    Packed(Packed),
    /// The published folder is not what its manifest says; nothing was packed.
    Unsound(Verified),
}

/// Packs the site published in `folder`, or what of it is not as in the manifest `since`,
/// into the file `zip`, and writes beside it what to delete.
///
/// # Errors
/// When a manifest cannot be read or the disk refuses.
pub fn package(folder: &Path, since: Option<&Path>, zip: &Path) -> Result<Outcome> {
    let before = since.map(listed).transpose()?.unwrap_or_default();
    let manifest = folder.join(MANIFEST);
    // Before it is read: a site that is exchanged from here on is found out.
    let entry = File::open(&manifest).and_then(|file| measured(file, u64::MAX));
    let entry = entry.map_err(|cause| Error::file("读取", &manifest, cause))?;
    let mut now = listed(&manifest)?;
    refuse_inside(folder, zip)?;
    let mut sound = verify(&folder.to_string_lossy(), Some(&manifest))?;
    // What others keep in the folder is not ours to upload, and no fault.
    sound.faults.retain(|(_, fault)| *fault != Fault::Extra);
    if !sound.faults.is_empty() {
        return Ok(Outcome::Unsound(sound));
    }
    let (files, removed) = steps(&before, &now);
    now.insert(MANIFEST.to_owned(), entry);
    let list = zip.with_file_name(format!("{}-removed.txt", zip.file_stem().unwrap_or_default().to_string_lossy()));
    // The list first: a zip without its list would leave old files on the host for good.
    write_whole(&list, |file| {
        let lines: String = removed.iter().map(|route| format!("{route}\r\n")).collect();
        file.write_all(format!("\u{feff}{lines}").as_bytes())
    })?;
    write_whole(zip, |file| pack(folder, &files, &now, file))?;
    Ok(Outcome::Packed(Packed { files, removed, list }))
}

/// What to upload and what to delete, each in an order that is safe at every step.
fn steps(before: &Files, now: &Files) -> (Vec<String>, Vec<String>) {
    let mut files: Vec<&String> = now.keys().filter(|route| before.get(*route) != now.get(*route)).collect();
    files.sort_by_key(|route| (turn(route, before.contains_key(*route)), *route));
    let mut files: Vec<String> = files.into_iter().cloned().collect();
    files.push(MANIFEST.to_owned());
    let mut removed: Vec<&String> = before.keys().filter(|route| !now.contains_key(*route)).collect();
    // A page goes before what it needs.
    removed.sort_by_key(|route| (!is_page(route), *route));
    (files, removed.into_iter().cloned().collect())
}

fn is_page(route: &str) -> bool {
    route.ends_with(".html")
}

/// When a file may arrive.
fn turn(route: &str, known: bool) -> u8 {
    match route {
        "index.html" => 4,
        // Lists of pages: read by programs that go where they lead.
        route::FEED => 3,
        list if route::is_sitemap(list) => 3,
        page if is_page(page) && known => 2,
        page if is_page(page) => 1,
        _ => 0,
    }
}

/// The same bytes for the same site: no time of the clock, no owner. Each file is held
/// against `now` once more: a build may put another site in the place of the verified one.
fn pack(folder: &Path, files: &[String], now: &Files, out: &mut File) -> io::Result<()> {
    let stirred = |route: &str| io::Error::other(format!("“{route}”在打包期间被改动，请等网站生成完再试"));
    let mut archive = ZipWriter::new(out);
    for route in files {
        let source = File::open(folder.join(route)).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => stirred(route),
            _ => cause,
        })?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(source.metadata()?.len() >= u64::from(u32::MAX))
            .system(System::Unix);
        archive.start_file(route.as_str(), options)?;
        let mut source = Hashed { source, hasher: Hasher::default() };
        io::copy(&mut source, &mut archive)?;
        if now.get(route) != Some(&source.hasher.entry()) {
            return Err(stirred(route));
        }
    }
    archive.finish()?;
    Ok(())
}

/// Fingerprints what is read from a file.
struct Hashed {
    source: File,
    hasher: Hasher,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.hasher.take(&buffer[..read]);
        Ok(read)
    }
}

/// Writes a file under another name first: a stopped run leaves the old one or none.
fn write_whole(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let fail = |cause| Error::file("写入", path, cause);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut made = like_any_file().tempfile_in(folder).map_err(fail)?;
    write(made.as_file_mut()).map_err(fail)?;
    made.as_file().sync_all().map_err(fail)?;
    made.persist(path).map_err(|refused| fail(refused.error))?;
    Ok(())
}

/// Files that only their maker may read are what is usual for temporary ones; a colleague
/// uploads the package.
fn like_any_file() -> tempfile::Builder<'static, 'static> {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "elsewhere the folder says who may read it"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// A package within the site would be uploaded with it one day.
fn refuse_inside(folder: &Path, zip: &Path) -> Result<()> {
    let parent = zip.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let real = |path: &Path| fs::canonicalize(path).map_err(|cause| Error::file("读取", path, cause));
    if real(parent)?.starts_with(real(folder)?) {
        return Err(Error::usage(format!("不能把包“{}”写进网站的文件夹里，请换一个地方", zip.display())));
    }
    if zip.file_name().is_none() || zip.is_dir() {
        return Err(Error::usage(format!("“{}”不是文件名，应如 年报.zip", zip.display())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_site_exchanged_while_it_is_packed_is_not_packed() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["a.html", MANIFEST].map(str::to_owned);
        let mut now = Files::new();
        for file in &files {
            fs::write(folder.path().join(file), "老").unwrap();
            now.insert(file.clone(), measured("老".as_bytes(), u64::MAX).unwrap());
        }
        let packed =
            || pack(folder.path(), &files, &now, &mut tempfile::tempfile().unwrap()).map_err(|c| c.to_string());
        assert_eq!(packed(), Ok(()));
        for file in &files {
            fs::write(folder.path().join(file), "新").unwrap();
            assert!(packed().unwrap_err().contains(&format!("“{file}”在打包期间被改动")));
            fs::write(folder.path().join(file), "老").unwrap();
        }
        fs::remove_file(folder.path().join("a.html")).unwrap();
        assert!(packed().unwrap_err().contains("在打包期间被改动"));
    }
}
