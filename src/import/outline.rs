//! Where the statutory sections stand in a source.
//!
//! Headings are lines of their own, or stand inside text that lost its lines; text is
//! then cut at them. A list of the headings (目录, 本报告包括…) comes before the sections,
//! so the last heading of each kind counts.

use std::ops::Range;

use crate::edition::{Edition, Section, without_numbering};

use super::contents::{self, Cut};
use super::document::{Document, Kind, Line};
use super::shape::{half_width, plain};

/// Longest line taken for a heading, in characters.
pub(super) const LONGEST: usize = 45;

/// The sections of a source.
#[derive(Debug)]
pub(crate) struct Outline {
    /// For each statutory section its heading's line and the lines below.
    pub(crate) sections: Vec<Option<(usize, Range<usize>)>>,
    /// The lines before the first heading.
    pub(crate) preface: Range<usize>,
    /// Headings that were taken for a section though they are worded otherwise.
    pub(crate) remarks: Vec<String>,
    /// The entries of a table of contents, which is taken out.
    pub(crate) left_out: Vec<String>,
}

/// Cuts text at headings inside it and finds the sections.
pub(crate) fn find(document: &mut Document, edition: &Edition) -> Outline {
    let source = std::mem::take(&mut document.lines);
    let cuts: Vec<Cut> = source.iter().enumerate().flat_map(|(number, line)| cut(number, line, edition)).collect();
    let lines: Vec<Line> = cuts.iter().map(|(line, _)| line.clone()).collect();
    let (heads, mut remarks) = heads(&lines, edition);
    for (number, head) in heads.iter().enumerate() {
        if head.is_none() {
            remarks.push(format!("没有找到“{}”这个标题", edition.sections[number].names.label));
        }
    }
    let (mut lines, places) = contents::healed(cuts, &source, &heads);
    let mut heads: Vec<Option<usize>> = heads.iter().map(|head| head.map(|head| places[head])).collect();
    let first = heads.iter().flatten().next().copied().unwrap_or(0);
    let table = contents::table(&lines[..first], &edition.sections).unwrap_or(0..0);
    heads.iter_mut().flatten().for_each(|head| *head -= table.len());
    let left_out = lines.drain(table).map(|line| line.words()).collect();
    document.lines = lines;
    let count = document.lines.len();
    let end = |number: usize| heads[number + 1..].iter().flatten().next().copied().unwrap_or(count);
    let sections: Vec<Option<(usize, Range<usize>)>> =
        heads.iter().enumerate().map(|(number, head)| head.map(|head| (head, head + 1..end(number)))).collect();
    let preface = 0..heads.iter().flatten().next().copied().unwrap_or(count);
    Outline { sections, preface, remarks, left_out }
}

/// For each section the line of its heading, and what is to be said of them.
fn heads(lines: &[Line], edition: &Edition) -> (Vec<Option<usize>>, Vec<String>) {
    let titles: Vec<Option<usize>> = lines.iter().map(|line| section(line, &edition.sections)).collect();
    let mut heads = last_of_each(&titles, edition.sections.len());
    let mut remarks = Vec::new();
    // Headings numbered otherwise, or not at all, are headings where they all are.
    if heads.iter().flatten().count() < 2 {
        let bare: Vec<Option<usize>> = lines.iter().map(|line| bare_section(line, &edition.sections)).collect();
        let found = last_of_each(&bare, edition.sections.len());
        if found.iter().flatten().count() * 3 >= found.len() * 2 {
            heads = found;
            for (number, line) in heads.iter().enumerate().filter_map(|(number, line)| Some((number, (*line)?))) {
                remarks.push(taken_for(&lines[line], &edition.sections[number]));
            }
        }
    }
    for number in 0..heads.len() {
        if heads[number].is_none()
            && let Some(line) = nearly(lines, &heads, number, &edition.sections)
        {
            heads[number] = Some(line);
            remarks.push(taken_for(&lines[line], &edition.sections[number]));
        }
    }
    (heads, remarks)
}

/// From the back: the last heading of each section that stands before the next one.
fn last_of_each(titles: &[Option<usize>], sections: usize) -> Vec<Option<usize>> {
    let mut heads: Vec<Option<usize>> = vec![None; sections];
    let mut before = titles.len();
    for number in (0..sections).rev() {
        if let Some(found) = (0..before).rev().find(|line| titles[*line] == Some(number)) {
            heads[number] = Some(found);
            before = found;
        }
    }
    heads
}

fn taken_for(line: &Line, section: &Section) -> String {
    format!("{}：标题“{}”作为“{}”", line.place, line.words(), section.names.label)
}

/// The section whose title a line is but for its numbering: `1、…`, `（一）…`, `第一部分 …`.
fn bare_section(line: &Line, sections: &[Section]) -> Option<usize> {
    let words = whole(line).filter(|_| line.is_words())?;
    let numbering =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || "第部分一二三四五六七八九十（）()、.．，：:".contains(c);
    let words = words.trim_start_matches(numbering).trim_end_matches(['、', '：', ':', '。']);
    sections.iter().position(|section| section.names.means(words))
}

/// The section whose title a line is.
fn section(line: &Line, sections: &[Section]) -> Option<usize> {
    let words = whole(line)?;
    let marked = matches!(line.kind, Kind::Heading(_));
    if words.starts_with(['（', '(']) || !(marked || is_top(words)) {
        return None;
    }
    let words = words.trim_end_matches(['、', '：', ':', '。']);
    sections.iter().position(|section| section.names.means(words))
}

/// The words of a line short enough to be a heading.
fn whole(line: &Line) -> Option<&str> {
    let mut filled = line.pieces.iter().filter(|piece| !piece.text.is_empty());
    let (piece, more) = (filled.next()?, filled.next());
    if more.is_some() || piece.text.chars().count() > LONGEST {
        return None;
    }
    Some(piece.text.trim_matches('*').trim())
}

/// Whether words are numbered in the first rank, `五、…`.
fn is_top(words: &str) -> bool {
    numeral(words).is_some() || words.starts_with('、')
}

/// The number of a heading of the first rank, from 1.
fn numeral(words: &str) -> Option<usize> {
    const NUMERALS: &str = "一二三四五六七八九十";
    let mut chars = words.chars();
    let number = NUMERALS.chars().position(|known| words.starts_with(known))?;
    chars.next();
    let stop = chars.find(|c| !c.is_whitespace())?;
    matches!(stop, '、' | '．' | '.' | ',' | '，').then_some(number + 1)
}

/// A heading numbered as the missing section, between its neighbours, that shares half
/// of the title's characters.
fn nearly(lines: &[Line], heads: &[Option<usize>], number: usize, sections: &[Section]) -> Option<usize> {
    let from = heads[..number].iter().flatten().next_back().map_or(0, |line| line + 1);
    let to = heads[number + 1..].iter().flatten().next().copied().unwrap_or(lines.len());
    let title = without_numbering(&sections[number].names.label).map(plain)?;
    (from..to).find(|line| {
        let Some(words) = whole(&lines[*line]) else { return false };
        let marked = matches!(lines[*line].kind, Kind::Heading(_));
        let numbered = numeral(words) == Some(number + 1);
        let own = plain(without_numbering(words).unwrap_or(words));
        let shared = title.chars().filter(|c| own.contains(*c)).count();
        let total = title.chars().count();
        lines[*line].is_words()
            && !own.is_empty()
            && ((numbered && shared * 2 >= total) || (marked && shared * 4 >= total * 3))
    })
}

/// Cuts a line of running text, the one numbered `of`, at the numbered titles inside it.
fn cut(of: usize, line: &Line, edition: &Edition) -> Vec<Cut> {
    let whole = |line: Line| (line, None);
    if !line.is_words() {
        return beside(line.clone(), edition).into_iter().map(whole).collect();
    }
    if line.kind != Kind::Text || line.pieces.len() != 1 {
        return vec![whole(line.clone())];
    }
    let text = &line.pieces[0].text;
    let found = titles_inside(text, edition);
    if found.is_empty() || (found.len() == 1 && found[0] == (0..text.len())) {
        return vec![whole(line.clone())];
    }
    let piece = |kind: Kind, range: Range<usize>| {
        let words = text[range.clone()].trim();
        let own = Line { indent: line.indent, ..Line::text(kind, words, line.place.clone()) };
        (!words.is_empty()).then_some((own, Some((of, range))))
    };
    let mut lines = Vec::new();
    let mut at = 0;
    for title in found {
        lines.extend(piece(Kind::Text, at..title.start));
        lines.extend(piece(Kind::Heading(2), title.clone()));
        at = title.end;
    }
    lines.extend(piece(Kind::Text, at..text.len()));
    lines
}

/// The bytes of the numbered titles in a text.
fn titles_inside(text: &str, edition: &Edition) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.char_indices() {
        let Some(number) = numeral(&text[at..]) else { continue };
        let Some(section) = edition.sections.get(number - 1) else { continue };
        // `二十一、` or `第一、` are no headings.
        if text[..at].ends_with(|c: char| "一二三四五六七八九十第（(".contains(c)) {
            continue;
        }
        if let Some(length) = title_length(&text[at..], section)
            && found.last().is_none_or(|last| last.end <= at)
        {
            found.push(at..at + length);
        }
    }
    found
}

/// Cuts a row that has a section's title in its first cell and the section's text beside.
fn beside(line: Line, edition: &Edition) -> Vec<Line> {
    let mut filled = line.pieces.iter().filter(|piece| !piece.text.is_empty());
    let head = filled.next().map(|piece| Line::text(Kind::Text, &piece.text, line.place.clone()));
    let rest: Vec<&str> = filled.map(|piece| piece.text.as_str()).collect();
    let speaks = !rest.is_empty() && rest.iter().all(|text| text.chars().any(char::is_alphabetic));
    match head.filter(|head| speaks && section(head, &edition.sections).is_some()) {
        Some(head) => {
            let texts = rest.iter().map(|text| Line::text(Kind::Text, text, line.place.clone()));
            std::iter::once(Line { kind: Kind::Heading(2), ..head }).chain(texts).collect()
        }
        None => vec![line],
    }
}

/// Bytes of a numbered title at the beginning of `text`: the longest wording that fits.
fn title_length(text: &str, section: &Section) -> Option<usize> {
    let lengths = section.names.accepted().iter().filter_map(|wording| {
        let mut wanted = wording.chars().peekable();
        let mut numbered = false;
        for (at, c) in text.char_indices() {
            let c = half_width(c);
            if !numbered {
                numbered = matches!(c, '、' | '.' | ',');
                continue;
            }
            if c.is_whitespace() || matches!(c, '“' | '”') {
                continue;
            }
            if wanted.next() != Some(c) {
                return None;
            }
            if wanted.peek().is_none() {
                return Some(at + text[at..].chars().next().map_or(0, char::len_utf8));
            }
        }
        None
    });
    lengths.max()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::edition::Editions;

    fn heads(text: &str) -> Vec<Option<String>> {
        let editions = Editions::embedded().unwrap();
        let mut document = crate::import::text::read(text.as_bytes()).unwrap();
        let outline = find(&mut document, editions.named("2021").unwrap());
        let words = |found: &Option<(usize, Range<usize>)>| {
            found
                .as_ref()
                .map(|(_, lines)| document.lines[lines.clone()].iter().map(Line::words).collect::<Vec<_>>().join("/"))
        };
        outline.sections.iter().map(words).collect()
    }

    #[test]
    fn headings_inside_lost_lines_cut_the_text() {
        let found = heads(
            "前言包括总体情况等。一、总体情况2024年，甲。二、主动公开政府信息情况 第二十条五、存在的主要问题及改进情况（一）存在的问题六、其他需要报告的事项无。",
        );
        assert_eq!(found[0].as_deref(), Some("2024年，甲。"));
        assert_eq!(found[1].as_deref(), Some("第二十条"));
        assert_eq!(found[2], None);
        assert_eq!(found[4].as_deref(), Some("（一）存在的问题"));
        assert_eq!(found[5].as_deref(), Some("无。"));
    }

    #[test]
    fn a_table_of_contents_is_not_the_sections() {
        let found = heads("一、总体情况\n六、其他需要报告的事项\n\n一、 总体情况\n甲\n六、其他事项\n无。");
        assert_eq!(found[0].as_deref(), Some("甲"));
        assert_eq!(found[5].as_deref(), Some("无。"));
    }

    #[test]
    fn titles_numbered_otherwise_are_titles_where_they_all_are() {
        let titles = [
            "总体情况",
            "主动公开政府信息情况",
            "收到和处理政府信息公开申请情况",
            "政府信息公开行政复议、行政诉讼情况",
            "存在的主要问题及改进情况",
            "其他需要报告的事项",
        ];
        for (before, after) in [("", "、"), ("（", "）"), ("第", "部分　"), ("", "")] {
            let number = |at: usize| match (before, after) {
                ("", "") => String::new(),
                ("", _) => format!("{}{after}", at + 1),
                _ => format!("{before}{}{after}", ["一", "二", "三", "四", "五", "六"][at]),
            };
            let section = |(at, title): (usize, &&str)| format!("{}{title}\n正文{at}。\n\n", number(at));
            let text: String = titles.iter().enumerate().map(section).collect();
            let found = heads(&text);
            for (at, words) in found.iter().enumerate() {
                assert_eq!(words.as_deref(), Some(format!("正文{at}。").as_str()), "{text}");
            }
        }
        let found = heads("一、总体情况\n（一）主动公开政府信息情况\n甲\n六、其他事项\n乙");
        assert_eq!(found[0].as_deref(), Some("（一）主动公开政府信息情况/甲"));
    }

    #[test]
    fn a_title_worded_otherwise_is_taken_by_its_number() {
        let found = heads("一、总体情况\n甲\n五、存在的主要困难、问题和下步改进打算\n乙\n六、其他事项\n丙");
        assert_eq!(found[4].as_deref(), Some("乙"));
    }
}
