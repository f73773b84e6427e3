//! The figures to take away: every cell of every report of a year and of the site, in
//! every format that holds many, and a description of the columns.

use serde_json::json;

use crate::export::{self, Entry};
use crate::site::{Site, route};

use super::{Make, Page, Wanted};

/// Most reports in the one spreadsheet of the whole site: a larger one opens slowly or
/// not at all, and every year has its own.
const SPREADSHEET_REPORTS: usize = 3_000;

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    let mut pages = Vec::new();
    for format in site_formats(site) {
        pages.push(Page { route: route::data(&format.cells_file()), make: cells(site, format, None) });
    }
    for year in site.reported_years() {
        for format in year_formats(site, year) {
            let route = route::year_data(year, &format.cells_file());
            pages.push(Page { route, make: cells(site, format, Some(year)) });
        }
    }
    let package = move |_: &_| Ok(package(site));
    pages.push(Page { route: route::DATA_PACKAGE.to_owned(), make: Make::One(Box::new(package)) });
    pages
}

/// Every cell of a year, or of all.
fn cells<'s>(site: &'s Site<'s>, format: &'static export::Format, year: Option<u16>) -> Make<'s> {
    Make::Long(Box::new(move |shop, take| format.make_many(&shop.press, &entries(site, year), take)))
}

/// The formats the whole site is offered in.
pub(super) fn site_formats<'s>(site: &'s Site<'s>) -> impl Iterator<Item = &'static export::Format> {
    let reports: usize = site.offices.iter().map(|office| office.reports.len()).sum();
    let mut downloads = site.config.downloads;
    downloads.spreadsheets &= reports <= SPREADSHEET_REPORTS;
    export::all(downloads)
}

/// The formats a year is offered in; none for a year without tables.
pub(super) fn year_formats<'s>(site: &'s Site<'s>, year: u16) -> impl Iterator<Item = &'static export::Format> {
    let tables = site.of_year(year).any(|(_, report)| report.edition.is_some());
    export::all(site.config.downloads).filter(move |_| tables)
}

/// Reports with tables, of one year or of all, by office and year.
fn entries<'s>(site: &'s Site<'_>, year: Option<u16>) -> Vec<Entry<'s>> {
    let offices = site.offices.iter();
    let all = offices.flat_map(|office| office.reports.values().map(move |report| (office.office, *report)));
    let wanted = |report: &crate::content::Report| year.is_none_or(|year| year == report.key.year);
    all.filter(|(_, report)| report.edition.is_some() && wanted(report)).collect()
}

/// A Data Package (Frictionless): what each column of `cells.csv` means.
fn package(site: &Site<'_>) -> Vec<u8> {
    let forms: Vec<String> =
        site.editions().iter().map(|edition| format!("{} 为{}", edition.id, edition.document)).collect();
    let mut units: Vec<&str> = Vec::new();
    for edition in site.editions() {
        for cell in &edition.cells {
            if !units.contains(&cell.unit.as_str()) {
                units.push(&cell.unit);
            }
        }
    }
    let units = format!("单位：{}", units.join("、"));
    let field = |name: &str, kind: &str, title: &str| json!({ "name": name, "type": kind, "title": title });
    let document = json!({
        "profile": "tabular-data-package",
        "name": "nianbao-cells",
        "title": site.config.site.name,
        "description": "政府信息公开工作年度报告统计表的全部数字，一行一格；空值表示未填，不是零",
        "resources": [{
            "name": "cells",
            "path": "cells.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "header": true },
            "schema": {
                "fields": [
                    field("office", "string", "机关编号（网址中的名称）"),
                    field("office_name", "string", "机关在该年度的全称"),
                    field("year", "integer", "报告年度，统计期为该年 1 月 1 日至 12 月 31 日"),
                    field("edition", "string", &format!("版式编号：{}", forms.join("，"))),
                    field("cell", "string", "格的编号，也是报告页上的锚点（. 换成 -）"),
                    field("label", "string", "表上的名称，由外到内"),
                    field("value", "number", "数值，小数位数与报告相同；空表示未填"),
                    field("unit", "string", &units),
                    field("derived", "boolean", "true 为由其他格相加得出"),
                ],
                "missingValues": [""],
                "primaryKey": ["office", "year", "cell"],
            },
        }],
    });
    // Strings and maps always print.
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
