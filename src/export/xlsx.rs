//! Excel files in the layout of the form: merged heads, one sheet for each table.
//!
//! Of one report, `report.xlsx` is the form filled in. Of several, each sheet is one
//! table of one form with the office and year before every row, so that a spreadsheet
//! can filter and add up.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::content::report::print;
use crate::content::{Cell, Report};
use crate::edition::{Edition, Kind, Placed, Table, What};
use crate::error::{Error, Result};

use super::{Entry, Press};

/// Rows a sheet can have.
const ROWS: u32 = 1_048_576;
/// Height of a line of words, in points.
const LINE: f64 = 15.0;
/// Digits a spreadsheet's number holds; longer figures are written as text.
const DIGITS: usize = 15;

/// The form filled in.
pub(super) fn one(_: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    let Some(edition) = &report.edition else { return Ok(Vec::new()) };
    let title = report.title(office.name_in(report.key.year));
    let mut book = Book::new(&title)?;
    // One of thousands of small files: packing tighter takes longer than writing it.
    book.book.set_zip_compression_level(1);
    for table in &edition.tables {
        let mut sheet = book.sheet(&table.names.key)?;
        let (width, body) = (table.grid.columns, table.grid.placed_body());
        let unit = edition.unit_of(table).map(|unit| format!("（单位：{unit}）")).unwrap_or_default();
        let head = format!("{title}：{}{unit}", table.caption);
        sheet.range((0, 0), (1, width), &head, Some(&book.title))?;
        let header = table.grid.placed_header();
        let from = 1 + u32::try_from(table.grid.header.len()).unwrap_or(0);
        book.heads(&mut sheet, &header, (1, 0))?;
        book.rows(&mut sheet, edition, report, &body, (from, 0))?;
        sheet.widths(0, table)?;
        sheet.heights(&header, table, 1)?;
        sheet.heights(&body, table, from)?;
        sheet.page(from, table.grid.label_columns)?;
        book.put(sheet);
    }
    book.bytes()
}

/// Several reports, form by form and table by table.
pub(super) fn many(entries: &[Entry<'_>]) -> Result<Vec<u8>> {
    let mut editions: Vec<&Edition> = entries.iter().filter_map(|(_, report)| report.edition.as_deref()).collect();
    editions.sort_by_key(|edition| edition.first_year);
    editions.dedup_by_key(|edition| edition.first_year);
    let mut book = Book::new("政府信息公开工作年度报告统计表")?;
    for edition in editions {
        for table in &edition.tables {
            let mut part = 1;
            let mut rest: Vec<Entry<'_>> = entries
                .iter()
                .filter(|(_, report)| report.edition.as_ref().is_some_and(|of| of.id == edition.id))
                .copied()
                .collect();
            let head = 1 + u32::try_from(table.grid.header.len()).unwrap_or(0);
            let each = u32::try_from(table.grid.body.len()).unwrap_or(ROWS).max(1);
            let fits = ((ROWS - head) / each) as usize;
            while !rest.is_empty() {
                let more = rest.split_off(rest.len().min(fits));
                let name = match part {
                    1 => format!("{} {}", edition.name, table.names.key),
                    _ => format!("{} {}（{part}）", edition.name, table.names.key),
                };
                let sheet = book.stacked(&name, edition, table, &rest)?;
                book.put(sheet);
                rest = more;
                part += 1;
            }
        }
    }
    book.bytes()
}

/// A workbook and its formats.
struct Book {
    book: Workbook,
    title: Format,
    words: Format,
    left: Format,
}

impl Book {
    fn new(title: &str) -> Result<Book> {
        let mut book = Workbook::new();
        // A fixed date: the file is to be the same on every day it is made.
        let date = ExcelDateTime::from_ymd(2008, 5, 1).map_err(refused)?;
        book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&date));
        let base = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let words = base.clone().set_align(FormatAlign::Center);
        Ok(Book { book, title: words.clone().set_bold(), words, left: base.set_align(FormatAlign::Left) })
    }

    fn sheet(&mut self, name: &str) -> Result<Sheet> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name).map_err(refused)?;
        Ok(Sheet(sheet, BTreeMap::new()))
    }

    fn put(&mut self, sheet: Sheet) {
        self.book.push_worksheet(sheet.0);
    }

    fn bytes(mut self) -> Result<Vec<u8>> {
        self.book.save_to_buffer().map_err(refused)
    }

    /// Heads, `at` rows and columns from the corner.
    fn heads(&self, sheet: &mut Sheet, heads: &[Placed<'_>], at: (u32, u16)) -> Result<()> {
        for placed in heads {
            if let What::Head(head) = placed.what {
                let from = (at.0 + placed.row, at.1 + placed.column);
                sheet.range(from, (placed.rows, placed.columns), &head.text, Some(&self.words))?;
            }
        }
        Ok(())
    }

    /// Rows of a report's table, labels and figures. The innermost of several labels is
    /// a sentence and begins at the edge, as on the form; all else is centred.
    fn rows(
        &self,
        sheet: &mut Sheet,
        edition: &Edition,
        report: &Report,
        body: &[Placed<'_>],
        at: (u32, u16),
    ) -> Result<()> {
        let figures = body.iter().filter(|placed| matches!(placed.what, What::Figure(_)));
        let labels = figures.map(|placed| placed.column).min().unwrap_or(0);
        for placed in body {
            let from = (at.0 + placed.row, at.1 + placed.column);
            let size = (placed.rows, placed.columns);
            match placed.what {
                What::Head(head) => {
                    let sentence = labels > 1 && placed.column + placed.columns == labels;
                    let format = if sentence { &self.left } else { &self.words };
                    sheet.range(from, size, &head.text, Some(format))?;
                }
                What::Figure(cell) => self.figure(sheet, from, size, report.cell(cell), edition.cells[cell].kind)?,
            }
        }
        Ok(())
    }

    /// A figure as a number that shows the digits it was written with; a missing one is
    /// an empty cell.
    fn figure(&self, sheet: &mut Sheet, at: (u32, u16), size: (u32, u16), cell: Cell, kind: Kind) -> Result<()> {
        let Cell::Given(value) = cell else { return sheet.range(at, size, "", Some(&self.words)) };
        let printed = print(value, kind);
        let (digits, places) = (
            printed.bytes().filter(u8::is_ascii_digit).count(),
            printed.split_once('.').map_or(0, |(_, places)| places.len()),
        );
        let shape = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
        let format = self.words.clone().set_num_format(shape);
        match value.to_f64().filter(|_| digits <= DIGITS) {
            Some(number) => {
                sheet.range(at, size, "", Some(&format))?;
                sheet.0.write_number_with_format(at.0, at.1, number, &format).map(drop).map_err(refused)
            }
            None => sheet.range(at, size, &printed, Some(&self.words)),
        }
    }

    /// One table of several reports below each other.
    fn stacked(&mut self, name: &str, edition: &Edition, table: &Table, entries: &[Entry<'_>]) -> Result<Sheet> {
        let mut sheet = self.sheet(name)?;
        let header = u32::try_from(table.grid.header.len()).unwrap_or(0).max(1);
        for (column, head) in [(0, "机关"), (1, "年度")] {
            sheet.range((0, column), (header, 1), head, Some(&self.words))?;
        }
        self.heads(&mut sheet, &table.grid.placed_header(), (0, 2))?;
        sheet.heights(&table.grid.placed_header(), table, 0)?;
        let body = table.grid.placed_body();
        let rows = u32::try_from(table.grid.body.len()).unwrap_or(0);
        let mut at = header;
        for (office, report) in entries {
            let name = office.name_in(report.key.year);
            for row in at..at + rows {
                sheet.text((row, 0), name, &self.left)?;
                let year = f64::from(report.key.year);
                sheet.0.write_number_with_format(row, 1, year, &self.words).map_err(refused)?;
            }
            self.rows(&mut sheet, edition, report, &body, (at, 2))?;
            sheet.heights(&body, table, at)?;
            at += rows;
        }
        sheet.0.set_column_width(0, 28).map_err(refused)?;
        sheet.widths(2, table)?;
        sheet.page(header, 2)?;
        Ok(sheet)
    }
}

/// A sheet, and the heights of the rows that are higher than one line.
struct Sheet(Worksheet, BTreeMap<u32, f64>);

impl Sheet {
    /// Words in a rectangle of cells, merged where it is more than one.
    fn range(&mut self, at: (u32, u16), size: (u32, u16), words: &str, format: Option<&Format>) -> Result<()> {
        let plain = Format::new();
        let format = format.unwrap_or(&plain);
        if size == (1, 1) {
            return self.text(at, words, format);
        }
        let (row, column) = (at.0 + size.0 - 1, at.1 + size.1 - 1);
        self.0.merge_range(at.0, at.1, row, column, words, format).map(drop).map_err(refused)
    }

    fn text(&mut self, at: (u32, u16), words: &str, format: &Format) -> Result<()> {
        let written = match words {
            "" => self.0.write_blank(at.0, at.1, format),
            _ => self.0.write_string_with_format(at.0, at.1, words, format),
        };
        written.map(drop).map_err(refused)
    }

    fn widths(&mut self, from: u16, table: &Table) -> Result<()> {
        for (column, width) in (from..).zip(widths(table)) {
            self.0.set_column_width(column, f64::from(width)).map_err(refused)?;
        }
        Ok(())
    }

    /// Makes rows high enough for their words, which no program does by itself; `from` is
    /// the sheet's row of the first of them.
    fn heights(&mut self, placed: &[Placed<'_>], table: &Table, from: u32) -> Result<()> {
        let widths = widths(table);
        for cell in placed.iter().filter(|cell| cell.rows == 1) {
            let What::Head(head) = cell.what else { continue };
            let (first, last) = (usize::from(cell.column), usize::from(cell.column + cell.columns));
            let room: u32 = widths[first..last].iter().sum();
            // A Chinese character is two digits wide; a cell keeps one for its edges.
            let lines = (2 * u32::try_from(head.text.chars().count()).unwrap_or(0) + 1).div_ceil(room);
            let (row, height) = (from + cell.row, LINE * f64::from(lines));
            if height > self.1.get(&row).copied().unwrap_or(LINE) {
                self.1.insert(row, height);
                self.0.set_row_height(row, height).map_err(refused)?;
            }
        }
        Ok(())
    }

    /// A4 across, one page wide, heads held in view and repeated on paper.
    fn page(&mut self, head_rows: u32, held: u16) -> Result<()> {
        self.0.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        self.0.set_freeze_panes(head_rows, held).map_err(refused)?;
        if head_rows > 0 {
            self.0.set_repeat_rows(0, head_rows - 1).map_err(refused)?;
        }
        Ok(())
    }
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

fn refused(fault: XlsxError) -> Error {
    Error::refused(format!("生成 Excel 文件失败：{fault}"))
}
