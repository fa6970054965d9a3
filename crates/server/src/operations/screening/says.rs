//! What a rule says of one subject now: for the closing of a case, and for warnings that a screening no longer
//! finds.

use domain::Lamp;
use domain::case::Says;
use policy::engine::explain::{Case, Verdict, explain};
use store::warnings::Identity;

/// What the rule says of the subject. Where a fact is missing it cannot tell, which is never green; a subject
/// that is no longer recorded is nobody's breach.
pub(crate) fn says(context: &policy::Context<'_>, identity: &Identity) -> Says {
    let explanation = explain(context, &identity.rule, &identity.subject);
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
