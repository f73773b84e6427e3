//! Text → sentences, for comparing words with words.

use std::ops::Range;

/// The sentences of `text`, as places in it: up to 。！？； or the end of a line, closing
/// quotes included, blanks at both ends left out.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, close)) = chars.next_if(|(_, next)| matches!(next, '”' | '’' | '）' | '」' | '》')) {
            end = at + close.len_utf8();
        }
        push(text, start..end, &mut found);
        start = end;
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let trimmed = words.trim();
    // Asked of Han characters first: the table of all alphabets is slow.
    if trimmed.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()) {
        found.push(start..start + trimmed.len());
    }
}

/// A sentence with every run of digits replaced by one mark, so that sentences that
/// differ in figures only are equal.
pub fn shape(sentence: &str) -> String {
    let mut shape = String::with_capacity(sentence.len());
    let mut in_number = false;
    let mut chars = sentence.chars().peekable();
    while let Some(c) = chars.next() {
        let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
        let inside = in_number && matches!(c, '.' | ',' | '，' | '．') && chars.peek().is_some_and(|next| digit(*next));
        if digit(c) || inside {
            if !in_number {
                shape.push('#');
            }
            in_number = true;
        } else {
            in_number = false;
            shape.push(c);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "　　收到申请3件；已办结。\n\n无。他说“好。”完\n---\n";
        let found: Vec<&str> = split(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["收到申请3件；", "已办结。", "无。", "他说“好。”", "完"]);
    }

    #[test]
    fn figures_are_set_aside() {
        assert_eq!(shape("公开1,024条，２０件"), "公开#条，#件");
        assert_eq!(shape("3.5 万元"), "# 万元");
        assert_eq!(shape("共3，其中"), "共#，其中");
    }
}
