//! Content of every format there was is read for ever, and gives the figures and the
//! words it gave then. `tests/released/<schema>/` is what a site of that format looked like;
//! nothing in it is renewed: a difference is a fault of the program.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::example::{build, tree};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released")
}

/// What must stay of a report: its figures, its words, its notes, and whose it is.
fn kept(report: &Value) -> Value {
    let keys = ["office", "year", "edition", "title", "published", "cells", "derived", "narrative", "notes"];
    let kept: Map<String, Value> =
        keys.iter().filter_map(|key| Some(((*key).to_owned(), report.get(*key)?.clone()))).collect();
    Value::Object(kept)
}

/// Every report of a published site, by its address.
fn reports(public: &Path) -> Value {
    let files = tree(public);
    let reports = files.iter().filter(|(file, _)| file.ends_with("/report.json"));
    Value::Object(reports.map(|(file, bytes)| (file.clone(), kept(&serde_json::from_slice(bytes).unwrap()))).collect())
}

#[test]
fn content_of_every_released_format_still_builds() {
    let mut seen = 0;
    for number in 1..=nianbao::config::SCHEMA {
        let released = folder().join(number.to_string());
        let target = tempfile::tempdir().unwrap();
        build(&released, target.path());
        let file = released.join("reports.json");
        let now = reports(target.path());
        if !file.exists() && std::env::var_os("UPDATE").is_some() {
            // A new format is written down once, and never again.
            fs::write(&file, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
        }
        let then: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let then = then.as_object().unwrap();
        assert_eq!(then.keys().collect::<Vec<_>>(), now.as_object().unwrap().keys().collect::<Vec<_>>());
        for (report, said) in then {
            for (key, value) in said.as_object().unwrap() {
                assert_eq!(Some(value), now[report].get(key), "{report}: {key}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// A format nobody kept a site of would be forgotten.
#[test]
fn every_format_is_kept() {
    let kept = fs::read_dir(folder()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(kept, nianbao::config::SCHEMA as usize);
}
