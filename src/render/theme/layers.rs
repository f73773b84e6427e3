//! The files of a theme: its parent's, then those of the theme of the same name that the
//! program ships with, then those of the site's folder. A later file replaces an earlier
//! one of the same name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::config::{FILE, SETTING, ThemeSettings};
use crate::error::{Error, Result};
use crate::finding::{Finding, nearest};
use crate::source::walk::{is_scrap, through_link};

use super::manifest::{self, Manifest, Setting};

/// The themes the program ships with.
static COUNTY: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/county");
static PLAIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/plain");
static SHIPPED: [(&str, &Dir<'static>); 2] = [("county", &COUNTY), ("plain", &PLAIN)];
/// A folder without a `theme.toml` is laid over this theme.
pub(super) const FIRST: &str = "county";
const MANIFEST: &str = "theme.toml";

/// A file of a theme.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Where it is kept, relative to the root of the site or of the program's sources:
    /// the program's themes lie in folders of the same names.
    pub(super) origin: String,
    pub(super) bytes: Vec<u8>,
}

/// What a theme and its parents come to.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// `templates/base.html`, `assets/site.css`, … → the file that counts.
    pub(super) files: BTreeMap<String, File>,
    pub(super) settings: BTreeMap<String, Setting>,
    /// Where the theme says what it is, for findings about the theme as a whole.
    pub(super) manifest: String,
    pub(super) findings: Vec<Finding>,
}

/// Gathers the theme `settings` names, below `root`.
///
/// # Errors
/// When the disk refuses a file.
pub(super) fn gather(root: &Path, settings: &ThemeSettings) -> Result<Layers> {
    let mut layers = Layers::default();
    if exists(root, &settings.name) {
        layers.add(root, &settings.name, &mut Vec::new())?;
    } else {
        let (line, column, length) = settings.name_at;
        let finding = SETTING.at(FILE, line, column, length).say(format!("没有“{}”这个主题", settings.name));
        layers.findings.push(finding.advise(advice(&settings.name)).done());
        // What the pages look like without it is looked at all the same.
        layers.add(root, FIRST, &mut Vec::new())?;
    }
    Ok(layers)
}

/// The first of the program's themes alone, whatever the site has.
pub(super) fn embedded() -> Layers {
    let mut layers = Layers { manifest: format!("themes/{FIRST}/{MANIFEST}"), ..Layers::default() };
    embed(&COUNTY, &format!("themes/{FIRST}/"), &mut layers.files);
    let text = COUNTY.get_file(MANIFEST).and_then(|file| file.contents_utf8()).unwrap_or_default();
    layers.settings = manifest::read(&layers.manifest, text).0.settings;
    layers
}

fn shipped(name: &str) -> Option<&'static Dir<'static>> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, folder)| *folder)
}

/// A name is a folder's, and nothing that leads elsewhere.
fn exists(root: &Path, name: &str) -> bool {
    let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']);
    plain && (shipped(name).is_some() || root.join("themes").join(name).is_dir())
}

fn advice(name: &str) -> String {
    let names = SHIPPED.map(|(name, _)| name);
    match nearest(name, names.into_iter()) {
        Some(near) => format!("是否为“{near}”？照此改写"),
        None => format!("写 themes 下文件夹的名称，或随程序自带的 {}", names.join("、")),
    }
}

impl Layers {
    /// `below` are the themes that named this one as their parent.
    fn add(&mut self, root: &Path, name: &str, below: &mut Vec<String>) -> Result<()> {
        let folder = root.join("themes").join(name);
        let at = format!("themes/{name}/");
        // Of a folder that is a link nothing is taken; the theme of its name is.
        let linked = through_link(root, at.trim_end_matches('/'));
        if linked {
            self.link(at.trim_end_matches('/'));
        }
        let own = if linked { None } else { own_manifest(&folder, &at, self)? };
        let embedded = shipped(name).and_then(|files| files.get_file(MANIFEST)).and_then(|file| file.contents_utf8());
        let embedded = embedded.map(|text| manifest::read(&format!("{at}{MANIFEST}"), text).0);
        let parent = self.parent(root, name, own.as_ref(), embedded.as_ref(), below);
        if let Some(parent) = parent {
            below.push(name.to_owned());
            self.add(root, &parent, below)?;
            below.pop();
        }
        self.manifest = format!("{at}{MANIFEST}");
        for manifest in [embedded, own].into_iter().flatten() {
            self.settings.extend(manifest.settings);
        }
        if let Some(files) = shipped(name) {
            embed(files, &at, &mut self.files);
        }
        if folder.is_dir() && !linked { self.overlay(&folder, "", &at) } else { Ok(()) }
    }

    /// Says that a link is not followed: it could lead anywhere, or round in a circle.
    fn link(&mut self, file: &str) {
        let say = "这是符号链接，没有读取；主题里应为文件和文件夹本身";
        let finding = SETTING.whole_file(file).say(say).advise("把链接所指的文件或文件夹复制到这里");
        self.findings.push(finding.done());
    }

    /// A site's own files replace those of the same name.
    fn overlay(&mut self, folder: &Path, prefix: &str, at: &str) -> Result<()> {
        let fail = |path: &Path, cause| Error::file("读取", path, cause);
        for entry in fs::read_dir(folder).map_err(|cause| fail(folder, cause))? {
            let entry = entry.map_err(|cause| fail(folder, cause))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if is_scrap(&name) {
                continue;
            }
            let inside = format!("{prefix}{name}");
            let kind = entry.file_type().map_err(|cause| fail(&path, cause))?;
            if kind.is_symlink() {
                self.link(&format!("{at}{inside}"));
            } else if kind.is_dir() {
                self.overlay(&path, &format!("{inside}/"), at)?;
            } else {
                let bytes = fs::read(&path).map_err(|cause| fail(&path, cause))?;
                self.files.insert(inside.clone(), File { origin: format!("{at}{inside}"), bytes });
            }
        }
        Ok(())
    }

    /// The theme under this one.
    fn parent(
        &mut self,
        root: &Path,
        name: &str,
        own: Option<&Manifest>,
        embedded: Option<&Manifest>,
        below: &[String],
    ) -> Option<String> {
        let file = format!("themes/{name}/{MANIFEST}");
        let Some(own) = own else {
            return match embedded {
                Some(embedded) => embedded.parent.clone(),
                None => Some(FIRST.to_owned()),
            };
        };
        let mut say = |(line, column, length), say: String, advise: String| {
            self.findings.push(SETTING.at(&file, line, column, length).say(say).advise(advise).done());
        };
        if let Some(called) = own.name.as_ref().filter(|called| *called != name) {
            let advise = format!("写作 name = \"{name}\"，或给文件夹改名");
            say(own.name_at, format!("主题的名称应与文件夹同为“{name}”，实际为“{called}”"), advise);
        }
        let parent = own.parent.clone().or_else(|| embedded.and_then(|embedded| embedded.parent.clone()))?;
        // One fault is said once: all that the theme lacks would follow from it.
        let instead = (name != FIRST && !below.iter().any(|name| name == FIRST)).then(|| FIRST.to_owned());
        if parent == name || below.contains(&parent) {
            say(own.parent_at, format!("主题“{name}”绕回到自己"), "parent 写另一个主题，或删去".to_owned());
            return instead;
        }
        if !exists(root, &parent) {
            say(own.parent_at, format!("没有“{parent}”这个主题"), advice(&parent));
            return instead;
        }
        Some(parent)
    }
}

fn own_manifest(folder: &Path, at: &str, layers: &mut Layers) -> Result<Option<Manifest>> {
    let path = folder.join(MANIFEST);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|cause| Error::file("读取", &path, cause))?;
    let file = format!("{at}{MANIFEST}");
    match crate::source::text::decode(bytes) {
        Ok(text) => {
            let (manifest, findings) = manifest::read(&file, &text);
            layers.findings.extend(findings);
            Ok(Some(manifest))
        }
        Err(refusal) => {
            let (line, column) = refusal.position().unwrap_or((1, 1));
            let finding = SETTING.at(&file, line, column, 1).say(refusal.message()).advise(refusal.advice());
            layers.findings.push(finding.done());
            Ok(Some(Manifest { parent: Some(FIRST.to_owned()), ..Manifest::default() }))
        }
    }
}

fn embed(folder: &'static Dir<'static>, at: &str, files: &mut BTreeMap<String, File>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(path.clone(), File { origin: format!("{at}{path}"), bytes: file.contents().to_vec() });
    }
    for inner in folder.dirs() {
        embed(inner, at, files);
    }
}

/// A file of a theme the program ships with, to be copied and changed.
pub(super) fn original(file: &str) -> Option<&'static [u8]> {
    COUNTY.get_file(file).map(include_dir::File::contents)
}

/// The files a theme may replace, in order: templates and assets.
pub(super) fn originals() -> Vec<String> {
    let mut files = BTreeMap::new();
    embed(&COUNTY, "", &mut files);
    files.into_keys().filter(|file| file != MANIFEST).collect()
}
