//! Every check. One file, one check, one line in [`ALL`]; a test holds that no file is
//! left out.

use crate::finding::{Finding, Rule};

use super::{Check, OfficeSubject};

pub(super) use a12_split_digits::RULE as SPLIT;

mod a01_balance;
mod a02_total_handled;
mod a03_row_total;
mod a06_empty_table;
mod a07_more_open_than_new;
mod a08_fee_not_reported;
mod a09_fee_before_2021;
mod a10_other_is_largest;
mod a11_growth;
mod a12_split_digits;
mod b01_case_total;
mod b03_no_cases;
mod b04_suit_after_no_review;
mod b05_direct_suit;
mod b06_pending_vanished;
mod c02_stock;
mod c03_repealed;
mod c04_rules_of_a_county;
mod c05_fee_in_yuan;
mod c06_two_fees;
mod c07_items;
mod c08_more_new_than_all;
mod c09_projects_and_amount;
mod c10_amount_in_yuan;
mod c11_decisions_of_a_township;
mod c12_documents_in_text;
mod d01_sections;
mod d02_five_aspects;
mod d03_accountability;
mod d04_problems;
mod d05_fee_unsaid;
mod d06_numbers_in_text;
mod d07_template_hint;
mod d08_blank_number;
mod d09_parts_of_a_list;
mod d10_percentages;
mod d11_wrong_year;
mod d12_reused_text;
mod d13_period;
mod d14_other_office;
mod d15_length;
mod d16_half_width;
mod d17_title;
mod d18_personal_data;
mod d19_tables_in_words;
mod d20_none_received;
mod d21_all_done;
mod d22_numbering;
mod d23_of_others;
mod d24_change_in_text;
mod deadlines;
mod in_text;
mod limits;
mod money;
mod nothing;
mod restated;
mod s14_circle;
mod s14_same_name;
mod s26_link;
pub(super) mod stocks;
mod x01_carried_over;
mod x02_missing_years;
mod x03_no_successor;
mod x05_same_figures;
mod y01_sum_of_offices;
mod y02_not_reported;
mod y03_same_text;
mod z01_department_late;
mod z02_government_late;
mod z03_published_too_early;
mod z04_township_late;
mod z05_local_deadline;

/// Looks at one office.
pub(super) type LookAtOffice = fn(&OfficeSubject<'_>, &mut Vec<Finding>);

/// The checks that look at offices, not at single reports.
pub(super) const OFFICE: &[LookAtOffice] =
    &[s14_circle::look, s14_same_name::look, x03_no_successor::look, y02_not_reported::look];

/// Rules that are not looked at report by report.
pub const OTHERS: &[&Rule] =
    &[&SPLIT, &x03_no_successor::RULE, &y02_not_reported::RULE, &super::explained::RULE, &super::against::RULE];

/// The checks, in the order of their codes.
pub const ALL: &[Check] = &[
    a01_balance::CHECK,
    a02_total_handled::CHECK,
    a03_row_total::CHECK,
    a06_empty_table::CHECK,
    a07_more_open_than_new::CHECK,
    a08_fee_not_reported::CHECK,
    a09_fee_before_2021::CHECK,
    a10_other_is_largest::CHECK,
    a11_growth::CHECK,
    b01_case_total::CHECK,
    b03_no_cases::CHECK,
    b04_suit_after_no_review::CHECK,
    b05_direct_suit::CHECK,
    b06_pending_vanished::CHECK,
    c02_stock::CHECK,
    c03_repealed::CHECK,
    c04_rules_of_a_county::CHECK,
    c05_fee_in_yuan::CHECK,
    c06_two_fees::CHECK,
    c07_items::CHECK,
    c08_more_new_than_all::CHECK,
    c09_projects_and_amount::CHECK,
    c10_amount_in_yuan::CHECK,
    c11_decisions_of_a_township::CHECK,
    c12_documents_in_text::CHECK,
    d01_sections::CHECK,
    d02_five_aspects::CHECK,
    d03_accountability::CHECK,
    d04_problems::CHECK,
    d05_fee_unsaid::CHECK,
    d06_numbers_in_text::CHECK,
    d07_template_hint::CHECK,
    d08_blank_number::CHECK,
    d09_parts_of_a_list::CHECK,
    d10_percentages::CHECK,
    d11_wrong_year::CHECK,
    d12_reused_text::CHECK,
    d13_period::CHECK,
    d14_other_office::CHECK,
    d15_length::CHECK,
    d16_half_width::CHECK,
    d17_title::CHECK,
    d18_personal_data::CHECK,
    d19_tables_in_words::CHECK,
    d20_none_received::CHECK,
    d21_all_done::CHECK,
    d22_numbering::CHECK,
    d23_of_others::CHECK,
    d24_change_in_text::CHECK,
    s26_link::CHECK,
    x01_carried_over::CHECK,
    x02_missing_years::CHECK,
    x05_same_figures::CHECK,
    y01_sum_of_offices::CHECK,
    y03_same_text::CHECK,
    z01_department_late::CHECK,
    z02_government_late::CHECK,
    z03_published_too_early::CHECK,
    z04_township_late::CHECK,
    z05_local_deadline::CHECK,
];
