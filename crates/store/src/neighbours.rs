//! The records on which the verdict about one draft depends, found by the hops of
//! [`domain::records::neighbourhood`]: short queries along indexes, whatever the store holds.

use std::collections::{BTreeMap, BTreeSet};

use domain::records::neighbourhood::{Cell, Draft, HOPS, Hop, IDENTITIES, PAYMENT_ID, WHOLE, text};
use domain::{DataSet, Funds, TableId};

use crate::db::{Row, Tx};
use crate::error::Result;
use crate::lookup::AT_ONCE;
use crate::persons::Persons;
use crate::records::{Gathered, Sought, held_by_any, position};

/// Places of which one question asks at most.
const MOST_PLACES: usize = 16;

/// A part of the store that holds all records on which the verdict depends, and few others.
pub async fn load(tx: &mut Tx, draft: &Draft, catalogue: &Funds) -> Result<Box<DataSet>> {
    let mut near = Near::new(draft, tx.persons());
    for wave in waves(draft.table) {
        let mut sought = Vec::new();
        for hop in &wave {
            sought.extend(near.seek(hop)?);
        }
        near.fetch(tx, &sought).await?;
    }
    near.into_set(tx, catalogue).await
}

/// All allotments of a fund and all that was proposed for it, of every year: what has to be known where what is
/// handed down is compared with the proposal. `draft` are rows of that fund that are to join them.
pub async fn of_fund(
    tx: &mut Tx,
    (fund, draft): (&str, &Draft),
    catalogue: &Funds,
) -> Result<Box<DataSet>> {
    let mut near = Near::new(draft, tx.persons());
    let sought = [TableId::Allotments, TableId::Proposals].map(|table| Sought {
        to: (table, "fund"),
        texts: vec![fund.to_owned()],
        counties: Vec::new(),
    });
    near.fetch(tx, &sought).await?;
    near.into_set(tx, catalogue).await
}

/// The records by which a round of monitoring of a target is judged: the target with what it is set for, its
/// indicators, all its rounds, and what was decided on it; so is an evaluation of it.
pub async fn of_target(
    tx: &mut Tx,
    (target, subject): (&str, &str),
    catalogue: &Funds,
) -> Result<Box<DataSet>> {
    let sought = [
        ((TableId::Targets, "id"), target),
        ((TableId::Indicators, "target"), target),
        ((TableId::Monitorings, "target"), target),
        ((TableId::MonitoringValues, "target"), target),
        ((TableId::Evaluations, "target"), target),
        ((TableId::EvaluationValues, "target"), target),
        ((TableId::Orders, "subject"), target),
        ((TableId::Projects, "id"), subject),
    ]
    .map(|(to, text)| Sought { to, texts: vec![text.to_owned()], counties: Vec::new() });
    let mut rows = Found::new();
    fetch(tx, &sought, &mut rows).await?;
    gathered(rows, WHOLE).into_set(tx, catalogue).await
}

/// The records of a table with these ids, and nothing beside them.
pub async fn of_ids(
    tx: &mut Tx,
    (table, ids): (TableId, &[String]),
    catalogue: &Funds,
) -> Result<Box<DataSet>> {
    let part =
        |ids: &[String]| Sought { to: (table, "id"), texts: ids.to_vec(), counties: Vec::new() };
    let sought: Vec<Sought> = ids.chunks(AT_ONCE).map(part).collect();
    let mut rows = Found::new();
    fetch(tx, &sought, &mut rows).await?;
    gathered(rows, &[]).into_set(tx, catalogue).await
}

/// The column that may hold names of persons.
const PAYEE: Cell = (TableId::Payments, "payee");

/// The steps for drafts of a table in waves: none of a wave begins at what another of it finds, so each wave is
/// one question. A step that begins at no more than what the draft names begins at the draft: that is known before
/// anything is found.
fn waves(table: TableId) -> Vec<Vec<Hop>> {
    let mut waves = vec![Vec::new()];
    let groups = HOPS.iter().filter(|(of, _)| *of == table).flat_map(|(_, groups)| *groups);
    let mut ways: BTreeMap<TableId, usize> = BTreeMap::new();
    for hop in replaced(table).chain(groups.flat_map(|group| group.iter().copied())) {
        let only = ways.get(&hop.from.0) == Some(&1) && !hop.draft_only;
        let mut named = waves.first().into_iter().flatten().filter(|own: &&Hop| own.draft_only);
        let hop = match named.find(|own| only && own.to == hop.from) {
            Some(own) => Hop { from: own.from, draft_only: true, ..hop },
            None => hop,
        };
        let begins_here = |other: &Hop| !hop.draft_only && other.to.0 == hop.from.0;
        match waves.last_mut() {
            Some(wave) if !wave.iter().any(begins_here) => wave.push(hop),
            _ => waves.push(vec![hop]),
        }
        *ways.entry(hop.to.0).or_default() += 1;
    }
    waves
}

/// The steps to the records that a draft replaces. A payment is known by county and voucher number, and found
/// by the latter.
fn replaced(table: TableId) -> impl Iterator<Item = Hop> {
    IDENTITIES.iter().filter(move |cell| cell.0 == table).map(|cell| {
        let column = if cell.1 == PAYMENT_ID { "voucher_no" } else { cell.1 };
        Hop { from: (cell.0, column), to: (cell.0, column), draft_only: true }
    })
}

/// Rows by their number in the store.
type Found = BTreeMap<TableId, BTreeMap<i64, Row>>;

/// What was found so far.
struct Near<'d> {
    draft: &'d Draft,
    rows: Found,
    /// What was asked for: nothing is asked twice.
    asked: BTreeSet<(Cell, BTreeSet<String>, String)>,
    persons: Persons,
}

/// Columns whose texts say what is meant only together with a county: each numbers its own vouchers, and a name
/// of a payee is that of another in the next county.
const WITHIN_COUNTY: [Cell; 4] = [
    PAYEE,
    (TableId::Payments, "voucher_no"),
    (TableId::Payments, "original_voucher"),
    (TableId::Benefits, "voucher_no"),
];

impl<'d> Near<'d> {
    fn new(draft: &'d Draft, persons: &Persons) -> Near<'d> {
        let persons = persons.clone();
        Near { draft, rows: BTreeMap::new(), asked: BTreeSet::new(), persons }
    }

    /// What was found, as a set.
    async fn into_set(self, tx: &mut Tx, catalogue: &Funds) -> Result<Box<DataSet>> {
        gathered(self.rows, WHOLE).into_set(tx, catalogue).await
    }

    /// The texts from which a hop begins.
    fn texts(&self, hop: &Hop) -> Result<BTreeSet<String>> {
        let mut texts = BTreeSet::new();
        if hop.from.0 == self.draft.table {
            let own = |row| text(&self.draft.row, hop.from, row).into_owned();
            texts.extend(self.draft.rows().map(own));
        }
        if !hop.draft_only {
            for row in self.rows.get(&hop.from.0).into_iter().flat_map(BTreeMap::values) {
                let text = text_of(row, hop.from)?;
                texts.insert(self.persons.shown(&text).into_owned());
            }
        }
        texts.remove("");
        Ok(texts)
    }

    /// The counties in which a hop stays, those of the payments from which it begins; none where it may lead
    /// anywhere.
    fn counties(&self, hop: &Hop) -> Result<BTreeSet<String>> {
        let mut counties = BTreeSet::new();
        if !WITHIN_COUNTY.contains(&hop.to) || hop.from.0 != TableId::Payments {
            return Ok(counties);
        }
        let own = self.draft.row.tables.payments.county.iter().flatten();
        counties.extend(own.map(ToString::to_string));
        if !hop.draft_only {
            for row in self.rows.get(&TableId::Payments).into_iter().flat_map(BTreeMap::values) {
                counties.extend(cell(row, (TableId::Payments, "county"))?.map(str::to_owned));
            }
        }
        Ok(counties)
    }

    /// What a hop asks for that was not asked before.
    fn seek(&mut self, hop: &Hop) -> Result<Vec<Sought>> {
        let (texts, counties) = (self.texts(hop)?, self.counties(hop)?);
        let is_new = |text: &String| self.asked.insert((hop.to, counties.clone(), text.clone()));
        let texts: Vec<String> = texts.into_iter().filter(is_new).collect();
        let counties: Vec<String> = counties.into_iter().collect();
        let part = |texts: &[String]| Sought {
            to: hop.to,
            texts: self.as_kept(hop.to, texts),
            counties: counties.clone(),
        };
        Ok(texts.chunks(AT_ONCE).map(part).collect())
    }

    /// Texts as they may stand in the store: whether a payee is a person, each record says itself.
    fn as_kept(&self, to: Cell, texts: &[String]) -> Vec<String> {
        let hidden = texts.iter().filter(|_| to == PAYEE).map(|name| self.persons.hidden(name));
        texts.iter().cloned().chain(hidden).collect()
    }

    async fn fetch(&mut self, tx: &mut Tx, sought: &[Sought]) -> Result<()> {
        fetch(tx, sought, &mut self.rows).await
    }
}

/// Adds what is sought to what was found.
async fn fetch(tx: &mut Tx, sought: &[Sought], found: &mut Found) -> Result<()> {
    for part in sought.chunks(MOST_PLACES) {
        let (sql, values) = held_by_any(part);
        for packed in tx.rows(&sql, &values).await? {
            let place = usize::try_from(packed.int(0)?).ok().and_then(|at| part.get(at));
            let row = packed.unpacked(1)?;
            if let Some(Sought { to, .. }) = place {
                found.entry(to.0).or_default().insert(row.int(0)?, row);
            }
        }
    }
    Ok(())
}

/// Rows that were found, in the order of their numbers; tables of which all is read beside them.
fn gathered(found: Found, whole: &[TableId]) -> Gathered<'_> {
    let rows = |mut by_number: BTreeMap<i64, Row>| {
        std::iter::from_fn(move || by_number.pop_first().map(|(_, row)| row)).collect()
    };
    let rows = found.into_iter().map(|(table, found)| (table, rows(found))).collect();
    Gathered { rows, whole }
}

/// The text of a cell of a record, as [`text`] gives it of a loaded one.
fn text_of(row: &Row, (table, column): Cell) -> Result<String> {
    if column == PAYMENT_ID {
        let (county, voucher) = ((table, "county"), (table, "voucher_no"));
        return Ok(match (cell(row, county)?, cell(row, voucher)?) {
            (Some(county), Some(voucher)) => format!("{county}/{voucher}"),
            _ => String::new(),
        });
    }
    Ok(cell(row, (table, column))?.unwrap_or_default().to_owned())
}

fn cell(row: &Row, (table, column): Cell) -> Result<Option<&str>> {
    position(table, column).map_or(Ok(None), |at| row.text_or_none(at))
}
