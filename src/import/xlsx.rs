//! Excel workbooks to lines: every sheet, row by row.
//!
//! A row with one filled cell that is no figure is text, any other is a row of a table.
//! Cells covered by a merge are no cells.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::document::{Document, Kind, Line, Piece};
use super::html::join_words;
use super::package::Package;
use super::tokens::is_figure;

/// Most rows and columns of a sheet that are looked at; a report has some 80 by 20.
const ROWS: u32 = 5000;
const COLUMNS: u32 = 100;

/// Reads an .xlsx file.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    // Measures what the file unpacks to before anything is unpacked into memory.
    Package::open(bytes)?;
    let damaged = || "工作簿打不开，可能损坏或加了密码；请用 Excel 或 WPS 打开后另存一份再导入".to_owned();
    // The library stops the program over some damaged files (a column past 32 bits, where
    // overflow is looked for); that is one more way of being damaged.
    let read = std::panic::catch_unwind(|| workbook(bytes));
    read.map_err(|_| damaged())?.map_err(|_| damaged())
}

fn workbook(bytes: &[u8]) -> Result<Document, calamine::XlsxError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut document = Document::default();
    let several = book.sheet_names().len() > 1;
    for (number, sheet) in book.sheet_names().into_iter().enumerate() {
        let name = if several { format!("工作表“{sheet}”") } else { String::new() };
        one(&mut book, &sheet, number, &name, &mut document)?;
    }
    Ok(document)
}

type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

fn one(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    table: usize,
    name: &str,
    document: &mut Document,
) -> Result<(), calamine::XlsxError> {
    let mut rows = Rows::new();
    let mut beyond = false;
    let mut cells = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
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

/// A cell's value as it would be typed.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // The shortest digits that give the same number: 72701.2578, not 72701.25779999.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
