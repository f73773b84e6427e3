//! Keys and values of plain lines: which characters they may hold so that they mean
//! nothing to the parser but themselves.

use super::Tree;

/// Longest key in bytes: the parser looks only so far for its colon.
const LONGEST_KEY: usize = 256;

/// `key: value`; no value where none stands on the line. Values in brackets are counted.
pub(super) fn entry<'t, T: Tree<'t>>(words: &'t str, values: &mut usize) -> Option<(T::Key, Option<T>)> {
    let (key, rest) = key::<T>(words, is_key)?;
    if rest.is_empty() {
        return Some((key, None));
    }
    let value = value(rest.strip_prefix(' ')?.trim_start_matches(' '), values)?;
    Some((key, Some(value)))
}

/// What stands before a colon, in quotation marks or not, and what stands after it.
fn key<'t, T: Tree<'t>>(words: &'t str, sound: fn(&str) -> bool) -> Option<(T::Key, &'t str)> {
    if words.starts_with(['"', '\'']) {
        let (key, rest) = quoted(words, T::key)?;
        let word = &words[1..words.len() - rest.len() - 1];
        return sound(word).then_some((key, rest.strip_prefix(':')?));
    }
    let (word, rest) = words.split_once(':')?;
    sound(word).then(|| (T::key(word, word), rest))
}

/// A value and the remark after it.
fn value<'t, T: Tree<'t>>(rest: &'t str, values: &mut usize) -> Option<T> {
    let written = || Some(without_remark(rest)?.trim_end_matches(' '));
    match rest.bytes().next()? {
        b'"' | b'\'' => {
            let (value, after) = quoted(rest, T::word)?;
            let sound =
                after.is_empty() || after.starts_with(' ') && without_remark(after)?.trim_matches(' ').is_empty();
            sound.then_some(value)
        }
        b'[' => Some(T::list(written()?, pieces(written()?, ']', values, word_between)?)),
        b'{' => {
            let entry = |piece: &'t str| {
                let (key, value) = key::<T>(piece, is_word)?;
                Some((key, word_between(value.strip_prefix(' ')?)?))
            };
            Some(T::map(written()?, pieces(written()?, '}', values, entry)?))
        }
        _ => written().filter(|word| is_value(word)).map(|word| T::word(word, word)),
    }
}

/// What stands after a dash, where it is no entry: a word of its own, or brackets.
pub(super) fn item<'t, T: Tree<'t>>(words: &'t str, values: &mut usize) -> Option<T> {
    if words.starts_with(['[', '{']) {
        return value(words, values);
    }
    let word = without_remark(words)?.trim_end_matches(' ');
    is_word(word).then(|| T::word(word, word))
}

/// What stands before a remark at the end of a line; nothing where the line is nothing but
/// a remark, which is a slip in some places.
fn without_remark(rest: &str) -> Option<&str> {
    let Some(at) = memchr::memchr(b'#', rest.as_bytes()) else { return Some(rest) };
    let (value, remark) = rest.split_at(at);
    let sound = value.ends_with(' ') && remark.starts_with("# ") && remark.chars().all(is_printed);
    sound.then_some(value)
}

/// `[1, 2, 3]`, `{甲: 1, 乙: 2}`: what stands between the commas.
fn pieces<'t, P>(
    written: &'t str,
    end: char,
    values: &mut usize,
    piece: impl Fn(&'t str) -> Option<P>,
) -> Option<Vec<P>> {
    /// Rows of table 3 have six figures.
    const USUAL: usize = 6;
    let inside = written.get(1..)?.strip_suffix(end)?;
    let (bytes, mut pieces) = (inside.as_bytes(), Vec::with_capacity(USUAL));
    let mut begin = 0;
    for at in 0..=bytes.len() {
        if at < bytes.len() && bytes[at] != b',' {
            continue;
        }
        pieces.push(piece(inside[begin..at].trim_matches(' '))?);
        begin = at + 1;
    }
    *values += pieces.len();
    Some(pieces)
}

/// A word between commas, figure or text.
fn word_between<'t, T: Tree<'t>>(piece: &'t str) -> Option<T> {
    let piece = piece.trim_start_matches(' ');
    let quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    if piece.as_bytes().first().is_some_and(quote) {
        return quoted(piece, T::word).filter(|(_, after)| after.is_empty()).map(|(value, _)| value);
    }
    let sound = !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit()) || is_word(piece);
    sound.then(|| T::word(piece, piece))
}

/// A word in quotation marks that holds neither a mark nor a backslash, made what `of` makes
/// of it, with its marks and without them; and what follows.
fn quoted<'t, P>(rest: &'t str, of: fn(&'t str, &'t str) -> P) -> Option<(P, &'t str)> {
    let mark = rest.chars().next()?;
    let end = 1 + rest[1..].find(mark)?;
    let (written, word) = (&rest[..=end], &rest[1..end]);
    // Two marks of one kind stand for one.
    let sound = word.chars().all(|c| is_printed(c) && c != '\\') && !rest[end + 1..].starts_with(mark);
    sound.then(|| (of(written, word), &rest[end + 1..]))
}

/// A key: a short one, or a label as the form prints it.
fn is_key(key: &str) -> bool {
    let first = key.chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || is_han(c) || c == '（');
    let sound = |c| is_of_word(c) || matches!(c, '（' | '）' | '、' | '，' | '“' | '”' | '《' | '》');
    first && key.len() <= LONGEST_KEY && key.chars().all(sound)
}

/// A word that means nothing to the parser but itself: Han characters, letters, digits
/// and what may stand between digits; a figure may be below 0.
fn is_word(word: &str) -> bool {
    let figure = word.strip_prefix('-').filter(|rest| rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit()));
    let mut chars = figure.unwrap_or(word).chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || is_han(c));
    first && chars.all(is_of_word)
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_han(c) || matches!(c, '-' | '_' | '.')
}

/// Words with single blanks between them, as a sentence holds them, and the colon of a time
/// of day.
fn is_value(value: &str) -> bool {
    let mut before = ' ';
    let sound = |c| is_of_word(c) || is_mark(c);
    let first = |word: &str| word.chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || is_han(c));
    is_word(value)
        || value.split(' ').all(|word| match word.split_once(':') {
            None => first(word) && word.chars().all(sound),
            Some((hour, minute)) => {
                let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
                std::mem::replace(&mut before, ':') == ' ' && two(hour) && two(minute)
            }
        })
}

/// Marks that a sentence may hold after its first character.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '（'
            | '）'
            | '《'
            | '》'
            | '“'
            | '”'
            | '！'
            | '？'
            | '—'
            | '·'
            | '％'
    ) || matches!(c, '%' | '/' | '(' | ')' | '+')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// What the parser lets pass in a remark.
pub(super) fn is_printed(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{301b}' | '\u{ff01}'..='\u{ff5e}')
        || matches!(c, '—' | '…' | '‘' | '’' | '“' | '”' | '·')
}
