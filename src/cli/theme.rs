use std::path::Path;

use clap::{Args, Subcommand};

use nianbao::error::Error;
use nianbao::render::theme::Theme;

use super::{Outcome, screen};

/// 新建、检查主题
#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// 新建主题 themes/名称，叠在自带的 county 上
    New {
        /// 主题的名称，也是 themes 下的文件夹名
        #[arg(value_name = "名称")]
        name: String,
        /// 从 county 复制过来改的文件，如 templates/home.html
        #[arg(value_name = "文件")]
        files: Vec<String>,
    },
    /// 检查主题：设置、模板的写法，用本站的内容试做全部页面，什么也不写出
    Check,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        match self.action {
            Action::New { name, files } => {
                let made = nianbao::scaffold::new_theme(root, &name, &files)?;
                screen::made(&made);
                Ok(Outcome::Done)
            }
            Action::Check => check(root),
        }
    }
}

fn check(root: &Path) -> Result<Outcome, Error> {
    let loaded = nianbao::load(root, &nianbao::content::Only::All)?;
    let of_theme = Theme::check(root, &loaded.config.theme)?;
    screen::findings(root, &of_theme, &[]);
    if of_theme.iter().any(|finding| finding.withholds(false)) {
        screen::say("主题有错误，没有试做页面");
        return Ok(Outcome::Withheld);
    }
    let review = nianbao::check(&loaded);
    let Some(approval) = nianbao::check::approve(&loaded.content, &review, true, false) else {
        screen::say("主题的设置和模板的写法没有问题；内容有错误，没有试做页面，请先用“nianbao check”改正");
        return Ok(Outcome::Withheld);
    };
    let made = nianbao::rehearse(&loaded, &approval)?;
    screen::say(&format!("主题“{}”没有问题：试做了 {} 个文件", loaded.config.theme.name, made.files));
    Ok(Outcome::Done)
}
