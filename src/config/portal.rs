//! `[portal]`: what the county's portal asks of every page under it.
//!
//! The labels are those of 《政府网站发展指引》 (国办发〔2017〕47号) and its annex on page
//! labels; their names are written as there, because inspections compare them letter by
//! letter. Nothing is printed that was not given here or in `[site]`.

use std::path::Path;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::text;
use crate::source::walk::through_link;

use super::policy::Allowed;
use super::value::Reading;
use super::{Config, SETTING};

/// Largest header or footer read, in bytes.
const LIMIT: u64 = 1 << 20;
const KNOWN: [&str; 18] = [
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
    "organizer",
    "undertaker",
    "contact",
    "icp",
    "police",
    "find_error",
    "party_site",
    "header",
    "footer",
    "body_only",
    "csp_also",
];

/// `[portal]`; what is not given is none and is not printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Portal {
    /// `SiteName`: official name of the website; else the name of this site.
    pub site_name: Option<String>,
    /// `SiteDomain`: its domain without a scheme; else the host of `[site] url`.
    pub site_domain: Option<String>,
    /// `SiteIDCode`: 网站标识码, ten digits, or `bm` and eight digits.
    pub site_id_code: Option<String>,
    /// `ColumnName`; else `[site] column`.
    pub column_name: Option<String>,
    /// `ColumnDescription`; else `[site] description`.
    pub column_description: Option<String>,
    /// `ColumnKeywords`; else `[site] keywords`.
    pub column_keywords: Option<String>,
    /// `ColumnType`; else 信息公开年报.
    pub column_type: Option<String>,
    /// `organizer`: 主办单位.
    pub organizer: Option<String>,
    /// `undertaker`: 承办单位.
    pub undertaker: Option<String>,
    /// `contact`: 联系方式.
    pub contact: Option<String>,
    /// `icp`: ICP备案号.
    pub icp: Option<String>,
    /// `police`: 公安备案号.
    pub police: Option<String>,
    /// `find_error`: whether to link to 我为政府网站找错, which needs `SiteIDCode`.
    pub find_error: bool,
    /// `party_site`: address of 党政机关网站标识.
    pub party_site: Option<String>,
    /// `header`: HTML that stands above every page.
    pub header: Option<String>,
    /// `footer`: HTML that stands below every page.
    pub footer: Option<String>,
    /// The files header and footer are read from, relative to the root with `/`; also
    /// those that could not be read.
    pub files: Vec<String>,
    /// `body_only`: leave out header and footer, for pages the portal frames itself.
    pub body_only: bool,
    /// `csp_also`: what the pages' security policy allows beside the site itself.
    pub csp_also: Allowed,
}

impl Reading<'_> {
    pub(super) fn portal(&mut self, root: &Path, settings: &DeTable<'_>, portal: &mut Portal) {
        for (name, value) in settings {
            let into = match name.get_ref().as_ref() {
                "SiteName" => &mut portal.site_name,
                "SiteDomain" => &mut portal.site_domain,
                "SiteIDCode" => &mut portal.site_id_code,
                "ColumnName" => &mut portal.column_name,
                "ColumnDescription" => &mut portal.column_description,
                "ColumnKeywords" => &mut portal.column_keywords,
                "ColumnType" => &mut portal.column_type,
                "organizer" => &mut portal.organizer,
                "undertaker" => &mut portal.undertaker,
                "contact" => &mut portal.contact,
                "icp" => &mut portal.icp,
                "police" => &mut portal.police,
                "party_site" => {
                    self.url(value, &mut portal.party_site);
                    continue;
                }
                "find_error" => {
                    self.truth(value, &mut portal.find_error);
                    continue;
                }
                "body_only" => {
                    self.truth(value, &mut portal.body_only);
                    continue;
                }
                "csp_also" => {
                    self.allowed(value, &mut portal.csp_also);
                    continue;
                }
                "header" => {
                    portal.header = self.html(root, value, &mut portal.files);
                    continue;
                }
                "footer" => {
                    portal.footer = self.html(root, value, &mut portal.files);
                    continue;
                }
                other => {
                    self.unknown(name.span(), other, &KNOWN);
                    continue;
                }
            };
            let mut word = String::new();
            self.word(value, &mut word);
            *into = Some(word).filter(|word| !word.is_empty());
        }
    }

    /// What can only be judged when the whole group is known.
    pub(super) fn settle_portal(&mut self, document: &DeTable<'_>, config: &mut Config) {
        let Some(settings) = document.get("portal").and_then(|group| group.get_ref().as_table()) else { return };
        let span = |name: &str| settings.get(name).map_or(0..0, Spanned::span);
        let portal = &mut config.portal;
        for (name, html) in [("header", &portal.header), ("footer", &portal.footer)] {
            let file = settings.get(name).and_then(|file| file.get_ref().as_str());
            if let Some((file, html)) = file.zip(html.as_ref()) {
                self.kept_out(&file.trim().replace('\\', "/"), html, &portal.csp_also);
            }
        }
        // Not before: what was found in a file has its place in the whole of it.
        for html in [&mut portal.header, &mut portal.footer].into_iter().flatten() {
            *html = html.trim().to_owned();
        }
        if let Some(domain) = portal.site_domain.take_if(|domain| domain.contains(['/', ':', ' '])) {
            let say = format!("SiteDomain 应为域名，不带 https:// 和路径，实际为“{domain}”");
            self.wrong(span("SiteDomain"), say, "写作 \"www.example.gov.cn\" 的样子");
        }
        if let Some(code) = portal.site_id_code.take_if(|code| !is_site_code(code)) {
            let say = format!("网站标识码应为 10 位数字，或 bm 和 8 位数字，实际为“{code}”");
            self.wrong(span("SiteIDCode"), say, "照门户网站页脚上的标识码填写，用半角数字");
        }
        if portal.find_error && portal.site_id_code.is_none() {
            portal.find_error = false;
            self.wrong(span("find_error"), "“政府网站找错”要有网站标识码", "填好 SiteIDCode，或删去 find_error");
        }
        if portal.body_only {
            for (name, file) in [("header", &mut portal.header), ("footer", &mut portal.footer)] {
                if file.take().is_some() {
                    let say = format!("body_only = true 时不印页眉页脚，“{name}”不起作用");
                    self.wrong(span(name), say, &format!("{name} 和 body_only 只留一个"));
                }
            }
        }
    }

    /// The text of an HTML file of the site.
    fn html(&mut self, root: &Path, value: &Spanned<DeValue<'_>>, files: &mut Vec<String>) -> Option<String> {
        let mut file = String::new();
        self.word(value, &mut file);
        if file.is_empty() {
            return None;
        }
        let file = file.replace('\\', "/");
        if file.starts_with('/') || file.contains(':') || file.split('/').any(|part| part == "..") {
            let say = format!("页眉页脚的文件应在站点的文件夹里，实际为“{file}”");
            self.wrong(value.span(), say, "写文件从站点文件夹起的位置，如 \"portal/header.html\"");
            return None;
        }
        if through_link(root, &file) {
            let say = format!("页眉页脚的文件应在站点的文件夹里，“{file}”是符号链接或在链接的文件夹里");
            self.wrong(value.span(), say, "把文件本身放进站点的文件夹");
            return None;
        }
        files.push(file.clone());
        match text::read(root, &file, LIMIT) {
            Ok(text) => {
                self.relative_links(&file, &text.body);
                Some(text.body)
            }
            Err(refusal) => {
                self.wrong(value.span(), format!("读不了“{file}”：{}", refusal.message()), refusal.advice());
                None
            }
        }
    }

    /// The file stands on pages at every depth, where a relative address leads somewhere
    /// else each time.
    fn relative_links(&mut self, file: &str, html: &str) {
        for name in ["href=", "src=", "action="] {
            for (at, _) in html.match_indices(name) {
                let rest = &html[at + name.len()..];
                let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
                let link = rest[1..].split(quote).next().unwrap_or_default();
                let scheme = link.find([':', '/']).is_some_and(|at| link[at..].starts_with(':'));
                if link.is_empty() || link.starts_with(['/', '#', '?']) || scheme {
                    continue;
                }
                let from = at + name.len() + 1;
                let finding = crate::finding::in_text(&SETTING, file, html, &(from..from + link.len()));
                let say = format!("页眉页脚里的地址应以 / 或 https:// 开头，实际为“{link}”");
                self.findings
                    .push(finding.say(say).advise("相对地址在各级页面上指向不同的地方，改写为完整的地址").done());
            }
        }
    }
}

fn is_site_code(code: &str) -> bool {
    let (digits, wanted) = code.strip_prefix("bm").map_or((code, 10), |digits| (digits, 8));
    digits.len() == wanted && digits.bytes().all(|byte| byte.is_ascii_digit())
}
