//! YAML text → an untyped tree that keeps every spelling, every order and every
//! duplicate, and the places of its values.
//!
//! `serde_yaml` reads the text (but for the plainest, see `simple`), three ways: first its shape, then the spelling of
//! every scalar (asked for as a string, `0.5500` stays `0.5500`; the shape tells where a
//! scalar stands, because the reader cannot be asked twice), and, only for findings, the
//! place of a value: a walk to it that refuses there, so that the refusal carries line
//! and column.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{lint, refused, simple};

pub use super::fault::{Fault, FaultKind, Place};
#[cfg(fuzzing)]
pub use super::locate::fuzzed;
pub use super::locate::{locate, locate_all};

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
pub struct Step(pub(super) u32);

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
                linted.faults.push(refused::translate(&refusal, whole));
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

/// Said when the budget is used up; [`refused::translate`] knows it.
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

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

    #[test]
    fn brackets_go_over_lines_as_long_as_they_are_closed() {
        let over = "甲: {规章: [0, 0],   # 一\n  许可: 0,\n\n  # 二\n  处罚: 1}\n乙: {\n丙: [1,\n2]\n}\n";
        let parsed = parse(over);
        assert_eq!((parsed.faults, parsed.repaired), (vec![], None));
        assert!(parsed.tree.is_some());
        for (open, line) in [("甲: [1, 2\n乙: 3\n", 1), ("甲: {子: 1,\n乙: 3\n", 1), ("一: 1\n甲: [1, 2\n乙: 3]\n", 2)]
        {
            let fault = &parse(open).faults[0];
            assert_eq!((fault.kind, fault.place.line), (FaultKind::UnclosedBracket, line), "{open}");
        }
    }
}
