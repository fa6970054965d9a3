//! What a hand-down writes: allotments of those who receive, money of projects; and what a receiver enters.

use domain::TableId;
use domain::day::Day;
use domain::handdown::{Line, Receipt, To, Way};
use domain::money::Fen;
use intake::Written;
use store::attachments;
use store::db::Tx;
use store::imports::Lines;

use super::draft::source_of;
use super::followed::record_id;
use super::{FollowedHandDown, KIND};
use crate::context::Context;
use crate::operations::entry::{Sheet, Verdict, foreseen as foreseen_of};
use crate::operations::handling::matter_of;
use crate::operations::imports::Party;
use crate::operations::recording::{Cell, Change, Recording, whole_rows};
use crate::operations::{Actor, Done};

/// The rows that a hand-down would write, table by table.
pub(crate) async fn of(
    tx: &mut Tx,
    context: &Context,
    followed: &FollowedHandDown,
) -> Done<Vec<Written>> {
    let source = source_of(tx, &followed.kept.source).await?;
    let scans = attachments::of(tx, matter_of(KIND, followed.kept.id)).await?;
    let text = |column: &str| source.text(TableId::Allotments, column).to_owned();
    let draft = followed.one.draft();
    let from = match followed.one.way() {
        Way::Down => followed.kept.home.clone(),
        Way::Back => context.divisions().canonical(super::division(&text("to"))?).to_string(),
    };
    let kind = match (followed.one.way(), text("kind").as_str()) {
        (Way::Back, _) => "return",
        (Way::Down, "bond") => "bond",
        (Way::Down, _) => "grant",
    };
    let whence = Whence {
        id: followed.kept.id,
        from,
        kind,
        function_class: text("function_class"),
        scan: !scans.is_empty(),
    };
    let (mut handed, mut funded) = (Vec::new(), Vec::new());
    for (number, line) in draft.lines.iter().enumerate() {
        match &line.to {
            To::Division(to) => {
                handed.push(allotment(followed, &whence, (number, line, to.to_string())));
            }
            To::Project(project) => funded.push(vec![
                ("project", project.clone()),
                ("allotment", followed.kept.source.clone()),
                ("amount", line.amount.plain()),
                ("allotted_on", draft.issued_on.to_string()),
            ]),
        }
    }
    let tables = [(TableId::Allotments, handed), (TableId::Fundings, funded)];
    let given = tables.iter().filter(|(_, cells)| !cells.is_empty());
    Ok(given.map(|(table, cells)| whole_rows(*table, cells)).collect())
}

/// What all allotments of a document share beside what it says.
struct Whence {
    id: i64,
    from: String,
    kind: &'static str,
    function_class: String,
    scan: bool,
}

/// The allotment that a part becomes. What the receiver enters stays empty until then.
fn allotment(
    followed: &FollowedHandDown,
    whence: &Whence,
    (number, line, to): (usize, &Line, String),
) -> Vec<Cell<'static>> {
    let (draft, kept) = (followed.one.draft(), &followed.kept);
    let flag = |yes: bool| if yes { "y" } else { "n" }.to_owned();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        ("id", record_id(whence.id, number)),
        ("doc_no", draft.doc_no.clone()),
        ("doc_title", draft.doc_title.clone()),
        ("fund", kept.fund.clone()),
        ("fiscal_year", kept.fiscal_year.to_string()),
        ("kind", whence.kind.to_owned()),
        ("from", whence.from.clone()),
        ("to", to),
        ("parent", kept.source.clone()),
        ("amount", line.amount.plain()),
        ("issued_on", draft.issued_on.to_string()),
        ("for_poverty", flag(draft.for_poverty)),
        ("to_household", flag(draft.to_household)),
        ("names_project", flag(draft.names_project)),
        ("targets_on", day(draft.targets_on)),
        ("scan", flag(whence.scan)),
        ("function_class", whence.function_class.clone()),
        ("note", note(&draft.note, line)),
    ]
}

fn note(note: &str, line: &Line) -> String {
    let said = [note, line.reason.as_str()];
    let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
    said.join(" ").replace(['\r', '\n'], " ")
}

/// What the rules say of records before they are written.
#[derive(Debug, Default)]
pub(crate) struct Foreseen {
    /// Table by table.
    pub(crate) verdicts: Vec<Verdict>,
    /// By which handing down tells that this was seen.
    pub(crate) seal: String,
    /// Whether nothing is handed down before it was.
    pub(crate) must_be_seen: bool,
}

/// What the rules would say of these rows.
pub(super) async fn foreseen(
    context: &Context,
    on: Day,
    actor: &Actor,
    parts: &[Written],
) -> Done<Foreseen> {
    let mut all = Foreseen::default();
    for part in parts {
        let sheet = Sheet::new(part.clone(), Lines::More);
        let verdict = foreseen_of(context, on, Party::Person(actor), &sheet).await?;
        all.seal.push_str(&verdict.seal);
        all.must_be_seen |= verdict.must_be_seen();
        all.verdicts.push(verdict);
    }
    Ok(all)
}

/// What a receiver enters of a record.
pub(super) async fn received(
    context: &Context,
    record: &str,
    receipt: &Receipt,
) -> Done<Recording> {
    let Receipt { received_on, amount: Fen(fen), fund, doc_no } = receipt;
    let change = Change {
        of: vec![("id", record.to_owned())],
        cells: vec![
            ("received_on", received_on.to_string()),
            ("recorded_amount", Fen(*fen).plain()),
            ("recorded_fund", fund.clone()),
            ("recorded_doc_no", doc_no.clone()),
        ],
    };
    Recording::changing(context, TableId::Allotments, &[change]).await
}
