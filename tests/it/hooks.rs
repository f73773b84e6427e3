//! The hook and the CI script of `docs/`, run for real: with `sh`, in git repositories
//! made for the purpose.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::against::{commit, git, isolated, repository};
use super::sites::{sound_site, write};

const PROGRAM: &str = env!("CARGO_BIN_EXE_nianbao");
const FAULTY: &str = "主动公开: 无\n依申请公开:\n  本年新收: 3\n复议诉讼: 无\n";

/// Makes `top` a repository with the hook in place and everything committed.
fn hooked(top: &Path) {
    repository(top);
    commit(top, "start");
    let hook = top.join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::copy(super::example::root().join("docs/hooks/pre-commit"), hook).unwrap();
    git(top, &["config", "nianbao.program", PROGRAM]);
}

/// Commits what is staged; whether it went through, and what was said.
fn try_commit(top: &Path) -> (bool, String) {
    let mut command = Command::new("git");
    let output = isolated(command.current_dir(top).args(["commit", "-q", "-m", "改动"])).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn stage_and_commit(top: &Path) -> (bool, String) {
    git(top, &["add", "-A"]);
    try_commit(top)
}

fn two_offices(root: &Path) {
    sound_site(root, "a", 2021);
    sound_site(root, "b", 2021);
    write(root, "content/b/office.yaml", "全称: 甲县乙局\n类别: 部门\n上级: a\n");
}

#[test]
fn the_hook_refuses_faults_and_lets_sound_changes_through() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    two_offices(root);
    hooked(root);
    write(root, "content/b/2021/data.yaml", FAULTY);
    let (through, said) = stage_and_commit(root);
    assert!(!through && said.contains("错误[S-10]") && said.contains("没有提交"), "{said}");
    assert!(said.contains("content/b/2021/data.yaml:3:9"), "{said}");
    git(root, &["commit", "-q", "--no-verify", "-m", "先提交"]);
    // The faults of b are not what is committed now. The superior of b is known.
    write(root, "content/a/2021/data.yaml", "发布日期: 2022-01-20\n主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n");
    let (through, said) = stage_and_commit(root);
    assert!(through, "{said}");
    write(root, "content/b/2021/data.yaml", "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n");
    let (through, said) = stage_and_commit(root);
    assert!(through, "{said}");
}

#[test]
fn the_hook_looks_at_what_is_staged() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    two_offices(root);
    hooked(root);
    let data = "content/a/2021/data.yaml";
    write(root, data, FAULTY);
    git(root, &["add", "-A"]);
    write(root, data, "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n");
    let (through, said) = try_commit(root);
    assert!(!through, "staged with a fault: {said}");
    write(root, data, "发布日期: 2022-01-20\n主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n");
    git(root, &["add", "-A"]);
    write(root, data, FAULTY);
    let (through, said) = try_commit(root);
    assert!(through, "the fault is not staged: {said}");
}

#[test]
fn the_hook_finds_a_site_in_a_subfolder_with_blanks_in_its_name() {
    let top = tempfile::tempdir().unwrap();
    let root = top.path().join("县政府 年报");
    two_offices(&root);
    write(&root, "content/a/2021/附件 一.pdf", "%PDF-1.4\n");
    hooked(top.path());
    git(top.path(), &["config", "nianbao.site", "县政府 年报"]);
    // Outside the site nothing is checked, and no program is needed.
    git(top.path(), &["config", "nianbao.program", "没有这个程序"]);
    write(top.path(), "说明.txt", "x");
    assert!(stage_and_commit(top.path()).0);
    write(&root, "content/a/2021/narrative.md", "## 一、总体情况\n");
    let (through, said) = stage_and_commit(top.path());
    assert!(!through && said.contains("没有找到 没有这个程序"), "{said}");
    git(top.path(), &["config", "nianbao.program", PROGRAM]);
    let (through, said) = stage_and_commit(top.path());
    assert!(!through && said.contains("错误[D-01]"), "{said}");
    // A link to an attachment that is committed already leads somewhere.
    let linked = super::sites::saying("另见[附件](附件%20一.pdf)。");
    write(&root, "content/a/2021/narrative.md", &linked);
    let (through, said) = stage_and_commit(top.path());
    assert!(through, "{said}");
}

#[test]
fn the_hook_checks_settings_and_lets_offices_go() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    two_offices(root);
    hooked(root);
    write(root, "site.toml", "[site\n");
    let (through, said) = stage_and_commit(root);
    assert!(!through && said.contains("错误[S-24]"), "{said}");
    // A setting nobody knows is a warning: strict refuses it.
    write(root, "site.toml", "[site]\nnmae = \"x\"\n");
    git(root, &["config", "nianbao.strict", "true"]);
    let (through, said) = stage_and_commit(root);
    assert!(!through && said.contains("警告[S-25]"), "{said}");
    git(root, &["config", "nianbao.strict", "false"]);
    let (through, said) = stage_and_commit(root);
    assert!(through, "{said}");
    // What the settings name is looked at as it is staged.
    write(root, "site.toml", "[portal]\nheader = \"门户/header.html\"\n[theme]\nname = \"own\"\n");
    write(root, "themes/own/theme.toml", "name = \"own\"\nparent = \"county\"\n");
    write(root, "门户/header.html", "<p>门户</p>");
    let (through, said) = stage_and_commit(root);
    assert!(through, "{said}");
    fs::remove_dir_all(root.join("content/b")).unwrap();
    let (through, said) = stage_and_commit(root);
    assert!(through, "{said}");
}

/// Runs the CI script in `top`; the SARIF file lands there.
fn ci(top: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new("sh");
    let script = super::example::root().join("docs/ci/check.sh");
    isolated(command.current_dir(top).arg(script).args(arguments))
        .env("NIANBAO", PROGRAM)
        .env_remove("NIANBAO_AGAINST")
        .env_remove("NIANBAO_STRICT")
        .envs(settings.iter().copied())
        .output()
        .unwrap()
}

fn results(top: &Path) -> Vec<Value> {
    let log: Value = serde_json::from_str(&fs::read_to_string(top.join("nianbao.sarif")).unwrap()).unwrap();
    log["runs"][0]["results"].as_array().unwrap().clone()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const PUBLISHED: &str = "发布日期: 2022-01-20\n主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n";
const CHANGED: &str =
    "发布日期: 2022-01-20\n主动公开: 无\n依申请公开:\n  本年新收: {自然人: 1}\n  结转下年: {自然人: 1}\n复议诉讼: 无\n";

#[test]
fn the_ci_script_compares_with_the_last_tag_and_writes_sarif() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    sound_site(root, "a", 2021);
    write(root, "content/a/2021/data.yaml", PUBLISHED);
    repository(root);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "start"]);
    let output = ci(root, &[], &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(said(&output).contains("还没有发布标签"), "{output:?}");
    assert_eq!(results(root), [] as [Value; 0]);
    git(root, &["tag", "v2021"]);
    write(root, "content/a/2021/data.yaml", CHANGED);
    commit(root, "v2022");
    // This commit carries a tag of its own: the one before it is meant.
    let output = ci(root, &[], &[]);
    assert_eq!(output.status.code(), Some(0), "a warning: {output:?}");
    assert!(said(&output).contains("与 v2021 比较") && said(&output).contains("警告[X-04]"), "{output:?}");
    let told = results(root);
    assert_eq!(told.iter().filter(|result| result["ruleId"] == "X-04").count(), 2, "{told:#?}");
    assert_eq!(ci(root, &[], &[("NIANBAO_STRICT", "1")]).status.code(), Some(1));
    assert_eq!(ci(root, &[], &[("NIANBAO_AGAINST", "v2022")]).status.code(), Some(0));
    assert_eq!(results(root), [] as [Value; 0]);
    assert_eq!(ci(root, &[], &[("NIANBAO_AGAINST", "v1999")]).status.code(), Some(2));
    // With an error, the file is written all the same.
    write(root, "content/a/2021/data.yaml", FAULTY);
    let output = ci(root, &[], &[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(results(root).iter().any(|result| result["ruleId"] == "S-10"));
}

#[test]
fn the_ci_script_names_files_from_the_top_of_the_repository() {
    names_files_from_the_top("sites/nianbao", "sites/nianbao");
    names_files_from_the_top("甲县/年 报&|", "%E7%94%B2%E5%8E%BF/%E5%B9%B4%20%E6%8A%A5%26%7C");
}

/// The site's folder, and as it stands in an address.
fn names_files_from_the_top(folder: &str, address: &str) {
    let top = tempfile::tempdir().unwrap();
    let root = top.path().join(folder);
    sound_site(&root, "a", 2021);
    write(&root, "content/a/2021/data.yaml", FAULTY);
    write(&root, "site.toml", "[site]\nnmae = \"x\"\n");
    write(&root, "themes/county/templates/home.html", "{% if %}");
    repository(top.path());
    git(top.path(), &["add", "-A"]);
    git(top.path(), &["commit", "-q", "-m", "start"]);
    assert_eq!(ci(top.path(), &[folder], &[]).status.code(), Some(1));
    let mut files: Vec<String> = results(top.path())
        .iter()
        .map(|result| &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        .map(|uri| uri.as_str().unwrap().to_owned())
        .collect();
    files.sort();
    let wanted = ["content/a/2021/data.yaml", "site.toml", "themes/county/templates/home.html"];
    // A letter may be written either way in an address.
    let plain = |address: &str| percent_encoding::percent_decode_str(address).decode_utf8().unwrap().into_owned();
    for (file, wanted) in files.iter().zip(wanted) {
        assert!(file.is_ascii() && !file.contains([' ', '|']), "{file}");
        assert_eq!(plain(file), plain(&format!("{address}/{wanted}")));
        assert!(top.path().join(plain(file)).is_file());
    }
    assert_eq!(files.len(), wanted.len(), "{files:?}");
}

#[test]
fn the_ci_script_does_not_take_a_cut_history_for_no_tags() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, cut) = (folder.path().join("whole"), folder.path().join("cut"));
    sound_site(&whole, "a", 2021);
    repository(&whole);
    commit(&whole, "v2021");
    write(&whole, "说明.txt", "x");
    git(&whole, &["add", "-A"]);
    git(&whole, &["commit", "-q", "-m", "next"]);
    let from = format!("file://{}", whole.display());
    git(folder.path(), &["clone", "-q", "--depth", "1", &from, "cut"]);
    let output = ci(&cut, &[], &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(said(&output).contains("只取了一部分历史"), "{output:?}");
}
