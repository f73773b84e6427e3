//! The statutory forms: what is drawn equals the printed form, cell by cell.
//!
//! `tests/editions/*.json` hold the facts of every form as read from the notices and from
//! published reports: every head and figure with its spans, in drawing order.

use nianbao::edition::{Edition, Editions, Head, Item, Kind};
use serde_json::{Value, json};

fn facts(name: &str) -> Value {
    let path = format!("{}/tests/editions/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{path}: {fault}"));
    serde_json::from_str(&text).unwrap()
}

fn head(head: &Head) -> Value {
    json!([head.text, head.colspan, head.rowspan])
}

fn body(edition: &Edition, row: &[Item]) -> Value {
    row.iter()
        .map(|item| match item {
            Item::Head(words) => head(words),
            Item::Figure { cell, colspan, .. } => json!([format!("#{}", edition.cells[*cell].id), colspan, 1]),
        })
        .collect()
}

fn same_as_the_form(edition: &Edition) {
    let facts = facts(&edition.id);
    assert_eq!(facts["document"], edition.document);
    let sections: Vec<Value> = edition.sections.iter().map(|s| json!([s.names.id, s.names.label])).collect();
    assert_eq!(facts["sections"], json!(sections));
    assert_eq!(facts["tables"].as_array().unwrap().len(), edition.tables.len());
    for (table, facts) in edition.tables.iter().zip(facts["tables"].as_array().unwrap()) {
        assert_eq!(facts["id"], table.id);
        assert_eq!(facts["section"], edition.sections[table.section].names.id);
        assert_eq!(facts["columns"], table.grid.columns, "{}", table.id);
        let header: Vec<Value> = table.grid.header.iter().map(|row| row.iter().map(head).collect()).collect();
        let expected = facts["header"].as_array().unwrap();
        assert_eq!(expected.len(), header.len(), "rows of heads of {}", table.id);
        for (expected, drawn) in expected.iter().zip(&header) {
            assert_eq!(expected, drawn, "heads of {}", table.id);
        }
        let expected = facts["body"].as_array().unwrap();
        assert_eq!(expected.len(), table.grid.body.len(), "rows of {}", table.id);
        for (expected, row) in expected.iter().zip(&table.grid.body) {
            assert_eq!(expected, &body(edition, row), "{}", table.id);
        }
    }
    let cells = facts["cells"].as_array().unwrap();
    assert_eq!(cells.len(), edition.cells.len());
    for (facts, cell) in cells.iter().zip(&edition.cells) {
        let kind = match cell.kind {
            Kind::Count => "nonneg_int",
            Kind::Delta => "signed_int",
            Kind::Wan => "decimal",
        };
        let derived = if cell.derived { "derived" } else { "input" };
        assert_eq!(facts, &json!([cell.id, derived, kind, cell.labels]));
    }
}

/// The words and spans of every head and figure of an empty table's HTML, row by row.
fn rows_of(html: &str) -> Vec<Value> {
    let attribute = |tag: &str, name: &str| -> Option<String> {
        Some(tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned())
    };
    let span = |tag: &str, name: &str| attribute(tag, name).map_or(1, |span| span.parse::<u16>().unwrap());
    let row = |row: &str| -> Value {
        let mut cells = Vec::new();
        let mut rest = row;
        while let Some(at) = rest.find("<t") {
            let tag = &rest[at..at + rest[at..].find('>').unwrap()];
            let after = &rest[at + tag.len() + 1..];
            let end = after.find("</t").unwrap();
            let words = &after[..end];
            let words = match tag.starts_with("<td") {
                true => {
                    assert_eq!(words, "未填", "an empty table is told from a table of zeros");
                    format!("#{}", attribute(tag, "id").unwrap().replace('-', "."))
                }
                // A row's label leads to what the row counts.
                false => match words.strip_prefix("<a href=\"#") {
                    Some(link) => link.split_once("\">").unwrap().1.strip_suffix("</a>").unwrap().to_owned(),
                    None => words.replace("&amp;", "&"),
                },
            };
            cells.push(json!([words, span(tag, "colspan"), span(tag, "rowspan")]));
            rest = &after[end + "</td>".len()..];
        }
        Value::from(cells)
    };
    html.split("<tr>").skip(1).map(|piece| row(piece.split("</tr>").next().unwrap())).collect()
}

/// The printed rows without the grid columns in which no cell begins, which HTML forbids.
fn as_html_counts(rows: &[Value]) -> Vec<Value> {
    let number = |cell: &Value, at: usize| usize::try_from(cell[at].as_u64().unwrap()).unwrap();
    let mut free_from = [0; 32];
    let mut placed: Vec<Vec<(usize, Value)>> = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        let mut column = 0;
        placed.push(Vec::new());
        for cell in cells.as_array().unwrap() {
            while free_from[column] > row {
                column += 1;
            }
            placed[row].push((column, cell.clone()));
            free_from[column..column + number(cell, 1)].fill(row + number(cell, 2));
            column += number(cell, 1);
        }
    }
    let begins: std::collections::BTreeSet<usize> = placed.iter().flatten().map(|(column, _)| *column).collect();
    let counted = |(column, cell): &(usize, Value)| {
        json!([cell[0], begins.range(*column..column + number(cell, 1)).count(), cell[2]])
    };
    placed.iter().map(|row| Value::from(row.iter().map(counted).collect::<Vec<_>>())).collect()
}

#[test]
fn empty_tables_are_rendered_as_printed() {
    let editions = Editions::embedded().unwrap();
    for edition in editions.iter() {
        let name = &edition.id;
        let facts = facts(name);
        let site = tempfile::tempdir().unwrap();
        super::sites::sound_site(site.path(), "a", edition.first_year);
        super::sites::write(site.path(), &format!("content/a/{}/data.yaml", edition.first_year), "");
        let loaded = nianbao::load(site.path(), &nianbao::content::Only::All).unwrap();
        let report = &loaded.content.reports[0];
        let sheets = nianbao::pages::table_view::Sheets::new(edition);
        for (number, facts) in facts["tables"].as_array().unwrap().iter().enumerate() {
            let html = sheets.fill(number, report, &[]);
            let mut expected = facts["header"].as_array().unwrap().clone();
            expected.extend(facts["body"].as_array().unwrap().clone());
            assert_eq!(rows_of(&html), as_html_counts(&expected), "{name} {}", facts["id"]);
        }
    }
}

#[test]
fn every_form_is_drawn_as_printed() {
    for edition in Editions::embedded().unwrap().iter() {
        same_as_the_form(edition);
    }
}

#[test]
fn rows_of_every_table_cover_the_grid_without_gaps() {
    for edition in Editions::embedded().unwrap().iter() {
        for table in &edition.tables {
            let mut rows: Vec<Vec<(u16, u16)>> =
                table.grid.header.iter().map(|row| row.iter().map(|h| (h.colspan, h.rowspan)).collect()).collect();
            rows.extend(table.grid.body.iter().map(|row| {
                row.iter()
                    .map(|item| match item {
                        Item::Head(head) => (head.colspan, head.rowspan),
                        Item::Figure { colspan, .. } => (*colspan, 1),
                    })
                    .collect()
            }));
            let mut left_over = vec![0u16; usize::from(table.grid.columns)];
            for row in rows {
                let mut at = 0;
                for (colspan, rowspan) in row {
                    while left_over[at] > 0 {
                        left_over[at] -= 1;
                        at += 1;
                    }
                    for _ in 0..colspan {
                        assert_eq!(left_over[at], 0, "{}: heads overlap", table.id);
                        left_over[at] = rowspan - 1;
                        at += 1;
                    }
                }
                while at < left_over.len() {
                    assert!(left_over[at] > 0, "{}: a gap in the grid", table.id);
                    left_over[at] -= 1;
                    at += 1;
                }
            }
        }
    }
}

#[test]
fn every_figure_names_heads_that_exist() {
    for edition in Editions::embedded().unwrap().iter() {
        for table in &edition.tables {
            let heads =
                table.grid.header.iter().flatten().chain(table.grid.body.iter().flatten().filter_map(
                    |item| match item {
                        Item::Head(head) => Some(head),
                        Item::Figure { .. } => None,
                    },
                ));
            let ids: std::collections::BTreeSet<&str> = heads.map(|head| head.id.as_str()).collect();
            for item in table.grid.body.iter().flatten() {
                if let Item::Figure { cell, headers, .. } = item {
                    let named: Vec<&str> = headers.split(' ').collect();
                    assert!(named.len() >= 2 && named.iter().all(|id| ids.contains(id)), "{}", edition.cells[*cell].id);
                }
            }
        }
    }
}

/// Where an id was kept and its label changed, somebody must have decided whether the
/// series goes on: a silent join would draw two different things as one line.
#[test]
fn a_changed_label_under_a_kept_id_was_decided_on() {
    let editions = Editions::embedded().unwrap();
    let editions: Vec<_> = editions.iter().collect();
    for pair in editions.windows(2) {
        for cell in &pair[1].cells {
            let Some(old) = pair[0].cell(&cell.id) else { continue };
            if pair[0].cells[old].labels != cell.labels {
                assert!(pair[1].continues.iter().any(|c| c.into.contains(&cell.id)), "{} changed its label", cell.id);
            }
        }
        for c in &pair[1].continues {
            let known = |edition: &Edition, id: &str| {
                edition.cell(id).is_some() || edition.cells.iter().any(|cell| cell.id.starts_with(&format!("{id}.")))
            };
            assert!(c.from.iter().all(|id| known(pair[0], id)), "{c:?}");
            assert!(c.into.iter().all(|id| known(pair[1], id)), "{c:?}");
        }
    }
}

#[test]
fn every_data_file_is_listed() {
    let folder = format!("{}/src/edition/data", env!("CARGO_MANIFEST_DIR"));
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    // words.yaml is about the words of narratives, not a form.
    let forms = names.filter(|name| name != "words.yaml").count();
    assert_eq!(forms, Editions::embedded().unwrap().iter().count());
}

/// Words of the form are not explanations, and an article is a number, not a quotation.
#[test]
fn every_row_is_explained_and_names_articles_only() {
    for edition in Editions::embedded().unwrap().iter() {
        assert!(edition.regulation.starts_with('《') && edition.regulation.ends_with("条例》"));
        for row in edition.tables.iter().flat_map(|table| &table.rows) {
            let name = format!("{} {}", edition.id, row.names.id);
            let explain = row.explain.as_ref().unwrap_or_else(|| panic!("{name} is not explained"));
            assert!(explain.ends_with('。') && explain.chars().count() >= 10 && *explain != row.names.label, "{name}");
            for article in row.article.iter().flat_map(|articles| articles.split('、')) {
                assert!(article.starts_with('第') && article.ends_with(['条', '款', '项']), "{name}: {article}");
                assert!(article.chars().count() <= 12, "{name}: {article}");
            }
        }
        // What stands over a block of the first table is the article its rows name.
        for table in edition.tables.iter().filter(|table| table.blocks.iter().any(|block| block.caption.is_some())) {
            for row in &table.rows {
                assert_eq!(row.article, table.blocks[row.block].caption, "{} {}", edition.id, row.names.id);
            }
        }
    }
}

/// A note on a changed rule stands beside figures that may move either way: it says what
/// changed and what cannot be compared, never why a figure went up or down.
#[test]
fn notes_on_years_claim_no_cause() {
    for edition in Editions::embedded().unwrap().iter() {
        for note in edition.marks.iter().map(|mark| &mark.note) {
            assert!(!["因此", "导致", "增加", "减少", "上升", "下降"].iter().any(|word| note.contains(word)), "{note}");
        }
    }
}

/// A sum, an equation or a figure under a code that no rule has would never be held against
/// anything, without a word.
#[test]
fn every_code_a_form_names_is_that_of_a_rule() {
    let rules = nianbao::rules();
    let files = ["2019", "2021", "words"].map(|name| format!("src/edition/data/{name}.yaml"));
    for file in files {
        let text = std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let codes: Vec<&str> = text.split("check: ").skip(1).filter_map(|piece| piece.get(..4)).collect();
        assert!(codes.len() > 10, "{file}");
        for code in codes {
            assert!(rules.iter().any(|rule| rule.code == code), "{file} names {code}");
        }
    }
    // Equations are read by one rule alone.
    for edition in Editions::embedded().unwrap().iter() {
        assert!(edition.relations.iter().all(|relation| relation.check == "A-01"), "{}", edition.id);
    }
}

/// The theme offers them by name, and would leave out what it does not name.
#[test]
fn what_people_look_for_first_can_be_picked_as_a_column() {
    let theme = format!("{}/themes/county/theme.toml", env!("CARGO_MANIFEST_DIR"));
    let theme: toml::Table = std::fs::read_to_string(theme).unwrap().parse().unwrap();
    let choices = theme["settings"]["columns"]["choices"].as_array().unwrap();
    for edition in Editions::embedded().unwrap().iter() {
        for highlight in &edition.highlights {
            let label = highlight.label.as_str();
            assert!(choices.iter().any(|choice| choice.as_str() == Some(label)), "{} {label}", edition.id);
        }
    }
}
