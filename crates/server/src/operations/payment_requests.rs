//! Payment requests (B-3.2.3.a, d): who uses money of a project asks for a payment before it is made; the finance
//! bureau of the county looks at it with what the rules say at that moment. A payment that is then entered or imported
//! settles it: the same county, project, payee and amount, and the voucher where the request names one.

mod followed;
mod kept;
mod one;
mod paid;
#[cfg(test)]
pub(crate) mod tests;
mod weighed;

use std::collections::BTreeMap;

use domain::handling::{AttachmentId, StepRefusal};
use domain::payment_request::{PaymentRequest, Step, Text};
use domain::privacy::is_person;
use domain::{Day, Fen, TableId, Unit};
use intake::Written;
use store::db::Tx;
use store::imports::Lines;
use store::payment_requests;
use store::persons::Persons;
use store::projects::Home;

use self::followed::FollowedRequest;
pub(crate) use self::one::{Due, May, OneRequest, due, may_ask, of_payment};
pub(super) use self::paid::{are_approved, settle_brought};
use super::entry::{self, Ready, Sheet, Verdict};
use super::handling::acting::{
    Acting, Sent, acting, attach, finished, shelve, unnumbered, written,
};
use super::handling::persons::mask_said;
use super::handling::{self, matter_of};
use super::imports::{ImportRefusal, Party};
use super::projects;
use super::{Actor, Done, Failure, Refusal};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "payment_request";

/// The columns of a payment that a request says, in the order of its form. County, day and import are no choice of who
/// asks.
pub(crate) const ASKED: &[&str] = &[
    "project",
    "allotment",
    "fund",
    "fiscal_year",
    "amount",
    "channel",
    "kind",
    "payer_unit",
    "payee",
    "payee_type",
    "payee_account",
    "purpose",
    "gov_class",
    "dept_class",
    "function_class",
    "voucher_no",
];

/// What stands for the number of a voucher that there is not yet.
const UNNUMBERED: &str = "REQUEST";

/// The cells of a payment, by their columns of the contract.
pub(crate) type Cells = BTreeMap<String, String>;

/// A request as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// The cells.
    pub(crate) cells: Cells,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
    /// Seal of the verdict that was seen.
    pub(crate) seal: String,
}

/// What somebody says of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Word of the step: `approve` or `return`.
    pub(crate) step: String,
    /// Why.
    pub(crate) reason: String,
}

/// What became of a request that was to be made or written anew.
#[derive(Debug)]
pub(crate) enum Asked {
    /// It waits to be looked at; its number.
    Made(i64),
    /// Not yet: a cell cannot be read, or the verdict was not seen.
    Not(Box<Verdict>),
}

/// The payment that a request asks for, as it would be made on a day.
fn sheet(cells: &Cells, county: &str, on: Day) -> Result<Sheet, Refusal> {
    if !cells.keys().all(|column| ASKED.contains(&column.as_str())) {
        return Err(Refusal::PaymentRequestColumn);
    }
    let spec = TableId::Payments.spec();
    let cell = |column: &str| match column {
        "county" => county.to_owned(),
        "paid_on" | "imported_on" => on.to_string(),
        _ => cells.get(column).cloned().unwrap_or_default(),
    };
    let mut row: Vec<String> = spec.columns.iter().map(|column| cell(column.name)).collect();
    let number = spec.position("voucher_no").and_then(|at| row.get_mut(at));
    if let Some(number) = number.filter(|number| number.trim().is_empty()) {
        UNNUMBERED.clone_into(number);
    }
    let written = Written {
        table: TableId::Payments,
        name: KIND.to_owned(),
        headers: spec.columns.iter().map(|column| column.name.to_owned()).collect(),
        rows: vec![row],
    };
    Ok(Sheet::new(written, Lines::More))
}

/// What a request says, as it was read; names of persons as the store keeps them.
fn text(persons: &Persons, ready: &Ready, evidence: Vec<AttachmentId>) -> Result<Text, Refusal> {
    let mut cells = ready.first_row();
    cells.retain(|column, text| ASKED.contains(&column.as_str()) && text != UNNUMBERED);
    let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
    if cell("kind") == "refund" {
        return Err(Refusal::PaymentRequestRefund);
    }
    let amount = Fen::parse(&cell("amount"), Unit::Yuan, false);
    let (payee, purpose) = (cell("payee"), cell("purpose"));
    if is_person(&cell("payee_type")) {
        cells.insert("purpose".to_owned(), persons.without(&purpose, &payee));
        cells.insert("payee".to_owned(), persons.hidden(&payee));
    }
    Ok(Text { cells, amount: amount.map_err(|_| Refusal::NotAnAmount)?, evidence })
}

/// The cells of a request with the names of persons, to be judged.
fn shown(persons: &Persons, text: &Text) -> Cells {
    let cell =
        |(column, text): (&String, &String)| (column.clone(), persons.shown(text).into_owned());
    text.cells.iter().map(cell).collect()
}

/// The cells of a request as a form has them: names masked, accounts left out.
pub(crate) fn masked(persons: &Persons, text: &Text) -> Cells {
    let cell =
        |(column, text): (&String, &String)| (column.clone(), persons.masked(text).into_owned());
    let open = text.cells.iter().filter(|(column, _)| *column != "payee_account");
    open.map(cell).collect()
}

/// Cells that are written anew: what came back as it was shown stays what it was, and so does the account of a payee
/// who is the same.
fn kept_where_masked(persons: &Persons, before: &Text, mut cells: Cells) -> Cells {
    let as_shown = masked(persons, before);
    let same = |cells: &Cells, column: &str| cells.get(column) == as_shown.get(column);
    let account = cells.get("payee_account").is_none_or(|text| text.trim().is_empty());
    if account && same(&cells, "payee") {
        let kept = before.cells.get("payee_account").cloned();
        cells.extend(kept.map(|kept| ("payee_account".to_owned(), kept)));
    }
    for column in ["payee", "purpose"] {
        if same(&cells, column) {
            let kept = persons.shown(before.cell(column)).into_owned();
            cells.insert(column.to_owned(), kept);
        }
    }
    cells
}

/// The project of a request, if somebody may ask for its payments.
async fn here<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    cells: &Cells,
) -> Done<(Home, Acting<'a>)> {
    let operation = Operation::RequestPayment;
    actor.post(context, operation, None)?;
    let project = cells.get("project").map_or("", |text| text.trim());
    let record = match projects::found(tx, context, actor, project).await {
        Err(Failure::Refused(Refusal::UnknownRecord)) => {
            return Err(Refusal::PaymentRequestProject.into());
        }
        other => other?,
    };
    let home = projects::home_of(&record);
    let there = handling::there(&home.county, &home.unit)?;
    let by = acting(tx, context, actor, (operation, there), &[]).await?;
    Ok((home, by))
}

/// What the rules would say of a payment that is to be asked for. Nothing is written.
pub(crate) async fn foresee(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    cells: &Cells,
) -> Done<Verdict> {
    let (home, _) = here(&mut context.db.read().await?, context, actor, cells).await?;
    let sheet = sheet(cells, &home.county, origin.day)?;
    entry::foreseen(context, origin.day, Party::Person(actor), &sheet).await
}

/// The same of a request that is written anew.
pub(crate) async fn foresee_anew(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, cells): (i64, &Cells),
) -> Done<Verdict> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let cells = kept_where_masked(tx.persons(), followed.one.text(), cells.clone());
    drop(tx);
    foresee(context, origin, actor, &cells).await
}

/// Asks for a payment.
pub(crate) async fn ask(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<Asked> {
    let (home, _) = here(&mut context.db.read().await?, context, actor, &writing.cells).await?;
    let shelved = shelve(context, &writing.evidence).await?;
    let sheet = sheet(&writing.cells, &home.county, origin.day)?;
    let ready = entry::read(context, Party::Person(actor), &sheet).await?;
    let mut tx = context.db.write().await?;
    let (home, by) = here(&mut tx, context, actor, &writing.cells).await?;
    let mut text = match seen(&mut tx, context, origin, (ready, writing)).await? {
        Ok(text) => text,
        Err(verdict) => return Ok(Asked::Not(verdict)),
    };
    let one = PaymentRequest::begin(text.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = payment_requests::PaymentRequest {
        id: 0,
        county: home.county,
        unit: home.unit,
        project: home.project,
        maker: actor.person.id,
        standing: followed::standing(&one, origin.day),
    };
    kept.id = payment_requests::add(&mut tx, &kept).await?;
    let id = kept.id;
    text.evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let one = PaymentRequest::begin(text.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let (first, taking) = (Step::Ask(text), by.taking(origin));
    let followed = FollowedRequest::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, (origin, actor), (Operation::RequestPayment, by), followed).await?;
    Ok(Asked::Made(id))
}

/// What was written, once what the rules say of it was seen where something is red, and every cell could be read.
async fn seen(
    tx: &mut Tx,
    context: &Context,
    origin: &Origin,
    (ready, writing): (Ready, &Writing),
) -> Done<Result<Text, Box<Verdict>>> {
    let unread = ready.first_rejected().is_some();
    let text = if unread {
        None
    } else {
        Some(text(tx.persons(), &ready, unnumbered(&writing.evidence))?)
    };
    let verdict = entry::judged_in(tx, context, origin.day, ready).await?;
    let unseen = verdict.must_be_seen() && verdict.seal != writing.seal;
    Ok(text.filter(|_| !unseen).ok_or_else(|| Box::new(verdict)))
}

/// The request of a number, if the reader may see its project.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedRequest> {
    let kept = payment_requests::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let there = handling::there(&kept.county, &kept.unit)?;
    let seeing = Operation::ListPaymentRequests;
    actor.admitted(context, (seeing, seeing), there)?;
    FollowedRequest::of(tx, kept).await
}

/// Writes a request anew; documents that were sent before stay. The project stays the same.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<Asked> {
    let mut tx = context.db.read().await?;
    let before = found(&mut tx, context, actor, id).await?;
    let mut cells = kept_where_masked(tx.persons(), before.one.text(), writing.cells.clone());
    cells.insert("project".to_owned(), before.kept.project.clone());
    drop(tx);
    let shelved = shelve(context, &writing.evidence).await?;
    let sheet = sheet(&cells, &before.kept.county, origin.day)?;
    let ready = entry::read(context, Party::Person(actor), &sheet).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let (_, by) = here(&mut tx, context, actor, &cells).await?;
    let mut text = match seen(&mut tx, context, origin, (ready, writing)).await? {
        Ok(text) => text,
        Err(verdict) => return Ok(Asked::Not(verdict)),
    };
    text.evidence = followed.one.text().evidence.clone();
    text.evidence.extend(attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?);
    followed.kept.maker = actor.person.id;
    followed.take(&mut tx, Step::Ask(text), by.taking(origin)).await?;
    finish(tx, (origin, actor), (Operation::RequestPayment, by), followed).await?;
    Ok(Asked::Made(id))
}

/// Gives a request up before it is paid.
pub(crate) async fn withdraw(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, reason): (i64, &str),
) -> Done<()> {
    let operation = Operation::RequestPayment;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    let reason = followed::said(tx.persons(), followed.one.text(), &written(reason)?);
    followed.take(&mut tx, Step::Withdraw { reason }, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

/// Approves a request, or sends it back: not by who wrote it. The rules are run again at this moment.
pub(crate) async fn review(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    let operation = Operation::ReviewPaymentRequest;
    let before = found(&mut context.db.read().await?, context, actor, id).await?;
    let ready = match saying.step.as_str() {
        "approve" => Some(weighed::ready(context, origin.day, actor, &before).await?),
        "return" => None,
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    projects::is_own_county(operation, by.held, there)?;
    let reason = followed::said(tx.persons(), followed.one.text(), &written(&saying.reason)?);
    let paid = paid::payment_of(&mut tx, &followed).await?;
    let settled = paid.is_some() && !paid::is_changed(&followed, paid.as_ref());
    let step = match ready {
        // What was paid is asked for anew only where the payment is another one's by now.
        None if settled => return Err(Refusal::Step(StepRefusal::NotFromHere).into()),
        None => Step::Return { reason },
        Some(_) if followed.one.text() != before.one.text() => {
            return Err(Refusal::TakenMeanwhile.into());
        }
        Some(ready) => {
            let (verdict, weighed) = weighed::weigh(&mut tx, context, origin.day, ready).await?;
            if let Some(first) = verdict.rejected.first() {
                return Err(ImportRefusal::Cell(Box::new(first.clone())).into());
            }
            Step::Approve { judged: weighed.judged(), reason }
        }
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

/// Says which payment settles a request, where it was not found when the payment came in: another amount, or brought by
/// who wrote the request.
pub(crate) async fn settle(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, voucher): (i64, &str),
) -> Done<()> {
    let operation = Operation::SettlePaymentRequest;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let there = handling::there(&followed.kept.county, &followed.kept.unit)?;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    projects::is_own_county(operation, by.held, there)?;
    let step = paid::named(&mut tx, &followed, voucher.trim()).await?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), followed).await
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (operation, by): (Operation, Acting<'_>),
    mut followed: FollowedRequest,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    // Events are read as they are.
    mask_said(tx.persons(), &mut followed.last.1);
    let stepped = followed.stepped(&followed.kept.county, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}
