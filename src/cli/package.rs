use std::path::{Path, PathBuf};

use clap::Args;

use nianbao::deploy::package;
use nianbao::error::Error;

use super::{Outcome, screen};

/// 打包上传：已生成网站的全部文件，或上次上传以来改了的
#[derive(Args)]
pub(super) struct Arguments {
    /// 上次上传时的清单（manifest.json）；只打包与它不同的文件
    #[arg(long, value_name = "文件")]
    since: Option<PathBuf>,
    /// 包的文件名，如“年报.zip”；要删除的文件列在旁边的“年报-removed.txt”
    #[arg(long, value_name = "文件")]
    output: PathBuf,
    /// 已生成网站的文件夹（默认：站点下的 public）
    #[arg(long, value_name = "文件夹")]
    from: Option<PathBuf>,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let folder = self.from.unwrap_or_else(|| root.join("public"));
        match package::package(&folder, self.since.as_deref(), &self.output)? {
            package::Outcome::Packed(packed) => {
                screen::say(&packed.say(&self.output));
                Ok(Outcome::Done)
            }
            package::Outcome::Unsound(verified) => {
                verified.lines().iter().for_each(|line| screen::line(line));
                screen::say(
                    "没有打包：文件夹里的网站与它的清单不符；请先重新生成（nianbao build），仍然不符的，删去其中的 .nianbao 再生成",
                );
                Ok(Outcome::Withheld)
            }
        }
    }
}
