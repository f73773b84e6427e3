//! The page of one year: its offices side by side.

use serde::Serialize;

use crate::content::report::print;
use crate::content::{OfficeKind, Report};
use crate::edition::{Edition, Kind};
use crate::export;
use crate::render::{Html, Rows};
use crate::site::order::Order;
use crate::site::{OfficeYears, Site, due, route};

use super::data_files;
use super::frame::{FileLink, Link, PageFrame};
use super::headline;
use super::sums::{self, SumView};
use super::{EditionView, Make, Page, Shop, Wanted};

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
    /// The same page with the offices in another order; the order shown has no address.
    orders: Vec<Link>,
    /// The figures of the year to take away.
    downloads: Vec<FileLink>,
    /// What the offices under one superior add up to.
    sums: Vec<SumView>,
    previous: Option<Link>,
    next: Option<Link>,
}

#[derive(Serialize)]
struct KindView {
    name: &'static str,
    offices: Rows<RowView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    name: String,
    /// Its report, or its own page where it has none for the year.
    href: Html,
    published: Option<String>,
    /// Published after the deadline.
    late: bool,
    corrected: bool,
    /// `tables`, `document` or `none`.
    state: &'static str,
    draft: bool,
    figures: Vec<FigureView>,
}

#[derive(Debug, Serialize)]
struct FigureView {
    text: String,
    missing: bool,
}

/// About how many bytes an office becomes.
const OFFICE: usize = 400;

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    // A year nobody reported for has no page: an empty list is worse than none.
    let years = site.reported_years().flat_map(|year| Order::ALL.map(|order| (year, order)));
    years
        .map(|(year, order)| {
            let make = move |shop: &Shop<'s>| {
                let view = view(shop, site, year, order);
                // Room for a page of megabytes: growing, it would stand in memory twice.
                let mut page =
                    Vec::with_capacity(view.expected * OFFICE + view.sums.iter().map(SumView::length).sum::<usize>());
                shop.theme.render_into("year.html", &view, &mut page)?;
                Ok(page)
            };
            Page { route: route::year_in(year, order), make: Make::One(Box::new(make)) }
        })
        .collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, year: u16, order: Order) -> YearView {
    let at = route::year_in(year, order);
    let edition = site.of_year(year).find_map(|(_, report)| report.edition.clone());
    let highlights = edition.as_ref().map(|edition| edition.highlights.iter().map(|h| h.label.clone()).collect());
    let mut kinds = Vec::new();
    for kind in OfficeKind::ALL {
        let offices = site.offices.iter().filter(|office| office.office.kind == kind);
        let offices = offices.filter(|office| office.reports.contains_key(&year) || office.missing.contains(&year));
        let mut offices: Vec<&OfficeYears<'_>> = offices.collect();
        order.sort(&mut offices, year);
        let rows: Vec<RowView> =
            offices.iter().map(|office| row(&at, site, office, year, edition.as_deref())).collect();
        if !rows.is_empty() {
            kinds.push(KindView { name: kind.name(), offices: Rows::new(rows) });
        }
    }
    let count = |state: fn(&RowView) -> bool| {
        kinds.iter().flat_map(|kind| kind.offices.iter()).filter(|row| state(row)).count()
    };
    let link = |other: u16| Link::to(format!("{other} 年度"), &at, &route::year_in(other, order));
    let orders = Order::ALL.map(|other| match other == order {
        true => Link::here(other.name()),
        false => Link::to(other.name(), &at, &route::year_in(year, other)),
    });
    let mut title = format!("{year} 年度政府信息公开工作年度报告");
    // The sums are the same in every order: one page has them.
    let sums = edition.as_deref().filter(|_| order == Order::Statutory);
    let file = |format: &export::Format| {
        let name = format!("{title}统计数据.{}", format.ending);
        FileLink::to(format.label, &at, &route::year_data(year, &format.cells_file()), name)
    };
    let downloads = data_files::year_formats(site, year).map(file).collect();
    let description = format!("{title}：各机关报告和主要数据");
    if order != Order::Statutory {
        title.push_str(&format!("（{}）", order.name()));
    }
    YearView {
        page: shop.frame.page(&at, &title, &description, vec![Link::here(format!("{year} 年度"))]),
        year,
        edition: edition.as_ref().map(EditionView::new),
        figures: highlights.unwrap_or_default(),
        reported: count(|row| row.state != "none"),
        expected: count(|_| true),
        kinds,
        orders: orders.into(),
        sums: sums.map(|edition| sums::views(shop, &at, site, year, edition)).unwrap_or_default(),
        downloads,
        previous: site.reported_years().rfind(|other| *other < year).map(link),
        next: site.reported_years().find(|other| *other > year).map(link),
    }
}

fn row(at: &str, site: &Site<'_>, office: &OfficeYears<'_>, year: u16, edition: Option<&Edition>) -> RowView {
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
        late: report
            .is_some_and(|report| due::timing(&site.config.deadlines, office.office, report) == due::Timing::Late),
        corrected: report.is_some_and(|report| !report.corrections.is_empty()),
        state: match (report, tables) {
            (_, Some(_)) => "tables",
            (Some(_), None) => "document",
            (None, _) => "none",
        },
        draft: report.is_some_and(|report| report.draft) || office.drafts.contains(&year),
        figures: tables.zip(edition).map(|(report, edition)| figures(report, edition)).unwrap_or_default(),
    }
}

/// The figures people look for first.
fn figures(report: &Report, edition: &Edition) -> Vec<FigureView> {
    let figure = |cells: &[usize]| {
        let sum = headline::sum(report, cells);
        FigureView {
            text: sum.map_or_else(|| "未填".to_owned(), |sum| print(sum, Kind::Count)),
            missing: sum.is_none(),
        }
    };
    edition.highlights.iter().map(|highlight| figure(&highlight.cells)).collect()
}
