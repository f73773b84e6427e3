//! Excel files in the layout of the form: merged heads, one sheet for each table.
//!
//! Of one report, `report.xlsx` is the form filled in. Of several, each sheet is one
//! table of one form with the office and year before every row, so that a spreadsheet
//! can filter and add up.

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
/// Digits a spreadsheet's number holds; longer figures are written as text.
const DIGITS: usize = 15;

/// The form filled in.
pub(super) fn one(_: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    let Some(edition) = &report.edition else { return Ok(Vec::new()) };
    let title = report.title(office.name_in(report.key.year));
    let mut book = Book::new(&title)?;
    for table in &edition.tables {
        let mut sheet = book.sheet(&table.names.key)?;
        let (width, body) = (table.grid.columns, table.grid.placed_body());
        let words = Some(&book.words);
        sheet.range((0, 0), (1, width), &format!("{title}：{}", table.caption), words)?;
        let header = table.grid.placed_header();
        let from = 1 + u32::try_from(table.grid.header.len()).unwrap_or(0);
        book.heads(&mut sheet, &header, (1, 0))?;
        book.rows(&mut sheet, edition, report, &body, (from, 0))?;
        sheet.widths(0, table)?;
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
        Ok(Book { book, words: base.clone().set_align(FormatAlign::Center), left: base.set_align(FormatAlign::Left) })
    }

    fn sheet(&mut self, name: &str) -> Result<Sheet> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name).map_err(refused)?;
        Ok(Sheet(sheet))
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

    /// Rows of a report's table, labels and figures.
    fn rows(
        &self,
        sheet: &mut Sheet,
        edition: &Edition,
        report: &Report,
        body: &[Placed<'_>],
        at: (u32, u16),
    ) -> Result<()> {
        for placed in body {
            let from = (at.0 + placed.row, at.1 + placed.column);
            let size = (placed.rows, placed.columns);
            match placed.what {
                What::Head(head) => sheet.range(from, size, &head.text, Some(&self.left))?,
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
            at += rows;
        }
        sheet.0.set_column_width(0, 28).map_err(refused)?;
        sheet.widths(2, table)?;
        sheet.page(header, 2)?;
        Ok(sheet)
    }
}

/// A sheet.
struct Sheet(Worksheet);

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
        let labels = table.grid.label_columns;
        for column in 0..table.grid.columns {
            // The innermost label is the long one.
            let width = if column + 1 == labels { 34 } else { 12 };
            self.0.set_column_width(from + column, width).map_err(refused)?;
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

fn refused(fault: XlsxError) -> Error {
    Error::refused(format!("生成 Excel 文件失败：{fault}"))
}
