//! Addresses: every one is made here, relative to the root of the site with `/`.
//!
//! Links name files (`…/index.html`), not folders, so that the tree also works opened
//! from a disk, where no server adds the file's name.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::order::Order;

/// Start page.
pub const HOME: &str = "index.html";
/// Shown by a host that finds nothing.
pub const NOT_FOUND: &str = "404.html";

/// Definitions, formulas, breaks, sources, and the files to take away.
pub const METHOD: &str = "about/index.html";
/// Any two reports side by side.
pub const COMPARE: &str = "compare/index.html";
/// Search over offices, years and texts.
pub const SEARCH: &str = "search/index.html";
/// What the columns mean.
pub const DATA_PACKAGE: &str = "data/datapackage.json";
/// For search engines.
pub const SITEMAP: &str = "sitemap.xml";
/// Every cell of the site, one a line.
pub const CELLS_CSV: &str = "data/cells.csv";
/// The same facts for programs.
pub const CELLS_JSON: &str = "data/cells.json";
/// For feed readers.
pub const FEED: &str = "feed.xml";

/// A part of the list for search engines, where one file would be too long, from 1.
pub fn sitemap_part(number: usize) -> String {
    format!("sitemap-{number}.xml")
}

/// Whether a file is the list for search engines or a part of it.
pub fn is_sitemap(route: &str) -> bool {
    let number = route.strip_prefix("sitemap-").and_then(|rest| rest.strip_suffix(".xml"));
    route == SITEMAP || number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Page of an office.
pub fn office(office: &str) -> String {
    format!("{office}/index.html")
}

/// Page of a report.
pub fn report(office: &str, year: u16) -> String {
    format!("{office}/{year}/index.html")
}

/// Check sheet of a report.
pub fn checks(office: &str, year: u16) -> String {
    format!("{office}/{year}/checks.html")
}

/// A file beside a report: a download or an attachment.
pub fn beside(office: &str, year: u16, file: &str) -> String {
    format!("{office}/{year}/{file}")
}

/// A report as one piece of HTML to paste elsewhere.
pub fn fragment(office: &str, year: u16) -> String {
    beside(office, year, "fragment.html")
}

/// Page of a year.
pub fn year(year: u16) -> String {
    format!("years/{year}/index.html")
}

/// Page of a year in another order of offices.
pub fn year_in(year: u16, order: Order) -> String {
    order.word().map_or_else(|| self::year(year), |word| format!("years/{year}/{word}.html"))
}

/// A page of a list that is parted, from 1; the first lies at the list's own address.
pub fn part(first: &str, number: usize) -> String {
    match first.strip_suffix(".html") {
        Some(name) if number > 1 => format!("{name}-{number}.html"),
        _ => first.to_owned(),
    }
}

/// A file that holds every cell of a year.
pub fn year_data(year: u16, file: &str) -> String {
    format!("years/{year}/{file}")
}

/// A file that holds every cell of the site.
pub fn data(file: &str) -> String {
    format!("data/{file}")
}

/// An office's reports as data a page can load without a server.
pub fn office_data(office: &str) -> String {
    format!("data/offices/{office}.js")
}

/// The office whose files lie at an address; it may be none's.
pub fn office_of(address: &str) -> Option<&str> {
    match address.strip_prefix("data/offices/") {
        Some(file) => file.strip_suffix(".js"),
        None => address.split_once('/').map(|(office, _)| office),
    }
}

/// The forms as data, for the same pages.
pub const FORMS: &str = "data/forms.js";

/// Two consecutive reports of an office side by side.
pub fn consecutive(office: &str, year: u16) -> String {
    format!("{office}/{year}/compare.html")
}

/// The reports that can be searched, for the search page.
pub const SEARCH_REPORTS: &str = "search/reports.js";

/// One file of the search index.
pub fn search_shard(number: u32) -> String {
    format!("search/index/{number}.js")
}

/// A theme's file.
pub fn asset(name: &str) -> String {
    format!("assets/{name}")
}

/// The fingerprint of an address. Two of a site's million addresses share one in less than
/// one of ten million sites.
pub fn print(route: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(route)
}

/// The link from the page at `from` to the file at `to`, percent-encoded.
pub fn link(from: &str, to: &str) -> String {
    // Folders both begin with; the file's own name is none.
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = from[..from.floor_char_boundary(same)].rfind('/').map_or(0, |at| at + 1);
    let ups = from[shared..].bytes().filter(|byte| *byte == b'/').count();
    let mut link = String::with_capacity(ups * 3 + to.len() - shared);
    (0..ups).for_each(|_| link.push_str("../"));
    for (number, part) in to[shared..].split('/').enumerate() {
        if number > 0 {
            link.push('/');
        }
        encode(part, &mut link);
    }
    link
}

/// The whole address of what the relative `link` on the page at `from` leads to, where the
/// site lies at `base`; none where it leads out of the site.
pub fn absolute(base: &str, from: &str, link: &str) -> Option<String> {
    let end = link.find(['?', '#']).unwrap_or(link.len());
    let (path, rest) = link.split_at(end);
    let mut parts: Vec<&str> = from.split('/').collect();
    if !path.is_empty() {
        parts.pop();
    }
    for part in path.split('/').filter(|part| !part.is_empty()) {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(format!("{}/{}{rest}", base.trim_end_matches('/'), parts.join("/")))
}

/// How many folders up the root lies: `../../`, or nothing.
pub fn up(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

/// Percent-encodes one part of an address.
fn encode(part: &str, out: &mut String) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if part.bytes().all(plain) {
        return out.push_str(part);
    }
    for byte in part.bytes() {
        match plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_page_to_page() {
        assert_eq!(link("a/2020/index.html", "years/2020/index.html"), "../../years/2020/index.html");
        assert_eq!(link("a/2020/index.html", "a/2021/index.html"), "../2021/index.html");
        assert_eq!(link("a/2020/index.html", "a/2020/report.json"), "report.json");
        assert_eq!(link("index.html", "a/index.html"), "a/index.html");
        assert_eq!(link("a/index.html", "index.html"), "../index.html");
        assert_eq!(link("a/2020/index.html", "a/2020/年报 1.docx"), "%E5%B9%B4%E6%8A%A5%201.docx");
        assert_eq!(up("a/2020/index.html"), "../../");
    }

    #[test]
    fn whole_addresses_stay_in_the_site() {
        let whole = |link| absolute("https://h/x/", "a/2020/index.html", link);
        assert_eq!(whole("../2021/index.html#t3").as_deref(), Some("https://h/x/a/2021/index.html#t3"));
        assert_eq!(whole("%E9%99%84.docx").as_deref(), Some("https://h/x/a/2020/%E9%99%84.docx"));
        assert_eq!(whole("#t3").as_deref(), Some("https://h/x/a/2020/index.html#t3"));
        assert_eq!(whole("../../../x"), None);
    }
}
