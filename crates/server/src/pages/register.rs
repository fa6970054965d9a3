//! Registers (台账): raising, allocation, spending, money and problems of a division; each figure leads to what is
//! behind it, and the file says what the page says. The register of allocation, document by document, is a list
//! ([`super::lists`]); the selector of all stands on its page, too.

pub(super) mod behind;
mod looks;
mod money;
mod raising;
mod sheet;
mod spending;
#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::{Division, FundClass, Lang};
use serde::Deserialize;

use self::looks::looks_sheet;
use self::money::{money_sheet, problem_sheet};
use self::raising::raising_sheet;
use self::sheet::Sheet;
use self::spending::spending_sheet;
use super::frame::Frame;
use super::lists::attached;
use super::{Page, shown, system};
use crate::context::in_china;
use crate::lists::asked::encoded;
use crate::lists::cells::{Writer, class_name};
use crate::operations::Failure;
use crate::operations::registers::looks::looks;
use crate::operations::registers::raising::raising;
use crate::operations::registers::spending::spending;
use crate::operations::registers::{By, Only, Wanted, money, problems, taken_away};
use crate::visit::{Site, Visit};

/// Values to choose from: word, name, whether chosen.
type Options = Vec<(String, String, bool)>;

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
    pub(crate) registers: Registers,
    /// Divisions to choose from.
    pub(crate) places: Options,
    /// Years to choose from, where it has years.
    pub(crate) years: Vec<(i64, bool)>,
    /// How rows can be made, where there are several ways.
    pub(crate) by: Options,
    /// Classes of funds, where it can be of one.
    pub(crate) classes: Options,
    /// Offices, where it can be of the funds of one.
    pub(crate) offices: Options,
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
    class: String,
    office: String,
}

/// Which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// What was raised.
    Raising,
    /// What became of each document.
    Allocation,
    /// What was spent.
    Spending,
    /// What was looked at after it was paid.
    Looks,
    /// All money.
    Money,
    /// What was found.
    Problems,
}

/// The registers: address, name, whether it is the present one.
pub(crate) type Registers = Vec<(String, &'static str, bool)>;

impl Which {
    const ALL: [Which; 6] = [
        Which::Raising,
        Which::Allocation,
        Which::Spending,
        Which::Looks,
        Which::Money,
        Which::Problems,
    ];

    fn word(self) -> &'static str {
        match self {
            Which::Raising => "raising",
            Which::Allocation => "allocation",
            Which::Spending => "spending",
            Which::Looks => "looks",
            Which::Money => "money",
            Which::Problems => "problems",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Which::Raising => "/registers/raising",
            Which::Allocation => "/registers/allocation",
            Which::Spending => "/registers/spending",
            Which::Looks => "/registers/looks",
            Which::Money => "/registers/money",
            Which::Problems => "/registers/problems",
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Which::Raising => ("资金筹集台账", "Register of raising"),
            Which::Allocation => ("资金分配下达台账", "Register of allocation"),
            Which::Spending => ("资金支出使用台账", "Register of spending"),
            Which::Looks => ("支付后监管台账", "Register of looks after payment"),
            Which::Money => ("资金总台账", "Register of money"),
            Which::Problems => ("监控问题台账", "Register of problems"),
        }
    }

    /// How its rows can be made: the usual way first.
    fn ways(self) -> &'static [By] {
        match self {
            Which::Raising | Which::Allocation => &[],
            Which::Spending => &[By::Kind, By::Payment, By::Month, By::Place],
            Which::Looks => &[By::Place, By::Month],
            Which::Money | Which::Problems => &[By::Place, By::Kind],
        }
    }

    fn way(self, by: By, lang: Lang) -> &'static str {
        match (by, self) {
            (By::Place, _) => lang.pick("按区划", "by division"),
            (By::Kind, Which::Problems) => lang.pick("按规则", "by rule"),
            (By::Kind, _) => lang.pick("按资金", "by fund"),
            (By::Month, Which::Looks) => lang.pick("按支付月份", "by month of payment"),
            (By::Month, _) => lang.pick("按资金、月份", "by fund and month"),
            (By::Payment, _) => lang.pick("按资金、款项性质", "by fund and kind of payment"),
        }
    }
}

/// All registers of a division and year, where they are known.
pub(crate) fn registers(lang: Lang, here: Which, (division, year): (&str, &str)) -> Registers {
    let register = |which: &Which| {
        let (zh, en) = which.name();
        let (place, of_year) = match which {
            Which::Allocation => ("to", "fiscal_year"),
            _ => ("division", "year"),
        };
        let pairs = [(place, division), (of_year, year)];
        let has_year = *which != Which::Problems;
        let told =
            pairs.iter().filter(|(name, text)| !text.is_empty() && (has_year || *name != of_year));
        let asked: Vec<String> =
            told.map(|(name, text)| format!("{name}={}", encoded(text))).collect();
        let mark = if asked.is_empty() { "" } else { "?" };
        let address = format!("{}{mark}{}", which.path(), asked.join("&"));
        (address, lang.pick(zh, en), *which == here)
    };
    Which::ALL.iter().map(register).collect()
}

/// A register as it was found.
struct Found<'a> {
    which: Which,
    division: Division,
    places: Vec<Division>,
    year: Option<(i64, Vec<i64>)>,
    by: By,
    only: Only<'a>,
    sheet: Sheet,
}

async fn found<'a>(
    site: &Site,
    visit: &Visit,
    which: Which,
    asked: &'a Asked,
) -> Result<Found<'a>, Failure> {
    let (context, actor, day) = (&site.context, visit.signed_in()?, visit.origin.day);
    let by = By::from_word(&asked.by).filter(|by| which.ways().contains(by));
    let by = by.or(which.ways().first().copied()).unwrap_or_default();
    let class = FundClass::from_word(&asked.class);
    let known = site.context.pack.actors.contains_key(&asked.office);
    let only = match which {
        Which::Raising | Which::Spending => {
            Only { class, office: if known { &asked.office } else { "" } }
        }
        _ => Only::default(),
    };
    let wanted = Wanted { division: &asked.division, year: &asked.year, by, only };
    let found =
        |division, places, year, sheet| Found { which, division, places, year, by, only, sheet };
    Ok(match which {
        Which::Raising => {
            let register = raising(context, actor, wanted, day).await?;
            let sheet = raising_sheet(site, visit, &register);
            let year = Some((register.year, register.years));
            found(register.division, register.places, year, sheet)
        }
        Which::Spending => {
            let register = spending(context, actor, wanted, day).await?;
            let sheet = spending_sheet(site, visit, (by, only), &register);
            let year = Some((register.year, register.years));
            found(register.division, register.places, year, sheet)
        }
        Which::Looks => {
            let register = looks(context, actor, wanted, day).await?;
            let sheet = looks_sheet(site, visit, by, &register);
            let year = Some((register.year, register.years));
            found(register.division, register.places, year, sheet)
        }
        Which::Money => {
            let (register, year, years) = money(context, actor, wanted, day).await?;
            let sheet = money_sheet(site, visit, (by, year), &register);
            found(register.division, register.places, Some((year, years)), sheet)
        }
        Which::Allocation | Which::Problems => {
            let register = problems(context, actor, wanted, day).await?;
            let sheet = problem_sheet(site, visit, by, &register);
            found(register.division, register.places, None, sheet)
        }
    })
}

impl Found<'_> {
    /// What follows the address of this register.
    fn query(&self) -> String {
        let by = match self.which.ways() {
            [] => String::new(),
            _ => format!("&by={}", self.by.word()),
        };
        let year = self.year.as_ref().map(|(year, _)| format!("&year={year}")).unwrap_or_default();
        format!("?division={}{by}{year}{}", self.division, asked_of(self.only))
    }

    /// What it is called: with the class of money, as the regulations name it.
    fn title(&self, site: &Site, visit: &Visit) -> String {
        let (zh, en) = self.which.name();
        let division = site.context.divisions().name(self.division);
        let year = self.year.as_ref().map(|(year, _)| year.to_string()).unwrap_or_default();
        let class = self.only.class.map(|class| class_name(class, visit.lang));
        match (visit.lang, class) {
            (Lang::Zh, Some(class)) => {
                format!("{division} {year} {class}{}", zh.trim_start_matches("资金"))
            }
            (Lang::Zh, None) => {
                let whole = if self.is_master() {
                    zh.replace("台账", "总台账")
                } else {
                    zh.to_owned()
                };
                format!("{division} {year} {whole}").replace("  ", " ")
            }
            (Lang::En, Some(class)) => format!("{division} {year} {en}: {class}"),
            (Lang::En, None) => {
                let whole = if self.is_master() {
                    en.replace("Register", "Master register")
                } else {
                    en.to_owned()
                };
                format!("{division} {year} {whole}").replace("  ", " ")
            }
        }
    }

    /// Whether it is the register of all funds, which the regulations call the master register (总台账).
    fn is_master(&self) -> bool {
        matches!(self.which, Which::Raising | Which::Spending) && self.only == Only::default()
    }

    fn view(self, site: &Site, visit: &Visit, as_of: String) -> View {
        let (lang, divisions) = (visit.lang, site.context.divisions());
        let place =
            |place: &Division| (place.to_string(), divisions.name(*place), *place == self.division);
        let way =
            |by: &By| (by.word().to_owned(), self.which.way(*by, lang).to_owned(), *by == self.by);
        let file = |extension| format!("{}.{extension}{}", self.which.path(), self.query());
        let years = self.year.clone().unwrap_or_default();
        let year = self.year.as_ref().map(|(year, _)| year.to_string()).unwrap_or_default();
        let narrows = matches!(self.which, Which::Raising | Which::Spending);
        View {
            frame: visit.frame(),
            title: self.title(site, visit),
            path: self.which.path(),
            registers: registers(lang, self.which, (&self.division.to_string(), &year)),
            places: self.places.iter().map(place).collect(),
            years: years.1.iter().map(|year| (*year, *year == years.0)).collect(),
            by: self.which.ways().iter().map(way).collect(),
            classes: if narrows { classes(self.only, lang) } else { Vec::new() },
            offices: if narrows { offices(site, self.only, lang) } else { Vec::new() },
            files: [(file("xlsx"), "Excel"), (file("csv"), "CSV")],
            sheet: self.sheet,
            as_of,
        }
    }
}

/// How an address asks for these funds.
fn asked_of(only: Only<'_>) -> String {
    let class = only.class.map(|class| format!("&class={}", class.word())).unwrap_or_default();
    let office = match only.office {
        "" => String::new(),
        office => format!("&office={}", encoded(office)),
    };
    format!("{class}{office}")
}

fn classes(only: Only<'_>, lang: Lang) -> Options {
    let class = |class: FundClass| {
        let name = class_name(class, lang).to_owned();
        (class.word().to_owned(), name, only.class == Some(class))
    };
    FundClass::ALL.map(class).into()
}

fn offices(site: &Site, only: Only<'_>, lang: Lang) -> Options {
    let pack = &site.context.pack;
    let writer =
        Writer { divisions: &pack.divisions, funds: &pack.funds, actors: &pack.actors, lang };
    let office = |id: String| {
        let chosen = only.office == id;
        (id.clone(), writer.office(&id), chosen)
    };
    writer.offices().into_iter().map(office).collect()
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
    // The register of allocation is a list, with files of its own.
    let which = which.filter(|which| *which != Which::Allocation);
    let Some(which) = which.filter(|_| kind.is_some() || extension.is_empty()) else {
        return Ok(system::nowhere(&visit.frame()));
    };
    let problem = |failure| visit.problem(failure);
    let found = found(&site, &visit, which, &asked).await.map_err(problem)?;
    let Some((extension, kind)) = kind else {
        let as_of = in_china(&visit.origin.at.to_string());
        return shown(&visit, &found.view(&site, &visit, as_of), false);
    };
    let list = format!("register-{word}");
    let told = (list.as_str(), found.division, &*found.query());
    let done = taken_away(&site.context, &visit.origin, visit.actor()?, told).await;
    done.map_err(problem)?;
    let title = found.title(&site, &visit);
    let bytes = if *extension == "csv" { found.sheet.csv() } else { found.sheet.xlsx(&title) };
    let bytes = bytes.map_err(|error| visit.problem(Failure::System(error.to_string())))?;
    let name = format!("{list}-{}-{}.{extension}", found.division, visit.origin.day);
    Ok(attached(&encoded(&name), kind, bytes))
}
