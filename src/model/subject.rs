//! What a document is about: whose money, and at which time of its year.

use super::word::words;

/// Whether a document plans a year's money, accounts for it, or reports on it under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// 预算: before the year.
    Budget,
    /// 决算: after the year.
    Final,
    /// 执行: during or after the year, before the final accounts.
    Execution,
}

words! { Stage: Budget = "budget", Final = "final", Execution = "execution" }

/// Whose money a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scope {
    /// 部门: an organisation with the units under it.
    Department,
    /// 单位: one unit.
    Unit,
    /// 一级政府: a province, city, county or township.
    Government,
}

words! { Scope: Department = "department", Unit = "unit", Government = "government" }
