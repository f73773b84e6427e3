//! The groups of `site.toml`, each into its settings.

use toml::de::DeTable;

use super::SCHEMA;
use super::value::Reading;
use super::{Checks, Deadlines, Downloads, Given, GivenValue, SiteSettings, ThemeSettings};

type Settings<'t> = DeTable<'t>;

impl Reading<'_> {
    pub(super) fn site(&mut self, settings: &Settings<'_>, site: &mut SiteSettings) {
        const KNOWN: [&str; 6] = ["name", "column", "description", "keywords", "url", "schema"];
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "name" => self.word(value, &mut site.name),
                "column" => self.word(value, &mut site.column),
                "description" => self.word(value, &mut site.description),
                "keywords" => self.words(value, &mut site.keywords),
                "url" => self.url(value, &mut site.url),
                "schema" => self.schema(value),
                other => self.unknown(name.span(), other, &KNOWN),
            }
        }
    }

    /// The format of `content/` and `site.toml`; absent it is the first. A later one may
    /// mean by the same words another thing, so that nothing of it is published.
    fn schema(&mut self, value: &toml::Spanned<toml::de::DeValue<'_>>) {
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u32>().ok());
        match number {
            Some(1..=SCHEMA) => {}
            Some(newer @ 2..) => {
                let say = format!("内容格式应不超过 {SCHEMA}（本程序认得的），实际为 {newer}");
                self.wrong(value.span(), say, "换用认得这种格式的新版程序");
            }
            _ => self.wrong(value.span(), "内容格式应为整数", &format!("写 {SCHEMA}，不加引号，或删去这一行")),
        }
    }

    /// Which settings a theme takes is known when the theme is read.
    pub(super) fn theme(&mut self, settings: &Settings<'_>, theme: &mut ThemeSettings) {
        for (name, value) in settings {
            if name.get_ref() == "name" {
                theme.name_at = crate::finding::place_of(self.text, &value.span());
                self.word(value, &mut theme.name);
                continue;
            }
            if self.is_said(&name.span()) {
                continue;
            }
            theme.given.push(Given {
                name: name.get_ref().clone().into_owned(),
                name_at: crate::finding::place_of(self.text, &name.span()),
                value: GivenValue::read(self.text, value.get_ref()),
                value_at: crate::finding::place_of(self.text, &value.span()),
            });
        }
    }

    pub(super) fn deadlines(&mut self, settings: &Settings<'_>, deadlines: &mut Deadlines) {
        const KNOWN: [&str; 3] = ["government", "department", "township"];
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "government" => self.lawful_day(value, "政府", &mut deadlines.government),
                "department" => self.lawful_day(value, "部门", &mut deadlines.department),
                "township" => self.day(value, &mut deadlines.township),
                other => self.unknown(name.span(), other, &KNOWN),
            }
        }
    }

    pub(super) fn checks(&mut self, settings: &Settings<'_>, checks: &mut Checks) {
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

    pub(super) fn downloads(&mut self, settings: &Settings<'_>, downloads: &mut Downloads) {
        for (name, value) in settings {
            match name.get_ref().as_ref() {
                "spreadsheets" => self.truth(value, &mut downloads.spreadsheets),
                "word" => self.truth(value, &mut downloads.word),
                other => self.unknown(name.span(), other, &["spreadsheets", "word"]),
            }
        }
    }
}
