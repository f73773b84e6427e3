//! A report's words as plain text, section by section.

use crate::content::Report;
use crate::render::markdown;

/// The words of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Section key of the form; `preface` for what stands before the first section.
    pub id: String,
    /// The statutory title; empty for the preface.
    pub title: String,
    /// Plain text, figures drawn in, a line for each paragraph.
    pub text: String,
}

/// The words of `report`: the preface where there is one, then every section of its
/// form, the empty ones included. A document is all preface.
pub fn words(report: &Report) -> Vec<Words> {
    let plain = |range| markdown::to_text(&report.narrative.filled(range, report));
    let mut words = Vec::new();
    let preface = plain(&report.narrative.preface);
    if !preface.is_empty() {
        words.push(Words { id: "preface".to_owned(), title: String::new(), text: preface });
    }
    let sections = report.edition.iter().flat_map(|edition| &edition.sections).enumerate();
    words.extend(sections.map(|(number, section)| Words {
        id: section.names.id.clone(),
        title: section.names.label.clone(),
        text: report.narrative.part(number).map(|part| plain(&part.body)).unwrap_or_default(),
    }));
    words
}
