//! `site.toml`: the settings of a site.

use serde::Serialize;

/// The settings, with their defaults where `site.toml` says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    /// `[site]`
    pub site: SiteSettings,
    /// `[theme]`
    pub theme: ThemeSettings,
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
            },
            theme: ThemeSettings { name: "county".to_owned(), color: "#1f4e8c".to_owned() },
        }
    }
}
