//! A map of named fields, as `office.yaml` and the head of `data.yaml` have them.

use crate::source::tree::{Node, Part, Step};

use super::grid::is_blank;
use super::rules;
use super::spotted::Spotted;
use crate::finding::nearest;

/// The names of one field: Chinese first, English second.
pub(super) type Field = [&'static str; 2];

/// A map being read field by field, with the path that leads to it.
pub(super) struct Fields<'n> {
    written: &'n [(Box<str>, Node)],
    path: Vec<Step>,
}

/// One field as written.
#[derive(Clone)]
pub(super) struct Written<'n> {
    pub(super) value: &'n Node,
    pub(super) path: Vec<Step>,
}

impl<'n> Fields<'n> {
    /// The fields of a map.
    pub(super) fn new(written: &'n [(Box<str>, Node)], path: &[Step]) -> Fields<'n> {
        Fields { written, path: path.to_vec() }
    }

    /// The field called by any of its names, if it was written.
    pub(super) fn get(&self, names: Field) -> Option<Written<'n>> {
        let number = self.written.iter().position(|(key, _)| names.contains(&&**key))?;
        let mut path = self.path.clone();
        path.push(Step::entry(number));
        Some(Written { value: &self.written[number].1, path })
    }

    /// The text of a field; a list or a map there is a finding, blank counts as absent.
    pub(super) fn text(&self, names: Field, spotted: &mut Vec<Spotted>) -> Option<(String, Vec<Step>)> {
        let field = self.get(names)?;
        match field.value {
            Node::Scalar(word) => {
                let word = word.trim();
                (!is_blank(word)).then(|| (word.to_owned(), field.path))
            }
            _ => {
                let say = format!("“{}”应为一个值，实际为一组值", names[0]);
                spotted.push(Spotted::new(
                    &rules::SHAPE,
                    &field.path,
                    Part::Value,
                    say,
                    format!("写作“{}: …”", names[0]),
                ));
                None
            }
        }
    }

    /// A field that holds several words: a list, or one word alone.
    pub(super) fn words(&self, names: Field, spotted: &mut Vec<Spotted>) -> Vec<(String, Vec<Step>)> {
        let Some(field) = self.get(names) else { return Vec::new() };
        match field.value {
            Node::Scalar(word) if is_blank(word) => Vec::new(),
            Node::Scalar(word) => vec![(word.trim().to_owned(), field.path)],
            Node::List(items) => {
                let mut words = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    let mut path = field.path.clone();
                    path.push(Step::item(number));
                    match item {
                        Node::Scalar(word) => words.push((word.trim().to_owned(), path)),
                        _ => {
                            let say = format!("“{}”的每一项应为一个词", names[0]);
                            spotted.push(Spotted::new(
                                &rules::SHAPE,
                                &path,
                                Part::Value,
                                say,
                                "每项写一行，以“- ”开头",
                            ));
                        }
                    }
                }
                words
            }
            Node::Map(_) => {
                let say = format!("“{}”应为列表，实际为一组键", names[0]);
                spotted.push(Spotted::new(
                    &rules::SHAPE,
                    &field.path,
                    Part::Value,
                    say,
                    format!("写作“{}: [甲, 乙]”", names[0]),
                ));
                Vec::new()
            }
        }
    }

    /// A year.
    pub(super) fn year(&self, names: Field, spotted: &mut Vec<Spotted>) -> Option<u16> {
        let (word, path) = self.text(names, spotted)?;
        let year = year(&word);
        if year.is_none() {
            let say = format!("“{}”应为四位年份，实际为“{word}”", names[0]);
            spotted.push(Spotted::new(&rules::YEAR, &path, Part::Value, say, "只写四位数字，如 2021"));
        }
        year
    }

    /// Accuses keys that are neither in `known` nor one of `names`, nor known to `other`;
    /// gives those that were evidently meant for a name, by number, with that name.
    pub(super) fn unknown(
        &self,
        known: &[Field],
        names: &[&str],
        other: impl Fn(&str, &Node) -> Other,
        spotted: &mut Vec<Spotted>,
    ) -> Vec<(usize, String)> {
        let mut meant = Vec::new();
        for (number, (key, value)) in self.written.iter().enumerate() {
            if let Some(field) = known.iter().find(|names| names.contains(&&**key)) {
                let mut before = self.written[..number].iter().map(|(earlier, _)| &**earlier);
                // The same name twice was told when the file was read.
                if let Some(earlier) = before.find(|earlier| field.contains(earlier) && *earlier != &**key) {
                    let mut path = self.path.clone();
                    path.push(Step::entry(number));
                    let say = format!("“{key}”与“{earlier}”是同一项，填写了两次");
                    spotted.push(Spotted::new(&rules::DUPLICATE, &path, Part::Key, say, "只留一处"));
                }
                continue;
            }
            let candidates = || known.iter().map(|names| names[0]).chain(names.iter().copied());
            let near = || nearest(key, candidates()).map(str::to_owned);
            let (near, advise) = match other(key, value) {
                Other::Known => continue,
                Other::Meant(name) => (Some(name), None),
                Other::Advise(advise) => (None, Some(advise)),
                Other::Unknown => (near(), None),
            };
            let advise = advise.or_else(|| near.as_ref().map(|near| format!("是否为“{near}”？照此改写")));
            let advise = advise.unwrap_or_else(|| {
                let all: Vec<String> = candidates().map(|name| format!("“{name}”")).collect();
                format!("删去；可用的键有{}", all.join("、"))
            });
            meant.extend(near.map(|near| (number, near)));
            let mut path = self.path.clone();
            path.push(Step::entry(number));
            spotted.push(Spotted::new(&rules::UNKNOWN_KEY, &path, Part::Key, format!("不认识“{key}”"), advise));
        }
        meant
    }

    /// The keys, in the order written.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'n str> {
        self.written.iter().map(|(key, _)| &**key)
    }
}

/// What a key is that a map of fields does not name.
pub(super) enum Other {
    /// It belongs here all the same.
    Known,
    /// It was evidently meant for this name.
    Meant(String),
    /// It belongs elsewhere: what to do.
    Advise(String),
    /// Nobody knows.
    Unknown,
}

/// `2020`, also written `2020年` or `2020 年`.
pub(super) fn year(word: &str) -> Option<u16> {
    let digits = word.trim().trim_end_matches(['年', '度']).trim();
    (digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}
