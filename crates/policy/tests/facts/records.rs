//! Small data sets written as text, and the facts that come of them.

use std::collections::BTreeMap;
use std::path::Path;

use domain::columns::{ColumnKind, ColumnMut};
use domain::money::Unit;
use domain::records::{DataSet, Table, TableId, Visitor};
use domain::{Day, Decimal, Division, Fen, Interner, Key, Lang, Month};
use policy::pack::{self, DatedValue, Pack, Param, Place, Text, Value};
use policy::{Context, engine, facts, render};

/// The pack with the files in which the regulations of Xinjiang stand.
pub(crate) const XINJIANG: &str = "xinjiang-2019";

/// The files of a built-in pack.
pub(crate) fn files(name: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").join(name);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    entries.filter(|p| p.is_file()).map(|path| (name(&path), text(&path))).collect()
}

/// A built-in pack as it is.
#[allow(dead_code, reason = "shared by tests of which some judge by rules")]
pub(crate) fn whole(name: &str) -> Pack {
    pack::load(&files(name)).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The pack without its rules: facts need its divisions, funds and calendar only.
pub(crate) fn pack() -> Pack {
    let mut files = files(XINJIANG);
    files.retain(|name, _| Path::new(name).extension().is_none_or(|e| e != "md"));
    // The list of regulations names their files, which are left out.
    files.insert("documents.toml".to_owned(), String::new());
    pack::load(&files).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The same with values that facts themselves ask for.
#[allow(dead_code, reason = "shared by tests of which some need values")]
pub(crate) fn pack_with(values: impl IntoIterator<Item = (&'static str, Value)>) -> Pack {
    let mut pack = pack();
    for (name, value) in values {
        let param = Param {
            name: name.to_owned(),
            ty: value.ty(),
            text: Text::default(),
            values: vec![DatedValue { since: None, value, clause: None, set: false }],
            local_default: true,
            clause: None,
            equivalent: Vec::new(),
            used_by: None,
            place: Place::default(),
            name_place: Place::default(),
        };
        pack.params.by_name.insert(param.name.clone(), param);
    }
    pack
}

/// A list of one word, as a value of a pack.
#[allow(dead_code, reason = "shared by tests of which some need words")]
pub(crate) fn word(word: &str) -> Value {
    Value::Words([word.to_owned()].into())
}

/// Reads tables written as `name: column column …` and one row a line, cells parted by spaces, `-` empty.
pub(crate) fn records(pack: &Pack, text: &str) -> DataSet {
    let mut data = DataSet { funds: pack.funds.clone(), ..DataSet::default() };
    let names = Interner::new();
    let mut table: Option<(TableId, Vec<&str>)> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((name, columns)) = line.split_once(": ") {
            let id = *TableId::ALL.iter().find(|id| id.spec().name == name).unwrap();
            data.given.push(id);
            table = Some((id, columns.split_whitespace().collect()));
            let columns = &table.as_ref().unwrap().1;
            let bits = columns.iter().map(|c| 1 << id.spec().position(c).unwrap()).sum();
            data.tables.set_present(id, bits);
            continue;
        }
        let (id, columns) = table.as_ref().unwrap();
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells.len(), columns.len(), "{line}");
        let cells = columns.iter().copied().zip(cells).filter(|(_, cell)| *cell != "-").collect();
        data.tables.visit(*id, Row { cells, names: &names, pack });
    }
    data.names = names.finish().into();
    data
}

struct Row<'a> {
    cells: BTreeMap<&'a str, &'a str>,
    names: &'a Interner,
    pack: &'a Pack,
}

impl Visitor for Row<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        for (spec, column) in T::SPEC.columns.iter().zip(table.columns_mut()) {
            let text = self.cells.get(spec.name).copied();
            let funds = &self.pack.funds;
            let place = |t: &str| -> Division { self.pack.divisions.resolve(t, None).unwrap() };
            match column {
                ColumnMut::Text(v) | ColumnMut::Period(v) | ColumnMut::Organisation(v) => {
                    v.push(text.and_then(|t| self.names.intern(t)));
                }
                ColumnMut::Label(v) => v.push(text.unwrap_or_default()).unwrap(),
                ColumnMut::Money(v) | ColumnMut::Balance(v) => {
                    v.push(text.map(|t| Fen::parse(t, Unit::Yuan, true).unwrap()));
                }
                ColumnMut::Date(v) => v.push(text.map(|t| Day::parse(t).unwrap())),
                ColumnMut::Year(v) => v.push(text.map(|t| t.parse().unwrap())),
                ColumnMut::Month(v) => v.push(text.map(|t| Month::parse(t).unwrap())),
                ColumnMut::Flag(v) => v.push(text.map(|t| t == "y")),
                ColumnMut::Choice(v) => {
                    assert_eq!(spec.kind, ColumnKind::Choice);
                    v.push(text.map(|t| spec.choice(t).unwrap()).unwrap_or_default());
                }
                ColumnMut::Division(v) => v.push(text.map(place)),
                ColumnMut::Fund(v) => v.push(text.map(|t| funds.resolve(t).unwrap())),
                ColumnMut::Count(v) => v.push(text.map(|t| t.parse().unwrap())),
                ColumnMut::Decimal(v) => v.push(text.map(|t| Decimal::parse(t).unwrap())),
                ColumnMut::Key(v) => v.push(text.map(|t| Key(t.bytes().map(u128::from).sum()))),
                ColumnMut::Account(v) => v.push(domain::AccountForm::default()),
            }
        }
        let line = table.len() as u32 + 2;
        table.sources_mut().push(0, line);
    }
}

/// The live rows of a fact table: their ids with the values of the given columns.
#[allow(dead_code, reason = "shared by tests of which some bring values of their own")]
pub(crate) fn facts_of(text: &str, as_of: &str, table: &str, columns: &[&str]) -> Vec<String> {
    facts_under(&pack(), text, as_of, table, columns)
}

/// The same under a pack with values of its own.
pub(crate) fn facts_under(
    pack: &Pack,
    text: &str,
    as_of: &str,
    table: &str,
    columns: &[&str],
) -> Vec<String> {
    let data = records(pack, text);
    let context = Context::new(&data, pack, Day::parse(as_of).unwrap());
    let table = facts::table(table).unwrap();
    let positions: Vec<usize> = columns.iter().map(|c| table.position(c).unwrap()).collect();
    let live = |row: &u32| table.skip.is_none_or(|skip| !skip(&context, *row as usize));
    let rows: Vec<u32> = (0..(table.rows)(&context) as u32).filter(live).collect();
    let batch = engine::fill(&context, table, &positions, &rows);
    rows.iter()
        .enumerate()
        .map(|(at, row)| {
            let mut shown = (table.identity)(&context, *row as usize).id;
            for seen in engine::evidence_values(&context.data.names, table, &positions, &batch, at)
            {
                shown.push(' ');
                shown.push_str(&render::value(&seen.value, Lang::En));
            }
            shown
        })
        .collect()
}
