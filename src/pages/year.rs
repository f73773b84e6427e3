//! The page of one year: its offices side by side; parted where there are too many.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::content::report::print;
use crate::content::{OfficeKind, Report};
use crate::edition::{Edition, Highlight};
use crate::export;
use crate::render::{Html, Rows};
use crate::site::order::Order;
use crate::site::{OfficeYears, Site, due, route};

use super::data_files;
use super::frame::{FileLink, Link, PageFrame};
use super::headline;
use super::parts::{self, Part};
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
    /// The pages of this order, the one shown without an address; empty where it is one.
    pages: Vec<Link>,
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
    let years = site.reported_years().flat_map(|year| Order::ALL.map(|order| Arc::new(List::of(site, year, order))));
    let mut pages = Vec::new();
    for list in years {
        for part in 0..list.parts.len() {
            let (list, route) = (Arc::clone(&list), list.parts[part].route(&list.first));
            let make = move |shop: &Shop<'s>| {
                let part = &list.parts[part];
                let view = view(shop, site, &list, part);
                // Room for a page of megabytes: growing, it would stand in memory twice.
                let sums = view.sums.iter().map(SumView::length).sum::<usize>();
                let mut page = Vec::with_capacity(part.offices.len() * OFFICE + sums);
                shop.theme.render_into("year.html", &view, &mut page)?;
                Ok(page)
            };
            pages.push(Page { route, make: Make::One(Box::new(make)) });
        }
    }
    pages
}

/// The offices of a year in one order.
struct List<'s> {
    year: u16,
    order: Order,
    /// The form of the year; none before the first.
    edition: Option<&'s Arc<Edition>>,
    /// Address of its first page.
    first: String,
    parts: Vec<Part>,
    /// The offices, by 类别 and in the order; put so by the first page that is made.
    offices: OnceLock<Vec<&'s OfficeYears<'s>>>,
    /// The offices that others' reports add up under; none but in the order shown unasked:
    /// the sums are the same in every order.
    superiors: Vec<&'s OfficeYears<'s>>,
}

impl<'s> List<'s> {
    fn of(site: &'s Site<'s>, year: u16, order: Order) -> List<'s> {
        let edition = site.of_year(year).find_map(|(_, report)| report.edition.as_ref());
        let summed = edition.filter(|_| order == Order::Statutory);
        let superiors: Vec<_> = summed.into_iter().flat_map(|edition| site.superiors(year, edition)).collect();
        let parts = parts::parts(due(site, year).count(), superiors.len());
        let first = route::year_in(year, order);
        List { year, order, edition, first, parts, offices: OnceLock::new(), superiors }
    }

    fn offices(&self, site: &'s Site<'s>) -> &[&'s OfficeYears<'s>] {
        self.offices.get_or_init(|| {
            let of_kind = |kind| {
                let mut offices: Vec<_> = due(site, self.year).filter(|office| office.office.kind == kind).collect();
                self.order.sort(&mut offices, self.year);
                offices
            };
            OfficeKind::ALL.into_iter().flat_map(of_kind).collect()
        })
    }
}

/// The offices that have, or should have, a report for `year`.
fn due<'s>(site: &'s Site<'s>, year: u16) -> impl Iterator<Item = &'s OfficeYears<'s>> {
    site.offices.iter().filter(move |office| office.reports.contains_key(&year) || office.missing.contains(&year))
}

fn view<'s>(shop: &Shop<'_>, site: &'s Site<'s>, list: &List<'s>, part: &Part) -> YearView {
    let List { year, order, edition, ref first, ref parts, .. } = *list;
    let (at, offices) = (part.route(first), list.offices(site));
    let kinds = parts::kinds(&offices[part.offices.clone()]).map(|(name, offices)| {
        let rows = offices.iter().map(|office| row(&at, site, office, year, edition.map(|edition| &**edition)));
        KindView { name, offices: Rows::new(rows.collect()) }
    });
    let link = |other: u16| Link::to(format!("{other} 年度"), &at, &route::year_in(other, order));
    let orders = Order::ALL.map(|other| match other == order {
        true => Link::here(other.name()),
        false => Link::to(other.name(), &at, &route::year_in(year, other)),
    });
    let mut title = format!("{year} 年度政府信息公开工作年度报告");
    let file = |format: &export::Format| {
        let name = format!("{title}统计数据.{}", format.ending);
        FileLink::to(format.label, &at, &route::year_data(year, &format.cells_file()), name)
    };
    let downloads = data_files::year_formats(site, year).map(file).collect();
    let description = format!("{title}：各机关报告和主要数据");
    if order != Order::Statutory {
        title.push_str(&format!("（{}）", order.name()));
    }
    title.push_str(&part.mark(parts.len()));
    let name = |office: &&'s OfficeYears<'s>| office.office.name_in(year);
    let superiors = &list.superiors[part.sums.clone()];
    YearView {
        page: shop.frame.page(&at, &title, &description, vec![Link::here(format!("{year} 年度"))]),
        year,
        edition: edition.map(EditionView::new),
        figures: edition.iter().flat_map(|edition| &edition.highlights).map(headline::name).collect(),
        kinds: kinds.collect(),
        reported: site.of_year(year).count(),
        expected: offices.len(),
        orders: orders.into(),
        pages: parts::links(part, parts, first, |at| name(&offices[at]), |at| name(&list.superiors[at])),
        sums: edition.map(|edition| sums::views(shop, &at, site, (year, edition), superiors)).unwrap_or_default(),
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
    let figure = |highlight: &Highlight| {
        let sum = report.sum(&highlight.cells);
        FigureView {
            text: sum.map_or_else(|| "未填".to_owned(), |sum| print(sum, highlight.kind)),
            missing: sum.is_none(),
        }
    };
    edition.highlights.iter().map(figure).collect()
}
