//! 更正 and 差异说明 in sentences, for what is read without the site around it.

use crate::content::Report;

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
    let cell = |cell: Option<usize>, mark: &str| {
        let spec = cell.zip(report.edition.as_ref()).map(|(cell, edition)| &edition.cells[cell]);
        spec.map(|spec| format!("{}{mark}", spec.labels.join(" / "))).unwrap_or_default()
    };
    let correction = |c: &crate::content::Correction| {
        let (cell, date) = (cell(c.cell, "，"), c.date);
        format!("{date}：{cell}原为“{}”，更正为“{}”。原因：{}", c.old, c.new, c.reason)
    };
    let note = |n: &crate::content::Explanation| format!("{}{}（规则 {}）", cell(n.cell, "："), n.reason, n.code);
    Remarks {
        corrections: report.corrections.iter().map(correction).collect(),
        notes: report.explanations.iter().map(note).collect(),
    }
}
