//! Links of a page: each leads to a file of the site, and a figure that leads to a cell
//! is the one that stands there.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::content::Report;
use crate::edition::Edition;
use crate::render::markdown::decoded;
use crate::source::near::near;

use super::{Figure, Open, ReadBack};

/// Which attribute it is, of those that are held against something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Id,
    /// What a fragment has in place of ids, which might not be free on somebody else's page.
    Cell,
    Link,
}

/// The next one from `from` on: where it ends with its quotation mark, and which.
fn next(page: &[u8], mut from: usize) -> Option<(usize, Attribute)> {
    loop {
        let equals = from + near(b'=', &page[from..])?;
        from = equals + 1;
        let before = &page[..equals];
        let (name, which) = match before.last() {
            Some(b'd') => (" id", Attribute::Id),
            Some(b'l') => (" data-cell", Attribute::Cell),
            Some(b'f') => (" href", Attribute::Link),
            Some(b'c') => (" src", Attribute::Link),
            _ => continue,
        };
        if page.get(from) == Some(&b'"') && before.ends_with(name.as_bytes()) {
            return Some((from + 1, which));
        }
    }
}

/// A name, and where its attribute ends.
pub(super) type Name<'p> = (&'p [u8], usize);

/// The names of a page, in order.
#[derive(Default)]
pub(super) struct Names<'p> {
    /// The ids of its elements.
    pub(super) ids: Vec<Name<'p>>,
    /// The cells of a fragment.
    pub(super) cells: Vec<Name<'p>>,
}

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
/// one in that cell. Gives the names it came by.
pub(super) fn look<'p>(reading: &ReadBack<'_>, route: &str, page: &'p [u8], figures: bool) -> Names<'p> {
    let mut look = Look {
        reading,
        route,
        figures,
        known: FxHashMap::default(),
        last: [(b"", Target::Here); 2],
        shown: Figure::default(),
    };
    let (mut names, mut here) = (Names::default(), Vec::new());
    let mut at = 0;
    while let Some((start, which)) = next(page, at) {
        let rest = &page[start..];
        let Some(end) = near(b'"', rest) else { break };
        at = start + end + 1;
        match which {
            Attribute::Id => names.ids.push((&rest[..end], at)),
            Attribute::Cell => names.cells.push((&rest[..end], at)),
            Attribute::Link => here.extend(look.link(&rest[..end], &page[at..])),
        }
    }
    within(reading, route, &names.ids, here);
    names
}

/// Holds links within the page against its ids.
fn within(reading: &ReadBack<'_>, route: &str, ids: &[Name<'_>], here: Vec<&[u8]>) {
    let mut wanted: FxHashSet<&[u8]> = here.into_iter().collect();
    // Of hundreds of ids few are wanted; most are passed over by their length and end.
    let trait_of = |name: &[u8]| (usize::from(name.last().copied().unwrap_or(0)) * 31 + name.len()) & 0x3ff;
    let mut traits = [false; 0x400];
    wanted.iter().for_each(|name| traits[trait_of(name)] = true);
    for (id, _) in ids.iter().filter(|(id, _)| traits[trait_of(id)]) {
        wanted.remove(id);
    }
    let there = |wanted: &str| ids.iter().any(|(id, _)| *id == decoded(wanted).as_bytes());
    let wanted = wanted.into_iter().map(String::from_utf8_lossy);
    let mut dead: Vec<Cow<'_, str>> = wanted.filter(|wanted| !there(wanted)).collect();
    dead.sort_unstable();
    dead.into_iter().for_each(|fragment| reading.fault(route, "页内链接没有着落", &format!("#{fragment}")));
}

/// A page being looked at.
struct Look<'r, 's, 'p> {
    reading: &'r ReadBack<'s>,
    route: &'p str,
    figures: bool,
    known: FxHashMap<&'p [u8], Target<'r>>,
    /// Hundreds of links lead to two pages in turn: this year's figures and last year's.
    last: [(&'p [u8], Target<'r>); 2],
    shown: Figure,
}

impl<'p> Look<'_, '_, 'p> {
    /// Looks at a link; gives what it names within the page, where that is to be found.
    fn link(&mut self, whole: &'p [u8], after: &'p [u8]) -> Option<&'p [u8]> {
        let (reading, route) = (self.reading, self.route);
        let behind = |path: &[u8]| whole.strip_prefix(path)?.strip_prefix(b"#");
        let again = self.last.iter().find_map(|(path, target)| Some((*path, behind(path)?, *target)));
        let (path, fragment, target) = again.unwrap_or_else(|| {
            let hash = near(b'#', whole);
            let (path, fragment) = hash.map_or((whole, &b""[..]), |at| (&whole[..at], &whole[at + 1..]));
            let path = near(b'?', path).map_or(path, |at| &path[..at]);
            let target = *self.known.entry(path).or_insert_with(|| target(reading, route, path));
            self.last = [(path, target), self.last[0]];
            (path, fragment, target)
        });
        match target {
            Target::Outside | Target::File => {}
            Target::Here => return Some(fragment).filter(|fragment| !fragment.is_empty()),
            Target::Report(report, edition) => self.report(report, edition, (whole, fragment), after),
            Target::Unknown => {
                let link = String::from_utf8_lossy(whole);
                match followed(route, &String::from_utf8_lossy(path)) {
                    Some(to) => reading.later(Open { route: route.to_owned(), to, link: link.into_owned() }),
                    None => reading.fault(route, "链接没有着落", &link),
                }
            }
        }
        None
    }

    /// Looks at a link to a report, or to one of its cells.
    fn report(&mut self, report: &Report, edition: Option<&Edition>, (whole, fragment): (&[u8], &[u8]), after: &[u8]) {
        if fragment.is_empty() {
            return;
        }
        let (reading, route) = (self.reading, self.route);
        let cell = edition.and_then(|edition| reading.cell(edition, fragment));
        if cell.is_none() && names_a_cell(fragment) {
            reading.fault(route, "链接指向报告里没有的格", &String::from_utf8_lossy(whole));
        }
        if let Some(shown) = number(after).filter(|_| self.figures) {
            let wanted = cell.and_then(|cell| self.shown.plain(report, cell)).unwrap_or("未填");
            if wanted.as_bytes() != shown {
                let (whole, shown) = (String::from_utf8_lossy(whole), String::from_utf8_lossy(shown));
                reading.fault(route, &format!("{whole} 应为“{wanted}”"), &format!("实际“{shown}”"));
            }
        }
    }
}

fn target<'r>(reading: &'r ReadBack<'_>, route: &str, path: &[u8]) -> Target<'r> {
    if path.is_empty() {
        return Target::Here;
    }
    // What is no text leads nowhere, and is told as it would be opened.
    let path = &*String::from_utf8_lossy(path);
    if path.contains(':') || path.starts_with('/') {
        return Target::Outside;
    }
    let Some(to) = followed(route, path) else { return Target::Unknown };
    match reading.page_of(&to) {
        Some((report, edition)) => Target::Report(report, edition),
        None if reading.is_planned(&to) => Target::File,
        None => Target::Unknown,
    }
}

/// The number a link shows: `">3440</a>` → `3440`.
fn number(after: &[u8]) -> Option<&[u8]> {
    let after = after.strip_prefix(b">")?;
    let end = after.iter().position(|byte| *byte == b'<')?;
    let shown = &after[..end];
    let digits = shown.strip_prefix(b"-").unwrap_or(shown);
    let sound = !digits.is_empty() && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    sound.then_some(shown)
}

fn names_a_cell(fragment: &[u8]) -> bool {
    fragment.first().is_some_and(u8::is_ascii_lowercase) && fragment.contains(&b'-')
}

/// Where a relative link leads, from the root of the site; none where it leads out.
fn followed(route: &str, link: &str) -> Option<String> {
    let folder = |route: &str| memchr::memrchr(b'/', route.as_bytes());
    let (mut base, mut rest) = (folder(route).map_or("", |at| &route[..at]), link);
    while let Some(further) = rest.strip_prefix("../") {
        if base.is_empty() {
            return None;
        }
        base = folder(base).map_or("", |at| &base[..at]);
        rest = further;
    }
    // Nobody climbs within a path; one who does is followed step by step.
    if rest.split('/').any(|part| part == ".." || part == ".") {
        return stepped(base, rest);
    }
    let mut to = String::with_capacity(base.len() + 1 + rest.len());
    to.push_str(base);
    to.push_str(if base.is_empty() { "" } else { "/" });
    to.push_str(rest);
    Some(if to.contains('%') { decoded(&to) } else { to })
}

/// As [`followed`], part by part.
fn stepped(base: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(decoded(&parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::{Attribute, followed, near, next};

    #[test]
    fn attributes_are_found_among_others() {
        let page = "<a id=\"甲\" href=\"b.html#c\">x = id=\"y\"</a><img src=\"d.png\" data-id=\"no\" id=e>\
                    <p title=\"e\" id=\"f\"><td data-cell=\"g\" scope=\"row\" gridid=\"h\">";
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some((at, which)) = next(page.as_bytes(), from) {
            let value = &page[at..][..near(b'"', &page.as_bytes()[at..]).unwrap_or(0)];
            found.push((value, which));
            from = at + value.len() + 1;
        }
        let wanted = [
            ("甲", Attribute::Id),
            ("b.html#c", Attribute::Link),
            ("y", Attribute::Id),
            ("d.png", Attribute::Link),
            ("f", Attribute::Id),
            ("g", Attribute::Cell),
        ];
        assert_eq!(found, wanted);
        assert_eq!(next(b"id=\"a\"", 0), None);
    }

    #[test]
    fn links_are_followed_from_where_they_stand() {
        let from = |link: &str| followed("c0/2021/index.html", link);
        assert_eq!(from("checks.html").as_deref(), Some("c0/2021/checks.html"));
        assert_eq!(from("../../assets/site.css").as_deref(), Some("assets/site.css"));
        assert_eq!(from("../2020/./index.html").as_deref(), Some("c0/2020/index.html"));
        assert_eq!(from("a/../../b.html").as_deref(), Some("c0/b.html"));
        assert_eq!(from("%E5%8E%9F.pdf").as_deref(), Some("c0/2021/原.pdf"));
        assert_eq!(from("../../../out.html"), None);
        assert_eq!(from("a/../../../../out.html"), None);
        assert_eq!(followed("index.html", "c0/index.html").as_deref(), Some("c0/index.html"));
    }
}
