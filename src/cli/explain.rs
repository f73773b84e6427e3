use clap::Args;

use nianbao::error::Error;

use super::{Outcome, screen};

/// 说明某个检查结果的意思、道理和改法
#[derive(Args)]
pub(super) struct Arguments {
    /// 检查结果的代码，如 A-01；不写则列出全部
    #[arg(value_name = "代码")]
    code: Option<String>,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let rules = nianbao::rules();
        let Some(code) = self.code else {
            for rule in rules {
                screen::line(&format!("{}  {}  {}", rule.code, rule.level.name(), rule.title));
            }
            return Ok(Outcome::Done);
        };
        let Some(rule) = rules.iter().find(|rule| bare(rule.code) == bare(&code)) else {
            return Err(Error::usage(format!("没有“{code}”这个代码；用“nianbao explain”查看全部")));
        };
        screen::text(&nianbao::finding::human::explain(rule));
        Ok(Outcome::Done)
    }
}

/// The letter and digits of a code, however it is typed or copied: `a01`, `[A-01]`, `Ａ－０１`.
fn bare(code: &str) -> String {
    const WIDE: u32 = '！' as u32 - '!' as u32;
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - WIDE).unwrap_or(c),
        other => other,
    };
    code.chars().map(half).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
