//! The words of a report then and now, sentence by sentence.

use std::collections::HashMap;
use std::ops::Range;

use crate::check::text::{DRAWN, Plain};
use crate::check::{At, Found};
use crate::content::Report;

use super::{Both, RULE, entry};

/// Most characters of a sentence that are quoted.
const QUOTED: usize = 40;

/// One sentence without blanks and marks.
struct Sentence {
    /// With the names of the figures drawn from the tables.
    written: String,
    /// With the figures, as the reader saw it.
    filled: String,
    /// Where it stands in `narrative.md`.
    range: Range<usize>,
}

impl Both<'_> {
    /// One finding when sentences changed and no entry of 更正 was added since.
    pub(super) fn words(&self) -> Option<Found> {
        let published = self.then.published?.date;
        if self.fresh().any(|entry| entry.date >= published) {
            return None;
        }
        let (then, now) = (sentences(self.then), sentences(self.now));
        let (gone, new) = unmatched(&then, &now);
        if gone.is_empty() && new.is_empty() {
            return None;
        }
        let quote = |numbers: &[usize], of: &[Sentence]| numbers.first().map(|first| quoted(&of[*first].filled));
        let (old_words, new_words) = (quote(&gone, &then), quote(&new, &now));
        let say = format!(
            "{}的正文应与发布时相同，现在有 {} 句是当时没有的，当时的 {} 句现在没有，没有写更正",
            self.who(),
            new.len(),
            gone.len()
        );
        let at = new.first().map_or(At::Narrative, |first| At::Words(now[*first].range.clone()));
        // In quotes: words may hold anything, and what JSON quotes is YAML.
        let yaml = |words: &Option<String>| serde_json::Value::from(words.as_deref().unwrap_or("（无）")).to_string();
        let advise = self.advise(&entry(None, &yaml(&old_words), &yaml(&new_words)));
        let mut found = Found::new(&RULE, at, say, advise);
        if let Some(words) = old_words {
            found = found.because(format!("发布时的第一处：{words}"));
        }
        if let Some(words) = new_words {
            found = found.because(format!("现在的第一处：{words}"));
        }
        Some(found)
    }
}

/// The numbers of the sentences of either text that the other does not have. A sentence
/// is matched with at most one; where it stands does not matter. A figure that is now
/// drawn from the tables, or was, reads the same; a drawn figure that changed with its
/// table has its own finding.
fn unmatched(then: &[Sentence], now: &[Sentence]) -> (Vec<usize>, Vec<usize>) {
    let (mut gone, mut new) = (vec![true; then.len()], vec![true; now.len()]);
    for key in [|sentence: &Sentence| sentence.written.clone(), |sentence: &Sentence| sentence.filled.clone()] {
        let mut open: HashMap<String, Vec<usize>> = HashMap::new();
        // From the last to the first, so that the first is taken first.
        for (number, sentence) in then.iter().enumerate().rev().filter(|(number, _)| gone[*number]) {
            open.entry(key(sentence)).or_default().push(number);
        }
        for (number, sentence) in now.iter().enumerate() {
            if new[number]
                && let Some(matched) = open.get_mut(&key(sentence)).and_then(Vec::pop)
            {
                (gone[matched], new[number]) = (false, false);
            }
        }
    }
    let numbers = |open: Vec<bool>| open.iter().enumerate().filter(|(_, open)| **open).map(|(at, _)| at).collect();
    (numbers(gone), numbers(new))
}

fn sentences(report: &Report) -> Vec<Sentence> {
    let narrative = &report.narrative;
    let plain = Plain::of(&narrative.text, 0..narrative.text.len());
    let drawn = |at: usize| {
        let start = plain.place(&(at..at + DRAWN.len_utf8())).start;
        let number = narrative.figures.binary_search_by_key(&start, |drawn| drawn.range.start).ok()?;
        Some(&narrative.figures[number].range)
    };
    let read = |range: Range<usize>| {
        let (mut written, mut filled) = (String::new(), String::new());
        let marks = plain.text[range.clone()].len() - plain.text[range.clone()].trim_start_matches('#').len();
        let range = range.start + marks..range.end;
        for (at, c) in plain.text[range.clone()].char_indices() {
            match (c == DRAWN).then(|| drawn(range.start + at)).flatten() {
                Some(figure) => {
                    written.push_str(&narrative.text[figure.clone()]);
                    filled.push_str(&narrative.filled(figure, report));
                }
                None => {
                    written.push(c);
                    filled.push(c);
                }
            }
        }
        Sentence { written, filled, range: plain.place(&range) }
    };
    // The six headings are printed as the form has them, however they are written.
    let statutory: Vec<&Range<usize>> =
        narrative.parts.iter().filter(|part| part.section.is_some()).map(|part| &part.title).collect();
    let is_heading = |at: &Range<usize>| statutory.iter().any(|title| at.start <= title.start && title.end <= at.end);
    let sentences = plain.sentences().map(read).filter(|sentence| !is_heading(&sentence.range));
    sentences.filter(|sentence| sentence.filled.chars().any(char::is_alphanumeric)).collect()
}

fn quoted(words: &str) -> String {
    let mut shown: String = words.chars().take(QUOTED).collect();
    if words.chars().count() > QUOTED {
        shown.push_str("……");
    }
    shown
}
