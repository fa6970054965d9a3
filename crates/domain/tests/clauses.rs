//! Every clause that the domain names stands in the policy pack.

use domain::accountability::Measure;
use domain::handling::StepRefusal;
use domain::ledger::Fault;

#[test]
fn clauses_are_those_of_the_pack() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/xinjiang-2019");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|e| e == "md"));
    let law: String = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let measures = [Measure::NoAction, Measure::Discipline, Measure::Justice];
    let named = StepRefusal::all().filter_map(StepRefusal::clause);
    let named = named.chain(Fault::ALL.map(Fault::clause)).chain(measures.map(Measure::clause));
    for clause in named {
        assert!(law.contains(&format!("{{#{clause}}}")), "{clause}");
    }
}
