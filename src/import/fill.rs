//! Runs of figures to the cells of one table.
//!
//! Each cell ends as read, as deduced (digits run together that the sums of the form
//! leave one way to cut), or as unread with its reason and its place. Nothing is taken
//! for 0 because it is not there.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::edition::{Edition, Layout, Row, Table};

use super::account::cut_short;
use super::align;
use super::document::{At, Kind, Line};
use super::figure::{self, Said};
use super::form::{self, Vocabulary};
use super::order::{self, Kept, Order};
use super::real;
use super::run::{
    Rows, headed, is_torn, totals, trimmed, under_heads, under_own_heads, usual_columns, without_padding, written,
};
use super::several::{self, Part};
use super::solve::{Open, Sum};
use super::take::{Taken, take};
use super::tokens::{self, Fragment, Stretch};
use super::unit::{self, Unit};

/// Most runs of figures one table is looked for in; a report has some hundred.
pub(super) const RUNS: usize = 4000;

/// Why figures are not given to columns.
const OTHERWISE: &str = "原表各列的次序与版式不同，请对照原件填写";

/// Why a row has no figures: nowhere is its name.
const NOWHERE: &str = "原文中没有找到这一行";
/// Why a table has none: it is not there.
pub(super) const NO_TABLE: &str = "原文中没有找到这张表";
/// Why a table has none: its names stand apart from its figures.
const APART: &str = "行名和数没有排在一起，像是从 PDF 取文字时丢了版面：请用 pdftotext -layout 重新取出，\
    或用 Word 打开 PDF 另存为 .docx，再导入";

/// How a cell came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A number that stands in the source; the remark says what was changed.
    Read(Decimal, Option<String>),
    /// A number the sums of the form leave no choice about, and how it was found.
    Deduced(Decimal, String),
    /// No number: why, and where in the source.
    Unread(String),
}

impl Outcome {
    /// The number, read or deduced.
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Outcome::Read(value, _) | Outcome::Deduced(value, _) => Some(*value),
            Outcome::Unread(_) => None,
        }
    }
}

/// What one table gave.
#[derive(Debug)]
pub(crate) struct Filled {
    /// Rows (or, for figures of several rows in one run, several rows) left to the sums.
    pub(crate) open: Vec<Waiting>,
    /// Where the table stands in the document; several where nobody knows which it is.
    pub(crate) extents: Vec<(At, At)>,
    /// What stood in the table and found no place, in Chinese.
    pub(crate) remarks: Vec<String>,
}

/// Cells whose figures run together.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// The cells and the ways to read them.
    pub(crate) open: Open,
    /// As written.
    pub(crate) written: String,
    /// Where.
    pub(crate) place: String,
}

/// One table being filled.
pub(crate) struct Filling<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) table: &'a Table,
    pub(crate) lines: &'a [Line],
    pub(crate) sums: &'a [Sum],
    pub(crate) outcomes: &'a mut [Outcome],
    open: Vec<Waiting>,
    remarks: Vec<String>,
}

impl<'a> Filling<'a> {
    pub(crate) fn new(
        edition: &'a Edition,
        table: &'a Table,
        lines: &'a [Line],
        sums: &'a [Sum],
        outcomes: &'a mut [Outcome],
    ) -> Filling<'a> {
        Filling { edition, table, lines, sums, outcomes, open: Vec::new(), remarks: Vec::new() }
    }

    /// Reads the table of `year` from the lines in `range`.
    pub(crate) fn fill(mut self, range: Range<usize>, year: u16) -> Filled {
        let words = Vocabulary::new(self.table);
        let parts = several::parts(self.lines, range.clone(), self.table, &words);
        // A second report in the same file has all the sections again.
        let anywhere = several::parts(self.lines, 0..self.lines.len(), self.table, &words);
        if anywhere.len() > parts.len() {
            return self.neither(&anywhere, &words, year);
        }
        let range = match (parts.len(), several::of_year(&parts, year)) {
            (0, _) => range,
            (_, Some(part)) => {
                let places = several::places(&parts, self.lines);
                let (caption, count) = (&self.table.caption, parts.len());
                self.remarks
                    .push(format!("“{caption}”有 {count} 张表（{places}），读的是 {year} 年度的一张，其余没有收入"));
                part.lines.clone()
            }
            (_, None) => return self.neither(&parts, &words, year),
        };
        let range = real::start(self.lines, range.clone(), self.table, &words)..range.end;
        let begin = words.begin(self.lines, range.clone());
        let (line, byte) = begin.unwrap_or((range.start, 0));
        let mut stretches = tokens::stretches(self.lines, line..range.end, byte);
        stretches.truncate(RUNS);
        let used = match self.table.layout {
            Layout::Across => self.across(&without_padding(&stretches), &words),
            Layout::Blocks | Layout::Matrix => self.down(&stretches, &words),
        };
        let Some(last) = used.iter().max() else {
            self.is_not_there();
            return Filled { open: self.open, extents: Vec::new(), remarks: Vec::new() };
        };
        let first = used.iter().min().and_then(|first| stretches[*first].words.first().map(|word| word.at));
        let end = stretches[*last].values.last().map_or((line, byte), |value| value.end);
        let mut extents: Vec<(At, At)> = parts.iter().map(|part| part.extent(self.lines, &words)).collect();
        if extents.is_empty() {
            extents.push((begin.or(first).unwrap_or((line, byte)), end));
        }
        let mut remarks = std::mem::take(&mut self.remarks);
        remarks.extend(self.leftovers(&stretches[..=*last], &used, &words));
        Filled { open: self.open, extents, remarks }
    }

    /// A table of which nothing stands in the source is missing as a whole.
    fn is_not_there(&mut self) {
        let nowhere = |why: &str| why == NOWHERE || why == NO_TABLE;
        let is_nowhere = |outcome: &Outcome| matches!(outcome, Outcome::Unread(why) if nowhere(why));
        if self.outcomes[self.table.cells.clone()].iter().all(is_nowhere) {
            self.unread(&self.table.cells, NO_TABLE);
        }
    }

    /// Several tables, and nobody knows which is the one of `year`.
    fn neither(mut self, parts: &[Part], words: &Vocabulary, year: u16) -> Filled {
        let places = several::places(parts, self.lines);
        let count = parts.len();
        let why = format!(
            "原件有 {count} 张这样的表（{places}），看不出哪一张是 {year} 年度的：请只留这一年的报告另存一份再导入，或对照原件填写"
        );
        self.unread(&self.table.cells, &why);
        Filled {
            open: self.open,
            extents: parts.iter().map(|part| part.extent(self.lines, words)).collect(),
            remarks: self.remarks,
        }
    }

    /// A table whose rows carry their labels.
    fn down(&mut self, stretches: &[Stretch], words: &Vocabulary) -> Vec<usize> {
        let table = self.table;
        let wordings: Vec<Vec<String>> = table.rows.iter().map(form::row_wordings).collect();
        let mut given = align::align(&wordings, stretches, words);
        for (row, run) in align::nearly(&wordings, stretches, &given) {
            given[row] = Some(run);
            let written = stretches[run].words.last().map_or("", |word| word.plain.as_str());
            let place = &self.lines[stretches[run].line()].place;
            self.remarks.push(format!("{place}：行名“{written}”作为“{}”", table.rows[row].names.label));
        }
        let text: String =
            stretches.iter().flat_map(|stretch| &stretch.words).map(|word| word.plain.as_str()).collect();
        let columns = usual_columns(table, &given, stretches);
        let otherwise = order::otherwise(table, &given, stretches, words);
        let owned: Vec<Option<Stretch>> = (table.rows.iter().zip(&given))
            .map(|(row, run)| run.map(|run| self.own(&stretches[run], row.cells.len(), words)))
            .collect();
        for (row, stretch) in table.rows.iter().zip(&owned) {
            let (block, count) = (&table.blocks[row.block], row.cells.len());
            let Some(stretch) = stretch else {
                let why = self.without_figures(row, stretches).unwrap_or_else(|| NOWHERE.to_owned());
                self.unread(&row.cells, &why);
                continue;
            };
            if otherwise[row.block] || !form::heads_in_order(&text, block) {
                self.unread(&row.cells, OTHERWISE);
                continue;
            }
            let usual = columns.iter().find(|(known, _)| *known == count).map(|(_, columns)| columns);
            let heads = usual.is_none().then(|| under_heads(self.lines, stretch, count, Some(block))).flatten();
            let is_unsure = Rows::of(table, &owned, count).is_unsure(&stretch.values, count);
            self.row(row, stretch, usual.or(heads.as_ref()), is_unsure);
        }
        if self.total_comes_first() {
            self.unread(&table.cells, "原表的总计在最前一列，各列的次序与版式不同");
        }
        let named =
            |(row, run): &(&Row, &Option<usize>)| run.is_none() && self.without_figures(row, stretches).is_some();
        let is_row = |word: &Fragment| matches!(self.lines[word.at.0].kind, Kind::Row { .. });
        let is_table = stretches.iter().flat_map(|stretch| &stretch.words).any(is_row);
        if !is_table && table.rows.iter().zip(&given).filter(named).count() * 2 > table.rows.len() {
            self.unread(&table.cells, APART);
        }
        given.into_iter().flatten().collect()
    }

    /// Where the name of a row stands that no figures follow.
    fn without_figures(&self, row: &Row, stretches: &[Stretch]) -> Option<String> {
        let names = form::row_wordings(row);
        let is_name = |word: &&Fragment| {
            let longer = |name: &&String| name.chars().count() >= 4 && word.plain.ends_with(name.as_str());
            names.contains(&word.plain)
                || names.contains(&word.bare)
                || (!word.flowing && names.iter().any(|n| longer(&n)))
        };
        let word = stretches.iter().flat_map(|stretch| &stretch.words).find(is_name)?;
        Some(format!("{}：只有行名，后面没有认得出的数", self.lines[word.at.0].place))
    }

    /// Whether rows add up only when their first figure is taken for the total.
    fn total_comes_first(&self) -> bool {
        matches!(totals(self.table, self.outcomes), (1.., 0))
    }

    fn row(&mut self, row: &Row, stretch: &Stretch, usual: Option<&Vec<usize>>, is_unsure: bool) {
        let place = self.lines[stretch.line()].place.clone();
        match take(&stretch.values, &row.cells, usual, is_unsure, self.sums) {
            Taken::Texts(texts) => self.texts(row.cells.clone(), &texts, &place),
            Taken::Ways(ways) => {
                let written = written(&stretch.values);
                self.open.push(Waiting { open: Open { cells: row.cells.clone(), ways }, written, place });
            }
            Taken::Lost(why) => self.unread(&row.cells, &format!("{place}：{why}")),
        }
    }

    /// A run without the figures of columns the source has beside those of the form.
    fn own(&mut self, stretch: &Stretch, count: usize, words: &Vocabulary) -> Stretch {
        let Some((own, remark)) = under_own_heads(self.lines, stretch, count, words) else { return stretch.clone() };
        self.remarks.extend(remark);
        own
    }

    /// A table of one line of figures: all in one run, or a run for each group.
    fn across(&mut self, stretches: &[Stretch], words: &Vocabulary) -> Vec<usize> {
        let table = self.table;
        let each = table.rows.first().map_or(0, |row| row.cells.len());
        let names: Vec<Vec<String>> = table.rows.iter().map(|row| form::wordings(&row.names)).collect();
        let stretches: Vec<Stretch> =
            stretches.iter().map(|stretch| self.own(stretch, table.cells.len(), words)).collect();
        let stretches = stretches.as_slice();
        let with_figures = |run: &usize| stretches[*run].values.iter().any(|value| !value.text.is_empty());
        let runs: Vec<usize> = (0..stretches.len()).filter(with_figures).collect();
        let sized = |run: &usize| trimmed(&stretches[*run].values, each).len() == each;
        let groups: Vec<usize> = runs.iter().copied().filter(sized).collect();
        let speaks = |run: usize, group: usize| {
            let text: String = stretches[run].words.iter().map(|word| word.plain.as_str()).collect();
            names[group].iter().any(|name| name.chars().count() >= 4 && text.contains(name.as_str()))
        };
        if groups.len() == table.rows.len() && (0..groups.len()).all(|group| speaks(groups[group], group)) {
            for (row, run) in table.rows.iter().zip(&groups) {
                let stretch = &stretches[*run];
                self.row(row, stretch, None, is_torn(&stretch.values, each, &headed(self.lines, stretch, words)));
            }
            self.refuse_otherwise(&stretches[..=groups[groups.len() - 1]], words);
            return groups;
        }
        // The heads end right before the figures; other numbers of the section do not
        // follow a head.
        let follows = |run: &&usize| {
            stretches[**run]
                .words
                .last()
                .is_some_and(|word| words.is_piece(&word.plain) || words.tail_len(&word.plain) >= 4)
        };
        let empty = || {
            let whole = |run: &usize| trimmed(&stretches[*run].values, table.cells.len()).len() == table.cells.len();
            (0..stretches.len()).find(whole)
        };
        let Some(run) = runs.iter().find(follows).copied().or_else(empty) else {
            self.unread(&table.cells, NO_TABLE);
            return Vec::new();
        };
        let stretch = &stretches[run];
        let place = self.lines[stretch.line()].place.clone();
        let heads = under_heads(self.lines, stretch, table.cells.len(), None);
        let is_unsure = is_torn(&stretch.values, table.cells.len(), &headed(self.lines, stretch, words));
        match take(&stretch.values, &table.cells, heads.as_ref(), is_unsure, self.sums) {
            Taken::Texts(texts) => self.texts(table.cells.clone(), &texts, &place),
            Taken::Ways(ways) => {
                let written = written(&stretch.values);
                self.open.push(Waiting { open: Open { cells: table.cells.clone(), ways }, written, place });
            }
            Taken::Lost(why) => self.unread(&table.cells, &format!("{place}：{why}")),
        }
        // Heads of other tables may stand above where the sections have no headings.
        let own = |above: &usize| stretches[*above].words.iter().all(|word| words.covers(&word.plain));
        let first = (0..run).rev().take_while(own).last().unwrap_or(run);
        self.refuse_otherwise(&stretches[first..=run], words);
        vec![run]
    }

    /// Takes the figures back where the heads over them stand in another order.
    fn refuse_otherwise(&mut self, stretches: &[Stretch], words: &Vocabulary) {
        let kept = |block| Order::new(self.table, block, words).kept(stretches);
        let refused = match self.table.blocks.iter().map(kept).max() {
            None | Some(Kept::Yes) => self.total_comes_first(),
            // The totals stand last for certain, and the other heads are in order.
            Some(Kept::Unsure) => !matches!(totals(self.table, self.outcomes), (0, 1..)),
            Some(Kept::No) => true,
        };
        if refused {
            self.open.clear();
            self.unread(&self.table.cells, OTHERWISE);
        }
    }

    fn texts(&mut self, cells: Range<usize>, texts: &[String], place: &str) {
        for (cell, text) in cells.zip(texts) {
            let spec = &self.edition.cells[cell];
            let unit = unit::of(self.edition.column_of(cell), spec.kind, self.lines);
            if unit == Unit::Other && !text.ends_with('元') {
                self.outcomes[cell] =
                    Outcome::Unread(format!("{place}：原文“{text}”的单位不是万元，也不是元，请换算成万元填写"));
                continue;
            }
            self.outcomes[cell] = match figure::read(text, spec.kind, unit == Unit::Yuan) {
                Said::Number(value, remark) => Outcome::Read(value, remark.map(|remark| format!("{place}：{remark}"))),
                Said::Nothing(why) => Outcome::Unread(format!("{place}：{why}")),
            };
        }
    }

    fn unread(&mut self, cells: &Range<usize>, why: &str) {
        for cell in cells.clone() {
            self.outcomes[cell] = Outcome::Unread(why.to_owned());
        }
    }

    /// Figures and words inside the table that belong to no row of it.
    fn leftovers(&self, stretches: &[Stretch], used: &[usize], words: &Vocabulary) -> Vec<String> {
        let mut remarks = Vec::new();
        let first = used.iter().min().copied().unwrap_or(0);
        for (number, stretch) in stretches.iter().enumerate().skip(first) {
            if !used.contains(&number) && stretch.has_figures() {
                let place = &self.lines[stretch.line()].place;
                remarks
                    .push(format!("{place}：表内的数“{}”不知属于哪一行，没有用", cut_short(&written(&stretch.values))));
            }
        }
        let strange = stretches.iter().skip(first + 1).flat_map(|stretch| &stretch.words);
        for word in strange.filter(|word| word.plain.chars().count() >= 4) {
            if !words.covers(&word.plain) && !words.covers(&word.bare) && words.tail_len(&word.plain) == 0 {
                let text = self.lines[word.at.0].words();
                remarks.push(format!("{}：表内的文字“{}”没有收入正文", self.lines[word.at.0].place, cut_short(&text)));
            }
        }
        remarks.dedup();
        remarks
    }
}
