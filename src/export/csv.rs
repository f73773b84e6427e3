//! One figure a row, for spreadsheets: UTF-8 with BOM, CRLF, RFC 4180.

use crate::content::report::print;
use crate::content::{Cell, Office, Report};
use crate::error::Result;

use super::{Entry, Press};

/// The first line, after the BOM.
const HEAD: &str = "\u{feff}office,office_name,year,edition,cell,label,value,unit,derived\r\n";

pub(super) fn one(_: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    many(&[(office, report)])
}

pub(super) fn many(entries: &[Entry<'_>]) -> Result<Vec<u8>> {
    let mut text = HEAD.to_owned();
    for (office, report) in entries {
        rows(office, report, &mut text);
    }
    Ok(text.into_bytes())
}

/// The rows of one report, without the head. A missing figure has an empty value.
fn rows(office: &Office, report: &Report, out: &mut String) {
    let Some(edition) = &report.edition else { return };
    let mut head = String::new();
    for word in [&*office.id, office.name_in(report.key.year)] {
        field(word, &mut head);
        head.push(',');
    }
    head.push_str(&format!("{},{},", report.key.year, edition.id));
    for (number, cell) in edition.cells.iter().enumerate() {
        out.push_str(&head);
        out.push_str(&cell.id);
        out.push(',');
        field(&cell.labels.join(" / "), out);
        out.push(',');
        if let Cell::Given(value) = report.cell(number) {
            out.push_str(&print(value, cell.kind));
        }
        out.push(',');
        field(&cell.unit, out);
        out.push_str(if cell.derived { ",true\r\n" } else { ",false\r\n" });
    }
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
