//! Where a value of a YAML text stands: a walk to it that refuses there, so that the
//! reader's refusal carries line and column.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fault::Place;
use super::simple::{self, Tree};
use super::tree::{Part, Step};

/// Where the value at the end of `path` stands; the nearest value above it where the
/// text has none, the first line of the file at the least.
pub fn locate(text: &str, path: &[Step], part: Part) -> Place {
    held(text, simple::read(text).as_ref(), path, part)
}

/// As [`locate`], for several places.
pub fn locate_all(text: &str, paths: &[(&[Step], Part)]) -> Vec<Place> {
    let spot = simple::read(text);
    paths.iter().map(|(path, part)| held(text, spot.as_ref(), path, *part)).collect()
}

/// As [`locate`]; `spot` is the text where it is plain enough to be read without the parser.
fn held(text: &str, spot: Option<&Spot<'_>>, path: &[Step], part: Part) -> Place {
    for length in (0..=path.len()).rev() {
        let part = if length == path.len() { part } else { Part::Key };
        let found = match spot.map_or(Found::Unsure, |spot| spot.find(&path[..length], part)) {
            Found::At(words, part) => Some(place_of(text, words, part)),
            Found::Nowhere => None,
            Found::Unsure => find(text, &path[..length], part),
        };
        if let Some(place) = found {
            return place;
        }
    }
    first_words(text)
}

/// A value of a plain text, as it stands there.
struct Spot<'t> {
    /// Nothing for one that is put together of lines, and for one left out.
    written: &'t str,
    /// Keys and values of a map; a list's items have no keys.
    parts: Vec<(&'t str, Spot<'t>)>,
}

/// Where a value stands in a plain text.
enum Found<'t> {
    /// Here: a value, or the key of one that was left out.
    At(&'t str, Part),
    /// There is none.
    Nowhere,
    /// The parser must be asked.
    Unsure,
}

impl<'t> Tree<'t> for Spot<'t> {
    type Key = &'t str;

    fn key(written: &'t str, _: &'t str) -> &'t str {
        written
    }

    fn word(written: &'t str, _: &'t str) -> Spot<'t> {
        Spot { written, parts: Vec::new() }
    }

    fn list(written: &'t str, items: Vec<Spot<'t>>) -> Spot<'t> {
        Spot { written, parts: items.into_iter().map(|item| ("", item)).collect() }
    }

    fn map(written: &'t str, parts: Vec<(&'t str, Spot<'t>)>) -> Spot<'t> {
        Spot { written, parts }
    }
}

impl<'t> Spot<'t> {
    fn find(&self, path: &[Step], part: Part) -> Found<'t> {
        let Some((step, rest)) = path.split_first() else { return Found::Unsure };
        if self.parts.is_empty() {
            return Found::Unsure;
        }
        let Some((key, value)) = self.parts.get(step.0 as usize) else { return Found::Nowhere };
        if !rest.is_empty() {
            return value.find(rest, part);
        }
        let wanted = part == Part::Key && !key.is_empty();
        let left_out = value.written.is_empty() && value.parts.is_empty() && !key.is_empty();
        match () {
            () if wanted || left_out => Found::At(key, Part::Key),
            () if !value.written.is_empty() => Found::At(value.written, part),
            () => Found::Unsure,
        }
    }
}

/// For the fuzzer alone: a plain text is what the parser reads, and its values stand where
/// the parser says.
#[cfg(fuzzing)]
pub fn fuzzed(text: &str) {
    let Some(tree) = simple::read::<super::tree::Node>(text) else { return };
    // The guard before the parser counts brackets in remarks and quotation marks too: what
    // is a remark is hard to tell, and nobody writes so many.
    if text.matches(['[', '{']).count() > 60 {
        return;
    }
    let parsed = super::tree::parsed(text);
    assert_eq!(parsed.tree.as_ref(), Some(&tree));
    assert!(parsed.faults.is_empty() && parsed.repaired.is_none());
    let spot: Option<Spot<'_>> = simple::read(text);
    let mut open: Vec<(&Spot<'_>, Vec<Step>)> = spot.iter().map(|spot| (spot, Vec::new())).collect();
    while let Some((spot, path)) = open.pop() {
        for number in 0..=spot.parts.len() {
            let path = [path.as_slice(), &[Step::entry(number)]].concat();
            for part in [Part::Key, Part::Value] {
                assert_eq!(locate(text, &path, part), held(text, None, &path, part), "{path:?} {part:?}");
            }
            open.extend(spot.parts.get(number).map(|(_, value)| (value, path)));
        }
    }
}

/// Where `words`, a piece of `text`, stand in it.
fn place_of(text: &str, words: &str, part: Part) -> Place {
    let at = (words.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (line, column) = (before.matches('\n').count(), before[start..].chars().count());
    let words: Vec<char> = text[start..].lines().next().unwrap_or_default().chars().collect();
    Place::at(line, column, length(&words, column, part))
}

/// The first line that says something.
fn first_words(text: &str) -> Place {
    let words = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    match text.lines().enumerate().find(|(_, line)| words(line)) {
        Some((number, line)) => {
            let indent = line.chars().take_while(|c| c.is_whitespace()).count();
            Place::at(number, indent, line.trim().chars().count())
        }
        None => Place::at(0, 0, 1),
    }
}

fn find(text: &str, path: &[Step], part: Part) -> Option<Place> {
    if path.is_empty() {
        return Some(first_words(text));
    }
    let walk = Walk { path, part };
    let refusal = walk.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    let location = refusal.location()?;
    let (line, column) = (location.line().checked_sub(1)?, location.column().checked_sub(1)?);
    let words: Vec<char> = text.lines().nth(line)?.chars().collect();
    if part == Part::Value && empty_at(&words, column) {
        // Nothing was written there: the key is what can be pointed at.
        return find(text, path, Part::Key);
    }
    Some(Place::at(line, column, length(&words, column, part)))
}

fn empty_at(words: &[char], column: usize) -> bool {
    let rest = words.get(column..).unwrap_or_default();
    let first = rest.iter().find(|c| !c.is_whitespace());
    first.is_none_or(|c| *c == '#') || (rest.first() == Some(&':') && column > 0)
}

/// How many characters the value or key at `column` takes on its line.
fn length(words: &[char], column: usize, part: Part) -> usize {
    let rest = words.get(column..).unwrap_or_default();
    let until = |stop: &dyn Fn(usize, char) -> bool| {
        let end = rest.iter().enumerate().position(|(at, c)| stop(at, *c)).unwrap_or(rest.len());
        let trailing = rest[..end].iter().rev().take_while(|c| c.is_whitespace()).count();
        (end - trailing).max(1)
    };
    let blank = |at: usize| rest.get(at).is_none_or(|c| c.is_whitespace());
    match rest.first() {
        Some(quote @ ('"' | '\'')) => rest.iter().skip(1).position(|c| c == quote).map_or(rest.len(), |end| end + 2),
        Some(open @ ('[' | '{')) => {
            let close = if *open == '[' { ']' } else { '}' };
            let mut depth = 0;
            let end = rest.iter().position(|c| {
                depth += i32::from(c == open) - i32::from(*c == close);
                depth == 0
            });
            end.map_or_else(|| until(&|_, c| c == '#'), |end| end + 1)
        }
        _ if part == Part::Key => until(&|at, c| c == ':' && blank(at + 1)),
        _ => until(&|at, c| matches!(c, ',' | ']' | '}') || (c == '#' && at > 0 && rest[at - 1].is_whitespace())),
    }
}

/// Walks to a place and refuses there.
#[derive(Clone, Copy)]
struct Walk<'p> {
    path: &'p [Step],
    part: Part,
}

impl Walk<'_> {
    fn refuse<E: serde::de::Error>() -> E {
        E::custom("here")
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Every value is refused once the path is walked to its end, and ignored before.
impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Err(Walk::refuse())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.path.split_first() else { return Err(Walk::refuse()) };
        for _ in 0..step.0 {
            if items.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        items.next_element_seed(Walk { path: rest, part: self.part })?;
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.path.split_first() else { return Err(Walk::refuse()) };
        for _ in 0..step.0 {
            if entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        if rest.is_empty() && self.part == Part::Key {
            entries.next_key_seed(Walk { path: &[], part: Part::Key })?;
            return Ok(());
        }
        if entries.next_key::<IgnoredAny>()?.is_some() {
            entries.next_value_seed(Walk { path: rest, part: self.part })?;
        }
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn steps(path: &[usize]) -> Vec<Step> {
        path.iter().map(|number| Step::entry(*number)).collect()
    }

    fn place(text: &str, path: &[usize], part: Part) -> (u32, u32, u32) {
        let place = locate(text, &steps(path), part);
        (place.line, place.column, place.length)
    }

    /// Every value of `spot`, and one more than there are.
    fn paths(spot: &Spot<'_>, above: &[usize], all: &mut Vec<Vec<usize>>) {
        for number in 0..=spot.parts.len() {
            let path = [above, &[number]].concat();
            if let Some((_, value)) = spot.parts.get(number) {
                paths(value, &path, all);
            }
            all.push(path);
        }
    }

    #[test]
    fn places_in_plain_texts_are_those_the_parser_tells() {
        let texts = [
            "# 注\n公开:\n  规章: [0, 12, \"无\"]   # 尾注\n  许可: 3.50\n  库存: -3\n",
            "许可: {自然人: 1, 企业: \"2\"} # 注\n许可:\n空:\n  # 没有\n  内: '一 件'\n",
            "说明:\n  - 规则: C-02\n    理由: 甲，乙；（丙）。 # 丁\n  -   规则: D-01\n      理由:\n末: 1\n",
            "更正:\n  - {日期: 2026-04-02, 原: 2} # 注\n  - [1, 2]\n前身:\n- a\n- b-1\n曾用名:\n  - 名称: 甲\n    止: 2020\n",
            "一、新收的件数: [1, 2]\n（一）准予的: {甲: 1}\n甲, 乙: 3\n",
            "  甲: 1, 2]\n  发布: 2021-01-20 09:30\n",
        ];
        for text in texts {
            let spot: Option<Spot<'_>> = simple::read(text);
            let mut all = Vec::new();
            spot.iter().for_each(|spot| paths(spot, &[], &mut all));
            assert_eq!(spot.is_none(), text.contains("甲, 乙") || text.contains("1, 2]\n  发"), "{text}");
            for path in all.iter().map(|path| steps(path)) {
                for part in [Part::Key, Part::Value] {
                    assert_eq!(
                        held(text, spot.as_ref(), &path, part),
                        held(text, None, &path, part),
                        "{text} {path:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn places_are_those_of_keys_and_values() {
        let text = "# 注\n主动公开:\n  规章: [0, 12, \"无\"]   # 尾注\n  许可: 3.50\n许可: {自然人: 一件}\n许可:\n空:   # 没有\n";
        assert_eq!(place(text, &[0], Part::Key), (2, 1, 4));
        assert_eq!(place(text, &[0, 0], Part::Key), (3, 3, 2));
        assert_eq!(place(text, &[0, 0], Part::Value), (3, 7, 12));
        assert_eq!(place(text, &[0, 0, 1], Part::Value), (3, 11, 2));
        assert_eq!(place(text, &[0, 0, 2], Part::Value), (3, 15, 3));
        assert_eq!(place(text, &[0, 1], Part::Value), (4, 7, 4));
        assert_eq!(place(text, &[1, 0], Part::Value), (5, 11, 2));
        assert_eq!(place(text, &[2], Part::Key), (6, 1, 2));
        // Nothing stands there: the key is pointed at.
        assert_eq!(place(text, &[2], Part::Value), (6, 1, 2));
        assert_eq!(place(text, &[3], Part::Value), (7, 1, 1));
        assert_eq!(place(text, &[9], Part::Value), (2, 1, 5));
        assert_eq!(place("", &[1, 2], Part::Value), (1, 1, 1));
    }
}
