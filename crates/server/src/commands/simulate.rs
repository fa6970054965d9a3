//! `mingzhang simulate`: the data of a simulated region, as files of the public contract.

use std::fs::{self, File};
use std::io::{BufWriter, Write, stderr};

use anyhow::{Context as _, bail};
use domain::Lang;

use crate::cli::SimulateArguments;
use crate::packs;

pub(crate) fn run(arguments: &SimulateArguments) -> anyhow::Result<u8> {
    let pack = packs::load(packs::DEFAULT, Lang::Zh)?;
    let settings = simulate::Settings {
        seed: arguments.seed,
        counties: arguments.counties,
        payments: arguments.payments,
        violations: !arguments.clean,
        ..simulate::Settings::default()
    };
    let dir = &arguments.dir;
    fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    if fs::read_dir(dir)?.next().is_some() {
        bail!("{} 不是空目录，请换一个 / is not empty, choose another", dir.display());
    }
    let region = simulate::region(&settings, &pack.divisions, &pack.calendar);
    let mut open: Option<(String, BufWriter<File>)> = None;
    region.write_csv(&mut |table, bytes| {
        if open.as_ref().is_none_or(|(name, _)| name != table) {
            let file = File::create(dir.join(format!("{table}.csv")))?;
            open = Some((table.to_owned(), BufWriter::new(file)));
        }
        open.as_mut().map_or(Ok(()), |(_, file)| file.write_all(bytes))
    })?;
    if let Some((_, mut file)) = open {
        file.flush()?;
    }
    writeln!(
        stderr(),
        "{}: 种子 seed {} · 植入违规 seeded {}",
        dir.display(),
        arguments.seed,
        region.seeded.len()
    )?;
    Ok(0)
}
