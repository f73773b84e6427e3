//! `check --against`: what was published at a revision of a git repository and has
//! changed since. Needs the program `git`; the machine's own settings are kept out.

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

fn nianbao(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    isolated(command.current_dir(root).args(arguments)).output().unwrap()
}

fn check(root: &Path, arguments: &[&str]) -> Value {
    let arguments = [&["check", "--against", "v1", "--format", "json"], arguments].concat();
    let output = nianbao(root, &arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The X-04 findings.
fn told(root: &Path) -> Vec<Value> {
    let json = check(root, &[]);
    json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "X-04").cloned().collect()
}

/// The one X-04 finding there should be: its place and all its words.
fn only(root: &Path) -> (String, String) {
    let told = told(root);
    assert_eq!(told.len(), 1, "{told:#?}");
    let finding = &told[0];
    assert_eq!(finding["level"], "warning");
    let at = format!("{}:{}:{}", finding["file"].as_str().unwrap(), finding["line"], finding["column"]);
    (at, format!("{} {} {}", finding["message"], finding["details"], finding["advice"]).replace("\\\"", "\""))
}

const DATA: &str = "content/a/2021/data.yaml";
const TEXT: &str = "content/a/2021/narrative.md";
const PUBLISHED: &str = "\
发布日期: 2022-01-20
主动公开: 无
依申请公开:
  本年新收: {自然人: 3}
  予以公开: {自然人: 3}
复议诉讼: 无
";

/// Words at the head of the report's first section.
const SAID: &str = "本机关按规定公开信息。按月核对。";

/// A site whose report of 2021 is published and tagged `v1`.
fn site(root: &Path) {
    sound_site(root, "a", 2021);
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &saying(SAID));
    repository(root);
    commit(root, "v1");
}

/// The published report with three requests made five, and more lines.
fn five(more: &str) -> String {
    PUBLISHED.replace("{自然人: 3}", "{自然人: 5}") + more
}

const ENTRIES: &str = "\
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

#[test]
fn the_day_of_publication_stays_or_is_accounted_for() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    let moved = PUBLISHED.replace("2022-01-20", "2022-01-30");
    write(root, DATA, &moved);
    let (at, words) = only(root);
    assert!(at.contains(":1:7"), "{at}");
    assert!(words.contains("发布日期应与发布时相同，为 2022-01-20，现在为 2022-01-30"), "{words}");
    write(
        root,
        DATA,
        &format!("{moved}更正:\n  - {{日期: 2022-02-01, 原: 2022年1月20日, 新: 2022-01-30, 原因: 抄错}}\n"),
    );
    assert_eq!(told(root), [] as [Value; 0]);
    // An entry that leads to another day, or is about a figure, accounts for nothing.
    let other = ["原: 2022-01-20, 新: 2022-01-29", "原: 2022-01-19, 新: 2022-01-30"];
    for wrong in other {
        write(root, DATA, &format!("{moved}更正:\n  - {{日期: 2022-02-01, {wrong}, 原因: 抄错}}\n"));
        only(root);
    }
    write(root, DATA, &PUBLISHED.replace("发布日期: 2022-01-20\n", ""));
    let (_, words) = only(root);
    assert!(words.contains("现在删去了"), "{words}");
    // The hour was not said before.
    write(root, DATA, &PUBLISHED.replace("2022-01-20", "2022-01-20 09:00"));
    assert_eq!(told(root), [] as [Value; 0]);
}

#[test]
fn changed_words_are_told_once_at_the_first_of_them() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    let changed = saying("本机关按规定公开信息。新设专栏。按周核对。");
    write(root, TEXT, &changed);
    let (at, words) = only(root);
    assert_eq!(at, format!("{TEXT}:3:12"));
    assert!(words.contains("现在有 2 句是当时没有的，当时的 1 句现在没有"), "{words}");
    assert!(words.contains("新设专栏") && words.contains("按月核对"), "{words}");
    let entry = "更正:\n  - {日期: 2022-03-05, 原: 按月核对, 新: 按周核对, 原因: 笔误}\n";
    write(root, DATA, &format!("{PUBLISHED}{entry}"));
    assert_eq!(told(root), [] as [Value; 0]);
    // On the day of publication itself, too, but not before.
    write(root, DATA, &format!("{PUBLISHED}{}", entry.replace("2022-03-05", "2022-01-20")));
    assert_eq!(told(root), [] as [Value; 0]);
    write(root, DATA, &format!("{PUBLISHED}{}", entry.replace("2022-03-05", "2022-01-10")));
    only(root);
}

/// The page prints them as the form has them.
#[test]
fn statutory_headings_may_be_written_otherwise() {
    let root = tempfile::tempdir().unwrap();
    site(root.path());
    let text = fs::read_to_string(root.path().join(TEXT)).unwrap();
    let text = text.replace("## 六、", "## （一）附注\n\n## 六、");
    let otherwise = text.replace("## 一、总体情况", "# 总体情况").replace("## 五、", "### 五、");
    write(root.path(), TEXT, &otherwise);
    assert!(otherwise != text && told(root.path()).iter().all(|finding| finding["line"] != 1));
    // What is no heading of the form is compared without its marks.
    let (_, said) = only(root.path());
    assert!(said.contains("现在的第一处：（一）附注"), "{said}");
}

#[test]
fn figures_drawn_from_the_tables_change_with_them() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    let drawn = saying("收到申请 {{ 本年新收 }} 件。");
    sound_site(root, "a", 2021);
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &drawn);
    repository(root);
    commit(root, "v1");
    write(root, DATA, &five(&ENTRIES.replace("2022-03-05", "2022-01-20")));
    assert_eq!(told(root), [] as [Value; 0], "the table's entries speak for the words that draw from it");
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &drawn.replace("{{ 本年新收 }}", "3"));
    assert_eq!(told(root), [] as [Value; 0], "the reader sees the same");
    write(root, TEXT, &drawn.replace("{{ 本年新收 }}", "{{ 上年结转 }}"));
    let (_, words) = only(root);
    assert!(words.contains("收到申请0件") && words.contains("收到申请3件"), "{words}");
}

#[test]
fn documents_without_tables_are_compared_in_words() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    let (data, text) = ("content/a/2015/data.yaml", "content/a/2015/narrative.md");
    sound_site(root, "a", 2015);
    write(root, data, "发布日期: 2016-03-20\n");
    write(root, text, "# 年度报告\n\n全年公开信息十条。\n");
    repository(root);
    commit(root, "v1");
    write(root, text, "# 年度报告\n\n全年公开信息十二条。\n");
    let (at, _) = only(root);
    assert_eq!(at, format!("{text}:3:1"));
    write(root, data, "发布日期: 2016-03-20\n更正:\n  - {日期: 2016-04-01, 原: 十条, 新: 十二条, 原因: 漏计}\n");
    assert_eq!(told(root), [] as [Value; 0]);
}

#[test]
fn a_site_in_a_subfolder_with_a_chinese_name_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("县政府 网站").join("年报");
    sound_site(&root, "a", 2021);
    write(&root, DATA, PUBLISHED);
    // A report of another site of the same repository is none of ours.
    write(folder.path(), "content/z/2021/data.yaml", PUBLISHED);
    repository(folder.path());
    commit(folder.path(), "v1");
    assert_eq!(told(&root), [] as [Value; 0]);
    write(&root, DATA, &five(""));
    assert_eq!(told(&root).len(), 2);
    let output = nianbao(folder.path(), &["check", "--root", &root.to_string_lossy(), "a", "--against", "v1"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.matches("警告[X-04]").count()), (Some(0), 2), "{said}");
    let output = nianbao(&root, &["check", "--against", "v1", "--strict"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_was_unreadable_then_is_not_checked_and_said_so() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    sound_site(root, "a", 2021);
    fs::write(root.join(DATA), b"\xbb\xfa\xb9\xd8: 1\n").unwrap();
    repository(root);
    commit(root, "v1");
    write(root, DATA, PUBLISHED);
    let json = check(root, &[]);
    let not = json["not_checked"].as_array().unwrap().iter().find(|not| not["code"] == "X-04").unwrap().clone();
    assert_eq!((&not["office"], &not["reason"]), (&"a".into(), &"“v1”里的文件读不出文字".into()));
}

#[test]
fn without_git_or_a_repository_or_the_revision_it_says_so_and_exits_2() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    sound_site(root, "a", 2021);
    let refused = |revision: &str, words: &str| {
        // The folders above the temporary one may lie in a repository of their own.
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        let output = isolated(command.current_dir(root).args(["check", "--against", revision]))
            .env("GIT_CEILING_DIRECTORIES", root.parent().unwrap())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("错误: ") && said.contains(words), "{said}");
    };
    refused("v1", "不在 git 仓库里");
    repository(root);
    refused("v1", "没有“v1”这个版本");
    write(root, "别的.txt", "x");
    git(root, &["add", "别的.txt"]);
    git(root, &["commit", "-q", "-m", "x"]);
    refused("HEAD", "没有本站的 content 文件夹");
    refused("HEAD:content", "没有“HEAD:content”这个版本");
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let output = command.current_dir(root).args(["check", "--against", "v1"]).env("PATH", "").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("没有找到 git"), "{said}");
    // Nobody who does not ask needs git.
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let output = command.current_dir(root).args(["check"]).env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

/// As in a hook, where git names its repository to the programs it runs.
#[test]
fn the_names_git_gives_to_hooks_do_not_mislead() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    sound_site(&root, "a", 2021);
    write(&root, DATA, PUBLISHED);
    repository(folder.path());
    commit(folder.path(), "v1");
    write(&root, DATA, &five(""));
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    let output = isolated(command.current_dir(&root).args(["check", "--against", "v1"]))
        .env("GIT_DIR", ".git")
        .env("GIT_INDEX_FILE", ".git/index")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.matches("警告[X-04]").count(), 2, "{said}");
}
