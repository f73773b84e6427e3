//! The files of a site as a git repository keeps them at one revision.
//!
//! Asks the program `git`, because it alone reads every repository there is; it is run
//! only where somebody names a revision. Nothing in the repository is changed. One
//! `git cat-file --batch` answers for all files: a process for each of 20,000 would take
//! minutes.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::error::Error;

use super::text::{self, Refusal};

/// One revision, open for reading.
#[derive(Debug)]
pub struct Revision {
    files: BTreeMap<String, Blob>,
    git: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

/// What a file held: its name in the repository, and its size in bytes.
#[derive(Debug)]
struct Blob {
    id: String,
    size: u64,
}

impl Revision {
    /// Opens `name` (a tag, a branch, a commit) of the repository that the site under
    /// `root` lies in, and lists what stood in its folder `content`.
    ///
    /// # Errors
    /// When there is no git, no repository, no such revision, or no site in it.
    pub fn open(root: &Path, name: &str) -> Result<Revision, Error> {
        if name.is_empty() || name.starts_with('-') {
            return Err(Error::usage(format!("“{name}”不是版本名；写标签、分支或提交号，如 v2025")));
        }
        repository(root)?;
        let commit = said(root, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])?;
        let Some(commit) = commit.ok().map(|commit| commit.trim().to_owned()) else {
            let advice =
                "用“git tag”“git log”查看已有的标签和提交；只取了一部分历史的，先运行“git fetch --unshallow --tags”";
            return Err(Error::usage(format!("仓库里没有“{name}”这个版本；{advice}")));
        };
        // Paths come relative to the site's folder, wherever it lies in the repository.
        let listed = said(root, &["ls-tree", "-r", "-l", "-z", &commit, "content/"])?;
        let files = listed.map(|listed| blobs(&listed)).unwrap_or_default();
        if files.is_empty() {
            return Err(Error::usage(format!("“{name}”里没有本站的 content 文件夹，无从比较；请换一个版本")));
        }
        let mut git = command(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| not_run(&cause))?;
        let (Some(ask), Some(answer)) = (git.stdin.take(), git.stdout.take()) else { return Err(broke_off()) };
        Ok(Revision { files, git, ask, answer: BufReader::new(answer) })
    }

    /// The files under `content/`, by name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of a file (relative to the site, with `/`), of at most `limit` bytes;
    /// `None` where there was none.
    ///
    /// # Errors
    /// When git breaks off or the repository lacks what it lists. A file that is no
    /// text is a [`Refusal`].
    pub fn read(&mut self, file: &str, limit: u64) -> Result<Option<Result<String, Refusal>>, Error> {
        let Some(blob) = self.files.get(file) else { return Ok(None) };
        if blob.size > limit {
            return Ok(Some(Err(Refusal::TooLarge { size: blob.size, limit })));
        }
        let bytes = fetch(&mut self.ask, &mut self.answer, &blob.id).map_err(|_| broke_off())?;
        Ok(Some(text::decode(bytes)))
    }
}

impl Drop for Revision {
    fn drop(&mut self) {
        // It may stand with half an answer given; what it says is no longer wanted.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}

/// `<id> blob <size>`, the bytes, a line feed.
fn fetch(ask: &mut ChildStdin, answer: &mut BufReader<ChildStdout>, id: &str) -> io::Result<Vec<u8>> {
    writeln!(ask, "{id}")?;
    ask.flush()?;
    let mut head = String::new();
    answer.read_line(&mut head)?;
    let size = match head.split_whitespace().collect::<Vec<_>>()[..] {
        [_, "blob", size] => size.parse::<usize>().map_err(io::Error::other)?,
        _ => return Err(io::Error::other(head)),
    };
    let mut bytes = vec![0; size + 1];
    answer.read_exact(&mut bytes)?;
    bytes.pop();
    Ok(bytes)
}

/// The regular files of `ls-tree -l -z`: `<mode> blob <id> <size>\t<path>\0`.
fn blobs(listed: &str) -> BTreeMap<String, Blob> {
    let one = |entry: &str| {
        let (head, path) = entry.split_once('\t')?;
        match head.split_whitespace().collect::<Vec<_>>()[..] {
            // Symbolic links are passed over, as they are on disk.
            [mode, "blob", id, size] if mode.starts_with("100") => {
                Some((path.to_owned(), Blob { id: id.to_owned(), size: size.parse().ok()? }))
            }
            _ => None,
        }
    };
    listed.split('\0').filter_map(one).collect()
}

/// Makes sure the site lies in a repository that git reads.
fn repository(root: &Path) -> Result<(), Error> {
    let at = root.display();
    match said(root, &["rev-parse", "--git-dir"])? {
        Ok(_) => Ok(()),
        Err(fault) if fault.contains("dubious ownership") => Err(Error::refused(format!(
            "git 不读取别的用户的仓库“{at}”；确认可信后运行“git config --global --add safe.directory 仓库的文件夹”"
        ))),
        Err(_) => Err(Error::usage(format!("“{at}”不在 git 仓库里，没有以前的版本可以比较"))),
    }
}

/// What git says: its standard output, or, where it refuses, its standard error.
fn said(root: &Path, arguments: &[&str]) -> Result<Result<String, String>, Error> {
    let output = command(root).args(arguments).stdin(Stdio::null()).output().map_err(|cause| not_run(&cause))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) })
}

fn command(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    // In a hook, git names its repository relative to another folder; the repository
    // meant here is the one the site lies in.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    git
}

fn not_run(cause: &io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => Error::refused("没有找到 git：比较以前的版本要用它；请安装 git，并让命令行能找到它"),
        _ => Error::refused(format!("运行 git 失败：{cause}")),
    }
}

fn broke_off() -> Error {
    Error::refused("git 没有给出以前的文件：仓库可能不完整；运行“git fsck”检查，只取了一部分的先取全")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_are_listed() {
        let listed = "100644 blob aa      12\tcontent/a/2021/data.yaml\x00120000 blob bb       3\tcontent/link\x00\
                      160000 commit cc       -\tcontent/module\x00100755 blob dd       0\tcontent/甲 乙\t丙\0";
        let files = blobs(listed);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["content/a/2021/data.yaml", "content/甲 乙\t丙"]);
        assert_eq!(files["content/a/2021/data.yaml"].size, 12);
    }
}
