//! The XML of a Word file as tests look at it: elements, attributes, words, styles.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

/// An XML element.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// Every element of a name in it, in the order of the document.
    pub(super) fn all(&self, name: &str) -> Vec<&Node> {
        let mut found = Vec::new();
        for child in &self.children {
            found.extend((child.name == name).then_some(child));
            found.extend(child.all(name));
        }
        found
    }

    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn val(&self) -> &str {
        self.attributes.get("w:val").map(String::as_str).unwrap_or_default()
    }

    /// The words in it, in order; a line break is a line feed.
    pub(super) fn words(&self) -> String {
        match self.name.as_str() {
            "w:t" => self.text.clone(),
            "w:br" => "\n".to_owned(),
            "w:tab" => "\t".to_owned(),
            _ => self.children.iter().map(Node::words).collect(),
        }
    }

    pub(super) fn style(&self) -> &str {
        self.child("w:pPr").and_then(|p| p.child("w:pStyle")).map(Node::val).unwrap_or_default()
    }
}

/// Reads XML; panics where it is not well-formed.
pub(super) fn parsed(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Node::default()];
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let node = |start: &quick_xml::events::BytesStart<'_>| Node {
            name: start.name().as_ref().to_owned(),
            attributes: start
                .attributes()
                .map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value = quick_xml::escape::unescape(&attribute.value).expect("a value").into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                })
                .collect(),
            ..Node::default()
        };
        match event {
            Event::Start(start) => open.push(node(&start)),
            Event::Empty(start) => {
                let empty = node(&start);
                open.last_mut().unwrap().children.push(empty);
            }
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().expect("a root").children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&reference).unwrap());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "everything is closed");
    open.pop().unwrap()
}
