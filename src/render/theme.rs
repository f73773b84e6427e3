//! A theme: templates, assets and the theme they are laid over.
//!
//! Takes a theme's folders (see `layers`) and the site's settings for it, gives [`Theme`]:
//! every template compiled once, every asset under a name that carries a hash of its
//! bytes, so that a host may cache it for ever.

mod color;
mod fault;
mod layers;
mod manifest;
mod shape;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::config::{FILE, ThemeSettings};
use crate::error::{Error, Result};
use crate::finding::{Finding, nearest};
use layers::Layers;

pub use fault::TEMPLATE;
pub use shape::Shapes;

/// How far a template may run before it is taken for an endless loop: a page of a
/// thousand offices needs a hundredth of it.
const FUEL: u64 = 50_000_000;

/// What stands in an address as it is, as addresses of pages are written.
const IN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The templates pages are made with; all others are parts of these.
pub const PAGES: [&str; 11] = [
    "404.html",
    "about.html",
    "checks.html",
    "compare.html",
    "consecutive.html",
    "fragment.html",
    "home.html",
    "office.html",
    "report.html",
    "search.html",
    "year.html",
];

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    /// Template → where it is kept and its text, to show its lines when it fails.
    sources: BTreeMap<String, (String, String)>,
    /// Template → the length of the longest page it made, in bytes.
    longest: BTreeMap<String, AtomicUsize>,
    /// Name in the theme → published name and bytes.
    assets: BTreeMap<String, Asset>,
    /// Its settings with their values, as text.
    settings: String,
    /// What pages gave the templates, where somebody wants to know.
    seen: Option<Mutex<Shapes>>,
}

/// A file a page refers to.
#[derive(Debug)]
pub struct Asset {
    /// Name with the hash: `site.1a2b3c4d.css`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Theme {
    /// Loads the theme `settings` names: its parents, the embedded theme of that name, the
    /// site's folder.
    ///
    /// # Errors
    /// When the disk refuses, or the theme has a fault that [`Theme::check`] finds.
    pub fn load(root: &Path, settings: &ThemeSettings) -> Result<Theme> {
        let (theme, findings) = Theme::open(root, settings)?;
        match findings.iter().find(|finding| finding.withholds(false)) {
            None => Ok(theme),
            Some(fault) => {
                Err(Error::refused(format!("{}:{}:{}：{}", fault.file, fault.line, fault.column, fault.message)))
            }
        }
    }

    /// The theme the program ships with, whatever the site has; of `settings` it takes
    /// those it knows.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn embedded(settings: &ThemeSettings) -> Result<Theme> {
        let mut layers = layers::embedded();
        manifest::apply(FILE, &settings.given, &mut layers);
        let mut findings = Vec::new();
        let theme = Theme::new(layers, &mut findings);
        findings.first().map_or(Ok(theme), |fault| Err(Error::refused(fault.message.clone())))
    }

    /// What is wrong with the theme and with the site's settings for it.
    ///
    /// # Errors
    /// When the disk refuses a file.
    pub fn check(root: &Path, settings: &ThemeSettings) -> Result<Vec<Finding>> {
        Theme::open(root, settings).map(|(_, findings)| findings)
    }

    /// As [`Theme::load`], with all that is wrong beside it: pages cannot be made with a
    /// theme that has a fault.
    ///
    /// # Errors
    /// When the disk refuses a file.
    pub fn open(root: &Path, settings: &ThemeSettings) -> Result<(Theme, Vec<Finding>)> {
        let mut layers = layers::gather(root, settings)?;
        let mut findings = std::mem::take(&mut layers.findings);
        findings.extend(manifest::apply(FILE, &settings.given, &mut layers));
        Ok((Theme::new(layers, &mut findings), findings))
    }

    fn new(layers: Layers, findings: &mut Vec<Finding>) -> Theme {
        let Layers { files, settings, manifest, .. } = layers;
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_reload(false);
        environment.set_fuel(Some(FUEL));
        let values: BTreeMap<&String, &manifest::Value> = settings.iter().map(|(name, s)| (name, &s.value)).collect();
        environment.add_global("theme", Value::from(Serde(&values)));
        // Texts, yes and no, and lists of texts always are JSON.
        let given = serde_json::to_string(&values).unwrap_or_default();
        let colors: String =
            settings.iter().filter_map(|(name, setting)| Some(color::properties(name, setting.color()?))).collect();
        let (mut assets, mut sources) = (BTreeMap::new(), BTreeMap::new());
        for (path, file) in files {
            if let Some(name) = path.strip_prefix("templates/") {
                let text = match crate::source::text::decode(file.bytes) {
                    Ok(text) => text,
                    Err(refusal) => {
                        let (line, column) = refusal.position().unwrap_or((1, 1));
                        let finding = TEMPLATE.at(&file.origin, line, column, 1).say(refusal.message());
                        findings.push(finding.advise(refusal.advice()).done());
                        continue;
                    }
                };
                if let Err(fault) = environment.add_template_owned(name.to_owned(), text.clone()) {
                    findings.push(fault::finding(&fault, &file.origin, &text));
                }
                sources.insert(name.to_owned(), (file.origin, text));
            } else if let Some(name) = path.strip_prefix("assets/") {
                let bytes = if name.ends_with(".css") { coloured(&file.bytes, &colors) } else { file.bytes };
                assets.insert(name.to_owned(), Asset { name: hashed(name, &bytes), bytes });
            }
        }
        for missing in PAGES.iter().filter(|page| !sources.contains_key(**page)) {
            let near = nearest(missing, sources.keys().map(String::as_str).filter(|name| !PAGES.contains(name)));
            let advise = near.map(|near| format!("“{near}”是否应为“{missing}”？")).unwrap_or_else(|| {
                "在 templates 里补上，或在 theme.toml 里写 parent = \"county\"，没有的用上一级主题的".to_owned()
            });
            findings.push(TEMPLATE.whole_file(&manifest).say(format!("主题缺少模板“{missing}”")).advise(advise).done());
        }
        let address = |name: &str| Value::from_safe_string(format!("assets/{}", utf8_percent_encode(name, IN_ADDRESS)));
        let addresses: BTreeMap<String, Value> =
            assets.iter().map(|(name, asset)| (name.clone(), address(&asset.name))).collect();
        environment.add_function("asset", move |name: &str| match addresses.get(name) {
            Some(address) => Ok(address.clone()),
            None => Err(minijinja::Error::new(ErrorKind::InvalidOperation, format!("主题的 assets 里没有“{name}”"))),
        });
        let longest = sources.keys().map(|name| (name.clone(), AtomicUsize::new(0))).collect();
        Theme { environment, sources, longest, assets, settings: given, seen: None }
    }

    /// The same theme, which notes what its templates are given.
    #[must_use]
    pub fn observed(self) -> Theme {
        Theme { seen: Some(Mutex::default()), ..self }
    }

    /// What the templates were given since the theme was [`observed`](Theme::observed).
    pub fn seen(&self) -> Shapes {
        let seen = self.seen.as_ref().map(|seen| seen.lock().unwrap_or_else(PoisonError::into_inner).clone());
        seen.unwrap_or_default()
    }

    /// The files pages refer to.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.assets.values()
    }

    /// Hands everything that makes its pages what they are to `take`: templates with their
    /// names, and assets.
    pub fn print(&self, take: &mut dyn FnMut(&[u8])) {
        for (name, (_, text)) in &self.sources {
            take(name.as_bytes());
            take(text.as_bytes());
        }
        take(self.settings.as_bytes());
        for (name, asset) in &self.assets {
            take(name.as_bytes());
            take(&asset.bytes);
        }
    }

    /// The published name of an asset.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(|asset| asset.name.as_str())
    }

    /// Whether the theme has a template of that name.
    pub fn has(&self, template: &str) -> bool {
        self.sources.contains_key(template)
    }

    /// Renders a template with its data.
    ///
    /// # Errors
    /// When the template is missing or uses what its data does not have, with its lines.
    pub fn render(&self, template: &str, data: &impl Serialize) -> Result<Vec<u8>> {
        let mut page = Vec::new();
        self.render_into(template, data, &mut page)?;
        Ok(page)
    }

    /// As [`Theme::render`], at the end of what there is.
    ///
    /// # Errors
    /// As [`Theme::render`].
    pub fn render_into(&self, template: &str, data: &impl Serialize, page: &mut Vec<u8>) -> Result<()> {
        let source = |name: &str| self.sources.get(name).map(|(file, text)| (file.as_str(), text.as_str()));
        let refused = |fault: &minijinja::Error| fault::refusal(fault, template, source);
        let compiled = self.environment.get_template(template).map_err(|fault| refused(&fault))?;
        let data = Value::from(Serde(data));
        if let Some(seen) = &self.seen {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            shape::note(&data, "", seen.entry(template.to_owned()).or_default());
        }
        // Pages of one kind are about as long as each other: room for the longest so far
        // spares moving every page a dozen times.
        let longest = self.longest.get(template);
        page.reserve(longest.map_or(0, |longest| longest.load(Ordering::Relaxed)));
        let before = page.len();
        compiled.render_captured_to(data, &mut *page).map_err(|fault| refused(&fault))?;
        if let Some(longest) = longest {
            longest.fetch_max(page.len() - before, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// The file of the theme `county` to begin a new one from: `templates/home.html`.
pub fn original(file: &str) -> Option<&'static [u8]> {
    layers::original(file)
}

/// The files of the theme `county`, in order.
pub fn originals() -> Vec<String> {
    layers::originals()
}

/// The stylesheet with the colours the site sets in front, as custom properties.
fn coloured(css: &[u8], colors: &str) -> Vec<u8> {
    let mut out = format!(":root{{{colors}}}\n").into_bytes();
    out.extend_from_slice(css);
    out
}

/// `site.css` → `site.1a2b3c4d.css`
fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{name}.{hash}"),
    }
}
