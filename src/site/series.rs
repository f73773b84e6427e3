//! Figures lined up over the years, across the change of form.
//!
//! Takes forms, gives rows, and for a row and a report the place of that year: it holds a
//! figure or says why there is none. What continues from form to form is
//! the edition's data; nothing is joined here that the data does not join.

use std::collections::BTreeSet;
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

/// Lines up the cells of `editions`, which are given newest first.
pub fn rows(editions: &[&Arc<Edition>]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut taken: BTreeSet<(u16, usize)> = BTreeSet::new();
    for (age, edition) in editions.iter().enumerate() {
        let mut at = 0;
        for cell in 0..edition.cells.len() {
            // A row that ended with an older form goes behind the last line of its block,
            // where a reader of that form looks for it.
            let behind = |rows: &[Row]| {
                let (table, first) = (&edition.table_of(cell).id, edition.cells[cell].labels.first());
                let beside = rows.iter().rposition(|row| row.table == *table && row.labels.first() == first);
                let below = || rows.iter().rposition(|row| row.table == *table);
                beside.or_else(below).map_or(rows.len(), |last| last + 1)
            };
            for (cell, sum) in sums_before(edition, cell) {
                let chain = Chain::sum(&editions[age..], &sum);
                if age > 0 {
                    at = behind(&rows);
                }
                taken.extend(
                    chain
                        .0
                        .iter()
                        .skip(1)
                        .filter(|(_, cells)| cells.len() == 1)
                        .map(|(edition, cells)| (edition.first_year, cells[0])),
                );
                rows.insert(at, chain.row(edition, cell, &sum.label, sum.note.clone()));
                at += 1;
            }
            if taken.contains(&(edition.first_year, cell)) {
                continue;
            }
            let (chain, note) = Chain::follow(&editions[age..], cell);
            taken.extend(chain.0.iter().map(|(edition, cells)| (edition.first_year, cells[0])));
            if age > 0 {
                at = behind(&rows);
            }
            rows.insert(at, chain.row(edition, cell, "", note));
            at += 1;
        }
    }
    rows
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

/// The sums whose first parts stand in the row that begins with `cell`, each with its first
/// part: a whole row of sums before the whole row, since among the cells of that row a sum
/// would be read as one of them.
fn sums_before(edition: &Edition, cell: usize) -> Vec<(usize, Sum)> {
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
    row.flat_map(|cell| sums().filter_map(move |continues| Some((cell, sum(cell, continues)?)))).collect()
}

/// The cells that make up one series, form by form, newest first.
struct Chain<'e>(Vec<(&'e Edition, Vec<usize>)>);

impl<'e> Chain<'e> {
    /// Follows a cell back through the forms.
    fn follow(editions: &[&'e Arc<Edition>], cell: usize) -> (Chain<'e>, Option<String>) {
        let mut chain = vec![(&**editions[0], vec![cell])];
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

    fn sum(editions: &[&'e Arc<Edition>], sum: &Sum) -> Chain<'e> {
        let parts = sum.into.iter().filter_map(|id| editions[0].cell(id)).collect();
        let mut chain = vec![(&**editions[0], parts)];
        if let Some(older) = editions.get(1)
            && let Some(cell) = older.cell(&sum.from)
        {
            chain.push((older, vec![cell]));
        }
        Chain(chain)
    }

    fn row(&self, edition: &Edition, cell: usize, label: &str, note: Option<String>) -> Row {
        let spec = &edition.cells[cell];
        let mut labels = spec.labels.clone();
        let mut id = spec.id.clone();
        if !label.is_empty() {
            // The sum stands in place of its parts' row and group.
            let row = edition.row_of(cell);
            let at = labels.iter().position(|part| *part == row.names.label).unwrap_or(0);
            labels[at] = label.to_owned();
            if at > 0 && row.above.last() == Some(&labels[at - 1]) {
                labels.remove(at - 1);
            }
            if let Some((older, cells)) = self.0.get(1) {
                id.clone_from(&older.cells[cells[0]].id);
            }
        }
        let matrix = edition.table_of(cell).layout == Layout::Matrix;
        let across = matrix && edition.column_of(cell).derived;
        Row {
            id,
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
        }
    }
}
