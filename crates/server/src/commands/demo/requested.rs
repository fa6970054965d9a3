//! Payment requests of the demo, in every state: paid, paid above what was approved, approved, waiting, sent back
//! because a rule is broken, given up.

use domain::TableId;
use domain::columns::ColumnSpec;
use intake::Written;
use store::imports::Lines;

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use crate::context::{Context, Origin};
use crate::operations::entry::{Entered, Sheet, save};
use crate::operations::imports::Party;
use crate::operations::payment_requests::{
    Asked, Cells, Saying, Writing, ask, review, settle, withdraw,
};
use crate::operations::recording::{Cell, rows};
use crate::operations::{Actor, Done};

/// What becomes of a request.
enum End {
    /// It waits.
    Waits,
    /// It is approved.
    Approved,
    /// It is paid: voucher and amount.
    Paid(&'static str, &'static str),
    /// It is sent back: why.
    Back(&'static str),
    /// It is given up: why.
    GivenUp(&'static str),
}

/// Project of the story, kind, amount, what for, channel, and what becomes of it.
type Row = (usize, &'static str, &'static str, &'static str, &'static str, End);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (10, "advance",  "90000.00",  "饮水管网延伸工程预付款",     "direct",    End::Paid("XZ2020123101", "90000.00")),
    (10, "progress", "60000.00",  "饮水管网延伸工程第一期进度款", "direct",    End::Paid("XZ2020123102", "60500.00")),
    (10, "progress", "80000.00",  "饮水管网延伸工程第二期进度款", "direct",    End::Approved),
    (11, "progress", "100000.00", "入户道路工程进度款",         "direct",    End::Waits),
    (10, "progress", "30000.00",  "饮水管网延伸工程材料款",     "delegated", End::Back("授权支付为红灯，不得批准：请改为财政直接支付后重新提交")),
    (11, "final",    "45000.00",  "入户道路工程结算款",         "direct",    End::GivenUp("结算资料尚未审定，暂不申请")),
];

/// Why a payment may be made.
const CHECKED: &str = "已核对合同、工程量和项目计划，资料齐全，同意支付";

/// Who has a part in it.
struct Players {
    unit: Actor,
    fund: Actor,
    cash: Actor,
}

/// Makes the requests, and has the county's bureau deal with them.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let players = Players {
        unit: signed_in(context, origin, "u-officer", password).await?,
        fund: signed_in(context, origin, "c-fund", password).await?,
        cash: signed_in(context, origin, "c-treasury", password).await?,
    };
    for row in ROWS {
        let cells = cells(ground, row);
        let asked = asked(context, origin, &players.unit, cells.clone()).await;
        if let Some(Some(id)) = done_or_left(asked)? {
            let done = Box::pin(ended(context, origin, &players, (id, &cells, row))).await;
            done_or_left(done)?;
        }
    }
    Ok(())
}

fn cells(ground: &Ground, (project, kind, amount, purpose, channel, _): &Row) -> Cells {
    let project = format!("P2021-{}-S{project:03}", ground.county());
    let cells = [
        ("project", project.as_str()),
        ("allotment", super::projects::BUDGET),
        ("fund", "special-development"),
        ("fiscal_year", "2021"),
        ("amount", *amount),
        ("channel", *channel),
        ("kind", *kind),
        ("payer_unit", ground.unit()),
        ("payee", "天山工程建设有限公司"),
        ("payee_type", "enterprise"),
        ("payee_account", "3002019200088899"),
        ("purpose", *purpose),
        ("gov_class", "50302"),
        ("dept_class", "31005"),
        ("function_class", "2130504"),
    ];
    cells.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect()
}

/// A request, submitted once what the rules say of it was seen.
async fn asked(context: &Context, origin: &Origin, by: &Actor, cells: Cells) -> Done<Option<i64>> {
    let mut writing = Writing { cells, evidence: page(), seal: String::new() };
    let first = ask(context, origin, by, &writing).await?;
    let Asked::Not(verdict) = first else { return Ok(number(&first)) };
    writing.seal = verdict.seal;
    Ok(number(&ask(context, origin, by, &writing).await?))
}

fn number(asked: &Asked) -> Option<i64> {
    match asked {
        Asked::Made(id) => Some(*id),
        Asked::Not(_) => None,
    }
}

/// What becomes of it.
async fn ended(
    context: &Context,
    origin: &Origin,
    players: &Players,
    (id, cells, row): (i64, &Cells, &Row),
) -> Done<()> {
    let reviews = async |step: &str, reason: &str| {
        let saying = Saying { step: step.to_owned(), reason: reason.to_owned() };
        review(context, origin, &players.fund, (id, &saying)).await
    };
    match row.5 {
        End::Waits => Ok(()),
        End::Back(reason) => reviews("return", reason).await,
        End::GivenUp(reason) => withdraw(context, origin, &players.unit, (id, reason)).await,
        End::Approved => reviews("approve", CHECKED).await,
        End::Paid(voucher, amount) => {
            reviews("approve", CHECKED).await?;
            pays(context, origin, &players.cash, (voucher, amount, cells)).await?;
            if cells.get("amount").is_some_and(|asked| asked == amount) {
                return Ok(());
            }
            settle(context, origin, &players.cash, (id, voucher)).await
        }
    }
}

/// Enters the payment of a voucher, once what the rules say of it was seen.
async fn pays(
    context: &Context,
    origin: &Origin,
    by: &Actor,
    (voucher, amount, cells): (&str, &str, &Cells),
) -> Done<()> {
    let day = origin.day.to_string();
    let county = by.held.iter().map(|held| held.scope.division.to_string()).next();
    let own = [
        ("voucher_no", voucher.to_owned()),
        ("county", county.unwrap_or_default()),
        ("paid_on", day.clone()),
        ("imported_on", day),
        ("amount", amount.to_owned()),
    ];
    // As the form of entry has it: a column that were missing would be unknown in the whole county.
    let cell = |column: &ColumnSpec| -> Cell<'_> {
        let said = own.iter().find(|(name, _)| *name == column.name).map(|(_, text)| text);
        let said = said.or_else(|| cells.get(column.name));
        (column.name, said.cloned().unwrap_or_default())
    };
    let row: Vec<Cell<'_>> = TableId::Payments.spec().columns.iter().map(cell).collect();
    let written = Written { name: "demo".to_owned(), ..rows(TableId::Payments, &[row]) };
    let sheet = Sheet::new(written, Lines::More);
    let party = Party::Person(by);
    if let Entered::Not(verdict) = save(context, origin, party, (&sheet, "")).await? {
        save(context, origin, party, (&sheet, &verdict.seal)).await?;
    }
    Ok(())
}
