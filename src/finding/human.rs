//! Findings for people, with the line they are about and carets under the words.
//!
//! Written out here because no library draws both what the office needs: a Han
//! character is two columns wide, a paragraph is one line of a thousand columns, and
//! the mend stands under every finding.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use super::json::NotChecked;
use super::{Finding, Level, Rule};

/// Most columns of a source line that are shown.
const WIDEST: usize = 96;
/// Most reports named of those that could not be checked for one reason.
const NAMED: usize = 3;

/// All findings, one after the other; `text` gives the text of a file, for its lines.
/// Each file is asked for once and gone through once: findings of a file stand together.
pub fn show(findings: &[Finding], text: &dyn Fn(&str) -> Option<String>, colour: bool) -> String {
    let mut out = String::new();
    for of_file in findings.chunk_by(|a, b| a.file == b.file) {
        let quoted = |finding: &&Finding| finding.length > 0 && !finding.acknowledged;
        let text = of_file.iter().find(quoted).and_then(|finding| text(&finding.file)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        for finding in of_file {
            if finding.acknowledged {
                acknowledged(finding, colour, &mut out);
                continue;
            }
            let line = (finding.line as usize).checked_sub(1).and_then(|line| lines.get(line));
            one(finding, line.copied().filter(|_| finding.length > 0), colour, &mut out);
        }
    }
    out
}

/// Reports, by office and year.
type Reports<'n> = Vec<(&'n str, u16)>;

/// What could not be checked: one line for all rules that want the same of the same
/// reports, with the number of reports and the first of them.
pub fn not_checked(not_checked: &[NotChecked], colour: bool) -> String {
    let mut groups: BTreeMap<(&str, &str), Reports<'_>> = BTreeMap::new();
    for not in not_checked {
        groups.entry((&not.code, &not.reason)).or_default().push((&not.office, not.year));
    }
    let (dim, plain) = if colour { ("\u{1b}[2m", "\u{1b}[0m") } else { ("", "") };
    let mut lines: Vec<(Vec<&str>, &str, &Reports<'_>)> = Vec::new();
    let mut known: HashMap<(&str, &Reports<'_>), usize> = HashMap::new();
    for ((code, reason), reports) in &groups {
        match known.entry((*reason, reports)) {
            Entry::Occupied(line) => lines[*line.get()].0.push(*code),
            Entry::Vacant(place) => {
                place.insert(lines.len());
                lines.push((vec![*code], *reason, reports));
            }
        }
    }
    let mut out = String::new();
    for (codes, reason, reports) in &lines {
        let named: Vec<String> = reports.iter().take(NAMED).map(|(office, year)| format!("{office}/{year}")).collect();
        let (codes, named, count) = (codes.join("、"), named.join("、"), reports.len());
        let more = if count > NAMED { " …" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{dim}未校验[{codes}] {reason}：{count} 份（{named}{more}）{plain}");
    }
    if lines.iter().any(|(.., reports)| reports.len() > NAMED) {
        let _ = writeln!(out, "{dim}未校验的报告用“nianbao check --format json”逐份列出{plain}");
    }
    out
}

/// A finding the office has answered for: where it is and why, and nothing to do.
fn acknowledged(finding: &Finding, colour: bool, out: &mut String) {
    let (dim, plain) = if colour { ("\u{1b}[2m", "\u{1b}[0m") } else { ("", "") };
    let (level, reason) = (finding.level.name(), finding.reason.as_deref().unwrap_or_default());
    let _ = writeln!(out, "{dim}{level}[{}]: {}（已说明：{reason}）{plain}", finding.code, finding.message);
    let _ = writeln!(out, "{dim} --> {}:{}:{}{plain}\n", finding.file, finding.line, finding.column);
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
/// Only the characters near the column are gone through one by one: a paragraph is one
/// line and may hold many findings.
fn trimmed(line: &str, column: usize) -> (String, usize) {
    let skipped = column.saturating_sub(WIDEST);
    let mut chars = line.chars().skip(skipped).map(|c| if c.is_control() { ' ' } else { c });
    let near: Vec<char> = chars.by_ref().take(3 * WIDEST).collect();
    let (rest, column) = (chars.next().is_some(), column - skipped);
    if skipped == 0 && !rest && near.iter().map(|c| columns(*c)).sum::<usize>() <= WIDEST {
        return (near.into_iter().collect(), column);
    }
    // A third of the room before the place, the rest after it.
    let mut start = column.min(near.len());
    let mut room = WIDEST / 3;
    while start > 0 && room >= columns(near[start - 1]) {
        room -= columns(near[start - 1]);
        start -= 1;
    }
    let mut end = start;
    let mut room = WIDEST;
    while end < near.len() && room >= columns(near[end]) {
        room -= columns(near[end]);
        end += 1;
    }
    let (head, tail) =
        (if skipped + start > 0 { "..." } else { "" }, if rest || end < near.len() { "..." } else { "" });
    let shown: String = head.chars().chain(near[start..end].iter().copied()).chain(tail.chars()).collect();
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
    fn lines_past_the_end_and_short_ones_are_shown_whole() {
        assert_eq!(trimmed("甲\t乙", 1), ("甲 乙".to_owned(), 1));
        let line = "甲".repeat(60);
        let (shown, column) = trimmed(&line, 0);
        assert!(shown.ends_with("...") && !shown.starts_with("..."));
        assert_eq!(column, 0);
        // A place behind the last character, where something is missing.
        let (shown, column) = trimmed(&line, 60);
        assert!(shown.starts_with("...") && shown.ends_with('甲'));
        assert_eq!(column, shown.chars().count());
    }

    #[test]
    fn chinese_characters_are_two_columns_wide() {
        assert_eq!(width("本年新收: [1]"), 13);
    }
}
