//! The site as it stands on disk, kept in memory and read again where it changed.
//!
//! Takes hints where to look, compares what lies there with what was read, and reads,
//! checks and arranges what differs by the very functions a build uses. Gives what the
//! build would find, and what is to be shown: the same, but for reports whose files cannot
//! be read just now, which stay as they last were.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{Review, Sharing};
use crate::config::{self, Config};
use crate::content::{self, Content, Office, OfficeRead, Report, ReportKey};
use crate::edition::Editions;
use crate::error::{Error, Result};
use crate::finding::{self, Finding, Level, Summary};
use crate::render::theme::Theme;
use crate::source::stamp::{self, Stamp};
use crate::source::walk::{self, OfficeDir};

use super::judge::{Change, Judged, compare};
use super::view::View;
use super::watch::Hints;

/// One office.
#[derive(Debug)]
pub(super) struct Kept {
    stamps: Vec<Stamp>,
    pub(super) read: OfficeRead,
    /// What is shown: `read.reports`, or the last ones that could be read.
    shown: Vec<Arc<Report>>,
    pub(super) reviews: BTreeMap<u16, Review>,
    /// Findings about the office as such.
    pub(super) of_office: Vec<Finding>,
    pub(super) judged: Arc<Judged>,
}

/// The site in memory.
pub(super) struct Desk {
    pub(super) root: PathBuf,
    pub(super) editions: Arc<Editions>,
    pub(super) config: Config,
    /// The settings to show: the last ones that could be read.
    shown_config: Config,
    settings: Arc<Judged>,
    /// `site.toml`, and the files it names for header and footer.
    settings_stamps: Vec<Option<Stamp>>,
    theme: Arc<Theme>,
    theme_stamps: Vec<Stamp>,
    /// Why the theme on disk is not the one shown.
    theme_fault: Option<String>,
    /// Why `content/` could not be looked at.
    content_fault: Option<String>,
    pub(super) offices: BTreeMap<String, Kept>,
    pub(super) sharing: Sharing,
    pub(super) number: u64,
}

/// An office's folder as it lies on disk; it may lie there no longer.
struct Lying<D> {
    name: String,
    dir: D,
    stamps: Vec<Stamp>,
}

/// What must be done after the files were looked at.
#[derive(Default)]
pub(super) struct Found {
    settings: bool,
    /// The settings say something else of the checks.
    pub(super) rules: bool,
    theme: bool,
    /// An office came, went or says something else of itself: everybody may be concerned.
    pub(super) offices: bool,
    /// Reports that may have changed, as they were.
    pub(super) reports: BTreeMap<ReportKey, Option<Arc<Report>>>,
    /// Offices that were read again.
    pub(super) read: BTreeSet<String>,
    /// What was found of offices that are gone.
    pub(super) gone: Vec<Arc<Judged>>,
    /// A file of figures or words is no longer there.
    pub(super) removed: bool,
    any: bool,
}

impl Desk {
    /// Reads the site under `root`, an absolute path.
    ///
    /// # Errors
    /// When there is no `content/`, or the forms of the program are at fault.
    pub(super) fn new(root: &Path) -> Result<Desk> {
        walk::names(root).map(drop)?;
        let mut desk = Desk {
            root: root.to_owned(),
            editions: Arc::new(crate::editions()?),
            config: Config::default(),
            shown_config: Config::default(),
            settings: Arc::default(),
            settings_stamps: Vec::new(),
            theme: Arc::new(Theme::embedded(&Config::default().theme)?),
            theme_stamps: Vec::new(),
            theme_fault: None,
            content_fault: None,
            offices: BTreeMap::new(),
            sharing: Sharing::default(),
            number: 0,
        };
        let mut found = Found { settings: true, theme: true, ..Found::default() };
        desk.read_settings(&mut found);
        desk.read_theme();
        desk.look(None, &mut found)?;
        found.offices = true;
        desk.judge(&found, &mut Change::default());
        Ok(desk)
    }

    /// Looks where the hints say; nothing when all is as it was.
    pub(super) fn look_again(&mut self, hints: &Hints) -> Option<Change> {
        let mut found = Found::default();
        if (hints.everything || hints.settings) && self.settings_stamps() != self.settings_stamps {
            found.any = true;
            found.settings = true;
        }
        let mut change = Change::default();
        if found.settings {
            let before = Arc::clone(&self.settings);
            self.read_settings(&mut found);
            compare(&before.findings, &self.settings.findings, &mut change);
        }
        found.theme |= (hints.everything || hints.theme) && self.theme_stamps() != self.theme_stamps;
        if found.theme {
            self.read_theme();
            change.theme = true;
            found.any = true;
        }
        if hints.everything || !hints.offices.is_empty() {
            let only = (!hints.everything).then_some(&hints.offices);
            let fault = self.look(only, &mut found).err().map(|error| error.to_string());
            found.any |= fault != self.content_fault;
            self.content_fault = fault;
        }
        if !found.any {
            return None;
        }
        self.judge(&found, &mut change);
        self.number += 1;
        Some(change)
    }

    fn read_settings(&mut self, found: &mut Found) {
        // Taken before the files are read: what is saved meanwhile is seen the next time.
        let before = self.settings_stamps();
        let (config, mut findings) = config::load(&self.root);
        found.rules = config.checks != self.config.checks || config.deadlines != self.config.deadlines;
        found.theme |= config.theme != self.config.theme;
        // A file that cannot be understood says nothing of how the site should look.
        if !findings.iter().any(|finding| finding.level == Level::Error) {
            self.shown_config.clone_from(&config);
        }
        findings.extend(content::in_content(&self.root));
        finding::settle(&mut findings);
        let same_files = self.config.portal.files == config.portal.files;
        self.config = config;
        self.settings_stamps = if same_files { before } else { self.settings_stamps() };
        self.settings = Arc::new(Judged::new(0, findings, Vec::new()));
    }

    fn settings_stamps(&self) -> Vec<Option<Stamp>> {
        self.settings_files().iter().map(|file| stamp::stamp(file)).collect()
    }

    /// `site.toml`, the files it names for header and footer, and those that nobody reads
    /// where they lie.
    pub(super) fn settings_files(&self) -> Vec<PathBuf> {
        let named = std::iter::once("site.toml").chain(self.config.portal.files.iter().map(String::as_str));
        let misplaced = content::IN_CONTENT.iter().map(|name| self.root.join("content").join(name));
        named.map(|file| self.root.join(file)).chain(misplaced).collect()
    }

    /// All themes: the one that is shown may be laid over others.
    fn theme_stamps(&self) -> Vec<Stamp> {
        stamp::stamps(&self.root.join("themes"), 16)
    }

    fn read_theme(&mut self) {
        self.theme_stamps = self.theme_stamps();
        match Theme::load(&self.root, &self.shown_config.theme) {
            Ok(theme) => {
                self.theme = Arc::new(theme);
                self.theme_fault = None;
            }
            Err(error) => self.theme_fault = Some(error.to_string()),
        }
    }

    /// The theme that is shown now.
    pub(super) fn theme(&self) -> Arc<Theme> {
        Arc::clone(&self.theme)
    }

    /// Goes back to `theme`, because pages cannot be made with the one on disk.
    pub(super) fn refuse_theme(&mut self, theme: Arc<Theme>, fault: &Error) {
        self.theme = theme;
        self.theme_fault = Some(fault.to_string());
    }

    /// Reads the offices that are not as they were; `only` names those to look at.
    fn look(&mut self, only: Option<&BTreeSet<String>>, found: &mut Found) -> Result<()> {
        let names: BTreeSet<String> = match only {
            Some(names) => names.clone(),
            None => walk::names(&self.root)?.into_iter().chain(self.offices.keys().cloned()).collect(),
        };
        let (root, offices) = (&self.root, &self.offices);
        let look = |name: String| -> Option<Result<Lying<Option<OfficeDir>>>> {
            let stamps = stamp::stamps(&root.join("content").join(&name), 2);
            let dir = match (offices.get(&name), walk::office(root, &name)) {
                (_, Err(error)) => return Some(Err(error)),
                (Some(kept), Ok(Some(_))) if kept.stamps == stamps => return None,
                (None, Ok(None)) => return None,
                (_, Ok(dir)) => dir,
            };
            Some(Ok(Lying { name, dir, stamps }))
        };
        let differing: Vec<_> = names.into_par_iter().filter_map(look).collect::<Result<_>>()?;
        if differing.is_empty() {
            return Ok(());
        }
        found.any = true;
        let come_or_gone: BTreeSet<String> = differing
            .iter()
            .filter(|lying| lying.dir.is_some() != self.offices.contains_key(&lying.name))
            .map(|lying| lying.name.clone())
            .collect();
        let mut to_read = Vec::new();
        for Lying { name, dir, stamps } in differing {
            match dir {
                Some(dir) => to_read.push(Lying { name, dir, stamps }),
                None => self.forget(&name, found),
            }
        }
        self.name_again(&come_or_gone, &mut to_read)?;
        self.read(to_read, found);
        found.offices |= !come_or_gone.is_empty();
        Ok(())
    }

    /// Offices that name one that came or went, or one that is not there, are read again:
    /// what is said of that name may be another thing now.
    fn name_again(&self, come_or_gone: &BTreeSet<String>, to_read: &mut Vec<Lying<OfficeDir>>) -> Result<()> {
        if come_or_gone.is_empty() {
            return Ok(());
        }
        let concerned = |office: &Office| {
            let mut named = office.parent.iter().chain(&office.predecessors);
            named.any(|id| come_or_gone.contains(&**id) || !self.offices.contains_key(&**id))
        };
        for (name, kept) in &self.offices {
            if concerned(&kept.read.office)
                && !to_read.iter().any(|known| known.name == *name)
                && let Some(dir) = walk::office(&self.root, name)?
            {
                to_read.push(Lying { name: name.clone(), dir, stamps: kept.stamps.clone() });
            }
        }
        Ok(())
    }

    fn forget(&mut self, name: &str, found: &mut Found) {
        if let Some(kept) = self.offices.remove(name) {
            found.reports.extend(kept.read.reports.into_iter().map(|report| (report.key.clone(), Some(report))));
            found.gone.push(kept.judged);
            found.removed = true;
        }
    }

    fn read(&mut self, to_read: Vec<Lying<OfficeDir>>, found: &mut Found) {
        let ids: HashSet<&str> =
            self.offices.keys().map(String::as_str).chain(to_read.iter().map(|lying| lying.name.as_str())).collect();
        let (root, editions) = (&self.root, &self.editions);
        let read: Vec<OfficeRead> =
            to_read.par_iter().map(|lying| content::office(root, &lying.dir, &ids, editions)).collect();
        for (Lying { name, stamps, .. }, read) in to_read.into_iter().zip(read) {
            let before = self.offices.remove(&name);
            found.removed |= before.as_ref().is_some_and(|before| is_removed(&before.stamps, &stamps));
            found.offices |= before.as_ref().is_none_or(|before| before.read.office != read.office);
            let (mut were, mut shown_before) = (BTreeMap::new(), BTreeMap::new());
            let (mut reviews, mut judged, mut of_office) = (BTreeMap::new(), Arc::default(), Vec::new());
            if let Some(before) = before {
                were.extend(before.read.reports.into_iter().map(|report| (report.key.clone(), report)));
                shown_before.extend(before.shown.into_iter().map(|report| (report.key.year, report)));
                (reviews, judged, of_office) = (before.reviews, before.judged, before.of_office);
            }
            let shown = read.reports.iter().map(|report| match shown_before.remove(&report.key.year) {
                Some(last) if read.unread.contains(&report.key.year) => last,
                _ => Arc::clone(report),
            });
            let shown = shown.collect();
            for report in &read.reports {
                found.reports.insert(report.key.clone(), were.remove(&report.key));
            }
            found.reports.extend(were.into_iter().map(|(key, report)| (key, Some(report))));
            found.read.insert(name.clone());
            self.offices.insert(name, Kept { stamps, read, shown, reviews, of_office, judged });
        }
    }

    /// Offices and reports as read, or as shown.
    pub(super) fn content(&self, reports: impl Fn(&Kept) -> &[Arc<Report>]) -> Content {
        let mut content = Content::default();
        for kept in self.offices.values() {
            content.offices.push(kept.read.office.clone());
            content.reports.extend(reports(kept).iter().cloned());
        }
        content::in_order(&mut content.offices);
        content
    }

    /// Everything a build would find, in the order of the files.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let all = self.offices.values().map(|kept| &kept.judged).chain([&self.settings]);
        let mut findings: Vec<Finding> = all.flat_map(|judged| judged.findings.iter().cloned()).collect();
        finding::settle(&mut findings);
        findings
    }

    /// How many findings there are.
    pub(super) fn summary(&self) -> Summary {
        let mut all = self.settings.summary;
        for kept in self.offices.values() {
            let summary = kept.judged.summary;
            all.reports += summary.reports;
            all.errors += summary.errors;
            all.warnings += summary.warnings;
            all.notes += summary.notes;
        }
        all
    }

    /// What the machine refuses to show just now.
    pub(super) fn faults(&self) -> Vec<String> {
        self.content_fault.iter().chain(&self.theme_fault).cloned().collect()
    }

    /// What is to be shown.
    pub(super) fn view(&self) -> View {
        let judged = self.offices.iter().map(|(name, kept)| (name.clone(), Arc::clone(&kept.judged)));
        View {
            number: self.number,
            root: self.root.clone(),
            config: self.shown_config.clone(),
            editions: Arc::clone(&self.editions),
            content: self.content(|kept| &kept.shown),
            judged: judged.collect(),
            settings: Arc::clone(&self.settings),
            theme: self.theme(),
            faults: self.faults(),
        }
    }
}

/// Whether a file that the program reads is there no longer.
fn is_removed(before: &[Stamp], now: &[Stamp]) -> bool {
    let own = |stamp: &&Stamp| content::IN_CONTENT.contains(&stamp.path.rsplit('/').next().unwrap_or_default());
    before.iter().filter(own).any(|was| now.iter().all(|is| is.path != was.path))
}
