//! A report as it stood in an earlier version of its files, read by the same code as
//! today's.

use crate::edition::Editions;
use crate::source::tree;

use super::data;
use super::marks::without_control;
use super::narrative::Narrative;
use super::report::{Report, ReportKey};

/// Reads the text of a `data.yaml` and a `narrative.md` of before. What was wrong with
/// them then is nobody's business now; `None` where the YAML cannot be read at all.
pub fn past(key: &ReportKey, data: &str, narrative: String, editions: &Editions) -> Option<Report> {
    let tree = tree::parse(data).tree?;
    let data = data::read(&tree, key.year, &[], editions, &mut Vec::new(), None);
    let narrative = Narrative::read(without_control(narrative), data.edition.as_deref());
    Some(data.report(key.clone(), narrative, Vec::new()))
}
