//! The title of a report: `甲县乙局2023年政府信息公开工作年度报告`, the office and the year in
//! any order.
//!
//! Takes a line of text, gives whose report of which year it says, and where.

use super::shape::half_width;

/// What every title names.
pub(super) const SUBJECT: &str = "政府信息公开";

/// What a title says.
#[derive(Clone, Debug, Default)]
pub(super) struct Title {
    pub(super) office: Option<String>,
    pub(super) year: Option<u16>,
    /// Bytes of the title in the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The first title in a text.
pub(super) fn title(text: &str) -> Option<Title> {
    /// A title stands near the beginning of its line.
    const TRIES: usize = 100;
    let mut from = 0;
    for _ in 0..TRIES {
        let at = from + text[from..].find(SUBJECT)?;
        from = at + SUBJECT.len();
        let Some((inner_year, length)) = rest_of_title(&text[from..]) else { continue };
        let mut end = from + length;
        let (after, inner_year) = match year_in_brackets(&text[end..]) {
            Some((after, year)) => (after, inner_year.or(Some(year))),
            None => (0, inner_year),
        };
        end += after;
        if text[end..].starts_with(['制', '格', '》', '〉', '>', '的', '编']) {
            continue;
        }
        // Back to the last mark that cannot stand in a name.
        let near = nearby(text, at);
        let head_start = text[near..at]
            .rfind(|c: char| "，。；：:》《〈<>“”、=】".contains(c))
            .map_or(near, |mark| near + mark + text[near + mark..].chars().next().map_or(0, char::len_utf8));
        let (head_start, head) = head_of_title(text, head_start, at);
        let (office, year) = office_and_year(&head);
        if head.contains("中华人民共和国") || office.as_deref().is_some_and(|office| office.chars().count() > 32)
        {
            continue;
        }
        let year = year.or(inner_year);
        let whole = head_start == 0 && end == text.len();
        if year.is_none() && (office.is_none() || !whole) {
            continue;
        }
        return Some(Title { office, year, start: head_start, end });
    }
    None
}

/// How far back from `at` a name may begin.
fn nearby(text: &str, at: usize) -> usize {
    /// No name is longer, in bytes.
    const LONGEST: usize = 300;
    (at.saturating_sub(LONGEST)..at).find(|at| text.is_char_boundary(*at)).unwrap_or(at)
}

/// The words of a title before 政府信息公开. In a text that lost its lines they begin at
/// the last gap that leaves an office and a year.
fn head_of_title(text: &str, start: usize, end: usize) -> (usize, String) {
    let close = |from: usize| -> String { text[from..end].chars().filter(|c| !c.is_whitespace()).collect() };
    // Bytes: some sixty characters.
    if text.len() > 180 {
        let gaps = text[start..end].char_indices().rev().filter(|(_, c)| c.is_whitespace());
        for from in gaps.map(|(at, c)| start + at + c.len_utf8()) {
            if let (Some(_), Some(_)) = office_and_year(&close(from)) {
                return (from, close(from));
            }
        }
    }
    (start, close(start))
}

/// What follows 政府信息公开 in a title: `工作年度报告`, `2022年度报告`, `年报`.
fn rest_of_title(text: &str) -> Option<(Option<u16>, usize)> {
    let mut at = 0;
    let mut year = None;
    loop {
        let rest = &text[at..];
        let skip = rest.len() - rest.trim_start().len();
        let rest = &rest[skip..];
        if let Some(word) = ["年度报告", "工作报告", "年报", "报告"].into_iter().find(|word| rest.starts_with(word))
        {
            return Some((year, at + skip + word.len()));
        }
        let word = ["工作", "情况", "年度", "年"].into_iter().find(|word| rest.starts_with(word));
        if let Some(word) = word {
            at += skip + word.len();
            continue;
        }
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        year = Some(known_year(&rest[..digits])?);
        at += skip + digits;
    }
}

/// `（2023年度）` right after a title: its bytes and the year.
fn year_in_brackets(text: &str) -> Option<(usize, u16)> {
    let inner = text.trim_start().strip_prefix(['（', '('])?;
    let (words, rest) = inner.split_once(['）', ')'])?;
    let year = words.trim().trim_end_matches('度').trim_end_matches('年');
    Some((text.len() - rest.len(), known_year(year.trim())?))
}

/// `平潭综合实验区2019年度` or `2019年上海市…办公厅`.
fn office_and_year(head: &str) -> (Option<String>, Option<u16>) {
    let half = arabic_year(&head.chars().map(half_width).collect::<Vec<char>>());
    let digits: Vec<usize> = half.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let run = digits.iter().find(|at| {
        known_year(half.get(**at..**at + 4).unwrap_or_default()).is_some() && half[**at + 4..].starts_with('年')
    });
    let Some(at) = run.copied() else { return (name(&half), None) };
    let year = known_year(&half[at..at + 4]);
    let before = &half[..at];
    let after = half[at + 4..].trim_start_matches('年').trim_start_matches('度');
    (name(before).or_else(|| name(after)), year)
}

/// `二〇二三年` as `2023年`.
fn arabic_year(chars: &[char]) -> String {
    let digit = |c: &char| {
        "〇一二三四五六七八九".chars().position(|known| known == *c).or((matches!(c, '零' | '○')).then_some(0))
    };
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        let digits: Option<Vec<usize>> = chars.get(at..at + 4).map(|four| four.iter().map_while(digit).collect());
        match digits.filter(|digits| digits.len() == 4 && chars.get(at + 4) == Some(&'年')) {
            Some(digits) => {
                text.extend(digits.iter().map(usize::to_string));
                at += 4;
            }
            None => {
                text.push(chars[at]);
                at += 1;
            }
        }
    }
    text
}

/// A name without what is no part of it.
fn name(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "#*-—“”（）()".contains(c));
    let text = text.strip_prefix("现将").or_else(|| text.strip_prefix("关于")).unwrap_or(text);
    let text = text.strip_suffix('关').filter(|_| text.ends_with("有关")).unwrap_or(text);
    (text.chars().count() >= 2 && text.chars().all(|c| !c.is_ascii_digit())).then(|| text.to_owned())
}

/// A year of four digits that reports may be of.
pub(super) fn known_year(text: &str) -> Option<u16> {
    text.parse().ok().filter(|year| (2008..=2099).contains(year) && text.len() == 4)
}
