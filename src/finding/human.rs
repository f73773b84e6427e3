#![allow(missing_docs)]
use super::*;
pub fn show(f: &[Finding], _r: &dyn Fn(&str) -> Option<String>, _c: bool) -> String {
    f.iter()
        .map(|f| {
            format!(
                "{}[{}]: {}\n  --> {}:{}:{}\n   = 建议: {}\n\n",
                f.level.name(),
                f.code,
                f.message,
                f.file,
                f.line,
                f.column,
                f.advice
            )
        })
        .collect()
}
pub fn explain(r: &Rule) -> String {
    format!("{}\n", r.title)
}
