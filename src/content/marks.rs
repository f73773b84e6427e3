//! Marks of other programs in a narrative, which would be printed as words or turn the
//! line above into a heading: `====` under a title, settings between `---`.

use std::ops::Range;

use memchr::memmem;

/// What was found: the words, what is wrong, what to do.
pub(super) type Mark = (Range<usize>, &'static str, &'static str);

/// Most lines of settings at the head of a text.
const SETTINGS: usize = 40;

/// Every mark, in the order written.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = settings(text).into_iter().collect();
    if memmem::find(text.as_bytes(), b"==").is_some() {
        found.extend(underlines(text));
    }
    found
}

/// Settings at the head of the text, as programs of blogs keep them there.
fn settings(text: &str) -> Option<Mark> {
    let head = text.trim_start();
    let start = text.len() - head.len();
    let mut lines = head.split_inclusive('\n');
    (lines.next()?.trim_end() == "---").then_some(())?;
    let mut keys = 0;
    for line in lines.take(SETTINGS) {
        let words = line.trim_end();
        if matches!(words, "---" | "...") {
            let say = "正文应从标题或前言写起，实际开头是两行“---”之间的设置，会印在网页上";
            let advise = "删去两行“---”和中间的各行；标题由程序生成，发布日期写在 data.yaml";
            return (keys > 0).then_some((start..start + 3, say, advise));
        }
        // A rule between two paragraphs has words below it that are no `key: value`.
        let key = words.split_once([':', '：']).is_some_and(|(key, _)| key.chars().count() <= 20);
        if !key && !words.is_empty() && !words.starts_with([' ', '-', '#']) {
            return None;
        }
        keys += usize::from(key);
    }
    None
}

/// Lines of `=` outside code.
fn underlines(text: &str) -> Vec<Mark> {
    let (mut found, mut fence, mut start) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.split("<!--").next().unwrap_or_default().trim();
        let at = start + line.len() - line.trim_start().len();
        start += line.len();
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark)) {
            fence = match fence {
                None => Some(mark),
                Some(open) if open == mark => None,
                open => open,
            };
        } else if fence.is_none() && bare.len() >= 2 && bare.bytes().all(|byte| byte == b'=') {
            let say = "标题应以“## ”开头，实际有一行只写了“=”，会照样印出来，或把上一行变成标题";
            found.push((at..at + bare.len(), say, "删去这一行；上一行是标题的，在它前面写“## ”"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_other_programs_are_found_and_markdown_is_left_alone() {
        let at = |text: &str| marks(text).into_iter().map(|(range, ..)| range.start).collect::<Vec<_>>();
        assert_eq!(at("---\ntitle: 年报\n---\n\n## 一、总体情况\n"), [0]);
        assert_eq!(at("\n---\ntags:\n  - 年报\n---\n"), [1]);
        assert_eq!(at("年度报告\n========\n内容\n"), ["年度报告\n".len()]);
        for text in [
            "---\n\n前言。\n\n---\n",
            "前言\n\n---\n\n甲: 乙\n\n---\n",
            "---\n甲: 乙\n没有完",
            "```\n====\n```\n",
            "一 == 二\n",
            "=\n",
        ] {
            assert!(at(text).is_empty(), "{text}");
        }
    }
}
