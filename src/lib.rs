//! Turns `content/` into the publishable annual reports of a county.
//!
//! # Steps
//! 1. [`load`]: settings and every file of `content/`, as offices and reports;
//! 2. [`check()`]: everything that is wrong, in the order of the files;
//! 3. [`check::approve`]: the reports that may go out, or none;
//! 4. [`release`]: pages and data files, read back once written, published in one step.
//!
//! Each step takes the last one's value. The library never prints: what is wrong comes
//! back as findings, what the machine refused as [`error::Error`].

pub mod check;
pub mod config;
pub mod content;
pub mod deploy;
pub mod edition;
pub mod error;
pub mod export;
pub mod finding;
pub mod import;
pub mod join;
pub mod made;
pub mod pages;
pub mod preview;
mod publish;
pub mod readback;
pub mod render;
pub mod scaffold;
pub mod schema;
pub mod site;
pub mod source;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use check::sheet::Record;
use check::{Approval, Review, Sound};
use config::Config;
use content::{Content, Only};
use edition::Editions;
use error::Error;
use finding::{Finding, Rule, Summary};
use made::{Group, Made};
use publish::Publisher;
use readback::ReadBack;
use render::theme::{Shapes, Theme};
use site::Site;
use source::ahead;

pub use publish::Published;

/// A site as read.
#[derive(Debug)]
pub struct Loaded {
    /// Its folder.
    pub root: PathBuf,
    /// `site.toml`.
    pub config: Config,
    /// The statutory forms.
    pub editions: Editions,
    /// Offices and reports.
    pub content: Content,
    /// The theme; what is wrong with it is among the findings.
    pub theme: Theme,
    /// What was wrong with the writing.
    pub findings: Vec<Finding>,
    /// Whether all offices were read.
    pub whole: bool,
}

impl Loaded {
    /// Counts the findings.
    pub fn summary(&self, findings: &[Finding]) -> Summary {
        Summary::of(self.content.reports.len(), findings)
    }
}

/// The forms the program ships with.
///
/// # Errors
/// A fault in the program itself; a test holds that there is none.
pub fn editions() -> Result<Editions, Error> {
    Editions::embedded().map_err(|fault| Error::refused(format!("程序内置的版式文件有误：{fault}")))
}

/// Reads the site under `root`: settings, offices, reports.
///
/// # Errors
/// When `content/` cannot be listed. Faults in files are findings.
pub fn load(root: &Path, only: &Only) -> Result<Loaded, Error> {
    load_with(root, only, editions()?)
}

/// As [`load`], with the given forms.
///
/// # Errors
/// As [`load`].
pub fn load_with(root: &Path, only: &Only, editions: Editions) -> Result<Loaded, Error> {
    let settings = || {
        let (config, findings) = config::load(root);
        let theme = Theme::open(root, &config.theme);
        (config, findings, theme)
    };
    let ((config, mut findings, theme), loaded) = rayon::join(settings, || content::load(root, &editions, only));
    let loaded = loaded?;
    findings.extend(loaded.findings);
    let (theme, faults) = theme?;
    findings.extend(faults);
    Ok(Loaded {
        root: root.to_owned(),
        config,
        editions,
        content: loaded.content,
        theme,
        findings,
        whole: matches!(only, Only::All),
    })
}

/// Everything that is wrong, of reading and of checking, each fault once, in the order
/// of files and lines; and what could not be checked.
pub fn check(loaded: &Loaded) -> Review {
    check_knowing(loaded, None)
}

/// As [`check()`], for a site that may have been published at `target` before: reports in
/// which nothing was found then, and which are as they were with all they are held against,
/// are not looked at again. For the forms the program ships with.
pub fn check_again(loaded: &Loaded, target: &Path) -> Review {
    let before = std::fs::read(target.join(publish::manifest::ASIDE)).unwrap_or_default();
    check_knowing(loaded, Some(&Made::read(&before).sound()))
}

fn check_knowing(loaded: &Loaded, known: Option<&Sound>) -> Review {
    let Loaded { root, config, editions, content, .. } = loaded;
    let mut review = check::run(root, content, editions, config, loaded.whole, known);
    review.findings.extend(loaded.findings.iter().cloned());
    settled(content, review)
}

/// As [`check()`], and whatever of the reports published at `revision` of the site's git
/// repository was changed since without a word.
///
/// # Errors
/// When git does not give that revision.
pub fn check_against(loaded: &Loaded, revision: &str) -> Result<Review, Error> {
    let since = check::against::run(&loaded.root, &loaded.content, &loaded.editions, loaded.whole, revision)?;
    let mut review = check(loaded);
    review.findings.extend(since.findings);
    review.not_checked.extend(since.not_checked);
    Ok(settled(&loaded.content, review))
}

/// Takes out of the texts the links to offices that are no part of what is made
/// ([`Only::Alone`]), whose pages will not be there. To be called after [`check()`], whose
/// findings stand at places of the texts as written.
pub fn unlink(loaded: &mut Loaded) {
    check::outside::unlink(&mut loaded.content);
}

/// Marks what concerns drafts, and puts the findings in order.
fn settled(content: &Content, mut review: Review) -> Review {
    let drafts: HashSet<(&str, u16)> =
        content.reports.iter().filter(|report| report.draft).map(|r| (&*r.key.office, r.key.year)).collect();
    for finding in &mut review.findings {
        let (office, year) = (finding.office.as_deref(), finding.year);
        finding.draft = office.zip(year).is_some_and(|key| drafts.contains(&key));
    }
    finding::settle(&mut review.findings);
    review
}

/// What the checks say of an imported report before it is written: beside the other
/// years of its office, in a folder of its own.
///
/// # Errors
/// When the machine refuses that folder.
pub fn verdict(root: &Path, files: &import::target::Files, office: &str, year: u16) -> Result<Vec<Finding>, Error> {
    let site = tempfile::tempdir().map_err(|cause| Error::file("新建", &std::env::temp_dir(), cause))?;
    let own = source::walk::office(root, office).unwrap_or_default();
    let years = own
        .iter()
        .flat_map(|folder| &folder.years)
        .flat_map(|year| ["data.yaml", "narrative.md"].map(|file| format!("content/{office}/{}/{file}", year.name)));
    let settings = ["site.toml".to_owned(), format!("content/{office}/office.yaml")];
    for file in settings.into_iter().chain(years).filter(|file| root.join(file).is_file()) {
        let (from, to) = (root.join(&file), site.path().join(&file));
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|cause| Error::file("新建文件夹", folder, cause))?;
        }
        std::fs::copy(&from, &to).map_err(|cause| Error::file("读取", &from, cause))?;
    }
    files.write(site.path())?;
    let loaded = load(site.path(), &Only::All)?;
    let mut findings = check(&loaded).findings;
    let about = |finding: &Finding| finding.year == Some(year) || finding.file.starts_with(&files.folder);
    findings.retain(|finding| finding.office.as_deref() == Some(office) && about(finding));
    Ok(findings)
}

/// Every rule a finding can name, in the order of the codes.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&Rule> = content::rules::ALL.to_vec();
    rules.extend([&config::SETTING, &config::UNKNOWN_SETTING, &config::KEPT_OUT, &render::theme::TEMPLATE]);
    rules.extend(check::rules::ALL.iter().map(|check| check.rule));
    rules.extend(check::rules::OTHERS);
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// Makes every page and data file of the approved reports and publishes them at
/// `target` in one step.
///
/// # Errors
/// When the target is not ours, the disk refuses, or a theme does not fit. What was
/// published before is then as it was.
pub fn release(loaded: &Loaded, approval: &Approval<'_>, target: &Path) -> Result<Published, Error> {
    release_telling(loaded, approval, target, &|_| ())
}

/// As [`release`], telling each step as it begins.
///
/// # Errors
/// As [`release`].
pub fn release_telling(
    loaded: &Loaded,
    approval: &Approval<'_>,
    target: &Path,
    tell: &dyn Fn(&'static str),
) -> Result<Published, Error> {
    publish::refuse_target(target, &loaded.root)?;
    tell("排列机关和年度");
    // A fault of the theme withholds the approval.
    let theme = &loaded.theme;
    let site = Site::arrange(&loaded.config, &loaded.content, approval.reports());
    let publisher = Publisher::begin(target)?;
    let record = Record::new(&loaded.content, &loaded.editions, &loaded.config, loaded.whole, approval);
    tell("生成页面和数据文件，逐个读回核对");
    let workshop = pages::Workshop::new(&site, &record, theme);
    let plan = workshop.plan()?;
    let attachments = pages::attachments(&site);
    let planned = || plan.routes().chain(attachments.iter().map(|(route, _)| route.clone()));
    let reading = ReadBack::new(&site, planned());
    publisher.expect(reading.planned());
    let made = Made::of(&site, &record, theme, &approval.review().prints);
    let before = Made::read(&publisher.aside());
    let kept = |route: &str, others| {
        let kept = if made.same(&before, Group::of(route, &site)) { publisher.keep(route, others) } else { Vec::new() };
        kept.iter().for_each(|route| reading.there(route));
        !kept.is_empty()
    };
    let release = Release { publisher: &publisher, reading: &reading };
    ahead::of(&published(&site, target, &before), || plan.make(&release, &kept))?;
    for (route, source) in &attachments {
        reading.there(route);
        publisher.put_file(route, &loaded.root.join(source))?;
    }
    reading.finish(planned())?;
    tell("发布");
    publisher.commit_with(made.write().as_bytes())
}

/// The folders of the offices as they were published; none where nothing is known of them.
fn published(site: &Site<'_>, target: &Path, before: &Made) -> Vec<PathBuf> {
    let known = site.offices.iter().filter(|_| *before != Made::default());
    known.map(|years| target.join(&*years.office.id)).collect()
}

/// Reads every file back while its bytes are at hand, and hands it to the disk.
struct Release<'r, 's> {
    publisher: &'r Publisher,
    reading: &'r ReadBack<'s>,
}

impl pages::Sink for Release<'_, '_> {
    fn put(&self, route: &str, bytes: Vec<u8>) -> error::Result<()> {
        self.reading.file(route, &bytes);
        self.publisher.put(route, &bytes).map(drop)
    }

    fn long(&self, route: &str, make: &mut dyn FnMut(&mut pages::Take<'_>) -> error::Result<()>) -> error::Result<()> {
        let mut writer = self.publisher.long(route)?;
        let mut reader = self.reading.long(route);
        make(&mut |part| {
            reader.take(part);
            writer.take(part)
        })?;
        reader.done();
        writer.done().map(drop)
    }
}

/// What making every page came to, with nothing written.
#[derive(Debug)]
pub struct Rehearsal {
    /// Files made.
    pub files: usize,
    /// Template → variable → the kinds of value it was given.
    pub given: Shapes,
}

/// Makes every page of the approved reports with the site's theme and throws them away.
///
/// # Errors
/// When a template fails on a page, with its lines.
pub fn rehearse(loaded: &Loaded, approval: &Approval<'_>) -> Result<Rehearsal, Error> {
    let theme = Theme::load(&loaded.root, &loaded.config.theme)?.observed();
    let site = Site::arrange(&loaded.config, &loaded.content, approval.reports());
    let record = Record::new(&loaded.content, &loaded.editions, &loaded.config, loaded.whole, approval);
    let files = AtomicUsize::new(0);
    pages::render_site(&site, &record, &theme, &|_: &str, _: Vec<u8>| {
        files.fetch_add(1, Ordering::Relaxed);
        Ok(())
    })?;
    Ok(Rehearsal { files: files.into_inner(), given: theme.seen() })
}
