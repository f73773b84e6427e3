//! Percentages worked out again.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use rust_decimal::Decimal;

use crate::check::percent::{Of, advised, is_written};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-10",
    level: Level::Warning,
    title: "正文里的百分比与表算出的不同",
    explain: "“予以公开 42 件，占 51.85%”这样的百分比，应与表中的数算出的相同。",
    why: "百分比多是手算的，件数改了，百分比常常忘记改。",
    mend: "照表重算；分母不是办理总计的在正文写明。",
    source: "已公开报告中的实例：写作 33.9%，照表是 32.0%",
    wrong: "予以公开 258 件，占 33.9%。\n# 258/805 = 32.0%",
    right: "予以公开 258 件，占 32.0%。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let sum = |roles: &[&str]| {
        let cells: Vec<usize> = roles.iter().flat_map(|role| edition.role(role)).copied().collect();
        subject.report.sum(&cells)
    };
    // What a share may be a share of. A figure that is missing may be in any of them.
    let wholes: Option<Vec<Decimal>> =
        [&["handled"][..], &["new"], &["new", "carried_in"], &["review"], &["suit_direct", "suit_after_review"]]
            .iter()
            .map(|roles| sum(roles))
            .collect();
    let Some(mut wholes) = wholes else { return };
    // What was handled according to the other rows: a column that does not balance has its
    // own finding.
    let open = sum(&["new", "carried_in"]).zip(sum(&["carried_out"]));
    wholes.extend(open.and_then(|(all, left)| all.checked_sub(left)));
    wholes.retain(|whole| whole.is_sign_positive() && !whole.is_zero());
    for stated in subject.stated().iter().filter(|stated| stated.fits) {
        let Some(percent) = stated.percent.as_ref().filter(|percent| percent.of == Of::Share) else { continue };
        let share = |whole: &Decimal| stated.value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(*whole);
        let shares: Vec<Decimal> = wholes.iter().filter_map(share).collect();
        if shares.is_empty() || shares.iter().any(|share| is_written(*share, percent.value)) {
            continue;
        }
        let right = shares.first().copied().map(advised).unwrap_or_default();
        let of = wholes.first().copied().unwrap_or_default();
        let say = format!("“{}”占 {}%，按表应为 {right}%（{}/{of}）", stated.said, percent.value, stated.value);
        let cells = stated.readings.iter().flat_map(|(_, cells)| cells.iter().copied());
        out.push(
            Found::new(&RULE, At::Words(percent.place.clone()), say, "照表重算；分母不同的在正文写明").cells(cells),
        );
    }
}
