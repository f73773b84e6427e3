//! How cells look, and `xl/styles.xml`.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::error::Result;

use super::super::archive::Part;
use super::XML;

/// The look of a cell; all are ruled and break their lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// Bold, centred.
    Title,
    /// Centred.
    Words,
    /// At the left edge.
    Left,
    /// A number with so many decimal places.
    Number(usize),
}

/// The looks a workbook has, in the order they came up: the first is number 1.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Style>);

impl Styles {
    /// The number of a look.
    pub(super) fn number(&mut self, style: Style) -> usize {
        let known = self.0.iter().position(|known| *known == style);
        1 + known.unwrap_or_else(|| {
            self.0.push(style);
            self.0.len() - 1
        })
    }
}

/// The parts for sets of looks that came up; thousands of reports share a handful.
#[derive(Default)]
pub(super) struct Packed(Mutex<FxHashMap<Vec<Style>, Arc<Part>>>);

impl Packed {
    pub(super) fn of(&self, Styles(styles): &Styles) -> Result<Arc<Part>> {
        // A part that was put in is whole, whatever became of the thread.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(part) = known.get(styles) {
            return Ok(Arc::clone(part));
        }
        let part = Arc::new(Part::new("xl/styles.xml", &xml(styles))?);
        known.insert(styles.clone(), Arc::clone(&part));
        Ok(part)
    }
}

/// Named outright: there is no theme that could say which.
const FONT: &str = "<sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>";

const BETWEEN: &str = "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
<fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>\
<border><left style=\"thin\"><color auto=\"1\"/></left><right style=\"thin\"><color auto=\"1\"/></right>\
<top style=\"thin\"><color auto=\"1\"/></top><bottom style=\"thin\"><color auto=\"1\"/></bottom><diagonal/></border>\
</borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>";

const END: &str = "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
<dxfs count=\"0\"/><tableStyles count=\"0\" defaultTableStyle=\"TableStyleMedium9\" \
defaultPivotStyle=\"PivotStyleLight16\"/></styleSheet>";

/// Numbers below are formats every program knows.
const FIRST_FORMAT: usize = 164;

fn xml(styles: &[Style]) -> String {
    let mut out = format!("{XML}<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    let mut formats = Vec::new();
    for style in styles {
        if let Style::Number(places) = style {
            formats.push(*places);
        }
    }
    // Writing to a String cannot fail, here and below.
    if !formats.is_empty() {
        let _ = write!(out, "<numFmts count=\"{}\">", formats.len());
        for (number, places) in (FIRST_FORMAT..).zip(&formats) {
            let point = if *places > 0 { "." } else { "" };
            let zeros = "0".repeat(*places);
            let _ = write!(out, "<numFmt numFmtId=\"{number}\" formatCode=\"0{point}{zeros}\"/>");
        }
        out.push_str("</numFmts>");
    }
    let bold = styles.contains(&Style::Title);
    let _ = write!(out, "<fonts count=\"{}\"><font>{FONT}", 1 + usize::from(bold));
    if bold {
        let _ = write!(out, "<font><b/>{FONT}");
    }
    let _ = write!(out, "</fonts>{BETWEEN}<cellXfs count=\"{}\">", 1 + styles.len());
    out.push_str("<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>");
    let mut format = FIRST_FORMAT;
    for style in styles {
        let (number, font, applied) = match style {
            Style::Title => (0, 1, " applyFont=\"1\""),
            Style::Words | Style::Left => (0, 0, ""),
            Style::Number(_) => {
                format += 1;
                (format - 1, 0, " applyNumberFormat=\"1\"")
            }
        };
        let across = if *style == Style::Left { "left" } else { "center" };
        let _ = write!(
            out,
            "<xf numFmtId=\"{number}\" fontId=\"{font}\" fillId=\"0\" borderId=\"1\" xfId=\"0\"{applied} \
applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"{across}\" vertical=\"center\" wrapText=\"1\"/></xf>"
        );
    }
    out.push_str(END);
    out
}
