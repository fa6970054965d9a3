//! `mingzhang policy coverage`: what carries out each clause.

use std::collections::BTreeMap;
use std::io::{Write, stdout};

use domain::Lang;
use policy::pack::{Carried, Clause};

use super::show::carried;
use crate::packs;

const KINDS: [(&str, &str); 9] = [
    ("rule", "规则"),
    ("parameter", "参数"),
    ("workflow", "流程"),
    ("report", "报表"),
    ("disclosure", "公开"),
    ("definition", "定义"),
    ("principle", "原则"),
    ("not yet", "尚未"),
    ("total", "合计"),
];

pub(crate) fn run(pack: &str, all: bool, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(pack, lang)?;
    let mut out = stdout().lock();
    if all {
        for clause in &pack.clauses {
            let place = pack.place_of(clause);
            writeln!(out, "{}\t{}\t{place}", clause.id, carried(&clause.carried))?;
        }
        writeln!(out)?;
    }
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for clause in &pack.clauses {
        for document in [clause.document.as_str(), "*"] {
            let row = counts.entry(document).or_default();
            *row.entry(kind(clause)).or_default() += 1;
            *row.entry("total").or_default() += 1;
        }
    }
    write!(out, "{:<10}", "")?;
    for (en, zh) in KINDS {
        write!(out, "{:>12}", lang.pick(zh, en))?;
    }
    writeln!(out)?;
    for (document, row) in &counts {
        write!(out, "{document:<10}")?;
        for (kind, _) in KINDS {
            write!(out, "{:>12}", row.get(kind).copied().unwrap_or(0))?;
        }
        writeln!(out)?;
    }
    Ok(0)
}

fn kind(clause: &Clause) -> &str {
    match &clause.carried {
        Carried::Rule(_) => "rule",
        Carried::Parameter(_) => "parameter",
        Carried::Definition => "definition",
        Carried::Principle => "principle",
        Carried::NotYet(..) => "not yet",
        Carried::Platform(kind, _) => kind,
    }
}
