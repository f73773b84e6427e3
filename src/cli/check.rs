use std::path::Path;

use clap::{Args, ValueEnum};

use nianbao::content::{Only, ReportKey};
use nianbao::error::Error;
use nianbao::finding::{Finding, json, sarif};

use super::{Outcome, screen, word};

/// 只检查，不生成网站
#[derive(Args)]
pub(super) struct Arguments {
    /// 只看某个机关或某个机关某一年，如 czj 或 czj/2024，也可写它的文件夹或文件的路径；不写则检查全部
    #[arg(value_name = "机关/年度")]
    only: Vec<String>,
    /// 结果的格式：human 给人看，json 给程序读，sarif 给代码托管平台
    #[arg(
        long,
        value_enum,
        default_value = "human",
        value_name = "格式",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
    // Lines of a comment would be joined by blanks, which Chinese has not.
    #[arg(
        long,
        value_name = "版本",
        help = "与 git 里的一个版本（标签、分支、提交）比较：当时已发布的报告，后来改了数、日期或正文而\
                没有写“更正”的，一一列出。要用到 git 程序"
    )]
    against: Option<String>,
    /// 有警告也算不通过
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
}

impl Arguments {
    pub(super) fn run(self, root: &Path) -> Result<Outcome, Error> {
        let wanted: Vec<Wanted> = self.only.iter().map(|word| Wanted::new(root, word)).collect::<Result<_, _>>()?;
        let only = match wanted.is_empty() {
            true => Only::All,
            false => Only::Offices(wanted.iter().map(|wanted| wanted.office.clone()).collect()),
        };
        let loaded = nianbao::load(root, &only)?;
        for wanted in &wanted {
            wanted.must_exist(&loaded)?;
        }
        let nianbao::check::Review { mut findings, mut not_checked, .. } = match &self.against {
            Some(revision) => nianbao::check_against(&loaded, revision)?,
            None => nianbao::check(&loaded),
        };
        if !wanted.is_empty() {
            findings.retain(|finding| wanted.iter().any(|wanted| wanted.covers(finding)));
            not_checked.retain(|not| wanted.iter().any(|wanted| wanted.is(&not.office, not.year)));
        }
        let is_wanted = |key: &ReportKey| wanted.is_empty() || wanted.iter().any(|w| w.is(&key.office, key.year));
        let reports = loaded.content.reports.iter().filter(|report| is_wanted(&report.key));
        let summary = nianbao::finding::Summary::of(reports.count(), &findings);
        match self.format {
            Format::Human => {
                screen::findings(root, &findings, &not_checked);
                screen::say(&summary.say());
            }
            Format::Json => screen::text(&json::show(&findings, &not_checked, summary)),
            Format::Sarif => screen::text(&sarif::show(&findings, &not_checked, summary, &nianbao::rules())),
        }
        let withheld = findings.iter().any(|finding| finding.withholds(self.strict));
        Ok(if withheld { Outcome::Withheld } else { Outcome::Done })
    }
}

/// An office, or one year of it.
struct Wanted {
    office: String,
    year: Option<u16>,
}

impl Wanted {
    fn new(root: &Path, word: &str) -> Result<Wanted, Error> {
        let word = word::report(root, word)?;
        let (office, year) = match word.split_once('/') {
            Some((office, year)) => {
                let number =
                    word::year(year).map_err(|_| Error::usage(format!("“{word}”应写作“机关/年度”，如 czj/2024")))?;
                (office, Some(number))
            }
            None => (&*word, None),
        };
        Ok(Wanted { office: office.to_owned(), year })
    }

    fn must_exist(&self, loaded: &nianbao::Loaded) -> Result<(), Error> {
        if loaded.content.office(&self.office).is_none() {
            return Err(Error::usage(format!("content 下没有“{}”这个机关文件夹", self.office)));
        }
        let known = |year| loaded.content.reports.iter().any(|r| *r.key.office == *self.office && r.key.year == year);
        match self.year {
            Some(year) if !known(year) => {
                Err(Error::usage(format!("content/{} 下没有 {year} 年度的报告", self.office)))
            }
            _ => Ok(()),
        }
    }

    /// Whether it is this report.
    fn is(&self, office: &str, year: u16) -> bool {
        self.office == office && self.year.is_none_or(|wanted| wanted == year)
    }

    fn covers(&self, finding: &Finding) -> bool {
        finding.office.as_deref() == Some(self.office.as_str())
            && (self.year.is_none() || finding.year.is_none() || finding.year == self.year)
    }
}
