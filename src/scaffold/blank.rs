//! The files of a blank report: the tables of its form without figures, or, for years before
//! the first form, a text.

use rust_decimal::Decimal;

use super::Made;
use crate::check::Wider;
use crate::config::Config;
use crate::content::{Content, Report};
use crate::edition::{Edition, Entry, Holds, Omitted, Table};

/// What stands in the words of a report without a form.
pub(super) const WORDS: &str = "<!-- 在这里写，标题照原来的报告。原件（Word、PDF）放在同一文件夹里，供下载。 -->\n";

/// The tables of a form, with what the reports of last year that it goes on from left open.
pub(super) fn form(edition: &Edition, office: &str, year: u16, loaded: &Content, made: &mut Made) -> String {
    let config = Config::default();
    let wider = Wider::of_figures(loaded, &config, false);
    let last = year - 1;
    let known = loaded.office(office);
    let before = known.map(|office| wider.all_of(office, last, true)).unwrap_or_default();
    let shared = |before: &&&Report| known.is_some_and(|heir| wider.is_shared(&before.key.office, heir, year));
    let shared = before.iter().find(shared).and_then(|before| loaded.office(&before.key.office));
    let carried = carried_out(&before, edition).filter(|_| shared.is_none());
    let whose: Vec<&str> =
        before.iter().filter_map(|report| Some(loaded.office(&report.key.office)?.name_in(last))).collect();
    made.notes.push(match (&carried, before.len()) {
        _ if shared.is_some() => {
            let words = shared.map(|shared| wider.shared_words(shared, year)).unwrap_or_default();
            format!("{words}，各接了几件不知道，“上年结转”请自行填写")
        }
        (Some(_), 1) => format!("“上年结转”已按 {last} 年度的“结转下年”填好，请核对"),
        (Some(_), _) => format!("“上年结转”已按 {last} 年度{}的“结转下年”之和填好，请核对", whose.join("、")),
        (None, 0) => format!("没有 {last} 年度的报告，“上年结转”请自行填写"),
        (None, _) => format!("{last} 年度报告没有可用的“结转下年”，“上年结转”请自行填写"),
    });
    data(edition, known.map_or(office, |office| office.name_in(year)), year, carried.as_deref())
}

/// A report of before the first form: words only.
pub(super) fn document(name: &str, year: u16, made: &mut Made) -> String {
    made.notes.push(format!("{year} 年度还没有全国统一的统计表，按文本发布：正文写在 narrative.md，标题自定"));
    format!(
        "# {name} {year} 年度，文本：当年还没有全国统一的统计表，正文写在 narrative.md。\n\
         版式: 文本\n\
         草稿: true\n\
         发布日期:            # 如 {}-03-20\n",
        year.saturating_add(1)
    )
}

/// The open figures of last year's reports, added up, for the row of this form that takes
/// them over, in the order of its typed columns; none where there is no report or one of
/// them has no figure.
fn carried_out(before: &[&Report], edition: &Edition) -> Option<Vec<String>> {
    let (table, carry) = edition.tables.iter().find_map(|table| Some((table, table.carry.as_ref()?)))?;
    let columns = table.blocks[table.rows[carry.into].block].typed();
    let figures = columns.map(|(_, column)| {
        let id = format!("{}.{}.{}", table.id, carry.from, column.names.id);
        let sum = before.iter().try_fold(Decimal::ZERO, |sum, report| sum.checked_add(report.value(&id)?));
        sum.filter(|_| !before.is_empty()).map(|sum| sum.to_string())
    });
    figures.collect()
}

fn data(edition: &Edition, name: &str, year: u16, carried: Option<&[String]>) -> String {
    let mut text = format!(
        "# {name} {year} 年度，{}（{}）\n\
         # 一行的几个数写成 [3, 0, 0, 0, 0, 0]，或只写不为零的列，如 {{自然人: 3}}。\n\
         # 总计由程序计算，不用填写。整表为零时写“无”，如“复议诉讼: 无”。\n\
         草稿: true\n\
         发布日期:            # 如 {}-01-20\n",
        edition.name,
        edition.document,
        year + 1
    );
    for table in &edition.tables {
        text.push_str(&format!("\n# {}\n{}:\n", table.caption, table.names.key));
        if table.omitted == Omitted::Zero {
            text.push_str("  # 全为零的行可以删去。\n");
        }
        let mut heads = String::new();
        rows(table, &table.outline, 1, carried, &mut heads, &mut text);
    }
    text
}

fn rows(
    table: &Table,
    outline: &[Entry],
    depth: usize,
    carried: Option<&[String]>,
    heads: &mut String,
    text: &mut String,
) {
    let indent = "  ".repeat(depth);
    for entry in outline {
        match &entry.holds {
            Holds::Row(row) if table.rows[*row].derived => {}
            Holds::Row(row) => {
                let row = &table.rows[*row];
                let columns: Vec<&str> =
                    table.blocks[row.block].typed().map(|(_, column)| column.names.key.as_str()).collect();
                let now = columns.join("、");
                if *heads != now {
                    text.push_str(&format!("{indent}# 依次为{now}\n"));
                    *heads = now;
                }
                let takes_over = table.carry.as_ref().is_some_and(|carry| table.rows[carry.into].names == row.names);
                let filled = carried.filter(|_| takes_over);
                match filled {
                    Some(figures) => text.push_str(&format!("{indent}{}: [{}]\n", row.names.key, figures.join(", "))),
                    None => text.push_str(&format!("{indent}{}:\n", row.names.key)),
                }
            }
            Holds::Entries(inner) if entry.inline => rows(table, inner, depth, carried, heads, text),
            Holds::Entries(inner) => {
                text.push_str(&format!("{indent}{}:\n", entry.names.key));
                rows(table, inner, depth + 1, carried, heads, text);
            }
        }
    }
}

pub(super) fn narrative(edition: &Edition) -> String {
    let mut text = String::new();
    for section in &edition.sections {
        text.push_str(&format!("## {}\n\n", section.names.label));
        text.push_str(match section.tables.is_empty() {
            true => "<!-- 在这里写。表里的数写成 {{ 本年新收 }}，由程序取数。 -->\n\n",
            false => "<!-- 统计表由 data.yaml 生成；表前要说的话写在这里，没有就空着。 -->\n\n",
        });
    }
    text
}
