//! Marks of notes (`[^1]`) and the notes themselves: each section is printed with its own,
//! and one that lacks the other is printed as it stands, or not at all.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem;

use crate::source::fence::Fence;

/// What was found: the words, what is wrong, what to do.
pub(super) type Lone = (Range<usize>, String, String);

/// A `[^name]` of the text.
struct Mark<'t> {
    name: &'t str,
    range: Range<usize>,
    /// It begins the words of a note: the colon behind it, as written.
    note: Option<char>,
}

/// Marks without a note and notes without a mark in one section, `within` the text.
pub(super) fn lone(text: &str, within: &Range<usize>) -> Vec<Lone> {
    let words = &text[within.clone()];
    if memmem::find(words.as_bytes(), b"[^").is_none() {
        return Vec::new();
    }
    let marks = marks(words, within.start);
    let names: Vec<String> = marks.iter().map(|mark| mark.name.to_lowercase()).collect();
    let named = |note: Option<char>| -> HashSet<&str> {
        marks.iter().zip(&names).filter(|(mark, _)| mark.note == note).map(|(_, name)| &**name).collect()
    };
    let (marked, noted, wide) = (named(None), named(Some(':')), named(Some('：')));
    let mut unmarked: Vec<&Mark<'_>> = marks
        .iter()
        .zip(&names)
        .filter(|(mark, name)| mark.note == Some(':') && !marked.contains(&***name))
        .map(|(mark, _)| mark)
        .collect();
    let (mut found, mut told): (Vec<Lone>, HashSet<&str>) = Default::default();
    for (mark, own) in marks.iter().zip(&names) {
        let name = mark.name;
        if mark.note == Some('：') {
            let say = format!("注文“[^{name}]”后面的冒号应为半角，实际为全角“：”");
            found.push((mark.range.clone(), say, "切换到英文输入法，重新输入冒号，后面空一格".to_owned()));
        }
        // Of several marks of one name the first is told.
        if mark.note.is_some() || noted.contains(&**own) || wide.contains(&**own) || !told.insert(own) {
            continue;
        }
        let say = format!("脚注“[^{name}]”应在同一部分里有注文，实际没有，会照原样印出来");
        // A note that lacks its mark is the one that was meant.
        let advise = match unmarked.pop() {
            Some(note) => format!("是否为“[^{}]”？两处写成一样", note.name),
            None => format!("在这一部分的末尾空一行，写“[^{name}]: 注文”；不要脚注的删去"),
        };
        found.push((mark.range.clone(), say, advise));
    }
    for note in unmarked {
        let say = format!("注文“[^{}]”应在同一部分里有引用它的地方，实际没有，网页上不会印出", note.name);
        found.push((note.range.clone(), say, format!("在所注的文字后面写“[^{}]”；不要的删去", note.name)));
    }
    found
}

/// Every mark outside code and comments.
fn marks(words: &str, start: usize) -> Vec<Mark<'_>> {
    let (mut found, mut fence, mut line_start) = (Vec::new(), Fence::default(), 0);
    let mut comment = false;
    for line in words.split_inclusive('\n') {
        let ink = line.len() - line.trim_start().len();
        let fenced = fence.takes(&line[ink..]);
        let (mut at, mut code) = (0, false);
        while let Some(mark) = line[at..].find(['[', '`', '<', '-', '\\']).map(|mark| at + mark) {
            let rest = &line[mark..];
            at = mark + 1;
            if comment {
                comment = !rest.starts_with("-->");
            } else if rest.starts_with("<!--") {
                comment = true;
            } else if let Some(escaped) = rest.strip_prefix('\\') {
                at += escaped.chars().next().map_or(0, char::len_utf8);
            } else if rest.starts_with('`') {
                code = !code;
            } else if let Some(name) = name(rest).filter(|_| !code && !fenced) {
                let end = mark + name.len() + "[^]".len();
                let colon = line[end..].chars().next().filter(|c| mark == ink && matches!(c, ':' | '：'));
                let range = start + line_start + mark..start + line_start + end;
                found.push(Mark { name, range, note: colon });
                at = end;
            }
        }
        line_start += line.len();
    }
    found
}

/// The name of the mark a text begins with.
fn name(text: &str) -> Option<&str> {
    let name = text.strip_prefix("[^")?;
    let (name, rest) = name.split_at(name.find([']', '[', '\n', ' '])?);
    (!name.is_empty() && rest.starts_with(']')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_and_its_note_belong_together() {
        let told =
            |text: &str| -> Vec<usize> { lone(text, &(0..text.len())).into_iter().map(|(at, ..)| at.start).collect() };
        assert!(told("一[^a]，二[^a]。\n\n[^A]: 注\n").is_empty());
        assert_eq!(told("一[^a]，二[^a]。\n"), [3]);
        assert_eq!(told("一[^a]。\n\n[^b]: 注\n"), [3]);
        assert_eq!(told("一。\n\n[^b]: 注\n"), [8]);
        assert_eq!(told("一[^a]。\n\n[^a]：注\n"), [12]);
        for text in ["`[^a]`", "\\[^a]", "<!-- [^a] -->", "```\n[^a]\n```\n", "[^]", "[^ a]"] {
            assert!(told(text).is_empty(), "{text}");
        }
    }
}
