//! Another office's name where the office speaks of itself.

use std::ops::Range;

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-14",
    level: Level::Error,
    title: "正文里是别的机关的名称",
    explain: "标题、编制单位、联系单位和“2024年，某局……”这样的主语，应是本机关；写的是本站另一个机关的，算错误，别处以另一机关作主语的算警告。",
    why: "照别的机关的文件改，机关名最容易漏改。",
    mend: "改成本机关的名称；确实在说另一机关的，在句中写明本机关与它的关系。",
    source: "新闻报道：一市的网页把另一市的名称登了出来（2023 年）",
    wrong: "# 甲县财政局的报告\n2024年，甲县民政局认真执行条例。",
    right: "2024年，甲县财政局认真执行条例。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if subject.edition().is_none() {
        return;
    }
    let plain = subject.plain();
    let mut accused: Vec<String> = Vec::new();
    let [first, second, third, fourth, fifth] = AROUND.map(|(_, after)| after);
    let marked = plain.marked(&[first, second, third, fourth, fifth, TITLE, YEAR]);
    for (sentence, marks) in plain.sentences().zip(marked) {
        let text = &plain.text[sentence.clone()];
        // Most sentences can begin with a name at most, and do not.
        if marks & OPENED == 0 && subject.wider.named(&text[head(text)..]).is_none() {
            continue;
        }
        for (at, speaks_of_itself) in places(text, marks) {
            let Some((name, _)) = subject.wider.named(&text[at..]).filter(|(_, id)| foreign(subject, id)) else {
                continue;
            };
            // Where the office may not mean itself, it is told apart from itself by 我局.
            let after = &text[at + name.len()..];
            if is_part(name, after) || says_we(text) && (!speaks_of_itself || acts_on_us(after)) {
                continue;
            }
            // A sentence that names the office too speaks of both.
            let own = [subject.office.name_in(subject.report.key.year), &subject.office.name, &subject.office.short];
            let both = own.iter().any(|own| text.contains(own));
            if both || accused.iter().any(|known| known == name) {
                continue;
            }
            accused.push(name.to_owned());
            let range: Range<usize> = sentence.start + at..sentence.start + at + name.len();
            let say = format!("这里应是“{}”，实际写的是“{name}”", own[0]);
            let advise = "改成本机关的名称；确实在说另一机关的，在句中写明本机关与它的关系，或写一条说明";
            let level = if speaks_of_itself { Level::Error } else { Level::Warning };
            out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, advise).level(level));
        }
    }
}

/// What makes the name of another office of that of a government or a committee: its 办公室
/// has a report of its own.
const OFFICES_OF: [&str; 9] =
    ["办公室", "办公厅", "信访局", "研究室", "机关事务", "政务服务", "行政审批", "行政服务中心", "驻"];

/// How an office speaks of itself: one of the first with one of the second.
const OWN: [char; 2] = ['我', '本'];
const KINDS: [&str; 13] = ["局", "机关", "单位", "办", "委", "中心", "院", "厅", "镇", "乡", "街道", "部门", "队"];

fn is_part(name: &str, after: &str) -> bool {
    name.ends_with(['府', '会']) && OFFICES_OF.iter().any(|office| after.starts_with(office))
}

/// `我局`, `本机关`; 本办法 is none.
fn says_we(text: &str) -> bool {
    text.match_indices(OWN).any(|(at, own)| {
        let after = &text[at + own.len()..];
        KINDS.iter().any(|kind| after.starts_with(kind)) && !after.starts_with("办法")
    })
}

/// What another office does to this one, after its name: 2024年，某局移送申请，我局办结.
const ACTS: [&str; 12] =
    ["移送", "转送", "转来", "转交", "转办", "移交", "交办", "来函", "发来", "商请", "提请", "委托"];

fn acts_on_us(after: &str) -> bool {
    ACTS.iter().any(|act| clause_of(after).contains(act))
}

fn clause_of(text: &str) -> &str {
    &text[..text.find(['，', ',', '；']).unwrap_or(text.len())]
}

/// Of the title of a report.
const TITLE: &str = "年度报告";
/// After it the words of a sentence that it opens begin.
const YEAR: &str = "年";

/// Words between which a subject stands.
const AROUND: [(&str, &str); 5] = [("由", "编制"), ("与", "联系"), ("向", "反映"), ("现将", "公布"), ("现将", "报告")];

/// Marks of a sentence that has other places for a subject than its head: all but that of
/// [`TITLE`].
const OPENED: u32 = !(1 << AROUND.len());

/// Where the words of a sentence begin, after its number.
fn head(text: &str) -> usize {
    let numbering = |c: char| {
        matches!(c, '#' | '（' | '）' | '(' | ')' | '、' | '.' | '是' | '：' | ':' | ' ')
            || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    text.len() - text.trim_start_matches(numbering).len()
}

/// How far from the head of a sentence a year still opens it, in bytes.
const OPENING: usize = 12;

/// Places in a sentence where a subject may stand, and whether the office surely speaks
/// of itself there. `marks` says which second words of [`AROUND`] are in it, and whether
/// [`TITLE`] and [`YEAR`] are.
fn places(text: &str, marks: u32) -> Vec<(usize, bool)> {
    let head = head(text);
    let title = marks & (1 << AROUND.len()) != 0 && text.len() < 60 * 4 && text.chars().count() < 60;
    let mut found = vec![(head, title)];
    let opening = &text[..text.floor_char_boundary(head + OPENING + "年度，".len())];
    let mut years = opening.match_indices(YEAR).map(|(at, _)| at).peekable();
    let marks_of_years: &[&str] =
        if years.peek().is_some() { &["年，", "年度，", "年,", "年度", "年"] } else { &[] };
    let year = marks_of_years.iter().find_map(|mark| {
        let at = years.clone().find(|at| opening[*at..].starts_with(mark))?;
        (at <= head + OPENING).then_some(at + mark.len())
    });
    found.extend(year.map(|at| (at, true)));
    let around = AROUND.into_iter().enumerate().filter(|(bit, _)| marks & (1 << bit) != 0);
    for (_, (before, after)) in around {
        for (at, _) in text.match_indices(before) {
            if text[at..].contains(after) {
                found.push((at + before.len(), true));
            }
        }
    }
    // 按照要求，某局编制2024年度报告: the subject of a clause of its own.
    if marks & 1 != 0 {
        let compiled = text.match_indices(AROUND[0].1).filter(|(at, _)| clause_of(&text[*at..]).contains("报告"));
        for (at, _) in compiled {
            let comma = text[..at].char_indices().rfind(|(_, c)| matches!(c, '，' | ','));
            found.extend(comma.map(|(comma, c)| (comma + c.len_utf8(), true)));
        }
    }
    found.sort_unstable_by_key(|(at, surely)| (*at, !surely));
    found.dedup_by_key(|(at, _)| *at);
    found
}

/// Neither the office itself nor one above, below, before or after it: those are spoken
/// of for good reasons.
fn foreign(subject: &Subject<'_>, id: &str) -> bool {
    let office = subject.office;
    let kin = |one: &str, of: &str| {
        let mut at = subject.wider.office(one).and_then(|office| office.parent.as_deref());
        // A circle of superiors is a fault of its own; here it only must end.
        for _ in 0..8 {
            match at {
                Some(parent) if parent == of => return true,
                Some(parent) => at = subject.wider.office(parent).and_then(|office| office.parent.as_deref()),
                None => return false,
            }
        }
        false
    };
    let merged = |one: &str, of: &str| {
        subject.wider.office(one).is_some_and(|office| office.predecessors.iter().any(|before| **before == *of))
    };
    *office.id != *id
        && !kin(id, &office.id)
        && !kin(&office.id, id)
        && !merged(id, &office.id)
        && !merged(&office.id, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_of_a_government_is_another_office() {
        assert!(is_part("临河县人民政府", "办公室印发方案"));
        assert!(!is_part("临河县人民政府", "印发方案"));
        assert!(!is_part("临河县人民政府", "办理申请"));
        // The 办公室 of a department is a part of it.
        assert!(!is_part("临河县民政局", "办公室联系"));
    }

    #[test]
    fn who_compiles_a_report_is_the_subject_of_its_clause() {
        let subjects = |text: &'static str| -> Vec<&str> {
            let compiling = u32::from(text.contains("编制"));
            places(text, compiling).into_iter().filter(|(_, surely)| *surely).map(|(at, _)| &text[at..]).collect()
        };
        assert_eq!(subjects("按照条例要求，某局编制2024年度报告"), ["某局编制2024年度报告"]);
        assert!(subjects("按照规划要求，某局编制方案，印发年度报告模板").is_empty());
    }

    #[test]
    fn sentences_about_the_office_itself_are_told() {
        for text in ["移送申请2件，我局办结", "由本机关答复", "我单位"] {
            assert!(says_we(text), "{text}");
        }
        assert!(acts_on_us("移送申请2件，我局办结"));
        assert!(!acts_on_us("认真执行条例，我局移送申请2件"));
        for text in ["印发本办法", "本年新收", "我们将", "本县"] {
            assert!(!says_we(text), "{text}");
        }
    }
}
