//! What the rows of a statutory table count and on which articles they rest, as HTML.
//!
//! The same for all reports of a form, so it is written once. Each row's words have an id
//! the row's label in the table leads to: the theme shows them where the reader is. The
//! words are ours and say so; only the number of an article is the regulation's.

use crate::edition::{Edition, Table};
use crate::render::escape;

/// The id of what is said of the row called `row`; nothing where nothing is said.
pub(super) fn address(table: &Table, row: &str) -> Option<String> {
    let row = table.rows.iter().find(|known| known.names.id == row)?;
    row.explain.as_ref().map(|_| format!("{}-{}", table.id, row.names.id))
}

/// What is said of the rows of a table; nothing where its form says nothing.
pub(super) fn rows(edition: &Edition, table: &Table) -> Option<String> {
    let mut out = String::new();
    for row in &table.rows {
        let (Some(explain), Some(id)) = (&row.explain, address(table, &row.names.id)) else { continue };
        // The last cell of a row is its total, or its only one.
        let Some(cell) = edition.cells.get(row.cells.end.wrapping_sub(1)) else { continue };
        out.push_str(&format!("<div id=\"{id}\"><dt>"));
        escape(&row.names.label, &mut out);
        out.push_str("</dt><dd>");
        escape(explain, &mut out);
        if let Some(article) = &row.article {
            out.push_str("<b>");
            escape(&edition.regulation, &mut out);
            escape(article, &mut out);
            out.push_str("</b>");
        }
        out.push_str(&format!(" <a href=\"#{}\">回到表中</a></dd></div>\n", cell.html_id));
    }
    if out.is_empty() {
        return None;
    }
    let head = "<details class=\"explained\"><summary>各行说明和条例的条款</summary>\n\
        <p>点表中的行名，说明就地打开。说明由本站编写，不是法规原文；统计表没有逐行注明条款，条款按内容对应。</p>\n<dl>\n";
    Some(format!("{head}{out}</dl></details>\n"))
}
