//! Files and folders that are not called what they should be, or lie where nobody reads
//! them.
//!
//! Takes what lies in a folder, gives findings. What is accused here is neither read nor
//! published, so that each slip is said once.

use std::path::Path;

use crate::finding::Finding;
use crate::source::walk::{OfficeDir, YearDir, is_device};

use super::rules;
use super::yaml::owned;

pub(super) const DATA: &str = "data.yaml";
pub(super) const NARRATIVE: &str = "narrative.md";
pub(super) const OFFICE: &str = "office.yaml";

/// Files that say nothing where they lie in `content/` itself.
pub const IN_CONTENT: [&str; 3] = [DATA, NARRATIVE, OFFICE];

/// Addresses the site itself uses.
const RESERVED: [&str; 6] = ["years", "compare", "data", "assets", "search", "about"];

/// Said wherever a file has to be renamed: Notepad adds an ending that Windows hides.
const SHOW_ENDINGS: &str = "Windows 里先在“查看”中勾选“文件扩展名”，才看得见完整的文件名";

/// Whether a folder's name can be an address: lower-case ASCII letters, digits, hyphens.
pub(super) fn well_formed(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !id.is_empty() && id.bytes().all(plain) && !id.starts_with('-') && !id.ends_with('-') && !is_device(id)
}

/// Why a word cannot be an office's folder name; none where it can.
pub(super) fn name_fault(id: &str) -> Option<String> {
    if RESERVED.contains(&id) {
        let names = RESERVED.join("、");
        return Some(format!("机关文件夹名应避开网站自己的网页所用的名称（{names}），实际为“{id}”"));
    }
    if is_device(id) {
        return Some(format!(
            "机关文件夹名应避开 Windows 留给设备的名称（con、aux、nul、prn、com1、lpt1 等），实际为“{id}”"
        ));
    }
    (!well_formed(id)).then(|| format!("机关文件夹名应为小写英文字母、数字和连字符，实际为“{id}”"))
}

/// A name that could be used instead.
fn suggestion(id: &str) -> String {
    let plain: String = id
        .to_ascii_lowercase()
        .chars()
        .filter_map(|c| match c {
            'a'..='z' | '0'..='9' | '-' => Some(c),
            ' ' | '_' | '.' => Some('-'),
            _ => None,
        })
        .collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() || RESERVED.contains(&plain) || is_device(plain) { "czj".to_owned() } else { plain.to_owned() }
}

/// The file a name was evidently meant for, where it is not that name itself.
fn meant(name: &str) -> Option<&'static str> {
    let lower = name.trim().to_ascii_lowercase();
    let ours = match lower.strip_suffix(".txt").unwrap_or(&lower) {
        "data.yaml" | "data.yml" => DATA,
        "narrative.md" | "narrative.markdown" => NARRATIVE,
        "office.yaml" | "office.yml" => OFFICE,
        _ => return None,
    };
    (name != ours).then_some(ours)
}

/// Whether a file of a report's folder is one of the report's own, or was meant to be, and
/// so is no attachment.
pub(super) fn is_own(name: &str) -> bool {
    let is = |ours: &str| matches!(ours, DATA | NARRATIVE);
    is(name) || meant(name).is_some_and(is)
}

/// What to do with a file that should be called `ours`.
fn rename(name: &str, ours: &str) -> String {
    match name.eq_ignore_ascii_case(ours) {
        true => format!("改名为 {ours}，全用小写字母"),
        false => format!("改名为 {ours}；{SHOW_ENDINGS}"),
    }
}

/// What is said of a file called `name` that lies beside the one it was meant to be.
fn beside(name: &str, ours: &str) -> (String, String) {
    let say = format!("{ours} 应只有一份，这里已有一份，“{name}”没有读取，也不发布");
    (say, format!("核对两份的内容：多余的一份删去；要用的一份命名为 {ours}。{SHOW_ENDINGS}"))
}

/// What lies in an office's folder at `at` and is not read. Says whether `office.yaml` is
/// there under another name, which has then been said.
pub(super) fn in_office(folder: &OfficeDir, at: &str, findings: &mut Vec<Finding>) -> bool {
    if let Some(say) = name_fault(&folder.id) {
        let advise = format!("改名，如“{}”；机关的中文名写在 office.yaml 的“全称”里", suggestion(&folder.id));
        findings.push(rules::FOLDER.whole_file(at).office(&folder.id).say(say).advise(advise).done());
    }
    let mut misnamed = false;
    for stray in &folder.stray {
        let file = format!("{at}/{stray}");
        let finding = match meant(stray).filter(|ours| *ours == OFFICE) {
            Some(ours) if folder.has_office_yaml => {
                let (say, advise) = beside(stray, ours);
                rules::FOLDER.whole_file(&file).say(say).advise(advise)
            }
            Some(ours) => {
                misnamed = true;
                let say = format!("文件名应为 {ours}，实际为“{stray}”，没有读取");
                rules::OFFICE.whole_file(&file).say(say).advise(rename(stray, ours))
            }
            None => {
                let say = format!("“{stray}”不是年份文件夹，也不是 office.yaml，没有被读取");
                let advise = "年份文件夹用四位数字命名，如 2024；附件放进所属年份的文件夹";
                rules::FOLDER.whole_file(&file).say(say).advise(advise)
            }
        };
        findings.push(finding.office(&folder.id).done());
    }
    for link in &folder.links {
        let file = format!("{at}/{link}").trim_end_matches('/').to_owned();
        let say = "这是符号链接，没有读取；content 里应为文件和文件夹本身";
        let advise = "把链接所指的文件或文件夹复制到这里";
        findings.push(owned(rules::UNREADABLE.whole_file(&file), &file).say(say).advise(advise).done());
    }
    misnamed
}

/// What lies in `content/` itself, where nobody reads it. Notes and lists may.
pub fn in_content(root: &Path) -> Vec<Finding> {
    let lies = |name: &&str| root.join("content").join(name).is_file();
    let say = |name: &str| {
        let (belongs, example) = match name {
            OFFICE => ("机关的文件夹", "czj"),
            _ => ("机关的年份文件夹", "czj/2024"),
        };
        let say = format!("“{name}”应放在{belongs}里，实际直接放在 content 下，没有被读取");
        let advise = format!("移到所属的文件夹，如 content/{example}/{name}");
        rules::FOLDER.whole_file(&format!("content/{name}")).say(say).advise(advise).done()
    };
    IN_CONTENT.iter().copied().filter(lies).map(say).collect()
}

/// A file that has another name and is evidently the one that is not there: the only one
/// of its kind, or one that an editor saved as plain text.
fn stands_in<'f>(folder: &'f YearDir, ours: &str) -> Option<&'f str> {
    let kinds: &[&str] = if ours == DATA { &["yaml", "yml"] } else { &["md", "markdown"] };
    let is = |name: &&String| {
        let lower = name.to_ascii_lowercase();
        let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
        !is_own(name) && (kinds.contains(&ending) || ending == "txt" && ours.starts_with(&format!("{stem}.")))
    };
    let mut like = folder.files.iter().filter(is);
    like.next().filter(|_| like.next().is_none()).map(String::as_str)
}

/// What lies in the folder of a year at `at` and is not read. Gives the files that are
/// there under another name, which has then been said, and that name.
pub(super) fn in_year<'f>(folder: &'f YearDir, at: &str, findings: &mut Vec<Finding>) -> Vec<(&'static str, &'f str)> {
    let mut misnamed = Vec::new();
    for name in &folder.files {
        let Some(ours) = meant(name).filter(|_| is_own(name)) else { continue };
        let file = format!("{at}/{name}");
        let (say, advise) = if folder.files.iter().any(|file| file == ours) {
            beside(name, ours)
        } else {
            misnamed.push((ours, name.as_str()));
            (format!("文件名应为 {ours}，实际为“{name}”，没有读取"), rename(name, ours))
        };
        findings.push(owned(rules::FOLDER.whole_file(&file), &file).say(say).advise(advise).done());
    }
    for ours in [DATA, NARRATIVE] {
        let there = folder.files.iter().any(|name| name == ours || meant(name) == Some(ours));
        let Some(name) = stands_in(folder, ours).filter(|_| !there) else { continue };
        misnamed.push((ours, name));
        let file = format!("{at}/{name}");
        let say = format!("文件名应为 {ours}，实际为“{name}”，没有读取");
        findings.push(owned(rules::FOLDER.whole_file(&file), &file).say(say).advise(rename(name, ours)).done());
    }
    for inner in &folder.folders {
        let file = format!("{at}/{inner}");
        let say = format!("年份文件夹里应直接放文件，实际有子文件夹“{inner}”，其中的文件没有读取，也不发布");
        let advise = format!("把要发布的文件移到 {} 文件夹里，与 data.yaml 放在一起，再删去“{inner}”", folder.name);
        findings.push(owned(rules::FOLDER.whole_file(&file), &file).say(say).advise(advise).done());
    }
    misnamed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_made_of_ours_are_known() {
        for name in ["data.yaml.txt", "data.yml", "Data.yaml", "DATA.YAML.TXT", "data.yml.txt"] {
            assert_eq!(meant(name), Some(DATA), "{name}");
        }
        assert_eq!(meant("narrative.md.txt"), Some(NARRATIVE));
        assert_eq!(meant("Office.yml"), Some(OFFICE));
        for name in [DATA, NARRATIVE, OFFICE, "data.txt", "数据.yaml", "data.xlsx", "narrative.docx", "mydata.yaml"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn a_reserved_name_is_refused_for_its_own_reason() {
        let said = name_fault("years").unwrap_or_default();
        assert!(said.contains("网站自己的网页") && said.contains("compare") && said.contains("“years”"), "{said}");
        assert!(name_fault("财政局").is_some_and(|said| said.contains("小写英文字母")));
        assert_eq!(name_fault("years-1"), None);
        assert_eq!(name_fault("czj"), None);
    }
}
