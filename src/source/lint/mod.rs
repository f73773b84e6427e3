//! What people type into YAML with the Chinese input method on.
//!
//! Takes a text, gives every mistyped spot with its own wording, and the text put right
//! (same lines) so that the parser goes on and finds the other faults in the same run.

mod scan;

use self::scan::Scan;
use super::conflict::{self, Conflict};
use super::fault::{Fault, FaultKind, Place};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Linted {
    pub(super) faults: Vec<Fault>,
    /// The text put right, where anything was.
    pub(super) mended: Option<String>,
}

/// Looks through a text, line by line. Of what git could not merge the first wording is
/// read on, so that the other is no second entry.
pub(super) fn lint(text: &str) -> Linted {
    let conflicts = conflict::conflicts(text);
    if conflicts.is_empty() {
        return slips(text);
    }
    let one = one_wording(text, &conflicts);
    let mut linted = slips(&one);
    linted.mended.get_or_insert(one);
    let said = |conflict: &Conflict| Fault {
        kind: FaultKind::Conflict,
        place: Place::at(text[..conflict.head.start].matches('\n').count(), 0, conflict.head.len()),
        message: conflict::SAY.to_owned(),
        advice: conflict::ADVISE.to_owned(),
    };
    linted.faults.splice(0..0, conflicts.iter().map(said));
    linted
}

/// The text with as many lines and without the marks and the other wordings.
fn one_wording(text: &str, conflicts: &[Conflict]) -> String {
    let (mut one, mut done) = (String::with_capacity(text.len()), 0);
    for conflict in conflicts {
        one.push_str(&text[done..conflict.head.start]);
        one.push_str(&text[conflict.head.end..conflict.other.start]);
        one.extend(text[conflict.other.clone()].chars().filter(|c| *c == '\n'));
        done = conflict.other.end;
    }
    one + &text[done..]
}

fn slips(text: &str) -> Linted {
    // A list in brackets may go over several lines, each looking like an entry of its own:
    // where every bracket is closed in the end, none was forgotten.
    through(text, true).or_else(|| through(text, false)).unwrap_or_default()
}

/// With `over_lines`, brackets may go over lines; nothing where some are not closed then.
fn through(text: &str, over_lines: bool) -> Option<Linted> {
    let mut lint = Lint { over_lines, ..Lint::default() };
    let mut lines: Vec<String> = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let mended = lint.line(number, line, &mut lines);
        lines.push(mended);
    }
    if over_lines && (lint.ends_open || lint.open.is_some()) {
        return None;
    }
    if let Some((line, column)) = lint.open.take() {
        lint.unclosed(line, column, &mut lines);
    }
    let mended = lines.join("\n");
    Some(Linted { mended: (mended != text).then_some(mended), faults: lint.faults })
}

/// Whether the last line that says something ends where more must follow.
fn goes_on(lines: &[String]) -> bool {
    let said = |line: &String| {
        let words = line[..line.find(" #").unwrap_or(line.len())].trim_end();
        (!words.is_empty() && !words.starts_with('#')).then(|| words.ends_with([',', '[', '{']))
    };
    lines.iter().rev().find_map(said).unwrap_or(false)
}

#[derive(Default)]
struct Lint {
    faults: Vec<Fault>,
    /// Where the outermost open bracket stands.
    open: Option<(usize, usize)>,
    /// That bracket is a value, and no part of a sentence.
    open_is_value: bool,
    depth: usize,
    /// Indentation of the key whose block text is being skipped.
    block_text: Option<usize>,
    begun: bool,
    /// Whether an entry may stand inside a bracket opened on a line before.
    over_lines: bool,
    /// An entry begins inside a bracket and does not go on with what stands before it.
    ends_open: bool,
}

impl Lint {
    fn line(&mut self, number: usize, line: &str, before: &mut [String]) -> String {
        let mut chars: Vec<char> = line.chars().collect();
        let ink = chars.iter().position(|c| !c.is_whitespace()).unwrap_or(chars.len());
        if let Some(parent) = self.block_text {
            if ink == chars.len() || ink > parent {
                return line.to_owned();
            }
            self.block_text = None;
        }
        if ink == chars.len() || chars[ink] == '#' {
            // Blank and comment lines may begin with anything for people, not for the parser.
            let mut plain: String = " ".repeat(ink);
            plain.extend(&chars[ink..]);
            return plain;
        }
        if matches!(&chars[..], ['-', '-', '-'] | ['.', '.', '.'] | ['-', '-', '-', ' ', ..]) {
            return self.marker(number, line);
        }
        if !self.begun && chars[0] == '%' {
            return line.to_owned();
        }
        self.begun = true;
        self.invisible(number, &mut chars);
        let ink = chars.iter().position(|c| !c.is_whitespace()).unwrap_or(chars.len());
        self.indent(number, &mut chars, ink);
        self.tight_dash(number, &mut chars);
        if self.depth > 0 && self.begins_entry(&chars) && self.over_lines {
            self.ends_open |= !goes_on(before);
        } else if self.depth > 0 && self.begins_entry(&chars) {
            if let Some((line, column)) = self.open.take() {
                self.unclosed(line, column, before);
            }
            self.depth = 0;
        }
        Scan::new(self, number, &mut chars).through();
        chars.into_iter().collect()
    }

    /// `---`: harmless before the first entry, a second document after it.
    fn marker(&mut self, number: usize, line: &str) -> String {
        if !self.begun && line.starts_with('-') {
            return line.to_owned();
        }
        let say = "一个文件应只有一份数据，这一行把它分成了两份";
        self.accuse(FaultKind::ManyDocuments, number, 0, 3, say, "删去这一行；两份数据分别存成两个文件");
        format!("# {line}")
    }

    /// Control characters stop the parser, characters without width make a key another
    /// one; both come with text copied from web pages and Word.
    fn invisible(&mut self, number: usize, chars: &mut Vec<char>) {
        let hidden = |c: &char| {
            (c.is_control() && *c != '\t')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
        };
        if let Some(at) = chars.iter().position(hidden) {
            let say = format!("此处有一个看不见的字符（U+{:04X}）", u32::from(chars[at]));
            let advise = "删去这一段后重新输入；这类字符多由网页或 Word 复制带来";
            self.accuse(FaultKind::InvisibleCharacter, number, at, 1, say, advise);
            chars.retain(|c| !hidden(c));
        }
    }

    /// `-本年新收: …`: a dash that begins no list.
    fn tight_dash(&mut self, number: usize, chars: &mut Vec<char>) {
        let ink = chars.iter().take_while(|c| **c == ' ').count();
        let after = chars.get(ink + 1);
        if self.depth == 0 && chars.get(ink) == Some(&'-') && after.is_some_and(|c| !c.is_whitespace() && !c.is_ascii())
        {
            let say = "行首的“-”后应有空格，或者多余";
            self.accuse(
                FaultKind::DashWithoutSpace,
                number,
                ink,
                1,
                say,
                "表里的行前面不写“-”，删去它；列表的“-”后面加一个空格",
            );
            chars[ink] = ' ';
            let spaces = chars.len();
            chars.remove(ink);
            debug_assert_eq!(chars.len() + 1, spaces);
        }
    }

    /// Tabs and wide spaces before the first word.
    fn indent(&mut self, number: usize, chars: &mut Vec<char>, ink: usize) {
        let Some(at) = chars[..ink].iter().position(|c| *c != ' ') else { return };
        if chars[at] == '\t' {
            if self.depth > 0 {
                return;
            }
            let say = "缩进应为半角空格，实际为制表符（Tab 键）";
            self.accuse(FaultKind::TabIndent, number, at, ink - at, say, "删去行首的制表符，改按空格键，每级两格");
        } else {
            let say = "缩进应为半角空格，实际为全角空格一类的字符";
            self.accuse(
                FaultKind::WideSpace,
                number,
                at,
                ink - at,
                say,
                "删去行首的空白，切换到英文输入法后按空格键，每级两格",
            );
        }
        let spaces: Vec<char> =
            chars[..ink].iter().flat_map(|c| if *c == ' ' { vec![' '] } else { vec![' ', ' '] }).collect();
        chars.splice(..ink, spaces);
    }

    /// Whether a line is plainly a new entry: a bracket still open was never closed.
    fn begins_entry(&self, chars: &[char]) -> bool {
        let text: String = chars.iter().collect();
        let words = text.trim();
        let key_end = words.find([':', '：']).unwrap_or(0);
        key_end > 0 && !words[..key_end].contains(['[', ']', '{', '}', ',', '，', '"', '\''])
    }

    fn unclosed(&mut self, line: usize, column: usize, lines: &mut [String]) {
        let Some(text) = lines.get_mut(line) else { return };
        let open = text.chars().nth(column).unwrap_or('[');
        let close = if open == '{' { '}' } else { ']' };
        let say = format!("括号“{open}”没有对应的“{close}”");
        // Closed where the values end, before a comment.
        let end = text.find(" #").unwrap_or(text.len());
        let end = text[..end].trim_end().trim_end_matches(',').len();
        text.insert(end, close);
        self.accuse(FaultKind::UnclosedBracket, line, column, 1, say, format!("在这一行的末尾补上“{close}”"));
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.open = None;
        }
    }

    fn wide(&mut self, kind: FaultKind, number: usize, at: usize, c: char, what: &str) {
        // One word about a line full of the same slip.
        let here = |fault: &Fault| fault.kind == kind && fault.place.line as usize == number + 1;
        if !self.faults.iter().any(here) {
            let say = format!("{what}应为半角，实际为全角“{c}”");
            self.accuse(kind, number, at, 1, say, format!("切换到英文输入法，重新输入{what}"));
        }
    }

    fn accuse(
        &mut self,
        kind: FaultKind,
        line: usize,
        column: usize,
        length: usize,
        say: impl Into<String>,
        advise: impl Into<String>,
    ) {
        self.faults.push(Fault {
            kind,
            place: Place::at(line, column, length),
            message: say.into(),
            advice: advise.into(),
        });
    }
}
