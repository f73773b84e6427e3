//! A theme: templates, assets and the theme they are laid over.
//!
//! Takes the folder `themes/<name>/` of a site and the theme embedded in the program,
//! gives [`Theme`]: every template compiled once, every asset under a name that carries
//! a hash of its bytes, so that a host may cache it for ever.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};
use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::config::ThemeSettings;
use crate::error::{Error, Result};

/// The theme the program ships with.
static COUNTY: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/county");
const COUNTY_NAME: &str = "county";
/// How far a template may run before it is taken for an endless loop: a page of a
/// thousand offices needs a hundredth of it.
const FUEL: u64 = 50_000_000;

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    /// Name in the theme → published name and bytes.
    assets: BTreeMap<String, Asset>,
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
    /// Loads the theme `settings` names: the site's folder laid over the embedded theme.
    ///
    /// # Errors
    /// When there is no such theme, or a template does not compile.
    pub fn load(root: &Path, settings: &ThemeSettings) -> Result<Theme> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        embedded(&COUNTY, &mut files);
        let folder = root.join("themes").join(&settings.name);
        if folder.is_dir() {
            overlay(&folder, "", &mut files)?;
        } else if settings.name != COUNTY_NAME {
            return Err(Error::usage(format!(
                "没有“{}”这个主题：themes 下没有同名文件夹；随程序自带的主题是“{COUNTY_NAME}”",
                settings.name
            )));
        }
        Theme::new(files, settings)
    }

    /// The theme the program ships with, whatever the site has.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn embedded(settings: &ThemeSettings) -> Result<Theme> {
        let mut files = BTreeMap::new();
        embedded(&COUNTY, &mut files);
        Theme::new(files, settings)
    }

    /// A theme from its files: `templates/*.html` and `assets/*`.
    ///
    /// # Errors
    /// When a template does not compile.
    pub fn new(files: BTreeMap<String, Vec<u8>>, settings: &ThemeSettings) -> Result<Theme> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_reload(false);
        environment.set_fuel(Some(FUEL));
        let mut assets = BTreeMap::new();
        for (path, bytes) in files {
            if let Some(name) = path.strip_prefix("templates/") {
                let text = String::from_utf8(bytes)
                    .map_err(|_| Error::refused(format!("主题的“{path}”应为 UTF-8 编码的文本")))?;
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
                environment.add_template_owned(name.to_owned(), text).map_err(|fault| fault_of(&fault))?;
            } else if let Some(name) = path.strip_prefix("assets/") {
                let bytes = if name.ends_with(".css") { coloured(&bytes, &settings.color) } else { bytes };
                assets.insert(name.to_owned(), Asset { name: hashed(name, &bytes), bytes });
            }
        }
        Ok(Theme { environment, assets })
    }

    /// The files pages refer to.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.assets.values()
    }

    /// The published name of an asset.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(|asset| asset.name.as_str())
    }

    /// Renders a template with its data.
    ///
    /// # Errors
    /// When the template is missing or uses what its data does not have, with its line.
    pub fn render(&self, template: &str, data: &impl Serialize) -> Result<String> {
        let compiled = self.environment.get_template(template).map_err(|fault| fault_of(&fault))?;
        compiled.render(Value::from(Serde(data))).map_err(|fault| fault_of(&fault))
    }
}

/// The stylesheet with the site's main colour in front, as the one setting it takes.
fn coloured(css: &[u8], color: &str) -> Vec<u8> {
    let mut out = format!(":root{{--main:{color}}}\n").into_bytes();
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

fn embedded(folder: &'static Dir<'static>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(path, file.contents().to_vec());
    }
    for inner in folder.dirs() {
        embedded(inner, files);
    }
}

/// A site's own files replace those of the same name.
fn overlay(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    let fail = |path: &Path, cause| Error::file("读取", path, cause);
    for entry in fs::read_dir(folder).map_err(|cause| fail(folder, cause))? {
        let entry = entry.map_err(|cause| fail(folder, cause))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let inside = format!("{prefix}{name}");
        if path.is_dir() {
            overlay(&path, &format!("{inside}/"), files)?;
        } else {
            files.insert(inside, fs::read(&path).map_err(|cause| fail(&path, cause))?);
        }
    }
    Ok(())
}

/// A template's fault with its file and line.
fn fault_of(fault: &minijinja::Error) -> Error {
    let place = match (fault.name(), fault.line()) {
        (Some(name), Some(line)) => format!("主题的 templates/{name} 第 {line} 行"),
        (Some(name), None) => format!("主题的 templates/{name}"),
        _ => "主题".to_owned(),
    };
    let what = match fault.kind() {
        ErrorKind::SyntaxError => "模板写法不对",
        ErrorKind::TemplateNotFound => "没有这个模板",
        ErrorKind::UndefinedError => "用了没有的变量",
        ErrorKind::UnknownFilter => "用了没有的过滤器",
        ErrorKind::UnknownFunction => "用了没有的函数",
        ErrorKind::OutOfFuel => "运行太久，可能是无尽的循环",
        _ => "模板不能使用",
    };
    let detail = fault.detail().map(|detail| format!("（{detail}）")).unwrap_or_default();
    Error::refused(format!("{place}：{what}{detail}"))
}
