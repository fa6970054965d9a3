//! The overview: how much money came to a division, how far it went, what is left, and what is wrong there.

mod meters;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

use domain::{Day, Division, Divisions, Fen, FundClass, Funds, Level};
use policy::engine::headroom::Meter;
use store::flows::{self, Flow, Lit, Step};
use store::ledger::{self, Lost, Total};
use store::records;
use store::registers::{self, KeptBack, Vouchers};
use tokio::sync::{Mutex, OnceCell};

use super::{Actor, Done, Refusal, lists};
use crate::access::Operation;
use crate::context::Context;

/// The sums of the whole store, kept until an import or a screening changes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(Arc<Mutex<Option<Marked>>>);

/// Sums with the numbers of the last import and screening that they hold.
type Marked = ((i64, i64), Arc<Sums>);

/// All sums.
#[derive(Debug)]
pub(crate) struct Sums {
    flows: Vec<Flow>,
    /// Vouchers in sums, as they say themselves whose money they are.
    pub(crate) vouchers: Vec<Vouchers>,
    /// Retention money and surplus of projects, once somebody asked for it.
    kept_back: OnceCell<Vec<KeptBack>>,
    lit: Vec<Lit>,
    /// The accounts of all purses.
    pub(crate) totals: Vec<Total>,
    /// What could not be posted.
    pub(crate) lost: Vec<Lost>,
    /// The funds of the catalogue and those that were imported.
    pub(crate) funds: Funds,
    /// What was made of them for a division and a year.
    looked: Looked,
    /// How far shares are from the limits of their rules.
    meters: meters::Meters,
}

/// Overviews by division and year, without the places and years that a reader may choose.
type Looked = std::sync::Mutex<HashMap<(Division, i64), Arc<Overview>>>;

/// What is looked at, where not all of it was said.
pub(crate) struct Chosen {
    /// The division.
    pub(crate) division: Division,
    /// The year.
    pub(crate) year: i64,
    /// The years of which there are sums, the last one first.
    pub(crate) years: Vec<i64>,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// The sums of the whole store.
    pub(crate) sums: Arc<Sums>,
}

/// Money and warnings of a part of what is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// Received from outside of it.
    pub(crate) received: Fen,
    /// Its own budget.
    pub(crate) raised: Fen,
    /// Handed down to others outside of it.
    pub(crate) handed_down: Fen,
    /// Given back to others; what others gave back to it lowers this.
    pub(crate) given_back: Fen,
    /// Brought over from other funds and years, less what was brought over to them.
    pub(crate) carried: Fen,
    /// Allotted to projects.
    pub(crate) allotted: Fen,
    /// Paid, without what came back.
    pub(crate) paid: Fen,
    /// Red warnings that are lit.
    pub(crate) red: i64,
    /// Yellow ones.
    pub(crate) yellow: i64,
}

impl Line {
    /// What there was to spend.
    pub(crate) fn available(&self) -> Fen {
        let Line { received, raised, handed_down, given_back, carried, .. } = self;
        Fen(received.0 + raised.0 + carried.0 - handed_down.0 - given_back.0)
    }

    /// What is not paid yet.
    pub(crate) fn left(&self) -> Fen {
        Fen(self.available().0 - self.paid.0)
    }

    fn is_nothing(&self) -> bool {
        *self == Line::default()
    }

    /// Together with another fund of the same divisions.
    pub(crate) fn add(&mut self, other: &Line) {
        let Line { received, raised, handed_down, given_back, carried, allotted, paid, .. } = other;
        for (sum, more) in [
            (&mut self.received, received),
            (&mut self.raised, raised),
            (&mut self.handed_down, handed_down),
            (&mut self.given_back, given_back),
            (&mut self.carried, carried),
            (&mut self.allotted, allotted),
            (&mut self.paid, paid),
        ] {
            sum.0 = sum.0.saturating_add(more.0);
        }
        self.red += other.red;
        self.yellow += other.yellow;
    }
}

/// The overview of a division in a year.
#[derive(Clone, Debug)]
pub(crate) struct Overview {
    /// The division.
    pub(crate) division: Division,
    /// The year.
    pub(crate) year: i64,
    /// The years of which there are sums, the last one first.
    pub(crate) years: Vec<i64>,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// All of it.
    pub(crate) whole: Line,
    /// Handed down inside of it, by the level that did it.
    pub(crate) inside: Vec<(Level, Fen)>,
    /// By class of funds; none: the records do not say.
    pub(crate) classes: Vec<(Option<FundClass>, Line)>,
    /// By fund; empty: the records do not say.
    pub(crate) funds: Vec<(String, Line)>,
    /// By division: its own level, then those below it.
    pub(crate) below: Vec<(Division, Line)>,
    /// Paid in each month.
    pub(crate) months: Vec<(String, Fen)>,
    /// Warnings by rule: red, yellow; most first.
    pub(crate) rules: Vec<(String, i64, i64)>,
    /// Where two levels lie below it: each of the next, with those below that.
    pub(crate) map: Vec<(Division, Vec<(Division, Line)>)>,
    /// The shares of the year that rules limit, with their head-room.
    pub(crate) meters: Vec<Meter>,
}

/// The overview that was asked for: of a division, in a year, as it is today.
pub(crate) async fn show(
    context: &Context,
    actor: &Actor,
    asked: (&str, &str),
    today: Day,
) -> Done<Overview> {
    let chosen = choose(context, actor, Operation::Overview, asked, today.year()).await?;
    let Chosen { division, year, years, places, sums } = chosen;
    let made = sums.overview(context.divisions(), division, year);
    let meters = sums.meters.of(context, today, (division, year)).await?;
    Ok(Overview { years, places, meters, ..Overview::clone(&made) })
}

/// Makes the sums ready before somebody asks for them: after an import or a screening they are made anew.
pub(crate) async fn prepare(context: &Context, today: Day) -> Done<()> {
    sums(context).await?.meters.all(context, today).await.map(drop)
}

impl Sums {
    /// Where the money of a year is that these divisions have together, fund by fund.
    pub(crate) fn lines(&self, year: i64, codes: &Codes) -> BTreeMap<String, Line> {
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        for flow in self.flows.iter().filter(|flow| flow.year == year) {
            add(lines.entry(flow.fund.clone()).or_default(), flow, codes);
        }
        lines.retain(|_, line| !line.is_nothing());
        lines
    }

    /// Retention money and surplus of projects.
    pub(crate) async fn kept_back(&self, context: &Context) -> Done<&[KeptBack]> {
        let read = async || -> Done<Vec<KeptBack>> {
            Ok(registers::kept_back(&mut context.db.read().await?).await?)
        };
        Ok(self.kept_back.get_or_try_init(read).await?)
    }

    /// The overview of a division in a year, made once.
    fn overview(&self, divisions: &Divisions, division: Division, year: i64) -> Arc<Overview> {
        let looked = || self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = looked().get(&(division, year)) {
            return Arc::clone(made);
        }
        let made = Arc::new(Look { divisions, sums: self, year }.overview(division));
        // A year may be asked for by any number; what there is none of is not kept.
        if self.flows.iter().any(|flow| flow.year == year) {
            looked().insert((division, year), Arc::clone(&made));
        }
        made
    }
}

/// What is to be looked at: a division in a year. Where none is named, the widest that may be seen, in the last
/// year that has begun.
pub(crate) async fn choose(
    context: &Context,
    actor: &Actor,
    operation: Operation,
    (division, year): (&str, &str),
    this_year: i32,
) -> Done<Chosen> {
    actor.post(context, operation, None)?;
    let places = lists::places(context, actor, operation);
    let division = match division {
        "" => places.first().copied().ok_or(Refusal::OutOfScope)?,
        text => {
            let found = context.divisions().resolve(text, None);
            found.map_err(|_| Refusal::UnknownDivision)?
        }
    };
    actor.post(context, operation, Some((division, None)))?;
    let sums = sums(context).await?;
    let years: BTreeSet<i64> = sums.flows.iter().map(|flow| flow.year).collect();
    let year = match year {
        "" => {
            let begun = years.iter().rev().find(|year| **year <= i64::from(this_year));
            begun.copied().unwrap_or(i64::from(this_year))
        }
        text => text.parse().map_err(|_| Refusal::AskedWrongly)?,
    };
    Ok(Chosen { division, year, years: years.into_iter().rev().collect(), places, sums })
}

/// How many warnings of each rule are lit where somebody may see them: red, yellow. None: nowhere.
pub(crate) async fn lit(
    context: &Context,
    actor: &Actor,
) -> Done<Option<BTreeMap<String, (i64, i64)>>> {
    let codes = lists::places(context, actor, Operation::Overview);
    if codes.is_empty() {
        return Ok(None);
    }
    let codes: Codes = codes.iter().map(ToString::to_string).collect();
    let sums = sums(context).await?;
    let mut rules: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for lit in sums.lit.iter().filter(|lit| codes.contains(&lit.home)) {
        let (red, yellow) = rules.entry(lit.rule.clone()).or_default();
        *if lit.lamp == "red" { red } else { yellow } += lit.count;
    }
    Ok(Some(rules))
}

/// The sums, from the store where they changed.
async fn sums(context: &Context) -> Done<Arc<Sums>> {
    let mut kept = context.sums.0.lock().await;
    let mut tx = context.db.read().await?;
    let mark = flows::mark(&mut tx).await?;
    if let Some((_, sums)) = kept.as_ref().filter(|(of, _)| *of == mark) {
        return Ok(Arc::clone(sums));
    }
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let (totals, lost) = (ledger::totals(&mut tx).await?, ledger::unposted(&mut tx).await?);
    let flows = flows::of(&totals, ledger::months(&mut tx).await?, &lost);
    let (lit, vouchers) = (flows::lit(&mut tx).await?, registers::vouchers(&mut tx).await?);
    let (looked, meters, kept_back) = Default::default();
    let sums = Sums { flows, vouchers, kept_back, lit, totals, lost, funds, looked, meters };
    let sums = Arc::new(sums);
    *kept = Some((mark, Arc::clone(&sums)));
    Ok(sums)
}

/// Looks at the sums of a year.
struct Look<'a> {
    divisions: &'a Divisions,
    sums: &'a Sums,
    year: i64,
}

/// Codes of divisions.
pub(crate) type Codes = BTreeSet<String>;

impl Look<'_> {
    fn overview(&self, division: Division) -> Overview {
        let all: Codes = crate::lists::asked::below(division, self.divisions).collect();
        let class = |flow: &Flow| {
            self.sums.funds.resolve(&flow.fund).map(|fund| self.sums.funds.get(fund).class)
        };
        let mut classes: BTreeMap<Option<FundClass>, Line> = BTreeMap::new();
        let mut months: BTreeMap<String, Fen> = BTreeMap::new();
        let mut funds: BTreeMap<String, Line> = BTreeMap::new();
        for flow in self.flows() {
            add(funds.entry(flow.fund.clone()).or_default(), flow, &all);
            add(classes.entry(class(flow)).or_default(), flow, &all);
            if flow.step == Step::Paid && all.contains(&flow.to) {
                months.entry(flow.month.clone()).or_default().0 += flow.fen;
            }
        }
        Overview {
            division,
            year: self.year,
            years: Vec::new(),
            places: Vec::new(),
            whole: self.line(&all),
            inside: self.inside(&all),
            classes: classes.into_iter().filter(|(_, line)| !line.is_nothing()).collect(),
            funds: funds.into_iter().filter(|(_, line)| !line.is_nothing()).collect(),
            below: self.below(division),
            months: months.into_iter().collect(),
            rules: self.rules(&all),
            map: self.map(division),
            meters: Vec::new(),
        }
    }

    fn flows(&self) -> impl Iterator<Item = &Flow> {
        self.sums.flows.iter().filter(|flow| flow.year == self.year)
    }

    fn line(&self, codes: &Codes) -> Line {
        let mut line = Line::default();
        self.flows().for_each(|flow| add(&mut line, flow, codes));
        for lit in self.sums.lit.iter().filter(|lit| codes.contains(&lit.home)) {
            let count = if lit.lamp == "red" { &mut line.red } else { &mut line.yellow };
            *count += lit.count;
        }
        line
    }

    fn inside(&self, codes: &Codes) -> Vec<(Level, Fen)> {
        let mut inside: BTreeMap<Level, Fen> = BTreeMap::new();
        let handed = self.flows().filter(|flow| flow.step == Step::HandedDown);
        for flow in handed.filter(|flow| codes.contains(&flow.from) && codes.contains(&flow.to)) {
            let from = flow.from.parse().ok().and_then(Division::from_code);
            if let Some(level) = from.and_then(|from| self.divisions.level(from)) {
                inside.entry(level).or_default().0 += flow.fen;
            }
        }
        inside.into_iter().collect()
    }

    fn below(&self, division: Division) -> Vec<(Division, Line)> {
        let children = self.divisions.iter().filter(|entry| entry.parent == Some(division));
        let own = (division, self.line(&Codes::from([division.to_string()])));
        let line = |child: Division| {
            let codes = crate::lists::asked::below(child, self.divisions).collect();
            (child, self.line(&codes))
        };
        let lines = std::iter::once(own).chain(children.map(|entry| line(entry.division)));
        lines.filter(|(_, line)| !line.is_nothing()).collect()
    }

    /// The divisions two levels below, by the one between, each with its line; nothing where there are none.
    fn map(&self, division: Division) -> Vec<(Division, Vec<(Division, Line)>)> {
        let lines = self.each();
        let below = |parent: Division| {
            let all = self.divisions.iter();
            all.filter(move |entry| entry.parent == Some(parent) && entry.valid_to.is_none())
                .map(|entry| entry.division)
        };
        let counties = |between: Division| -> Vec<(Division, Line)> {
            let line = |place: Division| lines.get(&place.to_string()).copied().unwrap_or_default();
            below(between).map(|place| (place, line(place))).collect()
        };
        let all = below(division).map(|between| (between, counties(between)));
        all.filter(|(_, counties)| !counties.is_empty()).collect()
    }

    /// The line of each division by itself, in one go.
    fn each(&self) -> BTreeMap<String, Line> {
        let canonical = |code: &str| {
            let place = code.parse().ok().and_then(Division::from_code);
            place.map_or_else(
                || code.to_owned(),
                |place| self.divisions.canonical(place).to_string(),
            )
        };
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        for flow in self.flows() {
            for place in BTreeSet::from([&flow.from, &flow.to]) {
                let codes = Codes::from([place.clone()]);
                add(lines.entry(canonical(place)).or_default(), flow, &codes);
            }
        }
        for lit in &self.sums.lit {
            let line = lines.entry(canonical(&lit.home)).or_default();
            let count = if lit.lamp == "red" { &mut line.red } else { &mut line.yellow };
            *count += lit.count;
        }
        lines
    }

    fn rules(&self, codes: &Codes) -> Vec<(String, i64, i64)> {
        let mut rules: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for lit in self.sums.lit.iter().filter(|lit| codes.contains(&lit.home)) {
            let (red, yellow) = rules.entry(&lit.rule).or_default();
            *if lit.lamp == "red" { red } else { yellow } += lit.count;
        }
        let mut rules: Vec<_> =
            rules.into_iter().map(|(rule, (red, yellow))| (rule.to_owned(), red, yellow)).collect();
        rules.sort_by_key(|(_, red, yellow)| std::cmp::Reverse((*red, *yellow)));
        rules
    }
}

/// Adds one sum to the line of these divisions.
fn add(line: &mut Line, flow: &Flow, codes: &Codes) {
    let (out, into) = (codes.contains(&flow.from), codes.contains(&flow.to));
    let fen = flow.fen;
    match (flow.step, out, into) {
        (Step::HandedDown, false, true) => line.received.0 += fen,
        (Step::HandedDown, true, false) => line.handed_down.0 += fen,
        (Step::GivenBack, true, false) => line.given_back.0 += fen,
        (Step::GivenBack, false, true) => line.given_back.0 -= fen,
        (Step::Raised, _, true) => line.raised.0 += fen,
        (Step::Allotted, _, true) => line.allotted.0 += fen,
        (Step::Paid, _, true) => line.paid.0 += fen,
        (Step::CarriedIn, _, true) => line.carried.0 += fen,
        (Step::CarriedOut, _, true) => line.carried.0 -= fen,
        _ => {}
    }
}
