//! A narrative as checks read it: blanks, marks of Markdown and line ends inside a
//! sentence taken out, numbers found, every place traceable to the file.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::memmem;

use crate::content::drawn::LONGEST;
use crate::source::utf8::{steps, width};

use super::numbers::{Number, numbers};
use super::pairs::Pairs;

/// Stands where a figure is drawn from the tables: it agrees with them by construction.
pub const DRAWN: char = '\u{fffc}';

/// The words of a narrative without what does not belong to a sentence.
#[derive(Debug, Default)]
pub struct Plain {
    /// The words; blocks end with `\n`.
    pub text: String,
    /// Where they stand in the file, in order.
    runs: Vec<Run>,
    sentences: Vec<Range<usize>>,
    /// How many figures are drawn from the tables.
    pub drawn: usize,
    /// Which words may stand in the text; worked out when one is first looked for.
    pairs: OnceCell<Pairs>,
    /// The numbers of each sentence; worked out when first asked for.
    numbers: OnceCell<Vec<Box<[Number]>>>,
}

/// Words that stand in the file as they stand here, or, where the lengths differ, one
/// character that stands there in another way: a full-width digit is longer, a drawn
/// figure has braces. In bytes; a narrative is at most 2 MB.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it begins in the plain text.
    at: u32,
    /// Where it begins in the file.
    raw: u32,
    /// How long it is in the plain text.
    length: u32,
    /// How long it is in the file.
    raw_length: u32,
}

/// What a byte may begin, besides a character that is taken over as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Words,
    /// A line end.
    Line,
    /// A blank or an asterisk.
    Nothing,
    /// `<!--`
    Comment,
    /// `{{`
    Drawn,
    /// A character of more bytes that is left out, written otherwise, or ends a sentence.
    Other,
}

/// By the first byte of a character.
const BEGINS: [Begins; 256] = {
    let mut table = [Begins::Words; 256];
    table[b'\n' as usize] = Begins::Line;
    table[b'<' as usize] = Begins::Comment;
    table[b'{' as usize] = Begins::Drawn;
    let mut nothing = [b'\t', 0x0b, 0x0c, b'\r', b' ', b'*'].as_slice();
    while let [byte, rest @ ..] = nothing {
        table[*byte as usize] = Begins::Nothing;
        nothing = rest;
    }
    // U+0085 and U+00A0; U+1680; U+2000 to U+206F; U+3000 to U+303F; U+FEFF and the
    // full-width forms.
    let mut other = [0xc2, 0xe1, 0xe2, 0xe3, 0xef].as_slice();
    while let [byte, rest @ ..] = other {
        table[*byte as usize] = Begins::Other;
        other = rest;
    }
    table
};

/// How far to step over a character that is taken over as it is, by its first byte; 0 for
/// every other.
const STEPS: [u8; 256] = {
    let mut steps = steps(&[]);
    let mut byte = 0;
    while byte < 256 {
        if !matches!(BEGINS[byte], Begins::Words) {
            steps[byte] = 0;
        }
        byte += 1;
    }
    steps
};

impl Plain {
    /// Reads `raw[range]`.
    pub fn of(raw: &str, range: Range<usize>) -> Plain {
        let end = range.end.min(raw.len());
        let mut plain = Plain { text: String::with_capacity(range.len()), ..Plain::default() };
        // Words from here on stand as they do in the file and are not yet taken over.
        let mut from = range.start;
        let mut sentence = 0;
        let mut at = range.start;
        let bytes = &raw.as_bytes()[..end];
        while let Some(byte) = bytes.get(at) {
            let step = STEPS[*byte as usize];
            if step != 0 {
                at += usize::from(step);
                continue;
            }
            let begins = BEGINS[*byte as usize];
            if begins == Begins::Other && !may_be_other(&bytes[at..]) {
                at += width(*byte);
                continue;
            }
            let rest = &raw[at..end];
            let Some(c) = rest.chars().next() else { break };
            let (next, ends) = match begins {
                Begins::Comment => match skipped(rest) {
                    Some(skip) => (Some((None, skip)), false),
                    None => (None, false),
                },
                Begins::Drawn => match drawn(rest) {
                    Some(length) => (Some((Some(DRAWN), length)), false),
                    None => (None, false),
                },
                Begins::Line if block_ends(&rest[1..]) => (None, true),
                Begins::Line | Begins::Nothing => (Some((None, 1)), false),
                _ => other(c),
            };
            match next {
                None => at += c.len_utf8(),
                Some((instead, skip)) => {
                    plain.take(raw, from..at);
                    if let Some(instead) = instead {
                        plain.push(instead, at, skip);
                    }
                    at += skip;
                    from = at;
                }
            }
            if ends {
                let upto = plain.text.len() + at - c.len_utf8() - from;
                plain.sentence(sentence..upto);
                sentence = upto + c.len_utf8();
            }
        }
        plain.take(raw, from..at.min(end));
        plain.sentence(sentence..plain.text.len());
        plain
    }

    /// Takes words over as they are.
    fn take(&mut self, raw: &str, range: Range<usize>) {
        if !range.is_empty() {
            self.note(range.start, range.len(), range.len());
            self.text.push_str(&raw[range]);
        }
    }

    /// Takes one character that stands in `raw_length` bytes of the file.
    fn push(&mut self, c: char, raw: usize, raw_length: usize) {
        self.note(raw, c.len_utf8(), raw_length);
        self.text.push(c);
        self.drawn += usize::from(c == DRAWN);
    }

    fn note(&mut self, raw: usize, length: usize, raw_length: usize) {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let at = byte(self.text.len());
        self.runs.push(Run { at, raw: byte(raw), length: byte(length), raw_length: byte(raw_length) });
    }

    fn sentence(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.sentences.push(range);
        }
    }

    /// The run that holds a byte of the plain text.
    fn run(&self, byte: usize) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.at as usize <= byte);
        self.runs.get(after.checked_sub(1)?).filter(|run| byte < (run.at + run.length) as usize)
    }

    /// Where words of the plain text stand in the file.
    pub fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.run(range.start).map_or(0, |run| match run.length == run.raw_length {
            true => run.raw as usize + range.start - run.at as usize,
            false => run.raw as usize,
        });
        let last = range.end.checked_sub(1).and_then(|last| self.run(last));
        let end = last.map_or(0, |run| match run.length == run.raw_length {
            true => run.raw as usize + range.end - run.at as usize,
            false => (run.raw + run.raw_length) as usize,
        });
        start..end.max(start)
    }

    /// The words that stand in a range of the file.
    pub fn within(&self, range: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| {
            let before = self.runs.partition_point(|run| (run.raw as usize) < byte);
            let Some(run) = before.checked_sub(1).map(|last| self.runs[last]) else { return 0 };
            let inside = match run.length == run.raw_length {
                true => run.length.min(u32::try_from(byte).unwrap_or(u32::MAX) - run.raw),
                false => run.length,
            };
            (run.at + inside) as usize
        };
        at(range.start)..at(range.end)
    }

    /// The sentences, as places in the plain text: up to 。！？ or the end of a block.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> {
        self.sentences.iter().cloned()
    }

    /// The sentences with their numbers, which are placed in their sentence.
    pub fn numbered(&self) -> impl Iterator<Item = (Range<usize>, &[Number])> {
        let read = |range: &Range<usize>| numbers(&self.text[range.clone()]).into();
        let numbers = self.numbers.get_or_init(|| self.sentences.iter().map(read).collect());
        self.sentences().zip(numbers.iter().map(AsRef::as_ref))
    }

    /// Whether `word` may stand in the text; where not, it need not be looked for.
    pub fn may_hold(&self, word: &str) -> bool {
        self.pairs.get_or_init(|| Pairs::of(&self.text)).may_hold(word)
    }

    /// The sentences in which at least one of `words` stands.
    pub fn sentences_with<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Vec<Range<usize>> {
        let mut found: Vec<usize> = words.into_iter().flat_map(|word| self.sentences_of(word)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|sentence| self.sentences[sentence].clone()).collect()
    }

    /// The sentences that hold `word`, by number; one look over the whole text is many
    /// times cheaper than one at every sentence.
    fn sentences_of<'w>(&self, word: &'w str) -> impl Iterator<Item = usize> + use<'_, 'w> {
        let found = self.may_hold(word).then(|| memmem::find_iter(self.text.as_bytes(), word));
        found.into_iter().flatten().filter_map(move |at| {
            let sentence = self.sentences.partition_point(|sentence| sentence.start <= at).checked_sub(1)?;
            (at + word.len() <= self.sentences[sentence].end).then_some(sentence)
        })
    }

    /// For every sentence which of `words` stand in it, a bit a word (at most 32).
    pub fn marked(&self, words: &[&str]) -> Vec<u32> {
        let mut marks = vec![0; self.sentences.len()];
        for (bit, word) in words.iter().enumerate() {
            self.sentences_of(word).for_each(|sentence| marks[sentence] |= 1 << bit);
        }
        marks
    }
}

/// What stands in the plain text instead of a character, and how many bytes of the file
/// that is; none for one that is taken over. And whether it ends a sentence.
type Instead = (Option<(Option<char>, usize)>, bool);

/// Whether [`other`] need be asked of the character that begins here: most commas and
/// quotation marks are told by their bytes.
fn may_be_other(bytes: &[u8]) -> bool {
    match bytes {
        [0xe3, second, third, ..] => *second == 0x80 && matches!(third, 0x80 | 0x82),
        [0xef, second, third, ..] => match second {
            0xbc => matches!(third, 0x81 | 0x90..=0x99 | 0x9f),
            second => *second == 0xbb,
        },
        [0xe2, second, third, ..] => match second {
            0x80 => matches!(third, 0x80..=0x8b | 0xa8 | 0xa9 | 0xaf),
            second => *second == 0x81,
        },
        _ => true,
    }
}

fn other(c: char) -> Instead {
    match c {
        '。' | '！' | '？' => (None, true),
        '０'..='９' => (Some((char::from_u32(u32::from(c) - 0xfee0), c.len_utf8())), false),
        c if c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}') => (Some((None, c.len_utf8())), false),
        _ => (None, false),
    }
}

/// Leaves of what was found in `raw`, each at the byte `at` tells, what does not stand in a
/// comment, which nobody is shown.
pub fn retain_shown<T>(raw: &str, found: &mut Vec<T>, at: impl Fn(&T) -> usize) {
    if found.is_empty() {
        return;
    }
    let (mut comments, mut from) = (Vec::new(), 0);
    while let Some(begin) = raw[from..].find("<!--").map(|begin| from + begin) {
        from = begin + skipped(&raw[begin..]).unwrap_or_default();
        comments.push(begin..from);
    }
    found.retain(|one| {
        let at = at(one);
        let next = comments.partition_point(|comment| comment.end <= at);
        comments.get(next).is_none_or(|comment| at < comment.start)
    });
}

/// How many bytes to skip: comments.
fn skipped(rest: &str) -> Option<usize> {
    rest.strip_prefix("<!--").map(|inside| inside.find("-->").map_or(rest.len(), |close| close + "<!---->".len()))
}

/// How long `{{ 本年新收 }}` is, if the text begins so.
fn drawn(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix("{{")?;
    // As far as a name may reach: a row of braces that nothing closes is not read to its end.
    let close = inside[..inside.floor_char_boundary(LONGEST)].find("}}")?;
    (!inside[..close].contains('\n')).then_some(close + 4)
}

/// Whether a line end also ends a block: a blank line, a heading, a list or a table
/// follows.
fn block_ends(next: &str) -> bool {
    let line = next.trim_start_matches([' ', '\u{3000}', '\t', '\r']);
    line.is_empty()
        || line.starts_with(['\n', '#', '|', '>'])
        || line.starts_with("- ")
        || line.starts_with("* ")
        // A number of at most nine bytes and its stop; no more of the text is looked at.
        || line[..line.floor_char_boundary(12)].split_once(['.', '、']).is_some_and(|(number, _)| {
            !number.is_empty()
                && number.len() < 9
                && number.chars().all(|c| "一二三四五六七八九十0123456789".contains(c))
        })
        || line.starts_with('（')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn places_lead_back_to_the_file() {
        let raw = "## 一\n\n收到**３ 件**，\n办结２件。\n\n{{ 本年新收 }}件\n";
        let plain = Plain::of(raw, 0..raw.len());
        assert!(plain.text.contains("收到3件，办结2件。"), "{}", plain.text);
        assert!(plain.text.contains(DRAWN));
        let number = numbers(&plain.text).into_iter().find(|number| number.value == Decimal::from(3)).unwrap();
        assert_eq!(&raw[plain.place(&number.range)], "３");
        let all = plain.text.find("办结2件").unwrap();
        assert_eq!(&raw[plain.place(&(all..all + "办结2件".len()))], "办结２件");
    }

    #[test]
    fn what_stands_in_a_comment_is_left_out() {
        let raw = "a<!-- b -->c<!--d--><!----> e <!-- f";
        let mut found: Vec<usize> = raw.char_indices().filter(|(_, c)| c.is_alphabetic()).map(|(at, _)| at).collect();
        retain_shown(raw, &mut found, |at| *at);
        let shown: String = found.iter().filter_map(|at| raw[*at..].chars().next()).collect();
        assert_eq!(shown, "ace");
    }
}
