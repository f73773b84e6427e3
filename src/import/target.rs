//! Where an imported report goes: which office of the site it is of, and its files.
//!
//! Nothing that exists is overwritten unless that is asked for; other files of the
//! folder are never touched.

use std::fs;
use std::path::Path;

use crate::content::{Office, OfficeKind, is_office_id};
use crate::error::Error;
use crate::source::walk::through_link;

use super::Imported;

/// The office of the site whose name, short name or former name stands in the title.
///
/// # Errors
/// What to do when there is none, or more than one.
pub fn office<'o>(imported: &Imported, offices: &'o [Office]) -> Result<&'o Office, String> {
    let Some(name) = imported.office.as_deref() else {
        return Err("标题里没有机关名称，请用“--office 机关文件夹名”指明".to_owned());
    };
    let mut known = offices.iter().filter(|office| goes_by(office, name));
    match (known.next(), known.next()) {
        (Some(office), None) => Ok(office),
        (Some(one), Some(other)) => {
            Err(format!("“{name}”既可能是 {} 又可能是 {}，请用“--office”指明", one.id, other.id))
        }
        (None, _) => {
            Err(format!("content 里没有名为“{name}”的机关；请用“--office 机关文件夹名”指明，新机关会一并建立"))
        }
    }
}

/// Whether an office has or had this name.
pub fn goes_by(office: &Office, name: &str) -> bool {
    office.name == name || office.short == name || office.former_names.iter().any(|former| former.name == name)
}

/// The files of one import, relative to the root, with their contents.
#[derive(Debug)]
pub struct Files {
    /// `content/<office>/<year>`.
    pub folder: String,
    /// Paths with `/` and contents, in the order they are written.
    pub files: Vec<(String, String)>,
}

impl Files {
    /// The files of `imported` as a report of the office `id`; `new` adds its
    /// `office.yaml`.
    ///
    /// # Errors
    /// When `id` cannot be a folder name of an office.
    pub fn new(imported: &Imported, id: &str, new: bool) -> Result<Files, String> {
        if !is_office_id(id) {
            return Err(format!("机关文件夹名应为小写英文字母、数字和连字符，实际为“{id}”"));
        }
        let folder = format!("content/{id}/{}", imported.year);
        let mut files = Vec::new();
        if new {
            files.push((format!("content/{id}/office.yaml"), office_yaml(imported.office.as_deref())));
        }
        files.push((format!("{folder}/data.yaml"), imported.data.clone()));
        files.push((format!("{folder}/narrative.md"), imported.narrative.clone()));
        Ok(Files { folder, files })
    }

    /// The first of the report's files that exists already.
    pub fn existing(&self, root: &Path) -> Option<&str> {
        self.files.iter().map(|(file, _)| file.as_str()).find(|file| root.join(file).exists())
    }

    /// Writes every file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, root: &Path) -> Result<(), Error> {
        for (file, text) in &self.files {
            if through_link(root, file) {
                let say = format!("“{file}”经过符号链接，会写到站点以外，没有写；请换成真正的文件夹");
                return Err(Error::refused(say));
            }
            let path = root.join(file);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|cause| Error::file("新建文件夹", folder, cause))?;
            }
            fs::write(&path, text).map_err(|cause| Error::file("写入", &path, cause))?;
        }
        Ok(())
    }
}

/// A new office's file. Its kind is told from the ending of its name, and said to be so.
fn office_yaml(name: Option<&str>) -> String {
    let Some(name) = name else {
        return "全称:          # 机关印章上的名称\n类别: 部门     # 政府、部门、乡镇、街道、派出机构、授权组织\n"
            .to_owned();
    };
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let kind = if ends(&["街道办事处", "街道"]) {
        OfficeKind::Subdistrict
    } else if ends(&["镇人民政府", "乡人民政府", "镇", "乡"]) {
        OfficeKind::Township
    } else if ends(&["人民政府"]) {
        OfficeKind::Government
    } else {
        OfficeKind::Department
    };
    format!(
        "全称: {name}\n类别: {}     # 按名称推定，请核对：政府、部门、乡镇、街道、派出机构、授权组织\n",
        kind.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_new_office_is_told_from_its_name() {
        for (name, kind) in
            [("甲县财政局", "部门"), ("甲县乙镇人民政府", "乡镇"), ("甲县人民政府", "政府"), ("丙街道办事处", "街道")]
        {
            assert!(office_yaml(Some(name)).contains(&format!("类别: {kind} ")), "{name}");
        }
    }
}
