//! What a text is by itself: one grammar of numbers, amounts, numbering, sums, years, stages, units, dates, for pages and for
//! dumps. In: the text of a cell, a line or a token, as printed; white space in it says nothing. Out: what it is, and its value.
//!
//! Whoever asks again what a number or a total looks like asks here; what a text means among its neighbours is the stages'.

mod amount;
mod character;
mod date;
mod index;
mod number;
mod numbering;
mod numeral;
mod organisation;
mod page;
mod remark;
mod stage;
mod total;
mod unit;
mod year;

pub(crate) use amount::{
    CENTS, SHORTEST_CODE, has_too_many_digits, is_dash, oddly_separated, parse_among_amounts, parse_amount, parse_code,
    parse_percentage,
};
pub(crate) use character::{character_at, is_cjk, is_digits, narrow, squeeze};
pub(crate) use date::{date, in_figures};
pub(crate) use index::{formula, is_index_row};
pub(crate) use number::{is_figure, is_figures, is_number, number};
pub(crate) use numbering::{Numbering, Style, is_numbered, numbering, without_numbering};
pub(crate) use numeral::{digit, is_numeral, numeral};
pub(crate) use organisation::{UNIT_LABELS, is_organisation, labelled};
pub(crate) use page::is_page_number;
pub(crate) use remark::is_remark;
pub(crate) use stage::{stage, without_funds, year_and_stage};
pub(crate) use total::{is_grand_total, is_sum, is_total};
pub use unit::factor;
pub(crate) use unit::{MONEY, is_count, money, unit_in};
pub(crate) use year::{is_year, named_year, only_year, year_in};
