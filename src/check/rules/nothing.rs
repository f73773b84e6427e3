//! Sayings that there was nothing, held against the table: shared by the checks that
//! differ only in what there was nothing of.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::check::{At, Found, Out, Subject};
use crate::edition::{Nothing, Parts, Word, Words};
use crate::finding::Rule;

/// How far a saying may stand from what it is said of, in characters.
const NEAR: usize = 20;
/// How far it is looked for, in bytes: farther than any sentence reaches.
const FAR: usize = 1_500;

pub(super) fn look(rule: &'static Rule, subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let plain = subject.plain();
    for nothing in edition.words.nothing.iter().filter(|nothing| nothing.check == rule.code) {
        let totals: Vec<usize> = nothing.cells.iter().map(|row| row.end - 1).collect();
        if there_were(subject, &totals).is_none() {
            continue;
        }
        let sayings: Vec<&str> =
            nothing.any.iter().map(String::as_str).filter(|saying| plain.may_hold(saying)).collect();
        // 无 and 没有 stand in many sentences; what they would have to be said of, in few.
        let rarer = if nothing.through.is_empty() { &nothing.any } else { &nothing.of };
        for sentence in plain.sentences_with(rarer.iter().map(String::as_str)) {
            let text = &plain.text[sentence.clone()];
            let Some(said) = said(&edition.words, nothing, &sayings, text) else { continue };
            // 未收到企业提出的申请 speaks of these only.
            let of_some = of_some(&edition.words, nothing, &text[said.clone()]);
            let cells = of_some.as_ref().unwrap_or(&totals);
            let Some(sum) = there_were(subject, cells) else { continue };
            let range = sentence.start + said.start..sentence.start + said.end;
            let say = format!("正文写“{}”，表中{} {sum} 件", &text[said.clone()], nothing.name);
            let advise = "核对台账，改正正文或表；范围不同的写一条说明";
            out.push(Found::new(rule, At::Words(plain.place(&range)), say, advise).cells(cells.iter().copied()));
            break;
        }
    }
}

/// What cells add up to; none where that is 0 or one of them is missing.
fn there_were(subject: &Subject<'_>, cells: &[usize]) -> Option<Decimal> {
    subject.report.sum(cells).filter(|sum| !sum.is_zero())
}

/// The cells of the kinds of applicants that are named; none where all are meant.
fn of_some(words: &Words, nothing: &Nothing, said: &str) -> Option<Vec<usize>> {
    let names = |word: &Word| said.contains(word.text.as_str());
    if nothing.parts != Some(Parts::Applicants) || words.everybody.iter().any(names) {
        return None;
    }
    let (_, columns) = words.applicants.iter().find(|(any, _)| any.iter().any(names))?;
    Some(nothing.cells.iter().flat_map(|row| columns.iter().map(move |column| row.start + column)).collect())
}

/// The words from one of `sayings` to what it is said of, or the other way round where the
/// saying comes after.
fn said(words: &Words, nothing: &Nothing, sayings: &[&str], text: &str) -> Option<Range<usize>> {
    for saying in sayings {
        for (at, _) in text.match_indices(saying) {
            let end = at + saying.len();
            // Not to both ends of a text without a full stop for each saying in it.
            let behind = text.floor_char_boundary(at.saturating_sub(FAR));
            let ahead = text.floor_char_boundary(end.saturating_add(FAR));
            let of = nothing.of.iter().filter_map(|of| {
                let place = match nothing.after {
                    true => text[behind..at].rfind(of.as_str()).map(|place| behind + place),
                    false => text[end..ahead].find(of.as_str()).map(|place| end + place),
                };
                place.map(|place| place..place + of.len())
            });
            let mut meant = of.filter(|of| match nothing.after {
                true => !of_a_part(nothing, &text[..of.start]) && after(nothing, &text[of.end..at], &text[end..]),
                false => before(words, nothing, saying, &text[end..of.start], &text[of.end..]),
            });
            if let Some(of) = meant.next() {
                return Some(of.start.min(at)..of.end.max(end));
            }
        }
    }
    None
}

/// Whether the words right before what a saying is of make it a part of that only:
/// 上年结转的4件申请均已办结. 新收的和结转的申请 are all of them.
fn of_a_part(nothing: &Nothing, before: &str) -> bool {
    let clause = before.rsplit(['，', ',', '；', ';', '：', '。']).next().unwrap_or_default();
    let joined = clause.contains(['和', '及', '与', '、']);
    !joined && nothing.unless.iter().any(|word| clause.contains(word.as_str()))
}

/// Whether a saying is of what stands before it, with `between` the two; `rest` follows.
fn after(nothing: &Nothing, between: &str, rest: &str) -> bool {
    // 为0.5 is not 0.
    let whole = !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '．' | '%' | '％'));
    whole && passes(nothing, between)
}

/// Whether `saying` is of what stands after it, with `between` the two; `rest` follows.
fn before(words: &Words, nothing: &Nothing, saying: &str, between: &str, rest: &str) -> bool {
    // 无法, 没有得到 and the like say something else.
    let other = saying == "无" && between.starts_with(['法', '正', '理', '效']);
    let near = between.chars().count() <= NEAR && !between.contains(['，', '；', ',']);
    let narrow = words.narrower.iter().any(|word| between.contains(word.as_str()));
    // 没有行政诉讼败诉案件 leaves room for suits that were won.
    let clause = rest.find(['，', ',', '；', ';', '。', '：', '（', '(', '！', '\n']).map_or(rest, |end| &rest[..end]);
    let general = without(clause, &words.trailing).is_empty();
    // 未发生因公开申请提起诉讼的情形 is said of suits.
    let other = other || nothing.unless.iter().any(|word| clause.trim_start().starts_with(word.as_str()));
    near && !other && !narrow && general && passes(nothing, between)
}

/// Whether nothing but the words that may stand there do.
fn passes(nothing: &Nothing, between: &str) -> bool {
    nothing.through.is_empty() || without(between, &nothing.through).is_empty()
}

/// What is left of `text` when all of `words` at its head are taken away, the longest first.
fn without<'t>(text: &'t str, words: &[String]) -> &'t str {
    let mut rest = text.trim();
    loop {
        let longest = words.iter().filter(|word| rest.starts_with(word.as_str())).map(String::len).max();
        match longest {
            Some(length) => rest = rest[length..].trim_start(),
            None => return rest,
        }
    }
}
