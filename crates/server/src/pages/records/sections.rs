//! What belongs to a record, table by table.

use domain::{Lang, TableId};
use store::history::Record;

use super::cells::{Shown, is_money};
use crate::lists::Both;
use crate::lists::asked::encoded;
use crate::lists::cells::record_page;
use crate::operations::records::{Dossier, MOST};
use crate::pages::lists::CellView;

/// Some records of one table.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// What they are.
    pub(crate) title: &'static str,
    /// What is said where there are none.
    pub(crate) none: &'static str,
    /// Their number and sum.
    pub(crate) sum: Option<String>,
    /// Columns, and whether they stand to the right.
    pub(crate) heads: Vec<(String, bool)>,
    /// Rows.
    pub(crate) rows: Vec<Vec<CellView>>,
    /// Where all of them are, and what that is called.
    pub(crate) more: Option<(String, &'static str)>,
}

/// How a section is made: of which table, called what, with which columns.
struct Plan {
    table: TableId,
    title: Both,
    columns: &'static [&'static str],
    /// Whether the sum of its amounts says something.
    sums: bool,
    /// The list of which the rows are a part, and the column by which.
    list: Option<(&'static str, &'static str)>,
}

const PAID: &[&str] = &["paid_on", "voucher_no", "payee", "purpose", "channel", "kind", "amount"];

const OF_PAYMENT: &[Plan] = &[
    Plan {
        table: TableId::Projects,
        title: ("所属项目", "Project"),
        columns: &["id", "name", "unit", "plan_approved_on", "planned_amount", "contract_amount"],
        sums: false,
        list: None,
    },
    Plan {
        table: TableId::Allotments,
        title: ("资金来源", "Where the money came from"),
        columns: &["id", "doc_no", "fund", "from", "to", "issued_on", "amount"],
        sums: false,
        list: None,
    },
    Plan {
        table: TableId::Benefits,
        title: ("发放明细（姓名已隐去）", "Lines of the list (names masked)"),
        columns: &["name", "township", "village", "period", "basis", "amount"],
        sums: true,
        list: None,
    },
    Plan {
        table: TableId::Payments,
        title: ("冲销本凭证的退款", "Refunds of this voucher"),
        columns: PAID,
        sums: true,
        list: None,
    },
];

const OF_PROJECT: &[Plan] = &[
    Plan {
        table: TableId::Fundings,
        title: ("资金安排", "Money allotted to it"),
        columns: &["allotment", "allotted_on", "amount"],
        sums: true,
        list: None,
    },
    Plan {
        table: TableId::Payments,
        title: ("支付", "Payments"),
        columns: PAID,
        sums: true,
        list: Some(("/payments", "project")),
    },
    Plan {
        table: TableId::Targets,
        title: ("绩效目标", "Performance targets"),
        columns: &["id", "submitted_on", "approved_on"],
        sums: false,
        list: None,
    },
    Plan {
        table: TableId::Disclosures,
        title: ("公告公示", "Disclosures"),
        columns: &["level", "channel", "stage", "posted_on", "removed_on"],
        sums: false,
        list: None,
    },
    Plan {
        table: TableId::Orders,
        title: ("整改通知", "Orders to rectify"),
        columns: &["id", "issued_on", "due_on", "done_on", "verified_on", "decision"],
        sums: false,
        list: None,
    },
];

const OF_ALLOTMENT: &[Plan] = &[
    Plan {
        table: TableId::Allotments,
        title: ("向下级下达", "Handed down to"),
        columns: &["id", "doc_no", "to", "issued_on", "received_on", "amount"],
        sums: true,
        list: Some(("/allotments", "parent")),
    },
    Plan {
        table: TableId::Fundings,
        title: ("安排到项目", "Allotted to projects"),
        columns: &["project", "allotted_on", "amount"],
        sums: true,
        list: None,
    },
    Plan {
        table: TableId::Payments,
        title: ("支付", "Payments"),
        columns: PAID,
        sums: true,
        list: Some(("/payments", "allotment")),
    },
];

/// The sections of a record.
pub(super) fn of(shown: &Shown<'_>, found: &Dossier) -> Vec<Section> {
    let plans = match found.table {
        TableId::Payments => OF_PAYMENT,
        TableId::Projects => OF_PROJECT,
        _ => OF_ALLOTMENT,
    };
    let id = found.versions.last().map(|record| record.text(found.table, "id"));
    let above = (!found.above.is_empty()).then(|| {
        let plan =
            Plan { title: ("自上级逐级下达", "Handed down from"), list: None, ..FIRST };
        section(shown, &plan, &found.above, "")
    });
    let made = plans.iter().filter_map(|plan| {
        let records = found.of(plan.table);
        let optional =
            matches!(plan.table, TableId::Benefits) || (found.table == TableId::Payments);
        (!(records.is_empty() && optional))
            .then(|| section(shown, plan, records, id.unwrap_or_default()))
    });
    above.into_iter().chain(made).collect()
}

const FIRST: Plan = Plan {
    table: TableId::Allotments,
    title: ("", ""),
    columns: &["id", "doc_no", "from", "to", "issued_on", "received_on", "amount"],
    sums: false,
    list: None,
};

fn section(shown: &Shown<'_>, plan: &Plan, records: &[Record], id: &str) -> Section {
    let lang = shown.lang();
    let columns = || {
        let all = plan.table.spec().columns;
        plan.columns.iter().filter_map(|name| all.iter().find(|spec| spec.name == *name))
    };
    let row = |record: &Record| {
        let cell = |spec: &'static domain::columns::ColumnSpec| CellView {
            head: spec.aliases.first().filter(|_| lang == Lang::Zh).copied().unwrap_or(spec.name),
            text: shown.text(plan.table, record, spec.name),
            right: is_money(spec.kind),
            short: spec.is_identifier(),
            address: own_page(plan.table, record, spec.name)
                .filter(|_| plan.table != TableId::Allotments || shown.sees_documents(None))
                .or_else(|| shown.leads_to(plan.table, record, spec.name)),
        };
        columns().map(cell).collect()
    };
    Section {
        title: lang.pick(plan.title.0, plan.title.1),
        none: lang.pick("没有记录。", "None."),
        sum: sum(shown, plan, records),
        heads: columns().map(|spec| (shown.label(spec), is_money(spec.kind))).collect(),
        rows: records.iter().map(row).collect(),
        more: plan.list.filter(|_| !id.is_empty()).map(|(path, column)| {
            let address = format!("{path}?{column}={}", encoded(id));
            (address, lang.pick("在列表中查看全部", "All of them in the list"))
        }),
    }
}

/// How many rows there are, and their sum; refunds lower it.
fn sum(shown: &Shown<'_>, plan: &Plan, records: &[Record]) -> Option<String> {
    if records.is_empty() || !plan.sums {
        return None;
    }
    if records.len() >= MOST {
        let (zh, en) = ("以下为前 100 条。", "The first 100 are shown.");
        return Some(shown.lang().pick(zh, en).to_owned());
    }
    let amount = |record: &Record| {
        let fen = record.number(plan.table, "amount").unwrap_or_default();
        if record.text(plan.table, "kind") == "refund" { -fen } else { fen }
    };
    let total = records.iter().map(amount).fold(0_i64, i64::saturating_add);
    let total = shown.money(total);
    Some(match shown.lang() {
        Lang::Zh => format!("共 {} 条，合计 {total}", records.len()),
        Lang::En => format!("{} in all, {total}", records.len()),
    })
}

/// The page of a record of which a cell is the number.
fn own_page(table: TableId, record: &Record, column: &str) -> Option<String> {
    match (table, column) {
        (TableId::Projects, "id" | "name") => record_page("/projects", &[record.text(table, "id")]),
        (TableId::Allotments, "id" | "doc_no") => {
            record_page("/allotments", &[record.text(table, "id")])
        }
        _ => None,
    }
}
