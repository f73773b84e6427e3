//! Faults met while a file is being read, before their place in the file is looked up.

use crate::finding::{Level, Rule};
use crate::source::tree::{Part, Step};

/// A fault at a place in a YAML file. The place is a path of entry numbers, cheap and
/// free of offsets; lines and columns are looked up once for all faults of a file.
#[derive(Clone, Debug)]
pub(crate) struct Spotted {
    pub(crate) rule: &'static Rule,
    pub(crate) level: Level,
    pub(crate) path: Vec<Step>,
    pub(crate) part: Part,
    pub(crate) say: String,
    pub(crate) because: Vec<String>,
    pub(crate) advise: String,
    pub(crate) cells: Vec<String>,
}

impl Spotted {
    pub(crate) fn new(
        rule: &'static Rule,
        path: &[Step],
        part: Part,
        say: impl Into<String>,
        advise: impl Into<String>,
    ) -> Spotted {
        Spotted {
            rule,
            level: rule.level,
            path: path.to_vec(),
            part,
            say: say.into(),
            because: Vec::new(),
            advise: advise.into(),
            cells: Vec::new(),
        }
    }

    /// With another level than the rule's, where the rule has two.
    pub(crate) fn level(mut self, level: Level) -> Spotted {
        self.level = level;
        self
    }

    pub(crate) fn cells<'c>(mut self, ids: impl IntoIterator<Item = &'c str>) -> Spotted {
        self.cells.extend(ids.into_iter().map(str::to_owned));
        self
    }
}
