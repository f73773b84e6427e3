//! What an element of a page says of the words in it: hidden, struck, raised, the number of
//! a list, or a figure that stands in a box to be filled in.

use scraper::ElementRef;

use super::numbering::written;
use super::tokens::is_figure;

/// Whether nobody sees an element.
pub(super) fn is_hidden(element: ElementRef<'_>) -> bool {
    element.attr("hidden").is_some()
        || ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|style| has_style(element, style))
}

/// Whether words are struck out, as deleted ones are in what Word saves with its changes.
pub(super) fn is_struck(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "del" | "s" | "strike") || has_style(element, "line-through")
}

/// Whether words are raised, as the number of a note is.
pub(super) fn is_raised(element: ElementRef<'_>) -> bool {
    element.value().name() == "sup" || has_style(element, "vertical-align:super")
}

/// Whether an element's own style says `wanted`.
pub(super) fn has_style(element: ElementRef<'_>, wanted: &str) -> bool {
    let bare = |style: &str| style.to_ascii_lowercase().replace([' ', '\n', '\r', '\t'], "");
    element.attr("style").is_some_and(|style| bare(style).contains(wanted))
}

/// The figure in a box of a form, as the page was saved: a portal may show a report in the
/// page it was typed into. What else stands in boxes is no text of a report.
pub(super) fn filled_in(element: ElementRef<'_>) -> Option<String> {
    let text = |element: ElementRef<'_>| element.text().collect::<String>();
    let words = match element.value().name() {
        "input"
            if ["text", "number"].contains(&element.attr("type").unwrap_or("text").to_ascii_lowercase().as_str()) =>
        {
            element.attr("value").map(str::to_owned)
        }
        "textarea" => Some(text(element)),
        "select" => element
            .descendent_elements()
            .find(|option| option.value().name() == "option" && option.attr("selected").is_some())
            .map(text),
        _ => None,
    };
    words.map(|words| words.trim().to_owned()).filter(|words| is_figure(words) && !is_hidden(element))
}

/// A number of a list in the form its page names.
pub(super) fn numbered(list: ElementRef<'_>, count: u64) -> String {
    const STYLES: [(&str, &str, &str); 9] = [
        ("lower-alpha", "lowerLetter", ". "),
        ("lower-latin", "lowerLetter", ". "),
        ("upper-alpha", "upperLetter", ". "),
        ("upper-latin", "upperLetter", ". "),
        ("lower-roman", "lowerRoman", ". "),
        ("upper-roman", "upperRoman", ". "),
        ("cjk-ideographic", "chineseCounting", "、"),
        ("simp-chinese-informal", "chineseCounting", "、"),
        ("trad-chinese-informal", "chineseCounting", "、"),
    ];
    let styled = STYLES.into_iter().find(|(style, ..)| {
        has_style(list, &format!("list-style-type:{style}")) || has_style(list, &format!("list-style:{style}"))
    });
    let (format, stop) = match (styled, list.attr("type")) {
        (Some((_, format, stop)), _) => (format, stop),
        (None, Some("a")) => ("lowerLetter", ". "),
        (None, Some("A")) => ("upperLetter", ". "),
        (None, Some("i")) => ("lowerRoman", ". "),
        (None, Some("I")) => ("upperRoman", ". "),
        _ => return format!("{count}. "),
    };
    written(usize::try_from(count).unwrap_or(usize::MAX), format) + stop
}
