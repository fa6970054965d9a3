//! What is behind the figures of money: lists with the same filters, whose rows come to the same sums.

use domain::{Division, Divisions, Month};

use super::asked_of;
use crate::lists::asked::encoded;
use crate::operations::registers::{Only, Row};

/// The lists behind the figures of one row.
pub(in crate::pages) struct Behind {
    /// Code of its division.
    place: String,
    /// Whether it is of that division alone.
    alone: bool,
    /// Whether nothing lies below that division.
    lowest: bool,
    /// Year and funds, as addresses ask for them; nothing where they cannot.
    of: Option<String>,
}

impl Behind {
    /// The lists behind a row of the register of a division and year.
    pub(in crate::pages) fn new(
        divisions: &Divisions,
        (top, year): (Division, i64),
        row: &Row,
        only: Only<'_>,
    ) -> Behind {
        let place = match row {
            Row::Own(place) | Row::Place(place) => *place,
            Row::Fund(_) | Row::Rule(_) | Row::Month(_) => top,
        };
        let of = match row {
            // Nobody can ask for records that name no fund.
            Row::Fund(fund) if fund.is_empty() => None,
            Row::Fund(fund) => Some(format!("&fiscal_year={year}&fund={}", encoded(fund))),
            _ => Some(format!("&fiscal_year={year}{}", asked_of(only))),
        };
        Behind {
            place: place.to_string(),
            alone: matches!(row, Row::Own(_)),
            lowest: divisions.iter().all(|entry| entry.parent != Some(place)),
            of,
        }
    }

    /// Whether it is of one level alone, without what lies below.
    pub(in crate::pages) fn is_alone(&self) -> bool {
        self.alone
    }

    fn list(&self, path: &str, asked: &str) -> Option<String> {
        self.of.as_ref().map(|of| format!("{path}?{asked}{of}"))
    }

    /// Documents by which money came in over its border.
    pub(in crate::pages) fn received(&self) -> Option<String> {
        let place = &self.place;
        let asked = if self.alone {
            format!("place={place}&came=received")
        } else {
            format!("to={place}&outside={place}")
        };
        self.list("/registers/allocation", &asked)
    }

    /// Documents of its own budget.
    pub(in crate::pages) fn own(&self) -> Option<String> {
        let name = if self.alone { "place" } else { "to" };
        self.list("/registers/allocation", &format!("{name}={}&came=own", self.place))
    }

    /// Documents by which it handed money down.
    pub(in crate::pages) fn handed_down(&self) -> Option<String> {
        let asked = format!("giver={}&came=received", self.place);
        self.list("/registers/allocation", &asked).filter(|_| self.alone)
    }

    /// Documents by which it gave money back.
    pub(in crate::pages) fn given_back(&self) -> Option<String> {
        let asked = format!("from={}&kind=return", self.place);
        self.list("/allotments", &asked).filter(|_| self.lowest)
    }

    /// Money allotted to projects.
    pub(in crate::pages) fn allotted(&self) -> Option<String> {
        let name = if self.alone { "place" } else { "to" };
        self.list("/fundings", &format!("{name}={}", self.place))
    }

    /// Payments, of which more can be asked.
    pub(in crate::pages) fn payments(&self, more: &str) -> Option<String> {
        let list = self.list("/payments", &format!("county={}{more}", self.place));
        list.filter(|_| !self.alone || self.lowest)
    }

    /// Payments whose use was looked at, of which more can be asked.
    pub(super) fn looked(&self, more: &str) -> Option<String> {
        let list = self.list("/looked-at", &format!("county={}{more}", self.place));
        list.filter(|_| !self.alone || self.lowest)
    }

    /// Payments of a month, as `2020-06`.
    pub(in crate::pages) fn payments_in(&self, month: &str) -> Option<String> {
        let month = Month::parse(month).ok()?;
        let (first, last) = (month.first_day()?, month.last_day()?);
        self.payments(&format!("&paid_on.from={first}&paid_on.to={last}"))
    }

    /// Projects that keep money back or have some left over.
    pub(in crate::pages) fn kept_back(&self) -> Option<String> {
        let list = self.list("/kept-back", &format!("county={}", self.place));
        list.filter(|_| !self.alone || self.lowest)
    }

    /// Warnings that are lit, of one family of rules.
    pub(in crate::pages) fn warnings(&self, more: &str) -> String {
        let name = if self.alone { "place" } else { "home" };
        format!("/warnings?{name}={}&lit=yes{more}", self.place)
    }
}
