//! Lists of offices that are too long for one page: which rows stand on which page, and the
//! way from page to page.
//!
//! A county's lists are one page each. Those of a province are parted: a browser needs a
//! second and more for every thousand offices with their years (`docs/scale.md`).

use std::ops::Range;

use crate::site::{OfficeYears, route};

use super::frame::Link;

/// Most offices of one page.
pub(super) const OFFICES: usize = 1_000;
/// Most sums of one page: each is three statutory tables, 46 KB.
pub(super) const SUMS: usize = 25;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// From 1; the first lies at the list's own address.
    pub(super) number: usize,
    /// Which offices of the list it has.
    pub(super) offices: Range<usize>,
    /// Which sums.
    pub(super) sums: Range<usize>,
}

impl Part {
    /// Its address, where the first lies at `first`.
    pub(super) fn route(&self, first: &str) -> String {
        route::part(first, self.number)
    }

    /// What is added to the list's title, to tell the pages after the first from it.
    pub(super) fn mark(&self, of: usize) -> String {
        if self.number == 1 { String::new() } else { format!("（第 {} 页，共 {of} 页）", self.number) }
    }
}

/// The pages of a list of so many offices, with so many sums after them: one, or as many as
/// it takes. Sums that do not fit beside all offices stand on pages of their own.
pub(super) fn parts(offices: usize, sums: usize) -> Vec<Part> {
    if offices <= OFFICES && sums <= SUMS {
        return vec![Part { number: 1, offices: 0..offices, sums: 0..sums }];
    }
    let cut = |length: usize, most: usize| (0..length).step_by(most).map(move |at| at..length.min(at + most));
    let offices = cut(offices, OFFICES).map(|offices| (offices, 0..0));
    let sums = cut(sums, SUMS).map(|sums| (0..0, sums));
    (1..).zip(offices.chain(sums)).map(|(number, (offices, sums))| Part { number, offices, sums }).collect()
}

/// Links from `part`, one of `parts`, to all of them, each named by its first and last
/// office; none where the list is one page. `name` gives the name of an office of the list,
/// `superior` that of a sum's.
pub(super) fn links<'n>(
    part: &Part,
    parts: &[Part],
    first: &str,
    name: impl Fn(usize) -> &'n str,
    superior: impl Fn(usize) -> &'n str,
) -> Vec<Link> {
    if parts.len() == 1 {
        return Vec::new();
    }
    let span = |range: &Range<usize>, name: &dyn Fn(usize) -> &'n str| match range.len() {
        1 => name(range.start).to_owned(),
        _ => format!("{}—{}", name(range.start), name(range.end - 1)),
    };
    let at = part.route(first);
    let link = |other: &Part| {
        let label = match other.sums.is_empty() {
            true => span(&other.offices, &name),
            false => format!("下级机关合计：{}", span(&other.sums, &superior)),
        };
        match other == part {
            true => Link::here(label),
            false => Link::to(label, &at, &other.route(first)),
        }
    };
    parts.iter().map(link).collect()
}

/// `offices` by 类别, each group with its name, in order; offices of one 类别 stand together.
pub(super) fn kinds<'l, 's>(
    offices: &'l [&'s OfficeYears<'s>],
) -> impl Iterator<Item = (&'static str, &'l [&'s OfficeYears<'s>])> {
    offices.chunk_by(|a, b| a.office.kind == b.office.kind).map(|group| (group[0].office.kind.name(), group))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn every_row_stands_on_one_page() {
        for (offices, sums, pages) in
            [(0, 0, 1), (1, 1, 1), (1_000, 25, 1), (1_001, 0, 2), (1_000, 26, 3), (2_640, 46, 5), (3_000, 1, 4)]
        {
            let parts = parts(offices, sums);
            assert_eq!(parts.len(), pages, "{offices} {sums}");
            assert!(parts.iter().map(|part| part.number).eq(1..=pages));
            assert!(parts.iter().flat_map(|part| part.offices.clone()).eq(0..offices));
            assert!(parts.iter().flat_map(|part| part.sums.clone()).eq(0..sums));
            assert!(parts.iter().all(|part| part.offices.len() <= OFFICES && part.sums.len() <= SUMS));
        }
    }

    #[test]
    fn pages_are_named_by_what_stands_first_and_last() {
        let parts = parts(1_001, 2);
        let names: Vec<String> = (0..1_001).map(|number| format!("机关{number}")).collect();
        let links = links(&parts[1], &parts, "years/2023/name.html", |at| &names[at], |at| ["甲县", "乙县"][at]);
        let shown = serde_json::to_value(&links).unwrap();
        let expected = json!([
            { "label": "机关0—机关999", "href": "name.html" },
            { "label": "机关1000", "href": null },
            { "label": "下级机关合计：甲县—乙县", "href": "name-3.html" },
        ]);
        assert_eq!(shown, expected);
        assert_eq!(parts[2].mark(3), "（第 3 页，共 3 页）");
        assert_eq!(parts[0].mark(3), "");
    }
}
