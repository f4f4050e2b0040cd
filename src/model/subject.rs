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

/// The phase of the budget that an amount is of: what was planned, what came of it, or what is owed at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Phase {
    /// 预算数, 年初预算数.
    Budget,
    /// 调整预算数, 变动预算数.
    AdjustedBudget,
    /// 执行数, 完成数.
    Execution,
    /// 决算数.
    Final,
    /// 债务限额.
    DebtLimit,
    /// 余额: what is owed or left.
    Balance,
}

words! {
    Phase: Budget = "budget", AdjustedBudget = "adjusted_budget", Execution = "execution", Final = "final",
    DebtLimit = "debt_limit", Balance = "balance"
}
