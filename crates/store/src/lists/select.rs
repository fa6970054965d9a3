//! The statements of a query, put together from what its list declares.

use std::collections::BTreeSet;

use domain::Day;

use super::{Column, Kept, List, Part, Query, Reach, Test};
use crate::db::{Sql, Value};

/// A statement under way: its conditions with the values bound to them.
#[derive(Default)]
struct Conditions {
    text: Vec<String>,
    values: Vec<Value<'static>>,
}

impl Conditions {
    /// Binds a value; the mark that stands for it.
    fn bind(&mut self, value: Value<'static>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn among(&mut self, sql: &str, values: impl IntoIterator<Item = Value<'static>>) -> String {
        let marks: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        match marks.as_slice() {
            [] => "1 = 0".to_owned(),
            [one] => format!("{sql} = {one}"),
            several => format!("{sql} IN ({})", several.join(", ")),
        }
    }

    fn reach(&mut self, list: &List, reach: &Reach) {
        let parts = match reach {
            Reach::Everything => return,
            Reach::Nothing => &[][..],
            Reach::Parts(parts) => parts,
        };
        let parts: Vec<String> = parts.iter().map(|part| self.part(list, part)).collect();
        self.text.push(either(&parts));
    }

    fn part(&mut self, list: &List, part: &Part) -> String {
        let codes = || part.divisions.iter().cloned().map(Value::from);
        let places: Vec<String> =
            list.places.iter().map(|place| self.among(place, codes())).collect();
        match (&part.organisation, list.organisation) {
            (None, _) => either(&places),
            (Some(own), Some(sql)) => {
                let own = self.bind(Value::from(own.clone()));
                format!("({} AND {sql} = {own})", either(&places))
            }
            (Some(_), None) => "1 = 0".to_owned(),
        }
    }

    fn test(&mut self, sql: &str, test: &Test) {
        let condition = match test {
            Test::Among(values) => self.among(sql, values.iter().cloned()),
            Test::AtLeast(value) => format!("{sql} >= {}", self.bind(value.clone())),
            Test::AtMost(value) => format!("{sql} <= {}", self.bind(value.clone())),
        };
        self.text.push(condition);
    }

    fn words(&mut self, list: &List, query: &Query) {
        for term in &query.words {
            let pattern = pattern(&term.written);
            let places = list.search.iter().map(|sql| {
                let mark = self.bind(Value::from(pattern.clone()));
                format!("LOWER({sql}) LIKE {mark} ESCAPE '!'")
            });
            let mut places: Vec<String> = places.collect();
            for (sql, texts) in &term.heard {
                places.push(self.among(sql, texts.iter().cloned().map(Value::from)));
            }
            self.text.push(either(&places));
        }
    }

    /// Where the page lies: after the one before, and where there are rows.
    fn place(&mut self, list: &List, query: &Query, span: Option<&Span>) {
        if let Some(Span { begin, end }) = span {
            let sort = query.sort.sql;
            let least = self.bind(Value::from(format!("{begin}-01")));
            let most = self.bind(Value::from(format!("{end}-31")));
            self.text.push(format!("{sort} >= {least} AND {sort} <= {most}"));
        }
        let Some((value, key)) = &query.after else { return };
        let than = if query.descending { '<' } else { '>' };
        let (value, number) = (self.bind(value.clone()), self.bind(Value::from(*key)));
        self.text.push(format!("({}, {}) {than} ({value}, {number})", query.sort.sql, list.key));
    }

    fn of(list: &List, query: &Query) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.reach(list, &query.reach);
        conditions.all(list, query, |_| true);
        conditions
    }

    /// All conditions but the reach, of the tests those that are wanted.
    fn all(&mut self, list: &List, query: &Query, wanted: impl Fn(&Column) -> bool) {
        if !list.holds.is_empty() {
            self.text.push(list.holds.to_owned());
        }
        for (column, test) in query.tests.iter().filter(|(column, _)| wanted(column)) {
            self.test(column.sql, test);
        }
        self.words(list, query);
    }

    fn written(&self) -> String {
        if self.text.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.text.join(" AND "))
        }
    }
}

/// One of several conditions; none of none.
fn either(conditions: &[String]) -> String {
    match conditions {
        [] => "1 = 0".to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    }
}

/// The pattern of a text that stands anywhere, in small letters.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.to_ascii_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A page and one row more, by which it is known whether there is another page. First the numbers of its rows,
/// then their columns: what is shown of a row may take queries of its own.
pub(super) fn rows(list: &List, query: &Query, span: Option<&Span>) -> (Sql, Vec<Value<'static>>) {
    let mut conditions = Conditions::default();
    let codes = places(list, query);
    let page = if let Some(codes @ [_, _, ..]) = codes.as_deref() {
        merged(&mut conditions, list, query, (codes, span))
    } else {
        conditions.reach(list, &query.reach);
        conditions.all(list, query, |_| true);
        conditions.place(list, query, span);
        numbers(list, query, &conditions, "")
    };
    let columns: Vec<&str> = list.columns.iter().map(|column| column.sql).collect();
    let (from, key, columns) = (list.from, list.key, columns.join(", "));
    let order = order(list, query);
    let sql =
        format!("SELECT {key}, {columns} FROM {from} WHERE {key} IN ({page}) ORDER BY {order}");
    (of_day(sql, query), conditions.values)
}

/// The columns of rows by their numbers.
pub(super) fn numbered(list: &List, query: &Query, numbers: &[i64]) -> (Sql, Vec<Value<'static>>) {
    let columns: Vec<&str> = list.columns.iter().map(|column| column.sql).collect();
    let (from, key, columns) = (list.from, list.key, columns.join(", "));
    let mut conditions = Conditions::default();
    let among = conditions.among(key, numbers.iter().map(|number| Value::from(*number)));
    let sql = format!("SELECT {key}, {columns} FROM {from} WHERE {among}");
    (of_day(sql, query), conditions.values)
}

/// Of some rows the numbers of those that fulfil the tests of a query.
pub(super) fn fitting(list: &List, query: &Query, numbers: &[i64]) -> (Sql, Vec<Value<'static>>) {
    let (from, key) = (list.from, list.key);
    let mut conditions = Conditions::default();
    let among = conditions.among(key, numbers.iter().map(|number| Value::from(*number)));
    conditions.text.push(among);
    for (column, test) in &query.tests {
        conditions.test(column.sql, test);
    }
    let sql = format!("SELECT {key} FROM {from}{}", conditions.written());
    (of_day(sql, query), conditions.values)
}

fn order(list: &List, query: &Query) -> String {
    let direction = if query.descending { "DESC" } else { "ASC" };
    format!("{} {direction}, {} {direction}", query.sort.sql, list.key)
}

/// The numbers of the rows of a page, with the value that orders them where it is asked for.
fn numbers(list: &List, query: &Query, conditions: &Conditions, more: &str) -> String {
    let (from, key, written) = (list.from, list.key, conditions.written());
    let (order, limit) = (order(list, query), query.rows + 1);
    format!("SELECT {key}{more} FROM {from}{written} ORDER BY {order} LIMIT {limit}")
}

/// The same of several places: the first rows of each, which an index gives in their order, and of those the
/// first. To sort the rows of all places takes as long as they are many.
fn merged(
    conditions: &mut Conditions,
    list: &List,
    query: &Query,
    (codes, span): (&[String], Option<&Span>),
) -> String {
    let place = list.split.map_or("", |split| split.place);
    let more = format!(" AS k, {} AS v", query.sort.sql);
    let mut branches = Vec::with_capacity(codes.len());
    for (at, code) in codes.iter().enumerate() {
        conditions.text.clear();
        let mark = conditions.bind(Value::from(code.clone()));
        conditions.text.push(format!("{place} = {mark}"));
        conditions.all(list, query, |column| column.sql != place);
        conditions.place(list, query, span);
        let numbers = numbers(list, query, conditions, &more);
        branches.push(format!("SELECT k, v FROM ({numbers}) AS b{at}"));
    }
    let (branches, limit) = (branches.join(" UNION ALL "), query.rows + 1);
    let direction = if query.descending { "DESC" } else { "ASC" };
    format!("SELECT k FROM ({branches}) AS u ORDER BY v {direction}, k {direction} LIMIT {limit}")
}

/// The places to which a query is bounded, where the rows of each can be had in the order asked for.
fn places(list: &List, query: &Query) -> Option<Vec<String>> {
    let split = list.split.filter(|split| split.sorts.contains(&query.sort.name))?;
    // Where one project or one allotment is asked for, its few rows are found by it, and sorted.
    let is_sparse = |(column, test): &(&'static Column, Test)| {
        let known = |kept: &Kept| kept.columns.contains(&column.name);
        let usual = column.sql == split.place || list.kept.is_some_and(known);
        matches!(test, Test::Among(_)) && !usual
    };
    if query.tests.iter().any(is_sparse) {
        return None;
    }
    let mut codes: Option<BTreeSet<String>> = match &query.reach {
        Reach::Everything => None,
        Reach::Nothing => Some(BTreeSet::new()),
        Reach::Parts(parts) if parts.iter().any(|part| part.organisation.is_some()) => return None,
        Reach::Parts(parts) => {
            Some(parts.iter().flat_map(|part| part.divisions.iter().cloned()).collect())
        }
    };
    for (_, test) in query.tests.iter().filter(|(column, _)| column.sql == split.place) {
        let Test::Among(values) = test else { return None };
        let asked: BTreeSet<String> = values.iter().filter_map(code).collect();
        codes = Some(match codes {
            None => asked,
            Some(codes) => codes.intersection(&asked).cloned().collect(),
        });
    }
    codes.map(|codes| codes.into_iter().collect())
}

fn code(value: &Value<'static>) -> Option<String> {
    match value {
        Value::Text(Some(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// The months in which there are rows that fit, as the sums that are kept tell them.
#[derive(Clone, Debug)]
pub(super) struct Span {
    /// The first of them, `2019-07`.
    pub(super) begin: String,
    /// The last of them.
    pub(super) end: String,
}

/// Asks for the span of a query in the order of days that is narrowed down otherwise: a page is then looked for
/// where there are rows, not among all days before.
pub(super) fn span(list: &List, query: &Query) -> Option<(Sql, Vec<Value<'static>>)> {
    let kept = list.kept.filter(|kept| query.sort.name == kept.day)?;
    let narrows = |name: &str| kept.columns.contains(&name) && name != "county";
    if !query.tests.iter().any(|(column, _)| narrows(column.name)) {
        return None;
    }
    let query = Query { words: Vec::new(), ..query.clone() };
    let conditions = kept_conditions(list, kept, &query, |column| kept.columns.contains(&column))?;
    let Kept { from, month, .. } = kept;
    let written = conditions.written();
    let sql = format!("SELECT MIN({month}), MAX({month}) FROM {from}{written}");
    Some((Sql::built(sql), conditions.values))
}

/// The number of rows, up to one more than so many, and their sums. PostgreSQL would give sums as decimals.
pub(super) fn totals(list: &List, query: &Query, most: i64) -> (Sql, Vec<Value<'static>>) {
    let conditions = Conditions::of(list, query);
    let names = (0..list.sums.len()).map(|at| format!("s{at}"));
    let sums: String = names.clone().map(|name| sum(&name)).collect();
    let cells = names.zip(list.sums).map(|(name, sql)| format!(", {sql} AS {name}"));
    let (cells, from, written) = (cells.collect::<String>(), list.from, conditions.written());
    let limit = most.saturating_add(1);
    let sql = format!(
        "SELECT COUNT(*){sums} FROM (SELECT {key} AS k{cells} FROM {from}{written} LIMIT {limit}) AS f",
        key = list.key,
    );
    (of_day(sql, query), conditions.values)
}

fn sum(sql: &str) -> String {
    format!(", CAST(COALESCE(SUM({sql}), 0) AS BIGINT)")
}

/// The same from the sums that are kept; nothing where they do not tell it.
pub(super) fn kept(list: &List, query: &Query) -> Option<(Sql, Vec<Value<'static>>)> {
    let kept = list.kept?;
    let conditions = kept_conditions(list, kept, query, |_| true)?;
    let (Kept { from, rows, .. }, written) = (kept, conditions.written());
    let sums: String = kept.sums.iter().map(|sql| sum(sql)).collect();
    let sql = format!("SELECT CAST(COALESCE(SUM({rows}), 0) AS BIGINT){sums} FROM {from}{written}");
    Some((Sql::built(sql), conditions.values))
}

/// What is asked of rows, asked of the sums that are kept of them, of the tests those on wanted columns.
fn kept_conditions(
    list: &List,
    kept: &Kept,
    query: &Query,
    wanted: impl Fn(&str) -> bool,
) -> Option<Conditions> {
    let is_told = match &query.reach {
        Reach::Parts(parts) => parts.iter().all(|part| part.organisation.is_none()),
        Reach::Everything | Reach::Nothing => true,
    };
    if !is_told || !query.words.is_empty() {
        return None;
    }
    let mut conditions = Conditions::default();
    conditions.reach(list, &query.reach);
    for (column, test) in query.tests.iter().filter(|(column, _)| wanted(column.name)) {
        if kept.columns.contains(&column.name) {
            conditions.test(column.sql, test);
        } else {
            conditions.test(kept.month, &months(kept, column.name, test)?);
        }
    }
    Some(conditions)
}

/// What is asked of days, asked of months: where a range begins with the first of a month and ends with the last
/// one of a month.
fn months(kept: &Kept, column: &str, test: &Test) -> Option<Test> {
    let day = |value: &Value<'static>| match value {
        Value::Text(Some(written)) if column == kept.day => Day::parse(written).ok(),
        _ => None,
    };
    let month = |day: Day| Value::from(day.month().to_string());
    let begins = |day: &Day| day.ymd().2 == 1;
    match test {
        Test::AtLeast(from) => day(from).filter(begins).map(|day| Test::AtLeast(month(day))),
        Test::AtMost(to) => {
            let last = day(to).filter(|day| day.plus_days(1).is_some_and(|next| begins(&next)));
            last.map(|day| Test::AtMost(month(day)))
        }
        Test::Among(_) => None,
    }
}

/// The statement with the day of the query. A day has digits and hyphens only, so it may stand there.
fn of_day(sql: String, query: &Query) -> Sql {
    Sql::built(if sql.contains(DAY) { sql.replace(DAY, &query.day.to_string()) } else { sql })
}

/// What columns write for the day.
const DAY: &str = "{day}";
