//! What `check --format sarif` writes, held against the standard's own schema
//! (`tests/schemas`).

use std::fs;
use std::path::Path;
use std::process::Command;

use jsonschema::Validator;
use serde_json::Value;

use nianbao::content::Only;
use nianbao::finding::{Finding, sarif};

use super::broken;
use super::sites::{sound_site, write};

fn schema() -> Validator {
    let text = fs::read_to_string(super::example::root().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    // The pattern for languages has a stray bracket and is no regular expression; the
    // standard's errata mend it so.
    let text = text.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// The log of a site, held against the schema, and its findings.
fn log(root: &Path, schema: &Validator) -> (Value, Vec<Finding>) {
    let loaded = nianbao::load(root, &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let summary = loaded.summary(&review.findings);
    let text = sarif::show(&review.findings, &review.not_checked, summary, &nianbao::rules());
    let log: Value = serde_json::from_str(&text).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{}\n{text}", faults.join("\n"));
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), review.findings.len());
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notifications.len(), review.not_checked.len());
    (log, review.findings)
}

/// Every result says what its finding says, and its numbers lead where they should.
fn faithful(log: &Value, findings: &[Finding]) {
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for (result, finding) in run["results"].as_array().unwrap().iter().zip(findings) {
        assert_eq!(result["ruleId"], finding.code);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], finding.code);
        let words = result["message"]["text"].as_str().unwrap();
        assert!(words.starts_with(&finding.message) && words.ends_with(&finding.advice), "{words}");
        assert!(finding.details.iter().all(|detail| words.contains(detail.as_str())), "{words}");
        let place = &result["locations"][0]["physicalLocation"];
        // The later edition of the schema asks for a start in every region.
        assert!(place["region"].is_null() || place["region"]["startLine"].as_u64() >= Some(1), "{place}");
        if finding.length > 0 {
            let start = u64::from(finding.column);
            assert_eq!(place["region"]["startLine"], finding.line);
            assert_eq!(place["region"]["startColumn"], start);
            assert_eq!(place["region"]["endColumn"], start + u64::from(finding.length));
        }
    }
}

#[test]
fn every_kind_of_finding_is_valid_sarif() {
    let schema = schema();
    let mut seen = 0;
    for case in broken::cases() {
        let site = tempfile::tempdir().unwrap();
        broken::lay_out(&case, site.path());
        let (log, findings) = log(site.path(), &schema);
        faithful(&log, &findings);
        seen += findings.len();
    }
    assert!(seen > 60, "only {seen} findings were seen");
    let (log, findings) = log(&super::example::root(), &schema);
    faithful(&log, &findings);
}

#[test]
fn whole_files_and_files_that_are_not_there_have_no_region() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    fs::remove_file(site.path().join("content/a/2021/narrative.md")).unwrap();
    fs::write(site.path().join("content/a/2021/data.yaml"), [0xff, 0xfe, b'a', 0]).unwrap();
    fs::create_dir(site.path().join("content/民政局 1#")).unwrap();
    let (log, findings) = log(site.path(), &schema());
    faithful(&log, &findings);
    let places: Vec<&Value> =
        log["runs"][0]["results"].as_array().unwrap().iter().map(|r| &r["locations"][0]["physicalLocation"]).collect();
    let missing = places.iter().find(|place| place["artifactLocation"]["uri"] == "content/a/2021/narrative.md");
    assert!(missing.unwrap()["region"].is_null(), "{missing:?}");
    let chinese = "content/%E6%B0%91%E6%94%BF%E5%B1%80%201%23";
    assert!(places.iter().any(|place| place["artifactLocation"]["uri"] == chinese), "{places:#?}");
    for place in places {
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    }
}

/// Open requests that do not fit last year's, acknowledged with a reason.
pub(crate) const ACKNOWLEDGED: &str = "\
主动公开:
  规章: [0, 0, 0]
  行政规范性文件: [0, 0, 3]
  行政许可: 0
  行政处罚: 0
  行政强制: 0
  行政事业性收费: 0
依申请公开: 无
复议诉讼: 无
说明:
  - {规则: C-02, 格: 行政规范性文件.现行有效, 理由: 清理时并入三件}
";

/// A site whose only finding is acknowledged.
pub(crate) fn acknowledged_site(root: &Path) {
    sound_site(root, "a", 2021);
    sound_site(root, "a", 2022);
    write(root, "content/a/2022/narrative.md", &super::sites::saying("本年新设专栏。"));
    write(root, "content/a/2022/data.yaml", ACKNOWLEDGED);
}

#[test]
fn an_acknowledged_finding_is_suppressed_with_its_reason() {
    let site = tempfile::tempdir().unwrap();
    acknowledged_site(site.path());
    let (log, _) = log(site.path(), &schema());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|result| result["ruleId"] == "C-02").unwrap();
    assert_eq!(result["suppressions"][0]["kind"], "inSource");
    assert_eq!(result["suppressions"][0]["justification"], "清理时并入三件");
    assert_eq!(result["properties"]["office"], "a");
    assert_eq!(result["properties"]["year"], 2022);
    for other in results.iter().filter(|result| result["ruleId"] != "C-02") {
        assert!(other["suppressions"].is_null());
    }
}

#[test]
fn the_command_writes_it_and_keeps_its_exit_status() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    write(site.path(), "content/a/2021/data.yaml", "主动公开: 无\n依申请公开:\n  本年新收: 3\n复议诉讼: 无\n");
    let run = || {
        let program = env!("CARGO_BIN_EXE_nianbao");
        Command::new(program).current_dir(site.path()).args(["check", "--format", "sarif"]).output().unwrap()
    };
    let output = run();
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(schema().is_valid(&log));
    let run_of = &log["runs"][0];
    assert_eq!(run_of["columnKind"], "unicodeCodePoints");
    assert_eq!(run_of["tool"]["driver"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(run_of["tool"]["driver"]["rules"].as_array().unwrap().len(), nianbao::rules().len());
    assert_eq!(run_of["results"][0]["ruleId"], "S-10");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(&*site.path().to_string_lossy()), "no path of the machine");
    assert_eq!(run().stdout, text.as_bytes());
}

/// JSON carries the reason as well, and only where there is one.
#[test]
fn json_names_the_reason_of_an_acknowledged_finding() {
    let site = tempfile::tempdir().unwrap();
    acknowledged_site(site.path());
    let program = env!("CARGO_BIN_EXE_nianbao");
    let output = Command::new(program).current_dir(site.path()).args(["check", "--format", "json"]).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let told = findings.iter().find(|finding| finding["code"] == "C-02").unwrap();
    assert_eq!((&told["acknowledged"], &told["reason"]), (&true.into(), &"清理时并入三件".into()));
    for other in findings.iter().filter(|finding| finding["acknowledged"] == false) {
        assert!(other.get("reason").is_none());
    }
}
