//! `mingzhang import`: a data set into the platform.

use std::io::Write;

use anyhow::anyhow;
use domain::{Lang, TableId};
use serde_json::{Value, json};
use store::imports::{Changes, Lines};
use store::screenings::Screening;

use crate::cli::{ImportArguments, PlainFormat};
use crate::context::Context;
use crate::operations::imports::{ImportRefusal, Party, Set, TakenIn, preview, take_in};
use crate::operations::mappings::of_operator;
use crate::operations::screening::screen_if_due;
use crate::operations::{Done, Failure};
use crate::{BAD_INPUT, output, platform, screen, trouble};

pub(crate) fn run(arguments: &ImportArguments, lang: Lang) -> anyhow::Result<u8> {
    if let Some(folder) = &arguments.rejected {
        let usable = intake::refuse_used_folder(folder);
        usable.map_err(|refused| anyhow!(refused.sentence(lang)))?;
    }
    let config = platform::config(&arguments.platform, lang)?;
    let (done, screened) = platform::run(async {
        let origin = platform::origin(&config);
        let context = platform::open(&config, lang).await?;
        let kept = match &arguments.kept_mapping {
            Some(which) => Some(kept_mapping(&context, which).await.map_err(platform::told(lang))?),
            None => None,
        };
        let mut set = set(arguments);
        if let Some(kept) = &kept {
            set.mapping = Some(kept.path().join(MAPPING));
        }
        let done = if arguments.dry_run {
            preview(&context, Party::Operator, &set).await
        } else {
            take_in(&context, &origin, Party::Operator, &set).await
        };
        let changed = done.as_ref().is_ok_and(|taken| taken.number.is_some());
        let screened = if changed { screen_if_due(&context, &origin).await } else { Ok(None) };
        context.db.close().await;
        Ok((done, screened))
    })?;
    let status = tell(arguments, done, lang)?;
    if let Some(screening) = screened.map_err(platform::told(lang))? {
        writeln!(screen::err(), "{}", judged(&screening, lang))?;
    }
    Ok(status)
}

/// The file of a mapping while it is used.
const MAPPING: &str = "mapping.toml";

/// A mapping that a bureau keeps, as a file of its own.
async fn kept_mapping(context: &Context, which: &str) -> Done<tempfile::TempDir> {
    let mapping = of_operator(context, which).await?;
    let broken = |error: std::io::Error| Failure::System(error.to_string());
    let folder = tempfile::tempdir().map_err(broken)?;
    std::fs::write(folder.path().join(MAPPING), &mapping.content).map_err(broken)?;
    Ok(folder)
}

/// What the records say now.
pub(super) fn judged(screening: &Screening, lang: Lang) -> String {
    let Screening { as_of, counts, .. } = screening;
    let (fresh, cleared) = (counts.fresh, counts.cleared);
    match lang {
        Lang::Zh => format!("已按 {as_of} 筛查：新预警 {fresh} 项，消除 {cleared} 项"),
        Lang::En => format!("screened as of {as_of}: {fresh} new warnings, {cleared} cleared"),
    }
}

fn set(arguments: &ImportArguments) -> Set {
    let path = arguments.path.clone();
    // `data/.` is called by what it is, not by a dot.
    let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
    let name = whole.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let keep_rejected_rows = arguments.rejected.is_some();
    let lines = if arguments.add_lines { Lines::More } else { Lines::All };
    Set { path, mapping: arguments.mapping.clone(), name, keep_rejected_rows, lines }
}

fn tell(arguments: &ImportArguments, done: Done<TakenIn>, lang: Lang) -> anyhow::Result<u8> {
    let taken = match done {
        Ok(taken) => taken,
        Err(Failure::Import(refusal)) => {
            if let ImportRefusal::NothingRead(loaded) = &*refusal {
                output::text::rejected(&mut screen::err(), loaded, lang)?;
            }
            writeln!(screen::err(), "{}", refusal.sentence(lang))?;
            return Ok(BAD_INPUT);
        }
        Err(failure) => return Err(platform::told(lang)(failure)),
    };
    for warning in taken.warnings() {
        let mark = lang.pick("提醒：", "warning: ");
        writeln!(screen::err(), "{mark}{}", warning.sentence(lang))?;
    }
    keep_rejected(arguments, &taken, lang)?;
    match arguments.format {
        PlainFormat::Text => text(arguments, &taken, lang)?,
        PlainFormat::Json => writeln!(screen::out(), "{}", in_json(arguments, &taken, lang))?,
    }
    Ok(u8::from(!taken.rejected().is_empty()))
}

fn keep_rejected(arguments: &ImportArguments, taken: &TakenIn, lang: Lang) -> anyhow::Result<()> {
    let Some(folder) = &arguments.rejected else { return Ok(()) };
    if taken.rejected().is_empty() {
        return Ok(());
    }
    intake::write_rejected(&taken.loaded, folder).map_err(trouble::writing(folder, lang))?;
    let said = lang.pick("未采用的行已写入", "rejected rows written to");
    Ok(writeln!(screen::err(), "{said} {}", folder.display())?)
}

fn text(arguments: &ImportArguments, taken: &TakenIn, lang: Lang) -> anyhow::Result<()> {
    output::text::rejected(&mut screen::err(), &taken.loaded, lang)?;
    let mut out = screen::out();
    writeln!(out, "{}", head(arguments, taken, lang))?;
    for (id, changes) in &taken.tables {
        writeln!(out, "  {}", line(*id, *changes, lang))?;
    }
    Ok(())
}

/// What happened, in one sentence.
fn head(arguments: &ImportArguments, taken: &TakenIn, lang: Lang) -> String {
    match (taken.number, arguments.dry_run, taken.changes_anything(), lang) {
        (_, true, true, Lang::Zh) => "试导入：以下各项未写入数据库".to_owned(),
        (_, true, true, Lang::En) => "dry run; none of this was written".to_owned(),
        (_, true, false, Lang::Zh) => "试导入：不会有任何变化".to_owned(),
        (_, true, false, Lang::En) => "dry run: nothing would change".to_owned(),
        (Some(number), _, _, Lang::Zh) => format!("已导入，第 {number} 次导入"),
        (Some(number), _, _, Lang::En) => format!("imported as number {number}"),
        (None, _, _, Lang::Zh) => "数据库中已有这些记录，没有变化".to_owned(),
        (None, _, _, Lang::En) => "all of this was there already; nothing changed".to_owned(),
    }
}

/// Counts of one table; what did not happen is not mentioned.
fn line(id: TableId, changes: Changes, lang: Lang) -> String {
    let spec = id.spec();
    let counts = [
        (changes.added, "新增", "added"),
        (changes.corrected, "更正", "corrected"),
        (changes.withdrawn, "撤回", "withdrawn"),
        (changes.unchanged, "未变", "unchanged"),
        (changes.rejected, "未采用", "rejected"),
    ];
    let some = counts.iter().filter(|(count, ..)| *count > 0);
    let said: Vec<String> = match lang {
        Lang::Zh => some.map(|(count, zh, _)| format!("{zh} {count}")).collect(),
        Lang::En => some.map(|(count, _, en)| format!("{count} {en}")).collect(),
    };
    let said = if said.is_empty() {
        lang.pick("没有记录", "no record").to_owned()
    } else {
        said.join(lang.pick("，", ", "))
    };
    let alias = spec.aliases.first().copied().unwrap_or(spec.name);
    match lang {
        Lang::Zh => format!("{alias}（{}）：{said}", spec.name),
        Lang::En => format!("{}: {said}", spec.name),
    }
}

fn in_json(arguments: &ImportArguments, taken: &TakenIn, lang: Lang) -> Value {
    let table = |(id, changes): (&TableId, &Changes)| {
        let counts = json!({
            "added": changes.added,
            "corrected": changes.corrected,
            "withdrawn": changes.withdrawn,
            "unchanged": changes.unchanged,
            "rejected": changes.rejected,
        });
        (id.spec().name.to_owned(), counts)
    };
    let rejected = taken.rejected().iter().map(|row| {
        json!({
            "file": row.file,
            "line": row.line,
            "column": row.column,
            "value": row.value,
            "error": row.reason(lang),
        })
    });
    let warnings = taken.warnings().iter().map(|warning| warning.sentence(lang));
    json!({
        "import": taken.number,
        "dry_run": arguments.dry_run,
        "tables": taken.tables.iter().map(table).collect::<serde_json::Map<_, _>>(),
        "rejected": rejected.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
    })
}
