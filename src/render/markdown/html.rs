//! Events → HTML.
//!
//! Written out here rather than by the parser's own writer, because headings, links,
//! tables, footnotes and line breaks all differ from its.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::address::{image_address, link_address};
use super::events::Events;
use super::mend::{SENTINEL, pieces};
use super::{Options, is_wide};

/// Footnotes met so far.
#[derive(Default)]
pub(super) struct Notes {
    numbers: BTreeMap<String, usize>,
    /// The notes' own texts, in the order written.
    pub(super) texts: Vec<String>,
}

impl Notes {
    /// The number of the footnote called `name`.
    pub(super) fn number(&mut self, name: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(name.to_owned()).or_insert(next)
    }
}

/// Writes one fragment.
pub(super) struct Writer<'o> {
    out: &'o mut String,
    options: &'o Options<'o>,
    shift: i8,
    notes: Notes,
    referred: BTreeSet<usize>,
    bodies: BTreeMap<usize, String>,
    ids: BTreeSet<String>,
    /// Whether an open link or image has a place in the output.
    links: Vec<bool>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Text of an image or heading while it is collected.
    collected: Option<String>,
    pending_break: bool,
    /// Last character written as text, for line breaks.
    last: Option<char>,
}

impl<'o> Writer<'o> {
    pub(super) fn new(out: &'o mut String, options: &'o Options<'o>, shift: i8) -> Writer<'o> {
        Writer {
            out,
            options,
            shift,
            notes: Notes::default(),
            referred: BTreeSet::new(),
            bodies: BTreeMap::new(),
            ids: BTreeSet::new(),
            links: Vec::new(),
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            collected: None,
            pending_break: false,
            last: None,
        }
    }

    pub(super) fn run(mut self, events: Events<'_>) {
        let mut heading: Option<(usize, HeadingLevel)> = None;
        let mut note: Option<(usize, String)> = None;
        for event in events {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    heading = Some((self.out.len(), level));
                    self.collected = Some(String::new());
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((start, level)) = heading.take() {
                        self.heading(start, level);
                    }
                }
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    let number = self.notes.number(&name);
                    note = Some((number, std::mem::take(self.out)));
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some((number, before)) = note.take() {
                        let body = std::mem::replace(self.out, before);
                        self.bodies.entry(number).or_default().push_str(&body);
                    }
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let source = image_address(&dest_url);
                    self.links.push(source.is_some());
                    if let Some(source) = source {
                        self.break_before("");
                        self.out.push_str("<img src=\"");
                        escape(&source, self.out);
                        self.out.push_str("\" alt=\"");
                        self.collected = Some(String::new());
                    }
                }
                Event::End(TagEnd::Image) => {
                    if self.links.pop() == Some(true) {
                        let words = self.collected.take().unwrap_or_default();
                        escape(&words, self.out);
                        self.out.push_str("\">");
                    }
                }
                other => self.event(other),
            }
        }
        self.footnotes();
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(words) => self.words(&words),
            Event::Code(words) => {
                self.break_before(&words);
                self.raw("<code>");
                self.words(&words);
                self.raw("</code>");
            }
            // Raw HTML is shown as what was typed; a comment was meant for nobody.
            Event::Html(raw) | Event::InlineHtml(raw) => {
                if !raw.trim_start().starts_with("<!--") {
                    self.words(&raw);
                }
            }
            Event::SoftBreak => self.pending_break = true,
            Event::HardBreak => {
                self.raw("<br>");
                self.last = None;
            }
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(name) => self.reference(&name),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) {
            self.pending_break = false;
            self.last = None;
        }
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::HtmlBlock => self.out.push_str("<p>"),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => self.out.push_str("<pre><code>"),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Link { dest_url, .. } => {
                let address = link_address(&dest_url);
                self.links.push(address.is_some());
                if let Some(address) = address {
                    let mut tag = "<a href=\"".to_owned();
                    escape(&address, &mut tag);
                    tag.push_str("\">");
                    self.inline(&tag);
                }
            }
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.push_str(
                    "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"表格\"><table>\n",
                );
            }
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.cell(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => {
                // A block that held only a comment leaves nothing.
                if self.out.ends_with("<p>") {
                    self.out.truncate(self.out.len() - 3);
                } else {
                    self.out.push_str("</p>\n");
                }
            }
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Emphasis => self.raw("</em>"),
            TagEnd::Strong => self.raw("</strong>"),
            TagEnd::Strikethrough => self.raw("</del>"),
            TagEnd::Link if self.links.pop() == Some(true) => self.raw("</a>"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            _ => {}
        }
    }

    fn cell(&mut self) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.column += 1;
        let open = if self.in_head { "<th scope=\"col\"" } else { "<td" };
        self.out.push_str(&format!("{open}{class}>"));
    }

    /// Text, escaped; inside an image or heading it is collected as well.
    fn words(&mut self, words: &str) {
        self.break_before(words);
        if let Some(collected) = &mut self.collected {
            collected.extend(words.chars().filter(|c| *c != SENTINEL));
            if self.links.last() == Some(&true) && self.out.ends_with("alt=\"") {
                return;
            }
        }
        escape(words, self.out);
        self.last = words.chars().rev().find(|c| *c != SENTINEL).or(self.last);
    }

    /// A tag inside a line. A line break before it is decided by what stands before it
    /// alone: what follows is not known yet, and emphasis rarely begins a foreign word.
    fn inline(&mut self, tag: &str) {
        self.break_before("");
        self.raw(tag);
    }

    fn raw(&mut self, tag: &str) {
        if self.collected.is_none() || !self.out.ends_with("alt=\"") {
            self.out.push_str(tag);
        }
    }

    fn break_before(&mut self, next: &str) {
        if !std::mem::take(&mut self.pending_break) {
            return;
        }
        let last = self.last.map(String::from).unwrap_or_default();
        match joins(&last, next) {
            Some(true) => {}
            Some(false) => self.out.push('\n'),
            None => self.out.push_str("<br>"),
        }
    }

    fn heading(&mut self, start: usize, level: HeadingLevel) {
        let inner = self.out.split_off(start);
        let words = self.collected.take().unwrap_or_default();
        let level = (level as i8).saturating_add(self.shift).clamp(1, 6);
        let id = self.id(&words);
        self.out.push_str(&format!("<h{level} id=\""));
        escape(&id, self.out);
        self.out.push_str(&format!("\">{inner}</h{level}>\n"));
        self.last = None;
    }

    /// An id that keeps Han characters and is unique in the fragment.
    fn id(&mut self, words: &str) -> String {
        let mut base = self.options.id_prefix.to_owned();
        base.extend(words.trim().chars().map(|c| if c.is_whitespace() { '-' } else { c }).filter(|c| !c.is_control()));
        let mut id = base.clone();
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
        id
    }

    fn reference(&mut self, name: &str) {
        self.break_before("[");
        let number = self.notes.number(name);
        let prefix = self.options.id_prefix;
        // Only the first mark can be returned to: an id stands once.
        let id = if self.referred.insert(number) { format!(" id=\"{prefix}fnref-{number}\"") } else { String::new() };
        self.out.push_str(&format!("<sup><a href=\"#{prefix}fn-{number}\"{id}>[{number}]</a></sup>"));
        self.last = Some(']');
    }

    fn footnotes(&mut self) {
        let prefix = self.options.id_prefix;
        let bodies = std::mem::take(&mut self.bodies);
        let mut open = false;
        for (number, body) in bodies.iter().filter(|(number, _)| self.referred.contains(number)) {
            if !std::mem::replace(&mut open, true) {
                self.out.push_str("<section class=\"footnotes\" aria-label=\"注释\"><ol>\n");
            }
            let back = format!("<a href=\"#{prefix}fnref-{number}\" aria-label=\"回到正文\">↩</a>");
            let body = body.trim_end();
            let body = match body.strip_suffix("</p>") {
                Some(words) => format!("{words} {back}</p>"),
                None => format!("{body} {back}"),
            };
            self.out.push_str(&format!("<li id=\"{prefix}fn-{number}\">{body}</li>\n"));
        }
        if open {
            self.out.push_str("</ol></section>\n");
        }
    }
}

/// How a line break between two pieces of text is set: `Some(true)` nothing, because
/// both sides are Chinese; `Some(false)` a space; `None` a visible break, because the
/// next line begins an enumeration.
pub(super) fn joins(before: &str, after: &str) -> Option<bool> {
    let after = after.trim_start_matches(SENTINEL);
    if enumerates(after) {
        return None;
    }
    let last = before.chars().rev().find(|c| *c != SENTINEL);
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    Some(wide(last) && (after.is_empty() || wide(after.chars().next())))
}

/// `（一）`, `一、`, `一是`, `1、`, `1.`
fn enumerates(text: &str) -> bool {
    let numeral = |c: char| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
    if let Some(inner) = text.strip_prefix(['（', '(']) {
        let rest = inner.trim_start_matches(|c: char| numeral(c) || c.is_ascii_digit());
        return rest.len() < inner.len() && rest.starts_with(['）', ')']);
    }
    let rest = text.trim_start_matches(numeral);
    if rest.len() < text.len() {
        return rest.starts_with(['、', '是', '．']);
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut follows = rest.chars();
    rest.len() < text.len()
        && matches!(follows.next(), Some('、' | '．' | '.'))
        && !follows.next().is_some_and(|c| c.is_ascii_digit())
}

/// Text as HTML, the sentinel dropped. An apostrophe means nothing between tags.
pub(super) fn escape(text: &str, out: &mut String) {
    for piece in pieces(text) {
        crate::render::replaced(piece, out, |byte| if byte == b'\'' { None } else { crate::render::entity(byte) });
    }
}
