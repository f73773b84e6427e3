//! What git leaves in a file it could not merge: two wordings of the same lines, the one
//! after `<<<<<<<`, the other between `=======` and `>>>>>>>`.

use std::ops::Range;

use memchr::memmem;

/// What should be and what is.
pub const SAY: &str = "应只有一份内容，实际是 git 合并时留下的两份，还没有选定";
/// What to do.
pub const ADVISE: &str = "对照两份留下要用的行，删去不用的行和“<<<<<<<”“=======”“>>>>>>>”三行";

/// One place git could not merge.
#[derive(Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The line of its first mark.
    pub head: Range<usize>,
    /// The other wording, from the middle mark past the last one; empty where a mark
    /// stands alone.
    pub other: Range<usize>,
}

/// Every place, in the order written.
pub fn conflicts(text: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    if memmem::find(bytes, b"<<<<<<<").is_none() && memmem::find(bytes, b">>>>>>>").is_none() {
        return found;
    }
    let mut start = 0;
    let mut open: Option<Range<usize>> = None;
    let mut middle: Option<usize> = None;
    let alone = |head: Range<usize>| Conflict { other: head.end..head.end, head };
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let at = start..start + words.len();
        start += line.len();
        if is_mark(words, '<') {
            found.extend(open.replace(at).map(alone));
            middle = None;
        } else if is_mark(words, '>') {
            found.push(match open.take() {
                Some(head) => Conflict { head, other: middle.unwrap_or(at.start)..start },
                None => alone(at),
            });
        } else if open.is_some() && middle.is_none() && (is_mark(words, '=') || is_mark(words, '|')) {
            middle = Some(at.start);
        }
    }
    found.extend(open.map(alone));
    found
}

/// Whether a line, without its indent, is one of the marks.
pub fn is_any_mark(line: &str) -> bool {
    ['<', '=', '>', '|'].into_iter().any(|sign| is_mark(line, sign))
}

/// Seven times the same sign, and nothing but a name after it.
fn is_mark(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_wordings_are_told_apart_and_lone_marks_are_known() {
        let text = "甲\n<<<<<<< HEAD\n乙\n||||||| 1\n丙\n=======\n丁\n>>>>>>> b\n戊\n>>>>>>> c\n<<<<<<< d\n";
        let said: Vec<(&str, &str)> =
            conflicts(text).iter().map(|one| (&text[one.head.clone()], &text[one.other.clone()])).collect();
        let other = "||||||| 1\n丙\n=======\n丁\n>>>>>>> b\n";
        assert_eq!(said, [("<<<<<<< HEAD", other), (">>>>>>> c", ""), ("<<<<<<< d", "")]);
        assert!(text.lines().filter(|line| is_any_mark(line)).count() == 6);
        assert_eq!(conflicts("标题\n=======\n<<<<<<<<< 甲\n> > 引用\n"), []);
    }
}
