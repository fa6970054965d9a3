//! A monthly return as it is read, a month with all divisions, and what is due of returns.

use std::collections::{BTreeMap, BTreeSet};

use domain::handling::PersonId;
use domain::monthly_return::State;
use domain::{Day, Division, Level, Month};
use store::db::Tx;
use store::monthly_returns::{self, MonthlyReturn};

use super::followed::FollowedReturn;
use super::{TABLE_NO, found, receives, reporter};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handdowns::here;
use crate::operations::handling::division;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// How many days before its last day a return is told as due.
const AHEAD: i32 = 10;

/// What somebody can do about a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew with the figures of today.
    Write,
    /// Submit it, or send it back to who wrote it.
    Submit,
    /// Accept it, or send it back to where it came from.
    Receive,
}

/// One return.
#[derive(Debug)]
pub(crate) struct OneReturn {
    /// The return.
    pub(crate) followed: FollowedReturn,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// The returns of the month right below it.
    pub(crate) below: Vec<Standing>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

/// Where the return of a division in a month stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The division.
    pub(crate) division: Division,
    /// The last day on time.
    pub(crate) due: Day,
    /// The return; none where there is none.
    pub(crate) made: Option<MonthlyReturn>,
    /// The day on which records say that it was submitted.
    pub(crate) recorded: Option<Day>,
}

impl Standing {
    /// The word of where it stands.
    pub(crate) fn state(&self) -> &str {
        let unmade = if self.recorded.is_some() { "recorded" } else { "missing" };
        self.made.as_ref().map_or(unmade, |one| one.standing.state.as_str())
    }

    /// The day on which it was submitted: of a return on the platform its own, else as records say.
    pub(crate) fn submitted(&self) -> Option<Day> {
        let made = self.made.as_ref().map(|one| Day::parse(&one.standing.submitted_on).ok());
        made.unwrap_or(self.recorded)
    }

    /// Whether it was submitted later than it should have been, or is not though the day is over. What records say
    /// counts before what the platform knows, as for the rule on late returns.
    pub(crate) fn is_late(&self, today: Day) -> bool {
        self.recorded.or(self.submitted()).unwrap_or(today) > self.due
    }
}

impl One for OneReturn {
    const PLACE: &'static str = "/monthly-returns";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneReturn> {
        let mut tx = context.db.read().await?;
        let followed = found(&mut tx, context, actor, id).await?;
        let (home, state) = (division(&followed.kept.division)?, followed.one.state());
        let month = super::begun(&followed.kept.month, origin)?;
        let own = |who: Option<domain::handling::Who>| who.is_some_and(|who| actor.is(who));
        let wrote = own(followed.one.written().map(|(who, _)| who));
        let writes = here(&mut tx, context, actor, (Operation::WriteMonthlyReturn, home)).await;
        let submits = here(&mut tx, context, actor, (Operation::SubmitMonthlyReturn, home)).await;
        let receives = actor.held.iter().any(|held| receives(context.divisions(), held, home));
        let can = [
            (May::Write, writes.is_ok() && matches!(state, State::Draft | State::Returned)),
            (May::Submit, submits.is_ok() && state == State::Draft && !wrote),
            (
                May::Receive,
                receives && state == State::Submitted && !wrote && !own(followed.one.submitted()),
            ),
        ];
        let children = |entry: &&domain::division::DivisionEntry| entry.parent == Some(home);
        let below: Vec<Division> = current(context).filter(children).map(|e| e.division).collect();
        Ok(OneReturn {
            taken: named_steps(&mut tx, &followed.steps).await?,
            below: standings(&mut tx, context, below, (month, origin.day)).await?,
            may: can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect(),
            followed,
        })
    }
}

/// The divisions that make returns: those that there are today, of the three levels.
fn current(context: &Context) -> impl Iterator<Item = &domain::division::DivisionEntry> {
    context.divisions().iter().filter(|entry| {
        let reports = matches!(entry.level, Level::Region | Level::Prefecture | Level::County);
        reports && entry.valid_to.is_none()
    })
}

/// Where the returns of these divisions stand in a month, on a day.
async fn standings(
    tx: &mut Tx,
    context: &Context,
    divisions: Vec<Division>,
    (month, today): (Month, Day),
) -> Done<Vec<Standing>> {
    let text = month.to_string();
    let made = monthly_returns::of_month(tx, &text).await?;
    let recorded = monthly_returns::recorded(tx, &text, (TABLE_NO, "")).await?;
    let told = |(org, day): (String, String)| Some((org, Day::parse(&day).ok()?));
    let recorded: BTreeMap<String, Day> =
        recorded.into_iter().filter_map(told).filter(|(_, day)| *day <= today).collect();
    let standing = |division: Division| -> Done<Standing> {
        let code = division.to_string();
        let recorded = recorded.get(&reporter(context.divisions(), &code)).copied();
        let made = made.iter().find(|one| one.division == code).cloned();
        Ok(Standing { division, due: super::last_day(context, division, month)?, made, recorded })
    };
    divisions.into_iter().map(standing).collect()
}

/// A month with all divisions that the reader may see, and the division whose return the reader can write now.
pub(crate) async fn of_month(
    context: &Context,
    actor: &Actor,
    (month, today): (Month, Day),
) -> Done<(Vec<Standing>, Option<Division>)> {
    let operation = Operation::ListMonthlyReturns;
    actor.post(context, operation, None)?;
    let within =
        |division: &Division| actor.post(context, operation, Some((*division, None))).is_ok();
    let divisions = current(context).map(|entry| entry.division).filter(within).collect();
    let mut tx = context.db.read().await?;
    let standings = standings(&mut tx, context, divisions, (month, today)).await?;
    let writes = standings.iter().find(|one| {
        let open = matches!(one.state(), "missing" | "recorded" | "draft" | "returned");
        open && writer_of(actor, one.division)
    });
    let writes = writes.map(|one| one.division);
    Ok((standings, writes))
}

/// Whether somebody writes the returns of a division: in a post of that very division.
fn writer_of(actor: &Actor, division: Division) -> bool {
    let mut held = actor.held.iter();
    held.any(|held| {
        let here = held.scope.organisation.is_none() && held.scope.division == division;
        here && Operation::WriteMonthlyReturn.is_open_to(held.role)
    })
}

/// What is due for somebody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Returns to write: month, and where each stands.
    pub(crate) write: Vec<(Month, Standing)>,
    /// Returns to submit.
    pub(crate) submit: Vec<MonthlyReturn>,
    /// Returns of the level below to look at.
    pub(crate) receive: Vec<MonthlyReturn>,
}

/// What is due for somebody: returns of this month and the last one to write, others to submit and to look at.
pub(crate) async fn due(context: &Context, origin: &Origin, actor: &Actor) -> Done<Due> {
    let mut waiting = Due::default();
    let opens = [
        Operation::WriteMonthlyReturn,
        Operation::SubmitMonthlyReturn,
        Operation::ReceiveMonthlyReturn,
    ];
    if !actor.held.iter().any(|held| opens.iter().any(|one| one.is_open_to(held.role))) {
        return Ok(waiting);
    }
    let mut tx = context.db.read().await?;
    let this = origin.day.month();
    let months = [this.plus(-1), Some(this)];
    let homes = actor.held.iter().map(|held| held.scope.division);
    let homes: BTreeSet<Division> = homes.filter(|home| writer_of(actor, *home)).collect();
    for month in months.into_iter().flatten() {
        for home in &homes {
            let made = monthly_returns::of(&mut tx, &home.to_string(), &month.to_string()).await?;
            let known = (&*home.to_string(), &*month.to_string());
            let recorded = super::recorded(&mut tx, context, known, origin.day).await?;
            let due = super::last_day(context, *home, month)?;
            let one = Standing { division: *home, due, made, recorded };
            let near = one.due.plus_days(-AHEAD).is_some_and(|from| origin.day >= from);
            if one.state() == "missing" && near || one.state() == "returned" {
                waiting.write.push((month, one));
            }
        }
    }
    let own = PersonId(actor.person.id as u64);
    for one in monthly_returns::in_state(&mut tx, "draft").await? {
        let home = division(&one.division)?;
        let submits = here(&mut tx, context, actor, (Operation::SubmitMonthlyReturn, home)).await;
        if submits.is_ok() && PersonId(one.maker as u64) != own {
            waiting.submit.push(one);
        }
    }
    for one in monthly_returns::in_state(&mut tx, "submitted").await? {
        let home = division(&one.division)?;
        if actor.held.iter().any(|held| receives(context.divisions(), held, home)) {
            waiting.receive.push(one);
        }
    }
    Ok(waiting)
}
