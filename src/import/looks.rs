//! How the cells of a workbook look: which digits of a number are shown, and what is
//! struck out or raised, in whole or in part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::formats;
use super::package::{Node, Package};
use super::shape::raised;

/// The look of every cell.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Texts of which a part is struck out or raised, as they are to be read.
    pub(super) texts: BTreeMap<String, String>,
    /// What is struck out in part of a text.
    pub(super) struck: Vec<String>,
    /// Texts set in several ways, which the look of their cell does not tell.
    mixed: BTreeSet<String>,
    styles: Vec<Style>,
    /// For each sheet, by its name, the styles of its cells, by row and column.
    cells: BTreeMap<String, BTreeMap<(u32, u32), usize>>,
}

/// What a cell's style says.
#[derive(Clone, Debug, Default)]
struct Style {
    /// Many styles have one format.
    format: Option<Arc<str>>,
    struck: bool,
}

impl Looks {
    /// Reads the looks of a workbook, those of the cells in the first `size` rows and columns.
    ///
    /// # Errors
    /// When a part is no XML.
    pub(super) fn read(package: &mut Package<'_>, size: (u32, u32)) -> Result<Looks, String> {
        let shared = package.part("xl/sharedStrings.xml")?;
        let mut items: Vec<&Node> =
            shared.iter().filter_map(|part| part.child("sst")).flat_map(|r| r.all("si")).collect();
        let sheets = sheets(package)?;
        // Other programs keep a cell's text where it stands.
        let mut inside = Vec::new();
        for (_, part) in &sheets {
            inside.extend(package.part_with(part, &["is>", "rPr>"])?);
        }
        let cells = inside
            .iter()
            .filter_map(|part| part.child("worksheet")?.child("sheetData"))
            .flat_map(|data| data.all("row"));
        items.extend(cells.flat_map(|row| row.all("c")).filter_map(|cell| cell.child("is")));
        let mut looks = texts_of(&items);
        looks.styles = package.part("xl/styles.xml")?.as_ref().map(styles_of).unwrap_or_default();
        // Most workbooks are all of one look, which needs no place of a cell.
        if looks.styles.iter().all(|style| style.format.is_none() && !style.struck) {
            return Ok(looks);
        }
        for (name, part) in sheets {
            looks.cells.insert(name, cells_of(package, &part, size)?);
        }
        Ok(looks)
    }

    /// The format of the numbers in a cell.
    pub(super) fn format(&self, sheet: &str, cell: (u32, u32)) -> Option<&str> {
        self.style(sheet, cell)?.format.as_deref()
    }

    /// Whether all of a cell is struck out, `text` being what stands in it.
    pub(super) fn is_struck(&self, sheet: &str, cell: (u32, u32), text: &str) -> bool {
        self.style(sheet, cell).is_some_and(|style| style.struck) && !self.mixed.contains(text)
    }

    fn style(&self, sheet: &str, cell: (u32, u32)) -> Option<&Style> {
        self.styles.get(*self.cells.get(sheet)?.get(&cell)?)
    }
}

/// The names of the sheets, each with its part.
fn sheets(package: &mut Package<'_>) -> Result<Vec<(String, String)>, String> {
    let Some(book) = package.part("xl/workbook.xml")? else { return Ok(Vec::new()) };
    let parts = package.related("xl/workbook.xml")?;
    let sheets = book.child("workbook").and_then(|book| book.child("sheets"));
    let named = |sheet: &Node| {
        let (name, id) = (sheet.attribute("name")?, sheet.attribute("id")?);
        Some((name.to_owned(), parts.iter().find(|part| part.id == id)?.target.clone()))
    };
    Ok(sheets.into_iter().flat_map(|sheets| sheets.all("sheet")).filter_map(named).collect())
}

fn styles_of(part: &Node) -> Vec<Style> {
    let Some(root) = part.child("styleSheet") else { return Vec::new() };
    let list = |name: &str| root.child(name).into_iter().flat_map(|list| &list.children).collect::<Vec<&Node>>();
    let number = |node: &Node, name: &str| node.attribute(name).and_then(|number| number.parse::<u32>().ok());
    let formats: BTreeMap<u32, Arc<str>> = list("numFmts")
        .into_iter()
        .filter_map(|format| Some((number(format, "numFmtId")?, Arc::from(format.attribute("formatCode")?))))
        .collect();
    let fonts = list("fonts");
    let style = |style: &&Node| {
        let format = number(style, "numFmtId").unwrap_or(0);
        let font = number(style, "fontId").and_then(|font| fonts.get(usize::try_from(font).ok()?));
        Style {
            format: formats.get(&format).cloned().or_else(|| formats::of_number(format).map(Arc::from)),
            struck: font.is_some_and(|font| font.is_on("strike")),
        }
    };
    list("cellXfs").iter().map(style).collect()
}

/// The styles of a sheet's cells that have one.
fn cells_of(package: &mut Package<'_>, part: &str, size: (u32, u32)) -> Result<BTreeMap<(u32, u32), usize>, String> {
    let mut cells = BTreeMap::new();
    // Rows and cells without a name come after the one before.
    let (mut row, mut column) = (None::<u32>, 0);
    package.elements(part, &["row", "c"], |node| {
        if node.name == "row" {
            let named = node.attribute("r").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
            row = named.or(row.map_or(Some(0), |row| row.checked_add(1)));
            column = 0;
            return;
        }
        if let Some((own_row, own_column)) = node.attribute("r").and_then(place) {
            (row, column) = (Some(own_row), own_column);
        }
        let at = (row.unwrap_or(0), column);
        let style = node.attribute("s").and_then(|style| style.parse::<usize>().ok()).filter(|style| *style > 0);
        if at.0 < size.0 && at.1 < size.1 {
            cells.extend(style.map(|style| (at, style)));
        }
        column = column.saturating_add(1);
    })?;
    Ok(cells)
}

/// The row and column of `B12`, from 0.
fn place(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = name[..letters].bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((name[letters..].parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// Texts of which a part is struck out or raised, as they are to be read, and what is
/// struck out. Cells are told apart by their text only: one that is written in two ways is
/// made no figure, so that it is told and not read.
fn texts_of(items: &[&Node]) -> Looks {
    let (mut read, mut struck, mut mixed) = (BTreeMap::<String, String>::new(), Vec::new(), BTreeSet::new());
    for item in items {
        let (mut whole, mut shown) = (String::new(), String::new());
        for run in item.all("r") {
            let words = run.child("t").map(|text| text.text.as_str()).unwrap_or_default();
            whole.push_str(words);
            let look = run.child("rPr");
            if look.is_some_and(|look| look.is_on("strike")) {
                struck.extend(Some(words.trim().to_owned()).filter(|words| !words.is_empty()));
            } else if look.and_then(|look| look.val("vertAlign")) == Some("superscript") {
                let mark = raised(&shown, words);
                shown.push_str(&mark);
            } else {
                shown.push_str(words);
            }
        }
        if let Some(plain) = item.child("t") {
            whole.push_str(&plain.text);
            shown.push_str(&plain.text);
        }
        let (whole, shown) = (whole.trim().to_owned(), shown.trim().to_owned());
        if item.child("r").is_some() {
            mixed.insert(whole.clone());
        }
        let unsure = format!("{whole}（同样的字，有的划去一部分或上标）");
        read.entry(whole)
            .and_modify(|known| {
                if *known != shown {
                    known.clone_from(&unsure)
                }
            })
            .or_insert(shown);
    }
    read.retain(|whole, shown| whole != shown);
    Looks { texts: read, struck, mixed, ..Looks::default() }
}
