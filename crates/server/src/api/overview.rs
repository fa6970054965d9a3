//! How much money came to a division, how far it went, and what is wrong there.

use axum::Extension;
use axum::extract::State;
use domain::{FundClass, Lang};
use policy::engine::headroom::{Meter, Room};
use policy::{Pack, render};
use serde::Serialize;

use super::lists::{Pairs, number, pairs};
use super::{Answer, Caller, Problem, json, yuan};
use crate::operations::overview::{self, Line};
use crate::operations::{Failure, Refusal};
use crate::pages::overview::meters::{share, shown_share};
use crate::visit::Site;

/// The overview of a division in a year. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Overview {
    /// Code of the division.
    division: String,
    /// The year.
    year: i64,
    /// The years of which there are sums, the last one first.
    years: Vec<i64>,
    /// All of it.
    whole: Sums,
    /// By class of funds; without a class: the records do not say.
    classes: Vec<OfClass>,
    /// By division: its own level, then those below it.
    divisions: Vec<OfDivision>,
    /// Paid in each month.
    months: Vec<OfMonth>,
    /// Warnings that are lit, by rule, most first.
    rules: Vec<OfRule>,
    /// The shares of the year that rules limit from below, with their head-room.
    shares: Vec<OfShare>,
}

/// A share that a rule limits from below, as of today.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OfShare {
    /// Id of the rule.
    rule: String,
    /// Ids of its clauses.
    clauses: Vec<String>,
    /// Id of whose share it is, as findings of the rule name it.
    subject: String,
    /// What has to be large enough; none: not known.
    part: Option<String>,
    /// Of what.
    whole: Option<String>,
    /// The share, as 83.33%, rounded down; none of nothing, nor of what has shrunk.
    share: Option<String>,
    /// The smallest share that the rule lets pass, as 80%; none: all of it.
    limit: Option<String>,
    /// How much the whole may still grow while the part does not; one fen more breaks the rule.
    left: Option<String>,
    /// How much the part lacks, the whole being what it is.
    lacks: Option<String>,
    /// Why neither can be told.
    unknown: Option<String>,
}

/// Money and warnings.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Sums {
    /// Received from outside of it.
    received: String,
    /// Its own budget.
    raised: String,
    /// Handed down to others outside of it.
    handed_down: String,
    /// Given back to others.
    given_back: String,
    /// What there was to spend.
    available: String,
    /// Allotted to projects.
    allotted: String,
    /// Paid, without what came back.
    paid: String,
    /// What is not paid yet.
    left: String,
    /// Red warnings that are lit.
    red: i64,
    /// Yellow ones.
    yellow: i64,
}

/// The sums of a class of funds.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OfClass {
    /// The class.
    class: Option<&'static str>,
    /// Its sums.
    sums: Sums,
}

/// The sums of a division.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OfDivision {
    /// Code of the division.
    division: String,
    /// Its sums.
    sums: Sums,
}

/// What was paid in a month.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OfMonth {
    /// The month, as 2019-05.
    month: String,
    /// Paid in it, without what came back.
    paid: String,
}

/// The warnings of a rule.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OfRule {
    /// Id of the rule.
    rule: String,
    /// Red warnings that are lit.
    red: i64,
    /// Yellow ones.
    yellow: i64,
}

pub(super) fn sums(line: Line) -> Sums {
    Sums {
        received: yuan(line.received.0),
        raised: yuan(line.raised.0),
        handed_down: yuan(line.handed_down.0),
        given_back: yuan(line.given_back.0),
        available: yuan(line.available().0),
        allotted: yuan(line.allotted.0),
        paid: yuan(line.paid.0),
        left: yuan(line.left().0),
        red: line.red,
        yellow: line.yellow,
    }
}

fn of_share(meter: Meter, pack: &Pack, lang: Lang) -> Option<OfShare> {
    let rule = pack.rules.get(meter.block)?;
    let share = share(&meter).map(shown_share);
    let (left, lacks, unknown) = match meter.room {
        Room::Left(fen) => (Some(yuan(fen.0)), None, None),
        Room::Lacks(fen) => (None, Some(yuan(fen.0)), None),
        Room::CannotTell(reason) => (None, None, Some(render::reason(&reason, lang))),
    };
    Some(OfShare {
        rule: rule.id.clone(),
        clauses: rule.clauses.clone(),
        subject: meter.subject.id,
        part: meter.part.map(|fen| yuan(fen.0)),
        whole: meter.whole.map(|fen| yuan(fen.0)),
        share,
        limit: meter.limit.map(render::percent),
        left,
        lacks,
        unknown,
    })
}

fn told(found: overview::Overview, pack: &Pack, lang: Lang) -> Overview {
    let class = |(class, line): (Option<FundClass>, Line)| OfClass {
        class: class.map(FundClass::word),
        sums: sums(line),
    };
    let division = |(division, line): (domain::Division, Line)| OfDivision {
        division: division.to_string(),
        sums: sums(line),
    };
    let months = found.months.into_iter();
    let rules = found.rules.into_iter();
    let shares = found.meters.into_iter().filter_map(|meter| of_share(meter, pack, lang));
    Overview {
        division: found.division.to_string(),
        year: found.year,
        years: found.years,
        whole: sums(found.whole),
        classes: found.classes.into_iter().map(class).collect(),
        divisions: found.below.into_iter().map(division).collect(),
        months: months.map(|(month, paid)| OfMonth { month, paid: yuan(paid.0) }).collect(),
        rules: rules.map(|(rule, red, yellow)| OfRule { rule, red, yellow }).collect(),
        shares: shares.collect(),
    }
}

/// The overview of a division in a year.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let (mut division, mut year) = (String::new(), String::new());
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "division" => division = text,
            "year" => year = number(&caller, (&name, &text), 1900..=2999)?.to_string(),
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let asked = (division.as_str(), year.as_str());
    let done = overview::show(&site.context, caller.actor()?, asked, caller.origin.day).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    json(&caller, &told(found, &site.context.pack, caller.lang))
}

/// A division that there is not, or that lies out of reach, is wrong in the address.
pub(super) fn wrong(caller: &Caller, failure: Failure) -> Problem {
    let field = match &failure {
        Failure::Refused(Refusal::UnknownDivision | Refusal::OutOfScope) => Some("division"),
        _ => None,
    };
    let failure = match (field, failure) {
        // Whoever may not see a place is told the same as where there is none.
        (Some(_), _) => Refusal::UnknownDivision.into(),
        (None, other) => other,
    };
    Problem { field: field.map(Into::into), ..caller.problem(failure) }
}
