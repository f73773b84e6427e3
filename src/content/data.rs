//! `data.yaml` → the figures of one report.
//!
//! Takes the tree of the file, gives [`Data`]: form, dates, cells with the derived ones
//! worked out, restated totals, corrections and explanations. Every fault is spotted,
//! and what can be read is read in spite of it.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::edition::{Edition, Editions, Said, Table};
use crate::source::tree::{Node, Part, Step};

use super::dates;
use super::entries::{corrections, explanations};
use super::fields::{self, Field, Fields, Other};
use super::grid::{Filling, NONE, RESTATED, is_blank};
use super::narrative::Narrative;
use super::outline;
use super::report::{Cell, Correction, Explanation, Published, Report, ReportKey, Restated};
use super::rules;
use super::spotted::Spotted;
use super::strayed::{self, Keys};

const EDITION: Field = ["版式", "edition"];
const OFFICE: Field = ["机关", "office"];
const YEAR: Field = ["年度", "year"];
const PUBLISHED: Field = ["发布日期", "published"];
const DRAFT: Field = ["草稿", "draft"];
pub(super) const CORRECTIONS: Field = ["更正", "corrections"];
pub(super) const EXPLANATIONS: Field = ["说明", "explanations"];
pub(super) const KNOWN: [Field; 7] = [EDITION, OFFICE, YEAR, PUBLISHED, DRAFT, CORRECTIONS, EXPLANATIONS];

/// The word for a report without statutory tables.
const DOCUMENT: &str = "文本";

/// What `data.yaml` says.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) edition: Option<Arc<Edition>>,
    pub(super) cells: Vec<Cell>,
    pub(super) restated: Vec<Restated>,
    pub(super) published: Option<Published>,
    pub(super) draft: bool,
    pub(super) corrections: Vec<Correction>,
    pub(super) explanations: Vec<Explanation>,
}

impl Data {
    /// The report of `key` that this and its words are.
    pub(super) fn report(self, key: ReportKey, narrative: Narrative, attachments: Vec<String>) -> Report {
        Report {
            key,
            edition: self.edition,
            cells: self.cells.into(),
            restated: self.restated,
            published: self.published,
            draft: self.draft,
            corrections: self.corrections,
            explanations: self.explanations,
            narrative,
            attachments,
        }
    }
}

/// Where each cell was written: path and part; `None` where nothing was.
pub(super) type Places = Vec<Option<(Vec<Step>, Part)>>;

/// Reads the file of `year`. `names` are the names the office may go by.
pub(super) fn read(
    tree: &Node,
    year: u16,
    names: &[&str],
    editions: &Editions,
    spotted: &mut Vec<Spotted>,
    mut places: Option<&mut Places>,
) -> Data {
    let Node::Map(written) = tree else {
        let say = "文件应为逐行的“键: 值”";
        spotted.push(Spotted::new(&rules::SHAPE, &[], Part::Value, say, "参照“nianbao new”生成的空白文件填写"));
        return Data { edition: editions.of_year(year).cloned(), ..Data::default() };
    };
    let fields = Fields::new(written, &[]);
    let edition = edition(&fields, written, year, editions, spotted);
    identity(&fields, year, names, spotted);
    let mut data = Data { published: published(&fields, spotted), draft: draft(&fields, spotted), ..Data::default() };
    let Some(edition) = edition else {
        // Tables left blank in a year that has a form were told at 版式.
        let form = editions.of_year(year);
        let is_block = |key: &str| form.is_some_and(|form| form.tables.iter().any(|table| table.names.means(key)));
        let other = |key: &str, _: &Node| if is_block(key) { Other::Known } else { section(key, editions) };
        fields.unknown(&KNOWN, &[], other, spotted);
        corrections(&fields, None, &mut data, spotted);
        explanations(&fields, None, &mut data, spotted);
        return data;
    };
    data.cells = vec![Cell::Missing; edition.cells.len()];
    if let Some(places) = places.as_deref_mut() {
        places.resize(edition.cells.len(), None);
    }
    tables(&fields, written, &edition, editions, &mut data, spotted, places);
    derive(&edition, &mut data.cells);
    corrections(&fields, Some(&edition), &mut data, spotted);
    explanations(&fields, Some(&edition), &mut data, spotted);
    data.edition = Some(edition);
    data
}

/// Fills every table of the form.
fn tables(
    fields: &Fields<'_>,
    written: &[(Box<str>, Node)],
    edition: &Edition,
    editions: &Editions,
    data: &mut Data,
    spotted: &mut Vec<Spotted>,
    mut places: Option<&mut Places>,
) {
    let keys = Keys::new(written, edition);
    let strayed = strayed::find(written, edition, &keys.missing(edition));
    spotted.retain(|fault| !strayed.iter().any(|strayed| strayed.explains(fault)));
    let mistyped = unknown(fields, &keys, edition, editions, spotted);
    for table in &edition.tables {
        let astray = strayed.iter().find(|strayed| strayed.table.id == table.id);
        let found = match astray {
            Some(astray) => Some((astray.block, &written[astray.block].1)),
            None => block(table, written, &keys.said, &mistyped, spotted),
        };
        let Some((number, block)) = found else { continue };
        let ends = strayed.iter().filter(|strayed| strayed.block == number).map(|strayed| strayed.rows.start).min();
        let mut filling = Filling {
            edition,
            editions,
            table,
            cells: &mut data.cells,
            restated: &mut data.restated,
            spotted,
            places: places.as_deref_mut(),
            path: vec![Step::entry(number)],
            lost: false,
            mistyped: Vec::new(),
            blank: Vec::new(),
            ends: ends.unwrap_or(usize::MAX),
        };
        match (astray, keys.beside.iter().find(|(key, _)| *key == number)) {
            (Some(astray), _) => astray.fill(&mut filling, written, block),
            (None, Some((_, rows))) => filling.fill_beside(written, rows.clone()),
            (None, None) => filling.fill(block),
        }
    }
}

/// The block of a table, by number: what is under its key, else what is under the mistyped
/// one. Accuses a table that is missing, or there twice.
#[inline]
fn block<'w>(
    table: &Table,
    written: &'w [(Box<str>, Node)],
    said: &[Said<'_>],
    mistyped: &[(usize, String)],
    spotted: &mut Vec<Spotted>,
) -> Option<(usize, &'w Node)> {
    let mut found = written.iter().enumerate().filter(|(number, _)| table.names.meant_by(&said[*number]));
    let (number, block) = match (found.next(), mistyped.iter().find(|(_, name)| *name == table.names.key)) {
        (Some((number, (_, block))), _) => (number, block),
        (None, Some((number, _))) => match &written[*number].1 {
            // What is under the mistyped key is read in spite of it.
            block if holds_rows(block, table) || is_none(block) => (*number, block),
            _ => return None,
        },
        (None, None) => {
            let say = format!("缺少“{}”（{}）", table.names.key, table.caption);
            let advise = format!("补上这一块；确实全为零时写一行“{}: 无”", table.names.key);
            spotted.push(Spotted::new(&rules::MISSING_BLOCK, &[], Part::Value, say, advise));
            return None;
        }
    };
    for (again, (key, _)) in found.filter(|(_, (key, _))| **key != *written[number].0) {
        let say = format!("“{key}”与“{}”是同一张表，填写了两次", written[number].0);
        spotted.push(Spotted::new(&rules::DUPLICATE, &[Step::entry(again)], Part::Key, say, "只留一处"));
    }
    Some((number, block))
}

/// Accuses the keys nobody knows; gives those that were evidently meant for a table that
/// is not there, by number, with the table's key: told to add the table as well, a clerk
/// would declare it zero.
fn unknown(
    fields: &Fields<'_>,
    keys: &Keys<'_>,
    edition: &Edition,
    editions: &Editions,
    spotted: &mut Vec<Spotted>,
) -> Vec<(usize, String)> {
    let said = &keys.said;
    let missing = keys.missing(edition);
    let is_table = |key: &str| {
        let mut said = said.iter().filter(|said| said.written() == key);
        said.next().is_some_and(|said| edition.tables.iter().any(|table| table.names.meant_by(said)))
    };
    let other = |key: &str, value: &Node| {
        if is_table(key) || RESTATED.contains(&key) || keys.is_beside(key) {
            return Other::Known;
        }
        match missing.iter().find(|table| holds_rows(value, table)) {
            Some(table) => Other::Meant(table.names.key.clone()),
            None => section(key, editions),
        }
    };
    let names: Vec<&str> = edition.tables.iter().map(|table| table.names.key.as_str()).collect();
    if let Some(number) = said.iter().position(|key| RESTATED.contains(&key.written())) {
        let key = said[number].written();
        let say = format!("“{key}”应写在所核对的表之下，实际与各表并列");
        let advise = format!("移到“{}:”等表的最后一行之后，比表名多缩进两格", names.join(":”、“"));
        spotted.push(Spotted::new(&rules::UNKNOWN_KEY, &[Step::entry(number)], Part::Key, say, advise));
    }
    fields.unknown(&KNOWN, &names, other, spotted)
}

/// A section of the narrative whose title was typed as a key.
fn section(key: &str, editions: &Editions) -> Other {
    let mut sections = editions.iter().flat_map(|edition| &edition.sections);
    match sections.find(|section| section.names.means(key)) {
        Some(section) => {
            let label = &section.names.label;
            Other::Advise(format!("移到 narrative.md，写在“## {label}”一行之下；data.yaml 里只写统计表"))
        }
        None => Other::Unknown,
    }
}

/// Whether a value holds rows of a table.
fn holds_rows(value: &Node, table: &Table) -> bool {
    matches!(value, Node::Map(rows) if rows.iter().any(|(key, _)| outline::find(key, &table.outline).is_some()))
}

fn is_none(value: &Node) -> bool {
    matches!(value, Node::Scalar(word) if NONE.contains(&word.trim()))
}

/// Works out the derived cells. A sum with a missing term is missing: a blank never
/// counts as 0.
pub(super) fn derive(edition: &Edition, cells: &mut [Cell]) {
    for derived in &edition.derived {
        let terms = derived.terms.iter().map(|term| cells[*term].value());
        let sum = terms.into_iter().try_fold(Decimal::ZERO, |sum, term| sum.checked_add(term?));
        cells[derived.cell] = sum.map_or(Cell::Missing, Cell::Given);
    }
}

/// The form: by year, unless 版式 names one.
fn edition(
    fields: &Fields<'_>,
    written: &[(Box<str>, Node)],
    year: u16,
    editions: &Editions,
    spotted: &mut Vec<Spotted>,
) -> Option<Arc<Edition>> {
    let by_year = editions.of_year(year);
    let Some((word, path)) = fields.text(EDITION, spotted) else { return by_year.cloned() };
    if word == DOCUMENT || word == "text" {
        let expected = by_year?;
        let is_table = |key: &str| expected.tables.iter().any(|table| table.names.means(key));
        if written.iter().any(|(key, value)| says_something(value) && is_table(key)) {
            let say = format!("{year} 年度的报告应为{}，实际写明“{word}”，却填了统计表", expected.name);
            spotted.push(Spotted::new(&rules::EDITION, &path, Part::Value, say, "删去这一行，由年度决定"));
            // The tables are there, and read as what they are.
            return by_year.cloned();
        }
        let say = format!("{year} 年度的报告应按{}填表，实际写明“{word}”，不含统计表", expected.name);
        let advise = "有统计表的请删去“版式”一行并填表；确无统计表的可以保留";
        spotted.push(Spotted::new(&rules::DOCUMENT_AFTER_FORM, &path, Part::Value, say, advise));
        return None;
    }
    let Some(named) = editions.named(&word) else {
        let known: Vec<String> = editions.iter().map(|edition| format!("“{}”", edition.id)).collect();
        let say = format!("没有“{word}”这个版式");
        let advise = format!("删去这一行，由年度决定；可写的有{}、“{DOCUMENT}”", known.join("、"));
        spotted.push(Spotted::new(&rules::EDITION, &path, Part::Value, say, advise));
        return by_year.cloned();
    };
    if by_year.is_none_or(|expected| expected.id != named.id) {
        let expected = by_year.map_or(DOCUMENT, |expected| expected.name.as_str());
        let say = format!("{year} 年度的报告应为{expected}，实际写明“{word}”");
        spotted.push(Spotted::new(&rules::EDITION, &path, Part::Value, say, "删去这一行，由年度决定"));
    }
    // One wrong line must not accuse every row of the file: of the two forms it is read as
    // the one that has more of its rows.
    let meant = by_year.filter(|by_year| rows_of(by_year, written) > rows_of(named, written));
    Some(meant.unwrap_or(named).clone())
}

/// How many of the rows written a form has.
fn rows_of(edition: &Edition, written: &[(Box<str>, Node)]) -> usize {
    let tables = edition.tables.iter().flat_map(|table| {
        let block = written.iter().find(|(key, _)| table.names.means(key));
        block.map(|(_, block)| (block, &table.outline))
    });
    let rows = tables.map(|(block, outline)| match block {
        Node::Map(rows) => rows.iter().filter(|(key, _)| outline::find(key, outline).is_some()).count(),
        _ => 0,
    });
    rows.sum()
}

/// Whether anything is written in a value or under it.
fn says_something(value: &Node) -> bool {
    match value {
        Node::Scalar(word) => !is_blank(word),
        Node::List(items) => items.iter().any(says_something),
        Node::Map(written) => written.iter().any(|(_, value)| says_something(value)),
    }
}

/// 年度 and 机关 are said by the folder; where they are written they must agree.
fn identity(fields: &Fields<'_>, year: u16, names: &[&str], spotted: &mut Vec<Spotted>) {
    if let Some(written) = fields.year(YEAR, spotted)
        && written != year
        && let Some(field) = fields.get(YEAR)
    {
        let say = format!("年度应与文件夹一致为 {year}，实际为 {written}");
        let advise = "改正年度；若放错了文件夹，把文件夹改名为正确的年份";
        spotted.push(Spotted::new(&rules::YEAR, &field.path, Part::Value, say, advise));
    }
    if let Some((word, path)) = fields.text(OFFICE, spotted)
        && !names.contains(&word.as_str())
        && let Some(name) = names.first()
    {
        let say = format!("机关应为“{name}”，实际为“{word}”");
        spotted.push(Spotted::new(
            &rules::OFFICE_NAME,
            &path,
            Part::Value,
            say,
            "与 office.yaml 的全称写成一致；改过名的机关在 office.yaml 写“曾用名”",
        ));
    }
}

fn published(fields: &Fields<'_>, spotted: &mut Vec<Spotted>) -> Option<Published> {
    let (word, path) = fields.text(PUBLISHED, spotted)?;
    match dates::published(&word) {
        Ok(published) => Some(published),
        Err(fault) => {
            let say = format!("发布日期应为日期，{fault}");
            spotted.push(Spotted::new(&rules::DATE, &path, Part::Value, say, "写作 2021-01-20 或 2021-01-20 09:00"));
            None
        }
    }
}

fn draft(fields: &Fields<'_>, spotted: &mut Vec<Spotted>) -> bool {
    let Some((word, path)) = fields.text(DRAFT, spotted) else { return false };
    match word.as_str() {
        "true" | "True" | "TRUE" | "是" | "yes" => true,
        "false" | "False" | "FALSE" | "否" | "no" => false,
        _ => {
            let say = format!("“{}”应为 true 或 false，实际为“{word}”", DRAFT[0]);
            spotted.push(Spotted::new(&rules::SHAPE, &path, Part::Value, say, "还不发布写 true；可以发布就删去这一行"));
            // Neither was said: holding it back as a draft would hide it, so it counts
            // as finished and the finding withholds publication.
            false
        }
    }
}

/// The year a folder's name says.
pub(super) fn folder_year(name: &str) -> Option<u16> {
    fields::year(name).filter(|_| name.len() == 4)
}
