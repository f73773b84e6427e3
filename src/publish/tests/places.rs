//! Where is published: folders and files of others, links, builds that meet.

use std::fs;

use super::{Site, pairs, publish, tree};
use crate::publish::*;

#[test]
fn a_folder_of_others_is_refused_and_left_alone() {
    let site = Site::new();
    fs::create_dir(site.target()).unwrap();
    assert!(site.publish(&[("a.html", "1")]).is_ok(), "an empty folder may be used");
    let other = site.folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("论文.doc"), "x").unwrap();
    let said = publish(&other, &[("a.html", "1")]).unwrap_err().to_string();
    assert!(said.contains("不是本程序生成的网站"), "{said}");
    fs::write(other.join(MANIFEST), "{\"generator\":\"another\",\"files\":[]}").unwrap();
    assert!(publish(&other, &[("a.html", "1")]).is_err());
    assert_eq!(tree(&other).len(), 2);
    let file = site.folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(publish(&file, &[("a.html", "1")]).is_err());
}

#[test]
fn files_of_others_in_our_folder_are_kept() {
    let site = Site::new();
    site.publish(&[("a.html", "1")]).unwrap();
    fs::create_dir_all(site.target().join(".git/refs")).unwrap();
    fs::write(site.target().join(".git/refs/x"), "ref").unwrap();
    fs::write(site.target().join("CNAME"), "x").unwrap();
    let done = site.publish(&[("a.html", "2")]).unwrap();
    assert_eq!(done.kept, [".git", "CNAME"]);
    assert_eq!(site.files(), pairs(&[("a.html", "2"), (".git/refs/x", "ref"), ("CNAME", "x")]));
    let said = site.publish(&[("CNAME", "ours")]).unwrap_err().to_string();
    assert!(said.contains("CNAME"), "{said}");
    assert_eq!(site.files().len(), 3);
}

#[test]
fn two_builds_at_once_are_refused() {
    let site = Site::new();
    let first = Publisher::begin(&site.target()).unwrap();
    let said = Publisher::begin(&site.target()).unwrap_err().to_string();
    assert!(said.contains("另一个"), "{said}");
    first.put("a.html", b"1").unwrap();
    first.commit().unwrap();
    assert_eq!(site.files(), pairs(&[("a.html", "1")]));
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_folder_is_followed() {
    let site = Site::new();
    let real = site.folder.path().join("real");
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, site.target()).unwrap();
    site.publish(&[("a.html", "1")]).unwrap();
    site.publish(&[("a.html", "2")]).unwrap();
    assert!(fs::symlink_metadata(site.target()).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(real.join("a.html")).unwrap(), "2");
}

#[test]
fn sources_are_never_published_over() {
    let site = Site::new();
    let root = site.folder.path();
    for target in ["", "content", "content/a", "themes/x"] {
        assert!(refuse_target(&root.join(target), root).is_err(), "{target}");
    }
    assert!(refuse_target(root.parent().unwrap(), root).is_err());
    assert!(refuse_target(&root.join("public"), root).is_ok());
}

#[cfg(unix)]
#[test]
fn sources_behind_links_are_never_published_over() {
    use std::os::unix::fs::symlink;
    let (site, elsewhere) = (Site::new(), tempfile::tempdir().unwrap());
    let root = site.folder.path();
    fs::create_dir_all(elsewhere.path().join("texts")).unwrap();
    symlink(elsewhere.path().join("texts"), root.join("content")).unwrap();
    symlink(root, elsewhere.path().join("site")).unwrap();
    for target in ["texts", "texts/public", "site", "site/content/new", "texts/x/../y"] {
        assert!(refuse_target(&elsewhere.path().join(target), root).is_err(), "{target}");
    }
    assert!(refuse_target(elsewhere.path(), root).is_err(), "a folder the sources lie in");
    assert!(refuse_target(&elsewhere.path().join("site/public"), root).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_refused_before_any_work() {
    let site = Site::new();
    std::os::unix::fs::symlink(site.folder.path().join("gone"), site.target()).unwrap();
    let said = site.publish(&[("a.html", "1")]).unwrap_err().to_string();
    assert!(said.contains("链接"), "{said}");
    assert_eq!(site.beside(), ["public"]);
}

#[test]
fn what_others_add_while_a_build_runs_is_kept() {
    let site = Site::new();
    site.publish(&[("a.html", "1"), ("b/index.html", "2")]).unwrap();
    // The publisher has looked, and the exchange has not come.
    let publisher = Publisher::begin(&site.target()).unwrap();
    publisher.put("a.html", b"3").unwrap();
    fs::write(site.target().join("上传.txt"), "x").unwrap();
    let old = site.folder.path().join("old");
    fs::create_dir_all(old.join("b")).unwrap();
    fs::write(old.join("late.txt"), "x").unwrap();
    assert_eq!(publisher.late(&old, &[]), ["late.txt"], "moved over from the old site");
    assert_eq!(publisher.commit().unwrap().kept, ["late.txt", "上传.txt"]);
    let wanted = pairs(&[("a.html", "3"), ("late.txt", "x"), ("上传.txt", "x")]);
    assert_eq!(site.files(), wanted);
}

/// Builds that come and go at once: never are two of them in the same place.
#[test]
fn the_place_is_held_by_one_build_however_many_come() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (site, inside, held) = (Site::new(), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..200 {
                    let Ok(place) = Place::take(&site.target()) else { continue };
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two builds at once");
                    held.fetch_add(1, Ordering::SeqCst);
                    std::thread::yield_now();
                    assert_eq!(inside.fetch_sub(1, Ordering::SeqCst), 1);
                    place.leave();
                }
            });
        }
    });
    assert!(held.into_inner() >= 8);
    assert!(site.beside().is_empty(), "{:?}", site.beside());
}

#[cfg(unix)]
#[test]
fn a_folder_that_was_made_read_only_is_replaced_and_removed() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    site.publish(&[("a.html", "1"), ("b/index.html", "2")]).unwrap();
    fs::set_permissions(site.target().join("b"), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(site.target(), fs::Permissions::from_mode(0o2775)).unwrap();
    site.publish(&[("a.html", "2")]).unwrap();
    assert_eq!(site.beside(), ["public"]);
    let mode = fs::metadata(site.target()).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o2775, "the group that may write may still");
}
