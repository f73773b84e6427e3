//! Offices that take over from others (前身), and when their figures can be held against
//! those of the year before.

use crate::content::Office;

use super::{Column, OfficeYears, Site};

/// What sets the figures of an office from one year on apart from those before.
#[derive(Debug)]
pub enum Turn<'c> {
    /// It takes over from an office that had reported beside it, alone or with others.
    Joined(&'c Office, Vec<&'c Office>),
    /// The work of the office before it went to several, of which it is one.
    Shared(&'c Office, Vec<&'c Office>),
}

impl<'c> Site<'c> {
    /// Whether a change from `before` to `now` can be told: both are the same office, or the
    /// one took over all the work of the other.
    pub fn goes_on(&self, before: &Column<'c>, now: &Column<'c>) -> bool {
        before.office.id == now.office.id || (now.own && self.heirs(before.office, now.year).len() < 2)
    }

    /// The turns of an office, each with the first year after it.
    pub fn turns(&self, office: &OfficeYears<'c>) -> Vec<(u16, Turn<'c>)> {
        let Some(stands) = office.stands() else { return Vec::new() };
        let merged = office.office.predecessors.iter().filter_map(|id| self.office(id));
        let turn = |before: &OfficeYears<'c>| {
            let last = before.office.last_year.or_else(|| before.reports.keys().next_back().copied())?;
            if stands <= last {
                let year = last.checked_add(1)?;
                return Some((year, Turn::Joined(before.office, self.heirs(before.office, year))));
            }
            let heirs = self.heirs(before.office, stands);
            (heirs.len() > 1 && !before.reports.is_empty()).then_some((stands, Turn::Shared(before.office, heirs)))
        };
        merged.filter_map(turn).collect()
    }

    /// Who had taken over from `office` by `year`.
    fn heirs(&self, office: &Office, year: u16) -> Vec<&'c Office> {
        let first = |heir: &OfficeYears<'c>| heir.office.first_year.or_else(|| heir.reports.keys().next().copied());
        let heirs = self.successors(&office.id).filter(|heir| first(heir).is_none_or(|first| first <= year));
        heirs.map(|heir| heir.office).collect()
    }
}

impl OfficeYears<'_> {
    /// The first year it reported for itself: a document kept from before 首报年度 is none
    /// of its reports.
    pub(super) fn stands(&self) -> Option<u16> {
        self.reports.range(self.office.first_year.unwrap_or_default()..).next().map(|(year, _)| *year)
    }
}
