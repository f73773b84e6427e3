//! Restated totals against the derived ones: shared by the checks that differ only in
//! which sum they hold.

use crate::check::one_fault::Equation;
use crate::check::{At, Found, Out, Subject};
use crate::finding::Rule;

/// Finds the totals under 核对 that belong to `rule` and differ from the sum.
pub(super) fn look(rule: &'static Rule, subject: &Subject<'_>, found: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    for restated in &subject.report.restated {
        let Some(derived) = edition.derived.iter().find(|derived| derived.cell == restated.cell) else { continue };
        // A sum with a missing term cannot be held against anything.
        let Some(sum) = subject.report.cell(restated.cell).value() else { continue };
        if derived.check != rule.code || sum == restated.value {
            continue;
        }
        let (row, column) = (edition.row_of(restated.cell), edition.column_of(restated.cell));
        let terms = derived.terms.iter().filter_map(|term| {
            let value = subject.report.cell(*term).value().filter(|value| !value.is_zero())?;
            // Terms lie in one row (a row's total) or in one column (a sum of rows).
            let same_row = row.cells.contains(term);
            let name = if same_row { &edition.column_of(*term).names.key } else { &edition.row_of(*term).names.key };
            Some(format!("{name} {value}"))
        });
        let terms: Vec<String> = terms.collect();
        let sum_words = if terms.is_empty() { "各项均为 0".to_owned() } else { terms.join(" + ") };
        let say = format!("“{}”的“{}”应为 {sum}，核对处写的是 {}", row.names.key, column.names.key, restated.value);
        let advise = "核对各分项与总计，改正填错的一个；总计以分项之和为准";
        let cells = derived.terms.iter().copied().chain([restated.cell]);
        let equation = Equation::new(edition, &[restated.cell], &[], restated.value - sum);
        let mut differs =
            Found::new(rule, At::Cell(restated.cell), say, advise).because(format!("{sum_words} = {sum}"));
        let id = &edition.cells[restated.cell].id;
        if let Some(before) = subject.before().filter(|before| before.value(id) == Some(restated.value)) {
            let year = before.key.year;
            differs = differs.because(format!("{} 与 {year} 年度的总计相同，多半是照抄了上年的总计", restated.value));
        }
        found.push(differs.cells(cells).equations(vec![equation]));
    }
}
