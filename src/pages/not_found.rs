//! The page a host shows when it finds nothing.

use serde::Serialize;

use crate::site::{Site, route};

use super::frame::{Link, PageFrame};
use super::{Make, Page, Wanted};

/// What `404.html` is given.
#[derive(Serialize)]
pub(super) struct NotFoundView {
    pub(super) page: PageFrame,
}

pub(super) fn pages<'s>(_: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let make = |shop: &super::Shop<'s>| {
        let page = shop.frame.apart(route::NOT_FOUND, "没有找到这个页面", vec![Link::here("没有找到")]);
        shop.theme.render("404.html", &NotFoundView { page })
    };
    vec![Page { route: route::NOT_FOUND.to_owned(), make: Make::One(Box::new(make)) }]
}
