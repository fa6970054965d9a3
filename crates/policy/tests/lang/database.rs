//! Facts in `SQLite`: the tables that the rendered text of expressions and rules speaks of.

use domain::{Calendar, Names};
use policy::facts::FactTable;
use policy::lang::sql;
use policy::value::{Batch, Column, Type, UNKNOWN};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// Statements kept ready: an INSERT and a DELETE for each fact table.
const STATEMENTS: usize = 200;

/// A data base in memory.
pub(crate) struct Database {
    connection: Connection,
}

impl Database {
    /// Empty fact tables, and the working days.
    pub(crate) fn new(tables: &[&FactTable], calendar: &Calendar) -> Database {
        let connection = Connection::open_in_memory().unwrap();
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        for table in tables {
            connection.execute_batch(&sql::schema(table)).unwrap();
        }
        connection.execute_batch("BEGIN").unwrap();
        let mut insert = connection.prepare("INSERT INTO workday VALUES (?, ?, ?)").unwrap();
        for (day, worked, upto) in sql::workdays(calendar) {
            insert.execute((day, worked, upto)).unwrap();
        }
        drop(insert);
        connection.execute_batch("COMMIT").unwrap();
        Database { connection }
    }

    /// Puts these rows in the place of those that the table had.
    pub(crate) fn fill(&self, table: &FactTable, batch: &Batch, names: &Names) {
        let name = table.name;
        self.connection.execute_batch("BEGIN").unwrap();
        self.run(&format!("DELETE FROM \"{name}\""), []);
        for column in table.columns.iter().filter(|c| c.ty == Type::Parts) {
            self.run(&format!("DELETE FROM \"{name}__{}\"", column.name), []);
        }
        for row in 0..batch.len {
            self.insert(table, batch, names, row);
        }
        self.connection.execute_batch("COMMIT").unwrap();
    }

    /// A row of every table: the parts of a row go to a table of their own.
    fn insert(&self, table: &FactTable, batch: &Batch, names: &Names, row: usize) {
        let name = table.name;
        let mut cells = vec![Value::Integer(row as i64)];
        for (column, values) in table.columns.iter().zip(&batch.columns) {
            let cell = match values.as_ref().unwrap() {
                Column::Scalar(values) => cell(column.ty, column.words, values[row], names),
                Column::Parts(parts) => {
                    let insert =
                        format!("INSERT INTO \"{name}__{}\" VALUES (?, ?, ?)", column.name);
                    for (day, amount) in parts.row(row) {
                        self.run(&insert, [row as i64, i64::from(day), amount].map(Value::Integer));
                    }
                    cell(Type::Money, &[], parts.total(row), names)
                }
            };
            cells.push(cell);
        }
        let marks = vec!["?"; cells.len()].join(", ");
        self.run(&format!("INSERT INTO \"{name}\" VALUES ({marks})"), cells);
    }

    fn run(&self, statement: &str, cells: impl IntoIterator<Item = Value>) {
        let mut statement = self.connection.prepare_cached(statement).unwrap();
        statement.execute(params_from_iter(cells)).unwrap();
    }

    /// What `SQLite` answers, line by line.
    pub(crate) fn ask<T>(
        &self,
        sql: &str,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let mut query = self.connection.prepare(sql).unwrap_or_else(|e| panic!("{e}: {sql}"));
        let lines = query.query_map([], read).unwrap();
        lines.map(|line| line.unwrap_or_else(|e| panic!("{e}: {sql}"))).collect()
    }
}

fn cell(ty: Type, words: &[&str], value: i64, names: &Names) -> Value {
    match ty {
        _ if value == UNKNOWN => Value::Null,
        Type::Code if value == 0 => Value::Text(String::new()),
        Type::Code => Value::Text(words[value as usize - 1].to_owned()),
        Type::Text => {
            let name = domain::Name::from_number(value as u32);
            Value::Text(names.text_or_empty(name).to_owned())
        }
        _ => Value::Integer(value),
    }
}
