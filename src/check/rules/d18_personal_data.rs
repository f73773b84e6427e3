//! Identity and telephone numbers of persons.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-18",
    level: Level::Error,
    title: "正文里有个人信息",
    explain: "正文不应有公民身份号码（错误），一般也不应有手机号码（警告）。",
    why: "年度报告长期公开，登出身份号码、手机号就无法收回。",
    mend: "删去；联系电话写办公电话。",
    source: "《政府信息公开条例》第十五条；永安市通报；2018 年政务公开工作要点",
    wrong: "申请人张某，身份证号 11010519491231002X",
    right: "申请人张某",
};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

fn look(subject: &Subject<'_>, out: &mut Out) {
    let text = &subject.report.narrative.text;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) {
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let word = &text[start..start + length];
        at = start + length;
        let range = start..at;
        if is_identity_number(word) {
            let say = "正文不应有公民身份号码，实际有一个（号码不再显示）";
            out.push(Found::new(&RULE, At::Words(range), say, "删去号码；已发布的立即撤下改正"));
        } else if is_mobile(word) {
            let say = format!("正文一般不应有手机号码，实际有“{}****{}”", &word[..3], &word[7..]);
            let found = Found::new(&RULE, At::Words(range), say, "改为办公电话，或删去");
            out.push(found.level(Level::Warning));
        }
    }
}

/// Eighteen digits (the last may be X) whose check digit is right (GB 11643).
fn is_identity_number(word: &str) -> bool {
    if word.len() != 18 {
        return false;
    }
    let first: Option<Vec<u32>> = word.chars().take(17).map(|c| c.to_digit(10)).collect();
    let Some(first) = first else { return false };
    let sum: u32 = first.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    word.bytes().next_back().is_some_and(|last| last.to_ascii_uppercase() == check)
}

fn is_mobile(word: &str) -> bool {
    word.len() == 11
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && word.starts_with('1')
        && matches!(word.as_bytes()[1], b'3'..=b'9')
}
