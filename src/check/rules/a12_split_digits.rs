//! One number written into two neighbouring cells.

use crate::finding::{Level, Rule};

/// Found where the equations are: see `check::one_fault`.
pub(in crate::check) static RULE: Rule = Rule {
    code: "A-12",
    level: Level::Error,
    title: "一个数拆在相邻两格",
    explain: "相邻两格的数字连起来恰好使勾稽关系和总计相符时，多半是一个数拆开填在了两格。",
    why: "从网页、PDF 复制表格时，数字常被拆到相邻的格里。",
    mend: "核对台账；确是一个数的，合写在一格，另一格写 0。",
    source: "上级核对工具：两格相连后与总计相符",
    wrong: "本年新收: [1, 2, 0, 0, 0, 0]   # 应为 12",
    right: "本年新收: [12, 0, 0, 0, 0, 0]",
};
