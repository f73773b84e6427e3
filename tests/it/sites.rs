//! Sites made for tests.

use std::fs;
use std::path::Path;

/// A narrative with the six sections of both forms.
pub(crate) const NARRATIVE: &str = "\
## 一、总体情况

本机关按规定公开信息。主动公开逐件审核，依申请公开逐件登记，信息管理、平台建设和监督保障照常。

## 二、主动公开政府信息情况

## 三、收到和处理政府信息公开申请情况

## 四、政府信息公开行政复议、行政诉讼情况

## 五、存在的主要问题及改进情况

公开的时效还不够，问题出在审核这一环；今后逐月核对发布的时间，改进解读的形式。

## 六、其他需要报告的事项

全年没有收取信息处理费。
";

/// The narrative with more words at the head of section one, in line 3.
pub(crate) fn saying(words: &str) -> String {
    NARRATIVE.replacen("\n\n", &format!("\n\n{words}"), 1)
}

/// Tables without a case.
pub(crate) const DATA: &str = "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n";

/// A site with one office and one report without any fault, all figures zero.
pub(crate) fn sound_site(root: &Path, office: &str, year: u16) {
    write(root, "site.toml", "[site]\nname = \"试验站点\"\n");
    write(root, &format!("content/{office}/office.yaml"), "全称: 甲县乙局\n简称: 乙局\n类别: 部门\n");
    write(root, &format!("content/{office}/{year}/data.yaml"), DATA);
    write(root, &format!("content/{office}/{year}/narrative.md"), NARRATIVE);
}

/// Writes a file and the folders above it.
pub(crate) fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A site of so many governments with 39 departments each, one of which has reported.
pub(crate) fn province(root: &Path, governments: usize) {
    write(root, "site.toml", "[site]\nname = \"试验省\"\n[downloads]\nword = false\nspreadsheets = false\n");
    for number in 0..governments {
        let government = format!("g{number:02}");
        let office = |id: &str, words: &str| write(root, &format!("content/{id}/office.yaml"), words);
        office(&government, &format!("全称: 第{number}县人民政府\n类别: 政府\n首报年度: 2023\n"));
        for department in 0..39 {
            let name = format!("全称: 第{number}县第{department}局\n类别: 部门\n");
            let since = format!("上级: {government}\n首报年度: 2023\n");
            office(&format!("{government}-{department:02}"), &format!("{name}{since}"));
        }
        // After the last day for anyone: who has not reported is missing.
        let data = format!("{DATA}发布日期: 2024-04-02\n");
        write(root, &format!("content/{government}-00/2023/data.yaml"), &data);
        write(root, &format!("content/{government}-00/2023/narrative.md"), NARRATIVE);
    }
}
