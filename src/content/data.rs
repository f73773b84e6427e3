//! `data.yaml` → the figures of one report.
//!
//! Takes the tree of the file, gives [`Data`]: form, dates, cells with the derived ones
//! worked out, restated totals, corrections and explanations. Every fault is spotted,
//! and what can be read is read in spite of it.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::edition::{Edition, Editions, Said};
use crate::source::tree::{Node, Part, Step};

use super::dates;
use super::fields::{self, Field, Fields};
use super::figure;
use super::grid::{Filling, is_blank};
use super::report::{Cell, Correction, Explanation, Published, Restated};
use super::rules;
use super::spotted::Spotted;

const EDITION: Field = ["版式", "edition"];
const OFFICE: Field = ["机关", "office"];
const YEAR: Field = ["年度", "year"];
const PUBLISHED: Field = ["发布日期", "published"];
const DRAFT: Field = ["草稿", "draft"];
const CORRECTIONS: Field = ["更正", "corrections"];
const EXPLANATIONS: Field = ["说明", "explanations"];
const KNOWN: [Field; 7] = [EDITION, OFFICE, YEAR, PUBLISHED, DRAFT, CORRECTIONS, EXPLANATIONS];

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
        fields.unknown(&rules::UNKNOWN_KEY, &KNOWN, is_block, &[], spotted);
        corrections(&fields, None, &mut data, spotted);
        explanations(&fields, None, &mut data, spotted);
        return data;
    };
    data.cells = vec![Cell::Missing; edition.cells.len()];
    if let Some(places) = places.as_deref_mut() {
        places.resize(edition.cells.len(), None);
    }
    let keys: Vec<&str> = edition.tables.iter().map(|table| table.names.key.as_str()).collect();
    let said: Vec<Said<'_>> = written.iter().map(|(key, _)| Said::new(key)).collect();
    let is_block = |key: &str| edition.tables.iter().any(|table| table.names.means(key));
    fields.unknown(&rules::UNKNOWN_KEY, &KNOWN, is_block, &keys, spotted);
    for table in &edition.tables {
        let mut found = written.iter().enumerate().filter(|(number, _)| table.names.meant_by(&said[*number]));
        let Some((number, (_, block))) = found.next() else {
            let say = format!("缺少“{}”（{}）", table.names.key, table.caption);
            let advise = format!("补上这一块；确实全为零时写一行“{}: 无”", table.names.key);
            spotted.push(Spotted::new(&rules::MISSING_BLOCK, &[], Part::Value, say, advise));
            continue;
        };
        for (again, (key, _)) in found.filter(|(_, (key, _))| **key != *written[number].0) {
            let say = format!("“{key}”与“{}”是同一张表，填写了两次", written[number].0);
            spotted.push(Spotted::new(&rules::DUPLICATE, &[Step::entry(again)], Part::Key, say, "只留一处"));
        }
        let mut filling = Filling {
            edition: &edition,
            editions,
            table,
            cells: &mut data.cells,
            restated: &mut data.restated,
            spotted,
            places: places.as_deref_mut(),
            path: vec![Step::entry(number)],
            lost: false,
        };
        filling.fill(block);
    }
    derive(&edition, &mut data.cells);
    corrections(&fields, Some(&edition), &mut data, spotted);
    explanations(&fields, Some(&edition), &mut data, spotted);
    data.edition = Some(edition);
    data
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
    // Read as stated even then: one wrong line must not accuse every row of the file.
    Some(named.clone())
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

/// The entries of a list of maps, each with its fields.
fn entries<'n>(fields: &Fields<'n>, names: Field, spotted: &mut Vec<Spotted>) -> Vec<(Fields<'n>, Vec<Step>, usize)> {
    let Some(field) = fields.get(names) else { return Vec::new() };
    let items: Vec<(&Node, Vec<Step>)> = match field.value {
        Node::List(items) => {
            let path = |number| {
                let mut path = field.path.clone();
                path.push(Step::item(number));
                path
            };
            items.iter().enumerate().map(|(number, item)| (item, path(number))).collect()
        }
        Node::Scalar(word) if word.trim().is_empty() => Vec::new(),
        // One entry written without the dash.
        other => vec![(other, field.path.clone())],
    };
    let mut found = Vec::new();
    for (number, (item, path)) in items.into_iter().enumerate() {
        match item {
            Node::Map(written) => found.push((Fields::new(written, &path), path, number)),
            _ => {
                let say = format!("“{}”的每一项应为一组“键: 值”", names[0]);
                spotted.push(Spotted::new(&rules::SHAPE, &path, Part::Value, say, "以“- ”开头，各键对齐"));
            }
        }
    }
    found
}

/// 格: one cell, by its id or by its Chinese name.
fn cell(fields: &Fields<'_>, names: Field, edition: Option<&Edition>, spotted: &mut Vec<Spotted>) -> Option<usize> {
    let (word, path) = fields.text(names, spotted)?;
    let Some(edition) = edition else {
        let say = format!("文本没有统计表，没有“{word}”这一格");
        spotted.push(Spotted::new(&rules::CELL_NAME, &path, Part::Value, say, "删去这一行"));
        return None;
    };
    if let Some(cell) = edition.cell(&word) {
        return Some(cell);
    }
    match figure::named(&word, edition) {
        Ok(figure) if figure.cells.len() == 1 => Some(figure.cells[0]),
        Ok(_) => {
            let say = format!("“{}”应指一格，“{word}”是几行之和", names[0]);
            spotted.push(Spotted::new(
                &rules::CELL_NAME,
                &path,
                Part::Value,
                say,
                "写到具体一行，如“不予公开.国家秘密”",
            ));
            None
        }
        Err(unknown) => {
            let say = format!("表中没有“{word}”这一格");
            spotted.push(Spotted::new(&rules::CELL_NAME, &path, Part::Value, say, unknown.advice()));
            None
        }
    }
}

fn corrections(fields: &Fields<'_>, edition: Option<&Edition>, data: &mut Data, spotted: &mut Vec<Spotted>) {
    const NAMES: [Field; 5] = [["日期", "date"], ["格", "cell"], ["原", "old"], ["新", "new"], ["原因", "reason"]];
    for (entry, path, index) in entries(fields, CORRECTIONS, spotted) {
        entry.unknown(&rules::UNKNOWN_KEY, &NAMES, |_| false, &[], spotted);
        let date = match entry.text(NAMES[0], spotted) {
            Some((word, path)) => match dates::date(&word) {
                Ok(date) => Some(date),
                Err(fault) => {
                    let say = format!("更正的日期应为日期，{fault}");
                    spotted.push(Spotted::new(&rules::DATE, &path, Part::Value, say, "写作 2021-03-05"));
                    None
                }
            },
            None => {
                spotted.push(Spotted::new(&rules::ENTRY, &path, Part::Value, "更正缺“日期”", "补上“日期: 2021-03-05”"));
                None
            }
        };
        let cell = cell(&entry, NAMES[1], edition, spotted);
        let mut need = |names: Field| {
            let text = entry.text(names, spotted).map(|(word, _)| word);
            if text.is_none() {
                let say = format!("更正缺“{}”", names[0]);
                spotted.push(Spotted::new(&rules::ENTRY, &path, Part::Value, say, format!("补上“{}: …”", names[0])));
            }
            text
        };
        let (old, new, reason) = (need(NAMES[2]), need(NAMES[3]), need(NAMES[4]));
        if let (Some(date), Some(old), Some(new), Some(reason)) = (date, old, new, reason) {
            data.corrections.push(Correction { date, cell, old, new, reason, index });
        }
    }
}

fn explanations(fields: &Fields<'_>, edition: Option<&Edition>, data: &mut Data, spotted: &mut Vec<Spotted>) {
    const NAMES: [Field; 3] = [["规则", "rule"], ["理由", "reason"], ["格", "cell"]];
    for (entry, path, index) in entries(fields, EXPLANATIONS, spotted) {
        entry.unknown(&rules::UNKNOWN_KEY, &NAMES, |_| false, &[], spotted);
        let cell = cell(&entry, NAMES[2], edition, spotted);
        let mut need = |names: Field, example: &str| {
            let text = entry.text(names, spotted).map(|(word, _)| word);
            if text.is_none() {
                let say = format!("说明缺“{}”", names[0]);
                spotted.push(Spotted::new(
                    &rules::ENTRY,
                    &path,
                    Part::Value,
                    say,
                    format!("补上“{}: {example}”", names[0]),
                ));
            }
            text
        };
        let (code, reason) = (need(NAMES[0], "A-01"), need(NAMES[1], "为什么如此"));
        // An entry for a cell that is not there acknowledges nothing; the cell was accused.
        let lost = cell.is_none() && entry.get(NAMES[2]).is_some();
        if let (Some(code), Some(reason), false) = (code, reason, lost) {
            data.explanations.push(Explanation { code, cell, reason, index });
        }
    }
}

/// The year a folder's name says.
pub(super) fn folder_year(name: &str) -> Option<u16> {
    fields::year(name).filter(|_| name.len() == 4)
}
