//! 更正 and 差异说明 behind the sections of a Word file that `build` wrote: they go back
//! into `data.yaml`, and are no part of section six.

use crate::edition::Edition;

use super::document::{Document, Kind, Line};

/// What stood there, as the entries of `data.yaml`.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    /// Entries of 更正, each a line of YAML.
    pub(crate) corrections: Vec<String>,
    /// Entries of 说明, each a line of YAML.
    pub(crate) explanations: Vec<String>,
    /// Lines that could not be read as entries.
    pub(crate) unread: Vec<String>,
}

/// Takes the entries out of the document. Headings of these words in a report from
/// elsewhere head other things: only entries written as the program writes them count,
/// and where there is none, everything stays.
pub(crate) fn take(document: &mut Document, edition: &Edition) -> Remarks {
    let mut remarks = Remarks::default();
    let head = |line: &Line| matches!(line.kind, Kind::Heading(_)).then(|| line.words());
    let first = document.lines.iter().rposition(|line| head(line).is_some_and(|words| words == "更正"));
    let last = document.lines.iter().rposition(|line| head(line).is_some_and(|words| words == "差异说明"));
    let Some(from) = first.into_iter().chain(last).min() else { return remarks };
    for line in &document.lines[from..] {
        let words = line.words();
        let entry = words.split_once('.').map_or(words.as_str(), |(_, entry)| entry);
        if let Some(yaml) = explanation(entry, edition) {
            remarks.explanations.push(yaml);
        } else if let Some(yaml) = correction(entry, edition) {
            remarks.corrections.push(yaml);
        } else if head(line).is_none() && !words.is_empty() {
            remarks.unread.push(words);
        }
    }
    if remarks.explanations.is_empty() && remarks.corrections.is_empty() {
        return Remarks::default();
    }
    document.lines.truncate(from);
    remarks
}

/// `行 / 列：理由（规则 X-01）`
fn explanation(entry: &str, edition: &Edition) -> Option<String> {
    let (rest, code) = entry.strip_suffix('）')?.rsplit_once("（规则 ")?;
    let (cell, reason) = match rest.split_once('：').and_then(|(words, reason)| Some((cell(words, edition)?, reason)))
    {
        Some((cell, reason)) => (Some(cell), reason),
        None => (None, rest),
    };
    let place = cell.map(|cell| format!(", 格: {cell}")).unwrap_or_default();
    Some(format!("{{规则: {code}{place}, 理由: {}}}", quoted(reason)))
}

/// `2021-03-05：行 / 列，原为“1”，更正为“2”。原因：……`
fn correction(entry: &str, edition: &Edition) -> Option<String> {
    let (date, rest) = entry.split_once('：')?;
    super::identity::date(date)?;
    let (place, rest) = rest.split_once("原为“")?;
    let (old, rest) = rest.split_once("”，更正为“")?;
    let (new, reason) = rest.split_once("”。原因：")?;
    let place = match place.trim_end_matches('，') {
        "" => String::new(),
        words => format!("格: {}, ", cell(words, edition)?),
    };
    Some(format!("{{日期: {date}, {place}原: {}, 新: {}, 原因: {}}}", quoted(old), quoted(new), quoted(reason)))
}

/// The id of the cell whose labels are these.
fn cell<'e>(words: &str, edition: &'e Edition) -> Option<&'e str> {
    edition.cells.iter().find(|cell| cell.labels.join(" / ") == words).map(|cell| cell.id.as_str())
}

/// A YAML scalar that keeps whatever the words hold.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}
