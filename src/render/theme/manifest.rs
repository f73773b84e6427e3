//! `theme.toml`: what a theme is called, which theme it is laid over, and the settings a
//! site may give it under `[theme]`.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::Spanned;
use toml::de::DeTable;

use crate::config::{Given, GivenValue, Place, Reading, SETTING, UNKNOWN_SETTING, is_color};
use crate::finding::{Finding, nearest, place_of};

use super::layers::Layers;

const KNOWN: [&str; 3] = ["name", "parent", "settings"];
const OF_SETTING: [&str; 4] = ["type", "default", "choices", "label"];
const KINDS: [&str; 6] = ["color", "bool", "text", "asset", "choice", "list"];

/// What `theme.toml` says.
#[derive(Clone, Debug, Default)]
pub(super) struct Manifest {
    pub(super) name: Option<String>,
    pub(super) parent: Option<String>,
    /// Where the name and the parent stand.
    pub(super) name_at: Place,
    pub(super) parent_at: Place,
    pub(super) settings: BTreeMap<String, Setting>,
}

/// A setting a theme takes.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    kind: Kind,
    /// What it is where the site says nothing, or what the site says.
    pub(super) value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Color,
    Truth,
    Text,
    /// A file of the theme's `assets`, or none.
    Asset,
    Choice(Vec<String>),
    /// Some of these, in the order written.
    List(Vec<String>),
}

/// Why a value does not fit: what should stand there, how to write it, and the part of
/// the value meant, where it is a part.
struct Misfit {
    say: String,
    advise: String,
    at: Option<Place>,
}

impl From<(String, String)> for Misfit {
    fn from((say, advise): (String, String)) -> Misfit {
        Misfit { say, advise, at: None }
    }
}

/// The value of a setting, as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Text(String),
    Truth(bool),
    List(Vec<String>),
}

impl Setting {
    /// The colour, for the stylesheets.
    pub(super) fn color(&self) -> Option<&str> {
        match (&self.kind, &self.value) {
            (Kind::Color, Value::Text(color)) => Some(color),
            _ => None,
        }
    }
}

impl Kind {
    /// The value this kind makes of what was written.
    ///
    /// # Errors
    /// What does not fit.
    fn take(&self, given: &GivenValue) -> Result<Value, Misfit> {
        if let Kind::List(choices) = self {
            return some_of(choices, given);
        }
        self.take_one(given).map_err(Misfit::from)
    }

    fn take_one(&self, given: &GivenValue) -> Result<Value, (String, String)> {
        match (self, given) {
            (Kind::Color, GivenValue::Text(word)) if is_color(word) => Ok(Value::Text(word.to_ascii_lowercase())),
            (Kind::Color, GivenValue::Text(word)) => {
                Err((format!("颜色应为 # 和六位十六进制数，实际为“{word}”"), "写作 \"#1f4e8c\" 的样子".to_owned()))
            }
            (Kind::Color, _) => {
                Err(("这里应为颜色".to_owned(), "放在半角双引号里，写作 \"#1f4e8c\" 的样子".to_owned()))
            }
            (Kind::Truth, GivenValue::Truth(truth)) => Ok(Value::Truth(*truth)),
            (Kind::Truth, _) => {
                Err(("这里应为 true（要）或 false（不要）".to_owned(), "写 true 或 false，不加引号".to_owned()))
            }
            (Kind::Text | Kind::Asset, GivenValue::Text(word)) => Ok(Value::Text(word.clone())),
            (Kind::Text | Kind::Asset, _) => Err(("这里应为文字".to_owned(), "放在半角双引号里".to_owned())),
            (Kind::Choice(choices), GivenValue::Text(word)) if choices.contains(word) => Ok(Value::Text(word.clone())),
            (Kind::Choice(choices) | Kind::List(choices), given) => {
                let is = match given {
                    GivenValue::Text(word) => format!("，实际为“{word}”"),
                    _ => String::new(),
                };
                let words: Vec<String> = choices.iter().map(|choice| format!("“{choice}”")).collect();
                Err((format!("这里应为 {} 之一{is}", words.join("、")), "照写其中一个，放在半角双引号里".to_owned()))
            }
        }
    }
}

/// A list of which each must be among `choices`, and stand there once.
fn some_of(choices: &[String], given: &GivenValue) -> Result<Value, Misfit> {
    let allowed = choices.join("、");
    let GivenValue::List(words) = given else {
        let advise = format!("写作 [\"甲\", \"乙\"] 的样子；可用的有 {allowed}");
        return Err(Misfit { say: "这里应为方括号里的几个词".to_owned(), advise, at: None });
    };
    for (number, (word, place)) in words.iter().enumerate() {
        if !choices.contains(word) {
            let advise = match nearest(word, choices.iter().map(String::as_str)) {
                Some(near) => format!("是否为“{near}”？可用的有 {allowed}"),
                None => format!("删去；可用的有 {allowed}"),
            };
            return Err(Misfit { say: format!("没有“{word}”这一项"), advise, at: Some(*place) });
        }
        if words[..number].iter().any(|(known, _)| known == word) {
            let (say, advise) = (format!("“{word}”写了两次"), "只留一处".to_owned());
            return Err(Misfit { say, advise, at: Some(*place) });
        }
    }
    Ok(Value::List(words.iter().map(|(word, _)| word.clone()).collect()))
}

/// Of a file that is not there; `manifest` is the `theme.toml` beside the folder for it.
fn no_asset(word: &str, assets: &[&str], manifest: &str) -> Misfit {
    let folder = manifest.trim_end_matches("theme.toml");
    let advise = match nearest(word, assets.iter().copied()) {
        Some(near) => format!("是否为“{near}”？照此改写"),
        None => format!("把文件放进 {folder}assets，这里写它在那里的名称"),
    };
    Misfit { say: format!("主题的 assets 里没有“{word}”"), advise, at: None }
}

/// Reads a `theme.toml`; what cannot be read is left out, with a finding.
pub(super) fn read(file: &str, text: &str) -> (Manifest, Vec<Finding>) {
    let mut reading = Reading { file, text, findings: Vec::new() };
    let (document, faults) = DeTable::parse_recoverable(text);
    for fault in &faults {
        reading.syntax(fault);
    }
    let mut manifest = Manifest::default();
    for (name, value) in document.get_ref() {
        let mut word = String::new();
        match name.get_ref().as_ref() {
            "name" => {
                reading.word(value, &mut word);
                manifest.name_at = place_of(text, &value.span());
                manifest.name = Some(word).filter(|word| !word.is_empty());
            }
            "parent" => {
                reading.word(value, &mut word);
                manifest.parent_at = place_of(text, &value.span());
                manifest.parent = Some(word).filter(|word| !word.is_empty());
            }
            "settings" => match value.get_ref().as_table() {
                Some(settings) => reading.settings(settings, &mut manifest.settings),
                None => reading.wrong(value.span(), "settings 应为一组设置", "写作 [settings.color] 的样子"),
            },
            other => reading.unknown(name.span(), other, &KNOWN),
        }
    }
    (manifest, reading.findings)
}

impl Reading<'_> {
    fn settings(&mut self, settings: &DeTable<'_>, into: &mut BTreeMap<String, Setting>) {
        for (name, value) in settings {
            let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if !name.get_ref().bytes().all(fits) || name.get_ref() == "name" {
                let say = "设置的名称应为小写英文字母、数字和下划线，不能是 name";
                self.wrong(name.span(), say, "换一个名称，如 color");
                continue;
            }
            match value.get_ref().as_table() {
                Some(table) => {
                    let setting = self.setting(name, table);
                    into.extend(setting.map(|setting| (name.get_ref().clone().into_owned(), setting)));
                }
                None => self.wrong(value.span(), "设置应写明 type 和 default", "写作 [settings.color] 的样子"),
            }
        }
    }

    fn setting(&mut self, name: &Spanned<impl Sized>, table: &DeTable<'_>) -> Option<Setting> {
        for (key, _) in table {
            if !OF_SETTING.contains(&key.get_ref().as_ref()) {
                self.unknown(key.span(), key.get_ref(), &OF_SETTING);
            }
        }
        let kind = self.kind(name, table)?;
        let Some(default) = table.get("default") else {
            self.wrong(name.span(), "设置缺少 default", "写明 site.toml 没有写时用什么");
            return None;
        };
        match kind.take(&GivenValue::read(self.text, default.get_ref())) {
            Ok(value) => Some(Setting { kind, value }),
            Err(Misfit { say, advise, .. }) => {
                self.wrong(default.span(), say, &advise);
                None
            }
        }
    }

    fn kind(&mut self, name: &Spanned<impl Sized>, table: &DeTable<'_>) -> Option<Kind> {
        let advise = format!("可用的有 {}", KINDS.join("、"));
        let Some(kind) = table.get("type") else {
            self.wrong(name.span(), "设置缺少 type", &advise);
            return None;
        };
        let choices = table.get("choices").and_then(|list| list.get_ref().as_array());
        let choices = choices.into_iter().flatten().filter_map(|item| item.get_ref().as_str().map(str::to_owned));
        let choices: Vec<String> = choices.collect();
        match kind.get_ref().as_str() {
            Some("color") => Some(Kind::Color),
            Some("bool") => Some(Kind::Truth),
            Some("text") => Some(Kind::Text),
            Some("asset") => Some(Kind::Asset),
            Some("choice") if choices.is_empty() => {
                self.wrong(kind.span(), "choice 应写明 choices", "写作 choices = [\"甲\", \"乙\"] 的样子");
                None
            }
            Some("choice") => Some(Kind::Choice(choices)),
            Some("list") if choices.is_empty() => {
                self.wrong(kind.span(), "list 应写明 choices", "写作 choices = [\"甲\", \"乙\"] 的样子");
                None
            }
            Some("list") => Some(Kind::List(choices)),
            _ => {
                self.wrong(kind.span(), "没有这种 type", &advise);
                None
            }
        }
    }
}

/// Puts what `site.toml` says into the settings the theme takes.
pub(super) fn apply(site_file: &str, site: &[Given], layers: &mut Layers) -> Vec<Finding> {
    let Layers { settings, files, manifest, .. } = layers;
    let assets: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix("assets/")).collect();
    let mut findings = Vec::new();
    for given in site {
        let Some(setting) = settings.get_mut(&given.name) else {
            let (line, column, length) = given.name_at;
            let known: Vec<&str> = std::iter::once("name").chain(settings.keys().map(String::as_str)).collect();
            let advise = match nearest(&given.name, known.iter().copied()) {
                Some(near) => format!("是否为“{near}”？照此改写"),
                None => format!("删去；这个主题可用的有 {}", known.join("、")),
            };
            let finding = UNKNOWN_SETTING.at(site_file, line, column, length);
            findings.push(finding.say(format!("没有“{}”这个设置", given.name)).advise(advise).done());
            continue;
        };
        // An empty value stands for the default, as in a file to be filled in.
        if given.value == GivenValue::Text(String::new()) {
            continue;
        }
        let fits = match (&setting.kind, &given.value) {
            (Kind::Asset, GivenValue::Text(word)) if !assets.contains(&word.as_str()) => {
                Err(no_asset(word, &assets, manifest))
            }
            (kind, value) => kind.take(value),
        };
        match fits {
            Ok(value) => setting.value = value,
            Err(Misfit { say, advise, at }) => {
                let (line, column, length) = at.unwrap_or(given.value_at);
                findings.push(SETTING.at(site_file, line, column, length).say(say).advise(advise).done());
            }
        }
    }
    findings
}
