//! Payments (支付): what was paid to whom, for what and out of which money, judged one by one.

use domain::money::half_width;
use domain::{Choice, Day, Division, FundClass, TableId};

use super::dated::{LARGE_PAYMENT, REGIME_OF_OTHERS, SPLIT_DAYS, SUSPENDING, words};
use super::fill::{
    cell, choices, code, dates, each, money, scalar, text_value, texts, word_value, years,
};
use super::trail::{
    Counties, HOUSEHOLD, KINDS, Link, OTHER, PAYEES, PERSON, PaymentLinks, REFUND, class_of,
    for_poverty, fund_of, is_made,
};
use super::{FactColumn, FactTable, Identity, Need};
use crate::context::{Context, Derived};
use crate::value::{Type, UNKNOWN, day_value};

mod list;
mod suspended;
mod voucher;
mod window;

pub(crate) use list::Lists;
use suspended::Suspensions;
pub use voucher::VOUCHER;
use window::Windows;

const P: TableId = TableId::Payments;
const PROJECTS: TableId = TableId::Projects;
/// The classes of money, in the order of document B.
pub(crate) const CLASSES: &[&str] = FundClass::WORDS;
/// The lists of B 三（一）1, 2 and 4; `none` for money that has none.
const LISTS: &[&str] = &["special", "integrated", "bond", "none"];
const CHANNELS: &[&str] = &["direct", "delegated"];

/// One row for each payment made up to the day of evaluation; refunds are no payments.
pub static PAYMENT: FactTable = FactTable {
    name: "payment",
    zh: "截至评价日已支付的一笔资金（退款不算）",
    en: "one payment made up to the day of evaluation (refunds are none)",
    subject: "payment",
    needs: &[Need(P, "")],
    day: "paid_on",
    amount: Some("amount"),
    rows: |context| context.data.tables.payments.kind.len(),
    skip: Some(is_no_payment),
    identity,
    place: None,
    columns: PAYMENT_COLUMNS,
};

const FISCAL_YEAR: FactColumn =
    scalar("fiscal_year", Type::Count, ("预算年度", "fiscal year"), &[], |context, rows| {
        years(&context.data.tables.payments.fiscal_year, rows)
    });
const PAID_ON: FactColumn =
    scalar("paid_on", Type::Date, ("支付日期", "day of payment"), &[], |context, rows| {
        dates(&context.data.tables.payments.paid_on, rows)
    });
const AMOUNT: FactColumn =
    scalar("amount", Type::Money, ("支付金额", "amount paid"), &[], |context, rows| {
        money(&context.data.tables.payments.amount, rows)
    });
const KIND: FactColumn = code(
    "kind",
    KINDS,
    ("款项性质", "what it is in the life of the project"),
    &[],
    |context, rows| choices(&context.data.tables.payments.kind, rows),
);
const PURPOSE: FactColumn = scalar(
    "purpose",
    Type::Text,
    ("用途", "purpose as written on the voucher"),
    &[Need(P, "purpose")],
    |context, rows| texts(&context.data.tables.payments.purpose, rows),
);
// A file with one classification out of three can still prove a breach, so an absent one is unknown
// row by row and does not keep the rule from judging.
const GOV_CLASS: FactColumn = scalar(
    "gov_class",
    Type::Text,
    ("政府预算支出经济分类", "economic class of the government budget"),
    &[],
    |context, rows| {
        known_texts(context, "gov_class", &context.data.tables.payments.gov_class, rows)
    },
);
const DEPT_CLASS: FactColumn = scalar(
    "dept_class",
    Type::Text,
    ("部门预算支出经济分类", "economic class of the departmental budget"),
    &[],
    |context, rows| {
        known_texts(context, "dept_class", &context.data.tables.payments.dept_class, rows)
    },
);
const FUNCTION_CLASS: FactColumn = scalar(
    "function_class",
    Type::Text,
    ("支出功能分类", "functional class"),
    &[],
    |context, rows| {
        known_texts(context, "function_class", &context.data.tables.payments.function_class, rows)
    },
);

const PAYMENT_COLUMNS: &[FactColumn] = &[
    FISCAL_YEAR,
    PAID_ON,
    AMOUNT,
    KIND,
    PURPOSE,
    GOV_CLASS,
    DEPT_CLASS,
    FUNCTION_CLASS,
    scalar(
        "imported_on",
        Type::Date,
        (
            "导入平台日期（评价日之后的不算）",
            "day of import; later than the day of evaluation is none",
        ),
        &[Need(P, "imported_on")],
        |context, rows| {
            each(rows, |row| {
                let imported = cell(&context.data.tables.payments.imported_on, row);
                day_value(imported.filter(|day| *day <= context.as_of))
            })
        },
    ),
    code("channel", CHANNELS, ("支付方式", "how it was paid"), &[], |context, rows| {
        choices(&context.data.tables.payments.channel, rows)
    }),
    code("payee_type", PAYEES, ("收款人类型", "what the payee is"), &[], |context, rows| {
        choices(&context.data.tables.payments.payee_type, rows)
    }),
    scalar(
        "payee_is_payer",
        Type::Flag,
        ("收款人就是付款单位", "the payee is the unit that pays"),
        &[Need(P, "payee"), Need(P, "payer_unit")],
        |context, rows| {
            let payments = &context.data.tables.payments;
            each(rows, |row| {
                let payee = cell(&payments.payee, row);
                i64::from(payee.is_some() && payee == cell(&payments.payer_unit, row))
            })
        },
    ),
    code(
        "class",
        CLASSES,
        (
            "资金类别（按支付的资金，未填则按指标）",
            "class of the money: the payment's fund, else the allotment's",
        ),
        &[],
        class,
    ),
    scalar(
        "relocates",
        Type::Flag,
        ("是否易地扶贫搬迁资金（含其债券）", "whether it is relocation money, its bonds included"),
        &[],
        relocates,
    ),
    code(
        "negative_list",
        LISTS,
        (
            "适用的负面清单（用于扶贫的其他专项资金按参数 regime_of_other_funds）",
            "the list of forbidden uses that holds; parameter regime_of_other_funds for the others",
        ),
        &[],
        negative_list,
    )
    .reading(&[REGIME_OF_OTHERS]),
    scalar(
        "poverty_money",
        Type::Flag,
        (
            "是否按财政扶贫资金管理（其他专项资金仅限指标标明用于扶贫的）",
            "managed as poverty funds: other monitored funds only where the allotment says so",
        ),
        &[],
        poverty_money,
    ),
    scalar(
        "has_project",
        Type::Flag,
        ("是否填有项目", "whether it names a project"),
        &[Need(P, "project")],
        |context, rows| {
            let links = context.derive::<PaymentLinks>();
            each(rows, |row| i64::from(links.project(row) != Link::Empty))
        },
    ),
    scalar(
        "project_found",
        Type::Flag,
        (
            "项目表中有此项目（没有则未知）",
            "its project is in the data set; unknown where it is not",
        ),
        &[Need(P, "project"), Need(PROJECTS, "")],
        |context, rows| by_project(context, rows, 0, |_| 1),
    ),
    scalar(
        "plan_approved_on",
        Type::Date,
        ("项目计划审定日期", "day on which the plan with its project was approved"),
        &[Need(P, "project"), Need(PROJECTS, "plan_approved_on")],
        |context, rows| {
            let approved = &context.data.tables.projects.plan_approved_on;
            by_project(context, rows, UNKNOWN, |p| day_value(cell(approved, p)))
        },
    ),
    scalar(
        "suspended_on",
        Type::Date,
        (
            "支付当日有效的暂缓或停止拨款决定的日期（整改表中对项目或其绩效目标的决定，核实后解除）",
            "day of the decision by which payments of its project were suspended or stopped on that day: an order \
             about the project or its target, in force until it is verified",
        ),
        &[Need(P, "project"), Need(TableId::Orders, "decision"), Need(TableId::Orders, "verified_on")],
        |context, rows| {
            let suspensions = context.derive::<Suspensions>();
            each(rows, |row| day_value(suspensions.of(context, row)))
        },
    )
    .reading(&[SUSPENDING]),
    scalar(
        "contract_attached",
        Type::Flag,
        ("项目有合同金额和承包单位", "its project has a contract sum and a contractor"),
        &[Need(P, "project"), Need(PROJECTS, "contract_amount"), Need(PROJECTS, "contractor")],
        |context, rows| {
            let projects = &context.data.tables.projects;
            by_project(context, rows, 0, |p| {
                let sum = cell(&projects.contract_amount, p);
                i64::from(sum.is_some() && cell(&projects.contractor, p).is_some())
            })
        },
    ),
    scalar(
        "county_excepted",
        Type::Flag,
        (
            "支付当日有效的脱贫摘帽县例外（三（一）2末句）",
            "a county out of poverty with the leading group's decision in force on the day",
        ),
        &[],
        county_excepted,
    ),
    scalar(
        "days_since_same",
        Type::Count,
        (
            "距上一笔同收款人、同金额、同项目支付的天数",
            "days since the same payee got the same amount for the same project",
        ),
        &[Need(P, "payee"), Need(P, "project")],
        |context, rows| {
            let windows = context.derive::<Windows>();
            rows.iter().map(|row| windows.since_same(*row).map_or(UNKNOWN, i64::from)).collect()
        },
    ),
    scalar(
        "pieces",
        Type::Count,
        (
            "以本笔结束的时间窗内同一收款人低于大额标准的笔数",
            "payments below the large one to the payee in the window that this one closes",
        ),
        &[Need(P, "payee")],
        |context, rows| {
            let windows = context.derive::<Windows>();
            rows.iter().map(|row| windows.pieces(*row).map_or(1, |p| i64::from(p.0))).collect()
        },
    )
    .reading(&[SPLIT_DAYS, LARGE_PAYMENT]),
    scalar(
        "pieces_sum",
        Type::Money,
        ("上述各笔合计", "their sum"),
        &[Need(P, "payee")],
        |context, rows| {
            let windows = context.derive::<Windows>();
            let own = money(&context.data.tables.payments.amount, rows);
            let sum = |(row, own): (&u32, i64)| windows.pieces(*row).map_or(own, |p| p.1);
            rows.iter().zip(own).map(sum).collect()
        },
    )
    .reading(&[SPLIT_DAYS, LARGE_PAYMENT]),
    scalar(
        "needs_list",
        Type::Flag,
        (
            "发放到人到户（收款人为户或个人，或指标标明到人到户）",
            "paid to households or persons, by the payee or by the allotment",
        ),
        &[],
        needs_list,
    ),
    scalar(
        "list_rows",
        Type::Count,
        ("发放明细行数", "lines of the list behind it"),
        &[Need(TableId::Benefits, "")],
        |context, rows| {
            let lists = context.derive::<Lists>();
            each(rows, |row| i64::from(lists.total(row).0))
        },
    ),
    scalar(
        "list_total",
        Type::Money,
        ("发放明细合计", "sum of the list behind it"),
        &[Need(TableId::Benefits, "")],
        |context, rows| {
            let lists = context.derive::<Lists>();
            each(rows, |row| lists.total(row).1)
        },
    ),
];

fn is_no_payment(context: &Context, row: usize) -> bool {
    context.data.tables.payments.kind.get(row) == Some(&REFUND)
        || !is_made(context.data, row, context.as_of)
}

/// `<county>/<voucher_no>`, the key by which all findings about a payment are known.
pub(crate) fn payment_id(context: &Context, row: usize) -> String {
    let payments = &context.data.tables.payments;
    let county = cell(&payments.county, row).map(|c| c.to_string()).unwrap_or_default();
    format!("{county}/{}", payments.voucher_no.get(row))
}

/// A payment as the subject of findings: its payee, of persons only the first character; where there is no
/// name, the voucher.
pub(crate) fn identity(context: &Context, row: usize) -> Identity {
    let payments = &context.data.tables.payments;
    let payee = payee(context, row);
    let name = if payee.is_empty() || is_number(payee) {
        // Nothing but digits is an account or a card number in the wrong place; the voucher is known.
        payments.voucher_no.get(row).to_owned()
    } else {
        person(context, row).map_or_else(|| payee.to_owned(), super::fill::masked)
    };
    Identity {
        id: payment_id(context, row),
        name,
        division: cell(&payments.county, row),
        period: cell(&payments.fiscal_year, row).map(|y| y.to_string()),
        record: Some((P, row)),
    }
}

/// The full name of a payee who is, or may be, a person. Never to be shown.
pub(crate) fn person<'a>(context: &'a Context, row: usize) -> Option<&'a str> {
    let kind = context.data.tables.payments.payee_type.get(row).copied();
    let payee = payee(context, row);
    let is_person = [HOUSEHOLD, PERSON].map(Some).contains(&kind) || may_be_person(payee, kind);
    Some(payee).filter(|payee| is_person && !payee.is_empty() && !is_number(payee))
}

fn payee<'a>(context: &'a Context, row: usize) -> &'a str {
    context.data.names.text_or_empty(cell(&context.data.tables.payments.payee, row))
}

/// The longest name without a middle dot that a person has.
const LONGEST_NAME: usize = 4;

/// A payee of kind `other` with a name as short as a person's, or one with a middle dot (艾尼瓦尔·买买提), may
/// be a person.
fn may_be_person(payee: &str, kind: Option<Choice>) -> bool {
    let name = payee.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c.is_whitespace());
    let short = name.chars().count() <= LONGEST_NAME || name.contains('·');
    kind == Some(OTHER) && short
}

fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.chars().map(half_width).all(|c| c.is_ascii_digit() || c.is_whitespace())
}

/// Texts; unknown where the data set has no such column.
fn known_texts(
    context: &Context,
    column: &str,
    values: &[Option<domain::Name>],
    rows: &[u32],
) -> Vec<i64> {
    if !context.data.has_column(P, column) {
        return vec![UNKNOWN; rows.len()];
    }
    each(rows, |row| text_value(cell(values, row)))
}

/// A value of the project of each payment: `none` where the payment names no project, unknown where the
/// project it names is not there.
fn by_project(
    context: &Context,
    rows: &[u32],
    none: i64,
    value: impl Fn(usize) -> i64,
) -> Vec<i64> {
    let links = context.derive::<PaymentLinks>();
    each(rows, |row| match links.project(row) {
        Link::Empty => none,
        Link::Unknown => UNKNOWN,
        Link::Row(project) => value(project),
    })
}

fn class(context: &Context, rows: &[u32]) -> Vec<i64> {
    let links = context.derive::<PaymentLinks>();
    each(rows, |row| {
        let class = class_of(context, fund_of(context, &links, row));
        class.map_or(UNKNOWN, |class| word_value(CLASSES, class.word()))
    })
}

fn relocates(context: &Context, rows: &[u32]) -> Vec<i64> {
    let links = context.derive::<PaymentLinks>();
    each(rows, |row| {
        fund_of(context, &links, row).map_or(UNKNOWN, |fund| {
            i64::from(super::trail::relocates(context.data.funds.get(fund)))
        })
    })
}

/// A payment whose money is not named counts as poverty money: the data set is one of poverty funds.
fn poverty_money(context: &Context, rows: &[u32]) -> Vec<i64> {
    let links = context.derive::<PaymentLinks>();
    each(rows, |row| {
        if class_of(context, fund_of(context, &links, row)) != Some(FundClass::Other) {
            return 1;
        }
        let allotment = links.allotment(row).row();
        allotment.and_then(|a| for_poverty(context, a)).map_or(UNKNOWN, i64::from)
    })
}

/// Each class has its own list; the other monitored funds are managed as poverty funds where they are used
/// for poverty alleviation (B-3.1.5.a), and the pack says by which list.
fn negative_list(context: &Context, rows: &[u32]) -> Vec<i64> {
    let links = context.derive::<PaymentLinks>();
    let (none, other) = (word_value(LISTS, "none"), list_of_others(context));
    each(rows, |row| match class_of(context, fund_of(context, &links, row)) {
        None => UNKNOWN,
        Some(FundClass::Other) => {
            let allotment = links.allotment(row).row();
            match allotment.and_then(|a| for_poverty(context, a)) {
                Some(true) => other,
                Some(false) => none,
                None => UNKNOWN,
            }
        }
        Some(class @ (FundClass::Special | FundClass::Integrated | FundClass::Bond)) => {
            word_value(LISTS, class.word())
        }
        Some(_) => none,
    })
}

fn list_of_others(context: &Context) -> i64 {
    let words = words(context, REGIME_OF_OTHERS, context.as_of);
    words.first().map_or(UNKNOWN, |word| word_value(LISTS, word))
}

/// An exception of kind `county` in force on the day of payment, by code or full name of the county.
fn county_excepted(context: &Context, rows: &[u32]) -> Vec<i64> {
    let (exceptions, counties) =
        (context.derive::<CountyExceptions>(), context.derive::<Counties>());
    let payments = &context.data.tables.payments;
    each(rows, |row| {
        let county = cell(&payments.county, row).map(|c| counties.newest(c));
        let day = cell(&payments.paid_on, row);
        i64::from(county.zip(day).is_some_and(|(c, d)| exceptions.holds(c, d)))
    })
}

/// Exceptions for counties out of poverty: county, first day, last day.
struct CountyExceptions(Vec<(Division, Day, Option<Day>)>);

/// The rule whose last item such an exception lifts.
const LIFTED: &str = "pay.negative.integrated";

impl Derived for CountyExceptions {
    fn build(context: &Context) -> Self {
        let table = &context.data.tables.exceptions;
        let counties = context.derive::<Counties>();
        let text = |column: &[_], row| context.data.names.text_or_empty(cell(column, row));
        let read = |row: usize| {
            let kind = text(&table.subject_kind, row);
            let fits = kind == "county" && text(&table.rule, row) == LIFTED;
            let from = cell(&table.approved_on, row).filter(|_| fits)?;
            let county = context.pack.divisions.resolve(text(&table.subject, row), None).ok()?;
            Some((counties.newest(county), from, cell(&table.until, row)))
        };
        CountyExceptions((0..table.subject.len()).filter_map(read).collect())
    }
}

impl CountyExceptions {
    fn holds(&self, county: Division, day: Day) -> bool {
        self.0.iter().any(|(of, from, until)| {
            *of == county && *from <= day && until.is_none_or(|until| day <= until)
        })
    }
}

/// Whether a list of names must stand behind the payment.
pub(crate) fn needs_list(context: &Context, rows: &[u32]) -> Vec<i64> {
    let tables = &context.data.tables;
    let links = context.derive::<PaymentLinks>();
    let said = context.data.has_column(TableId::Allotments, "to_household");
    let one = |row: usize| {
        let payee = tables.payments.payee_type.get(row).copied();
        if [HOUSEHOLD, PERSON].map(Some).contains(&payee) {
            return 1;
        }
        match links.allotment(row) {
            Link::Empty => 0,
            Link::Row(allotment) if said => {
                i64::from(cell(&tables.allotments.to_household, allotment).unwrap_or(false))
            }
            Link::Unknown | Link::Row(_) => UNKNOWN,
        }
    };
    each(rows, one)
}
