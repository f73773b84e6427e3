//! One line from its first word to its last: what stands in brackets, quotes and behind
//! colons, mark by mark.

use super::super::fault::FaultKind;
use super::super::prose;
use super::Lint;

/// Where a line is being read.
pub(super) struct Scan<'l> {
    lint: &'l mut Lint,
    /// The line's number, from 0.
    number: usize,
    chars: &'l mut Vec<char>,
    at: usize,
    /// The mark the quotation being read ends with.
    quote: Option<char>,
    /// The quotation is the whole value.
    quote_is_value: bool,
    seen_colon: bool,
    /// Nothing of the value has been read but blanks.
    value_begins: bool,
}

/// How to go on behind a mark.
enum Then {
    /// With the next one.
    On,
    /// With what took its place.
    Again,
    /// With the value, so many characters further.
    Value(usize),
    /// The rest of the line holds nothing to look at.
    Stop,
}

impl<'l> Scan<'l> {
    pub(super) fn new(lint: &'l mut Lint, number: usize, chars: &'l mut Vec<char>) -> Self {
        let seen_colon = lint.depth > 0;
        Scan { lint, number, chars, at: 0, quote: None, quote_is_value: false, seen_colon, value_begins: false }
    }

    /// Accuses and mends everything in the line.
    pub(super) fn through(mut self) {
        while let Some(&c) = self.chars.get(self.at) {
            if let Some(end) = self.quote {
                self.quoted(c, end);
                continue;
            }
            match self.mark(c) {
                Then::On => {
                    self.value_begins &= c.is_whitespace();
                    self.at += 1;
                }
                Then::Again => {}
                Then::Value(length) => {
                    (self.seen_colon, self.value_begins) = (true, true);
                    self.at += length;
                }
                Then::Stop => break,
            }
        }
        if self.quote.is_some() {
            self.unclosed_quote();
        }
    }

    /// A character of a quotation that goes on up to `end`.
    fn quoted(&mut self, c: char, end: char) {
        if c == '\\' && end == '"' {
            self.at += 1;
        } else if c == end && end == '\'' && self.chars.get(self.at + 1) == Some(&'\'') {
            // Two of them stand for one.
            self.at += 1;
        } else if c == end {
            self.quote = None;
            if self.quote_is_value {
                self.after_value(c);
            }
        }
        self.at += 1;
    }

    fn mark(&mut self, c: char) -> Then {
        let inside = self.lint.depth > 0;
        match c {
            '"' | '\'' if self.value_begins || self.after_blank() || inside => {
                (self.quote, self.quote_is_value) = (Some(c), self.value_begins && !inside);
            }
            '#' if self.after_blank() => return self.hash(),
            '[' | '{' | ']' | '}' => self.bracket(c),
            '［' | '【' | '｛' | '］' | '】' | '｝' => self.wide_bracket(c),
            '，' | '、' | '：' | ':' if (inside || !self.seen_colon) && prose::parts_nothing(self.chars, self.at) => {
            }
            // An item left empty is a figure left out, for the reader of the table to say.
            ',' if inside => self.empty_item(),
            '，' | '、' if inside => {
                self.lint.wide(FaultKind::FullWidthComma, self.number, self.at, c, "逗号");
                self.chars.splice(self.at..=self.at, [',', ' ']);
            }
            ':' => return self.colon(),
            '：' if !self.seen_colon || inside => {
                self.lint.wide(FaultKind::FullWidthColon, self.number, self.at, c, "冒号");
                self.chars.splice(self.at..=self.at, [':', ' ']);
                return Then::Value(2);
            }
            '“' | '”' if self.value_begins => self.chinese_quotes(),
            '-' if self.value_begins && self.before_blank() && !inside => {
                // A lone dash in place of a number is no list.
                self.chars.splice(self.at..=self.at, ['"', '-', '"']);
                self.at += 2;
            }
            '|' | '>' if self.value_begins => {
                self.lint.block_text = Some(self.chars.iter().take_while(|c| **c == ' ').count());
                return Then::Stop;
            }
            c if c.is_whitespace() && !c.is_ascii() && (self.value_begins || inside) => {
                let say = "此处的空格应为半角，实际为全角或不间断空格";
                self.accuse(FaultKind::WideSpace, 1, say, "删去它，切换到英文输入法后重新按空格键");
                self.chars[self.at] = ' ';
            }
            _ => {}
        }
        Then::On
    }

    fn after_blank(&self) -> bool {
        self.at == 0 || self.chars[self.at - 1].is_whitespace()
    }

    fn before_blank(&self) -> bool {
        self.chars.get(self.at + 1).is_none_or(|c| c.is_whitespace())
    }

    /// A comment, or a number written `#3`.
    fn hash(&mut self) -> Then {
        if !(self.value_begins && self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit)) {
            return Then::Stop;
        }
        let say = "“#”后面的内容会被当作注释，这里就成了空的";
        self.accuse(FaultKind::HashValue, self.chars.len() - self.at, say, "删去“#”，只写数字");
        self.chars.remove(self.at);
        Then::Again
    }

    fn bracket(&mut self, c: char) {
        let inside = self.lint.depth > 0;
        match c {
            '[' | '{' if self.value_begins || inside || self.after_blank() => self.push(),
            ']' | '}' if inside => self.pop(c),
            ']' | '}' if self.seen_colon && self.chars[..self.at].iter().any(|c| matches!(c, '[' | '{')) => {
                self.accuse(FaultKind::StrayBracket, 1, format!("多了一个“{c}”"), "删去多余的括号");
                self.chars[self.at] = ' ';
            }
            _ => {}
        }
    }

    fn wide_bracket(&mut self, c: char) {
        let inside = self.lint.depth > 0;
        let opens = matches!(c, '［' | '【' | '｛');
        if !(inside || opens && self.value_begins) {
            return;
        }
        self.lint.wide(FaultKind::FullWidthBracket, self.number, self.at, c, "方括号、花括号");
        self.chars[self.at] = match c {
            '｛' => '{',
            '｝' => '}',
            _ if opens => '[',
            _ => ']',
        };
        if opens {
            self.push();
        } else {
            self.pop(c);
        }
    }

    fn pop(&mut self, c: char) {
        self.lint.pop();
        if self.lint.depth == 0 && std::mem::take(&mut self.lint.open_is_value) {
            self.after_value(c);
        }
    }

    /// What stands behind the bracket or the quote that ends a value: `[1, 2]，`. The parser
    /// would name another line, and the indentation.
    fn after_value(&mut self, end: char) {
        let rest = &self.chars[self.at + 1..];
        let Some(begin) = rest.iter().position(|c| !c.is_whitespace()) else { return };
        // Brackets closed twice are told as such.
        if matches!(rest[begin], '#' | ']' | '}') {
            return;
        }
        let comment = rest.windows(2).position(|pair| pair[0].is_whitespace() && pair[1] == '#');
        let behind: String = rest[begin..comment.unwrap_or(rest.len())].iter().collect();
        let behind = behind.trim_end();
        // A second entry is no rubbish: nothing is read of a file that would lose it.
        let entry = behind.contains(": ") || behind.contains('：') && !behind.ends_with('：') || behind.ends_with(':');
        let advise = match behind.chars().any(char::is_alphanumeric) {
            _ if entry => "另起一行，与同级的行对齐",
            true if matches!(end, '"' | '\'') => "引号只放在值的两头；值里有引号的，整个放在单引号里",
            true => "删去；要写的说明放在“#”后面，“#”前面空一格",
            false => "删去",
        };
        let (at, from, length) = (self.at, self.at + 1 + begin, behind.chars().count());
        let say = format!("“{end}”后面应没有别的内容，实际有“{behind}”");
        self.at = from;
        self.accuse(FaultKind::TextAfterValue, length, say, advise);
        self.at = at;
        if !entry {
            self.chars[from..from + length].fill(' ');
        }
    }

    fn colon(&mut self) -> Then {
        if self.before_blank() {
            return Then::Value(1);
        }
        let inside = self.lint.depth > 0;
        let rest = &self.chars[self.at + 1..];
        let forgotten = match inside {
            true => self.at > 0 && !self.chars[self.at - 1].is_ascii(),
            // A bracket cannot go on with a key: 予以公开:{自然人: 1} has its colon here.
            false => !self.seen_colon && (matches!(rest, ['[' | '{', ..]) || !colon_follows(rest)),
        };
        if !forgotten {
            return Then::On;
        }
        self.accuse(FaultKind::ColonWithoutSpace, 1, "冒号后应有一个空格", "在冒号后加一个空格");
        self.chars.insert(self.at + 1, ' ');
        if inside { Then::On } else { Then::Value(1) }
    }

    fn chinese_quotes(&mut self) {
        let Some(end) = prose::quotation(self.chars, self.at) else { return };
        let say = "引号应为半角，实际为中文引号";
        self.accuse(FaultKind::ChineseQuotes, 1, say, "切换到英文输入法，重新输入引号；数字不用引号");
        self.chars[self.at] = '"';
        self.chars[end] = '"';
        self.quote = Some('"');
    }

    fn push(&mut self) {
        if self.lint.depth == 0 {
            self.lint.open = Some((self.number, self.at));
            self.lint.open_is_value = self.value_begins;
        }
        self.empty_item();
        self.lint.depth += 1;
    }

    /// Nothing but blanks up to the next comma: a figure left out, which the parser would
    /// refuse.
    fn empty_item(&mut self) {
        let next = self.chars[self.at + 1..].iter().position(|c| !c.is_whitespace());
        let Some(next) = next.map(|offset| self.at + 1 + offset).filter(|next| self.chars[*next] == ',') else {
            return;
        };
        if next > self.at + 1 {
            self.chars[next - 1] = '~';
        } else {
            self.chars.insert(next, '~');
        }
    }

    fn unclosed_quote(&mut self) {
        let Some(at) = self.chars.iter().position(|c| matches!(c, '"' | '\'')) else { return };
        let mark = self.chars[at];
        self.at = at;
        self.accuse(FaultKind::UnclosedQuote, 1, format!("引号“{mark}”没有对应的另一半"), "在文字末尾补上引号");
        self.chars.push(mark);
    }

    fn accuse(&mut self, kind: FaultKind, length: usize, say: impl Into<String>, advise: &str) {
        self.lint.accuse(kind, self.number, self.at, length, say, advise);
    }
}

/// Whether a colon that parts key and value comes later in the line.
fn colon_follows(rest: &[char]) -> bool {
    rest.windows(2).any(|pair| pair == [':', ' ']) || rest.last() == Some(&':')
}
