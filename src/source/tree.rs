//! YAML text → an untyped tree that keeps every spelling, every order and every
//! duplicate, and the places of its values.
//!
//! `serde_yaml` reads the text (but for the plainest, see [`simple`]), three ways: first its shape, then the spelling of
//! every scalar (asked for as a string, `0.5500` stays `0.5500`; the shape tells where a
//! scalar stands, because the reader cannot be asked twice), and, only for findings, the
//! place of a value: a walk to it that refuses there, so that the refusal carries line
//! and column.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{lint, simple};

pub use super::fault::{Fault, FaultKind, Place};

/// Most values a file may hold: a full report has some 200. A text that multiplies
/// itself through aliases ends here.
const MOST_VALUES: usize = 20_000;
/// Deepest brackets: the parser's time grows with the square of the depth.
const DEEPEST: usize = 64;

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// The spelling, quotes taken off: `0.5500`, `007`, `~`, or nothing.
    Scalar(Box<str>),
    /// `[…]` or lines with dashes.
    List(Vec<Node>),
    /// Keys and values in the order written, duplicates included.
    Map(Vec<(Box<str>, Node)>),
}

/// One step on the way to a value: the number of a map's entry or a list's item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(u32);

impl Step {
    /// Into the value of a map's entry, from 0.
    pub fn entry(number: usize) -> Step {
        // A file holds at most MOST_VALUES values.
        Step(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Into a list's item, from 0.
    pub fn item(number: usize) -> Step {
        Step::entry(number)
    }
}

/// Which part of an entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its key.
    Key,
    /// Its value.
    Value,
}

/// A text as read.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The tree, if the text could be read at all, slips mended.
    pub tree: Option<Node>,
    /// What was wrong with the writing.
    pub faults: Vec<Fault>,
    /// The text with its slips mended, where there were any: places are looked up in it.
    pub repaired: Option<String>,
}

/// Reads a text.
pub fn parse(text: &str) -> Parsed {
    match simple::read(text) {
        Some(tree) => Parsed { tree: Some(tree), ..Parsed::default() },
        None => parsed(text),
    }
}

/// Reads a text with the parser.
pub(super) fn parsed(text: &str) -> Parsed {
    if let Some(fault) = too_deep(text) {
        return Parsed { faults: vec![fault], ..Parsed::default() };
    }
    let mut linted = lint::lint(text);
    let whole = linted.mended.as_deref().unwrap_or(text);
    let tree = match read(whole) {
        Ok(tree) => Some(tree),
        Err(refusal) => {
            // The slips that were found explain the refusal; one more message about the
            // same line would only confuse.
            if linted.faults.is_empty() {
                linted.faults.push(lint::translate(&refusal, whole));
            }
            None
        }
    };
    Parsed { tree, faults: linted.faults, repaired: linted.mended }
}

/// The tree of a text.
fn read(text: &str) -> Result<Node, serde_yaml::Error> {
    let budget = Cell::new(MOST_VALUES);
    let shape = ShapeOf(&budget).deserialize(serde_yaml::Deserializer::from_str(text))?;
    Spelled(&shape).deserialize(serde_yaml::Deserializer::from_str(text))
}

/// The line where brackets nest deeper than anybody means.
fn too_deep(text: &str) -> Option<Fault> {
    let mut depth = 0usize;
    for (number, line) in text.lines().enumerate() {
        for (column, c) in line.chars().enumerate() {
            match c {
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Some(Fault {
                    kind: FaultKind::TooDeep,
                    place: Place::at(number, column, 1),
                    message: format!("括号套了 {DEEPEST} 层以上"),
                    advice: "删去多余的括号；一行的几个数只用一层方括号".to_owned(),
                });
            }
        }
    }
    None
}

/// What a value is, without its words.
enum Shape {
    Scalar,
    List(Vec<Shape>),
    Map(Vec<Shape>),
}

/// Learns the shape; each value costs one from the budget.
#[derive(Clone, Copy)]
struct ShapeOf<'b>(&'b Cell<usize>);

/// Said when the budget is used up; [`lint::translate`] knows it.
pub(super) const TOO_MANY: &str = "nianbao: too many values";

impl<'de> DeserializeSeed<'de> for ShapeOf<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(rest) => self.0.set(rest),
            None => return Err(D::Error::custom(TOO_MANY)),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ShapeOf<'_> {
    type Value = Shape;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_none<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(shape) = items.next_element_seed(self)? {
            shapes.push(shape);
        }
        Ok(Shape::List(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while entries.next_key::<IgnoredAny>()?.is_some() {
            shapes.push(entries.next_value_seed(self)?);
        }
        Ok(Shape::Map(shapes))
    }
}

/// Reads the spelling of every scalar, led by the shape.
#[derive(Clone, Copy)]
struct Spelled<'s>(&'s Shape);

impl<'de> DeserializeSeed<'de> for Spelled<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.0 {
            // A document of nothing at all is no scalar to the reader.
            Shape::Scalar => deserializer.deserialize_str(self),
            Shape::List(_) => deserializer.deserialize_seq(self),
            Shape::Map(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Spelled<'_> {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_str<E>(self, written: &str) -> Result<Node, E> {
        Ok(Node::Scalar(written.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let Shape::List(shapes) = self.0 else { return Err(A::Error::custom("shape")) };
        let mut nodes = Vec::with_capacity(shapes.len());
        for shape in shapes {
            match items.next_element_seed(Spelled(shape))? {
                Some(node) => nodes.push(node),
                None => break,
            }
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let Shape::Map(shapes) = self.0 else { return Err(A::Error::custom("shape")) };
        let mut nodes = Vec::with_capacity(shapes.len());
        for shape in shapes {
            let Some(key) = entries.next_key::<Box<str>>()? else { break };
            nodes.push((key, entries.next_value_seed(Spelled(shape))?));
        }
        Ok(Node::Map(nodes))
    }
}

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
    fn spellings_order_and_duplicates_are_kept() {
        let tree = parse("乙: 0.5500\n甲: [007, \"1_000\", ~, true]\n乙: {a: 0x1F, b: }\n丙:\n").tree.unwrap();
        let scalar = |word: &str| Node::Scalar(word.into());
        let expected = Node::Map(vec![
            ("乙".into(), scalar("0.5500")),
            ("甲".into(), Node::List(vec![scalar("007"), scalar("1_000"), scalar("~"), scalar("true")])),
            ("乙".into(), Node::Map(vec![("a".into(), scalar("0x1F")), ("b".into(), scalar(""))])),
            ("丙".into(), scalar("")),
        ]);
        assert_eq!(tree, expected);
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

    #[test]
    fn a_text_that_multiplies_itself_is_refused() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, before) in ('b'..='i').zip('a'..='h') {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", ")));
        }
        let parsed = parse(&bomb);
        assert!(parsed.tree.is_none());
        assert_eq!(parsed.faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::TooMany]);
    }

    #[test]
    fn deep_brackets_are_refused_before_parsing() {
        let parsed = parse(&format!("a: {}", "[".repeat(100_000)));
        assert_eq!(parsed.faults[0].kind, FaultKind::TooDeep);
        assert_eq!(parsed.faults[0].place.column, 4 + 64);
    }
}
