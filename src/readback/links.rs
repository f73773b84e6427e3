//! Links of a page: each leads to a file of the site, and a figure that leads to a cell
//! is the one that stands there.

use std::cell::OnceCell;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::content::Report;
use crate::edition::Edition;
use crate::render::markdown::decoded;

use super::{Figure, Open, ReadBack};

/// What the path of a link leads to.
#[derive(Clone, Copy)]
enum Target<'r> {
    /// Another host, or the portal the site lies under.
    Outside,
    /// The page itself.
    Here,
    /// A report's page.
    Report(&'r Report, Option<&'r Edition>),
    /// Another file of the site.
    File,
    /// Nothing that was planned: whether it was written is known in the end.
    Unknown,
}

/// A link in a page.
struct Link<'p> {
    path: &'p str,
    fragment: &'p str,
    /// All of it, to name it.
    whole: &'p str,
    /// What follows the closing quotation mark.
    after: &'p str,
}

/// Every link to the site's own files leads to one, every fragment to an id of the page
/// or to a cell of the report. `figures`: a number that is a link to a cell must be the
/// one in that cell.
pub(super) fn look(reading: &ReadBack<'_>, route: &str, page: &str, figures: bool) {
    let mut known: FxHashMap<&str, Target<'_>> = FxHashMap::default();
    let mut last: (&str, Target<'_>) = ("", Target::Here);
    let ids = OnceCell::new();
    let mut wanted = Figure::default();
    for name in [" href=\"", " src=\""] {
        for at in Finder::new(name).find_iter(page.as_bytes()) {
            let Some(link) = link(&page[at + name.len()..]) else { continue };
            // Hundreds of links lead to the same few pages.
            if link.path != last.0 {
                let target = *known.entry(link.path).or_insert_with(|| target(reading, route, link.path));
                last = (link.path, target);
            }
            match last.1 {
                Target::Outside | Target::File => {}
                Target::Here => {
                    let ids = ids.get_or_init(|| ids_of(page));
                    if !link.fragment.is_empty() && !has(ids, link.fragment) {
                        reading.fault(route, "页内链接没有着落", link.whole);
                    }
                }
                Target::Report(report, edition) => {
                    let cell = edition.and_then(|edition| reading.cell(edition, link.fragment));
                    if cell.is_none() && names_a_cell(link.fragment) {
                        reading.fault(route, "链接指向报告里没有的格", link.whole);
                    }
                    if let Some(shown) = number(link.after).filter(|_| figures && !link.fragment.is_empty()) {
                        let wanted = cell.and_then(|cell| wanted.plain(report.cell(cell))).unwrap_or("未填");
                        if wanted != shown {
                            reading.fault(route, &format!("{} 应为“{wanted}”", link.whole), &format!("实际“{shown}”"));
                        }
                    }
                }
                Target::Unknown => match followed(route, link.path) {
                    Some(to) => reading.later(Open { route: route.to_owned(), to, link: link.whole.to_owned() }),
                    None => reading.fault(route, "链接没有着落", link.whole),
                },
            }
        }
    }
}

/// The link a text begins with; none where its end is missing.
fn link(text: &str) -> Option<Link<'_>> {
    let end = memchr::memchr(b'"', text.as_bytes())?;
    let (whole, after) = (&text[..end], &text[end + 1..]);
    let (path, fragment) = whole.split_once('#').unwrap_or((whole, ""));
    let path = path.split('?').next().unwrap_or_default();
    Some(Link { path, fragment, whole, after })
}

fn target<'r>(reading: &'r ReadBack<'_>, route: &str, path: &str) -> Target<'r> {
    if path.is_empty() {
        return Target::Here;
    }
    if path.contains(':') || path.starts_with('/') {
        return Target::Outside;
    }
    let Some(to) = followed(route, path) else { return Target::Unknown };
    match reading.page_of(&to) {
        Some((report, edition)) => Target::Report(report, edition),
        None if reading.planned(&to) => Target::File,
        None => Target::Unknown,
    }
}

/// The number a link shows: `">3440</a>` → `3440`.
fn number(after: &str) -> Option<&str> {
    let shown = after.strip_prefix('>')?.split('<').next()?;
    let digits = shown.strip_prefix('-').unwrap_or(shown);
    let sound = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    sound.then_some(shown)
}

fn names_a_cell(fragment: &str) -> bool {
    fragment.starts_with(|c: char| c.is_ascii_lowercase()) && fragment.contains('-')
}

fn ids_of(page: &str) -> FxHashSet<&str> {
    let id = Finder::new(" id=\"");
    let ids = id.find_iter(page.as_bytes()).map(|at| &page[at + 5..]);
    ids.filter_map(|rest| rest.split('"').next()).collect()
}

fn has(ids: &FxHashSet<&str>, fragment: &str) -> bool {
    ids.contains(fragment) || ids.contains(decoded(fragment).as_str())
}

/// Where a relative link leads, from the root of the site; none where it leads out.
fn followed(route: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = route.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(decoded(&parts.join("/")))
}
