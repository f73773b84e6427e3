//! JSON Schema of `data.yaml` and `office.yaml`, made from the editions, so that an
//! editor completes the Chinese keys and marks slips while they are typed. It accepts what
//! the program accepts: `tests/it/schema.rs` holds the two against each other.

mod office;
mod words;

use serde_json::{Map, Value, json};

use crate::edition::{Block, Edition, Editions, Entry, Holds, Kind, Names, Omitted, Table, normalise};
use crate::source::number::MOST;
use words::{HOUR, at_most, blank, day, either, one_of, pattern, text, year};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Schema of `data.yaml`: the blocks of every form.
pub fn data(editions: &Editions) -> String {
    print(&data_schema(editions))
}

/// Schema of `office.yaml`.
pub fn office() -> String {
    print(&office::schema())
}

/// One document with both: `$defs.data` and `$defs.office`, and either accepted.
pub fn both(editions: &Editions) -> String {
    let mut whole = json!({
        "$schema": DIALECT,
        "title": "nianbao",
        "anyOf": [{ "$ref": "#/$defs/data" }, { "$ref": "#/$defs/office" }],
        "$defs": { "data": data_schema(editions), "office": office::schema() },
    });
    for part in ["data", "office"] {
        let shared = whole["$defs"][part].as_object_mut().and_then(|schema| {
            schema.remove("$schema");
            schema.remove("$defs")
        });
        // References begin at the root of the document.
        if let (Some(Value::Object(shared)), Some(defs)) = (shared, whole["$defs"].as_object_mut()) {
            defs.extend(shared);
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
    let mut patterns: Map<String, Value> = Map::new();
    let mut blocks: Vec<String> = Vec::new();
    let mut defs = Map::new();
    for edition in editions.iter() {
        for table in &edition.tables {
            let name = format!("{}-{}", edition.id, table.id);
            let schema = shared(&name);
            let whole = block(edition, table, &name, &mut defs);
            defs.insert(name, whole);
            let add = |slot: &mut Value| {
                if let Some(choices) = slot["anyOf"].as_array_mut().filter(|choices| !choices.contains(&schema)) {
                    choices.push(schema.clone());
                }
            };
            for name in spellings(&table.names) {
                add(properties.entry(name.clone()).or_insert_with(|| json!({ "anyOf": [] })));
                blocks.push(name);
            }
            add(patterns.entry(pattern(&table.names)).or_insert_with(|| json!({ "anyOf": [] })));
        }
    }
    json!({
        "$schema": DIALECT,
        "title": "data.yaml：一个机关一个年度的统计表",
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": false,
        "allOf": [without_tables("版式", &blocks, &patterns), without_tables("edition", &blocks, &patterns)],
        "$defs": defs,
    })
}

/// A report that says it is a text has no tables.
fn without_tables(key: &str, blocks: &[String], patterns: &Map<String, Value>) -> Value {
    let none = |name: &String| (name.clone(), json!(false));
    json!({
        "if": { "properties": { key: { "enum": DOCUMENT } }, "required": [key] },
        "then": {
            "properties": blocks.iter().map(none).collect::<Map<_, _>>(),
            "patternProperties": patterns.keys().map(none).collect::<Map<_, _>>(),
        },
    })
}

/// The words for a report without tables.
const DOCUMENT: [&str; 2] = ["文本", "text"];

/// The keys above and below the tables.
fn head_properties(editions: &Editions) -> Map<String, Value> {
    let mut names: Vec<Value> = Vec::new();
    for edition in editions.iter() {
        names.extend([json!(edition.id), json!(edition.name)]);
        // 版式: 2021 without quotation marks is a number.
        names.extend(edition.id.parse::<u64>().ok().map(|number| json!(number)));
    }
    names.extend(DOCUMENT.map(|word| json!(word)));
    names.extend(blank());
    let mut draft: Vec<Value> = vec![json!(true), json!(false)];
    draft.extend(["true", "True", "TRUE", "是", "yes", "false", "False", "FALSE", "否", "no"].map(|word| json!(word)));
    draft.extend(blank());
    let corrections = list(&["日期", "格", "原", "新", "原因", "理由"], &CORRECTION);
    let explanations = list(&["规则", "格", "理由", "原因"], &EXPLANATION);
    let head = [
        ("版式", "edition", json!({ "enum": names, "description": "一般不写，由年度决定" })),
        ("机关", "office", json!({ "type": ["string", "null"], "description": "与 office.yaml 的全称一致" })),
        ("年度", "year", either(year(), "与文件夹一致")),
        ("发布日期", "published", either(day(HOUR), "写作 2021-01-20 或 2021-01-20 09:00")),
        ("草稿", "draft", json!({ "enum": draft, "description": "true：只检查和预览，不发布" })),
        ("更正", "corrections", corrections),
        ("说明", "explanations", explanations),
    ];
    head.into_iter()
        .flat_map(|(chinese, english, schema)| [(chinese.to_owned(), schema.clone()), (english.to_owned(), schema)])
        .collect()
}

/// What an entry of 更正 needs, each under any of its names.
const CORRECTION: [&[&str]; 4] = [&DAY, &["原", "old"], &["新", "new"], &["原因", "理由", "reason"]];
/// What an entry of 说明 needs.
const EXPLANATION: [&[&str]; 2] = [&["规则", "rule"], &["理由", "原因", "reason"]];
/// The day of an entry.
const DAY: [&str; 2] = ["日期", "date"];
/// What may be left out.
const CELL: [&str; 2] = ["格", "cell"];

/// A list of entries, or one entry without its dash. `order` is that of completion.
fn list(order: &[&str], needs: &[&[&str]]) -> Value {
    let mut properties: Map<String, Value> = order.iter().map(|key| ((*key).to_owned(), text())).collect();
    for name in needs.iter().copied().flatten() {
        properties.insert((*name).to_owned(), text());
    }
    for name in DAY {
        properties.entry(name).and_modify(|schema| *schema = day(""));
    }
    for name in CELL {
        properties.insert(name.to_owned(), json!({ "type": ["string", "null"] }));
    }
    let entry = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "allOf": needs.iter().map(|names| one_of(names)).collect::<Vec<_>>(),
    });
    json!({ "anyOf": [{ "type": "array", "items": entry }, entry, { "enum": blank() }] })
}

/// A reference to what many keys share; written out at each, a schema is a hundred times
/// as long.
fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// One table: 无, or its rows. What its rows share goes into `defs`, under names that begin
/// with `name`.
fn block(edition: &Edition, table: &Table, name: &str, defs: &mut Map<String, Value>) -> Value {
    for (number, block) in table.blocks.iter().enumerate() {
        defs.insert(format!("{name}-{number}"), row(block, table.omitted));
    }
    let mut keys = Keys::default();
    rows(table, &table.outline, &mut keys, name, defs);
    if table.rows.iter().any(|row| row.derived) || table.blocks.iter().any(|b| b.columns.iter().any(|c| c.derived)) {
        let totals = json!({ "type": "object", "description": "纸质表上的总计，与程序计算的核对" });
        keys.named.extend(["核对", "control"].map(|key| (key.to_owned(), totals.clone())));
    }
    let omitted = match table.omitted {
        Omitted::Missing => "每行都要填，没有的填 0",
        Omitted::Zero => "全为零的行可以不写",
    };
    let map = keys.schema(&format!("{}（{}），{omitted}", table.caption, edition.name));
    json!({ "anyOf": [{ "enum": ["无", "无。", "none"], "description": "整表为零" }, map] })
}

/// The keys of one map: those to be completed, and how else they may be written.
#[derive(Default)]
struct Keys {
    named: Map<String, Value>,
    written: Map<String, Value>,
}

impl Keys {
    fn add(&mut self, names: &Names, schema: &Value) {
        for name in spellings(names) {
            self.named.insert(name, schema.clone());
        }
        self.written.insert(pattern(names), schema.clone());
    }

    fn schema(self, description: &str) -> Value {
        json!({
            "type": "object",
            "description": description,
            "properties": self.named,
            "patternProperties": self.written,
            "additionalProperties": false,
        })
    }
}

fn rows(table: &Table, outline: &[Entry], keys: &mut Keys, name: &str, defs: &mut Map<String, Value>) {
    for entry in outline {
        let mut schema = match &entry.holds {
            Holds::Row(row) if table.rows[*row].derived => continue,
            Holds::Row(row) => shared(&format!("{name}-{}", table.rows[*row].block)),
            Holds::Entries(inner) => {
                let mut nested = Keys::default();
                rows(table, inner, &mut nested, name, defs);
                if entry.inline {
                    keys.named.extend(nested.named.clone());
                    keys.written.extend(nested.written.clone());
                }
                // A reference is an address and takes no Chinese words. Named only now: the
                // groups inside have been put there.
                let group = format!("{name}-g{}", defs.len());
                defs.insert(group.clone(), nested.schema(&entry.names.label));
                shared(&group)
            }
        };
        schema["description"] = json!(entry.names.label);
        keys.add(&entry.names, &schema);
        for (written, row) in entry.beneath() {
            let Holds::Row(number) = row.holds else { continue };
            let mut schema = shared(&format!("{name}-{}", table.rows[number].block));
            schema["description"] = json!(row.names.label);
            keys.named.insert(written, schema);
        }
    }
}

/// One line of figures: a list in the form's order, or the columns that are not zero.
fn row(block: &Block, omitted: Omitted) -> Value {
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
    let mut columns = Keys::default();
    for column in &typed {
        columns.add(&column.names, &number(column.kind));
    }
    let mut map = columns.schema("不为零的各列");
    if omitted == Omitted::Missing {
        map["minProperties"] = json!(typed.len());
    }
    let mut choices = vec![list, map];
    if let [only] = &typed[..] {
        choices.insert(0, number(only.kind));
    }
    json!({ "anyOf": choices })
}

/// A figure, with or without quotation marks.
fn number(kind: Kind) -> Value {
    let (most, digits) = (MOST, at_most(MOST));
    match kind {
        Kind::Count => {
            let written = format!(r"^\s*{digits}\s*$");
            json!({ "type": ["integer", "string"], "minimum": 0, "maximum": most, "pattern": written })
        }
        Kind::Delta => {
            let written = format!(r"^\s*[-+−－]?{digits}\s*$");
            json!({ "type": ["integer", "string"], "minimum": -most.cast_signed(), "maximum": most, "pattern": written })
        }
        Kind::Wan => json!({
            "type": ["number", "string"],
            "minimum": 0,
            "pattern": r"^\s*(0|[1-9][0-9]*)(\.[0-9]{1,6})?\s*$",
            "description": "万元，最多六位小数",
        }),
    }
}

/// What an editor completes: short key, English id and printed label.
fn spellings(names: &Names) -> Vec<String> {
    let mut all = vec![names.key.clone()];
    for other in [names.id.clone(), names.label.clone(), normalise(&names.label)] {
        if !other.is_empty() && !all.contains(&other) && names.means(&other) {
            all.push(other);
        }
    }
    all
}
