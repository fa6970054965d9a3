//! Finds policy packs: built into the program, or a folder on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use domain::Lang;
use include_dir::{Dir, include_dir};
use policy::Pack;
use policy::pack::{PackError, Rule, Test};

/// The pack used where none is asked for.
pub(crate) const DEFAULT: &str = "xinjiang-2019";

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../policies");

/// The files of a pack by name.
pub(crate) type PackFiles = BTreeMap<String, String>;

/// Names of the built-in packs.
pub(crate) fn names() -> Vec<&'static str> {
    BUILT_IN.dirs().filter_map(|d| d.path().to_str()).collect()
}

/// The files of a built-in pack or of a folder.
pub(crate) fn files(name: &str, lang: Lang) -> anyhow::Result<PackFiles> {
    if let Some(dir) = BUILT_IN.get_dir(name) {
        return Ok(embedded(dir));
    }
    let folder = Path::new(name);
    if !folder.join("pack.toml").is_file() {
        let known = names().join("、");
        match lang {
            Lang::Zh => {
                bail!("没有政策包 {name}：既不是内置名称（{known}），也不是含 pack.toml 的目录")
            }
            Lang::En => bail!(
                "no policy pack {name}: neither a built-in name ({known}) nor a folder with pack.toml"
            ),
        }
    }
    folder_files(folder)
}

/// Loads a pack; every error of it is in the text of the error.
pub(crate) fn load(name: &str, lang: Lang) -> anyhow::Result<Pack> {
    let files = files(name, lang)?;
    policy::pack::load(&files).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(|e| sentence(e, lang)).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}

/// Whether the pack has a rule, or a due-soon warning, of this id.
pub(crate) fn knows_rule(pack: &Pack, id: &str) -> bool {
    pack.rules.iter().any(|rule| rule.id == id || soon_id(rule) == Some(id))
}

/// The id under which a clock warns shortly before its day.
pub(crate) fn soon_id(rule: &Rule) -> Option<&str> {
    match &rule.test {
        Test::Clock { soon: Some(soon), .. } => Some(&soon.id),
        _ => None,
    }
}

/// One error of a pack as a person reads it: file, line, column, what is wrong, what would be right.
pub(crate) fn sentence(error: &PackError, lang: Lang) -> String {
    let place = &error.place;
    let hint = error.hint.get(lang);
    let hint = if hint.is_empty() {
        String::new()
    } else {
        format!("\n  {}{hint}", lang.pick("提示：", "hint: "))
    };
    format!("{}:{}:{}: {}{hint}", place.file, place.line, place.column, error.message.get(lang))
}

fn embedded(dir: &Dir<'static>) -> PackFiles {
    dir.files()
        .filter_map(|f| {
            let name = f.path().file_name()?.to_str()?;
            Some((name.to_owned(), f.contents_utf8()?.to_owned()))
        })
        .collect()
}

fn folder_files(folder: &Path) -> anyhow::Result<PackFiles> {
    let mut files = PackFiles::new();
    let listing = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in listing {
        let path = entry?.path();
        let known = path.extension().is_some_and(|e| e == "md" || e == "toml" || e == "csv");
        if let (true, Some(name)) = (known, path.file_name().and_then(|n| n.to_str())) {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            files.insert(name.to_owned(), text);
        }
    }
    Ok(files)
}

/// Writes a built-in pack to a folder, which must be new or empty: nothing is overwritten.
pub(crate) fn export(name: &str, folder: &Path) -> anyhow::Result<usize> {
    let Some(dir) = BUILT_IN.get_dir(name) else {
        bail!("没有内置政策包 {name}（{}）/ no such built-in pack", names().join("、"));
    };
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    if fs::read_dir(folder)?.next().is_some() {
        bail!("{} 不是空目录 / is not empty", folder.display());
    }
    let files = embedded(dir);
    for (file, text) in &files {
        fs::write(folder.join(file), text)?;
    }
    Ok(files.len())
}
