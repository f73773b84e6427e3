//! The numbers Word writes before paragraphs, which stand nowhere in their text.

use std::collections::BTreeMap;

use super::package::Node;

/// The lists of a document.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    /// Each list, by its id.
    lists: BTreeMap<String, List>,
    /// How far each form has counted, level by level: lists of one form go on counting.
    counts: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug, Default)]
struct List {
    /// Id of the form it is made after.
    form: String,
    levels: Vec<Level>,
    /// Where it begins anew: levels with their first number, until it is met.
    anew: Vec<(usize, usize)>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    text: String,
    start: usize,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(crate) fn new(part: Option<&Node>) -> Numbering {
        let Some(root) = part.and_then(|part| part.child("numbering")) else { return Numbering::default() };
        let levels = |node: &Node| -> Vec<Level> {
            let level = |level: &Node| Level {
                format: level.val("numFmt").unwrap_or("decimal").to_owned(),
                text: level.val("lvlText").unwrap_or_default().to_owned(),
                start: level.number("start").unwrap_or(1),
            };
            node.all("lvl").take(9).map(level).collect()
        };
        let forms: BTreeMap<&str, Vec<Level>> =
            root.all("abstractNum").filter_map(|form| Some((form.attribute("abstractNumId")?, levels(form)))).collect();
        let anew = |list: &Node| -> Vec<(usize, usize)> {
            let start = |own: &Node| Some((own.attribute("ilvl")?.parse().ok()?, own.number("startOverride")?));
            list.all("lvlOverride").filter_map(start).collect()
        };
        let lists = root.all("num").filter_map(|list| {
            let form = list.val("abstractNumId")?;
            let levels = forms.get(form)?.clone();
            Some((list.attribute("numId")?.to_owned(), List { form: form.to_owned(), levels, anew: anew(list) }))
        });
        Numbering { lists: lists.collect(), counts: BTreeMap::new() }
    }

    /// The number before the next paragraph of list `id` at `level`: `一、`, `1.`, `-`.
    pub(crate) fn next(&mut self, id: &str, level: usize) -> Option<String> {
        let list = self.lists.get_mut(id)?;
        let levels = &list.levels;
        let own = levels.get(level)?;
        let counts = self.counts.entry(list.form.clone()).or_insert_with(|| vec![0; levels.len()]);
        counts[level] = if counts[level] == 0 { own.start } else { counts[level].saturating_add(1) };
        for (level, first) in std::mem::take(&mut list.anew) {
            if let Some(count) = counts.get_mut(level) {
                *count = first;
            }
        }
        counts[level + 1..].fill(0);
        if own.format == "bullet" {
            return Some("- ".to_owned());
        }
        if own.format == "none" {
            return None;
        }
        let mut text = own.text.clone();
        for (place, level) in levels.iter().enumerate() {
            let count = counts[place].max(1);
            text = text.replace(&format!("%{}", place + 1), &written(count, &level.format));
        }
        Some(text)
    }
}

/// A number in the form Word names.
fn written(number: usize, format: &str) -> String {
    if format.to_ascii_lowercase().contains("chinese")
        || format.starts_with("ideograph")
        || format.starts_with("taiwanese")
    {
        return chinese(number);
    }
    match format {
        "lowerLetter" => letter(number, b'a'),
        "upperLetter" => letter(number, b'A'),
        "decimalEnclosedCircle" => {
            // The circled digits ① to ⑳ follow each other.
            u32::try_from(number)
                .ok()
                .filter(|n| (1..=20).contains(n))
                .and_then(|n| char::from_u32(0x245f + n))
                .map_or_else(|| number.to_string(), String::from)
        }
        _ => number.to_string(),
    }
}

fn letter(number: usize, first: u8) -> String {
    u8::try_from((number - 1) % 26).map(|n| char::from(first + n).to_string()).unwrap_or_default()
}

/// 一 to 九十九; larger ones stay digits.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, 0) | (10.., _) => number.to_string(),
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        assert_eq!((chinese(3), chinese(10), chinese(21)), ("三".to_owned(), "十".to_owned(), "二十一".to_owned()));
        assert_eq!(written(2, "chineseCountingThousand"), "二");
        assert_eq!(written(2, "decimal"), "2");
        assert_eq!(written(3, "decimalEnclosedCircle"), "③");
    }
}
