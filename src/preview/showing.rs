//! One state of the site, arranged, and its files on demand.
//!
//! Takes a [`View`], gives the bytes of any address as a build would publish them. A page
//! is made when it is asked for: of twenty thousand reports a clerk looks at one. The
//! arranged site borrows from the view, so both live on a thread of their own, which ends
//! when nobody holds the showing any more.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use crate::check::sheet::Record;
use crate::error::{Error, Result};
use crate::pages::Workshop;
use crate::site::Site;

use super::view::View;

/// What lies at an address.
#[derive(Clone, Debug)]
pub(super) enum File {
    /// A file the program makes.
    Made(Arc<Vec<u8>>),
    /// A file of the office, as it lies on disk.
    Attached(PathBuf),
    /// No file.
    Nothing,
}

/// A state of the site that answers.
pub(super) struct Showing {
    /// What it shows.
    pub(super) view: Arc<View>,
    jobs: Sender<Job>,
}

struct Job {
    address: String,
    reply: SyncSender<Result<File>>,
}

impl Showing {
    /// Arranges a view.
    pub(super) fn open(view: View) -> Showing {
        let view = Arc::new(view);
        let (jobs, asked) = mpsc::channel();
        let shown = Arc::clone(&view);
        thread::spawn(move || answer_all(&shown, &asked));
        Showing { view, jobs }
    }

    /// The file at an address (`a/2024/index.html`).
    ///
    /// # Errors
    /// The refusal of the theme.
    pub(super) fn file(&self, address: &str) -> Result<File> {
        let (reply, answer) = mpsc::sync_channel(1);
        let gone = || Error::refused("生成这个页面时程序出错，请把情形告诉开发者");
        self.jobs.send(Job { address: address.to_owned(), reply }).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }
}

/// A site arranged in one way, made when first asked for.
struct Arranged<'v> {
    view: &'v View,
    drafts: bool,
    site: OnceLock<Site<'v>>,
    record: OnceLock<Record<'v>>,
}

impl<'v> Arranged<'v> {
    fn new(view: &'v View, drafts: bool) -> Arranged<'v> {
        Arranged { view, drafts, site: OnceLock::new(), record: OnceLock::new() }
    }

    fn site(&self) -> &Site<'v> {
        self.site.get_or_init(|| {
            let reports = self.view.content.reports.iter().map(AsRef::as_ref);
            let reports = reports.filter(|report: &&crate::content::Report| self.drafts || !report.draft);
            Site::arrange(&self.view.config, &self.view.content, reports)
        })
    }

    fn record(&self) -> &Record<'v> {
        self.record.get_or_init(|| {
            let View { content, editions, config, .. } = self.view;
            let found = (self.view.findings(), self.view.not_checked());
            Record::of(content, editions, config, true, found)
        })
    }

    fn workshop<'a>(&'a self) -> Workshop<'a>
    where
        'v: 'a,
    {
        Workshop::new(self.site(), self.record(), &self.view.theme)
    }
}

/// What is published, and the same with the drafts, whose own pages are shown too.
fn answer_all(view: &View, asked: &Receiver<Job>) {
    let (settled, drafts) = (Arranged::new(view, false), Arranged::new(view, true));
    let (settled_shop, drafts_shop) = (OnceLock::new(), OnceLock::new());
    let made = Mutex::new(HashMap::new());
    thread::scope(|scope| {
        for job in asked {
            let (settled, drafts) = ((&settled, &settled_shop), (&drafts, &drafts_shop));
            let made = &made;
            scope.spawn(move || {
                let draft = View::report_of(&job.address).is_some_and(|(office, year)| view.is_draft(office, year));
                let (arranged, shop) = if draft { drafts } else { settled };
                let shop = shop.get_or_init(|| arranged.workshop());
                let answer = answer(arranged, shop, &job.address, made);
                // Who asked may have gone.
                let _ = job.reply.send(answer);
            });
        }
    });
}

/// Files that were made together with one that was asked for.
type Together = Mutex<HashMap<String, Arc<Vec<u8>>>>;

fn answer(arranged: &Arranged<'_>, shop: &Workshop<'_>, address: &str, together: &Together) -> Result<File> {
    if let Some(known) = together.lock().unwrap_or_else(PoisonError::into_inner).get(address) {
        return Ok(File::Made(Arc::clone(known)));
    }
    if let Some(path) = attachment(arranged, address) {
        return Ok(File::Attached(path));
    }
    let mut files = shop.at(address)?;
    if files.len() == 1 {
        return Ok(files
            .pop()
            .filter(|(at, _)| at == address)
            .map_or(File::Nothing, |(_, bytes)| File::Made(Arc::new(bytes))));
    }
    let mut known = together.lock().unwrap_or_else(PoisonError::into_inner);
    known.extend(files.into_iter().map(|(at, bytes)| (at, Arc::new(bytes))));
    Ok(known.get(address).map_or(File::Nothing, |bytes| File::Made(Arc::clone(bytes))))
}

/// The file of the office at an address: only what the report's folder is known to hold.
fn attachment(arranged: &Arranged<'_>, address: &str) -> Option<PathBuf> {
    let (office, year) = View::report_of(address)?;
    let report = arranged.site().office(office)?.reports.get(&year)?;
    let file = report.attachments.iter().find(|file| format!("{office}/{year}/{file}") == address)?;
    Some(arranged.view.root.join(report.folder()).join(file))
}
