//! By which columns a record is the same when it comes again.

use super::TableId;

impl TableId {
    /// The columns by which a record is known again when a later file brings it: what it says then of its
    /// other columns is a correction. Where several records share them, as the lines of one list of
    /// benefits do, they are known and corrected together.
    pub fn identity(self) -> &'static [&'static str] {
        match self {
            TableId::Allotments | TableId::Projects | TableId::Targets | TableId::Orders => &["id"],
            TableId::Fundings => &["project", "allotment", "allotted_on"],
            TableId::Payments | TableId::Benefits => &["county", "voucher_no"],
            TableId::Register | TableId::Ineligible => &["key"],
            TableId::Indicators => &["target", "level1", "level2", "name"],
            TableId::Monitorings => &["target", "as_of"],
            TableId::MonitoringValues => &["target", "as_of", "indicator"],
            TableId::Evaluations => &["target", "kind"],
            TableId::EvaluationValues => &["target", "kind", "indicator"],
            TableId::Disclosures => &["subject_kind", "subject", "level", "channel", "posted_on"],
            TableId::Statements => &["county", "fund", "month"],
            TableId::Reconciliations => &["org", "fund", "period", "counterpart"],
            TableId::Reports => &["table_no", "org", "period"],
            TableId::FundYears => &["fund", "fiscal_year", "division", "source_level"],
            TableId::Proposals => &["fund", "fiscal_year", "to"],
            TableId::Exceptions => &["subject_kind", "subject", "rule", "approved_on"],
            TableId::OwnFunds => &["code"],
        }
    }

    /// The column of its identity, a text, that tells its records apart best.
    pub fn identity_column(self) -> &'static str {
        match self {
            TableId::Payments | TableId::Benefits => "voucher_no",
            TableId::Disclosures | TableId::Exceptions => "subject",
            TableId::Reports => "org",
            _ => self.identity().first().copied().unwrap_or_default(),
        }
    }

    /// Whether several records may share what they are known by, as the lines of one list do.
    pub fn is_of_lines(self) -> bool {
        matches!(self, TableId::Benefits | TableId::Register | TableId::Ineligible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_that_tells_apart_is_one_of_the_identity() {
        for table in TableId::ALL {
            assert!(table.identity().contains(&table.identity_column()), "{table:?}");
        }
    }

    #[test]
    fn records_are_known_by_columns_that_every_file_of_the_table_has() {
        for table in TableId::ALL {
            for column in table.identity() {
                let spec = table.spec().columns.iter().find(|c| c.name == *column);
                let may_be_empty = matches!(
                    (table, *column),
                    (TableId::Benefits, "county") | (TableId::FundYears, "division")
                );
                let required = spec.is_some_and(|spec| spec.required);
                assert_eq!(required, !may_be_empty, "{table:?}.{column}");
            }
        }
    }
}
