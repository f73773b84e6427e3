//! The few figures people look for first, over the years: with their changes, their
//! rates and a chart each.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::content::Report;
use crate::content::report::print;
use crate::edition::{Edition, Highlight, Kind};
use crate::render::Html;
use crate::site::change::{Change, FLOOR, Share};
use crate::site::{Column, OfficeYears, Site};

use super::chart::{self, Bar};
use super::lines::UNSAID;

/// The figures and their charts.
#[derive(Serialize)]
pub(super) struct HeadlineView {
    rows: Vec<RowView>,
    charts: Vec<ChartView>,
    /// Below this base no percentage is printed.
    floor: i64,
}

#[derive(Serialize)]
struct ChartView {
    title: String,
    svg: Html,
}

#[derive(Serialize)]
struct RowView {
    label: String,
    /// How a rate is worked out.
    formula: Option<String>,
    points: Vec<PointView>,
}

#[derive(Serialize)]
struct PointView {
    /// As printed; empty for a gap. A rate may be broken before its fraction.
    text: Html,
    /// `figure`, `missing`, `not_on_form` or `no_report`, which a report without tables is
    /// as well: the head of its column says so.
    state: &'static str,
    /// `比 2021 年 +4（+5.7%）`
    change: Option<String>,
    breaks: bool,
}

/// A highlight or rate of one column.
enum Value {
    Figure(Decimal, Kind),
    Rate(Share),
    Missing,
    /// The report is on a form without it.
    NotOnForm,
    /// A report without tables.
    Document,
    NoReport,
}

/// What all rows stand over.
struct Line<'l, 'c> {
    columns: &'l [Column<'c>],
    /// The column each is held against.
    earlier: Vec<Option<usize>>,
    breaks: &'l [bool],
}

/// The headline of an office's columns.
pub(super) fn view<'c>(
    site: &Site<'c>,
    office: &OfficeYears<'c>,
    columns: &[Column<'c>],
    breaks: &[bool],
) -> HeadlineView {
    let editions: Vec<&Edition> = columns.iter().filter_map(|column| column.report?.edition.as_deref()).collect();
    let Some(newest) = editions.last() else {
        return HeadlineView { rows: Vec::new(), charts: Vec::new(), floor: FLOOR };
    };
    let earlier = (0..columns.len()).map(|number| earlier(site, columns, number)).collect();
    let line = Line { columns, earlier, breaks };
    let turns = site.turns(office);
    let (mut rows, mut charts) = (Vec::new(), Vec::new());
    for highlight in &newest.highlights {
        let values = values(columns, |report, edition| {
            let same = edition.highlights.iter().find(|other| other.id == highlight.id)?;
            Some(report.sum(&same.cells).map_or(Value::Missing, |sum| Value::Figure(sum, same.kind)))
        });
        let table = highlight.cells.first().map(|cell| newest.table_of(*cell).id.as_str()).unwrap_or_default();
        let marked = |year: u16| {
            let mut marks = editions.iter().flat_map(|edition| &edition.marks);
            marks.any(|mark| mark.year == year && mark.tables.iter().any(|known| known == table))
                || turns.iter().any(|(turn, _)| *turn == year)
        };
        charts.push(chart(highlight, columns, breaks, &values, &marked));
        rows.push(row(&name(highlight), None, &line, &values));
    }
    for rate in &newest.rates {
        let values = values(columns, |report, edition| {
            let same = edition.rates.iter().find(|other| other.id == rate.id)?;
            let share = report.sum(&same.part).zip(report.sum(&same.whole));
            Some(share.map_or(Value::Missing, |(part, whole)| Value::Rate(Share { part, whole })))
        });
        rows.push(row(&rate.label, Some(&rate.formula), &line, &values));
    }
    HeadlineView { rows, charts, floor: FLOOR }
}

fn values(columns: &[Column<'_>], value: impl Fn(&Report, &Edition) -> Option<Value>) -> Vec<Value> {
    let of = |column: &Column<'_>| match column.report.map(|report| (report, report.edition.as_deref())) {
        Some((report, Some(edition))) => value(report, edition).unwrap_or(Value::NotOnForm),
        Some((_, None)) => Value::Document,
        None => Value::NoReport,
    };
    columns.iter().map(of).collect()
}

/// What changed from one report to the next, a sentence for each figure both have; by
/// fixed rules, without judgement.
pub(super) fn sentences(before: &Column<'_>, now: &Column<'_>) -> Vec<String> {
    let (Some(then), Some(this)) = (before.report, now.report) else { return Vec::new() };
    let (Some(old), Some(new)) = (&then.edition, &this.edition) else { return Vec::new() };
    let (earlier, later) = (before.year, now.year);
    let mut sentences = Vec::new();
    for highlight in &new.highlights {
        let same = old.highlights.iter().find(|other| other.id == highlight.id);
        let figures = same.and_then(|same| Some((then.sum(&same.cells)?, this.sum(&highlight.cells)?)));
        let Some((was, is)) = figures else { continue };
        let Some(change) = Change::between(was, is) else { continue };
        let Highlight { label, unit, kind, .. } = highlight;
        let (is, was) = (print(is, *kind), print(was, *kind));
        sentences.push(match change.difference.is_zero() {
            true => format!("{label} {is} {unit}，与 {earlier} 年相同。"),
            false => {
                let direction = if change.difference.is_sign_positive() { "增加" } else { "减少" };
                let by = print(change.difference.abs(), *kind);
                let percent = change.say_percent().map(|percent| format!("（{percent}）")).unwrap_or_default();
                format!("{label} {is} {unit}，比 {earlier} 年的 {was} {unit}{direction} {by} {unit}{percent}。")
            }
        });
    }
    for rate in &new.rates {
        let same = old.rates.iter().find(|other| other.id == rate.id);
        let share = |report: &Report, rate: &crate::edition::Rate| {
            Some(Share { part: report.sum(&rate.part)?, whole: report.sum(&rate.whole)? })
        };
        let shares = same.and_then(|same| Some((share(then, same)?, share(this, rate)?)));
        let Some((was, is)) = shares else { continue };
        let points = is.points_since(&was).map(|points| format!("，变化 {points}")).unwrap_or_default();
        sentences.push(format!("{}：{later} 年 {}，{earlier} 年 {}{points}。", rate.label, is.say(), was.say()));
    }
    sentences
}

/// What a figure is called where its unit is not said otherwise.
pub(super) fn name(highlight: &Highlight) -> String {
    let Highlight { label, unit, .. } = highlight;
    if unit == UNSAID { label.clone() } else { format!("{label}（{unit}）") }
}

fn row(label: &str, formula: Option<&str>, line: &Line<'_, '_>, values: &[Value]) -> RowView {
    let point = |number: usize| {
        let (text, state) = match &values[number] {
            Value::Figure(value, kind) => (print(*value, *kind), "figure"),
            Value::Rate(share) => (breakable(&share.say()), "figure"),
            Value::Missing => ("未填".to_owned(), "missing"),
            Value::NotOnForm => ("—".to_owned(), "not_on_form"),
            Value::Document | Value::NoReport => (String::new(), "no_report"),
        };
        let change = line.earlier[number].and_then(|before| {
            let said = change(&values[before], &values[number])?;
            Some(format!("比 {} 年 {said}", line.columns[before].year))
        });
        PointView { text: Html::ready(text), state, change, breaks: line.breaks[number] }
    };
    let points = (0..values.len()).map(point).collect();
    RowView { label: label.to_owned(), formula: formula.map(str::to_owned), points }
}

/// A rate as HTML. Between “%” and a bracket there is no place to break a line, nor behind
/// “/”: on paper a number would be torn instead. The fraction goes to the next line whole;
/// only one that is longer than a line is broken at its bar.
fn breakable(rate: &str) -> String {
    match rate.split_once('（') {
        Some((percent, fraction)) => {
            format!("{percent}<wbr><span>（{}</span>", fraction.replacen('/', "/<wbr>", 1))
        }
        None => rate.to_owned(),
    }
}

/// The column of the year before that a column can be held against: never across a gap.
fn earlier<'c>(site: &Site<'c>, columns: &[Column<'c>], number: usize) -> Option<usize> {
    let before = number.checked_sub(1)?;
    let (now, then) = (&columns[number], &columns[before]);
    let next_year = u32::from(then.year) + 1 == u32::from(now.year);
    // Where several offices were merged, the year before is several columns: a change
    // against one of them would compare different things.
    let alone = columns.iter().filter(|column| column.year == then.year).count() == 1;
    (next_year && alone && site.goes_on(then, now)).then_some(before)
}

/// The change from one value to the next.
fn change(then: &Value, now: &Value) -> Option<String> {
    match (then, now) {
        (Value::Figure(then, _), Value::Figure(now, _)) => Some(Change::between(*then, *now)?.say()),
        (Value::Rate(then), Value::Rate(now)) => now.points_since(then),
        _ => None,
    }
}

fn chart(
    Highlight { id, label, unit, .. }: &Highlight,
    columns: &[Column<'_>],
    breaks: &[bool],
    values: &[Value],
    marked: &dyn Fn(u16) -> bool,
) -> ChartView {
    let bars: Vec<Bar> = columns
        .iter()
        .zip(breaks)
        .zip(values)
        .map(|((column, breaks), value)| Bar {
            // ※ leads to the remarks below: from that year the figure means something else.
            label: format!("{}{}", column.year, if marked(column.year) { "※" } else { "" }),
            of: (!column.own).then(|| column.office.short.clone()),
            figure: match value {
                Value::Figure(value, kind) => Some((print(*value, *kind), *value)),
                _ => None,
            },
            gap: match value {
                Value::Missing => "未填",
                Value::NotOnForm => "无此项",
                Value::Document => "文本",
                _ => "无报告",
            },
            breaks: *breaks,
        })
        .collect();
    let title = format!("{label}（{unit}）");
    let mut others: Vec<&str> = bars.iter().filter_map(|bar| bar.of.as_deref()).collect();
    others.sort_unstable();
    others.dedup();
    let whole = match others.is_empty() {
        true => title.clone(),
        false => format!("{title}，含并入的{}", others.join("、")),
    };
    let svg = Html::ready(chart::bars(&format!("chart-{id}"), &whole, &format!(" {unit}"), &bars));
    ChartView { title, svg }
}
