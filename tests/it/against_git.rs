//! `check --against` and git: where the site lies in a repository, what git names, and
//! what is said where there is none.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::against::*;
use super::sites::{sound_site, write};

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
