//! Documents in the text against the table.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::in_text;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-12",
    level: Level::Warning,
    title: "正文里的规范性文件件数与表不一致",
    explain: "正文写的行政规范性文件制发、废止、现行有效件数，应与表二相同。",
    why: "同一件事两个数，读者不知道信哪个。",
    mend: "核对规范性文件目录，改正正文或表；口径不同的（如只计政府文件）在正文写明，或写一条说明。",
    source: "武威市 2025 年的填报要求：正文写明这几个件数；国家没有统一规定",
    wrong: "现行有效行政规范性文件 393 件。\n# 表：现行有效 470",
    right: "现行有效行政规范性文件 470 件。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    in_text::look(&RULE, subject, out);
}
