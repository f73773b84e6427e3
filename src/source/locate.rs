//! Where a value of a YAML text stands: a walk to it that refuses there, so that the
//! reader's refusal carries line and column.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fault::Place;
use super::tree::{Part, Step};

/// Where the value at the end of `path` stands; the nearest value above it where the
/// text has none, the first line of the file at the least.
pub fn locate(text: &str, path: &[Step], part: Part) -> Place {
    for length in (0..=path.len()).rev() {
        let part = if length == path.len() { part } else { Part::Key };
        if let Some(place) = find(text, &path[..length], part) {
            return place;
        }
    }
    first_words(text)
}

/// As [`locate`], for several places.
pub fn locate_all(text: &str, paths: &[(&[Step], Part)]) -> Vec<Place> {
    paths.iter().map(|(path, part)| locate(text, path, *part)).collect()
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
