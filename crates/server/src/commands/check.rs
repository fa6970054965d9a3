//! `mingzhang check`: what in this data set breaks the regulations?

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::Path;

use anyhow::{anyhow, bail};
use domain::{Day, Lang};
use intake::{Loaded, Options};
use policy::engine::Selection;
use policy::{Lamp, Pack, render};

use crate::checked::{self, Checked};
use crate::cli::{CheckArguments, Format, LevelOption};
use crate::output::{self, Style};
use crate::{packs, screen, trouble};

mod destination;

/// Exceptions that lift nothing named before the rest is only counted.
const EXCEPTIONS_SHOWN: usize = 20;

pub(crate) fn run(arguments: &CheckArguments, lang: Lang) -> anyhow::Result<u8> {
    let path = match &arguments.path {
        Some(path) if !arguments.tables => path,
        _ => {
            screen::out().write_all(intake::describe_tables(lang).as_bytes())?;
            return Ok(0);
        }
    };
    destination::expect_usable(arguments, lang)?;
    let threads = usize::from(arguments.threads);
    use_threads(threads, lang)?;
    let pack = checked::law(&arguments.judging, path, lang)?;
    let selection = selection(arguments, &pack, lang)?;
    let options = Options {
        mapping: arguments.judging.mapping.clone(),
        keep_rejected_rows: arguments.rejected.is_some(),
        threads,
    };
    let loaded = checked::read(path, &pack, &options, lang)?;
    destination::expect_no_input(arguments, path, &loaded, lang)?;
    warn(&loaded, lang)?;
    keep_rejected(arguments, &loaded, lang)?;
    if arguments.strict && loaded.rejected_total > 0 {
        output::text::rejected(&mut screen::err(), &loaded, lang)?;
        bail!("{}", refused(loaded.rejected_total, lang));
    }
    if loaded.has_only_rejected_rows() {
        output::text::rejected(&mut screen::err(), &loaded, lang)?;
        bail!("{}", nothing_read(lang));
    }
    let as_of = arguments.judging.as_of.map_or_else(|| checked::today(lang), Ok)?;
    doubt_day(as_of, &pack, lang)?;
    let checked = checked::check(loaded, pack, as_of, &selection);
    warn_of_exceptions(&checked, lang)?;
    print(arguments, &checked, lang)?;
    Ok(u8::from(checked.count(Lamp::Red) > 0))
}

/// A day outside of what can be judged is most often a slip of the hand; the judgement goes on.
fn doubt_day(as_of: Day, pack: &Pack, lang: Lang) -> anyhow::Result<()> {
    let first = pack.years.0.filter(|first| as_of.year() < i32::from(*first));
    let future = checked::today(lang).is_ok_and(|today| as_of > today);
    let said = match (first, future, lang) {
        (Some(year), _, Lang::Zh) => format!("早于政策包适用的年度（{year} 年起），不会有结果"),
        (Some(year), _, Lang::En) => {
            format!("is before the years that the pack binds, from {year}")
        }
        (None, true, Lang::Zh) => "在今天之后，期限未到的也会按到期判断".to_owned(),
        (None, true, Lang::En) => {
            "is in the future: limits still running count as passed".to_owned()
        }
        (None, false, _) => return Ok(()),
    };
    let mark = lang.pick("提醒：判断日期 ", "warning: the day ");
    Ok(writeln!(screen::err(), "{mark}{as_of} {said}")?)
}

fn use_threads(threads: usize, lang: Lang) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    let refused =
        lang.pick("系统不允许开这么多线程，请减小 --threads", "too many threads; lower --threads");
    pool.build_global().map_err(|_| anyhow!(refused))
}

/// The rules asked for; a rule that the pack does not know is a mistake, not an empty result.
fn selection(arguments: &CheckArguments, pack: &Pack, lang: Lang) -> anyhow::Result<Selection> {
    arguments.rules.iter().try_for_each(|id| packs::expect_rule(pack, id, lang))?;
    Ok(Selection {
        rules: arguments.rules.iter().cloned().collect(),
        red_only: arguments.level == LevelOption::Red,
        unit: None,
    })
}

fn warn(loaded: &Loaded, lang: Lang) -> anyhow::Result<()> {
    let mut out = screen::err();
    for warning in &loaded.warnings {
        writeln!(out, "{}{}", lang.pick("提醒：", "warning: "), warning.sentence(lang))?;
    }
    Ok(())
}

/// Names the exceptions that lift nothing: whoever entered them believes that they hold.
fn warn_of_exceptions(checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let mut out = screen::err();
    let idle = &checked.outcome.idle_exceptions;
    for exception in idle.iter().take(EXCEPTIONS_SHOWN) {
        let (file, line) = checked.file(exception.source).unwrap_or_default();
        let warning = lang.pick("提醒：", "warning: ");
        let colon = lang.pick("：", ": ");
        writeln!(out, "{warning}{file}:{line}{colon}{}", render::idle(exception, lang))?;
    }
    match (idle.len().saturating_sub(EXCEPTIONS_SHOWN), lang) {
        (0, _) => Ok(()),
        (n, Lang::Zh) => Ok(writeln!(out, "提醒：另有 {n} 条例外不起作用")?),
        (n, Lang::En) => Ok(writeln!(out, "warning: {n} more exceptions lift nothing")?),
    }
}

fn keep_rejected(arguments: &CheckArguments, loaded: &Loaded, lang: Lang) -> anyhow::Result<()> {
    let Some(folder) = &arguments.rejected else { return Ok(()) };
    if loaded.rejected_total == 0 {
        return Ok(());
    }
    intake::write_rejected(loaded, folder).map_err(trouble::writing(folder, lang))?;
    let said = lang.pick("未采用的行已写入", "rejected rows written to");
    writeln!(screen::err(), "{said} {}", folder.display())?;
    match (loaded.rejected_rows_left_out(), lang) {
        (0, _) => Ok(()),
        (n, Lang::Zh) => Ok(writeln!(
            screen::err(),
            "还有 {n} 行因数量过多未写出；请先改正已写出的，再重新检查"
        )?),
        (n, Lang::En) => Ok(writeln!(
            screen::err(),
            "{n} more rows were too many to be written; correct those written, then check again"
        )?),
    }
}

fn nothing_read(lang: Lang) -> &'static str {
    lang.pick(
        "没有一行能够读入，因此无法判断；请按上面所列逐项改正后再检查",
        "not one row could be read, so nothing can be judged; correct what is listed above",
    )
}

fn refused(rows: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--strict：有 {rows} 处不合格，整个数据集未采用"),
        Lang::En => {
            let cells = output::plural(rows as usize, "mistake");
            format!("--strict: {rows} {cells}, the whole data set is refused")
        }
    }
}

fn print(arguments: &CheckArguments, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    if let Some(path) = &arguments.output {
        let told = |error: anyhow::Error| match trouble::system(&error) {
            Some(system) => trouble::writing(path, lang)(system),
            None => error,
        };
        return write_file(path, arguments.form(), checked, lang).map_err(told);
    }
    let style = Style::for_terminal(stdout().is_terminal());
    let mut out = BufWriter::with_capacity(1 << 16, screen::out());
    write_to(&mut out, arguments.form(), checked, lang, style)?;
    Ok(out.flush()?)
}

fn write_file(path: &Path, format: Format, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    if format == Format::Xlsx {
        return output::xlsx::write(path, checked, lang);
    }
    let mut out = BufWriter::new(File::create(path)?);
    write_to(&mut out, format, checked, lang, Style::plain())?;
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
