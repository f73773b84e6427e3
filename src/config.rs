//! `site.toml`: the settings of a site.
//!
//! Takes the file's text, gives [`Config`] and findings. Every setting has a default,
//! so a site with an empty `site.toml` builds; an unknown setting is a finding, because
//! a slip in a name would otherwise pass as a setting that does nothing.

use std::ops::Range;
use std::path::Path;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Builder, Finding, Level, Rule};
use crate::source::text;

/// Largest `site.toml` read, in bytes.
const LIMIT: u64 = 1 << 20;
const FILE: &str = "site.toml";
const GROUPS: [&str; 5] = ["[site]", "[theme]", "[deadlines]", "[downloads]", "[checks]"];

/// The settings, with their defaults where `site.toml` says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    /// `[site]`
    pub site: SiteSettings,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Deadlines {
    /// `government`
    pub government: (i8, i8),
    /// `department`
    pub department: (i8, i8),
    /// `township`: everybody else, of whom the law says nothing.
    pub township: (i8, i8),
}

/// `[downloads]`: what is offered beside the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Downloads {
    /// `spreadsheets`: Excel files; on by default.
    pub spreadsheets: bool,
    /// `word`: Word files; on by default.
    pub word: bool,
}

/// `[site]`: what the pages say of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// `[theme]`: which theme, and its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThemeSettings {
    /// `name`: folder under `themes/`, or the theme the program ships with.
    pub name: String,
    /// `color`: the one main colour, `#rrggbb`.
    pub color: String,
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
            theme: ThemeSettings { name: "county".to_owned(), color: "#1f4e8c".to_owned() },
            deadlines: Deadlines { government: (3, 31), department: (1, 31), township: (1, 31) },
            downloads: Downloads { spreadsheets: true, word: true },
            checks: Checks::default(),
        }
    }
}

/// Faults in `site.toml` that keep it from being understood.
pub static SETTING: Rule = Rule {
    code: "S-24",
    level: Level::Error,
    title: "site.toml 的设置不对",
    explain: "site.toml 用 TOML 写成：方括号里是组名，每行“名称 = 值”，文字放在半角引号里。",
    why: "设置读不出来，整个网站的名称和样式就无从确定。",
    mend: "按提示改正所指的一行。",
    source: "TOML 1.0；各项设置见站点的 site.toml 和 docs/checks.md",
    wrong: "[site]\nname = 某县年报",
    right: "[site]\nname = \"某县年报\"",
};

/// Settings nobody reads.
pub static UNKNOWN_SETTING: Rule = Rule {
    code: "S-25",
    level: Level::Warning,
    title: "不认识的设置",
    explain: "site.toml 里只有列明的设置起作用。",
    why: "名称写错的设置不会起作用，也没有别的地方提醒。",
    mend: "照提示改写，或删去。",
    source: "各项设置见站点的 site.toml 和 docs/checks.md",
    wrong: "[site]\nnmae = \"某县年报\"",
    right: "[site]\nname = \"某县年报\"",
};

/// Reads `site.toml` under `root`. What cannot be read keeps its default, with a finding.
pub fn load(root: &Path) -> (Config, Vec<Finding>) {
    match text::read(root, FILE, LIMIT) {
        Ok(text) => read(&text.body),
        Err(refusal) => {
            let (line, column) = refusal.position().unwrap_or((1, 1));
            let finding = SETTING.at(FILE, line, column, 1).say(refusal.message()).advise(refusal.advice());
            (Config::default(), vec![finding.done()])
        }
    }
}

fn read(text: &str) -> (Config, Vec<Finding>) {
    let mut reading = Reading { text, findings: Vec::new() };
    let (document, faults) = DeTable::parse_recoverable(text);
    for fault in &faults {
        reading.syntax(fault);
    }
    let mut config = Config::default();
    for (group, value) in document.get_ref() {
        let DeValue::Table(settings) = value.get_ref() else {
            reading.unknown(group.span(), group.get_ref(), &GROUPS);
            continue;
        };
        match group.get_ref().as_ref() {
            "site" => reading.site(settings, &mut config.site),
            "theme" => reading.theme(settings, &mut config.theme),
            "deadlines" => reading.deadlines(settings, &mut config.deadlines),
            "checks" => reading.checks(settings, &mut config.checks),
            "downloads" => reading.downloads(settings, &mut config.downloads),
            // Groups of later versions are named, so that an older program says what it
            // leaves aside.
            other => reading.unknown(group.span(), other, &GROUPS),
        }
    }
    (config, reading.findings)
}

struct Reading<'t> {
    text: &'t str,
    findings: Vec<Finding>,
}

type Settings<'t> = DeTable<'t>;

impl Reading<'_> {
    fn site(&mut self, settings: &Settings<'_>, site: &mut SiteSettings) {
        const KNOWN: [&str; 5] = ["name", "column", "description", "keywords", "url"];
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "name" => self.word(value, &mut site.name),
                "column" => self.word(value, &mut site.column),
                "description" => self.word(value, &mut site.description),
                "keywords" => self.words(value, &mut site.keywords),
                "url" => self.url(value, &mut site.url),
                other => self.unknown(name.span(), other, &KNOWN),
            }
        }
    }

    fn theme(&mut self, settings: &Settings<'_>, theme: &mut ThemeSettings) {
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "name" => self.word(value, &mut theme.name),
                "color" => {
                    let mut color = theme.color.clone();
                    self.word(value, &mut color);
                    if is_color(&color) {
                        theme.color = color.to_ascii_lowercase();
                    } else {
                        let say = format!("颜色应为 # 和六位十六进制数，实际为“{color}”");
                        self.wrong(value.span(), say, "写作 \"#1f4e8c\" 的样子");
                    }
                }
                other => self.unknown(name.span(), other, &["name", "color"]),
            }
        }
    }

    fn word(&mut self, value: &Spanned<DeValue<'_>>, into: &mut String) {
        match value.get_ref().as_str() {
            Some(word) if !word.trim().is_empty() => word.trim().clone_into(into),
            // An empty value stands for the default, as in a file to be filled in.
            Some(_) => {}
            None => self.wrong(value.span(), "这里应为文字", "放在半角双引号里，如 name = \"某县年报\""),
        }
    }

    fn deadlines(&mut self, settings: &Settings<'_>, deadlines: &mut Deadlines) {
        const KNOWN: [&str; 3] = ["government", "department", "township"];
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "government" => self.day(value, &mut deadlines.government),
                "department" => self.day(value, &mut deadlines.department),
                "township" => self.day(value, &mut deadlines.township),
                other => self.unknown(name.span(), other, &KNOWN),
            }
        }
    }

    /// A day of any year, as `03-31`.
    fn day(&mut self, value: &Spanned<DeValue<'_>>, into: &mut (i8, i8)) {
        let mut words = String::new();
        self.word(value, &mut words);
        let parts = words.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        match parts.filter(|(month, day)| jiff::civil::Date::new(2027, *month, *day).is_ok()) {
            Some(day) => *into = day,
            None if words.is_empty() => {}
            None => {
                let say = format!("期限应写作“月-日”，实际为“{words}”");
                self.wrong(value.span(), say, "写报告年度的次年里的一天，如 \"01-31\"");
            }
        }
    }

    fn checks(&mut self, settings: &Settings<'_>, checks: &mut Checks) {
        const KNOWN: [&str; 9] = [
            "reuse",
            "growth",
            "growth_cases",
            "money",
            "overview",
            "problems",
            "township_zero",
            "pure_sum",
            "require_all",
        ];
        for (name, value) in settings {
            let into = match name.get_ref().as_ref() {
                "reuse" => &mut checks.reuse,
                "growth" => &mut checks.growth,
                "growth_cases" => &mut checks.growth_cases,
                "money" => &mut checks.money,
                "overview" => &mut checks.overview,
                "problems" => &mut checks.problems,
                "township_zero" => {
                    self.truth(value, &mut checks.township_zero);
                    continue;
                }
                "pure_sum" => {
                    self.truth(value, &mut checks.pure_sum);
                    continue;
                }
                "require_all" => {
                    self.truth(value, &mut checks.require_all);
                    continue;
                }
                other => {
                    self.unknown(name.span(), other, &KNOWN);
                    continue;
                }
            };
            match value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u32>().ok()) {
                Some(number) if number > 0 => *into = number,
                _ => self.wrong(value.span(), "这里应为大于 0 的整数", "写半角整数，不加引号"),
            }
        }
    }

    fn truth(&mut self, value: &Spanned<DeValue<'_>>, into: &mut bool) {
        match value.get_ref().as_bool() {
            Some(wanted) => *into = wanted,
            None => self.wrong(value.span(), "这里应为 true（要）或 false（不要）", "写 true 或 false，不加引号"),
        }
    }

    fn downloads(&mut self, settings: &Settings<'_>, downloads: &mut Downloads) {
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "spreadsheets" => self.truth(value, &mut downloads.spreadsheets),
                "word" => self.truth(value, &mut downloads.word),
                other => self.unknown(name.span(), other, &["spreadsheets", "word"]),
            }
        }
    }

    fn url(&mut self, value: &Spanned<DeValue<'_>>, into: &mut Option<String>) {
        let mut url = String::new();
        self.word(value, &mut url);
        if url.starts_with("https://") || url.starts_with("http://") {
            *into = Some(url);
        } else if !url.is_empty() {
            let say = format!("网址应以 https:// 或 http:// 开头，实际为“{url}”");
            self.wrong(value.span(), say, "写栏目对外的完整网址，如 \"https://www.example.gov.cn/nianbao\"");
        }
    }

    fn words(&mut self, value: &Spanned<DeValue<'_>>, into: &mut Vec<String>) {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value.span(), "这里应为几个词", "写作 [\"甲\", \"乙\"] 的样子");
            return;
        };
        let mut words = Vec::new();
        for item in items {
            let mut word = String::new();
            self.word(item, &mut word);
            words.extend((!word.is_empty()).then_some(word));
        }
        *into = words;
    }

    fn unknown(&mut self, span: Range<usize>, name: &str, known: &[&str]) {
        let advise = match crate::finding::nearest(name, known.iter().copied()) {
            Some(near) => format!("是否为“{near}”？照此改写"),
            None => format!("删去；可用的有 {}", known.join("、")),
        };
        let builder = self.at(&UNKNOWN_SETTING, span);
        self.findings.push(builder.say(format!("没有“{name}”这个设置")).advise(advise).done());
    }

    fn wrong(&mut self, span: Range<usize>, say: impl Into<String>, advise: &str) {
        let builder = self.at(&SETTING, span);
        self.findings.push(builder.say(say).advise(advise).done());
    }

    fn syntax(&mut self, fault: &toml::de::Error) {
        let span = fault.span().unwrap_or(0..0);
        let line = self.text[..span.start.min(self.text.len())].rfind('\n').map_or(0, |at| at + 1);
        let words = self.text[line..].lines().next().unwrap_or_default();
        let (say, advise) = if words.contains(['＝', '“', '”', '［', '］']) {
            ("用了全角标点", "等号、引号和方括号改用半角")
        } else if fault.message().contains("duplicate") {
            ("同一项写了两次", "只留一处")
        } else {
            ("写法不对", "每行写“名称 = 值”，文字放在半角双引号里，如 name = \"某县年报\"")
        };
        let builder = self.at(&SETTING, span);
        let finding = builder.say(say).advise(advise).done();
        // One slip makes the parser stumble several times over the same line.
        if self.findings.last().is_none_or(|last| last.line != finding.line) {
            self.findings.push(finding);
        }
    }

    fn at(&self, rule: &'static Rule, span: Range<usize>) -> Builder {
        crate::finding::in_text(rule, FILE, self.text, &span)
    }
}

fn is_color(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(read(""), (Config::default(), Vec::new()));
    }

    #[test]
    fn settings_are_read_and_slips_are_said_with_their_place() {
        let (config, findings) =
            read("[site]\nname = \"某县\"\nnmae = \"x\"\n[theme]\ncolor = \"red\"\n[thema]\nx = 1\n");
        assert_eq!(config.site.name, "某县");
        let mut said: Vec<_> = findings.iter().map(|f| (f.line, f.column, f.code)).collect();
        said.sort_unstable();
        assert_eq!(said, [(3, 1, "S-25"), (5, 9, "S-24"), (6, 2, "S-25")]);
    }

    #[test]
    fn every_fault_of_the_file_is_said() {
        let (_, findings) = read("[site]\nname = 某县\ncolumn = “年报”\ndescription = \"好\"\n");
        let lines: Vec<_> = findings.iter().map(|f| f.line).collect();
        assert_eq!(lines, [2, 3]);
    }
}
