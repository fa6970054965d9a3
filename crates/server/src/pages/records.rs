//! The pages of single records: a payment, a project, an allotment.

pub(crate) mod archive;
mod cells;
mod sections;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::privacy::mask_id;
use domain::{Division, Lang, TableId};
use store::history::{About, Record};

use self::cells::Shown;
use self::sections::Section;
use super::contribution::{self, MoneyView};
use super::entry::ENTERED;
use super::frame::Frame;
use super::inspection::{Other, other};
use super::project::{self, Sent, WayView};
use super::{Page, shown};
use crate::access::Operation;
use crate::api::verdicts::BY_PROGRAM;
use crate::context::in_china;
use crate::lists::Face;
use crate::lists::asked::encoded;
use crate::operations::Done;
use crate::operations::contributions::of_project as of_project_money;
use crate::operations::handling::words;
use crate::operations::inspections;
use crate::operations::monitorings;
use crate::operations::payment_requests;
use crate::operations::projects::home_of;
use crate::operations::recording::RECORDED;
use crate::operations::records::{self, Dossier};
use crate::operations::targets;
use crate::visit::{Site, Visit};

/// A record with all that belongs to it.
#[derive(Template)]
#[template(path = "record.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its name.
    pub(crate) title: String,
    /// Its number.
    pub(crate) number: String,
    /// Pages above it: address and name.
    pub(crate) trail: Vec<(String, String)>,
    /// Whether none of its rows holds today.
    pub(crate) gone: bool,
    /// Where it can be corrected: address and what is corrected there.
    pub(crate) corrections: Vec<(String, &'static str)>,
    /// The cells of each row that holds.
    pub(crate) lines: Vec<Vec<Fact>>,
    /// The warnings about it.
    pub(crate) warnings: Vec<Warning>,
    /// Inspections that looked at it, and what is done of them beside the list.
    pub(crate) inspections: Vec<Other>,
    /// Its performance targets on their way.
    pub(crate) targets: Vec<Other>,
    /// Approved targets of the records that can be followed from here on.
    pub(crate) unfollowed: Vec<String>,
    /// Where one of it is planned, where the reader inspects.
    pub(crate) inspects: Option<String>,
    /// The request that it settled, where it is a payment.
    pub(crate) request: Option<i64>,
    /// The round of monitoring by which payments of it are suspended, where it is a project, and since when.
    pub(crate) suspended: Option<(i64, String)>,
    /// How far it has come, where it is a project.
    pub(crate) way: Option<WayView>,
    /// All its money, where it is a project.
    pub(crate) money: Option<MoneyView>,
    /// What belongs to it.
    pub(crate) sections: Vec<Section>,
    /// Where it came from, and what was corrected.
    pub(crate) sources: Vec<Source>,
}

/// A cell with its name.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// What it is called.
    pub(crate) label: String,
    /// What it says.
    pub(crate) text: String,
    /// What it leads to.
    pub(crate) address: Option<String>,
}

/// A warning.
#[derive(Clone, Debug)]
pub(crate) struct Warning {
    /// Its lamp.
    pub(crate) lamp: &'static str,
    /// Its rule with the clause.
    pub(crate) rule: String,
    /// Whether it is lit.
    pub(crate) state: &'static str,
    /// Its page.
    pub(crate) address: String,
}

/// One row that was brought by an import.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// When.
    pub(crate) at: String,
    /// By which import, file, line.
    pub(crate) what: String,
    /// What it changed: column, before, after.
    pub(crate) changes: Vec<(String, String, String)>,
}

/// The page of what was found.
fn view(site: &Site, visit: &Visit, face: &'static Face, found: &Dossier) -> View {
    let shown = Shown::new(site, visit, found);
    // What holds no longer is shown as it was last.
    let held: Vec<&Record> = found.held().collect();
    let lines =
        if held.is_empty() { found.versions.last().into_iter().collect() } else { held.clone() };
    let first = lines.first();
    let number = first.map(|record| number(found.table, record)).unwrap_or_default();
    let name =
        |column: &str| first.map(|record| record.text(found.table, column)).unwrap_or_default();
    let title = match found.table {
        TableId::Projects => name("name").to_owned(),
        TableId::Allotments => format!("{} {}", name("doc_no"), name("doc_title")),
        _ => format!("{} {number}", visit.lang.pick("支付凭证", "Payment voucher")),
    };
    let (zh, en) = face.title;
    View {
        frame: visit.frame(),
        title,
        trail: vec![(face.path.to_owned(), visit.lang.pick(zh, en).to_owned())],
        corrections: corrections(site, visit, found, &held),
        number,
        gone: held.is_empty(),
        lines: lines.iter().map(|record| shown.facts(found.table, record)).collect(),
        warnings: found.warnings.iter().map(|about| warning(site, about, visit.lang)).collect(),
        inspections: Vec::new(),
        targets: Vec::new(),
        unfollowed: Vec::new(),
        inspects: None,
        request: None,
        suspended: None,
        way: None,
        money: None,
        sections: sections::of(&shown, found),
        sources: found
            .versions
            .iter()
            .map(|record| source(&shown, (found.table, &found.versions), record))
            .collect(),
    }
}

/// Where somebody who may enter records corrects this one, and the list behind it.
fn corrections(
    site: &Site,
    visit: &Visit,
    found: &Dossier,
    held: &[&Record],
) -> Vec<(String, &'static str)> {
    let place = |record: &Record| {
        let code = ["county", "to"].map(|column| record.text(found.table, column));
        let code = code.into_iter().find_map(|code| code.parse().ok());
        Some((code.and_then(Division::from_code)?, None))
    };
    let may = |record: &&&Record| {
        let actor = visit.actor().ok();
        place(record).is_some_and(|place| {
            actor.is_some_and(|actor| {
                actor.post(&site.context, Operation::Enter, Some(place)).is_ok()
            })
        })
    };
    let mut links = handed_down(visit, found.table, held);
    let Some(record) = held.first().filter(may) else { return links };
    links.extend(
        entry_page(found.table, record).map(|to| (to, visit.lang.pick("更正", "Correct it"))),
    );
    let list = found.of(TableId::Benefits).first();
    let name = visit.lang.pick("更正发放名单", "Correct the list of persons");
    links.extend(list.and_then(|line| entry_page(TableId::Benefits, line)).map(|to| (to, name)));
    links
}

/// Where an allotment is handed down by those who hold it, and where it goes back.
fn handed_down(visit: &Visit, table: TableId, held: &[&Record]) -> Vec<(String, &'static str)> {
    let ([record], TableId::Allotments, Ok(actor)) = (held, table, visit.actor()) else {
        return Vec::new();
    };
    let id = record.text(table, "id");
    let own = |column: &str| {
        let code = record.text(table, column);
        actor.held.iter().any(|held| {
            let whole = held.scope.organisation.is_none();
            whole
                && held.scope.division.to_string() == code
                && Operation::PrepareHandDown.is_open_to(held.role)
        })
    };
    let is_moved = record.text(table, "from") != record.text(table, "to");
    let mut links = Vec::new();
    if mask_id(id) == id && own("to") {
        let down = format!("/hand-downs/new?source={}", encoded(id));
        links.push((down, visit.lang.pick("拟稿下达", "Hand it down")));
    }
    if mask_id(id) == id && is_moved && (own("to") || own("from")) {
        let back = format!("/hand-downs/new?source={}&way=back", encoded(id));
        links.push((back, visit.lang.pick("办理退回", "Give it back")));
    }
    links
}

/// The form in which a record is corrected. A number that is hidden does not become part of an address.
fn entry_page(table: TableId, record: &Record) -> Option<String> {
    let part = |column: &&'static str| {
        let text = record.text(table, column);
        let shown = !text.is_empty() && mask_id(text) == text;
        shown.then(|| format!("{column}={}", encoded(text)))
    };
    let asked: Option<Vec<String>> = table.identity().iter().map(part).collect();
    Some(format!("/entry/{}?{}", table.spec().name, asked?.join("&")))
}

/// The number by which people know a record.
fn number(table: TableId, record: &Record) -> String {
    let column = if table == TableId::Payments { "voucher_no" } else { "id" };
    mask_id(record.text(table, column))
}

fn warning(site: &Site, about: &About, lang: Lang) -> Warning {
    Warning {
        lamp: match about.lamp.as_str() {
            "red" => lang.pick("红灯", "red"),
            _ => lang.pick("黄灯", "yellow"),
        },
        rule: crate::output::rule_with_ground(&site.context.pack, &about.rule, lang),
        address: format!("/warnings/{}", about.warning),
        state: if about.lit {
            lang.pick("未消除", "lit")
        } else {
            lang.pick("已消除", "cleared")
        },
    }
}

/// Where a row of a table came from, and what it changed of the one that it corrects.
fn source(shown: &Shown<'_>, (table, rows): (TableId, &[Record]), record: &Record) -> Source {
    let before = rows.iter().find(|other| Some(other.row) == record.corrects);
    let (import, file, line) = (&record.import, &record.file, record.line);
    let lang = shown.lang();
    let what = match (record.withdrawn, lang) {
        (true, Lang::Zh) => format!("由导入“{import}”撤回"),
        (true, Lang::En) => format!("taken back by the import “{import}”"),
        (false, lang) if file == ENTERED => {
            lang.pick("在页面上录入", "entered on a page").to_owned()
        }
        (false, lang) if file == BY_PROGRAM => {
            lang.pick("由程序录入", "entered by a program").to_owned()
        }
        (false, lang) if file == RECORDED => {
            lang.pick("由办理环节写入", "written by a step of a workflow").to_owned()
        }
        (false, Lang::Zh) => format!("导入“{import}”，文件 {file} 第 {line} 行"),
        (false, Lang::En) => format!("import “{import}”, file {file}, line {line}"),
    };
    let changes = before.filter(|_| !record.withdrawn);
    Source {
        at: in_china(&record.at),
        what,
        changes: changes.map(|old| shown.changes(table, old, record)).unwrap_or_default(),
    }
}

async fn page(
    site: &Site,
    visit: &Visit,
    face: &'static Face,
    done: impl Future<Output = Done<Dossier>>,
) -> Page {
    let found = done.await.map_err(|failure| visit.problem(failure))?;
    shown(visit, &view(site, visit, face, &found), false)
}

/// Shows a payment.
pub(crate) async fn payment(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((county, voucher)): Path<(String, String)>,
) -> Page {
    let (context, actor) = (&site.context, visit.actor()?);
    let done = records::payment(context, actor, (&county, &voucher)).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let looked = inspections::of_payment(context, actor, (&county, &voucher)).await;
    let looked = looked.map_err(|failure| visit.problem(failure))?;
    let mut view = view(&site, &visit, &crate::lists::PAYMENTS, &found);
    view.inspections = looked.iter().map(|one| other(&site, one, visit.lang)).collect();
    let request = payment_requests::of_payment(context, actor, (&county, &voucher)).await;
    view.request = request.map_err(|failure| visit.problem(failure))?;
    let plain = mask_id(&voucher) == voucher;
    view.inspects = (plain && looks(&site, &visit, &county)).then(|| {
        let voucher = encoded(&voucher);
        format!("/inspections/new?kind=after_payment&subject=use&home={county}&vouchers={voucher}")
    });
    shown(&visit, &view, false)
}

/// Whether the reader supervises payments of a county after they were made.
fn looks(site: &Site, visit: &Visit, county: &str) -> bool {
    let Ok(actor) = visit.actor() else { return false };
    let own = actor
        .held
        .iter()
        .any(|held| held.scope.division.to_string() == county && held.scope.organisation.is_none());
    let after = |kind| kind == domain::inspection::Kind::AfterPayment;
    let level = county.parse().ok().and_then(Division::from_code);
    let level = level.and_then(|place| site.context.divisions().level(place));
    own && level == Some(domain::Level::County) && inspections::kinds(actor).any(after)
}

/// Shows a project.
pub(crate) async fn project(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    of_project(&site, &visit, &id, None).await
}

/// The page of a project, and what became of a form that was sent.
pub(super) async fn of_project(site: &Site, visit: &Visit, id: &str, sent: Option<&Sent>) -> Page {
    let done = records::project(&site.context, visit.actor()?, id).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let mut view = view(site, visit, &crate::lists::PROJECTS, &found);
    if !view.gone {
        let one = project::read(site, visit, id).await?;
        view.way = Some(project::way(site, visit, &one, sent));
        let home = home_of(&one.followed.record);
        let archive = visit.lang.pick("项目档案", "Archive of the project");
        view.corrections.push((format!("/projects/{}/archive", encoded(id)), archive));
        if payment_requests::may_ask(&site.context, visit.actor()?, &home) {
            let ask = visit.lang.pick("提出支付申请", "Ask for a payment");
            view.corrections.push((format!("/payment-requests/new?project={}", encoded(id)), ask));
        }
        let suspended = monitorings::suspended(&site.context, visit.actor()?, id).await;
        let suspended = suspended.map_err(|failure| visit.problem(failure))?;
        view.suspended = suspended.map(|one| (one.id, one.node));
        if targets::may_write(&site.context, visit.actor()?, &home) {
            let title = visit.lang.pick("填报绩效目标", "Set a performance target");
            view.corrections.push((format!("/targets/new?subject={}", encoded(id)), title));
        }
        let ways = targets::of_subject(&site.context, visit.actor()?, ("project", id)).await;
        let ways = ways.map_err(|failure| visit.problem(failure))?;
        view.targets = ways.iter().map(|way| on_its_way(way, visit.lang)).collect();
        let others = targets::unfollowed(&site.context, visit.actor()?, (id, &home)).await;
        view.unfollowed = others.map_err(|failure| visit.problem(failure))?;
        let of = of_project_money(&site.context, visit.actor()?, &one).await;
        let of = of.map_err(|failure| visit.problem(failure))?;
        view.money = Some(contribution::money(visit, &one, &of));
    }
    let looked = inspections::of_project(&site.context, visit.actor()?, id).await;
    let looked = looked.map_err(|failure| visit.problem(failure))?;
    view.inspections = looked.iter().map(|one| other(site, one, visit.lang)).collect();
    shown(visit, &view, sent.is_some())
}

/// A target on its way, as a line that leads to it.
fn on_its_way(way: &store::targets::TargetWay, lang: Lang) -> Other {
    Other {
        address: format!("/targets/{}", way.id),
        text: format!("{} {}", way.fiscal_year, way.target),
        state: words::name(words::TARGET, &way.standing.state, lang).to_owned(),
        reason: String::new(),
    }
}

/// Shows an allotment.
pub(crate) async fn allotment(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let done = records::allotment(&site.context, visit.actor()?, &id);
    page(&site, &visit, &crate::lists::ALLOTMENTS, done).await
}
