//! Where the time of a build goes, and what it is doing on a terminal.

use std::cell::RefCell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::screen;

/// Work that takes longer than this says what it is doing.
const LONG: Duration = Duration::from_millis(1500);

/// The steps of a build.
pub(super) struct Steps {
    begun: Instant,
    done: RefCell<Vec<(&'static str, Instant)>>,
    terminal: bool,
}

impl Steps {
    pub(super) fn begin() -> Steps {
        let (begun, terminal) = (Instant::now(), std::io::stderr().is_terminal());
        Steps { begun, done: RefCell::default(), terminal }
    }

    /// The next step begins, and the one before ends. Said only on a terminal, and only
    /// once the build has proved long.
    pub(super) fn next(&self, step: &'static str) {
        self.done.borrow_mut().push((step, Instant::now()));
        if self.terminal && self.begun.elapsed() > LONG {
            screen::say(&format!("{step}……"));
        }
    }

    /// A table of where the time went.
    pub(super) fn table(&self) -> String {
        let done = self.done.borrow();
        let ends = done.iter().skip(1).map(|(_, at)| *at).chain([Instant::now()]);
        let row = |name: &str, time: Duration| format!("{:>9.1} 毫秒  {name}", time.as_secs_f64() * 1000.0);
        let mut rows: Vec<String> = done.iter().zip(ends).map(|((name, at), end)| row(name, end - *at)).collect();
        rows.push(row("合计", self.begun.elapsed()));
        rows.join("\n")
    }
}
