//! The made county: figures first, then the files that state them.

mod files;
mod words;

use std::collections::BTreeMap;

/// Newest report year.
pub(crate) const NEWEST: u16 = 2025;

/// Six kinds of applicants.
pub(crate) type Six = [u64; 6];

/// Results of the form of 2021, by row id; the form of 2019 has one row for the last three.
pub(crate) const RESULTS: [(&str, &str, &str); 21] = [
    ("granted", "", "予以公开"),
    ("partly_granted", "", "部分公开"),
    ("refused_state_secret", "不予公开", "国家秘密"),
    ("refused_law_forbids", "不予公开", "法律行政法规禁止"),
    ("refused_safety_stability", "不予公开", "三安全一稳定"),
    ("refused_third_party", "不予公开", "第三方合法权益"),
    ("refused_internal_affairs", "不予公开", "内部事务信息"),
    ("refused_process_info", "不予公开", "过程性信息"),
    ("refused_enforcement_file", "不予公开", "行政执法案卷"),
    ("refused_admin_inquiry", "不予公开", "行政查询事项"),
    ("unable_not_held", "无法提供", "本机关不掌握"),
    ("unable_needs_creation", "无法提供", "需要另行制作"),
    ("unable_still_unclear", "无法提供", "补正后仍不明确"),
    ("declined_petition", "不予处理", "信访举报投诉"),
    ("declined_repeat", "不予处理", "重复申请"),
    ("declined_publication", "不予处理", "公开出版物"),
    ("declined_excessive", "不予处理", "大量反复申请"),
    ("declined_confirm_reissue", "不予处理", "确认或重新出具"),
    ("other_handling_no_correction", "其他处理", "逾期不补正"),
    ("other_handling_fee_unpaid", "其他处理", "逾期未缴费"),
    ("other_handling_misc", "其他处理", "其他情形"),
];

/// One office-year's figures.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// 本年新收, 上年结转, 结转下年.
    pub new: Six,
    pub carried_in: Six,
    pub carried_out: Six,
    /// One for each of [`RESULTS`].
    pub results: [Six; 21],
    /// 复议, 直接起诉, 复议后起诉: 维持, 纠正, 其他, 未审结.
    pub cases: [[u64; 4]; 3],
    /// 规范性文件: made or issued, repealed, in force.
    pub documents: [u64; 3],
    /// 许可, 处罚, 强制.
    pub decisions: [u64; 3],
    /// 收费, in ten-thousandths of 万元.
    pub fee: u64,
}

impl Figures {
    pub(crate) fn handled(&self, column: usize) -> u64 {
        self.results.iter().map(|row| row[column]).sum()
    }

    /// Adds another office's figures.
    pub(crate) fn add(&mut self, other: &Figures) {
        let six = |into: &mut Six, from: &Six| into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
        six(&mut self.new, &other.new);
        six(&mut self.carried_in, &other.carried_in);
        six(&mut self.carried_out, &other.carried_out);
        self.results.iter_mut().zip(&other.results).for_each(|(into, from)| six(into, from));
        for (into, from) in self.cases.iter_mut().zip(&other.cases) {
            into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
        }
        self.documents.iter_mut().zip(&other.documents).for_each(|(into, from)| *into += from);
        self.decisions.iter_mut().zip(&other.decisions).for_each(|(into, from)| *into += from);
        self.fee += other.fee;
    }
}

/// What became of an office-year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Published { month: i8, day: i8, corrected: bool },
    Draft,
    Missing,
}

pub(crate) struct Office {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub parent: Option<String>,
    pub predecessors: Vec<String>,
    pub first: Option<u16>,
    pub last: Option<u16>,
    pub order: u64,
    pub years: BTreeMap<u16, (Figures, State)>,
}

pub(crate) struct County {
    pub offices: Vec<Office>,
    seed: u64,
}

/// A stream of numbers (splitmix64): the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

const PLACES: [&str; 20] = [
    "青石", "白河", "长岭", "东陂", "西湾", "南浦", "北塘", "云台", "清溪", "大桥", "沙坪", "新丰", "柳林", "龙泉",
    "凤山", "石门", "平川", "临江", "金沙", "高田",
];
const BUREAUS: [&str; 20] = [
    "财政局",
    "教育局",
    "民政局",
    "司法局",
    "水利局",
    "统计局",
    "审计局",
    "商务局",
    "公安局",
    "卫生健康委员会",
    "交通运输局",
    "农业农村局",
    "自然资源局",
    "生态环境局",
    "住房和城乡建设局",
    "市场监督管理局",
    "应急管理局",
    "医疗保障局",
    "发展和改革委员会",
    "文化和旅游局",
];

/// A county of `offices` offices over `years` years up to [`NEWEST`]; beyond sixty
/// offices, more counties.
pub(crate) fn county(offices: u64, years: u64, seed: u64) -> County {
    let mut dice = Dice(seed);
    let first = NEWEST + 1 - u16::try_from(years).unwrap_or(7);
    let mut made: Vec<Office> = Vec::new();
    for number in 0..offices {
        let (county, place) = (number / 60, number % 60);
        let seat = PLACES[county as usize % PLACES.len()];
        let round = county as usize / PLACES.len();
        let round = if round == 0 { String::new() } else { format!("第{round}") };
        let county_name = format!("{seat}{round}县");
        let parent = (place > 0).then(|| format!("c{county}-gov"));
        let (id, name, kind) = match place {
            0 => (format!("c{county}-gov"), format!("{county_name}人民政府"), "政府"),
            1..=20 => {
                let bureau = BUREAUS[place as usize - 1];
                (format!("c{county}-b{place}"), format!("{county_name}{bureau}"), "部门")
            }
            21..=40 => {
                let town = PLACES[place as usize - 21];
                (format!("c{county}-t{place}"), format!("{county_name}{town}镇人民政府"), "乡镇")
            }
            _ => {
                let street = PLACES[place as usize - 41];
                (format!("c{county}-s{place}"), format!("{county_name}{street}街道办事处"), "街道")
            }
        };
        made.push(Office {
            id,
            name,
            kind,
            parent,
            predecessors: Vec::new(),
            first: Some(first),
            last: None,
            order: place,
            years: BTreeMap::new(),
        });
    }
    merge(&mut made, first);
    fill(&mut made, first, &mut dice);
    County { offices: made, seed }
}

/// Every twentieth office but the first takes over the one before it after 2021.
fn merge(offices: &mut [Office], first: u16) {
    if first > 2020 {
        return;
    }
    for at in (19..offices.len()).step_by(20) {
        if offices[at].parent.is_some() && offices[at - 1].parent == offices[at].parent {
            let gone = offices[at - 1].id.clone();
            offices[at - 1].last = Some(2021);
            offices[at].predecessors = vec![gone];
            offices[at].first = Some(2022);
        }
    }
}

fn fill(offices: &mut [Office], first: u16, dice: &mut Dice) {
    for at in 0..offices.len() {
        if offices[at].parent.is_none() {
            continue;
        }
        let size = [0, 0, 3, 8, 30, 120][dice.below(6) as usize];
        let (from, to) = (offices[at].first.unwrap_or(first), offices[at].last.unwrap_or(NEWEST));
        let inherited = offices[at].predecessors.first().and_then(|id| {
            let before = offices[..at].iter().find(|office| office.id == *id)?;
            Some(before.years.get(&(from - 1))?.0.clone())
        });
        let mut last = inherited.unwrap_or_default();
        for year in from..=to {
            let figures = next_year(&last, size, year, dice);
            let missing = year > from && year < to && dice.one_in(25);
            let state = match () {
                () if missing => State::Missing,
                () if year == NEWEST && dice.one_in(8) => State::Draft,
                () => State::Published {
                    month: if dice.one_in(9) { 2 } else { 1 },
                    day: 10 + dice.below(19) as i8,
                    corrected: dice.one_in(20),
                },
            };
            last = figures.clone();
            offices[at].years.insert(year, (figures, state));
        }
    }
    governments(offices, first);
}

/// A government's report adds up the reports of its offices, published or not.
fn governments(offices: &mut [Office], first: u16) {
    let mut sums: BTreeMap<(String, u16), Figures> = BTreeMap::new();
    for office in offices.iter() {
        for (year, (figures, _)) in &office.years {
            if let Some(parent) = &office.parent {
                sums.entry((parent.clone(), *year)).or_default().add(figures);
            }
        }
    }
    for office in offices.iter_mut().filter(|office| office.parent.is_none()) {
        for year in first..=NEWEST {
            let figures = sums.remove(&(office.id.clone(), year)).unwrap_or_default();
            office.years.insert(year, (figures, State::Published { month: 3, day: 20, corrected: false }));
        }
    }
}

fn next_year(last: &Figures, size: u64, year: u16, dice: &mut Dice) -> Figures {
    let mut now = Figures { carried_in: last.carried_out, ..Figures::default() };
    for column in 0..6 {
        let most = if column == 0 { size } else { size / 12 };
        now.new[column] = if most == 0 { 0 } else { dice.below(most + 1) };
        let mut open = now.new[column] + now.carried_in[column];
        now.carried_out[column] = if open > 3 { dice.below(open / 4 + 1).min(now.new[column]) } else { 0 };
        open -= now.carried_out[column];
        while open > 0 {
            let row = match dice.below(10) {
                0..=4 => 0,
                5 => 1,
                6 => 10,
                _ => dice.below(21) as usize,
            };
            let row = if year < 2021 && row == 19 { 20 } else { row };
            let part = 1 + dice.below(open);
            now.results[row][column] += part;
            open -= part;
        }
    }
    let cases = size / 20;
    for (row, results) in now.cases.iter_mut().enumerate() {
        // 行政复议法 of 2024: review first.
        let most = if row == 1 && year >= 2024 { 0 } else { cases };
        results.iter_mut().take(3).for_each(|result| *result = dice.below(most + 1));
    }
    let made = dice.below(9);
    let repealed = if year >= 2021 { dice.below((last.documents[2] + made) / 4 + 1) } else { 0 };
    now.documents = [made, repealed, last.documents[2] + made - repealed];
    for (into, last) in now.decisions.iter_mut().zip(last.decisions) {
        *into = if last == 0 { dice.below(400) } else { last / 2 + dice.below(last + 2) };
    }
    now.fee = if dice.one_in(3) { 200_000 + dice.below(400_000) } else { 0 };
    now
}
