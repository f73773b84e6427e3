//! `sitemap.xml` and `feed.xml` of all parts: lists of addresses, which begin where the
//! part lies now.

use crate::config::Config;
use crate::error::Result;
use crate::pages::sitemap::{self, HEAD, TAIL};
use crate::publish::Publisher;
use crate::render::escape;
use crate::site::route;

use super::copy::{Source, other_format, whole};
use super::facts::{Out, lines};

/// Most entries of the feed.
const ENTRIES: usize = 50;

/// Where the joined site lies, as it stands before an address; nothing where its settings
/// do not say.
fn base(config: &Config) -> String {
    let mut base = String::new();
    if let Some(url) = &config.site.url {
        escape(url.trim_end_matches('/'), &mut base);
        base.push('/');
    }
    base
}

/// How the line of an address begins.
const OPEN: &str = "<url><loc>";

/// Every page of every part, and the start page above them: one list, or a list of lists
/// where it has more than `most` addresses.
pub(super) fn sitemap(config: &Config, sources: &[Source], publisher: &Publisher, most: usize) -> Result<()> {
    let base = base(config);
    // Counted first: what the first file is called depends on whether there is a second.
    let mut all = 1_usize;
    each(sources, &mut |_, _| {
        all += 1;
        Ok(())
    })?;
    let parts = all.div_ceil(most);
    let routes = match parts {
        1 => vec![route::SITEMAP.to_owned()],
        parts => (1..=parts).map(route::sitemap_part).collect(),
    };
    let mut files = routes.iter();
    let (mut file, mut room) = (None, 0);
    let mut push = |address: &[u8]| {
        if room == 0 {
            end(file.take())?;
            let Some(route) = files.next() else { return Ok(()) };
            let next = file.insert(Out::begin(publisher, route)?);
            next.push(HEAD.as_bytes())?;
            room = most;
        }
        room -= 1;
        file.as_mut().map_or(Ok(()), |file| file.push(address))
    };
    push(format!("{OPEN}{base}{}</loc></url>\n", route::HOME).as_bytes())?;
    let mut line = Vec::new();
    each(sources, &mut |source, rest| {
        line.clear();
        for piece in [OPEN, &base, &source.part.id, "/"] {
            line.extend_from_slice(piece.as_bytes());
        }
        line.extend_from_slice(rest);
        push(&line)
    })?;
    end(file)?;
    if parts > 1 {
        let list = sitemap::list(parts, |part| format!("{base}{part}"));
        publisher.put(route::SITEMAP, list.as_bytes())?;
    }
    Ok(())
}

fn end(file: Option<Out<'_>>) -> Result<()> {
    let Some(mut file) = file else { return Ok(()) };
    file.push(TAIL.as_bytes())?;
    file.done()
}

/// Every address of every part, from where the part lies on, with the rest of its line.
fn each(sources: &[Source], take: &mut dyn FnMut(&Source, &[u8]) -> Result<()>) -> Result<()> {
    for source in sources {
        // The first address is the start page's: what stands before it stands before all.
        let mut own: Option<Vec<u8>> = None;
        for list in source.sitemaps() {
            lines(source, &list, &mut |line| {
                let Some(address) = line.strip_prefix(OPEN.as_bytes()) else { return Ok(()) };
                let other = || other_format(&source.folder, &list);
                if own.is_none() {
                    own = Some(before_home(address).ok_or_else(other)?.to_vec());
                }
                let rest = own.as_deref().and_then(|own| address.strip_prefix(own)).ok_or_else(other)?;
                take(source, rest)
            })?;
        }
    }
    Ok(())
}

/// What stands before the start page in its address.
fn before_home(address: &[u8]) -> Option<&[u8]> {
    let end = address.iter().position(|byte| *byte == b'<')?;
    address[..end].strip_suffix(route::HOME.as_bytes())
}

/// The newest entries of all parts. Each part lists its own newest, so that none of the
/// newest of all is missing.
pub(super) fn feed(config: &Config, sources: &[Source], publisher: &Publisher) -> Result<()> {
    let base = base(config);
    let (id, begin) = sitemap::ids(config.site.url.as_deref());
    let escaped = |text: &str| {
        let mut out = String::new();
        escape(text, &mut out);
        out
    };
    let (id, begin) = (escaped(&id), escaped(&begin));
    let mut entries: Vec<(String, String)> = Vec::new();
    for source in sources {
        entries.extend(entries_of(source, &base, &begin)?);
    }
    // By day, newest first; the text, which begins with the title, settles the rest.
    entries.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    entries.truncate(ENTRIES);
    let newest = entries.first().map_or("2008-05-01T00:00:00+08:00", |entry| &entry.0);
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>"
            .to_owned();
    escape(&config.site.name, &mut text);
    text.push_str(&format!("</title>\n<id>{id}</id>\n<updated>{newest}</updated>\n"));
    for (rel, to) in [("self", route::FEED), ("alternate", route::HOME)] {
        text.push_str(&format!("<link rel=\"{rel}\" href=\"{base}{to}\"/>\n"));
    }
    for (_, entry) in &entries {
        text.push_str(&format!("<entry>\n{entry}</entry>\n"));
    }
    text.push_str("</feed>\n");
    publisher.put(route::FEED, text.as_bytes()).map(drop)
}

/// The entries of a part with their times, at their addresses within the joined site;
/// `begin`: how the ids of its entries begin.
fn entries_of(source: &Source, base: &str, begin: &str) -> Result<Vec<(String, String)>> {
    const SELF: &str = "<link rel=\"self\" href=\"";
    const LINK: &str = "<link rel=\"alternate\" href=\"";
    const ID: &str = "<id>";
    let text = whole(&source.folder, route::FEED, source.list(route::FEED)?)?;
    let part = &source.part.id;
    let moved = || {
        let own = between(&text, SELF, "\"")?.strip_suffix(route::FEED)?;
        // The part says where it lies in its own id, or nowhere.
        let feed = between(&text, ID, "</id>")?;
        let known = match feed.ends_with(route::FEED) {
            true => format!("{ID}{feed}#"),
            false => format!("{ID}{}", sitemap::ids(None).1),
        };
        let mut found = Vec::new();
        for entry in text.split("<entry>\n").skip(1) {
            let (entry, _) = entry.split_once("</entry>\n")?;
            let time = between(entry, "<updated>", "</updated>")?.to_owned();
            let entry = entry.replacen(&format!("{LINK}{own}"), &format!("{LINK}{base}{part}/"), 1);
            found.push((time, entry.replacen(&known, &format!("{ID}{begin}{part}/"), 1)));
        }
        Some(found)
    };
    moved().ok_or_else(|| other_format(&source.folder, route::FEED))
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use crate::pages::joined;
    use crate::publish::manifest::Hasher;

    use super::*;

    /// A site with these files.
    fn source(folder: &Path, id: &str, files: &[(&str, String)]) -> Source {
        let folder = folder.join(id);
        fs::create_dir_all(&folder).unwrap();
        let mut lists = BTreeMap::new();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
            let mut hasher = Hasher::default();
            hasher.take(text.as_bytes());
            lists.insert((*name).to_owned(), hasher.entry());
        }
        Source { part: joined::Part { id: id.to_owned(), ..joined::Part::default() }, folder, lists }
    }

    fn listing(addresses: &[&str]) -> String {
        let lines: String = addresses.iter().map(|to| format!("<url><loc>{to}</loc></url>\n")).collect();
        format!("{HEAD}{lines}{TAIL}")
    }

    #[test]
    fn long_lists_are_parted_and_parted_ones_are_read() {
        let at = tempfile::tempdir().unwrap();
        let sources = [
            source(at.path(), "jia", &[("sitemap.xml", listing(&["index.html", "a/index.html"]))]),
            source(
                at.path(),
                "yi",
                &[
                    ("sitemap.xml", sitemap::list(2, str::to_owned)),
                    ("sitemap-1.xml", listing(&["http://x/index.html", "http://x/a/index.html"])),
                    ("sitemap-2.xml", listing(&["http://x/b/index.html"])),
                ],
            ),
        ];
        let all = ["index", "jia/index", "jia/a/index", "yi/index", "yi/a/index", "yi/b/index"];
        for (most, files) in [(6, 1), (100, 1), (5, 2), (3, 2), (2, 3), (1, 6)] {
            let target = at.path().join(format!("out-{most}"));
            let publisher = Publisher::begin(&target).unwrap();
            sitemap(&Config::default(), &sources, &publisher, most).unwrap();
            publisher.commit().unwrap();
            let read = |name: &str| fs::read_to_string(target.join(name)).unwrap();
            let parts: Vec<String> = match files {
                1 => vec![read("sitemap.xml")],
                files => (1..=files).map(|number| read(&route::sitemap_part(number))).collect(),
            };
            assert!(parts.iter().all(|part| part.matches("<loc>").count() <= most), "{most}");
            assert!(parts.iter().all(|part| part.starts_with(HEAD) && part.ends_with(TAIL)), "{most}");
            let found: Vec<&str> = parts.iter().flat_map(|part| part.split("<loc>").skip(1)).collect();
            let found: Vec<&str> =
                found.iter().filter_map(|rest| rest.split_once(".html</loc>")).map(|f| f.0).collect();
            assert_eq!(found, all, "{most}");
            assert!(!target.join(route::sitemap_part(files + 1)).exists());
            assert_eq!(read("sitemap.xml").matches("<sitemap>").count(), if files > 1 { files } else { 0 });
        }
    }
}
