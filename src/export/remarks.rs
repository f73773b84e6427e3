//! 更正 and 差异说明 in sentences, for what is read without the site around it.

use crate::content::{Correction, Explanation, Report};

/// What stands after the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// One sentence for each entry of 更正.
    pub corrections: Vec<String>,
    /// One sentence for each entry of 差异说明, in the order of the note marks.
    pub notes: Vec<String>,
}

/// The remarks of a report, each naming its cell in words.
pub fn remarks(report: &Report) -> Remarks {
    let correction = |c: &Correction| format!("{}：{}", c.date, corrected(report, c));
    let note = |n: &Explanation| format!("{}{}（规则 {}）", cell(report, n.cell, "："), n.reason, n.code);
    Remarks {
        corrections: report.corrections.iter().map(correction).collect(),
        notes: report.explanations.iter().map(note).collect(),
    }
}

/// What a correction says without its day: of which cell, where it is one of a table.
pub fn corrected(report: &Report, correction: &Correction) -> String {
    let Correction { old, new, reason, .. } = correction;
    format!("{}原为“{old}”，更正为“{new}”。原因：{reason}", cell(report, correction.cell, "，"))
}

/// A cell in words, and what goes between these and the next.
fn cell(report: &Report, cell: Option<usize>, mark: &str) -> String {
    let spec = cell.zip(report.edition.as_ref()).map(|(cell, edition)| &edition.cells[cell]);
    spec.map(|spec| format!("{}{mark}", spec.labels.join(" / "))).unwrap_or_default()
}
