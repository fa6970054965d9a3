//! A whole rule: what the engine says of every row of a fact table, as one SELECT.

use domain::Day;

use super::dates::after;
use super::{Render, render};
use crate::facts::FactTable;
use crate::finding::Lamp;
use crate::lang::Expr;
use crate::lang::typed::{Kind, Node, Step};
use crate::pack::{Pack, Params, Rule, Soon, Test, Window};

/// A rule as `SQLite` text. Nothing for a rule that only the platform judges.
///
/// The SELECT has a line for every row of the fact table, in their order, with these columns:
///
/// - `"row"`;
/// - `"verdict"`: 1 a finding, 0 in order or not the rule's matter, NULL where it cannot tell;
///
/// and, NULL where there is no finding,
///
/// - `"soon"`: 1 where the finding only says that the day is near;
/// - `"due_on"` and `"days_late"`, of a clock;
/// - `"amount"`: fen. Of a clock with parts it is what was done late and what is still open.
///
/// Of parts the tables hold what was done up to the day of evaluation, as in [`crate::value`].
pub fn rule(rule: &Rule, pack: &Pack, params: &Params, as_of: Day) -> Option<String> {
    let table = rule.about;
    let render = Render { table, params, as_of: i64::from(as_of.number()) };
    let applies = applies(&render, rule, pack);
    match &rule.test {
        Test::When(when) => Some(condition(&render, rule, &applies, when, as_of)),
        Test::Clock { due, done, soon, late } => {
            let minds_late = rule.lamp == Lamp::Red || *late;
            let clock = Clock { render, rule, due, done, soon: soon.as_ref(), minds_late, as_of };
            Some(clock.select(&applies))
        }
        Test::PlatformOnly => None,
    }
}

/// Whether the rule is about a row: the law of its year and day, and the rule's own `where`.
fn applies(render: &Render, rule: &Rule, pack: &Pack) -> String {
    let mut all = Vec::new();
    let column = |name: &str| render.table.position(name).map(|c| render.column(c));
    let own_day = column(render.table.day).unwrap_or_else(|| "NULL".to_owned());
    let year_of_day = format!("CAST(strftime('%Y', {own_day} * 86400, 'unixepoch') AS INTEGER)");
    let year = match column("fiscal_year") {
        Some(year) => format!("coalesce({year}, {year_of_day})"),
        None => year_of_day,
    };
    let (first, last) = pack.years;
    let number = |day: Option<Day>| day.map(|d| i64::from(d.number()));
    let bounds = [
        (&year, ">=", first.map(i64::from)),
        (&year, "<=", last.map(i64::from)),
        (&own_day, ">=", number(rule.since)),
        (&own_day, "<=", number(rule.until)),
    ];
    for (value, sign, bound) in bounds {
        // A row whose day is not known is bound by every law.
        all.extend(bound.map(|bound| format!("coalesce({value} {sign} {bound}, 1)")));
    }
    all.extend(rule.scope.as_ref().map(|scope| render.part(&scope.inner.root)));
    if all.is_empty() { "1".to_owned() } else { format!("({})", all.join(" AND ")) }
}

/// The amount that a rule names, else the table's own.
fn amount(render: &Render, rule: &Rule, as_of: Day) -> String {
    let own = |table: &FactTable| table.amount.and_then(|a| table.position(a));
    match &rule.amount {
        Some(amount) => self::render(amount, render.table, render.params, as_of),
        None => own(render.table).map_or("NULL".to_owned(), |column| render.column(column)),
    }
}

fn condition(render: &Render, rule: &Rule, applies: &str, when: &Expr, as_of: Day) -> String {
    let (table, amount) = (render.table.name, amount(render, rule, as_of));
    let when = render.part(&when.inner.root);
    format!(
        "WITH \"judged\" AS MATERIALIZED (SELECT \"{table}\".\"row\" AS \"row\", \
         ({applies} AND {when}) AS \"verdict\", {amount} AS \"amount\" FROM \"{table}\")\n\
         SELECT \"row\", \"verdict\", CASE WHEN \"verdict\" THEN 0 END AS \"soon\", \
         NULL AS \"due_on\", NULL AS \"days_late\", \
         CASE WHEN \"verdict\" THEN \"amount\" END AS \"amount\" \
         FROM \"judged\" ORDER BY \"row\""
    )
}

struct Clock<'r> {
    render: Render<'r>,
    rule: &'r Rule,
    due: &'r Expr,
    done: &'r Expr,
    soon: Option<&'r Soon>,
    minds_late: bool,
    as_of: Day,
}

impl Clock<'_> {
    /// From the facts to the days, from these to how far the matter is, from there to the verdict.
    fn select(&self, applies: &str) -> String {
        let due = self.render.part(&self.due.inner.root);
        let table = self.render.table.name;
        let amount = amount(&self.render, self.rule, self.as_of);
        let (done, reached) = match self.parts() {
            Some(column) => (format!("\"{table}\".\"{column}__total\""), self.in_parts(column)),
            None => (self.render.part(&self.done.inner.root), self.on_day()),
        };
        let first = self.first_of_window();
        format!(
            "WITH \"facts\" AS MATERIALIZED (SELECT \"{table}\".\"row\" AS \"row\", \
             {applies} AS \"applies\", {due} AS \"due\", {done} AS \"done\", \
             {amount} AS \"own\" FROM \"{table}\"),\n\
             \"days\" AS MATERIALIZED (SELECT *, {first} AS \"first\" FROM \"facts\"),\n\
             \"reached\" AS MATERIALIZED ({reached}),\n{}",
            self.verdict()
        )
    }

    /// The column of dated amounts, where the clock has one.
    fn parts(&self) -> Option<&'static str> {
        let root = &self.done.inner.root;
        match root.node {
            Node::Column(position) if root.ty.kind == Kind::Parts => {
                self.render.table.columns.get(position).map(|c| c.name)
            }
            _ => None,
        }
    }

    /// First day on which the clock says that its day is near.
    fn first_of_window(&self) -> String {
        let (step, n) = match self.soon.and_then(|soon| soon.window(self.as_of)) {
            Some(Window::Days(n)) => (Step::Days, n),
            Some(Window::Workdays(n)) => (Step::Workdays, n),
            None => return "NULL".to_owned(),
        };
        after(step, "\"due\"", &(-n).to_string())
    }

    /// Done on one day; a day after the day of evaluation does not count as done.
    fn on_day(&self) -> String {
        let as_of = self.render.as_of;
        format!(
            "SELECT *, \"due\" IS NOT NULL AS \"known\", \
             (\"done\" IS NULL OR \"done\" > {as_of}) AS \"open\", \
             CASE WHEN \"done\" <= {as_of} AND \"done\" > \"due\" THEN \"done\" END AS \"late\", \
             NULL AS \"owed\" FROM \"days\""
        )
    }

    /// Done piece by piece: a late piece counts only while money is open when it comes, and what
    /// was in time and taken back later is open again.
    fn in_parts(&self, column: &str) -> String {
        let parts = format!("\"{}__{column}\" AS p", self.render.table.name);
        let sum = format!("SELECT coalesce(sum(p.\"amount\"), 0) FROM {parts}");
        format!(
            "SELECT *, \"due\" IS NOT NULL AND \"done\" IS NOT NULL AS \"known\", \
             \"all\" < \"done\" AS \"open\", CASE WHEN \"owed\" > 0 THEN \"last\" END AS \"late\" \
             FROM (SELECT *, max(\"done\" - min(\"in_time\", \"all\"), 0) AS \"owed\" \
             FROM (SELECT d.*, \
             ({sum} WHERE p.\"row\" = d.\"row\" AND p.\"day\" <= d.\"due\") AS \"in_time\", \
             ({sum} WHERE p.\"row\" = d.\"row\") AS \"all\", \
             (SELECT max(x.\"day\") FROM (SELECT p.\"day\", \
             coalesce(sum(p.\"amount\") OVER (ORDER BY p.\"day\", p.\"amount\" \
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS \"before\" \
             FROM {parts} WHERE p.\"row\" = d.\"row\") AS x \
             WHERE x.\"day\" > d.\"due\" AND x.\"before\" < d.\"done\") AS \"last\" \
             FROM \"days\" AS d))"
        )
    }

    fn verdict(&self) -> String {
        let as_of = self.render.as_of;
        let late = if self.minds_late { " OR \"late\" IS NOT NULL" } else { "" };
        let near = format!("(\"first\" IS NOT NULL AND {as_of} BETWEEN \"first\" AND \"due\")");
        // Without an amount of its own a clock with parts says what was late and is open.
        let amount = match (&self.rule.amount, self.parts()) {
            (None, Some(_)) => "\"owed\"",
            _ => "coalesce(\"own\", \"owed\")",
        };
        format!(
            "\"told\" AS MATERIALIZED (SELECT *, \
             ((\"open\" AND {as_of} > \"due\"){late}) AS \"fired\" FROM \"reached\"),\n\
             \"judged\" AS MATERIALIZED (SELECT *, (\"applies\" AND \
             CASE WHEN \"known\" THEN \"fired\" OR \"open\" AND {near} END) AS \"verdict\" \
             FROM \"told\")\n\
             SELECT \"row\", \"verdict\", \
             CASE WHEN \"verdict\" THEN NOT \"fired\" END AS \"soon\", \
             CASE WHEN \"verdict\" THEN \"due\" END AS \"due_on\", \
             CASE WHEN \"verdict\" AND \"fired\" THEN \
             CASE WHEN \"open\" THEN {as_of} ELSE \"late\" END - \"due\" END AS \"days_late\", \
             CASE WHEN \"verdict\" THEN {amount} END AS \"amount\" \
             FROM \"judged\" ORDER BY \"row\""
        )
    }
}
