//! The page of one office: its years side by side.

use serde::Serialize;

use crate::content::Report;
use crate::content::report::print;
use crate::edition::Layout;
use crate::render::Html;
use crate::site::series::{self, Line, Point};
use crate::site::{OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::{EditionView, Page, Shop};

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
    /// Names used before.
    former_names: Vec<FormerNameView>,
    /// The years, oldest first.
    years: Vec<YearView>,
    /// Years under one form, for the band of heads over them.
    spans: Vec<SpanView>,
    /// Whether two forms meet, so that the break is drawn and explained.
    broken: bool,
    /// The figures, table by table.
    tables: Vec<TableView>,
    /// Printed below the tables.
    footnotes: Vec<Footnote>,
}

#[derive(Serialize)]
struct FormerNameView {
    name: String,
    last_year: u16,
}

/// One year's column.
#[derive(Serialize)]
struct YearView {
    year: u16,
    /// The report, where there is one.
    href: Option<Html>,
    /// `tables`, `document` or `none`.
    state: &'static str,
    published: Option<String>,
    corrected: bool,
    draft: bool,
    /// The first year of another form than the year before.
    breaks: bool,
}

/// Neighbouring years under one form.
#[derive(Serialize)]
struct SpanView {
    /// Number of years.
    years: usize,
    edition: Option<EditionView>,
    breaks: bool,
}

/// The lines of one statutory table.
#[derive(Serialize)]
struct TableView {
    id: String,
    caption: String,
    lines: Vec<LineView>,
}

/// One figure over the years.
#[derive(Serialize)]
struct LineView {
    /// Words before the figures: the row, and the column where the row has several.
    label: String,
    /// Labels above, joined.
    above: String,
    unit: String,
    derived: bool,
    footnote: Option<usize>,
    points: Vec<PointView>,
}

/// One figure, or why there is none.
#[derive(Serialize)]
struct PointView {
    /// As printed; empty for a gap.
    text: String,
    /// `figure`, `missing`, `not_on_form` or `no_report`.
    state: &'static str,
    /// The cell on the report's page.
    href: Option<Html>,
    breaks: bool,
}

/// A note on the comparability of a line.
#[derive(Serialize)]
struct Footnote {
    number: usize,
    text: String,
}

pub(super) fn pages<'s>(site: &'s Site<'s>) -> Vec<Page<'s>> {
    site.offices
        .iter()
        .map(|office| {
            let make =
                move |shop: &Shop<'s>| Ok(shop.theme.render("office.html", &view(shop, site, office))?.into_bytes());
            Page { route: route::office(&office.office.id), make: Box::new(make) }
        })
        .collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, office: &OfficeYears<'_>) -> OfficeView {
    let at = route::office(&office.office.id);
    let name = &office.office.name;
    let years = office.span();
    let find = |id: &str| site.offices.iter().find(|other| &*other.office.id == id);
    let link = |id: &str| find(id).map(|other| Link::to(&other.office.name, &at, &route::office(&other.office.id)));
    let former =
        |former: &crate::content::FormerName| FormerNameView { name: former.name.clone(), last_year: former.last_year };
    let views = year_views(&at, office, &years);
    let breaks: Vec<bool> = views.iter().map(|year| year.breaks).collect();
    let lines = series::lines(
        &years,
        |year| office.reports.get(&year).copied(),
        |edition, cell| {
            // Every cell of the lists and of the cases; of the matrix, each row's total.
            edition.table_of(cell).layout != Layout::Matrix || edition.column_of(cell).derived
        },
    );
    let mut footnotes = Vec::new();
    let tables = tables(&at, office, &years, &breaks, &lines, &mut footnotes);
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
        parent: office.office.parent.as_deref().and_then(link),
        predecessors: office.office.predecessors.iter().filter_map(|id| link(id)).collect(),
        former_names: office.office.former_names.iter().map(former).collect(),
        spans: spans(office, &years, &breaks),
        broken: breaks.contains(&true),
        years: views,
        tables,
        footnotes,
    }
}

fn year_views(at: &str, office: &OfficeYears<'_>, years: &[u16]) -> Vec<YearView> {
    let mut last_form: Option<&str> = None;
    let view = |year: &u16| {
        let report = office.reports.get(year).copied();
        let form = report.and_then(|report| report.edition.as_ref()).map(|edition| edition.id.as_str());
        let breaks = matches!((last_form, form), (Some(last), Some(now)) if last != now);
        last_form = form.or(last_form);
        YearView {
            year: *year,
            href: report.map(|_| Html::ready(route::link(at, &route::report(&office.office.id, *year)))),
            state: match report {
                Some(report) if report.edition.is_some() => "tables",
                Some(_) => "document",
                None => "none",
            },
            published: report.and_then(|report| report.published).map(|published| published.text()),
            corrected: report.is_some_and(|report| !report.corrections.is_empty()),
            draft: report.is_some_and(|report| report.draft),
            breaks,
        }
    };
    years.iter().map(view).collect()
}

/// Bands of neighbouring years under one form; a gap belongs to the form before it.
fn spans(office: &OfficeYears<'_>, years: &[u16], breaks: &[bool]) -> Vec<SpanView> {
    let mut spans: Vec<SpanView> = Vec::new();
    for (year, breaks) in years.iter().zip(breaks) {
        let edition = office.reports.get(year).and_then(|report| report.edition.as_ref()).map(EditionView::new);
        match spans.last_mut() {
            Some(span) if !breaks && (edition.is_none() || span.edition.is_none() || span.edition == edition) => {
                span.years += 1;
                span.edition = span.edition.take().or(edition);
            }
            _ => spans.push(SpanView { years: 1, edition, breaks: *breaks }),
        }
    }
    spans
}

fn tables(
    at: &str,
    office: &OfficeYears<'_>,
    years: &[u16],
    breaks: &[bool],
    lines: &[Line],
    footnotes: &mut Vec<Footnote>,
) -> Vec<TableView> {
    let mut tables: Vec<TableView> = Vec::new();
    let caption = |id: &str| {
        let editions = office.reports.values().filter_map(|report| report.edition.as_ref());
        editions
            .flat_map(|edition| &edition.tables)
            .find(|table| table.id == id)
            .map_or(String::new(), |table| table.caption.clone())
    };
    for line in lines {
        if tables.last().is_none_or(|table| table.id != line.table) {
            tables.push(TableView { id: line.table.clone(), caption: caption(&line.table), lines: Vec::new() });
        }
        let footnote = line.note.as_ref().map(|note| match footnotes.iter().find(|known| known.text == *note) {
            Some(known) => known.number,
            None => {
                footnotes.push(Footnote { number: footnotes.len() + 1, text: note.clone() });
                footnotes.len()
            }
        });
        let points = line.points.iter().zip(years).zip(breaks);
        let points = points
            .map(|((point, year), breaks)| point_view(at, line, *point, office.reports.get(year).copied(), *breaks))
            .collect();
        let (label, above) = labels(line);
        let view = LineView { label, above, unit: line.unit.clone(), derived: line.derived, footnote, points };
        if let Some(table) = tables.last_mut() {
            table.lines.push(view);
        }
    }
    tables
}

/// The words of a line: its last two labels, and what stands above them. A row's total
/// goes by the row's name alone.
fn labels(line: &Line) -> (String, String) {
    let mut labels: Vec<&str> = line.labels.iter().map(String::as_str).collect();
    let last = labels.pop().unwrap_or_default();
    if line.row_total {
        let row = labels.pop().unwrap_or(last);
        return (row.to_owned(), labels.join(" / "));
    }
    let row = labels.pop().unwrap_or_default();
    (if row.is_empty() { last.to_owned() } else { format!("{row}：{last}") }, labels.join(" / "))
}

fn point_view(at: &str, line: &Line, point: Point, report: Option<&Report>, breaks: bool) -> PointView {
    let (text, state) = match point {
        Point::Figure(value) => (print(value, line.kind), "figure"),
        Point::Missing => ("未填".to_owned(), "missing"),
        Point::NotOnForm => ("—".to_owned(), "not_on_form"),
        Point::NoReport => (String::new(), "no_report"),
    };
    let cell = report.and_then(|report| Some((report, report.edition.as_ref()?.cell(&line.id)?)));
    let href = cell.filter(|_| state == "figure").and_then(|(report, cell)| {
        let html_id = &report.edition.as_ref()?.cells[cell].html_id;
        Some(Html::ready(format!("{}#{html_id}", route::link(at, &route::report(&report.key.office, report.key.year)))))
    });
    PointView { text, state, href, breaks }
}
