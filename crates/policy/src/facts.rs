//! Fact tables: what rules speak about.
//!
//! A fact table is a list of columns, each a function from a stretch of rows to values. Nothing is computed
//! that no rule asks for. One file holds one family of tables; `docs/facts.md` is generated from them.

pub mod allotment;
pub mod benefit;
pub mod books;
pub(crate) mod dated;
pub mod disclosure;
pub mod evaluation;
pub(crate) mod fill;
pub mod industry;
pub(crate) mod links;
pub mod monitoring;
pub(crate) mod organisation;
pub mod pace;
pub mod payment;
pub mod project;
pub mod raising;
pub mod reporting;
pub(crate) mod standing;
pub(crate) mod subject;
pub mod target;
pub(crate) mod trail;
pub(crate) mod written;

use domain::{Division, TableId};

use crate::context::Context;
use crate::value::{Parts, Type};

/// One fact table.
pub struct FactTable {
    /// Name used in rules (`about = "payment"`).
    pub name: &'static str,
    /// What one row is, in Chinese.
    pub zh: &'static str,
    /// What one row is, in English.
    pub en: &'static str,
    /// Kind of subject of its findings.
    pub subject: &'static str,
    /// Tables and record columns without which the rows themselves are not known.
    pub needs: &'static [Need],
    /// Column that gives the row's own day: the law of that day judges it.
    pub day: &'static str,
    /// Column whose value is the amount of a finding unless the rule says otherwise.
    pub amount: Option<&'static str>,
    /// Number of rows.
    pub rows: fn(&Context) -> usize,
    /// Rows that rules do not look at (dated after the day of evaluation, refunds).
    pub skip: Option<fn(&Context, usize) -> bool>,
    /// Who and what a row is.
    pub identity: fn(&Context, usize) -> Identity,
    /// The division of the identity alone, for tables of very many rows.
    pub place: Option<fn(&Context, usize) -> Option<Division>>,
    /// The columns.
    pub columns: &'static [FactColumn],
}

/// One column of a fact table.
pub struct FactColumn {
    /// Name used in rules.
    pub name: &'static str,
    /// Type.
    pub ty: Type,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
    /// The words of a Code column, in the order of their numbers from 1.
    pub words: &'static [&'static str],
    /// Record columns without which it is unknown for every row.
    pub needs: &'static [Need],
    /// Parameters of the pack that it reads.
    pub params: &'static [ParamNeed],
    /// Whose records its value for one row depends on.
    pub reach: Reach,
    /// How it is computed for given rows.
    pub fill: Fill,
}

/// Whose records the value of a column for one row depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Those of the unit to which the row belongs ([`domain::records::belonging`]): the county; for rows
    /// that are no county's (a year, a fund's year, a prefecture), the region's unit, which reads what it
    /// needs of all.
    Unit,
    /// Those of all counties, also for a row of one of them: a change in one county may change what is found
    /// in another. A rule that reads such a column is judged whole in the region's unit.
    Region,
}

/// A record column (or, with an empty name, only its table) that a fact needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need(pub TableId, pub &'static str);

/// A parameter that a fact reads, with the type that it must have. A pack whose rules use the fact must
/// have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamNeed(pub &'static str, pub Type);

/// How a column is computed: one value for each of the rows given, in their order.
pub enum Fill {
    /// Scalars; see [`crate::value`] for how each type is kept.
    Scalar(fn(&Context, &[u32]) -> Vec<i64>),
    /// Dated amounts.
    Parts(fn(&Context, &[u32]) -> Parts),
}

/// Who and what a row of facts is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Id of the subject as the public contract forms it.
    pub id: String,
    /// Name for people; names of persons masked.
    pub name: String,
    /// Division concerned.
    pub division: Option<Division>,
    /// Fiscal year, month or quarter.
    pub period: Option<String>,
    /// The record behind it.
    pub record: Option<(TableId, usize)>,
}

impl FactTable {
    /// Position of a column.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }
}

impl std::fmt::Debug for FactTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FactTable({})", self.name)
    }
}

/// All fact tables, in the order of the manual.
pub static TABLES: &[&FactTable] = &[
    &allotment::ALLOTMENT,
    &allotment::PROPOSAL,
    &project::PROJECT,
    &project::FUNDED_ALLOTMENT,
    &project::UNIT_FUND_YEAR,
    &payment::PAYMENT,
    &payment::VOUCHER,
    &pace::PROJECT_YEAR,
    &pace::BOND_ALLOTMENT,
    &pace::COUNTY_FUND_YEAR,
    &industry::COUNTY_FUND_PROJECTS,
    &benefit::BENEFIT,
    &raising::YEAR,
    &raising::FUND_YEAR,
    &books::STATEMENT,
    &books::STATEMENT_DUTY,
    &books::RECONCILIATION,
    &books::RECONCILIATION_DUTY,
    &disclosure::ALLOCATION_DISCLOSURE,
    &disclosure::PROJECT_DISCLOSURE,
    &disclosure::NOTICE,
    &disclosure::REALNAME_DISCLOSURE,
    &disclosure::TARGET_DISCLOSURE,
    &disclosure::EVALUATION_DISCLOSURE,
    &reporting::REPORT_DUTY,
    &reporting::ORDER,
    &target::TARGET,
    &target::INDICATOR,
    &target::TARGET_DUTY,
    &target::COVERAGE,
    &target::APPRAISAL_DUTY,
    &monitoring::MONITORING,
    &monitoring::MONITORING_VALUE,
    &monitoring::MONITORING_DUTY,
    &evaluation::EVALUATION,
    &evaluation::EVALUATION_VALUE,
    &evaluation::EVALUATION_DUTY,
    &evaluation::SPOT_SHARE,
    &evaluation::RESULT,
];

/// Parameters that name the subjects of findings about a fact table and decide nothing. A pack may go
/// without them.
pub static NAMING: &[(&str, ParamNeed)] = &[(reporting::REPORT_DUTY.name, dated::REPORT_TABLES)];

/// The table of this name.
pub fn table(name: &str) -> Option<&'static FactTable> {
    TABLES.iter().copied().find(|t| t.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of subject that the public contract names.
    const SUBJECTS: &[&str] = &[
        "allotment",
        "project",
        "payment",
        "county_fund_year",
        "project_year",
        "benefit",
        "target",
        "indicator",
        "monitoring",
        "evaluation",
        "disclosure",
        "statement",
        "reconciliation",
        "report",
        "order",
        "fund_year",
        "unit_fund_year",
        "year",
        "division",
    ];

    fn is_word(name: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
    }

    fn has_both_sentences(zh: &str, en: &str) -> bool {
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        zh.contains(is_chinese) && !en.is_empty() && !en.contains(is_chinese)
    }

    fn is_twice(names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
        let mut seen = std::collections::BTreeSet::new();
        names.into_iter().find(|name| !seen.insert(*name))
    }

    #[test]
    fn every_table_is_fit_for_the_manual() {
        assert_eq!(is_twice(TABLES.iter().map(|t| t.name)), None);
        for table in TABLES {
            let name = table.name;
            assert!(is_word(name), "{name}");
            assert!(has_both_sentences(table.zh, table.en), "{name}");
            assert!(SUBJECTS.contains(&table.subject), "{name}: subject {}", table.subject);
            assert_eq!(is_twice(table.columns.iter().map(|c| c.name)), None, "{name}");
            let ty = |column| table.position(column).and_then(|i| Some(table.columns.get(i)?.ty));
            assert_eq!(ty(table.day), Some(Type::Date), "{name}: day {}", table.day);
            let amount = table.amount.map(ty);
            assert!(amount.is_none_or(|ty| ty == Some(Type::Money)), "{name}: amount");
        }
    }

    #[test]
    fn every_column_is_fit_for_the_manual() {
        for table in TABLES {
            for column in table.columns {
                let name = format!("{}.{}", table.name, column.name);
                assert!(is_word(column.name), "{name}");
                assert!(has_both_sentences(column.zh, column.en), "{name}");
                assert_eq!(column.ty == Type::Code, !column.words.is_empty(), "{name}: words");
                let parts = matches!(column.fill, Fill::Parts(_));
                assert_eq!(column.ty == Type::Parts, parts, "{name}: fill");
                for Need(record, cell) in column.needs {
                    let spec = record.spec();
                    let known = cell.is_empty() || spec.position(cell).is_some();
                    assert!(known, "{name} needs {}.{cell}", spec.name);
                }
            }
        }
    }
}
