//! Who may read what is published and packed, and names that are no text: of files, as
//! servers and colleagues meet them.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Output};

use super::sites::{sound_site, write};

fn nianbao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    site
}

fn built(root: &Path) -> String {
    let output = nianbao(root, &["build"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    said(&output)
}

#[test]
fn an_original_only_the_clerk_may_read_is_published_for_everybody() {
    let site = site();
    let file = "content/a/2021/original.pdf";
    write(site.path(), file, "%PDF-1.4");
    for rights in [0o600, 0o400, 0o777] {
        // Another one each time, so that it is copied.
        fs::set_permissions(site.path().join(file), fs::Permissions::from_mode(0o600)).unwrap();
        write(site.path(), file, &format!("%PDF-1.4 {rights:o}"));
        fs::set_permissions(site.path().join(file), fs::Permissions::from_mode(rights)).unwrap();
        built(site.path());
        let public = site.path().join("public/a/2021");
        assert_eq!(mode(&public.join("original.pdf")), mode(&public.join("index.html")), "{rights:o}");
    }
}

#[test]
fn a_package_may_be_read_as_any_file() {
    let site = site();
    built(site.path());
    let output = nianbao(site.path(), &["package", "--output", "all.zip"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for file in ["all.zip", "all-removed.txt"] {
        assert_eq!(mode(&site.path().join(file)), mode(&site.path().join("public/index.html")), "{file}");
    }
}

#[test]
fn the_group_of_the_published_folder_stays() {
    let site = site();
    built(site.path());
    let public = site.path().join("public");
    // Only root, or a member, gives a folder to a group.
    let group = fs::metadata(&public).unwrap().gid() + 1;
    if chown(&public, None, Some(group)).is_err() {
        return;
    }
    fs::set_permissions(&public, fs::Permissions::from_mode(0o2750)).unwrap();
    sound_site(site.path(), "b", 2021);
    built(site.path());
    assert_eq!((fs::metadata(&public).unwrap().gid(), mode(&public)), (group, 0o2750));
    // What is new is the group's too, as if it had been made in the folder itself.
    for new in ["b", "b/2021", "b/2021/index.html"] {
        assert_eq!(fs::metadata(public.join(new)).unwrap().gid(), group, "{new}");
    }
}

#[test]
fn files_whose_names_are_no_text_are_kept() {
    let site = site();
    built(site.path());
    let public = site.path().join("public");
    // 年报 in GBK, as an archive packed on Windows leaves it. Not every disk takes it.
    let name = OsStr::from_bytes(b"\xc4\xea\xb1\xa8");
    if fs::create_dir(public.join(name)).is_err() {
        return;
    }
    fs::write(public.join(name).join(name), "1").unwrap();
    fs::write(public.join("a").join(name), "2").unwrap();
    sound_site(site.path(), "b", 2021);
    let told = built(site.path());
    assert!(told.contains("保留不是本程序生成的 2 个"), "{told}");
    assert_eq!(fs::read(public.join(name).join(name)).unwrap(), b"1");
    assert_eq!(fs::read(public.join("a").join(name)).unwrap(), b"2");
    let output = nianbao(site.path(), &["verify", "public"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(said(&output).matches("\n多余 ").count() + 1, 2, "{output:?}");
}

#[test]
fn a_folder_that_cannot_be_listed_is_told_with_the_rest() {
    let site = site();
    built(site.path());
    let public = site.path().join("public");
    fs::remove_file(public.join("feed.xml")).unwrap();
    fs::create_dir(public.join("mine")).unwrap();
    for folder in ["mine", "a"] {
        fs::set_permissions(public.join(folder), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let output = nianbao(site.path(), &["verify", "public"]);
    let free = fs::read_dir(public.join("mine")).is_ok();
    for folder in ["mine", "a"] {
        fs::set_permissions(public.join(folder), fs::Permissions::from_mode(0o755)).unwrap();
    }
    // Root may list anything.
    if free {
        return;
    }
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("缺少 feed.xml") && told.contains("未读到 mine：") && told.contains("未读到 a/index.html："),
        "{told}"
    );
    assert!(!told.contains("未读到 a："), "{told}");
}
