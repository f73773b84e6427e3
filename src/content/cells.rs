//! The figures of a report, two bytes each: a province has twenty million of them.

use rust_decimal::Decimal;

use super::report::Cell;

/// Stands for a missing figure.
const MISSING: i16 = i16::MIN;
/// Stands for a figure that is kept in `others`.
const ELSEWHERE: i16 = i16::MIN + 1;

/// Cells in the order of the form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// Small whole numbers as they are: nearly all.
    small: Box<[i16]>,
    /// Amounts with decimal places and large numbers, by the numbers of their cells.
    others: Box<[(u32, Decimal)]>,
}

impl Cells {
    /// The cell numbered `cell`; missing where there is no such cell.
    pub fn get(&self, cell: usize) -> Cell {
        match self.small.get(cell) {
            None | Some(&MISSING) => Cell::Missing,
            Some(&ELSEWHERE) => {
                let at = self.others.binary_search_by_key(&cell, |(number, _)| *number as usize);
                at.map_or(Cell::Missing, |at| Cell::Given(self.others[at].1))
            }
            Some(whole) => Cell::Given(Decimal::from(*whole)),
        }
    }

    /// The figure in the cell numbered `cell`, where it is a small whole number.
    pub fn whole(&self, cell: usize) -> Option<i32> {
        self.small.get(cell).copied().filter(|whole| *whole > ELSEWHERE).map(i32::from)
    }

    /// Everything they hold, as bytes.
    pub fn print(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.small.len() * 2 + self.others.len() * 20);
        self.small.iter().for_each(|whole| bytes.extend_from_slice(&whole.to_le_bytes()));
        for (number, value) in &self.others {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.extend_from_slice(&value.serialize());
        }
        bytes
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.small.len()
    }

    /// Whether there are none: a document without tables.
    pub fn is_empty(&self) -> bool {
        self.small.is_empty()
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cell> {
        (0..self.len()).map(|cell| self.get(cell))
    }
}

impl From<Vec<Cell>> for Cells {
    fn from(cells: Vec<Cell>) -> Cells {
        let mut others = Vec::new();
        let small = cells.iter().enumerate().map(|(number, cell)| match cell {
            Cell::Missing => MISSING,
            Cell::Given(value) => whole(*value).unwrap_or_else(|| {
                // A form has some hundred cells.
                others.push((u32::try_from(number).unwrap_or(u32::MAX), *value));
                ELSEWHERE
            }),
        });
        let small = small.collect();
        Cells { small, others: others.into() }
    }
}

/// A small whole number, written without decimal places: `0.00` keeps its zeros elsewhere.
fn whole(value: Decimal) -> Option<i16> {
    let small = i16::try_from(value.mantissa()).ok().filter(|whole| *whole > ELSEWHERE);
    // A zero below zero is no whole number either.
    small.filter(|whole| value.scale() == 0 && !(*whole == 0 && value.is_sign_negative()))
}

impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn figures_come_back_with_all_their_digits() {
        let written = [
            "0",
            "12",
            "-3",
            "0.5500",
            "0.00",
            "-0.1",
            "32767",
            "32768",
            "-32766",
            "-32767",
            "-32768",
            "-32769",
            "2147483647",
            "-2147483648",
            "4294967295",
            "99999999999",
            "3.0",
        ];
        let mut cells: Vec<Cell> = written.iter().map(|word| Cell::Given(word.parse().unwrap())).collect();
        cells.insert(3, Cell::Missing);
        let kept = Cells::from(cells.clone());
        assert_eq!(kept.iter().collect::<Vec<_>>(), cells);
        let printed: Vec<String> = kept.iter().filter_map(Cell::value).map(|value| value.to_string()).collect();
        assert_eq!(printed, written);
        assert_eq!(kept.get(99), Cell::Missing);
        assert_eq!(Cells::default().len(), 0);
    }
}
