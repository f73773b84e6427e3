//! The known word nearest to a mistyped one.

/// The candidate nearest to `written`, if any is near enough to be what was meant: at
/// least half of the longer word agrees.
pub fn nearest<'c>(written: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let mut score = strsim::normalized_levenshtein(written, candidate);
        // A word that was shortened or lengthened at one end is nearer than its
        // distance says: 行政强制措施 means 行政强制.
        if !written.is_empty() && (candidate.contains(written) || written.contains(candidate)) {
            score = (score + 1.0) / 2.0;
        }
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.filter(|(score, _)| *score >= 0.5).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let known = ["本年新收", "上年结转", "结转下年", "行政强制"];
        assert_eq!(nearest("本年新受", known.into_iter()), Some("本年新收"));
        assert_eq!(nearest("行政强制措施", known.into_iter()), Some("行政强制"));
        assert_eq!(nearest("天气", known.into_iter()), None);
    }
}
