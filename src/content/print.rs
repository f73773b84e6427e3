//! Fingerprints of what was read: two that are alike were read from the same words.

use std::collections::BTreeSet;
use std::fmt;

use blake3::{Hash, Hasher};

use super::{Office, Report};

/// The name of exactly this program (`build.rs`): another may read, find and make something
/// else of the same words.
pub const PROGRAM: &str = env!("NIANBAO_SOURCE");

/// A report's figures and what goes with them, and its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// All but the words.
    pub figures: Hash,
    /// The words.
    pub words: Hash,
}

impl Print {
    /// Of everything a report holds.
    pub fn of(report: &Report) -> Print {
        // Named one by one: a new field does not compile until it is here.
        let Report {
            key,
            edition,
            cells,
            restated,
            published,
            draft,
            corrections,
            explanations,
            narrative,
            attachments,
        } = report;
        let mut figures = Hasher::new();
        figures.update(&cells.print());
        let edition = edition.as_ref().map(|edition| edition.id.as_str());
        ink(&mut figures, &(key, edition, draft, attachments));
        ink(&mut figures, &(restated, published, corrections, explanations));
        Print { figures: figures.finalize(), words: blake3::hash(narrative.text.as_bytes()) }
    }
}

/// A value with all it holds. Written out first: a hash takes one long text in a fraction
/// of the time of its pieces.
pub fn ink(hasher: &mut Hasher, value: &dyn fmt::Debug) {
    hasher.update(format!("{value:?}\n").as_bytes());
}

/// The offices whose reports an office's are held against and shown beside: itself, all
/// that were merged into it, and those `below` it. `office` finds one by its id.
pub fn kin<'c>(
    of: &'c Office,
    office: impl Fn(&str) -> Option<&'c Office>,
    below: impl IntoIterator<Item = &'c str>,
) -> BTreeSet<&'c str> {
    let mut kin: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![&*of.id];
    while let Some(id) = open.pop() {
        if kin.insert(id) {
            open.extend(office(id).iter().flat_map(|office| office.predecessors.iter().map(|id| &**id)));
        }
    }
    kin.extend(below);
    kin
}
