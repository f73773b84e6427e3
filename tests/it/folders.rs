//! Files that are no text, too large or not there; folders that are in the wrong place.

use std::fs;

use nianbao::content::Only;
use nianbao::finding::Finding;

use super::sites::{sound_site, write};

fn findings(spoil: impl FnOnce(&std::path::Path)) -> Vec<Finding> {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    spoil(site.path());
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    nianbao::check(&loaded).findings
}

/// Code, file and place of the only finding.
fn only(findings: &[Finding]) -> (&str, &str, u32, u32) {
    assert_eq!(findings.len(), 1, "{findings:#?}");
    (findings[0].code, &findings[0].file, findings[0].line, findings[0].column)
}

const DATA: &str = "content/a/2021/data.yaml";
const NARRATIVE: &str = "content/a/2021/narrative.md";

#[test]
fn a_sound_site_has_no_findings() {
    assert_eq!(findings(|_| {}), []);
}

#[test]
fn gbk_and_utf16_are_named() {
    // 机关 in GBK, on the second line.
    let found = findings(|root| fs::write(root.join(DATA), b"# x\n\xbb\xfa\xb9\xd8: 1\n").unwrap());
    assert_eq!(only(&found), ("S-01", DATA, 2, 1));
    assert!(found[0].message.contains("GBK") && found[0].advice.contains("UTF-8"), "{found:?}");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("主动公开: 无\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let found = findings(|root| fs::write(root.join(DATA), &utf16).unwrap());
    assert_eq!(only(&found), ("S-01", DATA, 1, 1));
    assert!(found[0].message.contains("UTF-16"), "{found:?}");
    // The first character of 一 in GBK happens to be sound UTF-8: the second is accused.
    let found = findings(|root| {
        fs::write(root.join(NARRATIVE), b"## \xd2\xbb\xa1\xa2\xd7\xdc\xcc\xe5\xc7\xe9\xbf\xf6\n").unwrap()
    });
    assert_eq!(only(&found), ("S-01", NARRATIVE, 1, 5));
}

#[test]
fn a_bom_and_windows_line_ends_are_no_fault() {
    let found = findings(|root| {
        write(
            root,
            DATA,
            "\u{feff}主动公开: 无\r\n依申请公开:\r\n  本年新收: {自然人: 1}\r\n  结转下年: {自然人: 1}\r\n复议诉讼: 无\r\n",
        );
    });
    assert_eq!(found, []);
}

#[test]
fn a_huge_file_is_refused_unread() {
    let found = findings(|root| {
        // Sparse: its size is known without writing 50 MB.
        fs::File::create(root.join(DATA)).unwrap().set_len(50 << 20).unwrap();
    });
    assert_eq!(only(&found), ("S-02", DATA, 1, 1));
}

#[test]
fn bombs_and_deep_nesting_end_in_a_finding() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ('b'..='j').zip('a'..='i') {
        bomb.push_str(&format!("{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"));
    }
    let deep = format!("主动公开: {}{}\n依申请公开: 无\n复议诉讼: 无\n", "[".repeat(100), "]".repeat(100));
    let blocks: String = (0..200).map(|depth| format!("{}a:\n", "  ".repeat(depth))).collect();
    for text in [bomb, deep, blocks] {
        let found = findings(|root| write(root, DATA, &text));
        assert!(found.iter().any(|f| f.file == DATA && f.withholds(false)), "{found:?}");
        assert!(found.len() < 20, "one fault is said {} times", found.len());
    }
}

#[test]
fn missing_files_are_named_once() {
    let found = findings(|root| fs::remove_file(root.join("content/a/office.yaml")).unwrap());
    assert_eq!(only(&found), ("S-14", "content/a/office.yaml", 1, 1));
    let found = findings(|root| fs::remove_file(root.join(NARRATIVE)).unwrap());
    assert_eq!(only(&found), ("S-13", NARRATIVE, 1, 1));
    let found = findings(|root| fs::remove_file(root.join(DATA)).unwrap());
    assert_eq!(only(&found), ("S-13", DATA, 1, 1));
}

/// A text with nothing in it is not published in silence, whatever its bytes.
#[test]
fn an_empty_narrative_is_said_once() {
    for text in ["", "\u{feff}", "\n", " \r\n\t\n", "<!-- 在这里写 -->\n"] {
        let found = findings(|root| write(root, NARRATIVE, text));
        assert_eq!(only(&found), ("D-01", NARRATIVE, 1, 1), "{text:?}");
        assert!(found[0].message.contains("空的"), "{found:?}");
        let document = "content/a/2018/narrative.md";
        let found = findings(|root| {
            write(root, "content/a/office.yaml", "全称: 甲县乙局\n类别: 部门\n首报年度: 2021\n");
            write(root, document, text);
        });
        assert_eq!(only(&found), ("S-13", document, 1, 1), "{text:?}");
        assert!(!found[0].advice.contains("六部分"), "a document has any headings: {found:?}");
    }
    // One that cannot be read has the finding that says so, and no other.
    let found = findings(|root| fs::write(root.join(NARRATIVE), b"\xff\xfe").unwrap());
    assert_eq!(only(&found).0, "S-01");
}

#[test]
fn a_missing_document_is_asked_for_without_the_statutory_sections() {
    let found = findings(|root| {
        write(root, "content/a/office.yaml", "全称: 甲县乙局\n类别: 部门\n首报年度: 2021\n");
        write(root, "content/a/2018/data.yaml", "发布日期: 2019-03-01\n");
    });
    assert_eq!(only(&found), ("S-13", "content/a/2018/narrative.md", 1, 1));
    assert!(!found[0].advice.contains("六部分"), "{found:?}");
    let found = findings(|root| fs::remove_file(root.join(NARRATIVE)).unwrap());
    assert!(found[0].advice.contains("六部分"), "{found:?}");
}

/// An office whose name could not be read accuses none of its reports.
#[test]
fn without_a_name_only_office_yaml_is_accused() {
    let office = "content/a/office.yaml";
    let title = "# 甲县乙局2021年政府信息公开工作年度报告\n\n";
    let named = |root: &std::path::Path| {
        write(root, NARRATIVE, &format!("{title}{}", super::sites::NARRATIVE));
        write(root, DATA, &format!("机关: 甲县乙局\n{}", super::sites::DATA));
    };
    assert_eq!(findings(named), []);
    for (text, code) in [(None, "S-14"), (Some(""), "S-03"), (Some("全称:\n"), "S-14"), (Some("全称: [甲]\n"), "S-18")]
    {
        let found = findings(|root| {
            named(root);
            match text {
                Some(text) => write(root, office, text),
                None => fs::remove_file(root.join(office)).unwrap(),
            }
        });
        assert_eq!(only(&found), (code, office, 1, found[0].column), "{text:?}");
        assert!(!found[0].advice.contains("整表"), "{found:?}");
    }
    // A name that was read is held against the reports.
    let found = findings(|root| {
        named(root);
        write(root, office, "全称: 甲县丙局\n");
    });
    assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), ["S-21", "D-17"], "{found:?}");
}

/// Windows hides endings, and Notepad adds one.
#[test]
fn files_under_a_wrong_name_are_told_their_right_one() {
    for (wrong, right, code) in [
        ("content/a/2021/data.yaml.txt", DATA, "S-13"),
        ("content/a/2021/data.yml", DATA, "S-13"),
        ("content/a/2021/narrative.md.txt", NARRATIVE, "S-13"),
        ("content/a/2021/narrative.txt", NARRATIVE, "S-13"),
        ("content/a/2021/data.txt", DATA, "S-13"),
        ("content/a/office.yaml.txt", "content/a/office.yaml", "S-14"),
    ] {
        let name = |file: &str| file.rsplit('/').next().unwrap().to_owned();
        let found = findings(|root| fs::rename(root.join(right), root.join(wrong)).unwrap());
        assert_eq!(only(&found), (code, wrong, 1, 1));
        let said = &found[0];
        assert!(said.message.contains(&name(wrong)) && said.advice.contains(&name(right)), "{found:?}");
        assert!(said.advice.contains("文件扩展名"), "{found:?}");
        if wrong.ends_with("/narrative.txt") || wrong.ends_with("/data.txt") {
            // Beside the right one a text like any other.
            continue;
        }
        // Beside the right one it is neither read nor offered for download.
        let site = tempfile::tempdir().unwrap();
        sound_site(site.path(), "a", 2021);
        fs::copy(site.path().join(right), site.path().join(wrong)).unwrap();
        let loaded = nianbao::load(site.path(), &Only::All).unwrap();
        assert_eq!(only(&nianbao::check(&loaded).findings), ("S-13", wrong, 1, 1));
        assert!(loaded.content.reports[0].attachments.is_empty());
    }
    // The only one of its kind is the one that is missing; of two nobody knows.
    let found = findings(|root| fs::rename(root.join(NARRATIVE), root.join("content/a/2021/年报.md")).unwrap());
    assert_eq!(only(&found), ("S-13", "content/a/2021/年报.md", 1, 1));
    let found = findings(|root| {
        fs::copy(root.join(NARRATIVE), root.join("content/a/2021/一稿.md")).unwrap();
        fs::rename(root.join(NARRATIVE), root.join("content/a/2021/二稿.md")).unwrap();
    });
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["S-13", "S-29", "S-29"], "{found:?}");
    // Other words beside a report are what they were.
    let found = findings(|root| write(root, "content/a/2021/说明.txt", "原件的说明"));
    assert_eq!(found, []);
}

#[cfg(target_os = "linux")]
#[test]
fn capitals_in_a_name_are_told() {
    let wrong = "content/a/2021/Data.yaml";
    let found = findings(|root| fs::rename(root.join(DATA), root.join(wrong)).unwrap());
    assert_eq!(only(&found), ("S-13", wrong, 1, 1));
    assert!(found[0].advice.contains("小写"), "{found:?}");
}

#[test]
fn files_in_a_folder_under_a_year_are_told() {
    let found = findings(|root| write(root, "content/a/2021/附件/报告.pdf", "%PDF-1.4"));
    assert_eq!(only(&found), ("S-13", "content/a/2021/附件", 1, 1));
    assert!(found[0].message.contains("“附件”") && found[0].advice.contains("2021"), "{found:?}");
    // Nothing is lost in an empty folder, or in what a system leaves behind.
    let found = findings(|root| {
        fs::create_dir_all(root.join("content/a/2021/附件/空")).unwrap();
        write(root, "content/a/2021/附件/Thumbs.db", "x");
        write(root, "content/a/2021/.git/HEAD", "x");
    });
    assert_eq!(found, []);
}

#[test]
fn wrong_folders_are_named() {
    for name in ["20211", "2021年", "abcd", "1999"] {
        let found =
            findings(|root| fs::rename(root.join("content/a/2021"), root.join("content/a").join(name)).unwrap());
        assert_eq!(only(&found).0, "S-12", "{name}");
    }
    let found = findings(|root| fs::rename(root.join("content/a"), root.join("content/乙局")).unwrap());
    assert_eq!(only(&found), ("S-13", "content/乙局", 1, 1));
    let found = findings(|root| fs::rename(root.join("content/a"), root.join("content/years")).unwrap());
    assert_eq!(only(&found).0, "S-13");
    assert!(found[0].message.contains("网站自己的网页") && found[0].message.contains("compare"), "{found:?}");
    // Windows has no folder of that name, and no checkout of a repository with one.
    if cfg!(not(windows)) {
        let found = findings(|root| fs::rename(root.join("content/a"), root.join("content/com1")).unwrap());
        assert_eq!(only(&found).0, "S-13");
        assert!(found[0].message.contains("Windows 留给设备的名称"), "{found:?}");
    }
    // What is advised of a folder that must be renamed is not a command that is refused.
    let found = findings(|root| {
        fs::remove_file(root.join(DATA)).unwrap();
        fs::rename(root.join("content/a"), root.join("content/years")).unwrap();
    });
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|finding| !finding.advice.contains("new years")), "{found:?}");
    let found = findings(|root| write(root, "content/a/2021.docx", "x"));
    assert_eq!(only(&found).0, "S-13");
    // Files that lie too high, and years where offices should be.
    for (name, belongs) in [("data.yaml", "czj/2024"), ("narrative.md", "czj/2024"), ("office.yaml", "content/czj/")] {
        let file = format!("content/{name}");
        let found = findings(|root| write(root, &file, "全称: 甲局\n"));
        assert_eq!(only(&found), ("S-13", &*file, 1, 1));
        assert!(found[0].message.contains("没有被读取") && found[0].advice.contains(belongs), "{found:?}");
    }
    assert_eq!(findings(|root| write(root, "content/说明.txt", "各机关的联系人")), []);
    let found = findings(|root| fs::create_dir(root.join("content/2024")).unwrap());
    let said = found.iter().find(|finding| finding.code == "S-14").unwrap();
    assert!(said.message.contains("应为机关文件夹") && said.advice.contains("czj/2024"), "{found:?}");
}

#[test]
fn a_document_of_before_the_forms_needs_no_tables() {
    let found = findings(|root| {
        write(root, "content/a/2017/narrative.md", "## 一、概述\n\n随便什么标题。\n");
        write(root, "content/a/2016/data.yaml", "发布日期: 2017-3-1\n");
        write(root, "content/a/2016/narrative.md", "正文。\n");
    });
    // The years between are remarked; of the documents nothing.
    assert_eq!(only(&found), ("X-02", "content/a/2021/data.yaml", 1, 1));
}

#[cfg(unix)]
#[test]
fn a_folder_in_place_of_a_file_is_a_finding() {
    let found = findings(|root| {
        fs::remove_file(root.join(DATA)).unwrap();
        fs::create_dir(root.join(DATA)).unwrap();
    });
    assert!(found.iter().any(|f| f.file == DATA), "{found:?}");
}

/// A row copied from the Word table, an English id and a short key mean the same cell.
#[test]
fn rows_may_go_by_short_key_english_id_or_printed_label() {
    let spell = |t2: &str, row: &str, group: &str, inner: &str, column: &str| {
        format!(
            "{t2}: 无\n依申请公开:\n  {row}: {{{column}: 2}}\n  {group}:\n    {inner}: {{{column}: 1}}\n  结转下年: {{自然人: 1}}\n复议诉讼: 无\n"
        )
    };
    let cells = |text: &str| {
        let site = tempfile::tempdir().unwrap();
        sound_site(site.path(), "a", 2021);
        write(site.path(), DATA, text);
        let loaded = nianbao::load(site.path(), &Only::All).unwrap();
        assert_eq!(nianbao::check(&loaded).findings, [], "{text}");
        loaded.content.reports[0].cells.clone()
    };
    let short = cells(&spell("主动公开", "本年新收", "不予公开", "国家秘密", "自然人"));
    assert_eq!(
        short,
        cells(&spell("active_disclosure", "new_requests", "refused", "refused_state_secret", "natural_person"))
    );
    assert_eq!(
        short,
        cells(&spell("主动公开", "一、本年新收政府信息公开申请数量", "（三）不予公开", "1.属于国家秘密", "自然人"))
    );
    assert_eq!(
        short,
        cells(&spell("t2", "\"本年新收 政府信息公开申请数量\"", "(三) 不予公开", "1. 属于国家秘密", "自然人"))
    );
}

/// The parser reads such a key on into the next line and stumbles there. (Not among the
/// broken cases: a remark on the line would end what it reads on.)
#[test]
fn a_key_without_its_colon_is_told_at_its_own_line() {
    let cases = [
        (1, "发布日期 2022-01-20\n主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n"),
        (2, "# 年报\n主动公开 无\n\n依申请公开: 无\n复议诉讼: 无\n"),
        (2, "主动公开: 无\n依申请公开 无\n复议诉讼: 无\n"),
        (3, "主动公开: 无\n依申请公开:\n  本年新收 [1, 0, 0, 0, 0, 0]\n  结转下年: {自然人: 1}\n复议诉讼: 无\n"),
        (3, "主动公开: 无\n依申请公开:\n  不予公开\n    国家秘密: {自然人: 1}\n复议诉讼: 无\n"),
        (3, "主动公开: 无\n依申请公开: 无\n复议诉讼 无\n"),
    ];
    for (line, text) in cases {
        let found = findings(|root| write(root, DATA, text));
        assert_eq!((only(&found).0, only(&found).2), ("S-03", line), "{text}{found:#?}");
        assert!(found[0].message.contains("缺少“键: 值”里的冒号"), "{text}{found:#?}");
    }
    // Two colons on one line are another slip.
    let two = "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n更正:\n  - 原: 电话: 123\n";
    let found = findings(|root| write(root, DATA, two));
    assert_eq!(only(&found).2, 5);
    assert!(found[0].message.contains("两个“: ”"), "{found:#?}");
}

/// Every folder of the published site is an office's, or its name is refused for one: a new
/// kind of page must not be overwritten by an office that happens to be called so.
#[test]
fn no_office_can_be_called_as_a_folder_of_the_sites_own_pages() {
    let target = tempfile::tempdir().unwrap();
    let target = target.path().join("public");
    super::example::build(&super::example::root(), &target);
    let offices = super::example::root().join("content");
    let mut own = 0;
    for entry in fs::read_dir(&target).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !entry.file_type().unwrap().is_dir() || offices.join(&name).is_dir() || name.starts_with('.') {
            continue;
        }
        own += 1;
        let found =
            findings(|root| write(root, &format!("content/{name}/office.yaml"), "全称: 甲县丙局\n类别: 部门\n"));
        assert!(
            found.iter().any(|one| one.code == "S-13" && one.message.contains("网站自己的网页")),
            "{name}: {found:#?}"
        );
    }
    assert!(own >= 5, "only {own} folders are the site's own");
}
