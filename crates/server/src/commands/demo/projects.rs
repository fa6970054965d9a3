//! Projects of the demo on their way, one in each state in which somebody has to act, through the operations that
//! move them in earnest: so *Today* and the page of each show what can be done next.

use domain::TableId;

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use super::recorded::entered;
use crate::context::{Context, Origin};
use crate::operations::projects::{Application, Said, apply, take};
use crate::operations::{Actor, Done};

/// A step of a story: who, which, and what is said.
type Step = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const REVIEWED: Step =
    ("d-officer", "review", &[("place", "村委会公示栏"), ("posted_on", "2020-12-01")]);
const EXAMINED: Step = ("d-head", "examine", &[("opinion", "符合规划，前期工作完备，予以通过")]);
const ENTERED: Step =
    ("c-group", "enter", &[("document", "县扶领〔2020〕21号"), ("on", "2020-12-12")]);
const PLANNED: Step =
    ("c-group", "plan", &[("document", "县扶领〔2020〕22号"), ("on", "2020-12-15")]);
const FUNDED: Step =
    ("c-business", "fund", &[("allotment", BUDGET), ("amount", "400000"), ("on", "2020-12-18")]);
const SIGNED: Step = (
    "u-officer",
    "contract",
    &[
        ("contractor", "天山工程建设有限公司"),
        ("amount", "380000"),
        ("retention", "0"),
        ("on", "2020-12-20"),
    ],
);
const BEGUN: Step = ("u-officer", "start", &[("on", "2020-12-21")]);
const FINISHED: Step = ("u-officer", "finish", &[("on", "2020-12-28")]);
const ACCEPTED: Step = ("d-officer", "accept_work", &[("on", "2020-12-30"), ("surplus", "20000")]);
const PROPOSED: Step = (
    "c-fund",
    "ask_surplus",
    &[("amount", "20000"), ("purpose", "用于本村入户道路硬化，一个月内形成支出")],
);
const CHANGED: Step = (
    "u-officer",
    "ask_change",
    &[("planned", "420000"), ("goal", "硬化村道三公里"), ("reason", "增加入户路段")],
);
const LEAVING: Step = ("u-officer", "ask_leave", &[("reason", "用地手续无法办理，本年度不再实施")]);
const BACK: Step = (
    "d-officer",
    "return",
    &[("field", "计划金额"), ("reason", "测算依据不足，请按单位造价重新测算")],
);

/// Each project: its name, whether its target is approved, and how far it goes.
const STORIES: &[(&str, bool, &[Step])] = &[
    ("村道硬化（申报）", false, &[]),
    ("人居环境整治", false, &[BACK]),
    ("农产品冷库", false, &[REVIEWED]),
    ("机井配套", false, &[REVIEWED, EXAMINED]),
    ("林果提质增效", true, &[REVIEWED, EXAMINED]),
    ("防渗渠改造", true, &[REVIEWED, EXAMINED, ENTERED]),
    ("便民桥", true, &[REVIEWED, EXAMINED, ENTERED, LEAVING]),
    ("牲畜棚圈", true, &[REVIEWED, EXAMINED, ENTERED, PLANNED]),
    ("村道硬化（变更）", true, &[REVIEWED, EXAMINED, ENTERED, PLANNED, FUNDED, CHANGED]),
    ("饮水管网延伸", true, &[REVIEWED, EXAMINED, ENTERED, PLANNED, FUNDED, SIGNED, BEGUN]),
    (
        "入户道路",
        true,
        &[
            REVIEWED, EXAMINED, ENTERED, PLANNED, FUNDED, SIGNED, BEGUN, FINISHED, ACCEPTED,
            PROPOSED,
        ],
    ),
];

/// Number of the county's own money for these projects.
pub(super) const BUDGET: &str = "DEMO-2021-01";

/// Applies for the projects, and takes each as far as its story goes.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let mut actors: Vec<(&str, Actor)> = Vec::new();
    for login in ["u-officer", "d-officer", "d-head", "c-group", "c-business", "c-fund"] {
        actors.push((login, signed_in(context, origin, login, password).await?));
    }
    let by = |login: &str| actors.iter().find(|(known, _)| *known == login).map(|(_, actor)| actor);
    money(context, origin, ground).await?;
    for (number, (name, targeted, steps)) in STORIES.iter().enumerate() {
        let id = format!("P2021-{}-S{:03}", ground.county(), number + 1);
        let Some(unit) = by("u-officer") else { continue };
        done_or_left(apply(context, origin, unit, &application(ground, &id, name)).await)?;
        if *targeted {
            target(context, origin, &id, name).await?;
        }
        for (login, step, texts) in *steps {
            let Some(actor) = by(login) else { continue };
            let shown = matches!(*step, "review" | "contract" | "accept_work");
            let evidence = if shown { page() } else { Vec::new() };
            let said = Said { evidence, ..Said::new(step, texts) };
            done_or_left(take(context, origin, actor, (&id, &said)).await)?;
        }
    }
    Ok(())
}

fn application(ground: &Ground, id: &str, name: &str) -> Application {
    let county = ground.county();
    let cells = [
        ("id", id),
        ("name", name),
        ("county", county.as_str()),
        ("township", "城关镇"),
        ("village", "幸福村"),
        ("category", "村基础设施"),
        ("nature", "新建"),
        ("infrastructure", "y"),
        ("fiscal_year", "2021"),
        ("unit", ground.unit()),
        ("manager", "阿米娜"),
        ("planned_amount", "400000"),
        ("households", "86"),
        ("persons", "352"),
    ];
    let cells = cells.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Application { cells: cells.collect(), note: "经村民代表会议讨论通过".to_owned() }
}

/// The county's own money of the next year, announced in December.
async fn money(context: &Context, origin: &Origin, ground: &Ground) -> Done<()> {
    let county = ground.county();
    let cells = [
        ("id", BUDGET),
        ("doc_no", "县财预〔2020〕118号"),
        ("doc_title", "关于提前下达2021年县级扶贫资金预算的通知"),
        ("fund", "special-development"),
        ("fiscal_year", "2021"),
        ("kind", "own_budget"),
        ("from", county.as_str()),
        ("to", county.as_str()),
        ("amount", "3000000"),
        ("issued_on", "2020-12-16"),
        ("received_on", "2020-12-16"),
        ("approved_on", "2020-12-16"),
        ("for_poverty", "y"),
        ("targets_on", "2020-12-16"),
        ("scan", "y"),
    ];
    entered(context, origin, TableId::Allotments, &cells).await
}

/// The approved target of a project.
async fn target(context: &Context, origin: &Origin, project: &str, name: &str) -> Done<()> {
    let id = format!("T-{project}");
    let cells = [
        ("id", id.as_str()),
        ("subject_kind", "project"),
        ("subject", project),
        ("fiscal_year", "2021"),
        ("goal", name),
        ("total_amount", "400000"),
        ("fiscal_amount", "400000"),
        ("submitted_on", "2020-12-05"),
        ("review", "approved"),
        ("reviewed_on", "2020-12-08"),
        ("approved_on", "2020-12-10"),
        ("entered_on", "2020-12-10"),
    ];
    entered(context, origin, TableId::Targets, &cells).await
}
