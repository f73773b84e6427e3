//! Figures then and now, and the entries of 更正 that account for them.

use rust_decimal::Decimal;

use crate::check::{At, Found};
use crate::content::{Correction, figure, figure_said as read, report};
use crate::edition::{Edition, Kind};

use super::{Both, RULE, entry};

/// What a cell holds; none where nothing was given.
type Figure = Option<Decimal>;

impl Both<'_> {
    /// Every figure that changed without an entry that fits, and every new entry that
    /// fits no change.
    pub(super) fn figures(&self) -> Vec<Found> {
        let (then, now) = match (&self.then.edition, &self.now.edition) {
            (Some(then), Some(now)) => (then, now),
            (None, None) => return Vec::new(),
            (then, now) => return vec![self.other_form(then.as_deref(), now.as_deref())],
        };
        if then.id != now.id {
            return vec![self.other_form(Some(then), Some(now))];
        }
        let mut found = Vec::new();
        // A row emptied as a whole is told once.
        let mut emptied = None;
        for cell in 0..now.cells.len() {
            let row = now.row_of(cell).cells.start;
            let gone = self.now.cell(cell).value().is_none() && self.then.cell(cell).value().is_some();
            if gone && emptied == Some(row) {
                continue;
            }
            if let Some(one) = self.cell(now, cell) {
                found.push(one);
                emptied = gone.then_some(row);
            }
        }
        found
    }

    fn other_form(&self, then: Option<&Edition>, now: Option<&Edition>) -> Found {
        let name = |edition: Option<&Edition>| edition.map_or("文本", |edition| edition.name.as_str()).to_owned();
        let say = format!("{}的版式发布时为{}，现在为{}，各格无从逐一比较", self.who(), name(then), name(now));
        Found::new(&RULE, At::Key("版式"), say, format!("改回“{}”时的版式", self.revision))
    }

    fn cell(&self, edition: &Edition, cell: usize) -> Option<Found> {
        let (then, now) = (self.then.cell(cell).value(), self.now.cell(cell).value());
        let kind = edition.cells[cell].kind;
        let entries: Vec<&Correction> = self.now.corrections.iter().filter(|entry| entry.cell == Some(cell)).collect();
        // An entry that does not say what stands in the cell has its own finding (S-30).
        let last = entries.iter().max_by_key(|entry| (entry.date, entry.index));
        if now.is_some() && last.is_some_and(|last| read(&last.new, kind) != Some(now)) {
            return None;
        }
        let fresh: Vec<&Correction> = self.fresh().filter(|entry| entry.cell == Some(cell)).collect();
        let (end, used) = follow(then, &entries, kind);
        let unused = fresh.iter().find(|entry| !used.contains(&entry.index));
        if end == now && unused.is_none() {
            return None;
        }
        let print = |figure: Figure| figure.map_or_else(|| "未填".to_owned(), |value| report::print(value, kind));
        let (who, name) = (self.who(), edition.say(cell));
        if let Some(wrong) = unused.or(fresh.last()) {
            let (old, new) = (&wrong.old, &wrong.new);
            let say = match then == now {
                true => format!("{who}{name}没有变，一直是 {}，更正却写原 {old}、新 {new}", print(now)),
                false => {
                    format!("{who}{name}的更正应写原 {}、新 {}，实际写原 {old}、新 {new}", print(then), print(now))
                }
            };
            let advise = "改正这条更正的“原”“新”，写改动前后的数；格写错的改正格；数改错的改正数";
            return Some(Found::new(&RULE, At::Item("更正", wrong.index), say, advise).cells([cell]));
        }
        // A total follows the figures that were typed, and their entries speak for it.
        if then == now || edition.cells[cell].derived {
            return None;
        }
        let is = |figure: Figure| figure.map_or_else(|| "没有填".to_owned(), |_| format!("为 {}", print(figure)));
        let say = format!("{who}{name}应与发布时相同，{}，现在{}，没有写更正", is(then), is(now));
        let entry = entry(Some(&figure::name_of(cell, edition)), &print(then), &print(now));
        Some(Found::new(&RULE, At::Cell(cell), say, self.advise(&entry)).cells([cell]))
    }
}

/// Follows the entries of one cell from a figure, in the order written; the figure they
/// lead to, and the places of the entries that were followed. An entry from another
/// figure is of another time and is passed over.
fn follow(from: Figure, entries: &[&Correction], kind: Kind) -> (Figure, Vec<usize>) {
    let (mut at, mut used) = (from, Vec::new());
    for entry in entries {
        if let (Some(old), Some(new)) = (read(&entry.old, kind), read(&entry.new, kind))
            && old == at
        {
            at = new;
            used.push(entry.index);
        }
    }
    (at, used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_followed_from_figure_to_figure() {
        let entry = |index, old: &str, new: &str| Correction {
            date: jiff::civil::Date::constant(2025, 3, 5),
            cell: Some(0),
            old: old.to_owned(),
            new: new.to_owned(),
            reason: "漏计".to_owned(),
            index,
        };
        let figure = |value: i64| Some(Decimal::from(value));
        let all = [entry(0, "1", "3"), entry(1, "3 件", "1,005"), entry(2, "1005", "未填")];
        let all: Vec<&Correction> = all.iter().collect();
        assert_eq!(follow(figure(1), &all[..2], Kind::Count), (figure(1005), vec![0, 1]));
        assert_eq!(follow(figure(3), &all, Kind::Count), (None, vec![1, 2]));
        assert_eq!(follow(figure(7), &all, Kind::Count), (figure(7), vec![]));
        assert_eq!(read("0.55", Kind::Wan), read("0.5500", Kind::Wan));
        assert_eq!(read("若干", Kind::Count), None);
    }
}
