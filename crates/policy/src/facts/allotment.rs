//! Allotments (指标): what each level received, how far it handed it down, and how it compares with the
//! factor-method proposal.

use domain::money::half_width;
use domain::{Day, Division, FundClass, Level, TableId};

use super::fill::{
    LEVELS, cell, choices, code, dates, each, flags, level_value, money, parts, scalar, texts,
    word_value, years,
};
use super::trail::{is_bond, relocates};
use super::{FactTable, Identity, Need};
use crate::context::{AllotmentRows, Context};
use crate::value::{Type, UNKNOWN, day_value};

mod moves;
pub(crate) mod proposal;

pub(crate) use moves::handed_on;
pub use proposal::PROPOSAL;

use moves::{Moves, TargetsOfAllotment};

const KINDS: &[&str] = &["grant", "own_budget", "bond", "surplus", "return"];
const CLASSES: &[&str] = FundClass::WORDS;
const MONEY: &[&str] = &[
    "special",
    "integrated",
    "relocation",
    "relocation_bond",
    "poverty_bond",
    "other",
    "safety_net",
    "medical",
];
const A: TableId = TableId::Allotments;
const HANDED_DOWN: &[Need] =
    &[Need(A, "parent"), Need(A, "issued_on"), Need(TableId::Fundings, "")];
const USED: &[Need] = &[
    Need(A, "parent"),
    Need(A, "issued_on"),
    Need(TableId::Fundings, ""),
    Need(TableId::Payments, "allotment"),
];

/// One row for each sum that one document moves from one level to another.
pub static ALLOTMENT: FactTable = FactTable {
    name: "allotment",
    zh: "一份文件从一级下达到另一级的一笔指标",
    en: "one sum that one document moves from one level to another",
    subject: "allotment",
    needs: &[Need(A, "")],
    day: "day",
    amount: Some("amount"),
    rows: |context| context.data.tables.allotments.id.len(),
    skip: Some(is_later),
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("本笔指标的日期", "its own day: receipt, else hand-down, else approval"),
            &[],
            |context, rows| each(rows, |row| day_value(own_day(context, row))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| years(&context.data.tables.allotments.fiscal_year, rows),
        ),
        code("kind", KINDS, ("指标类型", "kind of movement"), &[], |context, rows| {
            choices(&context.data.tables.allotments.kind, rows)
        }),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            each(rows, |row| class_value(context, row))
        }),
        code(
            "money",
            MONEY,
            (
                "时限所依的资金种类（债券分易地搬迁与其他扶贫债券）",
                "the money whose limits bind: the class, bonds told apart as relocation or other",
            ),
            &[],
            |context, rows| each(rows, |row| money_value(context, row)),
        ),
        scalar(
            "fresh",
            Type::Flag,
            (
                "拨款、本级预算或债券（不是退回、结余）",
                "a grant, own budget or bond; no return, no surplus",
            ),
            &[],
            |context, rows| each(rows, |row| i64::from(is_fresh(context, row))),
        ),
        scalar(
            "own",
            Type::Flag,
            (
                "本级预算安排（下达与接收为同一级）",
                "a level's own budget: giver and receiver are one",
            ),
            &[],
            |context, rows| each(rows, |row| i64::from(is_own(context, row))),
        ),
        code(
            "from_level",
            LEVELS,
            ("下达方级次", "level of the giver"),
            &[],
            |context, rows| each(rows, |row| level_value(giver_level(context, row))),
        ),
        code(
            "to_level",
            LEVELS,
            ("接收方级次", "level of the receiver"),
            &[],
            |context, rows| each(rows, |row| level_value(receiver_level(context, row))),
        ),
        scalar("amount", Type::Money, ("指标金额", "amount"), &[], |context, rows| {
            money(&context.data.tables.allotments.amount, rows)
        }),
        scalar(
            "issued_on",
            Type::Date,
            ("下达日期（债券：发行日期）", "day of the hand-down (of a bond: of the issue)"),
            &[Need(A, "issued_on")],
            |context, rows| dates(&context.data.tables.allotments.issued_on, rows),
        ),
        scalar(
            "received_on",
            Type::Date,
            ("收文日期", "day of receipt"),
            &[Need(A, "received_on")],
            |context, rows| dates(&context.data.tables.allotments.received_on, rows),
        ),
        scalar(
            "approved_on",
            Type::Date,
            ("预算批复或分配方案审定日期", "day on which the budget or the plan was approved"),
            &[Need(A, "approved_on")],
            |context, rows| dates(&context.data.tables.allotments.approved_on, rows),
        ),
        scalar(
            "handed_on",
            Type::Date,
            ("下达日期，没有则收文日期", "day of the hand-down, else of the receipt"),
            &[Need(A, "issued_on")],
            |context, rows| each(rows, |row| day_value(handed_on(context, row))),
        ),
        scalar(
            "held_on",
            Type::Date,
            (
                "开始持有日期（收文；本级预算为批复）",
                "first day in hand: receipt, or approval of the own budget",
            ),
            &[Need(A, "received_on")],
            |context, rows| each(rows, |row| day_value(held_on(context, row))),
        ),
        scalar(
            "months_held",
            Type::Count,
            ("持有满几个月", "whole months in hand up to the day of evaluation"),
            &[Need(A, "received_on")],
            |context, rows| each(rows, |row| months_held(context, row)),
        ),
        scalar(
            "years_held",
            Type::Count,
            ("持有满几年", "whole years in hand up to the day of evaluation"),
            &[Need(A, "received_on")],
            |context, rows| each(rows, |row| years_held(context, row)),
        ),
        scalar(
            "for_poverty",
            Type::Flag,
            ("用于脱贫攻坚", "used for poverty alleviation"),
            &[Need(A, "for_poverty")],
            |context, rows| flags(&context.data.tables.allotments.for_poverty, rows),
        ),
        scalar(
            "names_project",
            Type::Flag,
            ("文件指定具体项目", "the document names a specific project"),
            &[Need(A, "names_project")],
            |context, rows| flags(&context.data.tables.allotments.names_project, rows),
        ),
        scalar(
            "doc_title",
            Type::Text,
            ("文件标题", "title of the document"),
            &[],
            |context, rows| texts(&context.data.tables.allotments.doc_title, rows),
        ),
        scalar("note", Type::Text, ("备注", "remark"), &[], |context, rows| {
            texts(&context.data.tables.allotments.note, rows)
        }),
        scalar("doc_no", Type::Text, ("文号", "number of the document"), &[], |context, rows| {
            texts(&context.data.tables.allotments.doc_no, rows)
        }),
        scalar(
            "targets_on",
            Type::Date,
            ("总体绩效目标录入日期", "first day on which an overall target was entered for it"),
            &[],
            |context, rows| {
                let targets = context.derive::<TargetsOfAllotment>();
                each(rows, |row| targets.first_entry(context, row))
            },
        ),
        scalar(
            "targets_kept",
            Type::Flag,
            (
                "数据是否记有总体绩效目标的录入",
                "the data say when overall targets were entered; unknown where they do not",
            ),
            &[],
            |context, rows| {
                let targets = context.derive::<TargetsOfAllotment>();
                each(rows, |_| if targets.kept { 1 } else { UNKNOWN })
            },
        ),
        scalar(
            "scan",
            Type::Flag,
            ("已上传文件扫描件", "a scan of the document is attached"),
            &[Need(A, "scan")],
            |context, rows| flags(&context.data.tables.allotments.scan, rows),
        ),
        scalar(
            "recorded_amount",
            Type::Money,
            ("接收方登记金额", "amount as the receiver entered it"),
            &[],
            |context, rows| money(&context.data.tables.allotments.recorded_amount, rows),
        ),
        scalar(
            "recorded_doc_no",
            Type::Text,
            ("接收方登记文号", "document number as the receiver entered it"),
            &[],
            |context, rows| texts(&context.data.tables.allotments.recorded_doc_no, rows),
        ),
        scalar(
            "recorded_otherwise",
            Type::Flag,
            (
                "接收方登记的金额、资金或文号与下达方不一致（尚未登记不算）",
                "the receiver entered another amount, fund or document number; not yet entered is no",
            ),
            &[],
            |context, rows| {
                let columns = ["recorded_amount", "recorded_fund", "recorded_doc_no"];
                let kept = columns.into_iter().any(|c| context.data.has_column(A, c));
                each(rows, |row| {
                    if kept { i64::from(is_recorded_otherwise(context, row)) } else { UNKNOWN }
                })
            },
        ),
        scalar(
            "other_account",
            Type::Flag,
            (
                "自治区下达地（州、市）的资金或功能分类科目与其来源指标不同（一方未注明科目：无法判断）",
                "the region handed it to a prefecture under another fund or function class than it came in; \
                 unknown where one of the two says no class",
            ),
            &[Need(A, "parent"), Need(A, "function_class")],
            |context, rows| {
                let known = context.derive::<AllotmentRows>();
                each(rows, |row| other_account(context, &known, row))
            },
        ),
        scalar(
            "given_out",
            Type::Money,
            (
                "已下达、安排到项目和退回的合计",
                "handed down, allotted to projects and given back, together",
            ),
            &[Need(A, "parent")],
            |context, rows| {
                let moves = context.derive::<Moves>();
                each(rows, |row| proven(context, row, moves.given_out(context, row)))
            },
        ),
        parts(
            "handed_down",
            (
                "逐笔下达、安排和退回（总额为本笔指标）",
                "handed down, allotted and given back, piece by piece towards the amount",
            ),
            HANDED_DOWN,
            |context, rows| context.derive::<Moves>().handed_down(context, rows),
        ),
        parts(
            "used",
            (
                "逐笔下达、安排、退回和直接支付（总额为本笔指标）",
                "handed down, allotted, given back and paid without a project's share, piece by piece",
            ),
            USED,
            |context, rows| context.derive::<Moves>().used(context, rows),
        ),
    ],
};

/// The giver of a row.
fn giver(context: &Context, row: usize) -> Option<Division> {
    cell(&context.data.tables.allotments.from, row)
}

/// The receiver of a row.
fn receiver(context: &Context, row: usize) -> Option<Division> {
    cell(&context.data.tables.allotments.to, row)
}

/// The level of the giver.
pub(crate) fn giver_level(context: &Context, row: usize) -> Option<Level> {
    giver(context, row).and_then(|d| context.pack.divisions.level(d))
}

/// The level of the receiver.
pub(crate) fn receiver_level(context: &Context, row: usize) -> Option<Level> {
    receiver(context, row).and_then(|d| context.pack.divisions.level(d))
}

fn kind(context: &Context, row: usize) -> &'static str {
    let choice = context.data.tables.allotments.kind.get(row).map_or(0, |k| usize::from(k.0));
    choice.checked_sub(1).and_then(|i| KINDS.get(i)).copied().unwrap_or_default()
}

/// Whether the row brings money that a level has to pass on or use: not a return, not a surplus. A row that
/// does not say its kind is taken for what its fund and its two ends make it.
pub(crate) fn is_fresh(context: &Context, row: usize) -> bool {
    !matches!(kind(context, row), "surplus" | "return")
}

/// Whether a level gives the money to itself: its own approved budget.
pub(crate) fn is_own(context: &Context, row: usize) -> bool {
    is_fresh(context, row) && giver(context, row) == receiver(context, row)
}

/// The class of the row's fund.
pub(crate) fn class(context: &Context, row: usize) -> Option<FundClass> {
    let fund = cell(&context.data.tables.allotments.fund, row)?;
    Some(context.data.funds.get(fund).class)
}

fn class_value(context: &Context, row: usize) -> i64 {
    class(context, row).map_or(UNKNOWN, |class| word_value(CLASSES, class.word()))
}

/// T11: relocation bonds have limits of their own, all other bonds those of B 二（一）4, by whichever fund
/// they are named.
fn money_value(context: &Context, row: usize) -> i64 {
    let Some(id) = cell(&context.data.tables.allotments.fund, row) else { return UNKNOWN };
    let fund = context.data.funds.get(id);
    let word = match (is_bond(context, row), relocates(fund)) {
        (true, true) => "relocation_bond",
        (true, false) => "poverty_bond",
        (false, _) => fund.class.word(),
    };
    word_value(MONEY, word)
}

/// The day from which the receiver has the money: received, or approved as its own budget.
pub(crate) fn held_on(context: &Context, row: usize) -> Option<Day> {
    let table = &context.data.tables.allotments;
    let approved = || cell(&table.approved_on, row).filter(|_| is_own(context, row));
    cell(&table.received_on, row).or_else(approved)
}

fn own_day(context: &Context, row: usize) -> Option<Day> {
    let table = &context.data.tables.allotments;
    cell(&table.received_on, row)
        .or_else(|| cell(&table.issued_on, row))
        .or_else(|| cell(&table.approved_on, row))
        .or_else(|| Day::new(i32::from(cell(&table.fiscal_year, row)?), 1, 1))
}

/// A row that is not there yet on the day of evaluation: handed down, or approved as an own budget, later.
pub(crate) fn is_later(context: &Context, row: usize) -> bool {
    let table = &context.data.tables.allotments;
    let approved = cell(&table.approved_on, row);
    let handed = handed_on(context, row);
    let first = if is_own(context, row) { approved.or(handed) } else { handed.or(approved) };
    first.is_some_and(|day| day > context.as_of)
}

/// Whole months from the first day in hand: the largest n for which the day n months later has come.
fn months_held(context: &Context, row: usize) -> i64 {
    let Some(start) = held_on(context, row).filter(|d| *d <= context.as_of) else { return UNKNOWN };
    let (year, month, _) = start.ymd();
    let (now_year, now_month, _) = context.as_of.ymd();
    let months = (now_year - year) * 12 + now_month as i32 - month as i32;
    let passed = start.plus_months(months).is_some_and(|day| day <= context.as_of);
    i64::from(months - i32::from(!passed))
}

fn years_held(context: &Context, row: usize) -> i64 {
    let months = months_held(context, row);
    if months == UNKNOWN { UNKNOWN } else { months / 12 }
}

/// Whether something that the receiver entered differs from what the giver issued.
fn is_recorded_otherwise(context: &Context, row: usize) -> bool {
    let table = &context.data.tables.allotments;
    differs(&table.recorded_amount, &table.amount, row)
        || differs(&table.recorded_fund, &table.fund, row)
        || cell(&table.recorded_doc_no, row).is_some_and(|entered| {
            let text = |name| context.data.names.text_or_empty(name);
            let issued = cell(&table.doc_no, row);
            plain_number(text(Some(entered))) != plain_number(text(issued))
        })
}

/// Whether a row that the region handed to a prefecture is of another fund or function class than the row that it comes
/// out of. A class may be given in more detail than the one above it.
fn other_account(context: &Context, known: &AllotmentRows, row: usize) -> i64 {
    let table = &context.data.tables.allotments;
    let levels = (giver_level(context, row), receiver_level(context, row));
    if levels != (Some(Level::Region), Some(Level::Prefecture)) {
        return UNKNOWN;
    }
    let Some(parent) = known.0.get(cell(&table.parent, row)) else { return UNKNOWN };
    if cell(&table.fund, row) != cell(&table.fund, parent) {
        return 1;
    }
    let class = |row| context.data.names.text_or_empty(cell(&table.function_class, row)).trim();
    match (class(row), class(parent)) {
        ("", _) | (_, "") => UNKNOWN,
        (own, above) => i64::from(!own.starts_with(above) && !above.starts_with(own)),
    }
}

/// The number of a document without what typing changes: the form of brackets, spaces, full-width signs.
fn plain_number(text: &str) -> String {
    let bracket = |c: char| match c {
        '〔' | '【' | '[' | '(' | '﹝' => '[',
        '〕' | '】' | ']' | ')' | '﹞' => ']',
        other => other,
    };
    let plain = text.chars().map(half_width).filter(|c| !c.is_whitespace());
    plain.map(bracket).collect()
}

fn differs<T: Copy + PartialEq>(entered: &[Option<T>], issued: &[Option<T>], row: usize) -> bool {
    cell(entered, row).is_some_and(|entered| cell(issued, row) != Some(entered))
}

/// The document by which people know an allotment: its title, else its number.
pub(crate) fn title<'a>(context: &'a Context, row: usize) -> &'a str {
    let table = &context.data.tables.allotments;
    let title = cell(&table.doc_title, row).or_else(|| cell(&table.doc_no, row));
    context.data.names.text_or_empty(title)
}

fn identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.allotments;
    Identity {
        id: context.data.names.text_or_empty(cell(&table.id, row)).to_owned(),
        name: title(context, row).to_owned(),
        division: receiver(context, row),
        period: cell(&table.fiscal_year, row).map(|y| y.to_string()),
        record: Some((TableId::Allotments, row)),
    }
}

/// What an allotment is known to have given out. Without the `fundings` table this is a lower bound: it
/// proves that more went out than came in, and leaves everything else open.
fn proven(context: &Context, row: usize, given_out: i64) -> i64 {
    let received = context.data.tables.allotments.amount.get(row).copied().flatten();
    let enough = received.is_some_and(|amount| given_out > amount.0);
    if enough || context.data.has_table(TableId::Fundings) { given_out } else { UNKNOWN }
}
