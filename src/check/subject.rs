//! What a check looks at: a report with all it may be held against, worked out when a check
//! first asks for it.

use std::cell::{Cell, OnceCell};
use std::path::Path;

use crate::config::Config;
use crate::content::places::in_office;
use crate::content::{Content, Office, Part, Report};
use crate::edition::{Edition, Relation};
use crate::finding::{Builder, Rule};

use super::carry::{self, Carried};
use super::claims::{self, Said, Stated};
use super::text::Plain;
use super::{Out, Wider};

/// What a check looks at.
pub struct Subject<'c> {
    /// The report.
    pub report: &'c Report,
    /// Its office.
    pub office: &'c Office,
    /// Everything else.
    pub content: &'c Content,
    /// What is known of all reports together.
    pub wider: &'c Wider<'c>,
    /// Thresholds and deadlines.
    pub config: &'c Config,
    plain: OnceCell<Plain>,
    stated: OnceCell<Vec<Stated>>,
    said: Option<&'c Said>,
    carried: OnceCell<Vec<Carried>>,
    alike: OnceCell<Option<(&'c Office, usize)>>,
    /// Whether the form was asked for and there is none.
    pub(super) form_was_missed: Cell<bool>,
}

/// What a check of an office looks at.
pub struct OfficeSubject<'c> {
    /// The office.
    pub office: &'c Office,
    /// Its years with a report, oldest first.
    pub years: &'c [u16],
    /// What is known of all reports together.
    pub wider: &'c Wider<'c>,
    /// The folder of the site.
    pub root: &'c Path,
}

impl OfficeSubject<'_> {
    /// A finding about the whole office.
    pub fn finding(&self, rule: &'static Rule) -> Builder {
        rule.whole_file(&format!("content/{}/office.yaml", self.office.id)).office(&self.office.id)
    }

    /// A finding at `key` of `office.yaml`; of several values at the one that is `value`.
    pub fn at(&self, rule: &'static Rule, key: &str, value: &str) -> Builder {
        in_office(self.root, rule, &self.office.id, key, value)
    }
}

impl<'c> Subject<'c> {
    /// A report to be looked at.
    pub fn new(
        report: &'c Report,
        office: &'c Office,
        content: &'c Content,
        wider: &'c Wider<'c>,
        config: &'c Config,
    ) -> Subject<'c> {
        Subject {
            report,
            office,
            content,
            wider,
            config,
            plain: OnceCell::new(),
            stated: OnceCell::new(),
            said: None,
            carried: OnceCell::new(),
            alike: OnceCell::new(),
            form_was_missed: Cell::new(false),
        }
    }

    /// As it is, with what its text was read to say before.
    pub fn with_said(self, said: Option<&'c Said>) -> Subject<'c> {
        Subject { said, ..self }
    }

    /// What its text was read to say, to be kept; none where no check asked.
    pub fn into_said(self) -> Option<Said> {
        let drawn = self.plain.get()?.drawn;
        Some(Said { stated: self.stated.into_inner()?, drawn })
    }

    /// The report's form, if it has tables.
    pub fn edition(&self) -> Option<&'c Edition> {
        let form = self.report.edition.as_deref();
        self.form_was_missed.set(self.form_was_missed.get() || form.is_none());
        form
    }

    /// The report of the year before: the office's own, or that of the one office it
    /// continues.
    pub fn before(&self) -> Option<&'c Report> {
        self.wider.before(self.office, self.report)
    }

    /// The part of the narrative that holds the section called `id` (`overview`).
    pub fn section(&self, id: &str) -> Option<&'c Part> {
        let sections = &self.edition()?.sections;
        self.report.narrative.part(sections.iter().position(|section| section.names.id == id)?)
    }

    /// The words, as checks read them; worked out once.
    pub fn plain(&self) -> &Plain {
        self.plain.get_or_init(|| {
            let text = &self.report.narrative.text;
            Plain::of(text, 0..text.len())
        })
    }

    /// The other office of the same year that shares most sentences with the report, and how
    /// many; worked out once.
    pub fn most_alike(&self) -> Option<(&'c Office, usize)> {
        *self.alike.get_or_init(|| self.wider.most_alike(self.report))
    }

    /// Lines before the first section that are the report's title.
    pub fn titles(&self) -> Vec<std::ops::Range<usize>> {
        let plain = self.plain();
        let preface = plain.within(&self.report.narrative.preface);
        let mut lines = Vec::new();
        let mut start = preface.start;
        for line in plain.text[preface].split_inclusive('\n') {
            let words = line.trim_end();
            if words.contains("政府信息公开") && words.contains("报告") && !words.contains(['。', '，', '《'])
            {
                lines.push(start..start + words.len());
            }
            start += line.len();
        }
        lines
    }

    /// The numbers of the text that speak of cells; worked out once.
    pub fn stated(&self) -> &[Stated] {
        match self.said {
            Some(said) => &said.stated,
            None => self.stated.get_or_init(|| claims::stated(self.report, self.office.kind, self.plain())),
        }
    }

    /// How many figures of the text are drawn from the tables.
    pub fn drawn(&self) -> usize {
        self.said.map_or_else(|| self.plain().drawn, |said| said.drawn)
    }

    /// The same for a rule that cannot do without it: where one was to be expected, it is
    /// noted that the rule was not checked.
    pub fn needs_before(&self, rule: &'static Rule, out: &mut Out) -> Option<&'c Report> {
        let before = self.before();
        if before.is_none() && !self.is_first() {
            out.not_checked(rule, self.wider.none_before(self.office, self.report));
        }
        before
    }

    /// The report of the year after, if the office has one.
    pub fn after(&self) -> Option<&'c Report> {
        self.wider.report(&self.office.id, self.report.key.year.checked_add(1)?)
    }

    /// Whether no earlier report was to be expected: the office's first, and no office
    /// was merged into it.
    pub fn is_first(&self) -> bool {
        let year = self.report.key.year;
        let first = self.office.first_year.or_else(|| self.wider.years(&self.office.id).first().copied());
        self.office.predecessors.is_empty() && first.is_none_or(|first| first >= year)
    }

    /// The figures carried over from last year; none where there is nothing to hold them
    /// against.
    pub fn carried(&self) -> &[Carried] {
        self.carried.get_or_init(|| carry::carried(self).unwrap_or_default())
    }

    /// Whether every relation that one of `cells` takes part in holds.
    pub fn balances(&self, cells: impl Iterator<Item = usize>) -> bool {
        let Some(edition) = self.edition() else { return true };
        let cells: Vec<usize> = cells.collect();
        let concerned = |relation: &Relation| {
            cells.iter().any(|cell| relation.left.contains(cell) || relation.right.contains(cell))
        };
        edition.relations.iter().filter(|relation| concerned(relation)).all(|relation| self.report.balances(relation))
    }

    /// The sum of the cells that mean `role`; none where the form has none of them or a
    /// figure is missing.
    pub fn role(&self, role: &str) -> Option<rust_decimal::Decimal> {
        let edition = self.edition()?;
        self.report.sum(edition.role(role))
    }
}
