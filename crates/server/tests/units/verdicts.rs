//! The verdict about a draft is what the whole says of the record: every payment, project, allotment and share
//! of a county is put back as a draft in its own place.

use domain::records::neighbourhood::Draft;
use domain::records::{Places, Unit};
use domain::{DataSet, Day, TableId};
use policy::engine::{Selection, evaluate};
use policy::verdict::Desk;
use policy::{Context, Finding, Outcome, Pack};

use crate::regions::{Region, pack, seeds};
use crate::tangle::tangle;
use crate::{day, plain};

/// The row alone, as a draft.
pub(crate) fn draft(data: &DataSet, table: TableId, row: u32) -> Draft {
    let rows = |of: TableId| Some(if of == table { vec![row] } else { Vec::new() });
    let row = DataSet {
        tables: data.tables.pick(rows),
        names: data.names.clone(),
        funds: data.funds.clone(),
        ..DataSet::default()
    };
    Draft { table, row }
}

/// The set without a row.
fn without(data: &DataSet, table: TableId, row: u32) -> DataSet {
    let rows = |of: TableId| {
        let all = 0..data.tables.rows(of) as u32;
        if of == table { Some(all.filter(|r| *r != row).collect()) } else { None }
    };
    DataSet {
        tables: data.tables.pick(rows),
        given: data.given.clone(),
        partial: data.partial.clone(),
        names: data.names.clone(),
        funds: data.funds.clone(),
        files: data.files.clone(),
    }
}

/// What is found of subjects of some kinds whose id, or what stands before its last stroke, is this.
fn about(outcome: &Outcome, kinds: &[&str], id: &str) -> Vec<Finding> {
    let is_one = |f: &&Finding| {
        let own = &f.subject.id;
        let project = own.rsplit_once('/').map_or(own.as_str(), |(project, _)| project);
        let of_year = f.subject.kind == "project_year" && project == id;
        kinds.contains(&f.subject.kind) && (own == id || of_year)
    };
    outcome.findings.iter().filter(is_one).map(plain).collect()
}

struct Case<'c> {
    whole: &'c Outcome,
    data: &'c DataSet,
    as_of: Day,
    /// Rules that compare counties are no part of a verdict.
    far: Vec<&'c str>,
}

impl Case<'_> {
    fn expect(&self, name: &str, said: &Outcome, kinds: &[&str], id: &str) -> usize {
        let mut expected = about(self.whole, kinds, id);
        expected.retain(|f| !self.far.contains(&f.rule.as_str()));
        let found: Vec<Finding> = said.findings.iter().map(plain).collect();
        let found: Vec<Finding> =
            found.into_iter().filter(|f| kinds.contains(&f.subject.kind)).collect();
        assert!(found == expected, "{name} {kinds:?} {id}: {found:#?} instead of {expected:#?}");
        found.len()
    }

    fn text(&self, column: &[Option<domain::Name>], row: u32) -> String {
        let name = column.get(row as usize).copied().flatten();
        self.data.names.text_or_empty(name).to_owned()
    }

    /// Puts back every row of a table; how many findings there were about drafts.
    fn put_back(&self, name: &str, desk: &Desk, table: TableId, home: &[u32]) -> usize {
        let project = ["project", "project_year"];
        let tables = &self.data.tables;
        let mut seen = 0;
        for row in home {
            let said = desk.judge(&draft(self.data, table, *row), self.as_of);
            let (own, touched) = (&said.own, &said.touched);
            seen += match table {
                TableId::Payments => {
                    let county = tables.payments.county[*row as usize].unwrap();
                    let id = format!("{county}/{}", tables.payments.voucher_no.get(*row as usize));
                    let of = self.text(&tables.payments.project, *row);
                    self.expect(name, touched, &project, &of)
                        + self.expect(name, own, &["payment"], &id)
                }
                TableId::Projects => {
                    self.expect(name, own, &project, &self.text(&tables.projects.id, *row))
                }
                TableId::Allotments => {
                    let parent = self.text(&tables.allotments.parent, *row);
                    self.expect(name, touched, &["allotment"], &parent)
                        + self.expect(
                            name,
                            own,
                            &["allotment"],
                            &self.text(&tables.allotments.id, *row),
                        )
                }
                _ => 0,
            };
        }
        seen
    }
}

fn check(name: &str, data: &DataSet, pack: &Pack, as_of: Day) -> usize {
    let whole = evaluate(&Context::new(data, pack, as_of), &Selection::default());
    let reaches = policy::engine::reaches(pack);
    let far = pack.rules.iter().zip(reaches).filter(|(_, r)| *r == policy::facts::Reach::Region);
    let far = far.flat_map(|(rule, _)| rule.ids()).collect();
    let case = Case { whole: &whole, data, as_of, far };
    let places = Places::new(data, &pack.divisions);
    let mut seen = 0;
    for unit in places.all().into_iter().filter(|unit| *unit != Unit::Region).take(3) {
        let part = places.part(unit);
        let desk = Desk::new(&part, pack);
        for table in [TableId::Payments, TableId::Projects, TableId::Allotments] {
            let all = 0..data.tables.rows(table) as u32;
            let home: Vec<u32> =
                all.filter(|row| places.home(table, *row as usize) == unit).collect();
            seen += case.put_back(name, &desk, table, &home);
        }
    }
    seen
}

#[test]
fn a_verdict_says_what_the_whole_says_of_the_record() {
    let pack = pack();
    for seed in seeds() {
        let region = Region::new(&pack, seed, 6, 500, true);
        let as_of = day("2020-12-31");
        let data = region.read(&pack);
        let seen = check(&format!("seed {seed}"), &data, &pack, as_of);
        assert!(seen > 20, "seed {seed}: {seen} findings about drafts");
        region.add_exceptions(&evaluate(&Context::new(&data, &pack, as_of), &Selection::default()));
        for round in 0..3 {
            let mut data = region.read(&pack);
            tangle(&mut data, seed * 1_000 + round, round);
            check(&format!("seed {seed}, round {round}"), &data, &pack, as_of);
        }
    }
}

#[test]
fn a_share_is_judged_by_what_it_does_to_project_and_allotment() {
    let pack = pack();
    let as_of = day("2020-12-31");
    let region = Region::new(&pack, 1, 6, 500, true);
    let data = region.read(&pack);
    let whole = evaluate(&Context::new(&data, &pack, as_of), &Selection::default());
    let case = Case { whole: &whole, data: &data, as_of, far: Vec::new() };
    let places = Places::new(&data, &pack.divisions);
    let (mut seen, fundings) = (0, &data.tables.fundings);
    for row in (0..fundings.project.len() as u32).step_by(7) {
        let unit = places.home(TableId::Fundings, row as usize);
        let rest = without(&data, TableId::Fundings, row);
        let part = Places::new(&rest, &pack.divisions).part(unit);
        let draft = draft(&data, TableId::Fundings, row);
        let said = Desk::new(&part, &pack).judge(&draft, as_of);
        let (project, allotment) =
            (case.text(&fundings.project, row), case.text(&fundings.allotment, row));
        seen += case.expect("share", &said.touched, &["project", "project_year"], &project);
        seen += case.expect("share", &said.touched, &["allotment"], &allotment);
    }
    assert!(seen > 0, "no finding about any project or allotment");
}
