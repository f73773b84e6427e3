//! What stands in a cell in ways the usual editors do not write: texts kept in the cell,
//! formulas without their results, looks that come from a style, controls not filled in.

use nianbao::edition::Edition;
use nianbao::import::Imported;

use super::import_drawn::{compare, docx_text, grid, read, report, word, zipped};
use super::import_looks::{each, html_table, said, whole};

/// Writes what stands for a figure.
type Write<'w> = &'w dyn Fn(&str) -> String;

/// A workbook as other programs than Excel write it; `cell` writes what follows `<c r="A1"`
/// where a figure stands.
fn workbook(edition: &Edition, figures: &[String], cell: Write) -> Imported {
    let text = |words: &str| format!(" t=\"inlineStr\"><is><t>{words}</t></is></c>");
    let mut rows = vec![vec![Some(format!("甲县乙局{}年政府信息公开工作年度报告", edition.first_year))]];
    for section in &edition.sections {
        rows.push(vec![Some(section.names.label.clone())]);
        for table in section.tables.iter().map(|table| &edition.tables[*table]) {
            let words = |row: Vec<Option<(String, u16, u32)>>| row.into_iter().map(|c| c.map(|c| c.0)).collect();
            rows.extend(grid(table, figures).into_iter().map(words).collect::<Vec<_>>());
        }
    }
    let mut data = String::new();
    for (number, row) in rows.iter().enumerate() {
        data += "<row>";
        for (column, words) in (b'A'..).zip(row) {
            let Some(words) = words else { continue };
            let inside = if words.parse::<f64>().is_ok() { cell(words) } else { text(words) };
            data += &format!("<c r=\"{}{}\"{inside}", char::from(column), number + 1);
        }
        data += "</row>";
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let kind = "http://schemas.openxmlformats.org/package/2006/relationships";
    let bytes = zipped(&[
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{kind}\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{kind}\"><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{data}</sheetData></worksheet>")),
    ]);
    read("a.xlsx", &bytes)
}

#[test]
fn struck_and_raised_parts_of_a_text_in_its_cell_are_no_digits() {
    each(&|edition, figures| {
        let run = |look: &str, text: &str| format!("<r><rPr>{look}</rPr><t>{text}</t></r>");
        let plain = |text: &str| format!("<r><t>{text}</t></r>");
        let struck = |text: &str| format!(" t=\"inlineStr\"><is>{}{}</is></c>", run("<strike/>", "9"), plain(text));
        let imported = workbook(edition, figures, &struck);
        whole("struck", edition, &imported, figures);
        assert!(said(&imported).contains("划去的字没有读入：9"), "{}", said(&imported));
        let mark = run("<vertAlign val=\"superscript\"/>", "1");
        let raised = |text: &str| format!(" t=\"inlineStr\"><is>{}{mark}</is></c>", plain(text));
        whole("raised", edition, &workbook(edition, figures, &raised), figures);
    });
}

#[test]
fn formulas_without_results_are_no_empty_cells() {
    each(&|edition, figures| {
        let imported = workbook(edition, figures, &|_| "><f>SUM(B3:G3)</f></c>".to_owned());
        assert_eq!(imported.account.unread, figures.len());
        let said = said(&imported);
        let count = format!("{} 格是公式，文件里没有存下结果：请用 Excel 或 WPS 打开，保存一次再导入", figures.len());
        assert!(said.contains(&count) && !said.contains("原表空白") && !said.contains("没有找到这一行"), "{said}");
        let kept = workbook(edition, figures, &|text| format!("><f>SUM(B3:G3)</f><v>{text}</v></c>"));
        whole("with results", edition, &kept, figures);
    });
}

/// Signs of notes have a style of their own in Word, and words may be struck by one.
#[test]
fn looks_that_come_from_a_style_are_seen() {
    let style = |id: &str, base: &str, look: &str| {
        format!(
            "<w:style w:type=\"character\" w:styleId=\"{id}\"><w:basedOn w:val=\"{base}\"/><w:rPr>{look}</w:rPr></w:style>"
        )
    };
    let styles = [
        style("注", "", "<w:vertAlign w:val=\"superscript\"/>"),
        style("删", "", "<w:strike/>"),
        style("再删", "删", "<w:b/>"),
        style("隐", "", "<w:vanish/>"),
    ];
    let styles = format!("<w:styles xmlns:w=\"w\">{}</w:styles>", styles.concat());
    let run = |style: &str, more: &str, text: &str| {
        format!("<w:r><w:rPr><w:rStyle w:val=\"{style}\"/>{more}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let plain = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let ways: [(&str, Write); 5] = [
        ("raised", &|text| plain(text) + &run("注", "", "1")),
        ("struck", &|text| run("删", "", "9") + &plain(text)),
        ("struck by a base", &|text| run("再删", "", "9") + &plain(text)),
        ("hidden", &|text| run("隐", "", "9") + &plain(text)),
        ("not struck", &|text| run("再删", "<w:strike w:val=\"0\"/>", text)),
    ];
    each(&|edition, figures| {
        for (at, way) in ways {
            let cell = |text: &str| match text.parse::<f64>() {
                Ok(_) => format!("<w:p>{}</w:p>", way(text)),
                Err(_) => word(text),
            };
            let parts =
                [("word/document.xml", docx_text(edition, figures, &cell)), ("word/styles.xml", styles.clone())];
            whole(at, edition, &read("a.docx", &zipped(&parts)), figures);
        }
    });
}

#[test]
fn what_a_control_asks_for_is_no_figure_and_no_text() {
    each(&|edition, all| {
        let mut figures = all.to_vec();
        figures[0] = "77777".to_owned();
        let asks = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>";
        let cell = |text: &str| match text == "77777" {
            true => format!("{asks}{}</w:sdtContent></w:sdt>", word("单击此处输入文字。")),
            false => word(text),
        };
        let imported = read("a.docx", &zipped(&[("word/document.xml", docx_text(edition, &figures, &cell))]));
        assert!(compare(edition, &imported, &figures).1.is_empty());
        assert!(imported.outcomes[0].value().is_none() && said(&imported).contains("原表空白"), "{}", said(&imported));
        assert!(!said(&imported).contains("没有找到"), "{}", said(&imported));
    });
}

/// A portal may show a report in the page it was typed into.
#[test]
fn figures_in_boxes_of_a_page_are_read_and_said() {
    let ways: [Write; 4] = [
        &|text| format!("<input value=\"{text}\">"),
        &|text| {
            format!("<input type=NUMBER value={text} readonly><input type=hidden value=9><input type=button value=9>")
        },
        &|text| format!("<textarea> {text}\n</textarea>"),
        &|text| format!("<select><option>9</option><option selected>{text}</option></select>"),
    ];
    each(&|edition, figures| {
        let say = |text: &str| format!("<p>{text}<input value=\"站内搜索\"></p>");
        for way in ways {
            let draw = |table: &nianbao::edition::Table, figures: &[String]| html_table(table, figures, way);
            let imported = read("a.html", report(edition, figures, say, say, &draw).as_bytes());
            whole("boxes", edition, &imported, figures);
            assert!(
                said(&imported).contains(&format!("{} 个数在网页的输入框里", figures.len())),
                "{}",
                said(&imported)
            );
            assert!(!imported.narrative.contains("站内搜索"));
        }
    });
}
