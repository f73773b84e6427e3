//! Symbolic links and what may lie beside a report: nothing leads out of the site, and
//! nothing that a browser runs is published.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use nianbao::content::Only;
use nianbao::finding::Finding;

use super::sites::{sound_site, write};

/// A sound site, and beside it a folder with a secret.
fn site() -> tempfile::TempDir {
    let both = tempfile::tempdir().unwrap();
    sound_site(&both.path().join("site"), "a", 2021);
    sound_site(&both.path().join("outside"), "b", 2021);
    write(both.path(), "outside/secret.txt", "机密");
    write(both.path(), "outside/secret.html", "<p>机密</p>");
    both
}

fn findings(root: &Path) -> Vec<Finding> {
    nianbao::check(&nianbao::load(root, &Only::All).unwrap()).findings
}

/// Code and file of what is said.
fn said(root: &Path) -> Vec<(&'static str, String)> {
    findings(root).into_iter().map(|finding| (finding.code, finding.file)).collect()
}

#[test]
fn links_in_content_are_said_and_not_followed() {
    for (link, to) in [
        ("content/a/2021/附件.txt", "outside/secret.txt"),
        ("content/a/2021/data.yaml", "outside/content/b/2021/data.yaml"),
        ("content/a/2021/narrative.md", "outside/secret.txt"),
        ("content/a/office.yaml", "outside/content/b/office.yaml"),
        ("content/a/2022", "outside/content/b/2021"),
        ("content/b", "outside/content/b"),
    ] {
        let both = site();
        let root = both.path().join("site");
        let _ = fs::remove_file(root.join(link));
        symlink(both.path().join(to), root.join(link)).unwrap();
        let said = said(&root);
        assert!(said.contains(&("S-22", link.to_owned())), "{link}: {said:?}");
        let loaded = nianbao::load(&root, &Only::All).unwrap();
        assert!(!format!("{:?}", loaded.content).contains("机密"), "{link}");
        assert!(loaded.content.reports.iter().all(|report| report.attachments.is_empty()), "{link}");
    }
}

#[test]
fn links_in_themes_and_for_the_portal_are_said_and_not_followed() {
    for (link, to) in [
        ("themes/county/assets/extra.css", "outside/secret.txt"),
        ("themes/county/templates", "outside"),
        ("themes/county/round", "site/themes"),
        ("themes/county", "outside"),
        ("themes", "outside"),
    ] {
        let both = site();
        let root = both.path().join("site");
        fs::create_dir_all(root.join(link).parent().unwrap()).unwrap();
        symlink(both.path().join(to), root.join(link)).unwrap();
        let said = said(&root);
        let at = if link == "themes" { "themes/county" } else { link };
        assert_eq!(said, [("S-24", at.to_owned())], "{link}");
    }
    for header in ["portal/header.html", "portal.html"] {
        let both = site();
        let root = both.path().join("site");
        write(&root, "site.toml", &format!("[portal]\nheader = \"{header}\"\n"));
        if header == "portal.html" {
            symlink(both.path().join("outside/secret.html"), root.join(header)).unwrap();
        } else {
            fs::rename(both.path().join("outside/secret.html"), both.path().join("outside/header.html")).unwrap();
            symlink(both.path().join("outside"), root.join("portal")).unwrap();
        }
        assert_eq!(said(&root), [("S-24", "site.toml".to_owned())], "{header}");
    }
}

#[test]
fn nothing_is_written_through_a_link() {
    let both = site();
    let root = both.path().join("site");
    fs::create_dir(both.path().join("elsewhere")).unwrap();
    symlink(both.path().join("elsewhere"), root.join("content/c")).unwrap();
    assert!(nianbao::scaffold::new_report(&root, "c", 2021).is_err());
    let files = nianbao::import::target::Files {
        folder: "content/c/2021".to_owned(),
        files: vec![("content/c/2021/data.yaml".to_owned(), "主动公开: 无\n".to_owned())],
    };
    assert!(files.write(&root).is_err());
    assert_eq!(fs::read_dir(both.path().join("elsewhere")).unwrap().count(), 0);
}

#[test]
fn what_may_not_be_published_withholds_the_site() {
    for (name, bytes) in [
        ("图.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("页.html", "<script>alert(1)</script>"),
        ("页.pdf", "<!DOCTYPE html><script>alert(1)</script>"),
        ("report.docx", "PK\u{3}\u{4}"),
        ("\u{202e}fdp.txt", "x"),
    ] {
        let both = site();
        let root = both.path().join("site");
        write(&root, &format!("content/a/2021/{name}"), bytes);
        let found = findings(&root);
        let codes: Vec<&str> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["S-29"], "{name}");
        assert!(found[0].withholds(false), "{name}");
    }
}
