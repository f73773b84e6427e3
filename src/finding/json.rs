//! Findings as JSON, for programs: the shape that `check --format json` promises.

use serde::Serialize;

use super::{Finding, Level, Summary};

/// Something that could not be checked, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NotChecked {
    /// Code of the rule.
    pub code: String,
    /// Office id.
    pub office: String,
    /// Report year.
    pub year: u16,
    /// Why.
    pub reason: String,
}

#[derive(Serialize)]
struct Document<'f> {
    schema: u32,
    findings: Vec<Entry<'f>>,
    not_checked: &'f [NotChecked],
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'f> {
    code: &'f str,
    level: Level,
    message: &'f str,
    details: &'f [String],
    advice: &'f str,
    file: &'f str,
    line: u32,
    column: u32,
    length: u32,
    office: Option<&'f str>,
    year: Option<u16>,
    cells: &'f [String],
    acknowledged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'f str>,
    draft: bool,
}

/// The findings as one JSON document, ended by a line feed.
pub fn show(findings: &[Finding], not_checked: &[NotChecked], summary: Summary) -> String {
    let findings = findings.iter().map(|finding| Entry {
        code: finding.code,
        level: finding.level,
        message: &finding.message,
        details: &finding.details,
        advice: &finding.advice,
        file: &finding.file,
        line: finding.line,
        column: finding.column,
        length: finding.length,
        office: finding.office.as_deref(),
        year: finding.year,
        cells: &finding.cells,
        acknowledged: finding.acknowledged,
        reason: finding.reason.as_deref(),
        draft: finding.draft,
    });
    let document = Document { schema: 1, findings: findings.collect(), not_checked, summary };
    // Plain structs of strings and numbers: serialising them cannot fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
