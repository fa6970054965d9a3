//! What a rule says of one subject now: for the closing of a case, and for warnings that a screening no longer
//! finds.

use std::collections::BTreeMap;

use domain::case::Says;
use domain::{Division, Lamp};
use policy::engine::explain::{Case, Explanation, Verdict, explain_in};
use store::warnings::Identity;

/// What the rule says of the subject. Where a fact is missing it cannot tell, which is never green; a subject
/// that is no longer recorded is nobody's breach.
pub(crate) fn says(context: &policy::Context<'_>, identity: &Identity) -> Says {
    let said = all_say(context, std::slice::from_ref(identity)).pop();
    said.map_or(Says::Green, |(_, says)| says)
}

/// The same of many subjects: each rule looks up its rows in a division once.
pub(super) fn all_say<'a>(
    context: &policy::Context<'_>,
    all: &'a [Identity],
) -> Vec<(&'a Identity, Says)> {
    let mut together: BTreeMap<(&str, &str), Vec<&Identity>> = BTreeMap::new();
    for one in all {
        together.entry((&one.rule, &one.division)).or_default().push(one);
    }
    let of = |((rule, division), those): ((&str, &str), Vec<&'a Identity>)| {
        let division = division.parse().ok().and_then(Division::from_code);
        let subjects: Vec<&str> = those.iter().map(|one| one.subject.as_str()).collect();
        let said = explain_in(context, rule, division, &subjects);
        let said: Vec<Says> =
            those.iter().zip(&said).map(|(one, said)| of_one(one, said)).collect();
        those.into_iter().zip(said).collect::<Vec<_>>()
    };
    together.into_iter().flat_map(of).collect()
}

fn of_one(identity: &Identity, explanation: &Explanation<'_>) -> Says {
    let meant = |case: &&Case| {
        let division = case.division.map(|division| division.to_string()).unwrap_or_default();
        case.kind == identity.kind
            && division == identity.division
            && case.period.as_deref().unwrap_or_default() == identity.period
    };
    let cases = explanation.cases.iter().filter(meant).map(says_case);
    let absent = (!explanation.absent.is_empty()).then_some(Says::CannotTell);
    // The gravest of all that are masked alike: none is closed for another.
    cases.chain(absent).max_by_key(|says| gravity(*says)).unwrap_or(Says::Green)
}

fn gravity(says: Says) -> u8 {
    match says {
        Says::Green => 0,
        Says::CannotTell => 1,
        Says::Yellow => 2,
        Says::Red => 3,
    }
}

fn says_case(case: &Case) -> Says {
    match &case.verdict {
        Verdict::Finding(finding) if finding.lamp == Lamp::Red => Says::Red,
        Verdict::Finding(_) => Says::Yellow,
        Verdict::CannotTell => Says::CannotTell,
        _ if case.untold > 0 => Says::CannotTell,
        _ => Says::Green,
    }
}
