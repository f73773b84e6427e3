//! The start page: offices × years, with the gaps.

use serde::Serialize;

use crate::content::OfficeKind;
use crate::render::Html;
use crate::site::{OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::{Page, Shop};

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
}

#[derive(Serialize)]
struct KindView {
    name: &'static str,
    offices: Vec<OfficeView>,
}

#[derive(Serialize)]
struct OfficeView {
    name: String,
    href: Html,
    /// One for each year, in the order of the years.
    cells: Vec<CellView>,
}

/// One office-year.
#[derive(Serialize)]
struct CellView {
    year: u16,
    href: Option<Html>,
    /// `published`, `draft`, `document`, `missing` or `outside`.
    state: &'static str,
    /// What the cell says.
    text: &'static str,
    corrected: bool,
}

pub(super) fn pages<'s>(site: &'s Site<'s>) -> Vec<Page<'s>> {
    let make = move |shop: &Shop<'s>| Ok(shop.theme.render("home.html", &view(shop, site))?.into_bytes());
    vec![Page { route: route::HOME.to_owned(), make: Box::new(make) }]
}

fn view(shop: &Shop<'_>, site: &Site<'_>) -> HomeView {
    let at = route::HOME;
    let years: Vec<u16> = site.years.iter().rev().copied().collect();
    let year_link = |year: &u16| match site.of_year(*year).next() {
        Some(_) => Link::to(year.to_string(), at, &route::year(*year)),
        None => Link::here(year.to_string()),
    };
    let mut kinds = Vec::new();
    for kind in OfficeKind::ALL {
        let offices = site.offices.iter().filter(|office| office.office.kind == kind);
        let offices: Vec<OfficeView> = offices.map(|office| office_view(at, office, &years)).collect();
        if !offices.is_empty() {
            kinds.push(KindView { name: kind.name(), offices });
        }
    }
    let mut page = shop.frame.page(at, "", "", Vec::new());
    page.title.clone_from(&page.site_name);
    for crumb in &mut page.crumbs {
        crumb.href = None;
    }
    HomeView {
        page,
        description: shop.frame.description().to_owned(),
        offices: site.offices.len(),
        reports: site.offices.iter().map(|office| office.reports.len()).sum(),
        years: years.iter().map(year_link).collect(),
        kinds,
    }
}

fn office_view(at: &str, office: &OfficeYears<'_>, years: &[u16]) -> OfficeView {
    let cell = |year: &u16| {
        let report = office.reports.get(year);
        let (state, text) = match report {
            Some(report) if report.draft => ("draft", "草稿"),
            Some(report) if report.edition.is_none() => ("document", "文本"),
            Some(_) => ("published", "报告"),
            None if office.missing.contains(year) => ("missing", "缺"),
            None => ("outside", ""),
        };
        CellView {
            year: *year,
            href: report.map(|_| Html::ready(route::link(at, &route::report(&office.office.id, *year)))),
            state,
            text,
            corrected: report.is_some_and(|report| !report.corrections.is_empty()),
        }
    };
    OfficeView {
        name: office.office.name.clone(),
        href: Html::ready(route::link(at, &route::office(&office.office.id))),
        cells: years.iter().map(cell).collect(),
    }
}
