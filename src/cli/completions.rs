use clap::Args;
use clap_complete::Shell;

use nianbao::error::Error;

use super::{Outcome, screen};

/// 输出命令行补全脚本
#[derive(Args)]
pub(super) struct Arguments {
    /// 外壳：bash、elvish、fish、powershell、zsh
    #[arg(value_enum, value_name = "外壳", hide_possible_values = true)]
    shell: Shell,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "nianbao", &mut script);
        screen::text(&String::from_utf8_lossy(&script));
        Ok(Outcome::Done)
    }
}
