//! What the text says in numbers, held against the tables.
//!
//! A number is taken for a statement about the tables only when the words of its own
//! clause say so (`edition::Words`). Where words give it another scope or time, a number
//! that does not fit is left alone: a false alarm teaches people to ignore the true ones.

use std::cell::OnceCell;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::content::{OfficeKind, Report};
use crate::edition::{Claim, Edition, Parts, Reading, Standing, Word, Words};

use super::clause::{Around, COUNTED, Clause};
use super::numbers::{Number, before};
use super::percent::{Of, Percent};
use super::text::{DRAWN, Plain};
use super::when;

/// What a report's text says in numbers, kept for its check sheet.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// In the order of the text.
    pub stated: Vec<Stated>,
    /// How many figures are drawn from the tables.
    pub drawn: usize,
}

/// A number of the text that speaks of cells.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The clause up to the measure word, in the file.
    pub words: Range<usize>,
    /// The words themselves.
    pub said: String,
    /// The number.
    pub value: Decimal,
    /// What it speaks of, by its place among the claims of the form.
    claim: usize,
    /// The kind of applicants meant, or the result of cases; none for the total.
    pub part: Option<String>,
    /// What each reading gives, with its cells; a reading with a missing figure is left
    /// out.
    pub readings: Vec<(Decimal, Vec<usize>)>,
    /// Whether one of them is the number.
    pub fits: bool,
    /// A percentage said of it.
    pub percent: Option<Percent>,
}

impl Stated {
    /// What it speaks of; `edition` is the form of the report it was read from.
    pub fn claim<'e>(&self, edition: &'e Edition) -> &'e Claim {
        &edition.words.claims[self.claim]
    }
}

/// Reads the numbers of a report's text. Without tables there are none. `kind` is that of
/// its office: a government's tables are those of the whole area, another's are not.
pub fn stated(report: &Report, kind: OfficeKind, plain: &Plain) -> Vec<Stated> {
    let Some(edition) = report.edition.as_deref() else { return Vec::new() };
    let mut found = Vec::new();
    let parts = report
        .narrative
        .parts
        .iter()
        .filter_map(|part| Some((plain.within(&part.body), edition.sections[part.section?].names.id.as_str())));
    let parts: Vec<_> = parts.collect();
    for (range, numbers) in plain.numbered().filter(|(_, numbers)| !numbers.is_empty()) {
        let section = parts.iter().find(|(body, _)| body.contains(&range.start)).map(|(_, id)| *id);
        let government = kind == OfficeKind::Government;
        let text = &plain.text[range.clone()];
        let standing = OnceCell::new();
        let sentence = Sentence { text, start: range.start, numbers, standing, section, government };
        sentence.read(report, edition, plain, &mut found);
    }
    found
}

/// One sentence being read.
struct Sentence<'t> {
    text: &'t str,
    /// Where it begins in the plain text.
    start: usize,
    /// Its numbers.
    numbers: &'t [Number],
    /// Which of the form's words stand in it; worked out when first asked for.
    standing: OnceCell<Standing>,
    /// The section it stands in.
    section: Option<&'t str>,
    /// The report is a government's.
    government: bool,
}

/// What tables count; what kind stands before it.
const REQUEST: &str = "申请";

/// What an earlier clause of the sentence spoke of.
#[derive(Clone, Copy)]
enum Topic<'c> {
    Nothing,
    Claim(usize, &'c Claim),
}

impl<'t> Sentence<'t> {
    fn read(&self, report: &Report, edition: &Edition, plain: &Plain, found: &mut Vec<Stated>) {
        let mut reader = Reader {
            sentence: self,
            report,
            edition,
            plain,
            topic: Topic::Nothing,
            elsewhere: false,
            within: false,
            since: found.len(),
        };
        let mut last_end = 0;
        let mut last: Option<usize> = None;
        for (at, number) in self.numbers.iter().enumerate() {
            let after = last_end;
            // A date is not a figure of its own: it says when the next one was.
            if when::is_date(self.text, number) {
                continue;
            }
            last_end = number.end;
            if number.unit == "%" {
                if let Some(of) = last.take() {
                    found[of].percent = reader.percent(number, after);
                }
                continue;
            }
            last = None;
            if number.rough || !(COUNTED.contains(&number.unit) || number.unit == "万元") || self.of_things(number) {
                continue;
            }
            let next = self.numbers.get(at + 1).map_or(self.text.len(), |next| next.range.start);
            if let Some(stated) = reader.statement(number, after, next) {
                last = Some(found.len());
                found.push(stated);
            }
        }
    }

    /// Whether a number counts persons or things: 3个工作人员. A 个 that counts requests ends
    /// its clause or has them after it.
    fn of_things(&self, number: &Number) -> bool {
        let rest = &self.text[number.end..];
        number.unit == "个" && rest.starts_with(char::is_alphabetic) && !rest.starts_with("申请")
    }

    /// 收到的29件申请中，27件已办结: what follows is of those only.
    fn opens_a_part(&self, number: &Number) -> bool {
        // A few words: a long text without a comma is not read to its end for each number.
        const FEW: usize = 12;
        let words = self.text[number.end..].chars().take_while(|c| !matches!(c, '，' | ',' | '。' | '；'));
        let (count, last) = words.take(FEW).fold((0, ' '), |(count, _), c| (count + 1, c));
        last == '中' && count < FEW
    }

    /// Whether words give a number another scope or time than the table's; `total` is the
    /// claim it is the total of.
    fn of_a_part(&self, words: &Words, clause: &Clause, total: Option<usize>) -> bool {
        let any = |words: &[Word]| words.iter().any(|word| clause.standing.has(word));
        any(&words.elsewhere)
            || total.is_some_and(|claim| any(&words.claims[claim].unless))
            || (!self.government && any(&words.whole_area))
            || when::part_of_year(&self.text[clause.from..clause.upto])
    }
}

/// A sentence read number by number: what earlier numbers leave behind for later ones.
struct Reader<'t> {
    sentence: &'t Sentence<'t>,
    report: &'t Report,
    edition: &'t Edition,
    plain: &'t Plain,
    topic: Topic<'t>,
    /// The scope was narrowed, or is another than the table's.
    elsewhere: bool,
    /// What follows is of a part only.
    within: bool,
    /// How many statements there were before the sentence.
    since: usize,
}

impl Reader<'_> {
    /// A percentage said of the statement before it, whose number ends at `after`.
    fn percent(&self, number: &Number, after: usize) -> Option<Percent> {
        let Sentence { text, start, .. } = self.sentence;
        let between = &text[after..number.range.start];
        // 9件（50%） is a share as well.
        let bracket = matches!(between.trim(), "（" | "(") && text[number.end..].starts_with(['）', ')']);
        let share = (bracket && !number.rough).then_some(Of::Share);
        let of = Of::read(&self.edition.words, between, number.rough).or(share)?;
        let place = self.plain.place(&(start + number.range.start..start + number.end));
        Some(Percent { value: number.value, place, of, since: self.since })
    }

    /// What a count or an amount states; it stands between what ends at `after` and what
    /// begins at `next`. Nothing where it speaks of no cell, or not of this report's.
    #[inline]
    fn statement(&mut self, number: &Number, after: usize, next: usize) -> Option<Stated> {
        let (sentence, words) = (self.sentence, &self.edition.words);
        let among = self.within;
        self.within |= sentence.opens_a_part(number);
        let around = Around { text: sentence.text, number, after, next };
        let clause = around.clause(words);
        let head = &sentence.text[clause.from..clause.upto];
        if when::other_year(words, head, &clause.standing, self.report.key.year) {
            return None;
        }
        let here = Here { sentence, money: number.unit == "万元" };
        let alone = around.alone(words);
        let alone = alone.and_then(|alone| Some((meaning(words, &alone, &here, self.topic)?, alone)));
        let (claim, part, readings) = match &alone {
            Some((meant, _)) => meant.clone(),
            None => meaning(words, &clause, &here, self.topic)?,
        };
        if part.is_none() {
            self.topic = Topic::Claim(claim, &words.claims[claim]);
        }
        let meant = readings.len();
        let readings: Vec<(Decimal, Vec<usize>)> =
            readings.into_iter().filter_map(|cells| Some((self.report.sum(&cells)?, cells))).collect();
        let fits = readings.iter().any(|(sum, _)| (*sum - number.value).abs() <= number.slack);
        // A number may be that of the reading whose figure is missing.
        if !fits && readings.len() < meant {
            return None;
        }
        // Whose scope was narrowed once stays narrow to the end of the sentence.
        self.elsewhere |= !fits && sentence.of_a_part(words, &clause, part.is_none().then_some(claim));
        let of_those = among && words.claims[claim].parts == Some(Parts::Applicants);
        // What a number beside it is may not be what this one is.
        if !fits && (self.elsewhere || of_those || alone.is_none() && around.borrows()) {
            return None;
        }
        let from = alone.map_or(clause.from, |(_, alone)| alone.from);
        let range = sentence.start + from..sentence.start + number.end;
        Some(Stated {
            words: self.plain.place(&range),
            said: sentence.text[from..number.end].replace(DRAWN, "…"),
            value: number.value,
            claim,
            part,
            readings,
            fits,
            percent: None,
        })
    }
}

/// Where a number stands.
struct Here<'t> {
    sentence: &'t Sentence<'t>,
    /// It is an amount, not a count.
    money: bool,
}

/// Whether the request that is spoken of, the last one before the number or one beside it,
/// is none for information.
fn other_request(words: &Words, before: &str, clause: &str) -> bool {
    let other = |text: &str, at: usize| when::of_another_kind(words, text, &(at..at + REQUEST.len()));
    let last = before.rfind(REQUEST).is_some_and(|at| other(before, at));
    last || clause.match_indices(REQUEST).any(|(at, _)| other(clause, at))
}

/// The claim's place among the claims, the part of it, and the cells of its readings.
type Meaning = (usize, Option<String>, Vec<Vec<usize>>);

fn meaning(words: &Words, clause: &Clause, here: &Here<'_>, topic: Topic<'_>) -> Option<Meaning> {
    let has = |word: &Word| clause.standing.has(word);
    let named = words.claims.iter().enumerate().find(|(_, claim)| {
        let near = || {
            let before = before(here.sentence.text, clause.upto);
            let standing = here.sentence.standing.get_or_init(|| words.standing(here.sentence.text));
            let stands = |word: &Word| standing.has(word) && before.contains(word.text.as_str());
            claim.near.iter().any(|word| has(word) || stands(word)) && !other_request(words, before, &clause.words)
        };
        // In the section of its own table a figure needs no word to say what it is about.
        let own = claim.section.as_deref().is_some_and(|section| here.sentence.section == Some(section));
        claim.money == here.money
            && (own || !claim.only_there)
            && claim.all.iter().all(has)
            && (claim.any.is_empty() || claim.any.iter().any(has))
            && !claim.none.iter().any(has)
            && (claim.near.is_empty() || own || near())
    });
    // Results of cases and kinds of applicants go with what was named before them.
    let result = || words.case_results.iter().find(|(any, _)| any.iter().any(has));
    let named_cases = named.is_some_and(|(_, claim)| claim.parts == Some(Parts::Results));
    if let Topic::Claim(at, of) = topic
        && !named_cases
        && of.parts == Some(Parts::Results)
        && let Some((any, column)) = result()
    {
        let cells = |reading: &Reading| reading.iter().map(|row| row.start + column).collect();
        return Some((at, part(any, has), of.readings.iter().map(cells).collect()));
    }
    let total = |reading: &Reading| reading.iter().map(|row| row.end - 1).collect::<Vec<usize>>();
    // 公民、法人和其他组织 are all of them.
    let all = words.everybody.iter().any(has);
    let applicants = words.applicants.iter().find(|(any, _)| !all && any.iter().any(has));
    match (named, applicants, topic) {
        (None, Some((any, columns)), Topic::Claim(at, of)) if of.parts == Some(Parts::Applicants) => {
            Some((at, part(any, has), split(words, columns)))
        }
        // 收到公民提出的申请 may be those of all.
        (Some((at, claim)), Some((any, columns)), _)
            if claim.parts == Some(Parts::Applicants)
                && (here.sentence.section == Some("requests") || clause.words.contains("公开申请")) =>
        {
            let totals = claim.readings.iter().map(total);
            Some((at, part(any, has), split(words, columns).into_iter().chain(totals).collect()))
        }
        (Some(_), Some(_), _) | (None, _, _) => None,
        (Some((at, claim)), None, _) => {
            let totals = claim.readings.iter().map(total);
            // 行政复议结果维持2件 names a result itself.
            let Some((any, column)) = result().filter(|_| named_cases) else {
                return Some((at, None, totals.collect()));
            };
            let cells = |reading: &Reading| reading.iter().map(|row| row.start + column).collect();
            Some((at, part(any, has), claim.readings.iter().map(cells).chain(totals).collect()))
        }
    }
}

/// The word a part is told by.
fn part(any: &[Word], has: impl Fn(&Word) -> bool) -> Option<String> {
    any.iter().find(|word| has(word)).map(|word| word.text.clone())
}

/// The cells of kinds of applicants: what was received or handled may both be split by
/// them.
fn split(words: &Words, columns: &[usize]) -> Vec<Vec<usize>> {
    let cells = |reading: &Reading| {
        reading.iter().flat_map(|row| columns.iter().map(move |column| row.start + column)).collect()
    };
    let of_all = words.claims.iter().filter(|claim| claim.parts == Some(Parts::Applicants));
    of_all.flat_map(|claim| claim.readings.iter().map(cells)).collect()
}
