//! Every check with its verdict on one report.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::check::{Check, Out, Subject, rules};
use crate::content::Explanation;
use crate::edition::Edition;
use crate::finding::{Finding, Rule};

use super::verdict::{Judge, Verdict};
use super::{Group, Record};

/// One check and what it said of the report.
#[derive(Debug)]
pub struct Ruling<'s> {
    /// The rule it holds.
    pub rule: &'static Rule,
    /// All in all.
    pub state: State<'s>,
    /// What it found, each with the office's explanation.
    pub findings: Vec<(&'s Finding, Option<&'s Explanation>)>,
    /// What could not be checked, and why.
    pub reasons: Vec<&'s str>,
    /// Explanations of the office that name this check and no finding of their own: it
    /// could not be made, or what it found was joined into another's.
    pub explanations: Vec<&'s Explanation>,
}

/// The verdict of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State<'s> {
    /// 未发现问题
    Clean,
    /// Something was found that is not explained.
    Open,
    /// 已说明: everything found is.
    Explained,
    /// 未校验
    NotChecked,
    /// What it found was taken up into the finding of another check, whose code this is.
    Joined(&'s str),
    /// 不适用, with the reason.
    NotApplicable(Cow<'s, str>),
}

/// All checks, in the order of their codes.
pub(super) fn rulings<'s>(
    record: &'s Record<'_>,
    subject: &Subject<'_>,
    judge: &Judge<'s>,
    groups: &[Group<'s>],
) -> Vec<Ruling<'s>> {
    let own = subject.report.edition.as_ref().and_then(|edition| record.forms.get(edition.id.as_str()));
    let (taken_up, grounds) = (taken_up(groups), grounds(groups));
    let state = |check: &Check| {
        let rule = check.rule;
        if let Some((_, other)) = taken_up.iter().find(|(code, _)| *code == rule.code) {
            State::Joined(other)
        } else if needs_a_form(check, subject) {
            State::NotApplicable(Cow::Borrowed("本报告是文本，没有统计表"))
        } else if record.of_forms.contains(rule.code) && own.is_none_or(|own| !own.contains(rule.code)) {
            State::NotApplicable(Cow::Borrowed("本报告的版式没有这些项目"))
        } else if let Some(reason) = grounds.get(rule.code).copied().flatten() {
            State::NotApplicable(Cow::Owned(reason.to_owned()))
        } else {
            State::Clean
        }
    };
    let mut rulings: Vec<Ruling<'s>> =
        rules::ALL.iter().map(|check| Ruling::new(check.rule, judge, || state(check))).collect();
    // Rules that are not looked at report by report speak up only where they found
    // something: of the others nobody knows whether they were asked.
    let others = rules::OTHERS.iter().map(|rule| Ruling::new(rule, judge, || State::Clean));
    rulings.extend(others.filter(|ruling| ruling.state != State::Clean));
    rulings.sort_by_key(|ruling| ruling.rule.code);
    rulings
}

impl<'s> Ruling<'s> {
    /// What the run said of a rule; `silent` gives the state where it said nothing.
    fn new(rule: &'static Rule, judge: &Judge<'s>, silent: impl FnOnce() -> State<'s>) -> Ruling<'s> {
        if judge.found_nothing() {
            return Ruling {
                rule,
                state: silent(),
                findings: Vec::new(),
                reasons: Vec::new(),
                explanations: judge.unattached(rule.code),
            };
        }
        let of_rule = judge.findings.iter().filter(|finding| finding.code == rule.code);
        let findings: Vec<_> = of_rule.map(|finding| (*finding, judge.explanation(finding))).collect();
        let not_checked = judge.not_checked.iter().filter(|not| not.code == rule.code);
        let reasons: Vec<&str> = not_checked.map(|not| not.reason.as_str()).collect();
        let state = if findings.iter().any(|(_, explanation)| explanation.is_none()) {
            State::Open
        } else if !findings.is_empty() {
            State::Explained
        } else if !reasons.is_empty() {
            State::NotChecked
        } else {
            silent()
        };
        Ruling { rule, state, findings, reasons, explanations: judge.unattached(rule.code) }
    }
}

/// Checks that found something which was joined into the finding of another check: their
/// codes and that check's, in the order of the lines.
fn taken_up<'s>(groups: &[Group<'s>]) -> Vec<(&'s str, &'s str)> {
    let lines = groups.iter().flat_map(|group| &group.lines);
    let joined = lines.filter_map(|line| match line.verdict {
        Verdict::Differs(finding) | Verdict::Explained(finding, _) if finding.code != line.code => {
            Some((line.code, finding.code))
        }
        _ => None,
    });
    joined.collect()
}

/// Why the figures a check holds have nothing to be held against, where the run did not
/// expect anything: an office's first report. Of several groups the first counts.
fn grounds<'g>(groups: &'g [Group<'_>]) -> FxHashMap<&'g str, Option<&'g str>> {
    let mut grounds = FxHashMap::default();
    for group in groups {
        for code in &group.codes {
            grounds.entry(*code).or_insert(group.reason.as_deref());
        }
    }
    grounds
}

/// Whether the check looks for a form that the report does not have. Asked by letting it
/// look: no list of checks has to be kept beside them.
fn needs_a_form(check: &Check, subject: &Subject<'_>) -> bool {
    if subject.report.edition.is_some() {
        return false;
    }
    subject.form_was_missed.set(false);
    (check.look)(subject, &mut Out::default());
    subject.form_was_missed.get()
}

/// Findings of reading the files.
pub(super) fn others<'s>(findings: &[&'s Finding]) -> Vec<&'s Finding> {
    findings.iter().copied().filter(|finding| !of_a_check(finding)).collect()
}

/// Whether a finding has its place among the rulings: those of reading the files have not.
pub(super) fn of_a_check(finding: &Finding) -> bool {
    let mut rules = rules::ALL.iter().map(|check| check.rule).chain(rules::OTHERS.iter().copied());
    rules.any(|rule| rule.code == finding.code)
}

/// Codes of the checks that hold figures named in the data of a form.
pub(super) fn codes(edition: &Edition) -> Vec<&str> {
    let relations = edition.relations.iter().map(|relation| relation.check.as_str());
    let derived = edition.derived.iter().map(|derived| derived.check.as_str());
    let stocks = edition.stocks.iter().map(|stock| stock.check.as_str());
    let limits = edition.limits.iter().map(|limit| limit.check.as_str());
    let carries = edition.tables.iter().filter_map(|table| Some(table.carry.as_ref()?.check.as_str()));
    let claims = edition.words.claims.iter().map(|claim| claim.check.as_str());
    let mut codes: Vec<&str> =
        relations.chain(derived).chain(stocks).chain(limits).chain(carries).chain(claims).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
