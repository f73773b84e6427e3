//! `fragment.html`: a whole report as one piece of HTML for the editor of a portal.
//!
//! Portals take a report by being pasted into: they keep the styles an element carries
//! itself and drop everything else. So nothing here has a class, an id, a script or a
//! file of its own, and a link that is only good on this site is left out, unless `[site]
//! url` says where the site lies. The file begins with a byte order mark, not with a
//! `<meta>`: opened from a disk it is read as UTF-8, and nothing has to be cut away
//! before it is pasted.

use serde::Serialize;

use crate::content::Report;
use crate::edition::Edition;
use crate::export::remarks;
use crate::render::markdown::{self, Block, Run};
use crate::render::{Html, escape};
use crate::site::{OfficeYears, Site, route};

use super::frame::FileLink;
use super::{Make, Page, Shop, Wanted};

const PARAGRAPH: &str = "margin:0 0 8px;line-height:1.8;text-indent:2em;text-align:justify;";
const HEADING: &str = "margin:16px 0 8px;line-height:1.6;font-size:16px;font-weight:bold;";
const QUOTE: &str = "margin:0 2em 8px;line-height:1.8;";
const CODE: &str = "margin:0 0 8px;white-space:pre-wrap;";
const NOTE: &str = "margin:0 0 4px;line-height:1.6;font-size:14px;";
const TABLE: &str = "border-collapse:collapse;width:100%;margin:8px 0;font-size:14px;line-height:1.5;";
const CELL: &str = "border:1px solid #666;padding:4px 6px;";

/// What `fragment.html` is given.
#[derive(Serialize)]
struct FragmentView {
    title: String,
    /// The office's name in that year.
    office: String,
    /// `2021年1月20日`, where given.
    published: Option<String>,
    draft: bool,
    preface: Html,
    sections: Vec<SectionView>,
    /// One sentence each.
    corrections: Vec<String>,
    notes: Vec<String>,
}

/// One section.
#[derive(Serialize)]
struct SectionView {
    title: String,
    text: Html,
    table: Option<Html>,
}

pub(super) fn pages<'s>(_: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    let reports =
        wanted.offices().iter().flat_map(|office| office.reports.values().map(move |report| (office, *report)));
    let page = |(office, report): (&'s OfficeYears<'s>, &'s Report)| {
        let make = move |shop: &Shop<'s>| {
            let mut page = "\u{feff}".as_bytes().to_vec();
            shop.theme.render_into("fragment.html", &view(shop, office, report), &mut page)?;
            page.push(b'\n');
            Ok(page)
        };
        let route = route::fragment(&report.key.office, report.key.year);
        Page { route, make: Make::One(Box::new(make)) }
    };
    reports.map(page).collect()
}

/// The link to it from the report's page at `at`.
pub(super) fn link(at: &str, report: &Report, title: &str) -> FileLink {
    let route = route::fragment(&report.key.office, report.key.year);
    FileLink::to("网页片段（粘贴到网站编辑器）", at, &route, format!("{title}（网页片段）.html"))
}

fn view(shop: &Shop<'_>, years: &OfficeYears<'_>, report: &Report) -> FragmentView {
    let name = years.office.name_in(report.key.year);
    let said = remarks(report);
    FragmentView {
        title: report.title(name),
        office: name.to_owned(),
        published: report.published.map(|published| published.chinese()),
        draft: report.draft,
        preface: prose(shop, report, &report.narrative.foreword()),
        sections: report.edition.as_deref().map(|edition| sections(shop, edition, report)).unwrap_or_default(),
        corrections: said.corrections,
        notes: said.notes,
    }
}

fn sections(shop: &Shop<'_>, edition: &Edition, report: &Report) -> Vec<SectionView> {
    let sheets = shop.pasted.get(&edition.id);
    let marks = shop.record.marks(report);
    let section = |(number, section): (usize, &crate::edition::Section)| SectionView {
        title: section.names.label.clone(),
        text: match report.narrative.part(number) {
            Some(part) => prose(shop, report, &part.body),
            None => Html::ready(""),
        },
        table: sheets.and_then(|sheets| sheets.fill_all(&section.tables, report, &marks)).map(Html::ready),
    };
    edition.sections.iter().enumerate().map(section).collect()
}

/// Words of the narrative, every element with its own style.
fn prose(shop: &Shop<'_>, report: &Report, range: &std::ops::Range<usize>) -> Html {
    let address = |link: &str| shop.press.address(report, link);
    // Sections are headed by h3; a document's own headings are its first rank.
    let base = if report.edition.is_some() { 3 } else { 2 };
    let blocks = markdown::blocks(&report.narrative.filled(range, report));
    let room = range.len() + blocks.len() * (PARAGRAPH.len() + 20);
    let mut prose = Prose { out: String::with_capacity(room), base, address: &address };
    blocks.iter().for_each(|block| prose.block(block));
    Html::ready(prose.out)
}

/// Words while they are written.
struct Prose<'a> {
    out: String,
    /// The level its headings stand under.
    base: u8,
    /// Where a link leads outside the site, if it can be said.
    address: &'a dyn Fn(&str) -> Option<String>,
}

impl Prose<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(words) => self.line("p", PARAGRAPH, "", words),
            Block::Heading(rank, words) => self.line(&format!("h{}", (rank + self.base).min(6)), HEADING, "", words),
            // Marks are words: editors drop lists or number them anew.
            Block::Item { depth, mark, words } => {
                let style = format!("{PARAGRAPH}margin-left:{}em;", 2 * depth.saturating_sub(1));
                let mark = if mark.is_empty() { String::new() } else { format!("{mark} ") };
                self.line("p", if *depth > 1 { &style } else { PARAGRAPH }, &mark, words);
            }
            Block::Quote(words) => self.line("p", QUOTE, "", words),
            Block::Code(text) => self.line("pre", CODE, text, &[]),
            Block::Note(number, words) => self.line("p", NOTE, &format!("[{number}] "), words),
            Block::Table(rows) => self.table(rows),
        }
    }

    /// An element of words, `mark` before them.
    fn line(&mut self, tag: &str, style: &str, mark: &str, words: &[Run]) {
        ["<", tag, " style=\"", style, "\">"].into_iter().for_each(|part| self.out.push_str(part));
        escape(mark, &mut self.out);
        words.iter().for_each(|run| self.run(run));
        ["</", tag, ">\n"].into_iter().for_each(|part| self.out.push_str(part));
    }

    fn table(&mut self, rows: &[Vec<Vec<Run>>]) {
        self.out.push_str(&format!("<table style=\"{TABLE}\">\n"));
        for (number, row) in rows.iter().enumerate() {
            let tag = if number == 0 { "th" } else { "td" };
            self.out.push_str("<tr>");
            for cell in row {
                self.out.push_str(&format!("<{tag} style=\"{CELL}\">"));
                cell.iter().for_each(|run| self.run(run));
                self.out.push_str(&format!("</{tag}>"));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</table>\n");
    }

    fn run(&mut self, run: &Run) {
        let face = run.face;
        let faces = [(face.strong, "strong"), (face.emphasis, "em"), (face.struck, "del"), (face.raised, "sup")];
        let faces = || faces.iter().filter(|(set, _)| *set).map(|(_, tag)| tag);
        let link = run.link.as_deref().and_then(self.address);
        if let Some(link) = &link {
            self.out.push_str("<a href=\"");
            escape(link, &mut self.out);
            self.out.push_str("\">");
        }
        faces().for_each(|tag| self.out.push_str(&format!("<{tag}>")));
        for (number, words) in run.text.split('\n').enumerate() {
            if number > 0 {
                self.out.push_str("<br>");
            }
            escape(words, &mut self.out);
        }
        faces().rev().for_each(|tag| self.out.push_str(&format!("</{tag}>")));
        if link.is_some() {
            self.out.push_str("</a>");
        }
    }
}
