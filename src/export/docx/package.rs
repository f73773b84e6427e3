//! The file a Word document is: a zip archive of XML parts.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::error::{Error, Result};

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

/// The relations every document has; a report's links come after them.
const RELATIONS: &str = include_str!("parts/document_rels.xml");

/// An archive with the shared parts, packed once.
pub(super) struct Package(Vec<u8>);

impl Package {
    pub(super) fn new() -> Result<Package> {
        let pack = || -> ZipResult<Vec<u8>> {
            let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, text) in PARTS {
                put(&mut archive, name, text, 9)?;
            }
            Ok(archive.finish()?.into_inner())
        };
        pack().map(Package).map_err(refused)
    }

    /// The file: `body` is what stands on the pages, `links` where its links lead.
    pub(super) fn fill(&self, body: &str, links: &[String], title: &str, creator: &str) -> Result<Vec<u8>> {
        let fill = || -> ZipResult<Vec<u8>> {
            let mut archive = ZipWriter::new_append(Cursor::new(self.0.clone()))?;
            put(&mut archive, "docProps/core.xml", &properties(title, creator), 1)?;
            put(&mut archive, "word/_rels/document.xml.rels", &relations(links), 1)?;
            put(&mut archive, "word/document.xml", body, 1)?;
            Ok(archive.finish()?.into_inner())
        };
        fill().map_err(refused)
    }
}

/// The number in the id of the relation that `links[index]` is.
pub(super) fn relation(index: usize) -> usize {
    100 + index
}

fn put(archive: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str, level: i64) -> ZipResult<()> {
    // Time and system are fixed: the same report gives the same bytes everywhere.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(level))
        .last_modified_time(DateTime::default())
        .system(System::Dos);
    archive.start_file(name, options)?;
    archive.write_all(text.as_bytes())?;
    Ok(())
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

fn refused(fault: impl std::fmt::Display) -> Error {
    Error::refused(format!("生成 Word 文件失败：{fault}"))
}
