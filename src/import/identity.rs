//! Whose report of which year a source is, and when it was published.
//!
//! From the title (`<机关><年>年政府信息公开工作年度报告`, also with the year first or over
//! two lines), else the year from the statistics period or the first sentence. What a
//! web page puts around a report (navigation, share buttons) is told here too.

use super::document::{Document, Kind, Line};
use super::shape::half_width;
use super::title::{SUBJECT, Title, known_year, title};

/// What a source says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Name of the office, as in the title.
    pub(crate) office: Option<String>,
    /// Report year.
    pub(crate) year: Option<u16>,
    /// From where the year is known when the title does not say it.
    pub(crate) remark: Option<String>,
    /// `2021-01-20` or `2021-01-20 09:00`.
    pub(crate) published: Option<String>,
}

/// Reads the title and what stands around it among the first lines up to `end`, and
/// takes them out of the text: the lines that are no part of the report are returned.
pub(crate) fn take(document: &mut Document, end: usize, body: &str) -> (Identity, Vec<String>) {
    let mut identity = Identity::default();
    let end = end.min(document.lines.len());
    let mut last = None;
    // In the order written: a page may list the reports of other years above this one.
    let mut years: Vec<u16> = Vec::new();
    for number in 0..end {
        let text = document.lines[number].words();
        // Figures are the report itself: a title behind them heads the next sheet.
        let figures = |line: &Line| line.pieces.iter().any(|piece| piece.text.parse::<f64>().is_ok());
        if last.is_some() && matches!(document.lines[number].kind, Kind::Row { .. }) && figures(&document.lines[number])
        {
            break;
        }
        if identity.published.is_none() {
            identity.published = published(&text);
        }
        let above = number.checked_sub(1).map(|above| document.lines[above].words()).unwrap_or_default();
        // A title over two lines: the office above, the rest below.
        let joined = title(&(above.clone() + &text))
            .filter(|title| title.start == 0 && title.office.is_some() && above.chars().count() < 40);
        let below = text.trim_start().starts_with(SUBJECT).then(|| joined.clone()).flatten();
        let whole = Title { start: 0, end: text.len(), ..Title::default() };
        let Some(found) = title(&text).or(below.map(|joined| Title { year: joined.year, ..whole })) else { continue };
        // A sentence of the text may name the report; only a title heads the page.
        let heads =
            !text[..found.start].contains(['，', '。']) && !text[found.end..].starts_with(char::is_alphanumeric);
        let office =
            found.office.or_else(|| joined.and_then(|title| title.office).filter(|_| above.chars().count() < 40));
        // Behind a text it is the title of another report: neither is this one's.
        let other = is_other(&identity, office.as_deref(), found.year);
        if last.as_ref().is_some_and(|(title, _)| other && has_text(&document.lines[title + 1..number])) {
            break;
        }
        identity.office = identity.office.take().or(office);
        identity.year = identity.year.or(found.year);
        years.extend(found.year.filter(|year| heads && !years.contains(year)));
        if heads {
            last = Some((number, text[found.end..].to_owned()));
        }
    }
    identity.published = identity.published.take().or(document.published.take());
    if let Some((title, _)) = &last {
        identity.date_by(&document.lines[title + 1..]);
    }
    if let (Some((title, _)), 2..) = (&last, years.len()) {
        identity.decide(&years, &document.lines[title + 1..]);
    }
    let left_out = match last {
        Some((number, rest)) => strip_top(document, &identity, number, &rest),
        None => Vec::new(),
    };
    if identity.year.is_none() {
        let (year, remark) = year_from(body);
        identity.year = year;
        identity.remark = remark.or(identity.remark.take());
    }
    (identity, left_out)
}

impl Identity {
    /// The date of a cover, below its title, where no other says when it was published.
    fn date_by(&mut self, below: &[Line]) {
        if self.published.is_none() {
            self.published = below.iter().take(COVER).find_map(|line| cover_date(&line.words()));
            self.remark = self.published.as_ref().map(|date| format!("标题下的日期 {date} 作为发布日期，请核对"));
        }
    }

    /// Which of the years in several titles is meant, by the lines below them, and why.
    fn decide(&mut self, years: &[u16], below: &[Line]) {
        let named: Vec<String> = years.iter().map(ToString::to_string).collect();
        let below: String = below.iter().map(Line::words).collect();
        let (year, by) = match year_from(&below).0.filter(|year| years.contains(year)) {
            Some(year) => (year, "正文"),
            None => (years[0], "第一个"),
        };
        let mut remark = format!("标题里有几个年度（{}），按{by}定为 {year} 年，请核对", named.join("、"));
        if let Some(other) = self.remark.take() {
            remark = format!("{remark}；{other}");
        }
        (self.year, self.remark) = (Some(year), Some(remark));
    }
}

/// Whether a title is that of another office or year.
fn is_other(identity: &Identity, office: Option<&str>, year: Option<u16>) -> bool {
    let years = identity.year.zip(year).is_some_and(|(one, other)| one != other);
    let mut offices = identity.office.as_deref().zip(office).into_iter();
    years || offices.any(|(one, other)| !one.contains(other) && !other.contains(one))
}

/// Whether lines hold more than titles and links: sentences, or rows of figures.
fn has_text(lines: &[Line]) -> bool {
    let figures = |words: &str| words.split_whitespace().filter(|word| word.parse::<f64>().is_ok()).count();
    lines.iter().map(Line::words).any(|words| words.contains('。') || figures(&words) >= FIGURES)
}

/// Lines above the title go, and the furniture behind it.
fn strip_top(document: &mut Document, identity: &Identity, title: usize, rest: &str) -> Vec<String> {
    let mut left_out: Vec<String> = document.lines[..title].iter().map(Line::words).collect();
    let own = |words: &String| identity.office.as_ref().is_some_and(|office| words.replace(' ', "") == *office);
    left_out.retain(|words| words.chars().any(char::is_alphanumeric) && !own(words));
    let (furniture, rest) = split_furniture(rest);
    left_out.extend(furniture);
    let place = document.lines[title].place.clone();
    let kept = (!rest.is_empty()).then(|| Line::text(Kind::Text, &rest, place));
    document.lines.splice(..=title, kept);
    // Furniture may also stand in lines of its own below the title
    // (a table of 索引号, 发文机关 and the like among them).
    let is_page = |line: &Line| match line.kind {
        Kind::PageEnd => true,
        _ if line.is_words() && (own(&line.words()) || cover_date(&line.words()).is_some()) => true,
        _ if line.is_words() => is_furniture(&line.words()),
        _ => line.pieces.iter().any(|piece| is_furniture(&piece.text)),
    };
    let count = document.lines.iter().position(|line| !is_page(line)).unwrap_or(document.lines.len());
    left_out.extend(document.lines.drain(..count).map(|line| line.words()).filter(|words| !words.is_empty()));
    left_out
}

/// So many figures in one line are a row of a table.
const FIGURES: usize = 3;

/// Up to so many lines below the title belong to the cover.
const COVER: usize = 4;

/// A day alone on its line, in brackets or without: the date of a cover.
fn cover_date(words: &str) -> Option<String> {
    let bare: String = words.chars().filter(|c| !c.is_whitespace() && !"（）()".contains(*c)).collect();
    let only = bare.chars().all(|c| c.is_ascii_digit() || "年月日:".contains(c)) && bare.ends_with('日');
    only.then(|| date(&bare)).flatten()
}

/// Words at the beginning that belong to the page, and the rest.
fn split_furniture(text: &str) -> (Vec<String>, String) {
    let mut rest = text.trim_start();
    let mut furniture = Vec::new();
    while !rest.is_empty() {
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = &rest[..length];
        if !is_furniture(word) {
            break;
        }
        furniture.push(word.to_owned());
        rest = rest[length..].trim_start();
    }
    let furniture = if furniture.is_empty() { Vec::new() } else { vec![furniture.join(" ")] };
    (furniture, rest.to_owned())
}

/// Whether a short text is what a web page or a pasted page puts around a report.
pub(crate) fn is_furniture(text: &str) -> bool {
    const WORDS: &str = "来源 时间 发布 微信 微博 QQ 空间 全真版 文字版 文件下载 相关链接 --> 字体 字号 打印 关闭 浏览 点击 阅读 分享 收藏 作者 编辑 \
        索引号 文号 栏目 当前位置 附件 扫一扫 上一篇 下一篇 责任编辑 首页 标题 原文链接 发文机关 发布机构 主题分类 体裁分类 有效性 返回顶部 网站地图 公开日期 正文 视力保护";
    let drawn = |c: char| c.is_whitespace() || "=-_*·|>".contains(c);
    if text.trim_matches(drawn).is_empty() {
        return true;
    }
    let text = text.split("http").next().unwrap_or_default().trim_matches(|c| c != '>' && drawn(c));
    // The line below a title may say when, whence, how often read and in which size.
    let (long, marks) = (text.chars().count(), WORDS.split_whitespace().filter(|word| text.contains(word)));
    if long > 120 || (long > 40 && marks.count() < 3) || text.contains(['。', '，', '；']) {
        return false;
    }
    let only_time =
        text.chars().all(|c| c.is_ascii_digit() || "-:/.年月日 ".contains(c)) && text.contains(['-', ':', '年']);
    let opening = text.trim_start_matches(['【', '[', '(', '（']);
    only_time || long > 40 || WORDS.split_whitespace().any(|word| opening.starts_with(word))
}

/// `2020-01-20 15:22` after words that say it is the day of publication.
fn published(text: &str) -> Option<String> {
    const BEFORE: [&str; 5] = ["发布时间", "发布日期", "公开日期", "发布于", "时间"];
    let at = BEFORE.iter().find_map(|word| text.find(word).map(|at| at + word.len()))?;
    let rest = text[at..].trim_start_matches([':', '：', ' ', '\u{3000}', '】', ']']);
    date(rest)
}

/// A day, and the minute if it follows, at the beginning of a text.
pub(crate) fn date(text: &str) -> Option<String> {
    let part = |text: &str, most: usize| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        (digits > 0 && digits <= most).then(|| (text[..digits].to_owned(), digits))
    };
    let after = |text: &str| text.chars().next().filter(|c| "-/.年月".contains(*c)).map(char::len_utf8);
    let (year, length) = part(text, 4)?;
    known_year(&year)?;
    let rest = &text[length..];
    let rest = &rest[after(rest)?..];
    let (month, length) = part(rest, 2)?;
    let rest = &rest[length..];
    let rest = &rest[after(rest)?..];
    let (day, length) = part(rest, 2)?;
    let day_text = format!("{year}-{month:0>2}-{day:0>2}");
    let rest = rest[length..].trim_start_matches('日').trim_start_matches([' ', 'T']);
    let minute = part(rest, 2).and_then(|(hour, length)| {
        let (minute, _) = part(rest[length..].strip_prefix([':', '：'])?, 2)?;
        Some(format!(" {hour:0>2}:{minute:0>2}"))
    });
    Some(day_text + &minute.unwrap_or_default())
}

/// The year of the statistics period, else of the first sentence.
fn year_from(body: &str) -> (Option<u16>, Option<String>) {
    let half: String = body.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let years = |text: &str| -> Vec<u16> {
        text.match_indices('年').filter_map(|(at, _)| known_year(text.get(at.checked_sub(4)?..at)?)).collect()
    };
    for word in ["统计期限", "统计时限", "统计时间", "年1月1日"] {
        if let Some(at) = half.find(word) {
            let from = if word.starts_with('年') { at.saturating_sub(4) } else { at };
            let near: String = half.get(from..).unwrap_or_default().chars().take(40).collect();
            if let Some(year) = years(&near).first() {
                return (Some(*year), Some(format!("标题没有写年度，按统计期限定为 {year} 年")));
            }
        }
    }
    let opening: String = half.chars().take(80).collect();
    match years(&opening).first() {
        Some(year) => (Some(*year), Some(format!("标题没有写年度，按正文第一句定为 {year} 年，请核对"))),
        None => (None, None),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn identity(text: &str) -> (Option<String>, Option<u16>, Option<String>) {
        let mut document = crate::import::text::read(text.as_bytes()).unwrap();
        let end = document.lines.len();
        let (identity, _) = take(&mut document, end, "");
        (identity.office, identity.year, identity.published)
    }

    fn known(office: &str, year: u16) -> (Option<String>, Option<u16>, Option<String>) {
        (Some(office.to_owned()), Some(year), None)
    }

    #[test]
    fn titles_are_read_in_every_order() {
        assert_eq!(identity("甲县财政局2023年政府信息公开年度报告"), known("甲县财政局", 2023));
        assert_eq!(identity("2019年甲市人民政府办公厅政府信息公开工作年度报告"), known("甲市人民政府办公厅", 2019));
        assert_eq!(identity("# 甲县乙办\n\n## 2020 年政府信息公开工作年度报告"), known("甲县乙办", 2020));
        assert_eq!(identity("甲县二〇二二年政府信息公开年度报告"), known("甲县", 2022));
        assert_eq!(identity("甲县政府信息公开2022年度报告"), known("甲县", 2022));
        assert_eq!(identity("甲县乙局政府信息公开年度报告（2023年度）"), known("甲县乙局", 2023));
        assert_eq!(identity("甲县乙局\n政府信息公开工作年度报告\n"), (Some("甲县乙局".to_owned()), None, None));
        assert_eq!(identity("根据《中华人民共和国政府信息公开工作年度报告格式》"), (None, None, None));
    }

    #[test]
    fn of_titles_with_several_years_the_text_decides_and_it_is_said() {
        let list = "甲县乙局2022年政府信息公开工作年度报告\n甲县乙局2023年政府信息公开工作年度报告\n";
        for (text, year, said) in [
            ("一、总体情况\n2023年，本局公开信息。", 2023, "按正文定为 2023 年"),
            ("一、总体情况\n本局公开信息。", 2022, "按第一个定为 2022 年"),
        ] {
            let mut document = crate::import::text::read(format!("{list}{text}").as_bytes()).unwrap();
            let (identity, _) = take(&mut document, 2, text);
            assert_eq!(identity.year, Some(year));
            assert!(identity.remark.unwrap().contains(said));
        }
        let mut document = crate::import::text::read(list.as_bytes()).unwrap();
        document.lines.pop();
        assert_eq!(take(&mut document, 2, "").0.remark, None);
    }

    #[test]
    fn the_page_around_a_report_is_taken_off() {
        let text = "当前位置： 首页 甲县2021年度政府信息公开工作年度报告 来源：甲县 时间：2022-02-08 16:34 微信 打印 --> 根据条例编制。";
        let mut document = crate::import::text::read(text.as_bytes()).unwrap();
        let (identity, left_out) = take(&mut document, 1, "");
        assert_eq!(identity.published.as_deref(), Some("2022-02-08 16:34"));
        let kept: Vec<String> = document.lines.iter().map(crate::import::document::Line::words).collect();
        assert!(kept == ["根据条例编制。"] && left_out[0].contains("微信"));
        assert!(is_furniture("发布时间：2024-01-22 10:08信息来源：甲局浏览次数：125次字号：[ 大 中 小 ]分享："));
    }

    #[test]
    fn the_year_may_come_from_the_period() {
        assert_eq!(year_from("本报告统计期限自 2024 年 1 月 1 日至").0, Some(2024));
    }
}
