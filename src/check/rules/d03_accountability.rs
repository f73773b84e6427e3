//! A government's report speaks of assessment, public appraisal and accountability.

use crate::check::{At, Check, Found, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

use super::d02_five_aspects;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-03",
    level: Level::Warning,
    title: "政府的报告没有写工作考核、社会评议和责任追究",
    explain: "县级以上人民政府的报告应包括工作考核、社会评议和责任追究的结果情况。",
    why: "这是《条例》对政府报告单列的内容，部门的报告没有这项要求。",
    mend: "在“监督保障”或相应部分写明这三项的情况。",
    source: "《政府信息公开条例》第五十条第（四）项",
    wrong: "（五）监督保障。开展培训两次。",
    right: "（五）监督保障。将政务公开纳入考核；组织社会评议；全年没有责任追究的情形。",
};

/// What must be spoken of, and the words that do.
const SUBJECTS: [(&str, &[&str]); 3] = [
    ("工作考核", &["考核", "考评", "绩效", "评估"]),
    ("社会评议", &["评议", "测评", "满意度", "评价", "监督员"]),
    ("责任追究", &["追究", "问责", "追责", "通报", "责任事件"]),
];

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(part) = subject.section("overview") else { return };
    let text = &subject.plain().text;
    if subject.office.kind != OfficeKind::Government || text[subject.plain().within(&part.body)].trim().is_empty() {
        return;
    }
    let missing = SUBJECTS.iter().filter(|(_, words)| !words.iter().any(|word| text.contains(word)));
    let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return;
    }
    if d02_five_aspects::abridged(text) {
        return out.not_checked(&RULE, "正文里有省略，看不全");
    }
    let say = format!("政府的报告应写明{}的情况，实际没有", missing.join("、"));
    out.push(Found::new(&RULE, At::Words(part.title.clone()), say, "在监督保障部分写明，没有的写“没有”"));
}
