//! `mingzhang check`: what in this data set breaks the regulations?

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stdout};

use anyhow::{Context as _, bail};
use domain::Lang;
use intake::{Loaded, Options};
use policy::engine::Selection;
use policy::{Lamp, Pack};

use crate::checked::{self, Checked};
use crate::cli::{CheckArguments, Format, LevelOption};
use crate::output::{self, Style};
use crate::{packs, screen};

pub(crate) fn run(arguments: &CheckArguments) -> anyhow::Result<u8> {
    let lang = Lang::from(arguments.judging.lang);
    if arguments.tables {
        screen::out().write_all(intake::describe_tables(lang).as_bytes())?;
        return Ok(0);
    }
    let Some(path) = &arguments.path else { bail!("PATH") };
    if let Some(folder) = &arguments.rejected {
        intake::refuse_used_folder(folder)
            .map_err(|refused| anyhow::anyhow!(refused.sentence(lang)))?;
    }
    let threads = usize::from(arguments.threads);
    use_threads(threads)?;
    let pack = packs::load(&arguments.judging.pack, lang)?;
    let selection = selection(arguments, &pack, lang)?;
    let options = Options {
        mapping: arguments.judging.mapping.clone(),
        keep_rejected_rows: arguments.rejected.is_some(),
        threads,
    };
    let loaded = checked::read(path, &pack, &options, lang)?;
    warn(&loaded, lang)?;
    keep_rejected(arguments, &loaded, lang)?;
    if arguments.strict && loaded.rejected_total > 0 {
        output::text::rejected(&mut screen::err(), &loaded, lang)?;
        bail!("{}", refused(loaded.rejected_total, lang));
    }
    let as_of = arguments.judging.as_of.map_or_else(checked::today, Ok)?;
    let checked = checked::check(loaded, pack, as_of, &selection);
    print(arguments, &checked, lang)?;
    Ok(u8::from(checked.count(Lamp::Red) > 0))
}

fn use_threads(threads: usize) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().context("threads")
}

/// The rules asked for; a rule that the pack does not know is a mistake, not an empty result.
fn selection(arguments: &CheckArguments, pack: &Pack, lang: Lang) -> anyhow::Result<Selection> {
    for id in &arguments.rules {
        if !packs::knows_rule(pack, id) {
            match lang {
                Lang::Zh => {
                    bail!("政策包 {} 没有规则 {id}；用 mingzhang policy coverage 查看", pack.name)
                }
                Lang::En => {
                    bail!("pack {} has no rule {id}; see mingzhang policy coverage", pack.name)
                }
            }
        }
    }
    Ok(Selection {
        rules: arguments.rules.iter().cloned().collect(),
        red_only: arguments.level == LevelOption::Red,
    })
}

fn warn(loaded: &Loaded, lang: Lang) -> anyhow::Result<()> {
    let mut out = screen::err();
    for warning in &loaded.warnings {
        writeln!(out, "{}{}", lang.pick("提醒：", "warning: "), warning.sentence(lang))?;
    }
    Ok(())
}

fn keep_rejected(arguments: &CheckArguments, loaded: &Loaded, lang: Lang) -> anyhow::Result<()> {
    let Some(folder) = &arguments.rejected else { return Ok(()) };
    if loaded.rejected_total == 0 {
        return Ok(());
    }
    intake::write_rejected(loaded, folder).with_context(|| folder.display().to_string())?;
    let said = lang.pick("被拒绝的行已写入", "rejected rows written to");
    writeln!(screen::err(), "{said} {}", folder.display())?;
    Ok(())
}

fn refused(rows: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--strict：有 {rows} 处不合格，整个数据集未采用"),
        Lang::En => format!("--strict: {rows} bad cells or rows, the whole data set is refused"),
    }
}

fn print(arguments: &CheckArguments, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    if arguments.format == Format::Xlsx {
        let Some(path) = &arguments.output else {
            bail!(
                "{}",
                lang.pick("工作簿请用 --output 指定文件", "give --output FILE for a workbook")
            );
        };
        return output::xlsx::write(path, checked, lang);
    }
    if let Some(path) = &arguments.output {
        let file = File::create(path).with_context(|| path.display().to_string())?;
        let mut out = BufWriter::new(file);
        write_to(&mut out, arguments.format, checked, lang, Style::plain())?;
        return Ok(out.flush()?);
    }
    let style = Style::for_terminal(stdout().is_terminal());
    let mut out = BufWriter::with_capacity(1 << 16, screen::out());
    write_to(&mut out, arguments.format, checked, lang, style)?;
    Ok(out.flush()?)
}

fn write_to(
    out: &mut dyn Write,
    format: Format,
    checked: &Checked,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    match format {
        Format::Json => output::json::write(out, checked, lang),
        Format::Csv => output::csv::write(out, checked, lang),
        Format::Text | Format::Xlsx => output::text::write(out, checked, lang, style),
    }
}
