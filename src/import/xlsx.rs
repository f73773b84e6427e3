//! Excel workbooks to lines: every sheet, row by row.
//!
//! A row with one filled cell that is no figure is text, any other is a row of a table.
//! Cells covered by a merge are no cells.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::document::{Document, Kind, Line, Piece};
use super::formats;
use super::html::join_words;
use super::looks::Looks;
use super::package::Package;
use super::shape::visible;
use super::tokens::is_figure;

/// Most rows and columns of a sheet that are looked at; a report has some 80 by 20.
const ROWS: u32 = 5000;
const COLUMNS: u32 = 100;
/// The day from which a number that looks like a date is one: 1 January 2000.
const YEAR_2000: f64 = 36_526.0;

/// Reads an .xlsx file.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    // Measures what the file unpacks to before anything is unpacked into memory.
    let mut package = Package::open(bytes)?;
    let looks = Looks::read(&mut package, (ROWS, COLUMNS))?;
    let damaged = || "工作簿打不开，可能损坏或加了密码；请用 Excel 或 WPS 打开后另存一份再导入".to_owned();
    // The library stops the program over some damaged files (a column past 32 bits, where
    // overflow is looked for); that is one more way of being damaged.
    let read = std::panic::catch_unwind(|| workbook(bytes, &looks));
    let mut document = read.map_err(|_| damaged())?.map_err(|_| damaged())?;
    document.remarks.extend(looks.struck.iter().map(|text| format!("划去的字没有读入：{text}")));
    Ok(document)
}

fn workbook(bytes: &[u8], looks: &Looks) -> Result<Document, calamine::XlsxError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut document = Document::default();
    let several = book.sheet_names().len() > 1;
    for (number, sheet) in book.sheet_names().into_iter().enumerate() {
        let name = if several { format!("工作表“{sheet}”") } else { String::new() };
        one(&mut book, &sheet, number, &name, looks, &mut document)?;
    }
    Ok(document)
}

type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

fn one(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    table: usize,
    name: &str,
    looks: &Looks,
    document: &mut Document,
) -> Result<(), calamine::XlsxError> {
    let mut rows = Rows::new();
    let mut beyond = false;
    let mut cells = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let value = cell.get_value();
        let text = seen(value, looks, (sheet, name), (row, column), &mut document.remarks);
        if text.is_empty() {
            continue;
        }
        if row >= ROWS || column >= COLUMNS {
            beyond = true;
            continue;
        }
        rows.entry(row).or_default().insert(column, text);
    }
    drop(cells);
    without_result(book, sheet, name, &mut rows, document)?;
    if beyond {
        document.remarks.push(format!("{name}第 {ROWS} 行或第 {COLUMNS} 列以外的内容没有读取"));
    }
    let mut covered: BTreeSet<(u32, u32)> = BTreeSet::new();
    // Merges of a sound sheet do not overlap: together they cover no more than the sheet.
    let mut left = u64::from(ROWS) * u64::from(COLUMNS);
    for merge in book.merge_cells_by_sheet_name(sheet)? {
        let size = |from: u32, to: u32, most: u32| u64::from(to.min(most).saturating_sub(from)) + 1;
        let area = size(merge.start.0, merge.end.0, ROWS) * size(merge.start.1, merge.end.1, COLUMNS);
        let Some(rest) = left.checked_sub(area) else { break };
        left = rest;
        let (rows, columns) = (merge.start.0..=merge.end.0.min(ROWS), merge.start.1..=merge.end.1.min(COLUMNS));
        let all = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
        covered.extend(all.filter(|place| *place != merge.start));
    }
    let width = rows.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
    for (row, cells) in rows {
        let place = format!("{name}第 {} 行", row + 1);
        let mut filled = cells.values();
        if let (Some(text), None) = (filled.next(), filled.next())
            && !is_figure(text)
        {
            let parts = text.lines().map(str::trim).filter(|part| !part.is_empty());
            document.lines.extend(parts.map(|part| Line::text(Kind::Text, part, place.clone())));
            continue;
        }
        let pieces = (0..=width).filter(|column| !covered.contains(&(row, *column))).map(|column| Piece {
            text: cells.get(&column).map(|text| join_words(text)).unwrap_or_default(),
            column: usize::try_from(column).unwrap_or(usize::MAX),
        });
        document.lines.push(Line::row(table + 1, pieces.collect(), place));
    }
    Ok(())
}

/// Puts formulas whose result the file does not hold, as other programs than Excel write them,
/// where their figures would stand: they are told, and taken for no empty cell.
fn without_result(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    name: &str,
    rows: &mut Rows,
    document: &mut Document,
) -> Result<(), calamine::XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut count = 0_usize;
    while let Some(cell) = cells.next_formula()? {
        let ((row, column), formula) = (cell.get_position(), cell.get_value());
        if row >= ROWS || column >= COLUMNS || formula.is_empty() {
            continue;
        }
        // Names of other sheets are no part of a figure.
        let shown = if formula.is_ascii() && formula.len() <= 10 { format!("={formula}") } else { "=…".to_owned() };
        if let Entry::Vacant(place) = rows.entry(row).or_default().entry(column) {
            place.insert(shown);
            count += 1;
        }
    }
    if count > 0 {
        let remark = "格是公式，文件里没有存下结果：请用 Excel 或 WPS 打开，保存一次再导入";
        document.remarks.push(format!("{name}{count} {remark}"));
    }
    Ok(())
}

/// What is seen of a cell; what is not read of it, or read as it is shown and not as it is
/// stored, is said.
fn seen(
    value: &DataRef<'_>,
    looks: &Looks,
    (sheet, name): (&str, &str),
    (row, column): (u32, u32),
    remarks: &mut Vec<String>,
) -> String {
    let text = text(value);
    let is_text = matches!(value, DataRef::SharedString(_) | DataRef::String(_));
    if !text.is_empty() && looks.is_struck(sheet, (row, column), if is_text { &text } else { "" }) {
        remarks.push(format!("划去的字没有读入：{}", join_words(&text)));
        return String::new();
    }
    let look = match value {
        // A number is never struck in part, whatever text looks like it.
        DataRef::SharedString(_) | DataRef::String(_) => looks.texts.get(&text).cloned(),
        DataRef::Int(_) | DataRef::Float(_) => {
            let format = looks.format(sheet, (row, column));
            let shown = format.and_then(|format| formats::shown(text.parse().ok()?, format));
            if let Some(shown) = shown.as_ref().filter(|shown| shown.differs) {
                let (place, shown) = (row + 1, &shown.text);
                remarks.push(format!("{name}第 {place} 行：显示为“{shown}”，存着的是 {text}，按显示的读，请核对"));
            }
            shown.map(|shown| shown.text)
        }
        _ => None,
    };
    visible(&look.unwrap_or(text))
}

/// A cell's value as it would be typed.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // The shortest digits that give the same number: 72701.2578, not 72701.25779999.
        DataRef::Float(number) => fifteen_digits(*number).to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        // A figure whose cell has the look of a date by mistake is a day of long ago.
        DataRef::DateTime(date) if date.is_datetime() && date.as_f64() >= YEAR_2000 => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        DataRef::DateTime(date) => fifteen_digits(date.as_f64()).to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// What Excel shows of a number: a sum of 0.1 and 0.2 is 0.3, not 0.30000000000000004.
fn fifteen_digits(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rust_xlsxwriter::{Format, Workbook};

    /// The cells of one row: a text with its first digit struck out, and `others`.
    fn row(others: &[&str], number: Option<f64>) -> Vec<String> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let struck = Format::new().set_font_strikethrough();
        sheet.write_rich_string(0, 0, &[(&struck, "9"), (&Format::new(), "18")]).unwrap();
        for (column, text) in (1..).zip(others) {
            sheet.write_string(0, column, *text).unwrap();
        }
        if let Some(number) = number {
            sheet.write_number(0, 1, number).unwrap();
        }
        let document = super::read(&book.save_to_buffer().unwrap()).unwrap();
        document.lines[0].pieces.iter().map(|piece| piece.text.clone()).collect()
    }

    #[test]
    fn a_figure_that_looks_like_a_struck_text_keeps_its_digits() {
        assert_eq!(row(&[], Some(918.0)), ["18", "918"]);
        // Where texts are written in two ways, neither is taken for a figure.
        assert!(row(&["918"], None).iter().all(|text| text.starts_with("918（")));
    }
}
