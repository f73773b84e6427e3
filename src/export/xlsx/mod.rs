//! Excel files in the layout of the form: merged heads, one sheet for each table.
//!
//! Of one report, `report.xlsx` is the form filled in. Of several, each sheet is one
//! table of one form with the office and year before every row, so that a spreadsheet
//! can filter and add up. Written out here as Word files are: what the forms share is
//! laid out once, and a sheet of many reports is handed on while it is written.

mod book;
mod sheet;
mod skeleton;
mod strings;
mod styles;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::Report;
use crate::edition::Edition;
use crate::error::{Error, Result};

use super::archive::Packing;
use super::{Entry, Press};
use book::{Book, Own};
use sheet::{Labels, Sheet};
use skeleton::{Named, Skeleton};
use styles::Packed;

/// Rows a sheet can have.
const ROWS: usize = 1_048_576;
/// How a file of many reports is packed: at level 4 it is a fifth shorter, and packing it
/// takes twice as long.
const LARGE: Packing = Packing::Level(2);
/// How every part begins.
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// What all Excel files of a site share.
pub(super) struct Prepared {
    /// The forms by their first years.
    forms: BTreeMap<u16, Form>,
    labels: Labels,
    styles: Packed,
}

/// A form, laid out.
struct Form {
    name: String,
    tables: Vec<Laid>,
    /// Of a file of one report; why there cannot be one.
    skeleton: std::result::Result<Skeleton, String>,
}

/// A table, laid out.
struct Laid {
    key: String,
    /// What its heading says after the title of the report.
    caption: String,
    alone: Sheet,
    stacked: Sheet,
}

impl Prepared {
    pub(super) fn new(editions: &[Arc<Edition>]) -> Prepared {
        let mut labels = Labels::default();
        let forms = editions.iter().map(|edition| (edition.first_year, Form::new(edition, &mut labels))).collect();
        Prepared { forms, labels, styles: Packed::default() }
    }

    fn form(&self, report: &Report) -> Option<&Form> {
        self.forms.get(&report.edition.as_ref()?.first_year)
    }
}

impl Form {
    fn new(edition: &Edition, labels: &mut Labels) -> Form {
        let mut tables = Vec::new();
        for table in &edition.tables {
            let unit = edition.unit_of(table).map(|unit| format!("（单位：{unit}）")).unwrap_or_default();
            tables.push(Laid {
                key: table.names.key.clone(),
                caption: format!("：{}{unit}", table.caption),
                alone: Sheet::alone(edition, table, labels),
                stacked: Sheet::stacked(edition, table, labels),
            });
        }
        let named: Vec<Named> = tables.iter().map(|table| (table.key.clone(), table.alone.head.len())).collect();
        let skeleton = Skeleton::new(&named).map_err(|fault| fault.to_string());
        Form { name: edition.name.clone(), tables, skeleton }
    }
}

/// The form filled in.
pub(super) fn one(press: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    let excel = press.excel();
    let Some(form) = excel.form(report) else { return Ok(Vec::new()) };
    let skeleton = form.skeleton.as_ref().map_err(Error::refused)?;
    let title = report.title(office.name_in(report.key.year));
    let mut book = Book::new(excel, Packing::Quick);
    book.begin(skeleton)?;
    for table in &form.tables {
        let words = book.own(Cow::Owned(format!("{title}{}", table.caption)))?;
        book.open(&table.alone, 1);
        let own = Own { report: Some(report), words };
        let rows = table.alone.head.iter().chain(&table.alone.body);
        (1..).zip(rows).for_each(|(number, row)| book.row(row, number, &own));
        book.close(&table.alone, 1, None)?;
    }
    book.finish(skeleton, &title)
}

/// One table of several reports, on a sheet.
struct Stack<'p, 'e> {
    name: String,
    sheet: &'p Sheet,
    reports: Vec<Entry<'e>>,
}

/// Several reports, form by form and table by table.
pub(super) fn many(press: &Press, entries: &[Entry<'_>], take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    parted(press, entries, ROWS, take)
}

/// As [`many`], on sheets of at most `rows` rows, or of one report.
fn parted(press: &Press, entries: &[Entry<'_>], rows: usize, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let excel = press.excel();
    let stacks = stacks(excel, entries, rows);
    let named: Vec<Named> = stacks.iter().map(|stack| (stack.name.clone(), stack.sheet.head.len())).collect();
    let skeleton = Skeleton::new(&named)?;
    let mut book = Book::new(excel, LARGE);
    book.begin(&skeleton)?;
    for stack in &stacks {
        let sheet = stack.sheet;
        book.open(sheet, stack.reports.len());
        let nobody = Own { report: None, words: None };
        (1..).zip(&sheet.head).for_each(|(number, row)| book.row(row, number, &nobody));
        let mut next = 1 + sheet.head.len();
        for (office, report) in &stack.reports {
            let own = Own { report: Some(report), words: book.own(Cow::Borrowed(office.name_in(report.key.year)))? };
            (next..).zip(&sheet.body).for_each(|(number, row)| book.row(row, number, &own));
            next += sheet.body.len();
            book.go_on(take)?;
        }
        book.close(sheet, stack.reports.len(), Some(take))?;
    }
    take(&book.finish(&skeleton, "政府信息公开工作年度报告统计表")?)
}

/// Which reports go onto which sheet.
fn stacks<'p, 'e>(excel: &'p Prepared, entries: &[Entry<'e>], rows: usize) -> Vec<Stack<'p, 'e>> {
    let mut stacks = Vec::new();
    for (first_year, form) in &excel.forms {
        let of = |report: &Report| report.edition.as_ref().is_some_and(|edition| edition.first_year == *first_year);
        let reports: Vec<Entry<'e>> = entries.iter().filter(|(_, report)| of(report)).copied().collect();
        for table in &form.tables {
            let sheet = &table.stacked;
            let fits = (rows.saturating_sub(sheet.head.len()) / sheet.body.len().max(1)).max(1);
            for (part, reports) in (1..).zip(reports.chunks(fits)) {
                let name = match part {
                    1 => format!("{} {}", form.name, table.key),
                    _ => format!("{} {}（{part}）", form.name, table.key),
                };
                stacks.push(Stack { name, sheet, reports: reports.to_vec() });
            }
        }
    }
    stacks
}

fn too_long() -> Error {
    refused("一格装不下 32767 个字以上")
}

fn refused(fault: impl std::fmt::Display) -> Error {
    Error::refused(format!("生成 Excel 文件失败：{fault}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::collections::BTreeMap;
    use std::io::Cursor;
    use std::path::Path;

    use calamine::{Reader, Xlsx};

    use crate::config::Config;
    use crate::content::{Only, load};
    use crate::edition::Editions;
    use crate::site::Site;

    use super::*;

    /// The sheets of the example site's reports, when one has at most `rows` rows: how many
    /// it has below its heads, and in all.
    fn sheets(rows: usize) -> BTreeMap<String, (usize, usize)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let loaded = load(root, &Editions::embedded().unwrap(), &Only::All).unwrap();
        let config = Config::default();
        let site = Site::arrange(&config, &loaded.content, loaded.content.reports.iter().map(|report| &**report));
        let press = Press::new(&site);
        let mut entries: Vec<(&_, &Report)> = Vec::new();
        for office in &site.offices {
            entries.extend(office.reports.values().map(|report| (office.office, *report)));
        }
        let mut file = Vec::new();
        let mut take = |part: &[u8]| {
            file.extend_from_slice(part);
            Ok(())
        };
        parted(&press, &entries, rows, &mut take).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
        let stacks = stacks(press.excel(), &entries, rows).into_iter();
        stacks
            .map(|Stack { name, sheet, .. }| {
                let all = book.worksheet_range(&name).unwrap().height();
                (name, (all - sheet.head.len(), all))
            })
            .collect()
    }

    #[test]
    fn what_one_sheet_cannot_hold_goes_on_the_next() {
        let (whole, parts) = (sheets(ROWS), sheets(60));
        assert!(parts.len() > whole.len() && parts.values().all(|(_, all)| *all <= 60), "{parts:?}");
        for (name, (below, _)) in &whole {
            let of_table = parts.iter().filter(|(part, _)| *part == name || part.starts_with(&format!("{name}（")));
            assert_eq!(of_table.map(|(_, (below, _))| below).sum::<usize>(), *below, "{name}: {parts:?}");
        }
    }
}
