//! The words of many reports in one piece of memory.
//!
//! Asked for text by text, an allocator rounds each up: of a province's half gigabyte of
//! words a sixth would be gaps.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::load::OfficeRead;

/// A text that may share its piece of memory with others.
#[derive(Clone, Default)]
pub struct Passage {
    shelf: Arc<String>,
    place: Range<usize>,
}

impl Deref for Passage {
    type Target = str;

    fn deref(&self) -> &str {
        &self.shelf[self.place.clone()]
    }
}

impl From<String> for Passage {
    fn from(text: String) -> Passage {
        Passage { place: 0..text.len(), shelf: Arc::new(text) }
    }
}

impl PartialEq for Passage {
    fn eq(&self, other: &Passage) -> bool {
        **self == **other
    }
}

impl Eq for Passage {}

impl fmt::Debug for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Moves the words of reports that were just read, and that nobody else holds yet, into
/// one piece of memory.
pub(super) fn shelve(read: &mut [OfficeRead]) {
    let reports = |read: &[OfficeRead]| -> usize {
        read.iter().flat_map(|office| &office.reports).map(|report| report.narrative.text.len()).sum()
    };
    let mut words = String::with_capacity(reports(read));
    for report in read.iter().flat_map(|office| &office.reports) {
        words.push_str(&report.narrative.text);
    }
    let shelf = Arc::new(words);
    let mut start = 0;
    for report in read.iter_mut().flat_map(|office| &mut office.reports) {
        let place = start..start + report.narrative.text.len();
        start = place.end;
        if let Some(report) = Arc::get_mut(report) {
            report.narrative.text = Passage { shelf: Arc::clone(&shelf), place };
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn a_passage_is_its_text_wherever_it_stands() {
        let shelf = Arc::new("甲乙丙".to_owned());
        let passage = Passage { shelf, place: 3..6 };
        assert_eq!(passage, Passage::from("乙".to_owned()));
        assert_ne!(passage, Passage::from("丙".to_owned()));
        assert_eq!(format!("{passage:?} {}", passage.len()), "\"乙\" 3");
        assert!(Passage::default().is_empty());
    }
}
