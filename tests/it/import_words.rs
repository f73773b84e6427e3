//! Words of a source that is no Markdown: what `build` prints of them is what the source
//! printed, and nothing of it stands in the report twice.

use nianbao::content::Narrative;
use nianbao::import::Imported;
use nianbao::render::markdown::to_text;

use super::import_drawn::{both, docx_text, figures, read, word, zipped};

/// Paragraphs of a Word file in section one.
fn docx(before: &str, paragraphs: &str, parts: &[(&str, String)]) -> Imported {
    let edition = both().remove(1);
    let figures = figures(&edition, 3);
    let (first, heading) = ("全年主动公开各类信息", word(&edition.sections[0].names.label));
    let text = docx_text(&edition, &figures, &|text| {
        if text.starts_with(first) { paragraphs.to_owned() } else { word(text) }
    });
    let text = text.replacen(&heading, &(before.to_owned() + &heading), 1);
    read("a.docx", &zipped(&[&[("word/document.xml", text)], parts].concat()))
}

/// The lines printed in section one.
fn printed(imported: &Imported) -> Vec<String> {
    let edition = both().remove(1);
    let narrative = Narrative::read(imported.narrative.clone(), Some(&edition));
    let body = narrative.part(0).unwrap().body.clone();
    to_text(&narrative.text[body]).lines().map(str::to_owned).collect()
}

fn said(imported: &Imported) -> String {
    imported.account.lines().join("\n")
}

#[test]
fn signs_of_markdown_are_printed_as_they_stand() {
    let lines = [
        "*注：本表不含涉密信息。",
        "全年5*8*3=120件，其中**重点**公开。",
        "1~3月公开20件，4~6月公开30件，~~删~~。",
        "_下划线_和file_name_x。",
        "# 井号",
        "- 短横",
        "1. 第一",
        "2. 第二",
        "4. 第四",
        "4. 又是第四",
        "1. 又从一起",
        "1) 半括号",
        "01. 有零",
        "* 星号",
        "[1]: http://a.cn",
        "[^1]: 注",
        "见[附件](a.doc)和[1]。",
        "C:\\*.doc",
        "&nbsp;和&lt;",
        "`代码`",
        "---",
        "```",
        "A&B<5件",
    ];
    let imported = docx("", &lines.map(word).concat().replace("&nbsp", "&amp;nbsp"), &[]);
    assert_eq!(printed(&imported), lines, "{}", imported.narrative);
    let edition = both().remove(1);
    let items =
        "<ul><li>甲</li><li>乙</li></ul><ol start=3><li>丙*1*2</li><li>丁<ol><li>戊</li></ol></li></ol><p>己</p>";
    let page = format!("<p>甲县乙局{}年政府信息公开工作年度报告</p>", edition.first_year)
        + &edition.sections.iter().map(|section| format!("<p>{}</p>{items}", section.names.label)).collect::<String>();
    assert_eq!(printed(&read("a.html", page.as_bytes())), ["甲", "乙", "3. 丙*1*2", "4. 丁", "1. 戊", "己"]);
}

#[test]
fn sections_that_are_only_named_before_they_begin_are_no_headings() {
    let edition = both().remove(1);
    let titles: Vec<&str> = edition.sections.iter().map(|section| section.names.label.as_str()).collect();
    let entries = |behind: &str| titles.iter().map(|title| word(&format!("{title}{behind}"))).collect::<String>();
    let quoted = word(&format!("具体见“{}”。", titles[5]));
    for (before, kept) in [
        (word(&format!("本报告由{}六个部分组成。", titles.join("；"))), true),
        (word(&format!("本报告包括：{}。", titles.join(" "))), true),
        (quoted.clone() + &quoted, true),
        (word("目　录") + &entries(""), false),
        (word("目录") + &entries("……3") + &word("（一）主动公开 4"), false),
        (entries(" 12"), false),
    ] {
        let imported = docx(&before, &word("正文。"), &[]);
        assert_eq!(printed(&imported), ["正文。"], "{}", imported.narrative);
        let narrative = Narrative::read(imported.narrative.clone(), Some(&edition));
        let parts: Vec<_> = narrative.parts.iter().map(|part| part.section).collect();
        assert_eq!(parts, (0..titles.len()).map(Some).collect::<Vec<_>>(), "{}", imported.narrative);
        let preface = &imported.narrative[..narrative.preface.end];
        assert_eq!(preface.contains(titles[5]), kept, "{preface}");
        assert_eq!(said(&imported).contains(&format!("略去：{}", titles[5])), !kept, "{}", said(&imported));
    }
}

/// A paragraph whose end was deleted with changes tracked goes on in the next one.
#[test]
fn words_of_word_that_are_no_plain_text_are_printed() {
    let end = |mark: &str, text: &str| {
        word(text).replacen("<w:p>", &format!("<w:p><w:pPr><w:rPr><w:{mark}/></w:rPr></w:pPr>"), 1)
    };
    let sign = |font: &str, code: &str| format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>");
    let fraction = "<w:p><m:oMath><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f></m:oMath></w:p>";
    let paragraphs = end("del", "前半句，")
        + &word("后半句。")
        + &end("moveFrom", "甲")
        + &end("ins", "乙")
        + &word("丙")
        + fraction
        + &format!("<w:p>{}{}</w:p>", sign("Wingdings", "F0FE"), sign("Webdings", "F041"));
    let imported = docx("", &paragraphs, &[]);
    assert_eq!(printed(&imported), ["前半句，后半句。", "甲乙", "丙", "3/4", "☑"]);
    assert!(said(&imported).contains("符号没有读入：1 个"), "{}", said(&imported));
}

/// 一、二、三、 is what Word calls Japanese counting; a level may have all numbers in digits,
/// be of its list alone, or be kept under the name of a style.
#[test]
fn numbers_of_word_are_written_in_the_form_it_names() {
    let listed = |list: u8, level: u8, text: &str| {
        let properties =
            format!("<w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>");
        word(text).replacen("<w:p>", &format!("<w:p>{properties}"), 1)
    };
    let level = |place: u8, format: &str, text: &str, more: &str| {
        format!("<w:lvl w:ilvl=\"{place}\"><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>")
    };
    let form = |id: u8, inner: String| format!("<w:abstractNum w:abstractNumId=\"{id}\">{inner}</w:abstractNum>");
    let list = |id: u8, form: u8, more: String| {
        format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{form}\"/>{more}</w:num>")
    };
    let own = format!("<w:lvlOverride w:ilvl=\"0\">{}</w:lvlOverride>", level(0, "upperLetter", "%1、", ""));
    let levels = level(0, "japaneseCounting", "（%1）", "") + &level(1, "decimal", "%1.%2　", "<w:isLgl/>");
    let numbering = format!(
        "<w:numbering>{}{}{}{}{}{}</w:numbering>",
        form(0, levels),
        form(1, "<w:numStyleLink w:val=\"甲\"/>".to_owned()),
        form(2, "<w:styleLink w:val=\"甲\"/>".to_owned() + &level(0, "decimalEnclosedCircleChinese", "%1", "")),
        list(1, 0, String::new()),
        list(2, 1, String::new()),
        list(3, 2, own),
    );
    let paragraphs =
        [listed(1, 0, "子"), listed(1, 0, "丑"), listed(1, 1, "寅"), listed(2, 0, "卯"), listed(3, 0, "辰")];
    let imported = docx("", &paragraphs.concat(), &[("word/numbering.xml", numbering)]);
    assert_eq!(printed(&imported), ["（一）子", "（二）丑", "2.1　寅", "①卯", "A、辰"]);
}

/// A table of the office's own stays a table, also beside a statutory one.
#[test]
fn tables_an_office_made_itself_stay_tables() {
    let cell =
        |text: &str, span: u8| format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>{}</w:tc>", word(text));
    let row = |cells: &[(&str, u8)]| {
        format!("<w:tr>{}</w:tr>", cells.iter().map(|(text, span)| cell(text, *span)).collect::<String>())
    };
    let table = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row(&[("渠道", 1), ("条数", 2)]),
        row(&[("网站|微信", 1), ("1,234", 1), ("56.7%", 1)]),
        row(&[("报刊", 1), ("*", 1), ("", 1)])
    );
    let markdown = "| 渠道 | 条数 |  |\n|---|---|---|\n| 网站\\|微信 | 1,234 | 56.7% |\n| 报刊 | \\* |  |\n";
    let edition = both().remove(1);
    let figures = figures(&edition, 3);
    let text = docx_text(&edition, &figures, &|text| {
        if text.ends_with('。') { format!("{}{table}{}", word(text), word("表后。")) } else { word(text) }
    });
    let imported = read("a.docx", &zipped(&[("word/document.xml", text)]));
    assert_eq!(imported.narrative.matches(markdown).count(), edition.sections.len(), "{}", imported.narrative);
    assert_eq!(imported.account.unread, 0, "{}", said(&imported));
    assert!(!said(&imported).contains("表旁"), "{}", said(&imported));
    // At the end of a page a row goes whole or stays whole.
    let sections = |end: &str| {
        let sections = edition.sections.iter().map(|section| format!("<p>{}</p><p>甲。</p>", section.names.label));
        let row = |cells: &str| format!("<tr><td>{}</td></tr>", cells.replace(' ', "</td><td>"));
        let table = format!("<table>{}{}{}</table>", row("渠道 条数"), row("网站 12"), row(end));
        format!(
            "<p>甲县乙局{}年政府信息公开工作年度报告</p>{}{table}",
            edition.first_year,
            sections.collect::<String>()
        )
    };
    for (end, kept) in [("其中 来源", true), ("打印 关闭", false)] {
        let imported = read("a.html", sections(end).as_bytes());
        let row = format!("| {} |", end.replace(' ', " | "));
        assert_eq!(imported.narrative.contains(&row), kept, "{}", imported.narrative);
        assert_eq!(said(&imported).contains(&format!("略去：{end}")), !kept, "{}", said(&imported));
    }
}

#[test]
fn lists_of_a_page_are_numbered_as_a_browser_numbers_them() {
    let edition = both().remove(1);
    let lists = "<ol type=a start=2><li>甲<li>乙<ol type=I><li>丙</ol><li value=9>丁<li>戊</ol>\
        <ol style='list-style-type: cjk-ideographic'><li>己<li>庚</ol>";
    let page = |words: &str| {
        let sections = edition.sections.iter().map(|section| format!("<p>{}</p>{words}", section.names.label));
        format!("<p>甲县乙局{}年政府信息公开工作年度报告</p>", edition.first_year) + &sections.collect::<String>()
    };
    let lines = printed(&read("a.html", page(lists).as_bytes()));
    assert_eq!(lines, ["b. 甲", "c. 乙", "I. 丙", "i. 丁", "j. 戊", "一、己", "二、庚"]);
}
