//! The sum of the offices under one superior, cell by cell.

use rust_decimal::Decimal;

use crate::content::{Cell, Office, Report};
use crate::edition::Edition;

use super::{OfficeYears, Site};

/// The offices that share a 上级 in one year, and what their reports add up to. Offices
/// of unrelated places are never in one sum.
#[derive(Debug)]
pub struct Sum<'s, 'c> {
    /// The superior.
    pub parent: &'s OfficeYears<'c>,
    /// The offices with a report, in order.
    pub reported: Vec<&'c Office>,
    /// The offices without one.
    pub missing: Vec<&'c Office>,
    /// One for each cell of the form; missing where a figure of any report is.
    pub cells: Vec<Cell>,
    /// The superior's own report under the same form, whose figures may be compared.
    pub own: Option<&'c Report>,
}

impl<'c> Site<'c> {
    /// The offices that have a sum for `year`, in order: those that a report under `edition`
    /// has for a superior.
    pub fn superiors<'s>(&'s self, year: u16, edition: &Edition) -> impl Iterator<Item = &'s OfficeYears<'c>> {
        let reported = move |office: &&OfficeYears<'c>| {
            self.children(&office.office.id).any(|child| under(child, year, edition).is_some())
        };
        self.offices.iter().filter(reported)
    }

    /// What the offices under `parent` add up to in `year`; reports under another form than
    /// `edition` and documents count as not reported.
    pub fn sum<'s>(&'s self, parent: &'s OfficeYears<'c>, year: u16, edition: &Edition) -> Sum<'s, 'c> {
        let due = self
            .children(&parent.office.id)
            .filter(|office| office.reports.contains_key(&year) || office.missing.contains(&year));
        let (mut reported, mut missing, mut reports) = (Vec::new(), Vec::new(), Vec::new());
        for office in due {
            match under(office, year, edition) {
                Some(report) => {
                    reported.push(office.office);
                    reports.push(report);
                }
                None => missing.push(office.office),
            }
        }
        let cells = (0..edition.cells.len()).map(|cell| add(&reports, cell)).collect();
        Sum { parent, reported, missing, cells, own: under(parent, year, edition) }
    }
}

/// An office's report for `year`, where it stands on `edition`.
fn under<'c>(office: &OfficeYears<'c>, year: u16, edition: &Edition) -> Option<&'c Report> {
    let report = *office.reports.get(&year)?;
    (report.edition.as_ref()?.id == edition.id).then_some(report)
}

/// The sum of one cell over reports; missing where one of them is, so that a blank never
/// passes for 0.
fn add(reports: &[&Report], cell: usize) -> Cell {
    let sum = reports.iter().try_fold(Decimal::ZERO, |sum, report| sum.checked_add(report.cell(cell).value()?));
    sum.map_or(Cell::Missing, Cell::Given)
}
