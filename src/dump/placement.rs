//! Amounts in their order -> the columns they can stand in. A row whose empty cells are gone fits its columns in many
//! ways; the sums of the form leave few of them, often one.

use rust_decimal::Decimal;

/// How far a sum of printed amounts may be from its parts: each carries up to half its last digit.
pub(super) fn tolerance(parts: &[Decimal], total: Option<Decimal>) -> Decimal {
    let scale = parts.iter().chain(total.iter()).map(Decimal::scale).max().unwrap_or(0);
    Decimal::new(i64::try_from(parts.len()).unwrap_or(i64::MAX).saturating_add(1), scale) / Decimal::TWO
}
