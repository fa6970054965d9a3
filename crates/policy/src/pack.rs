//! Policy packs: regulations as data.
//!
//! A pack is a folder (or an embedded copy of one): `pack.toml`, one Markdown file per regulation,
//! the fund catalogue, divisions and calendar. This module holds what a loaded pack *is*. Reading
//! order:
//!
//! 1. [`load`]: files → [`Pack`], or every error at once; [`markdown`] finds clauses and blocks,
//!    [`fields`] reads the TOML of a block, [`clauses`], [`params`], [`rules`], [`data`] and
//!    [`lists`] make of it what they say.
//! 2. [`lint`]: what is wrong between the parts (an unknown actor, a rule that nobody wrote).
//! 3. [`examples`] and [`situations`]: the examples over facts and over records, executed; [`mutation`]:
//!    every number and comparison changed in turn.
//! 4. [`coverage`]: what carries out each clause.
//! 5. [`settings`]: values that a bureau sets in the place of local defaults.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::{Calendar, DataSet, Day, Decimal, Division, Divisions, Fen, Funds};

use crate::facts::FactTable;
use crate::finding::Lamp;
use crate::lang::Expr;
use crate::value::Type;

pub mod clauses;
pub mod coverage;
pub mod data;
pub mod error;
pub mod examples;
pub mod fields;
pub mod library;
pub mod lint;
pub mod lists;
pub mod load;
pub mod markdown;
#[cfg(test)]
mod mistakes;
pub mod mutation;
mod named;
pub mod params;
mod ratio;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod settings;
pub mod situations;
pub mod source;

pub use error::PackError;
pub use library::{Library, LibraryIndicator, ProjectType};
pub use load::{Files, load, load_with};
pub use settings::{Setting, SettingsText};

/// A loaded pack: the law as data.
#[derive(Debug)]
pub struct Pack {
    /// Name of the folder, e.g. `xinjiang-2019`.
    pub name: String,
    /// Version of the pack's text; behind a `+`, where values were set, how many and which.
    pub version: String,
    /// Title in both languages.
    pub title: Text,
    /// First and last fiscal year that the pack's rules bind.
    pub years: (Option<u16>, Option<u16>),
    /// Day on which an example is judged when its line gives none.
    pub example_day: Option<Day>,
    /// Parts of the platform that clauses name as carrying them out: English → Chinese.
    pub places: BTreeMap<String, String>,
    /// The regulations, in order.
    pub documents: Vec<Document>,
    /// Every clause, in order.
    pub clauses: Vec<Clause>,
    /// Position of each clause in `clauses`.
    pub clause_by_id: BTreeMap<String, usize>,
    /// Who obeys and who answers.
    pub actors: BTreeMap<String, Actor>,
    /// Dated values.
    pub params: Params,
    /// Rule blocks in the order of the files. Several blocks may share an id.
    pub rules: Vec<Rule>,
    /// The examples that stand beside the rules: rows of facts.
    pub examples: Vec<Example>,
    /// Examples of records, from which facts are made as of a county's.
    pub situations: Vec<Situation>,
    /// The fund catalogue.
    pub funds: Funds,
    /// The list of divisions.
    pub divisions: Divisions,
    /// Working days.
    pub calendar: Calendar,
    /// The indicator library.
    pub library: Library,
}

impl Pack {
    /// The clause with this id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clause_by_id.get(id).and_then(|i| self.clauses.get(*i))
    }

    /// The blocks of the rule with this id; a due-soon id names the blocks of its clock.
    pub fn blocks(&self, id: &str) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.raises(id))
    }

    /// Whether a clause binds a division: the measures of a prefecture bind nobody outside of it.
    pub fn binds(&self, clause: &str, division: Option<Division>) -> bool {
        let document = self.clause(clause).map(|c| &c.document);
        let document = self.documents.iter().find(|d| Some(&d.id) == document);
        document.and_then(|d| d.binds).is_none_or(|bound| {
            division.is_some_and(|division| self.divisions.is_within(division, bound))
        })
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Text {
    /// A text from both its languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    /// The text of a language.
    pub fn get(&self, lang: domain::Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// A place in a pack file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File, relative to the pack.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One regulation.
#[derive(Clone, Debug)]
pub struct Document {
    /// `A` … `E`.
    pub id: String,
    /// Full Chinese title.
    pub title: String,
    /// Document number, as printed.
    pub number: String,
    /// English title.
    pub en: String,
    /// The division that it binds with all below it; nothing where it binds all.
    pub binds: Option<Division>,
}

/// One atomic norm of a regulation.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Stable id, e.g. `B-3.2.2.b`.
    pub id: String,
    /// Id of its document.
    pub document: String,
    /// Path as printed, e.g. 三（二）2.
    pub path: String,
    /// Verbatim text.
    pub text: String,
    /// One sentence in English.
    pub summary: String,
    /// must, must-not, should, may, definition.
    pub modality: String,
    /// deadline, ratio, prohibition, ….
    pub kind: String,
    /// Actors obliged.
    pub who: Vec<String>,
    /// Actors who answer for a breach.
    pub answers: Vec<String>,
    /// What carries it out.
    pub carried: Carried,
    /// Where it stands.
    pub place: Place,
}

/// What carries a clause out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Rules, by id.
    Rule(Vec<String>),
    /// A dated value.
    Parameter(String),
    /// It defines a word.
    Definition,
    /// It states a principle.
    Principle,
    /// Nothing yet: the kind of thing that will, and what.
    NotYet(String, String),
    /// A workflow, report or disclosure of the platform: kind and place.
    Platform(String, String),
}

/// Who obeys and who answers.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Stable id.
    pub id: String,
    /// Level of government, or `any`.
    pub level: String,
    /// Names in both languages.
    pub name: Text,
    /// The roles of the posts in which it answers on the platform.
    pub roles: Vec<String>,
}

/// The pack's dated values.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// By name.
    pub by_name: BTreeMap<String, Param>,
}

/// A value that a regulation fixes or leaves to the bureau, with the days from which it holds.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name used in expressions.
    pub name: String,
    /// Type of all its values.
    pub ty: Type,
    /// What it is.
    pub text: Text,
    /// Values by the first day on which each holds, ascending, as written; [`Param::steps`] says
    /// which holds when.
    pub values: Vec<DatedValue>,
    /// Not law: a setting of the pack that a bureau may change.
    pub local_default: bool,
    /// Clause beside which it stands.
    pub clause: Option<String>,
    /// Changes of its values that can change no verdict, as mutation testing words them.
    pub equivalent: Vec<String>,
    /// What besides rules and facts uses it: a value of the regulation that later parts need.
    pub used_by: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Where its name stands.
    pub name_place: Place,
}

/// One value with its first day and its own clause.
#[derive(Clone, Debug)]
pub struct DatedValue {
    /// First day on which it holds.
    pub since: Option<Day>,
    /// The value.
    pub value: Value,
    /// Clause that fixes it, where another one than the parameter's.
    pub clause: Option<String>,
    /// Set by the bureau ([`settings`]) and not by the pack.
    pub set: bool,
}

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Fen.
    Money(Fen),
    /// Whole number (days, months, pieces).
    Count(i64),
    /// Decimal.
    Number(Decimal),
    /// Millionths.
    Percent(i64),
    /// A day of the year: month, day.
    MonthDay(u32, u32),
    /// Words or codes.
    Words(Arc<[String]>),
}

impl Params {
    /// The value of a parameter on a day: see [`Param::on`].
    pub fn on(&self, name: &str, day: Day) -> Option<&Value> {
        self.by_name.get(name)?.on(day)
    }
}

/// One rule block.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable id, e.g. `pay.delegated`. Blocks that share an id are one rule to the reader: a
    /// subject gets one finding, of the most serious block.
    pub id: String,
    /// Lamp of a breach.
    pub lamp: Lamp,
    /// The fact table it judges.
    pub about: &'static FactTable,
    /// Rows it applies to; rows for which this is false are in order.
    pub scope: Option<Expr>,
    /// What makes a finding.
    pub test: Test,
    /// Amount of the finding, where it is not the table's.
    pub amount: Option<Expr>,
    /// The share that it limits from below, where it says which: the ground of a head-room meter.
    pub ratio: Option<Ratio>,
    /// The column of money that it wants to be large enough, where it says which.
    pub floor: Option<usize>,
    /// Who answers (ids of actors).
    pub answers: Vec<String>,
    /// Clauses: the one it stands under first.
    pub clauses: Vec<String>,
    /// First day (of the row) it binds; none = all days of the pack's years.
    pub since: Option<Day>,
    /// Last day it binds.
    pub until: Option<Day>,
    /// The rule, or a value it rests on, is a local default and not law; the finding says so.
    pub local_default: bool,
    /// Readings of doubtful passages it rests on (T3, M5, …).
    pub readings: Vec<String>,
    /// No exception lifts its findings (一律).
    pub without_exception: bool,
    /// Sentence of the finding.
    pub message: Text,
    /// Sentence of the due-soon finding of a clock; the message where empty.
    pub soon_message: Text,
    /// What would settle it.
    pub settles: Text,
    /// The same where a clock was done after its day; a general sentence where empty.
    pub settles_late: Text,
    /// Columns shown as evidence beside those that the expressions name.
    pub evidence: Vec<usize>,
    /// Changes of the rule that can change no verdict, as mutation testing words them.
    pub equivalent: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A share that a rule limits from below: a part of a whole, both out of columns that its conditions read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// What has to be large enough.
    pub part: Side,
    /// Of what.
    pub whole: Side,
}

/// A side of a share: a column of its fact table, or what that column has grown by over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The column that grows as money is given.
    pub column: usize,
    /// The column to be taken off.
    pub less: Option<usize>,
}

/// The two forms of rule.
#[derive(Clone, Debug)]
pub enum Test {
    /// A predicate over one row: true makes a finding.
    When(Expr),
    /// A clock: due on a day, done on a day or piece by piece.
    Clock {
        /// Last day on time.
        due: Expr,
        /// Day on which it was done (unknown = open), or the parts done towards a total.
        done: Expr,
        /// What is raised shortly before the day.
        soon: Option<Soon>,
        /// Whether a yellow clock is still a finding when it was done after its day.
        late: bool,
    },
    /// Judged only by the platform, which keeps the records it needs.
    PlatformOnly,
}

/// The due-soon warning of a red clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soon {
    /// Id under which it is raised (the rule's own, or `allot.due`).
    pub id: String,
    /// Windows before the due day by the first day of evaluation on which each holds, ascending; no
    /// day means from the beginning.
    pub windows: Vec<(Option<Day>, Window)>,
    /// The window is a setting of the pack and not law.
    pub local_default: bool,
}

impl Soon {
    /// The window of a day of evaluation; none before the first one holds.
    pub fn window(&self, as_of: Day) -> Option<Window> {
        let begun = |(since, _): &&(Option<Day>, Window)| since.is_none_or(|day| day <= as_of);
        self.windows.iter().rev().find(begun).map(|(_, window)| *window)
    }

    /// Whether it counts working days.
    pub fn in_workdays(&self) -> bool {
        matches!(self.windows.first(), Some((_, Window::Workdays(_))))
    }
}

/// Length of the window before a due day, both ends inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Calendar days.
    Days(i32),
    /// Working days.
    Workdays(i32),
}

/// One line of an `example` block: a row of facts and what must come of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// Heading line of the block: the situation in words.
    pub title: String,
    /// The line as written.
    pub text: String,
    /// Clause beside which it stands.
    pub clause: String,
    /// The fact table.
    pub about: &'static FactTable,
    /// Day of evaluation; the pack's default example day where the line gives none.
    pub as_of: Day,
    /// Given columns by position; all others are unknown.
    pub cells: Vec<(usize, Cell)>,
    /// What must come.
    pub expect: Vec<Expected>,
    /// Where it stands.
    pub place: Place,
}

/// The value of one column of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A value as [`crate::value`] keeps it.
    Scalar(i64),
    /// A text, which gets its number only when all examples are known.
    Text(String),
    /// Dated amounts and what they add up to when all is done; the table's own amount where not
    /// given.
    Parts(Vec<(Day, Fen)>, Option<Fen>),
}

/// Some records, written as a county would hand them in, and what must come of them.
#[derive(Debug)]
pub struct Situation {
    /// The situation in words.
    pub title: String,
    /// The lines of the records as written.
    pub text: Vec<String>,
    /// Clause beside which it stands.
    pub clause: String,
    /// The records.
    pub data: DataSet,
    /// What must come.
    pub verdicts: Vec<Awaited>,
    /// Where it stands.
    pub place: Place,
}

/// A day, and all that must come of the records of a situation on it.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// The lines as written.
    pub text: Vec<String>,
    /// Day of evaluation.
    pub as_of: Day,
    /// What must come; of a rule that is named nothing else.
    pub expect: Vec<Expected>,
    /// Where it stands.
    pub place: Place,
}

/// What an example expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// No rule beside the example fires.
    Nothing,
    /// This rule does not fire, and can tell.
    Silent(String),
    /// The rule cannot tell.
    Unknown(String),
    /// The rule fires, with these details where given.
    Finding {
        /// Rule id.
        rule: String,
        /// Lamp.
        lamp: Lamp,
        /// Id of the subject; only of records.
        subject: Option<String>,
        /// Name of the subject; only of records.
        name: Option<String>,
        /// Last day on time.
        due: Option<Day>,
        /// Calendar days late.
        late: Option<i32>,
        /// Amount.
        amount: Option<Fen>,
    },
}

impl Expected {
    /// Whether it says what the finding is about, which only records tell.
    pub(crate) fn names_subject(&self) -> bool {
        let Expected::Finding { subject, name, .. } = self else { return false };
        subject.is_some() || name.is_some()
    }

    /// The id of the rule that it names.
    pub fn rule(&self) -> Option<&str> {
        match self {
            Expected::Nothing => None,
            Expected::Silent(id) | Expected::Unknown(id) | Expected::Finding { rule: id, .. } => {
                Some(id)
            }
        }
    }
}
