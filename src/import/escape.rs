//! Words as Markdown that prints as those words and nothing else.
//!
//! A source that is no Markdown (Word, a web page, a workbook) may hold any sign: `5*8*3`,
//! `1~3月`, `[1]:`. Signs are escaped only where they would not be printed, so that nearly
//! all text stays as a clerk would type it.

use crate::render::markdown::to_text;

/// `text`, one block without line ends, as Markdown.
pub(super) fn escaped(text: &str) -> String {
    let plain = without_tags(text);
    if to_text(&plain) == braces(text) {
        return plain;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let bytes = text.as_bytes();
    let stop = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let next = bytes.get(at + 1);
        let means = match c {
            '\\' | '`' | '*' | '_' | '~' | '[' | '<' => true,
            '&' => next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'#'),
            '#' | '>' | '+' | '-' | '=' => at == 0,
            '.' | ')' => at == stop && stop > 0,
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(c);
    }
    braces(&out)
}

/// `text` of a source that is Markdown itself: only tags and braces are taken as words.
pub(super) fn without_tags(text: &str) -> String {
    let begins = |next: Option<char>| next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c == '<' && begins(text[at + 1..].chars().next()) {
            out.push('\\');
        }
        out.push(c);
    }
    braces(&out)
}

/// Two braces would draw a figure from the tables.
fn braces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '{' && out.ends_with('{') {
            out.push('\u{200a}');
        }
        out.push(c);
    }
    out
}

/// The number of an entry of a numbered list, and the bytes before its stop.
pub(super) fn number(text: &str) -> Option<(u64, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    // A zero in front would not be printed.
    let is_entry =
        (1..=3).contains(&digits) && text[digits..].starts_with(". ") && (digits == 1 || !text.starts_with('0'));
    is_entry.then(|| text[..digits].parse().ok()).flatten().map(|number| (number, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_prints_as_it_was() {
        let signs = [
            "*注：本表*不含",
            "5*8*3=120",
            "1~3月公开20件，4~6月公开30件",
            "a_b_和_下划线_",
            "# 井号",
            "#（一）甲",
            "- 横",
            "+ 加",
            "> 大于",
            "1) 甲",
            "01. 甲",
            "2024. 年",
            "[1]: 见附件",
            "[^1]: 注",
            "见[附件](a.doc)",
            "C:\\*.doc",
            "<br>和<规定>",
            "&lt;和&amp;",
            "`代码`",
            "-----",
            "====",
            "***",
            "* * *",
            "~~~",
            "```",
            "![图](a.png)",
            "<http://a.cn>",
            "*注：不含*",
            "* 甲",
            "|甲|乙|",
            "___",
            "---",
            "</p>",
            "<!-- 甲 -->",
            "- - -",
            "甲\\",
        ];
        for text in signs {
            assert_eq!(to_text(&escaped(text)), text);
        }
        assert_eq!(escaped("{{ 本年新收 }}"), "{\u{200a}{ 本年新收 }}");
    }

    #[test]
    fn what_prints_by_itself_is_left_alone() {
        for text in [
            "全年3*4件",
            "A&B",
            "file_name",
            "1. 甲",
            "（一）甲<5件",
            "C:\\甲",
            "约3~4天",
            "[2021]30号",
            "1|2",
            "2024年",
        ] {
            assert_eq!(escaped(text), text);
        }
    }
}
