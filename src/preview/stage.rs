//! What is shown now, and to whom.
//!
//! Every open page says which address it stands on and what it has seen. When the state
//! changes, the pages that are open are made again: those whose bytes differ are told to
//! reload, those with other findings are told these.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::error::Error;
use crate::site::route;

use super::overlay;
use super::showing::{File, Showing};

/// Something an open page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Its bytes are no longer those it shows.
    Reload,
    /// What was found, as JSON.
    Notes(String),
}

/// What lies at the path of a request.
pub(super) enum Opened {
    /// A page or another file the program makes, and its address.
    Made { address: String, bytes: Arc<Vec<u8>>, seen: u64 },
    /// A file of the office.
    Attached { address: String, path: std::path::PathBuf },
    /// The page lies at this path.
    Redirect(String),
    /// Nothing; the page that says so.
    Nothing { bytes: Arc<Vec<u8>>, seen: u64 },
    /// The page cannot be made.
    Refused { fault: Error, seen: u64 },
}

/// The state that is shown, and the open pages.
pub(super) struct Stage {
    showing: RwLock<Arc<Showing>>,
    tabs: Mutex<Vec<Tab>>,
    numbers: AtomicU64,
}

struct Tab {
    number: u64,
    path: String,
    seen: u64,
    notes: String,
    sender: Sender<Told>,
}

impl Stage {
    pub(super) fn new(showing: Showing) -> Stage {
        Stage { showing: RwLock::new(Arc::new(showing)), tabs: Mutex::default(), numbers: AtomicU64::new(0) }
    }

    pub(super) fn showing(&self) -> Arc<Showing> {
        Arc::clone(&self.showing.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn tabs(&self) -> MutexGuard<'_, Vec<Tab>> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The paths of the pages that are open, each once.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.tabs().iter().map(|tab| tab.path.clone()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Shows another state and tells the open pages.
    pub(super) fn show(&self, showing: Showing) {
        let showing = Arc::new(showing);
        // With the tabs locked: a page that registers meanwhile is compared with the new
        // state, by this or by itself.
        let mut tabs = self.tabs();
        *self.showing.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&showing);
        let mut known: Vec<(String, u64, String)> = Vec::new();
        tabs.retain_mut(|tab| {
            let at = known.iter().position(|(path, ..)| *path == tab.path).unwrap_or_else(|| {
                let (seen, notes) = state(&showing, &tab.path);
                known.push((tab.path.clone(), seen, notes));
                known.len() - 1
            });
            let (_, seen, notes) = &known[at];
            tell(tab, *seen, notes)
        });
    }

    /// Takes an open page, which has seen the state `seen`.
    pub(super) fn join(&self, path: &str, seen: u64) -> (u64, Receiver<Told>) {
        let (sender, told) = mpsc::channel();
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let mut tab = Tab { number, path: path.to_owned(), seen, notes: String::new(), sender };
        let mut tabs = self.tabs();
        let (now, notes) = state(&self.showing(), path);
        // Its receiver is ours still.
        tell(&mut tab, now, &notes);
        tabs.push(tab);
        (number, told)
    }

    /// Forgets an open page.
    pub(super) fn leave(&self, number: u64) {
        self.tabs().retain(|tab| tab.number != number);
    }

    /// Forgets all open pages, which ends their connections.
    pub(super) fn close(&self) {
        self.tabs().clear();
    }
}

/// Tells a page what is new to it; false when nobody listens any more.
fn tell(tab: &mut Tab, seen: u64, notes: &str) -> bool {
    let mut told = Vec::new();
    if tab.seen != seen {
        tab.seen = seen;
        told.push(Told::Reload);
    }
    if tab.notes != notes {
        notes.clone_into(&mut tab.notes);
        told.push(Told::Notes(notes.to_owned()));
    }
    told.into_iter().all(|told| tab.sender.send(told).is_ok())
}

fn state(showing: &Showing, path: &str) -> (u64, String) {
    let address = address(path).unwrap_or_default();
    let seen = match open(showing, path) {
        Opened::Made { seen, .. } | Opened::Nothing { seen, .. } | Opened::Refused { seen, .. } => seen,
        Opened::Attached { .. } | Opened::Redirect(_) => 0,
    };
    (seen, overlay::notes(&showing.view, &address))
}

/// What lies at the path of a request, as a static host would find it.
pub(super) fn open(showing: &Showing, path: &str) -> Opened {
    let Some(address) = address(path) else { return nothing(showing) };
    match showing.file(&address) {
        Ok(File::Made(bytes)) => Opened::Made { seen: fingerprint(showing, &address, &bytes), address, bytes },
        Ok(File::Attached(path)) => Opened::Attached { address, path },
        Ok(File::Nothing) => match showing.file(&format!("{address}/index.html")) {
            Ok(File::Made(_)) => Opened::Redirect(format!("{path}/")),
            _ => nothing(showing),
        },
        Err(fault) => refused(fault),
    }
}

fn nothing(showing: &Showing) -> Opened {
    match showing.file(route::NOT_FOUND) {
        Ok(File::Made(bytes)) => Opened::Nothing { seen: hash(&bytes, 0), bytes },
        Ok(_) => Opened::Nothing { seen: 0, bytes: Arc::default() },
        Err(fault) => refused(fault),
    }
}

fn refused(fault: Error) -> Opened {
    Opened::Refused { seen: hash(fault.to_string().as_bytes(), 1), fault }
}

/// The address a path names: percent signs decoded, the file's name added to a folder;
/// nothing for a path that no file of a site can have.
pub(super) fn address(path: &str) -> Option<String> {
    let path = percent_encoding::percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let folder = path.is_empty() || path.ends_with('/');
    let inside = path.strip_suffix('/').unwrap_or(&path);
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(|c| c.is_control() || c == '\\');
    if !inside.is_empty() && !inside.split('/').all(plain) {
        return None;
    }
    Some(if folder { format!("{path}{}", route::HOME) } else { path.into_owned() })
}

/// Tells states of a page apart. Two pages load figures and texts by script: they change
/// with any of them.
fn fingerprint(showing: &Showing, address: &str, bytes: &[u8]) -> u64 {
    let number = if matches!(address, route::COMPARE | route::SEARCH) { showing.view.number } else { 0 };
    hash(bytes, number)
}

fn hash(bytes: &[u8], number: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (bytes, number).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_addresses_and_never_leave_the_site() {
        assert_eq!(address("/").as_deref(), Some("index.html"));
        assert_eq!(address("/a/2021/").as_deref(), Some("a/2021/index.html"));
        assert_eq!(address("/a/2021/%E9%99%84%E4%BB%B6%201.txt").as_deref(), Some("a/2021/附件 1.txt"));
        for wrong in [
            "/../etc/passwd",
            "/%2e%2e/etc/passwd",
            "/a/%2E%2e/%2e%2E/x",
            "/a/..%2f..%2fx",
            "/a%5c..%5cx",
            "/a/%00",
            "//x",
            "/./x",
            "/%ff",
            "x",
        ] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
