//! Words of a command line: figures, and offices as they are typed or completed.

use std::path::Path;

use nianbao::error::Error;

/// A year, also `2024年`.
pub(super) fn year(word: &str) -> Result<u16, String> {
    let digits = word.trim().trim_end_matches(['年', '度']);
    let year = digits.parse().ok().filter(|_| digits.len() == 4);
    year.ok_or_else(|| "应为四位的年份，如 2024".to_owned())
}

/// A port; 0 takes any that is free.
pub(super) fn port(word: &str) -> Result<u16, String> {
    word.parse().map_err(|_| format!("应为 0 到 {} 的整数", u16::MAX))
}

/// How many threads.
pub(super) fn threads(word: &str) -> Result<u16, String> {
    /// More than any machine has processors; each takes memory.
    const MOST: u16 = 1024;
    let threads = word.parse().ok().filter(|threads| (1..=MOST).contains(threads));
    threads.ok_or_else(|| format!("应为 1 到 {MOST} 的整数"))
}

/// The folder of an office as a shell completes it or Windows writes it: `content\czj\`.
pub(super) fn office(word: &str) -> String {
    let word = word.trim().replace('\\', "/");
    word.trim_start_matches("./").trim_start_matches("content/").trim_end_matches('/').to_owned()
}

/// The office, or the year of one, that a word means: `czj/2024`, or the path of a folder or
/// file of it, as a window of Windows gives it (`D:\网站\content\czj\2024\data.yaml`).
///
/// # Errors
/// When a whole path leads to no place of the site at `root`.
pub(super) fn report(root: &Path, word: &str) -> Result<String, Error> {
    const FILES: [&str; 3] = ["data.yaml", "narrative.md", "office.yaml"];
    let path = Path::new(word.trim());
    let mut word = office(word);
    if path.is_absolute() {
        let content = root.join("content");
        let within = path.canonicalize().ok().zip(content.canonicalize().ok());
        let Some(within) = within.as_ref().and_then(|(path, content)| path.strip_prefix(content).ok()) else {
            let say = format!("“{}”不在这个站点的 {} 里", path.display(), content.display());
            return Err(Error::usage(format!("{say}；写作“机关/年度”，如 czj/2024")));
        };
        word = office(&within.to_string_lossy());
    }
    match word.rsplit_once('/') {
        Some((folder, file)) if FILES.contains(&file) => Ok(folder.to_owned()),
        _ => Ok(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_say_what_they_should_be() {
        assert_eq!(year("2024年"), Ok(2024));
        assert_eq!(year(" 2024年度"), Ok(2024));
        assert!(["24", "02024", "二〇二四", ""].iter().all(|word| year(word).is_err()));
        assert!(port("0").is_ok() && port("65535").is_ok());
        assert_eq!(port("65536"), Err("应为 0 到 65535 的整数".to_owned()));
        assert!(threads("1").is_ok() && threads("1024").is_ok());
        assert!(["0", "1025", "x"].iter().all(|word| threads(word).is_err()));
    }

    #[test]
    fn an_office_is_its_folder_however_the_path_is_written() {
        for word in ["czj", "czj/", "./content/czj/", r"content\czj\", r".\content\czj"] {
            assert_eq!(office(word), "czj", "{word}");
        }
    }
}
