//! Two offices of one name: a folder was copied and its name left as it was.

use crate::check::OfficeSubject;
use crate::content::{Office, rules};
use crate::finding::{Finding, Level};

pub(super) fn look(subject: &OfficeSubject<'_>, findings: &mut Vec<Finding>) {
    let (office, wider) = (subject.office, subject.wider);
    let Some((name, id)) = wider.named(&office.name) else { return };
    let Some(other) = wider.office(id).filter(|other| *other.id != *office.id) else { return };
    // An office set up anew may take over the name together with the work.
    let follows = |one: &Office, of: &Office| {
        one.predecessors.contains(&of.id) || of.last_year.zip(one.first_year).is_some_and(|(last, first)| last < first)
    };
    if name != office.name || other.name != office.name || follows(office, other) || follows(other, office) {
        return;
    }
    let say = format!("“{name}”也是“{id}”的全称，两个机关的全称应不同");
    let advise = "复制了文件夹没有改的，改正“全称”；前后相继的，在前一个写“停用年度”，在后一个写“前身”";
    let finding = subject.at(&rules::OFFICE, "全称", name).say(say).advise(advise);
    findings.push(finding.level(Level::Warning).done());
}
