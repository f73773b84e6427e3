//! Changes against last year worked out again.

use rust_decimal::Decimal;

use crate::check::claims::Stated;
use crate::check::percent::{Of, Percent, advised, is_written};
use crate::check::{At, Check, Found, Out, Subject};
use crate::content::Report;
use crate::edition::Edition;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-24",
    level: Level::Warning,
    title: "正文里与上年相比的百分比与两年的表算出的不同",
    explain: "“收到申请 58 件，同比增长 16%”这样的百分比，应与本年、上年两份报告的表算出的相同。",
    why: "百分比多是手算的，哪一年的数改了，百分比常常忘记改；读的人会拿两年的报告重算。",
    mend: "照两年的表重算；与上年口径不同的在正文写明。",
    source: "已公开报告中的实例：“3646 件，同比增长 1.05%”",
    wrong: "收到申请 58 件，同比增长 36%。\n# 上年 50 件：(58 - 50)/50 = 16%",
    right: "收到申请 58 件，同比增长 16%。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let all = subject.stated();
    let mut changes = all.iter().enumerate().filter_map(|(at, stated)| {
        let percent = stated.percent.as_ref().filter(|percent| percent.of != Of::Share)?;
        Some((stated, &all[percent.since..=at], percent))
    });
    let Some(first) = changes.next() else { return };
    // What was merged into an office counts to last year, or does not: the text may say either.
    if subject.wider.all_before(subject.office, subject.report).len() > 1 {
        return out.not_checked(&RULE, "上年的数分在几份报告里，不知道与哪一份相比");
    }
    let Some(before) = subject.needs_before(&RULE, out) else { return };
    let Some(form) = before.edition.as_deref() else {
        return out.not_checked(&RULE, format!("{} 年度的报告没有统计表", before.key.year));
    };
    let last = Last { edition, before, form };
    for (stated, sentence, percent) in std::iter::once(first).chain(changes) {
        // A percentage at the end of a sentence may speak of any number before it.
        let pairs: Vec<_> = sentence.iter().filter(|stated| stated.fits).map(|stated| last.pairs(stated)).collect();
        let unknown = pairs.iter().any(Option::is_none);
        let mut pairs = pairs.into_iter().flatten().flatten();
        let Some((now, then)) = last.pairs(stated).and_then(|own| own.first().copied()) else { continue };
        if unknown || !stated.fits || pairs.any(|(now, then)| agrees(now, then, percent)) {
            continue;
        }
        let cells = stated.readings.iter().flat_map(|(_, cells)| cells.iter().copied());
        let say = format!("“{}”{}", stated.said, differs(now, then, percent));
        let place = percent.place.clone();
        let advise = "照两年的表重算；口径与上年不同的在正文写明";
        out.push(Found::new(&RULE, At::Words(place), say, advise).cells(cells));
    }
}

/// Last year's figures.
struct Last<'r> {
    edition: &'r Edition,
    before: &'r Report,
    /// The form they stand on.
    form: &'r Edition,
}

impl Last<'_> {
    /// Each figure a number may be, with last year's; none where one of those is missing or
    /// stands on the other form under another name.
    fn pairs(&self, stated: &Stated) -> Option<Vec<(Decimal, Decimal)>> {
        if self.edition.id == self.form.id {
            let own = stated.readings.iter().filter(|(sum, _)| *sum == stated.value);
            return own.map(|(sum, cells)| Some((*sum, self.before.sum(cells)?))).collect();
        }
        let id = &stated.claim(self.edition).id;
        let claim = self.form.words.claims.iter().find(|claim| claim.id == *id && stated.part.is_none())?;
        let totals = claim.readings.iter().map(|rows| rows.iter().map(|row| row.end - 1).collect::<Vec<usize>>());
        totals.map(|cells| Some((stated.value, self.before.sum(&cells)?))).collect()
    }
}

/// The change in per cent; none from nothing.
fn change(now: Decimal, then: Decimal) -> Option<Decimal> {
    now.checked_sub(then)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(then)
}

fn agrees(now: Decimal, then: Decimal, percent: &Percent) -> bool {
    let written = if percent.of == Of::Fall { -percent.value } else { percent.value };
    change(now, then).is_some_and(|exact| is_written(exact, written))
}

fn differs(now: Decimal, then: Decimal, percent: &Percent) -> String {
    let direction = |falls: bool| if falls { "下降" } else { "增长" };
    let written = format!("与上年相比{} {}%", direction(percent.of == Of::Fall), percent.value);
    match change(now, then) {
        Some(exact) if exact.is_zero() => format!("{written}，按两年的表没有变（都是 {}）", now.normalize()),
        Some(exact) => {
            let right = advised(exact.abs());
            format!(
                "{written}，按两年的表应为{} {right}%（上年 {}）",
                direction(exact < Decimal::ZERO),
                then.normalize()
            )
        }
        None => format!("{written}，上年的表是 0，算不出百分比"),
    }
}
