#![allow(missing_docs)]
pub use super::fault::{Fault, FaultKind, Place};
#[derive(Clone, Debug)]
pub enum Node {
    Scalar(Box<str>),
    List(Vec<Node>),
    Map(Vec<(Box<str>, Node)>),
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(pub u32);
impl Step {
    pub fn entry(n: usize) -> Step {
        Step(n as u32)
    }
    pub fn item(n: usize) -> Step {
        Step(n as u32)
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Key,
    Value,
}
pub struct Parsed {
    pub tree: Option<Node>,
    pub faults: Vec<Fault>,
    pub repaired: Option<String>,
}
fn conv(v: serde_yaml::Value) -> Node {
    use serde_yaml::Value as V;
    match v {
        V::Null => Node::Scalar("".into()),
        V::Bool(b) => Node::Scalar(b.to_string().into()),
        V::Number(n) => Node::Scalar(n.to_string().into()),
        V::String(s) => Node::Scalar(s.into()),
        V::Sequence(s) => Node::List(s.into_iter().map(conv).collect()),
        V::Mapping(m) => Node::Map(
            m.into_iter()
                .map(|(k, v)| {
                    (
                        match conv(k) {
                            Node::Scalar(s) => s,
                            _ => "?".into(),
                        },
                        conv(v),
                    )
                })
                .collect(),
        ),
        V::Tagged(t) => conv(t.value),
    }
}
pub fn parse(t: &str) -> Parsed {
    Parsed { tree: serde_yaml::from_str::<serde_yaml::Value>(t).ok().map(conv), faults: vec![], repaired: None }
}
pub fn locate(_t: &str, _p: &[Step], _: Part) -> Place {
    Place { line: 1, column: 1, length: 1 }
}
pub fn locate_all(t: &str, p: &[(&[Step], Part)]) -> Vec<Place> {
    p.iter().map(|(p, x)| locate(t, p, *x)).collect()
}
