//! What the engine says: findings, and what it could not judge.

pub use domain::Lamp;
use domain::{Day, Division, Fen};

use crate::pack::Text;

/// What a finding is about: a kind and an id by which it is recognised from run to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `allotment`, `payment`, `project`, …
    pub kind: &'static str,
    /// Id as the public contract forms it.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Tells subjects apart whose ids are masked alike.
    pub behind: HiddenId,
}

/// An id that is masked, because it proves to be a resident's number: compared, never shown.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HiddenId(Option<Box<str>>);

impl HiddenId {
    /// Keeps an id where what is shown of it is something else.
    pub fn behind(shown: &str, id: &str) -> HiddenId {
        HiddenId((shown != id).then(|| id.into()))
    }

    /// What `hash` makes of the id, to tell it apart where it must not be kept; nothing where none is hidden.
    pub fn hashed(&self, hash: impl Fn(&str) -> String) -> Option<String> {
        self.0.as_deref().map(hash)
    }
}

impl std::fmt::Debug for HiddenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "HiddenId(…)" } else { "HiddenId" })
    }
}

/// One finding: a rule, a subject, a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule; several rule blocks may share it.
    pub rule: String,
    /// Red or yellow.
    pub lamp: Lamp,
    /// A yellow lamp raised because a red clock will soon run out.
    pub soon: bool,
    /// What it is about.
    pub subject: Subject,
    /// Where.
    pub division: Option<Division>,
    /// Fiscal year, month or quarter.
    pub period: Option<String>,
    /// Amount concerned.
    pub amount: Option<Fen>,
    /// Last day on time, for clocks.
    pub due_on: Option<Day>,
    /// Day on which it was done after all, for clocks; nothing while it is open.
    pub done_on: Option<Day>,
    /// Calendar days after `due_on`.
    pub days_late: Option<i32>,
    /// Position of the rule block in the pack.
    pub block: usize,
    /// Row of the fact table.
    pub row: u32,
    /// Clauses broken, the rule's own first; more where several blocks of one id found the same subject.
    pub clauses: Vec<String>,
    /// The day whose values it was judged by: the record's own, else that of the evaluation.
    pub day: Option<Day>,
    /// The values of the columns that the rule looked at.
    pub evidence: Vec<Evidence>,
    /// File number and line of the record.
    pub source: Option<(u16, u32)>,
    /// File number and line of the approved exception that lifts it.
    pub lifted_by: Option<(u16, u32)>,
    /// What else the rule found of this subject and period, as serious as this: other blocks of the rule,
    /// other records. Told in the same message, so that nothing hides behind it.
    pub also: Vec<Finding>,
}

/// One value that a rule looked at, ready to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Name of the fact column.
    pub name: &'static str,
    /// Its value in plain form: `1000000.00`, `2019-05-22`, `direct`.
    pub value: EvidenceValue,
}

/// A value as evidence; kept typed so that every output can format it in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidenceValue {
    /// Fen.
    Money(Fen),
    /// Whole number.
    Count(i64),
    /// Ten-thousandths.
    Number(domain::Decimal),
    /// Millionths.
    Percent(i64),
    /// Day.
    Date(Day),
    /// Word or text (names of persons already masked).
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Dated amounts.
    Parts(Vec<(Day, Fen)>),
    /// Not known or empty.
    Unknown,
}

/// Why subjects of a rule could not be judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The data set has no such table.
    NoTable(&'static str),
    /// The data set's table has no such column.
    NoColumn(&'static str, &'static str),
    /// For these subjects at least one of these facts is missing.
    MissingFact(Vec<Fact>),
    /// A limit in working days reaches into a year whose holidays the pack does not know.
    NoCalendar(i32),
    /// Only the platform keeps the record this rule needs.
    PlatformOnly,
}

/// A fact: a column of a fact table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// Name of the fact table.
    pub table: &'static str,
    /// Name of its column.
    pub column: &'static str,
}

/// A rule that could not judge some or all of its subjects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotEvaluable {
    /// Id of the rule.
    pub rule: String,
    /// Why.
    pub reason: Reason,
    /// How many subjects; 0 where not even the subjects are known.
    pub subjects: u64,
}

/// An exception that can lift nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleException {
    /// File number and line of its row.
    pub source: Option<(u16, u32)>,
    /// The rule it names.
    pub rule: String,
    /// The kind of subject it names.
    pub kind: String,
    /// The subject it names; resident's numbers masked.
    pub subject: String,
    /// Why it lifts nothing.
    pub why: Idle,
}

/// Why an exception can lift nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idle {
    /// The pack has no such rule; the nearest id.
    UnknownRule(Text),
    /// The rule is about other kinds of subject: these.
    WrongKind(Vec<&'static str>),
    /// The rule knows no exceptions.
    Never,
    /// No row of the data set is this subject.
    UnknownSubject,
    /// It is approved after the day of evaluation, or on no known day.
    NotYet(Option<Day>),
    /// It ended before the day of evaluation.
    Over(Day),
}

/// All that an evaluation says.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Findings, red first; then rule, division, subject kind, id, period.
    pub findings: Vec<Finding>,
    /// What could not be judged, by rule and reason.
    pub not_evaluable: Vec<NotEvaluable>,
    /// Findings that an approved exception lifts, in the same order.
    pub lifted: Vec<Finding>,
    /// How many they are.
    pub excepted: u64,
    /// Exceptions that can lift nothing.
    pub idle_exceptions: Vec<IdleException>,
}
