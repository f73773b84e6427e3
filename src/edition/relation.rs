//! What holds between the figures of a form, of one year or of two: sums, equations, rates,
//! series. Cells are numbers in [`Edition::cells`](super::Edition::cells).

use super::spec::{Continuity, Kind};

/// A cell that is the sum of others.
#[derive(Debug)]
pub struct Derived {
    /// The cell.
    pub cell: usize,
    /// What is added up.
    pub terms: Vec<usize>,
    /// Code of the finding when a restated figure differs.
    pub check: String,
}

/// An equation that must hold between cells of one column.
#[derive(Debug)]
pub struct Relation {
    /// Its name in the data file, e.g. `balance`.
    pub id: String,
    /// Code of the finding when it fails.
    pub check: String,
    /// The rule in words.
    pub say: String,
    /// Cells added on the left.
    pub left: Vec<usize>,
    /// Cells added on the right.
    pub right: Vec<usize>,
}

/// A figure that last year's figures and this year's explain:
/// `stock = last (of last year) + plus - minus`.
#[derive(Debug)]
pub struct Stock {
    /// Code of the finding when it does not.
    pub check: String,
    /// The figure.
    pub stock: usize,
    /// Cells of last year's report.
    pub last: Vec<usize>,
    /// Cells added.
    pub plus: Vec<usize>,
    /// Cells taken away.
    pub minus: Vec<usize>,
}

/// A figure that can hardly be larger than another of the same report.
#[derive(Debug)]
pub struct Limit {
    /// Code of the finding when it is.
    pub check: String,
    /// Cells added up.
    pub cells: Vec<usize>,
    /// Cells whose sum is the most they can be.
    pub most: Vec<usize>,
}

/// A change in what figures mean, from a year on.
#[derive(Clone, Debug)]
pub struct Mark {
    /// First year of the new meaning.
    pub year: u16,
    /// Whether it is the only one: the year itself is unlike those on either side.
    pub alone: bool,
    /// The tables concerned, by id.
    pub tables: Vec<String>,
    /// What changed, printed on the time axis and below the tables.
    pub note: String,
}

impl Mark {
    /// Whether figures of `earlier` and of `later` mean different things by it.
    pub fn parts(&self, earlier: u16, later: u16) -> bool {
        (earlier < self.year && self.year <= later) || (self.alone && self.year == earlier && earlier < later)
    }
}

/// A rate: the sum of some cells over the sum of others.
#[derive(Debug)]
pub struct Rate {
    /// The same in every edition that has it.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Numerator.
    pub part: Vec<usize>,
    /// Denominator.
    pub whole: Vec<usize>,
    /// The formula in words.
    pub formula: String,
}

/// A figure people look for first.
#[derive(Debug)]
pub struct Highlight {
    /// The same in every edition that has it.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The cells that are added up, all of one kind and unit.
    pub cells: Vec<usize>,
    /// What its number is.
    pub kind: Kind,
    /// 件, 项 or 万元.
    pub unit: String,
}

/// A series that goes on from the form before.
#[derive(Debug)]
pub struct Continues {
    /// Ids of rows or cells of the form before.
    pub from: Vec<String>,
    /// Ids of rows or cells of this form.
    pub into: Vec<String>,
    /// How.
    pub kind: Continuity,
    /// Label of the joined series where neither form's own serves.
    pub label: Option<String>,
    /// The footnote printed with it.
    pub note: Option<String>,
}

impl Continues {
    /// The cell of the form before that the cell called `id` goes on from; a row that is
    /// named stands for all its cells.
    pub fn source(&self, id: &str) -> Option<String> {
        self.into.iter().zip(&self.from).find_map(|(into, from)| {
            let column = id.strip_prefix(into.as_str())?;
            (column.is_empty() || column.starts_with('.')).then(|| format!("{from}{column}"))
        })
    }
}
