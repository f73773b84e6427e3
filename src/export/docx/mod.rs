//! `report.docx`: the whole report as a Word document, set as offices set theirs.
//!
//! Page, type sizes and fonts follow GB/T 9704-2012, which binds official letters and
//! which offices use for reports by habit; the fonts are named, never embedded. Written
//! out here: of the format's many features a report needs paragraphs, tables and a page
//! number, and 20,000 reports are made at a sitting. What all reports share (`parts/`,
//! the tables without their figures) is prepared once.

mod package;
mod sheet;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::content::Report;
use crate::edition::Edition;
use crate::error::Result;
use crate::render::markdown;

use super::{Entry, Press, remarks};
use package::Package;
use sheet::Sheet;
use text::Text;

/// Width of the text on A4 between the margins of GB/T 9704, in twentieths of a point:
/// 156 mm.
const WIDTH: u32 = 8844;

/// The page: A4, margins 37, 26, 35 and 28 mm. That it holds 22 lines of 28 characters is
/// said by the styles (line height, distance of characters): a character grid, as Word
/// has one too, is set by other programs as twice the distance.
const PAGE: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>\
<w:footerReference w:type=\"even\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/>\
</w:sectPr>";

/// What all reports of a site share.
pub(super) struct Prepared {
    package: Package,
    /// The tables of each form, by its id.
    forms: BTreeMap<String, Vec<Sheet>>,
}

impl Prepared {
    pub(super) fn new(editions: &[Arc<Edition>]) -> Result<Prepared> {
        let sheets = |edition: &Edition| edition.tables.iter().map(|table| Sheet::new(edition, table)).collect();
        let forms = editions.iter().map(|edition| (edition.id.clone(), sheets(edition))).collect();
        Ok(Prepared { package: Package::new()?, forms })
    }
}

pub(super) fn one(press: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    let word = press.word()?;
    let address = |link: &str| press.address(report, link);
    let mut text = Text::new(&address);
    let name = office.name_in(report.key.year);
    cover(&mut text, report, name);
    let words = |range: &Range<usize>| markdown::blocks(&report.narrative.filled(range, report));
    // Sub-headings of a section are of the second rank; a document has all its own.
    let under = u8::from(report.edition.is_some());
    text.blocks(&words(&report.narrative.foreword()), under);
    if let Some(edition) = report.edition.as_deref() {
        let sheets = word.forms.get(&edition.id).map(Vec::as_slice).unwrap_or_default();
        for (number, section) in edition.sections.iter().enumerate() {
            text.paragraph("Heading1", &section.names.label);
            if let Some(part) = report.narrative.part(number) {
                text.blocks(&words(&part.body), under);
            }
            for sheet in section.tables.iter().filter_map(|table| sheets.get(*table)) {
                text.table(|out| sheet.fill(report, out));
            }
        }
    }
    let said = remarks(report);
    listed(&mut text, "更正", &said.corrections);
    listed(&mut text, "差异说明", &said.notes);
    let (body, links) = text.finish();
    word.package.fill(&body, &links, &report.title(name), name)
}

/// Title, name of the office, date in brackets.
fn cover(text: &mut Text<'_>, report: &Report, name: &str) {
    let title = report.title(name);
    // A title of two lines is broken where its sense is.
    match title.strip_prefix(name).filter(|rest| !rest.is_empty()) {
        Some(rest) => text.paragraph("Title", &format!("{name}\n{rest}")),
        None => text.paragraph("Title", &title),
    }
    text.paragraph("Subtitle", name);
    if let Some(published) = report.published {
        text.paragraph("Subtitle", &format!("（{}）", published.chinese()));
    }
    if report.draft {
        text.paragraph("Subtitle", "（草稿，尚未发布，数字和文字都可能改动）");
    }
    text.gap();
}

/// Entries that stand after the sections.
fn listed(text: &mut Text<'_>, title: &str, entries: &[String]) {
    if entries.is_empty() {
        return;
    }
    text.paragraph("Heading1", title);
    for (index, entry) in entries.iter().enumerate() {
        text.paragraph("BodyText", &format!("{}.{entry}", index + 1));
    }
}
