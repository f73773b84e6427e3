//! Whether a report came in time.
//!
//! 《政府信息公开条例》 article 49: offices publish by 31 January of the next year,
//! governments by 31 March; a site may set earlier days (`[deadlines]`).

use crate::config::Deadlines;
use crate::content::{Office, Report};

/// When a report was published, held against its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// On the last day or before.
    OnTime,
    /// Later.
    Late,
    /// The report does not say when it was published.
    Undated,
}

/// Whether `report` came in time.
pub fn timing(deadlines: &Deadlines, office: &Office, report: &Report) -> Timing {
    match (report.published, office.deadline(deadlines, report.key.year)) {
        (Some(published), Some(deadline)) if published.date <= deadline => Timing::OnTime,
        (Some(_), Some(_)) => Timing::Late,
        _ => Timing::Undated,
    }
}
