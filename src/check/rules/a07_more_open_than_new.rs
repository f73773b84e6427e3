//! More left open than came in.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::limits;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-07",
    level: Level::Warning,
    title: "结转下年多于本年新收",
    explain: "年底还没有办结的申请，一般不会多于全年新收的申请。",
    why: "答复期限只有二十个工作日，跨年的只应是年底收到的几件。",
    mend: "核对“结转下年度继续办理”是否填错了列或抄了别的数。",
    source: "《政府信息公开条例》第三十三条",
    wrong: "本年新收: {自然人: 3}\n上年结转: {自然人: 5}\n结转下年: {自然人: 6}",
    right: "本年新收: {自然人: 3}\n上年结转: {自然人: 5}\n结转下年: {自然人: 1}",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    limits::look(&RULE, subject, out);
}
