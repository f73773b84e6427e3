//! The names under which a row, a column or a heading may be written.
//!
//! Takes what a clerk typed or copied from the printed form, says whether it means a
//! given entry: short Chinese key, English id, or the full official label with or
//! without its numbering, spaces and trailing bracket.

use std::cell::OnceCell;

/// The names of one row, column, group or section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// English id, e.g. `refused_state_secret`.
    pub id: String,
    /// Short Chinese key, e.g. `国家秘密`.
    pub key: String,
    /// As printed on the form, e.g. `1.属于国家秘密`.
    pub label: String,
    /// Everything that is accepted, normalised.
    accepted: Vec<String>,
}

impl Names {
    /// All names of an entry. `label_is_key` says whether the printed label alone is
    /// clear enough to be accepted.
    pub(super) fn new(id: &str, key: &str, label: &str, aliases: &[String], label_is_key: bool) -> Names {
        let mut accepted = vec![normalise(key)];
        accepted.extend(aliases.iter().map(|alias| normalise(alias)));
        if label_is_key {
            accepted.push(normalise(label));
        }
        accepted.dedup();
        Names { id: id.to_owned(), key: key.to_owned(), label: label.to_owned(), accepted }
    }

    /// Every wording that is accepted, as [`normalise`] leaves it.
    pub fn accepted(&self) -> &[String] {
        &self.accepted
    }

    /// Whether `written` means this entry.
    pub fn means(&self, written: &str) -> bool {
        self.meant_by(&Said::new(written))
    }

    /// As [`Names::means`], for one wording that is held against many entries.
    pub fn meant_by(&self, said: &Said<'_>) -> bool {
        self.is(said.written) || self.accepted.contains(said.normal())
    }

    /// Whether `written` is its key or id to the letter.
    pub fn is(&self, written: &str) -> bool {
        written == self.key || (!self.id.is_empty() && written == self.id)
    }
}

/// What somebody wrote, normalised once when it is asked for.
#[derive(Debug)]
pub struct Said<'w> {
    written: &'w str,
    normal: OnceCell<String>,
}

impl<'w> Said<'w> {
    /// Of a wording.
    pub fn new(written: &'w str) -> Said<'w> {
        Said { written, normal: OnceCell::new() }
    }

    /// As it was written.
    pub fn written(&self) -> &'w str {
        self.written
    }

    fn normal(&self) -> &String {
        self.normal.get_or_init(|| normalise(self.written))
    }
}

/// The bare wording of a label: numbering, white space, quotation marks and a trailing
/// bracket taken off, full-width letters and digits made half-width.
///
/// `1. 属于国家秘密` and `属于国家秘密` become the same; `（二）部分公开（区分处理的，…）`
/// becomes `部分公开`.
pub fn normalise(written: &str) -> String {
    let mut text: String = written
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '\u{feff}'))
        .map(half_width)
        .collect();
    if let Some(rest) = without_numbering(&text) {
        text = rest.to_owned();
    }
    if text.ends_with(')')
        && let Some(open) = text.find('(')
        && open > 0
    {
        text.truncate(open);
    }
    text
}

/// Brackets, letters, digits and the stops of a numbering, made half-width.
fn half_width(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '．' => '.',
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            // The full-width block lies 0xFEE0 above ASCII.
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        _ => c,
    }
}

/// What follows `一、`, `(一)`, `1.`, `1、` and the like; `None` where there is no numbering.
pub fn without_numbering(text: &str) -> Option<&str> {
    let numeral = |c: char| {
        c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let (inner, bracketed) = match text.strip_prefix(['(', '（']) {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let rest = inner.trim_start_matches(numeral);
    if rest.len() == inner.len() {
        // A lone stop left over from lost numbering, as in 、主动公开.
        return text.strip_prefix('、').filter(|rest| !rest.is_empty());
    }
    let rest = if bracketed { rest.strip_prefix([')', '）'])? } else { rest.strip_prefix(['、', '.', '．', ','])? };
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_with_and_without_its_numbering() {
        let names = Names::new("refused_state_secret", "国家秘密", "1.属于国家秘密", &[], true);
        for written in [
            "国家秘密",
            "refused_state_secret",
            "1.属于国家秘密",
            "属于国家秘密",
            "1. 属于国家秘密",
            "１、属于国家秘密",
        ] {
            assert!(names.means(written), "{written}");
        }
        assert!(!names.means("商业秘密"));
    }

    #[test]
    fn a_numeral_that_belongs_to_the_word_stays() {
        assert_eq!(normalise("3.危及“三安全一稳定”"), "危及三安全一稳定");
        assert_eq!(normalise("三安全一稳定"), "三安全一稳定");
        assert_eq!(normalise("（二）部分公开（区分处理的，只计这一情形，不计其他情形）"), "部分公开");
        assert_eq!(normalise("(四) 无法提供"), "无法提供");
        assert_eq!(normalise("、主动公开"), "主动公开");
    }

    #[test]
    fn an_unclear_label_can_be_refused() {
        let names = Names::new("other_org", "其他组织", "其他", &[], false);
        assert!(names.means("其他组织"));
        assert!(!names.means("其他"));
    }
}
