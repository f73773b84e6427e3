//! What is wrong with a template, and where: as a finding when it does not compile, as a
//! refusal with the template's lines when it fails on a page.

use std::ops::Range;

use minijinja::ErrorKind;

use crate::error::Error;
use crate::finding::{Finding, Level, Rule, in_text};

/// Faults in a theme's templates.
pub static TEMPLATE: Rule = Rule {
    code: "T-01",
    level: Level::Error,
    title: "主题的模板不能用",
    explain: "模板用 MiniJinja（Jinja2 的写法）写成，每种页面要有一个；各模板的名称和变量见 docs/theming.md。",
    why: "模板不能用，那一种页面就生成不出来。",
    mend: "照所指的位置改正模板，或删去自己的模板，改用上一级主题的。",
    source: "docs/theming.md",
    wrong: "{% if page.title }",
    right: "{% if page.title %}",
};

/// Lines shown before and after the one that is wrong.
const AROUND: usize = 2;

/// A template that does not compile.
pub(super) fn finding(fault: &minijinja::Error, file: &str, text: &str) -> Finding {
    let finding = in_text(&TEMPLATE, file, text, &place(fault, text));
    finding.say(say(fault)).done()
}

/// A template that fails on the page it makes; `source` gives a template's file and text.
pub(super) fn refusal<'t>(
    fault: &minijinja::Error,
    template: &str,
    source: impl Fn(&str) -> Option<(&'t str, &'t str)>,
) -> Error {
    let fault = innermost(fault);
    let name = fault.name().unwrap_or(template);
    let Some((file, text)) = source(name) else {
        return Error::refused(format!("主题没有“{name}”这个模板：{}", say(fault)));
    };
    let at = in_text(&TEMPLATE, file, text, &place(fault, text)).done();
    let line = at.line as usize;
    let shown = text.lines().enumerate().skip(line.saturating_sub(AROUND + 1)).take(2 * AROUND + 1);
    let lines: String = shown
        .map(|(index, words)| {
            let mark = if index + 1 == line { '>' } else { ' ' };
            format!("\n{mark}{:4} | {words}", index + 1)
        })
        .collect();
    Error::refused(format!("{file}:{}:{}：{}{lines}", at.line, at.column, say(fault)))
}

/// The fault of a template that another one includes or builds on is the cause of the
/// outer one's.
fn innermost(fault: &minijinja::Error) -> &minijinja::Error {
    let cause = std::error::Error::source(fault).and_then(|cause| cause.downcast_ref::<minijinja::Error>());
    cause.map_or(fault, innermost)
}

/// The words that are wrong: as the engine says, or the line it names.
fn place(fault: &minijinja::Error, text: &str) -> Range<usize> {
    let known = fault.range().filter(|range| range.start <= range.end && text.get(range.clone()).is_some());
    // A fault that is only noticed at the end of the file has no words of its own.
    if let Some(range) = known.filter(|range| !range.is_empty()) {
        return range;
    }
    let line = fault.line().unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let words = text[start..].lines().next().unwrap_or_default();
    let from = start + (words.len() - words.trim_start().len());
    from..start + words.len()
}

fn say(fault: &minijinja::Error) -> String {
    let what = match fault.kind() {
        ErrorKind::SyntaxError => "模板写法不对",
        ErrorKind::TemplateNotFound => "没有这个模板",
        ErrorKind::UndefinedError => "用了没有的变量",
        ErrorKind::UnknownFilter => "用了没有的过滤器",
        ErrorKind::UnknownFunction => "用了没有的函数",
        ErrorKind::UnknownTest => "用了没有的判断",
        ErrorKind::OutOfFuel => "运行太久，可能是无尽的循环",
        _ => "模板不能使用",
    };
    fault.detail().map_or_else(|| what.to_owned(), |detail| format!("{what}（{detail}）"))
}
