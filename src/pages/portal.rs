//! What a county's portal asks of a page: labels in its head, items at its foot.
//!
//! Names, kinds of page and order are those of 《政府网站发展指引》 (国办发〔2017〕47号):
//! three labels about the website on every page, four about the column on the pages of
//! a column, and those of the article on an article. A label without content is left
//! out, because inspections count empty ones as faults.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::config::{Config, Portal};
use crate::content::Report;
use crate::render::Html;
use crate::site::route;

use super::frame::Link;

/// One `meta` element.
#[derive(Debug, Serialize)]
pub(super) struct Label {
    /// As the guide spells it.
    pub(super) name: &'static str,
    /// Never empty.
    pub(super) content: String,
}

/// What the portal puts around a page.
#[derive(Debug, Serialize)]
pub(super) struct PortalView {
    /// HTML above the page, in place of the theme's own header.
    header: Option<Html>,
    /// HTML below the page, in place of the theme's own footer.
    footer: Option<Html>,
    /// Neither header nor footer: the portal frames the page itself.
    body_only: bool,
    /// 主办单位, 网站标识码 and so on, as far as they were given.
    items: Vec<Link>,
}

/// Labels of a page of the column; `description` of the page alone, where it has one.
pub(super) fn of_column(config: &Config, description: &str) -> Vec<Label> {
    let (site, portal) = (&config.site, &config.portal);
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let or = |value: &Option<String>, other: &str| value.clone().unwrap_or_else(|| other.to_owned());
    let host =
        site.url.as_deref().and_then(|url| url.split("://").nth(1)).and_then(|rest| rest.split(['/', ':']).next());
    let column = or(&portal.column_name, &site.column);
    let about = match site.description.is_empty() {
        true => format!("{column}：各行政机关的政府信息公开工作年度报告"),
        false => site.description.clone(),
    };
    let keywords = match site.keywords.is_empty() {
        true => column.clone(),
        false => site.keywords.join(","),
    };
    let page = if description.is_empty() { about.clone() } else { description.to_owned() };
    let labels = [
        ("SiteName", or(&portal.site_name, &site.name)),
        ("SiteDomain", or(&portal.site_domain, host.unwrap_or_default())),
        ("SiteIDCode", given(&portal.site_id_code)),
        ("ColumnName", column),
        ("ColumnDescription", or(&portal.column_description, &about)),
        ("ColumnKeywords", or(&portal.column_keywords, &keywords)),
        ("ColumnType", or(&portal.column_type, "信息公开年报")),
        ("description", page),
        ("keywords", keywords),
    ];
    filled(labels.into())
}

/// Adds the labels of an article to those of its column.
pub(super) fn of_article(
    config: &Config,
    labels: &mut Vec<Label>,
    title: &str,
    at: &str,
    source: &str,
    report: &Report,
) {
    // The guide writes these two with a capital; a page has each of them once.
    for label in labels.iter_mut() {
        label.name = match label.name {
            "description" => "Description",
            "keywords" => "Keywords",
            other => other,
        };
    }
    let own = labels.iter().position(|label| label.name == "Description").unwrap_or(labels.len());
    let url = config.site.url.as_deref().and_then(|base| route::absolute(base, at, ""));
    let article = filled(vec![
        ("ArticleTitle", title.to_owned()),
        // As the report gives it: a minute it does not name is not made up.
        ("PubDate", report.published.map(|published| published.text()).unwrap_or_default()),
        ("ContentSource", source.to_owned()),
    ]);
    labels.splice(own..own, article);
    labels.extend(filled(vec![("Url", url.unwrap_or_default())]));
}

fn filled(labels: Vec<(&'static str, String)>) -> Vec<Label> {
    let labels = labels.into_iter().filter(|(_, content)| !content.trim().is_empty());
    labels.map(|(name, content)| Label { name, content }).collect()
}

impl PortalView {
    /// For the page at `at`.
    pub(super) fn new(config: &Config, at: &str) -> PortalView {
        let portal = &config.portal;
        PortalView {
            header: portal.header.as_ref().map(Html::ready),
            footer: portal.footer.as_ref().map(Html::ready),
            body_only: portal.body_only,
            items: items(portal, config.site.url.as_deref().and_then(|base| route::absolute(base, at, ""))),
        }
    }
}

/// The items of the foot; `page` is the whole address of the page, where it is known.
fn items(portal: &Portal, page: Option<String>) -> Vec<Link> {
    let mut items = Vec::new();
    let mut add = |name: &str, value: &Option<String>, href: Option<String>| {
        if let Some(value) = value {
            items.push(Link { label: format!("{name}{value}"), href: href.as_deref().map(Html::text) });
        }
    };
    add("主办单位：", &portal.organizer, None);
    add("承办单位：", &portal.undertaker, None);
    add("联系方式：", &portal.contact, None);
    add("网站标识码：", &portal.site_id_code, None);
    add("", &portal.icp, Some("https://beian.miit.gov.cn/".to_owned()));
    let number: String = portal.police.iter().flat_map(|police| police.chars()).filter(char::is_ascii_digit).collect();
    add("", &portal.police, Some(format!("https://beian.mps.gov.cn/#/query/webSearch?code={number}")));
    add("", &portal.party_site.as_ref().map(|_| "党政机关网站标识".to_owned()), portal.party_site.clone());
    if let Some(code) = portal.site_id_code.as_ref().filter(|_| portal.find_error) {
        let page = page.map(|page| format!("&url={}", utf8_percent_encode(&page, NON_ALPHANUMERIC)));
        let href =
            format!("https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}{}", page.unwrap_or_default());
        add("", &Some("政府网站找错".to_owned()), Some(href));
    }
    items
}
