//! Which words of a narrative speak of which cells.
//!
//! Takes the embedded `data/words.yaml`, gives [`Words`] for one form: the entries whose
//! cells the form has, with the cells as numbers.

mod spec;

use std::ops::Range;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use self::spec::{ClaimSpec, NothingSpec, SPEC, STOCK};
use super::Edition;

/// What a figure of the text may be split into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parts {
    /// By kinds of applicants.
    Applicants,
    /// By results of cases.
    Results,
}

/// A word that is looked for beside numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Its place among all words that are looked for.
    number: usize,
}

/// Which words stand in a clause.
#[derive(Clone, Debug, Default)]
pub struct Standing([u64; 8]);

impl Standing {
    /// Whether `word` does.
    pub fn has(&self, word: &Word) -> bool {
        self.0[word.number / 64] & (1 << (word.number % 64)) != 0
    }
}

/// Finds all words of a clause in one look: there are a hundred of them, and some numbers
/// in every text.
#[derive(Default)]
struct Finder {
    known: Vec<String>,
    /// The place of each of them.
    numbers: FxHashMap<String, usize>,
    automaton: Option<AhoCorasick>,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.known.fmt(f)
    }
}

impl Finder {
    fn words(&mut self, words: &[String]) -> Vec<Word> {
        words
            .iter()
            .map(|text| {
                let number = *self.numbers.entry(text.clone()).or_insert_with(|| {
                    self.known.push(text.clone());
                    self.known.len() - 1
                });
                Word { text: text.clone(), number }
            })
            .collect()
    }

    fn finish(&mut self) -> Result<(), String> {
        if self.known.len() > Standing::default().0.len() * 64 {
            return Err("too many words beside numbers".to_owned());
        }
        self.automaton = Some(AhoCorasick::new(&self.known).map_err(|fault| fault.to_string())?);
        Ok(())
    }
}

impl Words {
    /// Which of the words that are looked for beside numbers stand in `clause`.
    pub fn standing(&self, clause: &str) -> Standing {
        let mut standing = Standing::default();
        let found = self.finder.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(clause));
        for found in found {
            let number = found.pattern().as_usize();
            standing.0[number / 64] |= 1 << (number % 64);
        }
        standing
    }

    /// Where words stand that everybody writes, in order. None holds a mark that ends a
    /// sentence: of two that overlap one is enough to know the sentence by.
    pub fn stock(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        self.stock.iter().flat_map(move |stock| stock.find_iter(text)).map(|found| found.range())
    }
}

/// The words of one form.
#[derive(Debug, Default)]
pub struct Words {
    finder: Finder,
    /// What a number may speak of; the first that fits its clause counts.
    pub claims: Vec<Claim>,
    /// Words for a case's result, and its column's place.
    pub case_results: Vec<(Vec<Word>, usize)>,
    /// Words for applicants, and their columns' places.
    pub applicants: Vec<(Vec<Word>, Vec<usize>)>,
    /// Words for applicants of every kind: they part nothing.
    pub everybody: Vec<Word>,
    /// Sayings that there was nothing.
    pub nothing: Vec<Nothing>,
    /// Between a saying and what it is said of: there was nothing of a certain kind.
    pub narrower: Vec<String>,
    /// What may follow that which there was nothing of; other words make it something else.
    pub trailing: Vec<String>,
    /// Words that give a number another scope or time.
    pub elsewhere: Vec<Word>,
    /// Words for all offices of a place: another scope in a report of one of them.
    pub whole_area: Vec<Word>,
    /// Words for years before.
    pub past: Vec<Word>,
    /// Words for a change against last year.
    pub change: Change,
    /// What stands before a request for information; after other words it is for
    /// something else.
    pub requests: Vec<String>,
    /// Words of sentences everybody writes.
    stock: Option<AhoCorasick>,
}

/// A sum of rows; each row is its cells, the total last.
pub type Reading = Vec<Range<usize>>;

/// Words for a change against last year.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Last year.
    pub against: Vec<String>,
    /// More than then.
    pub rise: Vec<String>,
    /// Less than then.
    pub fall: Vec<String>,
    /// What else may stand between the number and the percentage.
    pub through: Vec<String>,
}

/// What a number in the text may speak of.
#[derive(Debug)]
pub struct Claim {
    /// e.g. `carried_out`
    pub id: String,
    /// What it is called in findings.
    pub name: String,
    /// Code of the finding when no reading fits.
    pub check: String,
    /// All of these stand in the clause.
    pub all: Vec<Word>,
    /// One of these does, if there are any.
    pub any: Vec<Word>,
    /// None of these does.
    pub none: Vec<Word>,
    /// One of these stands in the sentence, if there are any.
    pub near: Vec<Word>,
    /// With one of these a number that does not fit is of a part.
    pub unless: Vec<Word>,
    /// The section of its table: there `near` is not asked for.
    pub section: Option<String>,
    /// It is spoken of in that section only; elsewhere the same words mean other things.
    pub only_there: bool,
    /// An amount in 万元, not a count.
    pub money: bool,
    /// What later numbers of the sentence may split it into.
    pub parts: Option<Parts>,
    /// The sums it may be.
    pub readings: Vec<Reading>,
}

/// A saying that there was nothing.
#[derive(Debug)]
pub struct Nothing {
    /// Code of the finding when there was.
    pub check: String,
    /// What there was nothing of.
    pub name: String,
    /// The saying.
    pub any: Vec<String>,
    /// What it is said of.
    pub of: Vec<String>,
    /// The saying comes after what it is said of: 申请……均已办结.
    pub after: bool,
    /// What alone may stand between the two; anything if there are none.
    pub through: Vec<String>,
    /// Beyond it, seen from the saying, these make it a part of it or something else.
    pub unless: Vec<String>,
    /// What is named between the two may be a part of it.
    pub parts: Option<Parts>,
    /// The sum that must be 0.
    pub cells: Reading,
}

/// The words for `edition`.
///
/// # Errors
/// When the data file is faulty.
pub(super) fn resolve(edition: &Edition) -> Result<Words, String> {
    let spec = SPEC.as_ref().map_err(Clone::clone)?;
    let rows = |ids: &Vec<String>| -> Option<Reading> {
        let mut rows = Vec::new();
        for id in ids {
            match edition.cell(id) {
                Some(cell) => rows.push(cell..cell + 1),
                None => rows.extend(edition.rows_of(id)?),
            }
        }
        Some(rows)
    };
    let readings = |readings: &[Vec<String>]| readings.iter().filter_map(rows).collect::<Vec<Reading>>();
    let mut finder = Finder::default();
    let (elsewhere, whole_area) = (finder.words(&spec.elsewhere), finder.words(&spec.whole_area));
    let everybody = finder.words(&spec.everybody);
    let past = finder.words(&spec.past);
    let [narrower, trailing, requests] = [&spec.narrower, &spec.trailing, &spec.requests].map(Clone::clone);
    let stock = Some(STOCK.clone()?);
    let mut words =
        Words { elsewhere, whole_area, everybody, narrower, trailing, past, requests, stock, ..Words::default() };
    words.change.clone_from(&spec.change);
    for claim in &spec.claims {
        let readings = readings(&claim.readings);
        if !readings.is_empty() {
            words.claims.push(self::claim(claim, readings, &mut finder));
        }
    }
    for nothing in &spec.nothing {
        words.nothing.extend(nothing.readings.first().and_then(rows).map(|cells| self::nothing(nothing, cells)));
    }
    let place = |column: &String| {
        let columns = edition.tables.iter().flat_map(|table| &table.blocks).map(|block| &block.columns);
        let mut places = columns.filter_map(|columns| columns.iter().position(|known| known.names.id == *column));
        places.next()
    };
    for result in &spec.case_results {
        // `other` is a column of the cases; the applicants' is called other_org.
        words.case_results.extend(place(&result.column).map(|place| (finder.words(&result.any), place)));
    }
    for applicant in &spec.applicants {
        let places: Option<Vec<usize>> = applicant.columns.iter().map(place).collect();
        words.applicants.extend(places.map(|places| (finder.words(&applicant.any), places)));
    }
    finder.finish()?;
    words.finder = finder;
    Ok(words)
}

fn claim(spec: &ClaimSpec, readings: Vec<Reading>, finder: &mut Finder) -> Claim {
    Claim {
        id: spec.id.clone(),
        name: spec.name.clone(),
        check: spec.check.clone(),
        all: finder.words(&spec.all),
        any: finder.words(&spec.any),
        none: finder.words(&spec.none),
        near: finder.words(&spec.near),
        unless: finder.words(&spec.unless),
        section: spec.section.clone(),
        only_there: spec.only_there,
        money: spec.money,
        parts: spec.parts,
        readings,
    }
}

fn nothing(spec: &NothingSpec, cells: Reading) -> Nothing {
    Nothing {
        check: spec.check.clone(),
        name: spec.name.clone(),
        any: spec.any.clone(),
        of: spec.of.clone(),
        after: spec.after,
        through: spec.through.clone(),
        unless: spec.unless.clone(),
        parts: spec.parts,
        cells,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::edition::Editions;

    /// Entries whose cells a form does not have are left out: a name that is on no form
    /// would be left out of all, without a word.
    #[test]
    fn every_row_and_section_named_is_on_a_form() {
        let spec = SPEC.as_ref().unwrap();
        let editions = Editions::embedded().unwrap();
        let claims = spec.claims.iter().flat_map(|claim| &claim.readings);
        for id in claims.chain(spec.nothing.iter().flat_map(|nothing| &nothing.readings)).flatten() {
            assert!(editions.iter().any(|form| form.totals(id).is_some()), "{id}");
        }
        let section = |id: &String| editions.iter().any(|form| form.sections.iter().any(|s| s.names.id == *id));
        for id in spec.claims.iter().filter_map(|claim| claim.section.as_ref()) {
            assert!(section(id), "{id}");
        }
        let forms = editions.iter().flat_map(|form| &form.tables).flat_map(|table| &table.blocks);
        let columns: Vec<&str> = forms.flat_map(|block| &block.columns).map(|c| c.names.id.as_str()).collect();
        let results = spec.case_results.iter().map(|result| &result.column);
        for id in results.chain(spec.applicants.iter().flat_map(|applicant| &applicant.columns)) {
            assert!(columns.contains(&id.as_str()), "{id}");
        }
    }

    /// Else one that is hidden by another might stand in another sentence than that.
    #[test]
    fn no_stock_word_goes_past_the_end_of_a_sentence() {
        let stock = SPEC.as_ref().map(|spec| &spec.stock);
        assert!(stock.is_ok_and(|stock| !stock.is_empty()));
        assert!(stock.into_iter().flatten().all(|word| !word.contains(['。', '！', '？', '；', '!', '?', ';', '\n'])));
    }
}
