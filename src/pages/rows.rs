//! The rows of the check sheet as HTML: a relation with its two sides, each figure linked
//! to its cell.
//!
//! Written here like the statutory tables: forty rows and sixty rules a page would cost a
//! template ten times as long.

use std::fmt::Write;

use serde::Serialize;

use crate::check::sheet::{At, Group, Line, Side, Term, Verdict};
use crate::content::Report;
use crate::finding::Rule;
use crate::render::escape;
use crate::site::change::signed;
use crate::site::route;

/// A verdict in words.
#[derive(Serialize)]
pub(super) struct VerdictView<'s> {
    /// `agrees`, `derived`, `differs`, `explained`, `apart` or `unchecked`.
    pub(super) state: &'static str,
    pub(super) word: &'static str,
    /// Code of the finding.
    pub(super) code: Option<&'static str>,
    /// The office's reason, or why nothing could be checked.
    pub(super) reason: Option<&'s str>,
}

/// What totals are called that nothing else was typed for.
pub(super) const DERIVED: &str = "由程序计算";

/// The words for a verdict.
pub(super) fn verdict<'v>(verdict: &'v Verdict<'v>) -> VerdictView<'v> {
    let (state, word, finding, reason) = match verdict {
        Verdict::Agrees => ("agrees", "相符", None, None),
        Verdict::Derived => ("derived", DERIVED, None, None),
        Verdict::Differs(finding) => ("differs", "不符", Some(finding), None),
        Verdict::Explained(finding, explanation) => {
            ("explained", "已说明", Some(finding), Some(explanation.reason.as_str()))
        }
        Verdict::Apart => ("apart", "有差异，未列为本报告的问题", None, None),
        Verdict::NotChecked(reason) => ("unchecked", "未校验", None, Some(&**reason)),
    };
    VerdictView { state, word, code: finding.map(|finding| finding.code), reason }
}

/// The rows of a group, with one for all lines whose terms are 0.
pub(super) fn rows(from: &str, group: &Group<'_>) -> String {
    let mut out = String::new();
    for line in &group.lines {
        push_line(from, line, &mut out);
    }
    if !group.zeros.is_empty() {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<tr class=\"derived\"><th scope=\"row\">其余 {} 项</th><td>0</td><td>各项均为 0：",
            group.zeros.len()
        );
        escape(&group.zeros.join("、"), &mut out);
        let _ = writeln!(
            out,
            "</td><td class=\"number\">—</td><td><span class=\"verdict derived\">{DERIVED}</span></td></tr>"
        );
    }
    out
}

fn push_line(from: &str, line: &Line<'_>, out: &mut String) {
    let view = verdict(&line.verdict);
    let _ = write!(out, "<tr class=\"{}\"><th scope=\"row\">", view.state);
    escape(&line.name, out);
    out.push_str("</th><td>");
    side(from, &line.left, out);
    out.push_str("</td><td>");
    for (number, reading) in line.right.iter().enumerate() {
        out.push_str(if number > 0 { "<br>或 " } else { "" });
        side(from, reading, out);
    }
    out.push_str("</td><td class=\"number\">");
    match line.difference {
        Some(difference) => out.push_str(&signed(difference.normalize())),
        None => out.push('—'),
    }
    let _ = write!(out, "</td><td><span class=\"verdict {}\">{}</span>", view.state, view.word);
    if let Some(code) = view.code {
        let _ = write!(out, "<a href=\"#{code}\">{code}</a>");
    }
    if let Some(reason) = view.reason {
        out.push_str("<span class=\"reason\">");
        escape(reason, out);
        out.push_str("</span>");
    }
    out.push_str("</td></tr>\n");
}

/// A rule of which there is nothing to say but what it holds, and perhaps why it does not
/// apply.
pub(super) fn rule(rule: &Rule, reason: &str, out: &mut String) {
    let _ = write!(out, "<details id=\"{0}\"><summary>{0} ", rule.code);
    escape(rule.title, out);
    let _ = write!(out, " <small>（{}）", rule.level.name());
    escape(reason, out);
    out.push_str("</small></summary><p>");
    escape(rule.explain, out);
    out.push_str("</p><p class=\"hint\">依据：");
    escape(rule.source, out);
    out.push_str("</p></details>\n");
}

/// One side as the page at `from` shows it: `本年新收 64 + 上年结转 3 = 67`
fn side(from: &str, side: &Side<'_>, out: &mut String) {
    if side.terms.is_empty() {
        out.push_str("各项均为 0");
        return;
    }
    for (number, term) in side.terms.iter().enumerate() {
        match (number, term.minus) {
            (0, _) => {}
            (_, true) => out.push_str(" − "),
            (_, false) => out.push_str(" + "),
        }
        push_term(from, term, out);
    }
    if side.terms.len() + side.zeros > 1 {
        match side.sum {
            // Writing to a String cannot fail.
            Some(sum) => drop(write!(out, " =&nbsp;<b>{sum}</b>")),
            None => out.push_str("（缺数，不相加）"),
        }
    }
}

fn push_term(from: &str, term: &Term<'_>, out: &mut String) {
    escape(&term.words, out);
    if matches!(term.at, At::Words) {
        return;
    }
    if !term.words.is_empty() {
        out.push(' ');
    }
    let value = term.value.map_or_else(|| "未填".to_owned(), |value| value.to_string());
    let href = match term.at {
        At::Cell(report, cell) => address(from, report, cell),
        At::Words | At::Nowhere => None,
    };
    match href {
        Some(href) => drop(write!(out, "<a href=\"{href}\">{value}</a>")),
        None => out.push_str(&value),
    }
}

/// The link from the page at `from` to a cell on a report's page.
pub(super) fn address(from: &str, report: &Report, cell: usize) -> Option<String> {
    let id = &report.edition.as_ref()?.cells.get(cell)?.html_id;
    let page = route::report(&report.key.office, report.key.year);
    Some(format!("{}#{id}", route::link(from, &page)))
}
