//! Money that has come back for a case, from the records: refunds of its voucher or project, and those that a
//! report names.

use domain::{Division, Fen};
use store::cases;
use store::db::Tx;
use store::refunds::{self, Refund, Subject};
use store::warnings::Identity;

use super::there;
use crate::context::Context;
use crate::operations::{Done, Refusal};

/// Refunds of one report, at most.
const MOST: usize = 50;

/// The refunds that stand for a case, each once.
pub(crate) async fn of(tx: &mut Tx, kept: &cases::Case, identity: &Identity) -> Done<Vec<Refund>> {
    let since = kept.opening.on.as_str();
    let subject = identity.subject.as_str();
    let subject = match identity.kind.as_str() {
        "payment" => {
            subject.split_once('/').map(|(county, voucher)| Subject::Voucher { county, voucher })
        }
        "project" | "project_year" => {
            Some(Subject::Project(subject.split('/').next().unwrap_or(subject)))
        }
        _ => None,
    };
    let mut found = match subject {
        Some(subject) => refunds::of(tx, subject, since).await?,
        None => Vec::new(),
    };
    for one in refunds::named(tx, kept.id).await? {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
}

/// How much has come back.
pub(crate) fn sum(refunds: &[Refund]) -> Fen {
    Fen(refunds.iter().fold(0_i64, |sum, one| sum.saturating_add(one.amount)))
}

/// Names the refunds of a report: voucher numbers, with the county before a slash where it is another one. The
/// records must show each, at the place of the case, and it must stand for no other case.
pub(super) async fn name(
    tx: &mut Tx,
    context: &Context,
    kept: &cases::Case,
    text: &str,
) -> Done<Vec<String>> {
    let home = there(kept)?.0;
    let mut named = Vec::new();
    for word in text.split([',', '，', '、', ';', '；', ' ', '\n']).map(str::trim) {
        if word.is_empty() {
            continue;
        }
        if named.len() == MOST {
            return Err(Refusal::NotARefund.into());
        }
        let (county, voucher) = word.split_once('/').unwrap_or((&kept.opening.home, word));
        let at = county.parse().ok().and_then(Division::from_code);
        let inside = at.is_some_and(|at| context.divisions().is_within(at, home));
        if !inside || refunds::by_voucher(tx, county, voucher).await?.is_none() {
            return Err(Refusal::NotARefund.into());
        }
        if !refunds::name(tx, kept.id, county, voucher).await? {
            return Err(Refusal::RefundTaken.into());
        }
        named.push(format!("{county}/{voucher}"));
    }
    Ok(named)
}
