//! `office.yaml` → one office.

use std::sync::Arc;

use crate::source::tree::{Node, Part, Step};

use super::fields::{self, Field, Fields, Other};
use super::grid::is_blank;
use super::office::{FIRST_YEAR, FormerName, Office, OfficeKind};
use super::rules;
use super::spotted::Spotted;
use crate::finding::nearest;

const NAME: Field = ["全称", "name"];
const SHORT: Field = ["简称", "short"];
const KIND: Field = ["类别", "kind"];
const PARENT: Field = ["上级", "parent"];
const PREDECESSORS: Field = ["前身", "predecessors"];
const FORMER: Field = ["曾用名", "former_names"];
const FIRST: Field = ["首报年度", "first_year"];
const LAST: Field = ["停用年度", "last_year"];
const ORDER: Field = ["排序", "order"];
pub(super) const KNOWN: [Field; 9] = [NAME, SHORT, KIND, PARENT, PREDECESSORS, FORMER, FIRST, LAST, ORDER];

/// What an `office.yaml` says, with the places of what must be compared with other
/// offices.
pub(super) struct OfficeFile {
    pub(super) office: Office,
    /// Path of 上级.
    pub(super) parent: Option<Vec<Step>>,
    /// Paths of the entries of 前身.
    pub(super) predecessors: Vec<Vec<Step>>,
    /// Path of 首报年度.
    pub(super) first_year: Option<Vec<Step>>,
    /// Path of 停用年度.
    pub(super) last_year: Option<Vec<Step>>,
}

/// Reads the file of the office `id`. Without a usable 全称 the id stands in for it, so
/// that the other files of the office are read all the same.
pub(super) fn read(tree: Option<&Node>, id: &Arc<str>, spotted: &mut Vec<Spotted>) -> OfficeFile {
    let empty = Vec::new();
    let written = match tree {
        Some(Node::Map(written)) => written,
        Some(_) => {
            let advise = "第一行写“全称: 某某局”";
            spotted.push(Spotted::new(&rules::SHAPE, &[], Part::Value, "文件应为逐行的“键: 值”", advise));
            &empty
        }
        None => &empty,
    };
    let fields = Fields::new(written, &[]);
    fields.unknown(&KNOWN, &[], |_, _| Other::Unknown, spotted);
    let name = fields.text(NAME, spotted).map(|(word, _)| word);
    if name.is_none() && matches!(tree, Some(Node::Map(_))) {
        spotted.extend(nameless(&fields));
    }
    let named = name.is_some();
    let name = name.unwrap_or_else(|| id.to_string());
    let short = fields.text(SHORT, spotted).map_or_else(|| name.clone(), |(word, _)| word);
    one_line(&name, &short, &fields, spotted);
    let parent = fields.text(PARENT, spotted);
    let predecessors = fields.words(PREDECESSORS, spotted);
    let (first_year, last_year) = (fields.year(FIRST, spotted), fields.year(LAST, spotted));
    if let (Some(first), Some(last), Some(field)) = (first_year, last_year, fields.get(LAST))
        && last < first
    {
        let say = format!("停用年度应不早于首报年度 {first}，实际为 {last}");
        spotted.push(Spotted::new(&rules::OFFICE, &field.path, Part::Value, say, "核对两个年度"));
    }
    let former = former_names(&fields, spotted);
    let office = Office {
        id: Arc::clone(id),
        name,
        named,
        short,
        kind: kind(&fields, spotted),
        parent: parent.as_ref().map(|(word, _)| Arc::from(word.as_str())),
        predecessors: predecessors.iter().map(|(word, _)| Arc::from(word.as_str())).collect(),
        former_names: former,
        // An office older than the regulation has reported since there was one.
        first_year: first_year.map(|year| year.max(FIRST_YEAR)),
        last_year,
        order: order(&fields, spotted),
    };
    OfficeFile {
        office,
        parent: parent.map(|(_, path)| path),
        predecessors: predecessors.into_iter().map(|(_, path)| path).collect(),
        first_year: fields.get(FIRST).map(|field| field.path),
        last_year: fields.get(LAST).map(|field| field.path),
    }
}

/// What to say of an office without a 全称. `nianbao new` leaves the line to be filled in;
/// told to add one, a clerk would have it twice. What is no text was accused when it was read.
fn nameless(fields: &Fields<'_>) -> Option<Spotted> {
    let Some(written) = fields.get(NAME) else {
        let advise = "补上一行“全称: 机关印章上的名称”";
        return Some(Spotted::new(&rules::OFFICE, &[], Part::Value, "缺少“全称”", advise));
    };
    let advise = "写在“全称:”后面，空一格，如“全称: 某某县财政局”";
    matches!(written.value, Node::Scalar(_)).then(|| {
        Spotted::new(&rules::OFFICE, &written.path, Part::Value, "“全称”没有填写，应为机关印章上的名称", advise)
    })
}

/// A name stands in titles, addresses and rows of data files, which are one line each.
fn one_line(name: &str, short: &str, fields: &Fields<'_>, spotted: &mut Vec<Spotted>) {
    for (field, word) in [(NAME, name), (SHORT, short)] {
        if let Some(written) = fields.get(field).filter(|_| is_broken(word)) {
            let say = format!("“{}”应为一行文字，实际有换行或控制字符", field[0]);
            spotted.push(Spotted::new(&rules::OFFICE, &written.path, Part::Value, say, "在一行里重新输入"));
        }
    }
}

fn is_broken(name: &str) -> bool {
    name.chars().any(|c| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn kind(fields: &Fields<'_>, spotted: &mut Vec<Spotted>) -> OfficeKind {
    let Some((word, path)) = fields.text(KIND, spotted) else { return OfficeKind::Department };
    let known = OfficeKind::ALL;
    known.into_iter().find(|kind| kind.name() == word).unwrap_or_else(|| {
        let names = known.map(OfficeKind::name);
        let advise = match nearest(&word, names.into_iter()) {
            Some(near) => format!("是否为“{near}”？可用的有{}", names.join("、")),
            None => format!("可用的有{}", names.join("、")),
        };
        spotted.push(Spotted::new(&rules::OFFICE, &path, Part::Value, format!("类别没有“{word}”这一种"), advise));
        OfficeKind::Department
    })
}

fn order(fields: &Fields<'_>, spotted: &mut Vec<Spotted>) -> i64 {
    // Offices without 排序 come after those that have one.
    let Some((word, path)) = fields.text(ORDER, spotted) else { return i64::MAX };
    word.parse().unwrap_or_else(|_| {
        let say = format!("排序应为整数，实际为“{word}”");
        spotted.push(Spotted::new(&rules::OFFICE, &path, Part::Value, say, "写一个整数，小的在前"));
        i64::MAX
    })
}

/// The keys for a former name.
pub const FORMER_NAME_NAMES: [&str; 3] = ["名称", "全称", "name"];
/// The keys for the last year a former name was used.
pub const LAST_YEAR_NAMES: [&str; 9] =
    ["止于", "最后年度", "末年", "截至", "年度", "停用年度", "使用至", "至", "last_year"];

/// `- {名称: 某某局, 止于: 2021}`, or a map of name and last year.
fn former_names(fields: &Fields<'_>, spotted: &mut Vec<Spotted>) -> Vec<FormerName> {
    let Some(field) = fields.get(FORMER) else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |name: &str, year: &str, path: &[Step], spotted: &mut Vec<Spotted>| match fields::year(year) {
        _ if is_blank(name) && !is_blank(year) => {
            let say = format!("止于“{}”的曾用名应写明名称，实际空着", year.trim());
            spotted.push(Spotted::new(&rules::OFFICE, path, Part::Value, say, "写作“- {名称: 某某局, 止于: 2021}”"));
        }
        Some(_) if is_broken(name.trim()) => {
            let say = "曾用名应为一行文字，实际有换行或控制字符";
            spotted.push(Spotted::new(&rules::OFFICE, path, Part::Value, say, "在一行里重新输入"));
        }
        Some(last_year) => found.push(FormerName { name: name.trim().to_owned(), last_year }),
        _ => {
            let say = format!("曾用名“{name}”应写明最后使用的年度，实际为“{year}”");
            spotted.push(Spotted::new(&rules::OFFICE, path, Part::Value, say, "写作“- {名称: 某某局, 止于: 2021}”"));
        }
    };
    let mut one = |written: &[(Box<str>, Node)], path: &[Step], spotted: &mut Vec<Spotted>| {
        let word = |keys: &[&str]| {
            written.iter().find_map(|(key, value)| match value {
                Node::Scalar(word) if keys.contains(&&**key) => Some(&**word),
                _ => None,
            })
        };
        if let Some(name) = word(&FORMER_NAME_NAMES) {
            add(name, word(&LAST_YEAR_NAMES).unwrap_or_default(), path, spotted);
        } else {
            for (name, value) in written {
                add(name, if let Node::Scalar(year) = value { year } else { "" }, path, spotted);
            }
        }
    };
    match field.value {
        Node::Map(written) => one(written, &field.path, spotted),
        Node::List(items) => {
            for (number, item) in items.iter().enumerate() {
                let mut path = field.path.clone();
                path.push(Step::item(number));
                match item {
                    Node::Map(written) => one(written, &path, spotted),
                    Node::Scalar(name) => one(&[(name.clone(), Node::Scalar("".into()))], &path, spotted),
                    Node::List(_) => one(&[("".into(), Node::Scalar("".into()))], &path, spotted),
                }
            }
        }
        Node::Scalar(name) if is_blank(name) => {}
        Node::Scalar(name) => one(&[(name.clone(), Node::Scalar("".into()))], &field.path, spotted),
    }
    found.sort_by_key(|former| former.last_year);
    found
}
