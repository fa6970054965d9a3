//! Days: `SQLite`'s own calendar functions, and the table of working days.

use super::Render;
use crate::lang::typed::{Node, Step, Typed};

/// The days that the program accepts, as SQL.
const ACCEPTED: &str = "BETWEEN -25567 AND 84370";

impl Render<'_> {
    pub(super) fn day(&self, part: &Typed) -> String {
        match &part.node {
            Node::After(step, day, n) => after(*step, &self.part(day), &self.part(n)),
            Node::MonthEnd(day) => {
                let end = "'start of month', '+1 month', '-1 day'";
                format!("(unixepoch({} * 86400, 'unixepoch', {end}) / 86400)", self.part(day))
            }
            Node::YearOf(day) => {
                format!("CAST(strftime('%Y', {} * 86400, 'unixepoch') AS INTEGER)", self.part(day))
            }
            Node::On(year, day) => on(&self.part(year), &self.part(day)),
            Node::DaysBetween(a, b) => format!("({} - {})", self.part(b), self.part(a)),
            Node::WorkdaysBetween(a, b) => format!(
                "(SELECT \"to\".\"upto\" - \"from\".\"upto\" \
                 FROM \"workday\" AS \"from\", \"workday\" AS \"to\" \
                 WHERE \"from\".\"day\" = {} AND \"to\".\"day\" = {})",
                self.part(a),
                self.part(b)
            ),
            _ => self.dated_amounts(part),
        }
    }

    fn dated_amounts(&self, part: &Typed) -> String {
        let table = self.table.name;
        let from = |parts: &Typed| {
            let name = self.parts_name(parts);
            format!("FROM \"{table}__{name}\" AS p WHERE p.\"row\" = \"{table}\".\"row\"")
        };
        match &part.node {
            Node::Total(parts) => format!("\"{table}\".\"{}__total\"", self.parts_name(parts)),
            Node::LastDay(parts) => format!("(SELECT max(p.\"day\") {})", from(parts)),
            Node::DoneBy(parts, day) => {
                let (from, day) = (from(parts), self.part(day));
                format!(
                    "(CASE WHEN {day} IS NOT NULL THEN \
                     (SELECT coalesce(sum(p.\"amount\"), 0) {from} AND p.\"day\" <= {day}) END)"
                )
            }
            _ => "NULL".to_owned(),
        }
    }

    fn parts_name(&self, parts: &Typed) -> &'static str {
        match parts.node {
            Node::Column(position) => self.table.columns.get(position).map_or("", |c| c.name),
            _ => "",
        }
    }
}

/// A day so many steps after another, both given as SQL.
pub(super) fn after(step: Step, day: &str, n: &str) -> String {
    let from = format!("(SELECT {day} AS d, {n} AS n) AS x");
    match step {
        Step::Days => {
            format!("(SELECT CASE WHEN x.d + x.n {ACCEPTED} THEN x.d + x.n END FROM {from})")
        }
        Step::Months => months_after(&from),
        Step::Workdays => workdays_after(&from),
    }
}

/// The same day of another month, or that month's last day where the day does not exist.
fn months_after(from: &str) -> String {
    let first = "unixepoch(x.d * 86400, 'unixepoch', 'start of month', x.n || ' months') / 86400";
    let last = "unixepoch(x.d * 86400, 'unixepoch', 'start of month', x.n || ' months', \
                '+1 month', '-1 day') / 86400";
    let day = "CAST(strftime('%d', x.d * 86400, 'unixepoch') AS INTEGER)";
    let result = format!("min({first} + {day} - 1, {last})");
    format!("(SELECT CASE WHEN {result} {ACCEPTED} THEN {result} END FROM {from})")
}

fn workdays_after(from: &str) -> String {
    let nth = |start: &str| {
        format!(
            "(SELECT min(w.\"day\") FROM \"workday\" AS w WHERE w.\"worked\" AND w.\"upto\" = \
             (SELECT {start} FROM \"workday\" AS h WHERE h.\"day\" = x.d))"
        )
    };
    let (forward, back) = (nth("h.\"upto\" + x.n"), nth("h.\"upto\" - h.\"worked\" + x.n + 1"));
    let here = "(SELECT h.\"day\" FROM \"workday\" AS h WHERE h.\"day\" = x.d)";
    format!(
        "(SELECT CASE WHEN x.n = 0 THEN {here} WHEN x.n > 0 THEN {forward} ELSE {back} END \
         FROM {from})"
    )
}

/// A day of a year from month × 100 + day.
fn on(year: &str, day: &str) -> String {
    let first = "printf('%04d-%02d-01', x.y, x.m / 100)";
    let wanted = format!("unixepoch({first}) / 86400 + x.m % 100 - 1");
    let last = format!("unixepoch({first}, '+1 month', '-1 day') / 86400");
    format!(
        "(SELECT CASE WHEN x.y BETWEEN 1900 AND 2200 THEN min({wanted}, {last}) END \
         FROM (SELECT {year} AS y, {day} AS m) AS x)"
    )
}
