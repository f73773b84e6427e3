//! The made county: figures first, then the files that state them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

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

impl County {
    /// Writes the site; gives the number of reports.
    pub(crate) fn write(&self, root: &Path) -> io::Result<usize> {
        fs::create_dir_all(root)?;
        fs::write(root.join("site.toml"), "[site]\nname = \"试验县政府信息公开年报\"\n")?;
        let mut reports = 0;
        for (number, office) in self.offices.iter().enumerate() {
            let folder = root.join("content").join(&office.id);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("office.yaml"), office_yaml(office))?;
            for (year, (figures, state)) in &office.years {
                if *state == State::Missing {
                    continue;
                }
                let folder = folder.join(year.to_string());
                fs::create_dir_all(&folder)?;
                fs::write(folder.join("data.yaml"), data_yaml(*year, figures, *state))?;
                let dice = Dice(self.seed ^ ((number as u64) << 20) ^ u64::from(*year));
                fs::write(folder.join("narrative.md"), narrative(office, *year, figures, dice))?;
                reports += 1;
            }
        }
        Ok(reports)
    }
}

fn office_yaml(office: &Office) -> String {
    let mut text = format!("全称: {}\n类别: {}\n排序: {}\n", office.name, office.kind, office.order);
    if let Some(parent) = &office.parent {
        let _ = writeln!(text, "上级: {parent}");
    }
    if !office.predecessors.is_empty() {
        let _ = writeln!(text, "前身: [{}]", office.predecessors.join(", "));
    }
    if let Some(first) = office.first {
        let _ = writeln!(text, "首报年度: {first}");
    }
    if let Some(last) = office.last {
        let _ = writeln!(text, "停用年度: {last}");
    }
    text
}

fn row(six: &[u64]) -> String {
    let words: Vec<String> = six.iter().map(u64::to_string).collect();
    format!("[{}]", words.join(",   "))
}

/// 万元 with four places.
pub(crate) fn wan(fee: u64) -> String {
    if fee == 0 { "0".to_owned() } else { format!("{}.{:04}", fee / 10_000, fee % 10_000) }
}

fn data_yaml(year: u16, figures: &Figures, state: State) -> String {
    let mut text = String::from("# 试验数据\n");
    match state {
        State::Draft => text.push_str("草稿: true\n"),
        State::Published { month, day, .. } => {
            let _ = writeln!(text, "发布日期: {}-{month:02}-{day:02}", year + 1);
        }
        State::Missing => {}
    }
    // Before the forms there were words only.
    if year < 2019 {
        return text;
    }
    if let State::Published { corrected: true, .. } = state {
        let _ = writeln!(
            text,
            "更正:\n  - {{日期: {}-04-02, 格: 本年新收.自然人, 原: {}, 新: {}, 原因: 登记时少计一件}}",
            year + 1,
            figures.new[0] + 1,
            figures.new[0]
        );
    }
    let [made, repealed, stock] = figures.documents;
    let [licences, penalties, measures] = figures.decisions;
    text.push_str("\n主动公开:\n");
    if year >= 2021 {
        let _ = write!(
            text,
            "  规章: [0, 0, 0]\n  行政规范性文件: [{made}, {repealed}, {stock}]\n  行政许可: {licences}\n  行政处罚: {penalties}\n  行政强制: {measures}\n  行政事业性收费: {}\n",
            wan(figures.fee)
        );
    } else {
        let _ = write!(
            text,
            "  规章: [0, 0, 0]\n  规范性文件: [{made}, {made}, {stock}]\n  行政许可: [40, 0, {licences}]\n  其他对外管理服务事项: [6, 0, 12]\n  行政处罚: [90, 0, {penalties}]\n  行政强制: [8, 0, {measures}]\n  行政事业性收费: [2, 0]\n  政府集中采购: [3, {}]\n",
            wan(figures.fee + 5500)
        );
    }
    text.push_str("\n依申请公开:\n  #              自然人 企业 科研 公益 法律 其他\n");
    let _ = writeln!(text, "  本年新收: {}\n  上年结转: {}", row(&figures.new), row(&figures.carried_in));
    let mut group = "";
    for ((_, of, name), six) in RESULTS.iter().zip(&figures.results) {
        if year < 2021 && *of == "其他处理" {
            continue;
        }
        if *of != group && !of.is_empty() {
            let _ = writeln!(text, "  {of}:");
        }
        group = of;
        let indent = if of.is_empty() { "  " } else { "    " };
        let _ = writeln!(text, "{indent}{name}: {}", row(six));
    }
    if year < 2021 {
        let mut sum = [0; 6];
        figures.results[18..].iter().for_each(|six| sum.iter_mut().zip(six).for_each(|(sum, part)| *sum += part));
        let _ = writeln!(text, "  其他处理: {}", row(&sum));
    }
    let _ = writeln!(text, "  结转下年: {}", row(&figures.carried_out));
    let [review, direct, after] = figures.cases;
    let _ = write!(
        text,
        "\n复议诉讼:\n  行政复议: {}\n  直接起诉: {}\n  复议后起诉: {}\n",
        row(&review),
        row(&direct),
        row(&after)
    );
    text
}

const DONE: [&str; 16] = [
    "把公开目录与权责清单逐项核对，补齐应公开而未公开的事项。",
    "对门户网站各栏目按月巡查，失效链接当日修复。",
    "组织经办人员学习条例和答复规范，并以旧案卷作练习。",
    "政策出台时同步准备图表和问答，便于群众看懂。",
    "在办事大厅设公开专区，提供查询电脑和纸质目录。",
    "申请件由专人登记、分办、催办，答复前由法制人员审核。",
    "对涉及个人隐私的内容先作区分处理再公开。",
    "与档案部门衔接，把已移交的文件目录放到网上。",
    "重大决策草案在网上听取意见，并说明采纳情况。",
    "公共企业事业单位的公开事项由主管科室逐户督促。",
    "把咨询电话的常见问题整理成手册，定期更新。",
    "会议邀请群众代表列席，会后公布讨论结果。",
    "对发布内容实行三审三校，错字由发布人当日改正。",
    "规范性文件清理后，在目录中标明有效和失效。",
    "财政资金的分配结果按批次列表公布。",
    "年中对照要点检查一次，未完成的列出时限。",
];
const LACKING: [&str; 8] = [
    "解读材料仍以文字为主，图表和短片不多。",
    "基层经办人员变动较快，业务还不熟练。",
    "个别栏目更新不够均匀，年底较为集中。",
    "答复文书的说理部分有时过于简略。",
    "与相关单位的会商用时偏长，影响答复进度。",
    "公开专区的使用率不高，宣传不足。",
    "历史文件的电子化还没有完成。",
    "公开内容的分类与群众的查找习惯不完全一致。",
];
const PLANS: [&str; 8] = [
    "今后每项政策至少配一件图表解读。",
    "今后新到岗人员先培训后上岗，并由老同志带教。",
    "今后按月排出更新计划，由办公室逐项核对。",
    "今后答复前增加一道说理检查。",
    "今后会商设定时限，逾期由分管领导协调。",
    "今后在社区张贴公开专区的地址和用途。",
    "今后分三年完成旧文件扫描，每半年公布进度。",
    "今后按办事主题重新编排目录。",
];

/// A sentence that hardly two offices share: when, who, what, how and to what end.
fn sentence(text: &mut String, dice: &mut Dice) {
    const WHEN: [&str; 12] = [
        "年初",
        "开春以后",
        "一季度末",
        "入夏以前",
        "年中",
        "暑期",
        "入秋以后",
        "三季度末",
        "年底",
        "每月初",
        "每周一",
        "逢集日",
    ];
    const WHO: [&str; 12] = [
        "综合股",
        "法规股",
        "信息中心",
        "办事窗口",
        "档案室",
        "值班人员",
        "宣传干事",
        "督查专班",
        "退休老同志",
        "青年志愿者",
        "各站所",
        "联络员",
    ];
    const WHAT: [&str; 12] = [
        "办事指南",
        "公开目录",
        "惠农补贴名册",
        "低保公示栏",
        "招标公告",
        "会议纪要",
        "预算说明",
        "施工进度表",
        "防汛预案",
        "校车线路",
        "村务栏",
        "热线记录",
    ];
    const DONE: [&str; 12] = [
        "逐条核对一遍",
        "重新排版",
        "改写成白话",
        "补上出处",
        "配上图例",
        "译成方言录音",
        "登上网站首页",
        "张贴到各村",
        "交群众试读",
        "送法制人员复核",
        "按主题归类",
        "并入一张总表",
    ];
    const END: [&str; 12] = [
        "来访的人一眼能找到",
        "打来问的电话少了",
        "错漏当场改正",
        "旧的随即撤下",
        "读不懂的地方都标了出来",
        "下月再看一次",
        "意见记在本子上",
        "图表随文一起下载",
        "老人也看得清",
        "附上了咨询的电话",
        "与上级的口径对齐",
        "留了一份存档",
    ];
    let mut pick = |words: &[&'static str; 12]| words[dice.below(12) as usize];
    let (when, who, what, done, end) = (pick(&WHEN), pick(&WHO), pick(&WHAT), pick(&DONE), pick(&END));
    let _ = write!(text, "{when}{who}把{what}{done}，{end}。");
}

fn narrative(office: &Office, year: u16, figures: &Figures, mut dice: Dice) -> String {
    let total = |six: &Six| six.iter().sum::<u64>();
    let handled: u64 = (0..6).map(|column| figures.handled(column)).sum();
    let mut text = format!(
        "# {}{year}年政府信息公开工作年度报告\n\n本报告由{}按照《中华人民共和国政府信息公开条例》编制，统计期限为{year}年1月1日至12月31日。\n\n## 一、总体情况\n\n",
        office.name, office.name
    );
    for (aspect, pick) in ["主动公开", "依申请公开", "政府信息管理", "公开平台建设", "监督保障"].iter().zip(1_u64..)
    {
        let _ = write!(text, "**（{}）{aspect}。**", ["一", "二", "三", "四", "五"][pick as usize - 1]);
        let from = dice.below(16) as usize;
        text.push_str(DONE[(from + pick as usize) % 16]);
        for _ in 0..5 {
            sentence(&mut text, &mut dice);
        }
        if pick == 5 && office.kind == "政府" {
            text.push_str("年内组织工作考核和社会评议各一次，没有责任追究的情形。");
        }
        if pick == 1 {
            let [made, repealed, stock] = figures.documents;
            if year >= 2021 {
                let _ = write!(text, "全年制发行政规范性文件{made}件，废止{repealed}件，现行有效{stock}件。");
            }
        }
        text.push_str("\n\n");
    }
    text.push_str("## 二、主动公开政府信息情况\n\n各项数字见下表。\n\n## 三、收到和处理政府信息公开申请情况\n\n");
    let _ = write!(
        text,
        "本年新收政府信息公开申请{}件，上年结转{}件；办结{handled}件，其中予以公开{}件，部分公开{}件；结转下年{}件。\n\n",
        total(&figures.new),
        total(&figures.carried_in),
        total(&figures.results[0]),
        total(&figures.results[1]),
        total(&figures.carried_out)
    );
    let sum = |cases: &[u64; 4]| cases.iter().sum::<u64>();
    let _ = write!(
        text,
        "## 四、政府信息公开行政复议、行政诉讼情况\n\n全年因政府信息公开引起的行政复议{}件，行政诉讼{}件。\n\n## 五、存在的主要问题及改进情况\n\n",
        sum(&figures.cases[0]),
        sum(&figures.cases[1]) + sum(&figures.cases[2])
    );
    let from = dice.below(8) as usize;
    for step in 0..4 {
        let _ = write!(text, "{}{}", LACKING[(from + step * 3) % 8], PLANS[(from + step * 3) % 8]);
        for _ in 0..4 {
            sentence(&mut text, &mut dice);
        }
        text.push_str("\n\n");
    }
    let _ = write!(text, "## 六、其他需要报告的事项\n\n{year}年没有收取政府信息公开信息处理费。\n");
    text
}
