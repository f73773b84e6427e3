//! The page a host shows when it finds nothing.

use serde::Serialize;

use crate::config::Config;
use crate::render::Html;
use crate::site::{Site, route};

use super::frame::{Link, PageFrame};
use super::{Make, Page, Wanted};

/// What `404.html` is given.
#[derive(Serialize)]
pub(super) struct NotFoundView {
    pub(super) page: PageFrame,
    /// The whole address of the start page, where it is known: hosts answer with this page at
    /// any depth, where relative links lead nowhere.
    pub(super) address: Option<Html>,
}

impl NotFoundView {
    pub(super) fn of(page: PageFrame, config: &Config) -> NotFoundView {
        let address = config.site.url.as_deref().and_then(|base| route::absolute(base, "", route::HOME));
        NotFoundView { page, address: address.as_deref().map(Html::text) }
    }
}

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let make = move |shop: &super::Shop<'s>| {
        let page = shop.frame.apart(route::NOT_FOUND, "没有找到这个页面", vec![Link::here("没有找到")]);
        shop.theme.render("404.html", &NotFoundView::of(page, site.config))
    };
    vec![Page { route: route::NOT_FOUND.to_owned(), make: Make::One(Box::new(make)) }]
}
