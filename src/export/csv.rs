//! One figure a row, for spreadsheets: UTF-8 with BOM, CRLF, RFC 4180.

use crate::edition::CellSpec;
use crate::error::Result;

use super::{Around, Entry, Press};

/// The first line, after the BOM.
pub(crate) const HEAD: &str = "\u{feff}office,office_name,year,edition,cell,label,value,unit,derived\r\n";

pub(super) fn one(press: &Press, entry: Entry<'_>) -> Result<Vec<u8>> {
    let mut text = HEAD.to_owned();
    rows(press, entry, &mut text);
    Ok(text.into_bytes())
}

/// The rows of one report, without the head. A missing figure has an empty value.
pub(super) fn rows(press: &Press, (office, report): Entry<'_>, out: &mut String) {
    let Some(edition) = &report.edition else { return };
    let mut head = String::new();
    for word in [&*office.id, office.name_in(report.key.year)] {
        field(word, &mut head);
        head.push(',');
    }
    head.push_str(&format!("{},{},", report.key.year, edition.id));
    let around = press.of(edition).map_or(&[][..], |prepared| &prepared.csv);
    out.reserve(around.iter().map(|around| head.len() + around.before.len() + around.after.len() + 8).sum());
    for (number, (cell, around)) in edition.cells.iter().zip(around).enumerate() {
        out.push_str(&head);
        out.push_str(&around.before);
        report.push_cell(number, cell.kind, out);
        out.push_str(&around.after);
    }
}

/// What stands around a figure: its cell and label, its unit and whether it is derived.
pub(super) fn around(cell: &CellSpec) -> Around {
    let mut before = format!("{},", cell.id);
    field(&cell.labels.join(" / "), &mut before);
    before.push(',');
    let mut after = ",".to_owned();
    field(&cell.unit, &mut after);
    after.push_str(if cell.derived { ",true\r\n" } else { ",false\r\n" });
    Around { before, after }
}

/// A text field. A spreadsheet runs what begins with = + - @ as a formula, the full-width
/// signs too where Chinese is set; an apostrophe
/// in front makes it text.
fn field(text: &str, out: &mut String) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if !formula && !text.contains([',', '"', '\n', '\r']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn fields_are_quoted_and_formulas_defused() {
        let made = |text: &str| {
            let mut out = String::new();
            field(text, &mut out);
            out
        };
        assert_eq!(made("乙局"), "乙局");
        assert_eq!(made("甲,乙\"丙"), "\"甲,乙\"\"丙\"");
        assert_eq!(made("=1+1"), "\"'=1+1\"");
    }
}
