//! Events → plain text.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::Events;
use super::html::{Notes, joins};
use super::mend::pieces;

/// The words of a fragment, one block a line.
pub(super) fn text(events: Events<'_>) -> String {
    let mut out = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut notes = Notes::default();
    let mut held: Option<String> = None;
    let mut pending_break = false;
    for event in events {
        if pending_break {
            pending_break = false;
            if let Event::Text(next) = &event {
                line_end(&mut out, next);
            }
        }
        match event {
            Event::Text(words) | Event::Code(words) => out.extend(pieces(&words)),
            Event::Html(raw) | Event::InlineHtml(raw) if !raw.trim_start().starts_with("<!--") => {
                out.push_str(raw.trim_end())
            }
            Event::SoftBreak => pending_break = true,
            Event::HardBreak => out.push('\n'),
            Event::FootnoteReference(name) => out.push_str(&format!("[{}]", notes.number(&name))),
            Event::Start(Tag::List(first)) => {
                fresh_line(&mut out);
                lists.push(first);
            }
            Event::Start(Tag::Item) => {
                fresh_line(&mut out);
                if let Some(Some(number)) = lists.last_mut() {
                    out.push_str(&format!("{number}. "));
                    *number += 1;
                }
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                held = Some(std::mem::take(&mut out));
                out.push_str(&format!("[{}] ", notes.number(&name)));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                let note = std::mem::replace(&mut out, held.take().unwrap_or_default());
                notes.texts.push(note.trim_end().to_owned());
            }
            Event::End(TagEnd::List(_)) => drop(lists.pop()),
            Event::End(TagEnd::TableCell) => out.push('\t'),
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                out.truncate(out.trim_end_matches('\t').len());
                out.push('\n');
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock,
            ) => fresh_line(&mut out),
            _ => {}
        }
    }
    for note in notes.texts {
        fresh_line(&mut out);
        out.push_str(&note);
    }
    out.trim_end().to_owned()
}

/// What stands for the end of a line of the file before the text `next`.
#[inline]
fn line_end(out: &mut String, next: &str) {
    match joins(out, next) {
        Some(false) => out.push(' '),
        Some(true) => {}
        None => out.push('\n'),
    }
}

fn fresh_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') && !out.ends_with("] ") {
        out.push('\n');
    }
}
