//! The page of one report: six sections, three tables.

use serde::Serialize;

use crate::check::rules;
use crate::check::sheet::Tally;
use crate::content::{Office, Report};
use crate::edition::Edition;
use crate::export;
use crate::render::Html;
use crate::render::markdown::{self, Options};
use crate::site::{OfficeYears, Site, order, route};

use super::frame::{FileLink, Link, PageFrame};
use super::{EditionView, Make, Page, Shop, Wanted};
use super::{consecutive, fragment};

/// What `report.html` is given.
#[derive(Serialize)]
struct ReportView {
    page: PageFrame,
    /// The office's name in that year, and its page.
    office: Link,
    /// 类别.
    kind: &'static str,
    year: u16,
    /// The year's page.
    year_page: Link,
    /// The form; absent for a document.
    edition: Option<EditionView>,
    /// `2021-01-20 09:00`, where given.
    published: Option<String>,
    /// `2020 年 1 月 1 日至 12 月 31 日`
    period: String,
    draft: bool,
    /// What the check sheet says, in one line, and the sheet.
    checked: Link,
    /// Words before the first section.
    preface: Html,
    sections: Vec<SectionView>,
    corrections: Vec<CorrectionView>,
    notes: Vec<NoteView>,
    /// Data files.
    downloads: Vec<FileLink>,
    /// The office's own files.
    attachments: Vec<Link>,
    previous: Option<Link>,
    next: Option<Link>,
    /// The report beside the one of the year before.
    consecutive: Option<Link>,
    /// How to cite the report.
    citation: String,
}

/// One section.
#[derive(Serialize)]
struct SectionView {
    /// Its key, also the id of its heading.
    id: String,
    title: String,
    /// Its words.
    text: Html,
    /// Its tables, where it has any.
    table: Option<Html>,
    /// What the rows of the tables count, and the articles they rest on.
    explained: Option<Html>,
}

/// One entry of 更正.
#[derive(Serialize)]
struct CorrectionView {
    date: String,
    /// The cell in words, and its place on the page.
    cell: Option<Link>,
    old: String,
    new: String,
    reason: String,
}

/// One entry of 差异说明.
#[derive(Serialize)]
struct NoteView {
    /// From 1; its id is `note-<number>`.
    number: usize,
    code: String,
    /// Title of the rule, and its place on the check sheet; absent for a code that names
    /// no check.
    rule: Option<Link>,
    cell: Option<Link>,
    reason: String,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    let reports =
        wanted.offices().iter().flat_map(|office| office.reports.values().map(move |report| (office, *report)));
    reports
        .map(|(office, report)| {
            let route = route::report(&report.key.office, report.key.year);
            Page {
                route,
                make: Make::One(Box::new(move |shop| {
                    shop.theme.render("report.html", &view(shop, site, office, report))
                })),
            }
        })
        .collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, years: &OfficeYears<'_>, report: &Report) -> ReportView {
    let (office, year) = (years.office, report.key.year);
    let at = route::report(&office.id, year);
    let name = office.name_in(year);
    let title = report.title(name);
    let beside = |file: &str| route::beside(&office.id, year, file);
    let crumbs = vec![Link::to(&office.name, &at, &route::office(&office.id)), Link::here(format!("{year} 年度"))];
    let description = format!("{title}：总体情况、主动公开、依申请公开、行政复议和行政诉讼情况及统计表");
    let neighbour = |report: Option<&Report>| {
        report.map(|report| {
            Link::to(format!("{} 年度", report.key.year), &at, &route::report(&office.id, report.key.year))
        })
    };
    ReportView {
        page: shop.frame.article(&at, &title, &description, crumbs, (name, report)),
        office: Link::to(name, &at, &route::office(&office.id)),
        kind: office.kind.name(),
        year,
        year_page: Link::to(format!("{year} 年度各机关"), &at, &route::year(year)),
        edition: report.edition.as_ref().map(EditionView::new),
        published: report.published.map(|published| published.text()),
        period: format!("{year} 年 1 月 1 日至 12 月 31 日"),
        draft: report.draft,
        checked: Link::to(brief(shop, office, report), &at, &route::checks(&office.id, year)),
        preface: words(report, &report.narrative.foreword(), "preface-"),
        sections: report.edition.as_deref().map(|edition| sections(shop, edition, report)).unwrap_or_default(),
        corrections: corrections(report),
        notes: notes(shop, report),
        downloads: export::formats(report, shop.downloads)
            .map(|format| {
                FileLink::to(format.label, &at, &beside(&format.file()), format!("{title}.{}", format.ending))
            })
            .chain([fragment::link(&at, report, &title)])
            .collect(),
        attachments: attachments(report).map(|file| Link::to(file, &at, &beside(file))).collect(),
        previous: neighbour(years.before(year)),
        next: neighbour(years.after(year)),
        consecutive: consecutive::pairs(site, years).iter().find(|(_, now)| now.year == year).map(|(before, now)| {
            let to = route::consecutive(&office.id, now.year);
            Link::to(format!("与 {} 年度对照", before.year), &at, &to)
        }),
        citation: citation(office, report, &title),
    }
}

/// The office's own files, as it counted them.
fn attachments(report: &Report) -> impl Iterator<Item = &str> {
    let mut files: Vec<&str> = report.attachments.iter().map(String::as_str).collect();
    files.sort_by_cached_key(|&file| order::counted(file));
    files.into_iter()
}

fn words(report: &Report, range: &std::ops::Range<usize>, prefix: &str) -> Html {
    let filled = report.narrative.filled(range, report);
    // Sections are headed by h2; a document's own headings are its first rank.
    let heading_base = if report.edition.is_some() { 3 } else { 2 };
    Html::ready(markdown::to_html(&filled, &Options { id_prefix: prefix, heading_base }))
}

fn sections(shop: &Shop<'_>, edition: &Edition, report: &Report) -> Vec<SectionView> {
    let marks = shop.record.marks(report);
    let sections = edition.sections.iter().enumerate();
    sections
        .map(|(number, section)| {
            let prefix = format!("s{}-", number + 1);
            let text = report
                .narrative
                .part(number)
                .map_or_else(|| Html::ready(""), |part| words(report, &part.body, &prefix));
            let table = shop.sheets(edition).and_then(|sheets| sheets.fill_all(&section.tables, report, &marks));
            let table = table.map(Html::ready);
            let explained = shop.explained.get(&edition.id).and_then(|all| {
                let said: Vec<&str> = section.tables.iter().filter_map(|table| all.get(*table)?.as_deref()).collect();
                (!said.is_empty()).then(|| Html::ready(said.concat()))
            });
            SectionView { id: section.names.id.clone(), title: section.names.label.clone(), text, table, explained }
        })
        .collect()
}

/// A cell in words, linked to its place on the page.
fn cell_link(report: &Report, cell: Option<usize>) -> Option<Link> {
    let edition = report.edition.as_ref()?;
    let cell = cell?;
    let spec = &edition.cells[cell];
    Some(Link { label: spec.labels.join(" / "), href: Some(Html::ready(format!("#{}", spec.html_id))) })
}

fn corrections(report: &Report) -> Vec<CorrectionView> {
    let view = |c: &crate::content::Correction| CorrectionView {
        date: c.date.to_string(),
        cell: cell_link(report, c.cell),
        old: c.old.clone(),
        new: c.new.clone(),
        reason: c.reason.clone(),
    };
    report.corrections.iter().map(view).collect()
}

fn notes(shop: &Shop<'_>, report: &Report) -> Vec<NoteView> {
    let marks = shop.record.marks(report);
    let (office, year) = (&report.key.office, report.key.year);
    let sheet = route::link(&route::report(office, year), &route::checks(office, year));
    let rule = |code: &str| {
        let check = rules::ALL.iter().find(|check| check.rule.code == code)?;
        Some(Link { label: check.rule.title.to_owned(), href: Some(Html::ready(format!("{sheet}#{code}"))) })
    };
    let notes = report.explanations.iter().enumerate();
    notes
        .map(|(index, note)| NoteView {
            number: index + 1,
            code: note.code.clone(),
            rule: rule(&note.code),
            cell: cell_link(report, marks.iter().find(|(_, at)| *at == index + 1).map(|(cell, _)| *cell)),
            reason: note.reason.clone(),
        })
        .collect()
}

fn citation(office: &Office, report: &Report, title: &str) -> String {
    let name = office.name_in(report.key.year);
    match report.published {
        Some(published) => format!("{name}：《{title}》，{} 发布。", published.date),
        None => format!("{name}：《{title}》。"),
    }
}

/// What the report's own page says of its check sheet: `勾稽关系 7 列全部相符；未校验 2 项`.
fn brief(shop: &Shop<'_>, office: &Office, report: &Report) -> String {
    let brief = shop.record.brief(office, report);
    let mut words = Vec::new();
    let counted = |what: &str, Tally { agree, not_checked, all }: Tally| match (all - agree - not_checked, not_checked)
    {
        (0, 0) => format!("{what} {all} 列全部相符"),
        (0, missing) if missing == all => format!("{what} {all} 列都未校验"),
        (0, missing) => format!("{what} {all} 列中 {missing} 列未校验"),
        (differ, 0) => format!("{what} {all} 列中 {differ} 列有差异"),
        (differ, missing) => format!("{what} {all} 列中 {differ} 列有差异、{missing} 列未校验"),
    };
    if brief.relations.all > 0 {
        words.push(counted("勾稽关系", brief.relations));
    }
    words.extend(brief.carried.map(|carried| counted("与上年度报告衔接", carried)));
    for (count, say) in
        [(brief.open, "提请注意 # 处"), (brief.explained, "差异说明 # 条"), (brief.not_checked, "未校验 # 项")]
    {
        if count > 0 {
            words.push(say.replace('#', &count.to_string()));
        }
    }
    if words.is_empty() {
        words.push("未发现问题".to_owned());
    }
    words.join("；")
}
