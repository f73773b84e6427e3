//! What the machine refused, and on which file.
//!
//! A fault in content is a finding; a full disk, a missing permission, a taken port or a
//! wrong command is an [`Error`]. The two never mix, and the library prints neither.

use std::fmt;
use std::io;
use std::path::Path;

/// One refusal, as a sentence for the person at the keyboard.
#[derive(Debug)]
pub struct Error(String);

/// What may be refused.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A file or folder that could not be used: `读取`, `写入`, …
    pub fn file(doing: &str, path: &Path, cause: io::Error) -> Error {
        let advice = advice(&cause).map(|advice| format!("；{advice}")).unwrap_or_default();
        Error(format!("{doing}“{}”失败：{}{advice}", shown(path), say(&cause)))
    }

    /// A command that cannot be carried out as given.
    pub fn usage(sentence: impl Into<String>) -> Error {
        Error(sentence.into())
    }

    /// Anything else that keeps the program from going on.
    pub fn refused(sentence: impl Into<String>) -> Error {
        Error(sentence.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// A path as people write it. Windows puts a mark before one that was resolved, which nobody
/// who reads it knows, and which not every program takes back.
pub(crate) fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    match path.strip_prefix(r"\\?\") {
        Some(rest) => rest.strip_prefix(r"UNC\").map_or_else(|| rest.to_owned(), |share| format!(r"\\{share}")),
        None => path,
    }
}

/// Whether another program has the file open in a way that lets nobody else at it: Word,
/// WPS and scanners do so on Windows, in two codes the standard library has no name for.
pub(crate) fn is_held(cause: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(cause.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
}

/// What went wrong, in Chinese.
fn say(cause: &io::Error) -> String {
    use io::ErrorKind as K;
    if is_held(cause) {
        return "正被别的程序占用".to_owned();
    }
    let known = match cause.kind() {
        K::NotFound => "没有这个文件或文件夹",
        K::PermissionDenied => "没有权限",
        K::AlreadyExists => "已经存在",
        K::StorageFull => "磁盘已满",
        K::QuotaExceeded => "磁盘配额已用完",
        K::FileTooLarge => "文件太大",
        K::ReadOnlyFilesystem => "磁盘是只读的",
        K::IsADirectory => "这是文件夹",
        K::NotADirectory => "路径中间有一段不是文件夹",
        K::DirectoryNotEmpty => "文件夹不是空的",
        K::ResourceBusy => "正被别的程序占用",
        K::CrossesDevices => "跨越了两个磁盘",
        K::AddrInUse => "端口已被占用",
        K::InvalidFilename => "文件名不可用",
        K::Interrupted => "被中断",
        _ => match cause.raw_os_error() {
            Some(code) => return format!("系统错误 {code}"),
            None => return cause.to_string(),
        },
    };
    known.to_owned()
}

/// What may help.
fn advice(cause: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as K;
    if is_held(cause) {
        return Some("请关闭正在使用它的程序后再试");
    }
    match cause.kind() {
        K::StorageFull | K::QuotaExceeded => Some("请腾出空间后再试，已发布的网站没有改动"),
        K::PermissionDenied => Some("请检查文件夹的权限，关闭正在使用它的程序"),
        K::ResourceBusy => Some("输出文件夹不能是挂载点，请用“--output”指定其下的一个子文件夹"),
        // The lower layer of a container's disk cannot be renamed; a new folder can.
        K::CrossesDevices => Some("输出文件夹在容器镜像的底层或另一个磁盘上，请用“--output”指定一个新的文件夹"),
        K::ReadOnlyFilesystem => Some("请用“--output”指定可以写入的位置"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolved_paths_of_windows_are_shown_as_they_are_typed() {
        for (path, wanted) in [
            (r"\\?\C:\网站\public", r"C:\网站\public"),
            (r"\\?\UNC\服务器\共享\public", r"\\服务器\共享\public"),
            (r"\\服务器\共享", r"\\服务器\共享"),
            ("/srv/网站", "/srv/网站"),
        ] {
            assert_eq!(shown(Path::new(path)), wanted);
            let said = Error::file("写入", Path::new(path), io::ErrorKind::StorageFull.into()).to_string();
            assert!(said.contains(&format!("“{wanted}”")), "{said}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_file_another_program_holds_is_told() {
        for code in [32, 33] {
            let said = Error::file("读取", Path::new("a.docx"), io::Error::from_raw_os_error(code)).to_string();
            assert!(said.contains("正被别的程序占用；请关闭正在使用它的程序"), "{said}");
        }
    }
}
