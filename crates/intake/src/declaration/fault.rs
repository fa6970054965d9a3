//! What cannot be read of a form: where, and what to do.

use domain::privacy::mask_in_one_line;
use domain::refusal::Refusal;
use domain::target::MOST_INDICATORS;
use domain::{Fen, Lang};

use crate::limits::SHOWN_CHARS;

/// A cell of a form that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclarationFault {
    /// File and sheet.
    pub place: String,
    /// The cell as spreadsheets name it: `F12`.
    pub cell: String,
    /// What stands in it, shortened, numbers of persons masked; empty where it is not about one cell.
    pub value: String,
    /// What is wrong.
    pub what: Misread,
}

/// What is wrong with a cell of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// No amount, no number, a formula without its result.
    Refused(Refusal),
    /// No unit of amounts is stated.
    NoUnit,
    /// Two units are stated, or one that nobody knows.
    Unit,
    /// Fiscal part and rest do not come to the total.
    Sum {
        /// All money.
        total: Fen,
        /// The fiscal part.
        fiscal: Fen,
        /// The rest.
        rest: Fen,
    },
    /// Not a direction that is known.
    Direction,
    /// A cell that shows percents: 95 % is kept as 0.95.
    Percent,
    /// A value without the name of an indicator.
    NoName,
    /// There is no row of heads, so nothing tells where the indicators are.
    NoHeads,
    /// There are more indicators than a target has.
    TooMany,
}

/// What a message shows of a cell.
pub(super) fn shown(text: &str) -> String {
    mask_in_one_line(text).chars().take(SHOWN_CHARS).collect()
}

impl DeclarationFault {
    /// Where, what stands there, what is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let DeclarationFault { place, cell, value, .. } = self;
        let why = self.what.sentence(lang);
        match (lang, value.is_empty()) {
            (Lang::Zh, true) => format!("{place} 单元格 {cell}：{why}"),
            (Lang::Zh, false) => format!("{place} 单元格 {cell} 填的“{value}”：{why}"),
            (Lang::En, true) => format!("{place} cell {cell}: {why}"),
            (Lang::En, false) => format!("{place} cell {cell}, “{value}”: {why}"),
        }
    }
}

impl Misread {
    /// What is wrong and what would be right.
    pub fn sentence(self, lang: Lang) -> String {
        let (zh, en) = match self {
            Misread::Refused(refusal) => return refusal.sentence(lang).to_owned(),
            Misread::Sum { total, fiscal, rest } => return uneven((total, fiscal, rest), lang),
            Misread::TooMany => return too_many(lang),
            Misread::NoUnit => (
                "表中没有写明金额单位；请在表头写“单位：万元”，或写在标签中，如“年度资金总额（万元）”",
                "the form states no unit of amounts; write 单位：万元 above, or in the label, like 年度资金总额（万元）",
            ),
            Misread::Unit => (
                "金额单位写了两个，或不是元、万元、亿元；请在标签中写明一个，如“年度资金总额（万元）”",
                "two units are stated, or one that is none of 元, 万元, 亿元; state one in the label, like \
                 年度资金总额（万元）",
            ),
            Misread::Direction => (
                "不是认识的指标性质；请填 ≥、≤、=、>、< 或 定性，没有的填“/”",
                "not a direction that is known; write ≥, ≤, =, >, < or 定性, and / where there is none",
            ),
            Misread::Percent => (
                "单元格按百分比显示，工作簿里存的是小数，无法断定是百分之几；请把单元格格式改为“文本”，重新填写 95 或 95%",
                "the cell shows percents and the workbook keeps a fraction, so the value is not certain; make it a \
                 text cell and write 95 or 95%",
            ),
            Misread::NoName => (
                "有指标值而没有三级指标名称；请补填名称，或清空指标值",
                "there is a value but no name of an indicator; fill in the name, or empty the value",
            ),
            Misread::NoHeads => (
                "没有找到指标的表头行；请保留含“三级指标”“指标值”的一行",
                "no row of heads for the indicators; keep the row that has 三级指标 and 指标值",
            ),
        };
        lang.pick(zh, en).to_owned()
    }
}

fn uneven((total, fiscal, rest): (Fen, Fen, Fen), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "财政拨款 {fiscal} 元加其他资金 {rest} 元不等于资金总额 {total} 元；请核对三个金额"
        ),
        Lang::En => format!(
            "the fiscal part of {fiscal} yuan and the rest of {rest} yuan do not come to all money of {total} yuan; \
             check the three amounts"
        ),
    }
}

fn too_many(lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("指标超过 {MOST_INDICATORS} 个；请保留主要指标"),
        Lang::En => format!("more than {MOST_INDICATORS} indicators; keep the main ones"),
    }
}
