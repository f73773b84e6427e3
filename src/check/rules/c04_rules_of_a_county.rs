//! Rules issued by a body that cannot issue any.

use crate::check::{At, Check, Found, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-04",
    level: Level::Warning,
    title: "县级机关填了规章",
    explain: "规章由国务院部门和省、设区的市的政府制定；县级政府、部门、乡镇、街道一般填 0。",
    why: "最常见的是把规范性文件填进了规章。",
    mend: "核对文件的性质，规范性文件填在“行政规范性文件”。",
    source: "《立法法》关于规章制定权的规定",
    wrong: "规章: [1, 0, 1]\n行政规范性文件: [0, 0, 0]",
    right: "规章: [0, 0, 0]\n行政规范性文件: [1, 0, 1]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let office = subject.office;
    if office.kind == OfficeKind::Government && !is_county(&office.name) {
        return;
    }
    let given = |cell: &&usize| subject.report.cell(**cell).value().is_some_and(|value| !value.is_zero());
    let cells: Vec<usize> = edition.role("rules").iter().filter(given).copied().collect();
    let Some(first) = cells.first() else { return };
    let say = format!("{}没有规章制定权，{}一般应为 0，实际不为 0", office.name, edition.say(*first));
    let advise = "核对文件的性质，规范性文件填在“行政规范性文件”一行";
    out.push(Found::new(&RULE, At::Cell(*first), say, advise).cells(cells));
}

/// Whether a government is one of a county or a district. A 自治区 is a province.
fn is_county(name: &str) -> bool {
    let name = name.replace("自治区", "");
    name.contains('县') || name.contains("区人民政府")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_no_districts() {
        for name in ["甲县人民政府", "甲市乙区人民政府", "甲族自治县人民政府", "甲自治区乙市丙区人民政府"]
        {
            assert!(is_county(name), "{name}");
        }
        for name in ["宁夏回族自治区人民政府", "内蒙古自治区人民政府", "甲市人民政府", "甲自治州人民政府"]
        {
            assert!(!is_county(name), "{name}");
        }
    }
}
