//! Fingerprints of what was read: two that are alike were read from the same words.

use std::collections::BTreeSet;
use std::hash;

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
        ink(&mut figures, &(published, corrections, explanations));
        // By its digits: 0.50 is not printed as 0.5 is.
        restated.iter().for_each(|total| ink(&mut figures, &(total.cell, total.value.serialize())));
        Print { figures: figures.finalize(), words: blake3::hash(narrative.text.as_bytes()) }
    }
}

/// A value with all it holds. Written out first: a hash takes one long text in a fraction
/// of the time of its pieces.
pub fn ink(hasher: &mut Hasher, value: &(impl hash::Hash + ?Sized)) {
    let mut ink = Ink(Vec::with_capacity(256));
    value.hash(&mut ink);
    hasher.update(&ink.0);
}

/// What the parts of a value write themselves into; the same bytes on every machine.
struct Ink(Vec<u8>);

impl hash::Hasher for Ink {
    fn finish(&self) -> u64 {
        // Nobody asks: the bytes are what is wanted.
        0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_u128(&mut self, number: u128) {
        self.write(&number.to_le_bytes());
    }

    // Lengths and which of its kinds an enum is: of 32 bits on some machines.
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }
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
