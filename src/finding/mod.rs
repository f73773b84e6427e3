//! What the writer is told.
//!
//! Takes what reading and checking found, gives findings in a fixed order and shows
//! them: `human.rs` on a terminal, `json.rs` to programs, `sarif.rs` to services that
//! collect findings. Decides nothing.

mod builder;
pub mod human;
pub mod json;
mod nearest;
pub mod sarif;

use std::sync::Arc;

use serde::Serialize;

pub use builder::{Builder, in_text, place_of};
pub use nearest::nearest;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 错误: withholds publication.
    Error,
    /// 警告: publish after somebody has looked.
    Warning,
    /// 提示
    Note,
}

impl Level {
    /// 错误, 警告, 提示.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "错误",
            Level::Warning => "警告",
            Level::Note => "提示",
        }
    }
}

/// A rule and everything `nianbao explain` says about it.
#[derive(Debug)]
pub struct Rule {
    /// Stable code, e.g. `A-01`.
    pub code: &'static str,
    /// How grave a breach is.
    pub level: Level,
    /// The fault in a few words.
    pub title: &'static str,
    /// What must hold.
    pub explain: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// A wrong example.
    pub wrong: &'static str,
    /// The same, right.
    pub right: &'static str,
}

/// One fault at one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Code of the rule.
    pub code: &'static str,
    /// How grave.
    pub level: Level,
    /// What should be and what is, without a full stop.
    pub message: String,
    /// The sums behind it.
    pub details: Vec<String>,
    /// What to do.
    pub advice: String,
    /// File relative to the root, with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column from 1, in characters.
    pub column: u32,
    /// Length in characters; 0 when the whole file is meant.
    pub length: u32,
    /// Office id, where one is concerned.
    pub office: Option<Arc<str>>,
    /// Report year, where one is concerned.
    pub year: Option<u16>,
    /// Ids of the cells concerned.
    pub cells: Vec<String>,
    /// Acknowledged under 说明.
    pub acknowledged: bool,
    /// The office's 理由, where it is acknowledged.
    pub reason: Option<String>,
    /// The entry of 说明 that acknowledges it, from 0.
    pub explanation: Option<usize>,
    /// Concerns a report marked 草稿: shown, but does not withhold the others.
    pub draft: bool,
}

impl Finding {
    /// The message as it is sorted: 一二三 in the order of their numbers, which is not that
    /// of their characters.
    fn in_numeral_order(&self) -> impl Iterator<Item = (char, usize)> {
        const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
        let rank = |c| NUMERALS.iter().position(|numeral| *numeral == c).map_or((c, 0), |number| ('一', number));
        self.message.chars().map(rank)
    }

    /// Whether this keeps the site from being published.
    pub fn withholds(&self, strict: bool) -> bool {
        let grave = self.level == Level::Error || (strict && self.level == Level::Warning);
        grave && !self.acknowledged && !self.draft
    }
}

/// Puts findings into the order of files and places and drops what was said before.
pub fn settle(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.line, finding.column, finding.code);
        let words = Finding::in_numeral_order;
        a.file.cmp(&b.file).then(key(a).cmp(&key(b))).then_with(|| words(a).cmp(words(b)))
    });
    findings.dedup_by(|a, b| a.file == b.file && a.line == b.line && a.column == b.column && a.message == b.message);
}

/// How many findings of each level there are, drafts left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Reports looked at.
    pub reports: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Summary {
    /// Counts.
    pub fn of(reports: usize, findings: &[Finding]) -> Summary {
        let count = |level| findings.iter().filter(|f| f.level == level && !f.draft && !f.acknowledged).count();
        Summary { reports, errors: count(Level::Error), warnings: count(Level::Warning), notes: count(Level::Note) }
    }

    /// `共检查 3 份报告：错误 1 处，警告 0 处，提示 0 处`
    pub fn say(&self) -> String {
        format!(
            "共检查 {} 份报告：错误 {} 处，警告 {} 处，提示 {} 处",
            self.reports, self.errors, self.warnings, self.notes
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static RULE: Rule = Rule {
        code: "D-01",
        level: Level::Error,
        title: "",
        explain: "",
        why: "",
        mend: "",
        source: "",
        wrong: "",
        right: "",
    };

    #[test]
    fn numerals_are_put_in_the_order_of_their_numbers() {
        let missing = |numeral| RULE.at("narrative.md", 1, 1, 1).say(format!("缺少“{numeral}、”")).done();
        let mut findings: Vec<Finding> = "六三一五二四二".chars().map(missing).collect();
        settle(&mut findings);
        let said: String = findings.iter().filter_map(|finding| finding.message.chars().nth(3)).collect();
        assert_eq!(said, "一二三四五六");
    }
}
