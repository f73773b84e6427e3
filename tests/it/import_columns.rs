//! Columns of the source's own beside those of the form (历年累计, 备注): no figure of theirs
//! is read for one of the form, least of all where a cell of the form is empty.

use nianbao::edition::{Edition, Table};

use super::import_drawn::{compare, grid, line, read, report};
use super::import_looks::{each, said};

/// A page in whose tables a column headed `head` stands before the grid's column numbered
/// `at`, at the end where `at` is none. It holds a figure in every row, or in some.
fn with_column(edition: &Edition, figures: &[String], at: Option<usize>, head: &str, full: bool) -> String {
    let cell = |(text, columns, rows): &(String, u16, u32)| format!("<td colspan={columns} rowspan={rows}>{text}</td>");
    let table = |table: &Table, figures: &[String]| {
        let mut drawn = String::new();
        for (number, cells) in grid(table, figures).iter().enumerate() {
            let is_figures = cells.iter().flatten().any(|(text, ..)| text.parse::<f64>().is_ok());
            let own = match is_figures {
                true if full || number % 3 == 0 => format!("<td>{}</td>", 700 + number),
                true => "<td></td>".to_owned(),
                false => format!("<td>{head}</td>"),
            };
            let mut texts: Vec<String> = match at {
                None => cells.iter().flatten().map(cell).collect(),
                // Without spans: what merging covers is empty.
                Some(_) => {
                    let alone = |cell: &Option<(String, u16, u32)>| {
                        format!("<td>{}</td>", cell.as_ref().map(|(text, ..)| text.as_str()).unwrap_or_default())
                    };
                    cells.iter().map(alone).collect()
                }
            };
            texts.insert(at.unwrap_or(texts.len()).min(texts.len()), own);
            drawn += &format!("<tr>{}</tr>\n", texts.concat());
        }
        format!("<table>{drawn}</table>\n")
    };
    let say = |text: &str| format!("<p>{text}</p>");
    report(edition, figures, say, say, &table)
}

#[test]
fn a_column_under_its_own_head_is_left_out_and_said() {
    each(&|edition, all| {
        for (blank, full) in [(None, true), (Some("total"), true), (Some("natural_person"), false)] {
            let mut figures = all.to_vec();
            let missing = blank.map(|column| edition.cell(&format!("t3.granted.{column}")).unwrap());
            missing.into_iter().for_each(|cell| figures[cell].clear());
            let imported = read("a.html", with_column(edition, &figures, None, "历年累计", full).as_bytes());
            let (read, faults) = compare(edition, &imported, &figures);
            assert!(faults.is_empty(), "{blank:?}: {faults:?}");
            assert_eq!(read, figures.len() - missing.iter().len(), "{blank:?}: {}", said(&imported));
            assert!(said(&imported).contains("版式以外的列没有收入：7"), "{}", said(&imported));
        }
    });
}

/// Wherever the column stands, however it is headed and whichever figure is missing.
#[test]
fn a_column_between_others_never_moves_a_figure() {
    each(&|edition, all| {
        let blanks = ["t3.granted.total", "t3.new_requests.natural_person", "t4.review.upheld", "t4.suit_direct.total"];
        for (number, blank) in blanks.into_iter().enumerate() {
            let mut figures = all.to_vec();
            figures[edition.cell(blank).unwrap()].clear();
            for (at, head, full) in [(3, "", true), (5, "总计", true), (9, "其他", false), (15, "", true)] {
                let page = with_column(edition, &figures, Some(at), head, full);
                let faults = compare(edition, &read("a.html", page.as_bytes()), &figures).1;
                assert!(faults.is_empty(), "{number} {at} {head} {full}: {faults:?}");
            }
        }
    });
}

/// Cells that merging covered are empty cells of the text: no figure is lost for them.
#[test]
fn a_grid_written_out_in_text_is_read_whole() {
    each(&|edition, figures| {
        for (name, between) in [("a.txt", "\t"), ("a.md", "|")] {
            let table = |table: &Table, figures: &[String]| {
                let row = |row: Vec<Option<(String, u16, u32)>>| {
                    let texts: Vec<String> =
                        row.into_iter().map(|cell| cell.map(|(text, ..)| text).unwrap_or_default()).collect();
                    texts.join(between) + "\n"
                };
                format!("\n{}\n", grid(table, figures).into_iter().map(row).collect::<String>())
            };
            let imported = read(name, report(edition, figures, line, line, &table).as_bytes());
            let (read, faults) = compare(edition, &imported, figures);
            assert!(faults.is_empty() && read == figures.len(), "{name}: {faults:?} {}", said(&imported));
        }
    });
}
