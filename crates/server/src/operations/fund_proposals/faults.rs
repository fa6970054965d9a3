//! What is refused of a fund proposal, told by lines, funds and kinds.

use domain::Fen;
use domain::fund_proposal::{Fault, Kind};
use domain::privacy::mask;

use crate::operations::Failure;
use crate::operations::factor_plans::refused;
use crate::operations::handling::words;

/// The name of a kind in Chinese and in English.
fn named(kind: &Kind) -> (&'static str, &'static str) {
    let row = words::FUND_PROPOSAL_KIND.iter().find(|row| row.0 == kind.word);
    row.map_or((kind.word, kind.word), |row| (row.1, row.2))
}

/// What is wrong with a text, by the number of its line.
pub(super) fn unfit(fault: Fault) -> Failure {
    let (zh, en) = match fault {
        Fault::NoLine => (
            "没有填写任何资金；请至少填写一行资金、金额和理由。".to_owned(),
            "No line is filled in: give at least one fund with its amount and reason.".to_owned(),
        ),
        Fault::Nothing(at) => (
            format!("第 {} 行的金额须大于零；请填写以元为单位的金额，或清空该行。", at + 1),
            format!(
                "Line {}: the amount must be above zero; give it in yuan, or empty the line.",
                at + 1
            ),
        ),
        Fault::OverPooled(at) => (
            format!("第 {} 行的统筹整合金额须在零和该行金额之间；请改正。", at + 1),
            format!(
                "Line {}: what is pooled must lie between zero and the amount of the line.",
                at + 1
            ),
        ),
        Fault::Unexplained(at) => (
            format!("第 {} 行没有理由；请写明依据或测算。", at + 1),
            format!("Line {} says no reason: say on what it rests or how it was reckoned.", at + 1),
        ),
        Fault::Twice(at) => (
            format!("第 {} 行与前面某行的资金和来源（地区）相同；请合并为一行。", at + 1),
            format!(
                "Line {} is of the same fund and budget (place) as one before: join the two.",
                at + 1
            ),
        ),
        Fault::Uneven(sum) => uneven(sum),
        Fault::NobodyConsulted => (
            "没有写明会同哪些部门；请填写参加研究的部门。".to_owned(),
            "The departments with which it was worked out are not named: name them.".to_owned(),
        ),
        Fault::NothingArranged => (
            "没有写明工作安排和政策依据；请填写。".to_owned(),
            "Nothing is said of how the work is arranged and on what it rests: write it."
                .to_owned(),
        ),
    };
    refused("fund-proposal-unfit", zh, en)
}

fn uneven(sum: i128) -> (String, String) {
    match i64::try_from(sum) {
        Ok(sum) => (
            format!("各行金额合计为 {} 元，与总额不符；请改正金额或总额，须一分不差。", Fen(sum)),
            format!(
                "The lines come to {} yuan, which is not the total: put one of them right, to the fen.",
                Fen(sum)
            ),
        ),
        Err(_) => (
            "各行金额合计过大；请核对。".to_owned(),
            "The lines come to more than can be: check the amounts.".to_owned(),
        ),
    }
}

pub(super) fn unknown_kind(word: &str) -> Failure {
    let word = mask(word.trim());
    refused(
        "fund-proposal-kind",
        format!("没有“{word}”这种资金安排意见，或在今天尚未施行；请从列表中选择。"),
        format!(
            "There is no kind of fund proposal “{word}”, or none today: choose one of the list."
        ),
    )
}

pub(super) fn unknown_year() -> Failure {
    refused(
        "year-unfit",
        "预算年度应为四位数字，2016 年及以后。".to_owned(),
        "The fiscal year has four digits and is 2016 or later.".to_owned(),
    )
}

/// The arrangement that has to be named is none of this year in force.
pub(super) fn no_arrangement(above: &Kind, year: i64) -> Failure {
    let (zh, en) = named(above);
    refused(
        "fund-proposal-arrangement",
        format!("{year} 年没有所填编号的、已批准的“{zh}”；请先由其拟定处室报批，再在此选择。"),
        format!(
            "There is no approved “{en}” of {year} with this number: have it approved first, then choose it."
        ),
    )
}

/// What is to be replaced is none of the same office, kind and year in force.
pub(super) fn not_replaceable() -> Failure {
    refused(
        "fund-proposal-version",
        "要替代的意见不存在，或不是本岗位同一年度、同一类别的已批准意见；请从其页面选择“拟定新版本”。".to_owned(),
        "What is to be replaced is not an approved proposal of this post, kind and year: begin a later version from \
         its page."
            .to_owned(),
    )
}

/// An approved proposal speaks of a fund already.
pub(super) fn spoken_of(fund: &str, (id, year): (i64, i64)) -> Failure {
    refused(
        "fund-proposal-in-force",
        format!(
            "{year} 年第 {id} 号已批准意见已包含“{fund}”；要改变，请从该意见的页面拟定新版本。"
        ),
        format!(
            "The approved proposal {id} of {year} speaks of “{fund}” already: to change it, begin a later \
             version from its page."
        ),
    )
}

/// A factor plan divides the fund already.
pub(super) fn by_factors(fund: &str, id: i64) -> Failure {
    refused(
        "fund-divided-by-factors",
        format!(
            "“{fund}”本年度已按第 {id} 号因素法方案分配到各地（州、市）；同一资金不能再按切块分配。"
        ),
        format!(
            "“{fund}” of this year is divided among prefectures by factor plan {id}: it is not divided in blocks, too."
        ),
    )
}

/// A cell of a line that cannot be read.
pub(super) fn bad_cell(at: usize, zh: &str, en: &str) -> Failure {
    let line = at + 1;
    refused("fund-proposal-line", format!("第 {line} 行：{zh}"), format!("Line {line}: {en}"))
}

/// What is wrong with a pasted table.
pub(super) fn bad_table(zh: &str, en: &str) -> Failure {
    refused("fund-proposal-table", format!("粘贴的表格：{zh}"), format!("The pasted table: {en}"))
}
