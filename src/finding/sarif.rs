//! Findings as SARIF 2.1.0 (Static Analysis Results Interchange Format, an OASIS
//! standard), for the services that collect and show what checks found.
//!
//! The site's folder is `%SRCROOT%`, without an absolute path, so that the same content
//! gives the same bytes. Braces in messages stand as they are, although the standard
//! wants them doubled: readers resolve placeholders only in messages with arguments, of
//! which there are none here, and a doubled brace would show YAML nobody can copy.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::json::NotChecked;
use super::{Finding, Level, Rule, Summary};

/// What may stand in a path as it is: RFC 3986, `pchar` without what is best left out.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
/// Name of the site's folder.
const ROOT: &str = "%SRCROOT%";

/// The findings as one SARIF log with one run, ended by a line feed. `rules` are all
/// rules a finding may name.
pub fn show(findings: &[Finding], not_checked: &[NotChecked], summary: Summary, rules: &[&Rule]) -> String {
    let numbers: HashMap<&str, usize> = rules.iter().enumerate().map(|(number, rule)| (rule.code, number)).collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &numbers)).collect();
    let notifications: Vec<Value> = not_checked.iter().map(|not| notification(not, &numbers)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "nianbao",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": "zh-CN",
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "language": "zh-CN",
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {ROOT: {"description": {"text": "站点的文件夹（含有 site.toml）"}}},
            "results": results,
            "properties": {"summary": summary},
        }],
    });
    // A tree of strings and numbers: serialising it cannot fail.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

/// A rule with everything `nianbao explain` says.
fn descriptor(rule: &Rule) -> Value {
    let parts = [("为什么", rule.why), ("怎么改", rule.mend), ("依据", rule.source)];
    let examples = [("不对", rule.wrong), ("应为", rule.right)];
    let all = parts.iter().chain(&examples);
    let text: Vec<String> = all.map(|(head, words)| format!("{head}\n{words}")).collect();
    let markdown = parts.iter().map(|(head, words)| format!("**{head}**\n\n{words}"));
    // Four backticks: an example may hold a fence of three.
    let examples = examples.iter().map(|(head, words)| format!("**{head}**\n\n````\n{words}\n````"));
    json!({
        "id": rule.code,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.explain},
        "help": {"text": text.join("\n\n"), "markdown": markdown.chain(examples).collect::<Vec<_>>().join("\n\n")},
        "defaultConfiguration": {"level": level(rule.level)},
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn result(finding: &Finding, numbers: &HashMap<&str, usize>) -> Value {
    let mut words = finding.message.clone();
    for detail in &finding.details {
        words.push_str("\n说明: ");
        words.push_str(detail);
    }
    words.push_str("\n建议: ");
    words.push_str(&finding.advice);
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.level),
        "message": {"text": words},
        "locations": [{"physicalLocation": place(finding)}],
        "properties": {
            "office": finding.office.as_deref(),
            "year": finding.year,
            "cells": finding.cells,
            "draft": finding.draft,
        },
    });
    // The index is left out rather than guessed; a test holds that every rule is listed.
    if let Some(number) = numbers.get(finding.code) {
        result["ruleIndex"] = json!(number);
    }
    if finding.acknowledged {
        let reason = finding.reason.as_deref().unwrap_or_default();
        result["suppressions"] = json!([{"kind": "inSource", "status": "accepted", "justification": reason}]);
    }
    result
}

/// File and region. A finding about a file as a whole, or one that is not there, has no
/// region.
fn place(finding: &Finding) -> Value {
    let uri = utf8_percent_encode(&finding.file, PATH).to_string();
    let mut place = json!({"artifactLocation": {"uri": uri, "uriBaseId": ROOT}});
    let whole = finding.length == 0 && finding.line <= 1 && finding.column <= 1;
    if !whole {
        let (line, column) = (finding.line.max(1), finding.column.max(1));
        let end = column.saturating_add(finding.length);
        place["region"] = json!({"startLine": line, "startColumn": column, "endColumn": end});
    }
    place
}

/// Something that could not be checked.
fn notification(not: &NotChecked, numbers: &HashMap<&str, usize>) -> Value {
    let mut rule = json!({"id": not.code});
    if let Some(number) = numbers.get(not.code.as_str()) {
        rule["index"] = json!(number);
    }
    json!({
        "level": "note",
        "message": {"text": format!("未校验：{}", not.reason)},
        "associatedRule": rule,
        "properties": {"office": not.office, "year": not.year},
    })
}
