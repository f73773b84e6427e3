use std::path::PathBuf;

use clap::Args;

use nianbao::error::Error;

use super::{Outcome, screen};

/// 核对已上传的网站：按清单逐个文件比对，列出不同、缺少、多余的
#[derive(Args)]
pub(super) struct Arguments {
    /// 网站的文件夹，或 http:// 地址
    #[arg(value_name = "文件夹或地址")]
    place: String,
    /// 以这份清单为准，如本机的 public/manifest.json（默认：那里自己的 manifest.json）
    #[arg(long, value_name = "文件")]
    manifest: Option<PathBuf>,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let verified = nianbao::deploy::verify::verify(&self.place, self.manifest.as_deref())?;
        verified.lines().iter().for_each(|line| screen::line(line));
        screen::say(&verified.say());
        Ok(if verified.faults.is_empty() { Outcome::Done } else { Outcome::Withheld })
    }
}
