//! Offices that take over from others (前身), and when their figures can be held against
//! those of the year before.

use std::sync::Arc;

use crate::content::Office;

use super::{Column, OfficeYears, Site};

/// What sets the figures of an office from one year on apart from those before.
#[derive(Debug)]
pub enum Turn<'c> {
    /// It takes over from an office that had reported beside it, alone or with others.
    Joined(&'c Office, Vec<&'c Office>),
    /// The work of the office before it went to several, of which it is one; the office
    /// itself is among them where it goes on.
    Shared(&'c Office, Vec<&'c Office>),
}

impl<'c> Site<'c> {
    /// Whether a change from `before` to `now` can be told: both are the same office, or the
    /// one took over all the work of the other and nobody else's.
    pub fn goes_on(&self, before: &Column<'c>, now: &Column<'c>) -> bool {
        // What an office outside reported in that year is not known.
        let unknown = |other: &Office| {
            now.office.predecessors.contains(&other.id)
                && other.first_year.is_none_or(|first| first <= before.year)
                && other.last_year.is_none_or(|last| last >= before.year)
        };
        let alone = || self.heirs(before.office, now.year).len() < 2 && !self.outside.iter().any(unknown);
        before.office.id == now.office.id || (now.own && alone())
    }

    /// The turns of an office, each with the first year after it.
    pub fn turns(&self, office: &OfficeYears<'c>) -> Vec<(u16, Turn<'c>)> {
        let Some(stands) = office.stands() else { return Vec::new() };
        let outside = |id: &str| self.outside.iter().find(|office| *office.id == *id);
        let turn = |id: &Arc<str>| {
            let years = self.office(id);
            let before = years.map(|years| years.office).or_else(|| outside(id))?;
            if let Some(last) = before.last_year.filter(|last| stands <= *last) {
                let year = last.checked_add(1)?;
                return Some((year, Turn::Joined(before, self.heirs(before, year))));
            }
            let heirs = self.heirs(before, stands);
            let earlier = years?.reports.range(..stands).next().is_some();
            (heirs.len() > 1 && earlier).then_some((stands, Turn::Shared(before, heirs)))
        };
        office.office.predecessors.iter().filter_map(turn).collect()
    }

    /// The heirs of an office: those it was merged into, and those that only took a part from
    /// it while it goes on.
    pub fn merged_and_parted(&self, office: &OfficeYears<'c>) -> [Vec<&OfficeYears<'c>>; 2] {
        let only_a_part = |heir: &&OfficeYears<'c>| {
            let since = heir.stands().filter(|since| office.reports.range(..since).next().is_some());
            office.office.last_year.is_none()
                && since.is_some_and(|since| office.reports.range(since..).next().is_some())
        };
        let (parted, merged) = self.successors(&office.office.id).partition(only_a_part);
        [merged, parted]
    }

    /// Who had taken over from `office` by `year`; an office outside whose first year nobody
    /// states may have.
    fn heirs(&self, office: &Office, year: u16) -> Vec<&'c Office> {
        let first = |heir: &OfficeYears<'c>| heir.office.first_year.or_else(|| heir.reports.keys().next().copied());
        let heirs = self.successors(&office.id).filter(|heir| first(heir).is_none_or(|first| first <= year));
        let itself = self.office(&office.id).filter(|office| office.reports.range(year..).next().is_some());
        let took = |heir: &&Office| {
            heir.predecessors.contains(&office.id) && heir.first_year.is_none_or(|first| first <= year)
        };
        let outside = self.outside.iter().filter(took);
        itself.into_iter().chain(heirs).map(|heir| heir.office).chain(outside).collect()
    }
}

impl OfficeYears<'_> {
    /// The first year it reported for itself: a document kept from before 首报年度 is none
    /// of its reports.
    pub(super) fn stands(&self) -> Option<u16> {
        self.reports.range(self.office.first_year.unwrap_or_default()..).next().map(|(year, _)| *year)
    }
}
