//! Chinese Markdown → HTML that is safe to publish, plain text, and blocks of words.
//!
//! Takes one fragment (a section of a narrative), gives HTML without scripts, raw HTML
//! or foreign hosts. On top of CommonMark it does what Chinese readers expect: bold
//! next to Chinese punctuation, no gap where a line breaks between two characters, no
//! code block from an indented paragraph.

mod address;
mod blocks;
mod events;
mod html;
mod mend;
mod plain;

use std::ops::Range;

pub use address::decoded;
pub use blocks::{Block, Face, Run};
use events::{Source, extensions};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// How a fragment is set into its page.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Put before every id, so that several fragments can share a page.
    pub id_prefix: &'a str,
    /// The level the shallowest heading of the fragment gets.
    pub heading_base: u8,
}

/// For the fuzzer alone: what is told of a fragment without the parser.
#[cfg(fuzzing)]
pub fn fuzzed(markdown: &str) {
    events::fuzzed(markdown);
}

/// A fragment as HTML.
pub fn to_html(markdown: &str, options: &Options<'_>) -> String {
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    push_html(&mut html, markdown, options);
    html
}

/// Appends a fragment as HTML.
pub fn push_html(out: &mut String, markdown: &str, options: &Options<'_>) {
    let source = Source::of(markdown);
    html::Writer::new(out, options, heading_shift(&source.text, options.heading_base)).run(source.events());
}

/// A fragment as plain text: a line for each paragraph, item and table row.
pub fn to_text(markdown: &str) -> String {
    plain::text(Source::of(markdown).events())
}

/// A fragment as blocks of words, for what is no web page.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let source = Source::of(markdown);
    blocks::blocks(source.events(), heading_shift(&source.text, 1))
}

/// A link or image to a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The whole link in the text, in bytes.
    pub range: std::ops::Range<usize>,
    /// The address, percent-encoding undone.
    pub address: String,
}

/// The relative links and images of a fragment that its HTML carries.
pub fn links(markdown: &str) -> Vec<Link> {
    if !markdown.contains("](") && !markdown.contains("]:") {
        return Vec::new();
    }
    let mut links = Vec::new();
    for (event, range) in Parser::new_ext(markdown, extensions()).into_offset_iter() {
        let address = match &event {
            Event::Start(Tag::Link { dest_url, .. }) => address::link_address(dest_url),
            Event::Start(Tag::Image { dest_url, .. }) => address::image_address(dest_url),
            _ => None,
        };
        let Some(address) = address.filter(|address| address::scheme(address).is_none()) else { continue };
        links.push(Link { range, address: address::decoded(&address) });
    }
    links
}

/// The fragment with the relative links that `dead` names turned into their words; none
/// where it has no such link.
pub fn without_links(markdown: &str, dead: impl Fn(&str) -> bool) -> Option<String> {
    if !markdown.contains("](") && !markdown.contains("]:") {
        return None;
    }
    let (mut out, mut at) = (String::with_capacity(markdown.len()), 0);
    // The link that is being taken out, and its words so far.
    let mut open: Option<(Range<usize>, Option<Range<usize>>)> = None;
    for (event, range) in Parser::new_ext(markdown, extensions()).into_offset_iter() {
        match (&event, &mut open) {
            (Event::End(TagEnd::Link), Some((whole, words))) => {
                out.push_str(&markdown[at..whole.start]);
                out.push_str(words.clone().map_or("", |words| &markdown[words]));
                at = whole.end;
                open = None;
            }
            (_, Some((_, words))) => {
                *words = Some(words.as_ref().map_or(range.start, |words| words.start)..range.end);
            }
            (Event::Start(Tag::Link { dest_url, .. }), None) => {
                let address = address::link_address(dest_url).filter(|address| address::scheme(address).is_none());
                if address.is_some_and(|address| dead(&address::decoded(&address))) {
                    open = Some((range, None));
                }
            }
            _ => {}
        }
    }
    out.push_str(&markdown[at..]);
    (at > 0).then_some(out)
}

/// What must be added to heading levels so that the shallowest gets `base`.
fn heading_shift(markdown: &str, base: u8) -> i8 {
    if memchr::memchr(b'#', markdown.as_bytes()).is_none() {
        return 0;
    }
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let levels = markdown.lines().map(|line| level(line.trim_start())).filter(|level| (1..=6).contains(level));
    // Between -5 and 5: both are at most 6.
    levels.min().map_or(0, |shallowest| i8::try_from(base).unwrap_or(3) - i8::try_from(shallowest).unwrap_or(1))
}

/// Whether a character is set without a space beside its like: Han, kana, full-width
/// forms and Chinese punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '—' | '…' | '“' | '”' | '‘' | '’' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        to_html(markdown, &Options { id_prefix: "s1-", heading_base: 3 })
    }

    fn line(markdown: &str) -> String {
        let html = html(markdown);
        html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn bold_holds_next_to_chinese_punctuation() {
        assert_eq!(line("**加强领导，**明确职责"), "<strong>加强领导，</strong>明确职责");
        assert_eq!(line("制度建设**“五有”**格局"), "制度建设<strong>“五有”</strong>格局");
        assert_eq!(line("**《条例》**规定"), "<strong>《条例》</strong>规定");
        assert_eq!(line("**重点突出。**继续"), "<strong>重点突出。</strong>继续");
        assert_eq!(line("**甲**，**乙**和*（丙）*丁"), "<strong>甲</strong>，<strong>乙</strong>和<em>（丙）</em>丁");
        assert_eq!(line("***加强领导，***明确"), "<em><strong>加强领导，</strong></em>明确");
    }

    #[test]
    fn links_that_are_taken_out_leave_their_words() {
        let without = |text| without_links(text, |address| address.starts_with("../b/"));
        assert_eq!(
            without("见[甲](../a/x)和[**乙**局](../b/x \"题\")。").as_deref(),
            Some("见[甲](../a/x)和**乙**局。")
        );
        assert_eq!(without("见[乙][b]、[b]\n\n[b]: ../b/y\n").as_deref(), Some("见乙、b\n\n[b]: ../b/y\n"));
        assert_eq!(without("见[](../b/x)").as_deref(), Some("见"));
        assert_eq!(without("见[甲](https://h/../b/)、[丙](../c/)"), None);
    }

    #[test]
    fn asterisks_that_are_no_emphasis_stay() {
        assert_eq!(line("2*3*4"), "2<em>3</em>4");
        assert_eq!(line(r"条\*，\*款"), "条*，*款");
        assert_eq!(line("见`**“x”**y`的写法"), "见<code>**“x”**y</code>的写法");
        assert_eq!(html("* 甲，\n* 乙").matches("<li>").count(), 2);
        assert_eq!(html("***").trim(), "<hr>");
    }

    #[test]
    fn a_line_break_between_characters_leaves_no_space() {
        assert_eq!(line("公开信息\n六十八条，\n其中"), "公开信息六十八条，其中");
        assert_eq!(line("word\nword"), "word\nword");
        assert_eq!(line("公开\nABC"), "公开\nABC");
        assert_eq!(line("主要有：\n（一）时效\n一是人手\n1、其他"), "主要有：<br>（一）时效<br>一是人手<br>1、其他");
    }

    #[test]
    fn indents_are_dropped_and_make_no_code() {
        assert_eq!(line("　　全年公开"), "全年公开");
        assert_eq!(line("\u{a0}\u{a0}全年公开"), "全年公开");
        assert_eq!(line("    全年公开**信息**"), "全年公开<strong>信息</strong>");
        assert_eq!(line("\t全年公开"), "全年公开");
        assert_eq!(html("甲\n\n　　乙\n　　丙"), "<p>甲</p>\n<p>乙丙</p>\n");
        assert!(html("```\n  **甲，**乙\n```").contains("<pre><code>  **甲，**乙\n</code></pre>"));
        let list = html("- 甲\n\n    乙\n- 丙");
        assert_eq!((list.matches("<li>").count(), list.matches("<ul>").count()), (2, 1), "{list}");
    }

    #[test]
    fn headings_keep_their_characters_and_levels() {
        assert_eq!(
            html("## （一）主动公开\n\n### 甲"),
            "<h3 id=\"s1-（一）主动公开\">（一）主动公开</h3>\n<h4 id=\"s1-甲\">甲</h4>\n"
        );
        assert_eq!(html("#（一）主动公开"), "<h3 id=\"s1-（一）主动公开\">（一）主动公开</h3>\n");
        assert!(html("# 甲\n# 甲").contains("id=\"s1-甲-2\""));
        assert_eq!(line("#5 楼"), "#5 楼");
    }

    #[test]
    fn nothing_can_bring_markup_or_script_in() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<!-- <script>x</script> -->好",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](java\tscript:alert(1))",
            "[x](<\u{1}javascript:alert(1)>)",
            "![x](javascript:alert(1))",
            "[x](data:text/html;base64,x)",
            "<javascript:alert(1)>",
            "[x](vbscript:x)",
            "[x](file:///etc/passwd)",
            "[x]: javascript:alert(1)\n\n[x]",
            "![\" onerror=\"alert(1)](a.png)",
            "[a](b \"\\\" onclick=\\\"x\")",
            "<a href='x'>",
            "```\"><script>\nx\n```",
            "# <b onclick=x>",
            "|<i>|\n|-|\n|<script>|",
            "[^\"><script>]: x\n\nt[^\"><script>]",
        ] {
            let html = html(hostile);
            let tags: Vec<&str> =
                html.split('<').skip(1).map(|piece| piece.split('>').next().unwrap_or_default()).collect();
            for tag in &tags {
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                let known = [
                    "p", "a", "em", "strong", "code", "pre", "h3", "table", "thead", "tbody", "tr", "th", "td", "div",
                    "img", "section", "ol", "li", "sup", "br", "hr",
                ];
                assert!(known.contains(&name), "{hostile} -> {html}");
                let attributes = tag.split('"').step_by(2).collect::<String>().to_lowercase();
                assert!(!attributes.contains(" on") && !tag.to_lowercase().contains("script:"), "{hostile} -> {html}");
            }
        }
    }

    #[test]
    fn links_keep_only_safe_addresses_and_images_only_our_own() {
        assert_eq!(
            line("[条例](https://www.gov.cn/a?b=1&c=2)"),
            "<a href=\"https://www.gov.cn/a?b=1&amp;c=2\">条例</a>"
        );
        assert_eq!(line("[附件](附件 1.docx)"), "[附件](附件 1.docx)");
        assert_eq!(line("[附件](<附件 1.docx>)"), "<a href=\"%E9%99%84%E4%BB%B6%201.docx\">附件</a>");
        assert_eq!(
            line("[上](../2020/index.html#t3-granted-total)"),
            "<a href=\"../2020/index.html#t3-granted-total\">上</a>"
        );
        assert_eq!(line("[x](/etc/x) [y](//host/x) [z](C:\\x)"), "x y z");
        assert_eq!(line("![图](scan.png)"), "<img src=\"scan.png\" alt=\"图\">");
        assert_eq!(line("![图](https://host/x.png)"), "图");
    }

    #[test]
    fn tables_and_footnotes_work() {
        let table = html("|项|数|\n|:-|-:|\n|公开|68|");
        assert!(table.contains("<th scope=\"col\">项</th><th scope=\"col\" class=\"right\">数</th>"), "{table}");
        assert!(table.contains("<td class=\"right\">68</td>"), "{table}");
        let note = html("甲[^1]乙[^1]\n\n[^1]: 注一\n");
        assert!(note.contains("<sup><a href=\"#s1-fn-1\" id=\"s1-fnref-1\">[1]</a></sup>"), "{note}");
        assert!(note.contains("<li id=\"s1-fn-1\">") && note.contains("href=\"#s1-fnref-1\""), "{note}");
        assert_eq!(note.matches("id=\"s1-fnref-1\"").count(), 1, "{note}");
    }

    #[test]
    fn a_year_with_a_stop_is_no_list() {
        assert_eq!(line("2020. 年是开局之年"), "2020. 年是开局之年");
        assert!(html("3. 三\n4. 四").contains("<ol start=\"3\">"));
    }

    #[test]
    fn plain_text_keeps_the_words() {
        let text = to_text(
            "　　**加强，**明确\n职责。\n\n1. 甲\n2. 乙\n\n|a|b|\n|-|-|\n|1|<2|\n\n[条例](x.html)&amp;[^1]\n\n[^1]: 注\n",
        );
        assert_eq!(text, "加强，明确职责。\n1. 甲\n2. 乙\na\tb\n1\t<2\n条例&[1]\n[1] 注");
    }

    #[test]
    fn output_is_balanced_for_awkward_input() {
        let awkward = [
            "**",
            "***a**",
            "- - - a",
            "> > a\n> b",
            "[^1]: a",
            "a[^9]",
            "|a\n|-",
            "# ",
            "1)\n2)",
            "\u{fdd0}**，**甲",
            "&#0;",
            "~~a~~",
            "[](",
            "`",
            "   ",
            "- [ ] a",
        ];
        for first in awkward {
            for second in awkward {
                let html = html(&format!("{first}\n{second}\n\n{second}{first}"));
                let mut open: Vec<&str> = Vec::new();
                for piece in html.split('<').skip(1) {
                    let tag = piece.split('>').next().unwrap_or_default();
                    let name = tag.split(' ').next().unwrap_or_default();
                    match name.strip_prefix('/') {
                        Some(name) => assert_eq!(open.pop(), Some(name), "{first:?} {second:?} {html}"),
                        None if ["br", "hr", "img"].contains(&name) => {}
                        None => open.push(name),
                    }
                }
                assert_eq!(open, Vec::<&str>::new(), "{first:?} {second:?}");
                assert!(!html.contains('\u{fdd0}'), "{first:?} {second:?}");
            }
        }
    }
}
