use std::path::PathBuf;

use clap::Args;

use nianbao::error::Error;

use super::{Outcome, screen};

/// 新建一个站点，可以马上生成
#[derive(Args)]
pub(super) struct Arguments {
    /// 站点放在哪个文件夹（不存在则新建，须为空）
    #[arg(value_name = "文件夹")]
    folder: PathBuf,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let made = nianbao::scaffold::new_site(&self.folder)?;
        screen::made(&made);
        Ok(Outcome::Done)
    }
}
