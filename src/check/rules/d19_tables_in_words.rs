//! A statutory table written into the text or put there as a picture.

use crate::check::{At, Check, Found, Out, Subject};
use crate::edition::Table;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-19",
    level: Level::Error,
    title: "统计表写进了正文",
    explain: "三张统计表由 data.yaml 生成，不写在 narrative.md 里，也不用图片代替。",
    why: "有的网页把三张表登成图片，检索、比较、朗读都用不了；表写两遍就会不一致。",
    mend: "把数填进 data.yaml，删去正文里的表或图片。",
    source: "对网页抽取的实测：一份乡镇报告的三张表全是图片",
    wrong: "## 三、收到和处理政府信息公开申请情况\n![表](表三.png)",
    right: "依申请公开:\n  本年新收: {自然人: 3}",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let text = &subject.report.narrative.text;
    for part in &subject.report.narrative.parts {
        let tables = part.section.map_or(&[][..], |section| &edition.sections[section].tables);
        let tables: Vec<&Table> = tables.iter().map(|table| &edition.tables[*table]).collect();
        let Some(first) = tables.first() else { continue };
        let mut start = part.body.start;
        for line in text[part.body.clone()].split_inclusive('\n') {
            let range = start..start + line.trim_end().len();
            start += line.len();
            let drawn = tables.iter().find(|table| line.trim_start().starts_with('|') && repeats(table, line));
            // A chart is no table.
            let picture =
                (line.contains("![") || line.contains("<img")) && line.contains('表') && !line.contains("图表");
            let (table, what) = match drawn {
                Some(table) => (table, "表"),
                None if picture => (first, "图片"),
                None => continue,
            };
            let say = format!("“{}”应由 data.yaml 生成，正文里却有{what}", table.caption);
            let advise = format!("数填在 data.yaml 的“{}”里，删去正文里的{what}", table.names.key);
            out.push(Found::new(&RULE, At::Words(range), say, advise));
            break;
        }
    }
}

/// Whether a row has two of the table's own heads: one of the office's own making has at
/// most one.
fn repeats(table: &Table, row: &str) -> bool {
    let heads = table.blocks.iter().flat_map(|block| &block.columns).map(|column| column.names.label.as_str());
    row.split('|').filter(|cell| heads.clone().any(|head| head == cell.trim())).count() > 1
}
