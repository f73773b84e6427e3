//! The page of one office: its years side by side.

use serde::Serialize;

use crate::render::Html;
use crate::site::{Column, OfficeYears, Site, route};

use super::consecutive;
use super::frame::{Link, PageFrame};
use super::headline::{self, HeadlineView};
use super::lines::{Figures, FootnoteView, Footnotes, Pieces, RowsView, Which, unit_of};
use super::{EditionView, Make, MarkView, Page, Shop, Wanted};

/// What `office.html` is given.
#[derive(Serialize)]
struct OfficeView {
    page: PageFrame,
    name: String,
    kind: &'static str,
    /// The superior office, where it is on the site.
    parent: Option<Link>,
    /// Offices merged into this one.
    predecessors: Vec<Link>,
    /// Offices this one was merged into.
    successors: Vec<Link>,
    /// Offices that took a part of its work from it.
    parted: Vec<Link>,
    /// Names used before.
    former_names: Vec<FormerNameView>,
    /// Texts from before there were tables, oldest first: they enter no series, and a dozen
    /// empty columns would push the figures out of sight.
    earlier: Vec<ColumnView>,
    /// The columns, oldest first.
    columns: Vec<ColumnView>,
    /// Columns under one form, for the band of heads over them.
    spans: Vec<SpanView>,
    /// Whether two forms meet, so that the break is drawn and explained.
    broken: bool,
    /// The figures people look for first.
    headline: HeadlineView,
    /// The figures, table by table.
    tables: Vec<TableView>,
    /// Pairs of consecutive years side by side, newest first.
    pairs: Vec<Link>,
    /// Opens its two newest reports on the page where others can be picked; none of an
    /// office with fewer.
    picker: Option<Html>,
    /// What changed in the newest of them, in sentences by fixed rules.
    sentences: Vec<String>,
    /// Printed below the tables.
    footnotes: Vec<FootnoteView>,
    /// Years from which figures mean something else.
    marks: Vec<MarkView>,
}

#[derive(Serialize)]
struct FormerNameView {
    name: String,
    last_year: u16,
}

/// One column: a year, or a year of an office merged into this one.
#[derive(Serialize)]
struct ColumnView {
    year: u16,
    /// The other office's short name.
    of: Option<String>,
    /// The report, where there is one.
    href: Option<Html>,
    /// `tables`, `document` or `none`.
    state: &'static str,
    published: Option<String>,
    corrections: usize,
    draft: bool,
    /// The first column of another form than the one before.
    breaks: bool,
    /// Marks of the year: ※ with their number.
    marked: bool,
}

/// Neighbouring columns under one form.
#[derive(Serialize)]
struct SpanView {
    columns: usize,
    edition: Option<EditionView>,
    breaks: bool,
}

/// The lines of one statutory table.
#[derive(Serialize)]
struct TableView {
    id: String,
    caption: String,
    /// The unit of all its figures; none where they differ.
    unit: Option<String>,
    /// Lines with a figure other than 0: totals of the matrix, all cells of the others.
    lines: RowsView,
    /// Lines that are 0 in every report.
    zeros: Option<RowsView>,
    /// The other cells of the matrix: applicants by kind.
    details: Option<RowsView>,
    /// Those of them that are 0 in every report.
    detail_zeros: Option<RowsView>,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    wanted
        .offices()
        .iter()
        .map(|office| {
            let make = move |shop: &Shop<'s>| shop.theme.render("office.html", &view(shop, site, office));
            Page { route: route::office(&office.office.id), make: Make::One(Box::new(make)) }
        })
        .collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, office: &OfficeYears<'_>) -> OfficeView {
    let at = route::office(&office.office.id);
    let name = &office.office.name;
    let all = site.columns(office);
    let (earlier, columns) = all.split_at(before_tables(&all));
    let breaks = breaks(columns);
    let marks = marks(site, office, columns);
    let link = |other: &OfficeYears<'_>| Link::to(&other.office.name, &at, &route::office(&other.office.id));
    let known = |id: &str| site.office(id).map(link);
    let [merged, parted] = site.merged_and_parted(office);
    let former =
        |former: &crate::content::FormerName| FormerNameView { name: former.name.clone(), last_year: former.last_year };
    let reports: Vec<_> = columns.iter().map(|column| column.report).collect();
    let mut footnotes = Footnotes::default();
    let figures = Figures::of(shop, &reports);
    let pieces: Vec<Pieces> =
        columns.iter().zip(&breaks).map(|(column, breaks)| Pieces::of(&at, column, *breaks)).collect();
    let tables = tables(columns, &pieces, &figures, &mut footnotes);
    let pairs = consecutive::pairs(site, office);
    let description = format!("{name}历年政府信息公开工作年度报告及统计数据");
    OfficeView {
        page: shop.frame.page(
            &at,
            &format!("{name}历年政府信息公开工作年度报告"),
            &description,
            vec![Link::here(name)],
        ),
        name: name.clone(),
        kind: office.office.kind.name(),
        parent: office.office.parent.as_deref().and_then(known),
        predecessors: office.office.predecessors.iter().filter_map(|id| known(id)).collect(),
        successors: merged.into_iter().map(link).collect(),
        parted: parted.into_iter().map(link).collect(),
        former_names: office.office.former_names.iter().map(former).collect(),
        earlier: earlier.iter().map(|column| column_view(&at, column, false, &[])).collect(),
        columns: columns
            .iter()
            .zip(&breaks)
            .map(|(column, breaks)| column_view(&at, column, *breaks, &marks))
            .collect(),
        spans: spans(columns, &breaks),
        broken: breaks.contains(&true),
        headline: headline::view(site, office, columns, &breaks),
        tables,
        pairs: pairs
            .iter()
            .rev()
            .map(|(before, now)| {
                let to = route::consecutive(&office.office.id, now.year);
                Link::to(format!("{} 与 {} 年度", before.year, now.year), &at, &to)
            })
            .collect(),
        picker: picker(&at, office),
        sentences: pairs.last().map(|(before, now)| headline::sentences(before, now)).unwrap_or_default(),
        footnotes: footnotes.views(),
        marks,
    }
}

fn picker(at: &str, office: &OfficeYears<'_>) -> Option<Html> {
    let id = &office.office.id;
    let mut newest = office.reports.keys().rev();
    let (now, before) = (newest.next()?, newest.next()?);
    Some(Html::ready(format!("{}#a={id}/{before}&amp;b={id}/{now}", route::link(at, route::COMPARE))))
}

/// How many columns go before the first that belongs into a series: texts, and the years
/// missing between them, where no report with tables is older.
fn before_tables(columns: &[Column<'_>]) -> usize {
    let first = columns.iter().position(|column| column.edition().is_some()).unwrap_or(columns.len());
    columns[..first].iter().rposition(|column| column.report.is_some()).map_or(0, |last| last + 1)
}

/// Whether each column is the first under another form than the last that had one.
fn breaks(columns: &[Column<'_>]) -> Vec<bool> {
    let mut last = None;
    let mut breaks = Vec::with_capacity(columns.len());
    for column in columns {
        let now = column.edition().map(|edition| edition.id.as_str());
        breaks.push(matches!((last, now), (Some(last), Some(now)) if last != now));
        last = now.or(last);
    }
    breaks
}

/// The marks whose years the columns reach, and the mergers and divisions between them.
fn marks(site: &Site<'_>, office: &OfficeYears<'_>, columns: &[Column<'_>]) -> Vec<MarkView> {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return Vec::new() };
    let mut marks: Vec<MarkView> = Vec::new();
    for edition in columns.iter().filter_map(Column::edition) {
        for mark in edition.marks.iter().filter(|mark| (first.year..=last.year).contains(&mark.year)) {
            // A form may repeat what the one before it says of a year.
            if marks.iter().all(|known| (known.year, &known.note) != (mark.year, &mark.note)) {
                marks.push(MarkView::new(mark));
            }
        }
    }
    let turns = site.turns(office).into_iter().filter(|(year, _)| first.year < *year && *year <= last.year);
    marks.extend(turns.map(|(year, turn)| MarkView::of(year, &turn)));
    marks.sort_by_key(|mark| mark.year);
    marks
}

fn column_view(at: &str, column: &Column<'_>, breaks: bool, marks: &[MarkView]) -> ColumnView {
    let report = column.report;
    ColumnView {
        year: column.year,
        of: (!column.own).then(|| column.office.short.clone()),
        href: report.map(|report| Html::ready(route::link(at, &route::report(&report.key.office, column.year)))),
        state: match report {
            Some(report) if report.edition.is_some() => "tables",
            Some(_) => "document",
            None => "none",
        },
        published: report.and_then(|report| report.published).map(|published| published.text()),
        corrections: report.map_or(0, |report| report.corrections.len()),
        draft: report.is_some_and(|report| report.draft),
        breaks,
        marked: marks.iter().any(|mark| mark.year == column.year),
    }
}

/// Bands of neighbouring columns under one form, or under none: before the first form, and
/// where a report is a text. A gap belongs to the form before it, or else to the one after
/// it, where that was in force already.
fn spans(columns: &[Column<'_>], breaks: &[bool]) -> Vec<SpanView> {
    let mut last = None;
    let mut spans: Vec<SpanView> = Vec::new();
    for (number, (column, breaks)) in columns.iter().zip(breaks).enumerate() {
        let next = || columns[number..].iter().find_map(Column::edition);
        let form = match column.report {
            Some(_) => column.edition(),
            None => last.or_else(|| next().filter(|form| form.first_year <= column.year)),
        };
        last = form;
        let edition = form.map(EditionView::new);
        match spans.last_mut().filter(|span| !breaks && span.edition == edition) {
            Some(span) => span.columns += 1,
            None => spans.push(SpanView { columns: 1, edition, breaks: *breaks }),
        }
    }
    spans
}

fn tables(columns: &[Column<'_>], pieces: &[Pieces], figures: &Figures, footnotes: &mut Footnotes) -> Vec<TableView> {
    let editions = || columns.iter().rev().filter_map(Column::edition).map(AsRef::as_ref);
    let mut known: Vec<(&str, &str)> = Vec::new();
    for table in editions().flat_map(|edition| &edition.tables) {
        if known.iter().all(|(id, _)| *id != table.id) {
            known.push((&table.id, &table.caption));
        }
    }
    let mut tables = Vec::new();
    for (id, caption) in known {
        let mut views = |main: bool, zero: bool| figures.series(id, Which { main, zero }, pieces, footnotes);
        let (lines, zeros) = (views(true, false).unwrap_or_else(RowsView::none), views(true, true));
        let (details, detail_zeros) = (views(false, false), views(false, true));
        let (unit, caption) = (unit_of(id, editions()), caption.to_owned());
        tables.push(TableView { id: id.to_owned(), caption, unit, lines, zeros, details, detail_zeros });
    }
    tables
}
