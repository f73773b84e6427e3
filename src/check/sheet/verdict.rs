//! What the run said of a relation.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::content::{Explanation, Report};
use crate::edition::Edition;
use crate::finding::Finding;
use crate::finding::json::NotChecked;

use super::ruling::of_a_check;

/// The verdict on one relation.
#[derive(Debug)]
pub enum Verdict<'s> {
    /// 相符
    Agrees,
    /// 由程序计算: the sum is worked out and nothing else was typed.
    Derived,
    /// 不符, with the finding that says so.
    Differs(&'s Finding),
    /// 已说明: the finding, and the office's explanation.
    Explained(&'s Finding, &'s Explanation),
    /// The sides differ and the run did not remark it here: what is wrong is said
    /// elsewhere, such as in last year's report.
    Apart,
    /// 未校验, with the reason.
    NotChecked(Cow<'s, str>),
}

/// The findings of one report, asked relation by relation.
pub(super) struct Judge<'s> {
    report: &'s Report,
    pub(super) findings: &'s [&'s Finding],
    pub(super) not_checked: &'s [&'s NotChecked],
}

impl<'s> Judge<'s> {
    pub(super) fn new(report: &'s Report, findings: &'s [&'s Finding], not_checked: &'s [&'s NotChecked]) -> Judge<'s> {
        Judge { report, findings, not_checked }
    }

    /// Whether the run had nothing to say of the report, as of most.
    pub(super) fn found_nothing(&self) -> bool {
        self.findings.is_empty() && self.not_checked.is_empty()
    }

    /// The verdict on an equation: agreement needs no asking. `cells` are those of this
    /// report, the one it is about first.
    pub(super) fn equal(
        &self,
        edition: &Edition,
        code: &str,
        difference: Option<Decimal>,
        cells: &[usize],
    ) -> Verdict<'s> {
        match difference {
            None => Verdict::NotChecked(Cow::Borrowed("有一格未填")),
            Some(difference) if difference.is_zero() => Verdict::Agrees,
            Some(_) => self.differing(edition, code, cells),
        }
    }

    /// The verdict on sides that do not agree: the check's own finding at that cell, else
    /// its finding at another cell, else another check's into which it was joined.
    pub(super) fn differing(&self, edition: &Edition, code: &str, cells: &[usize]) -> Verdict<'s> {
        let names = |finding: &Finding, cell: &usize| finding.cells.contains(&edition.cells[*cell].id);
        let own = |finding: &&&'s Finding| finding.code == code;
        let at_first = |finding: &&&'s Finding| cells.first().is_some_and(|cell| names(finding, cell));
        let at_any = |finding: &&&'s Finding| cells.iter().any(|cell| names(finding, cell));
        let mut findings = self.findings.iter().filter(own);
        let found = findings.clone().find(at_first).or_else(|| findings.find(at_any));
        found.map_or_else(|| self.of_another(edition, code, cells), |finding| self.said(finding))
    }

    /// The verdict another check's finding gives, which names one of the cells and gives
    /// its sums: one wrong figure is said once.
    pub(super) fn of_another(&self, edition: &Edition, code: &str, cells: &[usize]) -> Verdict<'s> {
        let names = |finding: &Finding| cells.iter().any(|cell| finding.cells.contains(&edition.cells[*cell].id));
        let mut others = self
            .findings
            .iter()
            .filter(|finding| finding.code != code && !finding.details.is_empty() && of_a_check(finding));
        others.find(|finding| names(finding)).map_or(Verdict::Apart, |finding| self.said(finding))
    }

    /// The verdict that a finding gives.
    pub(super) fn said(&self, finding: &'s Finding) -> Verdict<'s> {
        match self.explanation(finding) {
            Some(explanation) => Verdict::Explained(finding, explanation),
            None => Verdict::Differs(finding),
        }
    }

    /// The office's explanations that name `code` and acknowledge no finding.
    pub(super) fn unattached(&self, code: &str) -> Vec<&'s Explanation> {
        let free = |explanation: &&Explanation| {
            explanation.code == code
                && self.findings.iter().all(|finding| finding.explanation != Some(explanation.index))
        };
        self.report.explanations.iter().filter(free).collect()
    }

    /// The office's explanation of a finding.
    pub(super) fn explanation(&self, finding: &Finding) -> Option<&'s Explanation> {
        let index = finding.explanation?;
        self.report.explanations.iter().find(|explanation| explanation.index == index)
    }
}
