//! `mingzhang simulate`: the data of a simulated region, as files of the public contract.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::bail;
use domain::Lang;
use simulate::Region;

use crate::cli::SimulateArguments;
use crate::{output, packs, screen, trouble};

pub(crate) fn run(arguments: &SimulateArguments, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(packs::DEFAULT, lang)?;
    let settings = simulate::Settings {
        seed: arguments.seed,
        counties: arguments.counties,
        payments: arguments.payments,
        violations: !arguments.clean,
        ..simulate::Settings::default()
    };
    let most = simulate::all_counties(&settings.fiscal_years, &pack.divisions);
    if settings.counties > most {
        bail!("{}", too_many_counties(settings.counties, most, lang));
    }
    let dir = &arguments.dir;
    packs::empty_folder(dir, lang)?;
    let region = simulate::region(&settings, &pack.divisions, &pack.calendar);
    write_region(&region, dir, lang)?;
    tell(arguments, &region, lang)?;
    Ok(0)
}

/// Writes a region into a folder: a file for each table, and `seeded.csv`.
pub(super) fn write_region(region: &Region, dir: &Path, lang: Lang) -> anyhow::Result<()> {
    // The tables come in turns, county by county, so their files stay open side by side.
    let mut files: BTreeMap<String, BufWriter<File>> = BTreeMap::new();
    let written = region.write_csv(&mut |table, bytes| {
        if !files.contains_key(table) {
            let file = File::create(dir.join(format!("{table}.csv")))?;
            files.insert(table.to_owned(), BufWriter::new(file));
        }
        files.get_mut(table).map_or(Ok(()), |file| file.write_all(bytes))
    });
    let written = written.and_then(|()| files.values_mut().try_for_each(Write::flush));
    written.map_err(trouble::writing(dir, lang))
}

/// What was written, what could not be, and what to do with it.
fn tell(arguments: &SimulateArguments, region: &Region, lang: Lang) -> anyhow::Result<()> {
    let mut out = screen::err();
    let (dir, seed, seeded) = (arguments.dir.display(), arguments.seed, region.seeded.len());
    match lang {
        Lang::Zh => writeln!(out, "已写入 {dir}：种子 {seed}，植入违规 {seeded} 项")?,
        Lang::En => writeln!(
            out,
            "{dir} written: seed {seed}, {seeded} {} seeded",
            output::plural(seeded, "violation")
        )?,
    }
    let unseeded = region.unseeded();
    if !unseeded.is_empty() {
        let rules = unseeded.join(lang.pick("、", ", "));
        match lang {
            Lang::Zh => writeln!(out, "未能植入（这样的规模没有合适的对象）：{rules}")?,
            Lang::En => {
                writeln!(out, "could not be seeded, for want of a subject at this size: {rules}")?;
            }
        }
    }
    let path = dir.to_string();
    let path = if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path };
    let (day, list) = (region.year_end(), arguments.dir.join("seeded.csv"));
    let check = format!("mingzhang check {path} --as-of {day}");
    let list = list.display();
    match (arguments.clean, lang) {
        (false, Lang::Zh) => {
            writeln!(
                out,
                "判断日期为 {day}，请运行：{check}\n应查出的各项见 {list}，判断日期不同的以该表为准"
            )?;
        }
        (false, Lang::En) => writeln!(
            out,
            "the day of judgement is {day}; run {check}\nwhat must be found stands in {list}, with the day \
             where it is another"
        )?,
        (true, Lang::Zh) => writeln!(out, "判断日期为 {day}，请运行：{check}")?,
        (true, Lang::En) => writeln!(out, "the day of judgement is {day}; run {check}")?,
    }
    Ok(())
}

fn too_many_counties(asked: usize, most: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("没有 {asked} 个县：--counties 应为 0 到 {most} 的整数，0 为全部")
        }
        Lang::En => format!(
            "there are no {asked} counties: write a whole number from 0 to {most} after --counties; \
             0 = all"
        ),
    }
}
