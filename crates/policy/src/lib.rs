//! Policy packs and the engine that judges facts by them.
//!
//! The whole crate is one pure function, `(records, pack, day) → findings`: no clock, no files, no
//! randomness. Reading order:
//!
//! 1. [`pack`]: a pack is a set of Markdown files, one regulation each: clause, rule, values, examples.
//! 2. [`lang`]: the expression language of rules, a strict typed subset of SQL's boolean expressions.
//! 3. [`facts`]: the typed tables that rules speak about, built from records column by column.
//! 4. [`engine`]: evaluates the rules of a pack over the facts of a data set; [`explain`] shows why.
//! 5. [`verdict`]: what they would say of a draft before it is saved.
//! 6. [`deviation`]: where money that is handed down must say why it differs from the factor-method proposal.
//! 7. [`engine::headroom`]: how far the shares of a year are from the limits of their rules.
//! 8. [`scoring`]: what was reached of the indicators of a target, and by which scale it is scored.
//! 9. [`drawing`]: by which limits a draw of spot checks falls into strata.
//! 10. [`finding`]: what comes out; [`render`] puts it into sentences, in Chinese and English.

pub mod context;
pub mod deviation;
pub mod drawing;
pub mod engine;
pub mod facts;
pub mod finding;
pub mod lang;
pub mod pack;
pub mod render;
pub mod round;
pub mod scoring;
pub mod value;
pub mod verdict;

pub use context::Context;
pub use engine::explain;
pub use finding::{Finding, Lamp, NotEvaluable, Outcome};
pub use pack::Pack;
