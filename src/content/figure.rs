//! Names of figures, as a narrative draws them from the tables: `{{ 不予公开.国家秘密.自然人 }}`.

use crate::edition::{Edition, Entry, Holds, Table};

/// What a name stands for: the cells that are added up (one, for a single cell or a
/// row with a total of its own).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Numbers of the cells, all of one column.
    pub cells: Vec<usize>,
}

/// Why a name stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No row, column or block is called so; the nearest name that is known.
    Name {
        /// The nearest full name.
        nearest: Option<String>,
    },
    /// The row has several columns and no total: the columns one may name.
    WhichColumn {
        /// Full names of the cells.
        choices: Vec<String>,
    },
    /// The braces are full-width, parted, single or on two lines.
    Written {
        /// The name to be written between the braces.
        should: String,
    },
    /// Braces that nothing closes.
    Unclosed,
    /// The report is a text without tables.
    NoTable,
}

impl Unknown {
    /// What is wrong with `written`, which names `name`.
    pub fn say(&self, name: &str, written: &str) -> String {
        match self {
            Unknown::Name { .. } => format!("表中没有“{name}”这个数"),
            Unknown::WhichColumn { .. } => format!("“{name}”有几列，没有总计"),
            Unknown::Written { should } => {
                let written = written.split('\n').map(str::trim).collect::<Vec<_>>().join("（换行）");
                format!("从表中取数应写作“{{{{ {should} }}}}”，实际为“{written}”")
            }
            Unknown::Unclosed => format!("“{written}”后面没有“}}}}”，取不到数"),
            Unknown::NoTable => format!("文本没有统计表，取不到“{name}”这个数"),
        }
    }

    /// What to write instead.
    pub fn advice(&self) -> String {
        match self {
            Unknown::Name { nearest: Some(near) } => format!("是否为“{near}”？照此改写"),
            Unknown::Name { nearest: None } => "写表中行的简称，如“本年新收”，或加列名“本年新收.自然人”".to_owned(),
            Unknown::WhichColumn { choices } => format!("写明是哪一列：{}", choices.join("、")),
            Unknown::Written { .. } => "切换到英文输入法，左右各两个半角花括号，中间不空格、不换行".to_owned(),
            Unknown::Unclosed => "写作“{{ 本年新收 }}”的样子，写在一行里；不取数的删去花括号".to_owned(),
            Unknown::NoTable => "删去花括号，直接写数".to_owned(),
        }
    }
}

/// The figure called `name` in `edition`: a row's total, or one cell of it.
///
/// # Errors
/// [`Unknown`], with what may have been meant.
pub fn named(name: &str, edition: &Edition) -> Result<Figure, Unknown> {
    let mut words: Vec<&str> = name.split(['.', '．', '。']).map(str::trim).collect();
    let mut ambiguous = None;
    for table in &edition.tables {
        // `依申请公开.本年新收` may name the block first.
        let rest = if words.len() > 1 && table.names.means(words[0]) { &words[1..] } else { &words[..] };
        match in_table(rest, table) {
            Some(Ok(figure)) => return Ok(figure),
            Some(Err(choices)) => ambiguous = Some(choices),
            None => {}
        }
    }
    if let Some(choices) = ambiguous {
        return Err(Unknown::WhichColumn { choices });
    }
    words.retain(|word| !word.is_empty());
    let known: Vec<String> = edition.tables.iter().flat_map(all_names).collect();
    let nearest = crate::finding::nearest(&words.join("."), known.iter().map(String::as_str));
    Err(Unknown::Name { nearest: nearest.map(str::to_owned) })
}

/// The shortest name that means the cell numbered `cell` alone; its id where no words do.
pub fn name_of(cell: usize, edition: &Edition) -> String {
    let means = |name: &String| named(name, edition).is_ok_and(|figure| figure.cells == [cell]);
    let names = all_names(edition.table_of(cell)).into_iter().filter(means);
    names.min_by_key(|name| name.chars().count()).unwrap_or_else(|| edition.cells[cell].id.clone())
}

/// The figure in one table; `Err` names the columns to choose from.
fn in_table(words: &[&str], table: &Table) -> Option<Result<Figure, Vec<String>>> {
    let (entry, column) = match words {
        [] => return None,
        // The longest path of rows first: a last word that is no row is a column.
        _ => match find(words, &table.outline) {
            Some(entry) => (entry, None),
            None => (find(&words[..words.len() - 1], &table.outline)?, Some(words[words.len() - 1])),
        },
    };
    let rows: Vec<_> = entry.rows().into_iter().map(|row| &table.rows[row]).collect();
    let block = &table.blocks[rows.first()?.block];
    if rows.iter().any(|row| row.block != rows[0].block) {
        return None;
    }
    let place = match column {
        Some(word) => block.columns.iter().position(|column| column.names.means(word))?,
        None if block.columns.len() == 1 => 0,
        None => match block.columns.iter().position(|column| column.derived) {
            Some(total) => total,
            None => {
                let choices = block.columns.iter().map(|column| format!("{}.{}", entry.names.key, column.names.key));
                return Some(Err(choices.collect()));
            }
        },
    };
    Some(Ok(Figure { cells: rows.iter().map(|row| row.cells.start + place).collect() }))
}

/// The entry that a path of names leads to; groups may be left out where they are clear.
fn find<'e>(words: &[&str], entries: &'e [Entry]) -> Option<&'e Entry> {
    in_order(words, entries).or_else(|| {
        // A row of a group is written under its own key in `data.yaml`: 国家秘密.
        let [word] = words else { return None };
        let mut rows = Vec::new();
        rows_called(word, entries, false, &mut rows);
        if let [row] = rows[..] { Some(row) } else { None }
    })
}

/// The rows of groups that have `word` for their own key or id.
fn rows_called<'e>(word: &str, entries: &'e [Entry], in_group: bool, rows: &mut Vec<&'e Entry>) {
    for entry in entries {
        match &entry.holds {
            Holds::Entries(inner) => rows_called(word, inner, in_group || !entry.inline, rows),
            Holds::Row(_) if in_group && entry.names.is(word) => rows.push(entry),
            Holds::Row(_) => {}
        }
    }
}

fn in_order<'e>(words: &[&str], entries: &'e [Entry]) -> Option<&'e Entry> {
    let (first, rest) = words.split_first()?;
    for entry in entries {
        if entry.names.means(first) {
            match (&entry.holds, rest) {
                (_, []) => return Some(entry),
                (Holds::Entries(inner), _) => return in_order(rest, inner),
                (Holds::Row(_), _) => return None,
            }
        }
        if entry.inline
            && let Holds::Entries(inner) = &entry.holds
            && let Some(found) = in_order(words, inner)
        {
            return Some(found);
        }
    }
    None
}

/// Every name a narrative may use for a row of `table`, and for its cells.
fn all_names(table: &Table) -> Vec<String> {
    fn walk(prefix: &str, entries: &[Entry], table: &Table, names: &mut Vec<String>) {
        for entry in entries {
            let name =
                if prefix.is_empty() { entry.names.key.clone() } else { format!("{prefix}.{}", entry.names.key) };
            match &entry.holds {
                Holds::Entries(inner) if entry.inline => walk(prefix, inner, table, names),
                Holds::Entries(inner) => {
                    walk(&name, inner, table, names);
                    names.push(name);
                }
                Holds::Row(row) => {
                    let columns = &table.blocks[table.rows[*row].block].columns;
                    names.extend(columns.iter().map(|column| format!("{name}.{}", column.names.key)));
                    names.push(name);
                }
            }
        }
    }
    let mut names = Vec::new();
    walk("", &table.outline, table, &mut names);
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::edition::Editions;

    fn ids(name: &str, edition: &str) -> Result<Vec<String>, Unknown> {
        let editions = Editions::embedded().unwrap();
        let edition = editions.named(edition).unwrap();
        named(name, edition).map(|figure| figure.cells.iter().map(|cell| edition.cells[*cell].id.clone()).collect())
    }

    #[test]
    fn a_row_means_its_total_and_a_dotted_name_one_cell() {
        assert_eq!(ids("本年新收", "2021").unwrap(), ["t3.new_requests.total"]);
        assert_eq!(ids("本年新收.自然人", "2021").unwrap(), ["t3.new_requests.natural_person"]);
        assert_eq!(ids("不予公开.国家秘密", "2021").unwrap(), ["t3.refused_state_secret.total"]);
        assert_eq!(ids("不予公开.国家秘密.商业企业", "2019").unwrap(), ["t3.refused_state_secret.business"]);
        assert_eq!(ids("依申请公开.结转下年", "2021").unwrap(), ["t3.carried_out.total"]);
        assert_eq!(ids("办理总计", "2021").unwrap(), ["t3.total_handled.total"]);
        assert_eq!(ids("行政许可", "2021").unwrap(), ["t2.licences.decisions"]);
        assert_eq!(ids("行政规范性文件.制发", "2021").unwrap(), ["t2.normative_docs.issued"]);
        assert_eq!(ids("行政复议.维持", "2021").unwrap(), ["t4.review.upheld"]);
    }

    #[test]
    fn a_row_of_a_group_has_a_name_of_its_own() {
        assert_eq!(ids("国家秘密", "2021").unwrap(), ["t3.refused_state_secret.total"]);
        assert_eq!(ids("重复申请.商业企业", "2019").unwrap(), ["t3.declined_repeat.business"]);
        assert_eq!(ids("refused_state_secret", "2021").unwrap(), ["t3.refused_state_secret.total"]);
        assert_eq!(ids("t3.declined_repeat.total", "2021").unwrap(), ["t3.declined_repeat.total"]);
        assert!(ids("无法提供.国家秘密", "2021").is_err());
    }

    #[test]
    fn a_group_means_the_sum_of_its_rows() {
        assert_eq!(ids("无法提供", "2021").unwrap().len(), 3);
        assert_eq!(ids("行政诉讼", "2021").unwrap(), ["t4.suit_direct.total", "t4.suit_after_review.total"]);
        assert_eq!(ids("其他处理", "2019").unwrap(), ["t3.other_handling.total"]);
        assert_eq!(ids("无法提供.自然人", "2021").unwrap().len(), 3);
    }

    #[test]
    fn every_cell_has_a_name_that_means_it() {
        let editions = Editions::embedded().unwrap();
        for edition in editions.iter() {
            for cell in 0..edition.cells.len() {
                let name = name_of(cell, edition);
                assert!(
                    edition.cell(&name) == Some(cell) || named(&name, edition).unwrap().cells == [cell],
                    "{name} is not {}",
                    edition.cells[cell].id
                );
            }
        }
        let edition = editions.named("2021").unwrap();
        let cell = edition.cell("t3.refused_state_secret.business").unwrap();
        assert_eq!(name_of(cell, edition), "不予公开.国家秘密.商业企业");
    }

    #[test]
    fn an_unknown_name_is_told_the_nearest() {
        assert_eq!(ids("本年新接", "2021"), Err(Unknown::Name { nearest: Some("本年新收".to_owned()) }));
        assert!(matches!(ids("规章", "2021"), Err(Unknown::WhichColumn { choices }) if choices.len() == 3));
    }
}
