//! The file a Word document is: a zip archive of XML parts.

use crate::error::Result;

use super::super::archive::{Archive, Packing, Part};
use super::text::escape;

/// The parts that are the same in every report, the list of parts first as readers that
/// look at the first bytes expect it.
const PARTS: [(&str, &str); 7] = [
    ("[Content_Types].xml", include_str!("parts/content_types.xml")),
    ("_rels/.rels", include_str!("parts/rels.xml")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/fontTable.xml", include_str!("parts/fontTable.xml")),
    ("word/footer1.xml", include_str!("parts/footer1.xml")),
    ("word/footer2.xml", include_str!("parts/footer2.xml")),
];

const RELATIONS_NAME: &str = "word/_rels/document.xml.rels";
/// The relations every document has; a report's links come after them.
const RELATIONS: &str = include_str!("parts/document_rels.xml");

/// The shared parts, packed once, and the relations of a report without links.
pub(super) struct Package(Vec<Part>, Part);

impl Package {
    pub(super) fn new() -> Result<Package> {
        let parts = PARTS.iter().map(|(name, text)| Part::new(name, text)).collect::<Result<_>>()?;
        Ok(Package(parts, Part::new(RELATIONS_NAME, &relations(&[]))?))
    }

    /// The file: `body` is what stands on the pages, `links` where its links lead.
    pub(super) fn fill(&self, body: &str, links: &[String], title: &str, creator: &str) -> Result<Vec<u8>> {
        let mut archive = Archive::new(Packing::Quick);
        self.0.iter().try_for_each(|part| archive.part(part))?;
        archive.text("docProps/core.xml", properties(title, creator).as_bytes())?;
        match links {
            [] => archive.part(&self.1)?,
            _ => archive.text(RELATIONS_NAME, relations(links).as_bytes())?,
        }
        archive.text("word/document.xml", body.as_bytes())?;
        archive.finish()
    }
}

/// The number in the id of the relation that `links[index]` is.
pub(super) fn relation(index: usize) -> usize {
    100 + index
}

fn properties(title: &str, creator: &str) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>"
        .to_owned();
    escape(title, &mut out);
    out.push_str("</dc:title><dc:creator>");
    escape(creator, &mut out);
    out.push_str("</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>\n");
    out
}

fn relations(links: &[String]) -> String {
    let mut out = RELATIONS.to_owned();
    for (index, link) in links.iter().enumerate() {
        out.push_str(&format!("<Relationship Id=\"rId{}\" ", relation(index)));
        out.push_str(
            "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"",
        );
        escape(link, &mut out);
        out.push_str("\" TargetMode=\"External\"/>\n");
    }
    out.push_str("</Relationships>\n");
    out
}
