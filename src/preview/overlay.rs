//! What is laid over a page: the script, and what was found on it.
//!
//! Both are added while a request is answered, never to what is published.

use std::path::Path;

use serde_json::{Value, json};

use crate::error::shown;
use crate::finding::{Finding, Level};
use crate::site::route;

use super::view::View;

/// The script that reloads pages and lays the findings over them.
pub(super) const SCRIPT: &str = include_str!("live.js");
/// Most findings shown on one page.
const MOST: usize = 50;

/// The page with the script, which is told the fingerprint of what it stands on.
pub(super) fn with_script(page: &[u8], seen: u64) -> Option<Vec<u8>> {
    const END: &[u8] = b"</body>";
    let at = page.windows(END.len()).rposition(|words| words == END)?;
    let mut out = listening(&page[..at]);
    out.extend_from_slice(script(seen).as_bytes());
    out.extend_from_slice(&page[at..]);
    Some(out)
}

/// The page's policy lets nothing listen; the script does.
fn listening(page: &[u8]) -> Vec<u8> {
    const DEAF: &[u8] = b"connect-src 'none'";
    let Some(at) = page.windows(DEAF.len()).position(|words| words == DEAF) else { return page.to_vec() };
    [&page[..at], b"connect-src 'self'", &page[at + DEAF.len()..]].concat()
}

/// What stands in a previewed page and not in the published one.
fn script(seen: u64) -> String {
    format!("<script src=\"/__nianbao/live.js\" data-seen=\"{seen:016x}\"></script>")
}

/// What is said on the page at an address, as JSON.
pub(super) fn notes(view: &View, address: &str) -> String {
    let report = View::report_of(address).filter(|(office, _)| view.judged.contains_key(*office));
    let office = route::office_of(address).filter(|id| view.judged.contains_key(*id));
    let of_year = address.strip_prefix("years/").and_then(|rest| rest.split('/').next()?.parse::<u16>().ok());
    let whole = report.is_none() && office.is_none();
    let concerns = |finding: &&Finding| match (report, office) {
        (Some((_, year)), _) => finding.year == Some(year),
        (None, Some(_)) => true,
        (None, None) => of_year.is_none_or(|year| finding.year == Some(year)),
    };
    let all: Vec<&Finding> = match office.and_then(|id| view.judged.get(id)) {
        Some(judged) => judged.findings.iter().filter(concerns).collect(),
        None => view.findings().filter(concerns).collect(),
    };
    // Faults of the settings concern every page.
    let settings = view.settings.findings.iter().filter(|_| !whole);
    let mut shown: Vec<&Finding> = Vec::new();
    for level in [Level::Error, Level::Warning, Level::Note] {
        let open = settings.clone().chain(all.iter().copied()).filter(|finding| finding.level == level);
        shown.extend(open.filter(|finding| !finding.acknowledged).take(MOST - shown.len()));
    }
    let open = |level| all.iter().filter(|finding| finding.level == level && !finding.acknowledged).count();
    let (errors, warnings, notes) = (open(Level::Error), open(Level::Warning), open(Level::Note));
    let count = errors + warnings + notes + settings.count();
    json!({
        "faults": view.faults,
        "draft": report.is_some_and(|(office, year)| view.is_draft(office, year)),
        "errors": errors,
        "warnings": warnings,
        "notes": notes,
        "more": count.saturating_sub(shown.len()),
        "findings": shown.iter().map(|finding| note(view, finding, report.is_none())).collect::<Vec<_>>(),
        "drafts": if report.is_none() { drafts(view, office) } else { Vec::new() },
    })
    .to_string()
}

fn note(view: &View, finding: &Finding, elsewhere: bool) -> Value {
    let page = finding.office.as_deref().zip(finding.year).filter(|_| elsewhere);
    json!({
        "level": finding.level,
        "word": finding.level.name(),
        "code": finding.code,
        "message": finding.message,
        "details": finding.details,
        "advice": finding.advice,
        "place": format!("{}:{}:{}", finding.file, finding.line, finding.column),
        "href": editor(&view.root, finding),
        "page": page.map(|(office, year)| format!("/{office}/{year}/")),
        "cells": finding.cells.iter().map(|id| id.replace('.', "-")).collect::<Vec<_>>(),
    })
}

/// Drafts are on no published page; this is the way to theirs.
fn drafts(view: &View, office: Option<&str>) -> Vec<Value> {
    let reports = view.content.reports.iter().filter(|report| report.draft);
    let reports = reports.filter(|report| office.is_none_or(|id| *report.key.office == *id));
    let draft = |report: &std::sync::Arc<crate::content::Report>| {
        let (id, year) = (&report.key.office, report.key.year);
        let name = view.content.office(id).map_or(&**id, |office| office.name_in(year));
        json!({ "title": format!("{name} {year} 年度"), "href": format!("/{id}/{year}/") })
    };
    reports.take(MOST).map(draft).collect()
}

/// The address that opens the place in VS Code.
fn editor(root: &Path, finding: &Finding) -> String {
    let root = shown(root).replace('\\', "/");
    let path = format!("{}/{}", root.trim_end_matches('/'), finding.file);
    let path: Vec<String> = path
        .split('/')
        .map(|part| percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC).to_string())
        .collect();
    // A drive's colon is part of the path; the marks of plain names need no encoding.
    let path = path.join("/").replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%3A", ":");
    let path = path.strip_prefix('/').unwrap_or(&path);
    format!("vscode://file/{path}:{}:{}", finding.line, finding.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_open_in_the_editor_on_every_system() {
        let finding = crate::config::SETTING.at("content/a/data.yaml", 3, 5, 1).say("").advise("").done();
        for (root, path) in [
            ("/srv/网", "/srv/%E7%BD%91"),
            (r"C:\site", "/C:/site"),
            (r"\\?\C:\site", "/C:/site"),
            (r"\\?\UNC\nas\site", "//nas/site"),
        ] {
            let opens = editor(Path::new(root), &finding);
            assert_eq!(opens, format!("vscode://file{path}/content/a/data.yaml:3:5"), "{root}");
        }
    }

    #[test]
    fn the_script_may_listen_and_nothing_else() {
        let page = b"<meta content=\"default-src 'none'; connect-src 'none'; base-uri 'none'\"><body></body>";
        let with = String::from_utf8_lossy(&with_script(page, 7).unwrap_or_default()).into_owned();
        assert!(
            with.starts_with("<meta content=\"default-src 'none'; connect-src 'self'; base-uri 'none'\">"),
            "{with}"
        );
    }

    #[test]
    fn the_script_is_added_and_nothing_else() {
        let page = "<html><body><p>正文 &lt;/body></p></body></html>\n".as_bytes();
        let with = with_script(page, 7).unwrap_or_default();
        let with = String::from_utf8_lossy(&with).into_owned();
        assert!(with.contains("data-seen=\"0000000000000007\"></script></body></html>"), "{with}");
        assert_eq!(with.replace(&script(7), "").as_bytes(), page);
        assert_eq!(with_script(b"<p>a piece to paste</p>", 7), None);
    }
}
