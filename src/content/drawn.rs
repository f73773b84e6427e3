//! The figures a narrative draws from the tables: `{{ 本年新收 }}`, and braces that were
//! evidently meant so. What stands between braces is never published as words.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::edition::Edition;

use super::figure::{self, Figure, Unknown};

/// A place where a figure is drawn from the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The braces and all between them.
    pub range: Range<usize>,
    /// The name between them.
    pub name: Range<usize>,
    /// What it means, or why it means nothing.
    pub figure: Result<Figure, Unknown>,
}

/// Most bytes between braces: three times the longest label of a form.
pub const LONGEST: usize = 400;
const OPEN: [char; 2] = ['{', '｛'];
const CLOSE: [char; 2] = ['}', '｝'];

/// Everything in braces that is or was meant to be a figure, in the order written.
pub(super) fn drawn(text: &str, edition: Option<&Edition>) -> Vec<Drawn> {
    // Full-width braces are looked for character by character, but only where there is one.
    let wide = memmem::find(text.as_bytes(), "｛".as_bytes()).is_some();
    let next = |from: usize| match wide {
        true => text[from..].find(OPEN),
        false => memchr(b'{', &text.as_bytes()[from..]),
    };
    let mut found = Vec::new();
    let (mut from, mut comment) = (0, Comment::default());
    while let Some(open) = next(from).map(|at| from + at) {
        from = open + width_at(text, open);
        let one = match Braces::at(text, open) {
            // A comment is not published: only what is drawn there by its name is looked at.
            Some(braces) if braces.kind != Kind::Sound && comment.holds(text, open) => None,
            Some(braces) => braces.drawn(text, edition),
            None => None,
        };
        if let Some(one) = one {
            from = one.range.end;
            found.push(one);
        }
    }
    found
}

/// Where comments stand, learned going forward.
#[derive(Default)]
struct Comment {
    read: usize,
    inside: bool,
}

impl Comment {
    fn holds(&mut self, text: &str, at: usize) -> bool {
        while self.read < at {
            let mark = if self.inside { "-->" } else { "<!--" };
            match text[self.read..at].find(mark) {
                Some(next) => (self.read, self.inside) = (self.read + next + mark.len(), !self.inside),
                // What was looked at is not looked at again, but for the head of a mark.
                None => {
                    self.read = text.floor_char_boundary(at.saturating_sub(mark.len())).max(self.read);
                    break;
                }
            }
        }
        self.inside
    }
}

/// How braces were written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `{{ 本年新收 }}` in one line.
    Sound,
    /// Two on either side, or nearly: full-width, parted or on two lines.
    Double,
    /// `{本年新收}`.
    Single,
    /// Two that nothing closes.
    Unclosed,
}

struct Braces {
    range: Range<usize>,
    name: Range<usize>,
    kind: Kind,
}

impl Braces {
    /// The braces that begin at `open`; none where they may be anything.
    fn at(text: &str, open: usize) -> Option<Braces> {
        let second = brace(text, open + width_at(text, open), &OPEN);
        let inside = second.unwrap_or(open + width_at(text, open));
        let window = &text[inside..text.floor_char_boundary(inside.saturating_add(LONGEST))];
        let block = memmem::find(window.as_bytes(), b"\n\n").map_or(window, |end| &window[..end]);
        let close = block.find(|c| OPEN.contains(&c) || CLOSE.contains(&c)).map(|at| inside + at);
        let Some(close) = close.filter(|close| text[*close..].starts_with(CLOSE)) else {
            let adjacent = text[open..].starts_with("{{") || text[open..].starts_with("｛｛");
            // A row of them is one fault.
            let end = text.len() - text[inside..].trim_start_matches(OPEN).len();
            return adjacent.then_some(Braces { range: open..end, name: open..end, kind: Kind::Unclosed });
        };
        let words = text[inside..close].trim();
        let start = words.as_ptr() as usize - text.as_ptr() as usize;
        let name = start..start + words.len();
        let one = close + width_at(text, close);
        let end = brace(text, one, &CLOSE);
        let range = open..end.unwrap_or(one);
        let in_line = !text[range.clone()].contains('\n');
        let sound = in_line && text[open..].starts_with("{{") && text[close..].starts_with("}}");
        let kind = match second {
            Some(_) if sound => Kind::Sound,
            // Two parted braces that one closes may be anything.
            Some(after) if end.is_some() || after == open + 2 => Kind::Double,
            None if in_line => Kind::Single,
            _ => return None,
        };
        Some(Braces { range, name, kind })
    }

    /// What they draw, if they were meant to draw anything.
    fn drawn(self, text: &str, edition: Option<&Edition>) -> Option<Drawn> {
        let name = &text[self.name.clone()];
        let figure = match (edition, self.kind) {
            // The text of before the first form may hold braces for other reasons.
            (None, Kind::Single | Kind::Unclosed) => return None,
            (None, _) => Err(Unknown::NoTable),
            (Some(_), Kind::Unclosed) => Err(Unknown::Unclosed),
            (Some(edition), Kind::Sound) => figure::named(name, edition),
            (Some(edition), Kind::Single) => {
                figure::named(name, edition).ok()?;
                Err(Unknown::Written { should: name.to_owned() })
            }
            (Some(edition), Kind::Double) => {
                let should = match figure::named(name, edition) {
                    Err(Unknown::Name { nearest: Some(near) }) => near,
                    _ => name.split_whitespace().collect(),
                };
                Err(Unknown::Written { should })
            }
        };
        Some(Drawn { range: self.range, name: self.name, figure })
    }
}

/// The end of the brace that stands at `from` or after blanks and one line end.
fn brace(text: &str, from: usize, which: &[char; 2]) -> Option<usize> {
    let mut lines = 0;
    for (at, c) in text[from..].char_indices().take(LONGEST) {
        match c {
            '\n' => lines += 1,
            c if which.contains(&c) => return Some(from + at + c.len_utf8()),
            c if !c.is_whitespace() => return None,
            _ => {}
        }
        if lines > 1 {
            return None;
        }
    }
    None
}

fn width_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::edition::Editions;

    fn said(text: &str, edition: Option<&str>) -> Vec<(String, String)> {
        let editions = Editions::embedded().unwrap();
        let edition = edition.map(|name| &**editions.named(name).unwrap());
        let say = |drawn: Drawn| {
            let written = text[drawn.range].to_owned();
            let say = drawn.figure.err().map_or_else(|| "ok".to_owned(), |unknown| unknown.say("", &written));
            (written, say)
        };
        drawn(text, edition).into_iter().map(say).collect()
    }

    #[test]
    fn braces_that_were_meant_to_draw_are_told_how_to_be_written() {
        for written in [
            "｛｛本年新收｝｝",
            "｛｛ 本年新收 }}",
            "{{本年新收｝｝",
            "{ { 本年新收 } }",
            "{{ 本年新收 } }",
            "{{ 本年新收\n}}",
            "{{\n本年新收 }}",
            "{\n{ 本年新收 }}",
            "{{ 本年新收 }\n}",
            "{{ 本年新收 }",
            "{本年新收}",
            "｛本年新收｝",
            "｛｛本年新受｝｝",
        ] {
            let text = format!("全年收到{written}件，办结{{{{ 办理总计 }}}}件。");
            let said = said(&text, Some("2021"));
            assert_eq!(said.len(), 2, "{text}: {said:?}");
            assert_eq!(said[0].0, written);
            assert!(said[0].1.contains("应写作“{{ 本年新收 }}”"), "{said:?}");
            assert_eq!(said[1].1, "ok");
        }
    }

    #[test]
    fn braces_nobody_closes_are_found_and_the_next_pair_is_drawn() {
        let said = said("收到{{本年新收件，自然人{{ 本年新收.自然人 }}件。\n\n{{ 又一处", Some("2021"));
        let words: Vec<&str> = said.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["{{", "{{ 本年新收.自然人 }}", "{{"]);
        assert!(said[0].1.contains("没有“}}”"), "{said:?}");
    }

    #[test]
    fn braces_for_other_reasons_are_words() {
        for text in ["集合{甲、乙}", "｛附件｝", "{ 一 }", "<!-- {{ 待补 -->", "<!-- ｛｛本年新收｝｝ -->", "{\n\n{"]
        {
            assert_eq!(said(text, Some("2021")), [], "{text}");
        }
        assert_eq!(said("<!-- 甲 --> ｛｛本年新收｝｝", Some("2021")).len(), 1);
        // A file full of braces is read to its end in no time.
        assert_eq!(said(&"{".repeat(200_000), Some("2021")).len(), 1);
        assert_eq!(said(&"{ ".repeat(20_000), Some("2021")), []);
    }

    #[test]
    fn a_text_without_tables_draws_nothing() {
        let said = said("收到{{ 本年新收 }}件，｛｛本年新收｝｝件，{本年新收}件。", None);
        assert_eq!(said.len(), 2);
        assert!(said.iter().all(|(_, say)| say.contains("没有统计表")), "{said:?}");
    }
}
