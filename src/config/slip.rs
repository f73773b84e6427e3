//! What is wrong with a line of a settings file that the parser refuses, told by the line
//! itself: what the parser says of it is English and about the next character.

use crate::source::conflict;
use crate::source::number::{self, Kind};

/// What is said of a line, and what to do.
pub(super) fn told(line: &str) -> (String, String) {
    let line = line.trim();
    if conflict::is_any_mark(line) {
        return (conflict::SAY.to_owned(), conflict::ADVISE.to_owned());
    }
    let parts = line.split_once('=').filter(|(name, _)| !name.contains([':', '：', '#']));
    let Some((name, value)) = parts else {
        return without_equals(line);
    };
    let (name, value) = (name.trim(), value.trim());
    let in_quotes = value.strip_prefix('"');
    let bare = value.split('#').next().unwrap_or_default().trim();
    if let Some(rest) = in_quotes.filter(|rest| rest.contains('\\')) {
        let path = rest.trim_end_matches('"').replace('\\', "/");
        return (
            "双引号里的“\\”不能这样用".to_owned(),
            format!("路径用“/”，写作 {name} = \"{path}\"；别的改放在单引号里"),
        );
    }
    if in_quotes.is_some_and(|rest| !rest.contains('"')) {
        return ("文字的末尾应有半角双引号，实际没有".to_owned(), "在文字的末尾补上“\"”".to_owned());
    }
    if bare.is_empty() {
        let colour = value.split_whitespace().next().unwrap_or_default();
        return match colour.len() > 1 {
            true => must_be_quoted(name, colour),
            false => (format!("“{name}”应有值，实际空着"), "填写，或删去这一行".to_owned()),
        };
    }
    if matches!(bare, "是" | "否" | "真" | "假" | "对" | "错" | "有" | "无" | "yes" | "no" | "True" | "False") {
        return (format!("应为 true 或 false，实际为“{bare}”"), "改为 true（是）或 false（否），不加引号".to_owned());
    }
    if let Some(slip) = number::count(bare).err().filter(|slip| slip.value().is_some() || slip.kind() == Kind::Chinese)
    {
        let example = slip.value().map_or_else(|| "10".to_owned(), |meant| meant.to_string());
        return (format!("应为半角数字，实际为“{bare}”"), format!("写作 {name} = {example} 的样子"));
    }
    match bare.starts_with(['"', '\'', '[', '{']) {
        true => generic(),
        false => must_be_quoted(name, bare),
    }
}

fn must_be_quoted(name: &str, value: &str) -> (String, String) {
    (format!("文字应放在半角双引号里，实际为“{value}”"), format!("写作 {name} = \"{value}\""))
}

fn without_equals(line: &str) -> (String, String) {
    match line.split_once([':', '：']) {
        Some((name, _)) if !line.starts_with('[') => {
            let say = format!("“{}”和值之间应为“=”，实际为冒号", name.trim());
            (say, "把冒号改为“=”，如 name = \"某县年报\"".to_owned())
        }
        _ => generic(),
    }
}

fn generic() -> (String, String) {
    let advise = "每行写“名称 = 值”，文字放在半角双引号里，如 name = \"某县年报\"";
    ("写法不对".to_owned(), advise.to_owned())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn each_slip_is_told_by_what_should_be_and_what_is() {
        for (line, say, advise) in [
            ("name: \"甲\"", "“name”和值之间应为“=”，实际为冒号", "把冒号改为“=”"),
            ("name = 某县年报  # 名称", "文字应放在半角双引号里，实际为“某县年报”", "写作 name = \"某县年报\""),
            ("department = 01-20", "文字应放在半角双引号里，实际为“01-20”", "写作 department = \"01-20\""),
            ("color = #1f4e8c", "文字应放在半角双引号里，实际为“#1f4e8c”", "写作 color = \"#1f4e8c\""),
            ("name = \"某县年报", "文字的末尾应有半角双引号，实际没有", "补上"),
            ("name =   # 名称", "“name”应有值，实际空着", "填写，或删去这一行"),
            ("header = \"门户\\页眉.html\"", "双引号里的“\\”不能这样用", "header = \"门户/页眉.html\""),
            ("require_all = 是", "应为 true 或 false，实际为“是”", "true"),
            ("reuse = ７０", "应为半角数字，实际为“７０”", "写作 reuse = 70"),
            ("reuse = 七十", "应为半角数字，实际为“七十”", "写作 reuse"),
            ("<<<<<<< HEAD", "git 合并时留下的两份", "对照两份"),
            ("name", "写法不对", "每行写“名称 = 值”"),
        ] {
            let (said, advised) = told(line);
            assert!(said.contains(say) && advised.contains(advise), "{line}: {said}; {advised}");
        }
    }
}
