//! Every check. One file, one check, one line in [`ALL`]; a test holds that no file is
//! left out.

use super::Check;

mod a01_balance;
mod a02_total_handled;
mod a03_row_total;
mod a09_fee_before_2021;
mod b01_case_total;
mod d01_sections;
mod d07_template_hint;
mod d08_blank_number;
mod restated;
mod s26_link;
mod z03_published_too_early;

/// The checks, in the order of their codes.
pub const ALL: &[Check] = &[
    a01_balance::CHECK,
    a02_total_handled::CHECK,
    a03_row_total::CHECK,
    a09_fee_before_2021::CHECK,
    b01_case_total::CHECK,
    d01_sections::CHECK,
    d07_template_hint::CHECK,
    d08_blank_number::CHECK,
    s26_link::CHECK,
    z03_published_too_early::CHECK,
];
