//! Findings for people, with the line they are about and carets under the words.
//!
//! Written out here because no library draws both what the office needs: a Han
//! character is two columns wide, a paragraph is one line of a thousand columns, and
//! the mend stands under every finding.

use std::collections::HashMap;
use std::fmt::Write;

use super::{Finding, Level, Rule};

/// Most columns of a source line that are shown.
const WIDEST: usize = 96;

/// All findings, one after the other; `text` gives the text of a file, for its lines.
pub fn show(findings: &[Finding], text: &dyn Fn(&str) -> Option<String>, colour: bool) -> String {
    let mut texts: HashMap<&str, Option<String>> = HashMap::new();
    let mut out = String::new();
    for finding in findings {
        let text = texts.entry(&finding.file).or_insert_with(|| text(&finding.file));
        let line = text.as_deref().and_then(|text| text.lines().nth((finding.line as usize).checked_sub(1)?));
        one(finding, line.filter(|_| finding.length > 0), colour, &mut out);
    }
    out
}

fn one(finding: &Finding, line: Option<&str>, colour: bool, out: &mut String) {
    let (strong, dim, plain) = match (colour, finding.level) {
        (false, _) => ("", "", ""),
        (true, Level::Error) => ("\u{1b}[1;31m", "\u{1b}[34m", "\u{1b}[0m"),
        (true, Level::Warning) => ("\u{1b}[1;33m", "\u{1b}[34m", "\u{1b}[0m"),
        (true, Level::Note) => ("\u{1b}[1;36m", "\u{1b}[34m", "\u{1b}[0m"),
    };
    let number = finding.line.to_string();
    let gutter = " ".repeat(number.len());
    // Writing to a String cannot fail.
    let draft = if finding.draft { "（草稿，不影响发布）" } else { "" };
    let _ = writeln!(out, "{strong}{}[{}]{plain}: {}{draft}", finding.level.name(), finding.code, finding.message);
    let _ = writeln!(out, "{dim}{gutter}-->{plain} {}:{}:{}", finding.file, finding.line, finding.column);
    if let Some(line) = line {
        let (shown, column) = trimmed(line, finding.column.saturating_sub(1) as usize);
        let before: String = shown.chars().take(column).collect();
        let words: String = shown.chars().skip(column).take(finding.length as usize).collect();
        let carets = "^".repeat(width(&words).max(1));
        let _ = writeln!(out, "{dim}{gutter} |{plain}");
        let _ = writeln!(out, "{dim}{number} |{plain} {shown}");
        let _ = writeln!(out, "{dim}{gutter} |{plain} {}{strong}{carets}{plain}", " ".repeat(width(&before)));
    }
    for detail in &finding.details {
        let _ = writeln!(out, "{dim}{gutter} ={plain} 说明: {detail}");
    }
    let _ = writeln!(out, "{dim}{gutter} ={plain} 建议: {}\n", finding.advice);
}

/// The part of a long line around a column, tabs shown as spaces, and the column in it.
fn trimmed(line: &str, column: usize) -> (String, usize) {
    let chars: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&chars.iter().collect::<String>()) <= WIDEST {
        return (chars.into_iter().collect(), column);
    }
    // A third of the room before the place, the rest after it.
    let mut start = column.min(chars.len());
    let mut room = WIDEST / 3;
    while start > 0 && room >= columns(chars[start - 1]) {
        room -= columns(chars[start - 1]);
        start -= 1;
    }
    let mut end = start;
    let mut room = WIDEST;
    while end < chars.len() && room >= columns(chars[end]) {
        room -= columns(chars[end]);
        end += 1;
    }
    let (head, tail) = (if start > 0 { "..." } else { "" }, if end < chars.len() { "..." } else { "" });
    let shown: String = head.chars().chain(chars[start..end].iter().copied()).chain(tail.chars()).collect();
    (shown, column - start + head.len())
}

/// Columns a text takes on a terminal.
fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Columns of one character: two for Han, kana, full-width forms and Chinese quotation
/// marks, which Chinese terminals draw wide.
fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '…'
        | '—'
        | '×' => 2,
        '\u{200b}'..='\u{200f}' | '\u{feff}' => 0,
        _ => 1,
    }
}

/// Everything `nianbao explain` says about a rule.
pub fn explain(rule: &Rule) -> String {
    let block = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "{} {}：{}\n\n规则\n{}\n为什么\n{}\n怎么改\n{}\n依据\n{}\n不对\n{}\n应为\n{}",
        rule.code,
        rule.level.name(),
        rule.title,
        block(rule.explain),
        block(rule.why),
        block(rule.mend),
        block(rule.source),
        block(rule.wrong),
        block(rule.right),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = "甲".repeat(200) + "错" + &"乙".repeat(200);
        let (shown, column) = trimmed(&line, 200);
        assert!(width(&shown) <= WIDEST + 6);
        assert_eq!(shown.chars().nth(column), Some('错'));
        assert!(shown.starts_with("...") && shown.ends_with("..."));
    }

    #[test]
    fn chinese_characters_are_two_columns_wide() {
        assert_eq!(width("本年新收: [1]"), 13);
    }
}
