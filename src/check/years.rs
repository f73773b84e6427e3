//! Years of reports: how they are listed, and which is the newest.

/// Years as they are listed: `2019、2021 至 2025`.
pub fn list(years: &[u16]) -> String {
    let runs = years.chunk_by(|year, next| year + 1 == *next);
    let said = runs.map(|run| match run {
        [first, _, _, .., last] => format!("{first} 至 {last}"),
        few => few.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
    });
    said.collect::<Vec<_>>().join("、")
}

/// The newest year of the reports, but for one that stands alone far behind all others: a
/// folder called 2204 is a slip, and no reason to ask everybody for the years between.
pub fn newest(mut years: Vec<u16>) -> Option<u16> {
    years.sort_unstable();
    match years[..] {
        [_, .., before, last] if last - before > APART => Some(before),
        _ => years.last().copied(),
    }
}

/// Years no office has let pass without any report.
const APART: u16 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_a_row_are_listed_by_the_first_and_the_last() {
        assert_eq!(list(&[2019, 2021, 2022, 2023]), "2019、2021、2022、2023");
        assert_eq!(list(&[2019, 2021, 2022, 2023, 2024]), "2019、2021 至 2024");
    }

    #[test]
    fn a_year_far_behind_all_others_is_not_the_newest() {
        assert_eq!(newest(vec![2024, 2204, 2023]), Some(2024));
        assert_eq!(newest(vec![2024, 2029, 2023]), Some(2029));
        assert_eq!(newest(vec![2024, 2204, 2204]), Some(2204));
        assert_eq!(newest(vec![2019, 2025]), Some(2025));
        assert_eq!(newest(Vec::new()), None);
    }
}
