use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;

use nianbao::content::Only;
use nianbao::error::Error;
use nianbao::finding::{Finding, nearest};

use super::steps::Steps;
use super::{Outcome, screen, word};

/// 检查全部内容，生成网站，发布到 public 文件夹
#[derive(Args)]
pub(super) struct Arguments {
    /// 发布到另一个文件夹（默认：站点下的 public）
    #[arg(long, value_name = "文件夹")]
    output: Option<PathBuf>,
    /// 只生成这些机关（content 下的文件夹名，可以写几个），要用“--output”另指文件夹；别的机关不检查
    #[arg(long, value_name = "机关", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,
    /// 连同标为草稿的报告一起生成
    #[arg(long)]
    drafts: bool,
    /// 有警告也不发布
    #[arg(long)]
    strict: bool,
    /// 用几个线程（默认：处理器的核数）；结果与线程数无关
    #[arg(long, value_name = "个数", value_parser = word::threads)]
    threads: Option<u16>,
    /// 列出各步骤用了多少时间
    #[arg(long)]
    timings: bool,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
            pool.map_err(|cause| Error::refused(format!("不能用 {threads} 个线程：{cause}")))?;
        }
        let steps = Steps::begin();
        let public = root.join("public");
        let only = chosen(self.only, self.output.as_deref().filter(|output| !same(output, &public)))?;
        let target = self.output.unwrap_or(public);
        steps.next("读取");
        let mut loaded = nianbao::load(root, &only)?;
        if let Only::Alone(ids) = &only {
            all_known(ids, &loaded)?;
        }
        steps.next("检查");
        let review = nianbao::check_again(&loaded, &target);
        nianbao::unlink(&mut loaded);
        steps.next("列出检查结果");
        let told = told(&review.findings, self.drafts);
        screen::findings(root, &told, &review.not_checked);
        let summary = loaded.summary(&told);
        let Some(approval) = nianbao::check::approve(&loaded.content, &review, self.drafts, self.strict) else {
            screen::say(&summary.say());
            screen::say("没有发布：请先改正上面的问题，已发布的网站保持原样");
            return Ok(Outcome::Withheld);
        };
        // A folder that was emptied by mistake, or a share that is not there: whatever is
        // published would go with it.
        if loaded.content.offices.is_empty() && holds_reports(&target) {
            return Err(Error::usage(
                "content 里一个机关也没有，已发布的网站里却有报告；没有发布，网站保持原样。要清空网站，先删去发布文件夹",
            ));
        }
        let published = nianbao::release_telling(&loaded, &approval, &target, &|step| steps.next(step))?;
        screen::say(&summary.say());
        screen::say(&format!("已发布到 {}：{}", target.display(), published.say()));
        if self.timings {
            screen::say(&steps.table());
        }
        Ok(Outcome::Done)
    }
}

/// The findings as they count for this build: where drafts are published, those of drafts
/// are like all others.
fn told(findings: &[Finding], drafts: bool) -> Cow<'_, [Finding]> {
    match drafts {
        true => findings.iter().map(|finding| Finding { draft: false, ..finding.clone() }).collect(),
        false => Cow::Borrowed(findings),
    }
}

/// Which offices are made. Published over the whole site, some offices would take all
/// others off the web.
fn chosen(only: Vec<String>, output: Option<&Path>) -> Result<Only, Error> {
    if only.is_empty() {
        return Ok(Only::All);
    }
    let ids: Vec<String> = only.iter().map(|word| word::office(word)).filter(|word| !word.is_empty()).collect();
    let Some(first) = ids.first() else {
        return Err(Error::usage("“--only”后面应有机关的文件夹名，如“--only czj”"));
    };
    match output {
        Some(_) => Ok(Only::Alone(ids)),
        None => Err(Error::usage(format!(
            "“--only”只生成部分机关，发布到 public 会把其他机关的网页换掉，所以要另指文件夹，如“nianbao build --only {} --output public-{first}”",
            ids.join(" ")
        ))),
    }
}

/// Whether the site published at `target` has reports.
fn holds_reports(target: &Path) -> bool {
    let manifest = std::fs::read_to_string(target.join("manifest.json"));
    manifest.is_ok_and(|manifest| manifest.contains("/report.json\""))
}

/// Whether two paths name one folder, which need not be there.
fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| {
        let beside = || {
            let folder = std::path::absolute(path).ok()?;
            Some(folder.parent()?.canonicalize().ok()?.join(folder.file_name()?))
        };
        path.canonicalize().ok().or_else(beside)
    };
    real(one).is_some_and(|one| Some(one) == real(other))
}

fn all_known(ids: &[String], loaded: &nianbao::Loaded) -> Result<(), Error> {
    let known = || loaded.content.offices.iter().chain(&loaded.content.outside).map(|office| &*office.id);
    let unknown = ids.iter().filter(|id| known().all(|known| known != id.as_str()));
    let said: Vec<String> = unknown
        .map(|id| match nearest(id, known()) {
            Some(near) => format!("没有“{id}”，是否为“{near}”？"),
            None => format!("没有“{id}”"),
        })
        .collect();
    match said.is_empty() {
        true => Ok(()),
        false => Err(Error::usage(format!("content 下的机关文件夹里{}", said.join("；")))),
    }
}
