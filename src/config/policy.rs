//! `[portal] csp_also`: what the pages' content security policy allows beside the site
//! itself, and what of the portal's own header and footer the policy would keep out.
//!
//! The pages of the program need nothing from elsewhere. A portal's frame may: the sign of
//! 党政机关 is a picture of another host. It is named here, one source at a time, so that
//! nothing is let in by mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::DeValue;

use crate::finding::{Level, Rule};

use super::value::Reading;

/// What is allowed besides, by directive: `img-src` → `https://dcs.conac.cn`.
pub type Allowed = BTreeMap<String, Vec<String>>;

/// Directives to which sources may be added.
const DIRECTIVES: [&str; 8] =
    ["script-src", "style-src", "img-src", "font-src", "frame-src", "connect-src", "media-src", "form-action"];

/// Parts of the portal's frame that browsers will leave out.
pub static KEPT_OUT: Rule = Rule {
    code: "S-28",
    level: Level::Warning,
    title: "门户的页眉页脚里有网页安全策略不允许的内容",
    explain: "每个网页都带安全策略（Content-Security-Policy），只用本站的脚本、样式和图片；门户的页眉页脚用到别处的，要在 [portal] 的 csp_also 里逐项写明。",
    why: "没有写明的，浏览器不载入，页眉页脚会缺图片、缺样式。",
    mend: "照提示在 csp_also 里加一项，或把图片、样式、脚本改为本网站的文件。",
    source: "W3C Content Security Policy Level 3",
    wrong: "<img src=\"https://dcs.conac.cn/image/red.png\" alt=\"党政机关\">",
    right: "csp_also = [\"img-src https://dcs.conac.cn\"]",
};

impl Reading<'_> {
    pub(super) fn allowed(&mut self, value: &Spanned<DeValue<'_>>, into: &mut Allowed) {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value.span(), "这里应为几项", "写作 [\"img-src https://dcs.conac.cn\"] 的样子");
            return;
        };
        for item in items {
            let mut words = String::new();
            self.word(item, &mut words);
            let mut words = words.split_whitespace();
            let Some(directive) = words.next() else { continue };
            if !DIRECTIVES.contains(&directive) {
                let say = format!("csp_also 每项先写用途，没有“{directive}”这一种");
                self.wrong(item.span(), say, &format!("用途可写 {}", DIRECTIVES.join("、")));
                continue;
            }
            for source in words {
                if is_source(directive, source) {
                    into.entry(directive.to_owned()).or_default().push(source.to_owned());
                } else {
                    let say = format!("{directive} 不能写“{source}”");
                    let advise = "写到主机为止的网址，如 https://dcs.conac.cn；\
                        写在网页里的样式用 style-src 'unsafe-inline'，写在网页里的脚本只能写它的摘要 'sha256-…'";
                    self.wrong(item.span(), say, advise);
                }
            }
        }
    }

    /// Says what of the frame in `file` the policy keeps out, each once.
    pub(super) fn kept_out(&mut self, file: &str, html: &str, allowed: &Allowed) {
        let mut said = BTreeSet::new();
        let body = Html::parse_fragment(html);
        let Ok(all) = Selector::parse("*") else { return };
        for element in body.select(&all) {
            for Need { what, attribute, near, add } in needs(element) {
                let known = add.as_ref().is_some_and(|(directive, source)| {
                    allowed.get(*directive).is_some_and(|known| known.iter().any(|known| covers(known, source)))
                });
                if known || !said.insert((what.clone(), add.clone())) {
                    continue;
                }
                let finding = crate::finding::in_text(&KEPT_OUT, file, html, &place(html, &attribute, &near));
                let advise = match add {
                    Some((directive, source)) => format!("在 site.toml 的 csp_also 里加一项 \"{directive} {source}\""),
                    None => "改写在脚本文件里；写在标签上的脚本和 javascript: 地址一概不运行".to_owned(),
                };
                self.findings.push(finding.say(format!("安全策略不允许{what}")).advise(advise).done());
            }
        }
    }
}

/// Where `near` stands in the file it was read from, as the value of `attribute` or, with
/// none, as text. The parser gives it with character references read (`&amp;`): it is looked
/// for as far as the first character that may have been one.
fn place(html: &str, attribute: &str, near: &str) -> Range<usize> {
    let plain = near.split(['&', '<', '>', '"', '\'', '\u{a0}']).next().unwrap_or_default();
    let value = |(at, name): (usize, &str)| {
        let rest = html[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        rest.starts_with(plain).then(|| html.len() - rest.len())
    };
    let at = match attribute {
        "" => html.find(near),
        // The parser gives names in small letters.
        name => html.to_ascii_lowercase().match_indices(name).find_map(value),
    };
    let length = if attribute.is_empty() { near.len() } else { plain.len() };
    at.map_or(0..0, |at| at..at + length)
}

/// Something an element wants that the site does not give.
struct Need {
    what: String,
    /// The attribute that holds it; empty where it is the element's text.
    attribute: String,
    /// The value or text by which its place is found.
    near: String,
    /// What would allow it; nothing does for script in an attribute.
    add: Option<(&'static str, String)>,
}

fn needs(element: ElementRef<'_>) -> Vec<Need> {
    let mut needs = Vec::new();
    let name = element.value().name();
    for (attribute, value) in element.value().attrs() {
        let (near, name_of) = (value.to_owned(), attribute.to_owned());
        if attribute.starts_with("on") || value.trim_start().to_ascii_lowercase().starts_with("javascript:") {
            needs.push(Need {
                what: format!("标签上的脚本“{attribute}”"), attribute: name_of, near, add: None
            });
        } else if attribute == "style" {
            let add = Some(("style-src", "'unsafe-inline'".to_owned()));
            needs.push(Need { what: "写在标签上的样式".to_owned(), attribute: name_of, near, add });
        } else if let Some(host) = host(value)
            && let Some(directive) = directive(name, attribute)
        {
            needs.push(Need {
                what: format!("别处的内容“{host}”"),
                attribute: name_of,
                near,
                add: Some((directive, host)),
            });
        }
    }
    let words: String = element.text().collect();
    let attribute = String::new();
    if name == "style" {
        let add = Some(("style-src", "'unsafe-inline'".to_owned()));
        needs.push(Need { what: "写在网页里的样式".to_owned(), attribute, near: words, add });
    } else if name == "script" && element.attr("src").is_none() {
        let add = Some(("script-src", format!("'sha256-{}'", base64(&Sha256::digest(words.as_bytes())))));
        needs.push(Need { what: "写在网页里的脚本".to_owned(), attribute, near: words, add });
    }
    needs
}

/// What loads an address; links only lead there.
fn directive(element: &str, attribute: &str) -> Option<&'static str> {
    match (element, attribute) {
        ("script", "src") => Some("script-src"),
        ("link", "href") => Some("style-src"),
        ("img" | "input" | "image", "src" | "srcset" | "href") => Some("img-src"),
        ("iframe" | "frame", "src") => Some("frame-src"),
        ("video" | "audio" | "source", "src") => Some("media-src"),
        ("form", "action") | ("button" | "input", "formaction") => Some("form-action"),
        _ => None,
    }
}

/// `https://dcs.conac.cn/image/red.png` → `https://dcs.conac.cn`; none for one's own.
fn host(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = match address.strip_prefix("//") {
        Some(rest) => ("https", rest),
        None => address.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (!host.is_empty()).then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

/// Whether an allowed source is the wanted one, or a pattern of its host.
fn covers(allowed: &str, wanted: &str) -> bool {
    match allowed.split_once("://*.") {
        Some((scheme, domain)) => wanted
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_prefix("://"))
            .and_then(|host| host.strip_suffix(domain))
            .is_some_and(|below| below.ends_with('.')),
        None => allowed == wanted || allowed.strip_prefix(wanted).is_some_and(|path| path.starts_with('/')),
    }
}

/// A source that widens the policy by just what it names.
fn is_source(directive: &str, source: &str) -> bool {
    if let Some(host) = source.strip_prefix("https://").or_else(|| source.strip_prefix("http://")) {
        let (host, path) = host.find('/').map_or((host, ""), |at| host.split_at(at));
        let name = host.strip_prefix("*.").unwrap_or(host);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        let in_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~' | '%');
        return name.contains(['.', ':']) && name.chars().all(plain) && path.chars().all(in_path);
    }
    if let Some(hash) = source.strip_prefix("'sha256-").and_then(|hash| hash.strip_suffix('\'')) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        return matches!(directive, "script-src" | "style-src") && hash.len() == 44 && hash.chars().all(plain);
    }
    match source {
        "'unsafe-inline'" => directive == "style-src",
        "data:" => matches!(directive, "img-src" | "font-src" | "media-src"),
        "'self'" => true,
        _ => false,
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number =
            three.iter().chain([&0, &0]).take(3).fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        for place in 0..4 {
            let digit = char::from(DIGITS[number >> (18 - 6 * place) & 63]);
            out.push(if place > three.len() { '=' } else { digit });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_one_place_and_no_more() {
        for (directive, source) in [
            ("img-src", "https://dcs.conac.cn"),
            ("script-src", "https://*.example.gov.cn"),
            ("frame-src", "http://10.1.2.3:8080/a/b"),
            ("style-src", "'unsafe-inline'"),
            ("img-src", "data:"),
            ("script-src", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"),
        ] {
            assert!(is_source(directive, source), "{directive} {source}");
        }
        for (directive, source) in [
            ("script-src", "'unsafe-inline'"),
            ("script-src", "'unsafe-eval'"),
            ("script-src", "data:"),
            ("script-src", "*"),
            ("script-src", "https:"),
            ("script-src", "https://*"),
            ("img-src", "https://a.cn;script-src"),
            ("img-src", "https://a.cn\"><script>"),
            ("img-src", "javascript:x"),
        ] {
            assert!(!is_source(directive, source), "{directive} {source}");
        }
    }

    #[test]
    fn digests_are_written_as_browsers_write_them() {
        assert_eq!(base64(&Sha256::digest(b"")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!((base64(b"f"), base64(b"fo"), base64(b"foo")), ("Zg==".into(), "Zm8=".into(), "Zm9v".into()));
    }

    #[test]
    fn a_pattern_covers_hosts_below_it_only() {
        assert!(covers("https://*.gov.cn", "https://a.gov.cn") && covers("https://a.cn/x", "https://a.cn"));
        assert!(!covers("https://*.gov.cn", "https://gov.cn") && !covers("https://*.gov.cn", "https://agov.cn"));
        assert!(!covers("https://a.cn", "http://a.cn"));
    }
}
