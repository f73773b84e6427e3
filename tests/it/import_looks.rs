//! What editors, browsers and Excel put around figures and words: struck, raised, hidden
//! and unseen characters, frames, notes, pictures. No figure comes in changed, and what is
//! not taken is said.

use std::sync::Arc;

use nianbao::edition::{Edition, Layout, Table};
use nianbao::import::Imported;
use rust_xlsxwriter::{Format, FormatScript, Workbook, Worksheet};

use super::import_drawn::{both, compare, docx_text, figures, grid, line, read, report, word, zipped};

/// How the cell of a figure is written; words stay as they are.
type Cell<'a> = &'a dyn Fn(&str) -> String;

fn is_figure(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

fn docx(edition: &Edition, figures: &[String], cell: Cell) -> Imported {
    let say = |text: &str| if is_figure(text) { cell(text) } else { word(text) };
    read("a.docx", &zipped(&[("word/document.xml", docx_text(edition, figures, &say))]))
}

fn html(edition: &Edition, figures: &[String], cell: Cell) -> Imported {
    let draw = |table: &Table, figures: &[String]| html_table(table, figures, cell);
    let say = |text: &str| format!("<p>{text}</p>");
    read("a.html", report(edition, figures, say, say, &draw).as_bytes())
}

pub(super) fn html_table(table: &Table, figures: &[String], cell: Cell) -> String {
    let td = |(text, columns, rows): (String, u16, u32)| {
        let words = if is_figure(&text) { cell(&text) } else { text };
        format!("<td colspan={columns} rowspan={rows}>{words}</td>")
    };
    let row = |row: Vec<Option<(String, u16, u32)>>| {
        format!("<tr>{}</tr>\n", row.into_iter().flatten().map(td).collect::<String>())
    };
    format!("<table>{}</table>\n", grid(table, figures).into_iter().map(row).collect::<String>())
}

/// A workbook; `write` writes a figure's cell, and no cells are merged unless `merged`.
pub(super) fn xlsx(
    edition: &Edition,
    figures: &[String],
    merged: bool,
    write: &dyn Fn(&mut Worksheet, u32, u16, &str),
) -> Imported {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, format!("甲县乙局{}年政府信息公开工作年度报告", edition.first_year)).unwrap();
    let mut row = 1;
    for section in &edition.sections {
        sheet.write(row, 0, section.names.label.as_str()).unwrap();
        row += 1;
        let Some(table) = section.tables.first().copied() else { continue };
        for cells in grid(&edition.tables[table], figures) {
            for (column, cell) in (0_u16..).zip(cells) {
                let Some((text, columns, rows)) = cell else { continue };
                if merged && (columns > 1 || rows > 1) {
                    let last = (row + rows - 1, column + columns - 1);
                    sheet.merge_range(row, column, last.0, last.1, "", &Format::new()).unwrap();
                }
                if is_figure(&text) {
                    write(sheet, row, column, &text);
                } else if !text.is_empty() {
                    sheet.write(row, column, text).unwrap();
                }
            }
            row += 1;
        }
    }
    read("a.xlsx", &book.save_to_buffer().unwrap())
}

fn number(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    sheet.write(row, column, text.parse::<f64>().unwrap()).unwrap();
}

pub(super) fn whole(at: &str, edition: &Edition, imported: &Imported, figures: &[String]) {
    let (read, faults) = compare(edition, imported, figures);
    assert!(faults.is_empty(), "{at}: {faults:?}");
    assert_eq!(read, figures.len(), "{at}: {}", imported.account.lines().join("\n"));
}

pub(super) fn said(imported: &Imported) -> String {
    imported.account.lines().join("\n")
}

pub(super) fn each(test: &dyn Fn(&Arc<Edition>, &[String])) {
    for edition in both() {
        let figures = figures(&edition, 11);
        test(&edition, &figures);
    }
}

#[test]
fn struck_words_are_no_figures() {
    each(&|edition, figures| {
        let run = |look: &str, text: &str| format!("<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>");
        for look in ["<w:strike/>", "<w:dstrike w:val=\"1\"/>"] {
            let cell = |text: &str| format!("<w:p>{}{}</w:p>", run(look, "9"), run("", text));
            let imported = docx(edition, figures, &cell);
            whole(look, edition, &imported, figures);
            assert!(said(&imported).contains("划去的字没有读入：9"));
        }
        for mark in
            ["<del>9</del>", "<s>9</s>", "<strike>9</strike>", "<span style='text-decoration: LINE-THROUGH'>9</span>"]
        {
            let imported = html(edition, figures, &|text| format!("{mark}{text}"));
            whole(mark, edition, &imported, figures);
            assert!(said(&imported).contains("划去的字没有读入：9"), "{mark}");
        }
        let struck = Format::new().set_font_strikethrough();
        let imported = xlsx(edition, figures, true, &|sheet, row, column, text| {
            sheet.write_rich_string(row, column, &[(&struck, "9"), (&Format::new(), text)]).unwrap();
        });
        whole("xlsx", edition, &imported, figures);
        assert!(said(&imported).contains("划去的字没有读入：9"));
    });
}

#[test]
fn the_raised_number_of_a_note_is_no_digit() {
    each(&|edition, figures| {
        let cell = |text: &str| {
            let raised = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>1</w:t></w:r>";
            format!("<w:p><w:r><w:t>{text}</w:t></w:r>{raised}</w:p>")
        };
        whole("docx", edition, &docx(edition, figures, &cell), figures);
        for mark in ["<sup>1</sup>", "<span style=\"vertical-align:super\">1</span>", "<sup>[1]</sup>"] {
            let imported = html(edition, figures, &|text| format!("{text}{mark}"));
            whole(mark, edition, &imported, figures);
            assert!(said(&imported).contains("[1]”，取"), "{mark}");
        }
        let raised = Format::new().set_font_script(FormatScript::Superscript);
        let imported = xlsx(edition, figures, true, &|sheet, row, column, text| {
            sheet.write_rich_string(row, column, &[(&Format::new(), text), (&raised, "1")]).unwrap();
        });
        whole("xlsx", edition, &imported, figures);
    });
}

#[test]
fn what_nobody_sees_is_not_read() {
    each(&|edition, figures| {
        for mark in [
            "<span hidden>9</span>",
            "<span style='visibility: hidden'>9</span>",
            "<span style='DISPLAY: none'>9</span>",
            "<ruby><rt>9</rt></ruby>",
            "&#8203;",
            "\u{feff}",
        ] {
            whole(mark, edition, &html(edition, figures, &|text| format!("{mark}{text}")), figures);
        }
        let ruby = |text: &str| {
            let base = format!("<w:rubyBase><w:r><w:t>{text}</w:t></w:r></w:rubyBase>");
            format!("<w:p><w:r><w:ruby><w:rt><w:r><w:t>9</w:t></w:r></w:rt>{base}</w:ruby></w:r></w:p>")
        };
        whole("ruby", edition, &docx(edition, figures, &ruby), figures);
        whole("docx", edition, &docx(edition, figures, &|text| word(&format!("{text}\u{200b}"))), figures);
        let imported = xlsx(edition, figures, true, &|sheet, row, column, text| {
            sheet.write(row, column, format!("\u{200b}{text}")).unwrap();
        });
        whole("xlsx", edition, &imported, figures);
        let tabs = |table: &Table, figures: &[String]| {
            let row = |row: Vec<Option<(String, u16, u32)>>| {
                row.into_iter().flatten().map(|(text, ..)| text).collect::<Vec<_>>().join("\u{200b}\t") + "\n"
            };
            grid(table, figures).into_iter().map(row).collect::<String>()
        };
        whole("txt", edition, &read("a.txt", report(edition, figures, line, line, &tabs).as_bytes()), figures);
    });
}

#[test]
fn a_cell_without_a_figure_takes_no_other_with_it() {
    each(&|edition, figures| {
        for blot in ["9 7", "1 234", "012", "十二", "约3", "97。", "97①", "O", "〇", "零", "N/A", "#REF!"] {
            for table in &edition.tables {
                let mut blotted = figures.to_vec();
                blotted[table.cells.start] = "77777".to_owned();
                let cell = |text: &str| if text == "77777" { word(blot) } else { word(text) };
                let imported = docx(edition, &blotted, &cell);
                let unread = imported.outcomes.iter().filter(|outcome| outcome.value().is_none()).count();
                assert_eq!(unread, 1, "{blot}: {}", said(&imported));
                assert!(said(&imported).contains(&format!("原文为“{blot}”，")), "{blot}");
            }
        }
    });
}

/// Figures that were not filled in beside cells that only pad a row (Excel without merged
/// cells): a figure stands under its own head or nowhere.
#[test]
fn padding_moves_no_figure() {
    each(&|edition, all| {
        for seed in 0..12_usize {
            let mut figures = all.to_vec();
            for (number, figure) in figures.iter_mut().enumerate() {
                if (number * 7 + seed * number / 3 + seed) % 5 < 2 {
                    figure.clear();
                }
            }
            for merged in [true, false] {
                let imported = xlsx(edition, &figures, merged, &number);
                let (read, faults) = compare(edition, &imported, &figures);
                assert!(faults.is_empty(), "{merged} {seed}: {faults:?}");
                let filled = figures.iter().filter(|figure| !figure.is_empty()).count();
                assert!(read * 100 >= filled * 95, "{merged} {seed}: {read} of {filled}\n{}", said(&imported));
            }
        }
    });
}

#[test]
fn a_paragraph_in_a_table_leaves_its_rows_rows() {
    let note = "填表说明：".to_owned() + &"各单位应如实填写，不得漏报。".repeat(30);
    each(&|edition, all| {
        // An empty cell is an empty cell only in a row.
        let mut figures = all.to_vec();
        for table in &edition.tables {
            figures[table.cells.start].clear();
        }
        let inner = |text: &str| format!("<table><tr><td>{text}</td></tr></table>");
        let draw = |table: &Table, figures: &[String]| {
            let last = format!("<tr><td colspan=9>{note}</td></tr></table>");
            html_table(table, figures, &inner).replace("</table>\n", &last)
        };
        let say = |text: &str| format!("<p>{text}</p>");
        let imported = read("a.html", report(edition, &figures, say, say, &draw).as_bytes());
        let (read, faults) = compare(edition, &imported, &figures);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(read, figures.len() - edition.tables.len(), "{}", said(&imported));
        assert_eq!(imported.narrative.matches("填表说明").count(), edition.tables.len());
    });
}

#[test]
fn a_title_beside_its_text_heads_a_section() {
    let edition = both().remove(1);
    let figures = figures(&edition, 3);
    let mut html = format!("<h1>甲县乙局{}年政府信息公开工作年度报告</h1><table>", edition.first_year);
    for (number, section) in edition.sections.iter().enumerate() {
        html += &format!("<tr><td>{}</td><td>正文{number}。</td></tr>", section.names.label);
    }
    html += "</table>";
    for table in &edition.tables {
        html += &html_table(table, &figures, &str::to_owned);
    }
    let imported = read("a.html", html.as_bytes());
    whole("beside", &edition, &imported, &figures);
    for (number, section) in edition.sections.iter().enumerate() {
        let text = format!("## {}\n\n正文{number}。\n", section.names.label);
        assert!(imported.narrative.contains(&text), "{}", imported.narrative);
    }
}

#[test]
fn tables_without_any_heading_are_read_from_one_sheet() {
    each(&|edition, figures| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, format!("甲县乙局{}年政府信息公开工作年度报告", edition.first_year)).unwrap();
        let mut row = 1;
        for table in &edition.tables {
            for cells in grid(table, figures) {
                for (column, cell) in (0_u16..).zip(cells) {
                    let Some((text, columns, rows)) = cell else { continue };
                    if columns > 1 || rows > 1 {
                        let last = (row + rows - 1, column + columns - 1);
                        sheet.merge_range(row, column, last.0, last.1, "", &Format::new()).unwrap();
                    }
                    match text.parse::<f64>() {
                        Ok(number) => sheet.write(row, column, number).unwrap(),
                        Err(_) => sheet.write(row, column, text).unwrap(),
                    };
                }
                row += 1;
            }
        }
        whole("sheet", edition, &read("a.xlsx", &book.save_to_buffer().unwrap()), figures);
        assert!(edition.tables.iter().any(|table| table.layout == Layout::Across));
    });
}

/// Word on the web calls its parts document2.xml, styles2.xml; notes, links and pictures
/// are not taken and said.
#[test]
fn parts_of_a_word_file_are_found_by_what_they_are() {
    let edition = both().remove(1);
    let figures = figures(&edition, 3);
    let link = "<w:hyperlink r:id=\"rId9\"><w:r><w:t>主动公开目录</w:t></w:r></w:hyperlink>";
    let picture = "<w:r><w:drawing><a:blip r:embed=\"rId5\"/></w:drawing></w:r>";
    let text =
        docx_text(&edition, &figures, &word).replacen("<w:tbl>", &format!("<w:p>{link}{picture}</w:p><w:tbl>"), 1);
    let relations = |entries: &[(&str, &str, &str)]| {
        let entry = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
        };
        format!("<Relationships>{}</Relationships>", entries.iter().map(entry).collect::<String>())
    };
    let notes = format!(
        "<w:footnotes><w:footnote w:type=\"separator\">{0}</w:footnote><w:footnote>{1}</w:footnote></w:footnotes>",
        word("线"),
        word("含上年结转。")
    );
    let own = relations(&[("rId1", "footnotes", "footnotes2.xml")]).replace(
        "</Relationships>",
        "<Relationship Id=\"rId9\" Type=\"http://x/hyperlink\" Target=\"http://a.gov.cn/b\" TargetMode=\"External\"/></Relationships>",
    );
    let imported = read(
        "a.docx",
        &zipped(&[
            ("_rels/.rels", relations(&[("rId1", "officeDocument", "/word/document2.xml")])),
            ("word/document2.xml", text),
            ("word/_rels/document2.xml.rels", own),
            ("word/footnotes2.xml", notes),
        ]),
    );
    whole("document2", &edition, &imported, &figures);
    let said = said(&imported);
    for words in ["脚注没有读入：含上年结转。", "“主动公开目录” http://a.gov.cn/b", "图片没有读入：1 张"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("线"), "{said}");
}

#[test]
fn pictures_in_place_of_tables_and_the_addresses_of_links_are_said() {
    let edition = both().remove(1);
    let figures = figures(&edition, 3);
    let say = |text: &str| format!("<p>{text}见<a href='../b.pdf'>附件一</a>，<a href='#top'>返回</a></p>");
    let heading = |text: &str| format!("<p>{text}</p>");
    let picture = |_: &Table, _: &[String]| "<p><img src='a.png'></p>".to_owned();
    let pictures = said(&read("a.html", report(&edition, &figures, heading, say, &picture).as_bytes()));
    assert!(pictures.contains("图片没有读入：3 张") && pictures.contains("“附件一” ../b.pdf"), "{pictures}");
    assert!(!pictures.contains("返回"), "{pictures}");
    let logo = |table: &Table, figures: &[String]| "<img>".to_owned() + &html_table(table, figures, &str::to_owned);
    assert!(!said(&read("a.html", report(&edition, &figures, heading, heading, &logo).as_bytes())).contains("图片"));
}

#[test]
fn a_cell_of_excel_that_is_struck_as_a_whole_is_no_figure() {
    each(&|edition, figures| {
        let struck = Format::new().set_font_strikethrough();
        for (cell, table) in edition.tables.iter().map(|table| (table.cells.start, table)) {
            let mut marked = figures.to_vec();
            marked[cell] = "77777".to_owned();
            for number in [true, false] {
                let imported = xlsx(edition, &marked, true, &|sheet, row, column, text| {
                    let plain = Format::new();
                    let look = if text == "77777" { &struck } else { &plain };
                    match text.parse::<f64>() {
                        Ok(value) if number => sheet.write_with_format(row, column, value, look).unwrap(),
                        _ => sheet.write_with_format(row, column, text, look).unwrap(),
                    };
                });
                assert_eq!(imported.outcomes[cell].value(), None, "{}: {}", table.caption, said(&imported));
                assert!(said(&imported).contains("划去的字没有读入：77777"), "{}", said(&imported));
            }
        }
    });
}
