//! The schemes of codes.

use super::word::words;

/// What a code is a code of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scheme {
    /// 收入分类科目.
    Revenue,
    /// 支出功能分类科目.
    Functional,
    /// 部门预算支出经济分类科目.
    EconomicDepartment,
    /// 政府预算支出经济分类科目.
    EconomicGovernment,
    /// 项目编码.
    Project,
    /// 单位 and 部门 in the budget system.
    Unit,
    /// 行政区划.
    Division,
}

words! {
    Scheme: Revenue = "revenue", Functional = "functional", EconomicDepartment = "economic_department",
    EconomicGovernment = "economic_government", Project = "project", Unit = "unit", Division = "division"
}

impl Scheme {
    /// 类 is 1, 款 2, 项 3; codes of other schemes have no levels.
    pub fn level(self, code: &str) -> Option<u8> {
        match (self, code.len()) {
            (Scheme::Project | Scheme::Unit | Scheme::Division, _) => None,
            (_, 3) => Some(1),
            (_, 5) => Some(2),
            (_, 7) => Some(3),
            (_, 9) => Some(4),
            _ => None,
        }
    }
}
