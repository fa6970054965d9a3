//! What is true about public money, and nothing else: no files, no clock, no randomness, no database.
//!
//! Reading order: [`money`] and [`day`] are the two scalars everything is made of; [`calendar`] counts
//! working days; [`division`] and [`fund`] say where and which money; [`records`] are the tables of the
//! public contract, column by column; [`refusal`] names each reason for which a value is not accepted;
//! [`ledger`] makes double-entry books of the records; [`handling`] says how what is found is followed:
//! [`warning`], [`case`], [`inquiry`], [`accountability`], [`push`]; [`project`] is the way of a project,
//! [`factor`] divides money among places.
//!
//! ```text
//!   DataSet ── Allotments ── Fundings ── Projects ── Payments ── Benefits
//!      │          (parent)                   │
//!      │                                   Targets ── Indicators
//!      │                                      ├── Monitorings ── MonitoringValues
//!      │                                      └── Evaluations ── EvaluationValues
//!      ├── Disclosures · Statements · Reconciliations · Reports · Orders · Exceptions
//!      └── FundYears · Proposals · Register · Ineligible
//! ```

pub mod accountability;
pub mod calendar;
pub mod case;
pub mod columns;
pub mod contribution;
pub mod day;
pub mod division;
pub mod draw;
pub mod evaluation;
pub mod factor;
pub mod fund;
pub mod fund_proposal;
pub mod handdown;
pub mod handling;
pub mod inquiry;
pub mod inspection;
pub mod integration;
pub mod lamp;
pub mod lang;
pub mod ledger;
pub mod money;
pub mod monitoring;
pub mod monthly_return;
pub mod names;
pub mod payment_request;
pub mod period;
pub mod privacy;
pub mod project;
pub mod push;
pub mod reconciliation;
pub mod records;
pub mod refusal;
pub mod setting;
pub mod spelling;
pub mod suggestion;
pub mod target;
pub mod warning;

pub use calendar::Calendar;
pub use columns::{AccountForm, Choice, Decimal, Key, Labels};
pub use day::{Day, Month};
pub use division::{Division, DivisionEntry, Divisions, Level};
pub use fund::{Fund, FundClass, FundId, Funds};
pub use lamp::Lamp;
pub use lang::Lang;
pub use money::{Fen, Unit};
pub use names::{Interner, Name, NameMap, Names};
pub use period::Period;
pub use records::{DataSet, TableId};
