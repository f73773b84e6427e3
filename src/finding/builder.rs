//! Findings are made by their rule and filled in step by step, so that none is without
//! a code, a level or a place.

use std::ops::Range;
use std::sync::Arc;

use super::{Finding, Level, Rule};

impl Rule {
    /// A finding at a place: line and column from 1, length in characters.
    pub fn at(&'static self, file: &str, line: u32, column: u32, length: u32) -> Builder {
        Builder(Finding {
            code: self.code,
            level: self.level,
            message: self.title.to_owned(),
            details: Vec::new(),
            advice: self.mend.to_owned(),
            file: file.to_owned(),
            line,
            column,
            length,
            office: None,
            year: None,
            cells: Vec::new(),
            acknowledged: false,
            draft: false,
        })
    }

    /// A finding about a file as a whole, or one that is not there.
    pub fn whole_file(&'static self, file: &str) -> Builder {
        self.at(file, 1, 1, 0)
    }
}

/// A finding being filled in.
#[must_use]
#[derive(Debug)]
pub struct Builder(Finding);

impl Builder {
    /// Another level than the rule's own, where the rule has two.
    pub fn level(mut self, level: Level) -> Builder {
        self.0.level = level;
        self
    }

    /// What should be and what is.
    pub fn say(mut self, message: impl Into<String>) -> Builder {
        self.0.message = message.into();
        self
    }

    /// A sum or a circumstance behind it.
    pub fn because(mut self, detail: impl Into<String>) -> Builder {
        self.0.details.push(detail.into());
        self
    }

    /// What to do.
    pub fn advise(mut self, advice: impl Into<String>) -> Builder {
        self.0.advice = advice.into();
        self
    }

    /// The office concerned.
    pub fn office(mut self, id: &str) -> Builder {
        self.0.office = Some(Arc::from(id));
        self
    }

    /// The report year concerned.
    pub fn year(mut self, year: u16) -> Builder {
        self.0.year = Some(year);
        self
    }

    /// The cells concerned.
    pub fn cells(mut self, ids: &[String]) -> Builder {
        self.0.cells.extend_from_slice(ids);
        self
    }

    /// The finding.
    pub fn done(self) -> Finding {
        self.0
    }
}

/// A finding at a range of bytes of a text.
pub fn in_text(rule: &'static Rule, file: &str, text: &str, range: &Range<usize>) -> Builder {
    let before = &text[..range.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let line = number(before.bytes().filter(|byte| *byte == b'\n').count() + 1);
    let column = number(text[line_start..range.start].chars().count() + 1);
    // A finding points at one line; words that run over several are marked on the first.
    let words = text[range.clone()].split('\n').next().unwrap_or_default();
    rule.at(file, line, column, number(words.chars().count()))
}
