//! What the offices of a made county say: words that agree with their figures.

use std::fmt::Write as _;

use super::{Dice, Figures, Office, Six};

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

pub(super) fn narrative(office: &Office, year: u16, figures: &Figures, mut dice: Dice) -> String {
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
