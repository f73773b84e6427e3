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
    /// Whether the numbers of all levels are written as digits here: 第一章, but 1.1.
    in_digits: bool,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(crate) fn new(part: Option<&Node>) -> Numbering {
        let Some(root) = part.and_then(|part| part.child("numbering")) else { return Numbering::default() };
        let form = |node: &Node| -> Vec<Level> { node.all("lvl").take(9).map(level).collect() };
        let forms: BTreeMap<&str, Vec<Level>> =
            root.all("abstractNum").filter_map(|node| Some((node.attribute("abstractNumId")?, form(node)))).collect();
        // A form may be kept under the name of a style, by which another refers to it.
        let linked = |id: &str| {
            let named = |node: &&Node| node.attribute("abstractNumId") == Some(id);
            let style = root.all("abstractNum").find(named)?.val("numStyleLink")?;
            root.all("abstractNum").find(|node| node.val("styleLink") == Some(style)).map(form)
        };
        let anew = |list: &Node| -> Vec<(usize, usize)> {
            let start = |own: &Node| Some((own.attribute("ilvl")?.parse().ok()?, own.number("startOverride")?));
            list.all("lvlOverride").filter_map(start).collect()
        };
        let lists = root.all("num").filter_map(|list| {
            let form = list.val("abstractNumId")?;
            let mut levels = forms.get(form).filter(|levels| !levels.is_empty()).cloned().or_else(|| linked(form))?;
            for own in list.all("lvlOverride") {
                let place = own.attribute("ilvl").and_then(|place| place.parse::<usize>().ok());
                if let (Some(place), Some(own)) = (place.and_then(|place| levels.get_mut(place)), own.child("lvl")) {
                    *place = level(own);
                }
            }
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
            let format = if own.in_digits { "decimal" } else { level.format.as_str() };
            text = text.replace(&format!("%{}", place + 1), &written(count, format));
        }
        Some(text)
    }
}

/// A level of a form.
fn level(node: &Node) -> Level {
    Level {
        format: node.val("numFmt").unwrap_or("decimal").to_owned(),
        text: node.val("lvlText").unwrap_or_default().to_owned(),
        start: node.number("start").unwrap_or(1),
        in_digits: node.is_on("isLgl"),
    }
}

/// A number in the form Word names.
pub(super) fn written(number: usize, format: &str) -> String {
    match format {
        "lowerLetter" => letter(number, b'a'),
        "upperLetter" => letter(number, b'A'),
        "lowerRoman" => roman(number),
        "upperRoman" => roman(number).to_uppercase(),
        "decimalZero" => format!("{number:02}"),
        "numberInDash" => format!("- {number} -"),
        "decimalFullWidth" | "decimalFullWidth2" => full_width(number),
        // ① to ⑳, ⑴ to ⒇, ⒈ to ⒛, ㊀ to ㊉ follow each other.
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => one_of('①', 20, number),
        "decimalEnclosedParen" => one_of('⑴', 20, number),
        "decimalEnclosedFullstop" => one_of('⒈', 20, number),
        "ideographEnclosedCircle" => one_of('㊀', 10, number),
        "ideographTraditional" => among("甲乙丙丁戊己庚辛壬癸", number),
        "ideographZodiac" => among("子丑寅卯辰巳午未申酉戌亥", number),
        "chineseLegalSimplified" | "ideographLegalTraditional" => {
            let counted = if (10..20).contains(&number) { "一" } else { "" }.to_owned() + &chinese(number);
            counted.chars().map(formal).collect()
        }
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => number
            .to_string()
            .bytes()
            .map(|digit| "〇一二三四五六七八九".chars().nth(usize::from(digit - b'0')))
            .collect::<Option<_>>()
            .unwrap_or_default(),
        // The form of 一、二、三、 that Word offers where Chinese is written is called Japanese.
        "japaneseCounting" => chinese(number),
        _ if format.starts_with("chinese") || format.starts_with("taiwanese") => chinese(number),
        _ => number.to_string(),
    }
}

/// a to z, then aa, bb.
fn letter(number: usize, first: u8) -> String {
    let place = number.saturating_sub(1);
    let letter = u8::try_from(place % 26).map(|place| char::from(first + place).to_string()).unwrap_or_default();
    // No list is longer; a start that a file states may be.
    letter.repeat((place / 26 + 1).min(9))
}

/// i, ii, iii; those past any list stay digits.
fn roman(number: usize) -> String {
    const PARTS: [(usize, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    if !(1..400).contains(&number) {
        return number.to_string();
    }
    let (mut rest, mut text) = (number, String::new());
    for (size, letters) in PARTS {
        text.push_str(&letters.repeat(rest / size));
        rest %= size;
    }
    text
}

/// Digits of the width of characters.
fn full_width(number: usize) -> String {
    number.to_string().chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0)).collect()
}

/// The sign of a number in a row of signs that begins with `first`; digits past its end.
fn one_of(first: char, last: u32, number: usize) -> String {
    let place = u32::try_from(number).ok().filter(|number| (1..=last).contains(number));
    place
        .and_then(|place| char::from_u32(u32::from(first) + place - 1))
        .map_or_else(|| number.to_string(), String::from)
}

fn among(signs: &str, number: usize) -> String {
    number.checked_sub(1).and_then(|place| signs.chars().nth(place)).map_or_else(|| number.to_string(), String::from)
}

/// A numeral as it is written on bills.
fn formal(numeral: char) -> char {
    let place = "一二三四五六七八九十".chars().position(|known| known == numeral);
    place.and_then(|place| "壹贰叁肆伍陆柒捌玖拾".chars().nth(place)).unwrap_or(numeral)
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
        for (number, format, text) in [
            (3, "decimalEnclosedCircle", "③"),
            (3, "decimalEnclosedCircleChinese", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (2, "japaneseCounting", "二"),
            (12, "japaneseCounting", "十二"),
            (2, "ideographTraditional", "乙"),
            (10, "ideographDigital", "一〇"),
            (11, "chineseLegalSimplified", "壹拾壹"),
            (3, "decimalEnclosedParen", "⑶"),
            (3, "decimalEnclosedFullstop", "⒊"),
            (3, "ideographEnclosedCircle", "㊂"),
            (3, "decimalFullWidth", "３"),
            (3, "decimalZero", "03"),
            (4, "lowerRoman", "iv"),
            (19, "upperRoman", "XIX"),
            (2, "lowerLetter", "b"),
            (28, "upperLetter", "BB"),
            (usize::MAX, "lowerLetter", "ooooooooo"),
            (0, "upperRoman", "0"),
        ] {
            assert_eq!(written(number, format), text, "{number} {format}");
        }
    }
}
