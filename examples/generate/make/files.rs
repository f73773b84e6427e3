//! The files of a made county: the site, its offices, their figures.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::words::narrative;
use super::{County, Dice, Figures, Office, RESULTS, State};

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
fn wan(fee: u64) -> String {
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
