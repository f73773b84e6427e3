//! The parts of an office file (.docx, .xlsx): a zip of XML, read with limits.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// Most bytes the XML parts may unpack to: a small file can unpack to gigabytes. The
/// longest real report has two million.
const UNPACKED: u64 = 64 << 20;
/// Deepest nesting of elements.
const DEEPEST: usize = 400;

/// An office file.
pub(crate) struct Package<'b>(ZipArchive<Cursor<&'b [u8]>>);

impl<'b> Package<'b> {
    /// Opens the file and measures what it unpacks to.
    ///
    /// # Errors
    /// A sentence for the clerk.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Package<'b>, String> {
        let damaged = "文件打不开，可能损坏或加了密码；请用 Word 或 WPS 打开后另存一份再导入";
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged.to_owned())?;
        let mut left = UNPACKED;
        for number in 0..zip.len() {
            let part = zip.by_index(number).map_err(|_| damaged.to_owned())?;
            // Pictures may be large; nothing unpacks them.
            let is_xml = part.name().is_ok_and(|name| name.ends_with(".xml") || name.ends_with(".rels"));
            if !is_xml {
                continue;
            }
            // What is really there counts: the sizes a file states may be untrue.
            let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| damaged.to_owned())?;
            left = left.checked_sub(size).ok_or_else(|| format!("文件解开后超过 {} MB，没有读取", UNPACKED >> 20))?;
        }
        Ok(Package(zip))
    }

    /// A part as a tree; `None` when it is not there.
    ///
    /// # Errors
    /// When it is no XML.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Node>, String> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        tree(text.trim_start_matches('\u{feff}')).map(Some).ok_or_else(|| format!("文件里的 {name} 已损坏"))
    }

    /// A part as a tree where its XML holds all these words: a part may be long, and most have
    /// nothing of what is looked for.
    ///
    /// # Errors
    /// When it is no XML.
    pub(crate) fn part_with(&mut self, name: &str, words: &[&str]) -> Result<Option<Node>, String> {
        let Some(text) = self.text(name)?.filter(|text| words.iter().all(|word| text.contains(word))) else {
            return Ok(None);
        };
        tree(text.trim_start_matches('\u{feff}')).map(Some).ok_or_else(|| format!("文件里的 {name} 已损坏"))
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        let Ok(part) = self.0.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(UNPACKED).read_to_end(&mut bytes).map_err(|_| format!("文件里的 {name} 读不出来"))?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Gives the elements of these names in a part one after the other, without what is in
    /// them: a part may be longer than what is to be kept of it.
    ///
    /// # Errors
    /// When the part is no XML.
    pub(crate) fn elements(&mut self, name: &str, wanted: &[&str], mut each: impl FnMut(&Node)) -> Result<(), String> {
        let Some(text) = self.text(name)? else { return Ok(()) };
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        loop {
            match reader.read_event().map_err(|_| format!("文件里的 {name} 已损坏"))? {
                Event::Start(start) | Event::Empty(start) => {
                    let node = element(&start);
                    if wanted.contains(&node.name.as_str()) {
                        each(&node);
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The parts that `part` names as related, or those of the whole file: kind (the end of
    /// its type), id and path or address.
    ///
    /// # Errors
    /// When the list is no XML.
    pub(crate) fn related(&mut self, part: &str) -> Result<Vec<Related>, String> {
        let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
        let list = format!("{folder}/_rels/{name}.rels");
        let Some(list) = self.part(list.trim_start_matches('/'))? else { return Ok(Vec::new()) };
        let entries = list.child("Relationships").into_iter().flat_map(|root| root.all("Relationship"));
        let related = |node: &Node| {
            let target = node.attribute("Target")?;
            let outside = node.attribute("TargetMode") == Some("External");
            let target = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None if outside || folder.is_empty() => target.to_owned(),
                None => format!("{folder}/{target}"),
            };
            let kind = node.attribute("Type")?.rsplit('/').next()?.to_owned();
            Some(Related { kind, id: node.attribute("Id")?.to_owned(), target })
        };
        Ok(entries.filter_map(related).collect())
    }
}

/// What a part refers to.
#[derive(Debug)]
pub(crate) struct Related {
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) target: String,
}

/// An element; names are without their prefix.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    /// Text directly in it.
    pub(crate) text: String,
}

impl Node {
    /// An attribute, by its name without prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of a name.
    pub(crate) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// `w:val` of a child.
    pub(crate) fn val(&self, child: &str) -> Option<&str> {
        self.child(child)?.attribute("val")
    }

    /// A number in `w:val` of a child.
    pub(crate) fn number(&self, child: &str) -> Option<usize> {
        self.val(child)?.parse().ok()
    }

    /// Whether an on/off property stands here and is on.
    pub(crate) fn is_on(&self, child: &str) -> bool {
        self.child(child).is_some_and(|node| !matches!(node.attribute("val"), Some("0" | "false" | "off" | "none")))
    }
}

/// XML to a tree without recursion; `None` when it is broken or nested too deep.
fn tree(xml: &str) -> Option<Node> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Node> = vec![Node::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < DEEPEST => open.push(element(&start)),
            Event::Start(_) => return None,
            Event::Empty(start) => open.last_mut()?.children.push(element(&start)),
            Event::End(_) if open.len() > 1 => {
                let node = open.pop()?;
                open.last_mut()?.children.push(node);
            }
            Event::End(_) => return None,
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let character = match name.resolve_char_ref().ok()? {
                    Some(character) => Some(character),
                    None => match &*name.xml10_content() {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                open.last_mut()?.text.extend(character);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // What was left open at the end is taken as it is: a file cut short still shows it.
    while open.len() > 1 {
        let node = open.pop()?;
        open.last_mut()?.children.push(node);
    }
    open.pop()
}

fn element(start: &BytesStart<'_>) -> Node {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let mut written = start.attributes();
    let attributes = written.with_checks(false).flatten().map(|attribute| {
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        (local(attribute.key.as_ref()), value.map(|value| value.into_owned()).unwrap_or_default())
    });
    Node { name: local(start.name().as_ref()), attributes: attributes.collect(), ..Node::default() }
}
