//! Broken content: every file under `tests/broken/` states its own findings.
//!
//! A case is a single file, or a folder that holds a whole site. Remarks stand beside the
//! line they are about: `# ⇒ 错误[A-01] 部分文字` (in Markdown `<!-- ⇒ 错误[D-07] … -->`),
//! each naming the level, the code and words of the message; `⇒ 无` says that nothing is
//! found there. All findings are compared with all remarks, both ways.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nianbao::content::Only;

/// A remark or a finding: file, line, what is said.
type Said = (String, usize, String);

pub(crate) fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// Lays a case out as a site: a sound office `a` with a sound report, in which the case
/// replaces files. `x.2021.yaml` is the data of 2021, `x.2021.md` its narrative,
/// `x.office.yaml` the office, `x.site.toml` the settings.
pub(crate) fn lay_out(case: &Path, root: &Path) -> Vec<String> {
    if case.is_dir() {
        return lay_out_site(case, root);
    }
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let parts: Vec<&str> = name.split('.').collect();
    let file = match parts[1..] {
        ["office", "yaml"] => "content/a/office.yaml".to_owned(),
        ["site", "toml"] => "site.toml".to_owned(),
        [year, "yaml"] => format!("content/a/{year}/data.yaml"),
        [year, "md"] => format!("content/a/{year}/narrative.md"),
        _ => panic!("{name}: cannot tell which file this is"),
    };
    let year = parts[1..].iter().find_map(|part| part.parse::<u16>().ok()).unwrap_or(2021);
    super::sites::sound_site(root, "a", year);
    std::fs::copy(case, root.join(&file)).unwrap();
    vec![file]
}

/// A case that is a folder: its files, and sound ones where an office or a year has none.
fn lay_out_site(case: &Path, root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in walk(case) {
        let file = entry.strip_prefix(case).unwrap().to_string_lossy().replace('\\', "/");
        super::sites::write(root, &file, &std::fs::read_to_string(&entry).unwrap());
        files.push(file);
    }
    let lay = |file: String, text: &str| {
        if !root.join(&file).exists() {
            super::sites::write(root, &file, text);
        }
    };
    lay("site.toml".to_owned(), "[site]\nname = \"试验站点\"\n");
    for file in &files {
        let parts: Vec<&str> = file.split('/').collect();
        let ["content", office, rest @ ..] = &parts[..] else { continue };
        lay(format!("content/{office}/office.yaml"), &format!("全称: 甲县{office}局\n类别: 部门\n"));
        if let [year, _] = rest {
            lay(format!("content/{office}/{year}/data.yaml"), super::sites::DATA);
            lay(format!("content/{office}/{year}/narrative.md"), super::sites::NARRATIVE);
        }
    }
    files
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Every remark of a case.
fn remarks_of(case: &Path) -> Vec<(String, usize, String, String)> {
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    if !case.is_dir() {
        return remarks("", &read(case));
    }
    let name = |path: &Path| path.strip_prefix(case).unwrap().to_string_lossy().replace('\\', "/");
    walk(case).iter().flat_map(|path| remarks(&name(path), &read(path))).collect()
}

/// The remarks of a file: `错误[A-01] words` after `#` or in `<!-- -->`.
fn remarks(file: &str, text: &str) -> Vec<(String, usize, String, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for piece in line.split("⇒").skip(1) {
            let piece = piece.trim().trim_end_matches("-->").trim();
            if piece == "无" {
                continue;
            }
            let (head, words) = piece.split_once(']').expect("a remark is 错误[CODE] words");
            found.push((file.to_owned(), number + 1, format!("{head}]"), words.trim().to_owned()));
        }
    }
    found
}

#[test]
fn every_case_says_exactly_what_its_remarks_say() {
    let cases = cases();
    assert!(cases.len() >= 30, "only {} cases were found", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        let site = tempfile::tempdir().unwrap();
        let files = lay_out(case, site.path());
        let loaded = nianbao::load(site.path(), &Only::All).unwrap();
        let findings = nianbao::check(&loaded).findings;
        let mut expected = remarks_of(case);
        if !case.is_dir() {
            expected.iter_mut().for_each(|remark| remark.0.clone_from(&files[0]));
        }
        let mut unexpected: Vec<Said> = Vec::new();
        for finding in &findings {
            let head = format!("{}[{}]", finding.level.name(), finding.code);
            let at = expected.iter().position(|(file, line, wanted, words)| {
                *file == finding.file
                    && *line == finding.line as usize
                    && *wanted == head
                    && finding.message.contains(words.as_str())
            });
            match at {
                Some(at) => drop(expected.remove(at)),
                None => unexpected.push((
                    finding.file.clone(),
                    finding.line as usize,
                    format!("{head} {}", finding.message),
                )),
            }
        }
        let name = case.file_name().unwrap().to_string_lossy();
        faults.extend(expected.iter().map(|said| format!("{name}: not said: {said:?}")));
        faults.extend(unexpected.iter().map(|said| format!("{name}: said without a remark: {said:?}")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// A code nobody shows an example of is a check nobody has seen work.
#[test]
fn every_rule_has_a_case() {
    let mut shown = BTreeSet::new();
    for case in cases() {
        shown.extend(remarks_of(&case).into_iter().map(|(_, _, head, _)| head));
    }
    let bare: Vec<String> = nianbao::rules()
        .into_iter()
        .map(|rule| format!("{}[{}]", rule.level.name(), rule.code))
        .filter(|head| !shown.contains(head) && !IN_FOLDERS.iter().any(|code| head.contains(code)))
        .collect();
    assert!(bare.is_empty(), "no case shows {bare:?}");
}

/// Codes about encodings, sizes, folders and permissions: `folders.rs` shows them.
/// S-29 is about attachments (`links.rs`); X-04 needs a git repository: `against.rs` shows it.
const IN_FOLDERS: [&str; 6] = ["S-01", "S-02", "S-13", "S-22", "S-29", "X-04"];
