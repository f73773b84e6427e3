//! Figures lined up over the years, across the change of form.
//!
//! Takes forms, gives rows, and for a row and a report the place of that year: it holds a
//! figure or says why there is none. What continues from form to form is
//! the edition's data; nothing is joined here that the data does not join.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::content::Report;
use crate::edition::{Continues, Continuity, Edition, Kind, Layout};

/// What stands in a line for one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// A figure.
    Figure(Decimal),
    /// The report has the cell and gives no figure.
    Missing,
    /// The form of that year has no such cell.
    NotOnForm,
    /// There is no report for that year, or it is a text without tables: the head of its
    /// column says which.
    NoReport,
}

/// A figure that can be followed over the forms: where it stands on each.
#[derive(Clone, Debug)]
pub struct Row {
    /// Id of the cell in the newest form that has it.
    pub id: String,
    /// Table, e.g. `t3`.
    pub table: String,
    /// Labels from the outside in.
    pub labels: Vec<String>,
    /// 件, 项 or 万元.
    pub unit: String,
    /// What its numbers are.
    pub kind: Kind,
    /// A sum of the form.
    pub derived: bool,
    /// The total of a row whose other columns are not shown: the row's name says it all.
    pub row_total: bool,
    /// Shown unasked: every cell of the lists and of the cases; of the matrix, each
    /// row's total.
    pub main: bool,
    /// Printed with the line where forms differ.
    pub note: Option<String>,
    /// First report year of a form, and the cells of that form that are added up.
    pub cells: Vec<(u16, Vec<usize>)>,
}

/// Whether every figure of a line is 0: such a line may be folded away.
pub fn is_zero(points: &[Point]) -> bool {
    points.iter().all(|point| match point {
        Point::Figure(value) => value.is_zero(),
        Point::Missing => false,
        Point::NotOnForm | Point::NoReport => true,
    })
}

/// The forms of `reports`, newest first.
pub fn forms<'c>(reports: &[Option<&'c Report>]) -> Vec<&'c Arc<Edition>> {
    let mut forms: Vec<&Arc<Edition>> = reports.iter().flatten().filter_map(|report| report.edition.as_ref()).collect();
    forms.sort_by_key(|edition| std::cmp::Reverse(edition.first_year));
    forms.dedup_by_key(|edition| edition.first_year);
    forms
}

/// Lines up the cells of `editions`, which are given newest first. A series goes through the
/// forms between two of these as well, though nothing of those is shown.
pub fn rows(editions: &[&Arc<Edition>]) -> Vec<Row> {
    let all = with_those_between(editions);
    let shown = |form: &Edition| editions.iter().any(|shown| shown.first_year == form.first_year);
    let mut rows: Vec<Row> = Vec::new();
    // Cells that were followed, and on which cells of other forms.
    let mut followed: Vec<Vec<(u16, usize)>> = Vec::new();
    for (age, edition) in all.iter().enumerate() {
        let mut at = 0;
        let mut add = |chain: Chain<'_>, label: &str, note: Option<String>| {
            let Some(row) = chain.of(shown).row(label, note) else { return };
            if age > 0 {
                at = behind(&rows, &row);
            }
            rows.insert(at, row);
            at += 1;
        };
        for cell in 0..edition.cells.len() {
            for sum in sums_before(edition, cell) {
                let chain = Chain::sum(&all, age, &sum, &followed);
                followed.extend(chain.end());
                add(chain, &sum.label, sum.note.clone());
            }
            if followed.iter().flatten().any(|known| *known == (edition.first_year, cell)) {
                continue;
            }
            let (chain, note) = Chain::follow(&all[age..], cell);
            followed.push(chain.0.iter().map(|(edition, cells)| (edition.first_year, cells[0])).collect());
            add(chain, "", note);
        }
    }
    rows
}

/// Forms with those between them, newest first.
fn with_those_between<'e>(editions: &[&'e Arc<Edition>]) -> Vec<&'e Edition> {
    let oldest = editions.last().map_or(0, |oldest| oldest.first_year);
    let newest = editions.first().map(|newest| &***newest);
    std::iter::successors(newest, |form| form.before.as_deref()).take_while(|form| form.first_year >= oldest).collect()
}

/// Where a row belongs that ended with an older form: behind the last line of its block,
/// where a reader of that form looks for it.
fn behind(rows: &[Row], row: &Row) -> usize {
    let same_table = |other: &Row| other.table == row.table;
    let beside = rows.iter().rposition(|other| same_table(other) && other.labels.first() == row.labels.first());
    beside.or_else(|| rows.iter().rposition(same_table)).map_or(rows.len(), |last| last + 1)
}

/// What stands in `row` for a report; one without tables is a gap like one that is not
/// there.
pub fn point(row: &Row, report: Option<&Report>) -> Point {
    let Some((report, edition)) = report.and_then(|report| Some((report, report.edition.as_ref()?))) else {
        return Point::NoReport;
    };
    let Some((_, cells)) = row.cells.iter().find(|(first_year, _)| *first_year == edition.first_year) else {
        return Point::NotOnForm;
    };
    report.sum(cells).map_or(Point::Missing, Point::Figure)
}

/// A line that adds up cells of this form to continue one of the form before.
struct Sum {
    from: String,
    into: Vec<String>,
    label: String,
    note: Option<String>,
}

/// The sums whose first parts stand in the row that begins with `cell`: a whole row of sums
/// before the whole row, since among the cells of that row a sum would be read as one of
/// them.
fn sums_before(edition: &Edition, cell: usize) -> Vec<Sum> {
    let row = edition.row_of(cell).cells.clone();
    if row.start != cell {
        return Vec::new();
    }
    let sums = || edition.continues.iter().filter(|continues| continues.kind == Continuity::Sum);
    let sum = |cell: usize, continues: &Continues| {
        let column = edition.cells[cell].id.strip_prefix(continues.into.first()?.as_str())?;
        (column.is_empty() || column.starts_with('.')).then(|| Sum {
            from: format!("{}{column}", continues.from.first().map_or("", String::as_str)),
            into: continues.into.iter().map(|row| format!("{row}{column}")).collect(),
            label: continues.label.clone().unwrap_or_default(),
            note: continues.note.clone(),
        })
    };
    row.flat_map(|cell| sums().filter_map(move |continues| sum(cell, continues))).collect()
}

/// The cells that make up one series, form by form, newest first.
struct Chain<'e>(Vec<(&'e Edition, Vec<usize>)>);

impl<'e> Chain<'e> {
    /// Follows a cell of the first of `editions` back through the others.
    fn follow(editions: &[&'e Edition], cell: usize) -> (Chain<'e>, Option<String>) {
        let mut chain = vec![(editions[0], vec![cell])];
        let (mut now, mut note) = (cell, None);
        for pair in editions.windows(2) {
            let (newer, older) = (pair[0], pair[1]);
            let id = &newer.cells[now].id;
            let told = newer.continues.iter().filter(|continues| continues.kind != Continuity::Sum);
            let said = told.filter_map(|continues| Some((continues, continues.source(id)?))).next();
            let before = match said {
                Some((continues, from)) => {
                    note = note.or_else(|| continues.note.clone());
                    older.cell(&from)
                }
                None => older.cell(id).filter(|before| older.cells[*before].labels == newer.cells[now].labels),
            };
            let Some(before) = before else { break };
            chain.push((older, vec![before]));
            now = before;
        }
        (Chain(chain), note)
    }

    /// The sum by which the form at `age` continues one of the form before it, and its parts
    /// on newer forms, where all of them go on.
    fn sum(editions: &[&'e Edition], age: usize, sum: &Sum, followed: &[Vec<(u16, usize)>]) -> Chain<'e> {
        let form = editions[age];
        let parts: Vec<usize> = sum.into.iter().filter_map(|id| form.cell(id)).collect();
        let on = |newer: &Edition, part: usize| {
            let series = followed.iter().find(|series| series.contains(&(form.first_year, part)))?;
            series.iter().find(|(first_year, _)| *first_year == newer.first_year).map(|(_, cell)| *cell)
        };
        let newer = editions[..age].iter().filter_map(|newer| {
            let cells: Option<Vec<usize>> = parts.iter().map(|part| on(newer, *part)).collect();
            Some((*newer, cells?))
        });
        let mut chain: Vec<(&Edition, Vec<usize>)> = newer.collect();
        let older = editions.get(age + 1).and_then(|older| Some((*older, vec![older.cell(&sum.from)?])));
        chain.push((form, parts));
        chain.extend(older);
        Chain(chain)
    }

    /// The cell that a sum continues.
    fn end(&self) -> Option<Vec<(u16, usize)>> {
        let (form, cells) = self.0.last()?;
        if let [cell] = cells[..] { Some(vec![(form.first_year, cell)]) } else { None }
    }

    /// As much of it as stands on forms that are shown.
    fn of(mut self, shown: impl Fn(&Edition) -> bool) -> Chain<'e> {
        self.0.retain(|(form, _)| shown(form));
        self
    }

    /// The row, named as on the newest form of these; `label` names a sum.
    fn row(&self, label: &str, note: Option<String>) -> Option<Row> {
        let (edition, cells) = self.0.first()?;
        let cell = *cells.first()?;
        let spec = &edition.cells[cell];
        let mut labels = spec.labels.clone();
        let mut id = &spec.id;
        if cells.len() > 1 {
            // The sum stands in place of its parts' row and group.
            let row = edition.row_of(cell);
            let at = labels.iter().position(|part| *part == row.names.label).unwrap_or(0);
            labels[at] = label.to_owned();
            if at > 0 && row.above.last() == Some(&labels[at - 1]) {
                labels.remove(at - 1);
            }
            if let Some((older, [cell])) = self.0.last().map(|(older, cells)| (older, &cells[..])) {
                id = &older.cells[*cell].id;
            }
        }
        let matrix = edition.table_of(cell).layout == Layout::Matrix;
        let across = matrix && edition.column_of(cell).derived;
        Some(Row {
            id: id.clone(),
            table: edition.table_of(cell).id.clone(),
            labels,
            unit: spec.unit.clone(),
            kind: spec.kind,
            derived: spec.derived,
            row_total: across,
            main: !matrix || across,
            // A note on how forms continue each other says nothing where there is one.
            note: note.filter(|_| self.0.len() > 1),
            cells: self.0.iter().map(|(edition, cells)| (edition.first_year, cells.clone())).collect(),
        })
    }
}
