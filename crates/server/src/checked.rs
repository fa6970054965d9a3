//! Reading and judging, joined: a data set, a pack, a day → what is wrong.

use std::io::Write;
use std::path::Path;

use anyhow::anyhow;
use domain::{Day, Lang};
use intake::{Loaded, Options, Warning};
use policy::engine::{Selection, evaluate};
use policy::{Context, Lamp, Outcome, Pack};

use crate::cli::Judging;
use crate::context::Moment;
use crate::progress::ProgressLine;
use crate::{packs, screen, trouble};

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

/// The law by which a data set is judged. Settings that lie beside it and were not named are spoken of: with
/// them it was judged where it comes from.
pub(crate) fn law(judging: &Judging, path: &Path, lang: Lang) -> anyhow::Result<Pack> {
    let beside = path.join(policy::pack::settings::FILE);
    if judging.settings.is_none() && beside.is_file() {
        let file = beside.display();
        let said = match lang {
            Lang::Zh => format!("提醒：数据集附有参数设定，没有采用；要采用请加 --settings {file}"),
            Lang::En => format!(
                "warning: settings lie beside the data set and were not used; to use them add --settings {file}"
            ),
        };
        writeln!(screen::err(), "{said}")?;
    }
    packs::load_with(&judging.pack, judging.settings.as_deref(), lang)
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
    let mut loaded = loaded.map_err(|e| anyhow!("{}", e.sentence(lang)))?;
    // Of these it was told by `law` whether they are used.
    loaded.warnings.retain(|one| !matches!(one, Warning::Settings { .. }));
    Ok(loaded)
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
