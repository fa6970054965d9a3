//! The factor-method proposal (因素法方案) for each receiver, against what it was handed.

use std::collections::BTreeMap;

use domain::{Day, Division, FundId, Level, TableId};

use super::super::fill::{add, cell, each, fen_value, scalar};
use super::super::{FactTable, Identity, Need};
use super::moves::handed_on;
use super::{is_fresh, is_later, is_own, receiver, receiver_level};
use crate::context::{Context, Derived};
use crate::value::{Type, UNKNOWN, day_value};

/// Fund, fiscal year and level of the receivers: the proposals that share one sum.
type Round = (FundId, u16, Level);

/// One receiver for which there is a proposal and which was handed money of that fund and year.
struct Receiver {
    fund: FundId,
    year: u16,
    division: Division,
    proposed: i64,
    reason: bool,
    handed: i64,
    /// The last row handed to it, about which the finding is.
    last: Option<(Option<Day>, usize)>,
}

#[derive(Clone, Copy, Default)]
struct Total {
    proposed: i64,
    handed: i64,
}

struct Proposals {
    receivers: Vec<Receiver>,
    totals: BTreeMap<Round, Total>,
}

impl Derived for Proposals {
    fn build(context: &Context) -> Self {
        let mut proposals = Proposals { receivers: Vec::new(), totals: BTreeMap::new() };
        let mut places: BTreeMap<(FundId, u16, Division), usize> = BTreeMap::new();
        for row in 0..context.data.tables.proposals.amount.len() {
            proposals.add_proposal(context, row, &mut places);
        }
        let handed = |row: &usize| {
            is_fresh(context, *row) && !is_own(context, *row) && !is_later(context, *row)
        };
        for row in (0..context.data.tables.allotments.id.len()).filter(handed) {
            proposals.add_handed(context, row, &places);
        }
        proposals.receivers.retain(|r| r.last.is_some());
        proposals
    }
}

impl Proposals {
    fn add_proposal(
        &mut self,
        context: &Context,
        row: usize,
        places: &mut BTreeMap<(FundId, u16, Division), usize>,
    ) {
        let table = &context.data.tables.proposals;
        let cells = (cell(&table.fund, row), cell(&table.fiscal_year, row), cell(&table.to, row));
        let (Some(fund), Some(year), Some(to)) = cells else { return };
        let division = context.pack.divisions.canonical(to);
        let Some(level) = context.pack.divisions.level(division) else { return };
        let fen = fen_value(cell(&table.amount, row));
        let total = self.totals.entry((fund, year, level)).or_default();
        total.proposed = add(total.proposed, fen);
        let place = *places.entry((fund, year, division)).or_insert(self.receivers.len());
        if place == self.receivers.len() {
            let last = None;
            let empty =
                Receiver { fund, year, division, proposed: 0, reason: false, handed: 0, last };
            self.receivers.push(empty);
        }
        if let Some(receiver) = self.receivers.get_mut(place) {
            receiver.proposed = add(receiver.proposed, fen);
            receiver.reason |= cell(&table.reason, row).is_some();
        }
    }

    /// Prefectures share all that the region handed to prefectures; counties, of which a proposal names
    /// only some, what was handed to those that it names.
    fn add_handed(
        &mut self,
        context: &Context,
        row: usize,
        places: &BTreeMap<(FundId, u16, Division), usize>,
    ) {
        let table = &context.data.tables.allotments;
        let cells = (cell(&table.fund, row), cell(&table.fiscal_year, row));
        let (Some(fund), Some(year)) = cells else { return };
        let (Some(to), Some(level)) = (receiver(context, row), receiver_level(context, row)) else {
            return;
        };
        let division = context.pack.divisions.canonical(to);
        let place = places.get(&(fund, year, division)).and_then(|p| self.receivers.get_mut(*p));
        let fen = fen_value(cell(&table.amount, row));
        let named = place.is_some();
        if let Some(receiver) = place {
            receiver.handed = add(receiver.handed, fen);
            receiver.last = receiver.last.max(Some((handed_on(context, row), row)));
        }
        let counts = named || level == Level::Prefecture;
        let total = self.totals.get_mut(&(fund, year, level)).filter(|_| counts);
        if let Some(total) = total {
            total.handed = add(total.handed, fen);
        }
    }

    fn total(&self, context: &Context, receiver: &Receiver) -> Total {
        let level = context.pack.divisions.level(receiver.division);
        let round = level.map(|level| (receiver.fund, receiver.year, level));
        round.and_then(|r| self.totals.get(&r)).copied().unwrap_or_default()
    }
}

/// One row for each receiver of money for which there is a factor-method proposal.
pub static PROPOSAL: FactTable = FactTable {
    name: "proposal",
    zh: "因素法分配方案中的一个地区，与实际下达比较",
    en: "one receiver of the factor-method proposal, with what it was handed",
    subject: "allotment",
    needs: &[Need(TableId::Proposals, ""), Need(TableId::Allotments, "")],
    day: "day",
    amount: Some("handed"),
    rows: |context| context.derive::<Proposals>().receivers.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("最后一笔下达的日期", "day of the last hand-down"),
            &[],
            |context, rows| {
                each_receiver(context, rows, |r, _| day_value(r.last.and_then(|l| l.0)))
            },
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("预算年度", "fiscal year"),
            &[],
            |context, rows| each_receiver(context, rows, |r, _| i64::from(r.year)),
        ),
        scalar(
            "proposed",
            Type::Money,
            ("方案金额", "amount proposed"),
            &[],
            |context, rows| each_receiver(context, rows, |r, _| r.proposed),
        ),
        scalar(
            "proposed_total",
            Type::Money,
            ("同级各地区方案合计", "all that is proposed for receivers of its level"),
            &[],
            |context, rows| each_receiver(context, rows, |_, total| total.proposed),
        )
        .across(),
        scalar(
            "handed",
            Type::Money,
            ("实际下达金额", "amount handed to it"),
            &[],
            |context, rows| each_receiver(context, rows, |r, _| r.handed),
        ),
        scalar(
            "handed_total",
            Type::Money,
            ("同级各地区实际下达合计", "all that was handed to receivers of its level"),
            &[],
            |context, rows| each_receiver(context, rows, |_, total| total.handed),
        )
        .across(),
        scalar(
            "reason",
            Type::Flag,
            ("已说明调整理由", "a reason for the deviation is recorded"),
            &[],
            |context, rows| each_receiver(context, rows, |r, _| i64::from(r.reason)),
        ),
    ],
};

fn each_receiver(
    context: &Context,
    rows: &[u32],
    value: impl Fn(&Receiver, Total) -> i64,
) -> Vec<i64> {
    let proposals = context.derive::<Proposals>();
    each(rows, |row| {
        let receiver = proposals.receivers.get(row);
        receiver.map_or(UNKNOWN, |r| value(r, proposals.total(context, r)))
    })
}

/// The receivers of a fund and year among the rows of this table: the number of each row, and who it is.
pub(crate) fn receivers(context: &Context, fund: FundId, year: u16) -> Vec<(u32, Division)> {
    let all = context.derive::<Proposals>();
    let of = |(row, one): (u32, &Receiver)| {
        (one.fund == fund && one.year == year).then_some((row, one.division))
    };
    (0..).zip(&all.receivers).filter_map(of).collect()
}

fn identity(context: &Context, row: usize) -> Identity {
    let proposals = context.derive::<Proposals>();
    let last = proposals.receivers.get(row).and_then(|r| r.last);
    last.map_or_else(Identity::default, |(_, row)| super::identity(context, row))
}
