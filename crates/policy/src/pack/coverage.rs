//! What carries out each clause, and where that stands: the map from the law to the pack.

use std::collections::BTreeMap;

use super::{Carried, Clause, Pack, Place};

/// What carries out one clause.
#[derive(Clone, Debug)]
pub struct Coverage<'p> {
    /// The clause.
    pub clause: &'p Clause,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// The rules, the parameter or the place on the platform; empty for definitions and principles.
    pub by: String,
    /// Rule blocks and values in the pack that cite the clause.
    pub places: Vec<Place>,
}

/// The kinds of coverage, in the order in which they are shown.
pub const KINDS: [&str; 8] =
    ["rule", "parameter", "workflow", "report", "disclosure", "definition", "principle", "not yet"];

/// Number of clauses by document and kind; the document `*` stands for all.
pub type Totals<'p> = BTreeMap<&'p str, BTreeMap<&'static str, usize>>;

/// What carries out each clause, in the order of the pack. A clause that says "rule" while its rule
/// is not written yet counts as "not yet".
pub fn coverage(pack: &Pack) -> Vec<Coverage<'_>> {
    let mut rules: BTreeMap<&str, Vec<(&str, &Place)>> = BTreeMap::new();
    for rule in &pack.rules {
        for clause in &rule.clauses {
            let blocks = rules.entry(clause).or_default();
            blocks.extend(rule.ids().map(|id| (id, &rule.place)));
        }
    }
    pack.clauses.iter().map(|clause| one(pack, clause, &rules)).collect()
}

/// Counts by document and kind.
pub fn totals<'p>(coverage: &[Coverage<'p>]) -> Totals<'p> {
    let mut totals = Totals::new();
    for covered in coverage {
        for document in [covered.clause.document.as_str(), "*"] {
            *totals.entry(document).or_default().entry(covered.kind).or_default() += 1;
        }
    }
    totals
}

fn one<'p>(
    pack: &Pack,
    clause: &'p Clause,
    rules: &BTreeMap<&str, Vec<(&str, &Place)>>,
) -> Coverage<'p> {
    let blocks = rules.get(clause.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    let (kind, by, places) = match &clause.carried {
        Carried::Rule(named) => {
            let of_named = blocks.iter().filter(|(id, _)| named.iter().any(|n| n == id));
            let mut places: Vec<Place> = of_named.map(|(_, place)| (*place).clone()).collect();
            places.dedup();
            let kind = if places.is_empty() { "not yet" } else { "rule" };
            (kind, named.join(", "), places)
        }
        Carried::Parameter(name) => {
            let param = pack.params.by_name.get(name);
            let places = param.map(|p| p.place.clone()).into_iter().collect();
            (if param.is_some() { "parameter" } else { "not yet" }, name.clone(), places)
        }
        Carried::Definition => ("definition", String::new(), Vec::new()),
        Carried::Principle => ("principle", String::new(), Vec::new()),
        Carried::NotYet(kind, what) => ("not yet", format!("{kind} {what}"), Vec::new()),
        Carried::Platform(kind, place) => {
            let kind = KINDS.into_iter().find(|k| k == kind).unwrap_or("not yet");
            (kind, place.clone(), Vec::new())
        }
    };
    Coverage { clause, kind, by, places }
}
