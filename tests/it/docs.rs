//! `docs/checks.md`: what it says of rules, settings and files is held against the
//! program.

use std::fs;
use std::path::PathBuf;

use nianbao::content::Only;

use super::sites::{sound_site, write};

const BEGIN: &str = "<!-- 表：开始 -->\n";
const END: &str = "<!-- 表：结束 -->";

fn path() -> PathBuf {
    super::example::root().join("docs/checks.md")
}

fn text() -> String {
    fs::read_to_string(path()).unwrap().replace("\r\n", "\n")
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_list_of_rules_is_that_of_the_program() {
    let mut table = "| 代码 | 级别 | 问题 | 依据 |\n|---|---|---|---|\n".to_owned();
    for rule in nianbao::rules() {
        let row = [rule.code, rule.level.name(), rule.title, rule.source].map(|words| words.replace('|', "\\|"));
        table.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    let text = text();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (written, tail) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path(), format!("{head}{BEGIN}{table}{END}{tail}")).unwrap();
        return;
    }
    assert_eq!(written, table, "renew with UPDATE=1 cargo test docs");
}

/// Every setting stands in a row with its default, and there is no row without one.
#[test]
fn every_threshold_and_deadline_is_told_with_its_default() {
    let text = text();
    let config = serde_json::to_value(nianbao::config::Config::default()).unwrap();
    for group in ["checks", "deadlines"] {
        let head = format!("| `[{group}]` 的设置 | 默认 | 意思 |\n|---|---|---|\n");
        let table = text.split(&head).nth(1).unwrap().split("\n\n").next().unwrap();
        let told: Vec<(&str, &str)> = table
            .lines()
            .map(|row| {
                let cells: Vec<&str> = row.split('|').map(str::trim).collect();
                (cells[1].trim_matches('`'), cells[2])
            })
            .collect();
        let settings = config[group].as_object().unwrap();
        for (name, value) in settings {
            let value = match value.as_array() {
                Some(day) => format!("{:02}-{:02}", day[0].as_i64().unwrap(), day[1].as_i64().unwrap()),
                None => value.to_string(),
            };
            assert!(told.contains(&(name, &value)), "{name} = {value} is not in docs/checks.md: {told:?}");
        }
        assert_eq!(told.len(), settings.len(), "{told:?}");
    }
}

#[test]
fn the_settings_shown_are_read_without_a_finding() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let shown = blocks(&text(), "toml").concat();
    write(site.path(), "site.toml", &shown);
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    assert_eq!(loaded.findings, []);
    assert_ne!(loaded.config, nianbao::config::Config::default());
}

/// The report shown has one finding, and its 说明 answers for it.
#[test]
fn the_report_shown_is_one_that_is_published() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "czj", 2024);
    let data = blocks(&text(), "yaml").concat();
    let file = data.lines().next().unwrap().trim_start_matches("# ").to_owned();
    write(site.path(), &file, &data);
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    let findings = nianbao::check(&loaded).findings;
    let open: Vec<_> = findings.iter().filter(|finding| !finding.acknowledged).collect();
    assert_eq!(open, [] as [&nianbao::finding::Finding; 0]);
    assert!(findings.iter().any(|finding| finding.code == "A-07"), "{findings:#?}");
    assert_eq!(loaded.content.reports[0].corrections.len(), 1);
    assert_eq!(loaded.content.reports[0].restated.len(), 1);
}

#[test]
fn the_files_it_names_are_there_and_the_readmes_lead_to_it() {
    let root = super::example::root();
    let text = text();
    for file in ["docs/hooks/pre-commit", "docs/ci/check.sh", "docs/ci/github-actions.yml", "docs/ci/gitlab-ci.yml"] {
        assert!(text.contains(file) && root.join(file).is_file(), "{file}");
    }
    for readme in ["README.md", "README.zh-CN.md"] {
        assert!(fs::read_to_string(root.join(readme)).unwrap().contains("(docs/checks.md)"), "{readme}");
    }
    for recipe in ["docs/ci/github-actions.yml", "docs/ci/gitlab-ci.yml"] {
        let text = fs::read_to_string(root.join(recipe)).unwrap();
        let yaml: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        assert!(yaml.is_mapping() && text.contains("sh docs/ci/check.sh"), "{recipe}");
    }
}
