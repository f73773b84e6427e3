//! The pages above several sites that stand under one index: the start page, and the page
//! a host shows when it finds nothing. Everything else lies in the sites themselves.

use serde::Serialize;

use crate::config::Config;
use crate::content::{Content, OfficeKind};
use crate::error::{Error, Result};
use crate::render::Html;
use crate::render::theme::Theme;
use crate::site::{Site, route};

use super::frame::{Frame, Link, PageFrame};
use super::not_found::NotFoundView;

/// One of the sites.
#[derive(Debug, Default)]
pub struct Part {
    /// Its folder.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its offices that have a report.
    pub offices: Vec<Office>,
    /// How many have none.
    pub silent: usize,
    /// Years that have a page, newest first.
    pub years: Vec<u16>,
}

/// An office of one of the sites.
#[derive(Debug)]
pub struct Office {
    /// Its folder within the site.
    pub id: String,
    /// Its name in the newest year it reported for.
    pub name: String,
    /// 类别, as the site has it.
    pub kind: String,
    /// Years it has a report for, oldest first.
    pub years: Vec<u16>,
}

/// What `join.html` is given.
#[derive(Serialize)]
struct JoinView {
    page: PageFrame,
    /// A sentence about the site, from its settings.
    description: String,
    offices: usize,
    reports: usize,
    parts: Vec<PartView>,
    csv: Html,
    json: Html,
}

#[derive(Serialize)]
struct PartView {
    /// For ids on the page.
    id: String,
    link: Link,
    offices: usize,
    silent: usize,
    reports: usize,
    years: Vec<Link>,
    kinds: Vec<KindView>,
}

#[derive(Serialize)]
struct KindView {
    name: String,
    offices: Vec<OfficeView>,
}

#[derive(Serialize)]
struct OfficeView {
    link: Link,
    reports: usize,
    first: u16,
    last: u16,
}

/// Every page with its address, and the theme's files.
///
/// # Errors
/// When the theme has no template for it, or a template fails.
pub fn pages(config: &Config, theme: &Theme, parts: &[Part]) -> Result<Vec<(String, Vec<u8>)>> {
    const TEMPLATE: &str = "join.html";
    if !theme.has(TEMPLATE) {
        return Err(Error::refused(format!(
            "主题“{}”没有模板 {TEMPLATE}（合在一起的首页）；在它的 theme.toml 里写 parent = \"county\"，或用“nianbao theme new”复制一份来改",
            config.theme.name
        )));
    }
    let none = Content::default();
    let site = Site::arrange(config, &none, std::iter::empty());
    let frame = Frame::new(&site, theme);
    // Comparison and search are within each site.
    let tools = |at: &str| vec![Link::to("全部数字（CSV）", at, route::CELLS_CSV)];
    let mut page = frame.page(route::HOME, &config.site.name, "", Vec::new());
    page.tools = tools(route::HOME);
    page.crumbs.iter_mut().for_each(|crumb| crumb.href = None);
    let views: Vec<PartView> = parts.iter().map(view).collect();
    let home = JoinView {
        page,
        description: frame.description().to_owned(),
        offices: views.iter().map(|part| part.offices + part.silent).sum(),
        reports: views.iter().map(|part| part.reports).sum(),
        parts: views,
        csv: Html::ready(route::link(route::HOME, route::CELLS_CSV)),
        json: Html::ready(route::link(route::HOME, route::CELLS_JSON)),
    };
    let mut page = frame.apart(route::NOT_FOUND, "没有找到这个页面", vec![Link::here("没有找到")]);
    page.tools = tools(route::NOT_FOUND);
    let mut files = vec![
        (route::HOME.to_owned(), theme.render(TEMPLATE, &home)?),
        (route::NOT_FOUND.to_owned(), theme.render("404.html", &NotFoundView { page })?),
    ];
    files.extend(theme.assets().map(|asset| (route::asset(&asset.name), asset.bytes.clone())));
    Ok(files)
}

/// The address of what lies at `to` in the site of a part.
pub fn within(part: &str, to: &str) -> String {
    format!("{part}/{to}")
}

fn view(part: &Part) -> PartView {
    let at = route::HOME;
    let office = |office: &Office| {
        Some(OfficeView {
            link: Link::to(&office.name, at, &within(&part.id, &route::office(&office.id))),
            reports: office.years.len(),
            first: *office.years.first()?,
            last: *office.years.last()?,
        })
    };
    // In the order the sites themselves have, as far as their data files say it.
    let kinds = OfficeKind::ALL.iter().map(|kind| KindView {
        name: kind.name().to_owned(),
        offices: part.offices.iter().filter(|known| known.kind == kind.name()).filter_map(office).collect(),
    });
    PartView {
        id: part.id.clone(),
        link: Link::to(&part.name, at, &within(&part.id, route::HOME)),
        offices: part.offices.len(),
        silent: part.silent,
        reports: part.offices.iter().map(|office| office.years.len()).sum(),
        years: part
            .years
            .iter()
            .map(|year| Link::to(year.to_string(), at, &within(&part.id, &route::year(*year))))
            .collect(),
        kinds: kinds.filter(|kind| !kind.offices.is_empty()).collect(),
    }
}
