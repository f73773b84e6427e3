//! Made-up reports of both forms, written in every layout a report is kept in.
//!
//! The figures are random (from a seed) and keep the sums of the form; the layouts are
//! drawn from the forms themselves, as published reports draw them.

use std::io::{Cursor, Write};
use std::sync::Arc;

use nianbao::edition::{Edition, Kind, Layout, Table, What};
use nianbao::import::{self, Imported, Wishes};

/// One sentence or two for each section; tables stand between.
pub(super) const WORDS: [&str; 6] = [
    "全年主动公开各类信息一百二十条，按月核对栏目。公开指南已经更新。",
    "规章和文件按目录整理，随时可查。",
    "申请都登了记，逐件答复。",
    "没有因为公开工作被纠正的情况，案件逐件归档。",
    "更新还不够及时，栏目偶有空缺。明年起每月抽查一次。",
    "本年没有收取信息处理费。",
];

/// A small generator of numbers, the same on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// The figures of one report as they are printed, one for each cell.
pub(super) fn figures(edition: &Edition, seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    let mut counts = vec![0_i64; edition.cells.len()];
    for (count, cell) in counts.iter_mut().zip(&edition.cells) {
        let large = dice.roll(9) == 0;
        let zero = dice.roll(3) > 0;
        *count = if zero { 0 } else { i64::try_from(dice.roll(if large { 900 } else { 12 })).unwrap() };
        if cell.kind == Kind::Delta && dice.roll(2) == 0 {
            *count = -*count;
        }
    }
    let derive = |counts: &mut Vec<i64>| {
        for derived in &edition.derived {
            counts[derived.cell] = derived.terms.iter().map(|term| counts[*term]).sum();
        }
    };
    derive(&mut counts);
    // What came in is what was handled and what is left over.
    for relation in &edition.relations {
        if edition.cells[relation.left[0]].derived {
            continue;
        }
        counts[relation.left[1]] = 0;
        counts[relation.left[0]] = relation.right.iter().map(|cell| counts[*cell]).sum();
    }
    derive(&mut counts);
    let print = |(count, cell): (&i64, &nianbao::edition::CellSpec)| match cell.kind {
        Kind::Wan => format!("{}.{:04}", count, (count * 37) % 10_000),
        _ => count.to_string(),
    };
    counts.iter().zip(&edition.cells).map(print).collect()
}

/// Texts with the columns and rows they cover.
pub(super) type Grid = Vec<Vec<Option<(String, u16, u32)>>>;

/// A table as a grid of texts; covered places are `None`, the figures of `blank` empty.
pub(super) fn grid(table: &Table, figures: &[String]) -> Grid {
    let width = usize::from(table.grid.columns);
    let mut rows = Vec::new();
    for (placed, height) in
        [(table.grid.placed_header(), table.grid.header.len()), (table.grid.placed_body(), table.grid.body.len())]
    {
        let start = rows.len();
        rows.extend(vec![vec![None; width]; height]);
        for cell in placed {
            let text = match cell.what {
                What::Head(head) => head.text.clone(),
                What::Figure(number) => figures[number].clone(),
            };
            rows[start + cell.row as usize][usize::from(cell.column)] = Some((text, cell.columns, cell.rows));
        }
    }
    rows
}

/// A report whose tables are written by `draw`, its paragraphs by `say`.
pub(super) fn report(
    edition: &Edition,
    figures: &[String],
    heading: fn(&str) -> String,
    say: fn(&str) -> String,
    draw: &dyn Fn(&Table, &[String]) -> String,
) -> String {
    let mut text = heading(&format!("甲县乙局{}年政府信息公开工作年度报告", edition.first_year));
    for (number, section) in edition.sections.iter().enumerate() {
        text += &heading(&section.names.label);
        text += &say(WORDS[number]);
        if let Some(table) = section.tables.first().copied() {
            text += &draw(&edition.tables[table], figures);
        }
    }
    text
}

pub(super) fn line(text: &str) -> String {
    format!("{text}\n")
}

fn paragraph(text: &str) -> String {
    format!("<p class=MsoNormal><span style='mso-spacerun:yes'>{}</span><o:p></o:p></p>\n", nest(text))
}

/// A text in spans of two characters, as content systems leave it.
fn nest(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(2).map(|pair| format!("<span><font>{}</font></span>", pair.iter().collect::<String>())).collect()
}

fn html(table: &Table, figures: &[String]) -> String {
    let mut text = "<table>\n".to_owned();
    for (number, row) in grid(table, figures).into_iter().enumerate() {
        text += "<tr>";
        for (words, columns, rows) in row.into_iter().flatten() {
            let words = if words.is_empty() { "<o:p> </o:p>".to_owned() } else { nest(&words) };
            text += &format!("<td colspan={columns} rowspan=\"{rows}\"><p>{words}</p></td>\n");
        }
        // Some editors pad the third row of heads.
        text += if number == 2 && table.layout == Layout::Matrix { "<td></td><td></td></tr>" } else { "</tr>" };
    }
    text + "</table>\n"
}

fn pipes(table: &Table, figures: &[String]) -> String {
    let mut text = "\n".to_owned();
    for (number, row) in grid(table, figures).into_iter().enumerate() {
        let cells = row.into_iter().map(|cell| cell.map(|(text, ..)| text).unwrap_or_default());
        text += &format!("| {} | | |\n", cells.collect::<Vec<_>>().join(" | "));
        if number == 0 {
            text += "|---|---|---|\n";
        }
    }
    text + "\n"
}

/// Tab text, cells that merging covers left out, labels broken by a page here and there.
fn tabs(table: &Table, figures: &[String]) -> String {
    let mut text = "\n".to_owned();
    for (number, row) in grid(table, figures).into_iter().enumerate() {
        let cells: Vec<String> = row.into_iter().flatten().map(|(text, ..)| text).collect();
        let label = cells.iter().rposition(|cell| cell.parse::<f64>().is_err());
        match label {
            Some(at) if number % 5 == 4 && cells[at].chars().count() > 8 && at + 1 < cells.len() => {
                let (head, tail) = cells[at].split_at(cells[at].char_indices().nth(6).unwrap().0);
                let before = cells[..at].iter().map(String::as_str);
                let line: Vec<&str> = before.chain([head]).chain(cells[at + 1..].iter().map(String::as_str)).collect();
                text += &format!("{}\n\n\t{tail}\t\t\t\t\t\t\t\n", line.join("\t"));
            }
            _ => text += &format!("{}\n", cells.join("\t")),
        }
    }
    text + "\n"
}

fn one_a_line(table: &Table, figures: &[String]) -> String {
    let cells = grid(table, figures).into_iter().flatten().flatten();
    cells.map(|(text, ..)| format!("\n{text}\n")).collect::<String>() + "\n"
}

fn one_a_line_with_pipes(table: &Table, figures: &[String]) -> String {
    grid(table, figures).into_iter().flatten().flatten().map(|(text, ..)| format!("{text} |\n")).collect::<String>()
        + "\n"
}

/// Everything run together.
fn flat(table: &Table, figures: &[String]) -> String {
    grid(table, figures).into_iter().flatten().flatten().map(|(text, ..)| text).collect()
}

/// Columns set with spaces, long labels broken around their figures, page numbers inside.
fn pdf(table: &Table, figures: &[String]) -> String {
    let mut text = "\n".to_owned();
    for (number, row) in grid(table, figures).into_iter().enumerate() {
        let cells: Vec<String> = row.into_iter().flatten().map(|(text, ..)| text).collect();
        let split = cells.iter().position(|cell| cell.parse::<f64>().is_ok()).unwrap_or(cells.len());
        let (labels, values) = cells.split_at(split);
        let values = values.join("      ");
        if number % 7 == 6 {
            text += "\n                    -3-\n\u{c}";
        }
        match labels.split_last() {
            Some((label, before)) if !values.is_empty() && label.chars().count() > 12 => {
                let chars: Vec<char> = label.chars().collect();
                let parts: Vec<String> = chars.chunks(12).map(|part| part.iter().collect()).collect();
                let middle = parts.len() / 2;
                for group in before {
                    text += &format!("   {group}\n");
                }
                for (place, part) in parts.iter().enumerate() {
                    let beside = if place == middle && parts.len() % 2 == 1 { values.as_str() } else { "" };
                    if place == middle && parts.len().is_multiple_of(2) {
                        text += &format!("                                  {values}\n");
                    }
                    text += &format!("          {part}     {beside}\n");
                }
            }
            _ => text += &format!("   {}     {values}\n", labels.join("     ")),
        }
        text += "\n";
    }
    text + "\n"
}

/// A paragraph of a .docx.
pub(super) fn word(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn docx(edition: &Edition, figures: &[String]) -> Vec<u8> {
    zipped(&[("word/document.xml", docx_text(edition, figures, &word))])
}

/// The text of a .docx with merged cells both ways.
pub(super) fn docx_text(edition: &Edition, figures: &[String], say: &dyn Fn(&str) -> String) -> String {
    let mut body = String::new();
    body += &say("甲县乙局");
    body += &say(&format!("{}年政府信息公开工作年度报告", edition.first_year));
    for (number, section) in edition.sections.iter().enumerate() {
        body += &say(&section.names.label);
        body += &say(WORDS[number]);
        let Some(table) = section.tables.first().copied() else { continue };
        body += "<w:tbl>";
        let rows = grid(&edition.tables[table], figures);
        for (number, row) in rows.iter().enumerate() {
            // A table broken by a page goes on in a second one.
            body += if number > 0 && number % 11 == 0 { "</w:tbl><w:p/><w:tbl><w:tr>" } else { "<w:tr>" };
            let mut column = 0;
            while column < row.len() {
                let above =
                    rows[..number].iter().enumerate().rev().find_map(|(at, row)| row[column].as_ref().map(|c| (at, c)));
                match (&row[column], above) {
                    (Some((text, columns, rows)), _) => {
                        let merge = if *rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
                        body += &format!(
                            "<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr>{}</w:tc>",
                            say(text)
                        );
                        column += usize::from(*columns);
                    }
                    (None, Some((_, (_, columns, _)))) => {
                        body += &format!(
                            "<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/><w:vMerge/></w:tcPr><w:p/></w:tc>"
                        );
                        column += usize::from(*columns);
                    }
                    (None, None) => column += 1,
                }
            }
            body += "</w:tr>";
        }
        body += "</w:tbl>";
    }
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>")
}

pub(super) fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with everything on one sheet, merged as the form is.
fn xlsx(edition: &Edition, figures: &[String]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let format = rust_xlsxwriter::Format::new();
    sheet.write(0, 0, format!("甲县乙局{}年政府信息公开工作年度报告", edition.first_year)).unwrap();
    let mut row = 1;
    for (number, section) in edition.sections.iter().enumerate() {
        sheet.write(row, 0, section.names.label.as_str()).unwrap();
        sheet.write(row + 1, 0, WORDS[number]).unwrap();
        row += 2;
        let Some(table) = section.tables.first().copied() else { continue };
        for cells in grid(&edition.tables[table], figures) {
            for (column, cell) in (0_u16..).zip(cells) {
                let Some((text, columns, rows)) = cell else { continue };
                if columns > 1 || rows > 1 {
                    sheet.merge_range(row, column, row + rows - 1, column + columns - 1, "", &format).unwrap();
                }
                match text.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).unwrap(),
                    Err(_) => sheet.write(row, column, text).unwrap(),
                };
            }
            row += 1;
        }
    }
    book.save_to_buffer().unwrap()
}

type Make = fn(&Edition, &[String]) -> Vec<u8>;

/// Every layout: name of the file, how it is made, and the share of cells (in per cent)
/// that must be read.
pub(super) fn layouts() -> Vec<(&'static str, Make, usize)> {
    fn text(edition: &Edition, figures: &[String], draw: fn(&Table, &[String]) -> String) -> String {
        report(edition, figures, line, line, &draw)
    }
    vec![
        ("page.html", |e, f| report(e, f, |t| format!("<h2>{t}</h2>"), paragraph, &html).into_bytes(), 100),
        (
            "word.htm",
            |e, f| {
                let page = report(e, f, paragraph, paragraph, &html);
                let page = format!("<html><body><nav>首页</nav><table><tr><td>{page}</td></tr></table></body></html>");
                encoding_rs::GB18030.encode(&page).0.into_owned()
            },
            100,
        ),
        ("padded.md", |e, f| report(e, f, |t| format!("## {t}\n\n"), line, &pipes).into_bytes(), 100),
        ("tabs.txt", |e, f| text(e, f, tabs).into_bytes(), 100),
        ("gbk.txt", |e, f| encoding_rs::GB18030.encode(&text(e, f, tabs)).0.into_owned(), 100),
        ("utf16.txt", |e, f| text(e, f, tabs).encode_utf16().flat_map(u16::to_le_bytes).collect(), 100),
        ("lines.txt", |e, f| text(e, f, one_a_line).into_bytes(), 100),
        ("lines-pipes.txt", |e, f| text(e, f, one_a_line_with_pipes).into_bytes(), 100),
        ("pdf.txt", |e, f| text(e, f, pdf).into_bytes(), 100),
        // Two or three figures of table 2 run together have no sum to part them.
        ("flat.txt", |e, f| report(e, f, str::to_owned, str::to_owned, &flat).into_bytes(), 85),
        ("word.docx", docx, 100),
        ("book.xlsx", xlsx, 100),
    ]
}

pub(super) fn read(name: &str, bytes: &[u8]) -> Imported {
    let editions = nianbao::editions().unwrap();
    import::read(name, bytes, &editions, Wishes::default()).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// Compares every cell; gives the number that were read and what is wrong.
pub(super) fn compare(edition: &Edition, imported: &Imported, figures: &[String]) -> (usize, Vec<String>) {
    let (mut read, mut faults) = (0, Vec::new());
    for ((cell, outcome), truth) in edition.cells.iter().zip(&imported.outcomes).zip(figures) {
        match outcome.value() {
            // Excel keeps the value of an amount, not its digits.
            Some(value) if !truth.is_empty() && value == truth.parse().unwrap() => read += 1,
            Some(value) => faults.push(format!("{}: {value} for “{truth}”: {outcome:?}", cell.id)),
            None => {}
        }
    }
    (read, faults)
}

pub(super) fn both() -> Vec<Arc<Edition>> {
    nianbao::editions().unwrap().iter().cloned().collect()
}
