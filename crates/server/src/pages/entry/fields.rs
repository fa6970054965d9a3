//! The fields of a form, as the declaration of the table says them.

use std::collections::BTreeMap;

use domain::columns::{ColumnKind, ColumnSpec, Word};
use domain::refusal::Refusal;
use domain::{Day, Lang, TableId};
use intake::{Rejected, Written};

use super::posted::Posted;
use crate::access::{Held, Operation};
use crate::operations::Actor;
use crate::operations::entry::{is_hidden, may_name_persons};
use crate::visit::Site;

/// A row of a form.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// The record that it corrects.
    pub(crate) of: Option<i64>,
    /// What is wrong with it as a whole.
    pub(crate) error: Option<String>,
    /// Its fields.
    pub(crate) fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The name under which it is sent, and its id.
    pub(crate) name: String,
    /// What it is called.
    pub(crate) label: String,
    /// What is written in it.
    pub(crate) value: String,
    /// Whether it must be filled in.
    pub(crate) required: bool,
    /// How to fill it in.
    pub(crate) hint: &'static str,
    /// What is wrong with it, and what would be right.
    pub(crate) error: Option<String>,
    /// What it is chosen from: word, name; nothing where it is written.
    pub(crate) options: Vec<(String, String)>,
    kind: ColumnKind,
    long: bool,
}

impl Field {
    /// How it is filled in.
    pub(crate) fn input(&self) -> &'static str {
        match self.kind {
            _ if !self.options.is_empty() => "choice",
            // What is no day stays as it was written.
            ColumnKind::Date if self.value.is_empty() || is_day(&self.value) => "day",
            ColumnKind::Division => "division",
            ColumnKind::Money | ColumnKind::Balance => "amount",
            ColumnKind::Key | ColumnKind::Account => "number",
            _ if self.long => "text",
            _ => "line",
        }
    }

    /// Whether this option is the chosen one.
    pub(crate) fn chosen(&self, option: &str) -> bool {
        self.value == option
    }

    /// The ids of what describes it.
    pub(crate) fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<String>>().join(" ")
    }
}

fn is_day(text: &str) -> bool {
    Day::parse(text).is_ok_and(|day| day.to_string() == text)
}

/// What a column is called.
pub(in crate::pages) fn label(column: &ColumnSpec, lang: Lang) -> String {
    match lang {
        Lang::Zh => column.aliases.first().copied().unwrap_or(column.name).to_owned(),
        Lang::En => column.name.replace('_', " "),
    }
}

/// The division of a post as people write it.
pub(super) fn own_place(site: &Site, post: &Held) -> String {
    let (divisions, own) = (site.context.divisions(), post.scope.division);
    let name = divisions.name(own);
    if divisions.resolve(&name, None) == Ok(own) { name } else { own.to_string() }
}

/// The divisions in somebody's scope.
pub(super) fn divisions(site: &Site, actor: &Actor) -> Vec<String> {
    let divisions = site.context.divisions();
    let Ok(post) = actor.post(&site.context, Operation::Enter, None) else { return Vec::new() };
    let inside = divisions.iter().filter(|entry| {
        entry.valid_to.is_none() && divisions.is_within(entry.division, post.scope.division)
    });
    let name = |division| {
        let name = divisions.name(division);
        if divisions.resolve(&name, None) == Ok(division) { name } else { division.to_string() }
    };
    inside.map(|entry| name(entry.division)).collect()
}

/// The rows of a form with what is wrong in them.
pub(super) fn rows(site: &Site, lang: Lang, posted: &Posted, rejected: &[Rejected]) -> Vec<Row> {
    let build = Build { site, lang, posted, rejected };
    (0..posted.rows.len()).map(|row| build.row(row)).collect()
}

/// The fields of some columns of one row, in the order in which they are named.
pub(in crate::pages) fn of_columns(
    site: &Site,
    lang: Lang,
    (table, columns): (TableId, &[&str]),
    cells: &BTreeMap<String, String>,
    rejected: &[Rejected],
) -> Vec<Field> {
    let posted = Posted::with(table, cells);
    let mut all = rows(site, lang, &posted, rejected);
    let mut fields = all.drain(..).next().map(|row| row.fields).unwrap_or_default();
    let place = |field: &Field| {
        let column = field.name.split_once('.').map_or("", |(_, column)| column);
        columns.iter().position(|one| *one == column)
    };
    fields.retain(|field| place(field).is_some());
    fields.sort_by_key(|field| place(field));
    fields
}

/// The cells of a first row, by their columns, as [`of_columns`] names its fields.
pub(in crate::pages) fn cells_of<'f>(
    fields: impl Iterator<Item = (&'f str, &'f str)>,
) -> BTreeMap<String, String> {
    let cell = |(name, text): (&str, &str)| {
        // A record has one line.
        let text = text.replace(['\r', '\n'], " ");
        Some((name.strip_prefix("0.")?.to_owned(), text.trim().to_owned()))
    };
    fields.filter_map(cell).filter(|(_, text)| !text.is_empty()).collect()
}

struct Build<'a> {
    site: &'a Site,
    lang: Lang,
    posted: &'a Posted,
    rejected: &'a [Rejected],
}

impl Build<'_> {
    fn row(&self, row: usize) -> Row {
        let cells = self.posted.rows.get(row).map(Vec::as_slice).unwrap_or_default();
        let columns = self.posted.table.spec().columns.iter().zip(cells);
        let of = self.posted.of.get(row).copied().flatten();
        Row {
            number: row + 1,
            of,
            error: self.error(row, ""),
            fields: columns.map(|(column, cell)| self.field(row, of, column, cell)).collect(),
        }
    }

    /// What is wrong with a cell; without a column, with the row.
    fn error(&self, row: usize, column: &str) -> Option<String> {
        let here = |r: &&Rejected| {
            let spec = self.posted.table.spec();
            let of_row = column.is_empty() && spec.position(&r.column).is_none();
            Written::row(r.line) == Some(row) && (r.column == column || of_row)
        };
        self.rejected.iter().find(here).map(|r| reason(r, self.lang))
    }

    fn field(&self, row: usize, of: Option<i64>, column: &ColumnSpec, cell: &str) -> Field {
        let table = self.posted.table;
        let name_stays = cell.is_empty() && may_name_persons(table, column.name);
        let stays = of.is_some() && (is_hidden(column.kind) || name_stays);
        let hint = if stays {
            let (zh, en) =
                ("已有内容不显示；留空即不改", "what is there is hidden; leave empty to keep it");
            self.lang.pick(zh, en)
        } else {
            hint(table, column, self.lang)
        };
        Field {
            name: format!("{row}.{}", column.name),
            label: label(column, self.lang),
            value: cell.to_owned(),
            required: column.required && !stays,
            hint,
            error: self.error(row, column.name),
            options: self.options(column, cell),
            kind: column.kind,
            long: matches!(
                column.name,
                "goal" | "text" | "note" | "decision" | "cause" | "measure" | "reason"
            ),
        }
    }

    /// What a cell is chosen from: the words of the column, the funds, yes and no. What is written there
    /// already stays, even if it is none of them.
    fn options(&self, column: &ColumnSpec, cell: &str) -> Vec<(String, String)> {
        let own = |word: &str, name: &str| (word.to_owned(), name.to_owned());
        let mut options: Vec<(String, String)> = match column.kind {
            ColumnKind::Choice => column.words.iter().map(|w| own(w.word, self.word(w))).collect(),
            ColumnKind::Flag => {
                vec![own("y", self.lang.pick("是", "yes")), own("n", self.lang.pick("否", "no"))]
            }
            ColumnKind::Fund => {
                let funds = self.site.context.pack.funds.iter();
                funds.map(|(_, fund)| own(&fund.code, self.fund(&fund.code, &fund.name))).collect()
            }
            _ => return Vec::new(),
        };
        let known = options.iter().any(|(word, _)| word == cell);
        options.insert(0, (String::new(), String::new()));
        if !known && !cell.is_empty() {
            options.push(own(cell, cell));
        }
        options
    }

    fn word(&self, word: &Word) -> &'static str {
        self.lang.pick(word.aliases.first().copied().unwrap_or(word.word), word.word)
    }

    fn fund<'f>(&self, code: &'f str, name: &'f str) -> &'f str {
        self.lang.pick(name, code)
    }
}

/// What is wrong with a cell. A form has no header in which a unit could be corrected.
fn reason(rejected: &Rejected, lang: Lang) -> String {
    if rejected.refusal != Refusal::WrongUnit {
        return rejected.reason(lang);
    }
    let (zh, en) = (
        "只写数字，单位在“金额单位”中选择",
        "write the figure alone; the unit is chosen above the rows",
    );
    lang.pick(zh, en).to_owned()
}

/// How a cell is filled in, where its name does not say it.
fn hint(table: TableId, column: &ColumnSpec, lang: Lang) -> &'static str {
    let (zh, en) = match (table, column.name, column.kind) {
        (TableId::Payments, "amount", _) => {
            ("退款也写正数，款项性质选“退款”", "a refund is positive, too, of kind refund")
        }
        (TableId::Allotments, "from", _) => ("中央写 100000", "100000 = the centre"),
        (_, "subject", _) => ("对象的编号", "the id of it"),
        (_, _, ColumnKind::Division) => ("六位代码或全称", "six digits or full name"),
        (_, _, ColumnKind::Organisation) => {
            ("六位代码；自治区处室写 650000/处室编号", "six digits, or 650000/office")
        }
        (_, _, ColumnKind::Month) => ("如 2019-06", "such as 2019-06"),
        (_, _, ColumnKind::Period) => {
            ("如 2019-06、2019-Q1、2019", "such as 2019-06, 2019-Q1, 2019")
        }
        (_, _, ColumnKind::Key) => (
            "读入时即转为不可还原的代号，不保存号码",
            "becomes a token at once; the number is not kept",
        ),
        (_, _, ColumnKind::Account) => ("只记是否有号码", "only whether there is one is kept"),
        _ => ("", ""),
    };
    lang.pick(zh, en)
}
