//! Links between reports when only some offices are made.
//!
//! A link to an office outside the choice is right, and would lead nowhere on the site
//! that is made: its words stay and the link goes.

use std::sync::Arc;

use crate::content::{Content, Narrative, Report};
use crate::render::markdown;

/// Where a relative link from a report's page leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To an attachment or a page that is made.
    There,
    /// To a page that may be there once all offices are made.
    Outside,
    /// Nowhere.
    Nowhere,
}

/// Where `path` leads from the page of `report`.
pub fn lead(content: &Content, report: &Report, path: &str) -> Lead {
    let (office, year) = (&*report.key.office, report.key.year.to_string());
    let mut parts = vec![office, year.as_str()];
    for part in path.split('/') {
        match part {
            ".." if parts.pop().is_none() => return Lead::Nowhere,
            ".." | "." => {}
            part => parts.push(part),
        }
    }
    let has = |office: Option<&str>, year: &str| {
        content.reports.iter().any(|report| {
            office.is_none_or(|office| &*report.key.office == office) && report.key.year.to_string() == year
        })
    };
    let there = match parts[..] {
        ["years", in_year, "index.html"] => has(None, in_year),
        [of, in_year, "index.html"] => has(Some(of), in_year),
        [of, in_year, file] if of == office && in_year == year => report.attachments.iter().any(|known| known == file),
        [of, "index.html"] => content.office(of).is_some(),
        ["index.html"] => true,
        _ => false,
    };
    // Whether somebody outside reported for a year is not known.
    let maybe = match parts[..] {
        ["years", _, "index.html"] => !content.outside.is_empty(),
        [of, _, "index.html"] | [of, "index.html"] => content.is_outside(of),
        _ => false,
    };
    match (there, maybe) {
        (true, _) => Lead::There,
        (_, true) => Lead::Outside,
        _ => Lead::Nowhere,
    }
}

/// The path of a link's address, without what stands after it.
pub fn path(address: &str) -> &str {
    address.split(['#', '?']).next().unwrap_or_default()
}

/// Takes the links to pages that are not made out of the reports; to be called once the
/// findings are placed, because the words behind a link move.
pub fn unlink(content: &mut Content) {
    if content.outside.is_empty() {
        return;
    }
    let without: Vec<Option<Narrative>> = content
        .reports
        .iter()
        .map(|report| {
            let dead = |address: &str| lead(content, report, path(address)) == Lead::Outside;
            let text = markdown::without_links(&report.narrative.text, dead)?;
            Some(Narrative::read(text, report.edition.as_deref()))
        })
        .collect();
    for (report, narrative) in content.reports.iter_mut().zip(without) {
        if let Some(narrative) = narrative {
            *report = Arc::new(Report { narrative, ..Report::clone(report) });
        }
    }
}
