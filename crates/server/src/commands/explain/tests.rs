//! An explanation never contradicts the check: over the published examples and a simulated region, rule by
//! rule and subject by subject.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use domain::{Day, Lang};
use intake::Options;
use policy::engine::{Selection, evaluate};
use policy::explain::{Case, Verdict, explain_all, subjects};
use policy::finding::{Finding, Reason};
use policy::pack::Rule;
use policy::{Context, Pack};

use crate::cli::SimulateArguments;
use crate::{checked, packs};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What is said of a rule: findings, lifted ones, how many subjects are left open.
#[derive(Debug, Default, PartialEq)]
struct Says {
    findings: BTreeMap<String, Finding>,
    lifted: BTreeMap<String, Finding>,
    untold: u64,
}

/// What the data set lacks for a rule: of those subjects that are there, and in all.
#[derive(Debug, Default)]
struct Lacks {
    seen: BTreeSet<String>,
    all: BTreeSet<String>,
}

fn key(finding: &Finding) -> String {
    let subject = &finding.subject;
    format!("{} {} {:?} {:?}", subject.kind, subject.id, finding.division, finding.period)
}

fn checked_rule(context: &Context, rule: &str) -> (Says, Lacks) {
    let outcome = evaluate(context, &Selection::of(rule));
    let keyed = |all: Vec<Finding>| all.into_iter().map(|f| (key(&f), f)).collect();
    let mut says = Says {
        findings: keyed(outcome.findings),
        lifted: keyed(outcome.lifted),
        ..Says::default()
    };
    let mut lacks = Lacks::default();
    for missing in outcome.not_evaluable {
        assert_eq!(missing.rule, rule);
        says.untold += missing.subjects;
        match missing.reason {
            Reason::MissingFact(facts) => assert!(!facts.is_empty(), "{rule}: which fact?"),
            Reason::NoCalendar(_) => {}
            reason => {
                let reason = format!("{reason:?}");
                lacks.seen.extend(Some(reason.clone()).filter(|_| missing.subjects > 0));
                lacks.all.insert(reason);
            }
        }
    }
    (says, lacks)
}

fn explained_rule(context: &Context, rule: &str) -> (Says, BTreeSet<String>) {
    let ids = subjects(context, rule);
    let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    // Where no subject is known, the explanation of any id says what is absent.
    ids.push("?");
    let (mut says, mut lacks) = (Says::default(), BTreeSet::new());
    for explanation in explain_all(context, rule, &ids) {
        lacks.extend(explanation.absent.iter().map(|(_, reason)| format!("{reason:?}")));
        explanation.cases.into_iter().for_each(|case| add(&mut says, &mut lacks, case));
    }
    (says, lacks)
}

fn add(says: &mut Says, lacks: &mut BTreeSet<String>, case: Case) {
    let absent = case
        .reasons
        .iter()
        .filter(|r| !matches!(r, Reason::MissingFact(_) | Reason::NoCalendar(_)));
    lacks.extend(absent.map(|reason| format!("{reason:?}")));
    says.untold += case.untold;
    match case.verdict {
        Verdict::Finding(f) => says.findings.insert(key(&f), *f),
        Verdict::Lifted(f) => says.lifted.insert(key(&f), *f),
        Verdict::CannotTell => {
            assert!(!case.reasons.is_empty(), "{}: what is missing?", case.id);
            None
        }
        _ => None,
    };
}

/// Compares both for every rule; gives the number of findings that exceptions lift.
fn agrees(path: &Path, pack: &Pack, as_of: &str) -> usize {
    let options = Options { mapping: None, keep_rejected_rows: false, threads: 0 };
    let loaded = checked::read(path, pack, &options, Lang::En).unwrap();
    let context = Context::new(&loaded.data, pack, Day::parse(as_of).unwrap());
    let rules: BTreeSet<&str> = pack.rules.iter().flat_map(Rule::ids).collect();
    let mut lifted = 0;
    for rule in rules {
        let (check, lacking) = checked_rule(&context, rule);
        let (explain, lacks) = explained_rule(&context, rule);
        let place = format!("{rule} in {} on {as_of}", path.display());
        assert_eq!(check, explain, "{place}");
        assert!(
            lacking.seen.is_subset(&lacks) && lacks.is_subset(&lacking.all),
            "{place}: {lacks:?}"
        );
        lifted += check.lifted.len();
    }
    lifted
}

#[test]
fn explain_and_check_agree_on_the_examples() {
    let pack = packs::load(packs::DEFAULT, Lang::En).unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            agrees(&path, &pack, "2020-12-31");
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} examples");
}

#[test]
fn explain_and_check_agree_on_a_simulated_region() {
    let pack = packs::load(packs::DEFAULT, Lang::En).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let settings = SimulateArguments {
        dir: dir.path().into(),
        seed: 1,
        counties: 2,
        payments: 300,
        clean: false,
    };
    crate::commands::simulate::run(&settings, Lang::En).unwrap();
    let seeded = fs::read_to_string(dir.path().join("seeded.csv")).unwrap();
    let delegated = seeded.lines().find(|line| line.starts_with("pay.delegated,")).unwrap();
    let payment = delegated.split(',').nth(3).unwrap();
    let exceptions = format!(
        "subject_kind,subject,rule,approved_by,approved_on\n\
         payment,{payment},pay.delegated,领导小组,2020-01-01\n"
    );
    fs::write(dir.path().join("exceptions.csv"), exceptions).unwrap();
    let lifted = agrees(dir.path(), &pack, "2020-12-31");
    assert_eq!(lifted, 1, "the exception lifts one finding");
    // Part of the data is often not handed in at all.
    for table in ["fundings", "evaluations", "monitorings"] {
        fs::remove_file(dir.path().join(format!("{table}.csv"))).unwrap();
    }
    agrees(dir.path(), &pack, "2020-06-30");
}
