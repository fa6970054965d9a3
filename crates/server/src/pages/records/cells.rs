//! The cells of records as their pages show them: names instead of codes, amounts in the unit of the reader,
//! persons masked, keys never.

use domain::columns::{ColumnKind, ColumnSpec, Decimal};
use domain::privacy::{mask, mask_id, mask_name};
use domain::{Division, Divisions, Fen, Funds, Lang, TableId, Unit};
use store::db::Value;
use store::history::Record;

use super::Fact;
use crate::access::Operation;
use crate::lists::cells::{NOBODY, Writer, amount, payee, purpose, record_page, word};
use crate::operations::records::Dossier;
use crate::visit::{Site, Visit};

/// How cells are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    divisions: &'a Divisions,
    funds: &'a Funds,
    lang: Lang,
    unit: Unit,
    site: &'a Site,
    visit: &'a Visit,
}

impl<'a> Shown<'a> {
    pub(super) fn new(site: &'a Site, visit: &'a Visit, found: &'a Dossier) -> Shown<'a> {
        let divisions = site.context.divisions();
        let (lang, unit) = (visit.lang, visit.unit());
        Shown { divisions, funds: &found.funds, lang, unit, site, visit }
    }

    /// What a cell leads to: the record that it names, where the reader may see it.
    pub(super) fn leads_to(&self, table: TableId, record: &Record, column: &str) -> Option<String> {
        let seen = match (table, column) {
            // What a document was handed down from, its giver received.
            (TableId::Allotments, "parent") => {
                self.sees_documents(Some(record.text(table, "from")))
            }
            (_, "allotment") => self.sees_documents(None),
            _ => true,
        };
        if seen { leads_to(table, record, column) } else { None }
    }

    /// Whether the reader may see documents of a division, or any at all: those who act for one organisation
    /// see none.
    pub(super) fn sees_documents(&self, division: Option<&str>) -> bool {
        let Ok(actor) = self.visit.actor() else { return false };
        let operation = Operation::ListAllotments;
        match division {
            None => self.visit.may_for_all(operation),
            Some(code) => code.parse().ok().and_then(Division::from_code).is_some_and(|division| {
                actor.post(&self.site.context, operation, Some((division, None))).is_ok()
            }),
        }
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// The cells of a record that say something.
    pub(super) fn facts(&self, table: TableId, record: &Record) -> Vec<Fact> {
        let shown = table.spec().columns.iter().filter(|spec| !is_hidden(spec.kind));
        let fact = |spec: &'static ColumnSpec| Fact {
            label: self.label(spec),
            text: self.text(table, record, spec.name),
            address: self.leads_to(table, record, spec.name),
        };
        shown.map(fact).filter(|fact| !fact.text.is_empty()).collect()
    }

    /// What a later row says otherwise: column, before, after.
    pub(super) fn changes(
        &self,
        table: TableId,
        old: &Record,
        new: &Record,
    ) -> Vec<(String, String, String)> {
        let columns = table.spec().columns.iter();
        let changed = columns.filter(|spec| {
            !is_hidden(spec.kind) && old.value(table, spec.name) != new.value(table, spec.name)
        });
        let text = |record: &Record, spec: &ColumnSpec| {
            let text = self.text(table, record, spec.name);
            if text.is_empty() { self.lang.pick("（空）", "(empty)").to_owned() } else { text }
        };
        changed.map(|spec| (self.label(spec), text(old, spec), text(new, spec))).collect()
    }

    /// The name of a column: its usual Chinese header, or its name in the contract.
    pub(super) fn label(&self, spec: &ColumnSpec) -> String {
        let chinese = spec.aliases.first().copied().unwrap_or(spec.name);
        let (name, unit) = match self.lang {
            Lang::Zh => (chinese.to_owned(), format!("（{}）", self.unit_name())),
            Lang::En => (spec.name.replace('_', " "), format!(" ({})", self.unit_name())),
        };
        if is_money(spec.kind) { format!("{name}{unit}") } else { name }
    }

    fn unit_name(&self) -> &'static str {
        crate::lists::cells::unit_name(self.unit, self.lang)
    }

    /// An amount.
    pub(super) fn money(&self, fen: i64) -> String {
        amount(Fen(fen), self.unit)
    }

    /// A cell.
    pub(super) fn text(&self, table: TableId, record: &Record, name: &str) -> String {
        let Some(spec) = table.spec().columns.iter().find(|spec| spec.name == name) else {
            return String::new();
        };
        match record.value(table, name) {
            Some(Value::Int(Some(number))) => self.number(spec.kind, *number),
            Some(Value::Text(Some(text))) => self.word(table, spec, record, text),
            _ => String::new(),
        }
    }

    fn number(&self, kind: ColumnKind, number: i64) -> String {
        match kind {
            ColumnKind::Money | ColumnKind::Balance => self.money(number),
            ColumnKind::Flag if number != 0 => self.lang.pick("是", "yes").to_owned(),
            ColumnKind::Flag => self.lang.pick("否", "no").to_owned(),
            ColumnKind::Decimal => Decimal(number).to_string(),
            _ => number.to_string(),
        }
    }

    fn word(&self, table: TableId, spec: &ColumnSpec, record: &Record, text: &str) -> String {
        let names = Writer {
            divisions: self.divisions,
            funds: self.funds,
            actors: &NOBODY,
            lang: self.lang,
        };
        let of = |column: &str| record.text(table, column);
        match spec.kind {
            ColumnKind::Division => names.division(text),
            ColumnKind::Fund => names.fund(text),
            ColumnKind::Choice => word(table, spec.name, text, self.lang),
            ColumnKind::Key | ColumnKind::Account => String::new(),
            _ => match (table, spec.name) {
                (TableId::Payments, "payee") => payee(text, of("payee_type")),
                (TableId::Payments, "purpose") => purpose(text, of("payee"), of("payee_type")),
                (TableId::Benefits, "name") => mask_name(text),
                _ if spec.is_identifier() => mask_id(text),
                _ => mask(text),
            },
        }
    }
}

/// Personal keys and account numbers have no place on pages, not even what is kept of them.
fn is_hidden(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Key | ColumnKind::Account)
}

pub(super) fn is_money(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Money | ColumnKind::Balance)
}

/// The page of the record that a cell names.
fn leads_to(table: TableId, record: &Record, column: &str) -> Option<String> {
    let text = record.text(table, column);
    match (table, column) {
        (_, "project") => record_page("/projects", &[text]),
        (_, "allotment" | "parent") => record_page("/allotments", &[text]),
        (TableId::Payments, "voucher_no" | "original_voucher") => {
            record_page("/payments", &[record.text(table, "county"), text])
        }
        _ => None,
    }
}
