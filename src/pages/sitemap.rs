//! `sitemap.xml` and `feed.xml`, for programs that follow the site.
//!
//! Dates come from 发布日期 and 更正, never from the clock. Where `[site] url` is not
//! set, addresses are relative: the tree does not know where it will lie.

use jiff::civil::Date;

use crate::content::Report;
use crate::render::escape;
use crate::site::{Site, route};

use super::{Make, Page, Wanted};

/// Most entries of the feed.
const ENTRIES: usize = 50;

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    vec![
        Page { route: route::SITEMAP.to_owned(), make: Make::One(Box::new(move |_| Ok(sitemap(site).into_bytes()))) },
        Page { route: route::FEED.to_owned(), make: Make::One(Box::new(move |_| Ok(feed(site).into_bytes()))) },
    ]
}

/// An address as programs need it.
fn address(site: &Site<'_>, to: &str) -> String {
    let link = route::link(route::HOME, to);
    match &site.config.site.url {
        Some(url) => format!("{}/{link}", url.trim_end_matches('/')),
        None => link,
    }
}

fn sitemap(site: &Site<'_>) -> String {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            .to_owned();
    let mut add = |to: &str, changed: Option<Date>| {
        text.push_str("<url><loc>");
        escape(&address(site, to), &mut text);
        text.push_str("</loc>");
        if let Some(date) = changed {
            text.push_str(&format!("<lastmod>{date}</lastmod>"));
        }
        text.push_str("</url>\n");
    };
    add(route::HOME, None);
    for office in &site.offices {
        add(&route::office(&office.office.id), None);
        for report in office.reports.values() {
            let corrected = report.corrections.iter().map(|correction| correction.date).max();
            let changed = corrected.max(report.published.map(|published| published.date));
            add(&route::report(&report.key.office, report.key.year), changed);
        }
    }
    for year in site.reported_years() {
        add(&route::year(year), None);
    }
    text.push_str("</urlset>\n");
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
                entries.push(entry(time, format!("urn:nianbao:{id}:{year}"), title.clone(), "年度报告发布"));
            }
            for (number, correction) in report.corrections.iter().enumerate() {
                let time = format!("{}T00:00:00+08:00", correction.date);
                let summary =
                    format!("原为“{}”，更正为“{}”。原因：{}", correction.old, correction.new, correction.reason);
                let id = format!("urn:nianbao:{id}:{year}:correction:{}", number + 1);
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
    let newest = entries.first().map_or("2008-05-01T00:00:00+08:00", |entry| &entry.time);
    element("title", &site.config.site.name, &mut text);
    element("id", "urn:nianbao:feed", &mut text);
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
