//! `data/cells.csv` and `data/cells.json` of all parts, one after the other.
//!
//! A line is a fact, in the words of its part; only the office gets its part's folder in
//! front, so that it is one office's alone and the address of its page.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use crate::error::{Error, Result};
use crate::export::{CSV_HEAD, JSON_HEAD, JSON_TAIL};
use crate::publish::Publisher;
use crate::publish::manifest::Hasher;
use crate::site::route;

use super::copy::{Source, other_format, stirred};

/// Longest line of a list, in bytes: a fact has 200.
const LONGEST: u64 = 1 << 20;
/// What is handed on at a time.
const BATCH: usize = 256 << 10;

/// Reads a list of a part line by line, each with its end, and holds it against the part's
/// manifest once it is read.
pub(super) fn lines(source: &Source, route: &str, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let (path, entry) = (source.folder.join(route), source.list(route)?);
    let fail = |cause| Error::file("读取", &path, cause);
    let mut file = BufReader::with_capacity(BATCH, File::open(&path).map_err(fail)?);
    let (mut line, mut hasher) = (Vec::new(), Hasher::default());
    loop {
        line.clear();
        let read = file.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(fail)?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST {
            return Err(other_format(&source.folder, route));
        }
        hasher.take(&line);
        each(&line)?;
    }
    if hasher.entry() == *entry { Ok(()) } else { Err(stirred(&path)) }
}

/// A long file that is written in pieces of a size the disk likes.
pub(super) struct Out<'p> {
    writer: crate::publish::Long<'p>,
    buffer: Vec<u8>,
}

impl<'p> Out<'p> {
    pub(super) fn begin(publisher: &'p Publisher, route: &'p str) -> Result<Out<'p>> {
        Ok(Out { writer: publisher.long(route)?, buffer: Vec::with_capacity(BATCH) })
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.writer.take(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    pub(super) fn done(mut self) -> Result<()> {
        self.flush()?;
        self.writer.done().map(drop)
    }
}

/// The table of all facts.
pub(super) fn cells_csv(sources: &[Source], publisher: &Publisher) -> Result<()> {
    let mut out = Out::begin(publisher, route::CELLS_CSV)?;
    out.push(CSV_HEAD.as_bytes())?;
    for source in sources {
        let before = format!("{}/", source.part.id);
        // A quoted field may hold ends of lines: only where no quote is open does a line
        // begin a fact.
        let (mut head, mut quoted) = (true, false);
        lines(source, route::CELLS_CSV, &mut |line| {
            if std::mem::take(&mut head) {
                return match line == CSV_HEAD.as_bytes() {
                    true => Ok(()),
                    false => Err(other_format(&source.folder, route::CELLS_CSV)),
                };
            }
            if !quoted {
                out.push(before.as_bytes())?;
            }
            quoted ^= line.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            out.push(line)
        })?;
        if head {
            return Err(other_format(&source.folder, route::CELLS_CSV));
        }
    }
    out.done()
}

/// The same facts for programs.
pub(super) fn cells_json(sources: &[Source], publisher: &Publisher) -> Result<()> {
    const OFFICE: &str = "{\"office\":\"";
    let mut out = Out::begin(publisher, route::CELLS_JSON)?;
    out.push(JSON_HEAD.as_bytes())?;
    let mut first = true;
    for source in sources {
        let before = format!("{OFFICE}{}/", source.part.id);
        let other = || other_format(&source.folder, route::CELLS_JSON);
        let (mut head, mut ended) = (true, false);
        lines(source, route::CELLS_JSON, &mut |line| {
            if std::mem::take(&mut head) {
                return if line == JSON_HEAD.as_bytes() { Ok(()) } else { Err(other()) };
            }
            let fact = line.strip_suffix(b"\n").unwrap_or(line);
            let fact = fact.strip_suffix(b",").unwrap_or(fact);
            ended |= fact == JSON_TAIL.trim().as_bytes();
            if ended || fact.is_empty() {
                return Ok(());
            }
            let rest = fact.strip_prefix(OFFICE.as_bytes()).ok_or_else(other)?;
            if !std::mem::take(&mut first) {
                out.push(b",\n")?;
            }
            out.push(before.as_bytes())?;
            out.push(rest)
        })?;
        if !ended {
            return Err(other());
        }
    }
    out.push(JSON_TAIL.as_bytes())?;
    out.done()
}
