//! The plainest YAML, read without the parser.
//!
//! Nine files in ten hold nothing but `key: value`, `key: [1, 2, 3]` and indented maps of
//! them. Those are read here in one look at every byte; whatever is not surely of that
//! kind is left to `serde_yaml`, with its messages. What this reads, and that there was no
//! slip in it, is what the parser would have read: a test holds both against each other
//! over texts put together at random.

use super::tree::Node;

/// Most values of a file read here; the parser has a limit of its own.
const MOST_VALUES: usize = 2_000;
/// Deepest maps read here.
const DEEPEST: usize = 8;
/// Longest key in bytes: the parser looks only so far for its colon.
const LONGEST_KEY: usize = 256;

/// The tree of a text, or nothing when the parser must be asked.
pub(super) fn read(text: &str) -> Option<Node> {
    let mut maps: Vec<Open> = Vec::with_capacity(DEEPEST);
    // A key that so far has no value: the next line may begin its map.
    let mut bare = false;
    let mut values = 0;
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
        values += 1;
        let (key, value) = entry(words)?;
        place(&mut maps, ink, bare)?;
        if let Some(Node::List(items)) = &value {
            values += items.len();
        }
        if values > MOST_VALUES {
            return None;
        }
        bare = value.is_none();
        maps.last_mut()?.entries.push((key.into(), value.unwrap_or(Node::Scalar("".into()))));
    }
    while maps.len() > 1 {
        close(&mut maps)?;
    }
    maps.pop().map(|map| Node::Map(map.entries))
}

/// A map whose end has not come yet.
struct Open {
    indent: usize,
    entries: Vec<(Box<str>, Node)>,
}

/// Finds the map a line indented by `ink` belongs to; `bare`: the line before was a key
/// without a value.
fn place(maps: &mut Vec<Open>, ink: usize, bare: bool) -> Option<()> {
    let deeper = maps.last().is_none_or(|map| ink > map.indent);
    if deeper {
        // Under a value an indented line would go on with it.
        let fits = maps.is_empty() || bare;
        if !fits || maps.len() == DEEPEST {
            return None;
        }
        maps.push(Open { indent: ink, entries: Vec::new() });
        return Some(());
    }
    while maps.last()?.indent > ink {
        close(maps)?;
    }
    (maps.last()?.indent == ink).then_some(())
}

/// Gives the innermost map to the key above it.
fn close(maps: &mut Vec<Open>) -> Option<()> {
    let inner = maps.pop()?;
    maps.last_mut()?.entries.last_mut()?.1 = Node::Map(inner.entries);
    Some(())
}

/// `key: value`; no value where none stands on the line.
fn entry(words: &str) -> Option<(&str, Option<Node>)> {
    let colon = words.find(':')?;
    let (key, rest) = (&words[..colon], &words[colon + 1..]);
    if !is_word(key) || key.len() > LONGEST_KEY {
        return None;
    }
    if rest.is_empty() {
        return Some((key, None));
    }
    let value = without_remark(rest.strip_prefix(' ')?)?.trim_matches(' ');
    if value.is_empty() {
        // `key: ` and `key: # …`: rare, and the second is a slip in some places.
        return None;
    }
    match value.strip_prefix('[') {
        Some(list) => Some((key, Some(items(list)?))),
        None => is_value(value).then(|| (key, Some(Node::Scalar(value.into())))),
    }
}

/// What stands before a remark at the end of a line.
fn without_remark(rest: &str) -> Option<&str> {
    let Some(at) = rest.find('#') else { return Some(rest) };
    let (value, remark) = rest.split_at(at);
    let sound = value.ends_with(' ') && remark.starts_with("# ") && remark.chars().all(is_printed);
    (sound && !value.trim_matches(' ').is_empty()).then_some(value)
}

/// `1, 2, 3]`
fn items(list: &str) -> Option<Node> {
    let inside = list.strip_suffix(']')?;
    let item = |item: &[u8]| {
        let ink = |byte: &u8| *byte != b' ';
        let (first, last) = (item.iter().position(ink)?, item.iter().rposition(ink)?);
        // Cut at ASCII: still text.
        let item = std::str::from_utf8(&item[first..=last]).ok()?;
        let sound = item.bytes().all(|byte| byte.is_ascii_digit()) || is_word(item);
        sound.then(|| Node::Scalar(item.into()))
    };
    let items: Option<Vec<Node>> = inside.as_bytes().split(|byte| *byte == b',').map(item).collect();
    items.map(Node::List)
}

/// A word that means nothing to the parser but itself: Han characters, letters, digits
/// and what may stand between digits.
fn is_word(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || is_han(c));
    first && chars.all(|c| c.is_ascii_alphanumeric() || is_han(c) || matches!(c, '-' | '_' | '.'))
}

/// Words with single blanks between them, and the colon of a time of day.
fn is_value(value: &str) -> bool {
    let mut before = ' ';
    value.split(' ').all(|word| match word.split_once(':') {
        None => is_word(word),
        Some((hour, minute)) => {
            let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            std::mem::replace(&mut before, ':') == ' ' && two(hour) && two(minute)
        }
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// What the parser lets pass in a remark.
fn is_printed(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{301b}' | '\u{ff01}'..='\u{ff5e}')
        || matches!(c, '—' | '…' | '‘' | '’' | '“' | '”' | '·')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use proptest::prelude::*;

    use super::super::tree;
    use super::*;

    /// What texts are put together from: sound pieces and all kinds of slips.
    const PIECES: &[&str] = &[
        "本年新收",
        "许可",
        "a",
        "null",
        "true",
        "0",
        "12",
        "3.50",
        "007",
        "1e3",
        "~",
        "-",
        "- ",
        ": ",
        ":",
        "：",
        ", ",
        ",",
        "，",
        "[",
        "]",
        "[1, 2]",
        "[0, 0, 0]",
        "{",
        "}",
        "\n",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "\n ",
        " ",
        "  ",
        "#",
        " # 注",
        "\n# 注，1",
        "\"",
        "'",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
        "\t",
        "\u{3000}",
        "\u{a0}",
        "\u{feff}",
        "---",
        "...",
        "%",
        "@",
        "`",
        "?",
        "? ",
        "09:30",
        "2021-01-20",
        "\r\n",
        "\u{85}",
        "无",
        "<<",
        "=",
        "\u{200b}",
        "许可: 1\n",
        "公开:\n  许可: [1, 2]\n",
        "公开:\n  规章: 3\n  许可: 4\n",
        "\n\n",
        "a: b c",
        "0x1F",
        "1_000",
        ".5",
        "+1",
        "-1",
        "_",
    ];

    fn held(text: &str) {
        if let Some(tree) = read(text) {
            let parsed = tree::parsed(text);
            assert_eq!(parsed.tree.as_ref(), Some(&tree), "{text:?}");
            assert!(parsed.faults.is_empty() && parsed.repaired.is_none(), "{text:?}: {:?}", parsed.faults);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_is_read_is_what_the_parser_reads(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..24)) {
            held(&pieces.concat());
        }

        #[test]
        fn plain_lines_are_what_the_parser_reads(
            lines in prop::collection::vec((0_usize..4, 0_usize..5, 0_usize..9), 1..12)
        ) {
            let value = ["", " 1", " [0, 1]", " 甲 乙", " 3 # 注", " [1]  ", "  2", " 2021-01-20 09:30", " [a,b]"];
            let key = ["公开", "许可", "a-1", "12", "null"];
            let text: String = lines
                .iter()
                .map(|(depth, name, at)| format!("{}{}:{}\n", "  ".repeat(*depth), key[*name], value[*at]))
                .collect();
            held(&text);
        }
    }

    #[test]
    fn plain_files_are_read() {
        let text = "# 注\n发布日期: 2021-01-20 09:00\n主动公开:\n  规章: [0, 12]   # 尾注\n\n  许可: 3.50\n依申请公开:\n  新收:\n    自然人: 1\n  结转:\n说明: 无\n";
        let tree = read(text).unwrap();
        assert_eq!(Some(tree), tree::parsed(text).tree);
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        for text in [
            "",
            "a",
            "- a",
            "a: \"b\"",
            "a: [1, [2]]",
            "a: b\n  c",
            "a：1",
            "a: |\n  b",
            "a: &b c",
            "a: {b: 1}",
            "a:\tb",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
