//! The forms of a project's steps.

use domain::{Day, Lang};

use crate::access::Operation;
use crate::lists::asked::encoded;
use crate::lists::cells::amount;
use crate::operations::projects::{OneProject, Said};
use crate::pages::handling::{Action, Field, Input};
use crate::pages::ledger::fund_name;
use crate::visit::Site;

/// In which language a form is read, and on which day.
type Reader = (Lang, Day);

/// A step: its word, its title, and what comes of it, in both languages.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const STEPS: &[Row] = &[
    ("apply", "申报", "Apply", "交乡镇审核公示。", "The township reviews and posts it."),
    (
        "review", "登记乡镇审核和公示", "Record the township's review and posting",
        "填写公示地点和日期，附公示照片或审核意见；申报人不能自己审核。",
        "With a photograph of the notice or the opinion; not by who applied.",
    ),
    ("examine", "论证通过", "Examined: passes", "论证人不能是申报人、审核人。", "Not by who applied or reviewed."),
    ("return", "退回修改", "Send it back", "写明需修改的内容。", "Say what has to be put right."),
    (
        "enter", "审定入库", "Enter it into the pipeline",
        "须有已批复的绩效目标；入库日期为会议日期。",
        "With an approved target; the day of the meeting becomes the day of entry.",
    ),
    (
        "plan", "列入年度计划", "Put it into the annual plan",
        "文号和会议日期写入项目记录。",
        "Document and day are written into the project's record.",
    ),
    (
        "grant_project", "同意申请", "Grant the request",
        "按申请改写项目和绩效目标的记录；申请人不能自己审定。",
        "The records of project and target change as asked; not by who asked.",
    ),
    ("deny_project", "不同意申请", "Deny the request", "", ""),
    (
        "fund", "安排资金", "Allot money",
        "从本县收到的指标中安排，不超过计划金额。",
        "Out of an allotment that the county received, no more than planned.",
    ),
    (
        "contract", "登记合同", "Record the contract",
        "附合同；金额不超过计划金额。",
        "With the contract; no more than planned.",
    ),
    ("start", "登记开工", "Record the start", "", ""),
    ("finish", "登记完工", "Record the finish", "", ""),
    (
        "accept_work", "登记验收", "Record the acceptance",
        "附验收报告；登记完工的人不能自己验收。",
        "With the report; not by who recorded the finish.",
    ),
    (
        "conclude", "办结", "Close it",
        "质保金付清、结余安排审定后办结。",
        "When retention money is paid and the use of a surplus decided.",
    ),
    (
        "ask_change", "申请变更", "Ask for a change",
        "计划、预算和绩效目标同步变更，由领导小组审定。",
        "Plan, budget and target change together; the leading group decides.",
    ),
    (
        "ask_leave", "申请出库", "Ask to leave the pipeline",
        "已安排资金的项目须先收回资金。",
        "Not for a project that was given money.",
    ),
    (
        "ask_surplus", "提出结余安排意见", "Propose the use of the surplus",
        "报领导小组审定后尽快形成支出。",
        "The leading group decides; then it is spent soon.",
    ),
];

/// Title of a step, and what comes of it.
pub(crate) fn named(step: &str, lang: Lang) -> (&'static str, &'static str) {
    let row = STEPS.iter().find(|row| row.0 == step);
    row.map_or(("", ""), |row| (lang.pick(row.1, row.2), lang.pick(row.3, row.4)))
}

/// Where the form of a step is sent.
fn place(operation: Operation) -> &'static str {
    match operation {
        Operation::ApplyForProject => "application",
        Operation::ReviewProject => "review",
        Operation::DecideProject => "decision",
        Operation::FundProject => "funding",
        _ => "work",
    }
}

/// The allotments to choose from: number; document, fund, what is left.
fn rooms(site: &Site, lang: Lang, one: &OneProject) -> Vec<(String, String)> {
    let room = |room: &store::projects::Room| {
        let left = amount(domain::Fen(room.left), domain::Unit::Yuan);
        let fund = fund_name(&site.context.pack.funds, &room.fund);
        let text = match lang {
            Lang::Zh => format!("{} {fund}，余 {left} 元", room.doc_no),
            Lang::En => format!("{} {fund}, {left} yuan left", room.doc_no),
        };
        (room.allotment.clone(), text)
    };
    one.rooms.iter().map(room).collect()
}

fn fields(site: &Site, (lang, today): Reader, one: &OneProject, step: &str) -> Vec<Field> {
    let today = today.to_string();
    let text = |name, zh, en| Field::new(name, lang.pick(zh, en), Input::Text);
    let line = |name, zh, en| Field::new(name, lang.pick(zh, en), Input::Line);
    let day = |name, zh, en| Field::new(name, lang.pick(zh, en), Input::Day).filled(today.clone());
    let money = |name, zh, en| line(name, zh, en);
    let files = |zh, en| Field::new("files", lang.pick(zh, en), Input::Files);
    let reason = || text("reason", "理由", "Reason");
    let decision = || {
        vec![
            line("document", "会议纪要或批复文号", "Number of the document"),
            day("on", "会议日期", "Day of the meeting"),
        ]
    };
    match step {
        "apply" | "conclude" => vec![text("note", "说明", "Note").optional()],
        "review" => vec![
            line("place", "公示地点", "Posted at"),
            day("posted_on", "公示日期", "Posted on"),
            files("公示照片、审核意见", "Photograph of the notice, opinion"),
        ],
        "examine" => vec![text("opinion", "论证意见", "Opinion")],
        "return" => vec![line("field", "需修改的内容", "What has to be put right"), reason()],
        "enter" | "plan" | "grant_project" => decision(),
        "fund" => vec![
            Field::new(
                "allotment",
                lang.pick("从哪条指标安排", "Out of which allotment"),
                Input::Choice(rooms(site, lang, one)),
            ),
            money("amount", "金额（元）", "Amount (yuan)"),
            day("on", "安排日期", "Day"),
        ],
        "contract" => vec![
            line("contractor", "承包单位", "Contractor"),
            money("amount", "合同金额（元）", "Sum of the contract (yuan)"),
            money("retention", "其中质保金（元）", "Retention money in it (yuan)").optional(),
            day("on", "签订日期", "Signed on"),
            files("合同", "The contract"),
        ],
        "start" => vec![day("on", "开工日期", "Begun on")],
        "finish" => vec![day("on", "完工日期", "Finished on")],
        "accept_work" => vec![
            day("on", "验收日期", "Accepted on"),
            money("surplus", "结余资金（元）", "Money left over (yuan)").optional(),
            files("验收报告", "Report of the acceptance"),
        ],
        "ask_change" => vec![
            money("planned", "变更后计划金额（元）", "New amount in the plan (yuan)")
                .filled(one.followed.recorded.planned.plain()),
            money("contract_change", "合同增减（元，减少写负数）", "Change of the contract (yuan)")
                .optional(),
            text("goal", "变更后绩效目标（不变则留空）", "New target (empty: as it is)").optional(),
            reason(),
        ],
        "ask_surplus" => vec![
            money("amount", "结余金额（元）", "Surplus (yuan)")
                .filled(one.followed.recorded.surplus.plain()),
            text("purpose", "安排用途", "What it is to be used for"),
        ],
        _ => vec![reason()],
    }
}

fn action(
    site: &Site,
    reader: Reader,
    one: &OneProject,
    (step, operation): (&'static str, Operation),
) -> Action {
    let (title, note) = named(step, reader.0);
    let id = encoded(one.followed.id());
    let path = format!("/projects/{id}/{}", place(operation));
    Action::new((path, step), (title, note), fields(site, reader, one, step))
}

/// The forms of what the reader can do now.
pub(crate) fn actions(site: &Site, reader: Reader, one: &OneProject) -> Vec<Action> {
    one.offered.iter().map(|offered| action(site, reader, one, *offered)).collect()
}

/// The form that was sent, as it was filled in; `seal` where what it would break was seen.
pub(super) fn again(
    site: &Site,
    reader: Reader,
    one: &OneProject,
    (said, seal): (&Said, &str),
) -> Option<Action> {
    let offered = one.offered.iter().find(|(step, _)| *step == said.step)?;
    let mut again = action(site, reader, one, *offered);
    again.id = format!("again-{}", again.id);
    for field in &mut again.fields {
        field.value = said.text(field.name).to_owned();
    }
    if !seal.is_empty() {
        let seen = Field::new("seen", "", Input::Hidden).filled(seal.to_owned());
        again.fields.insert(0, seen);
    }
    Some(again)
}
