//! The page on the figures: what they are, how they are worked out and joined, where
//! the rules stand, and the files to take away.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::edition::{Continuity, Edition};
use crate::render::Html;
use crate::site::change::FLOOR;
use crate::site::{Site, route};

use super::data_files;
use super::frame::{FileLink, Link, PageFrame};
use super::home;
use super::{EditionView, Make, MarkView, Page, Shop, Wanted};

/// What `about.html` is given.
#[derive(Serialize)]
struct MethodView {
    page: PageFrame,
    offices: usize,
    reports: usize,
    /// The forms in use, oldest first.
    forms: Vec<FormView>,
    /// Below this base no percentage is printed.
    floor: i64,
    /// The last day for governments' reports and for all others.
    deadlines: (String, String),
    /// Every figure of the site.
    downloads: Vec<FileLink>,
    /// What the columns mean, for programs.
    package: Html,
    years: Vec<YearView>,
    feed: Html,
}

/// The files of one year.
#[derive(Serialize)]
struct YearView {
    year: u16,
    files: Vec<FileLink>,
}

/// What the form's data file says of it.
#[derive(Serialize)]
struct FormView {
    edition: EditionView,
    issuer: String,
    date: Option<String>,
    first_year: u16,
    last_year: Option<u16>,
    cells: usize,
    derived: usize,
    /// The equations, in words.
    relations: Vec<String>,
    rates: Vec<RateView>,
    /// Series that go on from the form before under another name or as a sum.
    joined: Vec<String>,
    /// Cells that go on unchanged from the form before, cells that begin with this form,
    /// and cells of the form before that end; none for the first form.
    continued: Option<(usize, usize, usize)>,
    marks: Vec<MarkView>,
}

#[derive(Serialize)]
struct RateView {
    label: String,
    formula: String,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let make = move |shop: &Shop<'s>| shop.theme.render("about.html", &view(shop, site));
    vec![Page { route: route::METHOD.to_owned(), make: Make::One(Box::new(make)) }]
}

fn view(shop: &Shop<'_>, site: &Site<'_>) -> MethodView {
    let at = route::METHOD;
    let title = "数据与说明";
    let description = "本站数字的来源、算法、前后衔接和下载";
    let editions = site.editions();
    let forms = editions.iter().enumerate();
    let site_name = &site.config.site.name;
    let file = |format: &crate::export::Format| {
        let name = format!("{site_name}全部数据.{}", format.ending);
        FileLink::to(format.label, at, &route::data(&format.cells_file()), name)
    };
    let of_year = |year: u16| YearView {
        year,
        files: data_files::year_formats(site, year)
            .map(|format| {
                let name = format!("{year} 年度政府信息公开工作年度报告统计数据.{}", format.ending);
                FileLink::to(format.label, at, &route::year_data(year, &format.cells_file()), name)
            })
            .collect(),
    };
    MethodView {
        page: shop.frame.page(at, title, description, vec![Link::here(title)]),
        offices: site.offices.len(),
        reports: site.offices.iter().map(|office| office.reports.len()).sum(),
        forms: forms.map(|(number, edition)| form(edition, edition.before.as_deref().filter(|_| number > 0))).collect(),
        floor: FLOOR,
        deadlines: home::deadlines(&site.config.deadlines),
        downloads: data_files::site_formats(site).map(file).collect(),
        package: Html::ready(route::link(at, route::DATA_PACKAGE)),
        years: site.reported_years().rev().map(of_year).filter(|year| !year.files.is_empty()).collect(),
        feed: Html::ready(route::link(at, route::FEED)),
    }
}

fn form(edition: &std::sync::Arc<Edition>, before: Option<&Edition>) -> FormView {
    let mut relations: Vec<String> = Vec::new();
    for relation in &edition.relations {
        if !relations.contains(&relation.say) {
            relations.push(relation.say.clone());
        }
    }
    FormView {
        edition: EditionView::new(edition),
        issuer: edition.issuer.clone(),
        date: edition.date.clone(),
        first_year: edition.first_year,
        last_year: edition.last_year,
        cells: edition.cells.len(),
        derived: edition.derived.len(),
        relations,
        rates: edition
            .rates
            .iter()
            .map(|rate| RateView { label: rate.label.clone(), formula: rate.formula.clone() })
            .collect(),
        joined: edition
            .continues
            .iter()
            .filter(|continues| continues.kind != Continuity::Same)
            .filter_map(|continues| continues.note.clone())
            .collect(),
        continued: before.map(|before| continued(edition, before)),
        marks: edition.marks.iter().map(MarkView::new).collect(),
    }
}

/// How many cells are the same in both forms, begin with `edition`, end with `before`;
/// renamed cells and parts of sums are named one by one and not counted.
fn continued(edition: &Edition, before: &Edition) -> (usize, usize, usize) {
    let named = |ids: &dyn Fn(&crate::edition::Continues) -> &[String], cell: &str| {
        edition.continues.iter().filter(|continues| continues.kind != Continuity::Same).any(|continues| {
            ids(continues)
                .iter()
                .any(|id| cell.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        })
    };
    let linked = |id: &str| {
        let same = edition.continues.iter().filter(|continues| continues.kind == Continuity::Same);
        same.filter_map(|continues| continues.source(id)).next()
    };
    let source = |now: &crate::edition::CellSpec| match linked(&now.id) {
        Some(from) => before.cell(&from),
        None => before.cell(&now.id).filter(|then| before.cells[*then].labels == now.labels),
    };
    let sources = edition.cells.iter().filter(|cell| !named(&|c| &c.into, &cell.id)).map(source);
    let (same, new): (Vec<Option<usize>>, Vec<Option<usize>>) = sources.partition(Option::is_some);
    let kept: BTreeSet<usize> = same.iter().copied().flatten().collect();
    let ends = |(at, cell): &(usize, &crate::edition::CellSpec)| !named(&|c| &c.from, &cell.id) && !kept.contains(at);
    (same.len(), new.len(), before.cells.iter().enumerate().filter(ends).count())
}
