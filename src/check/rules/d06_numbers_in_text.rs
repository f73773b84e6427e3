//! Numbers in the text against the tables.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::in_text;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-06",
    level: Level::Warning,
    title: "正文里的数与表不一致",
    explain: "正文写的收到、结转、办结、各类办理结果、复议、诉讼件数，应与表中相同；“收到”可以只指本年新收，也可以包括上年结转。",
    why: "表是核对过的，正文没有；公开的报告里，错多出在这里。",
    mend: "改正正文或表；表里有的数可以写成“{{ 本年新收 }}”，由程序取数。范围不同的（如只指本级）写一条说明。",
    source: "公开的年报核对工具同此；四份可核对的市级报告中两份有这样的出入",
    wrong: "全年收到申请 12 件。\n# 表：本年新收 15 件",
    right: "全年收到申请 {{ 本年新收 }} 件。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    in_text::look(&RULE, subject, out);
}
