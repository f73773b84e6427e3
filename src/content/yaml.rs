//! One YAML file of `content/`: what is wrong with its writing told, and places looked up
//! for what is wrong with its content.

use std::path::Path;

use crate::finding::{Builder, Finding, Rule};
use crate::source::text::{self, Refusal, YAML_LIMIT};
use crate::source::tree::{self, FaultKind, Node, Part, Step};

use super::data;
use super::office::Office;
use super::rules;
use super::spotted::Spotted;

/// A YAML file: its text, while places must still be looked up in it, and its tree.
#[derive(Default)]
pub(super) struct Yaml {
    pub(super) text: String,
    pub(super) tree: Option<Node>,
}

impl Yaml {
    /// Reads and parses; what is wrong with the writing becomes findings.
    pub(super) fn read(root: &Path, file: &str, findings: &mut Vec<Finding>) -> Yaml {
        let text = match text::read(root, file, YAML_LIMIT) {
            Ok(text) => text.body,
            Err(refusal) => {
                findings.push(owned(refused(file, &refusal), file).done());
                return Yaml::default();
            }
        };
        let parsed = tree::parse(&text);
        for mut fault in parsed.faults {
            if fault.kind == FaultKind::Empty && file.ends_with("/office.yaml") {
                fault.advice = "写一行“全称: 机关印章上的名称”".to_owned();
            }
            let at = rules::writing(&fault).at(file, fault.place.line, fault.place.column, fault.place.length);
            findings.push(owned(at.say(fault.message).advise(fault.advice), file).done());
        }
        Yaml { text: parsed.repaired.unwrap_or(text), tree: parsed.tree }
    }

    /// Keys that stand twice in one map, at their second place.
    pub(super) fn duplicates(&self) -> Vec<Spotted> {
        fn walk(node: &Node, path: &mut Vec<Step>, spotted: &mut Vec<Spotted>) {
            match node {
                Node::Scalar(_) => {}
                Node::List(items) => {
                    for (number, item) in items.iter().enumerate() {
                        path.push(Step::item(number));
                        walk(item, path, spotted);
                        path.pop();
                    }
                }
                Node::Map(written) => {
                    for (number, (key, value)) in written.iter().enumerate() {
                        path.push(Step::entry(number));
                        if written[..number].iter().any(|(earlier, _)| earlier == key) {
                            let say = format!("“{key}”写了两次");
                            spotted.push(Spotted::new(&rules::DUPLICATE, path, Part::Key, say, "只留正确的一处"));
                        }
                        walk(value, path, spotted);
                        path.pop();
                    }
                }
            }
        }
        let mut spotted = Vec::new();
        if let Some(tree) = &self.tree {
            walk(tree, &mut Vec::new(), &mut spotted);
        }
        spotted
    }

    /// Looks up the places of what was spotted.
    pub(super) fn place(
        &self,
        file: &str,
        spotted: Vec<Spotted>,
        office: &Office,
        year: Option<u16>,
        findings: &mut Vec<Finding>,
    ) {
        if spotted.is_empty() {
            return;
        }
        let paths: Vec<(&[Step], Part)> = spotted.iter().map(|spotted| (&spotted.path[..], spotted.part)).collect();
        for (place, spotted) in tree::locate_all(&self.text, &paths).into_iter().zip(&spotted) {
            let mut at =
                spotted.rule.at(file, place.line, place.column, place.length).office(&office.id).say(&spotted.say);
            if let Some(year) = year {
                at = at.year(year);
            }
            for detail in &spotted.because {
                at = at.because(detail);
            }
            findings.push(at.level(spotted.level).advise(&spotted.advise).cells(&spotted.cells).done());
        }
    }
}

/// A finding with the office and year that its file's path names.
pub(super) fn owned(finding: Builder, file: &str) -> Builder {
    let mut parts = file.split('/').skip(1);
    let (office, year) = (parts.next(), parts.next().and_then(data::folder_year));
    let finding = match office {
        Some(office) => finding.office(office),
        None => finding,
    };
    match year {
        Some(year) => finding.year(year),
        None => finding,
    }
}

/// A file that could not be read as text.
pub(super) fn refused(file: &str, refusal: &Refusal) -> Builder {
    let rule: &'static Rule = match refusal {
        Refusal::TooLarge { .. } => &rules::TOO_LARGE,
        Refusal::Unreadable { .. } => &rules::UNREADABLE,
        _ => &rules::ENCODING,
    };
    let (line, column) = refusal.position().unwrap_or((1, 1));
    rule.at(file, line, column, 1).say(refusal.message()).advise(refusal.advice())
}
