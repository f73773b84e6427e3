//! Write, save, see it: the site in a browser as it will be published, with what was found
//! laid over it.
//!
//! Takes the root of a site, gives a running [`Preview`]. `watch` says where something
//! stirred, `desk` reads and checks what changed, `showing` makes pages when they are
//! asked for, `stage` tells the open pages, `server` answers. Writes nothing: no page,
//! no temporary file.

mod desk;
mod http;
mod judge;
mod overlay;
mod server;
mod showing;
mod stage;
#[cfg(test)]
mod tests;
mod view;
mod watch;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::finding::{Finding, Summary};
use crate::site::route;

use desk::Desk;
use judge::Change;
use server::Server;
use showing::Showing;
use stage::{Opened, Stage};
use watch::{Bell, Hints, Stop};

/// For the fuzzer alone: what a connection does with the head of a request.
#[cfg(fuzzing)]
pub fn request(head: &[u8]) {
    http::fuzzed(head);
}

/// How many ports are tried after the usual one.
const PORTS: u16 = 50;

/// How a preview runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address or name to listen on.
    pub host: String,
    /// The port to begin with; 0 for any.
    pub port: u16,
    /// How many ports after it may be taken instead where it is busy.
    pub spare: u16,
    /// Ask the files regularly instead of being told of changes.
    pub poll: bool,
    /// How long files must be quiet before they are read.
    pub debounce: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            host: "127.0.0.1".to_owned(),
            port: 4000,
            spare: PORTS,
            poll: false,
            debounce: Duration::from_millis(80),
        }
    }
}

/// What a change came to.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Findings that were not there before.
    pub new: Vec<Finding>,
    /// Findings that are there no longer.
    pub gone: Vec<Finding>,
    /// The same, but because their files were taken away.
    pub lost: Vec<Finding>,
    /// How many there are now.
    pub summary: Summary,
    /// What the machine refuses to show: the theme, the folder.
    pub faults: Vec<String>,
    /// From the end of the quiet to the news in the browser.
    pub took: Duration,
}

/// A preview that runs until it is dropped.
pub struct Preview {
    /// Where it listens.
    pub address: SocketAddr,
    /// Why the files are asked regularly, where nobody wanted that.
    pub polls: Option<String>,
    /// Everything that is wrong at the start.
    pub findings: Vec<Finding>,
    /// How many that are, and of how many reports.
    pub summary: Summary,
    /// What the machine refuses to show.
    pub faults: Vec<String>,
    stage: Arc<Stage>,
    over: Arc<AtomicBool>,
    stop: Option<Stop>,
    threads: Vec<JoinHandle<()>>,
}

impl Preview {
    /// Reads the site under `root` and shows it; `news` hears of every change.
    ///
    /// # Errors
    /// When the site cannot be listed, or no port is free.
    pub fn start(root: &Path, options: &Options, news: impl Fn(News) + Send + 'static) -> Result<Preview> {
        let root = root.canonicalize().map_err(|cause| Error::file("读取", root, cause))?;
        let server = Server::listen(&options.host, options.port, options.spare)?;
        // Watched before it is read, so that nothing falls between.
        let (bell, stop, polls) = Bell::hang(&root, options.poll, options.debounce);
        let desk = Desk::new(&root)?;
        let (findings, summary, faults) = (desk.findings(), desk.summary(), desk.faults());
        let stage = Arc::new(Stage::new(Showing::open(desk.view())));
        let over = Arc::new(AtomicBool::new(false));
        let address = server.address;
        let (for_server, for_loop, until) = (Arc::clone(&stage), Arc::clone(&stage), Arc::clone(&over));
        let threads = vec![
            thread::spawn(move || server.run(&for_server, &until)),
            thread::spawn(move || keep_up(bell, desk, &for_loop, &news)),
        ];
        Ok(Preview { address, polls, findings, summary, faults, stage, over, stop: Some(stop), threads })
    }

    /// The address to open.
    pub fn url(&self) -> String {
        match self.address.ip().is_unspecified() {
            true => format!("http://localhost:{}/", self.address.port()),
            false => format!("http://{}/", self.address),
        }
    }

    /// Waits until it is over, which is when the process ends.
    pub fn wait(mut self) {
        for thread in std::mem::take(&mut self.threads) {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        drop(self.stop.take());
        server::wake(self.address);
        for thread in std::mem::take(&mut self.threads) {
            let _ = thread.join();
        }
        self.stage.close();
    }
}

/// Waits for changes and shows them, until the bell is stopped.
fn keep_up(mut bell: Bell, mut desk: Desk, stage: &Stage, news: &dyn Fn(News)) {
    // What was saved while the site was read for the first time.
    let mut hints = Some(Hints::everything());
    while let Some(now) = hints {
        let started = Instant::now();
        let theme = desk.theme();
        // Before, so that nothing falls between; after, because the settings may name others.
        bell.mind(desk.settings_files());
        let change = desk.look_again(&now);
        bell.mind(desk.settings_files());
        if now.everything {
            bell.took(started.elapsed());
        }
        if let Some(change) = change {
            show(&mut desk, stage, &change, theme);
            news(News {
                new: change.new,
                gone: change.gone,
                lost: change.lost,
                summary: desk.summary(),
                faults: desk.faults(),
                took: started.elapsed(),
            });
        }
        hints = bell.next();
    }
}

/// Shows the state of the desk; a theme that cannot make the pages that are open is
/// replaced by the one before.
fn show(desk: &mut Desk, stage: &Stage, change: &Change, before: Arc<crate::render::theme::Theme>) {
    let mut showing = Showing::open(desk.view());
    if change.theme {
        let mut paths = stage.paths();
        paths.push(format!("/{}", route::HOME));
        let fault = paths.iter().find_map(|path| match stage::open(&showing, path) {
            Opened::Refused { fault, .. } => Some(fault),
            _ => None,
        });
        if let Some(fault) = fault {
            desk.refuse_theme(before, &fault);
            showing = Showing::open(desk.view());
        }
    }
    stage.show(showing);
}
