//! Tables whose heads or columns are not the form's: figures are read under the right
//! head or not at all, and why is said.

use std::sync::Arc;

use nianbao::edition::{Edition, Table};
use nianbao::import::Imported;

use super::import_drawn::{Grid, both, compare, figures, grid, line, read, report};

/// Writes a grid in one way of keeping tables.
type Draw = fn(&Grid) -> String;

const WAYS: [(&str, Draw); 3] = [("page.html", html), ("tabs.txt", tabs), ("lines.txt", one_a_line)];

fn html(grid: &Grid) -> String {
    let cell =
        |(words, columns, rows): &(String, u16, u32)| format!("<td colspan={columns} rowspan={rows}>{words}</td>");
    let row = |row: &Vec<Option<(String, u16, u32)>>| row.iter().flatten().map(cell).collect::<String>();
    format!("<table>{}</table>", grid.iter().map(|cells| format!("<tr>{}</tr>\n", row(cells))).collect::<String>())
}

fn tabs(grid: &Grid) -> String {
    let row = |row: &Vec<Option<(String, u16, u32)>>| {
        row.iter().flatten().map(|(words, ..)| words.as_str()).collect::<Vec<_>>().join("\t")
    };
    format!("\n{}\n", grid.iter().map(|cells| row(cells) + "\n").collect::<String>())
}

fn one_a_line(grid: &Grid) -> String {
    grid.iter().flatten().flatten().map(|(words, ..)| format!("\n{words}\n")).collect::<String>() + "\n"
}

/// A report whose tables are drawn in one of the ways, each changed by `change` first.
fn changed(way: usize, edition: &Edition, figures: &[String], change: &dyn Fn(&Table, &mut Grid)) -> Imported {
    let (name, draw) = WAYS[way];
    let table = |table: &Table, figures: &[String]| {
        let mut grid = grid(table, figures);
        change(table, &mut grid);
        draw(&grid)
    };
    let markup = |text: &str| format!("<p>{text}</p>");
    let say: fn(&str) -> String = if name == "page.html" { markup } else { line };
    read(name, report(edition, figures, say, say, &table).as_bytes())
}

/// Puts the words `a` where `b` stood and the other way round.
fn swap(grid: &mut Grid, a: &str, b: &str) {
    for (words, ..) in grid.iter_mut().flatten().flatten() {
        *words = match words.as_str() {
            word if word == a => b.to_owned(),
            word if word == b => a.to_owned(),
            _ => continue,
        };
    }
}

fn unread(imported: &Imported, table: &Table) -> usize {
    table.cells.clone().filter(|cell| imported.outcomes[*cell].value().is_none()).count()
}

/// Every table but the one numbered `table` is read whole; that one not at all, and why
/// is said.
fn refused(at: &str, edition: &Edition, imported: &Imported, table: usize, why: &str) {
    for (number, other) in edition.tables.iter().enumerate() {
        let expected = if number == table { other.cells.len() } else { 0 };
        assert_eq!(unread(imported, other), expected, "{at}, {}\n{}", other.id, imported.account.lines().join("\n"));
    }
    let said = imported.account.lines().join("\n");
    assert!(said.contains(why), "{at}: {said}");
}

#[test]
fn heads_in_another_order_are_refused() {
    const SWAPS: [(usize, &str, &str); 9] = [
        (2, "结果维持", "结果纠正"),
        (2, "其他结果", "总计"),
        (2, "未经复议直接起诉", "复议后起诉"),
        (2, "行政复议", "行政诉讼"),
        (1, "法律服务机构", "其他"),
        (1, "商业企业", "科研机构"),
        (1, "自然人", "法人或其他组织"),
        (1, "自然人", "总计"),
        (0, "本年增/减", "处理决定数量"),
    ];
    for edition in both() {
        let figures = figures(&edition, 9);
        for (way, (name, _)) in WAYS.iter().enumerate() {
            let whole = changed(way, &edition, &figures, &|_, _| ());
            assert_eq!(whole.account.unread, 0, "{}\n{}", name, whole.account.lines().join("\n"));
            for (number, a, b) in SWAPS {
                let id = edition.tables[number].id.clone();
                let imported = changed(way, &edition, &figures, &|table, grid| {
                    if table.id == id {
                        swap(grid, a, b);
                    }
                });
                let at = format!("{}, {}, {a}, {b}", name, edition.id);
                if number > 0 {
                    refused(&at, &edition, &imported, number, "次序与版式不同");
                } else if edition.id == "2019" {
                    // Only the blocks that have these heads, each of them.
                    assert_eq!(unread(&imported, &edition.tables[0]), 12, "{at}");
                }
            }
        }
    }
}

/// Table 4 with a row for each group, its columns from `columns`.
fn by_group(table: &Table, figures: &[String], columns: &[usize]) -> Grid {
    let cell = |words: &str| Some((words.to_owned(), 1, 1));
    let heads = columns.iter().map(|column| cell(&table.blocks[0].columns[*column].names.label));
    let row = |row: &nianbao::edition::Row| {
        let values = columns.iter().map(|column| cell(&figures[row.cells.start + column]));
        std::iter::once(cell(&row.names.label)).chain(values).collect()
    };
    std::iter::once(std::iter::once(cell("类别")).chain(heads).collect()).chain(table.rows.iter().map(row)).collect()
}

#[test]
fn a_row_for_each_group_is_read_only_with_its_total_last() {
    let edition: Arc<Edition> = both().remove(1);
    let figures = figures(&edition, 9);
    for (way, (name, _)) in WAYS.iter().enumerate() {
        let drawn = |columns: &[usize]| {
            changed(way, &edition, &figures, &|table, grid| {
                if table.id == "t4" {
                    *grid = by_group(table, &figures, columns);
                }
            })
        };
        let whole = drawn(&[0, 1, 2, 3, 4]);
        assert_eq!(whole.account.unread, 0, "{}\n{}", name, whole.account.lines().join("\n"));
        refused(name, &edition, &drawn(&[4, 0, 1, 2, 3]), 2, "次序与版式不同");
        refused(name, &edition, &drawn(&[1, 0, 2, 3, 4]), 2, "次序与版式不同");
    }
}

/// A sentence that names heads in an order of its own is not the table's heads.
#[test]
fn a_sentence_before_the_table_says_nothing_about_its_heads() {
    let edition: Arc<Edition> = both().remove(1);
    let figures = figures(&edition, 9);
    for (words, table) in [("本年度没有行政诉讼、行政复议", "t4"), ("申请来自法律服务机构、自然人", "t3")]
    {
        let imported = changed(1, &edition, &figures, &|known, grid| {
            if known.id == table {
                grid.insert(0, vec![Some((words.to_owned(), 1, 1))]);
            }
        });
        assert_eq!(imported.account.unread, 0, "{words}\n{}", imported.account.lines().join("\n"));
    }
}

/// All tables twice, the figures of `before` and those of `now`, each after its caption.
fn twice(way: usize, edition: &Edition, captions: [&str; 2], before: &[String], now: &[String]) -> Imported {
    let (name, draw) = WAYS[way];
    let markup = |text: &str| format!("<p>{text}</p>");
    let say: fn(&str) -> String = if name == "page.html" { markup } else { line };
    let caption = |text: &str| if text.is_empty() { String::new() } else { say(text) };
    let table = |table: &Table, _: &[String]| {
        let [first, second] = captions.map(caption);
        first + &draw(&grid(table, before)) + &second + &draw(&grid(table, now))
    };
    let text = report(edition, now, say, say, &table);
    let editions = nianbao::editions().unwrap();
    let wishes = nianbao::import::Wishes { year: Some(edition.first_year) };
    nianbao::import::read(name, text.as_bytes(), &editions, wishes).unwrap()
}

#[test]
fn of_two_tables_the_one_whose_caption_names_the_year_is_read() {
    for edition in both() {
        let (before, now) = (figures(&edition, 9), figures(&edition, 10));
        let (year, last) = (edition.first_year, edition.first_year - 1);
        let [this, that] = [format!("{year}年："), format!("附：{last} 年度数据")];
        let plain = ["", ""].map(str::to_owned);
        for (way, (name, _)) in WAYS.iter().enumerate() {
            let at = |captions: &[String; 2]| format!("{}, {}, {captions:?}", name, edition.id);
            let drawn = |captions: &[String; 2], first: &[String], second: &[String]| {
                twice(way, &edition, [&captions[0], &captions[1]], first, second)
            };
            let is_read = |imported: &Imported| {
                imported
                    .outcomes
                    .iter()
                    .zip(&now)
                    .all(|(outcome, truth)| outcome.value() == Some(truth.parse().unwrap()))
            };
            // The older first, as it was found; then the other ways round.
            for (captions, now_first) in [
                ([that.clone(), this.clone()], false),
                ([this.clone(), that.clone()], true),
                ([String::new(), that.clone()], true),
                ([that.clone(), String::new()], false),
                ([String::new(), this.clone()], false),
            ] {
                let (first, second) = if now_first { (&now, &before) } else { (&before, &now) };
                let imported = drawn(&captions, first, second);
                let said = imported.account.lines().join("\n");
                assert!(is_read(&imported), "{}\n{said}", at(&captions));
                assert!(said.contains(&format!("读的是 {year} 年度的一张")), "{}\n{said}", at(&captions));
            }
            for captions in [plain.clone(), [this.clone(), this.clone()], [that.clone(), that.clone()]] {
                let imported = drawn(&captions, &before, &now);
                let said = imported.account.lines().join("\n");
                assert_eq!(imported.account.unread, edition.cells.len(), "{}\n{said}", at(&captions));
                assert!(said.contains("原件有 2 张这样的表（第"), "{}\n{said}", at(&captions));
                assert!(said.contains(&format!("看不出哪一张是 {year} 年度的")), "{}\n{said}", at(&captions));
            }
        }
    }
}

/// The same tables again (a page kept twice) are one report; another report in the same
/// file makes every figure doubtful.
#[test]
fn a_second_report_in_the_file_is_not_read_for_the_first() {
    let edition: Arc<Edition> = both().remove(1);
    let (before, now) = (figures(&edition, 9), figures(&edition, 10));
    let draw = |table: &Table, figures: &[String]| html(&grid(table, figures));
    let markup = |text: &str| format!("<p>{text}</p>");
    let [first, second] = [&now, &before].map(|figures| report(&edition, figures, markup, markup, &draw));
    let imported = read("page.html", format!("{first}{second}").as_bytes());
    assert_eq!(imported.account.unread, edition.cells.len());
    assert!(imported.account.lines().join("\n").contains("原件有 2 张这样的表"));
    let imported = read("page.html", format!("{first}{first}").as_bytes());
    assert_eq!(imported.account.unread, 0, "{}", imported.account.lines().join("\n"));
}

#[test]
fn money_is_taken_in_the_unit_its_head_prints() {
    let edition: Arc<Edition> = both().remove(1);
    let cell = edition.cell("t2.fees.amount_wan").unwrap();
    let label = &edition.column_of(cell).names.label;
    for (head, expected) in [
        ("本年收费金额（单位：万元）", Some("7022300")),
        ("本年收费金额", Some("7022300")),
        ("本年收费金额（元）", Some("702.23")),
        ("收费总金额(单位：元)", Some("702.23")),
        ("本年收费金额（单位：亿元）", None),
    ] {
        let mut figures = figures(&edition, 9);
        figures[cell] = "7022300".to_owned();
        for (way, (name, _)) in WAYS.iter().enumerate() {
            let imported = changed(way, &edition, &figures, &|_, grid| swap(grid, label, head));
            let value = imported.outcomes[cell].value().map(|value| value.to_string());
            assert_eq!(value.as_deref(), expected, "{name}, {head}");
        }
    }
}

/// A page laid out with blanks: the heads of the first group are centred beside two lines of
/// those of the others. Whether the totals stand first or last only the figures can tell.
#[test]
fn heads_centred_beside_longer_ones_are_told_by_the_figures() {
    let edition = both().remove(1);
    let mut all = figures(&edition, 3);
    let table = edition.tables.last().unwrap();
    let heads = "          行政复议                              行政诉讼\n\
        \x20                      未经复议直接起诉                 复议后起诉\n\
        结果   结果   其他   尚未\n\
        \x20                     总计   结果  结果  其他  尚未         结果  结果  其他  尚未\n\
        维持   纠正   结果   审结                          总计                     总计\n\
        \x20                          维持  纠正  结果  审结         维持  纠正  结果  审结\n";
    for (row, counts) in table.rows.iter().zip([[3, 0, 2, 1, 6], [0, 0, 0, 0, 0], [1, 4, 0, 0, 5]]) {
        for (cell, count) in row.cells.clone().zip(counts) {
            all[cell] = count.to_string();
        }
    }
    let draw = |first: bool| {
        let mut all = all.clone();
        if first {
            table.rows.iter().for_each(|row| all[row.cells.clone()].rotate_right(1));
        }
        let words = |drawn: &Table, figures: &[String]| {
            if drawn.caption != table.caption {
                return tabs(&grid(drawn, figures));
            }
            format!("\n{heads}{}\n\n", all[table.cells.clone()].join("     "))
        };
        read("pdf.txt", report(&edition, &all, line, line, &words).as_bytes())
    };
    let (right, wrong) = (draw(false), draw(true));
    assert_eq!(compare(&edition, &right, &all), (all.len(), Vec::new()), "{}", right.account.lines().join("\n"));
    refused("totals first", &edition, &wrong, edition.tables.len() - 1, "次序与版式不同");
}

/// 其它 is written for 其他.
#[test]
fn a_label_with_the_other_character_for_other_is_known() {
    for edition in both() {
        let figures = figures(&edition, 4);
        for (way, (name, _)) in WAYS.iter().enumerate() {
            let imported = changed(way, &edition, &figures, &|_, grid| {
                for (words, ..) in grid.iter_mut().flatten().flatten() {
                    *words = words.replace("其他", "其它");
                }
            });
            let read = compare(&edition, &imported, &figures);
            assert_eq!(read, (figures.len(), Vec::new()), "{} {name}", edition.id);
        }
    }
}

/// A page may hold each table twice, one for wide screens and one for small ones.
#[test]
fn a_table_twice_in_its_section_is_one() {
    for edition in both() {
        let figures = figures(&edition, 4);
        for (name, draw) in WAYS {
            let table = |table: &Table, figures: &[String]| draw(&grid(table, figures)).repeat(2);
            let markup = |text: &str| format!("<p>{text}</p>");
            let say: fn(&str) -> String = if name == "page.html" { markup } else { line };
            let imported = read(name, report(&edition, &figures, say, say, &table).as_bytes());
            let (read, faults) = compare(&edition, &imported, &figures);
            assert!(faults.is_empty() && read == figures.len(), "{name}: {}", imported.account.lines().join("\n"));
        }
    }
}

/// Text of a PDF without its layout may come column by column: nothing is read, and what to
/// do is said.
#[test]
fn names_apart_from_their_figures_are_told() {
    for edition in both() {
        let figures = figures(&edition, 4);
        let table = |table: &Table, figures: &[String]| {
            let grid = grid(table, figures);
            let column = |column: usize| grid.iter().filter_map(move |row| row[column].as_ref());
            (0..grid[0].len()).flat_map(column).map(|(words, ..)| format!("{words}\n")).collect()
        };
        let imported = read("a.txt", report(&edition, &figures, line, line, &table).as_bytes());
        assert_eq!(compare(&edition, &imported, &figures).1, [""; 0]);
        for table in &edition.tables[..2] {
            assert_eq!(unread(&imported, table), table.cells.len(), "{}", table.id);
        }
        let said = imported.account.lines().join("\n");
        assert!(said.contains("请用 pdftotext -layout 重新取出"), "{said}");
    }
}

/// A row whose figures are not known as such is there all the same.
#[test]
fn a_row_without_a_known_figure_is_shown_at_its_place() {
    let edition = both().remove(1);
    let figures = figures(&edition, 4);
    let imported = changed(0, &edition, &figures, &|_, grid| {
        for (words, ..) in grid.iter_mut().flatten().flatten().filter(|(words, ..)| words.parse::<f64>().is_ok()) {
            words.push_str("万件");
        }
    });
    let said = imported.account.lines().join("\n");
    assert!(said.contains("“规章”：第 1 个表第 3 行：只有行名，后面没有认得出的数"), "{said}");
    assert!(!said.contains("没有找到这一行"), "{said}");
}

/// A section that says in words that there was nothing has no table: what to write is said,
/// once, and nothing is taken for 0.
#[test]
fn a_table_that_is_not_there_is_told_once() {
    for edition in both() {
        let figures = figures(&edition, 4);
        let table = |table: &Table, figures: &[String]| match table.id.as_str() {
            "t3" | "t4" => "本年没有。\n".to_owned(),
            _ => tabs(&grid(table, figures)),
        };
        let imported = read("a.txt", report(&edition, &figures, line, line, &table).as_bytes());
        assert_eq!(compare(&edition, &imported, &figures).1, [""; 0]);
        let said: Vec<String> = imported.account.lines().into_iter().filter(|line| line.contains("没有找到")).collect();
        let why = "整张表：原文中没有找到这张表；本年确实一件也没有的，整块写";
        let line = |key: &str| format!("  未读到 “{key}”{why}“{key}: 无”");
        assert_eq!(said, [line("依申请公开"), line("复议诉讼")]);
        assert!(imported.data.contains('~') && imported.narrative.contains("本年没有。"));
    }
}
