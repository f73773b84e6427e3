//! The orders a list of offices can be put in. None of them ranks: none looks at a
//! figure.

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

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn names_go_by_their_sounds() {
        let mut names = ["水利局", "财政局", "教育局", "安监局", "统计局", "市监局"];
        names.sort_by_cached_key(|name| key(name));
        assert_eq!(names, ["安监局", "财政局", "教育局", "市监局", "水利局", "统计局"]);
    }
}
