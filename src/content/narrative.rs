//! The words of a report: `narrative.md` split into the statutory sections.
//!
//! Takes Markdown text, gives [`Narrative`]: where each section stands in the text and
//! where figures are to be drawn in. Nothing is rendered and nothing is judged here.

use std::ops::Range;

use memchr::memmem;

use crate::edition::{Edition, Said, Section, without_numbering};
use crate::source::fence::Fence;

use super::drawn::{Drawn, drawn};
use super::figure::Figure;
use super::report::{Report, print};
use super::shelf::Passage;
use super::title;

/// The words of one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrative {
    /// The whole text, UTF-8, lines ended by `\n`.
    pub text: Passage,
    /// Text before the first heading.
    pub preface: Range<usize>,
    /// The parts, in the order written.
    pub parts: Vec<Part>,
    /// Figures to be drawn in, in the order written.
    pub figures: Vec<Drawn>,
    /// Whether there was a text to read, be it empty.
    pub was_read: bool,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The statutory section meant, as a number in [`Edition::sections`]; `None` for a
    /// heading that is none of them.
    pub section: Option<usize>,
    /// The heading's words as written, without `#`.
    pub title: Range<usize>,
    /// The text below, up to the next part.
    pub body: Range<usize>,
}

impl Narrative {
    /// Splits `text`. Without an edition (a document of before 2019) everything is preface.
    pub fn read(text: String, edition: Option<&Edition>) -> Narrative {
        let Some(edition) = edition else {
            let preface = 0..text.len();
            let figures = drawn(&text, None);
            return Narrative { text: text.into(), preface, figures, was_read: true, ..Narrative::default() };
        };
        let headings = headings(&text, &edition.sections);
        let preface = 0..headings.first().map_or(text.len(), |heading| heading.line.start);
        let ends = headings.iter().skip(1).map(|heading| heading.line.start).chain([text.len()]);
        let parts = headings
            .iter()
            .zip(ends)
            .map(|(heading, end)| Part {
                section: heading.section,
                title: heading.title.clone(),
                body: heading.line.end..end,
            })
            .collect();
        let figures = drawn(&text, Some(edition));
        Narrative { text: text.into(), preface, parts, figures, was_read: true }
    }

    /// The preface as it is printed: below the title, which is not repeated.
    pub fn foreword(&self) -> Range<usize> {
        title::without(&self.text, &self.preface)
    }

    /// The part that holds the statutory section numbered `section`.
    pub fn part(&self, section: usize) -> Option<&Part> {
        self.parts.iter().find(|part| part.section == Some(section))
    }

    /// The Markdown in `range` with every figure filled in from `report`'s tables. A
    /// figure that is missing leaves its braces standing: it is never made up.
    pub fn filled(&self, range: &Range<usize>, report: &Report) -> String {
        let mut filled = String::with_capacity(range.len());
        let mut at = range.start;
        for drawn in
            self.figures.iter().filter(|drawn| drawn.range.start >= range.start && drawn.range.end <= range.end)
        {
            filled.push_str(&self.text[at..drawn.range.start]);
            match drawn.figure.as_ref().ok().and_then(|figure| value(figure, report)) {
                Some(figure) => filled.push_str(&figure),
                None => filled.push_str(&self.text[drawn.range.clone()]),
            }
            at = drawn.range.end;
        }
        filled.push_str(&self.text[at..range.end]);
        filled
    }
}

/// The sum of a figure's cells as printed; `None` when one of them is missing.
fn value(figure: &Figure, report: &Report) -> Option<String> {
    let edition = report.edition.as_ref()?;
    let sum = report.sum(&figure.cells)?;
    Some(print(sum, edition.cells[*figure.cells.first()?].kind))
}

/// Whether a text says nothing: blanks and comments only.
pub fn is_blank(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = memmem::find(rest.as_bytes(), b"<!--") {
        if !rest[..open].trim().is_empty() {
            return false;
        }
        rest = rest[open..].find("-->").map_or("", |close| &rest[open + close + 3..]);
    }
    rest.trim().is_empty()
}

/// The mark of a heading, as it is and as the Chinese input method types it.
pub const HASHES: [char; 2] = ['#', '＃'];
/// Fewest characters of a title that names a section under a number of the second rank:
/// 基本情况 may head an item.
pub const LONG_TITLE: usize = 5;

/// A line that heads a part.
struct Heading {
    line: Range<usize>,
    title: Range<usize>,
    section: Option<usize>,
}

/// Lines that head a statutory section, and numbered headings of the same rank that
/// name none of them. Sub-headings stay in the text.
fn headings(text: &str, sections: &[Section]) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut fence = Fence::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let bare = line.trim();
        if fence.takes(bare) || bare.is_empty() {
            continue;
        }
        let hashes = bare.trim_start_matches(HASHES);
        let marked = hashes.len() < bare.len() && bare[..bare.len() - hashes.len()].chars().count() <= 6;
        let words = if marked { hashes.trim().trim_end_matches('#').trim_end() } else { bare };
        let words = memmem::find(words.as_bytes(), b"<!--").map_or(words, |comment| words[..comment].trim_end());
        // Word's bold heading pasted as a line of its own.
        let inner = words.strip_prefix("**").and_then(|w| w.strip_suffix("**")).unwrap_or(words).trim();
        let section = section_named(inner, sections, marked);
        if section.is_none() && !(marked && top_numbered(inner)) {
            continue;
        }
        let offset = inner.as_ptr() as usize - text.as_ptr() as usize;
        found.push(Heading { line: range, title: offset..offset + inner.len(), section });
    }
    found
}

/// The section a heading's words name. A line without `#` must carry the numbering, or
/// a sentence that happens to repeat a title would cut the text.
fn section_named(words: &str, sections: &[Section], marked: bool) -> Option<usize> {
    let words = words.trim_end_matches(['、', '：', ':', '。']);
    // （一） numbers the second rank: `（一）主动公开` is an aspect of section one. The whole
    // title under its own number is the section.
    if let Some(inside) = words.strip_prefix(['（', '(']) {
        let (number, title) = inside.split_once(['）', ')']).filter(|_| marked)?;
        let section = section_named(title, sections, true)?;
        let long = title.trim().chars().count() >= LONG_TITLE;
        return (long && number.trim() == numeral(&sections[section])).then_some(section);
    }
    let numbered = words.trim_start_matches(is_numeral);
    // `五 存在的…`: the stop of the numbering was left out.
    let parted = numbered.len() < words.len() && numbered.starts_with(char::is_whitespace);
    if !marked && !parted && !top_numbered(words) {
        return None;
    }
    let means = |words: &str| {
        let said = Said::new(words);
        sections.iter().position(|section| section.names.meant_by(&said))
    };
    let own = |section: usize| words[..words.len() - numbered.len()] == *numeral(&sections[section]);
    // `## 五存在的…`: left out without a blank in its place.
    let joined = || means(numbered).filter(|section| marked && own(*section));
    let section = means(if parted { numbered.trim_start() } else { words }).or_else(joined)?;
    let own = own(section);
    (marked || !parted || own).then_some(section)
}

/// The number before a section's title.
fn numeral(section: &Section) -> &str {
    section.names.label.split('、').next().unwrap_or_default()
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}

/// Whether words are numbered in the first rank: `五、…`.
fn top_numbered(words: &str) -> bool {
    let rest = words.trim_start_matches(is_numeral);
    rest.len() < words.len() && rest.trim_start().starts_with(['、', '．', '.']) && without_numbering(words).is_some()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::edition::Editions;

    fn titles(text: &str) -> Vec<(Option<usize>, String)> {
        let editions = Editions::embedded().unwrap();
        let narrative = Narrative::read(text.to_owned(), Some(editions.named("2021").unwrap()));
        narrative.parts.iter().map(|part| (part.section, text[part.title.clone()].to_owned())).collect()
    }

    #[test]
    fn headings_are_known_at_any_level_numbered_or_not() {
        let text = "前言\n## 一、总体情况\n内容\n### （一）主动公开\n细节\n# 主动公开政府信息情况\n#### 五、存在问题及改进情况\n**六、其他需要报告的事项**\n无。\n";
        let known: Vec<_> = titles(text).into_iter().map(|(section, _)| section).collect();
        assert_eq!(known, [Some(0), Some(1), Some(4), Some(5)]);
    }

    #[test]
    fn a_heading_that_means_a_section_beyond_doubt_is_one() {
        for (heading, section) in [
            ("## （五）存在的主要问题及改进情况", 4),
            ("## (五) 存在的主要问题及改进情况", 4),
            ("## 五 存在的主要问题及改进情况", 4),
            ("五　存在的主要问题及改进情况", 4),
            ("＃＃ 五、存在的主要问题及改进情况", 4),
            ("## 五存在的主要问题及改进情况", 4),
            ("＃＃＃＃＃＃ 总体情况", 0),
        ] {
            let found = titles(&format!("{heading}\n内容\n"));
            assert_eq!(found.first().map(|(section, _)| *section), Some(Some(section)), "{heading}");
        }
        for words in [
            "### （一）存在的主要问题及改进情况",
            "### （一）基本情况",
            "（五）存在的主要问题及改进情况",
            "六 存在的主要问题及改进情况",
            "五 项工作",
            "五存在的主要问题及改进情况",
            "## 四存在的主要问题及改进情况",
            "＃五号文件",
        ] {
            assert_eq!(titles(&format!("{words}\n内容\n")), [], "{words}");
        }
    }

    #[test]
    fn a_numbered_heading_that_names_no_section_is_kept_as_unknown() {
        assert_eq!(titles("## 七、附件\n"), [(None, "七、附件".to_owned())]);
    }

    #[test]
    fn headings_in_fences_and_sentences_are_text() {
        assert_eq!(titles("```\n## 一、总体情况\n```\n总体情况\n本年总体情况良好\n"), []);
    }
}
