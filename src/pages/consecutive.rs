//! Two reports of one office in years that follow each other, side by side: figures and
//! words. One static page a pair, so that no script is needed.

use serde::Serialize;

use crate::export::Words;
use crate::render::{Html, escape_text};
use crate::site::series;
use crate::site::wording::{self, Marked, Wording};
use crate::site::{Column, OfficeYears, Site, route};

use super::frame::{Link, PageFrame};
use super::headline;
use super::lines::{Figures, FootnoteView, Footnotes, Pieces, RowsView, Which, unit_of};
use super::{EditionView, Make, MarkView, Page, Shop, Wanted};

/// What `consecutive.html` is given.
#[derive(Serialize)]
struct PairView {
    page: PageFrame,
    before: SideView,
    now: SideView,
    /// Whether the two stand on different forms.
    broken: bool,
    /// Years from which figures mean something else, between the two.
    marks: Vec<MarkView>,
    /// What changed, in sentences by fixed rules.
    sentences: Vec<String>,
    tables: Vec<TableView>,
    footnotes: Vec<FootnoteView>,
    sections: Vec<SectionView>,
    /// Opens the same pair on the page where others can be picked.
    picker: Html,
}

#[derive(Serialize)]
struct SideView {
    year: u16,
    name: String,
    href: Html,
    edition: Option<EditionView>,
}

#[derive(Serialize)]
struct TableView {
    id: String,
    caption: String,
    /// The unit of all its figures; none where they differ.
    unit: Option<String>,
    lines: Option<RowsView>,
    /// Lines that are 0 in both.
    zeros: Option<RowsView>,
    /// Applicants by kind, those that are not 0 in both.
    details: Option<RowsView>,
}

/// A section's words on both sides.
#[derive(Serialize)]
struct SectionView {
    title: String,
    before: Html,
    now: Html,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    let mut pages = Vec::new();
    for office in wanted.offices() {
        for (before, now) in pairs(site, office) {
            let make =
                move |shop: &Shop<'s>| shop.theme.render("consecutive.html", &view(shop, site, office, before, now));
            pages
                .push(Page { route: route::consecutive(&office.office.id, now.year), make: Make::One(Box::new(make)) });
        }
    }
    pages
}

/// The pairs of an office: each of its reports with the one of the year before, its own
/// or that of the single office whose work it alone goes on with.
pub(super) fn pairs<'c>(site: &Site<'c>, office: &OfficeYears<'c>) -> Vec<(Column<'c>, Column<'c>)> {
    let columns = site.columns(office);
    let of_year = |year: u16| {
        let mut columns = columns.iter().filter(|column| column.year == year);
        let first = columns.next().copied();
        first.filter(|first| columns.next().is_none() && first.report.is_some())
    };
    let own = columns.iter().filter(|column| column.own && column.report.is_some());
    let pairs = own.filter_map(|now| Some((of_year(now.year - 1)?, *now)));
    pairs.filter(|(before, now)| site.goes_on(before, now)).collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>, office: &OfficeYears<'_>, before: Column<'_>, now: Column<'_>) -> PairView {
    let at = route::consecutive(&office.office.id, now.year);
    let name = &office.office.name;
    let title = format!("{name} {} 年度与 {} 年度报告对照", before.year, now.year);
    let crumbs = vec![
        Link::to(name, &at, &route::office(&office.office.id)),
        Link::to(format!("{} 年度", now.year), &at, &route::report(&office.office.id, now.year)),
        Link::here(format!("与 {} 年度对照", before.year)),
    ];
    let mut footnotes = Footnotes::default();
    let (sections, tables) = match (before.report, now.report) {
        (Some(_), Some(_)) => (sections(shop, &before, &now), tables(shop, &before, &now, &mut footnotes)),
        _ => (Vec::new(), Vec::new()),
    };
    let side = |column: &Column<'_>| SideView {
        year: column.year,
        name: column.office.name_in(column.year).to_owned(),
        href: Html::ready(route::link(&at, &route::report(&column.office.id, column.year))),
        edition: column.edition().map(EditionView::new),
    };
    let hash = format!("#a={}/{}&amp;b={}/{}", before.office.id, before.year, now.office.id, now.year);
    PairView {
        page: shop.frame.page(&at, &title, &format!("{title}：数字的变化和文字的异同"), crumbs),
        before: side(&before),
        now: side(&now),
        broken: broken(&before, &now),
        marks: marks(site, office, &before, &now),
        sentences: headline::sentences(&before, &now),
        tables,
        footnotes: footnotes.views(),
        sections,
        picker: Html::ready(format!("{}{hash}", route::link(&at, route::COMPARE))),
    }
}

/// Whether the two stand on different forms.
fn broken(before: &Column<'_>, now: &Column<'_>) -> bool {
    before.edition().map(|form| &form.id) != now.edition().map(|form| &form.id)
}

/// What stands between the figures of the two besides the forms; of a text there are none.
fn marks(site: &Site<'_>, office: &OfficeYears<'_>, before: &Column<'_>, now: &Column<'_>) -> Vec<MarkView> {
    let (Some(old), Some(new)) = (before.edition(), now.edition()) else { return Vec::new() };
    let all = old.marks.iter().chain(new.marks.iter().filter(|_| new.id != old.id));
    let between = all.filter(|mark| mark.parts(before.year, now.year));
    let turns = site.turns(office).into_iter().filter(|(year, _)| *year == now.year);
    between.map(MarkView::new).chain(turns.map(|(year, turn)| MarkView::of(year, &turn))).collect()
}

fn tables(shop: &Shop<'_>, before: &Column<'_>, now: &Column<'_>, footnotes: &mut Footnotes) -> Vec<TableView> {
    let reports = [before.report, now.report];
    let figures = Figures::of(shop, &reports);
    let at = route::consecutive(&now.office.id, now.year);
    let pieces = [Pieces::of(&at, before, false), Pieces::of(&at, now, broken(before, now))];
    let mut known: Vec<(&str, &str)> = Vec::new();
    let forms = series::forms(&reports);
    for table in forms.iter().flat_map(|edition| &edition.tables) {
        if known.iter().all(|(id, _)| *id != table.id) {
            known.push((&table.id, &table.caption));
        }
    }
    let mut views = Vec::new();
    for (id, caption) in known {
        let mut pick = |main: bool, zero: bool| figures.pair(id, Which { main, zero }, &pieces, footnotes);
        let (lines, zeros, details) = (pick(true, false), pick(true, true), pick(false, false));
        let (unit, caption) = (unit_of(id, forms.iter().map(|form| &***form)), caption.to_owned());
        views.push(TableView { id: id.to_owned(), caption, unit, lines, zeros, details });
    }
    views
}

/// The words, section by section.
fn sections(shop: &Shop<'_>, before: &Column<'_>, now: &Column<'_>) -> Vec<SectionView> {
    let words = |column: &Column<'_>| column.report.map(|report| shop.press.words(report)).unwrap_or_default();
    let (old, new) = (words(before), words(now));
    // A document is all preface.
    let document = before.edition().is_none() || now.edition().is_none();
    let mut views = Vec::new();
    for section in new.iter().chain(old.iter().filter(|old| new.iter().all(|new| new.id != old.id))) {
        let (before, now) = wording::compare(sentences_of(&old, &section.id), sentences_of(&new, &section.id));
        if !before.is_empty() || !now.is_empty() {
            let title = match section.title.as_str() {
                "" if document => "正文",
                "" => "正文之前",
                title => title,
            };
            let (before, now) = (sentences(&before, "删"), sentences(&now, "新"));
            views.push(SectionView { title: title.to_owned(), before, now });
        }
    }
    views
}

fn sentences_of<'w>(words: &'w [Words], id: &str) -> impl Iterator<Item = &'w str> + use<'w> {
    words.iter().find(|words| words.id == id).into_iter().flat_map(Words::sentences)
}

/// Each sentence with its mark; one that stands in this year only has the mark `own`.
fn sentences(marked: &Marked<'_>, own: &str) -> Html {
    if marked.is_empty() {
        return Html::ready("<p class=\"hint\">（无）</p>");
    }
    const MARK: usize = 80;
    let mut out = String::with_capacity(marked.iter().map(|(text, _)| text.len() + MARK).sum());
    for (text, wording) in marked {
        match wording {
            Wording::Same => out.push_str("<p class=\"same\"><span class=\"mark\">同</span>"),
            Wording::Figures => out.push_str("<p class=\"figures\"><b class=\"mark\">数</b>"),
            Wording::Own => {
                out.push_str("<p class=\"own\"><b class=\"mark\">");
                out.push_str(own);
                out.push_str("</b>");
            }
        }
        escape_text(text, &mut out);
        out.push_str("</p>");
    }
    Html::ready(out)
}
