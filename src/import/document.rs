//! One source, whatever its format, as lines of pieces.
//!
//! A line of running text has one piece; a row of a table has one piece a cell; a line
//! of text laid out in columns (as PDF programs write it) has one piece a column. Every
//! line knows its place in the source, so that what could not be read can be pointed at.

/// A source as read.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Everything, in reading order.
    pub(crate) lines: Vec<Line>,
    /// What was lost or left out while reading, in Chinese.
    pub(crate) remarks: Vec<String>,
    /// A publication date the format states outside the text (HTML meta elements).
    pub(crate) published: Option<String>,
    /// Links: their words and addresses.
    pub(crate) links: Vec<(String, String)>,
    /// Whether its text is Markdown, or may be: signs in it mean what they mean there.
    pub(crate) is_markdown: bool,
    /// How many pictures stand in it, the decoration of a web page among them.
    pub(crate) pictures: usize,
}

/// One line, paragraph or table row.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// What kind of line.
    pub(crate) kind: Kind,
    /// Its pieces, left to right.
    pub(crate) pieces: Vec<Piece>,
    /// Where it stands, e.g. `第 12 行`, `第 2 个表第 3 行`.
    pub(crate) place: String,
    /// Display columns before the first character (text files only).
    pub(crate) indent: usize,
    /// Whether the next line of the file follows without a blank one between.
    pub(crate) tight: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Running text.
    Text,
    /// A heading of the given level.
    Heading(u8),
    /// An entry of a list, its mark still in the text.
    Item,
    /// A row of a real table: an empty cell is an empty cell.
    Row {
        /// Number of the table in the document.
        table: usize,
    },
    /// A row of cells parted by tabs, or padded: an empty cell may be padding.
    Ragged,
    /// Pieces parted by wide gaps; their places on the line mean nothing sure.
    Spaced,
    /// The end of a page.
    PageEnd,
}

/// A cell, or the whole of a text line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The words, without white space at the ends.
    pub(crate) text: String,
    /// Column of a real table's grid, from 0.
    pub(crate) column: usize,
}

impl Line {
    /// A line of running text.
    pub(crate) fn text(kind: Kind, text: &str, place: String) -> Line {
        let pieces = vec![Piece { text: text.to_owned(), column: 0 }];
        Line { kind, pieces, place, indent: 0, tight: false }
    }

    /// A row of a real table: texts with their grid columns.
    pub(crate) fn row(table: usize, pieces: Vec<Piece>, place: String) -> Line {
        Line { kind: Kind::Row { table }, pieces, place, indent: 0, tight: false }
    }

    /// Whether it is running text of any kind.
    pub(crate) fn is_words(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Heading(_) | Kind::Item)
    }

    /// All its words, pieces parted by one space.
    pub(crate) fn words(&self) -> String {
        let words: Vec<&str> = self.pieces.iter().map(|p| p.text.as_str()).filter(|text| !text.is_empty()).collect();
        words.join(" ")
    }
}

/// A place in the document: number of the line, and in its first piece the byte.
pub(crate) type At = (usize, usize);
