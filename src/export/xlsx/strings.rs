//! The words of a workbook, each written once: `xl/sharedStrings.xml`.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::XML;

/// Most UTF-16 units of a cell.
const LONGEST: usize = 32_767;

/// Whether a cell can hold the words.
pub(super) fn fits(words: &str) -> bool {
    words.len() <= LONGEST || words.encode_utf16().count() <= LONGEST
}

/// The words of a workbook while it is written, numbered as they come up.
pub(super) struct Strings<'p> {
    numbers: FxHashMap<Cow<'p, str>, u32>,
    /// The number after that of each label, 0 for one that has not come up: most words are
    /// labels of the form, which need not be looked for.
    labels: Vec<u32>,
    xml: String,
    cells: usize,
}

impl<'p> Strings<'p> {
    /// No words yet; there are `labels` labels.
    pub(super) fn new(labels: usize) -> Strings<'p> {
        Strings { numbers: FxHashMap::default(), labels: vec![0; labels], xml: String::new(), cells: 0 }
    }

    /// The number of some words.
    pub(super) fn number(&mut self, words: Cow<'p, str>) -> u32 {
        if let Some(number) = self.numbers.get(&words) {
            return *number;
        }
        // Fewer than there are cells in a workbook.
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        // Spaces at the ends are lost otherwise.
        let edge = ['\t', '\n', ' '];
        let kept = words.starts_with(edge) || words.ends_with(edge);
        self.xml.push_str(if kept { "<si><t xml:space=\"preserve\">" } else { "<si><t>" });
        escape(&words, &mut self.xml);
        self.xml.push_str("</t></si>");
        self.numbers.insert(words, number);
        number
    }

    /// The number of a label, for one more cell.
    pub(super) fn label(&mut self, label: usize, labels: &'p [String]) -> u32 {
        self.cells += 1;
        if self.labels[label] == 0 {
            self.labels[label] = self.number(Cow::Borrowed(&labels[label])) + 1;
        }
        self.labels[label] - 1
    }

    /// Notes a cell that holds words.
    pub(super) fn used(&mut self) {
        self.cells += 1;
    }

    /// The part.
    pub(super) fn xml(&self) -> String {
        format!(
            "{XML}<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"{}\" \
uniqueCount=\"{}\">{}</sst>",
            self.cells,
            self.numbers.len(),
            self.xml
        )
    }
}

/// Appends words as a cell holds them. What XML cannot hold is spelled `_x0001_`, and what
/// looks like such a spelling is spelled itself.
fn escape(words: &str, out: &mut String) {
    for (at, c) in words.char_indices() {
        if c == '_' && spelled(&words.as_bytes()[at..]) {
            out.push_str("_x005F");
        }
        data_char(c, out);
    }
}

/// Appends words as XML text, as Excel writes it.
pub(super) fn data(words: &str, out: &mut String) {
    words.chars().for_each(|c| data_char(c, out));
}

fn data_char(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\t' | '\n' => out.push(c),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
        _ => out.push(c),
    }
}

/// Whether bytes begin with `_x`, four hexadecimal digits and `_`.
fn spelled(bytes: &[u8]) -> bool {
    let Some(([b'_', b'x', digits @ .., b'_'], _)) = bytes.split_at_checked(7) else { return false };
    digits.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::{Strings, escape, fits};

    #[test]
    fn words_are_safe_and_whole() {
        let made = |words: &str| {
            let mut out = String::new();
            escape(words, &mut out);
            out
        };
        assert_eq!(made("<甲>&\"\u{1}\u{ffff}乙\n"), "&lt;甲&gt;&amp;\"_x0001__xFFFF_乙\n");
        assert_eq!(made("_x0001_ _x00g1_ _x001"), "_x005F_x0001_ _x00g1_ _x001");
    }

    #[test]
    fn every_word_stands_once() {
        let labels = ["甲".to_owned(), "乙".to_owned(), "甲".to_owned()];
        let mut strings = Strings::new(labels.len());
        let numbers: Vec<u32> = [1, 0, 2, 1].iter().map(|label| strings.label(*label, &labels)).collect();
        assert_eq!(numbers, [0, 1, 1, 0]);
        assert_eq!(strings.number("乙".into()), 0);
        assert_eq!(strings.number(" 丙".into()), 2);
        strings.used();
        let xml = strings.xml();
        assert!(xml.contains("count=\"5\" uniqueCount=\"3\">"), "{xml}");
        let end = "<si><t>乙</t></si><si><t>甲</t></si><si><t xml:space=\"preserve\"> 丙</t></si></sst>";
        assert!(xml.ends_with(end), "{xml}");
    }

    #[test]
    fn the_longest_words_of_a_cell() {
        assert!(fits(&"字".repeat(32_767)));
        assert!(!fits(&"字".repeat(32_768)));
        assert!(!fits(&"𠀀".repeat(16_384)));
    }
}
