//! The orders a list of offices can be put in, and that of files. None of them ranks: none
//! looks at a figure.

use pinyin::ToPinyin;

use super::OfficeYears;

/// An order of offices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 法定: 类别, then 排序, then the folder's name, as the content has them.
    Statutory,
    /// By the characters of the name, which Unicode puts by radical and strokes.
    Name,
    /// By the name's 拼音.
    Pinyin,
}

impl Order {
    /// All orders; the first is the one shown unasked.
    pub const ALL: [Order; 3] = [Order::Statutory, Order::Name, Order::Pinyin];

    /// What the order is called.
    pub fn name(self) -> &'static str {
        match self {
            Order::Statutory => "按机构序列",
            Order::Name => "按名称部首笔画",
            Order::Pinyin => "按名称拼音",
        }
    }

    /// The word in the address; none for the order shown unasked.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Order::Statutory => None,
            Order::Name => Some("name"),
            Order::Pinyin => Some("pinyin"),
        }
    }

    /// Puts `offices`, which are in statutory order, in this order, by the names they
    /// had in `year`. Equal names keep their place.
    pub fn sort(self, offices: &mut [&OfficeYears<'_>], year: u16) {
        match self {
            Order::Statutory => {}
            Order::Name => offices.sort_by(|a, b| a.office.name_in(year).cmp(b.office.name_in(year))),
            Order::Pinyin => offices.sort_by_cached_key(|office| key(office.office.name_in(year))),
        }
    }
}

/// The sounds of a name, character by character; what has no sound stands for itself.
/// Equal sounds fall back on the characters. A character with several readings has its
/// commonest one (重庆 under zhong).
fn key(name: &str) -> (Vec<String>, String) {
    let sounds = name.chars().zip(name.to_pinyin());
    let sounds = sounds.map(|(c, sound)| sound.map_or_else(|| c.to_string(), |sound| sound.plain().to_owned()));
    (sounds.collect(), name.to_owned())
}

/// The order of files by their names, the numbers in these by their size: 附件2 before
/// 附件10, 附件二 before 附件三. Equal ones fall back on the name.
pub fn counted(file: &str) -> (Vec<(String, u64)>, &str) {
    let mut parts = vec![(String::new(), 0)];
    let mut rest = file;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let numerals = rest.len() - rest.trim_start_matches(NUMERALS).len();
        let taken = digits.max(numerals);
        if taken == 0 {
            if let Some((words, _)) = parts.last_mut() {
                words.push(first);
            }
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (run, after) = rest.split_at(taken);
        let number = if digits > 0 { run.parse().unwrap_or(u64::MAX) } else { numeral(run) };
        // A 0 is told from no number at all.
        if let Some((_, last)) = parts.last_mut() {
            *last = number.saturating_add(1);
        }
        parts.push((String::new(), 0));
        rest = after;
    }
    (parts, file)
}

const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// What Chinese numerals count, up to 九十九.
fn numeral(run: &str) -> u64 {
    let values = run.chars().filter_map(|c| (1u64..).zip(NUMERALS).find(|(_, known)| *known == c));
    let (tens, ones) = values.fold((0, 0), |(tens, ones), (value, _)| match value {
        10 => (tens + ones.max(1) * 10, 0),
        value => (tens, value),
    });
    tens + ones
}

#[cfg(test)]
mod tests {
    use super::{counted, key};

    #[test]
    fn files_go_by_the_numbers_in_their_names() {
        let sorted = |files: &[&'static str]| {
            let mut files = files.to_vec();
            files.sort_by_cached_key(|file| {
                let (parts, name) = counted(file);
                (parts, name.to_owned())
            });
            files
        };
        for files in [
            &["扫描1.pdf", "扫描2.pdf", "扫描10.pdf", "扫描10页.pdf", "扫描11.pdf"][..],
            &["附件一.doc", "附件二.doc", "附件三.doc", "附件九.doc", "附件十.doc", "附件十一.doc", "附件二十.doc"],
            &["2024年1月.pdf", "2024年2月.pdf", "2024年10月.pdf", "2025年1月.pdf"],
            &["0.pdf", "1.pdf", "99999999999999999999999.pdf", "a.pdf", "报告.pdf"],
        ] {
            let mut shuffled = files.to_vec();
            shuffled.reverse();
            shuffled.sort_unstable();
            assert_eq!(sorted(&shuffled), files);
        }
    }

    #[test]
    fn names_go_by_their_sounds() {
        let mut names = ["水利局", "财政局", "教育局", "安监局", "统计局", "市监局"];
        names.sort_by_cached_key(|name| key(name));
        assert_eq!(names, ["安监局", "财政局", "教育局", "市监局", "水利局", "统计局"]);
    }
}
