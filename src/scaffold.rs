//! Files to begin with: a blank report of the right form, and a new site.
//!
//! Nothing that exists is ever overwritten.

mod blank;

use std::fs;
use std::path::{Path, PathBuf};

use crate::content::office::FIRST_YEAR;
use crate::content::{self, Only};
use crate::edition::Edition;
use crate::error::Error;
use crate::render::theme;
use crate::schema;
use crate::source::walk::through_link;

/// What was made.
#[derive(Debug, Default)]
pub struct Made {
    /// Files, relative to the root, with `/`.
    pub files: Vec<String>,
    /// What the clerk should know, in Chinese.
    pub notes: Vec<String>,
}

/// A blank report of `office` for `year`, with 上年结转 taken from last year's report.
///
/// # Errors
/// When the report exists already, the names cannot be used, or the disk refuses.
pub fn new_report(root: &Path, office: &str, year: u16) -> Result<Made, Error> {
    if let Some(fault) = content::office_id_fault(office) {
        return Err(Error::usage(fault));
    }
    if !(FIRST_YEAR..=9999).contains(&year) {
        return Err(Error::usage(format!("年度应为 {FIRST_YEAR} 年以后的四位年份，如 2024，实际为 {year}")));
    }
    let editions = crate::editions()?;
    let edition = editions.of_year(year).map(AsRef::as_ref);
    let folder = format!("content/{office}/{year}");
    let (data, narrative) = (format!("{folder}/data.yaml"), format!("{folder}/narrative.md"));
    // What is there stays as it is; the other file is what is wanted.
    let [has_data, has_words] = [&data, &narrative].map(|file| root.join(file).symlink_metadata().is_ok());
    if has_data && has_words {
        return Err(Error::usage(format!("{folder} 里已有 data.yaml 和 narrative.md，没有改动；要重做请先把它们移走")));
    }
    let mut files = Vec::new();
    let mut made = Made::default();
    let loaded = match root.join("content").join(office).is_dir() {
        true => content::load(root, &editions, &Only::Offices(vec![office.to_owned()]))?.content,
        false => content::Content::default(),
    };
    let office_file = format!("content/{office}/office.yaml");
    if !root.join(&office_file).exists() {
        files.push((office_file.clone(), OFFICE.to_owned()));
        made.notes.push(format!("请在 {office_file} 填写机关全称"));
    }
    if has_data {
        made.notes.push(format!("已有 {data}，没有改动"));
    } else {
        let text = match edition {
            Some(edition) => blank::form(edition, office, year, &loaded, &mut made),
            None => {
                let name = loaded.office(office).map_or(office, |office| office.name_in(year));
                blank::document(name, year, &mut made)
            }
        };
        files.push((data, text));
    }
    match has_words {
        true => made.notes.push(format!("已有 {narrative}，没有改动")),
        false => files.push((narrative, edition.map_or_else(|| blank::WORDS.to_owned(), blank::narrative))),
    }
    write(root, files, &mut made)?;
    made.notes.push(match has_data {
        true => "填完后运行“nianbao check”".to_owned(),
        false => "填完后运行“nianbao check”，没有错误再删去“草稿: true”一行".to_owned(),
    });
    Ok(made)
}

/// A new site in `folder`, with one example office, that builds at once.
///
/// # Errors
/// When the folder is not empty or the disk refuses.
pub fn new_site(folder: &Path) -> Result<Made, Error> {
    if folder.is_file() {
        return Err(Error::usage(format!("“{}”是一个文件，不是文件夹；请换一个名称", folder.display())));
    }
    if folder.exists() {
        let mut entries = fs::read_dir(folder).map_err(|cause| Error::file("读取", folder, cause))?;
        // A fresh `git init` may come first.
        if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git")) {
            return Err(Error::usage(format!("“{}”里已有文件，没有改动；请换一个空文件夹", folder.display())));
        }
    }
    let editions = crate::editions()?;
    let year = last_year();
    let Some(edition) = editions.of_year(year) else {
        return Err(Error::refused(format!("计算机的日期不对（{} 年）", year + 1)));
    };
    let mut made = Made::default();
    let files = [
        ("site.toml".to_owned(), SITE.to_owned()),
        (".gitignore".to_owned(), "/public/\n/.public.nianbao/\n".to_owned()),
        ("schema/data.schema.json".to_owned(), schema::data(&editions)),
        ("schema/office.schema.json".to_owned(), schema::office()),
        (".vscode/settings.json".to_owned(), EDITOR.to_owned()),
        ("content/shili/office.yaml".to_owned(), "全称: 示例机关\n类别: 部门\n".to_owned()),
        (format!("content/shili/{year}/data.yaml"), example_data(edition, year)),
        (format!("content/shili/{year}/narrative.md"), example_narrative(edition)),
    ];
    write(folder, files.into(), &mut made)?;
    made.notes.push(format!("下一步：nianbao build --root {}，然后打开其中的 public/index.html", typed(folder)));
    made.notes.push("新建机关和年度：nianbao new 机关文件夹名 年度；示例机关 content/shili 不用时删去".to_owned());
    Ok(made)
}

/// A theme `themes/<name>` laid over the one the program ships with; `files` of that one
/// are copied, to be changed.
///
/// # Errors
/// When the name cannot be used, there is no such file, or the disk refuses.
pub fn new_theme(root: &Path, name: &str, files: &[String]) -> Result<Made, Error> {
    if !content::is_plain_name(name) {
        return Err(Error::usage(format!("主题名应为小写英文字母、数字和连字符，实际为“{name}”")));
    }
    let folder = format!("themes/{name}");
    if root.join(&folder).exists() {
        return Err(Error::usage(format!("已有 {folder}，没有改动；请换一个名称，或先把它移走")));
    }
    let mut copied = Vec::new();
    for file in files {
        let file = file.replace('\\', "/");
        let text = theme::original(&file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let Some(text) = text.filter(|_| theme::originals().contains(&file)) else {
            let all = theme::originals();
            let near = crate::finding::nearest(&file, all.iter().map(String::as_str));
            let hint = match near {
                Some(near) => format!("是否为“{near}”？"),
                None => format!("可用的有 {}", all.join("、")),
            };
            return Err(Error::usage(format!("自带的主题没有“{file}”这个文件；{hint}")));
        };
        copied.push((file, text));
    }
    let mut made = Made::default();
    let mut new = vec![(format!("{folder}/theme.toml"), THEME.replace("NAME", name))];
    if files.is_empty() {
        new.push((format!("{folder}/assets/extra.css"), EXTRA_CSS.to_owned()));
    }
    new.extend(copied.into_iter().map(|(file, text)| (format!("{folder}/{file}"), text.to_owned())));
    write(root, new, &mut made)?;
    made.notes.push(format!("在 site.toml 的 [theme] 里写 name = \"{name}\" 才会用它"));
    made.notes.push("各模板和变量见 docs/theming.md；改好后运行“nianbao theme check”".to_owned());
    Ok(made)
}

/// The year reports are being written for: the calendar year before this one, by the
/// clock of Peking. Only `init` asks it, for the name of a folder; nothing published
/// depends on it.
fn last_year() -> u16 {
    let peking = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let year = jiff::Timestamp::now().to_zoned(peking).year() - 1;
    u16::try_from(year).unwrap_or(0)
}

fn example_data(edition: &Edition, year: u16) -> String {
    let mut text = format!("# {year} 年度，{}。整表为零写“无”。\n发布日期: {}-01-15\n", edition.name, year + 1);
    for table in &edition.tables {
        text.push_str(&format!("{}: 无\n", table.names.key));
    }
    text
}

fn example_narrative(edition: &Edition) -> String {
    let mut text = "这是新站点自带的示例，改成本机关的内容后再发布。\n\n".to_owned();
    for section in &edition.sections {
        text.push_str(&format!("## {}\n\n", section.names.label));
        if section.tables.is_empty() {
            text.push_str(example_words(&section.names.id));
        }
    }
    text
}

/// What an example says under a section: short, and without findings of its own.
fn example_words(section: &str) -> &'static str {
    match section {
        "overview" => {
            "主动公开：全年在政府网站公开信息若干条。\n\n依申请公开：没有收到申请。\n\n政府信息管理：逐件审查后公开。\n\n\
             平台建设：维护政府网站的专栏。\n\n监督保障：组织了一次培训。\n\n"
        }
        "problems" => {
            "示例机关的问题是公开不够及时，文字偏多、图解偏少。今后逐月核对发布的时间，为重要的文件配上图解。\n\n"
        }
        _ => "全年没有收取信息处理费。\n\n",
    }
}

/// A path as it is typed in a command: in quotes where a blank or a mark in it would mean
/// something to the shell.
pub fn typed(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/\\._-:~+=@,".contains(c);
    if path.chars().all(plain) { path } else { format!("\"{path}\"") }
}

/// Writes new files and notes them; an existing one is left alone and is an error. When the
/// disk refuses one, those before it are taken back: nothing half done stays.
fn write(root: &Path, files: Vec<(String, String)>, made: &mut Made) -> Result<(), Error> {
    let mut written = Written::default();
    for (file, text) in &files {
        if let Err(fault) = written.write(root, file, text) {
            written.take_back();
            return Err(fault);
        }
    }
    made.files.extend(files.into_iter().map(|(file, _)| file));
    Ok(())
}

/// What was made on the disk so far.
#[derive(Default)]
struct Written {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Written {
    fn write(&mut self, root: &Path, file: &str, text: &str) -> Result<(), Error> {
        if through_link(root, file) {
            let say = format!("“{file}”经过符号链接，会写到站点以外，没有写；请换成真正的文件夹");
            return Err(Error::refused(say));
        }
        let path = root.join(file);
        if let Some(folder) = path.parent() {
            let is_new = |above: &&Path| !above.as_os_str().is_empty() && !above.exists();
            let new: Vec<PathBuf> = folder.ancestors().take_while(is_new).map(Path::to_path_buf).collect();
            self.folders.extend(new.into_iter().rev());
            fs::create_dir_all(folder).map_err(|cause| Error::file("新建文件夹", folder, cause))?;
        }
        let open = fs::OpenOptions::new().write(true).create_new(true).open(&path);
        let written = open.and_then(|mut out| {
            self.files.push(path.clone());
            std::io::Write::write_all(&mut out, text.as_bytes())
        });
        written.map_err(|cause| Error::file("写入", &path, cause))
    }

    /// As far as the disk lets us; a folder in which somebody put something stays.
    fn take_back(self) {
        for file in self.files.iter().rev() {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

const OFFICE: &str = "全称:          # 机关印章上的名称\n类别: 部门     # 政府、部门、乡镇、街道、派出机构、授权组织\n";

const SITE: &str = "# 站点设置\n[site]\nname = \"政府信息公开年度报告\"   # 网站名称\n# description = \"本县各行政机关政府信息公开工作年度报告\"\n\n# 门户网站统一要求的标签和页脚，按备案信息填写，去掉行首的 #\n# [portal]\n# SiteName = \"某某县人民政府\"\n# SiteDomain = \"www.example.gov.cn\"\n# SiteIDCode = \"0000000000\"      # 网站标识码\n# organizer = \"某某县人民政府办公室\"  # 主办单位\n# icp = \"某ICP备00000000号\"\n# police = \"某公网安备 00000000000000号\"\n# find_error = true              # “政府网站找错”的链接\n# header = \"portal/header.html\"  # 门户的页眉，HTML 文件\n# footer = \"portal/footer.html\"  # 门户的页脚\n\n[theme]\nname = \"county\"\ncolor = \"#1f4e8c\"               # 主色\n\n# 下载文件：不要 Excel 或 Word 文件时，去掉行首的 #，改为 false\n# [downloads]\n# spreadsheets = true\n# word = true\n";

const THEME: &str = "name = \"NAME\"\nparent = \"county\"      # 没有的模板、文件用它的；各项设置也是它的\n\n# 自己的设置：site.toml 的 [theme] 里可以改，模板里写作 {{ theme.accent }}\n# [settings.accent]\n# type = \"color\"        # color、bool、text、asset（assets 里的文件）、choice、list（后两种另写 choices = [\"甲\", \"乙\"]）\n# default = \"#8c1f1f\"\n# label = \"强调色\"\n";

const EXTRA_CSS: &str = "/* 接在主题的样式之后。整个网站的颜色在 site.toml 的 [theme] 里写 color。 */\n";

const EDITOR: &str = "{\n  \"yaml.schemas\": {\n    \"schema/data.schema.json\": \"content/*/*/data.yaml\",\n    \"schema/office.schema.json\": \"content/*/office.yaml\"\n  },\n  \"files.encoding\": \"utf8\",\n  \"files.eol\": \"\\n\"\n}\n";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_half_done_stays_where_the_disk_refuses() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("content")).unwrap();
        // Under a file nothing can be made.
        let files = ["content/a/x", "content/a/x/y"].map(|file| (file.to_owned(), "1".to_owned()));
        let mut made = Made::default();
        assert!(write(root.path(), files.into(), &mut made).is_err());
        assert!(!root.path().join("content/a").exists() && root.path().join("content").exists());
        assert!(made.files.is_empty());
        // What was there before is not ours to take back.
        fs::create_dir(root.path().join("content/a")).unwrap();
        fs::write(root.path().join("content/a/x"), "2").unwrap();
        let files = ["content/a/w", "content/a/x"].map(|file| (file.to_owned(), "1".to_owned()));
        assert!(write(root.path(), files.into(), &mut made).is_err());
        assert_eq!(fs::read(root.path().join("content/a/x")).unwrap(), b"2");
        assert!(!root.path().join("content/a/w").exists());
    }

    #[test]
    fn a_path_is_quoted_where_a_shell_would_cut_it() {
        assert_eq!(typed(Path::new("../年报")), "../年报");
        assert_eq!(typed(Path::new("../中文 站点")), "\"../中文 站点\"");
        assert_eq!(typed(Path::new("a(1)")), "\"a(1)\"");
    }
}
