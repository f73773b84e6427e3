//! One side of a relation as HTML: what is added up, each figure linked to its cell.

use std::fmt::Write;

use crate::check::sheet::{At, Side, Term};
use crate::content::Report;
use crate::render::escape;
use crate::site::route;

/// One side as the page at `from` shows it: `本年新收 64 + 上年结转 3 = 67`
pub(super) fn side(from: &str, side: &Side<'_>) -> String {
    let mut out = String::new();
    if side.terms.is_empty() {
        out.push_str("各项均为 0");
        return out;
    }
    for (number, term) in side.terms.iter().enumerate() {
        match (number, term.minus) {
            (0, _) => {}
            (_, true) => out.push_str(" − "),
            (_, false) => out.push_str(" + "),
        }
        push_term(from, term, &mut out);
    }
    if side.terms.len() + side.zeros > 1 {
        match side.sum {
            // Writing to a String cannot fail.
            Some(sum) => drop(write!(out, " = <b>{sum}</b>")),
            None => out.push_str("（缺数，不相加）"),
        }
    }
    out
}

fn push_term(from: &str, term: &Term<'_>, out: &mut String) {
    escape(&term.words, out);
    if matches!(term.at, At::Words) {
        return;
    }
    if !term.words.is_empty() {
        out.push(' ');
    }
    let value = term.value.map_or_else(|| "未填".to_owned(), |value| value.to_string());
    let href = match term.at {
        At::Cell(report, cell) => address(from, report, cell),
        At::Words | At::Nowhere => None,
    };
    match href {
        Some(href) => drop(write!(out, "<a href=\"{href}\">{value}</a>")),
        None => out.push_str(&value),
    }
}

/// The link from the page at `from` to a cell on a report's page.
pub(super) fn address(from: &str, report: &Report, cell: usize) -> Option<String> {
    let id = &report.edition.as_ref()?.cells.get(cell)?.html_id;
    let page = route::report(&report.key.office, report.key.year);
    Some(format!("{}#{id}", route::link(from, &page)))
}
