//! What is wrong with the way a file is written, and where.

/// A stretch of one line, for an editor to jump to and a caret to underline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// In characters, at least 1.
    pub length: u32,
}

impl Place {
    /// A place from indices that count from 0.
    pub(crate) fn at(line: usize, column: usize, length: usize) -> Place {
        Place { line: number(line), column: number(column), length: number(length.max(1) - 1) }
    }
}

/// The number, from 1, that is shown for an index from 0.
fn number(index: usize) -> u32 {
    u32::try_from(index).map_or(u32::MAX, |n| n.saturating_add(1))
}

/// The ways a YAML file can be mistyped. One kind, one rule in `finding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// `机关：某局`
    FullWidthColon,
    /// `年度:2020`
    ColonWithoutSpace,
    /// `[0，0，0]`, `[0、0、0]`
    FullWidthComma,
    /// `［0, 0］`, `【0, 0】`, `｛自然人: 1｝`
    FullWidthBracket,
    /// `“某局”`
    ChineseQuotes,
    /// A tab at the start of a line.
    TabIndent,
    /// U+3000, a no-break space or the like where a space belongs.
    WideSpace,
    /// `-规则: x`
    DashWithoutSpace,
    /// `规章: #5`, which YAML takes for a comment.
    HashValue,
    /// `标题: 《x》: y`
    SecondColon,
    /// A quote that is opened and not closed.
    UnclosedQuote,
    /// A bracket that is opened and not closed.
    UnclosedBracket,
    /// A bracket that closes what was not opened.
    StrayBracket,
    /// Text after a closing bracket or quote.
    TextAfterValue,
    /// A line that stands neither under its parent nor beside its siblings.
    BadIndent,
    /// A line that belongs to a text above but is not indented.
    TextNotIndented,
    /// A line without any colon.
    MissingColon,
    /// A value that begins with a character YAML keeps for itself.
    ReservedStart,
    /// A control character, a zero-width character, a foreign line separator.
    InvisibleCharacter,
    /// The two wordings git leaves where it could not merge.
    Conflict,
    /// `---` in the middle of a file.
    ManyDocuments,
    /// A backslash in double quotes that starts no known escape.
    BadEscape,
    /// `[a, b]: c`
    KeyNotText,
    /// `*name` without an `&name`.
    UnknownAlias,
    /// Brackets or blocks nested beyond reason.
    TooDeep,
    /// More values than a report can have, or a text that multiplies itself.
    TooMany,
    /// Nothing but blanks and comments.
    Empty,
    /// Anything else that the parser refuses.
    Unparsable,
}

/// One fault of writing, in Chinese, at its place in the file as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which mistake this is.
    pub kind: FaultKind,
    /// Where it stands.
    pub place: Place,
    /// What should be and what is, without a full stop.
    pub message: String,
    /// What to type instead, verb first.
    pub advice: String,
}
