//! The people of the demo: an account for each role, at each of the three levels. They belong to nobody.

use std::collections::BTreeMap;

use domain::{Division, Divisions, Level};
use store::warnings;

use crate::access::Role;
use crate::context::{Context, Origin};
use crate::operations::people::{self, NewPerson};
use crate::operations::posts::{self, NewPost};
use crate::operations::screening::found::above;
use crate::operations::sign_in::{resume, sign_in};
use crate::operations::{Actor, Done, Refusal, first_run};

/// Somebody of the demo.
#[derive(Clone, Debug)]
pub(super) struct Player {
    /// Name to sign in with.
    pub(super) login: String,
    /// Name to be read.
    pub(super) name: String,
    /// Role of the post.
    pub(super) role: Role,
    /// Code of the division of the post.
    pub(super) division: String,
    /// What the post is called.
    pub(super) title: String,
    /// The one organisation whose post it is; empty for none.
    pub(super) organisation: String,
}

/// Where the people work of whom the demo prints the accounts: the county with the most warnings, the unit
/// there that is named most often in them, the prefecture and the region above.
pub(super) struct Ground {
    county: Division,
    prefecture: Division,
    region: Division,
    unit: String,
}

impl Ground {
    /// Chosen after a screening, so that whoever signs in has something to do.
    pub(super) async fn choose(context: &Context) -> Done<Ground> {
        let mut places: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut tx = context.db.read().await?;
        warnings::each(&mut tx, |warning| {
            let units = places.entry(warning.place.county).or_default();
            *units.entry(warning.place.organisation).or_default() += 1;
        })
        .await?;
        let of_county = places.into_iter().filter(|(county, _)| !county.is_empty());
        let busiest = of_county.max_by_key(|(_, units)| units.values().sum::<usize>());
        let (county, units) = busiest.ok_or(Refusal::UnknownDivision)?;
        let named = units.into_iter().filter(|(unit, _)| !unit.is_empty());
        let unit = named.max_by_key(|(_, times)| *times).map(|(unit, _)| unit);
        let county = county.parse().ok().and_then(Division::from_code);
        let county = county.ok_or(Refusal::UnknownDivision)?;
        let at = |level| above(context.divisions(), county, level).ok_or(Refusal::UnknownDivision);
        Ok(Ground {
            county,
            prefecture: at(Level::Prefecture)?,
            region: at(Level::Region)?,
            unit: unit.unwrap_or_else(|| context.divisions().name(county)),
        })
    }

    /// Code of the county.
    pub(super) fn county(&self) -> String {
        self.county.to_string()
    }

    /// The unit.
    pub(super) fn unit(&self) -> &str {
        &self.unit
    }

    /// Code of the prefecture.
    pub(super) fn prefecture(&self) -> String {
        self.prefecture.to_string()
    }

    /// Where somebody works: the level is told by the beginning of the login. Gives the division, what titles
    /// begin with, and the organisation.
    fn place(&self, login: &str, divisions: &Divisions) -> (Division, String, &str) {
        match login.split_once('-').map(|(level, _)| level) {
            Some("p") => (self.prefecture, divisions.name(self.prefecture), ""),
            Some("c") => (self.county, divisions.name(self.county), ""),
            Some("d" | "u") => (self.county, self.unit.clone(), &self.unit),
            _ => (self.region, String::new(), ""),
        }
    }
}

/// The first account.
const ADMINISTRATOR: (&str, &str) = ("admin", "系统管理员");

/// The day from which the posts are held: before the first record of the demo.
const SINCE: &str = "2019-01-01";

type Row = (&'static str, &'static str, Role, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("leader",        "艾山江",   Role::RegionLeader,        "分管领导"),
    ("fund",          "李文静",   Role::RegionFundOffice,    "扶贫资金管理办公室主任"),
    ("fund2",         "马晓东",   Role::RegionFundOffice,    "扶贫资金管理办公室副主任"),
    ("treasury",      "陈立新",   Role::RegionTreasury,      "国库处处长"),
    ("budget",        "赵敏",     Role::RegionBudget,        "预算处处长"),
    ("agriculture",   "吐尔逊",   Role::RegionAgriculture,   "农业处处长"),
    ("business",      "周海燕",   Role::RegionBusiness,      "业务处处长"),
    ("business2",     "米吉提",   Role::RegionBusiness,      "经济建设处处长"),
    ("evaluation",    "郑国强",   Role::RegionEvaluation,    "评审中心主任"),
    ("group",         "阿依古丽", Role::RegionLeadingGroup,  "扶贫办综合处处长"),
    ("audit",         "孙卫民",   Role::Audit,               "审计组组长"),
    ("supervision",   "高建军",   Role::Supervision,         "纪检监察组组长"),
    ("p-head",        "买买提",   Role::BureauHead,          "财政局局长"),
    ("p-business",    "王秀兰",   Role::BureauBusiness,      "财政局农业科科长"),
    ("p-treasury",    "刘志刚",   Role::BureauTreasury,      "财政局国库科科长"),
    ("p-performance", "古丽娜",   Role::BureauPerformance,   "财政局绩效科科长"),
    ("p-fund",        "张建华",   Role::BureauFund,          "财政局扶贫资金科科长"),
    ("p-group",       "热孜万",   Role::BureauLeadingGroup,  "扶贫办主任"),
    ("c-head",        "阿布都",   Role::BureauHead,          "财政局局长"),
    ("c-business",    "黄丽",     Role::BureauBusiness,      "财政局农财股股长"),
    ("c-treasury",    "努尔兰",   Role::BureauTreasury,      "财政局国库股股长"),
    ("c-performance", "徐静",     Role::BureauPerformance,   "财政局绩效股股长"),
    ("c-fund",        "帕提古丽", Role::BureauFund,          "财政局扶贫资金股股长"),
    ("c-group",       "何勇",     Role::BureauLeadingGroup,  "扶贫办主任"),
    ("c-audit",       "迪丽努尔", Role::Audit,               "审计局绩效审计股股长"),
    ("d-head",        "玉素甫",   Role::DepartmentHead,      "局长"),
    ("d-officer",     "杨帆",     Role::DepartmentOfficer,   "计财股股长"),
    ("u-officer",     "阿米娜",   Role::UnitOfficer,         "项目办经办人"),
];

/// The third party that evaluates: it belongs to no place.
const EVALUATOR: (&str, &str, &str) = ("evaluator", "林若水", "天山绩效评价事务所");

/// Everybody whose account is printed, the region's first.
fn players(ground: &Ground, divisions: &Divisions) -> Vec<Player> {
    let player = |&(login, name, role, title): &Row| {
        let (division, place, organisation) = ground.place(login, divisions);
        Player {
            login: login.to_owned(),
            name: name.to_owned(),
            role,
            division: division.to_string(),
            title: format!("{place}{title}"),
            organisation: organisation.to_owned(),
        }
    };
    let (login, name, organisation) = EVALUATOR;
    let evaluator = Player {
        login: login.to_owned(),
        name: name.to_owned(),
        role: Role::Evaluator,
        division: ground.region.to_string(),
        title: format!("{organisation}项目负责人"),
        organisation: organisation.to_owned(),
    };
    ROWS.iter().map(player).chain([evaluator]).collect()
}

/// Surnames and given names of those whom nobody has to know.
const SURNAMES: [&str; 7] = ["王", "李", "张", "刘", "陈", "马", "杨"];
const GIVEN: [&str; 11] =
    ["建国", "秀英", "志强", "海燕", "晓红", "卫东", "玉兰", "永刚", "春梅", "新民", "雪莲"];

/// The officers of the fund sections of all other prefectures and counties: what is found there is answered
/// for, too. Their logins are `p-` or `c-` with the code of the place.
fn others(ground: &Ground, divisions: &Divisions) -> impl Iterator<Item = Player> {
    let known = [ground.prefecture, ground.county];
    let places = divisions.iter().filter(|entry| entry.valid_to.is_none());
    let others = places.filter(move |entry| !known.contains(&entry.division));
    let offices = others.filter_map(|entry| match entry.level {
        Level::Prefecture => Some((entry, "p", "科")),
        Level::County => Some((entry, "c", "股")),
        _ => None,
    });
    offices.enumerate().map(|(i, (entry, level, section))| {
        let (surname, given) = (SURNAMES.iter().cycle().nth(i), GIVEN.iter().cycle().nth(i));
        Player {
            login: format!("{level}-{}", entry.division),
            name: [surname, given].into_iter().flatten().copied().collect(),
            role: Role::BureauFund,
            division: entry.division.to_string(),
            title: format!("{}财政局扶贫资金{section}{section}长", entry.name),
            organisation: String::new(),
        }
    })
}

/// Makes all accounts and posts, each with the same password, through the operations that make them in
/// earnest: so all of it is on record.
pub(super) async fn enlist(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let (login, name) = ADMINISTRATOR;
    let input = NewPerson { login, name, password, must_change: false };
    first_run::first_run(context, origin, input).await?;
    let admin = signed_in(context, origin, login, password).await?;
    let divisions = context.divisions();
    let all = players(ground, divisions).into_iter().chain(others(ground, divisions));
    for player in all {
        let (login, name) = (player.login.as_str(), player.name.as_str());
        let input = NewPerson { login, name, password, must_change: false };
        people::add(context, origin, &admin, input).await?;
        let post = NewPost {
            role: player.role.word(),
            division: &player.division,
            organisation: &player.organisation,
            title: &player.title,
        };
        let post = posts::add(context, origin, &admin, post).await?;
        posts::change_holder(context, origin, &admin, (&post, login, SINCE)).await?;
    }
    Ok(())
}

/// Somebody, signed in.
pub(super) async fn signed_in(
    context: &Context,
    origin: &Origin,
    login: &str,
    password: &str,
) -> Done<Actor> {
    let opened = sign_in(context, origin, login, password).await?;
    let actor = resume(context, origin, &opened.token).await?;
    Ok(actor.ok_or(Refusal::SignInFirst)?)
}

/// The accounts as they are printed: login, post and name.
pub(super) fn table(ground: &Ground, divisions: &Divisions) -> Vec<[String; 3]> {
    let (login, name) = ADMINISTRATOR;
    let admin = [login.to_owned(), "网络信息中心".to_owned(), name.to_owned()];
    let row = |player: Player| [player.login, player.title, player.name];
    std::iter::once(admin).chain(players(ground, divisions).into_iter().map(row)).collect()
}
