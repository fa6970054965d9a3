//! Data sets in temporary folders, and what is asked of them.

use std::fs;
use std::path::{Path, PathBuf};

use domain::division::DivisionEntry;
use domain::{Day, Division, Divisions, Fund, FundClass, Funds, Lang, Level, TableId};
use intake::{Context, InputError, Loaded, Options, load};
use tempfile::TempDir;

/// Headers of a payments file with everything that is required.
pub(crate) const PAYMENTS: &str =
    "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type,payee,payee_account,fund";
/// A good row of it.
pub(crate) const GOOD: &str = "V1,653125,2019,2019-07-10,100000.00,direct,progress,enterprise,天山路桥,30012345600001,special";

/// A data set on disk, gone with the test.
pub(crate) struct Set {
    folder: TempDir,
}

impl Set {
    pub(crate) fn new() -> Set {
        Set { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn of(files: &[(&str, &str)]) -> Set {
        files.iter().fold(Set::new(), |set, (name, text)| set.with(name, text.as_bytes()))
    }

    pub(crate) fn with(self, name: &str, bytes: &[u8]) -> Set {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn load(&self) -> Loaded {
        load_path(self.path()).unwrap()
    }

    pub(crate) fn refuse(&self) -> InputError {
        load_path(self.path()).unwrap_err()
    }
}

/// Kashgar with Shache and Shule, and Kuqa, whose code changed with the year 2020.
pub(crate) fn divisions() -> Divisions {
    let entry = |code: u32, name: &str, level, parent, from: &str, to: &str| DivisionEntry {
        division: Division::from_code(code).unwrap(),
        name: name.into(),
        level,
        parent: Division::from_code(parent),
        valid_from: Day::parse(from).ok(),
        valid_to: Day::parse(to).ok(),
        tags: Vec::new(),
    };
    Divisions::new([
        entry(650_000, "新疆维吾尔自治区", Level::Region, 0, "", ""),
        entry(653_100, "喀什地区", Level::Prefecture, 650_000, "", ""),
        entry(653_125, "莎车县", Level::County, 653_100, "", ""),
        entry(653_122, "疏勒县", Level::County, 653_100, "", ""),
        entry(652_923, "库车县", Level::County, 652_900, "", "2019-12-31"),
        entry(652_902, "库车市", Level::County, 652_900, "2019-01-01", ""),
    ])
}

pub(crate) fn funds() -> Funds {
    let mut funds = Funds::default();
    funds.add(Fund {
        code: "special".into(),
        name: "财政专项扶贫资金（发展资金）".into(),
        aliases: vec!["发展资金".into()],
        class: FundClass::Special,
        source_level: Level::Centre,
        office: None,
        valid_from: None,
        valid_to: None,
        own: false,
    });
    funds
}

pub(crate) fn load_path(path: &Path) -> Result<Loaded, InputError> {
    load_with(path, &Options { threads: 1, ..Options::default() })
}

pub(crate) fn load_with(path: &Path, options: &Options) -> Result<Loaded, InputError> {
    let (divisions, funds) = (divisions(), funds());
    load(path, &Context { divisions: &divisions, funds: &funds, key: [7; 32] }, options, &|_| {})
}

/// Rows loaded and rejected.
pub(crate) fn rows(loaded: &Loaded, table: TableId) -> (u64, u64) {
    loaded.counts.get(&table).map_or((0, 0), |c| (c.rows, c.rejected))
}

/// Each refusal as `line column value why`.
pub(crate) fn files(loaded: &Loaded) -> Vec<&str> {
    loaded.data.files.iter().map(|file| file.name.as_str()).collect()
}

pub(crate) fn rejected(loaded: &Loaded) -> Vec<String> {
    let show = |r: &intake::Rejected| {
        format!("{} {} {} {}", r.line, r.column, r.value, r.refusal.name())
            .replace("   ", " ")
            .replace("  ", " ")
    };
    loaded.rejected.iter().map(show).collect()
}

pub(crate) fn warnings(loaded: &Loaded) -> Vec<String> {
    loaded.warnings.iter().map(|w| w.sentence(Lang::En)).collect()
}
