use std::path::Path;

use clap::Args;

use nianbao::error::Error;

use super::{Outcome, screen, word};

/// 新建一份空白的年度报告，上年结转取自上一年度
#[derive(Args)]
pub(super) struct Arguments {
    /// 机关文件夹名，如 czj
    #[arg(value_name = "机关")]
    office: String,
    /// 报告年度，如 2024
    #[arg(value_name = "年度", value_parser = word::year)]
    year: u16,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let made = nianbao::scaffold::new_report(root, &word::office(&self.office), self.year)?;
        screen::made(&made);
        Ok(Outcome::Done)
    }
}
