//! Numbers that stand in no file as they are seen: those Excel shows in a format of its
//! cell, those Word and browsers put before the entries of a list.

use nianbao::edition::Table;
use rust_xlsxwriter::{Format, Workbook};

use super::import_drawn::{both, figures, read, report, word, zipped};
use super::import_looks::{each, html_table, said, whole, xlsx};

#[test]
fn numbers_of_excel_are_read_as_excel_shows_them() {
    each(&|edition, figures| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        // A look of a date changes no figure; a sum of fractions ends where Excel ends it.
        let imported = xlsx(edition, figures, true, &|sheet, row, column, text| {
            let number: f64 = text.parse().unwrap();
            let number = if number > 0.0 && text.contains('.') { f64::from_bits(number.to_bits() + 1) } else { number };
            sheet.write_with_format(row, column, number, &day).unwrap();
        });
        whole("numbers", edition, &imported, figures);
    });
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "甲县乙局2023年政府信息公开工作年度报告").unwrap();
    sheet.write(1, 0, "发布日期：").unwrap();
    let day = Format::new().set_num_format("yyyy/m/d");
    sheet.write_with_format(1, 1, 45_311, &day).unwrap();
    sheet.write(2, 0, "一、总体情况").unwrap();
    sheet.write(3, 0, "甲。").unwrap();
    sheet.write(4, 0, "六、其他需要报告的事项").unwrap();
    sheet.write(5, 0, "无。").unwrap();
    let imported = read("a.xlsx", &book.save_to_buffer().unwrap());
    assert!(imported.data.contains("发布日期: 2024-01-20"), "{}", imported.data);
}

#[test]
fn lists_of_a_page_keep_their_numbers_and_entries() {
    let edition = both().remove(1);
    let figures = figures(&edition, 3);
    let say = |text: &str| {
        format!(
            "<p>{text}</p><ol start=3><li><p>甲</p></li><li>乙</li></ol><aside>丙</aside>丁\
             <ul><li>戊<ul><li>己</li></ul></li></ul><ul style='list-style: none'><li>庚</li></ul>"
        )
    };
    let heading = |text: &str| format!("<p>{text}</p>");
    let draw = |table: &Table, figures: &[String]| html_table(table, figures, &str::to_owned);
    let imported = read("a.html", report(&edition, &figures, heading, say, &draw).as_bytes());
    let text = "3. 甲\n4. 乙\n\n丙\n\n丁\n\n- 戊\n- 己\n\n庚\n";
    assert!(imported.narrative.contains(text), "{}", imported.narrative);
}

/// Lists made after one form go on counting, as Word does, unless one begins anew.
#[test]
fn numbers_word_writes_by_itself_go_on_from_list_to_list() {
    let edition = both().remove(1);
    let listed = |list: u8, text: &str| {
        let properties = format!("<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>");
        word(text).replacen("<w:p>", &format!("<w:p>{properties}"), 1)
    };
    let mut body = word(&format!("甲县乙局{}年政府信息公开工作年度报告", edition.first_year));
    for (number, section) in edition.sections.iter().enumerate() {
        body += &word(&section.names.label);
        if number == 0 {
            body += &[(1, "甲"), (1, "乙"), (2, "丙"), (3, "丁"), (3, "戊")]
                .map(|(list, text)| listed(list, text))
                .concat();
        }
    }
    let level = "<w:lvl><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%1）\"/></w:lvl>";
    let list = |id: u8, more: &str| format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"0\"/>{more}</w:num>");
    let anew = "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride>";
    let forms = format!("<w:abstractNum w:abstractNumId=\"0\">{level}</w:abstractNum>");
    let numbering = format!("<w:numbering>{forms}{}{}{}</w:numbering>", list(1, ""), list(2, ""), list(3, anew));
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let imported = read("a.docx", &zipped(&[("word/document.xml", document), ("word/numbering.xml", numbering)]));
    let text = "（一）甲\n\n（二）乙\n\n（三）丙\n\n（一）丁\n\n（二）戊\n";
    assert!(imported.narrative.contains(text), "{}", imported.narrative);
}

/// A number is read as it is shown: with the zeros of its format, rounded where it is, in the
/// unit that stands in the format.
#[test]
fn numbers_of_excel_keep_the_digits_that_are_shown() {
    each(&|edition, figures| {
        let money = |text: &str| text.contains('.');
        for (format, times, more, differs) in [
            ("0.0000", 1.0, 0.0, false),
            ("#,##0.0000_ ", 1.0, 0.000_03, true),
            ("0!.0000", 10_000.0, 0.0, true),
            ("#,##0.0000\"万元\"", 1.0, 0.0, false),
        ] {
            let look = Format::new().set_num_format(format);
            let count = Format::new().set_num_format("#,##0_);(#,##0)");
            let imported = xlsx(edition, figures, true, &|sheet, row, column, text| {
                let number: f64 = text.parse().unwrap();
                if money(text) {
                    sheet.write_with_format(row, column, number * times + more, &look).unwrap();
                } else {
                    sheet.write_with_format(row, column, number, &count).unwrap();
                }
            });
            whole(format, edition, &imported, figures);
            let given = |(cell, figure): (usize, &String)| {
                money(figure) && imported.outcomes[cell].value().unwrap().to_string() != *figure
            };
            assert!(!figures.iter().enumerate().any(given), "{format}: {}", imported.data);
            assert_eq!(said(&imported).contains("按显示的读"), differs, "{format}: {}", said(&imported));
        }
    });
}
