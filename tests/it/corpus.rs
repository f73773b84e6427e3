//! The corpus of the fuzz targets, each file as its target takes it: what was found once
//! stays mended. `fuzz/` itself needs a fuzzer; this needs none.

use std::fs;
use std::path::Path;

#[allow(dead_code, unreachable_pub, reason = "a library of its own in `fuzz`")]
#[path = "../../fuzz/src/looks.rs"]
mod looks;

/// Runs every file of a target's corpus; none may panic, and each ends at once.
fn run(name: &str, look: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        look(&fs::read(entry.unwrap().path()).unwrap());
        seen += 1;
    }
    assert!(seen > 0, "{name} has no corpus");
}

/// One test: the targets share a folder.
#[test]
fn every_file_of_the_corpus_is_read_to_its_end() {
    run("data", looks::data);
    run("office", looks::office);
    run("narrative", looks::narrative);
    run("site", looks::site_toml);
    run("template", looks::template);
    run("import_txt", looks::import_txt);
    run("import_md", looks::import_md);
    run("import_html", looks::import_html);
    run("import_docx", looks::import_docx);
    run("import_xlsx", looks::import_xlsx);
}
