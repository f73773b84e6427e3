#![allow(missing_docs)]
use crate::error::Error;
use std::path::Path;
pub struct OfficeDir {
    pub id: String,
    pub has_office_yaml: bool,
    pub years: Vec<YearDir>,
    pub stray: Vec<String>,
}
pub struct YearDir {
    pub name: String,
    pub files: Vec<String>,
}
pub fn offices(root: &Path) -> Result<Vec<OfficeDir>, Error> {
    let ls = |p: &Path| -> Vec<std::fs::DirEntry> {
        let mut v: Vec<_> = std::fs::read_dir(p).map(|r| r.flatten().collect()).unwrap_or_default();
        v.sort_by_key(|e| e.file_name());
        v
    };
    Ok(ls(&root.join("content"))
        .into_iter()
        .filter(|e| e.path().is_dir())
        .map(|e| {
            let mut o = OfficeDir {
                id: e.file_name().to_string_lossy().into(),
                has_office_yaml: false,
                years: vec![],
                stray: vec![],
            };
            for f in ls(&e.path()) {
                let n = f.file_name().to_string_lossy().into_owned();
                if n == "office.yaml" {
                    o.has_office_yaml = true
                } else if f.path().is_dir() {
                    o.years.push(YearDir {
                        name: n,
                        files: ls(&f.path())
                            .into_iter()
                            .map(|x| x.file_name().to_string_lossy().into_owned())
                            .collect(),
                    })
                } else {
                    o.stray.push(n)
                }
            }
            o
        })
        .collect())
}
