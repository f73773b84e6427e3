//! Where in the files a cell, a key or some words stand.
//!
//! Reports keep no line numbers. When a check has found something, the file is read
//! once more and filled once more with the places noted; that happens only for reports
//! with findings, and the places cannot disagree with the figures because the same code
//! reads both.

use std::path::Path;

use crate::edition::Editions;
use crate::finding::{Builder, Rule};
use crate::source::tree::{self, Node, Part, Step};

use super::data::{self, Places as CellPlaces};
use super::office::Office;
use super::office_file;
use super::report::Report;
use super::yaml::Yaml;

/// The places of one report's `data.yaml`.
#[derive(Debug, Default)]
pub struct Places {
    text: String,
    tree: Option<Node>,
    cells: CellPlaces,
}

impl Places {
    /// Reads the file of `report` again. A file that is gone by now gives places at
    /// its head.
    pub fn of(root: &Path, report: &Report, office: &Office, editions: &Editions) -> Places {
        let file = format!("{}/data.yaml", report.folder());
        let yaml = Yaml::read(root, &file, &mut Vec::new());
        let mut cells = CellPlaces::new();
        if let Some(tree) = &yaml.tree {
            data::read(tree, report.key.year, &[&office.name], editions, &mut Vec::new(), Some(&mut cells));
        }
        Places { text: yaml.text, tree: yaml.tree, cells }
    }

    /// A finding at the number numbered `cell`. A derived cell stands where it was
    /// restated, else at the first figure written in its row.
    pub fn cell(&self, rule: &'static Rule, file: &str, cell: usize) -> Builder {
        match self.cells.get(cell) {
            Some(Some((path, part))) => self.at(rule, file, path, *part),
            _ => self.at(rule, file, &[], Part::Value),
        }
    }

    /// A finding at the first of `cells` that was written.
    pub fn first_written(&self, rule: &'static Rule, file: &str, cells: &[usize]) -> Builder {
        let written = cells.iter().find(|cell| matches!(self.cells.get(**cell), Some(Some((_, Part::Value)))));
        self.cell(rule, file, written.or(cells.first()).copied().unwrap_or(usize::MAX))
    }

    /// A finding at a key of the top level.
    pub fn key(&self, rule: &'static Rule, file: &str, key: &str) -> Builder {
        match self.entry(key) {
            Some((number, _)) => self.at(rule, file, &[Step::entry(number)], Part::Value),
            None => self.at(rule, file, &[], Part::Value),
        }
    }

    /// A finding at an entry of a list at the top level.
    pub fn item(&self, rule: &'static Rule, file: &str, key: &str, index: usize) -> Builder {
        match self.entry(key) {
            Some((number, Node::List(_))) => {
                self.at(rule, file, &[Step::entry(number), Step::item(index)], Part::Value)
            }
            // One entry written without the dash.
            Some((number, _)) => self.at(rule, file, &[Step::entry(number)], Part::Value),
            None => self.at(rule, file, &[], Part::Value),
        }
    }

    /// The entry of the top level with this Chinese key, or with the English one.
    fn entry(&self, key: &str) -> Option<(usize, &Node)> {
        let Some(Node::Map(written)) = &self.tree else { return None };
        let field = data::KNOWN.into_iter().find(|field| field[0] == key);
        let called = |name: &str| name == key || field.is_some_and(|field| field.contains(&name));
        let number = written.iter().position(|(name, _)| called(name))?;
        Some((number, &written[number].1))
    }

    fn at(&self, rule: &'static Rule, file: &str, path: &[Step], part: Part) -> Builder {
        let place = tree::locate(&self.text, path, part);
        rule.at(file, place.line, place.column, place.length)
    }
}

/// A finding at `key` of the `office.yaml` of the office called `id`; of several values at
/// the one that is `value`. The file is read once more; one that does not say it, or is gone
/// by now, gives its head.
pub fn in_office(root: &Path, rule: &'static Rule, id: &str, key: &str, value: &str) -> Builder {
    let file = format!("content/{id}/office.yaml");
    let yaml = Yaml::read(root, &file, &mut Vec::new());
    let Some(Node::Map(written)) = &yaml.tree else { return rule.whole_file(&file).office(id) };
    let field = office_file::KNOWN.into_iter().find(|field| field[0] == key);
    let called = |name: &str| name == key || field.is_some_and(|field| field.contains(&name));
    let Some(number) = written.iter().position(|(name, _)| called(name)) else {
        return rule.whole_file(&file).office(id);
    };
    let item = match &written[number].1 {
        Node::List(items) => items.iter().position(|item| matches!(item, Node::Scalar(word) if **word == *value)),
        Node::Scalar(_) | Node::Map(_) => None,
    };
    let path: Vec<Step> = [Step::entry(number)].into_iter().chain(item.map(Step::item)).collect();
    let place = tree::locate(&yaml.text, &path, Part::Value);
    rule.at(&file, place.line, place.column, place.length).office(id)
}
