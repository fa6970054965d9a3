//! A monthly statement made by the ledger: made by the section that keeps the books, with what it has to say of
//! a difference; signed, or sent back with a reason, by another person for the treasury or the bureau.

use domain::{Division, Fen, Level, Month, TableId};
use serde_json::json;
use store::db::Tx;
use store::statements::{self, Figures, Hand, Made, Subject};

use super::handling::acting::written;
use super::ledger::{Compared, of_month};
use super::recording::{Cell, Recording, rows};
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::{Held, Operation, two_hands};
use crate::context::{Context, Origin};

/// The statement of a fund and month as it stands: what the ledger says now, and what was made of it.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The division.
    pub(crate) division: Division,
    /// The month.
    pub(crate) month: Month,
    /// What the ledger, the report and the treasury say today.
    pub(crate) now: Compared,
    /// What was made, the last one first.
    pub(crate) versions: Vec<Made>,
    /// Whether the month is over; before, no statement of it is made.
    pub(crate) over: bool,
    /// Whether the reader may make it now.
    pub(crate) may_make: bool,
    /// Whether the reader may sign it or send it back now.
    pub(crate) may_sign: bool,
}

impl Standing {
    /// Whether records changed since the last one was made.
    pub(crate) fn moved(&self) -> bool {
        let last = self.versions.first();
        let now = figures(&self.now).ok();
        last.is_some_and(|made| !now.is_some_and(|now| same_books(now, made.figures)))
    }
}

/// Whether a statement still says what the books say. That it was signed makes it the report of its month.
fn same_books(now: Figures, made: Figures) -> bool {
    let books = |figures: Figures| Figures { reported: None, ..figures };
    let is_report = now.reported == made.reported || now.reported == Some(now.closing);
    books(now) == books(made) && is_report
}

/// The figures as they are kept.
fn figures(compared: &Compared) -> Result<Figures, Refusal> {
    let narrow = |fen: i128| i64::try_from(fen).map_err(|_| Refusal::NotAnAmount);
    let ledger = compared.ledger;
    Ok(Figures {
        opening: narrow(ledger.opening)?,
        income: narrow(ledger.income)?,
        expenditure: narrow(ledger.expenditure)?,
        closing: narrow(ledger.closing)?,
        reported: compared.reported.map(|reported| narrow(reported.closing)).transpose()?,
        treasury: compared.treasury.map(narrow).transpose()?,
    })
}

/// What is asked for: division, fund, month, as an address has them.
pub(crate) type Asked<'a> = (&'a str, &'a str, &'a str);

/// What was asked for, read.
struct Found<'a> {
    division: Division,
    code: String,
    fund: &'a str,
    month: Month,
    name: String,
}

impl Found<'_> {
    fn subject(&self) -> Subject<'_> {
        Subject { division: &self.code, fund: self.fund, month: &self.name }
    }

    /// What its events are about.
    fn id(&self) -> String {
        format!("{}/{}/{}", self.code, self.fund, self.name)
    }
}

fn found<'a>(context: &Context, (division, fund, month): Asked<'a>) -> Result<Found<'a>, Refusal> {
    let known = context.divisions().resolve(division, None);
    let division = context.divisions().canonical(known.map_err(|_| Refusal::UnknownDivision)?);
    let month = Month::parse(month).map_err(|_| Refusal::AskedWrongly)?;
    let (code, name) = (division.to_string(), month.to_string());
    Ok(Found { division, code, fund, month, name })
}

/// What the ledger says of a fund and month; refused where it never had any money.
async fn compared(tx: &mut Tx, found: &Found<'_>) -> Done<Compared> {
    let all = of_month(tx, found.division, found.month).await?;
    let one = all.into_iter().find(|one| one.fund == found.fund);
    Ok(one.ok_or(Refusal::UnknownRecord)?)
}

/// A statement as it stands.
pub(crate) async fn standing(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: Asked<'_>,
) -> Done<Standing> {
    let found = found(context, asked)?;
    let there = Some((found.division, None));
    actor.post(context, Operation::ReadLedger, there)?;
    let mut tx = context.db.read().await?;
    let now = compared(&mut tx, &found).await?;
    let versions = statements::of(&mut tx, found.subject()).await?;
    let (division, month) = (found.division, found.month);
    let waits = versions.first().filter(|made| made.state == "made");
    let may_sign = waits.is_some_and(|made| made.maker != actor.person.id)
        && actor.post(context, Operation::SignStatement, there).is_ok();
    let over = month.last_day().is_some_and(|last| last < origin.day);
    let may_make = over && actor.post(context, Operation::MakeStatement, there).is_ok();
    let mut standing = Standing { division, month, now, versions, over, may_make, may_sign };
    let done = standing.versions.first().is_some_and(|made| made.state != "sent_back");
    standing.may_make = may_make && (!done || standing.moved());
    Ok(standing)
}

/// Makes a statement of what the ledger says now.
pub(crate) async fn make(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: Asked<'_>,
    explanation: &str,
) -> Done<()> {
    let found = found(context, asked)?;
    let by = actor.post(context, Operation::MakeStatement, Some((found.division, None)))?;
    if found.month.last_day().is_none_or(|last| last >= origin.day) {
        return Err(Refusal::MonthNotOver.into());
    }
    let explanation = written(explanation)?;
    let mut tx = context.db.write().await?;
    let now = compared(&mut tx, &found).await?;
    if !now.agrees() && explanation.is_empty() {
        return Err(Refusal::DifferenceUnexplained.into());
    }
    let figures = figures(&now)?;
    let last = statements::of(&mut tx, found.subject()).await?.into_iter().next();
    let is_made = |made: &Made| made.state != "sent_back" && same_books(figures, made.figures);
    if last.as_ref().is_some_and(is_made) {
        return Err(Refusal::StatementMade.into());
    }
    let version = last.map_or(1, |made| made.version + 1);
    let at = origin.at.to_string();
    let hand = Hand { person: actor.person.id, post: &by.title, at: &at };
    let said = (figures, explanation.as_str());
    if !statements::add(&mut tx, found.subject(), version, said, hand).await? {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let body = json!({
        "version": version,
        "closing": Fen(figures.closing).plain(),
        "treasury": figures.treasury.map(|fen| Fen(fen).plain()),
        "explanation": explanation,
    });
    told(&mut tx, origin, actor, (by, Operation::MakeStatement), (&found, body)).await?;
    tx.commit().await?;
    Ok(())
}

/// A signed statement of a county as the record that it is: the monthly statement of its dedicated ledger.
async fn record(
    context: &Context,
    origin: &Origin,
    found: &Found<'_>,
    made: &Made,
) -> Done<Option<Recording>> {
    if context.divisions().level(found.division) != Some(Level::County) {
        return Ok(None);
    }
    let Figures { opening, income, expenditure, closing, .. } = made.figures;
    let amounts = [
        ("opening", opening),
        ("income", income),
        ("expenditure", expenditure),
        ("closing", closing),
    ];
    let mut row: Vec<Cell<'_>> = vec![
        ("county", found.code.clone()),
        ("fund", found.fund.to_owned()),
        ("month", found.name.clone()),
        ("reported_on", origin.day.to_string()),
    ];
    row.extend(amounts.map(|(column, fen)| (column, Fen(fen).plain())));
    Ok(Some(Recording::of(context, rows(TableId::Statements, &[row])).await?))
}

/// The last statement made, if it waits for a signature.
async fn waiting(tx: &mut Tx, found: &Found<'_>) -> Done<Made> {
    let last = statements::of(tx, found.subject()).await?.into_iter().next();
    Ok(last.filter(|made| made.state == "made").ok_or(Refusal::NothingToSign)?)
}

/// Signs the last statement made, or sends it back where a reason is given. Signed, it becomes a record; the
/// caller has the records screened.
pub(crate) async fn sign(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: Asked<'_>,
    (signs, reason): (bool, &str),
) -> Done<()> {
    let found = found(context, asked)?;
    let by = actor.post(context, Operation::SignStatement, Some((found.division, None)))?;
    let reason = written(reason)?;
    let made = waiting(&mut context.db.read().await?, &found).await?;
    if !two_hands(&made.maker.to_string(), &actor.person.id.to_string()) {
        return Err(Refusal::OwnStatement.into());
    }
    if !signs && reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let record = if signs { record(context, origin, &found, &made).await? } else { None };
    let mut tx = context.db.write().await?;
    if waiting(&mut tx, &found).await?.id != made.id {
        return Err(Refusal::TakenMeanwhile.into());
    }
    if signs && !same_books(figures(&compared(&mut tx, &found).await?)?, made.figures) {
        return Err(Refusal::BooksMoved.into());
    }
    let (state, at) = (if signs { "signed" } else { "sent_back" }, origin.at.to_string());
    let hand = Hand { person: actor.person.id, post: &by.title, at: &at };
    let reason = if signs { "" } else { reason.as_str() };
    if !statements::decide(&mut tx, made.id, (state, reason), hand).await? {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let import = match record {
        Some(record) => record.bring(&mut tx, context, origin, (actor, by)).await?,
        None => None,
    };
    let body = json!({
        "version": made.version, "decision": state, "reason": reason, "import": import,
    });
    told(&mut tx, origin, actor, (by, Operation::SignStatement), (&found, body)).await?;
    tx.commit().await?;
    Ok(())
}

async fn told(
    tx: &mut Tx,
    origin: &Origin,
    actor: &Actor,
    (by, operation): (&Held, Operation),
    (found, body): (&Found<'_>, serde_json::Value),
) -> Done<()> {
    let told = Told {
        operation,
        post: &by.post,
        kind: "statement",
        id: &found.id(),
        division: Some(found.division),
        body,
    };
    tell(tx, &actor.person.public_id, origin, told).await
}

/// Statements of one kind that are listed as due.
const LISTED: i64 = 8;

/// What is due for somebody: statements to sign, and those that were sent back to be made again.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<(Vec<Made>, Vec<Made>)> {
    let (mut to_sign, mut back) = (Vec::new(), Vec::new());
    let mut tx = context.db.read().await?;
    for held in &actor.held {
        let home = (held.scope.division, held.scope.organisation.as_deref());
        let division = held.scope.division.to_string();
        let may = |operation| {
            let own = std::slice::from_ref(held);
            let place = crate::access::Place { division: home.0, organisation: home.1 };
            crate::access::post_for(own, operation, Some(place), context.divisions()).is_some()
        };
        if may(Operation::SignStatement) {
            let waiting = statements::waiting(&mut tx, &division, LISTED).await?;
            to_sign.extend(waiting.into_iter().filter(|made| made.maker != actor.person.id));
        }
        if may(Operation::MakeStatement) {
            back.extend(statements::sent_back(&mut tx, &division, LISTED).await?);
        }
    }
    Ok((to_sign, back))
}
