//! Registers (台账) of a division: the problems that were found and what became of them, and the money; by place
//! or by rule and fund. Whoever sees a division sees the register of each place in it: the region's is made of
//! its prefectures', a prefecture's of its counties'.

pub(crate) mod looks;
pub(crate) mod raising;
pub(crate) mod spending;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use domain::{Day, Division, Divisions, FundClass, Funds};
use serde_json::json;
use store::registers::{self, Problems, Tally};

use super::overview::{self, Line};
use super::{Actor, Done, Refusal, Told, lists, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::lists::asked::below;

/// How the rows of a register are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum By {
    /// A row for each place: the division's own level, then those below it.
    #[default]
    Place,
    /// A row for each rule, or each fund.
    Kind,
    /// A row for each fund, with what was paid in each month.
    Month,
    /// A row for each fund, with what was paid by kind of payment.
    Payment,
}

impl By {
    /// All ways.
    pub(crate) const ALL: [By; 4] = [By::Place, By::Kind, By::Month, By::Payment];

    /// The word in addresses.
    pub(crate) fn word(self) -> &'static str {
        match self {
            By::Place => "place",
            By::Kind => "kind",
            By::Month => "month",
            By::Payment => "payment",
        }
    }

    /// The way of this word.
    pub(crate) fn from_word(word: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.word() == word)
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// Code or name of the division; empty: the widest that may be seen.
    pub(crate) division: &'a str,
    /// The fiscal year; empty: the last one that has begun.
    pub(crate) year: &'a str,
    /// How its rows are made.
    pub(crate) by: By,
    /// Which funds.
    pub(crate) only: Only<'a>,
}

/// Which funds a register is of: an office's register is that of the funds for which it answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Only<'a> {
    /// Those of one class.
    pub(crate) class: Option<FundClass>,
    /// Those for whose raising one office answers; empty: of all.
    pub(crate) office: &'a str,
}

impl Only<'_> {
    /// Whether a fund is one of them. Money of which no fund is known belongs to the whole alone.
    pub(crate) fn wants(&self, funds: &Funds, code: &str) -> bool {
        if *self == Only::default() {
            return true;
        }
        let known = funds.resolve(code).map(|fund| funds.get(fund));
        known.is_some_and(|fund| {
            let of_class = self.class.is_none_or(|class| fund.class == class);
            of_class && (self.office.is_empty() || fund.office.as_deref() == Some(self.office))
        })
    }
}

/// What a row is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// The division itself, without what lies below it.
    Own(Division),
    /// A division with all that lies below it.
    Place(Division),
    /// A rule.
    Rule(String),
    /// A fund; empty: the records do not say.
    Fund(String),
    /// A month, `2019-07`.
    Month(String),
}

/// A register.
#[derive(Clone, Debug)]
pub(crate) struct Register<T> {
    /// The division.
    pub(crate) division: Division,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// Its rows.
    pub(crate) rows: Vec<(Row, T)>,
    /// All of it.
    pub(crate) whole: T,
}

/// The register of problems.
pub(crate) async fn problems(
    context: &Context,
    actor: &Actor,
    wanted: Wanted<'_>,
    on: Day,
) -> Done<Register<Tally>> {
    let (division, places) = place(context, actor, wanted.division)?;
    let all = registers::problems(&mut context.db.read().await?, &on.to_string()).await?;
    let divisions = context.divisions();
    let inside: Vec<String> = below(division, divisions).collect();
    let own: Vec<&Problems> = all.iter().filter(|one| inside.contains(&one.home)).collect();
    let rows = match wanted.by {
        By::Place => by_place(divisions, division, &own),
        _ => by_rule(&own),
    };
    Ok(Register { division, places, rows, whole: sum(own.into_iter()) })
}

/// The division that is asked for, and all that may be.
fn place(context: &Context, actor: &Actor, text: &str) -> Done<(Division, Vec<Division>)> {
    let operation = Operation::ReadRegisters;
    actor.post(context, operation, None)?;
    let places = lists::places(context, actor, operation);
    let division = match text.trim() {
        "" => places.first().copied().ok_or(Refusal::OutOfScope)?,
        text => {
            let found = context.divisions().resolve(text, None);
            found.map_err(|_| Refusal::UnknownDivision)?
        }
    };
    actor.post(context, operation, Some((division, None)))?;
    Ok((division, places))
}

fn sum<'a>(all: impl Iterator<Item = &'a Problems>) -> Tally {
    all.fold(Tally::default(), |mut sum, one| {
        sum.add(one.tally);
        sum
    })
}

fn by_place(divisions: &Divisions, top: Division, all: &[&Problems]) -> Vec<(Row, Tally)> {
    let of = |codes: &[String]| {
        let inside = all.iter().copied().filter(|one| codes.contains(&one.home));
        sum(inside)
    };
    let own = (Row::Own(top), of(&[top.to_string()]));
    let children = divisions.iter().filter(|entry| entry.parent == Some(top));
    let line = |child: Division| {
        let codes: Vec<String> = below(child, divisions).collect();
        (Row::Place(child), of(&codes))
    };
    let rows = std::iter::once(own).chain(children.map(|entry| line(entry.division)));
    rows.filter(|(_, tally)| *tally != Tally::default()).collect()
}

fn by_rule(all: &[&Problems]) -> Vec<(Row, Tally)> {
    let mut rules: BTreeMap<&str, Tally> = BTreeMap::new();
    for one in all {
        rules.entry(&one.rule).or_default().add(one.tally);
    }
    let mut rows: Vec<(Row, Tally)> =
        rules.into_iter().map(|(rule, tally)| (Row::Rule(rule.to_owned()), tally)).collect();
    rows.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.red, tally.yellow)));
    rows
}

/// The register of money in a year, with the years of which there are records.
pub(crate) async fn money(
    context: &Context,
    actor: &Actor,
    wanted: Wanted<'_>,
    on: Day,
) -> Done<(Register<Line>, i64, Vec<i64>)> {
    let (division, places) = place(context, actor, wanted.division)?;
    let asked = (division.to_string(), wanted.year);
    let found = overview::show(context, actor, (&asked.0, asked.1), on).await?;
    let rows = if wanted.by == By::Place {
        let row = |(place, line): &(Division, Line)| {
            let own = *place == division;
            (if own { Row::Own(*place) } else { Row::Place(*place) }, *line)
        };
        found.below.iter().map(row).collect()
    } else {
        let row = |(fund, line): &(String, Line)| (Row::Fund(fund.clone()), *line);
        found.funds.iter().map(row).collect()
    };
    Ok((Register { division, places, rows, whole: found.whole }, found.year, found.years))
}

/// Records that a register was taken away as a file.
pub(crate) async fn taken_away(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (name, division, asked): (&str, Division, &str),
) -> Done<()> {
    let by = actor.post(context, Operation::ReadRegisters, Some((division, None)))?;
    let told = Told {
        operation: Operation::ExportList,
        post: &by.post,
        kind: "list",
        id: name,
        division: Some(division),
        body: json!({ "asked": asked }),
    };
    let mut tx = context.db.write().await?;
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}
