//! Where every label and figure of a table stands when it is drawn.
//!
//! Takes a table's trees of rows and columns, gives [`Grid`]: header bands and body
//! rows with their spans, and for every figure the ids of the heads above and before
//! it. HTML, Word and Excel all draw from this; none of them counts spans itself.

use super::build::leaves;
use super::spec::{NodeSpec, TableSpec};
use super::{Block, Layout, Row};

/// A table as drawn.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Width in grid columns.
    pub columns: u16,
    /// The rows of heads above all figures.
    pub header: Vec<Vec<Head>>,
    /// The rows below, labels and figures.
    pub body: Vec<Vec<Item>>,
    /// Grid columns that hold row labels.
    pub label_columns: u16,
}

/// A cell that holds words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The words, exactly as on the form.
    pub text: String,
    /// How many grid columns it covers.
    pub colspan: u16,
    /// How many rows it covers.
    pub rowspan: u16,
    /// HTML id, unique in the report and short, since every figure names its heads: `b12`
    /// is the twelfth head of the second table.
    pub id: String,
    /// What it is the head of.
    pub scope: Scope,
    /// The row whose label it is: its id within the table.
    pub row: Option<String>,
}

/// What a head is the head of (the HTML attribute `scope`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One column.
    Col,
    /// Several columns.
    ColGroup,
    /// One row.
    Row,
    /// Several rows.
    RowGroup,
}

impl Scope {
    /// The word used in HTML.
    pub fn html(self) -> &'static str {
        match self {
            Scope::Col => "col",
            Scope::ColGroup => "colgroup",
            Scope::Row => "row",
            Scope::RowGroup => "rowgroup",
        }
    }
}

/// A place in the body of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Words.
    Head(Head),
    /// A figure.
    Figure {
        /// Number of the cell in [`super::Edition::cells`].
        cell: usize,
        /// How many grid columns it covers.
        colspan: u16,
        /// Ids of its heads, outermost first, separated by a space (the HTML attribute
        /// `headers`: three rows of heads and three columns of labels are too many for
        /// `scope` alone).
        headers: String,
    },
}

/// Draws a table.
///
/// # Errors
/// When the grid's width is not divided evenly by a block's columns.
pub(super) fn draw(spec: &TableSpec, number: usize, blocks: &[Block], rows: &[Row]) -> Result<Grid, String> {
    let mut ids = Ids { table: letter(number), next: 0 };
    match spec.layout {
        Layout::Blocks => lists(spec, blocks, rows, &mut ids),
        Layout::Matrix => Ok(matrix(spec, rows, &mut ids)),
        Layout::Across => Ok(across(spec, rows, &mut ids)),
    }
}

/// `a` for the first table, `b` for the second, `aa` after `z`.
fn letter(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    if number < 26 { last.to_string() } else { format!("{}{last}", letter(number / 26 - 1)) }
}

/// Gives out the heads' ids.
struct Ids {
    table: String,
    next: usize,
}

impl Ids {
    /// The head of the row called `row`.
    fn of_row(&mut self, text: &str, row: &str, span: (usize, usize), scope: Scope) -> Head {
        Head { row: Some(row.to_owned()), ..self.head(text, span, scope) }
    }

    fn head(&mut self, text: &str, (colspan, rowspan): (usize, usize), scope: Scope) -> Head {
        self.next += 1;
        Head {
            text: text.to_owned(),
            // A statutory form is a sheet of paper: its spans are far below 65,535.
            colspan: u16::try_from(colspan).unwrap_or(u16::MAX),
            rowspan: u16::try_from(rowspan).unwrap_or(u16::MAX),
            id: format!("{}{}", self.table, self.next),
            scope,
            row: None,
        }
    }
}

/// Captioned lists below each other.
fn lists(spec: &TableSpec, blocks: &[Block], rows: &[Row], ids: &mut Ids) -> Result<Grid, String> {
    let width = usize::from(spec.grid);
    let mut body = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let count = block.columns.len();
        if width < 2 || count == 0 || (width - 1) % count != 0 {
            return Err(format!("table {}: {count} columns do not divide a grid of {width}", spec.id));
        }
        let span = (width - 1) / count;
        let mut over = Vec::new();
        if let Some(caption) = &block.caption {
            let head = ids.head(caption, (width, 1), Scope::ColGroup);
            over.push(head.id.clone());
            body.push(vec![Item::Head(head)]);
        }
        let scope = if span > 1 { Scope::ColGroup } else { Scope::Col };
        let stub = ids.head(&spec.stub, (1, 1), Scope::Col);
        let heads: Vec<Head> =
            block.columns.iter().map(|column| ids.head(&column.names.label, (span, 1), scope)).collect();
        body.push(std::iter::once(stub).chain(heads.iter().cloned()).map(Item::Head).collect());
        for row in rows.iter().filter(|row| row.block == number) {
            let label = ids.of_row(&row.names.label, &row.names.id, (1, 1), Scope::Row);
            let mut line = vec![Item::Head(label.clone())];
            for (cell, head) in row.cells.clone().zip(&heads) {
                let mut headers = over.clone();
                headers.extend([label.id.clone(), head.id.clone()]);
                line.push(figure(cell, span, &headers));
            }
            body.push(line);
        }
    }
    Ok(Grid { columns: spec.grid, header: Vec::new(), body, label_columns: 1 })
}

/// A tree of rows against a tree of columns.
fn matrix(spec: &TableSpec, rows: &[Row], ids: &mut Ids) -> Grid {
    let (columns, lines) =
        spec.blocks.first().map_or((&[][..], &[][..]), |block| (&block.columns[..], &block.rows[..]));
    let labels = depth(lines, |node| &node.rows);
    let bands = depth(columns, |node| &node.columns);
    let width = leaves(columns).len();
    let title = usize::from(spec.columns_title.is_some());
    let mut header = vec![Vec::new(); bands + title];
    let mut over = vec![Vec::new(); width];
    let stub = ids.head(&spec.stub, (labels, bands + title), Scope::ColGroup);
    header[0].push(stub);
    if let Some(text) = &spec.columns_title {
        let head = ids.head(text, (width, 1), Scope::ColGroup);
        over.iter_mut().for_each(|heads| heads.push(head.id.clone()));
        header[0].push(head);
    }
    let tree = Tree::columns(columns);
    band(&tree, title, bands + title, &mut 0, &mut header, &mut over, ids);
    let mut body = Vec::new();
    let mut leaf = rows.iter();
    let mut drawing = Lines { labels, over: &over, ids, body: &mut body };
    drawing.lines(lines, 0, &mut Vec::new(), &mut Vec::new(), &mut leaf);
    let columns = u16::try_from(labels + width).unwrap_or(u16::MAX);
    Grid { columns, header, body, label_columns: u16::try_from(labels).unwrap_or(u16::MAX) }
}

/// One line of figures under a tree of rows whose leaves carry the columns.
fn across(spec: &TableSpec, rows: &[Row], ids: &mut Ids) -> Grid {
    let (columns, groups) =
        spec.blocks.first().map_or((&[][..], &[][..]), |block| (&block.columns[..], &block.rows[..]));
    let tree = Tree::groups(groups, columns);
    let bands = tree.iter().map(Tree::depth).max().unwrap_or(0);
    let width = tree.iter().map(Tree::width).sum();
    let mut header = vec![Vec::new(); bands];
    let mut over = vec![Vec::new(); width];
    band(&tree, 0, bands, &mut 0, &mut header, &mut over, ids);
    let cells = rows.iter().flat_map(|row| row.cells.clone());
    let line = cells.zip(&over).map(|(cell, heads)| figure(cell, 1, heads)).collect();
    Grid { columns: u16::try_from(width).unwrap_or(u16::MAX), header, body: vec![line], label_columns: 0 }
}

fn figure(cell: usize, colspan: usize, headers: &[String]) -> Item {
    Item::Figure { cell, colspan: u16::try_from(colspan).unwrap_or(u16::MAX), headers: headers.join(" ") }
}

/// Heads that stand above columns.
struct Tree<'s> {
    label: &'s str,
    /// The row it stands for, where rows are drawn as columns.
    row: Option<&'s str>,
    below: Vec<Tree<'s>>,
}

impl<'s> Tree<'s> {
    fn columns(nodes: &'s [NodeSpec]) -> Vec<Tree<'s>> {
        let tree = |node: &'s NodeSpec| Tree { label: &node.label, row: None, below: Tree::columns(&node.columns) };
        nodes.iter().map(tree).collect()
    }

    fn groups(nodes: &'s [NodeSpec], columns: &'s [NodeSpec]) -> Vec<Tree<'s>> {
        let below = |node: &'s NodeSpec| match node.rows.is_empty() {
            true => Tree::columns(columns),
            false => Tree::groups(&node.rows, columns),
        };
        let row = |node: &'s NodeSpec| node.rows.is_empty().then_some(node.id.as_str());
        nodes.iter().map(|node| Tree { label: &node.label, row: row(node), below: below(node) }).collect()
    }

    fn width(&self) -> usize {
        if self.below.is_empty() { 1 } else { self.below.iter().map(Tree::width).sum() }
    }

    fn depth(&self) -> usize {
        1 + self.below.iter().map(Tree::depth).max().unwrap_or(0)
    }
}

/// Puts a tree of heads into the header: a head with others below it is one band high
/// and as wide as they are, a head over a single column reaches down to the figures.
fn band(
    tree: &[Tree<'_>],
    level: usize,
    bands: usize,
    column: &mut usize,
    header: &mut [Vec<Head>],
    over: &mut [Vec<String>],
    ids: &mut Ids,
) {
    for node in tree {
        let width = node.width();
        let (rowspan, scope) = if node.below.is_empty() { (bands - level, Scope::Col) } else { (1, Scope::ColGroup) };
        let head = Head { row: node.row.map(str::to_owned), ..ids.head(node.label, (width, rowspan), scope) };
        over[*column..*column + width].iter_mut().for_each(|heads| heads.push(head.id.clone()));
        header[level].push(head);
        if node.below.is_empty() {
            *column += 1;
        } else {
            band(&node.below, level + 1, bands, column, header, over, ids);
        }
    }
}

/// How deep a tree goes.
fn depth<'s>(nodes: &'s [NodeSpec], below: fn(&'s NodeSpec) -> &'s Vec<NodeSpec>) -> usize {
    nodes.iter().map(|node| 1 + depth(below(node), below)).max().unwrap_or(0)
}

/// The body of a matrix while it is being drawn.
struct Lines<'d> {
    labels: usize,
    over: &'d [Vec<String>],
    ids: &'d mut Ids,
    body: &'d mut Vec<Vec<Item>>,
}

impl Lines<'_> {
    /// `waiting` are group heads that open on the next line, `around` the ids of the
    /// group heads the line stands in.
    fn lines<'r>(
        &mut self,
        nodes: &[NodeSpec],
        level: usize,
        waiting: &mut Vec<Item>,
        around: &mut Vec<String>,
        rows: &mut impl Iterator<Item = &'r Row>,
    ) {
        for node in nodes {
            if node.rows.is_empty() {
                let Some(row) = rows.next() else { return };
                let label = self.ids.of_row(&node.label, &node.id, (self.labels - level, 1), Scope::Row);
                around.push(label.id.clone());
                let mut line: Vec<Item> = std::mem::take(waiting);
                line.push(Item::Head(label));
                for (cell, over) in row.cells.clone().zip(self.over) {
                    let headers: Vec<String> = around.iter().chain(over).cloned().collect();
                    line.push(figure(cell, 1, &headers));
                }
                self.body.push(line);
                around.pop();
            } else {
                let height = height(&node.rows);
                let head = self.ids.head(&node.label, (1, height), Scope::RowGroup);
                around.push(head.id.clone());
                waiting.push(Item::Head(head));
                self.lines(&node.rows, level + 1, waiting, around, rows);
                around.pop();
            }
        }
    }
}

fn height(nodes: &[NodeSpec]) -> usize {
    nodes.iter().map(|node| if node.rows.is_empty() { 1 } else { height(&node.rows) }).sum()
}
