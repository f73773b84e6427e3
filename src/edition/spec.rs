//! What an edition's data file may say.
//!
//! Takes the text of `data/<year>.yaml`, gives [`Spec`], exactly as written. Nothing is
//! worked out here: [`super::build`] turns it into the [`super::Edition`] the rooms read.
//! A key that is not listed here makes the file invalid, so a slip cannot pass unseen.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One statutory form as its data file states it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    /// Short stable name, e.g. `2021`; printed in JSON and CSV.
    pub(super) id: String,
    /// Chinese name, e.g. `2021年版`.
    pub(super) name: String,
    /// Title of the form.
    pub(super) title: String,
    /// Number of the notice that carries the form.
    pub(super) document: String,
    /// Who issued it.
    pub(super) issuer: String,
    /// Date of the notice, where known.
    #[serde(default)]
    pub(super) date: Option<String>,
    /// First report year.
    pub(super) first_year: u16,
    /// Last report year; absent while the form is in force.
    #[serde(default)]
    pub(super) last_year: Option<u16>,
    /// Title of a report, with `{机关}` and `{年度}`.
    pub(super) report_title: String,
    /// The regulation whose articles rows name.
    #[serde(default)]
    pub(super) regulation: String,
    pub(super) sections: Vec<SectionSpec>,
    pub(super) tables: Vec<TableSpec>,
    /// The figures people look for first.
    #[serde(default)]
    pub(super) highlights: Vec<HighlightSpec>,
    #[serde(default)]
    pub(super) rates: Vec<RateSpec>,
    /// Years from which figures mean something else, though the form is the same.
    #[serde(default)]
    pub(super) marks: Vec<MarkSpec>,
    #[serde(default)]
    pub(super) continues: Vec<ContinuesSpec>,
    /// What section one must speak of.
    #[serde(default)]
    pub(super) aspects: Vec<Aspect>,
    /// Cells that checks speak of by what they mean.
    #[serde(default)]
    pub(super) roles: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) stocks: Vec<StockSpec>,
    #[serde(default)]
    pub(super) limits: Vec<LimitSpec>,
}

/// A stock that last year's figures and this year's explain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StockSpec {
    pub(super) check: String,
    pub(super) stock: String,
    pub(super) last: Vec<String>,
    #[serde(default)]
    pub(super) plus: Vec<String>,
    #[serde(default)]
    pub(super) minus: Vec<String>,
}

/// A figure that can hardly be larger than another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitSpec {
    pub(super) check: String,
    pub(super) cells: Vec<String>,
    pub(super) most: Vec<String>,
}

/// A rate: a sum of cells over a sum of cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateSpec {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) part: Vec<String>,
    pub(super) whole: Vec<String>,
    pub(super) formula: String,
}

/// A change in what figures mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarkSpec {
    pub(super) year: u16,
    #[serde(default)]
    pub(super) alone: bool,
    pub(super) tables: Vec<String>,
    pub(super) note: String,
}

/// A figure people look for first: a cell or a sum of cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HighlightSpec {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) cells: Vec<String>,
}

/// One of the statutory sections.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionSpec {
    pub(super) id: String,
    /// As printed, numbering included.
    pub(super) title: String,
    /// Other wordings met in published reports, without numbering.
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

/// One statutory table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    pub(super) id: String,
    /// Key of the block in `data.yaml`.
    pub(super) key: String,
    /// English name of the block.
    pub(super) alias: String,
    /// Section under which the table stands.
    pub(super) section: String,
    pub(super) caption: String,
    pub(super) layout: Layout,
    /// Columns of the drawn grid, for `blocks` (the others follow from the trees).
    #[serde(default)]
    pub(super) grid: u16,
    /// What a row or column that was not written means.
    pub(super) omitted: Omitted,
    /// Code of the finding for a badly written value in this table.
    pub(super) value_check: String,
    /// Text of the corner cell (first column's heading).
    #[serde(default)]
    pub(super) stub: String,
    /// Heading over all value columns.
    #[serde(default)]
    pub(super) columns_title: Option<String>,
    /// Unit of every column that states none.
    #[serde(default)]
    pub(super) unit: Option<String>,
    pub(super) blocks: Vec<BlockSpec>,
    #[serde(default)]
    pub(super) relations: Vec<RelationSpec>,
    /// The row that takes over what another row left open last year.
    #[serde(default)]
    pub(super) carry: Option<CarrySpec>,
}

/// A row of this year that must repeat a row of last year's report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarrySpec {
    /// Code of the finding when it does not.
    pub(super) check: String,
    /// Row of last year's report.
    pub(super) from: String,
    /// Row of this year's report.
    pub(super) into: String,
}

/// How rows and columns are drawn.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Captioned lists below each other, each with its own column heads.
    Blocks,
    /// A tree of rows against a tree of columns.
    Matrix,
    /// One line of figures: the rows stand side by side as column groups.
    Across,
}

/// What leaving a row out means.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Omitted {
    /// It counts as 0 (the block as a whole was written on purpose).
    Zero,
    /// It is a missing figure, and a fault.
    Missing,
}

/// Rows and columns that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockSpec {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) caption: Option<String>,
    pub(super) columns: Vec<NodeSpec>,
    pub(super) rows: Vec<NodeSpec>,
}

/// A row or column: a leaf with figures, or a group of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeSpec {
    #[serde(default)]
    pub(super) id: String,
    /// Short Chinese key for `data.yaml`; the label where absent.
    #[serde(default)]
    pub(super) key: Option<String>,
    /// As printed on the form.
    pub(super) label: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    /// Whether the printed label may be used as a key.
    #[serde(default = "yes")]
    pub(super) label_is_key: bool,
    /// A group whose rows may be written directly in the block.
    #[serde(default)]
    pub(super) inline: bool,
    #[serde(default)]
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) unit: Option<String>,
    /// First report year in which the row can hold anything but 0.
    #[serde(default)]
    pub(super) since: Option<u16>,
    /// What the row counts, in our own words; never a quotation.
    #[serde(default)]
    pub(super) explain: Option<String>,
    /// The articles of [`Spec::regulation`] the row rests on, e.g. `第三十七条`.
    #[serde(default)]
    pub(super) article: Option<String>,
    /// Present when the figure is a sum and never typed.
    #[serde(default)]
    pub(super) sum: Option<SumSpec>,
    #[serde(default)]
    pub(super) rows: Vec<NodeSpec>,
    #[serde(default)]
    pub(super) columns: Vec<NodeSpec>,
}

fn yes() -> bool {
    true
}

/// What kind of number a column holds.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole number, not negative (件、项).
    #[default]
    Count,
    /// A signed whole number (本年增/减).
    Delta,
    /// An exact amount in 万元 that keeps its digits.
    Wan,
}

/// A derived row or column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SumSpec {
    /// Code of the finding when a restated figure differs.
    pub(super) check: String,
    /// Rows or groups that are added; for a column: all other leaf columns.
    #[serde(default)]
    pub(super) rows: Vec<String>,
}

/// An equation between rows that holds in every column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationSpec {
    pub(super) id: String,
    pub(super) check: String,
    pub(super) say: String,
    pub(super) left: Vec<String>,
    pub(super) right: Vec<String>,
}

/// A series that goes on from the form before under another label, or as a sum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContinuesSpec {
    pub(super) from: Vec<String>,
    pub(super) into: Vec<String>,
    pub(super) kind: Continuity,
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

/// How a series crosses a change of form.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Continuity {
    /// Same meaning: one series.
    Same,
    /// Renamed: joined, with a printed footnote.
    Renamed,
    /// Several cells of the new form add up to one of the old.
    Sum,
}

/// Something the first section must speak of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aspect {
    /// What it is called.
    pub name: String,
    /// One of these words speaks of it.
    pub any: Vec<String>,
}
