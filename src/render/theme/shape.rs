//! Which variables templates are given, learnt from what pages really give them: the
//! list in `docs/theming.md` is held against it.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use minijinja::value::ValueKind;

/// Template → variable (`page.crumbs[].label`) → the kinds of value it had.
pub type Shapes = BTreeMap<String, BTreeMap<String, BTreeSet<&'static str>>>;

/// Notes everything below `value`.
pub(super) fn note(value: &Value, path: &str, into: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value.kind() {
        ValueKind::Undefined | ValueKind::None => "无",
        ValueKind::Bool => "真假",
        ValueKind::Number => "数",
        ValueKind::String if value.is_safe() => "HTML",
        ValueKind::String => "文字",
        ValueKind::Seq | ValueKind::Iterable => "列表",
        _ => "组",
    };
    if !path.is_empty() {
        into.entry(path.to_owned()).or_default().insert(kind);
    }
    let inner = value.try_iter().into_iter().flatten();
    match kind {
        "列表" => inner.for_each(|item| note(&item, &format!("{path}[]"), into)),
        "组" => inner.for_each(|key| {
            let dot = if path.is_empty() { "" } else { "." };
            if let Ok(item) = value.get_item(&key) {
                note(&item, &format!("{path}{dot}{key}"), into);
            }
        }),
        _ => {}
    }
}
