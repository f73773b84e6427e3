//! Parts of a list that do not add up.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use std::ops::Range;

use rust_decimal::Decimal;

use crate::check::numbers::Number;
use crate::check::when;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-09",
    level: Level::Warning,
    title: "“其中”各项与总数对不上",
    explain: "“共 N 条，其中 a 条、b 条、c 条”，各项之和不应多于总数；看得出是全部列举的，应与总数相等。",
    why: "重新算过的列举里，十几处就有一处不对。",
    mend: "核对各项和总数；只列举一部分的写“其中……等”。",
    source: "已公开报告中的实例",
    wrong: "共公开信息 100 条，其中规划 30 条、财政 80 条。",
    right: "共公开信息 110 条，其中规划 30 条、财政 80 条。",
};

/// A list that misses its total by no more than this part of it was meant to be whole.
const NEAR: u32 = 10;

fn look(subject: &Subject<'_>, out: &mut Out) {
    let plain = subject.plain();
    // A total and two parts.
    for (sentence, numbers) in plain.numbered().filter(|(_, numbers)| numbers.len() > 2) {
        let text = &plain.text[sentence.clone()];
        for (at, total) in numbers.iter().enumerate() {
            let Some(parts) = parts(text, numbers, at) else { continue };
            // What is too long to be added up is no figure.
            let values = || parts.iter().map(|part| part.value);
            let Some(sum) = values().try_fold(Decimal::ZERO, Decimal::checked_add) else { continue };
            let missing = total.value - sum;
            // Whole lists end with 其他, or come so close that they were meant to be whole.
            let last = parts.last().map_or(0, |part| part.range.start);
            let before_last = &text[..last];
            let whole = parts.len() >= 3
                && missing.checked_mul(Decimal::from(NEAR)).is_some_and(|missing| missing <= total.value)
                || before_last.ends_with("其他")
                || before_last.ends_with("其它");
            let end = parts.last().map_or(total.end, |part| part.end);
            let range = plain.place(&(sentence.start + total.range.start..sentence.start + end));
            // A part or a total that does not fit the table has its own finding.
            if subject.stated().iter().any(|stated| !stated.fits && overlap(&stated.words, &range)) {
                continue;
            }
            if sum > total.value || (missing > Decimal::ZERO && whole) {
                let words: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
                let say =
                    format!("“{}”各项之和为 {sum}，总数写的是 {}", &text[total.range.start..total.end], total.value);
                let advise = "核对各项和总数；只列举一部分的写“其中……等”";
                let found = Found::new(&RULE, At::Words(range), say, advise);
                out.push(found.because(format!("{} = {sum}", words.join(" + "))));
            }
        }
    }
}

/// Words that begin the parts of a total.
const LISTED: [&str; 7] = ["其中", "包括", "分别为", "分别是", "具体为", "具体是", "如下"];
/// Before a part they say that it is one of a part, or no part.
const NESTED: [&str; 11] = ["其中", "包括", "具体为", "具体是", "如下", "（", "(", "同比", "较", "比上年", "占"];

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The parts listed right after the number at `at`, if a list begins there.
fn parts<'n>(text: &str, numbers: &'n [Number], at: usize) -> Option<Vec<&'n Number>> {
    let total = &numbers[at];
    let next = numbers.get(at + 1)?;
    if total.unit.is_empty() || total.unit == "%" || total.rough {
        return None;
    }
    let between = &text[total.end..next.range.start];
    let rest = &numbers[at + 1..];
    let listed = LISTED.iter().any(|word| between.contains(word)) || between.starts_with(['：', ':']);
    let bracket = between.starts_with(['（', '(']);
    if !(listed || bracket) || between.contains('。') {
        return None;
    }
    let mut parts = Vec::new();
    let mut end = total.end;
    // After a colon a semicolon may part the items: 其中：概况10条；动态200条. Then all of
    // them are parted so; elsewhere it ends the list.
    let may_be_apart = between.contains(['：', ':']);
    let mut apart = false;
    let mut read = 0;
    for number in rest {
        let gap = &text[end..number.range.start];
        let first = parts.is_empty();
        // 、2022年年报1条 is an item as others are; ，2022年公开25条 may be one or may not.
        if when::is_date(text, number) && (first || gap.starts_with('、')) {
            read += 1;
            continue;
        }
        let semicolon = gap.contains(['；', ';']);
        apart |= parts.len() == 1 && semicolon && may_be_apart;
        let goes_on = first || if apart { semicolon } else { !semicolon && !gap.contains(['：', '。']) };
        let closed = !goes_on || !first && gap.contains(['）', ')']);
        let nested = !first && NESTED.iter().any(|word| gap.contains(word));
        // 共, 合计 and the like begin another count.
        let anew = !first && ["共", "合计", "总计", "全年", "收到", "办结"].iter().any(|word| gap.contains(word));
        // After a semicolon the same cases may be parted another way.
        let otherwise = apart && ["予以公开", "结转", "答复"].iter().any(|word| gap.contains(word));
        if closed || nested || anew || otherwise || number.unit != total.unit || number.rough {
            break;
        }
        parts.push(number);
        read += 1;
        end = number.end;
    }
    let stopped_early = rest.get(read).is_some_and(|number| {
        let gap = &text[end..number.range.start];
        // Semicolons part sentences as well: what goes on otherwise may or may not belong,
        // unless it compares.
        apart && !["，较", "，同比", "，比上年"].iter().any(|word| gap.starts_with(word))
            || gap.contains("其中")
            || number.unit == "%"
            || gap.starts_with(['（', '('])
            || gap.starts_with('，') && when::is_date(text, number)
    });
    let enough = if apart { 3 } else { 2 };
    if apart && adds_up_early(&parts, total.value) {
        return None;
    }
    (parts.len() >= enough && !stopped_early && !text[end..].starts_with('等')).then_some(parts)
}

/// Whether the total is reached before the last part: the rest part it once more.
fn adds_up_early(parts: &[&Number], total: Decimal) -> bool {
    let mut left = Some(total);
    parts.iter().take(parts.len().saturating_sub(1)).any(|part| {
        left = left.and_then(|left| left.checked_sub(part.value));
        left == Some(Decimal::ZERO) && !total.is_zero()
    })
}

#[cfg(test)]
mod tests {
    use crate::check::numbers::numbers;

    use super::*;

    /// The first list of a sentence: its total and what its parts add up to.
    fn list(text: &str) -> Option<(u32, u32)> {
        let numbers = numbers(text);
        let whole = |value: Decimal| u32::try_from(value).unwrap_or_default();
        (0..numbers.len()).find_map(|at| {
            let parts = parts(text, &numbers, at)?;
            Some((whole(numbers[at].value), whole(parts.iter().map(|part| part.value).sum())))
        })
    }

    #[test]
    fn lists_are_read_with_commas_and_with_semicolons() {
        for text in [
            "共发布信息300条，其中概况10条、动态200条、其他80条",
            "共发布信息300条，其中：概况10条；动态200条；其他80条",
            "共发布信息300条，其中：概况：10条；动态：200条；其他：80条",
            "共发布信息300条，其中：概况10条；动态200条；其他80条，较上年增加20条",
            "共发布信息300条：概况10条，动态200条，其他80条",
            "共发布信息300条，具体如下：概况10条；动态200条；其他80条",
        ] {
            assert_eq!(list(text), Some((300, 290)), "{text}");
        }
    }

    #[test]
    fn an_item_may_name_a_year() {
        let last = "公开信息32条，包括机构职能11条、处罚强制20条、2022年年报1条。";
        assert_eq!(list(last), Some((32, 32)));
        let every = "公开信息30条，其中2023年预算10条、2022年决算19条";
        assert_eq!(list(every), Some((30, 29)));
        // Whether the last belongs to the list cannot be told.
        for open in
            ["共30条，其中概况10条，动态10条，人事8条，2022年决算2条", "共30条，其中概况10条、动态20条，2022年公开25条"]
        {
            assert_eq!(list(open), None, "{open}");
        }
        assert_eq!(list("共30条，其中概况10条、动态19条，截至12月31日办结5件"), None);
    }

    #[test]
    fn a_semicolon_may_end_a_list() {
        for text in [
            "收到申请20件，其中：自然人15件；上年结转6件",
            "收到申请20件，其中自然人15件；上年结转6件；办结21件",
            "收到申请20件，其中：自然人15件；企业5件；其他0件，办结21件",
            "收到申请20件，其中：自然人15件；予以公开12件；部分公开8件",
            "收到申请20件，其中：自然人15件；企业5件；网上申请18件；信函2件",
            "共发布信息300条，其中：概况10条；动态200条，其中图解30条；其他80条",
        ] {
            assert_eq!(list(text), None, "{text}");
        }
        assert_eq!(list("收到申请20件，其中：自然人15件、企业5件；上年结转6件"), Some((20, 20)));
    }
}
