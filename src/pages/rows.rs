//! The rows of the check sheet as HTML: a relation with its two sides, each figure linked
//! to its cell.
//!
//! Written here like the statutory tables: forty rows and sixty rules a page would cost a
//! template ten times as long.

use std::cell::RefCell;
use std::fmt::Write;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::check::rules;
use crate::check::sheet::{At, Group, Line, Side, Term, Verdict};
use crate::content::Report;
use crate::content::report::push;
use crate::edition::Kind;
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
pub(super) fn rows(ways: &Ways, group: &Group<'_>) -> String {
    let mut out = String::new();
    for line in &group.lines {
        push_line(ways, line, &mut out);
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

fn push_line(ways: &Ways, line: &Line<'_>, out: &mut String) {
    let view = verdict(&line.verdict);
    for part in ["<tr class=\"", view.state, "\"><th scope=\"row\">"] {
        out.push_str(part);
    }
    escape(&line.name, out);
    out.push_str("</th><td>");
    side(ways, &line.left, out);
    out.push_str("</td><td>");
    for (number, reading) in line.right.iter().enumerate() {
        out.push_str(if number > 0 { "<br>或 " } else { "" });
        side(ways, reading, out);
    }
    out.push_str("</td><td class=\"number\">");
    match line.difference {
        Some(difference) => out.push_str(&signed(difference.normalize())),
        None => out.push('—'),
    }
    for part in ["</td><td><span class=\"verdict ", view.state, "\">", view.word, "</span>"] {
        out.push_str(part);
    }
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

/// The rules of which there is nothing to say but what they hold: the same words on every
/// sheet, escaped once.
pub(super) struct Rules(FxHashMap<&'static str, [String; 2]>);

impl Rules {
    /// All of them.
    pub(super) fn new() -> Rules {
        let checks = rules::ALL.iter().map(|check| check.rule);
        Rules(checks.chain(rules::OTHERS.iter().copied()).map(|rule| (rule.code, around(rule))).collect())
    }

    /// How long all of them are together, in bytes.
    pub(super) fn length(&self) -> usize {
        self.0.values().flatten().map(String::len).sum()
    }

    /// Writes a rule, and perhaps why it does not apply.
    pub(super) fn write(&self, rule: &Rule, reason: &str, out: &mut String) {
        let Some([head, tail]) = self.0.get(rule.code) else { return };
        out.push_str(head);
        escape(reason, out);
        out.push_str(tail);
    }
}

/// What is written of a rule before and after the reason.
fn around(rule: &Rule) -> [String; 2] {
    let mut head = format!("<details id=\"{0}\"><summary>{0} ", rule.code);
    escape(rule.title, &mut head);
    // Writing to a String cannot fail.
    let _ = write!(head, " <small>（{}）", rule.level.name());
    let mut tail = "</small></summary><p>".to_owned();
    escape(rule.explain, &mut tail);
    tail.push_str("</p><p class=\"hint\">依据：");
    escape(rule.source, &mut tail);
    tail.push_str("</p></details>\n");
    [head, tail]
}

/// The ways from a page to reports, each worked out once: a hundred figures lead to two
/// of them.
pub(super) struct Ways {
    from: String,
    known: RefCell<Vec<(*const Report, String)>>,
}

impl Ways {
    /// Those from the page at `from`.
    pub(super) fn new(from: String) -> Ways {
        Ways { from, known: RefCell::default() }
    }

    /// The page they lead from.
    pub(super) fn from(&self) -> &str {
        &self.from
    }

    /// Writes the link to a cell on a report's page; false where the form has no such cell.
    fn push(&self, report: &Report, cell: usize, out: &mut String) -> bool {
        let Some(spec) = report.edition.as_ref().and_then(|edition| edition.cells.get(cell)) else { return false };
        let mut known = self.known.borrow_mut();
        let at = known.iter().position(|(of, _)| std::ptr::eq(*of, report)).unwrap_or_else(|| {
            let page = route::report(&report.key.office, report.key.year);
            known.push((report, route::link(&self.from, &page)));
            known.len() - 1
        });
        out.push_str(&known[at].1);
        out.push('#');
        out.push_str(&spec.html_id);
        true
    }

    /// The link to a cell on a report's page.
    pub(super) fn address(&self, report: &Report, cell: usize) -> Option<String> {
        let mut address = String::new();
        self.push(report, cell, &mut address).then_some(address)
    }
}

/// One side: `本年新收 64 + 上年结转 3 = 67`
fn side(ways: &Ways, side: &Side<'_>, out: &mut String) {
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
        push_term(ways, term, out);
    }
    if side.terms.len() + side.zeros > 1 {
        match side.sum {
            // Writing to a String cannot fail.
            Some(sum) => {
                out.push_str(" =&nbsp;<b>");
                push(sum, Kind::Wan, out);
                out.push_str("</b>");
            }
            None => out.push_str("（缺数，不相加）"),
        }
    }
}

fn push_term(ways: &Ways, term: &Term<'_>, out: &mut String) {
    escape(&term.words, out);
    if matches!(term.at, At::Words) {
        return;
    }
    if !term.words.is_empty() {
        out.push(' ');
    }
    let before = out.len();
    out.push_str("<a href=\"");
    let linked = match term.at {
        At::Cell(report, cell) => ways.push(report, cell, out),
        At::Words | At::Nowhere => false,
    };
    match linked {
        true => out.push_str("\">"),
        false => out.truncate(before),
    }
    match term.value {
        Some(value) => push(value, Kind::Wan, out),
        None => out.push_str("未填"),
    }
    if linked {
        out.push_str("</a>");
    }
}
