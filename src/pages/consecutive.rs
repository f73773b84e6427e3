//! Two reports of one office in years that follow each other, side by side: figures and
//! words. One static page a pair, so that no script is needed.

use serde::Serialize;

use crate::content::Report;
use crate::content::report::print;
use crate::edition::Kind;
use crate::export::{Words, words};
use crate::render::Html;
use crate::site::change::Change;
use crate::site::series::{self, Line, Point};
use crate::site::wording::{self, Marked, Wording};
use crate::site::{Column, OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::headline;
use super::lines::{Footnotes, labels, unit};
use super::{EditionView, Make, Page, Shop, Wanted};

/// What `consecutive.html` is given.
#[derive(Serialize)]
struct PairView {
    page: PageFrame,
    before: SideView,
    now: SideView,
    /// Whether the two stand on different forms.
    broken: bool,
    /// What changed, in sentences by fixed rules.
    sentences: Vec<String>,
    tables: Vec<TableView>,
    footnotes: Vec<FootnoteView>,
    sections: Vec<SectionView>,
    /// Opens the same pair on the page where others can be picked.
    picker: Html,
}

#[derive(Serialize)]
struct SideView {
    year: u16,
    name: String,
    href: Html,
    edition: Option<EditionView>,
}

#[derive(Serialize)]
struct TableView {
    id: String,
    caption: String,
    lines: Vec<LineView>,
    /// Lines that are 0 in both.
    zeros: Vec<LineView>,
    /// Applicants by kind, those that are not 0 in both.
    details: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    label: String,
    above: String,
    unit: String,
    derived: bool,
    footnote: Option<usize>,
    before: FigureView,
    now: FigureView,
    /// `+4（+5.7%）`; empty where one side has no figure.
    change: String,
}

#[derive(Serialize)]
struct FigureView {
    text: String,
    state: &'static str,
}

#[derive(Serialize)]
struct FootnoteView {
    number: usize,
    text: String,
}

/// A section's words on both sides.
#[derive(Serialize)]
struct SectionView {
    title: String,
    before: Vec<SentenceView>,
    now: Vec<SentenceView>,
}

#[derive(Serialize)]
struct SentenceView {
    text: String,
    /// `same`, `figures` or `own`.
    state: &'static str,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, wanted: &Wanted<'_>) -> Vec<Page<'s>> {
    let mut pages = Vec::new();
    for office in wanted.offices(site) {
        for (before, now) in pairs(site, office) {
            let make = move |shop: &Shop<'s>| {
                Ok(shop.theme.render("consecutive.html", &view(shop, office, before, now))?.into_bytes())
            };
            pages
                .push(Page { route: route::consecutive(&office.office.id, now.year), make: Make::One(Box::new(make)) });
        }
    }
    pages
}

/// The pairs of an office: each of its reports with the one of the year before, its own
/// or that of the single office it continues.
pub(super) fn pairs<'c>(site: &Site<'c>, office: &OfficeYears<'c>) -> Vec<(Column<'c>, Column<'c>)> {
    let columns: Vec<Column<'c>> = site.columns(office).into_iter().filter(|c| c.report.is_some()).collect();
    let of_year = |year: u16| {
        let mut columns = columns.iter().filter(|column| column.year == year);
        let first = columns.next().copied();
        first.filter(|_| columns.next().is_none())
    };
    let own = columns.iter().filter(|column| column.own);
    own.filter_map(|now| Some((of_year(now.year - 1)?, *now))).collect()
}

fn view(shop: &Shop<'_>, office: &OfficeYears<'_>, before: Column<'_>, now: Column<'_>) -> PairView {
    let at = route::consecutive(&office.office.id, now.year);
    let name = &office.office.name;
    let title = format!("{name} {} 年度与 {} 年度报告对照", before.year, now.year);
    let crumbs = vec![
        Link::to(name, &at, &route::office(&office.office.id)),
        Link::to(format!("{} 年度", now.year), &at, &route::report(&office.office.id, now.year)),
        Link::here(format!("与 {} 年度对照", before.year)),
    ];
    let mut footnotes = Footnotes::default();
    let (sections, tables) = match (before.report, now.report) {
        (Some(before), Some(now)) => (sections(before, now), tables(shop, before, now, &mut footnotes)),
        _ => (Vec::new(), Vec::new()),
    };
    let side = |column: &Column<'_>| SideView {
        year: column.year,
        name: column.office.name_in(column.year).to_owned(),
        href: Html::ready(route::link(&at, &route::report(&column.office.id, column.year))),
        edition: column.edition().map(EditionView::new),
    };
    let hash = format!("#a={}/{}&amp;b={}/{}", before.office.id, before.year, now.office.id, now.year);
    PairView {
        page: shop.frame.page(&at, &title, &format!("{title}：数字的变化和文字的异同"), crumbs),
        before: side(&before),
        now: side(&now),
        broken: before.edition().map(|form| &form.id) != now.edition().map(|form| &form.id),
        sentences: headline::sentences(&before, &now),
        tables,
        footnotes: footnotes
            .texts()
            .enumerate()
            .map(|(at, text)| FootnoteView { number: at + 1, text: text.to_owned() })
            .collect(),
        sections,
        picker: Html::ready(format!("{}{hash}", route::link(&at, route::COMPARE))),
    }
}

fn tables(shop: &Shop<'_>, before: &Report, now: &Report, footnotes: &mut Footnotes) -> Vec<TableView> {
    let reports = [Some(before), Some(now)];
    let rows = shop.rows(&reports);
    let lines = series::lines(&rows, &reports);
    let mut known: Vec<(&str, &str)> = Vec::new();
    for table in series::forms(&reports).iter().flat_map(|edition| &edition.tables) {
        if known.iter().all(|(id, _)| *id != table.id) {
            known.push((&table.id, &table.caption));
        }
    }
    let mut views = Vec::new();
    for (id, caption) in known {
        let mut pick = |main: bool, zero: bool| -> Vec<LineView> {
            lines
                .iter()
                .filter(|line| line.row.table == id && line.row.main == main && line.is_zero() == zero)
                .map(|line| line_view(line, footnotes))
                .collect()
        };
        let (lines, zeros, details) = (pick(true, false), pick(true, true), pick(false, false));
        views.push(TableView { id: id.to_owned(), caption: caption.to_owned(), lines, zeros, details });
    }
    views
}

fn line_view(line: &Line<'_>, footnotes: &mut Footnotes) -> LineView {
    let row = line.row;
    let (label, above) = labels(row);
    let point = |at: usize| line.points.get(at).copied().unwrap_or(Point::NoReport);
    let (before, now) = (point(0), point(1));
    let change = match (before, now) {
        (Point::Figure(before), Point::Figure(now)) => Change::between(before, now).map(|change| change.say()),
        _ => None,
    };
    LineView {
        unit: unit(row, &label),
        label,
        above,
        derived: row.derived,
        footnote: row.note.as_deref().map(|note| footnotes.number(note)),
        before: figure(before, row.kind),
        now: figure(now, row.kind),
        change: change.unwrap_or_default(),
    }
}

fn figure(point: Point, kind: Kind) -> FigureView {
    let (text, state) = match point {
        Point::Figure(value) => (print(value, kind), "figure"),
        Point::Missing => ("未填".to_owned(), "missing"),
        Point::NotOnForm => ("—".to_owned(), "not_on_form"),
        Point::NoReport => (String::new(), "no_report"),
    };
    FigureView { text, state }
}

/// The words, section by section.
fn sections(before: &Report, now: &Report) -> Vec<SectionView> {
    let (old, new) = (words(before), words(now));
    let mut views = Vec::new();
    for section in new.iter().chain(old.iter().filter(|old| new.iter().all(|new| new.id != old.id))) {
        let text = |words: &'_ [Words]| {
            words.iter().find(|words| words.id == section.id).map(|words| words.text.clone()).unwrap_or_default()
        };
        let (old, new) = (text(&old), text(&new));
        let (before, now) = wording::compare(&old, &new);
        if !before.is_empty() || !now.is_empty() {
            let title = if section.title.is_empty() { "正文之前" } else { &section.title };
            views.push(SectionView { title: title.to_owned(), before: sentences(&before), now: sentences(&now) });
        }
    }
    views
}

fn sentences(marked: &Marked<'_>) -> Vec<SentenceView> {
    let view = |(text, wording): &(&str, Wording)| SentenceView {
        text: (*text).to_owned(),
        state: match wording {
            Wording::Same => "same",
            Wording::Figures => "figures",
            Wording::Own => "own",
        },
    };
    marked.iter().map(view).collect()
}
