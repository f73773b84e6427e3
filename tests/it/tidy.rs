//! What must hold of the code itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order the data travels: each may name only the ones above it.
const ROOMS: [&str; 22] = [
    "error", "source", "edition", "finding", "config", "content", "render", "check", "site", "export", "pages", "made",
    "readback", "publish", "deploy", "join", "preview", "schema", "import", "scaffold", "lib", "cli",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The room a source file belongs to.
fn room(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

/// The text of a file without its comments and without what stands under `cfg(test)`.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_name_only_the_rooms_before_them() {
    let rank = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut wrong = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let here = room(&file);
        if here == "main" || here == "lib" || here == "cli" {
            continue;
        }
        let rank_here = rank(&here).unwrap_or_else(|| panic!("src/{here} is not in the list of rooms"));
        for piece in code(&file).split("crate::").skip(1) {
            let there: String = piece.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if let Some(rank_there) = rank(&there)
                && rank_there > rank_here
            {
                wrong.push(format!("{} names {there}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let allowed = [
        ("serde_yaml", &["source", "edition"][..]),
        ("pulldown_cmark", &["render"]),
        ("minijinja", &["render"]),
        ("walkdir", &["source"]),
        ("clap", &["cli"]),
        ("anstream", &["cli"]),
        ("notify::", &["preview"]),
        ("httparse", &["preview", "deploy"]),
        ("zip::", &["import", "deploy"]),
        ("flate2", &["export"]),
        ("crc32fast", &["export"]),
        ("toml::", &["config", "render"]),
        ("calamine", &["import"]),
        ("quick_xml", &["import"]),
        ("scraper", &["config", "import"]),
        ("encoding_rs", &["import"]),
    ];
    let mut wrong = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let (here, code) = (room(&file), code(&file));
        for (library, rooms) in &allowed {
            if code.contains(library) && !rooms.contains(&here.as_str()) {
                wrong.push(format!("{} names {library}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What `docs/dependencies.md` says of replacing the YAML reader.
#[test]
fn yaml_is_read_in_one_room() {
    let named: Vec<String> = files(&root().join("src"), ".rs")
        .into_iter()
        .filter(|file| code(file).contains("serde_yaml"))
        .map(|file| file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    // `refused` words its faults, `locate` asks for places; `edition` reads the program's own files.
    assert_eq!(
        named,
        [
            "src/edition/mod.rs",
            "src/edition/words/spec.rs",
            "src/source/locate.rs",
            "src/source/refused.rs",
            "src/source/tree.rs"
        ]
    );
}

/// A file in a folder whose list does not name it is a check that never runs.
#[test]
fn lists_name_every_file_of_their_folder() {
    for (folder, list) in
        [("src/check/rules", "src/check/rules/mod.rs"), ("src/cli", "src/cli/mod.rs"), ("tests/it", "tests/it/main.rs")]
    {
        let text = fs::read_to_string(root().join(list)).unwrap();
        for file in files(&root().join(folder), ".rs") {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            if name != "mod" && name != "main" {
                assert!(text.contains(&format!("mod {name};")), "{list} does not name {name}");
            }
        }
    }
}

#[test]
fn codes_are_unique_and_every_check_is_explained() {
    let rules = nianbao::rules();
    let codes: BTreeSet<&str> = rules.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), rules.len());
    // A rule that is on no list is found and cannot be explained.
    for file in files(&root().join("src/check"), ".rs") {
        for piece in code(&file).split("code: \"").skip(1) {
            let known = piece.split('"').next().unwrap();
            assert!(codes.contains(known), "{} has {known}, which no list names", file.display());
        }
    }
    for rule in rules {
        for words in [rule.title, rule.explain, rule.why, rule.mend, rule.source, rule.wrong, rule.right] {
            assert!(!words.trim().is_empty(), "{} leaves something unsaid", rule.code);
        }
        assert!(!rule.title.ends_with('。') && rule.explain.ends_with('。'), "{}", rule.code);
    }
}

/// Labels of the form belong into the edition's data, not into code.
#[test]
fn no_label_of_a_form_is_typed_into_code() {
    let editions = nianbao::editions().unwrap();
    let mut labels = BTreeSet::new();
    for edition in editions.iter() {
        for cell in &edition.cells {
            labels.extend(cell.labels.iter().filter(|label| label.chars().count() > 5).cloned());
        }
    }
    let mut wrong = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let here = room(&file);
        let code = code(&file);
        // The texts of `explain` quote the form on purpose.
        if file.to_string_lossy().contains("rules") || here == "edition" {
            continue;
        }
        wrong.extend(
            labels
                .iter()
                .filter(|label| code.contains(label.as_str()))
                .map(|label| format!("{}: {label}", file.display())),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_enough_to_hold() {
    let long: Vec<String> = files(&root().join("src"), ".rs")
        .into_iter()
        .filter(|file| fs::read_to_string(file).unwrap().lines().count() > 400)
        .map(|file| file.display().to_string())
        .collect();
    assert!(long.is_empty(), "over 400 lines: {long:?}");
}

/// The functions of a formatted file that are longer than `most` lines.
fn long_functions(text: &str, most: usize) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        let before = words.split("fn ").next().unwrap();
        let is_fn = words.contains("fn ")
            && before.split_whitespace().all(|word| {
                word.starts_with("pub") || word.ends_with(')') || ["const", "async", "unsafe"].contains(&word)
            });
        if !is_fn || words.ends_with(';') || words.ends_with('}') {
            continue;
        }
        let end = format!("{indent}}}");
        // One without a body ends where its signature does.
        let bare = format!("{indent})");
        let last = lines[at..].iter().position(|line| *line == end || (line.starts_with(&bare) && line.ends_with(';')));
        let length = last.map_or(0, |last| last + 1);
        if length > most {
            long.push(format!("{} {words} {length} lines", at + 1));
        }
    }
    long
}

#[test]
fn functions_are_short_enough_to_hold() {
    let mut long = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let found = long_functions(&fs::read_to_string(&file).unwrap(), 60);
        long.extend(found.into_iter().map(|function| format!("{}:{function}", file.display())));
    }
    assert!(long.is_empty(), "over 60 lines:\n{}", long.join("\n"));
}

#[test]
fn long_functions_are_told_from_short_ones() {
    let body = "        let x = 1;\n".repeat(3);
    let text = format!(
        "impl A {{\n    pub(crate) fn long(\n        &self,\n    ) -> u8 {{\n{body}    }}\n\n    fn short() {{\n    }}\n}}\n"
    );
    assert_eq!(long_functions(&text, 6), ["2 pub(crate) fn long( 7 lines"]);
    assert!(long_functions(&text, 7).is_empty());
}

/// A clone on Windows may turn line ends; a script with such does not run.
#[test]
fn scripts_keep_their_line_ends() {
    let attributes = fs::read_to_string(root().join(".gitattributes")).unwrap();
    let lines = attributes.lines().filter_map(|line| line.strip_suffix(" text eol=lf"));
    let kept: Vec<&str> = lines.map(|pattern| pattern.trim_end_matches('*')).collect();
    let scripts: Vec<String> = [".ci", "docs"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), ""))
        .filter(|file| fs::read(file).unwrap().starts_with(b"#!/"))
        .map(|file| file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    assert!(scripts.len() > 5, "{scripts:?}");
    for script in scripts {
        assert!(kept.iter().any(|folder| script.starts_with(folder)), "{script}");
    }
}
