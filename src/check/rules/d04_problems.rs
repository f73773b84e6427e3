//! Section five names problems and what is done about them.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

use super::d02_five_aspects;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-04",
    level: Level::Warning,
    title: "存在的主要问题及改进情况写得太少",
    explain: "第五部分应写存在的主要问题和改进情况，不能只写“无”，一般不少于 30 字（site.toml 的 [checks] problems）。",
    why: "敷衍了事是通报批评最多的一条；没有问题就没有改进可言。",
    mend: "写清本机关一年中的主要问题和每条的改进措施。",
    source: "《政府信息公开条例》第五十条；固镇县 2024 年通知",
    wrong: "## 五、存在的主要问题及改进情况\n无。",
    right: "## 五、存在的主要问题及改进情况\n政策解读形式单一……今后逐件配图解。",
};

const PROBLEMS: [&str; 37] = [
    "问题",
    "不足",
    "不够",
    "不高",
    "不强",
    "不及",
    "不大",
    "不多",
    "偏",
    "差距",
    "薄弱",
    "有待",
    "欠",
    "短板",
    "单一",
    "还需",
    "不到位",
    "弱项",
    "难",
    "缺",
    "滞后",
    "过于",
    "未能",
    "没有完成",
    "还没有",
    "不完全",
    "不熟",
    "不均",
    "不畅",
    "不深",
    "不细",
    "较快",
    "较长",
    "较慢",
    "较少",
    "不便",
    "不一",
];
const MENDS: [&str; 24] = [
    "改进",
    "下一步",
    "今后",
    "将",
    "措施",
    "加强",
    "提高",
    "提升",
    "完善",
    "整改",
    "努力",
    "进一步",
    "强化",
    "优化",
    "打算",
    "安排",
    "计划",
    "继续",
    "扩大",
    "健全",
    "推进",
    "补齐",
    "加大",
    "解决",
];

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(part) = subject.section("problems") else { return };
    let words = subject.plain().text[subject.plain().within(&part.body)].trim().to_owned();
    let least = subject.config.checks.problems as usize;
    // Counted as far as it is asked for.
    let written = words.chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric());
    let length = written.take(least.max(1)).count();
    // An empty section has its own finding.
    if length == 0 {
        return;
    }
    let title = &subject.report.narrative.text[part.title.clone()];
    let has = |words: &str, any: &[&str]| any.iter().any(|word| words.contains(word));
    let say = match (has(&words, &PROBLEMS), has(&words, &MENDS)) {
        _ if length < least => format!("“{title}”一般不少于 {least} 字，实际 {length} 字"),
        (true, true) => return,
        (false, _) => format!("“{title}”应写存在的主要问题，实际没有"),
        (true, false) => format!("“{title}”应写改进情况或措施，实际没有"),
    };
    // What is missing may stand in what was left out.
    if d02_five_aspects::abridged(&words) {
        return out.not_checked(&RULE, "存在的主要问题里有省略，看不全");
    }
    out.push(Found::new(&RULE, At::Words(part.title.clone()), say, "写清主要问题和每条的改进措施"));
}
