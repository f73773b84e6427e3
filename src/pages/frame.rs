//! What stands around every page: title, breadcrumb, links to the start page and years.

use serde::Serialize;

use crate::config::{Allowed, Config};
use crate::content::Report;
use crate::render::theme::Theme;
use crate::render::{Html, Rows, escape_text};
use crate::site::{Site, route};

use super::portal::{self, Label, PortalView};

/// Pages about the whole site.
const TOOLS: [(&str, &str); 3] = [("比较", route::COMPARE), ("检索", route::SEARCH), ("数据与说明", route::METHOD)];

/// The theme's stylesheet, and one that a theme laid over it may add.
const STYLESHEETS: [&str; 2] = ["site.css", "extra.css"];

/// What all pages share.
pub(super) struct Frame {
    config: Config,
    policy: Html,
    stylesheets: Vec<String>,
    newest_year: Option<u16>,
}

/// What a page may load, and from where: the site alone, and what the portal's own frame
/// was given leave for. No script and no style stands in a page itself.
const POLICY: [(&str, &str); 8] = [
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    // Said although it is the default: the preview's script needs more and says so here.
    ("connect-src", "'none'"),
    ("base-uri", "'none'"),
    // The search box of a portal's header asks the portal.
    ("form-action", "'self'"),
];

/// The policy as it stands in an attribute; sources were checked when they were read.
fn policy(also: &Allowed) -> String {
    let known = POLICY.iter().map(|(directive, own)| (*directive, *own));
    let more = also.keys().map(|directive| (directive.as_str(), "'none'"));
    let more = more.filter(|(directive, _)| POLICY.iter().all(|(known, _)| known != directive));
    let directives = known.chain(more).map(|(directive, own)| match also.get(directive) {
        Some(added) => {
            format!("{directive} {} {}", own.trim_start_matches("'none'"), added.join(" ")).replace("  ", " ")
        }
        None => format!("{directive} {own}"),
    });
    directives.collect::<Vec<_>>().join("; ")
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
    /// The content security policy, which belongs at the head of every page.
    pub(super) policy: Html,
    /// The `meta` labels: those of 《政府网站发展指引》 and those for search engines.
    pub(super) labels: Rows<Label>,
    /// The same as elements, a line each.
    pub(super) meta: Html,
    /// What the portal puts around the page.
    pub(super) portal: PortalView,
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
    /// The stylesheets: the theme's, then what a site adds to it.
    pub(super) stylesheets: Vec<Html>,
    /// The way up to the root of the site: `../../`, or nothing.
    pub(super) root: Html,
}

impl Frame {
    pub(super) fn new(site: &Site<'_>, theme: &Theme) -> Frame {
        let newest_year = site.reported_years().next_back();
        let stylesheets = STYLESHEETS.iter().filter_map(|name| theme.asset(name)).map(str::to_owned).collect();
        let policy = Html::ready(policy(&site.config.portal.csp_also));
        Frame { policy, config: site.config.clone(), stylesheets, newest_year }
    }

    /// The frame of the page at `at`; `crumbs` lead from the start page to it. Its labels
    /// are those of a column's page.
    pub(super) fn page(&self, at: &str, title: &str, description: &str, crumbs: Vec<Link>) -> PageFrame {
        self.labelled(at, title, portal::of_column(&self.config, description), crumbs)
    }

    /// The same with the labels of an article: the report of the office called `source`.
    pub(super) fn article(
        &self,
        at: &str,
        title: &str,
        description: &str,
        crumbs: Vec<Link>,
        (source, report): (&str, &Report),
    ) -> PageFrame {
        let mut labels = portal::of_column(&self.config, description);
        portal::of_article(&self.config, &mut labels, title, at, source, report);
        self.labelled(at, title, labels, crumbs)
    }

    /// The same with the labels every page has: it belongs to no column.
    pub(super) fn apart(&self, at: &str, title: &str, crumbs: Vec<Link>) -> PageFrame {
        let mut labels = portal::of_column(&self.config, "");
        labels.retain(|label| label.name.starts_with("Site"));
        self.labelled(at, title, labels, crumbs)
    }

    fn labelled(&self, at: &str, title: &str, labels: Vec<Label>, crumbs: Vec<Link>) -> PageFrame {
        let site = &self.config.site;
        let mut way = vec![Link::to(&site.column, at, route::HOME)];
        way.extend(crumbs);
        PageFrame {
            title: title.to_owned(),
            policy: self.policy.clone(),
            meta: meta(&labels),
            labels: Rows::new(labels),
            portal: PortalView::new(&self.config, at),
            site_name: site.name.clone(),
            column: site.column.clone(),
            crumbs: way,
            home: Html::ready(route::link(at, route::HOME)),
            newest: self.newest_year.map(|year| Link::to(format!("{year} 年度"), at, &route::year(year))),
            tools: TOOLS.iter().map(|(label, route)| Link::to(*label, at, route)).collect(),
            feed: Html::ready(route::link(at, route::FEED)),
            stylesheets: self
                .stylesheets
                .iter()
                .map(|name| Html::ready(route::link(at, &route::asset(name))))
                .collect(),
            root: Html::ready(route::up(at)),
        }
    }

    /// The description of the site.
    pub(super) fn description(&self) -> &str {
        &self.config.site.description
    }
}

/// Labels as elements.
fn meta(labels: &[Label]) -> Html {
    let mut out = String::with_capacity(labels.len() * 160);
    for Label { name, content } in labels {
        ["<meta name=\"", name, "\" content=\""].into_iter().for_each(|part| out.push_str(part));
        escape_text(content, &mut out);
        out.push_str("\">\n");
    }
    Html::ready(out)
}
