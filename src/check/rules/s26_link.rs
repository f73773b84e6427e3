//! A link in the narrative that leads nowhere.

use crate::check::outside::{self, Lead};
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use crate::render::markdown;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "S-26",
    level: Level::Error,
    title: "正文里的链接没有着落",
    explain: "正文可以链接完整网址，也可以链接同一文件夹里的附件，或本站的报告（../2023/index.html）。",
    why: "文件没有放进来，或名称写错，读者点开只会看到“找不到网页”。",
    mend: "把文件放进报告所在的文件夹，或改正链接；链接别的网站写完整网址（https:// 开头）。",
    source: "本程序的约定",
    wrong: "详见[附件](附件1.docx)。  # 文件夹里没有 附件1.docx",
    right: "详见[附件](附件一.docx)。  # 与 narrative.md 放在一起",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    let report = subject.report;
    let text = &report.narrative.text;
    let mut outside = false;
    for link in markdown::links(text) {
        let path = outside::path(&link.address);
        match outside::lead(subject.content, report, path) {
            Lead::There if !path.is_empty() => {}
            Lead::Outside => outside = true,
            Lead::There | Lead::Nowhere => {
                let say = format!("链接“{}”应指向同一文件夹的附件、本站的报告或完整网址，实际找不到", link.address);
                let advise = "把附件放进报告所在的文件夹，或改正名称；别的网站写完整网址（https:// 开头）";
                found.push(Found::new(&RULE, At::Words(link.range), say, advise));
            }
        }
    }
    if outside {
        found.not_checked(&RULE, "链接的机关没有读取：这次只生成部分机关；网页上只印文字，不带链接");
    }
}
