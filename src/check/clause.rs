//! The words that say what a number of the text is.

use crate::edition::{Standing, Words};

use super::numbers::Number;
use super::text::DRAWN;

/// Measure words of what the tables count.
pub(super) const COUNTED: [&str; 9] = ["件", "宗", "份", "条", "起", "例", "件次", "个", "部"];

/// What ends the words after a number.
const STOPS: [char; 11] = ['，', ',', '；', ';', '。', '：', '（', '(', '）', ')', '、'];

/// What joins the words of the next number to a number.
const JOINS: [char; 9] = ['而', '并', '同', '和', '与', '及', '加', '另', '又'];

/// The words around a number.
pub(super) struct Clause {
    /// Where it begins in the sentence.
    pub(super) from: usize,
    /// Where its number begins.
    pub(super) upto: usize,
    /// Words before and after the number, which is [`DRAWN`].
    pub(super) words: String,
    /// Which of the form's words are among them.
    pub(super) standing: Standing,
}

/// A number of a sentence, between what ends at `after` and the number that begins at `next`.
pub(super) struct Around<'t> {
    pub(super) text: &'t str,
    pub(super) number: &'t Number,
    pub(super) after: usize,
    pub(super) next: usize,
}

impl Around<'_> {
    /// The clause of the number: from the last comma, bracket or number before it, with what
    /// follows its unit up to the next one.
    pub(super) fn clause(&self, known: &Words) -> Clause {
        let tail = self.tail();
        self.of(known, self.begins(), &tail[..tail.find(STOPS).unwrap_or(tail.len())])
    }

    /// The clause without what belongs to a number beside it: 制发50件而 does not say what
    /// 废止227件 says, nor what a drawn figure says. Nothing where no number is beside it.
    pub(super) fn alone(&self, known: &Words) -> Option<Clause> {
        let mut from = self.begins();
        let head = &self.text[from..self.number.range.start];
        let drawn = head.rfind(DRAWN).map(|at| at + DRAWN.len_utf8());
        if let Some(at) = drawn {
            let unit = COUNTED.iter().filter(|unit| head[at..].starts_with(**unit)).map(|unit| unit.len()).max();
            from += at + unit.unwrap_or_default();
            from += self.text[from..].len() - self.text[from..].trim_start_matches(['、', ' ']).len();
        }
        let runs_on = self.runs_on();
        let tail = self.tail();
        let stop = if runs_on { 0 } else { tail.find(STOPS).unwrap_or(tail.len()) };
        (drawn.is_some() || runs_on).then(|| self.of(known, from, &tail[..stop]))
    }

    /// Whether the words of the clause may be those of a number beside this one.
    pub(super) fn borrows(&self) -> bool {
        self.text[self.begins()..self.number.range.start].contains(DRAWN)
            || self.runs_on() && self.tail().starts_with(JOINS)
    }

    /// Whether nothing parts the words after the number from the next one.
    fn runs_on(&self) -> bool {
        let tail = self.tail();
        match tail.find(|c| STOPS.contains(&c) || c == DRAWN) {
            Some(at) => tail[at..].starts_with(DRAWN),
            None => self.next < self.text.len(),
        }
    }

    fn tail(&self) -> &str {
        &self.text[self.number.end..self.next.max(self.number.end)]
    }

    /// Where the words before the number begin.
    fn begins(&self) -> usize {
        // 新收申请：18件 is one clause: what stands before the colon names the number.
        let head = self.text[self.after..self.number.range.start].trim_end_matches(['：', ':', ' ']);
        let stops = |(_, c): &(usize, char)| STOPS.contains(c) && !matches!(c, '。' | '、');
        let cut = head.char_indices().rfind(stops).map_or(0, |(at, c)| at + c.len_utf8());
        let words = &self.text[self.after + cut..];
        self.after + cut + words.len() - words.trim_start_matches(['、', ' ', DRAWN]).len()
    }

    fn of(&self, known: &Words, from: usize, tail: &str) -> Clause {
        let upto = self.number.range.start;
        let mut words = self.text[from..upto].to_owned();
        words.push(DRAWN);
        words.push_str(tail);
        Clause { from, upto, standing: known.standing(&words), words }
    }
}
