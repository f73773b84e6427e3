//! The page of one year: its offices side by side.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::content::report::print;
use crate::content::{OfficeKind, Report};
use crate::edition::{Edition, Kind};
use crate::render::Html;
use crate::site::{OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::{EditionView, Page, Shop};

/// What `year.html` is given.
#[derive(Serialize)]
struct YearView {
    page: PageFrame,
    year: u16,
    /// The form of that year; absent before the first.
    edition: Option<EditionView>,
    /// Heads of the figures.
    figures: Vec<String>,
    /// Offices by 类别.
    kinds: Vec<KindView>,
    reported: usize,
    expected: usize,
    previous: Option<Link>,
    next: Option<Link>,
}

#[derive(Serialize)]
struct KindView {
    name: &'static str,
    offices: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    name: String,
    /// Its report, or its own page where it has none for the year.
    href: Html,
    published: Option<String>,
    /// `tables`, `document` or `none`.
    state: &'static str,
    draft: bool,
    figures: Vec<FigureView>,
}

#[derive(Serialize)]
struct FigureView {
    text: String,
    missing: bool,
}

pub(super) fn pages<'s>(site: &'s Site<'s>) -> Vec<Page<'s>> {
    // A year nobody reported for has no page: an empty list is worse than none.
    let years = site.years.iter().copied().filter(|year| site.of_year(*year).next().is_some());
    years
        .map(|year| {
            let make = move |shop: &Shop<'s>| Ok(shop.theme.render("year.html", &view(shop, site, year))?.into_bytes());
            Page { route: route::year(year), make: Box::new(make) }
        })
        .collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, year: u16) -> YearView {
    let at = route::year(year);
    let edition = site.of_year(year).find_map(|(_, report)| report.edition.clone());
    let highlights = edition.as_ref().map(|edition| edition.highlights.iter().map(|h| h.label.clone()).collect());
    let mut kinds = Vec::new();
    for kind in OfficeKind::ALL {
        let offices = site.offices.iter().filter(|office| office.office.kind == kind);
        let offices = offices.filter(|office| office.reports.contains_key(&year) || office.missing.contains(&year));
        let rows: Vec<RowView> = offices.map(|office| row(&at, office, year, edition.as_deref())).collect();
        if !rows.is_empty() {
            kinds.push(KindView { name: kind.name(), offices: rows });
        }
    }
    let count =
        |state: fn(&RowView) -> bool| kinds.iter().flat_map(|kind| &kind.offices).filter(|row| state(row)).count();
    let neighbour =
        |other: Option<&u16>| other.map(|other| Link::to(format!("{other} 年度"), &at, &route::year(*other)));
    let known: Vec<u16> = site.years.iter().copied().filter(|year| site.of_year(*year).next().is_some()).collect();
    let place = known.iter().position(|known| *known == year).unwrap_or(0);
    let title = format!("{year} 年度政府信息公开工作年度报告");
    YearView {
        page: shop.frame.page(
            &at,
            &title,
            &format!("{title}：各机关报告和主要数据"),
            vec![Link::here(format!("{year} 年度"))],
        ),
        year,
        edition: edition.as_ref().map(EditionView::new),
        figures: highlights.unwrap_or_default(),
        reported: count(|row| row.state != "none"),
        expected: count(|_| true),
        kinds,
        previous: neighbour(place.checked_sub(1).and_then(|before| known.get(before))),
        next: neighbour(known.get(place + 1)),
    }
}

fn row(at: &str, office: &OfficeYears<'_>, year: u16, edition: Option<&Edition>) -> RowView {
    let report = office.reports.get(&year).copied();
    let target = match report {
        Some(_) => route::report(&office.office.id, year),
        None => route::office(&office.office.id),
    };
    let tables = report.filter(|report| report.edition.is_some());
    RowView {
        name: office.office.name_in(year).to_owned(),
        href: Html::ready(route::link(at, &target)),
        published: report.and_then(|report| report.published).map(|published| published.date.to_string()),
        state: match (report, tables) {
            (_, Some(_)) => "tables",
            (Some(_), None) => "document",
            (None, _) => "none",
        },
        draft: report.is_some_and(|report| report.draft),
        figures: tables.zip(edition).map(|(report, edition)| figures(report, edition)).unwrap_or_default(),
    }
}

/// The figures people look for first. A sum with a missing term is missing.
fn figures(report: &Report, edition: &Edition) -> Vec<FigureView> {
    let figure = |cells: &[usize]| {
        let sum = cells.iter().try_fold(Decimal::ZERO, |sum, cell| sum.checked_add(report.cell(*cell).value()?));
        FigureView {
            text: sum.map_or_else(|| "未填".to_owned(), |sum| print(sum, Kind::Count)),
            missing: sum.is_none(),
        }
    };
    edition.highlights.iter().map(|highlight| figure(&highlight.cells)).collect()
}
