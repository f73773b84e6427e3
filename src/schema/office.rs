//! Schema of `office.yaml`.

use serde_json::{Map, Value, json};

use crate::content::{FORMER_NAME_NAMES, LAST_YEAR_NAMES, OfficeKind};

use super::DIALECT;
use super::words::{blank, either, text, year};

pub(super) fn schema() -> Value {
    let mut kinds: Vec<Value> = OfficeKind::ALL.map(|kind| json!(kind.name())).to_vec();
    kinds.extend(blank());
    let word = |description: &str| json!({ "type": ["string", "null"], "description": description });
    let order = json!({ "type": ["integer", "string", "null"], "pattern": r"^\s*([-+]?[0-9]+)?\s*$", "description": "小的在前" });
    let before = json!({ "anyOf": [{ "type": "array", "items": { "type": ["string", "number"] } }, { "type": ["string", "null"] }], "description": "并入本机关的机关的文件夹名" });
    let fields = [
        ("全称", "name", json!({ "type": ["string", "number"], "pattern": r"\S", "description": "机关印章上的名称" })),
        ("简称", "short", json!({ "type": ["string", "number", "null"], "description": "不写时与全称相同" })),
        ("类别", "kind", json!({ "enum": kinds })),
        ("上级", "parent", word("上级机关的文件夹名")),
        ("前身", "predecessors", before),
        ("曾用名", "former_names", former_names()),
        ("首报年度", "first_year", either(year(), "第一份报告的年度")),
        ("停用年度", "last_year", either(year(), "最后一份报告的年度")),
        ("排序", "order", order),
    ];
    let both = |(chinese, english, schema): (&str, &str, Value)| {
        [(chinese.to_owned(), schema.clone()), (english.to_owned(), schema)]
    };
    json!({
        "$schema": DIALECT,
        "title": "office.yaml：一个机关",
        "type": "object",
        "anyOf": [{ "required": ["全称"] }, { "required": ["name"] }],
        "additionalProperties": false,
        "properties": fields.into_iter().flat_map(both).collect::<Map<_, _>>(),
    })
}

/// `- {名称: 某某局, 止于: 2021}`, or `某某局: 2021`; one of them or a list.
fn former_names() -> Value {
    let named = |name: &str| json!({ "required": [name] });
    let until: Map<String, Value> = LAST_YEAR_NAMES.iter().map(|name| ((*name).to_owned(), year())).collect();
    let mut properties = until.clone();
    properties.extend(FORMER_NAME_NAMES.map(|name| (name.to_owned(), text())));
    let spelled = json!({
        "type": "object",
        "properties": properties,
        "allOf": [
            { "anyOf": FORMER_NAME_NAMES.map(named) },
            { "anyOf": until.keys().map(|name| named(name)).collect::<Vec<_>>() },
        ],
    });
    let short = json!({
        "type": "object",
        "properties": FORMER_NAME_NAMES.map(|name| (name.to_owned(), json!(false))).into_iter().collect::<Map<_, _>>(),
        "additionalProperties": year(),
    });
    let one = json!({ "anyOf": [spelled, short] });
    json!({
        "anyOf": [{ "type": "array", "items": one }, one, { "enum": blank() }],
        "description": "写作“- {名称: 某某局, 止于: 2021}”",
    })
}
