//! Links of a page: each leads to a file of the site, and a figure that leads to a cell
//! is the one that stands there.

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

/// Every link to the site's own files leads to one, every fragment to an id of the page
/// or to a cell of the report. `figures`: a number that is a link to a cell must be the
/// one in that cell.
pub(super) fn look(reading: &ReadBack<'_>, route: &str, page: &str, figures: bool) {
    let mut look = Look {
        reading,
        route,
        figures,
        known: FxHashMap::default(),
        last: ("", Target::Here),
        shown: Figure::default(),
    };
    let (mut ids, mut here): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    // One look at the page for all attributes: what stands before `="` is their name.
    for at in memchr::memchr_iter(b'=', page.as_bytes()) {
        let (before, after) = (&page.as_bytes()[..at], at + 1);
        // Most attributes are others: their last letter tells.
        if !matches!(before.last(), Some(b'd' | b'f' | b'c')) {
            continue;
        }
        let (id, link) = (before.ends_with(b" id"), before.ends_with(b" href") || before.ends_with(b" src"));
        if !(id || link) || page.as_bytes().get(after) != Some(&b'"') {
            continue;
        }
        let rest = &page[after + 1..];
        let Some(end) = memchr::memchr(b'"', rest.as_bytes()) else { break };
        match id {
            true => ids.push(&rest[..end]),
            false => here.extend(look.link(&rest[..end], &rest[end + 1..])),
        }
    }
    within(reading, route, &ids, here);
}

/// Holds links within the page against its ids.
fn within(reading: &ReadBack<'_>, route: &str, ids: &[&str], here: Vec<&str>) {
    let mut wanted: FxHashSet<&str> = here.into_iter().collect();
    if !wanted.is_empty() {
        for id in ids {
            wanted.remove(id);
        }
    }
    let mut dead: Vec<&str> = wanted.into_iter().filter(|wanted| !ids.contains(&decoded(wanted).as_str())).collect();
    dead.sort_unstable();
    dead.into_iter().for_each(|fragment| reading.fault(route, "页内链接没有着落", &format!("#{fragment}")));
}

/// A page being looked at.
struct Look<'r, 's, 'p> {
    reading: &'r ReadBack<'s>,
    route: &'p str,
    figures: bool,
    known: FxHashMap<&'p str, Target<'r>>,
    /// Hundreds of links lead to the same few pages.
    last: (&'p str, Target<'r>),
    shown: Figure,
}

impl<'p> Look<'_, '_, 'p> {
    /// Looks at a link; gives what it names within the page, where that is to be found.
    fn link(&mut self, whole: &'p str, after: &'p str) -> Option<&'p str> {
        let hash = memchr::memchr(b'#', whole.as_bytes());
        let (path, fragment) = hash.map_or((whole, ""), |at| (&whole[..at], &whole[at + 1..]));
        let path = memchr::memchr(b'?', path.as_bytes()).map_or(path, |at| &path[..at]);
        let (reading, route) = (self.reading, self.route);
        if path != self.last.0 {
            self.last = (path, *self.known.entry(path).or_insert_with(|| target(reading, route, path)));
        }
        match self.last.1 {
            Target::Outside | Target::File => {}
            Target::Here => return Some(fragment).filter(|fragment| !fragment.is_empty()),
            Target::Report(report, edition) => self.report(report, edition, (whole, fragment), after),
            Target::Unknown => match followed(route, path) {
                Some(to) => reading.later(Open { route: route.to_owned(), to, link: whole.to_owned() }),
                None => reading.fault(route, "链接没有着落", whole),
            },
        }
        None
    }

    /// Looks at a link to a report, or to one of its cells.
    fn report(&mut self, report: &Report, edition: Option<&Edition>, (whole, fragment): (&str, &str), after: &str) {
        if fragment.is_empty() {
            return;
        }
        let (reading, route) = (self.reading, self.route);
        let cell = edition.and_then(|edition| reading.cell(edition, fragment));
        if cell.is_none() && names_a_cell(fragment) {
            reading.fault(route, "链接指向报告里没有的格", whole);
        }
        if let Some(shown) = number(after).filter(|_| self.figures) {
            let wanted = cell.and_then(|cell| self.shown.plain(report.cell(cell))).unwrap_or("未填");
            if wanted != shown {
                reading.fault(route, &format!("{whole} 应为“{wanted}”"), &format!("实际“{shown}”"));
            }
        }
    }
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
