//! One office, as `office.yaml` describes it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Deadlines;

/// First report year under the regulation as issued in 2007 (国务院令第492号).
pub const FIRST_YEAR: u16 = 2008;
/// First report year under the regulation as revised in 2019 (国务院令第711号).
pub const NEW_REGULATION: u16 = 2019;

/// An office that must report (行政机关).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Office {
    /// Folder name: lower-case ASCII letters, digits, hyphens.
    pub id: Arc<str>,
    /// 全称; the id where none could be read.
    pub name: String,
    /// Whether 全称 could be read.
    pub named: bool,
    /// 简称; the full name where none is given.
    pub short: String,
    /// 类别.
    pub kind: OfficeKind,
    /// 上级: id of the superior office.
    pub parent: Option<Arc<str>>,
    /// 前身: ids of the offices merged into this one.
    pub predecessors: Vec<Arc<str>>,
    /// 曾用名, oldest first.
    pub former_names: Vec<FormerName>,
    /// 首报年度.
    pub first_year: Option<u16>,
    /// 停用年度: the last year it has to report for.
    pub last_year: Option<u16>,
    /// 排序: smaller numbers come first.
    pub order: i64,
}

impl Office {
    /// The name the office had in `year`.
    pub fn name_in(&self, year: u16) -> &str {
        self.former_names.iter().find(|former| year <= former.last_year).map_or(&self.name, |former| &former.name)
    }

    /// The last day for publishing the report of `year`: as the site sets it; for reports
    /// under the old regulation (国务院令第492号, up to 2018) 31 March for everybody.
    pub fn deadline(&self, deadlines: &Deadlines, year: u16) -> Option<Date> {
        let (month, day) = match self.kind {
            _ if year < NEW_REGULATION => Deadlines::LAW.government,
            OfficeKind::Government => deadlines.government,
            OfficeKind::Department => deadlines.department,
            _ => deadlines.township,
        };
        Date::new(i16::try_from(year).ok()?.checked_add(1)?, month, day).ok()
    }
}

/// A name used before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FormerName {
    /// 名称.
    pub name: String,
    /// 止于: the last report year under that name.
    pub last_year: u16,
}

/// 类别, in the order of a government's list of offices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeKind {
    /// 政府
    Government,
    /// 部门
    Department,
    /// 乡镇
    Township,
    /// 街道
    Subdistrict,
    /// 派出机构
    Agency,
    /// 授权组织
    Authorised,
}

impl OfficeKind {
    /// All kinds, in order.
    pub const ALL: [OfficeKind; 6] = [
        OfficeKind::Government,
        OfficeKind::Department,
        OfficeKind::Township,
        OfficeKind::Subdistrict,
        OfficeKind::Agency,
        OfficeKind::Authorised,
    ];

    /// The word written in `office.yaml` and printed on pages.
    pub fn name(self) -> &'static str {
        match self {
            OfficeKind::Government => "政府",
            OfficeKind::Department => "部门",
            OfficeKind::Township => "乡镇",
            OfficeKind::Subdistrict => "街道",
            OfficeKind::Agency => "派出机构",
            OfficeKind::Authorised => "授权组织",
        }
    }
}
