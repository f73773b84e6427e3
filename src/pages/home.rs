//! The start page: offices × years, with the gaps; parted where there are too many offices.

use std::sync::Arc;

use serde::Serialize;

use crate::config::Deadlines;
use crate::content::OfficeKind;
use crate::render::{Html, Rows};
use crate::site::due::{self, Timing};
use crate::site::{OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::parts::{self, Part};
use super::{Make, Page, Shop, Wanted};

/// What `home.html` is given.
#[derive(Serialize)]
struct HomeView {
    page: PageFrame,
    /// A sentence about the site, from its settings.
    description: String,
    offices: usize,
    reports: usize,
    /// The years, newest first.
    years: Vec<Link>,
    kinds: Vec<KindView>,
    /// The pages of the list, the one shown without an address; empty where it is one.
    pages: Vec<Link>,
    /// What the shapes of the wall mean.
    key: Vec<KeyView>,
    /// The last day for governments' reports and for all others: `3 月 31 日`.
    deadlines: (String, String),
}

#[derive(Serialize)]
struct KindView {
    name: &'static str,
    offices: Rows<OfficeView>,
}

#[derive(Debug, Serialize)]
struct OfficeView {
    name: String,
    href: Html,
    /// One for each year, in the order of the years.
    cells: Vec<CellView>,
}

/// One office-year.
#[derive(Debug, Serialize)]
struct CellView {
    year: u16,
    href: Option<Html>,
    /// How the report stands: one of the states of the key, or `outside`.
    state: &'static str,
    /// A shape, so that the wall can be read without colour.
    shape: &'static str,
    /// What the cell says.
    text: &'static str,
    /// The form: `2021年版`; absent for a document.
    form: Option<String>,
    corrected: bool,
}

/// About how many bytes an office and an office-year become.
const OFFICE: usize = 160;
const CELL: usize = 224;

/// How an office-year can stand: a word for the theme, a shape, a word for the reader,
/// and what it means.
struct State {
    state: &'static str,
    shape: &'static str,
    text: &'static str,
    means: &'static str,
}

const ON_TIME: State = State { state: "on-time", shape: "●", text: "按时", means: "在规定期限内发布" };
const LATE: State = State { state: "late", shape: "▲", text: "逾期", means: "在规定期限之后发布" };
const UNDATED: State =
    State { state: "undated", shape: "◆", text: "有", means: "已发布，报告没有注明发布日期" };
const DOCUMENT: State =
    State {
        state: "document", shape: "■", text: "文本", means: "没有全国统一统计表的报告（2019 年度以前）"
    };
const DRAFT: State = State { state: "draft", shape: "□", text: "草稿", means: "尚未发布" };
const MISSING: State = State { state: "missing", shape: "○", text: "缺", means: "应有报告而本站没有" };
const OUTSIDE: State = State { state: "outside", shape: "", text: "", means: "不在本站收录范围" };

/// A line of the key to the wall.
#[derive(Serialize)]
struct KeyView {
    shape: &'static str,
    text: &'static str,
    means: &'static str,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let parts = Arc::new(parts::parts(site.offices.len(), 0));
    let page = |part: &Part| {
        let (route, part, parts) = (part.route(route::HOME), part.clone(), Arc::clone(&parts));
        let make = move |shop: &Shop<'s>| {
            // Room for a page of megabytes: growing, it would stand in memory twice.
            let mut page = Vec::with_capacity(part.offices.len() * (OFFICE + site.years.len() * CELL));
            shop.theme.render_into("home.html", &view(shop, site, &part, &parts), &mut page)?;
            Ok(page)
        };
        Page { route, make: Make::One(Box::new(make)) }
    };
    parts.iter().map(page).collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, part: &Part, parts: &[Part]) -> HomeView {
    let at = &part.route(route::HOME);
    let years: Vec<u16> = site.years.iter().rev().copied().collect();
    let year_link = |year: &u16| match site.of_year(*year).next() {
        Some(_) => Link::to(year.to_string(), at, &route::year(*year)),
        None => Link::here(year.to_string()),
    };
    let of_kind = |kind| site.offices.iter().filter(move |office| office.office.kind == kind);
    let offices: Vec<&OfficeYears<'_>> = OfficeKind::ALL.into_iter().flat_map(of_kind).collect();
    let kinds = parts::kinds(&offices[part.offices.clone()]).map(|(name, offices)| {
        let offices = offices.iter().map(|office| office_view(at, site, office, &years));
        KindView { name, offices: Rows::new(offices.collect()) }
    });
    let mut page = shop.frame.page(at, "", "", Vec::new());
    page.title = format!("{}{}", page.site_name, part.mark(parts.len()));
    if part.number == 1 {
        for crumb in &mut page.crumbs {
            crumb.href = None;
        }
    } else {
        page.crumbs.push(Link::here(format!("第 {} 页", part.number)));
    }
    HomeView {
        page,
        description: shop.frame.description().to_owned(),
        offices: site.offices.len(),
        reports: site.offices.iter().map(|office| office.reports.len()).sum(),
        years: years.iter().map(year_link).collect(),
        kinds: kinds.collect(),
        pages: parts::links(part, parts, route::HOME, |at| &offices[at].office.name, |_| ""),
        key: [ON_TIME, LATE, UNDATED, DOCUMENT, DRAFT, MISSING]
            .map(|state| KeyView { shape: state.shape, text: state.text, means: state.means })
            .into(),
        deadlines: deadlines(&site.config.deadlines),
    }
}

/// The last day for governments' reports and for all others, in words.
pub(super) fn deadlines(deadlines: &Deadlines) -> (String, String) {
    let day = |(month, day): (i8, i8)| format!("{month} 月 {day} 日");
    (day(deadlines.government), day(deadlines.department))
}

fn office_view(at: &str, site: &Site<'_>, office: &OfficeYears<'_>, years: &[u16]) -> OfficeView {
    let cell = |year: &u16| {
        let report = office.reports.get(year);
        let state = match report {
            Some(report) if report.draft => DRAFT,
            Some(report) if report.edition.is_none() => DOCUMENT,
            Some(report) => match due::timing(&site.config.deadlines, office.office, report) {
                Timing::OnTime => ON_TIME,
                Timing::Late => LATE,
                Timing::Undated => UNDATED,
            },
            None if office.drafts.contains(year) => DRAFT,
            None if office.missing.contains(year) => MISSING,
            None => OUTSIDE,
        };
        CellView {
            year: *year,
            href: report.map(|_| Html::ready(route::link(at, &route::report(&office.office.id, *year)))),
            state: state.state,
            shape: state.shape,
            text: state.text,
            form: report.and_then(|report| report.edition.as_ref()).map(|edition| edition.name.clone()),
            corrected: report.is_some_and(|report| !report.corrections.is_empty()),
        }
    };
    OfficeView {
        name: office.office.name.clone(),
        href: Html::ready(route::link(at, &route::office(&office.office.id))),
        cells: years.iter().map(cell).collect(),
    }
}
