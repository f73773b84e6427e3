//! An existing report, in whatever file it is kept, to the files of `content/`.
//!
//! Takes the bytes of a file, gives [`Imported`]: `data.yaml`, `narrative.md` and the
//! account of every cell. Each format has one importer that makes the same lines of it;
//! everything after that is the same for all. Never guesses: a figure is read, deduced
//! with its reason, or unread with its place. Judges no figure; only `target` writes.

mod account;
mod align;
mod contents;
mod decode;
mod document;
mod docx;
mod element;
mod escape;
mod figure;
mod fill;
mod form;
mod formats;
mod html;
mod identity;
mod looks;
mod narrative;
mod numbering;
mod open;
mod order;
mod outline;
mod package;
mod real;
mod remarks;
mod run;
mod several;
mod shape;
mod solve;
mod take;
pub mod target;
mod text;
mod title;
mod tokens;
mod unit;
mod wording;
mod write;
mod written;
mod xlsx;

use std::ops::Range;
use std::sync::Arc;

use crate::edition::{Edition, Editions};

use document::{At, Document, Line};
use fill::{Filling, Waiting};
use outline::Outline;

use open::open;

pub use account::Account;
pub use fill::Outcome;
pub use open::{LIMIT, endings, is_refused, is_source};

/// Most bytes of text in a source. The longest published report has 0.1 MB; a page with
/// a whole archive on it is not one report.
const TEXT: usize = 1 << 20;

/// What is known beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// The report year, when the caller gives it.
    pub year: Option<u16>,
}

/// One report as imported.
#[derive(Debug)]
pub struct Imported {
    /// Name of the office in the title.
    pub office: Option<String>,
    /// Report year.
    pub year: u16,
    /// The form of its tables; `None` for a document without.
    pub edition: Option<Arc<Edition>>,
    /// `data.yaml`.
    pub data: String,
    /// `narrative.md`.
    pub narrative: String,
    /// One for each of the form's cells.
    pub outcomes: Vec<Outcome>,
    /// What was read, deduced, unread, kept and left out.
    pub account: Account,
}

/// Reads a report from the bytes of the file called `name`.
///
/// # Errors
/// A sentence for the clerk: a format that cannot be read, a file that holds no report,
/// or a year that is nowhere written.
pub fn read(name: &str, bytes: &[u8], editions: &Editions, wishes: Wishes) -> Result<Imported, String> {
    let mut document = open(name, bytes)?;
    let text = |lines: &[Line]| lines.iter().map(Line::words).collect::<Vec<_>>().join("\n");
    let whole = text(&document.lines);
    if !whole.chars().any(char::is_alphanumeric) {
        return Err("文件里没有文字；扫描件要先做文字识别".to_owned());
    }
    if whole.len() > TEXT {
        return Err(format!("文字超过 {} MB，不像一份年度报告；请只留报告本身再导入", TEXT >> 20));
    }
    let (identity, left_out) = head(&mut document, editions, &whole);
    let year = wishes.year.or(identity.year);
    let Some(year) = year else {
        return Err("标题和正文里都找不到报告年度，请用“--year 年度”指明".to_owned());
    };
    let mut account = Account::new(&document.remarks, left_out);
    if let (Some(given), Some(found)) = (wishes.year, identity.year)
        && given != found
    {
        account.remark(format!("指明的年度是 {given}，原件写的是 {found}，按 {given} 导入"));
    } else if wishes.year.is_none() {
        account.remarks.extend(identity.remark.clone());
    }
    let title = format!("{} {year} 年度", identity.office.as_deref().unwrap_or("机关名称不详"));
    let published = identity.published.as_deref();
    let form = form::edition(&document.lines, Some(year), editions)
        .filter(|(_, labels)| *labels > 0 || year >= first(editions));
    let Some((edition, labels)) = form else {
        return Ok(without_tables(
            &document,
            identity.office.clone(),
            year,
            write::document(&title, published),
            account,
        ));
    };
    let remarks = remarks::take(&mut document, &edition);
    let outline = outline::find(&mut document, &edition);
    if labels == 0 && outline.sections.iter().flatten().count() < 2 {
        return Err("没有认出年度报告的标题和统计表，这可能不是政府信息公开工作年度报告".to_owned());
    }
    account.remarks.extend(outline.remarks.iter().cloned());
    account.left_out.extend(outline.left_out.iter().cloned());
    let (outcomes, tables) = cells(&document.lines, &outline, &edition, year, &mut account);
    let by_year = editions.of_year(year).is_some_and(|known| known.id == edition.id);
    if !by_year {
        account.remark(format!("表是{}的，与 {year} 年度应用的版式不同，请核对年度", edition.name));
    }
    let narrative = narrative::write(&document, Some((&outline, &edition)), &tables);
    account.cells(&edition, &outcomes);
    account.text(&edition, &narrative);
    account.remarks.extend(not_taken(&document, &edition, &outcomes, &narrative.text));
    account.remarks.extend(another_report(&document, (identity.office.as_deref(), year), &edition));
    let data = write::data(&edition, &title, published, &outcomes, by_year) + &write::remarks(&remarks);
    account.left_out.extend(remarks.unread);
    let office = identity.office;
    Ok(Imported { office, year, edition: Some(edition), data, narrative: narrative.text, outcomes, account })
}

/// A title of another report in the text, with sections of its own below it: a list of other
/// reports on a web page has none.
fn another_report(document: &Document, (office, year): (Option<&str>, u16), edition: &Edition) -> Option<String> {
    let is_first = |line: &Line| edition.sections.first().is_some_and(|first| first.names.means(line.words().trim()));
    let last = document.lines.iter().rposition(is_first)?;
    let other = document.lines[..last].iter().find(|line| {
        let words = line.words();
        let found = title::title(words.trim()).filter(|title| title.start == 0 && title.end == words.trim().len());
        found.is_some_and(|title| {
            title.year.is_some_and(|found| found != year)
                || title.office.as_deref().is_some_and(|own| Some(own) != office)
        })
    })?;
    let words = other.words();
    Some(format!("原件里另有一个标题“{}”，像是几份报告在一个文件里：请每份存成一个文件，分别导入", words.trim()))
}

/// Addresses of links that stand in the text, and pictures where a table may be one.
fn not_taken(document: &Document, edition: &Edition, outcomes: &[Outcome], text: &str) -> Vec<String> {
    // Signs of Markdown may have been escaped.
    let bare = |text: &str| text.replace('\\', "");
    let text = bare(text);
    let kept = document.links.iter().filter(|(words, _)| text.contains(&bare(words)));
    let mut remarks: Vec<String> =
        kept.map(|(words, address)| format!("链接的地址没有读入：“{words}” {address}")).collect();
    let is_lost = |cells: &Range<usize>| outcomes[cells.clone()].iter().all(|outcome| outcome.value().is_none());
    if document.pictures > 0 && edition.tables.iter().any(|table| is_lost(&table.cells)) {
        remarks.push(format!("图片没有读入：{} 张；统计表若是图片，请照图填写", document.pictures));
    }
    remarks
}

/// The first year of a national form.
fn first(editions: &Editions) -> u16 {
    editions.iter().map(|edition| edition.first_year).min().unwrap_or(u16::MAX)
}

/// Title, office and year; what stands above the report is taken off.
fn head(document: &mut Document, editions: &Editions, whole: &str) -> (identity::Identity, Vec<String>) {
    // Sections are named alike in all forms: the newest finds where the text begins.
    let (end, mut left_out) = match editions.iter().last().map(|edition| outline::find(document, edition)) {
        Some(outline) => (outline.preface.end, outline.left_out),
        None => (document.lines.len(), Vec::new()),
    };
    let end = if end == document.lines.len() { end.min(20) } else { end };
    let (identity, around) = identity::take(document, end, whole);
    left_out.extend(around);
    (identity, left_out)
}

fn without_tables(
    document: &Document,
    office: Option<String>,
    year: u16,
    data: String,
    mut account: Account,
) -> Imported {
    let narrative = narrative::write(document, None, &[]);
    account.left_out.extend(narrative.left_out);
    account.remark(format!("{year} 年度没有全国统一的统计表，按文本导入，没有读取任何数"));
    Imported { office, year, edition: None, data, narrative: narrative.text, outcomes: Vec::new(), account }
}

/// Every cell of every table, and where the tables stand.
fn cells(
    lines: &[Line],
    outline: &Outline,
    edition: &Edition,
    year: u16,
    account: &mut Account,
) -> (Vec<Outcome>, Vec<(At, At)>) {
    let mut outcomes = vec![Outcome::Unread(fill::NO_TABLE.to_owned()); edition.cells.len()];
    let sums = solve::sums(edition);
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut tables = Vec::new();
    for table in &edition.tables {
        let own =
            outline.sections.get(table.section).and_then(|section| section.as_ref()).map(|(_, lines)| lines.clone());
        let filled = own.map(|range| Filling::new(edition, table, lines, &sums, &mut outcomes).fill(range, year));
        // A section whose heading is lost: the table may stand anywhere.
        let filled = match filled.filter(|filled| !filled.extents.is_empty()) {
            Some(filled) => filled,
            None => Filling::new(edition, table, lines, &sums, &mut outcomes).fill(0..lines.len(), year),
        };
        waiting.extend(filled.open);
        tables.extend(filled.extents);
        account.remarks.extend(filled.remarks);
    }
    settle(&sums, waiting, &mut outcomes);
    (outcomes, tables)
}

/// Figures run together: what the sums leave one way is deduced, the rest is unread with
/// the ways that are left.
fn settle(sums: &[solve::Sum], waiting: Vec<Waiting>, outcomes: &mut [Outcome]) {
    use rust_decimal::prelude::ToPrimitive;
    let known: Vec<Option<i128>> =
        outcomes.iter().map(|outcome| outcome.value().and_then(|value| value.to_i128())).collect();
    let mut open: Vec<solve::Open> = waiting.iter().map(|waiting| waiting.open.clone()).collect();
    let doubtful = solve::narrow(&mut open, &known, sums);
    for ((row, waiting), doubtful) in open.iter().zip(&waiting).zip(doubtful) {
        for (place, cell) in row.cells.clone().enumerate() {
            let mut values: Vec<u64> = row.ways.iter().map(|way| way[place]).collect();
            values.sort_unstable();
            values.dedup();
            outcomes[cell] = match values.as_slice() {
                _ if doubtful => Outcome::Unread(format!(
                    "{}：原文“{}”数字相连，怎样拆开都与表内关系不符，不能确定",
                    waiting.place, waiting.written
                )),
                [one] => {
                    let how = format!(
                        "{}：原文“{}”应为 {} 个数，按表内关系只有一种读法",
                        waiting.place,
                        waiting.written,
                        row.cells.len()
                    );
                    Outcome::Deduced((*one).into(), how)
                }
                _ => {
                    let ways: Vec<String> = row.ways.iter().take(6).map(|way| say_way(way)).collect();
                    let more = if row.ways.len() > 6 { format!("等 {} 种", row.ways.len()) } else { String::new() };
                    let why = format!(
                        "{}：原文“{}”数字相连，可读作 {}{more}，不能确定",
                        waiting.place,
                        waiting.written,
                        ways.join("；")
                    );
                    Outcome::Unread(why)
                }
            };
        }
    }
}

/// `69/3/665`
fn say_way(way: &[u64]) -> String {
    way.iter().map(u64::to_string).collect::<Vec<_>>().join("/")
}
