//! The cells of a row: for the page with what they lead to, for files typed. Both say the same.

use std::collections::{BTreeMap, BTreeSet};

use domain::columns::ColumnSpec;
use domain::fund::Fund;
use domain::privacy::{is_person, mask, mask_id, mask_in_one_line, mask_name};
use domain::{Day, Decimal, Division, Divisions, Fen, FundClass, Funds, Lang, TableId, Unit};
use policy::pack::Actor;
use store::db::Value;

use super::asked::encoded;
use super::events::{origin, subject, told};
use super::{Face, Field, Kind};
use crate::access::Operation;
use crate::context::in_china;
use crate::operations::handling::words::name;
use crate::output::cells::Cell;
use crate::pages::warning::message;

/// What it takes to write cells.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    /// The divisions there are.
    pub(crate) divisions: &'a Divisions,
    /// The funds there are.
    pub(crate) funds: &'a Funds,
    /// Whom the regulations name, offices among them.
    pub(crate) actors: &'a BTreeMap<String, Actor>,
    /// The reader's language.
    pub(crate) lang: Lang,
}

/// For cells that name no office.
pub(crate) static NOBODY: BTreeMap<String, Actor> = BTreeMap::new();

/// A row of a list, by the names of its columns.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Of which list.
    pub(crate) face: &'static Face,
    /// Its cells, in the order of the list.
    pub(crate) cells: &'a [Value<'static>],
}

impl<'a> Line<'a> {
    fn value(self, name: &str) -> Option<&'a Value<'static>> {
        let at = self.face.list.columns.iter().position(|column| column.name == name)?;
        self.cells.get(at)
    }

    /// A text of the row; empty where there is none.
    pub(crate) fn text(self, name: &str) -> &'a str {
        match self.value(name) {
            Some(Value::Text(Some(text))) => text,
            _ => "",
        }
    }

    /// A number of the row.
    pub(crate) fn number(self, name: &str) -> Option<i64> {
        match self.value(name) {
            Some(Value::Int(number)) => *number,
            _ => None,
        }
    }

    /// The record page of the row.
    pub(crate) fn page(self) -> Option<String> {
        match self.face.list.name {
            "payments" => {
                record_page(self.face.path, &[self.text("county"), self.text("voucher_no")])
            }
            "looked_at" => {
                record_page("/payments", &[self.text("county"), self.text("voucher_no")])
            }
            "warnings" | "cases" | "accountability" | "inquiries" | "pushes" | "hand_downs"
            | "contributions" | "integration_plans" | "factor_plans" | "reconciliations"
            | "inspections" | "suggestions" | "draws" | "fund_proposals" | "payment_requests"
            | "targets" => Some(format!("{}/{}", self.face.path, self.text("id"))),
            "monitorings" => Some(match self.text("id") {
                "" => {
                    let (target, node) = (encoded(self.text("target")), self.text("node"));
                    format!("{}/new?target={target}&node={node}", self.face.path)
                }
                id => format!("{}/{id}", self.face.path),
            }),
            "evaluations" => evaluation_page(self),
            "projects" | "allotments" => record_page(self.face.path, &[self.text("id")]),
            "allocation" => record_page("/allotments", &[self.text("id")]),
            "kept_back" => project_page(self.text("id")),
            _ => None,
        }
    }
}

impl Writer<'_> {
    /// A cell as a file has it. Amounts are exact.
    pub(crate) fn cell(&self, line: Line<'_>, field: &Field) -> Cell {
        let number = || line.number(field.name);
        let some = || number().filter(|number| *number != 0);
        match field.kind {
            Kind::Money => number().map_or(Cell::Empty, |fen| Cell::Money(Fen(fen))),
            Kind::MoneyOrNone => some().map_or(Cell::Empty, |fen| Cell::Money(Fen(fen))),
            Kind::Count => some().map_or(Cell::Empty, Cell::Whole),
            Kind::Year | Kind::Whole => number().map_or(Cell::Empty, Cell::Whole),
            Kind::Points => {
                number().map_or(Cell::Empty, |points| Cell::Decimal(Decimal(points).to_string()))
            }
            Kind::Day => Day::parse(line.text(field.name)).map_or(Cell::Empty, Cell::Day),
            _ => match self.text(line, field) {
                text if text.is_empty() => Cell::Empty,
                text => Cell::Text(text),
            },
        }
    }

    /// A cell as the page has it.
    pub(crate) fn text(&self, line: Line<'_>, field: &Field) -> String {
        let text = line.text(field.name);
        match field.kind {
            Kind::Money | Kind::Year | Kind::Whole => {
                line.number(field.name).map(|number| number.to_string()).unwrap_or_default()
            }
            Kind::Count | Kind::MoneyOrNone => {
                let some = line.number(field.name).filter(|number| *number != 0);
                some.map(|number| number.to_string()).unwrap_or_default()
            }
            Kind::Points => {
                let points = line.number(field.name);
                points.map(|points| Decimal(points).to_string()).unwrap_or_default()
            }
            Kind::Division | Kind::Outside => self.division(text),
            Kind::Class => {
                let class = self.known(text).map(|fund| class_name(fund.class, self.lang));
                class.unwrap_or_default().to_owned()
            }
            Kind::Office => self.office(self.office_of(text).unwrap_or_default()),
            Kind::Fund => self.fund(text),
            Kind::Word(table) => word(table, field.name, text, self.lang),
            Kind::Id | Kind::About => mask_id(text),
            Kind::Payee => payee(text, line.text("payee_type")),
            Kind::Purpose => purpose(text, line.text("payee"), line.text("payee_type")),
            Kind::Giver => giver(text, line.text("giver_kind")),
            Kind::GiverNote => giver_note(text, line.text("giver"), line.text("giver_kind")),
            Kind::Moment => in_china(text),
            Kind::Named(words) => name(words, text, self.lang).to_owned(),
            Kind::Message => message(text, self.lang),
            Kind::Body => mask_in_one_line(&told(text, line.text("subject_kind"), self.lang)),
            Kind::Origin => origin(text, self.lang),
            Kind::Subject => subject(text, self.lang),
            Kind::Operation => Operation::from_word(text)
                .map_or_else(|| text.to_owned(), |o| o.name(self.lang).to_owned()),
            Kind::Day => text.to_owned(),
            Kind::Text => mask_in_one_line(text),
        }
    }

    /// The name of a division's code.
    pub(crate) fn division(&self, code: &str) -> String {
        let division = code.parse().ok().and_then(Division::from_code);
        division.map_or_else(|| code.to_owned(), |division| self.divisions.name(division))
    }

    /// The fund of a code.
    pub(crate) fn known(&self, code: &str) -> Option<&Fund> {
        self.funds.resolve(code).map(|fund| self.funds.get(fund))
    }

    /// The id of the office that answers for raising a fund, where one is named.
    pub(crate) fn office_of(&self, code: &str) -> Option<&str> {
        self.known(code)?.office.as_deref()
    }

    /// The ids of all offices that answer for raising funds.
    pub(crate) fn offices(&self) -> BTreeSet<String> {
        self.funds.iter().filter_map(|(_, fund)| fund.office.clone()).collect()
    }

    /// The name of an office.
    pub(crate) fn office(&self, id: &str) -> String {
        let known = self.actors.get(id).map(|actor| self.lang.pick(&actor.name.zh, &actor.name.en));
        known.unwrap_or(id).to_owned()
    }

    /// The name of a fund's code.
    pub(crate) fn fund(&self, code: &str) -> String {
        let fund = self.funds.resolve(code);
        fund.map_or_else(|| code.to_owned(), |fund| self.funds.get(fund).name.clone())
    }
}

/// The page of an evaluation: its own where it was reported here, else that of its project.
fn evaluation_page(line: Line<'_>) -> Option<String> {
    let own = line.number("number").map(|number| format!("/evaluations/{number}"));
    own.or_else(|| project_page(line.text("project")))
}

/// The page of a project, where its number may stand in an address.
pub(crate) fn project_page(id: &str) -> Option<String> {
    record_page("/projects", &[id])
}

/// The page of a record. A number that is hidden does not become part of an address.
pub(crate) fn record_page(path: &str, parts: &[&str]) -> Option<String> {
    parts.iter().try_fold(path.to_owned(), |path, part| {
        (!part.is_empty() && mask_id(part) == *part).then(|| format!("{path}/{}", encoded(part)))
    })
}

/// Who was paid; of a person the first character.
pub(crate) fn payee(name: &str, payee_type: &str) -> String {
    if is_person(payee_type) { mask_name(name) } else { mask(name) }
}

/// What was paid for; the name of a person who was paid is hidden there, too.
pub(crate) fn purpose(text: &str, payee: &str, payee_type: &str) -> String {
    if is_person(payee_type) && payee.chars().count() > 1 {
        mask(&text.replace(payee, &mask_name(payee)))
    } else {
        mask(text)
    }
}

/// What is said of a giver of other money that is an organisation; all others may be persons.
const ORGANISATION: &str = "organisation";

/// Who gives other money; of a person the first character.
fn giver(name: &str, kind: &str) -> String {
    if kind == ORGANISATION { mask(name) } else { mask_name(name) }
}

/// What is remarked of other money; the name of a person who gives it is hidden there, too.
fn giver_note(text: &str, name: &str, kind: &str) -> String {
    let payee_type = if kind == ORGANISATION { kind } else { "person" };
    purpose(text, name, payee_type)
}

/// A word of the contract as people say it: its first Chinese spelling, or the word itself.
pub(crate) fn word(table: TableId, column: &str, word: &str, lang: Lang) -> String {
    let spec = table.spec().columns.iter().find(|spec| spec.name == column);
    let chinese = spec.and_then(|spec| chinese(spec, word));
    match (lang, chinese) {
        (Lang::Zh, Some(chinese)) => chinese.to_owned(),
        _ => word.replace('_', " "),
    }
}

fn chinese(spec: &ColumnSpec, word: &str) -> Option<&'static str> {
    let found = spec.words.iter().find(|known| known.word == word)?;
    found.aliases.iter().copied().find(|alias| !alias.is_ascii())
}

/// The name of a class of funds.
pub(crate) fn class_name(class: FundClass, lang: Lang) -> &'static str {
    match class {
        FundClass::Special => lang.pick("财政专项扶贫资金", "Special poverty alleviation funds"),
        FundClass::Integrated => lang.pick("涉农整合资金", "Integrated agriculture-related funds"),
        FundClass::Relocation => lang.pick("易地扶贫搬迁资金", "Poverty alleviation relocation"),
        FundClass::Bond => lang.pick("地方政府债券", "Local government bonds"),
        FundClass::Other => lang.pick("其他专项资金", "Other earmarked funds"),
        FundClass::SafetyNet => lang.pick("兜底基金", "Safety-net fund"),
        FundClass::Medical => lang.pick("补充医疗保险", "Supplementary medical insurance"),
    }
}

/// The name of a unit.
pub(crate) fn unit_name(unit: Unit, lang: Lang) -> &'static str {
    match unit {
        Unit::Yuan => lang.pick("元", "yuan"),
        Unit::Wan => lang.pick("万元", "10,000 yuan"),
        Unit::Yi => lang.pick("亿元", "100 million yuan"),
    }
}

/// An amount in a unit, for reading: two decimals, the last one rounded.
pub(crate) fn amount(Fen(fen): Fen, unit: Unit) -> String {
    let scale = match unit {
        Unit::Yuan => 1,
        Unit::Wan => 10_000,
        Unit::Yi => 100_000_000,
    };
    let rounded = (i128::from(fen) + scale / 2 * i128::from(fen.signum())) / scale;
    // It is no further from zero than the amount itself.
    Fen(i64::try_from(rounded).unwrap_or(fen)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_in_larger_units_only() {
        for (fen, yuan, wan, yi) in [
            (0, "0.00", "0.00", "0.00"),
            (1, "0.01", "0.00", "0.00"),
            (123_456_789_012, "1,234,567,890.12", "123,456.79", "12.35"),
            (-5_000, "-50.00", "-0.01", "0.00"),
            (i64::MAX, "92,233,720,368,547,758.07", "9,223,372,036,854.78", "922,337,203.69"),
        ] {
            let shown = [Unit::Yuan, Unit::Wan, Unit::Yi].map(|unit| amount(Fen(fen), unit));
            assert_eq!(shown, [yuan, wan, yi], "{fen}");
        }
    }

    #[test]
    fn of_persons_no_more_than_the_first_character_is_shown() {
        assert_eq!(payee("古丽娜尔", "household"), "古***");
        assert_eq!(payee("水利工程公司", "enterprise"), "水利工程公司");
        assert_eq!(purpose("古丽娜尔危房补助", "古丽娜尔", "person"), "古***危房补助");
        assert_eq!(purpose("补助 65312519800101123X", "公司", "enterprise"), "补助 ***");
    }

    #[test]
    fn words_are_those_of_the_contract() {
        let check = |lang, said: &str| {
            assert_eq!(word(TableId::Payments, "payee_type", "fiscal_account", lang), said);
        };
        check(Lang::Zh, "财政专户");
        check(Lang::En, "fiscal account");
    }
}
