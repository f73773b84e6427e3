//! JSON Schema of `data.yaml` and `office.yaml`, made from the editions, so that an
//! editor completes the Chinese keys and marks slips while they are typed.

use serde_json::{Map, Value, json};

use crate::content::OfficeKind;
use crate::edition::{Block, Edition, Editions, Entry, Holds, Kind, Names, Omitted, Table, normalise};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Schema of `data.yaml`: the blocks of every form.
pub fn data(editions: &Editions) -> String {
    print(&data_schema(editions))
}

/// Schema of `office.yaml`.
pub fn office() -> String {
    print(&office_schema())
}

/// One document with both: `$defs.data` and `$defs.office`, and either accepted.
pub fn both(editions: &Editions) -> String {
    let mut whole = json!({
        "$schema": DIALECT,
        "title": "nianbao",
        "anyOf": [{ "$ref": "#/$defs/data" }, { "$ref": "#/$defs/office" }],
        "$defs": { "data": data_schema(editions), "office": office_schema() },
    });
    for part in ["data", "office"] {
        if let Some(schema) = whole["$defs"][part].as_object_mut() {
            schema.remove("$schema");
        }
    }
    print(&whole)
}

fn print(schema: &Value) -> String {
    // A value made of strings, numbers and maps always prints.
    serde_json::to_string_pretty(schema).unwrap_or_default()
}

fn data_schema(editions: &Editions) -> Value {
    let mut properties = head_properties(editions);
    for edition in editions.iter() {
        for table in &edition.tables {
            let schema = block(edition, table);
            for name in [&table.names.key, &table.id] {
                let slot = properties.entry(name.clone()).or_insert_with(|| json!({ "anyOf": [] }));
                if let Some(choices) = slot["anyOf"].as_array_mut() {
                    choices.push(schema.clone());
                }
            }
        }
    }
    json!({
        "$schema": DIALECT,
        "title": "data.yaml：一个机关一个年度的统计表",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The keys above the tables.
fn head_properties(editions: &Editions) -> Map<String, Value> {
    let names: Vec<&str> = editions.iter().map(|edition| edition.id.as_str()).chain(["文本"]).collect();
    let date = json!({ "type": "string", "description": "写作 2021-01-20 或 2021-01-20 09:00" });
    let head = [
        ("版式", "edition", json!({ "enum": names, "description": "一般不写，由年度决定" })),
        ("机关", "office", json!({ "type": "string", "description": "与 office.yaml 的全称一致" })),
        ("年度", "year", json!({ "type": ["integer", "string"], "description": "与文件夹一致" })),
        ("发布日期", "published", date),
        ("草稿", "draft", json!({ "type": "boolean", "description": "true：只检查和预览，不发布" })),
        ("更正", "corrections", entries(&["日期", "格", "原", "新", "原因"], &["日期", "原", "新", "原因"])),
        ("说明", "explanations", entries(&["规则", "理由", "格"], &["规则", "理由"])),
    ];
    head.into_iter()
        .flat_map(|(chinese, english, schema)| [(chinese.to_owned(), schema.clone()), (english.to_owned(), schema)])
        .collect()
}

/// A list of maps of words.
fn entries(keys: &[&str], required: &[&str]) -> Value {
    let word = json!({ "type": ["string", "number"] });
    let properties: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), word.clone())).collect();
    json!({ "type": "array", "items": { "type": "object", "properties": properties, "required": required } })
}

/// One table: 无, or its rows.
fn block(edition: &Edition, table: &Table) -> Value {
    let mut properties = Map::new();
    rows(table, &table.outline, &mut properties);
    if table.rows.iter().any(|row| row.derived) || table.blocks.iter().any(|b| b.columns.iter().any(|c| c.derived)) {
        properties
            .insert("核对".to_owned(), json!({ "type": "object", "description": "纸质表上的总计，与程序计算的核对" }));
    }
    let mut map = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if table.omitted == Omitted::Missing {
        map["description"] = json!(format!("{}（{}），每行都要填，没有的填 0", table.caption, edition.name));
    } else {
        map["description"] = json!(format!("{}（{}），全为零的行可以不写", table.caption, edition.name));
    }
    json!({ "anyOf": [{ "const": "无", "description": "整表为零" }, map] })
}

fn rows(table: &Table, outline: &[Entry], properties: &mut Map<String, Value>) {
    for entry in outline {
        let schema = match &entry.holds {
            Holds::Row(row) if table.rows[*row].derived => continue,
            Holds::Row(row) => {
                let row = &table.rows[*row];
                self::row(&table.blocks[row.block], &entry.names.label)
            }
            Holds::Entries(inner) => {
                let mut nested = Map::new();
                rows(table, inner, &mut nested);
                if entry.inline {
                    properties.extend(nested.clone());
                }
                json!({ "type": "object", "description": entry.names.label, "properties": nested, "additionalProperties": false })
            }
        };
        for name in spellings(&entry.names) {
            properties.insert(name, schema.clone());
        }
    }
}

/// One line of figures: a list in the form's order, or the columns that are not zero.
fn row(block: &Block, label: &str) -> Value {
    let typed: Vec<_> = block.typed().map(|(_, column)| column).collect();
    let order: Vec<&str> = typed.iter().map(|column| column.names.key.as_str()).collect();
    let list = json!({
        "type": "array",
        "items": false,
        "prefixItems": typed.iter().map(|column| number(column.kind)).collect::<Vec<_>>(),
        "minItems": typed.len(),
        "maxItems": typed.len(),
        "description": format!("依次为{}", order.join("、")),
    });
    let mut columns = Map::new();
    for column in &typed {
        for name in spellings(&column.names) {
            columns.insert(name, number(column.kind));
        }
    }
    let map = json!({ "type": "object", "properties": columns, "additionalProperties": false });
    let mut choices = vec![list, map];
    if let [only] = &typed[..] {
        choices.insert(0, number(only.kind));
    }
    json!({ "description": label, "anyOf": choices })
}

fn number(kind: Kind) -> Value {
    match kind {
        Kind::Count => json!({ "type": "integer", "minimum": 0 }),
        Kind::Delta => json!({ "type": "integer" }),
        Kind::Wan => {
            json!({ "type": ["number", "string"], "description": "万元，最多六位小数", "pattern": r"^\d+(\.\d{1,6})?$", "minimum": 0 })
        }
    }
}

/// Short key, English id and printed label.
fn spellings(names: &Names) -> Vec<String> {
    let mut all = vec![names.key.clone()];
    for other in [names.id.clone(), names.label.clone(), normalise(&names.label)] {
        if !other.is_empty() && !all.contains(&other) && names.means(&other) {
            all.push(other);
        }
    }
    all
}

fn office_schema() -> Value {
    let kinds = OfficeKind::ALL.map(OfficeKind::name);
    let year = json!({ "type": "integer", "minimum": 2008, "maximum": 9999 });
    json!({
        "$schema": DIALECT,
        "title": "office.yaml：一个机关",
        "type": "object",
        "required": ["全称"],
        "additionalProperties": false,
        "properties": {
            "全称": { "type": "string", "description": "机关印章上的名称" },
            "简称": { "type": "string" },
            "类别": { "enum": kinds },
            "上级": { "type": "string", "description": "上级机关的文件夹名" },
            "前身": { "type": "array", "items": { "type": "string" }, "description": "并入本机关的机关的文件夹名" },
            "曾用名": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "名称": { "type": "string" }, "止于": year },
                    "required": ["名称", "止于"],
                },
            },
            "首报年度": year,
            "停用年度": year,
            "排序": { "type": "integer", "description": "小的在前" },
        },
    })
}
