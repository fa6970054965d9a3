//! Lists as people see them: columns with their names, what can be asked for, and one object for all that was
//! asked ([`Asked`]): the page, its next page, the link that is shared and the file have the same rows.

pub(crate) mod asked;
pub(crate) mod cells;
mod contributions;
mod draws;
mod evaluations;
pub(crate) mod events;
mod faces;
mod fund_proposals;
mod monitorings;
mod payment_requests;
mod registers;
mod suggestions;
mod targets;

use domain::{Lang, TableId};
use store::lists::{Column, List};

pub(crate) use self::asked::Asked;
pub(crate) use self::contributions::CONTRIBUTIONS;
pub(crate) use self::draws::{DRAWN, DRAWS};
pub(crate) use self::evaluations::{EVALUATED_UNITS, EVALUATIONS};
pub(crate) use self::faces::{
    ACCOUNTABILITY, ALL, ALLOTMENTS, CASES, EVENTS, FACTOR_PLANS, HAND_DOWNS, INQUIRIES,
    INSPECTION_OBSERVATIONS, INSPECTIONS, INTEGRATION, INTEGRATION_PLANS, LOOKED_AT, PAYMENTS,
    PROJECTS, PUSH_ITEMS, PUSHES, RECONCILIATIONS, WARNINGS,
};
pub(crate) use self::fund_proposals::{FUND_PROPOSAL_LINES, FUND_PROPOSALS};
pub(crate) use self::monitorings::MONITORINGS;
pub(crate) use self::payment_requests::PAYMENT_REQUESTS;
pub(crate) use self::registers::{ALLOCATION, FUNDINGS, KEPT_BACK, RAISED};
pub(crate) use self::suggestions::SUGGESTIONS;
pub(crate) use self::targets::TARGETS;
use crate::access::Operation;
use crate::operations::handling::words::Word;

/// A text in both languages.
pub(crate) type Both = (&'static str, &'static str);

/// A list of the store as people see it.
#[derive(Debug)]
pub(crate) struct Face {
    /// The list.
    pub(crate) list: &'static List,
    /// Its page.
    pub(crate) path: &'static str,
    /// Its name.
    pub(crate) title: Both,
    /// What the search looks through.
    pub(crate) search: Both,
    /// What reading it is.
    pub(crate) operation: Operation,
    /// What is shown and asked for, in this order.
    pub(crate) fields: &'static [Field],
    /// The column that orders it when nothing else is asked for; the greatest comes first.
    pub(crate) sort: &'static str,
    /// The names of its sums.
    pub(crate) sums: &'static [Both],
}

/// One column as people see it.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name in the list and in addresses.
    pub(crate) name: &'static str,
    /// Its head.
    pub(crate) head: Both,
    /// What its cells are.
    pub(crate) kind: Kind,
    /// Characters that it needs in a workbook.
    pub(crate) width: u16,
    /// How it is asked for.
    pub(crate) filter: Filter,
    /// Whether it is a column of the table; else it can only be asked for.
    pub(crate) shown: bool,
}

/// What cells are, and so how they are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// Names a record.
    Id,
    /// What something is about: the name of a record, or what names it.
    About,
    /// A day.
    Day,
    /// A year.
    Year,
    /// An amount.
    Money,
    /// A division.
    Division,
    /// A fund.
    Fund,
    /// One of the words of a column of the contract.
    Word(TableId),
    /// Who was paid: of persons no more than the first character.
    Payee,
    /// What for: without the name of a person who was paid.
    Purpose,
    /// Who gives other money: of persons no more than the first character.
    Giver,
    /// A remark: without the name of a person who gives other money.
    GiverNote,
    /// A moment, shown as it was in China.
    Moment,
    /// An operation of the platform.
    Operation,
    /// The kind of what an event is about, or who did it.
    Subject,
    /// An amount; nothing is written where it is zero.
    MoneyOrNone,
    /// A whole number; nothing is written where it is zero.
    Count,
    /// A whole number, zero too.
    Whole,
    /// Points of an evaluation, kept in ten-thousandths.
    Points,
    /// The class of a fund.
    Class,
    /// The office that answers for raising a fund.
    Office,
    /// A division, asked for where rows have none of it nor of what lies below it.
    Outside,
    /// One of the platform's own words.
    Named(&'static [Word]),
    /// The sentence of a warning.
    Message,
    /// What an event tells, as JSON.
    Body,
    /// From where something was done, and by which way.
    Origin,
}

/// How a column is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Not at all.
    None,
    /// By one value out of a list.
    Choice,
    /// By one value as it is written.
    Exact,
    /// From one value to another.
    Range,
}

impl Face {
    /// The field of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The columns of the table.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().filter(|field| field.shown)
    }

    /// The list of this name.
    pub(crate) fn of_name(name: &str) -> Option<&'static Face> {
        ALL.iter().copied().find(|face| face.list.name == name)
    }

    /// The store's column of a field.
    pub(crate) fn column(&self, field: &Field) -> Option<&'static Column> {
        self.list.column(field.name)
    }
}

impl Field {
    /// Its head in the reader's language.
    pub(crate) fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.head.0, self.head.1)
    }
}

#[cfg(test)]
mod tests {
    use domain::Lang;
    use rust_xlsxwriter::Workbook;

    use super::faces::ALL;

    /// A workbook names its sheet by the title, in which some marks may not stand.
    #[test]
    fn every_title_names_a_sheet() {
        for face in ALL {
            for lang in [Lang::Zh, Lang::En] {
                let title = lang.pick(face.title.0, face.title.1);
                assert!(Workbook::new().add_worksheet().set_name(title).is_ok(), "{title}");
            }
        }
    }
}
