//! Fenced code in Markdown: what stands between two lines of ``` or of ~~~ is no text.

/// Whether one is within fenced code, going from line to line.
#[derive(Default)]
pub struct Fence(Option<&'static str>);

impl Fence {
    /// Takes the next line, without its indent: whether it is code, or the mark at either
    /// end of it.
    pub fn takes(&mut self, bare: &str) -> bool {
        let (open, mark) = (self.0, ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark)));
        self.0 = match open {
            None => mark,
            Some(_) if open == mark => None,
            Some(_) => open,
        };
        open.or(self.0).is_some()
    }
}
