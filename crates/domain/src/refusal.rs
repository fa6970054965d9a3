//! Every reason for which a value is not accepted, with the sentence for the person who wrote it.
//!
//! A refusal is a named value, not an error text: callers count, translate and test them by name.

use crate::lang::Lang;

/// Why a single value was refused. The sentences say what is wrong and what would be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.name())]
pub enum Refusal {
    /// A required cell is empty.
    Missing,
    /// Not a number (also scientific notation, NaN, letters).
    NotANumber,
    /// Digits in groups that are not of three: `12,34` may be a decimal comma or a lost digit.
    BadGrouping,
    /// The cell states another unit than its column: `12元` under 金额（万元）.
    WrongUnit,
    /// More decimals than a fen (or than the column keeps).
    TooPrecise,
    /// A plus or minus sign where none is allowed.
    SignNotAllowed,
    /// Larger than the column can hold; as an amount, larger than any of public money.
    TooLarge,
    /// Not a day of the calendar, or not written as a day.
    NotADay,
    /// A day outside the years of which records can be.
    ImplausibleDay,
    /// A day of the calendar before the year 1900.
    DayTooEarly,
    /// A day of the calendar after the year 2200.
    DayTooLate,
    /// Not written in the order that the mapping file states for this column.
    NotInDateFormat,
    /// Not a month (`2019-06`).
    NotAMonth,
    /// Not a period (`2019-06`, `2019-Q1`, `2019-H1`, `2019`).
    NotAPeriod,
    /// Neither a division nor an office of one.
    NotAnOrganisation,
    /// Not a fiscal year of which records can be.
    NotAYear,
    /// Not one of yes and no.
    NotAFlag,
    /// Not one of the words that this column knows.
    UnknownChoice,
    /// No such division in the pack's list on that day.
    UnknownDivision,
    /// The division's name fits more than one division.
    AmbiguousDivision,
    /// No such fund in the catalogue or in the set's own `funds` table.
    UnknownFund,
    /// Bytes that are not text in the file's encoding.
    NotText,
    /// The cell is longer than the reader accepts.
    TooLong,
    /// The row has more cells than the header.
    TooManyCells,
    /// The same id or voucher number was used before in this table.
    Duplicate,
    /// Two counties of the set use this voucher number: the county must be given.
    AmbiguousVoucher,
    /// No payment of the set has this voucher number.
    UnknownVoucher,
    /// Not an id or card number: a word, masked, or turned into a rounded number by a spreadsheet.
    NotAKey,
    /// A quotation mark is opened and never closed: where the row ends cannot be told.
    UnclosedQuote,
    /// A formula whose result the workbook does not hold.
    NotCalculated,
}

impl Refusal {
    /// A stable name for logs and tests.
    pub fn name(self) -> &'static str {
        match self {
            Refusal::Missing => "missing",
            Refusal::NotANumber => "not-a-number",
            Refusal::BadGrouping => "bad-grouping",
            Refusal::WrongUnit => "wrong-unit",
            Refusal::TooPrecise => "too-precise",
            Refusal::SignNotAllowed => "sign-not-allowed",
            Refusal::TooLarge => "too-large",
            Refusal::NotADay => "not-a-day",
            Refusal::ImplausibleDay => "implausible-day",
            Refusal::DayTooEarly => "day-too-early",
            Refusal::DayTooLate => "day-too-late",
            Refusal::NotInDateFormat => "not-in-date-format",
            Refusal::NotAMonth => "not-a-month",
            Refusal::NotAPeriod => "not-a-period",
            Refusal::NotAnOrganisation => "not-an-organisation",
            Refusal::NotAYear => "not-a-year",
            Refusal::NotAFlag => "not-a-flag",
            Refusal::UnknownChoice => "unknown-choice",
            Refusal::UnknownDivision => "unknown-division",
            Refusal::AmbiguousDivision => "ambiguous-division",
            Refusal::UnknownFund => "unknown-fund",
            Refusal::NotText => "not-text",
            Refusal::TooLong => "too-long",
            Refusal::TooManyCells => "too-many-cells",
            Refusal::Duplicate => "duplicate",
            Refusal::AmbiguousVoucher => "ambiguous-voucher",
            Refusal::UnknownVoucher => "unknown-voucher",
            Refusal::NotAKey => "not-a-key",
            Refusal::UnclosedQuote => "unclosed-quote",
            Refusal::NotCalculated => "not-calculated",
        }
    }

    /// What is wrong and what would be right, in the reader's language. The allowed words of a choice
    /// column are added by the reader, which knows the column.
    pub fn sentence(self, lang: Lang) -> &'static str {
        let (zh, en) = self.cell_texts().unwrap_or_else(|| self.row_texts());
        lang.pick(zh, en)
    }

    /// Both sentences of refusals that a cell earns by itself.
    fn cell_texts(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Refusal::Missing => ("必填项为空；请补填", "this required cell is empty; fill it in"),
            Refusal::NotANumber => (
                "不是数字；请写成 1234567.89，不要用科学计数法",
                "not a number; write it like 1234567.89, without scientific notation",
            ),
            Refusal::BadGrouping => (
                "数字分组不对；每组三位，如 1,234,567.89，或不写分隔符",
                "digits are not in groups of three; write it like 1,234,567.89 or without separators",
            ),
            Refusal::WrongUnit => (
                "单元格的单位与该列的单位不同；请按该列单位换算，或改正表头、mapping.toml 中的单位",
                "not in the unit of the column; convert it, or correct the unit in header or mapping.toml",
            ),
            Refusal::TooPrecise => (
                "小数位过多，不会四舍五入；请核对小数位",
                "too many decimals, and nothing is rounded; check the decimals",
            ),
            Refusal::SignNotAllowed => (
                "此处不能带正负号；请只写数字",
                "no plus or minus sign here; write the number alone",
            ),
            Refusal::TooLarge => (
                "数值过大；请核对数位，以及是否把编号填进了数字列",
                "too large; check the digits, and whether this is a number at all",
            ),
            Refusal::NotADay => (
                "不是日历上的日期；请写成 2019-05-22",
                "not a day of the calendar; write it like 2019-05-22",
            ),
            Refusal::ImplausibleDay => (
                "不在 2000 年至 2063 年之间；请核对年份，以及是否把编号填进了日期列",
                "not between the years 2000 and 2063; check the year, and whether this is a date at all",
            ),
            Refusal::DayTooEarly => (
                "早于 1900 年；请核对年份，以及是否把编号填进了日期列",
                "before the year 1900; check the year, and whether this is a date at all",
            ),
            Refusal::DayTooLate => {
                ("晚于 2200 年，无法采用；请核对年份", "after the year 2200; check the year")
            }
            Refusal::NotInDateFormat => (
                "不符合 mapping.toml 为此列写明的日期格式；请按该格式填写，或改正 mapping.toml",
                "not in the date format that mapping.toml states for this column; correct one of them",
            ),
            Refusal::NotAMonth => (
                "不是 2000 年至 2063 年的月份；请写成 2019-06",
                "not a month between 2000 and 2063; write it like 2019-06",
            ),
            Refusal::NotAPeriod => (
                "不是 2000 年至 2063 年的期间；请写成 2019-06（月）、2019-Q1（季）、2019-H1（半年）或 2019（年）",
                "not a period between 2000 and 2063; write 2019-06, 2019-Q1, 2019-H1 or 2019",
            ),
            Refusal::NotAYear => (
                "不是 2000 年至 2063 年的年度；请写成 2019",
                "not a year between 2000 and 2063; write it like 2019",
            ),
            Refusal::NotAFlag => ("只能填 是/否（y/n）", "write y or n"),
            Refusal::UnknownChoice => ("不是该列认识的取值", "not a word that this column knows"),
            _ => return None,
        })
    }

    /// Both sentences of refusals that a cell earns by what it refers to, or a row by its form.
    fn row_texts(self) -> (&'static str, &'static str) {
        match self {
            Refusal::UnknownDivision => (
                "没有这个区划；请填当日有效的六位区划代码或全称",
                "no such division; write the six-digit code or full name valid on that day",
            ),
            Refusal::NotAnOrganisation => (
                "不是已知的单位；请填六位区划代码，自治区的处室填 650000/处室编号",
                "no such organisation; write a division code, or 650000/office for an office of the region",
            ),
            Refusal::AmbiguousDivision => (
                "区划名称不唯一；请改填六位区划代码",
                "more than one division has this name; write the six-digit code",
            ),
            Refusal::UnknownFund => (
                "资金目录中没有这项资金；请填目录代码，或在数据集中附 funds 表",
                "the catalogue has no such fund; use its code or add a funds table to the data set",
            ),
            Refusal::NotText => (
                "含有无法按文件编码解读的字节；请另存为 UTF-8 或 GB18030",
                "bytes that the file's encoding does not know; save it as UTF-8 or GB18030",
            ),
            Refusal::TooLong => {
                ("内容过长；单元格最长 64 KiB", "too long; a cell holds 64 KiB at most")
            }
            Refusal::TooManyCells => (
                "单元格比表头多；请检查是否有未加引号的分隔符",
                "more cells than the header has; look for a separator that is not quoted",
            ),
            Refusal::Duplicate => (
                "与前面一行重复；同一编号只能出现一次",
                "used before in this table; an id may stand only once",
            ),
            Refusal::AmbiguousVoucher => (
                "两个县使用同一凭证号；请填 county 列",
                "two counties use this voucher number; fill in the county column",
            ),
            Refusal::UnknownVoucher => {
                ("支付表中没有这个凭证号", "the payments table has no such voucher number")
            }
            Refusal::NotAKey => (
                "不是完整的证件号或卡号（没有号码、已遮盖，或被表格软件改成了数字）；请以文本重新填写",
                "not a whole id or card number (no number, masked, or rounded by a spreadsheet); write \
                 it as text",
            ),
            Refusal::UnclosedQuote => (
                "引号没有闭合，无法判断这一行到哪里结束；请补上引号或去掉多余的引号",
                "a quotation mark is never closed, so the end of the row is unknown; close or remove it",
            ),
            Refusal::NotCalculated => (
                "公式没有计算结果；请在 Excel 中打开并保存后再试",
                "a formula without its result; open the workbook in a spreadsheet program and save it",
            ),
            _ => ("不符合要求", "not acceptable"),
        }
    }
}
