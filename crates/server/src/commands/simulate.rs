//! `mingzhang simulate`: the data of a simulated region, as files of the public contract.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};

use anyhow::{Context as _, bail};
use domain::Lang;

use crate::cli::SimulateArguments;
use crate::{packs, screen};

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
    // The tables come in turns, county by county, so their files stay open side by side.
    let mut files: BTreeMap<String, BufWriter<File>> = BTreeMap::new();
    region.write_csv(&mut |table, bytes| {
        if !files.contains_key(table) {
            let file = File::create(dir.join(format!("{table}.csv")))?;
            files.insert(table.to_owned(), BufWriter::new(file));
        }
        files.get_mut(table).map_or(Ok(()), |file| file.write_all(bytes))
    })?;
    for file in files.values_mut() {
        file.flush()?;
    }
    writeln!(
        screen::err(),
        "{}: 种子 seed {} · 植入违规 seeded {}",
        dir.display(),
        arguments.seed,
        region.seeded.len()
    )?;
    Ok(0)
}
