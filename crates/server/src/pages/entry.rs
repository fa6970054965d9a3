//! Records entered by hand: what can be entered, and one form for every table of the contract, with what the
//! rules say of it before it is saved.

pub(super) mod fields;
mod posted;
mod said;
mod tables;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::{Lang, TableId};
use serde::Deserialize;

use self::fields::{Row, rows};
pub(crate) use self::posted::ENTERED;
use self::posted::Posted;
pub(crate) use self::said::Said;
pub(crate) use self::tables::TablesView;
use super::frame::Frame;
use super::{Page, shown};
use crate::lists::cells::record_page;
use crate::operations::entry::{self, Entered, Sheet, Verdict};
use crate::operations::imports::{ImportRefusal, Party};
use crate::operations::screening::screen_later;
use crate::operations::{Failure, Refusal, uploads};
use crate::visit::{Site, Visit};

/// A form.
#[derive(Template)]
#[template(path = "entry.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the table in the contract.
    pub(crate) table: &'static str,
    /// What people call its records.
    pub(crate) title: String,
    /// Its rows.
    pub(crate) rows: Vec<Row>,
    /// Units of amounts: word, name, whether it is the chosen one; none where the table has no amounts.
    pub(crate) units: Vec<(&'static str, &'static str, bool)>,
    /// Divisions to choose from.
    pub(crate) divisions: Vec<String>,
    /// Columns that repeat what stands above where they are left empty.
    pub(crate) repeated: String,
    /// Whether records that are there are corrected.
    pub(crate) corrects: bool,
    /// Whether there is room for more rows.
    pub(crate) more: bool,
    /// What the rules say, where it was asked.
    pub(crate) said: Option<Said>,
    /// Why nothing was saved.
    pub(crate) refusal: Option<String>,
}

impl FormView {
    /// Whether what must be seen before saving is on the page.
    pub(crate) fn seen(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.must_be_seen && !said.unreadable)
    }

    /// By which saving is told that what is shown was seen.
    pub(crate) fn seal(&self) -> &str {
        self.said.as_ref().map_or("", |said| &said.seal)
    }
}

/// What a form is shown with beside what is written in it.
#[derive(Default)]
struct Beside<'a> {
    verdict: Option<&'a Verdict>,
    refusal: Option<String>,
}

/// The form with what is written in it.
fn view(site: &Site, visit: &Visit, posted: &Posted, beside: Beside<'_>) -> Page {
    let (table, lang) = (posted.table, visit.lang);
    let actor = visit.actor()?;
    let rejected = beside.verdict.map(|verdict| verdict.rejected.as_slice()).unwrap_or_default();
    let said = beside.verdict.map(|verdict| Said::of(&site.context.pack, verdict, lang));
    let failed = beside.refusal.is_some() || !rejected.is_empty();
    let view = FormView {
        frame: visit.frame(),
        table: table.spec().name,
        title: tables::name(table, lang),
        rows: rows(site, lang, posted, rejected),
        units: posted.units(lang),
        divisions: fields::divisions(site, actor),
        repeated: posted.repeated_names(lang),
        corrects: posted.corrects,
        more: posted.rows.len() < entry::MOST_ROWS,
        said,
        refusal: beside.refusal,
    };
    shown(visit, &view, failed)
}

/// Shows what can be entered.
pub(crate) async fn choose(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let done = entry::tables(&site.context, visit.actor()?);
    let open = done.map_err(|failure| visit.problem(failure))?;
    shown(&visit, &TablesView::of(visit.frame(), &open), false)
}

/// Shows a form: empty, or with the records to correct that the address names.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    asked: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Page {
    let (actor, context) = (visit.actor()?, &site.context);
    let table = entry::table(context, actor, &name).map_err(|failure| visit.problem(failure))?;
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let beside_language = |(name, _): &(String, String)| name != "lang" && name != "unit";
    let known: Vec<(String, String)> = asked.into_iter().filter(beside_language).collect();
    if known.is_empty() {
        let posted = Posted::empty(&site, &visit, table)?;
        return view(&site, &visit, &posted, Beside::default());
    }
    let done = entry::corrected(context, actor, (&name, &known)).await;
    let sheet = done.map_err(|failure| visit.problem(failure))?;
    view(&site, &visit, &Posted::correcting(&sheet), Beside::default())
}

/// Which rejected row of a file is to be mended.
#[derive(Debug, Deserialize)]
pub(crate) struct Rejected {
    file: String,
    line: u32,
}

/// Shows a rejected row of a data set that was sent, with what is wrong beside the fields.
pub(crate) async fn mend(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    asked: Result<Query<Rejected>, QueryRejection>,
) -> Page {
    let unknown = || visit.problem(Refusal::UnknownRecord.into());
    let Query(Rejected { file, line }) = asked.map_err(|_| unknown())?;
    let (context, actor) = (&site.context, visit.actor()?);
    let done = uploads::mendable(context, &visit.origin, actor, (&id, &file, line)).await;
    let written = done.map_err(|failure| visit.problem(failure))?;
    let done = entry::table(context, actor, written.table.spec().name);
    done.map_err(|failure| visit.problem(failure))?;
    let posted = Posted::mending(&written).ok_or_else(unknown)?;
    judge(&site, &visit, &posted).await
}

/// Judges what was written, or saves it, or gives it back with more rows.
pub(crate) async fn post(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Page {
    let actor = visit.actor()?;
    let done = entry::table(&site.context, actor, &name);
    let table = done.map_err(|failure| visit.problem(failure))?;
    let Ok(Form(fields)) = form else { return Err(visit.problem(Refusal::RowsTooMany.into())) };
    let posted = Posted::of(table, fields);
    match posted.step.as_str() {
        "more" => view(&site, &visit, &posted.with_more_rows(), Beside::default()),
        "save" => save(&site, &visit, &posted).await,
        "judge" => judge(&site, &visit, &posted).await,
        _ => view(&site, &visit, &posted, Beside::default()),
    }
}

async fn judge(site: &Site, visit: &Visit, posted: &Posted) -> Page {
    let party = Party::Person(visit.actor()?);
    let sheet = posted.sheet();
    match entry::verdict(&site.context, &visit.origin, party, &sheet).await {
        Ok(verdict) => view(site, visit, posted, Beside { verdict: Some(&verdict), refusal: None }),
        Err(failure) => refused(site, visit, posted, failure),
    }
}

async fn save(site: &Site, visit: &Visit, posted: &Posted) -> Page {
    let party = Party::Person(visit.actor()?);
    let sheet = posted.sheet();
    let lang = visit.lang;
    let done = entry::save(&site.context, &visit.origin, party, (&sheet, &posted.seal)).await;
    match done {
        Ok(Entered::Saved(number)) => {
            screen_later(&site.context, &visit.origin);
            Ok(Redirect::to(&saved_at(site, &sheet, number)).into_response())
        }
        Ok(Entered::Nothing) => {
            let there = lang.pick(
                "这些记录已在库中，内容相同，没有任何变化。",
                "These records are there already and say the same: nothing was changed.",
            );
            view(site, visit, posted, Beside { verdict: None, refusal: Some(there.to_owned()) })
        }
        Ok(Entered::Not(verdict)) => {
            let first = verdict.rejected.is_empty() && verdict.must_be_seen();
            let why = first.then(|| not_seen(lang).to_owned());
            view(site, visit, posted, Beside { verdict: Some(&verdict), refusal: why })
        }
        Err(failure) => refused(site, visit, posted, failure),
    }
}

fn not_seen(lang: Lang) -> &'static str {
    lang.pick(
        "尚未保存。请先看下面的结论；确认属实后，再点“已看过结论，照实保存”。",
        "Not saved yet. Read first what is said below; if it is what happened, choose “I have seen this; save it”.",
    )
}

/// A refusal beside the form, with everything that was written.
fn refused(site: &Site, visit: &Visit, posted: &Posted, failure: Failure) -> Page {
    let said = match &failure {
        Failure::Refused(refusal) if refusal.beside_form() => {
            refusal.sentence(visit.lang).to_owned()
        }
        Failure::Import(refusal) => outside(refusal, visit.lang),
        _ => return Err(visit.problem(failure)),
    };
    view(site, visit, posted, Beside { verdict: None, refusal: Some(said) })
}

/// A form has rows, no lines of a file.
fn outside(refusal: &ImportRefusal, lang: Lang) -> String {
    let ImportRefusal::Outside(stray) = refusal else { return refusal.sentence(lang) };
    let row = intake::Written::row(stray.line).unwrap_or_default() + 1;
    let (by, scope) = (domain::privacy::mask(&stray.by), &stray.scope);
    match lang {
        Lang::Zh => format!("第 {row} 行（{by}）不在您的管辖范围（{scope}）内，没有保存。"),
        Lang::En => {
            format!("Row {row} ({by}) lies outside of your scope ({scope}); nothing was saved.")
        }
    }
}

/// Where to go once it is saved: to the record where there is one with a page, else to the import that it is.
fn saved_at(site: &Site, sheet: &Sheet, number: i64) -> String {
    let written = &sheet.written;
    let cell = |name: &str| {
        let at = written.headers.iter().position(|header| header == name)?;
        written.rows.first()?.get(at).map(|cell| cell.trim())
    };
    let page = match (written.table, written.filled()) {
        (TableId::Projects, 1) => cell("id").and_then(|id| record_page("/projects", &[id])),
        (TableId::Payments, 1) => {
            let county =
                cell("county").and_then(|c| site.context.divisions().resolve(c, None).ok());
            let (county, voucher) = (county.map(|c| c.to_string()), cell("voucher_no"));
            let known = county.zip(voucher);
            known.and_then(|(county, voucher)| record_page("/payments", &[&county, voucher]))
        }
        (TableId::Allotments, 1) => cell("id").and_then(|id| record_page("/allotments", &[id])),
        _ => None,
    };
    page.unwrap_or_else(|| format!("/imports/{number}"))
}
