//! What stands around every page: title, breadcrumb, links to the start page and years.

use serde::Serialize;

use crate::render::Html;
use crate::render::theme::Theme;
use crate::site::{Site, route};

/// Pages about the whole site.
const TOOLS: [(&str, &str); 3] = [("比较", route::COMPARE), ("检索", route::SEARCH), ("数据与说明", route::METHOD)];

/// What all pages share.
pub(super) struct Frame {
    name: String,
    column: String,
    description: String,
    keywords: String,
    stylesheet: Option<String>,
    newest_year: Option<u16>,
}

/// A link.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    /// What it says.
    pub(super) label: String,
    /// Where it leads; absent for the page itself.
    pub(super) href: Option<Html>,
}

impl Link {
    pub(super) fn to(label: impl Into<String>, from: &str, route: &str) -> Link {
        Link { label: label.into(), href: Some(Html::ready(route::link(from, route))) }
    }

    pub(super) fn here(label: impl Into<String>) -> Link {
        Link { label: label.into(), href: None }
    }
}

/// A file to take away.
#[derive(Debug, Serialize)]
pub(super) struct FileLink {
    /// What the link says.
    pub(super) label: String,
    pub(super) href: Html,
    /// The name it is saved under: whose figures, of which year.
    pub(super) name: String,
}

impl FileLink {
    pub(super) fn to(label: &str, from: &str, route: &str, name: String) -> FileLink {
        FileLink { label: label.to_owned(), href: Html::ready(route::link(from, route)), name }
    }
}

/// The frame of one page, as templates see it under `page`.
#[derive(Debug, Serialize)]
pub(super) struct PageFrame {
    /// Title of the page alone.
    pub(super) title: String,
    /// One sentence about the page.
    pub(super) description: String,
    /// For search engines.
    pub(super) keywords: String,
    /// Name of the site.
    pub(super) site_name: String,
    /// The portal column.
    pub(super) column: String,
    /// The way from the start page to here.
    pub(super) crumbs: Vec<Link>,
    /// The start page.
    pub(super) home: Html,
    /// The newest year's page, where there is one.
    pub(super) newest: Option<Link>,
    /// Pages about the whole site: comparison, search, method.
    pub(super) tools: Vec<Link>,
    /// The Atom feed.
    pub(super) feed: Html,
    /// The stylesheet.
    pub(super) stylesheet: Option<Html>,
}

impl Frame {
    pub(super) fn new(site: &Site<'_>, theme: &Theme) -> Frame {
        let newest_year = site.reported_years().next_back();
        Frame {
            name: site.config.site.name.clone(),
            column: site.config.site.column.clone(),
            description: site.config.site.description.clone(),
            keywords: site.config.site.keywords.join(","),
            stylesheet: theme.asset("site.css").map(str::to_owned),
            newest_year,
        }
    }

    /// The frame of the page at `at`; `crumbs` lead from the start page to it.
    pub(super) fn page(&self, at: &str, title: &str, description: &str, crumbs: Vec<Link>) -> PageFrame {
        let mut way = vec![Link::to(&self.column, at, route::HOME)];
        way.extend(crumbs);
        PageFrame {
            title: title.to_owned(),
            description: if description.is_empty() { self.description.clone() } else { description.to_owned() },
            keywords: self.keywords.clone(),
            site_name: self.name.clone(),
            column: self.column.clone(),
            crumbs: way,
            home: Html::ready(route::link(at, route::HOME)),
            newest: self.newest_year.map(|year| Link::to(format!("{year} 年度"), at, &route::year(year))),
            tools: TOOLS.iter().map(|(label, route)| Link::to(*label, at, route)).collect(),
            feed: Html::ready(route::link(at, route::FEED)),
            stylesheet: self.stylesheet.as_ref().map(|name| Html::ready(route::link(at, &route::asset(name)))),
        }
    }

    /// The description of the site.
    pub(super) fn description(&self) -> &str {
        &self.description
    }
}
