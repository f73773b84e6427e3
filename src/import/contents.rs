//! The sections named before they begin: a table of contents, or a sentence that lists
//! them (本报告包括…). Neither is a heading of the report: `narrative.md` would have every
//! section twice.

use std::ops::Range;

use crate::edition::{Section, without_numbering};

use super::document::{Kind, Line};
use super::outline::LONGEST;

/// A line as cut at the titles inside it: of which line of the source and which bytes.
pub(super) type Cut = (Line, Option<(usize, Range<usize>)>);

/// Fewest titles that make a table of contents.
const ENTRIES: usize = 3;
/// Longest words between two titles of one sentence, in characters: `；`, `、以及`.
const BETWEEN: usize = 3;

/// The lines with sentences that only name titles put together again, and for each line
/// as cut its number among them. `source` has the lines before they were cut, `heads` the
/// titles that head sections.
pub(super) fn healed(cuts: Vec<Cut>, source: &[Line], heads: &[Option<usize>]) -> (Vec<Line>, Vec<usize>) {
    let is_head = |number: usize| heads.contains(&Some(number));
    let named: Vec<bool> =
        (0..cuts.len()).map(|number| !is_head(number) && is_named(&cuts, number, &is_head)).collect();
    let mut lines: Vec<Line> = Vec::with_capacity(cuts.len());
    let mut places = Vec::with_capacity(cuts.len());
    // What the line made last was cut from; none where nothing may be added to it.
    let mut open: Option<(usize, Range<usize>)> = None;
    for (number, (line, of)) in cuts.into_iter().enumerate() {
        let is_words = line.kind == Kind::Text || named[number];
        match (&mut open, of.filter(|_| is_words), lines.last_mut()) {
            (Some((from, range)), Some((of, more)), Some(last)) if *from == of => {
                range.end = more.end;
                let text = source[of].pieces.first().map_or("", |piece| &piece.text[range.clone()]);
                *last = Line { indent: line.indent, ..Line::text(Kind::Text, text.trim(), line.place) };
            }
            (_, of, _) => {
                open = of;
                lines.push(if named[number] { Line { kind: Kind::Text, ..line } } else { line });
            }
        }
        places.push(lines.len() - 1);
    }
    (lines, places)
}

/// Whether a title inside a sentence is only named there.
fn is_named(cuts: &[Cut], number: usize, is_head: &dyn Fn(usize) -> bool) -> bool {
    let (Kind::Heading(_), Some((of, range))) = (cuts[number].0.kind, &cuts[number].1) else { return false };
    let own = |other: usize| cuts.get(other).filter(|(_, from)| from.as_ref().is_some_and(|(from, _)| from == of));
    let words = |other: Option<usize>| other.and_then(own).filter(|(line, _)| line.kind == Kind::Text);
    let (before, after) = (words(number.checked_sub(1)), words(Some(number + 1)));
    let text = |cut: Option<&Cut>| cut.map(|(line, _)| line.words()).unwrap_or_default();
    if text(after).starts_with(['”', '》', '）', '；', '，', '、']) || text(before).ends_with(['“', '《', '（'])
    {
        return true;
    }
    // One of several titles with next to nothing between them.
    let near = |cut: Option<&Cut>| text(cut).chars().count() <= BETWEEN;
    let titled = |other: Option<usize>| {
        other
            .filter(|other| !is_head(*other))
            .and_then(own)
            .is_some_and(|(line, _)| matches!(line.kind, Kind::Heading(_)))
    };
    let left = if before.is_some() { number.checked_sub(2) } else { number.checked_sub(1) };
    let right = if after.is_some() { number + 2 } else { number + 1 };
    range.start < range.end && ((near(before) && titled(left)) || (near(after) && titled(Some(right))))
}

/// The table of contents among the lines before the first section.
pub(super) fn table(lines: &[Line], sections: &[Section]) -> Option<Range<usize>> {
    let entries: Vec<usize> = (0..lines.len()).filter(|number| is_entry(&lines[*number], sections)).collect();
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return None };
    let short = |line: &Line| line.words().chars().count() <= LONGEST && !line.words().contains(['。', '；']);
    if entries.len() < ENTRIES || !lines[*first..=*last].iter().all(short) {
        return None;
    }
    let title = |line: &Line| line.words().chars().filter(|c| !c.is_whitespace()).eq("目录".chars());
    let from = first.checked_sub(1).filter(|above| title(&lines[*above])).unwrap_or(*first);
    // Entries below the last section, and the page of the last title.
    let paged = |line: &&Line| short(line) && line.words().ends_with(|c: char| c.is_ascii_digit());
    let more = lines[last + 1..].iter().take_while(paged).count();
    Some(from..last + 1 + more)
}

/// Whether a line is the title of a section, a page behind it or not.
fn is_entry(line: &Line, sections: &[Section]) -> bool {
    let words = line.words();
    let title = words.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "….·-—".contains(c));
    let title = without_numbering(title).unwrap_or(title).trim();
    title.chars().count() <= LONGEST && sections.iter().any(|section| section.names.means(title))
}
