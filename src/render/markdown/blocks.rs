//! Events → blocks of words, for what is no web page: Word, a fragment for another
//! site's editor. The same words as the HTML has, without its tags.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::address::{image_address, link_address};
use super::events::Events;
use super::html::{Notes, joins};
use super::mend::pieces;

/// A piece of a fragment that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A sub-heading; the shallowest of the fragment has rank 1.
    Heading(u8, Vec<Run>),
    /// An item of a list.
    Item {
        /// How many lists it stands in, from 1.
        depth: usize,
        /// `1.` or `•`; empty for a further paragraph of the same item.
        mark: String,
        /// Its words.
        words: Vec<Run>,
    },
    /// A paragraph quoted.
    Quote(Vec<Run>),
    /// Lines as typed.
    Code(String),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<Vec<Run>>>),
    /// A footnote with its number.
    Note(usize, Vec<Run>),
}

/// Words set alike. A line feed in them is a line break the writer wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// How they are set.
    pub face: Face,
    /// Where they lead, as written: may be relative to the report's page.
    pub link: Option<String>,
}

/// How words are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Bold.
    pub strong: bool,
    /// Set off from the rest.
    pub emphasis: bool,
    /// Struck out.
    pub struck: bool,
    /// The mark of a footnote.
    pub raised: bool,
}

/// Every block of a fragment, footnotes last.
pub(super) fn blocks(events: Events<'_>, heading_shift: i8) -> Vec<Block> {
    let mut reading = Reading { heading_shift, ..Reading::default() };
    events.for_each(|event| reading.event(event));
    reading.flush();
    let Reading { mut blocks, bodies, referred, .. } = reading;
    // A note nothing refers to is not shown, as on the page.
    for (number, paragraphs) in bodies.into_iter().filter(|(number, _)| referred.contains(number)) {
        blocks.extend(paragraphs.into_iter().map(|words| Block::Note(number, words)));
    }
    blocks
}

#[derive(Default)]
struct Reading {
    heading_shift: i8,
    blocks: Vec<Block>,
    /// The line being put together.
    runs: Vec<Run>,
    face: Face,
    links: Vec<Option<String>>,
    /// Whether an open image has a place on the page.
    images: Vec<bool>,
    heading: Option<u8>,
    /// Open lists, each with its next number.
    lists: Vec<Option<u64>>,
    mark: Option<String>,
    quotes: usize,
    code: bool,
    table: Vec<Vec<Vec<Run>>>,
    notes: Notes,
    /// The footnote being read.
    note: Option<usize>,
    bodies: BTreeMap<usize, Vec<Vec<Run>>>,
    referred: BTreeSet<usize>,
    pending_break: bool,
}

impl Reading {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(words) | Event::Code(words) => self.words(&words),
            // As on the page: raw HTML is what was typed, a comment was meant for nobody.
            Event::Html(raw) | Event::InlineHtml(raw) => {
                if !raw.trim_start().starts_with("<!--") {
                    self.words(raw.trim_end_matches('\n'));
                    self.pending_break |= raw.ends_with('\n');
                }
            }
            Event::SoftBreak => self.pending_break = true,
            Event::HardBreak => self.push("\n"),
            Event::FootnoteReference(name) => {
                let number = self.notes.number(&name);
                self.referred.insert(number);
                self.face.raised = true;
                self.words(&format!("[{number}]"));
                self.face.raised = false;
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Rule | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.face.emphasis = true,
            Tag::Strong => self.face.strong = true,
            Tag::Strikethrough => self.face.struck = true,
            Tag::Link { dest_url, .. } => self.links.push(link_address(&dest_url)),
            Tag::Image { dest_url, .. } => {
                self.images.push(image_address(&dest_url).is_some());
                if self.images.last() == Some(&true) {
                    self.words("［图：");
                }
            }
            Tag::Heading { level, .. } => {
                self.flush();
                let rank = (level as i8).saturating_add(self.heading_shift).clamp(1, 6);
                self.heading = Some(rank.unsigned_abs());
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = true;
            }
            Tag::FootnoteDefinition(name) => {
                self.flush();
                self.note = Some(self.notes.number(&name));
            }
            Tag::Table(_) => {
                self.flush();
                self.table.clear();
            }
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            Tag::Paragraph | Tag::HtmlBlock => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.face.emphasis = false,
            TagEnd::Strong => self.face.strong = false,
            TagEnd::Strikethrough => self.face.struck = false,
            TagEnd::Link => drop(self.links.pop()),
            TagEnd::Image if self.images.pop() == Some(true) => self.words("］"),
            TagEnd::TableCell => {
                let cell = self.line();
                if let Some(row) = self.table.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.blocks.push(Block::Table(std::mem::take(&mut self.table))),
            TagEnd::Item => {
                self.flush();
                // An item that says nothing still counts.
                if let Some(mark) = self.mark.take() {
                    self.blocks.push(Block::Item { depth: self.lists.len(), mark, words: Vec::new() });
                }
            }
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                let text: String = self.line().into_iter().map(|run| run.text).collect();
                self.code = false;
                self.blocks.push(Block::Code(text.trim_end().to_owned()));
            }
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.note = None;
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.flush(),
            _ => {}
        }
    }

    /// Adds words, the line break before them decided as the page decides it.
    fn words(&mut self, words: &str) {
        if std::mem::take(&mut self.pending_break) {
            let before = self.runs.last().map(|run| run.text.as_str()).unwrap_or_default();
            match joins(before, words) {
                Some(true) => {}
                Some(false) => self.push(" "),
                None => self.push("\n"),
            }
        }
        self.push(words);
    }

    fn push(&mut self, words: &str) {
        let link = self.links.last().cloned().flatten();
        match self.runs.last_mut() {
            Some(last) if last.face == self.face && last.link == link => last.text.extend(pieces(words)),
            _ => self.runs.push(Run { text: pieces(words).collect(), face: self.face, link }),
        }
    }

    /// Takes the line as it stands.
    fn line(&mut self) -> Vec<Run> {
        self.pending_break = false;
        let mut runs = std::mem::take(&mut self.runs);
        runs.retain(|run| !run.text.is_empty());
        runs
    }

    /// Ends the line and puts it where it belongs.
    fn flush(&mut self) {
        if self.code {
            return;
        }
        let words = self.line();
        if words.is_empty() {
            return;
        }
        self.blocks.push(if let Some(number) = self.note {
            return self.bodies.entry(number).or_default().push(words);
        } else if let Some(rank) = self.heading {
            Block::Heading(rank, words)
        } else if !self.lists.is_empty() {
            Block::Item { depth: self.lists.len(), mark: self.mark.take().unwrap_or_default(), words }
        } else if self.quotes > 0 {
            Block::Quote(words)
        } else {
            Block::Paragraph(words)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks as read;
    use super::*;

    /// Blocks in short: what they are, then their words with marks of how they are set.
    fn short(markdown: &str) -> Vec<String> {
        let words = |runs: &[Run]| -> String {
            let mark = |run: &Run| {
                let mut text = run.text.clone();
                for (set, mark) in
                    [(run.face.strong, "*"), (run.face.emphasis, "/"), (run.face.struck, "-"), (run.face.raised, "^")]
                {
                    text = if set { format!("{mark}{text}{mark}") } else { text };
                }
                run.link.as_ref().map_or(text.clone(), |link| format!("{text}<{link}>"))
            };
            runs.iter().map(mark).collect()
        };
        let say = |block: &Block| match block {
            Block::Paragraph(runs) => format!("P {}", words(runs)),
            Block::Heading(rank, runs) => format!("H{rank} {}", words(runs)),
            Block::Item { depth, mark, words: runs } => format!("L{depth} {mark} {}", words(runs)),
            Block::Quote(runs) => format!("Q {}", words(runs)),
            Block::Code(text) => format!("C {text}"),
            Block::Table(rows) => {
                let row = |row: &Vec<Vec<Run>>| row.iter().map(|cell| words(cell)).collect::<Vec<_>>().join("|");
                format!("T {}", rows.iter().map(row).collect::<Vec<_>>().join("/"))
            }
            Block::Note(number, runs) => format!("N{number} {}", words(runs)),
        };
        read(markdown).iter().map(say).collect()
    }

    #[test]
    fn every_kind_of_block_keeps_its_words() {
        let all = "　　**加强，**明确\n职责*甲*~~乙~~。\n（一）丙\n\n## 子目\n\n### 再下\n\n3. 甲\n\n   续\n4. 乙\n   - 丁\n5.\n\n> 引\n\n|a|**b**|\n|-|-|\n|1||\n\n```\nx\n  y\n```\n\n[条例](a%20b.html)[^注]<b>\n\n[^注]: 注一\n\n[^另]: 没有引用\n";
        assert_eq!(
            short(all),
            [
                "P *加强，*明确职责/甲/-乙-。\n（一）丙",
                "H1 子目",
                "H2 再下",
                "L1 3. 甲",
                "L1  续",
                "L1 4. 乙",
                "L2 • 丁",
                "L1 5. ",
                "Q 引",
                "T a|*b*/1|",
                "C x\n  y",
                "P 条例<a%20b.html>^[1]^<b>",
                "N1 注一",
            ]
        );
    }

    #[test]
    fn what_the_page_does_not_link_or_show_is_words_here_too() {
        assert_eq!(short("[x](javascript:alert(1)) ![图](scan.png) ![外](https://host/x.png)"), ["P x ［图：图］ 外"]);
        assert_eq!(short("甲<!-- 批注 -->\n\n<!-- 整段 -->"), ["P 甲"]);
    }
}
