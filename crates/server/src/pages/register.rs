//! Registers (台账): problems and money of a division, by place or by rule and fund; each figure leads to what
//! is behind it, and the file says what the page says.

mod tables;
#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use self::tables::{Sheet, money_sheet, problem_sheet};
use super::frame::Frame;
use super::lists::attached;
use super::{Page, shown, system};
use crate::context::in_china;
use crate::lists::asked::encoded;
use crate::operations::Failure;
use crate::operations::registers::{By, Wanted, money, problems, taken_away};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "register.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// What it is called.
    pub(crate) title: String,
    /// Its address without conditions.
    pub(crate) path: &'static str,
    /// The registers: address, name, whether it is this one.
    pub(crate) registers: Vec<(String, &'static str, bool)>,
    /// Divisions to choose from: code, name, whether chosen.
    pub(crate) places: Vec<(String, String, bool)>,
    /// Years to choose from, where it has years.
    pub(crate) years: Vec<(i64, bool)>,
    /// How rows can be made: word, name, whether chosen.
    pub(crate) by: [(&'static str, &'static str, bool); 2],
    /// Its rows.
    pub(crate) sheet: Sheet,
    /// When the data are of.
    pub(crate) as_of: String,
    /// Addresses of the files.
    pub(crate) files: [(String, &'static str); 2],
}

/// What stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    division: String,
    year: String,
    by: String,
}

/// Which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Problems,
    Money,
}

impl Which {
    const ALL: [Which; 2] = [Which::Problems, Which::Money];

    fn word(self) -> &'static str {
        match self {
            Which::Problems => "problems",
            Which::Money => "money",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Which::Problems => "/registers/problems",
            Which::Money => "/registers/money",
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Which::Problems => ("监控问题台账", "Register of problems"),
            Which::Money => ("资金台账", "Register of money"),
        }
    }
}

/// A register as it was found.
struct Found {
    which: Which,
    division: domain::Division,
    places: Vec<domain::Division>,
    year: Option<(i64, Vec<i64>)>,
    by: By,
    sheet: Sheet,
}

async fn found(site: &Site, visit: &Visit, which: Which, asked: &Asked) -> Result<Found, Failure> {
    let (context, actor) = (&site.context, visit.signed_in()?);
    let by = if asked.by == "kind" { By::Kind } else { By::Place };
    let wanted = Wanted { division: &asked.division, year: &asked.year, by };
    Ok(match which {
        Which::Problems => {
            let register = problems(context, actor, wanted, visit.origin.day).await?;
            let sheet = problem_sheet(site, visit, by, &register);
            let (division, places) = (register.division, register.places);
            Found { which, division, places, year: None, by, sheet }
        }
        Which::Money => {
            let (register, year, years) = money(context, actor, wanted, visit.origin.day).await?;
            let sheet = money_sheet(site, visit, (by, year), &register);
            let (division, places) = (register.division, register.places);
            Found { which, division, places, year: Some((year, years)), by, sheet }
        }
    })
}

impl Found {
    /// What follows the address of this register.
    fn query(&self, extra: &str) -> String {
        let by = if self.by == By::Kind { "kind" } else { "place" };
        let year = self.year.as_ref().map(|(year, _)| format!("&year={year}")).unwrap_or_default();
        format!("?division={}&by={by}{year}{extra}", self.division)
    }

    fn title(&self, site: &Site, visit: &Visit) -> String {
        let (zh, en) = self.which.name();
        let division = site.context.divisions().name(self.division);
        let year = self.year.as_ref().map(|(year, _)| format!(" {year}")).unwrap_or_default();
        format!("{division}{year} {}", visit.lang.pick(zh, en))
    }

    fn view(self, site: &Site, visit: &Visit, as_of: String) -> View {
        let (lang, divisions) = (visit.lang, site.context.divisions());
        let title = self.title(site, visit);
        let register = |which: &Which| {
            let (zh, en) = which.name();
            let address = format!("{}?division={}", which.path(), self.division);
            (address, lang.pick(zh, en), *which == self.which)
        };
        let place = |place: &domain::Division| {
            (place.to_string(), divisions.name(*place), *place == self.division)
        };
        let kind = match self.which {
            Which::Problems => lang.pick("按规则", "by rule"),
            Which::Money => lang.pick("按资金", "by fund"),
        };
        let places = lang.pick("按区划", "by division");
        let file = |extension| format!("{}.{extension}{}", self.which.path(), self.query(""));
        let years = self.year.clone().unwrap_or_default();
        View {
            frame: visit.frame(),
            title,
            path: self.which.path(),
            registers: Which::ALL.iter().map(register).collect(),
            places: self.places.iter().map(place).collect(),
            years: years.1.iter().map(|year| (*year, *year == years.0)).collect(),
            by: [("place", places, self.by == By::Place), ("kind", kind, self.by == By::Kind)],
            files: [(file("xlsx"), "Excel"), (file("csv"), "CSV")],
            sheet: self.sheet,
            as_of,
        }
    }
}

/// What a file is: its extension and kind.
const KINDS: [(&str, &str); 2] = [
    ("csv", "text/csv; charset=utf-8"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// Shows a register, or gives it as a file: `problems`, `problems.xlsx`.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let (word, extension) = name.split_once('.').unwrap_or((&name, ""));
    let kind = KINDS.iter().find(|(known, _)| *known == extension);
    let which = Which::ALL.into_iter().find(|which| which.word() == word);
    let Some(which) = which.filter(|_| kind.is_some() || extension.is_empty()) else {
        return Ok(system::nowhere(&visit.frame()));
    };
    let problem = |failure| visit.problem(failure);
    let found = found(&site, &visit, which, &asked).await.map_err(problem)?;
    let Some((extension, kind)) = kind else {
        let as_of = in_china(&visit.origin.at.to_string());
        return shown(&visit, &found.view(&site, &visit, as_of), None);
    };
    let list = format!("register-{word}");
    let told = (list.as_str(), found.division, &*found.query(""));
    let done = taken_away(&site.context, &visit.origin, visit.actor()?, told).await;
    done.map_err(problem)?;
    let title = found.title(&site, &visit);
    let bytes = if *extension == "csv" { found.sheet.csv() } else { found.sheet.xlsx(&title) };
    let bytes = bytes.map_err(|error| visit.problem(Failure::System(error.to_string())))?;
    let name = format!("{list}-{}-{}.{extension}", found.division, visit.origin.day);
    Ok(attached(&encoded(&name), kind, bytes))
}
