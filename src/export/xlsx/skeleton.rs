//! What a workbook has besides its cells: lists of parts and sheets, properties.

use std::collections::HashSet;
use std::fmt::Write;

use crate::error::Result;

use super::super::archive::{Archive, Part};
use super::strings::data;
use super::{XML, refused};

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.";
/// Most characters of a sheet's name.
const NAME: usize = 31;

/// A sheet's name and how many rows at its top are repeated on paper.
pub(super) type Named = (String, usize);

/// The parts that are the same in all workbooks with the same sheets.
pub(super) struct Skeleton {
    before: Vec<Part>,
    after: Part,
}

impl Skeleton {
    /// The skeleton of a workbook with these sheets.
    ///
    /// # Errors
    /// When a name is none for a sheet, or stands twice.
    pub(super) fn new(sheets: &[Named]) -> Result<Skeleton> {
        check(sheets)?;
        // A workbook without a sheet is none.
        let empty = [("Sheet1".to_owned(), 0)];
        let sheets = if sheets.is_empty() { &empty } else { sheets };
        let titles = titles(sheets);
        // The list of parts first, as readers that look at the first bytes expect it.
        let before = [
            ("[Content_Types].xml", &content_types(sheets.len())),
            ("_rels/.rels", &include_str!("parts/rels.xml").to_owned()),
            ("xl/_rels/workbook.xml.rels", &relations(sheets.len())),
            ("xl/workbook.xml", &workbook(sheets, &titles)),
        ];
        let before = before.into_iter().map(|(name, text)| Part::new(name, text)).collect::<Result<_>>()?;
        Ok(Skeleton { before, after: Part::new("docProps/app.xml", &application(sheets, &titles))? })
    }

    /// Begins an archive with what stands before the sheets.
    pub(super) fn begin(&self, archive: &mut Archive) -> Result<()> {
        self.before.iter().try_for_each(|part| archive.part(part))
    }

    /// Adds what stands after them.
    pub(super) fn end(&self, archive: &mut Archive, title: &str) -> Result<()> {
        archive.text("docProps/core.xml", properties(title).as_bytes())?;
        archive.part(&self.after)
    }
}

/// Refuses what Excel would not open.
fn check(sheets: &[Named]) -> Result<()> {
    let mut seen = HashSet::new();
    for (name, _) in sheets {
        let long = name.encode_utf16().count() > NAME;
        let wrong = name.is_empty() || name.contains(['*', '?', ':', '[', ']', '\\', '/']);
        if long || wrong || name.starts_with('\'') || name.ends_with('\'') {
            return Err(refused(format!("“{name}”不能用作工作表的名称")));
        }
        if !seen.insert(name.to_lowercase()) {
            return Err(refused(format!("两张工作表都叫“{name}”")));
        }
    }
    Ok(())
}

/// The rows of each sheet that are repeated on paper: sheet, its name as formulas write
/// it, rows; in the order of the text.
fn titles(sheets: &[Named]) -> Vec<(usize, String, String)> {
    let mut titles: Vec<(usize, String, String)> = Vec::new();
    for (number, (name, rows)) in sheets.iter().enumerate().filter(|(_, (_, rows))| *rows > 0) {
        // Quoted wherever a formula could take it for something else.
        let plain = name.chars().all(|c| c.is_alphanumeric() && !c.is_ascii());
        let quoted = if plain { name.clone() } else { format!("'{}'", name.replace('\'', "''")) };
        titles.push((number, quoted, format!("$1:${rows}")));
    }
    titles.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
    titles
}

// Writing to a String cannot fail, in all that follows.

fn content_types(sheets: usize) -> String {
    let mut out = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    let mut part = |name: &str, kind: &str| {
        let _ = write!(out, "<Override PartName=\"{name}\" ContentType=\"{kind}+xml\"/>");
    };
    part("/docProps/app.xml", &format!("{TYPES}extended-properties"));
    part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties");
    part("/xl/styles.xml", &format!("{TYPES}spreadsheetml.styles"));
    part("/xl/workbook.xml", &format!("{TYPES}spreadsheetml.sheet.main"));
    for number in 1..=sheets {
        part(&format!("/xl/worksheets/sheet{number}.xml"), &format!("{TYPES}spreadsheetml.worksheet"));
    }
    part("/xl/sharedStrings.xml", &format!("{TYPES}spreadsheetml.sharedStrings"));
    out.push_str("</Types>");
    out
}

fn relations(sheets: usize) -> String {
    let mut out = format!("{XML}<Relationships xmlns=\"{RELATIONS}\">");
    let sheet = |number: usize| ("worksheet", format!("worksheets/sheet{number}.xml"));
    let others = [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")];
    let others = others.into_iter().map(|(kind, target)| (kind, target.to_owned()));
    for (number, (kind, target)) in (1..).zip((1..=sheets).map(sheet).chain(others)) {
        let _ = write!(
            out,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/relationships/{kind}\" Target=\"{target}\"/>"
        );
    }
    out.push_str("</Relationships>");
    out
}

fn workbook(sheets: &[Named], titles: &[(usize, String, String)]) -> String {
    let mut out = format!(
        "{XML}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"{OFFICE}/relationships\"><fileVersion appName=\"xl\" lastEdited=\"4\" lowestEdited=\"4\" rupBuild=\"4505\"/>\
<workbookPr/><bookViews><workbookView xWindow=\"240\" yWindow=\"15\" \
windowWidth=\"16095\" windowHeight=\"9660\"/></bookViews><sheets>"
    );
    for (number, (name, _)) in (1..).zip(sheets) {
        out.push_str("<sheet name=\"");
        attribute(name, &mut out);
        let _ = write!(out, "\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
    }
    out.push_str("</sheets>");
    if !titles.is_empty() {
        out.push_str("<definedNames>");
        for (sheet, name, rows) in titles {
            let _ = write!(out, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{sheet}\">");
            data(name, &mut out);
            let _ = write!(out, "!{rows}</definedName>");
        }
        out.push_str("</definedNames>");
    }
    out.push_str("<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/></workbook>");
    out
}

fn application(sheets: &[Named], titles: &[(usize, String, String)]) -> String {
    let mut out = format!(
        "{XML}<Properties xmlns=\"{OFFICE}/extended-properties\" xmlns:vt=\"{OFFICE}/docPropsVTypes\">\
<Application>Microsoft Excel</Application><DocSecurity>0</DocSecurity><ScaleCrop>false</ScaleCrop><HeadingPairs>"
    );
    let mut pairs = vec![("Worksheets", sheets.len())];
    pairs.extend((!titles.is_empty()).then_some(("Named Ranges", titles.len())));
    let _ = write!(out, "<vt:vector size=\"{}\" baseType=\"variant\">", 2 * pairs.len());
    for (words, count) in pairs {
        let _ = write!(
            out,
            "<vt:variant><vt:lpstr>{words}</vt:lpstr></vt:variant><vt:variant><vt:i4>{count}</vt:i4></vt:variant>"
        );
    }
    let count = sheets.len() + titles.len();
    let _ = write!(out, "</vt:vector></HeadingPairs><TitlesOfParts><vt:vector size=\"{count}\" baseType=\"lpstr\">");
    let names = sheets.iter().map(|(name, _)| name.clone());
    for name in names.chain(titles.iter().map(|(_, name, _)| format!("{name}!Print_Titles"))) {
        out.push_str("<vt:lpstr>");
        data(&name, &mut out);
        out.push_str("</vt:lpstr>");
    }
    out.push_str(
        "</vt:vector></TitlesOfParts><Company></Company><LinksUpToDate>false</LinksUpToDate>\
<SharedDoc>false</SharedDoc><HyperlinksChanged>false</HyperlinksChanged><AppVersion>12.0000</AppVersion></Properties>",
    );
    out
}

fn properties(title: &str) -> String {
    let mut out = format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
xmlns:dcmitype=\"http://purl.org/dc/dcmitype/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
    );
    if !title.is_empty() {
        out.push_str("<dc:title>");
        data(title, &mut out);
        out.push_str("</dc:title>");
    }
    out.push_str("<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>");
    // A fixed date: the file is to be the same on every day it is made.
    for what in ["created", "modified"] {
        let _ = write!(out, "<dcterms:{what} xsi:type=\"dcterms:W3CDTF\">2008-05-01T00:00:00Z</dcterms:{what}>");
    }
    out.push_str("</cp:coreProperties>");
    out
}

/// Appends words as the value of an attribute.
fn attribute(words: &str, out: &mut String) {
    let mut pieces = words.split('"');
    data(pieces.next().unwrap_or_default(), out);
    for piece in pieces {
        out.push_str("&quot;");
        data(piece, out);
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, check, titles, workbook};

    fn named(names: &[&str]) -> Vec<Named> {
        names.iter().map(|name| ((*name).to_owned(), 1)).collect()
    }

    #[test]
    fn names_are_those_excel_takes() {
        for wrong in ["", "甲/乙", "[甲]", "'甲", &"长".repeat(32)] {
            assert!(check(&named(&[wrong])).is_err(), "{wrong}");
        }
        assert!(check(&named(&["A", "a"])).is_err());
        assert!(check(&named(&["甲", "乙", &"长".repeat(31)])).is_ok());
    }

    #[test]
    fn names_are_written_so_that_nothing_else_is_meant() {
        let sheets = named(&["乙'\"<", "主动公开", "A1"]);
        let titles = titles(&sheets);
        let names: Vec<&str> = titles.iter().map(|(_, name, _)| name.as_str()).collect();
        assert_eq!(names, ["'A1'", "'乙''\"<'", "主动公开"]);
        let xml = workbook(&sheets, &titles);
        assert!(xml.contains("<sheet name=\"乙'&quot;&lt;\" sheetId=\"1\" r:id=\"rId1\"/>"), "{xml}");
        assert!(xml.contains("localSheetId=\"1\">主动公开!$1:$1</definedName>"), "{xml}");
    }
}
