//! Reading and judging, joined: a data set, a pack, a day → what is wrong.

use std::path::Path;

use anyhow::anyhow;
use domain::{Day, Lang};
use intake::{Loaded, Options};
use policy::engine::{Selection, evaluate};
use policy::{Context, Lamp, Outcome, Pack};

use crate::context::Moment;
use crate::progress::ProgressLine;
use crate::trouble;

/// A data set that has been read and judged.
pub(crate) struct Checked {
    pub(crate) pack: Pack,
    pub(crate) loaded: Loaded,
    pub(crate) outcome: Outcome,
    pub(crate) as_of: Day,
}

impl Checked {
    /// Number of findings of a lamp.
    pub(crate) fn count(&self, lamp: Lamp) -> usize {
        self.outcome.findings.iter().filter(|f| f.lamp == lamp).count()
    }

    /// The file of a finding's record.
    pub(crate) fn file(&self, source: Option<(u16, u32)>) -> Option<(&str, u32)> {
        let (file, line) = source?;
        self.loaded.data.files.get(usize::from(file)).map(|f| (f.name.as_str(), line))
    }
}

/// Reads a data set. Personal keys are hashed with a key that lives only as long as this run.
pub(crate) fn read(
    path: &Path,
    pack: &Pack,
    options: &Options,
    lang: Lang,
) -> anyhow::Result<Loaded> {
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key).map_err(|e| trouble::random(e, lang))?;
    let context = intake::Context { divisions: &pack.divisions, funds: &pack.funds, key };
    let line = ProgressLine::new();
    let loaded = intake::load(path, &context, options, &|p| line.show(&p.sentence(lang)));
    line.end();
    loaded.map_err(|e| anyhow!("{}", e.sentence(lang)))
}

/// Judges a data set.
pub(crate) fn check(loaded: Loaded, pack: Pack, as_of: Day, selection: &Selection) -> Checked {
    let outcome = evaluate(&Context::new(&loaded.data, &pack, as_of), selection);
    Checked { pack, loaded, outcome, as_of }
}

/// Today by Beijing time, which offices in Xinjiang keep.
pub(crate) fn today(lang: Lang) -> anyhow::Result<Day> {
    let unusable =
        lang.pick("本机时间不对，请用 --as-of 给出日期", "no usable clock; give --as-of");
    Moment::now().day().ok_or_else(|| anyhow!(unusable))
}
