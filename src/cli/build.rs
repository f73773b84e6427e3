use std::path::{Path, PathBuf};

use clap::Args;

use nianbao::error::Error;

use super::steps::Steps;
use super::{Outcome, screen};

/// 检查全部内容，生成网站，发布到 public 文件夹
#[derive(Args)]
pub(super) struct Arguments {
    /// 发布到另一个文件夹（默认：站点下的 public）
    #[arg(long, value_name = "文件夹")]
    output: Option<PathBuf>,
    /// 连同标为草稿的报告一起生成
    #[arg(long)]
    drafts: bool,
    /// 有警告也不发布
    #[arg(long)]
    strict: bool,
    /// 用几个线程（默认：处理器的核数）；结果与线程数无关
    #[arg(long, value_name = "个数", value_parser = clap::value_parser!(u16).range(1..=1024))]
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
        let target = self.output.unwrap_or_else(|| root.join("public"));
        steps.next("读取");
        let loaded = nianbao::load(root, &nianbao::content::Only::All)?;
        steps.next("检查");
        let review = nianbao::check(&loaded);
        steps.next("列出检查结果");
        screen::findings(root, &review.findings, &review.not_checked);
        let summary = loaded.summary(&review.findings);
        let Some(approval) = nianbao::check::approve(&loaded.content, &review, self.drafts, self.strict) else {
            screen::say(&summary.say());
            screen::say("没有发布：请先改正上面的问题，已发布的网站保持原样");
            return Ok(Outcome::Withheld);
        };
        let published = nianbao::release_telling(&loaded, &approval, &target, &|step| steps.next(step))?;
        screen::say(&summary.say());
        screen::say(&format!("已发布到 {}：{}", target.display(), published.say()));
        if self.timings {
            screen::say(&steps.table());
        }
        Ok(Outcome::Done)
    }
}
