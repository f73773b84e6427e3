//! The report's own title at the head of a narrative. Pages, Word files and fragments set
//! the title themselves, from the form's pattern; written in the text as well, it would
//! stand there twice, and be the one thing that changed in the words of every year.

use std::ops::Range;

use super::narrative::HASHES;

/// What every title speaks of.
const ACTIVITY: &str = "政府信息公开";
/// Longest title, in characters.
const LONGEST: usize = 80;

/// `preface` of `text` without the title it begins with, be it a heading or a line of its
/// own. A first line that says anything else stays.
pub(super) fn without(text: &str, preface: &Range<usize>) -> Range<usize> {
    let body = &text[preface.clone()];
    let start = body.trim_start();
    let (line, rest) = start.split_once('\n').unwrap_or((start, ""));
    let words = line.trim_end();
    let bare = words.trim_start_matches(HASHES);
    let is_heading = bare.len() < words.len();
    // A title without `#` ends its block; else it is the beginning of a sentence.
    let stands_alone = is_heading || rest.lines().next().is_none_or(|next| next.trim().is_empty());
    let bare = bare.trim_end_matches('#').trim();
    let bare = bare.strip_prefix("**").and_then(|inside| inside.strip_suffix("**")).unwrap_or(bare);
    if stands_alone && is_title(bare) { preface.end - rest.len()..preface.end } else { preface.clone() }
}

/// Whether words are a title and nothing more: the office and the year, in either order,
/// and what is reported. Whether they are the right office and year, checks say (D-17, D-11).
fn is_title(words: &str) -> bool {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((head, tail)) = words.split_once(ACTIVITY).filter(|_| words.chars().count() <= LONGEST) else {
        return false;
    };
    // 法治政府建设暨政府信息公开 is the title of something else.
    let names = head.chars().all(|c| c.is_alphanumeric() || c == '○') && !head.contains(['暨', '和', '与', '及']);
    let tail = ["工作", "情况", "的", "年度"].iter().fold(tail, |tail, word| tail.strip_prefix(word).unwrap_or(tail));
    let tail = tail.strip_prefix("报告").or_else(|| tail.strip_prefix("年报"));
    names && tail.is_some_and(|tail| tail.is_empty() || is_year(tail))
}

/// `（2024年度）`
fn is_year(words: &str) -> bool {
    let inside = words.strip_prefix(['（', '(']).and_then(|words| words.strip_suffix(['）', ')']));
    let Some(digits) = inside.map(|inside| inside.trim_end_matches(['年', '度'])) else { return false };
    digits.chars().count() == 4 && digits.chars().all(|c| "0123456789〇零○一二三四五六七八九".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a narrative without a statutory heading.
    fn rest(text: &str) -> &str {
        &text[without(text, &(0..text.len()))]
    }

    #[test]
    fn a_title_is_taken_off_however_it_is_marked() {
        for title in [
            "# 甲县乙局2024年政府信息公开工作年度报告",
            "\n\n### 甲县乙局 2024 年政府信息公开工作年度报告 ###",
            "＃ 2024年度甲县乙局政府信息公开年度报告",
            "# 甲县乙局政府信息公开工作年度报告（2024年度）",
            "# 甲县乙局关于二〇二四年度政府信息公开工作情况的报告",
            "# 甲县乙局2017年政府信息公开工作年报",
            "# **甲县乙局2024年政府信息公开工作年度报告**",
            "甲县乙局2024年政府信息公开工作年度报告\n",
            "**甲县乙局2024年政府信息公开工作年度报告**\n",
        ] {
            let text = format!("{title}\n本报告由甲县乙局编制。\n");
            assert_eq!(rest(&text).trim_start(), "本报告由甲县乙局编制。\n", "{title}");
        }
        assert_eq!(rest("# 甲县乙局2024年政府信息公开工作年度报告"), "");
    }

    #[test]
    fn what_says_anything_else_stays() {
        for text in [
            "",
            "本报告由甲县乙局编制。",
            "# 甲县乙局2024年政府信息公开工作年度报告（征求意见稿）\n甲。\n",
            "# 甲县2024年法治政府建设暨政府信息公开工作年度报告\n甲。\n",
            "# 甲县乙局2024年政府信息公开工作要点\n甲。\n",
            "甲县乙局2024年政府信息公开工作年度报告\n根据条例编制。\n",
            "甲。\n\n# 甲县乙局2024年政府信息公开工作年度报告\n",
        ] {
            assert_eq!(rest(text), text);
        }
    }
}
