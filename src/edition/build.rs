//! From what a data file says to what the other rooms read.
//!
//! Takes a [`Spec`], gives an [`Edition`] in which every name is unique, every cell has
//! a number and every sum names cells that exist. Refuses the file otherwise, with a
//! sentence for the person who edits it.

use std::collections::HashMap;

use super::layout;
use super::names::Names;
use super::spec::{
    BlockSpec, ContinuesSpec, Continuity, HighlightSpec, LimitSpec, MarkSpec, NodeSpec, RateSpec, SectionSpec, Spec,
    StockSpec, TableSpec,
};
use super::words::{self, Words};
use super::{
    Block, Carry, CellSpec, Column, Continues, Derived, Edition, Entry, Highlight, Holds, Limit, Mark, Rate, Relation,
    Row, Section, Stock, Table,
};

/// Works out the edition a data file describes.
///
/// # Errors
/// A sentence naming what does not fit: an id used twice, a sum over an unknown row, a
/// table in an unknown section, a grid that the columns do not divide evenly.
pub(super) fn edition(spec: Spec) -> Result<Edition, String> {
    let mut sections: Vec<Section> = spec.sections.iter().map(section).collect();
    let mut built = Built::default();
    for (number, table) in spec.tables.iter().enumerate() {
        let section = sections
            .iter()
            .position(|section| section.names.id == table.section)
            .ok_or_else(|| format!("{}: table {} stands in an unknown section {}", spec.id, table.id, table.section))?;
        sections[section].tables.push(number);
        built.add(table, section).map_err(|fault| format!("{}: {fault}", spec.id))?;
    }
    let index = built.index(&spec.id)?;
    let (highlights, rates) = (highlights(&spec, &built.cells, &index)?, rates(&spec, &index)?);
    let mut edition = Edition {
        id: spec.id,
        name: spec.name,
        title: spec.title,
        document: spec.document,
        issuer: spec.issuer,
        date: spec.date,
        first_year: spec.first_year,
        last_year: spec.last_year,
        report_title: spec.report_title,
        regulation: spec.regulation,
        sections,
        tables: built.tables,
        cells: built.cells,
        derived: built.derived,
        relations: built.relations,
        highlights,
        marks: spec.marks.into_iter().map(mark).collect(),
        rates,
        continues: spec.continues.into_iter().map(continues).collect(),
        before: None,
        roles: HashMap::new(),
        stocks: Vec::new(),
        limits: Vec::new(),
        aspects: spec.aspects,
        words: Words::default(),
        index,
    };
    // These name rows, which only a whole edition knows.
    edition.roles = spec
        .roles
        .iter()
        .map(|(name, ids)| Ok((name.clone(), totals(&edition, ids)?)))
        .collect::<Result<_, String>>()?;
    edition.stocks = spec.stocks.iter().map(|stock| self::stock(&edition, stock)).collect::<Result<_, _>>()?;
    edition.limits = spec.limits.iter().map(|limit| self::limit(&edition, limit)).collect::<Result<_, _>>()?;
    edition.words = words::resolve(&edition)?;
    Ok(edition)
}

fn section(spec: &SectionSpec) -> Section {
    Section { names: Names::new(&spec.id, &spec.title, &spec.title, &spec.aliases, true), tables: Vec::new() }
}

fn mark(spec: MarkSpec) -> Mark {
    Mark { year: spec.year, alone: spec.alone, tables: spec.tables, note: spec.note }
}

fn continues(spec: ContinuesSpec) -> Continues {
    Continues { from: spec.from, into: spec.into, kind: spec.kind, label: spec.label, note: spec.note }
}

/// The numbers of cells.
fn numbers(spec: &Spec, index: &HashMap<String, usize>, ids: &[String]) -> Result<Vec<usize>, String> {
    ids.iter().map(|id| index.get(id).copied().ok_or_else(|| format!("{}: unknown cell {id}", spec.id))).collect()
}

fn highlights(spec: &Spec, all: &[CellSpec], index: &HashMap<String, usize>) -> Result<Vec<Highlight>, String> {
    let highlight = |highlight: &HighlightSpec| {
        let (id, label) = (highlight.id.clone(), highlight.label.clone());
        let cells = numbers(spec, index, &highlight.cells)?;
        let mut alike = cells.iter().map(|cell| (all[*cell].kind, &all[*cell].unit));
        let first = alike.next().filter(|first| alike.all(|other| other == *first));
        let (kind, unit) = first.ok_or_else(|| format!("{}: highlight {id} is of no one unit", spec.id))?;
        Ok(Highlight { id, label, cells, kind, unit: unit.clone() })
    };
    spec.highlights.iter().map(highlight).collect()
}

fn rates(spec: &Spec, index: &HashMap<String, usize>) -> Result<Vec<Rate>, String> {
    let rate = |rate: &RateSpec| {
        let (id, label, formula) = (rate.id.clone(), rate.label.clone(), rate.formula.clone());
        let (part, whole) = (numbers(spec, index, &rate.part)?, numbers(spec, index, &rate.whole)?);
        Ok(Rate { id, label, part, whole, formula })
    };
    spec.rates.iter().map(rate).collect()
}

/// The totals of rows, or single cells, by number.
fn totals(edition: &Edition, ids: &[String]) -> Result<Vec<usize>, String> {
    let mut cells = Vec::new();
    for id in ids {
        cells.extend(edition.totals(id).ok_or_else(|| format!("{}: unknown row or cell {id}", edition.id))?);
    }
    Ok(cells)
}

fn stock(edition: &Edition, spec: &StockSpec) -> Result<Stock, String> {
    let stock = totals(edition, std::slice::from_ref(&spec.stock))?;
    Ok(Stock {
        check: spec.check.clone(),
        stock: *stock.first().ok_or_else(|| format!("{}: {} has no cells", edition.id, spec.stock))?,
        last: totals(edition, &spec.last)?,
        plus: totals(edition, &spec.plus)?,
        minus: totals(edition, &spec.minus)?,
    })
}

fn limit(edition: &Edition, spec: &LimitSpec) -> Result<Limit, String> {
    Ok(Limit { check: spec.check.clone(), cells: totals(edition, &spec.cells)?, most: totals(edition, &spec.most)? })
}

/// Tables built so far; cells are numbered through all of them.
#[derive(Default)]
struct Built {
    tables: Vec<Table>,
    cells: Vec<CellSpec>,
    derived: Vec<Derived>,
    relations: Vec<Relation>,
}

impl Built {
    /// Cells by their ids.
    fn index(&self, edition: &str) -> Result<HashMap<String, usize>, String> {
        let mut index = HashMap::new();
        for (number, cell) in self.cells.iter().enumerate() {
            if index.insert(cell.id.clone(), number).is_some() {
                return Err(format!("{edition}: cell {} is declared twice", cell.id));
            }
        }
        Ok(index)
    }

    fn add(&mut self, spec: &TableSpec, section: usize) -> Result<(), String> {
        let first = self.cells.len();
        let (mut blocks, mut rows, mut outline) = (Vec::new(), Vec::new(), Vec::new());
        for block in &spec.blocks {
            let columns = columns(spec, block);
            let number = blocks.len();
            let entries = self.rows(spec, block, number, &columns, &block.rows, &[], &mut rows);
            match &block.caption {
                // A caption is a group like any other, so that a block pasted with its
                // caption from the printed form is understood.
                Some(caption) => outline.push(Entry {
                    names: Names::new(block.id.as_deref().unwrap_or_default(), caption, caption, &[], true),
                    inline: true,
                    holds: Holds::Entries(entries),
                }),
                None => outline.extend(entries),
            }
            blocks.push(Block { caption: block.caption.clone(), columns });
        }
        let carry = match &spec.carry {
            None => None,
            Some(carry) => {
                let row = |id: &String| {
                    let row = rows.iter().position(|row| row.names.id == *id);
                    row.ok_or_else(|| format!("table {}: unknown row {id}", spec.id))
                };
                // Last year's report stands on this form as well, but for the first.
                let (_, into) = (row(&carry.from)?, row(&carry.into)?);
                Some(Carry { check: carry.check.clone(), from: carry.from.clone(), into })
            }
        };
        let grid = layout::draw(spec, self.tables.len(), &blocks, &rows)?;
        let table = Table {
            id: spec.id.clone(),
            names: Names::new(&spec.id, &spec.key, &spec.caption, std::slice::from_ref(&spec.alias), true),
            section,
            caption: spec.caption.clone(),
            layout: spec.layout,
            omitted: spec.omitted,
            value_check: spec.value_check.clone(),
            cells: first..self.cells.len(),
            blocks,
            rows,
            outline,
            grid,
            carry,
        };
        self.sums(spec, &table)?;
        self.tables.push(table);
        Ok(())
    }

    /// The leaf rows of `nodes` with their cells, and the outline that nests them.
    #[expect(
        clippy::too_many_arguments,
        reason = "one walk over the tree of rows; a struct for it would be read nowhere else"
    )]
    fn rows(
        &mut self,
        table: &TableSpec,
        spec: &BlockSpec,
        block: usize,
        columns: &[Column],
        nodes: &[NodeSpec],
        above: &[String],
        rows: &mut Vec<Row>,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        for node in nodes {
            let names = names_of(node);
            let holds = if node.rows.is_empty() {
                let first = self.cells.len();
                for column in columns {
                    self.cells.push(cell(table, spec, node, above, column));
                }
                rows.push(Row {
                    names: names.clone(),
                    above: above.to_vec(),
                    block,
                    cells: first..self.cells.len(),
                    derived: node.sum.is_some(),
                    since: node.since,
                    explain: node.explain.clone(),
                    article: node.article.clone(),
                });
                Holds::Row(rows.len() - 1)
            } else {
                let mut inner = above.to_vec();
                inner.push(node.label.clone());
                Holds::Entries(self.rows(table, spec, block, columns, &node.rows, &inner, rows))
            };
            entries.push(Entry { names, inline: node.inline, holds });
        }
        entries
    }

    /// Derived cells and relations of a table: row totals first, then the rows that add
    /// up other rows, so that each sum comes after its terms.
    fn sums(&mut self, spec: &TableSpec, table: &Table) -> Result<(), String> {
        for row in &table.rows {
            let block = &spec.blocks[row.block];
            let check = leaves(&block.columns).into_iter().filter_map(|node| node.sum.as_ref()).map(|sum| &sum.check);
            let columns = &table.blocks[row.block].columns;
            for ((place, _), check) in columns.iter().enumerate().filter(|(_, column)| column.derived).zip(check) {
                let terms = table.blocks[row.block].typed().map(|(at, _)| row.cells.start + at).collect();
                if !row.derived {
                    self.derived.push(Derived { cell: row.cells.start + place, terms, check: check.clone() });
                }
            }
        }
        for node in spec.blocks.iter().flat_map(|block| leaves_of_rows(&block.rows)) {
            let Some(sum) = &node.sum else { continue };
            let target = row_named(table, &node.id)?;
            let terms = rows_named(table, &sum.rows)?;
            for place in 0..target.cells.len() {
                self.derived.push(Derived {
                    cell: target.cells.start + place,
                    terms: terms.iter().map(|row| row.cells.start + place).collect(),
                    check: sum.check.clone(),
                });
            }
        }
        for relation in &spec.relations {
            let (left, right) = (rows_named(table, &relation.left)?, rows_named(table, &relation.right)?);
            for place in 0..left.first().map_or(0, |row| row.cells.len()) {
                let cells = |rows: &[&Row]| rows.iter().map(|row| row.cells.start + place).collect();
                self.relations.push(Relation {
                    id: relation.id.clone(),
                    check: relation.check.clone(),
                    say: relation.say.clone(),
                    left: cells(&left),
                    right: cells(&right),
                });
            }
        }
        Ok(())
    }
}

fn names_of(node: &NodeSpec) -> Names {
    let key = node.key.as_deref().unwrap_or(&node.label);
    Names::new(&node.id, key, &node.label, &node.aliases, node.label_is_key)
}

fn columns(table: &TableSpec, block: &BlockSpec) -> Vec<Column> {
    fn walk(table: &TableSpec, nodes: &[NodeSpec], above: &[String], columns: &mut Vec<Column>) {
        for node in nodes {
            if node.columns.is_empty() {
                columns.push(Column {
                    names: names_of(node),
                    above: above.to_vec(),
                    kind: node.kind,
                    unit: node.unit.clone().or_else(|| table.unit.clone()).unwrap_or_default(),
                    derived: node.sum.is_some(),
                });
            } else {
                let mut inner = above.to_vec();
                inner.push(node.label.clone());
                walk(table, &node.columns, &inner, columns);
            }
        }
    }
    let mut columns = Vec::new();
    walk(table, &block.columns, &[], &mut columns);
    columns
}

fn cell(table: &TableSpec, block: &BlockSpec, row: &NodeSpec, above: &[String], column: &Column) -> CellSpec {
    let id = format!("{}.{}.{}", table.id, row.id, column.names.id);
    let mut labels: Vec<String> = block.caption.iter().cloned().collect();
    labels.extend(above.iter().cloned());
    labels.push(row.label.clone());
    labels.extend(column.above.iter().cloned());
    labels.push(column.names.label.clone());
    CellSpec {
        html_id: id.replace('.', "-"),
        id,
        labels,
        kind: column.kind,
        unit: column.unit.clone(),
        derived: column.derived || row.sum.is_some(),
    }
}

/// The leaf nodes of a tree of columns, in order.
pub(super) fn leaves(nodes: &[NodeSpec]) -> Vec<&NodeSpec> {
    nodes.iter().flat_map(|node| if node.columns.is_empty() { vec![node] } else { leaves(&node.columns) }).collect()
}

fn leaves_of_rows(nodes: &[NodeSpec]) -> Vec<&NodeSpec> {
    nodes.iter().flat_map(|node| if node.rows.is_empty() { vec![node] } else { leaves_of_rows(&node.rows) }).collect()
}

fn row_named<'t>(table: &'t Table, id: &str) -> Result<&'t Row, String> {
    table.rows.iter().find(|row| row.names.id == id).ok_or_else(|| format!("table {}: unknown row {id}", table.id))
}

/// The rows that `ids` name; a group's id stands for its rows.
fn rows_named<'t>(table: &'t Table, ids: &[String]) -> Result<Vec<&'t Row>, String> {
    let mut rows = Vec::new();
    for id in ids {
        let entry = table.entry(id).ok_or_else(|| format!("table {}: unknown row {id}", table.id))?;
        rows.extend(entry.rows().into_iter().map(|row| &table.rows[row]));
    }
    Ok(rows)
}

/// Whether what a form says of the form before it names rows and cells that are there: a
/// name that is not would break a series without a word.
pub(super) fn continued(edition: &Edition) -> Result<(), String> {
    let unknown = |form: &Edition, ids: &[String]| ids.iter().find(|id| form.totals(id).is_none()).cloned();
    for continues in &edition.continues {
        let Some(before) = &edition.before else { return Err(format!("{}: continues no form before it", edition.id)) };
        for (form, ids) in [(&**before, &continues.from), (edition, &continues.into)] {
            if let Some(id) = unknown(form, ids) {
                return Err(format!("{}: continues names {id}, which is not on the form {}", edition.id, form.id));
            }
        }
        let pairs = match continues.kind {
            Continuity::Sum => continues.from.len() == 1,
            Continuity::Same | Continuity::Renamed => continues.from.len() == continues.into.len(),
        };
        if !pairs {
            return Err(format!("{}: continues pairs {:?} with {:?}", edition.id, continues.from, continues.into));
        }
    }
    Ok(())
}
