//! Zip archives of XML parts, as Word and Excel files are.
//!
//! Written out here for what the crate `zip` cannot do: a part that is the same in every
//! file is packed once and copied as it is, and a part longer than the memory goes on
//! while it is made. A short part is packed by [`Quick`].

use std::cell::RefCell;

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};

use super::quick::Quick;
use crate::error::{Error, Result};

/// How what is packed once and copied thousands of times is packed.
const BEST: Packing = Packing::Level(9);
/// 1 January 1980, the first day a zip archive knows, midnight: the same report gives the
/// same bytes on every day.
const DATE: [u8; 4] = [0, 0, 0x21, 0];
/// Version of the format needed to read it: 2.0.
const VERSION: u16 = 20;
/// Deflate.
const METHOD: u16 = 8;
/// The flag of a part whose size stands after it.
const SIZE_AFTER: u16 = 8;
/// An ordinary file that everybody may read.
const ATTRIBUTES: u32 = 0o100_644 << 16;
/// Enough for the file of most reports.
const ROOM: usize = 16 << 10;
/// Where the flags stand in the head of a part, and where its check sum and sizes begin.
const FLAGS: usize = 6;
const SIZES: usize = 14;
/// Where the place of a part stands in its entry of the directory.
const PLACE: usize = 42;

thread_local! {
    /// Packers that are not in use. Each must be cleared when it is made, the common ones a
    /// third of a megabyte; a thread makes thousands of small archives.
    static IDLE: RefCell<Vec<(Packing, Packer)>> = const { RefCell::new(Vec::new()) };
}

/// How hard an archive's own parts are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Faster than they are written; for parts that are written at once.
    Quick,
    /// At a level of the common packer.
    Level(u32),
}

enum Packer {
    Quick(Quick),
    Level(Compress),
}

/// A part, packed.
pub(super) struct Part {
    bytes: Vec<u8>,
    entry: Vec<u8>,
}

impl Part {
    /// Packs a part as small as can be.
    pub(super) fn new(name: &str, text: &str) -> Result<Part> {
        let mut archive = Archive::new(BEST);
        archive.text(name, text.as_bytes())?;
        Ok(Part { bytes: std::mem::take(&mut archive.out), entry: std::mem::take(&mut archive.directory) })
    }
}

/// An archive while it is written.
pub(super) struct Archive {
    out: Vec<u8>,
    /// Bytes that were handed on.
    gone: u64,
    directory: Vec<u8>,
    parts: u16,
    packing: Packing,
    /// Present until the archive is dropped.
    packer: Option<Packer>,
    open: Option<Open>,
}

/// The part being written.
struct Open {
    name: String,
    /// Where its head begins, and where its bytes do.
    at: u64,
    from: u64,
    crc: Hasher,
    plain: u64,
}

impl Archive {
    /// An empty archive.
    pub(super) fn new(packing: Packing) -> Archive {
        let idle = IDLE.with_borrow_mut(|idle| {
            let found = idle.iter().position(|(of, _)| *of == packing)?;
            Some(idle.swap_remove(found).1)
        });
        let packer = idle.unwrap_or_else(|| match packing {
            Packing::Quick => Packer::Quick(Quick::new()),
            Packing::Level(level) => Packer::Level(Compress::new(Compression::new(level), false)),
        });
        Archive {
            out: Vec::with_capacity(ROOM),
            gone: 0,
            directory: Vec::new(),
            parts: 0,
            packing,
            packer: Some(packer),
            open: None,
        }
    }

    /// Adds a part that was packed before.
    pub(super) fn part(&mut self, part: &Part) -> Result<()> {
        let at = size(self.here())?;
        self.out.extend_from_slice(&part.bytes);
        let entry = self.directory.len();
        self.directory.extend_from_slice(&part.entry);
        self.directory[entry + PLACE..entry + PLACE + 4].copy_from_slice(&at.to_le_bytes());
        self.parts += 1;
        Ok(())
    }

    /// Adds a whole part.
    pub(super) fn text(&mut self, name: &str, text: &[u8]) -> Result<()> {
        self.begin(name);
        self.write(text)?;
        self.end()
    }

    /// Begins a part.
    pub(super) fn begin(&mut self, name: &str) {
        let at = self.here();
        self.out.extend_from_slice(b"PK\x03\x04");
        self.out.extend_from_slice(&VERSION.to_le_bytes());
        self.out.extend_from_slice(&[0; 2]);
        self.out.extend_from_slice(&METHOD.to_le_bytes());
        self.out.extend_from_slice(&DATE);
        self.out.extend_from_slice(&[0; 12]);
        self.out.extend_from_slice(&length(name).to_le_bytes());
        self.out.extend_from_slice(&[0; 2]);
        self.out.extend_from_slice(name.as_bytes());
        self.open = Some(Open { name: name.to_owned(), at, from: self.here(), crc: Hasher::new(), plain: 0 });
        if let Some(Packer::Quick(quick)) = &mut self.packer {
            quick.begin(&mut self.out);
        }
    }

    /// Goes on with the part that was begun.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some(open) = &mut self.open {
            open.crc.update(bytes);
            open.plain += bytes.len() as u64;
        }
        self.pack(bytes, FlushCompress::None)
    }

    /// Ends the part that was begun.
    pub(super) fn end(&mut self) -> Result<()> {
        self.pack(&[], FlushCompress::Finish)?;
        let Some(open) = self.open.take() else { return Ok(()) };
        let mut sizes = [0; 12];
        sizes[..4].copy_from_slice(&open.crc.clone().finalize().to_le_bytes());
        sizes[4..8].copy_from_slice(&size(self.here() - open.from)?.to_le_bytes());
        sizes[8..].copy_from_slice(&size(open.plain)?.to_le_bytes());
        let mut flags = 0;
        match open.at.checked_sub(self.gone).and_then(|at| usize::try_from(at).ok()) {
            Some(at) => self.out[at + SIZES..at + SIZES + 12].copy_from_slice(&sizes),
            None => {
                flags = SIZE_AFTER;
                self.out.extend_from_slice(b"PK\x07\x08");
                self.out.extend_from_slice(&sizes);
            }
        }
        self.enter(&open, flags, &sizes)
    }

    /// Hands on what is finished once it comes to `least` bytes.
    pub(super) fn hand_on(&mut self, least: usize, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if self.out.len() < least {
            return Ok(());
        }
        if let Some(at) = self.open.as_ref().and_then(|open| open.at.checked_sub(self.gone)) {
            // Less than the length of what is at hand.
            let at = usize::try_from(at).unwrap_or(0) + FLAGS;
            self.out[at..at + 2].copy_from_slice(&SIZE_AFTER.to_le_bytes());
        }
        take(&self.out)?;
        self.gone += self.out.len() as u64;
        self.out.clear();
        Ok(())
    }

    /// Ends the archive: what was not handed on.
    pub(super) fn finish(mut self) -> Result<Vec<u8>> {
        let at = size(self.here())?;
        self.out.append(&mut self.directory);
        let length = size(self.here())? - at;
        self.out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.out.extend_from_slice(&self.parts.to_le_bytes());
        self.out.extend_from_slice(&self.parts.to_le_bytes());
        self.out.extend_from_slice(&length.to_le_bytes());
        self.out.extend_from_slice(&at.to_le_bytes());
        self.out.extend_from_slice(&[0; 2]);
        Ok(std::mem::take(&mut self.out))
    }

    /// Enters a part in the directory.
    fn enter(&mut self, open: &Open, flags: u16, sizes: &[u8; 12]) -> Result<()> {
        let at = size(open.at)?;
        let directory = &mut self.directory;
        directory.extend_from_slice(b"PK\x01\x02");
        for number in [VERSION, VERSION, flags, METHOD] {
            directory.extend_from_slice(&number.to_le_bytes());
        }
        directory.extend_from_slice(&DATE);
        directory.extend_from_slice(sizes);
        directory.extend_from_slice(&length(&open.name).to_le_bytes());
        // No more fields, no comment, the first disk, nothing said of the contents.
        directory.extend_from_slice(&[0; 8]);
        directory.extend_from_slice(&ATTRIBUTES.to_le_bytes());
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(open.name.as_bytes());
        self.parts += 1;
        Ok(())
    }

    fn pack(&mut self, mut bytes: &[u8], flush: FlushCompress) -> Result<()> {
        let packer = match &mut self.packer {
            Some(Packer::Level(packer)) => packer,
            Some(Packer::Quick(quick)) => {
                quick.write(bytes, &mut self.out);
                if matches!(flush, FlushCompress::Finish) {
                    quick.end(&mut self.out);
                }
                return Ok(());
            }
            None => return Ok(()),
        };
        loop {
            self.out.reserve(bytes.len() / 4 + 512);
            let before = packer.total_in();
            let status = packer.compress_vec(bytes, &mut self.out, flush).map_err(refused)?;
            bytes = &bytes[usize::try_from(packer.total_in() - before).unwrap_or(bytes.len())..];
            match status {
                Status::StreamEnd => {
                    packer.reset();
                    return Ok(());
                }
                _ if bytes.is_empty() && matches!(flush, FlushCompress::None) => return Ok(()),
                _ => {}
            }
        }
    }

    /// How far the archive has come.
    fn here(&self) -> u64 {
        self.gone + self.out.len() as u64
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        let Some(mut packer) = self.packer.take() else { return };
        // After a whole part it is as new.
        if let Packer::Level(packer) = &mut packer
            && packer.total_in() > 0
        {
            packer.reset();
        }
        // A thread that is ending keeps nothing.
        let _ = IDLE.try_with(|idle| idle.borrow_mut().push((self.packing, packer)));
    }
}

/// The length of a name; the program's own are short.
fn length(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or(0)
}

/// A size as the format keeps it.
fn size(bytes: u64) -> Result<u32> {
    u32::try_from(bytes).map_err(|_| refused("超过 4 GB"))
}

fn refused(fault: impl std::fmt::Display) -> Error {
    Error::refused(format!("打包 Word 或 Excel 文件失败：{fault}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::{Cursor, Read};

    use super::{Archive, Packing, Part};

    /// Every part of an archive, by name.
    fn read(bytes: &[u8]) -> Vec<(String, String)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            parts.push((file.name().unwrap().into_owned(), text));
        }
        parts
    }

    /// Every part as its own head gives it, without the directory.
    fn read_in_order(bytes: &[u8]) -> Vec<String> {
        let mut rest = Cursor::new(bytes);
        let mut parts = Vec::new();
        while let Some(mut file) = zip::read::read_zipfile_from_stream(&mut rest).unwrap() {
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            parts.push(text);
        }
        parts
    }

    #[test]
    fn parts_packed_before_and_now_are_read_back() {
        let ready = Part::new("a.xml", "甲甲甲甲甲甲").unwrap();
        for packing in [Packing::Quick, Packing::Level(6)] {
            let mut archive = Archive::new(packing);
            archive.text("b.xml", b"").unwrap();
            archive.part(&ready).unwrap();
            archive.text("c.xml", "乙".repeat(100_000).as_bytes()).unwrap();
            archive.text("d.xml", b"d").unwrap();
            let bytes = archive.finish().unwrap();
            let words: Vec<String> = read(&bytes).into_iter().map(|(_, text)| text).collect();
            // Not printed: it is long.
            assert!(words == ["", "甲甲甲甲甲甲", &"乙".repeat(100_000), "d"], "{packing:?}");
            assert!(read_in_order(&bytes) == words, "{packing:?}");
        }
    }

    #[test]
    fn an_archive_handed_on_in_pieces_is_the_same_archive() {
        let mut text = String::new();
        for number in 0..60_000_u32 {
            text.push_str(&number.wrapping_mul(2_654_435_761).to_string());
        }
        let mut whole = Vec::new();
        let mut archive = Archive::new(Packing::Level(3));
        archive.text("before.xml", b"before").unwrap();
        archive.begin("long.xml");
        let mut pieces = 0;
        for piece in text.as_bytes().chunks(10_000) {
            archive.write(piece).unwrap();
            let mut take = |bytes: &[u8]| {
                whole.extend_from_slice(bytes);
                pieces += 1;
                Ok(())
            };
            archive.hand_on(4_096, &mut take).unwrap();
        }
        archive.end().unwrap();
        archive.text("after.xml", b"after").unwrap();
        whole.extend(archive.finish().unwrap());
        assert!(pieces > 3, "{pieces}");
        let wanted = [("before.xml", "before"), ("long.xml", &text), ("after.xml", "after")];
        assert!(read(&whole).iter().map(|(name, text)| (name.as_str(), text.as_str())).eq(wanted));
    }
}
