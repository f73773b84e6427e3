//! The statutory tables as sheets: everything but the figures is laid out once.

use crate::edition::{Edition, Kind, Placed, Table, What};

use super::styles::Style;

/// Height of a line of words, in points.
const LINE: u32 = 15;
/// Width of the column of offices, in digits.
const OFFICE: u32 = 28;

/// A table laid out on a sheet.
pub(super) struct Sheet {
    /// The rows above the first report's, and those of every report.
    pub(super) head: Vec<Row>,
    pub(super) body: Vec<Row>,
    head_merged: Vec<Merged>,
    body_merged: Vec<Merged>,
    /// How many columns it has, and how many are held in view.
    columns: u16,
    held: u16,
    /// Columns with a width of their own.
    widths: Vec<(u16, u32)>,
}

/// A row of a sheet.
pub(super) struct Row {
    /// What follows its number.
    pub(super) after: String,
    pub(super) cells: Vec<Cell>,
}

/// A cell of a sheet.
pub(super) struct Cell {
    /// Its beginning up to the number of its row.
    pub(super) before: String,
    pub(super) holds: Holds,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Words of the form, by their number.
    Label(usize, Style),
    /// Words of the report: its title, the office's name.
    Own(Style),
    /// The year of the report.
    Year,
    /// Nothing.
    Blank(Style),
    /// A figure.
    Figure(usize, Kind),
    /// Nothing: the cell to the left goes on.
    More,
}

/// Cells that are one: the first and the last column, the first row and how many.
struct Merged {
    from: String,
    to: String,
    row: u32,
    rows: u32,
}

/// Words of the forms that stand in cells, each once.
#[derive(Default)]
pub(super) struct Labels(pub(super) Vec<String>);

impl Labels {
    fn number(&mut self, words: &str) -> usize {
        self.0.iter().position(|known| known == words).unwrap_or_else(|| {
            self.0.push(words.to_owned());
            self.0.len() - 1
        })
    }
}

impl Sheet {
    /// The form filled in: the title, then the table.
    pub(super) fn alone(edition: &Edition, table: &Table, labels: &mut Labels) -> Sheet {
        let grid = &table.grid;
        let mut head = Laying::new(1 + grid.header.len(), 0);
        head.put((0, 0), (1, grid.columns), Holds::Own(Style::Title));
        head.heads(&grid.placed_header(), 1, labels);
        head.heights(&grid.placed_header(), table, 1);
        let widths = (0..).zip(widths(table)).collect();
        Sheet::new(edition, table, (head, 0), labels, (grid.label_columns, widths))
    }

    /// The table of several reports below each other, the office and the year before it.
    pub(super) fn stacked(edition: &Edition, table: &Table, labels: &mut Labels) -> Sheet {
        let grid = &table.grid;
        let rows = grid.header.len().max(1);
        let mut head = Laying::new(rows, 2);
        for (column, words) in [(0, "机关"), (1, "年度")] {
            let label = Holds::Label(labels.number(words), Style::Words);
            head.put((0, column), (u32::try_from(rows).unwrap_or(1), 1), label);
        }
        head.heads(&grid.placed_header(), 0, labels);
        head.heights(&grid.placed_header(), table, 0);
        let widths = std::iter::once((0, OFFICE)).chain((2..).zip(widths(table))).collect();
        Sheet::new(edition, table, (head, 2), labels, (2, widths))
    }

    fn new(
        edition: &Edition,
        table: &Table,
        (head, shift): (Laying, u16),
        labels: &mut Labels,
        (held, widths): (u16, Vec<(u16, u32)>),
    ) -> Sheet {
        let placed = table.grid.placed_body();
        let mut body = Laying::new(table.grid.body.len(), shift);
        if shift > 0 {
            for row in (0..).take(table.grid.body.len()) {
                body.put((row, 0), (1, 1), Holds::Own(Style::Left));
                body.put((row, 1), (1, 1), Holds::Year);
            }
        }
        body.body(edition, &placed, labels);
        body.heights(&placed, table, 0);
        let columns = shift + table.grid.columns;
        let ((head, head_merged), (body, body_merged)) = (head.done(columns), body.done(columns));
        Sheet { head, body, head_merged, body_merged, columns, held, widths }
    }

    /// The sheet's XML up to its first row; `reports` is how many tables stand on it.
    pub(super) fn open(&self, first: bool, reports: usize, out: &mut String) {
        let (head, held) = (self.head.len(), self.held);
        out.push_str(super::XML);
        out.push_str(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>",
        );
        let (last, rows) = (letters(self.columns.saturating_sub(1)), head + reports * self.body.len());
        let selected = if first { "tabSelected=\"1\" " } else { "" };
        out.push_str(&format!("<dimension ref=\"A1:{last}{rows}\"/><sheetViews><sheetView {selected}"));
        // Heads are held in view above, labels to the left.
        let (column, row) = (letters(held), head + 1);
        let split = if held > 0 { format!("xSplit=\"{held}\" ") } else { String::new() };
        let pane = if held > 0 { "bottomRight" } else { "bottomLeft" };
        out.push_str(&format!(
            "workbookViewId=\"0\"><pane {split}ySplit=\"{head}\" topLeftCell=\"{column}{row}\" \
activePane=\"{pane}\" state=\"frozen\"/>"
        ));
        if held > 0 {
            let here = |pane: &str, cell: String| {
                format!("<selection pane=\"{pane}\" activeCell=\"{cell}\" sqref=\"{cell}\"/>")
            };
            out.push_str(&here("topRight", format!("{column}1")));
            out.push_str(&here("bottomLeft", format!("A{row}")));
        }
        out.push_str(&format!("<selection pane=\"{pane}\"/></sheetView></sheetViews>"));
        out.push_str("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
        for run in self.widths.chunk_by(|one, next| one.0 + 1 == next.0 && one.1 == next.1) {
            let (from, to, width) = (run[0].0 + 1, run[run.len() - 1].0 + 1, run[0].1);
            // Five pixels at the edges, of seven to a digit.
            out.push_str(&format!("<col min=\"{from}\" max=\"{to}\" width=\"{width}.7109375\" customWidth=\"1\"/>"));
        }
        out.push_str("</cols><sheetData>");
    }

    /// Which cells are one: those of the head (0), or of a report's table (from 1).
    pub(super) fn merged(&self, part: usize, reports: usize, out: &mut String) {
        if part == 0 {
            out.push_str("</sheetData>");
            let count = self.count(reports);
            if count > 0 {
                out.push_str(&format!("<mergeCells count=\"{count}\">"));
            }
            self.head_merged.iter().for_each(|merged| merged.push(0, out));
        } else {
            let before = self.head.len() + (part - 1) * self.body.len();
            self.body_merged.iter().for_each(|merged| merged.push(before, out));
        }
    }

    /// The end of the sheet.
    pub(super) fn close(&self, reports: usize, out: &mut String) {
        out.push_str(if self.count(reports) > 0 { "</mergeCells>" } else { "" });
        out.push_str(
            "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>\
<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\" horizontalDpi=\"200\" verticalDpi=\"200\"/>\
</worksheet>",
        );
    }

    fn count(&self, reports: usize) -> usize {
        self.head_merged.len() + reports * self.body_merged.len()
    }
}

impl Merged {
    fn push(&self, before: usize, out: &mut String) {
        let first = before + self.row as usize + 1;
        let last = first + self.rows as usize - 1;
        let (mut one, mut other) = (itoa::Buffer::new(), itoa::Buffer::new());
        let ends = ["<mergeCell ref=\"", &self.from, one.format(first), ":", &self.to, other.format(last), "\"/>"];
        ends.into_iter().for_each(|piece| out.push_str(piece));
    }
}

/// Rows while they are laid out.
struct Laying {
    rows: Vec<Vec<(u16, Holds)>>,
    lines: Vec<u32>,
    merged: Vec<Merged>,
    /// Columns before the table's.
    shift: u16,
}

impl Laying {
    fn new(rows: usize, shift: u16) -> Laying {
        Laying { rows: vec![Vec::new(); rows], lines: vec![1; rows], merged: Vec::new(), shift }
    }

    /// Lays a rectangle, merged where it is more than one cell.
    fn put(&mut self, at: (u32, u16), size: (u32, u16), holds: Holds) {
        let beside = match holds {
            Holds::Label(_, style) | Holds::Own(style) | Holds::Blank(style) => Holds::Blank(style),
            Holds::Year | Holds::Figure(..) | Holds::More => Holds::More,
        };
        let (rows, columns) = (at.0..at.0 + size.0, at.1..at.1 + size.1);
        for row in rows {
            let Some(cells) = self.rows.get_mut(row as usize) else { continue };
            let first = row == at.0;
            cells.extend(columns.clone().map(|column| (column, if first && column == at.1 { holds } else { beside })));
        }
        if size != (1, 1) {
            let (from, to) = (letters(at.1), letters(at.1 + size.1 - 1));
            self.merged.push(Merged { from, to, row: at.0, rows: size.0 });
        }
    }

    fn heads(&mut self, heads: &[Placed<'_>], below: u32, labels: &mut Labels) {
        for placed in heads {
            if let What::Head(head) = placed.what {
                let at = (below + placed.row, self.shift + placed.column);
                self.put(at, (placed.rows, placed.columns), label(&head.text, Style::Words, labels));
            }
        }
    }

    /// Labels and figures. The innermost of several labels is a sentence and begins at the
    /// edge, as on the form; all else is centred.
    fn body(&mut self, edition: &Edition, body: &[Placed<'_>], labels: &mut Labels) {
        let figures = body.iter().filter(|placed| matches!(placed.what, What::Figure(_)));
        let first = figures.map(|placed| placed.column).min().unwrap_or(0);
        for placed in body {
            let holds = match placed.what {
                What::Head(head) => {
                    let sentence = first > 1 && placed.column + placed.columns == first;
                    label(&head.text, if sentence { Style::Left } else { Style::Words }, labels)
                }
                What::Figure(cell) => Holds::Figure(cell, edition.cells[cell].kind),
            };
            self.put((placed.row, self.shift + placed.column), (placed.rows, placed.columns), holds);
        }
    }

    /// Makes rows high enough for their words, which no program does by itself.
    fn heights(&mut self, placed: &[Placed<'_>], table: &Table, below: usize) {
        let widths = widths(table);
        for cell in placed.iter().filter(|cell| cell.rows == 1) {
            let What::Head(head) = cell.what else { continue };
            let (first, last) = (usize::from(cell.column), usize::from(cell.column + cell.columns));
            let room: u32 = widths[first..last].iter().sum();
            // A Chinese character is two digits wide; a cell keeps one for its edges.
            let lines = (2 * u32::try_from(head.text.chars().count()).unwrap_or(0) + 1).div_ceil(room);
            if let Some(most) = self.lines.get_mut(below + cell.row as usize) {
                *most = lines.max(*most);
            }
        }
    }

    fn done(self, columns: u16) -> (Vec<Row>, Vec<Merged>) {
        let row = |(mut cells, lines): (Vec<(u16, Holds)>, u32)| {
            cells.sort_by_key(|(column, _)| *column);
            let height = match lines {
                1 => String::new(),
                _ => format!(" ht=\"{}\" customHeight=\"1\"", LINE * lines),
            };
            let cell = |(column, holds)| Cell { before: format!("<c r=\"{}", letters(column)), holds };
            Row { after: format!("\" spans=\"1:{columns}\"{height}>"), cells: cells.into_iter().map(cell).collect() }
        };
        (self.rows.into_iter().zip(self.lines).map(row).collect(), self.merged)
    }
}

fn label(words: &str, style: Style, labels: &mut Labels) -> Holds {
    if words.is_empty() { Holds::Blank(style) } else { Holds::Label(labels.number(words), style) }
}

/// A column's name: A, B, …, Z, AA, ….
fn letters(column: u16) -> String {
    let mut name = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        name.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

/// The widths of a table's columns, in digits.
fn widths(table: &Table) -> Vec<u32> {
    let (columns, labels) = (usize::from(table.grid.columns), usize::from(table.grid.label_columns));
    let figures = match labels {
        // Few columns: wide enough for their heads on one line.
        1 => 54_u32.div_ceil(u32::from(table.grid.columns - 1).max(1)).max(9),
        _ => 9,
    };
    let mut widths = vec![figures; columns];
    widths.iter_mut().take(labels).for_each(|width| *width = 10);
    if let Some(innermost) = labels.checked_sub(1) {
        widths[innermost] = if labels == 1 { 26 } else { 40 };
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_names() {
        let names: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16_383].into_iter().map(letters).collect();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
