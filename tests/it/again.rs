//! Pages that cannot have changed are not made again: whatever is edited, a build over the
//! last one gives what a build into an empty folder gives, byte for byte.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::example::tree;
use super::made_county::make;

/// A published site with what the program keeps for itself.
fn published(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = tree(folder);
    files.insert(".nianbao".to_owned(), fs::read(folder.join(".nianbao")).unwrap());
    files
}

fn build(root: &Path, output: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.arg("--root").arg(root).arg("build").arg("--output").arg(output).args(["--threads", "2"]);
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// `写入 5 个文件` → 5
fn written(told: &str) -> usize {
    let rest = told.split("写入 ").nth(1).unwrap_or_else(|| panic!("{told}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}

/// A small county without Word and Excel files.
fn county(root: &Path) {
    make::county(9, 3, 7).write(root).unwrap();
    let settings = root.join("site.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(settings, text + "\n[downloads]\nspreadsheets = false\nword = false\n").unwrap();
}

/// The folders of all reports, in order.
fn reports(root: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for office in fs::read_dir(root.join("content")).unwrap() {
        for year in fs::read_dir(office.unwrap().path()).unwrap() {
            let path = year.unwrap().path();
            if path.is_dir() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(text)).unwrap();
}

/// Every kind of edit a site knows, at the report or office of that number.
fn edits(root: &Path, round: usize) {
    let all = reports(root);
    let report = &all[round * 7 % all.len()];
    let (data, words, office) =
        (report.join("data.yaml"), report.join("narrative.md"), report.parent().unwrap().join("office.yaml"));
    match round % 12 {
        0 => edit(&words, |text| text + "\n又及一句。\n"),
        1 => edit(&data, |text| text + "更正:\n  - {日期: 2026-12-01, 原: 一, 新: 二, 原因: 笔误}\n"),
        2 => edit(&office, |text| text + "排序: 1\n"),
        3 => edit(&data, |text| format!("草稿: true\n{}", text.replace("草稿: true\n", ""))),
        4 => fs::write(report.join("说明.txt"), format!("附件 {round}")).unwrap(),
        5 => edit(&root.join("site.toml"), |text| text.replace("试验", "试验的")),
        6 => fs::remove_dir_all(report).unwrap(),
        7 => edit(&words, |text| text.replacen("。", "，已公开。", 1)),
        8 => edit(&root.join("site.toml"), |text| text + "\n[theme.settings]\ncharts = false\n"),
        9 => {
            fs::create_dir_all(root.join("themes/county/templates")).unwrap();
            fs::write(root.join("themes/county/templates/404.html"), "{% extends \"base.html\" %}").unwrap();
        }
        10 => edit(&data, |text| text.replace("发布日期: 20", "# 改期\n发布日期: 20").replace("-01-", "-02-")),
        _ => edit(&words, |text| format!("{text}\n\n2021年，另写一段。\n")),
    }
}

#[test]
fn a_build_over_the_last_one_gives_what_a_clean_one_gives() {
    let folder = tempfile::tempdir().unwrap();
    let (root, public) = (folder.path().join("site"), folder.path().join("public"));
    county(&root);
    assert!(build(&root, &public).0);
    let mut kept = 0;
    for round in 0..24 {
        let before = tree(&root);
        edits(&root, round);
        let (done, told) = build(&root, &public);
        if !done {
            // The edit was a fault: nothing was published, and it is taken back.
            fs::remove_dir_all(&root).unwrap();
            for (file, bytes) in before {
                fs::create_dir_all(root.join(&file).parent().unwrap()).unwrap();
                fs::write(root.join(file), bytes).unwrap();
            }
            continue;
        }
        kept += 1;
        let clean = folder.path().join(format!("clean-{round}"));
        let (done, told_anew) = build(&root, &clean);
        assert!(done);
        // All but the line with the folder and what was written there.
        let found = |told: &str| {
            told.lines().filter(|line| !line.starts_with("已发布到")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(found(&told), found(&told_anew), "round {round}: the same is found");
        let (over, clean) = (published(&public), published(&clean));
        let differs: Vec<&String> =
            over.iter().filter(|(route, bytes)| clean.get(*route) != Some(bytes)).map(|(route, _)| route).collect();
        assert!(differs.is_empty() && over.len() == clean.len(), "round {round}: {differs:?}\n{told}");
        assert_eq!(written(&build(&root, &public).1), 0, "round {round}: built again, nothing is written");
    }
    assert!(kept >= 12, "too many edits were faults: {kept} of 24 were built");
}

#[test]
fn one_changed_text_makes_the_pages_of_its_office_again() {
    let folder = tempfile::tempdir().unwrap();
    let (root, public) = (folder.path().join("site"), folder.path().join("public"));
    county(&root);
    assert!(build(&root, &public).0);
    let newest =
        reports(&root).into_iter().rfind(|report| report.ends_with("2023") || report.ends_with("2024")).unwrap();
    edit(&newest.join("narrative.md"), |text| text + "\n又及一句。\n");
    let (done, told) = build(&root, &public);
    assert!(done, "{told}");
    assert!((1..15).contains(&written(&told)), "{told}");
}

#[test]
fn a_published_file_that_somebody_wrote_into_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (root, public) = (folder.path().join("site"), folder.path().join("public"));
    county(&root);
    assert!(build(&root, &public).0);
    let clean = tree(&public);
    let pages: Vec<&String> = clean.keys().filter(|route| route.ends_with("/report.json")).collect();
    // Another length; and, as an editor would, the same length at a later time.
    fs::write(public.join(pages[0]), "{}").unwrap();
    let spoilt = vec![b' '; clean[pages[1]].len()];
    fs::write(public.join(pages[1]), spoilt).unwrap();
    let manifest = fs::metadata(public.join("manifest.json")).unwrap().modified().unwrap();
    let file = fs::File::options().write(true).open(public.join(pages[1])).unwrap();
    file.set_modified(manifest + std::time::Duration::from_secs(1)).unwrap();
    fs::remove_file(public.join(pages[2])).unwrap();
    assert!(build(&root, &public).0);
    assert!(tree(&public) == clean, "what was spoilt is whole again");
    // What the program kept for itself is nothing without which a site cannot be made.
    fs::write(public.join(".nianbao"), "{\"schema\":1}").unwrap();
    assert!(build(&root, &public).0);
    assert!(tree(&public) == clean);
}
