//! The JSON Schema accepts what the loader accepts and knows the Chinese keys.

use jsonschema::Validator;
use nianbao::content::Only;
use nianbao::finding::Level;
use serde_json::Value;

use super::sites::{DATA, sound_site, write};

#[test]
fn every_key_of_every_form_is_in_the_schema() {
    let editions = nianbao::editions().unwrap();
    let schema: Value = serde_json::from_str(&nianbao::schema::data(&editions)).unwrap();
    for edition in editions.iter() {
        for table in &edition.tables {
            let of_table = |(name, _): &(&String, &Value)| name.starts_with(&format!("{}-{}", edition.id, table.id));
            let defs: Vec<&Value> = schema["$defs"].as_object().unwrap().iter().filter(of_table).map(|d| d.1).collect();
            let text = serde_json::to_string(&defs).unwrap();
            assert!(schema["properties"][&table.names.key].is_object());
            for row in table.rows.iter().filter(|row| !row.derived) {
                assert!(text.contains(&format!("\"{}\"", row.names.key)), "{}", row.names.key);
                assert!(text.contains(&format!("\"{}\"", row.names.id)), "{}", row.names.id);
            }
            for derived in table.rows.iter().filter(|row| row.derived) {
                assert!(!text.contains(&format!("\"{}\":", derived.names.key)), "a total is never typed");
            }
        }
    }
    assert!(schema["properties"]["发布日期"].is_object());
    let office: Value = serde_json::from_str(&nianbao::schema::office()).unwrap();
    assert_eq!(office["anyOf"][0]["required"][0], "全称");
    // An editor reads it at every start.
    assert!(nianbao::schema::both(&editions).len() < 600_000);
}

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// Whether the program finds no error in a file of the office `a`.
fn taken(file: &str, text: &str) -> bool {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    write(site.path(), file, text);
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    !loaded.findings.iter().any(|finding| finding.file == file && finding.level == Level::Error)
}

/// Every case once by the schema and once by the program: both say what is expected.
fn agree(schema: &str, file: &str, cases: &[(bool, String)]) {
    let validator = validator(schema);
    let mut faults = Vec::new();
    for (expected, text) in cases {
        let value: Value = serde_yaml::from_str(text).unwrap();
        let said = (validator.is_valid(&value), taken(file, text));
        if said != (*expected, *expected) {
            faults.push(format!("schema {}, program {}, expected {expected}: {text}", said.0, said.1));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Tables without a case, and more.
fn with(more: &str) -> String {
    format!("{DATA}{more}\n")
}

/// Tables whose rows of table 3 are these.
fn requests(rows: &str) -> String {
    format!("主动公开: 无\n依申请公开:\n{rows}\n复议诉讼: 无\n")
}

/// Tables whose row of fees is this.
fn fees(row: &str) -> String {
    let above = "规章: [0, 0, 0]\n  行政规范性文件: [0, 0, 0]\n  行政许可: 0\n  行政处罚: 0\n  行政强制: 0";
    format!("主动公开:\n  {above}\n  行政事业性收费: {row}\n依申请公开: 无\n复议诉讼: 无\n")
}

#[test]
fn schema_and_program_take_the_same_data_files() {
    let entry = "日期: 2022-03-01, 原: 一句, 新: 又一句";
    let taken = [
        with("版式: 2021"),
        with("版式: \"2021\""),
        with("版式: 2021年版"),
        with("版式:"),
        with("edition: 2021\nyear: 2021年\ndraft: no"),
        with("年度: 2021 年"),
        with("发布日期:"),
        with("发布日期: 2022-01-20 09:00"),
        with("发布日期: 2022-1-20T9:00"),
        with("发布日期: 2022/1/20"),
        with("发布日期: 2022.1.20"),
        with("发布日期: 2022 年 1 月 20 日 09：00"),
        with("草稿: 是"),
        with("草稿: true"),
        with("说明:\n更正: []"),
        with("说明: ~\n更正: null"),
        with("说明:\n- {rule: A-07, reason: 如此}\n- {规则: a-07, 原因: 如此, 格: 本年新收}"),
        with("说明: {规则: A-07, 理由: 如此}"),
        with(&format!("更正:\n- {{{entry}, 原因: 文字}}\n- {{{entry}, 理由: 文字}}")),
        with("更正: [{date: 2022-03-01, old: 甲, new: 乙, reason: 文字, cell: }]"),
        "active_disclosure: 无。\nrequests: none\nreview_litigation: 无".to_owned(),
        "二、主动公开政府信息情况: 无\n三、收到和处理政府信息公开申请情况: 无\n四 、政府信息公开行政复议、行政诉讼情况: 无"
            .to_owned(),
        requests("  本年新收: [\"5\", 0, 0, 0, 0, 0]\n  (一) 予以公开: {自然人: \" 5 \", 商业企业: 0}"),
        requests("  （二）部分公开（区分处理的，只计这一情形，不计其他情形）: {natural_person: 1}"),
        requests("  不予公开:\n    １．属于国家秘密: {自然人: 1}\n    3.危及三安全一稳定: {自然人: 1}"),
        requests("  本年新收: {自然人: 1}\n  核对: {本年新收: 1}"),
        requests("  control: {new_requests: 0}"),
        requests("  本年新收: [4294967295, 0, 0, 0, 0, 0]\n  予以公开: [\"4294967295\", 0, 0, 0, 0, 0]"),
        requests("  本年新收: [\"4294967289\", \"3999999999\", \"999999999\", 0, 0, 0]\n  予以公开: [4294967289, 3999999999, 999999999, 0, 0, 0]"),
        requests("  refused_state_secret: {自然人: 5}\n  不予公开.过程性信息: [1, 0, 0, 0, 0, 0]"),
        requests("  核对: {不予公开.国家秘密: 0, declined_repeat: 0}"),
        "版式: 文本\n发布日期: 2022-01-20".to_owned(),
        fees("{本年收费金额（单位：万元）: 0.5500}"),
        fees("\n    本年收费金额（单位：万元）: 0.5500"),
        fees("{本年收费金额(单位:万元): 0.5500}"),
        requests("  核对: {一、本年新收政府信息公开申请数量: 0}"),
    ];
    let refused = [
        with("版式: 2020"),
        with("版式: 文本"),
        with("edition: text"),
        "版式: 文本\n(一) 主动公开: 无".to_owned(),
        with("草稿: 也许"),
        with("发布日期: 2022"),
        with("发布日期: 去年"),
        with("发布日期: 20220120"),
        with("发布日期: 1月20日"),
        with(&format!("更正:\n- {{{}, 原因: 文字}}", entry.replace("2022-03-01", "三月"))),
        with(&format!("更正:\n- {{{}, 原因: 文字}}", entry.replace("日期: 2022-03-01", "date: 2022"))),
        with("备注: 甲"),
        with("说明:\n- {规则: A-07, 理由: 如此, 备注: 甲}"),
        with("说明:\n- {规则: A-07}"),
        with("说明:\n- {规则: A-07, 理由: 如此, 原因: 再写}"),
        with("说明:\n- A-07: 如此"),
        with("说明: 如此"),
        with(&format!("更正:\n- {{{entry}}}")),
        with(&format!("更正:\n- {{{entry}, 原因: }}")),
        "主动公开: 无\n依申请公开: 全无\n复议诉讼: 无".to_owned(),
        "主动公开: 无\n依申请公开:\n复议诉讼: 无".to_owned(),
        requests("  本年新收: [5, 0, 0, 0, 0]"),
        requests("  本年新收: [\"５\", 0, 0, 0, 0, 0]"),
        requests("  本年新收: [\"05\", 0, 0, 0, 0, 0]"),
        requests("  本年新收: [-1, 0, 0, 0, 0, 0]"),
        requests("  本年新收: 5"),
        requests("  本年新受: {自然人: 5}"),
        requests("  （七）总计: {自然人: 5}"),
        requests("  本年新收: {自燃人: 5}"),
        requests("  国家秘密: {自然人: 5}"),
        requests("  本年新收: {自然人: 4294967296}\n  予以公开: {自然人: 4294967296}"),
        requests("  本年新收: {自然人: \"4294967296\"}\n  予以公开: {自然人: \"5000000000\"}"),
        requests("  不予公开.重复申请: {自然人: 5}"),
    ];
    let case = |expected| move |text: String| (expected, text);
    let cases: Vec<_> = taken.into_iter().map(case(true)).chain(refused.into_iter().map(case(false))).collect();
    agree(&nianbao::schema::data(&nianbao::editions().unwrap()), "content/a/2021/data.yaml", &cases);
}

#[test]
fn schema_and_program_take_the_same_office_files() {
    let taken = [
        "曾用名: {名: 2020}",
        "曾用名: [{名称: 甲县丙局, 止于: 2020}, {甲县丁局: 2018年}]",
        "曾用名: {name: 甲县丙局, last_year: \"2020\"}",
        "简称: 12345",
        "曾用名: [{全称: 甲县丙局, 停用年度: 2020}, {名称: 甲县丁局, 使用至: 2018}]",
        "曾用名:\n前身:\n上级:\n类别:",
        "首报年度: 2023年",
        "首报年度: \"2019\"\n停用年度: 2020",
        "first_year: 2019\nkind: 部门\norder: 3",
        "排序: \"3\"",
        "类别: 乡镇",
    ];
    let refused = [
        "曾用名: 甲县丙局",
        "曾用名: [甲县丙局]",
        "曾用名: {名称: 甲县丙局}",
        "曾用名: {全称: 甲县丙局}",
        "曾用名: [{名称: ~, 止于: 2020}]",
        "曾用名: [{名称: , 止于: 2020}]",
        "首报年度: 23",
        "首报年度: 去年",
        "排序: 第三",
        "类别: 机关",
        "备注: 甲",
    ];
    let whole = |expected, more: &str| (expected, format!("全称: 甲县乙局\n{more}\n"));
    let mut cases: Vec<_> = taken.into_iter().map(|more| whole(true, more)).collect();
    cases.extend(refused.into_iter().map(|more| whole(false, more)));
    cases.push((true, "name: 甲县乙局\n".to_owned()));
    cases.push((false, "简称: 乙局\n".to_owned()));
    cases.push((false, "全称:\n".to_owned()));
    agree(&nianbao::schema::office(), "content/a/office.yaml", &cases);
}
