//! What two texts have in common, sentence by sentence.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::content::sentences::shape;

/// How a sentence stands to the other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Word for word in the other text.
    Same,
    /// The same but for its figures.
    Figures,
    /// In this text only.
    Own,
}

/// The sentences of a text, each with how it stands to the other.
pub type Marked<'t> = Vec<(&'t str, Wording)>;

/// Compares the sentences of two texts. A sentence of one is matched with at most one of
/// the other; where it stands in the text does not matter.
pub fn compare<'t>(
    before: impl Iterator<Item = &'t str>,
    now: impl Iterator<Item = &'t str>,
) -> (Marked<'t>, Marked<'t>) {
    let mut before: Marked<'t> = before.map(|sentence| (sentence, Wording::Own)).collect();
    let mut now: Marked<'t> = now.map(|sentence| (sentence, Wording::Own)).collect();
    pair(&mut before, &mut now, Wording::Same, |sentence| sentence);
    pair(&mut before, &mut now, Wording::Figures, shape);
    (before, now)
}

/// Marks sentences that are not matched yet and have the same key in both texts.
fn pair<'t, K: Eq + Hash>(before: &mut Marked<'t>, now: &mut Marked<'t>, mark: Wording, key: impl Fn(&'t str) -> K) {
    // For each key its first sentence that is still open; each of them names the next one.
    let mut open: FxHashMap<K, Option<usize>> = FxHashMap::default();
    open.reserve(before.len());
    let mut next: Vec<Option<usize>> = vec![None; before.len()];
    for (at, (sentence, wording)) in before.iter().enumerate().rev() {
        if *wording == Wording::Own {
            next[at] = open.insert(key(sentence), Some(at)).flatten();
        }
    }
    for (sentence, wording) in now.iter_mut().filter(|(_, wording)| *wording == Wording::Own) {
        let Some(first) = open.get_mut(&key(sentence)) else { continue };
        if let Some(at) = first.take() {
            *first = next[at];
            *wording = mark;
            before[at].1 = mark;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_matched_once_each() {
        let (before, now) = (["收到3件。", "无。", "无。", "旧事。"], ["无。", "收到5件。", "新事。", "收到7件。"]);
        let (before, now) = compare(before.into_iter(), now.into_iter());
        let marks = |marked: &Marked<'_>| marked.iter().map(|(_, mark)| *mark).collect::<Vec<_>>();
        assert_eq!(marks(&before), [Wording::Figures, Wording::Same, Wording::Own, Wording::Own]);
        assert_eq!(marks(&now), [Wording::Same, Wording::Figures, Wording::Own, Wording::Own]);
    }
}
