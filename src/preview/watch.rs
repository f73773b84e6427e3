//! When to look again, and where.
//!
//! A watcher is a bell, not a message: it says that something stirred, and the files
//! themselves are asked what. Reads are no stir (`notify` reports those of our own build
//! too), nor is anything outside `content/`, `themes/`, `site.toml` and the files it names:
//! so the output folder never rings. Where nobody rings the bell (network drives, Windows drives seen
//! from WSL) or the system has no more watches to give, the files are asked regularly.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::error::{Error, Result};
use crate::source::walk::is_scrap;

/// Longest that stirring files are waited for.
const LONGEST: Duration = Duration::from_secs(2);
/// How often files are asked where nobody rings, at most.
const OFTENEST: Duration = Duration::from_millis(500);

/// Where something may have changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// Anywhere.
    pub(super) everything: bool,
    /// In `site.toml`, or in a file it names.
    pub(super) settings: bool,
    /// In `themes/`.
    pub(super) theme: bool,
    /// In the folders of these offices.
    pub(super) offices: BTreeSet<String>,
}

impl Hints {
    /// Look everywhere.
    pub(super) fn everything() -> Hints {
        Hints { everything: true, ..Hints::default() }
    }

    fn any(&self) -> bool {
        self.everything || self.settings || self.theme || !self.offices.is_empty()
    }
}

/// What rings.
enum Ring {
    Stirred(notify::Result<Event>),
    Stop,
}

/// Ends the waiting of a [`Bell`].
#[derive(Debug)]
pub(super) struct Stop(Sender<Ring>);

impl Drop for Stop {
    fn drop(&mut self) {
        // A bell that is gone needs no stopping.
        let _ = self.0.send(Ring::Stop);
    }
}

/// The watcher of one site.
pub(super) struct Bell {
    root: PathBuf,
    rings: Receiver<Ring>,
    watcher: Option<RecommendedWatcher>,
    debounce: Duration,
    interval: Duration,
    /// The files of the settings: `site.toml` and those it names.
    settings: Vec<PathBuf>,
    /// A folder on the way to one of these came or went, and with it the watch on it.
    moved: bool,
}

impl Bell {
    /// Watches the site under `root` (absolute, symbolic links resolved), or asks the files
    /// regularly where `poll` says so or the disk wants it. A sentence says why it does
    /// without having been told.
    pub(super) fn hang(root: &Path, poll: bool, debounce: Duration) -> (Bell, Stop, Option<String>) {
        let (sender, rings) = mpsc::channel();
        let stop = Stop(sender.clone());
        let mut bell = Bell {
            root: root.to_owned(),
            rings,
            watcher: None,
            debounce,
            interval: OFTENEST,
            settings: Vec::new(),
            moved: false,
        };
        if poll {
            return (bell, stop, None);
        }
        if let Some(disk) = silent(root) {
            let say = format!("站点在{disk}上，文件的变化没有通知，改为每隔半秒查看一次");
            return (bell, stop, Some(say));
        }
        let ring = move |event| drop(sender.send(Ring::Stirred(event)));
        match notify::recommended_watcher(ring).map_err(refused).and_then(|watcher| bell.attach(watcher)) {
            Ok(()) => (bell, stop, None),
            Err(error) => {
                bell.watcher = None;
                (bell, stop, Some(format!("{error}，改为每隔半秒查看一次")))
            }
        }
    }

    fn attach(&mut self, mut watcher: RecommendedWatcher) -> Result<()> {
        // The root itself is watched, not what is in it: `content` may be renamed or
        // checked out anew, which ends a watch on the folder.
        watcher.watch(&self.root, RecursiveMode::NonRecursive).map_err(refused)?;
        for folder in ["content", "themes"].map(|name| self.root.join(name)) {
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive).map_err(refused)?;
            }
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// Rings for these files too, which lie somewhere below the root.
    pub(super) fn mind(&mut self, settings: Vec<PathBuf>) {
        if settings == self.settings && !self.moved {
            return;
        }
        self.settings = settings;
        self.moved = false;
        let Some(watcher) = &mut self.watcher else { return };
        // Folders, because an editor puts a new file in the place of the old one; all on the
        // way, because one may be made, or made anew, later. Those of `content` and `themes`
        // are watched already, and the root.
        let above = |file| Path::ancestors(file).skip(1).take_while(|folder| *folder != self.root);
        let folders: BTreeSet<&Path> = self.settings.iter().map(PathBuf::as_path).flat_map(above).collect();
        for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
            let watched = ["content", "themes"].iter().any(|name| folder.starts_with(self.root.join(name)));
            if !watched && watcher.watch(folder, RecursiveMode::NonRecursive).is_err() {
                self.watcher = None;
                return;
            }
        }
    }

    /// Waits until something stirred and it is quiet again; nothing when it is over.
    pub(super) fn next(&mut self) -> Option<Hints> {
        let mut hints = Hints::default();
        let mut deadline: Option<Instant> = None;
        loop {
            let wait = match (deadline, &self.watcher) {
                (Some(deadline), _) => self.debounce.min(deadline.saturating_duration_since(Instant::now())),
                (None, Some(_)) => Duration::from_secs(3600),
                (None, None) => self.interval,
            };
            match self.rings.recv_timeout(wait) {
                Ok(Ring::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
                Ok(Ring::Stirred(event)) => {
                    let before = hints.any();
                    self.note(event, &mut hints);
                    if hints.any() && !before {
                        deadline = Some(Instant::now() + LONGEST);
                    }
                }
                Err(RecvTimeoutError::Timeout) if hints.any() => return Some(hints),
                Err(RecvTimeoutError::Timeout) if self.watcher.is_none() => return Some(Hints::everything()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Some(hints);
            }
        }
    }

    /// Says how long it took to look everywhere, so that asking files never takes more than
    /// a fifth of the time.
    pub(super) fn took(&mut self, time: Duration) {
        self.interval = OFTENEST.max(time * 4);
    }

    fn note(&mut self, event: notify::Result<Event>, hints: &mut Hints) {
        let event = match event {
            Ok(event) => event,
            Err(fault) => {
                // New folders can no longer be watched: ask the files from now on.
                if matches!(fault.kind, notify::ErrorKind::MaxFilesWatch) {
                    self.watcher = None;
                }
                hints.everything = true;
                return;
            }
        };
        if event.need_rescan() {
            hints.everything = true;
        }
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let renamed = matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)));
        let gone = renamed || matches!(event.kind, EventKind::Remove(_));
        for path in &event.paths {
            if gone && *path == self.root {
                // The folder of the site went. What comes in its place is not watched, and
                // nothing would tell of it: ask the files from now on.
                self.watcher = None;
                hints.everything = true;
            }
            let moved = self.settings.iter().any(|file| file.starts_with(path) && file != path);
            self.moved |= moved;
            hints.settings |= moved || self.settings.contains(path);
            let top = place(&self.root, path, renamed, hints);
            if let (Some(top), Some(watcher)) = (top, &mut self.watcher) {
                // A folder that came anew is not watched yet; one that went cannot be.
                let _ = watcher.unwatch(&top);
                if top.is_dir() && watcher.watch(&top, RecursiveMode::Recursive).is_err() {
                    self.watcher = None;
                }
            }
        }
    }
}

/// Notes where `path` lies. Gives the folder that must be watched anew.
fn place(root: &Path, path: &Path, renamed: bool, hints: &mut Hints) -> Option<PathBuf> {
    let inside = path.strip_prefix(root).ok()?;
    let parts: Vec<String> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    if parts.iter().any(|part| is_scrap(part)) {
        return None;
    }
    match parts[..] {
        ["site.toml"] => hints.settings = true,
        ["content"] => {
            hints.everything = true;
            return Some(path.to_owned());
        }
        ["themes"] => {
            hints.theme = true;
            return Some(path.to_owned());
        }
        ["themes", ..] => hints.theme = true,
        // What stirs in a renamed folder may be reported under its old name.
        ["content", _] | ["content", _, _] if renamed => hints.everything = true,
        ["content", office, ..] => drop(hints.offices.insert(office.to_owned())),
        _ => {}
    }
    None
}

/// A refusal of the watcher.
fn refused(fault: notify::Error) -> Error {
    let say = match fault.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "文件夹太多，超过系统允许监视的数目（Linux 可调大 fs.inotify.max_user_watches）".to_owned()
        }
        notify::ErrorKind::Io(cause) => format!("系统不能监视文件的变化（{}）", crate::source::text::cause(&cause)),
        _ => "系统不能监视文件的变化".to_owned(),
    };
    Error::refused(say)
}

/// The kind of disk, where it tells nobody of changes made elsewhere.
fn silent(root: &Path) -> Option<&'static str> {
    let path = root.to_string_lossy();
    if path.starts_with(r"\\?\UNC\") || (path.starts_with(r"\\") && !path.starts_with(r"\\?\")) {
        return Some("网络驱动器");
    }
    let mounts = std::fs::read_to_string("/proc/self/mounts").ok()?;
    silent_mount(root, &mounts)
}

/// The same from the list of mounts of a Linux system.
fn silent_mount(root: &Path, mounts: &str) -> Option<&'static str> {
    let mount = |line: &str| {
        let mut fields = line.split(' ');
        let (_, point, kind) = (fields.next()?, fields.next()?, fields.next()?);
        // Blanks in the list are written as octal numbers.
        let point = PathBuf::from(point.replace("\\040", " "));
        root.starts_with(&point).then(|| (point.components().count(), kind.to_owned()))
    };
    // Of mounts over one another the last one is seen.
    let (_, kind) = mounts.lines().filter_map(mount).max_by_key(|(depth, _)| *depth)?;
    match kind.as_str() {
        "9p" | "drvfs" | "v9fs" => Some("Windows 的磁盘（WSL）"),
        "nfs" | "nfs4" | "cifs" | "smb3" | "smbfs" | "afs" | "ncpfs" | "fuse.sshfs" | "fuse.rclone" | "davfs"
        | "fuse.davfs2" => Some("网络驱动器"),
        "vboxsf" | "vmhgfs" | "fuse.vmhgfs-fuse" | "prl_fs" | "virtiofs" => Some("虚拟机的共享文件夹"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(paths: &[&str], renamed: bool) -> Hints {
        let mut hints = Hints::default();
        for path in paths {
            place(Path::new("/s"), &Path::new("/s").join(path), renamed, &mut hints);
        }
        hints
    }

    #[test]
    fn what_does_not_belong_never_rings() {
        let quiet = [
            "public/index.html",
            ".git/index",
            "content/a/2021/.data.yaml.swp",
            "content/a/2021/4913",
            "content/a/2021/data.yaml~",
            "content/a/2021/~$b.docx",
            ".public.nianbao/next/index.html",
            "notes.txt",
        ];
        assert_eq!(hints(&quiet, false), Hints::default());
        assert_eq!(hints(&quiet, true), Hints::default());
        assert_eq!(hints(&["content/a/2021/data.yaml"], true).offices, BTreeSet::from(["a".to_owned()]));
        assert!(hints(&["content/a/2021"], true).everything);
        assert!(hints(&["site.toml"], true).settings);
        assert!(hints(&["themes/county/assets/site.css"], false).theme);
    }

    #[test]
    fn disks_that_tell_nobody_are_known() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nC:\\134 /mnt/c 9p rw 0 0\nnas:/x /home/a\\040b nfs4 rw 0 0\n";
        assert_eq!(silent_mount(Path::new("/home/c"), mounts), None);
        assert_eq!(silent_mount(Path::new("/mnt/c/site"), mounts), Some("Windows 的磁盘（WSL）"));
        assert_eq!(silent_mount(Path::new("/home/a b/site"), mounts), Some("网络驱动器"));
    }
}
