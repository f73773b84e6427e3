use std::collections::BTreeSet;
use std::fs;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use nianbao::content::{Office, Only};
use nianbao::error::Error;
use nianbao::finding::Finding;
use nianbao::import::{self, Imported, Wishes, target};

use super::{Outcome, screen, word};

/// Deepest folder that is looked into.
const DEEPEST: usize = 16;
/// Most lines of an account when several files are imported at once.
const FEW: usize = 12;

/// 把已有的年度报告（txt、md、html、docx、xlsx）读入 content
// Lines of a comment would be joined by blanks, which Chinese has not.
#[derive(Args)]
#[command(long_about = "把已有的年度报告（txt、md、html、docx、xlsx）读入 content\n\n\
        一次可以给多个文件或整个文件夹。读不到的格写成“~”，填好以后才能发布；已有的文件不会被覆盖，\
        除非写明 --force。原件不会复制进站点。全部写好时退出码为 0（有没读到的格也是），有文件没有\
        导入时为 2。")]
pub(super) struct Arguments {
    /// 文件或文件夹
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 机关文件夹名，如 czj；不写则按标题里的机关名称认。没有这个机关时一并建立
    #[arg(long, value_name = "机关")]
    office: Option<String>,
    /// 报告年度；不写则按标题和正文认
    #[arg(long, value_name = "年度", value_parser = word::year)]
    year: Option<u16>,
    /// 只显示结果，不写文件
    #[arg(long)]
    dry_run: bool,
    /// 覆盖已有的 data.yaml 和 narrative.md
    #[arg(long)]
    force: bool,
}

/// What became of all files.
#[derive(Default)]
struct Sum {
    done: usize,
    waiting: usize,
    cells: usize,
    read: usize,
    deduced: usize,
    unread: usize,
    failed: Vec<String>,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let mut files = Vec::new();
        let mut passed = Vec::new();
        for path in &self.files {
            gather(path, true, 0, &mut files, &mut passed)?;
        }
        if files.is_empty() {
            let endings = import::endings();
            return Err(Error::usage(format!("给出的文件夹里没有可以导入的文件（{endings}）")));
        }
        // A site that has just been begun.
        let content = root.join("content");
        if !self.dry_run && !content.exists() {
            fs::create_dir(&content).map_err(|cause| Error::file("新建文件夹", &content, cause))?;
        }
        let loaded = nianbao::load(root, &Only::All)?;
        let progress = files.len() > 1 && std::io::stderr().is_terminal();
        let mut sum = Sum::default();
        let mut seen = BTreeSet::new();
        for (number, file) in files.iter().enumerate() {
            if progress {
                screen::say(&format!("[{}/{}] {}", number + 1, files.len(), file.display()));
            }
            match self.one(root, &loaded, file, files.len() > 1, &mut seen, &mut sum) {
                Ok(()) => sum.done += 1,
                Err(fault) => {
                    screen::line(&format!("没有导入 {}：{fault}", file.display()));
                    sum.failed.push(file.display().to_string());
                }
            }
        }
        self.finish(&sum, &passed);
        match sum.failed.len() {
            0 => Ok(Outcome::Done),
            failed => Err(Error::usage(format!("{failed} 个文件没有导入，原因见上"))),
        }
    }

    fn one(
        &self,
        root: &Path,
        loaded: &nianbao::Loaded,
        file: &Path,
        many: bool,
        seen: &mut BTreeSet<String>,
        sum: &mut Sum,
    ) -> Result<(), String> {
        let bytes = bytes(file)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let imported = import::read(&name, &bytes, &loaded.editions, Wishes { year: self.year })?;
        let offices = &loaded.content.offices;
        let (id, known) = match self.office.as_deref().map(word::office) {
            Some(id) => (id.clone(), loaded.content.office(&id)),
            None => target::office(&imported, offices).map(|office| (office.id.to_string(), Some(office)))?,
        };
        let files = target::Files::new(&imported, &id, known.is_none())?;
        if !seen.insert(files.folder.clone()) {
            return Err(format!("{} 在这一次里已经导入过，同一机关同一年度应只有一份", files.folder));
        }
        if let Some(existing) = files.existing(root).filter(|_| !self.force) {
            return Err(format!("{existing} 已经存在，没有改动；要覆盖请加“--force”"));
        }
        let findings = nianbao::verdict(root, &files, &id, imported.year).map_err(|fault| fault.to_string())?;
        if !self.dry_run {
            files.write(root).map_err(|fault| fault.to_string())?;
        }
        self.say(file, &imported, known, &files, many);
        let errors = findings.iter().filter(|finding| finding.withholds(false)).count();
        // Cells that were not read are listed already, each with its reason.
        let unread =
            |finding: &&Finding| !finding.cells.is_empty() && finding.cells.iter().all(|id| is_unread(&imported, id));
        let most = if many { FEW } else { usize::MAX };
        for finding in findings.iter().filter(|finding| !unread(finding)).take(most) {
            screen::line(&format!("  检查 {}[{}]：{}", finding.level.name(), finding.code, finding.message));
        }
        screen::line(&match errors {
            0 => "  检查：没有错误，可以发布".to_owned(),
            _ => match findings.iter().filter(unread).count() {
                0 => format!("  检查：{errors} 个错误，改正以前不能发布"),
                unread => format!("  检查：{errors} 个错误（其中没有读到的格 {unread} 处），改正以前不能发布"),
            },
        });
        sum.waiting += usize::from(errors > 0);
        sum.cells += imported.account.cells;
        sum.read += imported.account.read;
        sum.deduced += imported.account.deduced;
        sum.unread += imported.account.unread;
        Ok(())
    }

    fn say(&self, file: &Path, imported: &Imported, known: Option<&Office>, files: &target::Files, many: bool) {
        let doing = if self.dry_run { "将导入" } else { "已导入" };
        screen::line(&format!("{doing} {} → {}", file.display(), files.folder));
        match (known, imported.office.as_deref()) {
            (Some(office), Some(name)) if !target::goes_by(office, name) => {
                screen::line(&format!("  标题里的机关是“{name}”，{} 的全称是“{}”，请核对", office.id, office.name));
            }
            (None, Some(name)) => screen::line(&format!("  新机关“{name}”，请核对 office.yaml")),
            (None, None) => screen::line("  新机关，标题里没有名称，请填写 office.yaml 的全称"),
            _ => {}
        }
        let lines = imported.account.lines();
        let most = if many { FEW } else { usize::MAX };
        for line in lines.iter().take(most) {
            screen::line(&format!("  {line}"));
        }
        if lines.len() > most {
            screen::line(&format!(
                "  ……另有 {} 行，单独导入这个文件（可加 --dry-run --force）时全部列出",
                lines.len() - most
            ));
        }
    }

    fn finish(&self, sum: &Sum, passed: &[PathBuf]) {
        if !passed.is_empty() {
            let names: Vec<String> = passed.iter().take(FEW).map(|path| path.display().to_string()).collect();
            screen::line(&format!("跳过 {} 个不是报告格式的文件：{}", passed.len(), names.join("、")));
        }
        let doing = if self.dry_run { "可以导入" } else { "导入" };
        screen::line(&format!(
            "{doing} {} 份，没有导入 {} 份；共 {} 格：读到 {}，推断 {}，未读到 {}；{} 份改正以前不能发布",
            sum.done,
            sum.failed.len(),
            sum.cells,
            sum.read,
            sum.deduced,
            sum.unread,
            sum.waiting
        ));
    }
}

/// Whether the cell called `id` could not be read.
fn is_unread(imported: &Imported, id: &str) -> bool {
    let cell = imported.edition.as_ref().and_then(|edition| edition.cell(id));
    cell.is_some_and(|cell| matches!(imported.outcomes.get(cell), Some(import::Outcome::Unread(_))))
}

/// The files under `path`, sorted. A file named by the user is taken whatever it is; in
/// a folder only what may be a report is.
fn gather(
    path: &Path,
    named: bool,
    depth: usize,
    files: &mut Vec<PathBuf>,
    passed: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    if named && is_pattern(path) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Err(Error::usage(format!(
            "没有与“{}”相符的文件，或者命令行没有展开“*”（Windows 如此）；请只写文件夹 {}，里面可以导入的都会导入",
            path.display(),
            nianbao::scaffold::typed(folder)
        )));
    }
    if !path.is_dir() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Lock files of Word begin so.
        let scrap = name.starts_with(['.', '~']);
        if named || (!scrap && (import::is_source(&name) || import::is_refused(&name))) {
            files.push(path.to_owned());
        } else if !scrap {
            passed.push(path.to_owned());
        }
        return Ok(());
    }
    if depth >= DEEPEST {
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|cause| Error::file("读取", path, cause))?;
    let mut inside: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    inside.sort();
    for entry in inside.iter().filter(|entry| !entry.is_symlink()) {
        gather(entry, false, depth + 1, files, passed)?;
    }
    Ok(())
}

/// Whether a path is a pattern that the shell has left as it was typed.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?']) && !path.exists()
}

/// A file's bytes, never more than an import takes.
fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    let fault = |cause| Error::file("读取", file, cause).to_string();
    let mut bytes = Vec::new();
    let open = fs::File::open(file).map_err(fault)?;
    open.take(import::LIMIT + 1).read_to_end(&mut bytes).map_err(fault)?;
    Ok(bytes)
}
