//! What the parser of YAML refuses, in Chinese and at the line to blame.

use super::fault::{Fault, FaultKind, Place};
use super::tree::TOO_MANY;

/// What the parser says of a line that ends before the colon of its key.
const NO_COLON: &str = "could not find expected ':'";
/// What it says of a colon where no key can be.
const TWO_COLONS: &str = "mapping values are not allowed";

/// The line to blame: the parser often stumbles one line after the slip.
fn blamed(said: &str, (reported, column): (usize, usize), text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let inked =
        |line: &usize| lines.get(*line).is_some_and(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'));
    let before: Vec<usize> = (0..reported).rev().filter(inked).take(2).collect();
    let next = (reported + 1..lines.len()).find(inked);
    let indent = |line: usize| lines.get(line).map_or(0, |l| l.len() - l.trim_start().len());
    let bare = |line: usize| lines.get(line).is_some_and(|l| !l.contains(':'));
    let opens = |line: usize| lines.get(line).is_some_and(|l| said_of(l).ends_with(':'));
    if said.contains(NO_COLON) {
        return std::iter::once(reported).chain(before).find(|line| bare(*line)).unwrap_or(reported);
    }
    // These stand where the parser says: the value itself is at fault, not what is above it.
    let at_value = ["anchor", "recursion limit", "unknown escape", "cannot start any token"];
    match before[..] {
        _ if at_value.iter().any(|words| said.contains(words)) => reported,
        // A key without its colon is read on into the first key below or beside it.
        [last, ..] if said.contains(TWO_COLONS) && bare(last) && indent(last) <= indent(reported) => last,
        // What is at fault stands in the line, not before it.
        _ if column > indent(reported) && !said.contains(TWO_COLONS) => reported,
        // One line out of line between two that agree, unless the block ends with the second.
        [last, earlier] if indent(last) < indent(reported) && indent(earlier) == indent(reported) => {
            if next.is_some_and(|next| indent(next) < indent(last)) { reported } else { last }
        }
        _ if lines.get(reported).is_some_and(|line| colons(line) > 1) => reported,
        // The first line under its key, when those below it agree.
        [last, key]
            if opens(key)
                && indent(last) != indent(reported)
                && next.is_some_and(|next| indent(next) == indent(reported)) =>
        {
            last
        }
        _ => reported,
    }
}

/// Whether a line has both an anchor and a reference in its values.
fn refers(line: &str) -> bool {
    line.contains('&') && line.contains('*')
}

/// A line without its comment.
fn said_of(line: &str) -> &str {
    line.split(" #").next().unwrap_or_default().trim_end()
}

/// How many colons of a line end a key, up to its brackets.
fn colons(line: &str) -> usize {
    let words = said_of(line).split(['[', '{']).next().unwrap_or_default();
    words.matches(": ").count() + usize::from(words.ends_with(':'))
}

/// Nothing but blanks and comments.
fn nothing_written() -> Fault {
    Fault {
        kind: FaultKind::Empty,
        place: Place::at(0, 0, 1),
        message: "文件里没有内容".to_owned(),
        advice: "照“nianbao new”生成的文件填写；整表为零写“无”".to_owned(),
    }
}

/// The data ends with its first line, because nothing can go on from there: the lint has
/// taken out what parts documents, so the line has no colon, or stands too deep.
fn ended_early(text: &str) -> Fault {
    let inked = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%']) && *line != "---";
    let (number, first) = text.lines().enumerate().find(|(_, line)| inked(line)).unwrap_or_default();
    let indent = first.chars().take_while(|c| c.is_whitespace()).count();
    let (kind, say, advise) = if !said_of(first).contains(':') {
        (FaultKind::MissingColon, "这一行附近缺少“键: 值”里的冒号", "补上半角冒号和一个空格")
    } else if indent > 0 {
        let say = "这一行缩进了，上面却没有它所属的一行";
        (FaultKind::BadIndent, say, "上面漏写了一行（如表名）的补上；没有漏的，删去行首的空格")
    } else {
        (FaultKind::Unparsable, "从这一行的后面起读不下去", "每行写一项“键: 值”，各项从行首写起")
    };
    Fault { kind, place: Place::at(number, indent, 1), message: say.to_owned(), advice: advise.to_owned() }
}

/// The parser's own refusal in Chinese, for what the lint does not know.
pub(super) fn translate(refusal: &serde_yaml::Error, text: &str) -> Fault {
    let said = refusal.to_string();
    let (line, column) =
        refusal.location().map_or((0, 0), |at| (at.line().saturating_sub(1), at.column().saturating_sub(1)));
    let has = |words: &str| said.contains(words);
    if has("more than one document") {
        return ended_early(text);
    }
    let (line, column) = match blamed(&said, (line, column), text) {
        same if same == line => (line, column),
        other => (other, 0),
    };
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return nothing_written();
    }
    let words = text.lines().nth(line).unwrap_or_default();
    let (kind, say, advise) = if has(TOO_MANY) || has("repetition limit") {
        (FaultKind::TooMany, "数据太多：一份报告只有几百个数", "检查是否放错了文件；不要用“&”“*”引用")
    } else if has("recursion limit") && refers(words) {
        (FaultKind::UnknownAlias, "以“*”“&”开头的值有特别的意思：这里引用了自己", "把值放在半角引号里，或删去“&”“*”")
    } else if has("recursion limit") {
        (FaultKind::TooDeep, "层次太深", "检查缩进：报告最多只有四层")
    } else if has(NO_COLON) || has(TWO_COLONS) && colons(words) == 0 {
        (FaultKind::MissingColon, "这一行附近缺少“键: 值”里的冒号", "补上半角冒号和一个空格")
    } else if has("found unknown escape") {
        (FaultKind::BadEscape, "双引号里的“\\”不能这样用", "改用单引号，或写作“\\\\”")
    } else if has("scanning an anchor") {
        (
            FaultKind::UnknownAlias,
            "以“&”开头的值有特别的意思，后面的名称应为英文字母和数字",
            "文字放在半角引号里；给一行数起名以便引用的，名称改用英文字母",
        )
    } else if has("unknown anchor") || has("alias") {
        (FaultKind::UnknownAlias, "以“*”“&”开头的值有特别的意思", "把值放在半角引号里")
    } else if has("did not find expected key")
        || has("block mapping")
        || has("indent")
        || has(TWO_COLONS) && colons(words) < 2
    {
        (FaultKind::BadIndent, "这一行的缩进与同级的行没有对齐，或上面一行没有写完", "与同级的行对齐，每级缩进两格")
    } else if has(TWO_COLONS) {
        (FaultKind::SecondColon, "一行里出现了两个“: ”，或缩进不对", "值里有冒号时放在半角引号里；缩进与同级的行对齐")
    } else if has("cannot start any token") {
        (FaultKind::ReservedStart, "值不能以这个符号开头", "把值放在半角引号里")
    } else if has("did not find expected ',' or") {
        (FaultKind::UnclosedBracket, "括号里的几个数之间缺少逗号，或括号没有写完", "用半角逗号隔开，末尾补上括号")
    } else if has("invalid type") && has("string") {
        (FaultKind::KeyNotText, "键应为文字", "把键写成文字，不要用括号")
    } else {
        (FaultKind::Unparsable, "写法不对，读不下去", "对照“nianbao new”生成的文件检查这一行和上一行")
    };
    let indent = words.chars().take_while(|c| c.is_whitespace()).count();
    let column = if kind == FaultKind::MissingColon { indent } else { column.max(indent) };
    Fault { kind, place: Place::at(line, column, 1), message: say.to_owned(), advice: advise.to_owned() }
}
