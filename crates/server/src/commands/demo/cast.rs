//! The people of the demo: an account for each role, at each of the three levels. They belong to nobody.

use domain::{Divisions, Level};

use crate::access::Role;
use crate::context::{Context, Origin};
use crate::operations::people::{self, NewPerson};
use crate::operations::posts::{self, NewPost};
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
    pub(super) organisation: &'static str,
}

const REGION: &str = "650000";
const PREFECTURE: &str = "653100";
const COUNTY: &str = "653125";
const UNIT: &str = "莎车县畜牧兽医局";

/// The first account.
const ADMINISTRATOR: (&str, &str) = ("admin", "系统管理员");

/// The day from which the posts are held: before the first record of the demo.
const SINCE: &str = "2019-01-01";

type Row = (&'static str, &'static str, Role, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("leader",      "艾山江", Role::RegionLeader,         "分管领导",               ""),
    ("fund",        "李文静", Role::RegionFundOffice,     "扶贫资金管理办公室主任", ""),
    ("fund2",       "马晓东", Role::RegionFundOffice,     "扶贫资金管理办公室副主任", ""),
    ("treasury",    "陈立新", Role::RegionTreasury,       "国库处处长",             ""),
    ("budget",      "赵敏",   Role::RegionBudget,         "预算处处长",             ""),
    ("agriculture", "吐尔逊", Role::RegionAgriculture,    "农业处处长",             ""),
    ("business",    "周海燕", Role::RegionBusiness,       "业务处处长",             ""),
    ("evaluation",  "郑国强", Role::RegionEvaluation,     "评审中心主任",           ""),
    ("group",       "阿依古丽", Role::RegionLeadingGroup, "扶贫办综合处处长",       ""),
    ("audit",       "孙卫民", Role::Audit,                "审计组组长",             ""),
    ("supervision", "高建军", Role::Supervision,          "纪检监察组组长",         ""),
    ("evaluator",   "林若水", Role::Evaluator,            "项目负责人",             "天山绩效评价事务所"),
    ("p-head",      "买买提", Role::BureauHead,           "喀什地区财政局局长",     ""),
    ("p-business",  "王秀兰", Role::BureauBusiness,       "喀什地区财政局农业科科长", ""),
    ("p-treasury",  "刘志刚", Role::BureauTreasury,       "喀什地区财政局国库科科长", ""),
    ("p-performance", "古丽娜", Role::BureauPerformance,  "喀什地区财政局绩效科科长", ""),
    ("p-fund",      "张建华", Role::BureauFund,           "喀什地区财政局扶贫资金科科长", ""),
    ("p-group",     "热孜万", Role::BureauLeadingGroup,   "喀什地区扶贫办主任",     ""),
    ("c-head",      "阿布都", Role::BureauHead,           "莎车县财政局局长",       ""),
    ("c-business",  "黄丽",   Role::BureauBusiness,       "莎车县财政局农财股股长", ""),
    ("c-treasury",  "努尔兰", Role::BureauTreasury,       "莎车县财政局国库股股长", ""),
    ("c-performance", "徐静", Role::BureauPerformance,    "莎车县财政局绩效股股长", ""),
    ("c-fund",      "帕提古丽", Role::BureauFund,         "莎车县财政局扶贫资金股股长", ""),
    ("c-group",     "何勇",   Role::BureauLeadingGroup,   "莎车县扶贫办主任",       ""),
    ("d-head",      "玉素甫", Role::DepartmentHead,       "莎车县畜牧兽医局局长",   UNIT),
    ("d-officer",   "杨帆",   Role::DepartmentOfficer,    "莎车县畜牧兽医局计财股股长", UNIT),
    ("u-officer",   "阿米娜", Role::UnitOfficer,          "莎车县畜牧兽医局项目办经办人", UNIT),
];

/// Everybody, the region's first.
pub(super) fn players() -> impl Iterator<Item = Player> {
    ROWS.iter().map(|&(login, name, role, title, organisation)| Player {
        login: login.to_owned(),
        name: name.to_owned(),
        role,
        division: division(login).to_owned(),
        title: title.to_owned(),
        organisation,
    })
}

/// Surnames and given names of those whom nobody has to know.
const SURNAMES: [&str; 7] = ["王", "李", "张", "刘", "陈", "马", "杨"];
const GIVEN: [&str; 11] =
    ["建国", "秀英", "志强", "海燕", "晓红", "卫东", "玉兰", "永刚", "春梅", "新民", "雪莲"];

/// The officers of the fund sections of all other prefectures and counties: what is found there is answered
/// for, too. Their logins are `p-` or `c-` with the code of the place.
fn others(divisions: &Divisions) -> impl Iterator<Item = Player> {
    let places = divisions.iter().filter(|entry| entry.valid_to.is_none());
    let here = places.filter(|e| ![PREFECTURE, COUNTY].contains(&e.division.to_string().as_str()));
    let offices = here.filter_map(|entry| match entry.level {
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
            organisation: "",
        }
    })
}

/// The level is told by the beginning of the login.
fn division(login: &str) -> &'static str {
    match login.split_once('-').map(|(level, _)| level) {
        Some("p") => PREFECTURE,
        Some("c" | "d" | "u") => COUNTY,
        _ => REGION,
    }
}

/// Makes all accounts and posts, each with the same password, through the operations that make them in
/// earnest: so all of it is on record.
pub(super) async fn enlist(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let (login, name) = ADMINISTRATOR;
    let input = NewPerson { login, name, password, must_change: false };
    first_run::first_run(context, origin, input).await?;
    let admin = signed_in(context, origin, login, password).await?;
    for player in players().chain(others(context.divisions())) {
        let (login, name) = (player.login.as_str(), player.name.as_str());
        let input = NewPerson { login, name, password, must_change: false };
        people::add(context, origin, &admin, input).await?;
        let post = NewPost {
            role: player.role.word(),
            division: &player.division,
            organisation: player.organisation,
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

/// The accounts as they are printed: login, place and post.
pub(super) fn table(divisions: &Divisions) -> Vec<[String; 3]> {
    let place = |player: &Player| {
        let found = divisions.resolve(&player.division, None).ok();
        found.map(|division| divisions.name(division)).unwrap_or_default()
    };
    let row = |p: Player| [p.login.clone(), place(&p), format!("{} {}", p.title, p.name)];
    let (login, name) = ADMINISTRATOR;
    let admin = [login.to_owned(), String::new(), name.to_owned()];
    std::iter::once(admin).chain(players().map(row)).collect()
}
