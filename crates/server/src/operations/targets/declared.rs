//! A target as its printed form (绩效目标申报表) says it. Reading a form keeps nothing: what it says is looked at, judged
//! and kept like anything that somebody writes.

use domain::target::SubjectKind;
use intake::{Declaration, DeclarationFault, read_declarations};
use store::targets::TargetWay;

use super::drafted::Writing;
use super::{found, here};
use crate::access::Operation;
use crate::context::Context;
use crate::operations::factor_plans::refused;
use crate::operations::handling::acting::{LARGEST, Sent};
use crate::operations::imports::ImportRefusal;
use crate::operations::{Actor, Done, Failure, Refusal};

/// Faults and names of forms that one refusal tells.
const SHOWN: usize = 10;

/// What a form says of a target.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// What is to be written of it.
    pub(crate) writing: Writing,
    /// The file and the sheet on which the form stands.
    pub(crate) place: String,
    /// What the form calls that for which the target is set, where the records call it otherwise.
    pub(crate) called: Option<String>,
}

/// Reads the form of a target out of a workbook: the one with its number or its subject's, else the one with the
/// subject's name, else the only one. Amounts that the form does not state stay as they are.
pub(crate) async fn declared(
    context: &Context,
    actor: &Actor,
    (id, file): (i64, Sent),
) -> Done<Declared> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    here(&mut tx, context, actor, (Operation::WriteTarget, &followed.kept)).await?;
    drop(tx);
    if file.content.len() > LARGEST {
        return Err(Refusal::AttachmentSize.into());
    }
    let read = tokio::task::spawn_blocking(move || read_declarations(file.content, &file.name));
    let read = read.await.map_err(|error| Failure::System(error.to_string()))?;
    let forms = read.map_err(ImportRefusal::Unreadable)?;
    let kept = &followed.kept;
    let one = chosen(forms, kept)?;
    fits(&one, kept)?;
    if !one.faults.is_empty() {
        return Err(misread(&one.faults));
    }
    let now = followed.one.asked().unwrap_or(followed.one.text());
    let writing = Writing {
        goal: one.goal,
        total: one.total.unwrap_or(now.total).plain(),
        fiscal: one.fiscal.unwrap_or(now.fiscal).plain(),
        indicators: one.indicators,
        ..Writing::default()
    };
    let called = Some(one.name).filter(|name| !name.is_empty() && !is_same(name, &kept.name));
    Ok(Declared { writing, place: one.place, called })
}

/// Whether two names differ in nothing but spaces.
fn is_same(one: &str, other: &str) -> bool {
    one.split_whitespace().collect::<String>() == other.split_whitespace().collect::<String>()
}

/// The form that is this target's.
fn chosen(forms: Vec<Declaration>, kept: &TargetWay) -> Done<Declaration> {
    let ways: [fn(&Declaration, &TargetWay) -> bool; 3] = [
        |one, kept| one.target == kept.target,
        |one, kept| !one.subject.is_empty() && one.subject == kept.subject,
        |one, kept| is_same(&one.name, &kept.name),
    ];
    let of_year =
        |one: &&Declaration| one.year.is_none_or(|year| i64::from(year) == kept.fiscal_year);
    for is_this in ways {
        let mut found = forms.iter().filter(|one| is_this(one, kept));
        let several = found.clone().count() > 1;
        if several {
            let mut of_year = found.clone().filter(of_year);
            return match (of_year.next(), of_year.next()) {
                (Some(one), None) => Ok(one.clone()),
                _ => Err(others(&forms, kept)),
            };
        }
        if let Some(one) = found.next() {
            return Ok(one.clone());
        }
    }
    match <[Declaration; 1]>::try_from(forms) {
        Ok([one]) => Ok(one),
        Err(forms) => Err(others(&forms, kept)),
    }
}

/// Refused where the form is that of another target, year or kind of subject.
fn fits(one: &Declaration, kept: &TargetWay) -> Done<()> {
    let differs = |said: &str, own: &str| !said.is_empty() && said != own;
    let year = one.year.filter(|year| i64::from(*year) != kept.fiscal_year);
    let kind = one.kind.filter(|kind| kind.word() != kept.subject_kind);
    if let Some(year) = year {
        return Err(refused(
            "target-form-year",
            format!(
                "{} 是{year}年度的申报表，本目标为{}年度；请选对应年度的申报表。",
                one.place, kept.fiscal_year
            ),
            format!(
                "{} is a form of {year}, this target is of {}: take the form of that year.",
                one.place, kept.fiscal_year
            ),
        ));
    }
    let other_number = differs(&one.target, &kept.target) || differs(&one.subject, &kept.subject);
    if other_number || kind.is_some_and(|kind| !is_near(kind, kept)) {
        return Err(others(std::slice::from_ref(one), kept));
    }
    Ok(())
}

/// Whether a form of this kind may be one of the target all the same: bonds and transfers are declared as projects,
/// too.
fn is_near(kind: SubjectKind, kept: &TargetWay) -> bool {
    kind == SubjectKind::Project && matches!(kept.subject_kind.as_str(), "bond" | "transfer")
}

/// What a refusal tells of several: the first of them, and how many more there are.
fn listed(texts: &[String], [between, more_zh]: [&str; 2]) -> String {
    let mut shown = texts.get(..SHOWN.min(texts.len())).unwrap_or_default().join(between);
    let more = texts.len().saturating_sub(SHOWN);
    if more > 0 {
        shown.push_str(&more_zh.replace("{}", &more.to_string()));
    }
    shown
}

fn others(forms: &[Declaration], kept: &TargetWay) -> Failure {
    let names: Vec<String> = forms
        .iter()
        .map(|one| if one.name.is_empty() { one.place.clone() } else { one.name.clone() })
        .collect();
    refused(
        "target-form-other",
        format!(
            "没有找到“{}”（{}年度）的申报表，文件中有：{}；请核对项目名称、项目编号或目标编号（{}），同名的只留一份。",
            kept.name,
            kept.fiscal_year,
            listed(&names, ["、", "等，另有 {} 份"]),
            kept.target
        ),
        format!(
            "There is no form of “{}” ({}), but: {}. Check the name, the number of the project or that of the target \
             ({}), and keep one of those of the same name.",
            kept.name,
            kept.fiscal_year,
            listed(&names, [", ", ", and {} more"]),
            kept.target
        ),
    )
}

fn misread(faults: &[DeclarationFault]) -> Failure {
    let said = |lang| faults.iter().map(|fault| fault.sentence(lang)).collect::<Vec<String>>();
    refused(
        "target-form-unread",
        format!(
            "申报表没有读入，请改正后再选一次：\n{}",
            listed(&said(domain::Lang::Zh), ["\n", "\n另有 {} 处"])
        ),
        format!(
            "The form was not read; correct it and choose it again:\n{}",
            listed(&said(domain::Lang::En), ["\n", "\nand {} more"])
        ),
    )
}
