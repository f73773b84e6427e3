use clap::{Args, ValueEnum};

use nianbao::error::Error;

use super::{Outcome, screen};

/// 输出 JSON Schema，供编辑器补全和提示
#[derive(Args)]
pub(super) struct Arguments {
    /// 哪一种文件：data（data.yaml）或 office（office.yaml）；不写则两种合在一份里
    #[arg(value_enum, value_name = "文件", hide_possible_values = true)]
    file: Option<File>,
}

#[derive(Clone, Copy, ValueEnum)]
enum File {
    Data,
    Office,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let editions = nianbao::editions()?;
        let schema = match self.file {
            Some(File::Data) => nianbao::schema::data(&editions),
            Some(File::Office) => nianbao::schema::office(),
            None => nianbao::schema::both(&editions),
        };
        screen::line(&schema);
        Ok(Outcome::Done)
    }
}
