//! The words of a schema: what may stand for one word, and how a name may be written.

use serde_json::{Value, json};

use crate::edition::Names;

/// A key whose value was left blank.
pub(super) fn blank() -> Vec<Value> {
    vec![Value::Null, json!("")]
}

/// One word, not blank.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "pattern": r"\S" })
}

/// A year, also `2020年`.
pub(super) fn year() -> Value {
    let written = r"^\s*[0-9]{4}\s*[年度]*\s*$";
    json!({ "type": ["integer", "string"], "minimum": 1000, "maximum": 9999, "pattern": written })
}

/// A day as clerks write it, with the hour where `more` lets it follow. Whether the calendar
/// has it is the program's to say.
pub(super) fn day(more: &str) -> Value {
    let part = r"\s*[-年月/.]\s*[0-9]+\s*";
    json!({ "type": "string", "pattern": format!(r"^\s*[0-9]{{4}}{part}{part}日?\s*{more}$") })
}

/// The hour of a day.
pub(super) const HOUR: &str = r"([T\s]\s*[0-9]+[:：].*)?";

/// A whole number up to `most`, without zeros before it.
pub(super) fn at_most(most: u64) -> String {
    let most = most.to_string();
    let mut choices = vec!["0".to_owned(), format!("[1-9][0-9]{{0,{}}}", most.len().saturating_sub(2)), most.clone()];
    // As many digits, the same ones up to a place where a smaller one stands.
    for (place, digit) in most.bytes().enumerate() {
        let least = if place == 0 { b'1' } else { b'0' };
        if digit > least {
            let (same, rest) = (&most[..place], most.len() - place - 1);
            let (least, less) = (char::from(least), char::from(digit - 1));
            choices.push(format!("{same}[{least}-{less}][0-9]{{{rest}}}"));
        }
    }
    format!("({})", choices.join("|"))
}

/// As `schema` says, or blank.
pub(super) fn either(schema: Value, description: &str) -> Value {
    json!({ "anyOf": [schema, { "enum": blank() }], "description": description })
}

/// An object that has exactly one of these keys.
pub(super) fn one_of(names: &[&str]) -> Value {
    json!({ "oneOf": names.iter().map(|name| json!({ "required": [name] })).collect::<Vec<_>>() })
}

/// How else a name may be written: with any numbering, blanks, quotation marks, a trailing
/// bracket and full-width letters, as [`crate::edition::normalise`] reads them.
pub(super) fn pattern(names: &Names) -> String {
    const LOST: &str = "[\\s\"'“”‘’「」]*";
    let spelled = |name: &String| {
        let chars = name.chars().map(|c| match c {
            '(' => "[(（]".to_owned(),
            ')' => "[)）]".to_owned(),
            '.' => "[.．]".to_owned(),
            c if c.is_ascii_alphanumeric() => {
                let wide = char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
                format!("[{c}{wide}]")
            }
            c if c.is_ascii_punctuation() && c != '_' => format!("\\{c}"),
            c => c.to_string(),
        });
        chars.collect::<Vec<_>>().join(LOST)
    };
    let names: Vec<String> = names.accepted().iter().map(spelled).collect();
    let numeral = format!("(?:[0-9０-９一二三四五六七八九十]{LOST})+");
    let numbering = format!("(?:[(（]{LOST}{numeral}[)）]|{numeral}[、.．,]|、)?");
    format!("^{LOST}{numbering}{LOST}(?:{}){LOST}(?:[(（].*[)）]{LOST})?$", names.join("|"))
}
