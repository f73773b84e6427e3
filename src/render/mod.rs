//! Templates and data → bytes.
//!
//! Takes a theme and complete data, gives text. Pure: the same theme and data give the
//! same bytes, on any thread. Knows no site and no address.

pub mod markdown;
pub mod theme;

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use serde::{Serialize, Serializer};

/// Text that is HTML already, or an address ready for an attribute: printed by a
/// template as it is.
#[derive(Clone, Debug)]
pub struct Html(Value);

impl Html {
    /// Marks text as ready. The caller has escaped what came from a file.
    pub fn ready(text: impl Into<String>) -> Html {
        Html(Value::from_safe_string(text.into()))
    }

    /// How long it is, in bytes.
    pub fn length(&self) -> usize {
        self.0.as_str().map_or(0, str::len)
    }

    /// Escapes plain text.
    pub fn text(text: &str) -> Html {
        let mut out = String::with_capacity(text.len());
        escape(text, &mut out);
        Html::ready(out)
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The template engine takes its own values over as they are, marks included.
        self.0.serialize(serializer)
    }
}

/// A list a template goes through row by row. What the template engine holds of a value is
/// several times the value: here it holds one row at a time, not all offices of a province.
#[derive(Debug)]
pub struct Rows<T>(Arc<Vec<T>>);

impl<T> Rows<T> {
    /// Of rows.
    pub fn new(rows: Vec<T>) -> Rows<T> {
        Rows(Arc::new(rows))
    }

    /// The rows.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T: Serialize + fmt::Debug + Send + Sync + 'static> Object for Rows<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_usize()?).map(|row| Value::from(Serde(row)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

impl<T: Serialize + fmt::Debug + Send + Sync + 'static> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // As for text that is ready.
        Value::from_object(Rows(Arc::clone(&self.0))).serialize(serializer)
    }
}

/// Appends plain text as a template prints it: besides the five characters of HTML it
/// escapes the slash.
pub fn escape_text(text: &str, out: &mut String) {
    replaced(text, out, |byte| match byte {
        b'\'' => Some("&#x27;"),
        b'/' => Some("&#x2f;"),
        byte => entity(byte),
    });
}

/// Appends plain text with the five characters of HTML escaped.
pub fn escape(text: &str, out: &mut String) {
    replaced(text, out, entity);
}

/// What stands for a character that means something in HTML.
fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

fn replaced(text: &str, out: &mut String, instead: impl Fn(u8) -> Option<&'static str>) {
    // A sentence is looked through sixteen bytes and more at a time.
    let bytes = text.as_bytes();
    let long = bytes.len() >= 32;
    if long && memchr::memchr3(b'&', b'<', b'>', bytes).or(memchr::memchr3(b'"', b'\'', b'/', bytes)).is_none() {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| SPECIAL[byte as usize]) {
        let byte = rest.as_bytes()[at];
        match instead(byte) {
            Some(replacement) => {
                out.push_str(&rest[..at]);
                out.push_str(replacement);
            }
            None => out.push_str(&rest[..=at]),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Bytes that may have to be written otherwise: few, and none of them is part of a longer
/// character.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut bytes = b"&<>\"'/".as_slice();
    while let [byte, rest @ ..] = bytes {
        special[*byte as usize] = true;
        bytes = rest;
    }
    special
};
