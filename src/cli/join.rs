use std::path::{Path, PathBuf};

use clap::Args;

use nianbao::error::Error;
use nianbao::join::{Part, join};
use nianbao::render::theme::Theme;

use super::steps::Steps;
use super::{Outcome, screen};

/// 把几个已生成的网站（如各县的）合在一个首页下，数据合成一份
#[derive(Args)]
pub(super) struct Arguments {
    /// 各网站：编号=文件夹，如 jia=甲县/public；要另写名称的，jia:甲县=甲县/public
    #[arg(value_name = "编号=文件夹", required = true)]
    parts: Vec<String>,
    /// 发布到哪个文件夹；各网站放在它下面，以编号为名
    #[arg(long, value_name = "文件夹")]
    output: PathBuf,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let parts: Vec<Part> = self.parts.iter().map(|word| Part::parse(word)).collect::<Result<_, _>>()?;
        let steps = Steps::begin();
        let (config, mut findings) = nianbao::config::load(root);
        findings.extend(Theme::check(root, &config.theme)?);
        screen::findings(root, &findings, &[]);
        if findings.iter().any(|finding| finding.withholds(false)) {
            screen::say("没有合并：请先改正 site.toml 和主题的问题，已发布的网站保持原样");
            return Ok(Outcome::Withheld);
        }
        let joined = join(root, &config, &parts, &self.output, &|step| steps.next(step))?;
        screen::say(&format!("已合并，发布到 {}：{}", self.output.display(), joined.say()));
        Ok(Outcome::Done)
    }
}
