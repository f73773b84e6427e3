//! What of a text would be printed as it stands, or not at all.

use std::ops::Range;

use crate::finding::{self, Finding, Level};

use super::footnotes;
use super::marks::{Unprintable, marks, tags};
use super::narrative::Narrative;
use super::rules;
use super::yaml::owned;

/// Figures drawn by no name, marks of other programs, notes without their marks; `hidden` is
/// what nothing prints.
pub(super) fn wrong_words(narrative: &Narrative, hidden: Option<Unprintable>, file: &str, findings: &mut Vec<Finding>) {
    let words = |range: &Range<usize>| &narrative.text[range.clone()];
    let figures = narrative.figures.iter().filter_map(|drawn| {
        let unknown = drawn.figure.as_ref().err()?;
        let say = unknown.say(words(&drawn.name), words(&drawn.range));
        let finding = finding::in_text(&rules::FIGURE_NAME, file, &narrative.text, &drawn.range);
        Some(finding.say(say).advise(unknown.advice()))
    });
    let marks = marks(&narrative.text).into_iter().map(|(range, say, advise)| {
        finding::in_text(&rules::FOREIGN_MARK, file, &narrative.text, &range).say(say).advise(advise)
    });
    // Printed as words, which is ugly and wrong in nothing: a warning.
    let tags = tags(&narrative.text).map(|(range, count)| {
        let say = format!("正文里有 {count} 处网页标签，会照原样印在网页上，第一处是“{}”", words(&range));
        let advise = "删去标签，只留文字；分段空一行，加粗写“**文字**”，表格照 Markdown 的写法";
        finding::in_text(&rules::FOREIGN_MARK, file, &narrative.text, &range)
            .say(say)
            .advise(advise)
            .level(Level::Warning)
    });
    let hidden = hidden.map(|Unprintable { range, first, count }| {
        let first = u32::from(first);
        let say = format!("正文里应是印得出来的字，实际有 {count} 个看不见或印成方框的字符，第一处是 U+{first:04X}");
        let advise = "删去，要换行的按回车键，要符号的重新输入；这类字符多由 Word 或网页复制带来";
        finding::in_text(&rules::FOREIGN_MARK, file, &narrative.text, &range)
            .say(say)
            .advise(advise)
            .level(Level::Warning)
    });
    let parts = std::iter::once(&narrative.preface).chain(narrative.parts.iter().map(|part| &part.body));
    let notes = parts.flat_map(|part| footnotes::lone(&narrative.text, part)).map(|(range, say, advise)| {
        finding::in_text(&rules::FOREIGN_MARK, file, &narrative.text, &range).say(say).advise(advise)
    });
    findings
        .extend(figures.chain(marks).chain(notes).chain(tags).chain(hidden).map(|finding| owned(finding, file).done()));
}
