//! The rows of the region, table by table, in the columns of the public contract.

use std::io;
use std::sync::Arc;

use domain::{Day, Decimal, Division, Fen, Month};

use crate::csv::Csv;

/// A text that many rows may share.
pub type Text = Arc<str>;

/// Where written bytes go: the table's name and the next stretch of its file.
pub type Sink<'a> = dyn FnMut(&str, &[u8]) -> io::Result<()> + 'a;

/// A row of one table.
pub(crate) trait Row {
    /// Name of the table.
    const TABLE: &'static str;
    /// Names of its columns.
    const HEADER: &'static [&'static str];
    /// Appends the row as a line.
    fn put(&self, csv: &mut Csv);
}

/// Declares the rows of all tables, and the set of tables.
macro_rules! tables {
    ($(
        $(#[$about:meta])*
        $field:ident: $row:ident = $table:literal { $( $column:ident: $kind:ty ),* $(,)? }
    )*) => {
        $(
            $(#[$about])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $row {
                $( #[doc = concat!("Column `", stringify!($column), "` of the contract.")]
                pub $column: $kind, )*
            }

            impl Row for $row {
                const TABLE: &'static str = $table;
                const HEADER: &'static [&'static str] = &[$( stringify!($column) ),*];

                fn put(&self, csv: &mut Csv) {
                    $( csv.cell(&self.$column); )*
                    csv.end_line();
                }
            }
        )*

        /// Rows of all tables: the region's own, or one county's.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Tables {
            $( $(#[$about])* pub $field: Vec<$row>, )*
        }

        impl Tables {
            /// Writes the header line of every table.
            pub fn write_headers(sink: &mut Sink) -> io::Result<()> {
                $( write_header::<$row>(sink)?; )*
                Ok(())
            }

            /// Writes the rows of every table.
            pub fn write(&self, sink: &mut Sink) -> io::Result<()> {
                $( write_rows(&self.$field, sink)?; )*
                Ok(())
            }

            /// Table names and their columns.
            pub const HEADERS: &'static [(&'static str, &'static [&'static str])] =
                &[$( (<$row as Row>::TABLE, <$row as Row>::HEADER) ),*];
        }
    };
}

fn write_header<R: Row>(sink: &mut Sink) -> io::Result<()> {
    let mut csv = Csv::new();
    for name in R::HEADER {
        csv.cell(name);
    }
    csv.end_line();
    sink(R::TABLE, csv.bytes())
}

fn write_rows<R: Row>(rows: &[R], sink: &mut Sink) -> io::Result<()> {
    let mut csv = Csv::new();
    for row in rows {
        row.put(&mut csv);
        if csv.bytes().len() >= STRETCH {
            sink(R::TABLE, csv.bytes())?;
            csv.clear();
        }
    }
    if csv.bytes().is_empty() { Ok(()) } else { sink(R::TABLE, csv.bytes()) }
}

/// Bytes after which a stretch of a table is handed to the sink.
const STRETCH: usize = 64 * 1024;

tables! {
    /// 指标
    allotments: Allotment = "allotments" {
        id: Text, doc_no: Text, doc_title: Text, fund: &'static str, fiscal_year: u16,
        kind: &'static str, from: Division, to: Division, parent: Option<Text>, amount: Fen,
        issued_on: Option<Day>, received_on: Option<Day>, approved_on: Option<Day>,
        for_poverty: bool, to_household: bool, names_project: bool, targets_on: Option<Day>,
        scan: bool, function_class: &'static str, recorded_amount: Option<Fen>,
        recorded_fund: Option<&'static str>, recorded_doc_no: Option<Text>, note: &'static str,
    }
    /// 项目
    projects: Project = "projects" {
        id: Text, name: Text, county: Division, township: Text, village: Text,
        category: &'static str, nature: &'static str, infrastructure: bool, fiscal_year: u16,
        unit: Text, manager: Option<Text>, library_on: Option<Day>, plan_doc: Option<Text>,
        plan_approved_on: Option<Day>, planned_amount: Fen, contract_amount: Option<Fen>,
        contract_changes: Option<Fen>, contractor: Option<Text>, retention_amount: Option<Fen>,
        start_on: Option<Day>, finish_on: Option<Day>, accepted_on: Option<Day>,
        surplus_amount: Option<Fen>, surplus_approved_on: Option<Day>, households: u32,
        persons: u32, registered_only: bool, declared_project: Option<Text>, major: bool,
        new: bool, appraised_on: Option<Day>, appraisal: Option<&'static str>,
    }
    /// 项目资金安排
    fundings: Funding = "fundings" {
        project: Text, allotment: Text, amount: Fen, allotted_on: Day,
    }
    /// 支付
    payments: Payment = "payments" {
        voucher_no: Text, county: Division, fiscal_year: u16, paid_on: Day,
        imported_on: Option<Day>, project: Option<Text>, allotment: Option<Text>,
        fund: &'static str, amount: Fen, channel: &'static str, kind: &'static str,
        payer_unit: Text, payee: Option<Text>, payee_account: Text, payee_type: &'static str,
        gov_class: &'static str, dept_class: &'static str, function_class: &'static str,
        purpose: Option<Text>, original_voucher: Option<Text>,
    }
    /// 发放明细
    benefits: Benefit = "benefits" {
        voucher_no: Text, county: Division, key: Text, name: Text, township: Text, village: Text,
        amount: Fen, period: Text, basis: &'static str,
    }
    /// 建档立卡名册
    register: Registered = "register" {
        key: Text, household: Text, valid_from: Option<Day>, valid_to: Option<Day>,
        kind: &'static str,
    }
    /// 不应享受名单
    ineligible: Ineligible = "ineligible" {
        key: Text, reason: &'static str, valid_from: Option<Day>, valid_to: Option<Day>,
    }
    /// 绩效目标
    targets: Target = "targets" {
        id: Text, subject_kind: &'static str, subject: Text, fiscal_year: u16, goal: Text,
        total_amount: Option<Fen>, fiscal_amount: Option<Fen>, submitted_on: Option<Day>,
        review: &'static str, reviewed_on: Option<Day>, approved_on: Option<Day>,
        entered_on: Option<Day>, published_on: Option<Day>, changed_on: Option<Day>,
        change_approved_on: Option<Day>,
    }
    /// 绩效指标
    indicators: Indicator = "indicators" {
        target: Text, level1: &'static str, level2: &'static str, name: Text,
        direction: &'static str, value: Text, unit: &'static str, weight: Decimal, core: bool,
    }
    /// 绩效监控
    monitorings: Monitoring = "monitorings" {
        target: Text, as_of: Day, entered_on: Option<Day>, executed_amount: Option<Fen>,
    }
    /// 监控指标值
    monitoring_values: MonitoringValue = "monitoring_values" {
        target: Text, as_of: Day, indicator: Text, actual: Text, likelihood: &'static str,
        cause: &'static str, measure: &'static str,
    }
    /// 绩效评价
    evaluations: Evaluation = "evaluations" {
        target: Text, kind: &'static str, fiscal_year: u16, budget: Option<Fen>,
        executed: Option<Fen>, score: Option<Decimal>, grade: &'static str,
        entered_on: Option<Day>, checked_on: Option<Day>, published_on: Option<Day>,
    }
    /// 评价指标值
    evaluation_values: EvaluationValue = "evaluation_values" {
        target: Text, kind: &'static str, indicator: Text, actual: Text, score: Option<Decimal>,
        cause: &'static str, measure: &'static str,
    }
    /// 公告公示
    disclosures: Disclosure = "disclosures" {
        subject_kind: &'static str, subject: Text, level: &'static str, channel: &'static str,
        posted_on: Day, removed_on: Option<Day>, real_name: bool, stage: &'static str,
        text: Text,
    }
    /// 专账收支余
    statements: Statement = "statements" {
        county: Division, fund: &'static str, month: Month, opening: Fen, income: Fen,
        expenditure: Fen, closing: Fen, reported_on: Option<Day>,
    }
    /// 对账
    reconciliations: Reconciliation = "reconciliations" {
        org: Text, fund: &'static str, period: Text, counterpart: &'static str, ours: Fen,
        theirs: Fen, done_on: Option<Day>,
    }
    /// 月报
    reports: Report = "reports" {
        table_no: u32, org: Text, period: Text, submitted_on: Option<Day>,
        reviewed_on: Option<Day>,
    }
    /// 整改通知
    orders: Order = "orders" {
        id: Text, subject_kind: &'static str, subject: Text, issued_on: Day, due_on: Day,
        done_on: Option<Day>, verified_on: Option<Day>, responsible: Text, decision: &'static str,
    }
    /// 资金年度筹集
    fund_years: FundYear = "fund_years" {
        fund: &'static str, fiscal_year: u16, division: Division, source_level: &'static str,
        amount: Fen, pooled: Option<Fen>, persons: Option<u32>, quota: Option<Fen>,
    }
    /// 因素法方案
    proposals: Proposal = "proposals" {
        fund: &'static str, fiscal_year: u16, to: Division, amount: Fen, reason: &'static str,
    }
    /// 例外
    exceptions: Exception = "exceptions" {
        subject_kind: &'static str, subject: Text, rule: &'static str, approved_by: Text,
        approved_on: Day, until: Option<Day>, reason: &'static str,
    }
    /// 资金目录
    funds: OwnFund = "funds" {
        code: &'static str, name: &'static str, class: &'static str, source_level: &'static str,
        office: &'static str, valid_from: Option<Day>, valid_to: Option<Day>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TableId;

    #[test]
    fn every_table_has_exactly_the_columns_of_the_contract() {
        let contract: Vec<(&str, Vec<&str>)> = TableId::ALL
            .iter()
            .map(|id| (id.spec().name, id.spec().columns.iter().map(|c| c.name).collect()))
            .collect();
        let ours: Vec<(&str, Vec<&str>)> =
            Tables::HEADERS.iter().map(|(table, columns)| (*table, columns.to_vec())).collect();
        assert_eq!(ours, contract);
    }
}
