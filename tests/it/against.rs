//! `check --against`: figures that were published at a revision of a git repository and
//! have changed since, and reports that vanished. Needs the program `git`; the machine's
//! own settings are kept out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::sites::{saying, sound_site, write};

/// The settings of git that tests run with: no names, hooks or line ends of the machine.
pub(crate) fn isolated(command: &mut Command) -> &mut Command {
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("GIT_CONFIG_GLOBAL", nowhere).env("GIT_CONFIG_SYSTEM", nowhere).env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "测试").env(format!("GIT_{role}_EMAIL"), "test@example.gov.cn");
        command.env(format!("GIT_{role}_DATE"), "2025-01-20T09:00:00+08:00");
    }
    command
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let output = isolated(command.current_dir(folder).args(arguments)).output().expect("tests need git");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Makes `folder` a repository.
pub(crate) fn repository(folder: &Path) {
    git(folder, &["init", "-q", "-b", "main"]);
}

/// Commits everything and tags it.
pub(crate) fn commit(folder: &Path, tag: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", tag]);
    git(folder, &["tag", tag]);
}

pub(super) fn nianbao(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    isolated(command.current_dir(root).args(arguments)).output().unwrap()
}

pub(super) fn check(root: &Path, arguments: &[&str]) -> Value {
    let arguments = [&["check", "--against", "v1", "--format", "json"], arguments].concat();
    let output = nianbao(root, &arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The X-04 findings.
pub(super) fn told(root: &Path) -> Vec<Value> {
    let json = check(root, &[]);
    json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "X-04").cloned().collect()
}

/// The one X-04 finding there should be: its place and all its words.
pub(super) fn only(root: &Path) -> (String, String) {
    let told = told(root);
    assert_eq!(told.len(), 1, "{told:#?}");
    let finding = &told[0];
    assert_eq!(finding["level"], "warning");
    let at = format!("{}:{}:{}", finding["file"].as_str().unwrap(), finding["line"], finding["column"]);
    (at, format!("{} {} {}", finding["message"], finding["details"], finding["advice"]).replace("\\\"", "\""))
}

pub(super) const DATA: &str = "content/a/2021/data.yaml";
pub(super) const TEXT: &str = "content/a/2021/narrative.md";
pub(super) const PUBLISHED: &str = "\
发布日期: 2022-01-20
主动公开: 无
依申请公开:
  本年新收: {自然人: 3}
  予以公开: {自然人: 3}
复议诉讼: 无
";

/// Words at the head of the report's first section.
pub(super) const SAID: &str = "本机关按规定公开信息。按月核对。";

/// A site whose report of 2021 is published and tagged `v1`.
pub(super) fn site(root: &Path) {
    sound_site(root, "a", 2021);
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &saying(SAID));
    repository(root);
    commit(root, "v1");
}

/// The published report with three requests made five, and more lines.
pub(super) fn five(more: &str) -> String {
    PUBLISHED.replace("{自然人: 3}", "{自然人: 5}") + more
}

pub(super) const ENTRIES: &str = "\
更正:
  - {日期: 2022-03-05, 格: 本年新收.自然人, 原: 3, 新: 5, 原因: 漏计两件}
  - {日期: 2022-03-05, 格: 予以公开.自然人, 原: 3 件, 新: 5 件, 原因: 漏计两件}
";

#[test]
fn what_did_not_change_is_no_finding() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    assert_eq!(told(root), [] as [Value; 0]);
    // Line ends, a byte order mark, spaces and the way figures are written are no change.
    write(
        root,
        DATA,
        &format!("\u{feff}{}", PUBLISHED.replace("{自然人: 3}", "[3, 0, 0, 0, 0, 0]").replace('\n', "\r\n")),
    );
    write(root, TEXT, &saying("本机关**按规定**\n公开信息。按月核对。").replace('\n', "\r\n"));
    assert_eq!(told(root), [] as [Value; 0]);
}

#[test]
fn the_published_side_may_have_a_bom_and_windows_line_ends() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    sound_site(root, "a", 2021);
    write(root, DATA, &format!("\u{feff}{}", PUBLISHED.replace('\n', "\r\n")));
    write(root, TEXT, &format!("\u{feff}{}", saying(SAID).replace('\n', "\r\n")));
    repository(root);
    commit(root, "v1");
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &saying(SAID));
    assert_eq!(told(root), [] as [Value; 0]);
    write(root, DATA, &PUBLISHED.replace("本年新收: {自然人: 3}", "本年新收: {自然人: 3, 商业企业: 1}"));
    assert_eq!(told(root).len(), 1);
}

#[test]
fn a_changed_figure_wants_an_entry_and_is_told_which() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    write(root, DATA, &five(""));
    let findings = told(root);
    assert_eq!(findings.len(), 2, "each typed figure, no total: {findings:#?}");
    let first = &findings[0];
    assert_eq!((&first["file"], &first["line"], &first["column"]), (&DATA.into(), &4.into(), &15.into()));
    assert_eq!(first["cells"], serde_json::json!(["t3.new_requests.natural_person"]));
    assert_eq!((&first["office"], &first["year"]), (&"a".into(), &2021.into()));
    assert_eq!(first["message"], "甲县乙局 2021 年度“本年新收”的“自然人”应与发布时相同，为 3，现在为 5，没有写更正");
    // The entry as told, pasted: it asks for day and reason, and with them it fits.
    let paste = |finding: &Value| {
        let advice = finding["advice"].as_str().unwrap();
        format!("  {}\n", &advice[advice.find("- {").unwrap()..])
    };
    let entries = format!("更正:\n{}{}", paste(first), paste(&findings[1]));
    write(root, DATA, &five(&entries));
    let json = check(root, &[]);
    let codes: Vec<&str> = json["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "S-19").count(), 4, "day and reason, twice: {json:#}");
    write(root, DATA, &five(&entries.replace("日期: ,", "日期: 2022-03-05,").replace("原因: }", "原因: 漏计两件}")));
    let json = check(root, &[]);
    assert_eq!(json["findings"], serde_json::json!([]), "{json:#}");
}

#[test]
fn entries_of_typed_figures_speak_for_their_totals_and_not_the_other_way_round() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    write(root, DATA, &five(ENTRIES));
    assert_eq!(told(root), [] as [Value; 0]);
    write(root, DATA, &five(&ENTRIES.replace("本年新收.自然人", "本年新收")));
    let (at, words) = only(root);
    assert!(at.ends_with(":4:15") && words.contains("“本年新收”的“自然人”"), "{at} {words}");
}

/// What was corrected before the tag was published with it: only what came after is held
/// against what changed since.
#[test]
fn entries_that_were_published_are_not_judged_again() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    write(root, DATA, &five(ENTRIES));
    commit(root, "v2");
    let told = |data: &str, text: &str| {
        write(root, DATA, data);
        write(root, TEXT, text);
        let output = nianbao(root, &["check", "--against", "v2", "--format", "json"]);
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "X-04");
        findings.map(|finding| finding["message"].to_string()).collect::<Vec<_>>().join("\n")
    };
    // 5 is what was published; that the entries once led there from 3 is no fault.
    let text = saying(SAID);
    assert_eq!(told(&five(ENTRIES), &text), "");
    let seven = |more: &str| five(&format!("{ENTRIES}{more}")).replacen("{自然人: 5}", "{自然人: 7}", 2);
    let since = ENTRIES.replace("更正:\n", "").replace("新: 5", "新: 7").replace("原: 3", "原: 5");
    assert_eq!(told(&seven(&since), &text), "");
    // The new entry is the wrong one, and is told; the old one is not.
    let wrong = told(&seven(&since.replace("原: 5", "原: 4")), &text);
    assert!(wrong.contains("实际写原 4、新 7") && !wrong.contains("新 5"), "{wrong}");
    // Nor does an old entry account for words that were changed since.
    assert!(told(&five(ENTRIES), &saying("本机关按规定公开信息。按周核对。")).contains("没有的"));
}

#[test]
fn entries_that_do_not_fit_the_figures_are_told_at_the_entry() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    write(root, DATA, &five(&ENTRIES.replace("原: 3, 新: 5", "原: 2, 新: 5")));
    let (at, words) = only(root);
    assert!(at.contains(":8:") && words.contains("应写原 3、新 5，实际写原 2、新 5"), "{at} {words}");
    // An entry for a figure that did not change.
    let entry = "更正:\n  - {日期: 2022-03-05, 格: 本年新收.自然人, 原: 4, 新: 3, 原因: 多计}\n";
    write(root, DATA, &format!("{PUBLISHED}{entry}"));
    let (at, words) = only(root);
    assert!(at.contains(":8:") && words.contains("没有变，一直是 3"), "{at} {words}");
    // Corrected twice since: the entries lead from the one figure to the other.
    let entries = "更正:\n  - {日期: 2022-03-05, 格: 本年新收.自然人, 原: 3, 新: 4, 原因: 漏计}\n  - {日期: 2022-04-05, 格: 本年新收.自然人, 原: 4, 新: 5, 原因: 又漏}\n  - {日期: 2022-04-05, 格: 予以公开.自然人, 原: 3, 新: 5, 原因: 又漏}\n";
    write(root, DATA, &five(entries));
    assert_eq!(told(root), [] as [Value; 0]);
}

#[test]
fn figures_that_were_taken_away_are_told_once_a_row() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    let open = "主动公开:\n  规章: [0, 0, 0]\n  行政规范性文件: [1, 2, 3]\n  行政许可: 4\n  行政处罚: 0\n  行政强制: 0\n  行政事业性收费: 0.5500\n";
    let published = PUBLISHED.replace("主动公开: 无\n", open);
    write(root, DATA, &published);
    commit(root, "v2");
    git(root, &["tag", "-f", "v1"]);
    write(root, DATA, &published.replace("  行政规范性文件: [1, 2, 3]\n", "").replace("0.5500", "0.55"));
    let (_, words) = only(root);
    assert!(words.contains("“行政规范性文件”的“制发”应与发布时相同，为 1，现在没有填，没有写更正"), "{words}");
    write(root, DATA, &published.replace("0.5500", "0.6"));
    let (_, words) = only(root);
    assert!(words.contains("为 0.5500，现在为 0.6"), "{words}");
    assert!(words.contains("格: 行政事业性收费, 原: 0.5500, 新: 0.6,"), "{words}");
}

#[test]
fn a_published_report_may_not_vanish() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    sound_site(root, "b", 2021);
    sound_site(root, "c", 2021);
    write(root, "content/c/2021/data.yaml", PUBLISHED);
    site(root);
    fs::remove_dir_all(root.join("content/a/2021")).unwrap();
    let (at, words) = only(root);
    assert_eq!(at, format!("{DATA}:1:1"));
    assert!(words.contains("a/2021 在“v1”时已经发布（2022-01-20），现在没有了"), "{words}");
    // The whole office: and what was never published (b) may go.
    fs::remove_dir_all(root.join("content/a")).unwrap();
    fs::remove_dir_all(root.join("content/b")).unwrap();
    only(root);
    let json = check(root, &["c"]);
    assert_eq!(json["findings"], serde_json::json!([]), "another office is not asked about");
    git(root, &["checkout", "v1", "--", "content"]);
    write(root, DATA, &format!("草稿: true\n{PUBLISHED}"));
    let (at, words) = only(root);
    assert!(at.contains(":1:") && words.contains("现在标为草稿"), "{at} {words}");
}

#[test]
fn drafts_and_reports_without_a_day_were_not_published() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    sound_site(root, "b", 2021);
    write(root, "content/b/2021/data.yaml", &PUBLISHED.replace("发布日期: 2022-01-20\n", ""));
    sound_site(root, "a", 2021);
    write(root, DATA, &format!("草稿: true\n{PUBLISHED}"));
    repository(root);
    commit(root, "v1");
    write(root, DATA, &five(""));
    write(root, "content/b/2021/data.yaml", &five(""));
    assert_eq!(told(root), [] as [Value; 0]);
}
