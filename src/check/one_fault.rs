//! One wrong figure is one finding.
//!
//! A figure that was mistyped breaks the balance of its column, a restated total, the
//! carry-over from last year and a sentence of the text at once. Findings that hold
//! figures against each other say so as [`Equation`]s; here the one figure is looked for
//! whose change would settle several of them without upsetting what agrees. Such
//! findings become one, at that figure.

use rust_decimal::Decimal;

use crate::content::Report;
use crate::edition::Edition;

use super::rules::SPLIT;
use super::{At, Found, Subject};

/// Typed figures, and by how much their sum is off.
#[derive(Clone, Debug)]
pub struct Equation {
    /// Typed cells; those that count against the sum are marked.
    terms: Vec<(usize, bool)>,
    /// What the sum lacks.
    off: Decimal,
}

impl Equation {
    /// `plus - minus` lacks `off`. Derived cells are taken apart into the typed ones.
    pub fn new(edition: &Edition, plus: &[usize], minus: &[usize], off: Decimal) -> Equation {
        let mut terms = Vec::new();
        let mut add = |cells: &[usize], against| {
            let mut cells = cells.to_vec();
            while let Some(cell) = cells.pop() {
                match edition.derived.iter().find(|derived| derived.cell == cell) {
                    Some(derived) => cells.extend(&derived.terms),
                    None => terms.push((cell, against)),
                }
            }
        };
        add(plus, false);
        add(minus, true);
        Equation { terms, off }
    }

    fn has(&self, cell: usize) -> bool {
        self.terms.iter().any(|(term, _)| *term == cell)
    }

    /// By how much `cell` would have to change for the sum to be right.
    fn needs(&self, cell: usize) -> Option<Decimal> {
        let (_, against) = self.terms.iter().find(|(term, _)| *term == cell)?;
        Some(if *against { -self.off } else { self.off })
    }

    /// Whether these changes settle it.
    fn settled_by(&self, changes: &[(usize, Decimal)]) -> bool {
        let change = |(cell, against): &(usize, bool)| {
            let (_, change) = changes.iter().find(|(changed, _)| changed == cell)?;
            Some(if *against { -*change } else { *change })
        };
        self.terms.iter().filter_map(change).sum::<Decimal>() == self.off
    }
}

/// Up to so many figures are named where any of them may be the wrong one.
const FEW: usize = 3;

/// A figure (or two) that may be the wrong one, and what its change would settle.
struct Guess {
    changes: Vec<(usize, Decimal)>,
    settles: Vec<usize>,
    upsets: usize,
}

/// Joins the findings of a report that one wrong figure explains; gives the codes that
/// were taken up into others.
pub(super) fn join(subject: &Subject<'_>, found: &mut Vec<Found>) -> Vec<&'static str> {
    let (Some(edition), report) = (subject.edition(), subject.report) else { return Vec::new() };
    if found.iter().all(|found| found.equations.is_empty()) {
        return Vec::new();
    }
    let (next, hints): (Vec<Equation>, Vec<Equation>) =
        next_year(subject, edition).into_iter().partition(|equation| equation.off.is_zero());
    let agreeing = agreeing(subject, edition, next);
    let mut taken = Vec::new();
    let mut settled = vec![false; found.len()];
    let mut gone = vec![false; found.len()];
    loop {
        let open: Vec<usize> =
            (0..found.len()).filter(|at| !settled[*at] && !found[*at].equations.is_empty()).collect();
        let Some(guess) = split(edition, report, found, &open, &agreeing) else { break };
        take_split(edition, report, found, &guess, &mut settled, &mut taken);
    }
    loop {
        let open: Vec<usize> =
            (0..found.len()).filter(|at| !settled[*at] && !found[*at].equations.is_empty()).collect();
        let Some(guesses) = single(report, found, &open, &agreeing, &hints) else { break };
        let first = leading(report, found, &guesses[0].settles);
        let rest: Vec<usize> = guesses[0].settles.iter().copied().filter(|at| *at != first).collect();
        let details: Vec<String> = rest.iter().map(|at| found[*at].say.clone()).collect();
        // The cells too, so that each relation leads to the finding that speaks for it.
        let cells: Vec<usize> = rest.iter().flat_map(|at| found[*at].cells.iter().copied()).collect();
        for at in &rest {
            taken.push(found[*at].rule.code);
            gone[*at] = true;
        }
        for at in &guesses[0].settles {
            settled[*at] = true;
        }
        let kept = &mut found[first];
        kept.because.extend(details);
        kept.take_cells(&cells);
        // A finding alone that names one figure stands where it says.
        if matches!(kept.at, At::First(_)) || (!rest.is_empty() && !matches!(kept.at, At::Words(_))) {
            point(edition, report, kept, &guesses);
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    taken
}

/// The finding that speaks for all: the gravest, so that an error is not taken up into a
/// warning and let out. Where 说明 answers that one, the first.
fn leading(report: &Report, found: &[Found], settles: &[usize]) -> usize {
    let answered = |found: &Found| {
        let fits = |cell: usize| found.cells.contains(&cell);
        report.explanations.iter().any(|one| one.code == found.rule.code && one.cell.is_none_or(fits))
    };
    let first = settles[0];
    let gravest = settles
        .iter()
        .copied()
        .fold(first, |gravest, at| if found[at].level < found[gravest].level { at } else { gravest });
    if answered(&found[gravest]) { first } else { gravest }
}

/// What agrees now and should go on agreeing.
fn agreeing(subject: &Subject<'_>, edition: &Edition, mut agreeing: Vec<Equation>) -> Vec<Equation> {
    let report = subject.report;
    let sum = |cells: &[usize]| report.sum(cells);
    let mut hold = |plus: &[usize], minus: &[usize], off: Option<Decimal>| {
        if off == Some(Decimal::ZERO) {
            agreeing.push(Equation::new(edition, plus, minus, Decimal::ZERO));
        }
    };
    for relation in &edition.relations {
        let off = sum(&relation.left).zip(sum(&relation.right)).map(|(left, right)| right - left);
        hold(&relation.left, &relation.right, off);
    }
    for restated in &report.restated {
        hold(&[restated.cell], &[], report.cell(restated.cell).value().map(|value| restated.value - value));
    }
    for carried in subject.carried() {
        hold(&[carried.cell], &[], Some(carried.should - carried.is));
    }
    for stated in subject.stated().iter().filter(|stated| stated.fits) {
        if let Some((_, cells)) = stated.readings.iter().find(|(sum, _)| *sum == stated.value) {
            hold(cells, &[], Some(Decimal::ZERO));
        }
    }
    agreeing
}

/// What next year's report carries over and this one did not leave open. That is said
/// of next year's report; here it only tells which figure of an unbalanced column is the
/// wrong one.
fn next_year(subject: &Subject<'_>, edition: &Edition) -> Vec<Equation> {
    let Some(after) = subject.after() else { return Vec::new() };
    let Some(form) = after.edition.as_deref() else { return Vec::new() };
    // What comes from several reports does not tell which figure of one is wrong.
    if subject.wider.all_before(subject.office, after).len() > 1 {
        return Vec::new();
    }
    let carried = super::carry::between(form, after, &[subject.report]);
    let equation = |carried: super::carry::Carried| {
        let source = super::carry::source(form, carried.cell, edition)?;
        Some(Equation::new(edition, &[source], &[], carried.is - carried.should))
    };
    carried.into_iter().filter_map(equation).collect()
}

fn guess(changes: Vec<(usize, Decimal)>, found: &[Found], open: &[usize], agreeing: &[Equation]) -> Guess {
    let settled = |equations: &Vec<Equation>| {
        equations
            .iter()
            .all(|equation| changes.iter().any(|(cell, _)| equation.has(*cell)) && equation.settled_by(&changes))
    };
    let settles = open.iter().copied().filter(|at| found[*at].equations.iter().any(settled)).collect();
    let upsets = agreeing.iter().filter(|equation| !equation.settled_by(&changes)).count();
    Guess { changes, settles, upsets }
}

fn possible(report: &Report, cell: usize, change: Decimal) -> bool {
    let after = report.cell(cell).value().and_then(|value| value.checked_add(change));
    after.is_some_and(|after| !after.is_sign_negative())
}

/// Puts a finding at the figure that explains it, or at the first of several that would.
fn point(edition: &Edition, report: &Report, kept: &mut Found, guesses: &[Guess]) {
    let cells = guesses.iter().flat_map(|guess| guess.changes.iter().map(|(cell, _)| *cell));
    match guesses {
        [only] => {
            let (cell, change) = only.changes[0];
            let value = report.cell(cell).value().unwrap_or_default();
            kept.because.push(format!("{}由 {value} 改为 {} 后，各处都相符", edition.say(cell), value + change));
            kept.at = At::Cell(cell);
        }
        few if few.len() <= FEW => {
            let names: Vec<String> = cells.map(|cell| edition.say(cell)).collect();
            kept.because.push(format!("多半是{}中的一格", names.join("、")));
            kept.at = At::First(guesses.iter().map(|guess| guess.changes[0].0).collect());
        }
        _ => kept.at = At::First(cells.collect()),
    }
}

/// The figures that explain most, all equally well, in the order of the form.
fn single(
    report: &Report,
    found: &[Found],
    open: &[usize],
    agreeing: &[Equation],
    hints: &[Equation],
) -> Option<Vec<Guess>> {
    let mut best: Vec<Guess> = Vec::new();
    let score = |guess: &Guess| {
        let hinted = hints
            .iter()
            .filter(|hint| guess.changes.iter().any(|(cell, _)| hint.has(*cell)) && hint.settled_by(&guess.changes));
        (guess.settles.len() * 2 + hinted.count()).saturating_sub(guess.upsets)
    };
    let mut tried: Vec<(usize, Decimal)> = Vec::new();
    for equation in open.iter().flat_map(|at| found[*at].equations.iter().flatten()) {
        for (cell, _) in &equation.terms {
            let Some(change) = equation.needs(*cell).filter(|change| possible(report, *cell, *change)) else {
                continue;
            };
            if tried.contains(&(*cell, change)) {
                continue;
            }
            tried.push((*cell, change));
            let guess = guess(vec![(*cell, change)], found, open, agreeing);
            let known = best.first().map_or(0, score);
            if guess.settles.is_empty() || score(&guess) < known {
                continue;
            }
            // Of several that settle different findings the first is taken.
            if score(&guess) > known {
                best.clear();
            } else if best.first().is_some_and(|first| first.settles != guess.settles) {
                continue;
            }
            best.push(guess);
        }
    }
    best.sort_by_key(|guess| guess.changes[0].0);
    // One finding alone is only placed better, and only where nothing speaks against it.
    let worth = best.first().is_some_and(|first| first.settles.len() > 1 || first.upsets == 0);
    worth.then_some(best)
}

impl Found {
    fn take_cells(&mut self, cells: &[usize]) {
        for cell in cells {
            if !self.cells.contains(cell) {
                self.cells.push(*cell);
            }
        }
    }
}

/// Two neighbours whose joined digits settle what is open: one number written into two
/// cells.
fn split(edition: &Edition, report: &Report, found: &[Found], open: &[usize], agreeing: &[Equation]) -> Option<Guess> {
    let touched =
        |cell: usize| open.iter().any(|at| found[*at].equations.iter().flatten().any(|equation| equation.has(cell)));
    for row in edition.tables.iter().flat_map(|table| &table.rows) {
        for (left, right) in row.cells.clone().zip(row.cells.clone().skip(1)) {
            if edition.cells[left].derived || edition.cells[right].derived || !touched(left) || !touched(right) {
                continue;
            }
            let (Some(a), Some(b)) = (report.cell(left).value(), report.cell(right).value()) else { continue };
            if a.is_zero() || b.is_zero() {
                continue;
            }
            let Ok(joined) = format!("{}{}", a.normalize(), b.normalize()).parse::<Decimal>() else { continue };
            for (first, second) in [(joined, Decimal::ZERO), (Decimal::ZERO, joined)] {
                let guess = guess(vec![(left, first - a), (right, second - b)], found, open, agreeing);
                // Both columns, or a restated total, must come right by it.
                if guess.upsets == 0 && guess.settles.len() > 1 {
                    return Some(guess);
                }
            }
        }
    }
    None
}

fn take_split(
    edition: &Edition,
    report: &Report,
    found: &mut Vec<Found>,
    guess: &Guess,
    settled: &mut Vec<bool>,
    taken: &mut Vec<&'static str>,
) {
    let [(left, change), (right, other)] = guess.changes[..] else { return };
    let value = |cell: usize| report.cell(cell).value().unwrap_or_default();
    let (a, b) = (value(left), value(right));
    let say = format!(
        "{} {a} 与相邻的“{}” {b} 多半是一个数拆在两格，应为 {} 和 {}",
        edition.say(left),
        edition.column_of(right).names.key,
        a + change,
        b + other
    );
    let advise = "核对台账；确是一个数的，合写在一格，另一格写 0";
    let mut joined = Found::new(&SPLIT, At::Cell(left), say, advise).cells([left, right]);
    for at in &guess.settles {
        taken.push(found[*at].rule.code);
        joined.because.push(found[*at].say.clone());
        joined.take_cells(&found[*at].cells);
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !guess.settles.contains(&(at - 1))
    });
    found.push(joined);
    *settled = vec![false; found.len()];
}
