//! Where a check writes: refused before the reading wherever it can be told that early, and never a file
//! that the check itself has read.

use std::fs;
use std::path::Path;

use anyhow::bail;
use domain::Lang;
use intake::Loaded;

use crate::cli::{CheckArguments, Format};

/// Refuses what cannot be written, before hours of reading.
pub(super) fn expect_usable(arguments: &CheckArguments, lang: Lang) -> anyhow::Result<()> {
    if let Some(folder) = &arguments.rejected {
        let usable = intake::refuse_used_folder(folder);
        usable.map_err(|refused| anyhow::anyhow!(refused.sentence(lang)))?;
    }
    match &arguments.output {
        None if arguments.form() == Format::Xlsx => {
            bail!(
                "{}",
                lang.pick("工作簿请用 --output 指定文件", "give --output FILE for a workbook")
            )
        }
        Some(path) if path.is_dir() => bail!("{}", is_folder(path, lang)),
        Some(path) => {
            expect_form(path, arguments.format, lang)?;
            expect_parent(path, lang)
        }
        None => Ok(()),
    }
}

fn expect_parent(path: &Path, lang: Lang) -> anyhow::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let Some(parent) = parent.filter(|parent| !parent.is_dir()) else { return Ok(()) };
    let (shown, parent) = (path.display(), parent.display());
    match lang {
        Lang::Zh => bail!("无法写入 {shown}：没有目录 {parent}，请先建立"),
        Lang::En => bail!("cannot write {shown}: there is no folder {parent}; make it first"),
    }
}

/// A file that says it is a workbook and holds something else could not be opened.
fn expect_form(path: &Path, asked: Option<Format>, lang: Lang) -> anyhow::Result<()> {
    let Some((asked, named)) = asked.zip(Format::of_file(path)) else { return Ok(()) };
    if asked == named {
        return Ok(());
    }
    let (shown, asked, named) = (path.display(), asked.word(), named.word());
    match lang {
        Lang::Zh => bail!(
            "--format {asked} 与输出文件 {shown} 的扩展名不一致；请改写 --format {named}（或不写），或另取文件名"
        ),
        Lang::En => bail!(
            "--format {asked} contradicts the name {shown}; write --format {named} (or none), or name \
             another file"
        ),
    }
}

fn is_folder(path: &Path, lang: Lang) -> String {
    let shown = path.display();
    match lang {
        Lang::Zh => format!("--output {shown} 是目录；请写出文件名，如 {}", example(path)),
        Lang::En => format!("--output {shown} is a folder; name a file, as {}", example(path)),
    }
}

fn example(folder: &Path) -> String {
    folder.join("findings.xlsx").display().to_string()
}

/// Refuses to write over a file of the data set.
pub(super) fn expect_no_input(
    arguments: &CheckArguments,
    set: &Path,
    loaded: &Loaded,
    lang: Lang,
) -> anyhow::Result<()> {
    let Some(Ok(output)) = arguments.output.as_ref().map(fs::canonicalize) else { return Ok(()) };
    let mut read: Vec<_> = vec![set.to_owned()];
    read.extend(arguments.judging.mapping.clone());
    // A sheet is named `file.xlsx#sheet`.
    let files = loaded.data.files.iter().filter_map(|f| f.name.split('#').next());
    read.extend(files.map(|file| set.join(file)));
    if read.iter().any(|path| fs::canonicalize(path).is_ok_and(|path| path == output)) {
        match lang {
            Lang::Zh => bail!("{} 是被检查的数据，不能覆盖；请另指定输出文件", output.display()),
            Lang::En => bail!("{} is the data being checked; name another file", output.display()),
        }
    }
    Ok(())
}
