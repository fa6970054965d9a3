//! Findings as warnings keep them: identity, place, who answers, and what is said of them in both languages,
//! so that a list needs neither the records nor the pack of that day.

use std::collections::HashMap;

use domain::{Day, Division, Divisions, Lang, Level, Name};
use policy::finding::{Evidence, EvidenceValue, Finding, NotEvaluable};
use policy::pack::{Pack, Rule};
use policy::{Context, render};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::screenings::Untold;
use store::warnings::{Identity, Office, Place, Seen};

use crate::access::Role;
use crate::output::words;

/// A finding on its way to its warning.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// What makes it one.
    pub(crate) identity: Identity,
    /// Where it lies.
    pub(crate) place: Place,
    /// What the engine says.
    pub(crate) seen: Seen,
    /// Who answers.
    pub(crate) offices: Vec<Office>,
    /// The level of those who answer.
    pub(crate) level: Level,
    /// Whether the rule knows exceptions.
    pub(crate) exemptable: bool,
}

/// Makes warnings of the findings about one data set.
pub(super) struct Finder<'a> {
    context: &'a Context<'a>,
    /// The unit whose a project is.
    units: HashMap<&'a str, Name>,
    /// The project that a target is set for.
    projects: HashMap<&'a str, &'a str>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Finder<'a> {
        let (names, tables) = (&context.data.names, &context.data.tables);
        let text = |name: &Option<Name>| names.text_or_empty(*name);
        let projects = tables.projects.id.iter().zip(&tables.projects.unit);
        let units = projects.filter_map(|(id, unit)| Some((text(id), (*unit)?))).collect();
        let targets = tables.targets.id.iter().zip(&tables.targets.subject);
        let projects = targets.map(|(id, subject)| (text(id), text(subject))).collect();
        Finder { context, units, projects }
    }

    /// What becomes of a finding.
    pub(super) fn found(&self, finding: &Finding) -> Found {
        let (pack, divisions) = (self.context.pack, &self.context.pack.divisions);
        let rule = render::rule_of(pack, finding);
        let home = finding.division.map(|division| divisions.canonical(division));
        let organisation = self.organisation(finding).unwrap_or_default();
        let offices = offices(pack, rule, home, &organisation);
        let level = offices.first().and_then(|office| level_of(divisions, &office.division));
        Found {
            identity: identity(finding),
            place: place(divisions, home, organisation),
            seen: seen(self.context, finding, rule),
            offices,
            level: level.unwrap_or(Level::Region),
            exemptable: rule.is_none_or(|rule| !rule.without_exception),
        }
    }

    /// The unit whose matter a finding is: the one that its evidence names, else that of its project.
    fn organisation(&self, finding: &Finding) -> Option<String> {
        let said = |name: &str| finding.evidence.iter().find(|e| e.name == name).and_then(text_of);
        if let Some(unit) = said("unit").or_else(|| said("payer_unit")) {
            return Some(unit.to_owned());
        }
        if finding.subject.kind == "unit_fund_year" {
            return finding.subject.id.split('/').next().map(str::to_owned);
        }
        let own = finding.subject.id.as_str();
        let head = own.split([':', '/']).next().unwrap_or(own);
        let ids = [said("project"), Some(own), Some(head)];
        let target = |id: &str| self.projects.get(id).copied();
        let unit = |id: &str| self.units.get(id).or_else(|| self.units.get(target(id)?)).copied();
        let found = ids.into_iter().flatten().find_map(unit)?;
        Some(self.context.data.names.text(found).to_owned())
    }
}

fn text_of(evidence: &Evidence) -> Option<&str> {
    match &evidence.value {
        EvidenceValue::Text(text) => Some(text),
        _ => None,
    }
}

/// What makes a finding the same from screening to screening. Of an id that may not be shown a hash tells it
/// apart; the records hold the id itself, so the hash betrays nothing that the store does not hold.
pub(crate) fn identity(finding: &Finding) -> Identity {
    let hash = |id: &str| store::hex(&Sha256::digest(format!("subject {id}")));
    Identity {
        rule: finding.rule.clone(),
        kind: finding.subject.kind.to_owned(),
        subject: finding.subject.id.clone(),
        behind: finding.subject.behind.hashed(hash).unwrap_or_default(),
        period: finding.period.clone().unwrap_or_default(),
        division: finding.division.map(|division| division.to_string()).unwrap_or_default(),
    }
}

fn place(divisions: &Divisions, home: Option<Division>, organisation: String) -> Place {
    let at = |level| above(divisions, home?, level).map(|division| division.to_string());
    let home_or_region = home.or_else(|| region(divisions));
    Place {
        home: home_or_region.map(|division| division.to_string()).unwrap_or_default(),
        prefecture: at(Level::Prefecture).unwrap_or_default(),
        county: at(Level::County).unwrap_or_default(),
        organisation,
    }
}

/// The division of a level in which another one lies, or which it is.
pub(crate) fn above(divisions: &Divisions, from: Division, level: Level) -> Option<Division> {
    let parent = |of: &Division| divisions.get(*of).and_then(|entry| entry.parent);
    let mut chain = std::iter::successors(Some(from), parent).take(Level::ALL.len());
    chain.find(|division| divisions.level(*division) == Some(level))
}

/// The region.
pub(crate) fn region(divisions: &Divisions) -> Option<Division> {
    divisions.iter().find(|entry| entry.level == Level::Region).map(|entry| entry.division)
}

fn level_of(divisions: &Divisions, code: &str) -> Option<Level> {
    divisions.level(Division::from_code(code.parse().ok()?)?)
}

/// Who answers: whom the clause names, each at the level that it means; besides, who keeps the money of the
/// place in order, so that nobody's warning is answered by nobody.
fn offices(
    pack: &Pack,
    rule: Option<&Rule>,
    home: Option<Division>,
    organisation: &str,
) -> Vec<Office> {
    let divisions = &pack.divisions;
    let Some(home) = home.or_else(|| region(divisions)) else { return Vec::new() };
    let home_level = divisions.level(home).unwrap_or(Level::Region);
    let mut offices = Vec::new();
    let mut add = |role: Role, level: Level| {
        let at = above(divisions, home, level).filter(|_| role.fits(level));
        let Some(division) = at else { return };
        let organisation = if role.of_organisation() { organisation } else { "" };
        let office = Office {
            role: role.word().to_owned(),
            division: division.to_string(),
            organisation: organisation.to_owned(),
            post: None,
        };
        // A role of one organisation is nobody where the organisation is not known.
        let nobody = role.of_organisation() && organisation.is_empty();
        if !nobody && !offices.contains(&office) {
            offices.push(office);
        }
    };
    for id in rule.map(|rule| rule.answers.as_slice()).unwrap_or_default() {
        let Some(actor) = pack.actors.get(id) else { continue };
        let level = Level::from_word(&actor.level).unwrap_or(home_level);
        let roles = actor.roles.iter().filter_map(|role| Role::from_word(role));
        roles.for_each(|role| add(role, level));
    }
    match home_level {
        Level::Centre | Level::Region => add(Role::RegionFundOffice, Level::Region),
        Level::Prefecture => keepers(&mut add, Level::Prefecture),
        Level::County => keepers(&mut add, Level::County),
    }
    offices
}

fn keepers(add: &mut impl FnMut(Role, Level), level: Level) {
    add(Role::BureauFund, level);
    add(Role::BureauHead, level);
}

fn seen(context: &Context<'_>, finding: &Finding, rule: Option<&Rule>) -> Seen {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    Seen {
        lamp: finding.lamp.word().to_owned(),
        soon: finding.soon,
        name: finding.subject.name.clone(),
        amount: finding.amount.map(|amount| amount.0),
        due_on: day(finding.due_on),
        done_on: day(finding.done_on),
        days_late: finding.days_late.map(i64::from),
        body: body(context, finding, rule).to_string(),
    }
}

/// What people are told, in both languages.
fn body(context: &Context<'_>, finding: &Finding, rule: Option<&Rule>) -> Value {
    let pack = context.pack;
    let both = |text: &dyn Fn(Lang) -> String| json!([text(Lang::Zh), text(Lang::En)]);
    let evidence = |evidence: &Evidence| {
        let (zh, en) =
            (words::named(evidence, rule, Lang::Zh), words::named(evidence, rule, Lang::En));
        json!({ "name": evidence.name, "zh": [zh.0, zh.1], "en": [en.0, en.1] })
    };
    let file = |(file, line): (u16, u32)| {
        let table = context.data.files.get(usize::from(file))?.table.spec().name;
        Some(json!({ "table": table, "row": line }))
    };
    json!({
        "message": both(&|lang| render::message(pack, finding, lang)),
        "settles": both(&|lang| render::settles(pack, finding, lang)),
        "local": render::local_default(pack, finding),
        "clauses": finding.clauses,
        "answers": rule.map(|rule| rule.answers.as_slice()).unwrap_or_default(),
        "readings": rule.map(|rule| rule.readings.as_slice()).unwrap_or_default(),
        "evidence": finding.evidence.iter().map(evidence).collect::<Vec<Value>>(),
        "source": finding.source.and_then(file),
    })
}

/// What could not be judged, in both languages.
pub(super) fn untold(told: &NotEvaluable) -> Untold {
    Untold {
        rule: told.rule.clone(),
        zh: render::reason(&told.reason, Lang::Zh),
        en: render::reason(&told.reason, Lang::En),
        subjects: i64::try_from(told.subjects).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs;

    #[test]
    fn every_role_that_a_pack_names_is_one_and_every_rule_is_answered_for() {
        for name in packs::names() {
            let pack = packs::load(name, Lang::En).unwrap();
            for actor in pack.actors.values() {
                for role in &actor.roles {
                    let known = Role::from_word(role).expect(role);
                    let level = Level::from_word(&actor.level);
                    assert!(level.is_none_or(|level| known.fits(level)), "{}: {role}", actor.id);
                }
            }
            for rule in &pack.rules {
                for id in &rule.answers {
                    assert!(!pack.actors[id].roles.is_empty(), "{}: {id}", rule.id);
                }
                for home in [650_000, 653_100, 653_125].map(Division::from_code) {
                    assert!(!offices(&pack, Some(rule), home, "").is_empty(), "{}", rule.id);
                }
            }
        }
    }

    #[test]
    fn the_named_answer_first_and_units_where_they_are_known() {
        let pack = packs::load(packs::DEFAULT, Lang::En).unwrap();
        let rule = pack.blocks("target.vague").next();
        let county = Division::from_code(653_125);
        let roles = |organisation: &str| -> Vec<(String, String)> {
            let offices = offices(&pack, rule, county, organisation).into_iter();
            offices.map(|office| (office.role, office.organisation)).collect()
        };
        assert_eq!(roles("").first().unwrap().1, "");
        let (named, organisation) = roles("水利局").remove(0);
        assert!(Role::from_word(&named).unwrap().of_organisation(), "{named}");
        assert_eq!(organisation, "水利局");
        let divisions = &pack.divisions;
        let at = |level| above(divisions, county.unwrap(), level).map(Division::code);
        assert_eq!((at(Level::Prefecture), at(Level::Region)), (Some(653_100), Some(650_000)));
        assert_eq!(region(divisions).map(Division::code), Some(650_000));
    }
}
