//! `site.toml`: the settings of a site.
//!
//! Takes the file's text, gives [`Config`] and findings. Every setting has a default,
//! so a site with an empty `site.toml` builds; an unknown setting is a finding, because
//! a slip in a name would otherwise pass as a setting that does nothing.

mod groups;
mod policy;
mod portal;
mod slip;
mod value;

use std::path::Path;

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use crate::finding::{Finding, Level, Rule};
use crate::source::text;

pub use policy::{Allowed, KEPT_OUT};
pub use portal::Portal;
pub(crate) use value::{Reading, is_color};

/// Largest `site.toml` read, in bytes.
const LIMIT: u64 = 1 << 20;
/// The format of content this version writes and the newest it reads; `[site] schema` says
/// which one a site has. `tests/released` keeps a site of every one there was.
pub const SCHEMA: u32 = 1;
/// The settings of a site.
pub const FILE: &str = "site.toml";
const GROUPS: [&str; 6] = ["[site]", "[portal]", "[theme]", "[deadlines]", "[downloads]", "[checks]"];

/// The settings, with their defaults where `site.toml` says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Config {
    /// `[site]`
    pub site: SiteSettings,
    /// `[portal]`
    pub portal: Portal,
    /// `[theme]`
    pub theme: ThemeSettings,
    /// `[deadlines]`
    pub deadlines: Deadlines,
    /// `[downloads]`
    pub downloads: Downloads,
    /// `[checks]`
    pub checks: Checks,
}

/// `[checks]`: where checks that leave room draw their lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Checks {
    /// `reuse`: share of sentences, in per cent, from which a text counts as reused.
    pub reuse: u32,
    /// `growth`: a change to last year above this factor is remarked,
    pub growth: u32,
    /// `growth_cases`: if it is also above this many cases.
    pub growth_cases: u32,
    /// `money`: an amount of an office above this, in 万元, was probably meant in yuan.
    pub money: u32,
    /// `overview`: characters section one may have before it counts as long.
    pub overview: u32,
    /// `problems`: characters section five must have.
    pub problems: u32,
    /// `township_zero`: townships and subdistricts fill in 0 for licences, penalties and
    /// coercive measures.
    pub township_zero: bool,
    /// `pure_sum`: governments declare that their figures are those of their offices
    /// added up.
    pub pure_sum: bool,
    /// `require_all`: a report that is overdue withholds the whole site.
    pub require_all: bool,
}

impl Default for Checks {
    fn default() -> Checks {
        Checks {
            reuse: 70,
            growth: 5,
            growth_cases: 20,
            money: 10_000,
            overview: 1_000,
            problems: 30,
            township_zero: false,
            pure_sum: false,
            require_all: false,
        }
    }
}

/// `[deadlines]`: the day after the report year by which a report is due, as month and
/// day. 《政府信息公开条例》 article 49: offices by 31 January, governments by 31 March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Deadlines {
    /// `government`
    pub government: (i8, i8),
    /// `department`
    pub department: (i8, i8),
    /// `township`: everybody else, of whom the law says nothing.
    pub township: (i8, i8),
}

impl Deadlines {
    /// As the law has them; of those it does not name, as most counties do.
    pub const LAW: Deadlines = Deadlines { government: (3, 31), department: (1, 31), township: (1, 31) };
}

/// `[downloads]`: what is offered beside the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Downloads {
    /// `spreadsheets`: Excel files; on by default.
    pub spreadsheets: bool,
    /// `word`: Word files; on by default.
    pub word: bool,
}

/// `[site]`: what the pages say of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SiteSettings {
    /// `name`: name of the site, e.g. 修武县政府信息公开年报.
    pub name: String,
    /// `column`: the portal column the pages belong to.
    pub column: String,
    /// `description`: one sentence for search engines and the index page.
    pub description: String,
    /// `keywords`
    pub keywords: Vec<String>,
    /// `url`: where the site lies, for the site map and the feed; no page needs it.
    pub url: Option<String>,
}

/// Line, column and length in characters.
pub type Place = (u32, u32, u32);

/// `[theme]`: which theme, and its settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ThemeSettings {
    /// `name`: folder under `themes/`, or a theme the program ships with.
    pub name: String,
    /// Where it stands in `site.toml`.
    pub name_at: Place,
    /// All other settings: the theme says which it takes.
    pub given: Vec<Given>,
}

/// A setting for the theme, as it stands in `site.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_at: Place,
    /// What it is set to.
    pub value: GivenValue,
    /// Where the value stands.
    pub value_at: Place,
}

/// What a setting for the theme is set to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum GivenValue {
    /// In quotes.
    Text(String),
    /// `true` or `false`.
    Truth(bool),
    /// Texts in square brackets, each with its place.
    List(Vec<(String, Place)>),
    /// What no theme takes: a number, a list of others than texts.
    Other,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            site: SiteSettings {
                name: "政府信息公开年度报告".to_owned(),
                column: "政府信息公开年报".to_owned(),
                description: String::new(),
                keywords: vec!["政府信息公开".to_owned(), "年度报告".to_owned()],
                url: None,
            },
            portal: Portal::default(),
            theme: ThemeSettings { name: "county".to_owned(), name_at: (1, 1, 0), given: Vec::new() },
            deadlines: Deadlines::LAW,
            downloads: Downloads { spreadsheets: true, word: true },
            checks: Checks::default(),
        }
    }
}

/// Faults in `site.toml` that keep it from being understood.
pub static SETTING: Rule = Rule {
    code: "S-24",
    level: Level::Error,
    title: "site.toml 或 theme.toml 的设置不对",
    explain: "site.toml、theme.toml 用 TOML 写成：方括号里是组名，每行“名称 = 值”，文字放在半角引号里。",
    why: "设置读不出来，整个网站的名称和样式就无从确定。",
    mend: "按提示改正所指的一行。",
    source: "TOML 1.0；各项设置见站点的 site.toml、docs/checks.md 和 docs/theming.md",
    wrong: "[site]\nname = 某县年报",
    right: "[site]\nname = \"某县年报\"",
};

/// Settings nobody reads.
pub static UNKNOWN_SETTING: Rule = Rule {
    code: "S-25",
    level: Level::Warning,
    title: "不认识的设置",
    explain: "site.toml、theme.toml 里只有列明的设置起作用；[theme] 里的设置由所用的主题规定。",
    why: "名称写错的设置不会起作用，也没有别的地方提醒。",
    mend: "照提示改写，或删去。",
    source: "各项设置见站点的 site.toml、docs/checks.md 和 docs/theming.md",
    wrong: "[site]\nnmae = \"某县年报\"",
    right: "[site]\nname = \"某县年报\"",
};

/// Reads `site.toml` under `root`. What cannot be read keeps its default, with a finding.
pub fn load(root: &Path) -> (Config, Vec<Finding>) {
    match text::read(root, FILE, LIMIT) {
        Ok(text) => read(root, &text.body),
        Err(refusal) => {
            let (line, column) = refusal.position().unwrap_or((1, 1));
            let finding = SETTING.at(FILE, line, column, 1).say(refusal.message()).advise(refusal.advice());
            (Config::default(), vec![finding.done()])
        }
    }
}

fn read(root: &Path, text: &str) -> (Config, Vec<Finding>) {
    let mut reading = Reading { file: FILE, text, findings: Vec::new() };
    let (document, faults) = DeTable::parse_recoverable(text);
    let sound;
    let document = if faults.is_empty() {
        document
    } else {
        sound = reading.refused(&faults);
        DeTable::parse_recoverable(&sound).0
    };
    let mut config = Config::default();
    for (group, value) in document.get_ref() {
        let DeValue::Table(settings) = value.get_ref() else {
            reading.unknown_group(group.span(), group.get_ref());
            continue;
        };
        match group.get_ref().as_ref() {
            "site" => reading.site(settings, &mut config.site),
            "portal" => reading.portal(root, settings, &mut config.portal),
            "theme" => reading.theme(settings, &mut config.theme),
            "deadlines" => reading.deadlines(settings, &mut config.deadlines),
            "checks" => reading.checks(settings, &mut config.checks),
            "downloads" => reading.downloads(settings, &mut config.downloads),
            // Groups of later versions are named, so that an older program says what it
            // leaves aside.
            other => reading.unknown_group(group.span(), other),
        }
    }
    reading.settle_portal(document.get_ref(), &mut config);
    (config, reading.findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<Finding>) {
        super::read(Path::new("no-such-folder"), text)
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(read(""), (Config::default(), Vec::new()));
    }

    #[test]
    fn settings_are_read_and_slips_are_said_with_their_place() {
        let (config, findings) =
            read("[site]\nname = \"某县\"\nnmae = \"x\"\n[deadlines]\ntownship = \"red\"\n[thema]\nx = 1\n");
        assert_eq!(config.site.name, "某县");
        let mut said: Vec<_> = findings.iter().map(|f| (f.line, f.column, f.code)).collect();
        said.sort_unstable();
        assert_eq!(said, [(3, 1, "S-25"), (5, 12, "S-24"), (6, 2, "S-25")]);
    }

    #[test]
    fn a_heading_that_is_not_closed_is_said_once() {
        for text in ["[x", "[site]\nname = \"某县\"\n[x\n", "[x\na = 1\n", "[theme]\n[site\nname = \"某县\"\n"] {
            let (_, findings) = read(text);
            assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["S-24"], "{text}: {findings:?}");
        }
        for (text, codes) in [("[x]\n", &["S-25"][..]), ("a = 1\n", &["S-25"]), ("[x\n[y]\na = 1\n", &["S-24", "S-25"])]
        {
            let (_, findings) = read(text);
            assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{text}: {findings:?}");
        }
    }

    #[test]
    fn every_fault_of_the_file_is_said() {
        let (_, findings) = read("[site]\nname = 某县\ncolumn = “年报”\ndescription = \"好\"\n");
        let lines: Vec<_> = findings.iter().map(|f| f.line).collect();
        assert_eq!(lines, [2, 3]);
    }
}
