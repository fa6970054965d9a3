//! The statements of a query, put together from what its list declares.

use super::{List, Part, Query, Reach, Test};
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

    fn tests(&mut self, query: &Query) {
        for (column, test) in &query.tests {
            let sql = column.sql;
            let text = match test {
                Test::Among(values) => self.among(sql, values.iter().cloned()),
                Test::AtLeast(value) => format!("{sql} >= {}", self.bind(value.clone())),
                Test::AtMost(value) => format!("{sql} <= {}", self.bind(value.clone())),
            };
            self.text.push(text);
        }
    }

    fn words(&mut self, list: &List, query: &Query) {
        for word in &query.words {
            let pattern = pattern(word);
            let places = list.search.iter().map(|sql| {
                let mark = self.bind(Value::from(pattern.clone()));
                format!("LOWER({sql}) LIKE {mark} ESCAPE '!'")
            });
            let places: Vec<String> = places.collect();
            self.text.push(either(&places));
        }
    }

    fn after(&mut self, list: &List, query: &Query) {
        let Some((value, key)) = &query.after else { return };
        let than = if query.descending { '<' } else { '>' };
        let (value, number) = (self.bind(value.clone()), self.bind(Value::from(*key)));
        self.text.push(format!("({}, {}) {than} ({value}, {number})", query.sort.sql, list.key));
    }

    fn of(list: &List, query: &Query) -> Conditions {
        let mut conditions = Conditions::default();
        if !list.holds.is_empty() {
            conditions.text.push(list.holds.to_owned());
        }
        conditions.reach(list, &query.reach);
        conditions.tests(query);
        conditions.words(list, query);
        conditions
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

/// A page and one row more, by which it is known whether there is another page.
pub(super) fn rows(list: &List, query: &Query) -> (Sql, Vec<Value<'static>>) {
    let mut conditions = Conditions::of(list, query);
    conditions.after(list, query);
    let columns: Vec<&str> = list.columns.iter().map(|column| column.sql).collect();
    let direction = if query.descending { "DESC" } else { "ASC" };
    let (from, key, sort) = (list.from, list.key, query.sort.sql);
    let (columns, written) = (columns.join(", "), conditions.written());
    let limit = query.rows + 1;
    let sql = format!(
        "SELECT {key}, {columns} FROM {from}{written} \
         ORDER BY {sort} {direction}, {key} {direction} LIMIT {limit}"
    );
    (Sql::built(sql), conditions.values)
}

/// The number of rows, and their sums. PostgreSQL would give sums as decimals.
pub(super) fn totals(list: &List, query: &Query) -> (Sql, Vec<Value<'static>>) {
    let conditions = Conditions::of(list, query);
    let sums = list.sums.iter().map(|sql| format!(", CAST(COALESCE(SUM({sql}), 0) AS BIGINT)"));
    let (sums, written) = (sums.collect::<String>(), conditions.written());
    (Sql::built(format!("SELECT COUNT(*){sums} FROM {}{written}", list.from)), conditions.values)
}
