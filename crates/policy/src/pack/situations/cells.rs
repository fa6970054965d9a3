//! The cells of records as a person writes them in a situation. Only the usual ways to write a value are
//! read: what a county's files may look like is for the readers of files.

use domain::columns::{ColumnKind, ColumnMut, ColumnSpec};
use domain::money::Unit;
use domain::refusal::Refusal;
use domain::{
    AccountForm, Choice, Day, Decimal, Divisions, Fen, Funds, Interner, Key, Month, Name, Period,
};

use crate::pack::Text;
use crate::pack::error::known;

/// What cells refer to.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'g> {
    pub(crate) names: &'g Interner,
    pub(crate) funds: &'g Funds,
    pub(crate) divisions: &'g Divisions,
}

impl Ground<'_> {
    /// Appends a cell to its column; of a refused one, the empty cell.
    pub(crate) fn push(
        self,
        column: &mut ColumnMut,
        spec: &ColumnSpec,
        text: &str,
    ) -> Result<(), Refusal> {
        match column {
            ColumnMut::Text(v) => append(v, text, |t| self.name(t)),
            ColumnMut::Period(v) => {
                append(v, text, |t| Period::recorded(t).and_then(|_| self.name(t)))
            }
            ColumnMut::Organisation(v) => append(v, text, |t| self.organisation(t)),
            ColumnMut::Label(v) => v.push(text),
            ColumnMut::Money(v) => append(v, text, |t| Fen::parse(t, Unit::Yuan, false)),
            ColumnMut::Balance(v) => append(v, text, |t| Fen::parse(t, Unit::Yuan, true)),
            ColumnMut::Date(v) => append(v, text, Day::parse),
            ColumnMut::Year(v) => append(v, text, year),
            ColumnMut::Month(v) => append(v, text, Month::parse),
            ColumnMut::Flag(v) => append(v, text, flag),
            ColumnMut::Choice(v) => choice(v, spec, text),
            ColumnMut::Division(v) => append(v, text, |t| self.divisions.resolve(t, None)),
            ColumnMut::Fund(v) => {
                append(v, text, |t| self.funds.resolve(t).ok_or(Refusal::UnknownFund))
            }
            ColumnMut::Count(v) => append(v, text, |t| t.parse().map_err(|_| Refusal::NotANumber)),
            ColumnMut::Decimal(v) => append(v, text, Decimal::parse),
            ColumnMut::Key(v) => append(v, text, |t| self.key(t)),
            ColumnMut::Account(v) => {
                v.push(account(text));
                Ok(())
            }
        }
    }

    fn name(self, text: &str) -> Result<Name, Refusal> {
        self.names.intern(text).ok_or(Refusal::TooLarge)
    }

    /// Whatever stands for a person's number, the same text is the same person.
    fn key(self, text: &str) -> Result<Key, Refusal> {
        self.name(text).map(|name| Key(u128::from(name.number())))
    }

    fn organisation(self, text: &str) -> Result<Name, Refusal> {
        let (place, office) = text.split_once('/').map_or((text, None), |(p, o)| (p, Some(o)));
        let known = self.divisions.resolve(place, None).is_ok() && office != Some("");
        if known { self.name(text) } else { Err(Refusal::NotAnOrganisation) }
    }
}

fn append<V>(
    column: &mut Vec<Option<V>>,
    text: &str,
    read: impl Fn(&str) -> Result<V, Refusal>,
) -> Result<(), Refusal> {
    let value = if text.is_empty() { Ok(None) } else { read(text).map(Some) };
    let (cell, said) = match value {
        Ok(cell) => (cell, Ok(())),
        Err(refusal) => (None, Err(refusal)),
    };
    column.push(cell);
    said
}

fn choice(column: &mut Vec<Choice>, spec: &ColumnSpec, text: &str) -> Result<(), Refusal> {
    let found = if text.is_empty() { Some(Choice::EMPTY) } else { spec.choice(text) };
    column.push(found.unwrap_or_default());
    found.map(|_| ()).ok_or(Refusal::UnknownChoice)
}

fn year(text: &str) -> Result<u16, Refusal> {
    let number = text
        .parse()
        .ok()
        .filter(|year: &u16| domain::day::RECORDED_YEARS.contains(&i32::from(*year)));
    number.ok_or(Refusal::NotAYear)
}

fn flag(text: &str) -> Result<bool, Refusal> {
    match text {
        "y" | "是" => Ok(true),
        "n" | "否" => Ok(false),
        _ => Err(Refusal::NotAFlag),
    }
}

fn account(text: &str) -> AccountForm {
    match text {
        "" => AccountForm::Empty,
        text if text.contains(|c: char| c.is_ascii_digit()) => AccountForm::Digits,
        _ => AccountForm::NoDigit,
    }
}

/// What would be right in a column.
pub(crate) fn remedy(spec: &ColumnSpec, text: &str, ground: Ground) -> Text {
    let like = match spec.kind {
        ColumnKind::Choice => return known(text, spec.words.iter().map(|w| w.word)),
        ColumnKind::Fund => {
            let funds = ground.funds.iter().flat_map(|(_, f)| [f.name.as_str(), &f.code]);
            let near = known(text, funds);
            let (zh, en) = ("写 funds.toml 中的代码或名称", "write a code or a name of funds.toml");
            return if near == Text::default() { Text::new(zh, en) } else { near };
        }
        ColumnKind::Division | ColumnKind::Organisation => "653125",
        ColumnKind::Money => "1000, 0.01",
        ColumnKind::Balance => "1000, -0.01",
        ColumnKind::Date => "2019-05-22",
        ColumnKind::Year => "2019",
        ColumnKind::Month => "2019-06",
        ColumnKind::Period => "2019-06, 2019-Q1, 2019",
        ColumnKind::Flag => "y, n",
        ColumnKind::Count => "30",
        ColumnKind::Decimal => "71.7",
        ColumnKind::Text | ColumnKind::Label | ColumnKind::Key | ColumnKind::Account => "\"…\"",
    };
    Text::new(format!("写成 {like}"), format!("write it like {like}"))
}
