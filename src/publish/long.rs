//! A file that is handed over in parts.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use crate::error::{Error, Result, shown};

use super::manifest::{Entry, Hasher};
use super::{Publisher, disk};

impl Publisher {
    /// Begins a file that comes in parts. It is held against the published one as it
    /// comes; from the first byte that differs on it is written.
    ///
    /// # Errors
    /// As [`Publisher::put`].
    pub(crate) fn long<'p>(&'p self, route: &'p str) -> Result<Long<'p>> {
        self.claim(route)?;
        let published = self.place.target.join(route);
        let before = self.before.has(route).then(|| File::open(&published).ok()).flatten();
        let to = match before {
            Some(file) => To::Same { published, file: BufReader::with_capacity(1 << 16, file), length: 0 },
            None => To::New(self.create(route)?),
        };
        Ok(Long { publisher: self, route, hasher: Hasher::default(), to, buffer: Vec::new() })
    }

    fn create(&self, route: &str) -> Result<(PathBuf, File)> {
        let path = self.staged(route)?;
        let file = disk::create(&path).map_err(|cause| Error::file("写入", &path, cause))?;
        Ok((path, file))
    }
}

/// A file being handed over in parts.
pub(crate) struct Long<'p> {
    publisher: &'p Publisher,
    route: &'p str,
    hasher: Hasher,
    to: To,
    buffer: Vec<u8>,
}

enum To {
    /// So far the same as published.
    Same { published: PathBuf, file: BufReader<File>, length: u64 },
    /// Another file than published.
    New((PathBuf, File)),
}

impl Long<'_> {
    /// Takes the next part.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn take(&mut self, part: &[u8]) -> Result<()> {
        self.hasher.take(part);
        if let To::Same { file, length, .. } = &mut self.to {
            self.buffer.clear();
            let read = file.take(part.len() as u64).read_to_end(&mut self.buffer);
            if read.is_ok() && self.buffer == part {
                *length += part.len() as u64;
                return Ok(());
            }
            self.differs()?;
        }
        match &mut self.to {
            To::New((path, file)) => disk::append(file, part).map_err(|cause| Error::file("写入", path, cause)),
            To::Same { .. } => Ok(()),
        }
    }

    /// Ends the file; gives its size and fingerprint.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn done(mut self) -> Result<Entry> {
        if let To::Same { file, .. } = &mut self.to {
            let more = file.read(&mut [0]).map_or(true, |read| read > 0);
            if more {
                self.differs()?;
            }
        }
        let changed = matches!(self.to, To::New(_));
        let entry = self.hasher.entry();
        self.publisher.note(self.route, entry.clone(), changed);
        Ok(entry)
    }

    /// Writes what was the same until here.
    fn differs(&mut self) -> Result<()> {
        let To::Same { published, length, .. } = &self.to else { return Ok(()) };
        let fail = |cause| Error::file("读取", published, cause);
        let (path, mut file) = self.publisher.create(self.route)?;
        let mut same = File::open(published).map_err(fail)?.take(*length);
        let copied = std::io::copy(&mut same, &mut file).map_err(|cause| Error::file("写入", &path, cause))?;
        if copied != *length {
            return Err(Error::refused(format!("“{}”在发布期间被改动，没有发布", shown(published))));
        }
        self.to = To::New((path, file));
        Ok(())
    }
}
