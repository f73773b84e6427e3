//! The account an import ends with: every cell, every sentence, and what became of it.

use crate::edition::{Edition, Omitted};

use super::fill::{NO_TABLE, Outcome};
use super::narrative::Narrative;

/// Most unread cells, remarks or passages that are listed one by one.
const MOST: usize = 60;

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Cells of the form.
    pub cells: usize,
    /// Cells read as they stand.
    pub read: usize,
    /// Cells the sums of the form leave no choice about.
    pub deduced: usize,
    /// Cells with no figure.
    pub unread: usize,
    /// Each deduced row and each unread cell or row, in Chinese.
    pub said: Vec<String>,
    /// What was changed or noticed, in Chinese.
    pub remarks: Vec<String>,
    /// Text of the source that is no part of the report.
    pub left_out: Vec<String>,
    /// Characters kept, section by section.
    pub kept: Vec<(String, usize)>,
}

impl Account {
    pub(crate) fn new(remarks: &[String], left_out: Vec<String>) -> Account {
        Account { remarks: remarks.to_vec(), left_out, ..Account::default() }
    }

    pub(crate) fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// Counts the cells and says what each one that was not simply read came to.
    pub(crate) fn cells(&mut self, edition: &Edition, outcomes: &[Outcome]) {
        self.cells = outcomes.len();
        for table in &edition.tables {
            // A table that is unread for one reason is told once, not row by row.
            if let Some(why) = one_reason(&outcomes[table.cells.clone()]) {
                self.unread += table.cells.len();
                let key = &table.names.key;
                // An office may have said in words that there was nothing.
                let none = match table.omitted {
                    Omitted::Zero if why == NO_TABLE => format!("；本年确实一件也没有的，整块写“{key}: 无”"),
                    _ => String::new(),
                };
                self.said.push(format!("未读到 “{key}”整张表：{why}{none}"));
                continue;
            }
            for row in &table.rows {
                let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
                for cell in row.cells.clone() {
                    let (head, words) = match &outcomes[cell] {
                        Outcome::Read(_, remark) => {
                            self.read += 1;
                            if let Some(remark) = remark {
                                self.remarks.push(format!("{}：{remark}", edition.say(cell)));
                            }
                            continue;
                        }
                        Outcome::Deduced(_, how) => {
                            self.deduced += 1;
                            ("推断", how)
                        }
                        Outcome::Unread(why) => {
                            self.unread += 1;
                            ("未读到", why)
                        }
                    };
                    let said = format!("{head} “{}”：{words}", row.names.key);
                    let column = edition.column_of(cell).names.key.as_str();
                    match groups.iter_mut().find(|(known, _)| *known == said) {
                        Some((_, columns)) => columns.push(column),
                        None => groups.push((said, vec![column])),
                    }
                }
                for (said, columns) in groups {
                    // A whole row needs no list of its columns.
                    let some = format!("（{}）", columns.join("、"));
                    self.said.push(if columns.len() == row.cells.len() { said } else { said + &some });
                }
            }
        }
    }

    pub(crate) fn text(&mut self, edition: &Edition, narrative: &Narrative) {
        self.left_out.extend(narrative.left_out.iter().cloned());
        let titles = edition.sections.iter().map(|section| section.names.label.clone());
        self.kept = titles.zip(narrative.kept.iter().copied()).collect();
    }

    /// The account as lines for the clerk.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.cells > 0 {
            lines.push(format!(
                "统计表 {} 格：读到 {}，推断 {}，未读到 {}",
                self.cells, self.read, self.deduced, self.unread
            ));
        }
        list(&mut lines, &self.said);
        for (title, kept) in &self.kept {
            lines.push(format!("正文 {title}：{kept} 字"));
        }
        list(&mut lines, &self.remarks);
        if !self.left_out.is_empty() {
            let words: Vec<String> = self.left_out.iter().map(|text| format!("略去：{}", cut_short(text))).collect();
            list(&mut lines, &words);
        }
        lines
    }
}

/// Why cells are all unread, where that is one reason.
fn one_reason(outcomes: &[Outcome]) -> Option<&str> {
    let Outcome::Unread(why) = outcomes.first()? else { return None };
    outcomes.iter().all(|outcome| matches!(outcome, Outcome::Unread(other) if other == why)).then_some(why)
}

fn list(lines: &mut Vec<String>, texts: &[String]) {
    lines.extend(texts.iter().take(MOST).map(|text| format!("  {text}")));
    if texts.len() > MOST {
        lines.push(format!("  ……另有 {} 条", texts.len() - MOST));
    }
}

/// The first words of a text, for naming it.
pub(crate) fn cut_short(text: &str) -> String {
    const MOST: usize = 24;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
