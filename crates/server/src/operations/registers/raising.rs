//! The register of raising (资金筹集台账): what was raised for each fund of a year, beside what the rules want and
//! what was raised the year before. The office's register is that of its funds, the master register that of all
//! (B 一（二）).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::fund_proposal::kinds::{KINDS, Purpose};
use domain::records::neighbourhood::{Draft, beside};
use domain::{Day, Division, FundClass, Funds};
use policy::engine::floors::{self, Floor};
use store::db::Tx;
use store::registers::{self, Lit};
use store::{fund_proposals, posts, records};

use super::Wanted;
use crate::access::Operation;
use crate::context::Context;
use crate::operations::{Actor, Done, Failure, overview};

/// What was raised for a fund, or for several, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Raised {
    /// From the centre.
    pub(crate) central: i64,
    /// From the region's budget.
    pub(crate) region: i64,
    /// From budgets of prefectures and counties.
    pub(crate) local: i64,
    /// What of all of it is pooled.
    pub(crate) pooled: i64,
    /// How many sums were recorded.
    pub(crate) rows: i64,
    /// All that was raised the year before.
    pub(crate) before: i64,
    /// How many sums were recorded the year before.
    pub(crate) rows_before: i64,
    /// How many documents of it there are.
    pub(crate) documents: i64,
    /// What they say, all together.
    pub(crate) received: i64,
    /// What approved fund proposals propose.
    pub(crate) proposed: i64,
    /// In how many lines.
    pub(crate) rows_proposed: i64,
    /// What the rules want; nothing where none of them tells.
    pub(crate) wanted: Option<Due>,
    /// Red warnings about raising it that are lit.
    pub(crate) red: i64,
    /// Yellow ones.
    pub(crate) yellow: i64,
}

/// What the rules want of money, and what there is of it, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Due {
    /// What they want.
    pub(crate) should: i64,
    /// What was raised of that which they look at.
    pub(crate) has: i64,
    /// What is lacking.
    pub(crate) short: i64,
}

impl Due {
    fn add(&mut self, other: Due) {
        self.should = self.should.saturating_add(other.should);
        self.has = self.has.saturating_add(other.has);
        self.short = self.short.saturating_add(other.short);
    }
}

impl Raised {
    /// All that was raised.
    pub(crate) fn amount(&self) -> i64 {
        self.central.saturating_add(self.region).saturating_add(self.local)
    }

    /// What approved proposals propose; none where there is none.
    pub(crate) fn planned(&self) -> Option<i64> {
        (self.rows_proposed > 0).then_some(self.proposed)
    }

    /// What was raised more than was proposed.
    pub(crate) fn apart(&self) -> Option<i64> {
        self.planned().map(|planned| self.amount().saturating_sub(planned))
    }

    fn add(&mut self, other: &Raised) {
        let Raised { central, region, local, pooled, rows, before, .. } = other;
        for (sum, more) in [
            (&mut self.central, central),
            (&mut self.region, region),
            (&mut self.local, local),
            (&mut self.pooled, pooled),
            (&mut self.rows, rows),
            (&mut self.before, before),
            (&mut self.rows_before, &other.rows_before),
            (&mut self.documents, &other.documents),
            (&mut self.received, &other.received),
            (&mut self.proposed, &other.proposed),
            (&mut self.rows_proposed, &other.rows_proposed),
            (&mut self.red, &other.red),
            (&mut self.yellow, &other.yellow),
        ] {
            *sum = sum.saturating_add(*more);
        }
        if let Some(due) = other.wanted {
            self.wanted.get_or_insert_default().add(due);
        }
    }
}

/// A class of funds with its funds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// The class; none: the records name a fund that is not in the catalogue.
    pub(crate) class: Option<FundClass>,
    /// All of it: its funds, and what the rules say of the class.
    pub(crate) whole: Raised,
    /// Its funds, by code.
    pub(crate) funds: Vec<(String, Raised)>,
}

/// A post that answers, with who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answering {
    /// What the post is called.
    pub(crate) post: String,
    /// Who holds it today.
    pub(crate) holder: Option<String>,
}

/// The register.
#[derive(Clone, Debug)]
pub(crate) struct Raising {
    /// Whose budget, or whose money from above.
    pub(crate) division: Division,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// The year.
    pub(crate) year: i64,
    /// The years of which there are records, the last one first.
    pub(crate) years: Vec<i64>,
    /// Its rows.
    pub(crate) groups: Vec<Group>,
    /// All of it.
    pub(crate) whole: Raised,
    /// Who answers, by the id of the office.
    pub(crate) answering: BTreeMap<String, Vec<Answering>>,
    /// The funds that rows name.
    pub(crate) funds: Funds,
    /// Whether it is of all funds.
    pub(crate) is_master: bool,
}

/// The register of raising of a division.
pub(crate) async fn raising(
    context: &Context,
    actor: &Actor,
    wanted: Wanted<'_>,
    on: Day,
) -> Done<Raising> {
    let asked = (wanted.division, wanted.year);
    let operation = Operation::ReadRegisters;
    let chosen = overview::choose(context, actor, operation, asked, on.year()).await?;
    let (division, year, places) = (chosen.division, chosen.year, chosen.places);
    let mut tx = context.db.read().await?;
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let years: BTreeSet<i64> =
        registers::years(&mut tx).await?.into_iter().chain(chosen.years).collect();
    let floors = floors(context, &mut tx, (on, None)).await?;
    let mut found = Finder { context, funds: &funds, division, year, rows: BTreeMap::new() };
    found.raised(registers::raised(&mut tx, (year - 1, year)).await?);
    found.documents(registers::documents(&mut tx, year).await?);
    found.proposed(&proposed(&mut tx, year).await?);
    found.wanted(&floors);
    found.lit(&floors, &registers::lit(&mut tx).await?);
    let mut groups = found.groups();
    groups.retain_mut(|group| narrowed(group, &funds, &wanted));
    let mut whole = Raised::default();
    for group in &groups {
        whole.add(&group.whole);
    }
    let offices: BTreeSet<&String> =
        funds.iter().filter_map(|(_, fund)| fund.office.as_ref()).collect();
    let mut answering = BTreeMap::new();
    for office in offices {
        let posts = answer(context, &mut tx, (office, division), on).await?;
        answering.insert(office.clone(), posts);
    }
    let years = years.into_iter().rev().collect();
    drop(tx);
    let is_master = wanted.only == super::Only::default();
    Ok(Raising { division, places, year, years, groups, whole, answering, funds, is_master })
}

/// What of a group is of the funds that are asked for; no: nothing. What the rules say of a whole class stands
/// with the office of all its funds.
fn narrowed(group: &mut Group, funds: &Funds, wanted: &Wanted<'_>) -> bool {
    let all = group.funds.len();
    group.funds.retain(|(code, _)| wanted.only.wants(funds, code));
    let is_of_class = wanted.only.class.is_none() || group.class == wanted.only.class;
    if group.funds.len() < all || !is_of_class {
        group.whole = Raised::default();
        for (_, raised) in &group.funds {
            group.whole.add(raised);
        }
    }
    is_of_class && (!group.funds.is_empty() || all == 0 && wanted.only.office.is_empty())
}

/// What approved proposals of raising propose of a year: arrangements, which divisions answer, tell how it is to be
/// done and are not counted.
async fn proposed(tx: &mut Tx, year: i64) -> Done<Vec<fund_proposals::Proposed>> {
    let counts = KINDS.iter().filter(|kind| kind.purpose == Purpose::Raising);
    let mut all = Vec::new();
    for kind in counts.filter(|kind| kind.answered_by().is_none()) {
        all.extend(fund_proposals::proposed(tx, kind.word, year).await?);
    }
    Ok(all)
}

/// What the rules want of every fund and year, over the records with others beside them that may come.
pub(crate) async fn floors(
    context: &Context,
    tx: &mut Tx,
    (on, coming): (Day, Option<&Draft>),
) -> Done<Vec<Floor>> {
    let pack = Arc::clone(&context.pack);
    let tables: Vec<_> = floors::tables(&pack).into_iter().collect();
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let data = records::of_tables(tx, &tables, &pack.funds).await?;
    let data = match coming {
        Some(coming) => Box::new(beside(&data, coming)),
        None => data,
    };
    let work = move || floors::floors(&policy::Context::new(&data, &pack, on));
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Failure::System(error.to_string()))
}

/// The posts of an office at a division, each with who holds it.
async fn answer(
    context: &Context,
    tx: &mut Tx,
    (office, division): (&str, Division),
    on: Day,
) -> Done<Vec<Answering>> {
    let roles = context.pack.actors.get(office).map(|actor| &actor.roles[..]).unwrap_or_default();
    let mut found = Vec::new();
    for role in roles {
        for id in posts::of_office(tx, role, &division.to_string(), "").await? {
            let Some(post) = posts::by_id(tx, id).await? else { continue };
            let holder = posts::holder_on(tx, id, &on.to_string()).await?;
            let holder = holder.map(|holder| holder.name);
            found.push(Answering { post: post.title, holder });
        }
    }
    Ok(found)
}

/// The columns of facts about a whole year, with the class whose money they are.
const OF_CLASSES: [(&str, FundClass); 3] = [
    ("region_special", FundClass::Special),
    ("safety_net", FundClass::SafetyNet),
    ("medical", FundClass::Medical),
];

/// What a row is of: a fund, or a whole class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// All funds of a class.
    Class(FundClass),
    /// The fund of a code.
    Fund(String),
}

/// Puts the register together.
struct Finder<'a> {
    context: &'a Context,
    funds: &'a Funds,
    division: Division,
    year: i64,
    rows: BTreeMap<Of, Raised>,
}

impl Finder<'_> {
    fn fund(&mut self, code: &str) -> &mut Raised {
        self.rows.entry(Of::Fund(code.to_owned())).or_default()
    }

    /// Whether a code is that of the division, under its name of today. No code: the region.
    fn is_here(&self, code: &str) -> bool {
        let divisions = self.context.divisions();
        let place = match code {
            "" => crate::operations::screening::found::region(divisions),
            code => code.parse().ok().and_then(Division::from_code),
        };
        place.map(|place| divisions.canonical(place)) == Some(divisions.canonical(self.division))
    }

    fn raised(&mut self, all: Vec<registers::Raised>) {
        for one in all {
            if !self.is_here(&one.division) {
                continue;
            }
            let this_year = one.year == self.year;
            let row = self.fund(&one.fund);
            if !this_year {
                row.before += one.fen;
                row.rows_before += one.rows;
                continue;
            }
            match one.source_level.as_str() {
                "central" => row.central += one.fen,
                "region" => row.region += one.fen,
                _ => row.local += one.fen,
            }
            row.pooled += one.pooled;
            row.rows += one.rows;
        }
    }

    fn documents(&mut self, all: Vec<registers::Documents>) {
        for one in all {
            if self.is_here(&one.division) {
                let row = self.fund(&one.fund);
                row.documents += one.rows;
                row.received += one.fen;
            }
        }
    }

    /// What was proposed: the region alone proposes.
    fn proposed(&mut self, all: &[fund_proposals::Proposed]) {
        let here = self.is_here("");
        for one in all.iter().filter(|_| here) {
            let row = self.fund(&one.fund);
            row.proposed += one.fen;
            row.rows_proposed += one.rows;
        }
    }

    /// What the rules want: of several that look at the same money the most, of several parts all together.
    fn wanted(&mut self, floors: &[Floor]) {
        let mut parts: BTreeMap<(Of, &str), Due> = BTreeMap::new();
        for floor in floors {
            let here = floor.subject.division.is_some_and(|place| self.is_here(&place.to_string()));
            let Some(of) = of(floor).filter(|_| here && floor.year == Some(self.year)) else {
                continue;
            };
            let (should, has) = (floor.least.0, floor.has.0);
            let due = parts.entry((of, floor.column)).or_default();
            if should > due.should {
                *due = Due { should, has, short: should.saturating_sub(has).max(0) };
            }
        }
        for ((of, _), due) in parts {
            self.rows.entry(of).or_default().wanted.get_or_insert_default().add(due);
        }
    }

    fn lit(&mut self, floors: &[Floor], all: &[Lit]) {
        let rules = &self.context.pack.rules;
        let of_class = |rule: &str| {
            let is_its = |floor: &&Floor| rules.get(floor.block).is_some_and(|r| r.id == rule);
            floors.iter().filter(is_its).find_map(of)
        };
        let year = self.year.to_string();
        for one in all.iter().filter(|one| one.rule.starts_with("raise.")) {
            let found = match (one.kind.as_str(), one.subject.rsplit_once('/')) {
                ("fund_year", Some((fund, of))) if of == year => Some(Of::Fund(fund.to_owned())),
                ("year", _) if one.subject == year => of_class(&one.rule),
                _ => None,
            };
            let Some(of) = found.filter(|_| self.is_here(&one.home)) else { continue };
            let row = self.rows.entry(of).or_default();
            *if one.lamp == "red" { &mut row.red } else { &mut row.yellow } += one.count;
        }
    }

    /// The rows by class, funds in the order of the catalogue.
    fn groups(self) -> Vec<Group> {
        let mut groups: BTreeMap<Option<FundClass>, Group> = BTreeMap::new();
        for (of, raised) in self.rows {
            let class = match &of {
                Of::Class(class) => Some(*class),
                Of::Fund(code) => self.funds.resolve(code).map(|fund| self.funds.get(fund).class),
            };
            let group = groups.entry(class).or_default();
            group.class = class;
            group.whole.add(&raised);
            if let Of::Fund(code) = of {
                group.funds.push((code, raised));
            }
        }
        // What is not in the catalogue comes last.
        let (none, mut known): (Vec<Group>, Vec<Group>) =
            groups.into_values().partition(|group| group.class.is_none());
        for group in &mut known {
            group.funds.sort_by_key(|(code, _)| self.funds.resolve(code));
        }
        known.extend(none);
        known
    }
}

/// What a rule wants money of.
pub(crate) fn of(floor: &Floor) -> Option<Of> {
    if let Some((fund, _)) = floor.subject.id.rsplit_once('/') {
        return Some(Of::Fund(fund.to_owned()));
    }
    let class = OF_CLASSES.iter().find(|(column, _)| *column == floor.column);
    class.map(|(_, class)| Of::Class(*class))
}
