//! Half-width punctuation in Chinese text.

use memchr::{memchr2_iter, memchr3_iter};

use crate::check::text::retain_shown;
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-16",
    level: Level::Note,
    title: "中文里夹了半角标点",
    explain: "中文句子用全角的“，。；：？！（）”。",
    why: "半角标点在中文里挤在一起，检索时也找不到。",
    mend: "用编辑器的替换功能改成全角。",
    source: "《标点符号用法》GB/T 15834",
    wrong: "公开信息68条,办结3件.",
    right: "公开信息68条，办结3件。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let text = &subject.report.narrative.text;
    let mut found = half_width(text);
    retain_shown(text, &mut found, |at| *at);
    let Some(first) = found.first() else { return };
    let mark = &text[*first..first + 1];
    let say = format!("中文里应用全角标点，实际有 {} 处半角的，第一处是“{mark}”", found.len());
    out.push(Found::new(&RULE, At::Words(*first..first + 1), say, "用编辑器的替换功能改成全角"));
}

/// Commas and the like right after a Han character.
fn half_width(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // Most texts have none at all after a Han character, whose last byte is never ASCII.
    let bytes = text.as_bytes();
    let marks = memchr3_iter(b',', b';', b':', bytes).chain(memchr2_iter(b'?', b'!', bytes));
    if !marks.chain(memchr2_iter(b'(', b'.', bytes)).any(|at| at > 0 && !bytes[at - 1].is_ascii()) {
        return found;
    }
    let mut last = ' ';
    let mut braces = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            // `![…](…)` is a picture of Markdown.
            '!' if text[at..].starts_with("![") => {}
            ',' | ';' | ':' | '?' | '!' if braces == 0 && is_han(last) => found.push(at),
            // 条(其中…) and 责任. are words of a sentence; what stands beside letters is not.
            '(' if braces == 0
                && (is_han(last) || last == '》')
                && text[at + 1..].starts_with(|c| is_han(c) || c == '《') =>
            {
                found.push(at);
            }
            '.' if braces == 0 && is_han(last) && !text[at + 1..].starts_with(|c: char| c.is_ascii_graphic()) => {
                found.push(at)
            }
            _ => {}
        }
        last = c;
    }
    found
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_of_a_picture_is_no_punctuation() {
        assert!(half_width("分布如图![分布](a.png)").is_empty());
        assert_eq!(half_width("很好!见图").len(), 1);
    }

    #[test]
    fn brackets_and_full_stops_of_a_sentence_are_found() {
        assert_eq!(half_width("《条例》(以下称条例)：共30条(网站10条)。\n责任落实.").len(), 3);
        let others = "(一)公开。\n(二)管理 [公开指南](index.html)，邮箱张三.li@a.cn，国办函(2020)109号，1.公开{{ 不予公开.国家秘密 }}";
        assert!(half_width(others).is_empty());
    }
}
