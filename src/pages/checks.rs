//! The check sheet of one report: what was held against what, with the numbers.

use std::fmt::Write;

use serde::Serialize;

use crate::check::sheet::{Day, Group, Kind, Ruling, Sheet, State};
use crate::content::{Explanation, Report};
use crate::finding::Finding;
use crate::render::Html;
use crate::site::{OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::rows::{self, DERIVED, VerdictView, Ways, verdict};
use super::{EditionView, Make, Page, Shop, Wanted};

/// The parts of the page that hold relations: kind, id, title, what stands above.
const PARTS: [(Kind, &str, &str, &str); 5] = [
    (Kind::Relation, "relations", "勾稽关系", "统计表上印明的等式，逐列代入本报告的数。"),
    (
        Kind::Sum,
        "sums",
        "总计",
        "总计由程序相加得出，报告不另填；机关在“核对”之下重填了总计的，两数相比。算式里略去为 0 的项。",
    ),
    (Kind::Years, "years", "与上年度报告", "上年度报告里的数，由链接可以查到。"),
    (Kind::Limit, "limits", "大小关系", "一般应有的大小关系，不符的未必有错，须核实。"),
    (
        Kind::Text,
        "text",
        "正文里的数",
        "程序从正文认出的、说的是表中某项的数，逐个与表相比；指两种范围都说得通的，与其中之一相同即可。另有范围或时间的数（如“累计”“县直”）不作比较。",
    ),
];

/// What `checks.html` is given.
#[derive(Serialize)]
struct ChecksView<'s> {
    page: PageFrame,
    /// The report's own title.
    title: String,
    /// The report's page.
    report: Html,
    office: Link,
    year: u16,
    edition: Option<EditionView>,
    draft: bool,
    /// The sheet in a few lines.
    tally: Vec<TallyView>,
    /// Checks that found something or could not be made.
    remarks: Vec<RulingView<'s>>,
    /// Findings of reading the files.
    others: Vec<FindingView<'s>>,
    parts: Vec<PartView<'s>>,
    day: Option<DayView<'s>>,
    /// Checks that found nothing.
    clean: ListView,
    /// Checks that do not apply.
    apart: ListView,
}

#[derive(Serialize)]
struct TallyView {
    name: &'static str,
    /// Id of the part.
    to: &'static str,
    says: String,
}

#[derive(Serialize)]
struct PartView<'s> {
    id: &'static str,
    title: &'static str,
    intro: String,
    groups: Vec<GroupView<'s>>,
}

#[derive(Serialize)]
struct GroupView<'s> {
    id: &'s str,
    title: &'s str,
    heads: [&'s str; 3],
    /// The rows of the table, one for each relation.
    rows: Html,
    /// Whether no relation stands on its own.
    empty: bool,
    /// `规章、行政许可`: lines all of whose terms are 0.
    zeros: String,
    zero_count: usize,
    reason: Option<&'s str>,
}

#[derive(Serialize)]
struct DayView<'s> {
    published: Option<String>,
    /// `2024-01-01 至 2024-01-31`
    due: String,
    /// `早 3 天`
    difference: String,
    verdict: VerdictView<'s>,
}

/// Checks of which there is nothing to say but what they hold.
#[derive(Serialize)]
struct ListView {
    count: usize,
    rules: Html,
}

#[derive(Serialize)]
struct RulingView<'s> {
    code: &'static str,
    level: &'static str,
    title: &'static str,
    /// `发现 2 处`, `已说明`, `未校验`
    verdict: String,
    state: &'static str,
    findings: Vec<FindingView<'s>>,
    reasons: Vec<&'s str>,
    /// Explanations that belong to no finding of this check.
    explanations: Vec<&'s str>,
    explain: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct FindingView<'s> {
    code: &'static str,
    level: &'static str,
    message: &'s str,
    details: &'s [String],
    /// The cells concerned, linked to the report.
    cells: Vec<Link>,
    explanation: Option<&'s str>,
}

pub(super) fn pages<'s>(_: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    let reports =
        wanted.offices().iter().flat_map(|office| office.reports.values().map(move |report| (office, *report)));
    reports
        .map(|(office, report)| {
            let make = move |shop: &Shop<'s>| {
                let sheet = shop.record.sheet(office.office, report);
                shop.theme.render("checks.html", &view(shop, office, report, &sheet))
            };
            Page { route: route::checks(&report.key.office, report.key.year), make: Make::One(Box::new(make)) }
        })
        .collect()
}

fn view<'v>(shop: &Shop<'_>, years: &OfficeYears<'_>, report: &'v Report, sheet: &'v Sheet<'v>) -> ChecksView<'v> {
    let (office, year) = (years.office, report.key.year);
    let at = Place { ways: Ways::new(route::checks(&office.id, year)), report };
    let title = report.title(office.name_in(year));
    let home = route::report(&office.id, year);
    let crumbs = vec![
        Link::to(&office.name, at.ways.from(), &route::office(&office.id)),
        Link::to(format!("{year} 年度"), at.ways.from(), &home),
        Link::here("核对表"),
    ];
    let description = format!("{title}：每一条核对的算式、差额和结论，没有校验的项目和原因");
    let mut view = ChecksView {
        page: shop.frame.page(at.ways.from(), &format!("{title}核对表"), &description, crumbs),
        report: Html::ready(route::link(at.ways.from(), &home)),
        office: Link::to(office.name_in(year), at.ways.from(), &route::office(&office.id)),
        year,
        edition: report.edition.as_ref().map(EditionView::new),
        draft: report.draft,
        tally: tally(sheet),
        remarks: Vec::new(),
        others: sheet.others.iter().map(|finding| at.finding(finding, None)).collect(),
        parts: parts(&at, sheet),
        day: sheet.day.as_ref().map(day),
        clean: ListView { count: 0, rules: Html::ready("") },
        apart: ListView { count: 0, rules: Html::ready("") },
        title,
    };
    let (mut clean, mut apart) = (String::with_capacity(shop.rules.length()), String::new());
    for ruling in &sheet.rulings {
        match &ruling.state {
            State::Clean => {
                view.clean.count += 1;
                shop.rules.write(ruling.rule, "", &mut clean);
            }
            State::NotApplicable(reason) => {
                view.apart.count += 1;
                shop.rules.write(ruling.rule, reason, &mut apart);
            }
            _ => view.remarks.push(at.ruling(ruling)),
        }
    }
    (view.clean.rules, view.apart.rules) = (Html::ready(clean), Html::ready(apart));
    view
}

/// The whole sheet in a few lines.
fn tally(sheet: &Sheet<'_>) -> Vec<TallyView> {
    let mut tally = Vec::new();
    for (kind, id, title, _) in PARTS {
        let groups: Vec<&Group<'_>> = sheet.groups.iter().filter(|group| group.kind == kind).collect();
        if !groups.is_empty() {
            tally.push(TallyView { name: title, to: id, says: counted(&groups) });
        }
    }
    if let Some(day) = &sheet.day {
        let view = verdict(&day.verdict);
        let says = view.code.map_or_else(|| view.word.to_owned(), |code| format!("{}（{code}）", view.word));
        tally.push(TallyView { name: "发布日期", to: "day", says });
    }
    let count = |like: fn(&State<'_>) -> bool| sheet.rulings.iter().filter(|ruling| like(&ruling.state)).count();
    let mut says = format!("共 {} 条：未发现问题 {} 条", sheet.rulings.len(), count(|s| *s == State::Clean));
    for (word, count) in [
        ("发现问题", count(|state| matches!(state, State::Open | State::Joined(_)))),
        ("已说明", count(|state| *state == State::Explained)),
        ("未校验", count(|state| *state == State::NotChecked)),
        ("不适用", count(|state| matches!(state, State::NotApplicable(_)))),
    ] {
        if count > 0 {
            let _ = write!(says, "，{word} {count} 条");
        }
    }
    tally.push(TallyView { name: "检查规则", to: "rules", says });
    tally
}

/// `7 项：相符 6，不符 1`; groups that could not be checked are named with the reason.
fn counted(groups: &[&Group<'_>]) -> String {
    const WORDS: [&str; 6] = ["agrees", "derived", "differs", "explained", "apart", "unchecked"];
    let lines = groups.iter().flat_map(|group| &group.lines);
    let verdicts: Vec<VerdictView<'_>> = lines.map(|line| verdict(&line.verdict)).collect();
    let zeros: usize = groups.iter().map(|group| group.zeros.len()).sum();
    let all = verdicts.len() + zeros;
    let mut words = Vec::new();
    for state in WORDS {
        let of_state = verdicts.iter().filter(|verdict| verdict.state == state);
        let more = if state == "derived" { zeros } else { 0 };
        let (count, word) = (of_state.clone().count() + more, of_state.map(|verdict| verdict.word).next());
        match (count, word.or((more > 0).then_some(DERIVED))) {
            (0, _) | (_, None) => {}
            (count, Some(word)) if count == all => words.push(format!("{count} 项全部{word}")),
            (count, Some(word)) => words.push(format!("{word} {count} 项")),
        }
    }
    let reasons = groups.iter().filter_map(|group| group.reason.as_deref()).map(|reason| format!("未校验：{reason}"));
    for reason in reasons {
        if !words.contains(&reason) {
            words.push(reason);
        }
    }
    words.join("；")
}

fn parts<'v>(at: &Place<'_>, sheet: &'v Sheet<'v>) -> Vec<PartView<'v>> {
    let mut parts = Vec::new();
    for (kind, id, title, intro) in PARTS {
        let groups: Vec<GroupView<'v>> =
            sheet.groups.iter().filter(|group| group.kind == kind).map(|group| at.group(group)).collect();
        let mut intro = intro.to_owned();
        if kind == Kind::Text && sheet.drawn > 0 {
            let _ = write!(intro, "正文另有 {} 处数由程序从表中取来，不会与表不同。", sheet.drawn);
        }
        if !groups.is_empty() {
            parts.push(PartView { id, title, intro, groups });
        }
    }
    parts
}

fn day<'v>(day: &'v Day<'v>) -> DayView<'v> {
    let difference = match day.days {
        None => String::new(),
        Some(0) => "当天".to_owned(),
        Some(days) if days > 0 => format!("晚 {days} 天"),
        Some(days) => format!("早 {} 天", -days),
    };
    DayView {
        published: day.published.map(|date| date.to_string()),
        due: format!("{} 至 {}", day.first, day.last),
        difference,
        verdict: verdict(&day.verdict),
    }
}

/// The page being made, and whose.
struct Place<'v> {
    ways: Ways,
    report: &'v Report,
}

impl Place<'_> {
    fn group<'v>(&self, group: &'v Group<'v>) -> GroupView<'v> {
        GroupView {
            id: &group.id,
            title: &group.title,
            heads: group.heads.each_ref().map(|head| &**head),
            rows: Html::ready(rows::rows(&self.ways, group)),
            empty: group.lines.is_empty(),
            zeros: group.zeros.join("、"),
            zero_count: group.zeros.len(),
            reason: group.reason.as_deref(),
        }
    }

    fn ruling<'v>(&self, ruling: &'v Ruling<'v>) -> RulingView<'v> {
        let open = ruling.findings.iter().filter(|(_, explanation)| explanation.is_none()).count();
        let (state, verdict) = match &ruling.state {
            State::Open => ("differs", format!("发现 {open} 处")),
            State::Explained => ("explained", "已说明".to_owned()),
            State::NotChecked => ("unchecked", "未校验".to_owned()),
            State::Joined(code) => ("differs", format!("与 {code} 同一处，并入该条")),
            State::Clean | State::NotApplicable(_) => ("agrees", "未发现问题".to_owned()),
        };
        let rule = ruling.rule;
        RulingView {
            code: rule.code,
            level: rule.level.name(),
            title: rule.title,
            verdict,
            state,
            findings: ruling
                .findings
                .iter()
                .map(|(finding, explanation)| self.finding(finding, *explanation))
                .collect(),
            reasons: ruling.reasons.clone(),
            explanations: ruling.explanations.iter().map(|explanation| explanation.reason.as_str()).collect(),
            explain: rule.explain,
            source: rule.source,
        }
    }

    fn finding<'v>(&self, finding: &'v Finding, explanation: Option<&'v Explanation>) -> FindingView<'v> {
        FindingView {
            code: finding.code,
            level: finding.level.name(),
            message: &finding.message,
            details: &finding.details,
            cells: self.cells(finding),
            explanation: explanation.map(|explanation| explanation.reason.as_str()),
        }
    }

    /// The first cells of a finding, in words.
    fn cells(&self, finding: &Finding) -> Vec<Link> {
        const SHOWN: usize = 4;
        let Some(edition) = self.report.edition.as_deref() else { return Vec::new() };
        let mut cells: Vec<usize> = Vec::new();
        for cell in finding.cells.iter().filter_map(|id| edition.cell(id)) {
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
        let link =
            |cell| Link { label: edition.say(cell), href: self.ways.address(self.report, cell).map(Html::ready) };
        cells.into_iter().take(SHOWN).map(link).collect()
    }
}
