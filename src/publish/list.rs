//! A list of files, those being put and those that were published: a province has a
//! million of them.

use blake3::Hash;
use rayon::prelude::*;

use super::manifest::Entry;

/// Bytes of an address for which room is made beforehand: most have fewer.
const ADDRESS: usize = 32;
/// The longest address, in bytes; no disk takes one as long.
pub(super) const LONGEST: usize = u16::MAX as usize;

/// Files with what is to be known of them. Their addresses stand in one text: each in a
/// piece of memory of its own would take half as much again.
#[derive(Debug, Default)]
pub(super) struct Files {
    addresses: String,
    files: Vec<Put>,
}

#[derive(Debug)]
struct Put {
    /// Where its address begins, and how long it is.
    start: usize,
    length: u16,
    changed: bool,
    size: u64,
    blake3: Option<Hash>,
}

impl Files {
    /// Makes room for so many files: growing, the list would stand in memory twice. A few
    /// more may come than were expected, and room that is not used costs nothing.
    pub(super) fn expect(&mut self, files: usize) {
        let files = files + files / 16 + 256;
        self.files.reserve_exact(files);
        self.addresses.reserve_exact(files * ADDRESS);
    }

    /// Makes room for about so many files.
    pub(super) fn reserve(&mut self, files: usize) {
        self.files.reserve(files);
        self.addresses.reserve(files * ADDRESS);
    }

    /// Adds a file; its address is no longer than [`LONGEST`].
    pub(super) fn push(&mut self, route: &str, entry: Entry, changed: bool) {
        let start = self.addresses.len();
        self.addresses.push_str(route);
        let length = u16::try_from(route.len()).unwrap_or(u16::MAX);
        self.files.push(Put { start, length, changed, size: entry.size, blake3: entry.blake3 });
    }

    /// Puts them in the order of their addresses.
    pub(super) fn sort(&mut self) {
        let addresses = self.addresses.as_str();
        self.files.par_sort_unstable_by(|one, other| one.route(addresses).cmp(other.route(addresses)));
    }

    /// Whether a file has this address; asked of a sorted list.
    pub(super) fn has(&self, route: &str) -> bool {
        self.find(route).is_some()
    }

    /// What is known of the file with this address; asked of a sorted list.
    pub(super) fn get(&self, route: &str) -> Option<Entry> {
        self.find(route).map(Put::entry)
    }

    /// The addresses that begin with `folder`; asked of a sorted list.
    pub(super) fn below<'m>(&'m self, folder: &'m str) -> impl Iterator<Item = &'m str> {
        let from = self.files.partition_point(|file| self.route(file) < folder);
        self.files[from..].iter().map(|file| self.route(file)).take_while(move |route| route.starts_with(folder))
    }

    fn find(&self, route: &str) -> Option<&Put> {
        let place = self.files.binary_search_by(|file| self.route(file).cmp(route)).ok()?;
        self.files.get(place)
    }

    /// All of them: address, size and fingerprint.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Entry)> {
        self.files.iter().map(|file| (self.route(file), file.entry()))
    }

    /// The addresses of those that changed, or of those that did not.
    pub(super) fn routes(&self, changed: bool) -> impl Iterator<Item = &str> {
        self.files.iter().filter(move |file| file.changed == changed).map(|file| self.route(file))
    }

    fn route(&self, file: &Put) -> &str {
        file.route(&self.addresses)
    }
}

impl Put {
    fn entry(&self) -> Entry {
        Entry { size: self.size, blake3: self.blake3 }
    }

    fn route<'a>(&self, addresses: &'a str) -> &'a str {
        &addresses[self.start..self.start + usize::from(self.length)]
    }
}
