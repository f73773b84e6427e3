//! Whole sites and what they must become, byte by byte.
//!
//! `tests/sites/<name>/` is a site, `expected/` in it the tree it is published as.
//! `UPDATE=1 cargo test` writes the tree anew; its diff is read like code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::example::{build, links_resolve, tree};

fn same_as_expected(name: &str) {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    let target = tempfile::tempdir().unwrap();
    build(&site, target.path());
    let made = tree(target.path());
    links_resolve(&made);
    let expected = site.join("expected");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&expected);
        for (route, bytes) in &made {
            let path = expected.join(route);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let wanted: BTreeMap<String, Vec<u8>> = tree(&expected);
    let (made_names, wanted_names): (Vec<_>, Vec<_>) = (made.keys().collect(), wanted.keys().collect());
    assert_eq!(made_names, wanted_names, "{name}: the files differ");
    for (route, bytes) in &made {
        let (now, then) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&wanted[route]));
        let differs = now.lines().zip(then.lines()).enumerate().find(|(_, (now, then))| now != then);
        assert!(*bytes == wanted[route], "{name}/{route} differs: {differs:?}");
    }
}

/// Two offices, both forms, a document, a gap, a draft, a correction, an explanation,
/// an attachment, names with markup in them.
#[test]
fn both_forms() {
    same_as_expected("both-forms");
}
