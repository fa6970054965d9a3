//! The sets that the tests judge: simulated regions in a folder of their own, and folders that are there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use domain::{DataSet, Division, TableId};
use policy::{Outcome, Pack};
use tempfile::TempDir;

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn pack() -> Pack {
    let entries = fs::read_dir(root().join("policies/xinjiang-2019")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let file = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(&path).unwrap())
    };
    policy::pack::load(&paths.map(file).collect::<BTreeMap<_, _>>()).unwrap()
}

pub(crate) fn seeds() -> std::ops::RangeInclusive<u64> {
    1..=std::env::var("MINGZHANG_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// The records of a folder; nothing where they cannot be read at all.
pub(crate) fn read(path: &Path, pack: &Pack) -> Option<DataSet> {
    let context = intake::Context { divisions: &pack.divisions, funds: &pack.funds, key: [7; 32] };
    let options = intake::Options { mapping: None, keep_rejected_rows: false, threads: 2 };
    intake::load(path, &context, &options, &|_| {}).ok().map(|loaded| loaded.data)
}

/// A simulated region as files.
pub(crate) struct Region(TempDir);

impl Region {
    pub(crate) fn new(
        pack: &Pack,
        seed: u64,
        counties: usize,
        payments: usize,
        violations: bool,
    ) -> Region {
        let settings = simulate::Settings {
            seed,
            counties,
            payments,
            violations,
            ..simulate::Settings::default()
        };
        let dir = TempDir::new().unwrap();
        let region = simulate::region(&settings, &pack.divisions, &pack.calendar);
        let append = &mut |table: &str, bytes: &[u8]| {
            let path = dir.path().join(format!("{table}.csv"));
            fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
        };
        region.write_csv(append).unwrap();
        fs::remove_file(dir.path().join("seeded.csv")).ok();
        Region(dir)
    }

    pub(crate) fn read(&self, pack: &Pack) -> DataSet {
        read(self.0.path(), pack).unwrap()
    }

    /// The region whose rows of one county stand in a file of their own, without a column.
    pub(crate) fn without(
        &self,
        pack: &Pack,
        table: TableId,
        (place, county): (&str, Division),
        column: &str,
    ) -> DataSet {
        let dir = TempDir::new().unwrap();
        let name = format!("{}.csv", table.spec().name);
        for entry in fs::read_dir(self.0.path()).unwrap() {
            let path = entry.unwrap().path();
            let to = dir.path().join(path.file_name().unwrap());
            if to.file_name().unwrap() != name.as_str() {
                fs::copy(path, to).unwrap();
            }
        }
        let mut rows = csv::Reader::from_path(self.0.path().join(&name)).unwrap();
        let header = rows.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|own| own == name).unwrap();
        let (place, gone) = (at(place), at(column));
        let poorer = |row: &csv::StringRecord| -> csv::StringRecord {
            row.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, cell)| cell).collect()
        };
        let mut full = csv::Writer::from_path(dir.path().join(&name)).unwrap();
        let second = dir.path().join(format!("{}-2.csv", table.spec().name));
        let mut less = csv::Writer::from_path(second).unwrap();
        full.write_record(&header).unwrap();
        less.write_record(&poorer(&header)).unwrap();
        for row in rows.records().map(Result::unwrap) {
            let own = pack.divisions.resolve(&row[place], None).ok();
            if own.map(|own| pack.divisions.canonical(own)) == Some(county) {
                less.write_record(&poorer(&row)).unwrap();
            } else {
                full.write_record(&row).unwrap();
            }
        }
        drop((full, less));
        read(dir.path(), pack).unwrap()
    }

    /// Adds an exception for every fifth finding, and, for every seventh, some that lift nothing.
    pub(crate) fn add_exceptions(&self, found: &Outcome) {
        let head = "subject_kind,subject,rule,approved_by,approved_on,until,reason\n";
        let mut text = head.to_owned();
        let mut add = |kind: &str, subject: &str, rule: &str, from: &str, until: &str| {
            let line = [kind, subject, rule, "领导小组", from, until, "另有规定"].join(",");
            text.push_str(&line);
            text.push('\n');
        };
        for (i, finding) in found.findings.iter().enumerate() {
            let (kind, id, rule) = (finding.subject.kind, &finding.subject.id, &finding.rule);
            match i % 35 {
                0 | 5 | 10 | 15 | 20 | 25 | 30 => add(kind, id, rule, "2019-01-01", ""),
                7 => add(kind, id, rule, "2019-01-01", "2019-02-01"),
                14 => add(kind, &format!("{id}0"), rule, "2019-01-01", ""),
                21 => add("county", id, rule, "2019-01-01", ""),
                28 => add(kind, id, &format!("{rule}s"), "2019-01-01", ""),
                _ => {}
            }
        }
        fs::write(self.0.path().join("exceptions.csv"), text).unwrap();
    }
}
