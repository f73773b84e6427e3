//! Single values of a settings file, and what is said of those that do not fit.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::finding::{Builder, Finding, Level, Rule};
use crate::source::address;
use crate::source::text::is_invalid;

use super::{GivenValue, SETTING, UNKNOWN_SETTING, slip};

/// Signs of the Chinese input method where half-width ones belong.
const WIDE: [char; 5] = ['＝', '“', '”', '［', '］'];

/// A file being read: its text, for places, and what was found so far.
pub(crate) struct Reading<'t> {
    /// Relative to the root of the site, with `/`.
    pub(crate) file: &'t str,
    pub(crate) text: &'t str,
    pub(crate) findings: Vec<Finding>,
}

impl Reading<'_> {
    pub(crate) fn word(&mut self, value: &Spanned<DeValue<'_>>, into: &mut String) {
        match value.get_ref().as_str() {
            // The feed and the pages, which carry it, are not valid with one; only an escape writes it.
            Some(word) if word.contains(is_invalid) => {
                let code = word.chars().find(|c| is_invalid(*c)).map_or(0, u32::from);
                let say = format!("这里应是印得出来的字，实际有控制字符 U+{code:04X}");
                self.wrong(value.span(), say, "删去“\\”和后面的代码，重新输入");
            }
            Some(word) if !word.trim().is_empty() => word.trim().clone_into(into),
            // An empty value stands for the default, as in a file to be filled in.
            Some(_) => {}
            None => self.wrong(value.span(), "这里应为文字", "放在半角双引号里，如 name = \"某县年报\""),
        }
    }

    /// A day of any year, as `03-31`.
    pub(super) fn day(&mut self, value: &Spanned<DeValue<'_>>, into: &mut (i8, i8)) {
        let mut words = String::new();
        self.word(value, &mut words);
        let parts = words.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        match parts.filter(|(month, day)| jiff::civil::Date::new(2027, *month, *day).is_ok()) {
            Some(day) => *into = day,
            None if words.is_empty() => {}
            None => {
                let say = format!("期限应写作“月-日”，实际为“{words}”");
                self.wrong(value.span(), say, "写报告年度的次年里的一天，如 \"01-31\"");
            }
        }
    }

    /// The same, no later than the law says, which is what stands in `into`: a later one
    /// would make pages say 按时 of what the checks say is late.
    pub(super) fn lawful_day(&mut self, value: &Spanned<DeValue<'_>>, whose: &str, into: &mut (i8, i8)) {
        let (law, mut local) = (*into, *into);
        self.day(value, &mut local);
        if local <= law {
            *into = local;
            return;
        }
        let written = |(month, day): (i8, i8)| format!("{month:02}-{day:02}");
        let (law, local) = (written(law), written(local));
        let say = format!("{whose}的期限应不晚于 {law}（《政府信息公开条例》第四十九条），实际为 {local}，仍按 {law}");
        let builder = self.at(&SETTING, value.span()).level(Level::Warning);
        self.findings.push(builder.say(say).advise("本地规定更早的写更早的日子；没有的删去这一行").done());
    }

    pub(crate) fn truth(&mut self, value: &Spanned<DeValue<'_>>, into: &mut bool) {
        match value.get_ref().as_bool() {
            Some(wanted) => *into = wanted,
            None => self.wrong(value.span(), "这里应为 true（要）或 false（不要）", "写 true 或 false，不加引号"),
        }
    }

    pub(super) fn url(&mut self, value: &Spanned<DeValue<'_>>, into: &mut Option<String>) {
        let mut url = String::new();
        self.word(value, &mut url);
        if url.starts_with("https://") || url.starts_with("http://") {
            *into = Some(encoded(&url));
        } else if !url.is_empty() {
            let say = format!("网址应以 https:// 或 http:// 开头，实际为“{url}”");
            self.wrong(value.span(), say, "写栏目对外的完整网址，如 \"https://www.example.gov.cn/nianbao\"");
        }
    }

    pub(super) fn words(&mut self, value: &Spanned<DeValue<'_>>, into: &mut Vec<String>) {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value.span(), "这里应为几个词", "写作 [\"甲\", \"乙\"] 的样子");
            return;
        };
        let mut words = Vec::new();
        for item in items {
            let mut word = String::new();
            self.word(item, &mut word);
            words.extend((!word.is_empty()).then_some(word));
        }
        *into = words;
    }

    /// Whether what stands at `span` could not be understood, which has been said.
    pub(super) fn is_said(&self, span: &Range<usize>) -> bool {
        let (line, column, _) = crate::finding::place_of(self.text, span);
        let mut own = self.findings.iter().filter(|finding| finding.code == SETTING.code && finding.file == self.file);
        own.any(|finding| (finding.line, finding.column) == (line, column))
    }

    pub(crate) fn unknown(&mut self, span: Range<usize>, name: &str, known: &[&str]) {
        if self.is_said(&span) {
            return;
        }
        let advise = match crate::finding::nearest(name, known.iter().copied()) {
            Some(near) => format!("是否为“{near}”？照此改写"),
            None => format!("删去；可用的有 {}", known.join("、")),
        };
        let builder = self.at(&UNKNOWN_SETTING, span);
        self.findings.push(builder.say(format!("没有“{name}”这个设置")).advise(advise).done());
    }

    /// A group nobody knows, or a setting outside of all groups. What stands on a line that
    /// could not be understood is no name, and a setting below a heading that could not be
    /// understood stands where it should.
    pub(super) fn unknown_group(&mut self, span: Range<usize>, name: &str) {
        let (own, _, _) = crate::finding::place_of(self.text, &span);
        let heads = |number: u32| {
            let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
            self.text.lines().nth(index).is_some_and(|words| words.trim_start().starts_with(['[', '［', '【']))
        };
        let mut broken =
            self.findings.iter().filter(|finding| finding.code == SETTING.code).map(|finding| finding.line);
        let said = |line: u32| line == own || (line < own && heads(line) && !heads(own));
        if !broken.any(said) {
            self.unknown(span, name, &super::GROUPS);
        }
    }

    pub(crate) fn wrong(&mut self, span: Range<usize>, say: impl Into<String>, advise: &str) {
        if self.is_said(&span) {
            return;
        }
        let builder = self.at(&SETTING, span);
        self.findings.push(builder.say(say).advise(advise).done());
    }

    /// Everything the parser refuses, and the text with blanks in its place: of some slips the
    /// parser stops looking at what comes after them.
    pub(super) fn refused(&mut self, faults: &[toml::de::Error]) -> String {
        let mut sound = self.text.to_owned();
        let mut more = faults.to_vec();
        let mut said = 0;
        while !more.is_empty() {
            more.iter().for_each(|fault| self.syntax(fault));
            if self.findings.len() == said {
                break;
            }
            let lines: Vec<u32> = self.findings[said..].iter().map(|finding| finding.line).collect();
            said = self.findings.len();
            let blank = |(line, number): (&str, u32)| match lines.contains(&number) {
                true => line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect(),
                false => line.to_owned(),
            };
            sound = sound.split_inclusive('\n').zip(1..).map(blank).collect();
            more = toml::de::DeTable::parse_recoverable(&sound).1;
        }
        sound
    }

    pub(crate) fn syntax(&mut self, fault: &toml::de::Error) {
        let span = fault.span().unwrap_or(0..0);
        let line = self.text[..span.start.min(self.text.len())].rfind('\n').map_or(0, |at| at + 1);
        let words = self.text[line..].lines().next().unwrap_or_default();
        let head = self.text.get(line..span.start).unwrap_or_default().trim();
        let name = self.text.get(span.clone()).filter(|_| head.is_empty() || head.starts_with('['));
        let name = name.filter(|name| !name.is_empty() && name.chars().all(is_han));
        let without_remark = words.split('#').next().unwrap_or_default();
        let (say, advise) = if without_remark.contains(WIDE) {
            ("用了全角标点".to_owned(), "等号、引号和方括号改用半角".to_owned())
        } else if let Some(name) = name {
            let say = format!("名称应为英文字母、数字、“-”或“_”，实际为“{name}”");
            (say, "改写成英文的名称；没有这个设置的，删去".to_owned())
        } else if fault.message().contains("duplicate") {
            ("同一项写了两次".to_owned(), "只留一处".to_owned())
        } else {
            slip::told(words)
        };
        // Where the parser points between two characters, the wide one is meant or the line.
        let ink = line + words.len() - words.trim_start().len()..line + words.trim_end().len();
        let wide = words.char_indices().find(|(_, c)| WIDE.contains(c));
        let shown = match wide {
            _ if !span.is_empty() => span,
            Some((at, c)) => line + at..line + at + c.len_utf8(),
            None => ink,
        };
        let builder = self.at(&SETTING, shown);
        let finding = builder.say(say).advise(advise).done();
        // One slip makes the parser stumble several times over the same line.
        if self.findings.last().is_none_or(|last| last.line != finding.line) {
            self.findings.push(finding);
        }
    }

    pub(super) fn at(&self, rule: &'static Rule, span: Range<usize>) -> Builder {
        crate::finding::in_text(rule, self.file, self.text, &span)
    }
}

impl GivenValue {
    /// A value of the file whose text is `text`.
    pub(crate) fn read(text: &str, value: &DeValue<'_>) -> GivenValue {
        match value {
            DeValue::String(word) => GivenValue::Text(word.trim().to_owned()),
            DeValue::Boolean(truth) => GivenValue::Truth(*truth),
            DeValue::Array(items) => {
                let word = |item: &Spanned<DeValue<'_>>| {
                    let word = item.get_ref().as_str()?.trim().to_owned();
                    Some((word, crate::finding::place_of(text, &item.span())))
                };
                items.iter().map(word).collect::<Option<_>>().map_or(GivenValue::Other, GivenValue::List)
            }
            _ => GivenValue::Other,
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// `#1f4e8c`
pub(crate) fn is_color(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The address of the site as it stands in files for programs. The host stays: it has a
/// spelling of its own for Chinese.
fn encoded(url: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let path = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    format!("{}{}", &url[..path], address::encoded(&url[path..]))
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn addresses_are_those_of_the_standard() {
        assert_eq!(encoded("https://www.a.gov.cn/年报/x y"), "https://www.a.gov.cn/%E5%B9%B4%E6%8A%A5/x%20y");
        assert_eq!(encoded("https://a.cn/%E5%B9%B4?a=1&b=2#c"), "https://a.cn/%E5%B9%B4?a=1&b=2#c");
        assert_eq!(encoded("http://政府.中国"), "http://政府.中国");
        assert_eq!(encoded("http://政府.中国/a\"b"), "http://政府.中国/a%22b");
    }
}
