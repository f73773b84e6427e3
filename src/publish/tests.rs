//! What is published, changed and put right.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

mod places;

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Site {
        Site { folder: tempfile::tempdir().unwrap() }
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Published> {
        publish(&self.target(), files)
    }

    /// Everything under the target but the manifest.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = tree(&self.target());
        files.remove(MANIFEST);
        files
    }

    fn beside(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn publish(target: &Path, files: &[(&str, &str)]) -> Result<Published> {
    let publisher = Publisher::begin(target)?;
    for (route, text) in files {
        publisher.put(route, text.as_bytes())?;
    }
    publisher.commit()
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, "", &mut files);
    files
}

fn pairs(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(route, text)| ((*route).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_site_is_published_changed_and_thinned() {
    let site = Site::new();
    let first = [("index.html", "1"), ("a/2020/index.html", "2"), ("b/index.html", "3")];
    let done = site.publish(&first).unwrap();
    assert_eq!((done.written, done.unchanged, done.removed), (3, 0, 0));
    assert_eq!(site.files(), pairs(&first));
    let second = [("index.html", "1"), ("a/2020/index.html", "new")];
    let done = site.publish(&second).unwrap();
    assert_eq!((done.written, done.unchanged, done.removed), (1, 1, 1));
    assert_eq!(site.files(), pairs(&second));
    assert!(!site.target().join("b").exists(), "an emptied folder goes too");
    assert_eq!(site.beside(), ["public"], "nothing is left beside the site");
}

#[test]
fn the_manifest_names_every_file_with_size_and_fingerprint() {
    let site = Site::new();
    site.publish(&[("b.html", "乙"), ("a.html", "")]).unwrap();
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(site.target().join(MANIFEST)).unwrap()).unwrap();
    assert_eq!(manifest["files"][0]["path"], "a.html");
    assert_eq!(manifest["files"][0]["blake3"], "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    assert_eq!(manifest["files"][1]["size"], 3);
}

#[test]
fn a_damaged_manifest_is_written_again_though_no_file_changed() {
    let site = Site::new();
    let files = [("a.html", "1"), ("b.html", "2")];
    site.publish(&files).unwrap();
    let path = site.target().join(MANIFEST);
    let sound = fs::read_to_string(&path).unwrap();
    for (from, to) in [("\n", "\r\n"), ("\"blake3\":\"", "\"blake3\":\"0")] {
        fs::write(&path, sound.replace(from, to)).unwrap();
        assert_eq!(site.publish(&files).unwrap().written, 0);
        assert_eq!(fs::read_to_string(&path).unwrap(), sound);
    }
    fs::write(&path, b"\xff").unwrap();
    assert!(site.publish(&files).unwrap_err().to_string().contains("不是本程序生成的网站"));
}

#[cfg(unix)]
#[test]
fn a_file_that_did_not_change_is_not_written_again() {
    use std::os::unix::fs::MetadataExt;
    let site = Site::new();
    site.publish(&[("a.html", "1"), ("b.html", "2")]).unwrap();
    let before = fs::metadata(site.target().join("a.html")).unwrap();
    site.publish(&[("a.html", "1"), ("b.html", "3")]).unwrap();
    let after = fs::metadata(site.target().join("a.html")).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    let folder = fs::metadata(site.target()).unwrap().ino();
    site.publish(&[("a.html", "1"), ("b.html", "3")]).unwrap();
    assert_eq!(fs::metadata(site.target()).unwrap().ino(), folder, "nothing changed: nothing is exchanged");
}

#[test]
fn a_build_that_stops_changes_nothing() {
    let site = Site::new();
    site.publish(&[("a.html", "1")]).unwrap();
    let publisher = Publisher::begin(&site.target()).unwrap();
    publisher.put("a.html", b"2").unwrap();
    publisher.put("b.html", b"3").unwrap();
    drop(publisher);
    assert_eq!(site.files(), pairs(&[("a.html", "1")]));
    assert_eq!(site.beside(), ["public"]);
}

#[test]
fn what_a_killed_build_left_is_put_right() {
    let site = Site::new();
    site.publish(&[("a.html", "1")]).unwrap();
    let work = site.folder.path().join(".public.nianbao");
    // Killed while writing.
    fs::create_dir_all(work.join("next/a")).unwrap();
    fs::write(work.join("next/half.html"), "ha").unwrap();
    site.publish(&[("a.html", "2")]).unwrap();
    assert_eq!(site.files(), pairs(&[("a.html", "2")]));
    // Killed between the two renames of a system that cannot exchange.
    fs::create_dir_all(&work).unwrap();
    fs::rename(site.target(), work.join("previous")).unwrap();
    let done = site.publish(&[("a.html", "2")]).unwrap();
    assert_eq!((done.written, done.unchanged), (0, 1));
    assert_eq!(site.files(), pairs(&[("a.html", "2")]));
    assert_eq!(site.beside(), ["public"]);
}

#[test]
fn a_file_changed_by_hand_is_put_right() {
    let site = Site::new();
    site.publish(&[("a.html", "1"), ("b.html", "2")]).unwrap();
    fs::write(site.target().join("a.html"), "X").unwrap();
    fs::remove_file(site.target().join("b.html")).unwrap();
    site.publish(&[("a.html", "1"), ("b.html", "2")]).unwrap();
    assert_eq!(site.files(), pairs(&[("a.html", "1"), ("b.html", "2")]));
}

#[test]
fn addresses_that_lead_elsewhere_or_stand_twice_are_refused() {
    let site = Site::new();
    let publisher = Publisher::begin(&site.target()).unwrap();
    for route in ["", "/etc/x", "../x", "a/../../x", "a//b", "a\\b", "c:x", "a/", "./a", "a.", "manifest.json"] {
        assert!(publisher.put(route, b"x").is_err(), "{route}");
    }
    publisher.put("A/index.html", b"1").unwrap();
    assert!(publisher.put("A/index.html", b"1").is_err());
    assert!(publisher.put("a/index.html", b"1").is_err(), "one file on Windows");
}

#[test]
fn an_attachment_is_copied_once() {
    let site = Site::new();
    let source = site.folder.path().join("原件.docx");
    fs::write(&source, vec![7; 300_000]).unwrap();
    let build = || {
        let publisher = Publisher::begin(&site.target()).unwrap();
        publisher.put_file("a/原件.docx", &source).unwrap();
        publisher.commit().unwrap()
    };
    assert_eq!(build().written, 1);
    assert_eq!(build().unchanged, 1);
    assert_eq!(fs::read(site.target().join("a/原件.docx")).unwrap().len(), 300_000);
}

#[test]
fn many_threads_put_files_at_once() {
    let site = Site::new();
    let publisher = Publisher::begin(&site.target()).unwrap();
    (0..500)
        .into_par_iter()
        .try_for_each(|number| publisher.put(&format!("{}/{number}.html", number % 20), b"x").map(drop))
        .unwrap();
    assert_eq!(publisher.commit().unwrap().written, 500);
    assert_eq!(site.files().len(), 500);
}

/// A reader who looks while sites are exchanged sees one of them, never a mixture.
#[cfg(target_os = "linux")]
#[test]
fn readers_always_see_a_whole_site() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let site = Site::new();
    let version = |number: usize| -> Vec<(String, String)> {
        (0..20).map(|file| (format!("{file}.html"), number.to_string())).collect()
    };
    let put = |number: usize| {
        let publisher = Publisher::begin(&site.target()).unwrap();
        for (route, text) in version(number) {
            publisher.put(&route, text.as_bytes()).unwrap();
        }
        publisher.commit().unwrap();
    };
    put(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                // One open folder is one site: names are looked up in it, not by path.
                let folder =
                    rustix::fs::open(site.target(), rustix::fs::OFlags::DIRECTORY, rustix::fs::Mode::empty()).unwrap();
                let read = |name: &str| {
                    let file = rustix::fs::openat(&folder, name, rustix::fs::OFlags::RDONLY, rustix::fs::Mode::empty())
                        .ok()?;
                    std::io::read_to_string(File::from(file)).ok()
                };
                let seen: Vec<Option<String>> = (0..20).map(|file| read(&format!("{file}.html"))).collect();
                // Files of the old tree may be gone while it is being removed; what is
                // there is of one version.
                let known: Vec<&String> = seen.iter().flatten().collect();
                assert!(known.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
                looks += 1;
            }
            looks
        });
        (1..=40).for_each(put);
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}
