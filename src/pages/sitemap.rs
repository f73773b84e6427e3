//! `sitemap.xml` and `feed.xml`, for programs that follow the site.
//!
//! Dates come from 发布日期 and 更正, never from the clock. Where `[site] url` is not
//! set, addresses are relative: the tree does not know where it will lie.

use jiff::civil::Date;

use crate::content::Report;
use crate::export::corrected;
use crate::render::escape;
use crate::site::{OfficeYears, Site, route};

use super::{Make, Page, Wanted};

/// Most entries of the feed.
const ENTRIES: usize = 50;

/// Most addresses of one list (sitemaps.org, protocol 0.9).
pub const MOST: usize = 50_000;
/// How a list of pages begins.
pub const HEAD: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
/// How it ends.
pub const TAIL: &str = "</urlset>\n";

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let mut pages = sitemaps(site, MOST);
    pages.push(Page { route: route::FEED.to_owned(), make: Make::One(Box::new(move |_| Ok(feed(site).into_bytes()))) });
    pages
}

/// An address as programs need it.
fn address(site: &Site<'_>, to: &str) -> String {
    let link = route::link(route::HOME, to);
    match &site.config.site.url {
        Some(url) => format!("{}/{link}", url.trim_end_matches('/')),
        None => link,
    }
}

/// The id of the feed, and how those of its entries begin. Where it is known where the site
/// lies, they are of that place and of no other site (RFC 4287, 4.2.6).
pub fn ids(url: Option<&str>) -> (String, String) {
    match url {
        Some(url) => {
            let feed = format!("{}/{}", url.trim_end_matches('/'), route::FEED);
            let begin = format!("{feed}#");
            (feed, begin)
        }
        None => ("urn:nianbao:feed".to_owned(), "urn:nianbao:".to_owned()),
    }
}

/// What is listed together.
#[derive(Clone, Copy)]
enum Listed<'s> {
    Home,
    /// An office and its reports.
    Office(&'s OfficeYears<'s>),
    Year(u16),
}

impl Listed<'_> {
    fn addresses(self) -> usize {
        match self {
            Listed::Home | Listed::Year(_) => 1,
            Listed::Office(office) => 1 + office.reports.len(),
        }
    }
}

/// All that is listed, in files of at most `most` addresses.
fn parted<'s>(site: &'s Site<'s>, most: usize) -> Vec<Vec<Listed<'s>>> {
    let offices = site.offices.iter().map(Listed::Office);
    let all = [Listed::Home].into_iter().chain(offices).chain(site.reported_years().map(Listed::Year));
    let (mut files, mut room): (Vec<Vec<Listed<'s>>>, usize) = (Vec::new(), 0);
    for listed in all {
        match files.last_mut().filter(|_| listed.addresses() <= room) {
            Some(file) => file.push(listed),
            None => {
                files.push(vec![listed]);
                room = most;
            }
        }
        room = room.saturating_sub(listed.addresses());
    }
    files
}

/// One file, or a list of such files where one would be too long.
fn sitemaps<'s>(site: &'s Site<'s>, most: usize) -> Vec<Page<'s>> {
    let mut files = parted(site, most);
    let file = |route: String, listed: Vec<Listed<'s>>| Page {
        route,
        make: Make::One(Box::new(move |_| Ok(sitemap(site, &listed).into_bytes()))),
    };
    if files.len() == 1 {
        return files.pop().map(|listed| file(route::SITEMAP.to_owned(), listed)).into_iter().collect();
    }
    let parts = files.len();
    let escaped = |part: &str| {
        let mut text = String::new();
        escape(&address(site, part), &mut text);
        text
    };
    let list = Page {
        route: route::SITEMAP.to_owned(),
        make: Make::One(Box::new(move |_| Ok(list(parts, escaped).into_bytes()))),
    };
    let files = (1..).zip(files).map(|(number, listed)| file(route::sitemap_part(number), listed));
    [list].into_iter().chain(files).collect()
}

/// The list of lists, from the number of these and how they are addressed in XML.
pub fn list(parts: usize, address: impl Fn(&str) -> String) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            .to_owned();
    for number in 1..=parts {
        for piece in ["<sitemap><loc>", &address(&route::sitemap_part(number)), "</loc></sitemap>\n"] {
            text.push_str(piece);
        }
    }
    text.push_str("</sitemapindex>\n");
    text
}

fn sitemap(site: &Site<'_>, listed: &[Listed<'_>]) -> String {
    let mut text = HEAD.to_owned();
    let mut add = |to: &str, changed: Option<Date>| {
        text.push_str("<url><loc>");
        escape(&address(site, to), &mut text);
        text.push_str("</loc>");
        if let Some(date) = changed {
            text.push_str(&format!("<lastmod>{date}</lastmod>"));
        }
        text.push_str("</url>\n");
    };
    for listed in listed {
        match listed {
            Listed::Home => add(route::HOME, None),
            Listed::Year(year) => add(&route::year(*year), None),
            Listed::Office(office) => {
                add(&route::office(&office.office.id), None);
                for report in office.reports.values() {
                    let corrected = report.corrections.iter().map(|correction| correction.date).max();
                    let changed = corrected.max(report.published.map(|published| published.date));
                    add(&route::report(&report.key.office, report.key.year), changed);
                }
            }
        }
    }
    text.push_str(TAIL);
    text
}

/// One entry of the feed.
struct Entry {
    /// When, as `2021-01-20T09:00:00+08:00`.
    time: String,
    id: String,
    title: String,
    summary: String,
    to: String,
}

/// Reports by the day they were published and corrections by theirs, newest first. A
/// report without 发布日期 has no place in time and is left out.
fn feed(site: &Site<'_>) -> String {
    let reports = || site.offices.iter().flat_map(|office| office.reports.values().map(move |report| (office, report)));
    // Of a province's reports only the newest are written at all.
    let mut newest: Vec<Date> = reports().flat_map(|(_, report)| days(report)).collect();
    newest.sort_unstable();
    let since = newest.len().checked_sub(ENTRIES).map(|at| newest[at]);
    let mut entries = Vec::new();
    let (_, begin) = ids(site.config.site.url.as_deref());
    for (office, report) in reports() {
        if days(report).any(|day| Some(day) >= since) {
            let (id, year) = (&office.office.id, report.key.year);
            let title = report.title(office.office.name_in(year));
            let to = route::report(id, year);
            let entry = |time: String, id: String, title: String, summary: &str| Entry {
                time,
                id,
                title,
                summary: summary.to_owned(),
                to: to.clone(),
            };
            if let Some(published) = report.published {
                let clock = published.time.map_or((0, 0), |time| (time.hour(), time.minute()));
                let time = format!("{}T{:02}:{:02}:00+08:00", published.date, clock.0, clock.1);
                entries.push(entry(time, format!("{begin}{id}:{year}"), title.clone(), "年度报告发布"));
            }
            for (number, correction) in report.corrections.iter().enumerate() {
                let time = format!("{}T00:00:00+08:00", correction.date);
                // Read far from the page: without its cell “原为 77” says nothing.
                let summary = corrected(report, correction);
                let id = format!("{begin}{id}:{year}:correction:{}", number + 1);
                entries.push(entry(time, id, format!("更正：{title}"), &summary));
            }
        }
    }
    entries.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(ENTRIES);
    write(site, &entries)
}

/// The days on which something of a report came out.
fn days(report: &Report) -> impl Iterator<Item = Date> {
    let published = report.published.map(|published| published.date);
    published.into_iter().chain(report.corrections.iter().map(|correction| correction.date))
}

fn write(site: &Site<'_>, entries: &[Entry]) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n"
            .to_owned();
    let element = |name: &str, words: &str, text: &mut String| {
        text.push_str(&format!("<{name}>"));
        escape(words, text);
        text.push_str(&format!("</{name}>\n"));
    };
    // A feed must have a time: of an empty one, that of the day the regulation came into force.
    let newest = entries.first().map_or("2008-05-01T00:00:00+08:00", |entry| &entry.time);
    element("title", &site.config.site.name, &mut text);
    element("id", &ids(site.config.site.url.as_deref()).0, &mut text);
    element("updated", newest, &mut text);
    let link = |rel: &str, to: &str, text: &mut String| {
        text.push_str(&format!("<link rel=\"{rel}\" href=\""));
        escape(&address(site, to), text);
        text.push_str("\"/>\n");
    };
    link("self", route::FEED, &mut text);
    link("alternate", route::HOME, &mut text);
    for entry in entries {
        text.push_str("<entry>\n");
        element("title", &entry.title, &mut text);
        element("id", &entry.id, &mut text);
        element("updated", &entry.time, &mut text);
        element("summary", &entry.summary, &mut text);
        link("alternate", &entry.to, &mut text);
        text.push_str("<author><name>");
        escape(&site.config.site.name, &mut text);
        text.push_str("</name></author>\n</entry>\n");
    }
    text.push_str("</feed>\n");
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use crate::content::Only;

    use super::*;

    #[test]
    fn a_long_list_is_parted_between_offices_and_lists_the_same() {
        let loaded = crate::load(Path::new(env!("CARGO_MANIFEST_DIR")), &Only::All).unwrap();
        let site = Site::arrange(&loaded.config, &loaded.content, loaded.content.reports.iter().map(AsRef::as_ref));
        let addresses = |files: &[Vec<Listed<'_>>]| -> Vec<Vec<String>> {
            let of = |listed: &Vec<Listed<'_>>| sitemap(&site, listed);
            files
                .iter()
                .map(|file| of(file).lines().filter(|l| l.starts_with("<url>")).map(str::to_owned).collect())
                .collect()
        };
        let whole = addresses(&parted(&site, MOST));
        assert_eq!(whole.len(), 1);
        let largest = site.offices.iter().map(|office| 1 + office.reports.len()).max().unwrap();
        for most in [largest, largest + 1, whole[0].len() - 1] {
            let parts = addresses(&parted(&site, most));
            assert!(parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && part.len() <= most), "{most}");
            assert_eq!(parts.concat(), whole[0]);
        }
        assert_eq!(parted(&site, whole[0].len()).len(), 1);
        let pages = sitemaps(&site, largest);
        let routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
        assert_eq!(routes[..3], ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]);
        assert!(routes.iter().all(|route| route::is_sitemap(route)));
        let list = list(routes.len() - 1, |part| format!("https://a.cn/{part}"));
        assert_eq!(list.matches("<sitemap><loc>https://a.cn/sitemap-").count(), routes.len() - 1);
    }
}
