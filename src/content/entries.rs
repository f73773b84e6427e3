//! 更正 and 说明: the lists at the foot of `data.yaml`.
//!
//! Takes the fields of the file and the cells already filled, gives the entries that can
//! be read. What an entry of 更正 says of a cell is held against the cell, because it is
//! printed beside it.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::edition::{Edition, Kind};
use crate::source::number;
use crate::source::tree::{Node, Part, Step};

use super::data::{CORRECTIONS, Data, EXPLANATIONS};
use super::dates;
use super::fields::{Field, Fields, Other};
use super::figure;
use super::grid::{is_blank, read};
use super::marks::control_character;
use super::report::{Cell, Correction, Explanation, print};
use super::rules;
use super::spotted::Spotted;

const DATE: Field = ["日期", "date"];
const CELL: Field = ["格", "cell"];
const OLD: Field = ["原", "old"];
const NEW: Field = ["新", "new"];
const RULE: Field = ["规则", "rule"];
/// Either word serves in either list: who wrote 理由 in one writes it in the other.
const REASONS: [&str; 2] = ["原因", "理由"];

/// The entries of a list of maps, each with its fields.
fn items<'n>(fields: &Fields<'n>, names: Field, spotted: &mut Vec<Spotted>) -> Vec<(Fields<'n>, Vec<Step>, usize)> {
    let Some(field) = fields.get(names) else { return Vec::new() };
    let items: Vec<(&Node, Vec<Step>)> = match field.value {
        Node::List(items) => {
            let path = |number| {
                let mut path = field.path.clone();
                path.push(Step::item(number));
                path
            };
            items.iter().enumerate().map(|(number, item)| (item, path(number))).collect()
        }
        Node::Scalar(word) if is_blank(word) => Vec::new(),
        // One entry written without the dash.
        other => vec![(other, field.path.clone())],
    };
    let mut found = Vec::new();
    for (number, (item, path)) in items.into_iter().enumerate() {
        match item {
            Node::Map(written) => found.push((Fields::new(written, &path), path, number)),
            _ => {
                let say = format!("“{}”的每一项应为一组“键: 值”", names[0]);
                spotted.push(Spotted::new(&rules::SHAPE, &path, Part::Value, say, "以“- ”开头，各键对齐"));
            }
        }
    }
    found
}

/// 格: one cell, by its id or by its Chinese name.
fn cell(fields: &Fields<'_>, names: Field, edition: Option<&Edition>, spotted: &mut Vec<Spotted>) -> Option<usize> {
    let (word, path) = fields.text(names, spotted)?;
    let Some(edition) = edition else {
        let say = format!("文本没有统计表，没有“{word}”这一格");
        spotted.push(Spotted::new(&rules::CELL_NAME, &path, Part::Value, say, "删去这一行"));
        return None;
    };
    if let Some(cell) = edition.cell(&word) {
        return Some(cell);
    }
    match figure::named(&word, edition) {
        Ok(figure) if figure.cells.len() == 1 => Some(figure.cells[0]),
        Ok(_) => {
            let say = format!("“{}”应指一格，“{word}”是几行之和", names[0]);
            spotted.push(Spotted::new(
                &rules::CELL_NAME,
                &path,
                Part::Value,
                say,
                "写到具体一行，如“不予公开.国家秘密”",
            ));
            None
        }
        Err(unknown) => {
            let say = format!("表中没有“{word}”这一格");
            spotted.push(Spotted::new(&rules::CELL_NAME, &path, Part::Value, say, unknown.advice()));
            None
        }
    }
}

/// One entry of either list: what it needs and lacks is said of it.
struct Entry<'n> {
    name: &'static str,
    fields: Fields<'n>,
    path: Vec<Step>,
    index: usize,
    /// Names that unknown keys were meant for: not missing as well.
    meant: Vec<String>,
}

impl<'n> Entry<'n> {
    /// `reason` is the word of this list for why.
    fn new(
        name: &'static str,
        (fields, path, index): (Fields<'n>, Vec<Step>, usize),
        known: &[Field],
        spotted: &mut Vec<Spotted>,
    ) -> Entry<'n> {
        let other = |key: &str, _: &Node| if REASONS.contains(&key) { Other::Known } else { Other::Unknown };
        let meant = fields.unknown(known, &[], other, spotted).into_iter().map(|(_, name)| name).collect();
        Entry { name, fields, path, index, meant }
    }

    fn need(&self, field: Field, example: &str, spotted: &mut Vec<Spotted>) -> Option<String> {
        let text = self.fields.text(field, spotted).map(|(word, _)| word);
        // A list or a map there was accused when it was read.
        let accused = self.fields.get(field).is_some_and(|written| !matches!(written.value, Node::Scalar(_)));
        if text.is_none() && !accused && !self.meant.iter().any(|name| name == field[0]) {
            let (name, field) = (self.name, field[0]);
            let (say, advise) = (format!("{name}缺“{field}”"), format!("补上“{field}: {example}”"));
            spotted.push(Spotted::new(&rules::ENTRY, &self.path, Part::Value, say, advise));
        }
        if let Some(hidden) = text.as_deref().and_then(control_character) {
            // Only an escape between double quotes can write one; what is published of an
            // entry stands in the feed, which is no XML with it.
            let say = format!("{}的“{}”应是印得出来的字，实际有控制字符 U+{hidden:04X}", self.name, field[0]);
            let advise = "删去双引号里的“\\”和后面的代码，要换行的另起一行缩进着写";
            spot(&rules::SYNTAX, self, field, say, advise, spotted);
            return None;
        }
        text
    }

    /// Why, under the word of this list or of the other.
    fn reason(&self, field: Field, example: &str, spotted: &mut Vec<Spotted>) -> Option<String> {
        let written: Vec<&str> =
            self.fields.keys().filter(|key| field.contains(key) || REASONS.contains(key)).collect();
        // Two names of one field were told with the keys.
        if let [first, second, ..] = written[..]
            && first != second
            && !(field.contains(&first) && field.contains(&second))
        {
            let say = format!("“{first}”与“{second}”是同一项，填写了两次");
            spotted.push(Spotted::new(&rules::DUPLICATE, &self.path, Part::Value, say, "只留一处"));
        }
        let other = REASONS.into_iter().find(|word| written.first() == Some(word)).unwrap_or(field[0]);
        let field = if field.contains(&other) || written.is_empty() { field } else { [other, other] };
        self.need(field, example, spotted)
    }
}

/// Reads 更正.
pub(super) fn corrections(fields: &Fields<'_>, edition: Option<&Edition>, data: &mut Data, spotted: &mut Vec<Spotted>) {
    const WHY: Field = ["原因", "reason"];
    let mut read = Vec::new();
    for item in items(fields, CORRECTIONS, spotted) {
        let entry = Entry::new("更正", item, &[DATE, CELL, OLD, NEW, WHY], spotted);
        let date = entry.need(DATE, "2021-03-05", spotted).and_then(|word| match dates::date(&word) {
            Ok(date) => Some(date),
            Err(fault) => {
                let path = entry.fields.get(DATE).map_or_else(|| entry.path.clone(), |written| written.path);
                let say = format!("更正的日期应为日期，{fault}");
                spotted.push(Spotted::new(&rules::DATE, &path, Part::Value, say, "写作 2021-03-05"));
                None
            }
        });
        let cell = cell(&entry.fields, CELL, edition, spotted);
        let (old, new) = (entry.need(OLD, "…", spotted), entry.need(NEW, "…", spotted));
        let reason = entry.reason(WHY, "…", spotted);
        if let (Some(date), Some(old), Some(new), Some(reason)) = (date, old, new, reason) {
            read.push((Correction { date, cell, old, new, reason, index: entry.index }, entry));
        }
    }
    // The last entry of a cell says what stands in it; an earlier one was true in its time.
    let mut last = HashMap::new();
    for (correction, _) in &read {
        let at = (correction.date, correction.index);
        last.entry(correction.cell).and_modify(|latest| *latest = at.max(*latest)).or_insert(at);
    }
    for (correction, entry) in &read {
        let is_last = last.get(&correction.cell) == Some(&(correction.date, correction.index));
        held(correction, entry, is_last.then_some(&data.cells[..]), edition, spotted);
        let published = data.published.map(|published| published.date);
        if let Some(day) = published.filter(|day| correction.date < *day) {
            let say = format!("更正的日期应不早于发布日期 {day}，实际为 {}", correction.date);
            let advise = "写发布以后更正的日期；发布日期写错的改正发布日期；发布前改的不用写更正";
            spot(&rules::DATE, entry, DATE, say, advise, spotted);
        }
    }
    data.corrections = read.into_iter().map(|(correction, _)| correction).collect();
}

fn spot(
    rule: &'static crate::finding::Rule,
    entry: &Entry<'_>,
    field: Field,
    say: String,
    advise: &str,
    spotted: &mut Vec<Spotted>,
) {
    let path = entry.fields.get(field).map_or_else(|| entry.path.clone(), |written| written.path);
    spotted.push(Spotted::new(rule, &path, Part::Value, say, advise));
}

/// Holds an entry of 更正 against itself and, where it is the last of its cell, against
/// `cells`.
fn held(
    correction: &Correction,
    entry: &Entry<'_>,
    cells: Option<&[Cell]>,
    edition: Option<&Edition>,
    spotted: &mut Vec<Spotted>,
) {
    const FIGURE: &str = "写改动前后表里的数；格写错的改正格";
    let (old, new) = (&correction.old, &correction.new);
    let Some((edition, cell)) = edition.zip(correction.cell) else {
        if old == new {
            let say = format!("更正的“原”与“新”应不相同，实际都是“{old}”");
            spot(&rules::CORRECTION, entry, NEW, say, "“新”写改成了什么；没有改动的删去这条更正", spotted);
        }
        return;
    };
    let (kind, name) = (edition.cells[cell].kind, edition.say(cell));
    let (was, is) = (figure_said(old, kind), figure_said(new, kind));
    if was.is_none() {
        let say = format!("更正的“原”应为{name}原来的数，实际为“{old}”");
        spot(&rules::CORRECTION, entry, OLD, say, FIGURE, spotted);
    }
    let now = cells.and_then(|cells| cells.get(cell)?.value());
    if let Some(now) = now.filter(|now| is != Some(Some(*now))) {
        let say = format!("更正的“新”应为{name}现在的数 {}，实际为“{new}”", print(now, kind));
        let advise = "改正“新”或表里的数；后来又改过的，再写一条更正；格写错的改正格";
        spot(&rules::CORRECTION, entry, NEW, say, advise, spotted);
    } else if is.is_none() {
        let say = format!("更正的“新”应为{name}改成的数，实际为“{new}”");
        spot(&rules::CORRECTION, entry, NEW, say, FIGURE, spotted);
    } else if was == is {
        let say = format!("更正的“原”与“新”应不相同，实际都是“{new}”");
        spot(&rules::CORRECTION, entry, OLD, say, "“原”写改动以前的数；没有改动的删去这条更正", spotted);
    }
}

/// 原 and 新 as clerks write them: `3`, `3 件`, `1,234`, `未填` (a figure that is not
/// there); `None` for other words.
pub fn figure_said(written: &str, kind: Kind) -> Option<Option<Decimal>> {
    if matches!(written.trim(), "未填" | "空" | "空白" | "没有填") {
        return Some(None);
    }
    match read(written, kind) {
        Ok(value) => Some(Some(value)),
        Err(slip) if matches!(slip.kind(), number::Kind::Mark | number::Kind::Blank) => Some(None),
        Err(slip) => slip.value().map(Some),
    }
}

/// Reads 说明.
pub(super) fn explanations(
    fields: &Fields<'_>,
    edition: Option<&Edition>,
    data: &mut Data,
    spotted: &mut Vec<Spotted>,
) {
    const WHY: Field = ["理由", "reason"];
    for item in items(fields, EXPLANATIONS, spotted) {
        if let Some(code) = item.0.keys().find(|key| is_code(key)) {
            let say = format!("说明的一条应写“规则”和“理由”两行，实际把规则 {code} 写成了键");
            let advise = format!("写作“- 规则: {}”，下一行对齐写“理由: …”", code.to_ascii_uppercase());
            spotted.push(Spotted::new(&rules::ENTRY, &item.1, Part::Value, say, advise));
            continue;
        }
        let entry = Entry::new("说明", item, &[RULE, WHY, CELL], spotted);
        let cell = cell(&entry.fields, CELL, edition, spotted);
        let code = entry.need(RULE, "A-01", spotted).map(|code| code.to_ascii_uppercase());
        let reason = entry.reason(WHY, "为什么如此", spotted);
        // An entry for a cell that is not there acknowledges nothing; the cell was accused.
        let lost = cell.is_none() && entry.fields.get(CELL).is_some();
        if let (Some(code), Some(reason), false) = (code, reason, lost) {
            data.explanations.push(Explanation { code, cell, reason, index: entry.index });
        }
    }
}

/// Whether a word is a rule's code: `Z-01`.
fn is_code(word: &str) -> bool {
    matches!(word.as_bytes(), [letter, b'-', digits @ ..]
        if letter.is_ascii_alphabetic() && digits.len() == 2 && digits.iter().all(u8::is_ascii_digit))
}
