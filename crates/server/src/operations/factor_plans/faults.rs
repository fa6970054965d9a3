//! What is wrong with a plan, told by the names of its factors and places.

use domain::factor::{Factor, Fault, MOST_FACTORS, MOST_PLACES, Place};

use crate::context::Context;
use crate::operations::{Failure, ImportRefusal};

/// A refusal in both languages, under a stable name.
pub(crate) fn refused(code: &'static str, zh: String, en: String) -> Failure {
    ImportRefusal::Named { code, zh, en }.into()
}

/// A sentence in Chinese and in English.
type Both = (String, String);

/// A fault of the domain with the names of what it is about.
pub(super) fn named(
    context: &Context,
    factors: &[Factor],
    places: &[Place],
    fault: Fault,
) -> Failure {
    let factor = |at: usize| factors.get(at).map_or("", |factor| factor.name.as_str());
    let place = |at: usize| {
        places.get(at).map(|place| context.divisions().name(place.division)).unwrap_or_default()
    };
    let (zh, en) = match fault {
        Fault::Nameless(at) => (
            format!("第 {} 个因素没有名称；请补填。", at + 1),
            format!("Factor {} has no name: give it one.", at + 1),
        ),
        Fault::NamedTwice(at) | Fault::Weightless(at) | Fault::AllZero(at) => {
            of_factor(fault, factor(at))
        }
        Fault::PlaceTwice(at) => (
            format!("{}出现两次；请删去一行。", place(at)),
            format!("{} stands there twice: take one row out.", place(at)),
        ),
        Fault::Missing { place: at, factor: of } => missing(&place(at), factor(of)),
        Fault::OutOfRange { place: at, factor: of } => (
            format!("{}的“{}”数值过大；请核对。", place(at), factor(of)),
            format!("The value of “{}” for {} is too large: check it.", factor(of), place(at)),
        ),
        Fault::Factors | Fault::Weights(_) | Fault::Nothing | Fault::Places => of_plan(fault),
    };
    refused("factor-plan-unfit", zh, en)
}

/// What is wrong with one factor.
fn of_factor(fault: Fault, name: &str) -> Both {
    match fault {
        Fault::NamedTwice(_) => (
            format!("因素“{name}”出现两次；请改名或删去一个。"),
            format!("Two factors are called “{name}”: rename one or take it out."),
        ),
        Fault::Weightless(_) => (
            format!("因素“{name}”没有权重；请填写大于零的百分比。"),
            format!("The factor “{name}” has no weight: give a percentage above zero."),
        ),
        _ => (
            format!("因素“{name}”各地数值都是零，无法据此分配；请补填数值或删去该因素。"),
            format!(
                "Every value of the factor “{name}” is zero, so nothing can be divided by it: give values or take \
                 it out."
            ),
        ),
    }
}

/// What is wrong with the plan as a whole.
fn of_plan(fault: Fault) -> Both {
    match fault {
        Fault::Factors => (
            format!("因素须有 1 至 {MOST_FACTORS} 个；请填写因素名称和权重。"),
            format!("A plan has 1 to {MOST_FACTORS} factors: give their names and weights."),
        ),
        Fault::Weights(sum) => (
            format!("权重合计为 {}%，应恰为 100%；请调整权重。", percent(sum)),
            format!("The weights make {} %, not 100 %: change them.", percent(sum)),
        ),
        Fault::Places => (
            format!("方案须有 1 至 {MOST_PLACES} 个地区；请填写各地数值。"),
            format!("A plan has 1 to {MOST_PLACES} places: give their values."),
        ),
        _ => (
            "分配总额须大于零；请填写以元为单位的金额。".to_owned(),
            "There is nothing to divide: give an amount above zero, in yuan.".to_owned(),
        ),
    }
}

/// A value that nobody gave.
pub(super) fn missing(place: &str, factor: &str) -> Both {
    (
        format!("{place}没有“{factor}”的数值；请补填（没有的填 0），或勾选该地区“不参与”。"),
        format!(
            "{place} has no value for “{factor}”: give it (0 where there is none), or mark the place as left out."
        ),
    )
}

/// Hundredths of a percent as a percentage.
pub(super) fn percent(points: u32) -> String {
    let text = format!("{}.{:02}", points / 100, points % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
