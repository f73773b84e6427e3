//! One row of a block → the cells of a row of the table.

use rust_decimal::Decimal;

use crate::edition::{Omitted, Row};
use crate::finding::{Rule, nearest};
use crate::source::number;
use crate::source::tree::{Node, Part, Step};

use super::super::outline::{names, quoted};
use super::super::report::Cell;
use super::super::rules;
use super::super::spotted::Spotted;
use super::{Filling, NONE, RESTATED, is_blank, read};

impl Filling<'_> {
    /// A row: its figures in order, by column, or one alone.
    pub(super) fn row(&mut self, row: &Row, value: &Node) {
        let table = self.table;
        let typed: Vec<(usize, &str)> =
            table.blocks[row.block].typed().map(|(place, column)| (place, column.names.key.as_str())).collect();
        match value {
            Node::List(items) if items.len() == typed.len() => {
                for (number, (item, (place, _))) in items.iter().zip(&typed).enumerate() {
                    self.path.push(Step::item(number));
                    self.cell(row.cells.start + place, item);
                    self.path.pop();
                }
            }
            Node::List(items) => self.wrong_length(row, items, &typed),
            Node::Map(written) => self.columns(row, written),
            Node::Scalar(word) if is_blank(word) => self.blank.push((row.cells.start, self.path.clone())),
            Node::Scalar(_) if typed.len() == 1 => self.cell(row.cells.start + typed[0].0, value),
            Node::Scalar(word) => self.bare(row, word, &typed),
        }
    }

    fn wrong_length(&mut self, row: &Row, items: &[Node], typed: &[(usize, &str)]) {
        let words: Vec<&str> =
            items.iter().filter_map(|item| if let Node::Scalar(word) = item { Some(&**word) } else { None }).collect();
        let has_total = self.table.blocks[row.block].columns.iter().any(|column| column.derived);
        if let [word] = words[..]
            && word.split_whitespace().count() > 1
        {
            // `[2 1 15]`: the numbers are there, the commas are not.
            return self.not_parted(row, word, typed.len());
        }
        let say = format!("“{}”应填 {} 个数，实际填了 {} 个", row.names.key, typed.len(), items.len());
        let order = format!("依次为{}", names(typed));
        let (rule, advise) = if has_total && items.len() == typed.len() + 1 && !looks_split(&words) {
            (&rules::TYPED_TOTAL, format!("去掉“总计”，只填前 {} 个；总计由程序计算", typed.len()))
        } else if items.len() > typed.len() && looks_split(&words) {
            (&rules::COUNT_OF_NUMBERS, "数字里不要用逗号分节，如 1,234 应写作 1234".to_owned())
        } else {
            (
                &rules::COUNT_OF_NUMBERS,
                format!("补齐或删去多余的数，没有的填 0；也可以只写不为零的列，如 {{{}: 3}}", typed[0].1),
            )
        };
        self.spot_row(row, Part::Value, say, advise, rule);
        if let Some(last) = self.spotted.last_mut() {
            last.because.push(order);
        }
    }

    /// `{自然人: 3, 商业企业: 1}`
    fn columns(&mut self, row: &Row, written: &[(Box<str>, Node)]) {
        let block = &self.table.blocks[row.block];
        let mut given = vec![false; block.columns.len()];
        let unknown = written.iter().any(|(key, _)| !block.columns.iter().any(|column| column.names.means(key)));
        // A total alone does not say whose figures it is.
        let derived = |key: &str| block.columns.iter().any(|column| column.derived && column.names.means(key));
        let unknown = unknown || !written.is_empty() && written.iter().all(|(key, _)| derived(key));
        for (number, (key, value)) in written.iter().enumerate() {
            self.path.push(Step::entry(number));
            match block.columns.iter().position(|column| column.names.means(key)) {
                _ if written[..number].iter().any(|(earlier, _)| earlier == key) => {}
                Some(place) if block.columns[place].derived => {
                    let say = format!("“{}”的“{key}”由程序计算，不用填写", row.names.key);
                    let advise = format!("删去“{key}”；要核对时写在“{}”之下", RESTATED[0]);
                    self.spot(Spotted::new(&rules::TYPED_TOTAL, &self.path, Part::Key, say, advise));
                }
                Some(place) if std::mem::replace(&mut given[place], true) => {
                    let say = format!("“{}”的“{}”填写了两次", row.names.key, block.columns[place].names.key);
                    self.spot(Spotted::new(&rules::DUPLICATE, &self.path, Part::Key, say, "只留一处"));
                }
                Some(place) => self.cell(row.cells.start + place, value),
                None if self.row_of_another_form(key).is_some() => {
                    let other = self.row_of_another_form(key).unwrap_or_default();
                    let say = format!("“{key}”是{other}的填报项，{}没有这一项", self.edition.name);
                    let advise = format!("“{}”在{}是一行，按列合并填写", row.names.key, self.edition.name);
                    self.spot(Spotted::new(&rules::OTHER_EDITION, &self.path, Part::Key, say, advise));
                }
                None => {
                    let known: Vec<&str> = block.typed().map(|(_, column)| column.names.key.as_str()).collect();
                    let near = nearest(key, known.iter().copied());
                    let say = format!("“{}”没有“{key}”这一列", row.names.key);
                    let advise =
                        near.map_or_else(|| format!("各列为{}", quoted(&known)), |near| format!("改为“{near}”"));
                    self.spot(Spotted::new(&rules::UNKNOWN_KEY, &self.path, Part::Key, say, advise));
                }
            }
            self.path.pop();
        }
        for (place, column) in block.typed() {
            let cell = row.cells.start + place;
            if given[place] {
                continue;
            }
            if unknown {
                // The figure may stand under the name nobody knows, or in the total.
            } else if self.table.omitted == Omitted::Zero {
                self.cells[cell] = Cell::Given(Decimal::ZERO);
                self.note_place(cell, Part::Key);
            } else {
                let say = format!("“{}”缺“{}”", row.names.key, column.names.key);
                let advise = format!("补上“{}: 0”或实际的数", column.names.key);
                let id = self.edition.cells[cell].id.clone();
                let rule = self.value_rule();
                self.spot(Spotted::new(rule, &self.path, Part::Key, say, advise).cells([id.as_str()]));
            }
        }
    }

    /// One word where several numbers belong.
    fn bare(&mut self, row: &Row, word: &str, typed: &[(usize, &str)]) {
        let example = format!(
            "{}: {{{}: {}}}",
            row.names.key,
            typed[0].1,
            if number::count(word).is_ok() { word.trim() } else { "3" }
        );
        if number::count(word).is_ok() {
            let say = format!("“{}”应分 {} 列填写，实际只有一个数 {}", row.names.key, typed.len(), word.trim());
            self.spot_row(row, Part::Value, say, format!("写明是哪一列，如“{example}”"), &rules::BARE_NUMBER);
            if let Some(last) = self.spotted.last_mut() {
                last.because.push(format!("各列依次为{}", names(typed)));
            }
        } else if word.contains(['，', '、', ',']) || word.split_whitespace().count() > 1 {
            self.not_parted(row, word, typed.len());
        } else if NONE.contains(&word.trim()) {
            let say = format!("“{}”应填 {} 个数，实际为“{}”", row.names.key, typed.len(), word.trim());
            self.spot_row(row, Part::Value, say, "这一行全为零时删去此行即可；“无”只能用于整个表", self.value_rule());
        } else {
            let say = format!("“{}”应填 {} 个数，实际为“{word}”", row.names.key, typed.len());
            self.spot_row(row, Part::Value, say, format!("写作“{example}”或依次填写各列"), self.value_rule());
        }
    }

    /// Several numbers in one word.
    fn not_parted(&mut self, row: &Row, word: &str, count: usize) {
        let say = format!("“{}”的 {count} 个数应写在半角方括号里，用半角逗号隔开，实际为“{word}”", row.names.key);
        let zeros = vec!["0"; count].join(", ");
        self.spot_row(row, Part::Value, say, format!("写作“[{zeros}]”的样子"), &rules::COUNT_OF_NUMBERS);
    }

    /// One figure.
    fn cell(&mut self, cell: usize, value: &Node) {
        let spec = &self.edition.cells[cell];
        let (id, kind) = (spec.id.as_str(), spec.kind);
        let rule = self.value_rule();
        self.note_place(cell, Part::Value);
        let Node::Scalar(word) = value else {
            let say = format!("{}应为一个数，实际为一组值", self.edition.say(cell));
            self.spot(Spotted::new(rule, &self.path, Part::Value, say, "只写一个数").cells([id]));
            return;
        };
        match read(word, kind) {
            Ok(value) => self.cells[cell] = Cell::Given(value),
            Err(slip) => {
                // The figure it evidently means keeps later sums from being accused too;
                // the finding itself withholds publication.
                if let Some(value) = slip.value() {
                    self.cells[cell] = Cell::Given(value);
                }
                let say = format!("{}{}", self.edition.say(cell), slip.message());
                let spotted = Spotted::new(rule, &self.path, Part::Value, say, slip.advice());
                self.spot(spotted.cells([id]));
            }
        }
    }

    fn spot_row(
        &mut self,
        row: &Row,
        part: Part,
        say: impl Into<String>,
        advise: impl Into<String>,
        rule: &'static Rule,
    ) {
        let ids: Vec<String> = row.cells.clone().map(|cell| self.edition.cells[cell].id.clone()).collect();
        let spotted = Spotted::new(rule, &self.path, part, say, advise).cells(ids.iter().map(String::as_str));
        self.spot(spotted);
    }
}

/// Whether a list has more items than it should because of thousands marks: `1,234`
/// reads as 1 and 234.
fn looks_split(words: &[&str]) -> bool {
    words.windows(2).any(|pair| {
        let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        pair[0].len() <= 3 && digits(pair[0]) && pair[0] != "0" && pair[1].len() == 3 && digits(pair[1])
    })
}
