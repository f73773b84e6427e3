//! A workbook while it is written.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::content::report::print;
use crate::content::{Cell, Report};
use crate::edition::Kind;
use crate::error::Result;

use super::super::PART;
use super::super::archive::{Archive, Packing};
use super::sheet::{Holds, Row, Sheet};
use super::skeleton::Skeleton;
use super::strings::{Strings, fits};
use super::styles::{Style, Styles};
use super::{Prepared, XML, too_long};

/// Digits a spreadsheet's number holds; longer figures are written as text.
const DIGITS: usize = 15;
/// The first whole number of more digits.
const TOO_MANY: u64 = 1_000_000_000_000_000;
/// Bytes of XML that are packed together.
const CHUNK: usize = 64 << 10;

/// Takes what is finished of a long file.
pub(super) type Take<'t> = dyn FnMut(&[u8]) -> Result<()> + 't;

/// A workbook while it is written.
pub(super) struct Book<'p> {
    excel: &'p Prepared,
    archive: Archive,
    strings: Strings<'p>,
    styles: Styles,
    sheets: usize,
    /// What was written of a sheet and is not packed.
    xml: String,
}

/// What differs from report to report.
pub(super) struct Own<'r> {
    pub(super) report: Option<&'r Report>,
    /// The number of its words, if it has any.
    pub(super) words: Option<u32>,
}

impl<'p> Book<'p> {
    /// An empty workbook.
    pub(super) fn new(excel: &'p Prepared, packing: Packing) -> Book<'p> {
        Book {
            excel,
            archive: Archive::new(packing),
            strings: Strings::new(excel.labels.0.len()),
            styles: Styles::default(),
            sheets: 0,
            xml: String::with_capacity(CHUNK / 2),
        }
    }

    /// Writes what stands before the sheets.
    pub(super) fn begin(&mut self, skeleton: &Skeleton) -> Result<()> {
        skeleton.begin(&mut self.archive)
    }

    /// The number of words that are a report's own; none for no words.
    pub(super) fn own(&mut self, words: Cow<'p, str>) -> Result<Option<u32>> {
        if !fits(&words) {
            return Err(too_long());
        }
        Ok((!words.is_empty()).then(|| self.strings.number(words)))
    }

    /// Begins a sheet on which a table stands `reports` times.
    pub(super) fn open(&mut self, sheet: &Sheet, reports: usize) {
        self.begin_sheet();
        sheet.open(self.sheets == 1, reports, &mut self.xml);
    }

    fn begin_sheet(&mut self) {
        self.sheets += 1;
        self.archive.begin(&format!("xl/worksheets/sheet{}.xml", self.sheets));
    }

    /// Writes a row; `number` counts from 1.
    pub(super) fn row(&mut self, row: &Row, number: usize, own: &Own<'_>) {
        let mut digits = itoa::Buffer::new();
        let number = digits.format(number);
        self.push(["<row r=\"", number, &row.after]);
        let mut last = 0;
        for cell in &row.cells {
            self.push([&cell.before, number, "\" s=\""]);
            last = self.cell(cell.holds, own, last);
        }
        self.xml.push_str("</row>");
    }

    /// Writes what a cell holds, from its look on; the look.
    fn cell(&mut self, holds: Holds, own: &Own<'_>, last: usize) -> usize {
        let (style, words) = match holds {
            Holds::Label(label, style) => (style, Some(self.strings.label(label, &self.excel.labels.0))),
            Holds::Own(style) => {
                own.words.iter().for_each(|_| self.strings.used());
                (style, own.words)
            }
            Holds::Blank(style) => (style, None),
            Holds::Year => {
                let look = self.styles.number(Style::Words);
                return self.whole(look, own.report.map_or(0, |report| i64::from(report.key.year)));
            }
            Holds::Figure(cell, kind) => {
                return self.figure(own.report.map_or(Cell::Missing, |of| of.cell(cell)), kind);
            }
            Holds::More => return self.words(last, None),
        };
        let look = self.styles.number(style);
        self.words(look, words)
    }

    /// A figure as a number that shows the digits it was written with; a missing one is an
    /// empty cell.
    fn figure(&mut self, cell: Cell, kind: Kind) -> usize {
        let Cell::Given(value) = cell else {
            let look = self.styles.number(Style::Words);
            return self.words(look, None);
        };
        // Nearly all figures are whole numbers; a zero below zero is none.
        let whole = i64::try_from(value.mantissa()).ok().filter(|whole| whole.unsigned_abs() < TOO_MANY);
        match whole.filter(|whole| value.scale() == 0 && (*whole != 0 || value.is_sign_positive())) {
            Some(whole) => {
                let look = self.styles.number(Style::Number(0));
                self.whole(look, whole)
            }
            None => self.broken(value, kind),
        }
    }

    /// A figure that is not a whole number, or a long one.
    fn broken(&mut self, value: Decimal, kind: Kind) -> usize {
        let printed = print(value, kind);
        let digits = printed.bytes().filter(u8::is_ascii_digit).count();
        match value.to_f64().filter(|_| digits <= DIGITS) {
            Some(number) => {
                let places = printed.split_once('.').map_or(0, |(_, places)| places.len());
                let look = self.styles.number(Style::Number(places));
                self.number(look, &number.to_string())
            }
            None => {
                let look = self.styles.number(Style::Words);
                self.strings.used();
                let number = self.strings.number(Cow::Owned(printed));
                self.words(look, Some(number))
            }
        }
    }

    fn whole(&mut self, look: usize, number: i64) -> usize {
        self.number(look, itoa::Buffer::new().format(number))
    }

    fn number(&mut self, look: usize, number: &str) -> usize {
        self.push([itoa::Buffer::new().format(look), "\"><v>", number]);
        self.xml.push_str("</v></c>");
        look
    }

    fn words(&mut self, look: usize, words: Option<u32>) -> usize {
        self.xml.push_str(itoa::Buffer::new().format(look));
        match words {
            Some(words) => self.push(["\" t=\"s\"><v>", itoa::Buffer::new().format(words), "</v></c>"]),
            None => self.xml.push_str("\"/>"),
        }
        look
    }

    fn push(&mut self, pieces: [&str; 3]) {
        pieces.iter().for_each(|piece| self.xml.push_str(piece));
    }

    /// Packs what was written, once it is long, and hands on what is packed, likewise.
    pub(super) fn go_on(&mut self, take: &mut Take<'_>) -> Result<()> {
        if self.xml.len() >= CHUNK {
            self.pack()?;
            self.archive.hand_on(PART, take)?;
        }
        Ok(())
    }

    fn pack(&mut self) -> Result<()> {
        self.archive.write(self.xml.as_bytes())?;
        self.xml.clear();
        Ok(())
    }

    /// Ends a sheet; `take` is there for a long file.
    pub(super) fn close(&mut self, sheet: &Sheet, reports: usize, mut take: Option<&mut Take<'_>>) -> Result<()> {
        for part in 0..=reports {
            sheet.merged(part, reports, &mut self.xml);
            if let Some(take) = &mut take {
                self.go_on(take)?;
            }
        }
        sheet.close(reports, &mut self.xml);
        self.end_sheet()
    }

    fn end_sheet(&mut self) -> Result<()> {
        self.pack()?;
        self.archive.end()
    }

    /// Ends the workbook: what was not handed on.
    pub(super) fn finish(mut self, skeleton: &Skeleton, title: &str) -> Result<Vec<u8>> {
        if self.sheets == 0 {
            // A workbook without a sheet is none.
            self.begin_sheet();
            self.push([XML, EMPTY, ""]);
            self.end_sheet()?;
        }
        let styles = self.excel.styles.of(&self.styles)?;
        self.archive.part(&styles)?;
        self.archive.text("xl/sharedStrings.xml", self.strings.xml().as_bytes())?;
        skeleton.end(&mut self.archive, title)?;
        self.archive.finish()
    }
}

/// A sheet without a row.
const EMPTY: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><dimension ref=\"A1\"/>\
<sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>\
<sheetData/><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>\
</worksheet>";
