//! `sitemap.xml` and `feed.xml` of all parts: lists of addresses, which begin where the
//! part lies now.

use crate::config::Config;
use crate::error::Result;
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

/// Every page of every part, and the start page above them.
pub(super) fn sitemap(config: &Config, sources: &[Source], publisher: &Publisher) -> Result<()> {
    const HEAD: &str =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    const OPEN: &str = "<url><loc>";
    let base = base(config);
    let mut out = Out::begin(publisher, route::SITEMAP)?;
    out.push(format!("{HEAD}{OPEN}{base}{}</loc></url>\n", route::HOME).as_bytes())?;
    for source in sources {
        // The first address is the start page's: what stands before it stands before all.
        let mut own: Option<Vec<u8>> = None;
        lines(source, route::SITEMAP, &mut |line| {
            let Some(address) = line.strip_prefix(OPEN.as_bytes()) else { return Ok(()) };
            let other = || other_format(&source.folder, route::SITEMAP);
            if own.is_none() {
                own = Some(before_home(address).ok_or_else(other)?.to_vec());
            }
            let rest = own.as_deref().and_then(|own| address.strip_prefix(own)).ok_or_else(other)?;
            out.push(format!("{OPEN}{base}{}/", source.part.id).as_bytes())?;
            out.push(rest)
        })?;
    }
    out.push(b"</urlset>\n")?;
    out.done()
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
    let mut entries: Vec<(String, String)> = Vec::new();
    for source in sources {
        entries.extend(entries_of(source, &base)?);
    }
    // By day, newest first; the text, which begins with the title, settles the rest.
    entries.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    entries.truncate(ENTRIES);
    let newest = entries.first().map_or("2008-05-01T00:00:00+08:00", |entry| &entry.0);
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n<title>"
            .to_owned();
    escape(&config.site.name, &mut text);
    text.push_str(&format!("</title>\n<id>urn:nianbao:feed</id>\n<updated>{newest}</updated>\n"));
    for (rel, to) in [("self", route::FEED), ("alternate", route::HOME)] {
        text.push_str(&format!("<link rel=\"{rel}\" href=\"{base}{to}\"/>\n"));
    }
    for (_, entry) in &entries {
        text.push_str(&format!("<entry>\n{entry}</entry>\n"));
    }
    text.push_str("</feed>\n");
    publisher.put(route::FEED, text.as_bytes()).map(drop)
}

/// The entries of a part with their times, at their addresses within the joined site.
fn entries_of(source: &Source, base: &str) -> Result<Vec<(String, String)>> {
    const SELF: &str = "<link rel=\"self\" href=\"";
    const LINK: &str = "<link rel=\"alternate\" href=\"";
    const ID: &str = "<id>urn:nianbao:";
    let text = whole(&source.folder, route::FEED, source.list(route::FEED)?)?;
    let part = &source.part.id;
    let moved = || {
        let own = between(&text, SELF, "\"")?.strip_suffix(route::FEED)?;
        let mut found = Vec::new();
        for entry in text.split("<entry>\n").skip(1) {
            let (entry, _) = entry.split_once("</entry>\n")?;
            let time = between(entry, "<updated>", "</updated>")?.to_owned();
            let entry = entry.replacen(&format!("{LINK}{own}"), &format!("{LINK}{base}{part}/"), 1);
            found.push((time, entry.replacen(ID, &format!("{ID}{part}/"), 1)));
        }
        Some(found)
    };
    moved().ok_or_else(|| other_format(&source.folder, route::FEED))
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
