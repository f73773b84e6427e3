#![allow(missing_docs)]
use rust_decimal::Decimal;
#[derive(Debug)]
pub struct Slip(String, Option<Decimal>);
impl Slip {
    pub fn message(&self) -> String {
        format!("写得不对：{} 全角0", self.0)
    }
    pub fn advice(&self) -> String {
        "改正".into()
    }
    pub fn value(&self) -> Option<Decimal> {
        self.1
    }
}
fn plain(w: &str) -> bool {
    !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit()) && (w.len() == 1 || !w.starts_with('0'))
}
pub fn count(w: &str) -> Result<u64, Slip> {
    let w = w.trim();
    if plain(w) { w.parse().map_err(|_| Slip(w.into(), None)) } else { Err(Slip(w.into(), None)) }
}
pub fn delta(w: &str) -> Result<i64, Slip> {
    w.trim().parse().map_err(|_| Slip(w.into(), None))
}
pub fn amount(w: &str) -> Result<Decimal, Slip> {
    w.trim().parse().map_err(|_| Slip(w.into(), None))
}
