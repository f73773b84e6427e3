//! What a text says in words and numbers about requests and cases, held against tables:
//! sentences that must be found, and their neighbours that must not.

use std::collections::BTreeMap;

use nianbao::content::Only;

use super::sites::{NARRATIVE, saying, write};

/// 新收 15 (自然人 12, 企业 3), 办结 15, 复议 3 (维持 2, 纠正 1), 复议后起诉 1.
const DATA: &str = "\
主动公开:
  行政规范性文件: {制发: 2, 废止: 1, 现行有效: 10}
  行政事业性收费: 5.5
依申请公开:
  本年新收: {自然人: 12, 商业企业: 3}
  上年结转: {自然人: 1}
  予以公开: {自然人: 5, 商业企业: 2}
  部分公开: {自然人: 2}
  无法提供:
    本机关不掌握相关政府信息: {自然人: 4}
  不予处理:
    重复申请: {自然人: 1}
  不予公开:
    属于国家秘密: {商业企业: 1}
  结转下年: {自然人: 1}
复议诉讼:
  行政复议: {结果维持: 2, 结果纠正: 1}
  复议后起诉: {结果维持: 1}
";

/// The codes found for a sentence under the heading whose numeral is `section`.
fn codes(kind: &str, section: char, sentence: &str) -> Vec<String> {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "[site]\nname = \"试验站点\"\n");
    write(site.path(), "content/a/office.yaml", &format!("全称: 临河县财政局\n类别: {kind}\n"));
    write(site.path(), "content/a/2024/data.yaml", DATA);
    let mut told = NARRATIVE.lines().map(str::to_owned).collect::<Vec<_>>();
    let heading = told.iter().position(|line| line.starts_with(&format!("## {section}、"))).unwrap();
    told.insert(heading + 1, format!("\n{sentence}\n"));
    write(site.path(), "content/a/2024/narrative.md", &told.join("\n"));
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let looked_at = ["D-06", "D-20", "D-21", "B-03", "A-06", "C-12", "A-01", "S-07", "S-11", "S-13"];
    let codes = review.findings.iter().map(|finding| finding.code.to_string());
    codes.filter(|code| looked_at.contains(&code.as_str())).collect()
}

fn held(cases: &[(char, &str, &[&str])]) {
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (section, sentence, expected) in cases {
        let found = codes("部门", *section, sentence);
        if found != *expected {
            wrong.insert(sentence, found);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const D06: &[&str] = &["D-06"];
const D06_TWICE: &[&str] = &["D-06", "D-06"];
const D20: &[&str] = &["D-20"];
const B03: &[&str] = &["B-03"];
const C12: &[&str] = &["C-12"];
const NONE: &[&str] = &[];

#[test]
fn numbers_that_contradict_the_tables_are_found() {
    held(&[
        ('三', "全年已办结18件。", D06),
        ('一', "全年收到政府信息公开申请18件。", D06),
        ('一', "收到公民、法人和其他组织提出的政府信息公开申请18件。", D06),
        ('三', "收到公民、法人或者其他组织的政府信息公开申请180件，办结30件。", D06_TWICE),
        ('三', "收到公民提出的政府信息公开申请18件。", D06),
        ('三', "收到自然人申请18件。", D06),
        ('三', "本年新收18件。", D06),
        ('三', "本年新收15件，其中自然人10件。", D06),
        ('三', "新收申请：18件；办结：30件。", D06_TWICE),
        ('三', "2024年1月1日至12月31日收到申请18件。", D06),
        ('三', "二〇二四年收到申请十八件。", D06),
        ('二', "全年收取行政事业性收费8.8万元。", D06),
        ('四', "政府信息公开行政复议结果维持1件。", &["D-06"]),
        ('四', "行政复议3件，诉讼2件。", D06),
        ('四', "复议4件、诉讼1件。", D06),
        ('一', "本年新收18件，办理情况见表。", D06),
        ('三', "办结的15件申请中，予以公开8件。", D06),
        ('一', "全年收到依申请公开信息18条，答复率100%。", D06),
        ('一', "全年收到依申请公开来信18件次。", D06),
        ('一', "全年登记政府信息公开申请18件。", D06),
        ('一', "政府信息公开申请量为18件。", D06),
        ('二', "制发行政规范性文件3件。", C12),
        ('二', "本年制发行政规范性文件2件，废止3件，现行有效10件。", C12),
        ('二', "全年制发规范性文件2件，废止1件，目前现行有效12件。", C12),
    ]);
}

#[test]
fn numbers_of_other_things_times_and_scopes_are_left_alone() {
    held(&[
        ('一', "收到公民、法人和其他组织提出的政府信息公开申请15件。", NONE),
        ('三', "收到自然人申请12件，收到企业申请3件。", NONE),
        ('三', "本年新收15件，其中自然人12件，企业3件。", NONE),
        ('三', "新收申请：15件；办结：15件。", NONE),
        ('一', "全年收到依申请公开信息15条，答复率100%。", NONE),
        ('一', "政府信息公开申请量为15件。", NONE),
        ('三', "收到、办结申请分别为15件、15件；予以公开和部分公开分别为7件和2件。", NONE),
        ('四', "行政复议、行政诉讼分别为3件、1件。", NONE),
        ('三', "其中同意公开或部分公开共9件。", NONE),
        ('一', "政府信息公开申请量较上年增加4件。", NONE),
        ('一', "依申请公开方面，收到咨询20件；通过依申请公开平台收到邮件30件。", NONE),
        ('三', "上年收到政府信息公开申请12件，今年收到15件。", NONE),
        ('三', "去年收到申请12件。", NONE),
        ('三', "上一年度收到申请12件。", NONE),
        ('三', "二〇二三年收到申请十二件。", NONE),
        ('三', "近三年收到申请分别为10件、12件、15件。", NONE),
        ('三', "2022—2024年分别收到申请10件、12件、15件。", NONE),
        ('三', "收到申请由12件增至15件。", NONE),
        ('四', "上年行政复议5件。", NONE),
        ('四', "复议3件、诉讼1件，民事诉讼5件。", NONE),
        ('四', "复议、诉讼共4件，复议后诉讼1件。", NONE),
        ('一', "新收案件120件，新收行政复议18件，新收档案300件。", NONE),
        ('三', "上一年度结转的1件申请全部办结；本年度收到的15件中，14件已办结，1件结转下一年度。", NONE),
        ('一', "受理行政许可申请300件。", NONE),
        ('一', "全年受理不动产登记申请2300件，办结2298件。", NONE),
        ('一', "受理低保申请56件，办结50件。", NONE),
        ('一', "受理行政复议申请20件。", NONE),
        ('一', "受理劳动仲裁申请80件。", NONE),
        ('一', "共办理政务服务申请3000件。", NONE),
        ('三', "全县共收到政府信息公开申请300件，其中我局收到15件。", NONE),
        ('三', "收到申请15件，已办结15件，正在办理1件。", NONE),
        ('三', "办结申请15件，其中按期答复14件，延期答复1件。", NONE),
        ('三', "收到申请15件，其中2023年12月收到1件。", NONE),
        ('三', "12月收到申请3件。", NONE),
        ('三', "全年已办结15件。", NONE),
        ('三', "上年结转的1件已办结。", NONE),
        ('三', "全年办结信访事项40件，办结行政许可300件。", NONE),
        ('三', "1-6月收到申请7件。", NONE),
        ('三', "延长答复期限的申请3件。", NONE),
        ('三', "申请人对答复不满意的投诉0件。", NONE),
        ('三', "收到申请15件，其中县政府转办的申请3件。", NONE),
        ('三', "收到上级转来的申请3件。", NONE),
        ('三', "收到涉企政府信息公开申请3件。", NONE),
        ('三', "办理政府信息公开申请的3个工作人员取得资格。", NONE),
        ('四', "政府信息公开行政复议结果维持2件、结果纠正1件。", NONE),
        ('二', "近年来共制发行政规范性文件18件。", NONE),
        ('二', "制发党内规范性文件3件。", NONE),
        ('二', "制发行政规范性文件2件，废止其他文件6件，修改、废止3件。", NONE),
        ('二', "制发党委规范性文件3件，废止4件，现行有效20件。", NONE),
        ('二', "全年收取行政事业性收费5.5万元。", NONE),
    ]);
    // A government's tables are those of the whole county.
    assert_eq!(codes("政府", '三', "全县共收到政府信息公开申请300件。"), D06);
}

#[test]
fn that_there_was_nothing_is_held_against_the_tables() {
    held(&[
        ('三', "全年未收到政府信息公开申请。", D20),
        ('三', "上年结转的和本年新收的申请均已办结。", &["D-21"]),
        ('三', "本年度无政府信息公开申请。", D20),
        ('三', "全年没有新收政府信息公开申请。", D20),
        ('三', "没有申请人向我局提出政府信息公开申请。", D20),
        ('四', "行政复议、行政诉讼均为0。", &["B-03", "B-03"]),
        ('四', "行政复议案件为零。", B03),
        ('四', "本年度没有被申请复议。", B03),
        ('四', "无复议、诉讼情况。", &["B-03", "B-03"]),
        ('四', "全年未发生因政府信息公开引发的行政诉讼案件。", B03),
        ('三', "全年未收到依申请公开政府信息的申请。", D20),
        ('三', "没有公民、法人和其他组织向我局申请公开政府信息。", D20),
        ('三', "全年政府信息公开申请数量为0。", D20),
        ('三', "未收到公民提出的政府信息公开申请。", D20),
        ('四', "未引发行政复议和行政诉讼。", &["B-03", "B-03"]),
        ('四', "行政复议、行政诉讼案件零发生。", &["B-03", "B-03"]),
        // Suits are what there was none of, not requests.
        ('一', "未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", &["B-03", "B-03"]),
        ('三', "未收到科研机构提出的政府信息公开申请。", NONE),
        ('三', "未发生依申请公开信息泄露问题。", NONE),
        ('三', "逾期答复的政府信息公开申请为0。", NONE),
        ('三', "依申请公开收费为0。", NONE),
        ('四', "未因行政复议被纠错。", NONE),
        ('三', "没有逾期答复的政府信息公开申请。", NONE),
        ('三', "没有对政府信息公开申请收取费用。", NONE),
        ('三', "无法提供的政府信息公开申请4件。", NONE),
        ('四', "没有未经复议直接起诉的行政诉讼案件。", NONE),
        ('四', "无行政诉讼败诉案件。", NONE),
        ('四', "未发生行政诉讼败诉情形。", NONE),
        ('四', "未发生因行政复议决定被撤销的情形。", NONE),
        ('四', "未收到行政复议纠正决定。", NONE),
        ('四', "没有因政府信息公开被行政复议机关责令改正的情形。", NONE),
        ('四', "行政复议3件，行政诉讼1件。", NONE),
        ('三', "收到县政府转来的申请3件，均已答复。", NONE),
    ]);
}

/// A number that would fit once an unreadable figure is mended is no second fault.
#[test]
fn a_missing_figure_is_no_contradiction() {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "[site]\nname = \"试验站点\"\n");
    write(site.path(), "content/a/office.yaml", "全称: 临河县财政局\n类别: 部门\n");
    write(site.path(), "content/a/2024/data.yaml", &DATA.replace("予以公开: {自然人: 5", "予以公开: {自然人: /"));
    let words = NARRATIVE.replace("## 四、", "办结申请15件。\n\n## 四、");
    write(site.path(), "content/a/2024/narrative.md", &words);
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let codes: Vec<String> = review.findings.iter().map(|finding| finding.code.to_string()).collect();
    assert!(codes.contains(&"A-04".to_owned()) && !codes.contains(&"D-06".to_owned()), "{codes:?}");
}

/// A number, or a restated total, that is exactly last year's: most likely it was left
/// standing when the report of last year was copied.
#[test]
fn a_figure_left_from_last_year_is_told_to_be_one() {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "[site]\nname = \"试验站点\"\n");
    write(site.path(), "content/a/office.yaml", "全称: 临河县财政局\n类别: 部门\n");
    let data = |count: u32, more: &str| {
        let rows = format!("  本年新收: {{自然人: {count}}}\n  予以公开: {{自然人: {count}}}\n{more}");
        format!("主动公开: 无\n依申请公开:\n{rows}复议诉讼: 无\n")
    };
    let details = |said: u32, restated: u32| {
        write(site.path(), "content/a/2023/data.yaml", &data(7, ""));
        write(site.path(), "content/a/2023/narrative.md", &saying("本年收到申请7件。"));
        write(site.path(), "content/a/2024/data.yaml", &data(9, &format!("  核对:\n    本年新收: {restated}\n")));
        write(site.path(), "content/a/2024/narrative.md", &saying(&format!("本年收到申请{said}件。")));
        let loaded = nianbao::load(site.path(), &Only::All).unwrap();
        let findings = nianbao::check(&loaded).findings;
        let told = findings.iter().filter(|finding| ["D-06", "A-03"].contains(&finding.code));
        told.map(|finding| (finding.code, finding.details.join("\n"))).collect::<BTreeMap<_, _>>()
    };
    let (left, other) = (details(7, 9), details(8, 9));
    assert!(left["D-06"].contains("7 与 2023 年度的数相同，多半是上年的数没有改"), "{left:#?}");
    assert!(!other["D-06"].contains("与 2023 年度"), "{other:#?}");
    let (left, other) = (details(9, 7), details(9, 8));
    assert!(left["A-03"].contains("7 与 2023 年度的总计相同，多半是照抄了上年的总计"), "{left:#?}");
    assert!(!other["A-03"].contains("与 2023 年度"), "{other:#?}");
}
