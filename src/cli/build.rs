use std::path::{Path, PathBuf};

use clap::Args;

use nianbao::error::Error;

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
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let target = self.output.unwrap_or_else(|| root.join("public"));
        let loaded = nianbao::load(root, &nianbao::content::Only::All)?;
        let review = nianbao::check(&loaded);
        screen::findings(root, &review.findings, &review.not_checked);
        let summary = loaded.summary(&review.findings);
        let Some(approval) = nianbao::check::approve(&loaded.content, &review, self.drafts, self.strict) else {
            screen::say(&summary.say());
            screen::say("没有发布：请先改正上面的问题，已发布的网站保持原样");
            return Ok(Outcome::Withheld);
        };
        let published = nianbao::release(&loaded, &approval, &target)?;
        screen::say(&summary.say());
        screen::say(&format!("已发布到 {}：{}", target.display(), published.say()));
        Ok(Outcome::Done)
    }
}
