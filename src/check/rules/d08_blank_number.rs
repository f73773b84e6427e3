//! A measure word without its number.

use std::ops::Range;

use memchr::memmem;

use crate::check::numbers;
use crate::check::text::retain_shown;
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-08",
    level: Level::Error,
    title: "该写数字的地方空着",
    explain: "“公开信息  条”“共主动公开条”“公开（  ）条”“自  年1月1日”这样的句子缺了数字。",
    why: "公开过的报告大约每二十份就有一份留着这样的空白。",
    mend: "补上数字；表里有的数可以写成“{{ 本年新收 }}”，由程序取数。",
    source: "已公开报告中的实例",
    wrong: "全年公开信息  条。",
    right: "全年公开信息 68 条。",
};

/// Words that count things.
const MEASURES: [&str; 10] = ["人次", "万元", "条", "件", "篇", "份", "次", "个", "场", "期"];
/// Signs that fill a place where a number is still to be written.
const BLANK: [char; 5] = [' ', '\u{3000}', '\u{a0}', '_', '＿'];
/// What may follow a measure word; before anything else it begins another word: 条例,
/// 个人, 次数.
const STOPS: [char; 12] = ['，', '。', '；', '、', ',', ';', '：', ':', '）', ')', '！', '\n'];
/// Before these a measure word is no longer bare though a space stands between: all of
/// them count it, or say by what is counted.
const COUNTING: &str = "一二三四五六七八九十百千万亿两几零数多每各这那该本首逐按以论";
/// What makes one word together with the measure word after it, set apart by a blank or
/// not: 附 件, 层次, 月份.
const WORDS: [(&str, &str); 8] = [
    ("条", "逐头面线链纸字便欠收借教戒枝油金词信苗萧柳发条有前此单整白封铁法罚款"),
    ("件", "文案证条附邮信稿事要函软硬部零器元组构配插课物批办来原印描抄急密收发快寄退补单件"),
    ("篇", "长短名诗开通全单上中下"),
    ("份", "身月年省股备成部县"),
    ("次", "人层批场轮班频名依再其此历档版席梯渐屡初两航车"),
    ("个", "整哪某单半"),
    ("场", "主客战菜牧矿球草现市广立农磁排职到在当入出登上下专考机农商赛剧"),
    ("期", "日学定长近前后中同按逾延到周时分短如工任限初早晚上下假预过为孕汛"),
];

/// A measure word right after a noun that is no word of its own: 会议次. Most pairs are
/// words (答复件, 公开期), so only those that cannot be stand here.
struct Bare {
    measure: &'static str,
    after: &'static [&'static str],
    /// One of these has to stand in the clause, if there are any: 召开 会议次.
    with: &'static [&'static str],
}

const BARE: [Bare; 8] = [
    Bare {
        measure: "条", after: &["公开", "公开信息", "政府信息", "发布", "发布信息", "共计", "合计"], with: &[]
    },
    // Only with 共: 受理件 and 申请件 are what has been applied for.
    Bare {
        measure: "件",
        after: &["共受理", "共收到", "共办结", "共答复", "共新收", "共收到申请", "共受理申请", "共计", "合计"],
        with: &[],
    },
    Bare {
        measure: "篇",
        after: &["政策解读", "解读材料", "解读文章", "解读稿件", "稿件", "文章"],
        with: &["发布", "刊发", "转发", "编发", "推送"],
    },
    Bare {
        measure: "份",
        after: &["文件", "资料", "手册", "问卷", "材料"],
        with: &["发放", "印发", "制发", "编印", "公开", "收回", "发布"],
    },
    Bare {
        measure: "次",
        after: &["会议", "座谈会", "推进会", "调度会", "培训会", "培训", "活动", "检查", "督查"],
        with: &["召开", "组织", "举办", "开展", "举行"],
    },
    Bare {
        measure: "个", after: &["专栏", "栏目", "专区", "查阅点"], with: &["开设", "设立", "设置", "新增", "建成"]
    },
    Bare { measure: "期", after: &["培训班", "简报"], with: &["举办", "组织", "编发", "印发"] },
    Bare { measure: "万元", after: &["共计", "合计", "处理费"], with: &[] },
];
/// Bare, and a noun as well (统计培训人次): a gap only beside another one in its sentence.
const DOUBTFUL: [&str; 4] = ["培训人次", "参训人次", "参加人次", "受众人次"];
/// Measure words of which an item of a list is told by the items beside it, not by its noun.
const LISTED: [&str; 4] = ["条", "篇", "份", "个"];
/// How long the noun of an item of a list may be, in bytes.
const ITEM: usize = 45;

fn look(subject: &Subject<'_>, found: &mut Out) {
    let text = &subject.report.narrative.text;
    let mut blanks = blanks(text);
    retain_shown(text, &mut blanks, |range| range.start);
    for range in blanks {
        let say = format!("“{}”里应有数字，实际空着", text[range.clone()].trim());
        let advise = "补上数字；表里有的数写成“{{ 本年新收 }}”的样子，由程序取数";
        found.push(Found::new(&RULE, At::Words(range), say, advise));
    }
}

/// The words from the character before each gap to the measure word, in order.
fn blanks(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for measure in MEASURES {
        for at in memmem::find_iter(text.as_bytes(), measure) {
            let end = at + measure.len();
            // 人次 is asked on its own.
            if measure == "次" && text[..at].ends_with('人') {
                continue;
            }
            // Nearly all stand after their number, or begin another word.
            let after = text[end..].chars().next();
            if text[..at].ends_with(|c: char| c.is_ascii_digit())
                || after.is_some_and(|c| !STOPS.contains(&c) && !matches!(c, '（' | '('))
            {
                continue;
            }
            let before = text[..at].trim_end_matches(BLANK);
            let start = match before.len() < at {
                true => spaced(before, &text[before.len()..at], measure, &text[end..]),
                false => bracketed(before, &text[end..]).or_else(|| bare(before, measure, &text[end..])),
            };
            found.extend(start.map(|start| start..end));
        }
    }
    found.extend(years(text));
    found.sort_by_key(|range| range.start);
    if !found.is_empty() {
        let doubtful: Vec<Range<usize>> = DOUBTFUL.iter().flat_map(|word| doubtful(text, word, &found)).collect();
        found.extend(doubtful);
        found.sort_by_key(|range| range.start);
    }
    found
}

/// Whether a measure word ends before `after`.
fn stops(after: &str) -> bool {
    after.chars().next().is_none_or(|c| STOPS.contains(&c))
}

/// `信息  条`, `申请____件`.
fn spaced(before: &str, blank: &str, measure: &str, after: &str) -> Option<usize> {
    if !stops(after) && !after.starts_with(['（', '(']) {
        return None;
    }
    let last = before.chars().next_back().filter(|c| is_han(*c))?;
    let start = before.len() - last.len_utf8();
    // Where words are set wide, a single space says nothing: 公 开 文 件.
    let set_wide = blank == " " && before[..start].ends_with(' ');
    let word = COUNTING.contains(last) || is_word(last, measure) || set_wide;
    (!word || blank.contains(['_', '＿'])).then_some(start)
}

fn is_word(last: char, measure: &str) -> bool {
    WORDS.iter().any(|(known, firsts)| *known == measure && firsts.contains(last))
}

/// `信息（  ）条`. Nothing but a number is ever written into such a bracket.
fn bracketed(before: &str, after: &str) -> Option<usize> {
    let inside = before.strip_suffix(['）', ')'])?.trim_end_matches(BLANK);
    let head = inside.strip_suffix(['（', '('])?;
    // `[…]()` is a link of Markdown.
    if head.ends_with(']') || !(stops(after) || after.starts_with(['（', '('])) {
        return None;
    }
    let last = head.chars().next_back().filter(|c| is_han(*c));
    Some(head.len() - last.map_or(0, char::len_utf8))
}

/// `公开条`, `召开会议次`; `企业资质条、施工许可证76条`.
fn bare(before: &str, measure: &str, after: &str) -> Option<usize> {
    if !stops(after) {
        return None;
    }
    let clause = numbers::before(before, before.len());
    let clause = &clause[clause.rfind(['，', '。', '；', '、', '：', '\n', ',', ';']).unwrap_or(0)..];
    let nouns = BARE.iter().filter(|bare| {
        bare.measure == measure && (bare.with.is_empty() || bare.with.iter().any(|verb| clause.contains(verb)))
    });
    let noun = nouns.flat_map(|bare| bare.after).filter(|noun| before.ends_with(**noun)).max_by_key(|noun| noun.len());
    if let Some(noun) = noun {
        return Some(before.len() - noun.len());
    }
    before.chars().next_back().filter(|c| is_han(*c) && !COUNTING.contains(*c) && !is_word(*c, measure))?;
    let listed = LISTED.contains(&measure) && after.strip_prefix('、').is_some_and(|next| counted(next, measure));
    // One character would not say which item it is.
    let shown: usize = clause.chars().rev().take_while(|c| is_han(*c)).take(6).map(char::len_utf8).sum();
    listed.then(|| before.len() - shown)
}

/// Whether an item of a list begins that is counted by `measure`: 施工许可证76条.
fn counted(item: &str, measure: &str) -> bool {
    let noun = item.len() - item.trim_start_matches(is_han).len();
    let rest = item[noun..].trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    // Two characters at least; 第36条 is a place in a law.
    let named = (6..=ITEM).contains(&noun) && !item[..noun].ends_with('第');
    named && digits > 0 && rest[digits..].trim_start().starts_with(measure)
}

/// `自  年1月1日`, `至年12月31日`: no word that goes before a day ends in 年 without its
/// number (自 年初 is followed by none).
fn years(text: &str) -> Vec<Range<usize>> {
    let gap = |at: usize| {
        let end = at + "年".len();
        let before = text[..at].trim_end_matches(BLANK);
        let last = before.chars().next_back().filter(|c| matches!(c, '自' | '从' | '至' | '到' | '为' | '截'))?;
        if before.len() == at && !matches!(last, '自' | '至') {
            return None;
        }
        let month = text[end..].trim_start_matches(BLANK);
        let day = month.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(BLANK);
        day.starts_with('月').then(|| before.len() - last.len_utf8()..end)
    };
    memmem::find_iter(text.as_bytes(), "年").filter_map(gap).collect()
}

/// Where `word` stands alone in its clause, in a sentence that has another gap (`found`, in
/// order).
fn doubtful(text: &str, word: &'static str, found: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> {
    let beside = move |range: &Range<usize>| {
        let after = found.partition_point(|gap| gap.start < range.start);
        let one_sentence = |from: usize, to: usize| from <= to && !text[from..to].contains(['。', '\n']);
        let next = found.get(after).is_some_and(|gap| one_sentence(range.end, gap.start));
        next || after.checked_sub(1).is_some_and(|last| one_sentence(found[last].end, range.start))
    };
    memmem::find_iter(text.as_bytes(), word).map(|at| at..at + word.len()).filter(move |range| {
        let alone = text[..range.start].ends_with(['，', '；', '。', '\n']) && stops(&text[range.end..]);
        alone && beside(range)
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        blanks(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_measure_word_without_a_number_is_found() {
        assert_eq!(words("全年公开信息  条。"), ["息  条"]);
        assert_eq!(words("共主动公开条，较上年"), ["公开条"]);
        assert_eq!(words("收到申请____件；"), ["请____件"]);
        assert_eq!(words("受理　件，办结　件。"), ["理　件", "结　件"]);
        assert_eq!(words("召开新闻发布会  场（含网上）。"), ["会  场"]);
        assert_eq!(words("全年共收到申请件，"), ["共收到申请件"]);
        assert_eq!(words("共发布信息（）条。共公开（  ）条（次）。"), ["息（）条", "开（  ）条"]);
        assert_eq!(words("召开会议次，培训人次。"), ["会议次", "培训人次"]);
        assert_eq!(words("发布政策解读篇。"), ["政策解读篇"]);
    }

    #[test]
    fn an_item_of_a_list_without_its_number_is_found() {
        assert_eq!(words("公开核准企业资质条、施工许可证76条、排水许可证5条。"), ["核准企业资质条"]);
    }

    #[test]
    fn a_year_without_its_number_is_found() {
        assert_eq!(words("统计期限自  年1月1日至12月31日。"), ["自  年"]);
        assert_eq!(words("自2024年1月1日至年12月31日"), ["至年"]);
        assert_eq!(words("自  年  月  日起"), ["自  年"]);
    }

    #[test]
    fn numbers_and_other_words_are_left_alone() {
        for text in [
            "公开信息68条。",
            "公开信息 68 条。",
            "公开条例。",
            "公开信息十二条。",
            "公开 三 次。",
            "按件、按次收费。",
            "{{ 本年新收 }} 件，",
            "每 次，",
            "规范答复件，做到一件一档。",
            "对依申请公开件，逐件登记。",
            "全年无依申请公开件。",
            "从严把控答复期，逐件督办。",
            "在法定公开期、答复期内完成。",
            "对收到申请件，逐件登记；对公开件、答复 件归档。",
            "附　件：名单",
            "推 进 政 务 公 开 文 件，",
            "统计会议次数、培训人次，开展培训。",
            "召开会议，培训人次。",
            "对照法条、解释12条",
            "依据该款第五条、条例第36条",
            "按年份、各类文件12份",
            "自 年初以来，截至 年底，自2024年 1月1日",
            "（ ）条例，[名单]()条，单位（件）。",
            "通报典型案 件。",
        ] {
            assert!(words(text).is_empty(), "{text}: {:?}", words(text));
        }
    }
}
