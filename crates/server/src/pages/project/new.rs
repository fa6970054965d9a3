//! The form by which a project is applied for.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::columns::ColumnKind;
use domain::{Level, TableId};

use super::refused;
use crate::access::Operation;
use crate::lists::asked::encoded;
use crate::operations::lists::places;
use crate::operations::projects::{Application, COLUMNS, apply};
use crate::operations::screening::screen_later;
use crate::pages::frame::Frame;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "project_new.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// What is asked.
    pub(crate) fields: Vec<FieldView>,
    /// What is said of it.
    pub(crate) note: String,
    /// Why it was refused, and the clause.
    pub(crate) refused: Option<(String, Option<String>)>,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct FieldView {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) label: &'static str,
    /// What stands in it.
    pub(crate) value: String,
    /// Whether it must be filled.
    pub(crate) required: bool,
    /// What can be chosen: value, name, whether it is chosen.
    pub(crate) options: Vec<(String, String, bool)>,
}

/// The names of the fields.
const LABELS: [(&str, &str, &str); COLUMNS.len()] = [
    ("id", "项目编号", "Project number"),
    ("name", "项目名称", "Name"),
    ("county", "县（市、区）", "County"),
    ("township", "乡镇", "Township"),
    ("village", "村", "Village"),
    ("category", "项目类别", "Type of project"),
    ("nature", "建设性质", "New or continued"),
    ("infrastructure", "是否基础设施项目", "Infrastructure"),
    ("fiscal_year", "计划年度", "Fiscal year"),
    ("unit", "实施单位", "Unit in charge"),
    ("manager", "负责人（实名）", "Person in charge, by name"),
    ("planned_amount", "计划金额（元）", "Planned amount (yuan)"),
    ("households", "受益户数", "Households that benefit"),
    ("persons", "受益人数", "Persons that benefit"),
    ("registered_only", "仅限建档立卡户", "For registered poor households alone"),
    ("major", "是否重大项目", "Major project"),
    ("new", "是否新增项目", "New project"),
];

/// The fields that must be filled beside those that every project has.
const NEEDED: [&str; 1] = ["manager"];

fn field(
    site: &Site,
    visit: &Visit,
    name: &'static str,
    cells: &BTreeMap<String, String>,
) -> Option<FieldView> {
    let lang = visit.lang;
    let spec = TableId::Projects.spec().columns.iter().find(|column| column.name == name)?;
    let label = LABELS.iter().find(|row| row.0 == name).map(|row| lang.pick(row.1, row.2))?;
    let value = cells.get(name).cloned().unwrap_or_default();
    let option = |code: String, text: String| {
        let chosen = code == value;
        (code, text, chosen)
    };
    let options = match name {
        "county" => {
            let divisions = site.context.divisions();
            let actor = visit.actor().ok()?;
            let all = places(&site.context, actor, Operation::ApplyForProject).into_iter();
            all.filter(|place| divisions.level(*place) == Some(Level::County))
                .map(|place| option(place.to_string(), divisions.name(place)))
                .collect()
        }
        _ if spec.kind == ColumnKind::Flag => {
            let no = option(String::new(), lang.pick("否", "no").to_owned());
            vec![no, option("y".to_owned(), lang.pick("是", "yes").to_owned())]
        }
        _ => Vec::new(),
    };
    let required = spec.required || NEEDED.contains(&name);
    Some(FieldView { name, label, value, required, options })
}

fn page(
    site: &Site,
    visit: &Visit,
    application: &Application,
    refused: Option<(String, Option<String>)>,
) -> Page {
    let fields =
        COLUMNS.into_iter().filter_map(|name| field(site, visit, name, &application.cells));
    let view = View {
        frame: visit.frame(),
        fields: fields.collect(),
        note: application.note.clone(),
        refused,
    };
    shown(visit, &view, view.refused.is_some())
}

/// The empty form: year and unit are filled in where they are known.
pub(crate) async fn form(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let mut cells = BTreeMap::new();
    let (year, ..) = visit.origin.day.ymd();
    cells.insert("fiscal_year".to_owned(), (year + 1).to_string());
    let mut held = visit.actor()?.held.iter();
    let unit = held.find_map(|held| held.scope.organisation.clone());
    cells.extend(unit.map(|unit| ("unit".to_owned(), unit)));
    page(&site, &visit, &Application { cells, note: String::new() }, None)
}

/// Applies for it.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(mut cells): Form<BTreeMap<String, String>>,
) -> Page {
    let note = cells.remove("note").unwrap_or_default();
    let application = Application { cells, note };
    let done = apply(&site.context, &visit.origin, visit.actor()?, &application).await;
    match refused(&site, &visit, done)? {
        Ok(id) => {
            screen_later(&site.context, &visit.origin);
            Ok(Redirect::to(&format!("/projects/{}", encoded(&id))).into_response())
        }
        Err(refused) => page(&site, &visit, &application, Some(refused)),
    }
}
