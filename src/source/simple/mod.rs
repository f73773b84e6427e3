//! The plainest YAML, read without the parser.
//!
//! Nearly every file holds nothing but `key: value`, figures in `[…]` and `{…}`, indented
//! maps and lists with dashes. Those are read here in one look at every byte; whatever is
//! not surely of that kind is left to `serde_yaml`, with its messages. What this reads, and
//! that there was no slip in it, is what the parser would have read: tests hold both
//! against each other over texts put together at random.

#[cfg(test)]
mod tests;
mod words;

use super::tree::Node;

use words::{entry, is_printed, item};

/// Most values of a file read here; the parser has a limit of its own.
const MOST_VALUES: usize = 2_000;
/// Deepest maps and lists read here.
const DEEPEST: usize = 8;

/// What a text is read into. `written` is the value as it stands in the text; nothing
/// where it is put together of lines.
pub(super) trait Tree<'t>: Sized {
    /// A key of a map.
    type Key;

    /// A key as it stands in the text, and its quotation marks taken off.
    fn key(written: &'t str, word: &'t str) -> Self::Key;

    /// A word, its quotation marks taken off.
    fn word(written: &'t str, word: &'t str) -> Self;

    /// `[…]` or lines with dashes.
    fn list(written: &'t str, items: Vec<Self>) -> Self;

    /// `{…}` or lines with keys.
    fn map(written: &'t str, entries: Vec<(Self::Key, Self)>) -> Self;
}

impl<'t> Tree<'t> for Node {
    type Key = Box<str>;

    fn key(_: &str, word: &str) -> Box<str> {
        word.into()
    }

    fn word(_: &str, word: &str) -> Node {
        Node::Scalar(word.into())
    }

    fn list(_: &str, items: Vec<Node>) -> Node {
        Node::List(items)
    }

    fn map(_: &str, entries: Vec<(Box<str>, Node)>) -> Node {
        Node::Map(entries)
    }
}

/// The tree of a text, or nothing when the parser must be asked.
pub(super) fn read<'t, T: Tree<'t>>(text: &'t str) -> Option<T> {
    // The beginning of the file, where somebody's program says so.
    let text = text.strip_prefix("---\n").unwrap_or(text);
    let mut reader = Reader { open: Vec::with_capacity(DEEPEST), bare: false, values: 0 };
    for line in text.split('\n') {
        let ink = line.bytes().position(|byte| byte != b' ').unwrap_or(line.len());
        let words = &line[ink..];
        if words.is_empty() {
            continue;
        }
        if let Some(remark) = words.strip_prefix('#') {
            if !remark.chars().all(is_printed) {
                return None;
            }
            continue;
        }
        match words.strip_prefix("- ") {
            Some(item) => reader.item(ink, item)?,
            None => reader.entry(ink, words)?,
        }
        if reader.values > MOST_VALUES {
            return None;
        }
    }
    reader.end()
}

/// A text being read.
struct Reader<'t, T: Tree<'t>> {
    open: Vec<Open<'t, T>>,
    /// Whether the innermost map ends with a key that so far has no value: the next line
    /// may begin it.
    bare: bool,
    values: usize,
}

/// A map or list whose end has not come yet.
struct Open<'t, T: Tree<'t>> {
    /// How far its keys, or its dashes, are indented.
    indent: usize,
    inside: Inside<'t, T>,
}

/// What a map or list holds so far.
enum Inside<'t, T: Tree<'t>> {
    Map(Vec<(T::Key, T)>),
    List(Vec<T>),
}

impl<'t, T: Tree<'t>> Reader<'t, T> {
    /// Takes a line `key: value`.
    fn entry(&mut self, ink: usize, words: &'t str) -> Option<()> {
        self.map_at(ink)?;
        self.push(words)
    }

    /// Takes what stands after a dash.
    fn item(&mut self, ink: usize, words: &'t str) -> Option<()> {
        self.list_at(ink)?;
        let inner = words.trim_start_matches(' ');
        if inner.contains(':') && !inner.starts_with('{') {
            let indent = ink + 2 + words.len() - inner.len();
            self.open(indent, Inside::Map(Vec::new()))?;
            return self.push(inner);
        }
        self.values += 1;
        let item = item(inner, &mut self.values)?;
        match &mut self.open.last_mut()?.inside {
            Inside::List(items) => items.push(item),
            Inside::Map(_) => return None,
        }
        Some(())
    }

    /// Adds an entry to the innermost map.
    fn push(&mut self, words: &'t str) -> Option<()> {
        self.values += 1;
        let (key, value) = entry::<T>(words, &mut self.values)?;
        let Inside::Map(entries) = &mut self.open.last_mut()?.inside else { return None };
        self.bare = value.is_none();
        entries.push((key, value.unwrap_or_else(|| T::word("", ""))));
        Some(())
    }

    /// Makes the map a line indented by `ink` belongs to the innermost one.
    fn map_at(&mut self, ink: usize) -> Option<()> {
        loop {
            let Some(innermost) = self.open.last() else { return self.open(ink, Inside::Map(Vec::new())) };
            match &innermost.inside {
                Inside::Map(_) if ink == innermost.indent => return Some(()),
                // Under a value an indented line would go on with it.
                Inside::Map(_) if ink > innermost.indent && self.bare => {
                    return self.open(ink, Inside::Map(Vec::new()));
                }
                _ if ink > innermost.indent => return None,
                _ => self.close()?,
            }
        }
    }

    /// Makes the list whose dashes are indented by `ink` the innermost.
    fn list_at(&mut self, ink: usize) -> Option<()> {
        loop {
            let innermost = self.open.last()?;
            match &innermost.inside {
                Inside::List(_) if ink == innermost.indent => return Some(()),
                // Dashes may stand under the first letter of their key.
                Inside::Map(_) if ink >= innermost.indent && self.bare => {
                    return self.open(ink, Inside::List(Vec::new()));
                }
                _ if ink < innermost.indent => self.close()?,
                _ => return None,
            }
        }
    }

    fn open(&mut self, indent: usize, inside: Inside<'t, T>) -> Option<()> {
        self.bare = false;
        let fits = self.open.len() < DEEPEST;
        fits.then(|| self.open.push(Open { indent, inside }))
    }

    /// Gives the innermost map or list to what it stands in.
    fn close(&mut self) -> Option<()> {
        self.bare = false;
        let inner = match self.open.pop()?.inside {
            Inside::Map(entries) => T::map("", entries),
            Inside::List(items) => T::list("", items),
        };
        match &mut self.open.last_mut()?.inside {
            Inside::Map(entries) => entries.last_mut()?.1 = inner,
            Inside::List(items) => items.push(inner),
        }
        Some(())
    }

    /// The whole.
    fn end(mut self) -> Option<T> {
        while self.open.len() > 1 {
            self.close()?;
        }
        match self.open.pop()?.inside {
            Inside::Map(entries) => Some(T::map("", entries)),
            Inside::List(_) => None,
        }
    }
}
