//! Finds policy packs: built into the program, or a folder on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::bail;
use domain::Lang;
use include_dir::{Dir, include_dir};
use policy::Pack;
use policy::pack::{PackError, Rule, SettingsText, error};

use crate::trouble;

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
        let known = names().join(lang.pick("、", ", "));
        match lang {
            Lang::Zh => {
                bail!("没有政策包“{name}”：既不是内置名称（{known}），也不是含 pack.toml 的目录")
            }
            Lang::En => bail!(
                "no policy pack \"{name}\": neither a built-in name ({known}) nor a folder with pack.toml"
            ),
        }
    }
    folder_files(folder, lang)
}

/// Loads a pack; every error of it is in the text of the error.
pub(crate) fn load(name: &str, lang: Lang) -> anyhow::Result<Pack> {
    load_files(&files(name, lang)?, lang)
}

/// The same from its files.
pub(crate) fn load_files(files: &PackFiles, lang: Lang) -> anyhow::Result<Pack> {
    policy::pack::load(files).map_err(told(lang))
}

/// The same with the values of a file of settings, where one is named.
pub(crate) fn load_with(name: &str, settings: Option<&Path>, lang: Lang) -> anyhow::Result<Pack> {
    let Some(path) = settings else { return load(name, lang) };
    let text = fs::read_to_string(path).map_err(trouble::reading(path, lang))?;
    set(&files(name, lang)?, (&path.to_string_lossy(), &text), lang)
}

/// A pack of files with the values of a text of settings, which errors call by a name.
pub(crate) fn set(
    files: &PackFiles,
    (file, text): (&str, &str),
    lang: Lang,
) -> anyhow::Result<Pack> {
    policy::pack::load_with(files, &SettingsText { file, text }).map_err(told(lang))
}

fn told(lang: Lang) -> impl Fn(Vec<PackError>) -> anyhow::Error {
    move |errors| {
        let lines: Vec<String> = errors.iter().map(|e| sentence(e, lang)).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    }
}

/// Whether the pack has a rule, or a due-soon warning, of this id.
pub(crate) fn knows_rule(pack: &Pack, id: &str) -> bool {
    rule_ids(pack).contains(id)
}

/// The ids of all rules and of all due-soon warnings.
pub(crate) fn rule_ids(pack: &Pack) -> BTreeSet<&str> {
    pack.rules.iter().flat_map(Rule::ids).collect()
}

/// Refuses an id that the pack does not know: it is a mistake, not an empty result.
pub(crate) fn expect_rule(pack: &Pack, id: &str, lang: Lang) -> anyhow::Result<()> {
    if knows_rule(pack, id) {
        return Ok(());
    }
    let hint = hint(id, &rule_ids(pack), pack, lang);
    match lang {
        Lang::Zh => bail!("政策包 {} 没有规则“{id}”；{hint}", pack.name),
        Lang::En => bail!("pack {} has no rule \"{id}\"; {hint}", pack.name),
    }
}

/// Which id was perhaps meant: the nearest; else those that hold the word, or whose rule speaks of it, or
/// that are of the same family; else where all are listed.
pub(crate) fn hint(word: &str, known: &BTreeSet<&str>, pack: &Pack, lang: Lang) -> String {
    let nearest = error::known(word, known.iter().copied());
    if !nearest.get(lang).is_empty() {
        return nearest.get(lang).to_owned();
    }
    let mut like = like(word, known, pack).into_iter().take(HINTS).collect::<Vec<&str>>();
    if word.is_empty() {
        like.clear();
    }
    match (like.is_empty(), lang) {
        (false, Lang::Zh) => format!("相近的有：{}", like.join("、")),
        (false, Lang::En) => format!("like it there are {}", like.join(", ")),
        (true, Lang::Zh) => "用 mingzhang policy show 列出全部规则".to_owned(),
        (true, Lang::En) => "mingzhang policy show lists all rules".to_owned(),
    }
}

/// Which clause was perhaps meant by an id that begins with a document: those beneath it, else those
/// beside it, else where the document's clauses begin and end.
pub(crate) fn clause_hint(word: &str, pack: &Pack, lang: Lang) -> Option<String> {
    let (document, path) = word.split_once(['-', ' '])?;
    let document = pack.documents.iter().find(|d| d.id.eq_ignore_ascii_case(document))?;
    let of: Vec<&str> = pack.clauses.iter().map(|c| c.id.as_str()).collect();
    let of: Vec<&str> =
        of.into_iter().filter(|id| id.split('-').next() == Some(&document.id)).collect();
    let word = format!("{}-{}", document.id, path.trim().trim_end_matches('.').to_lowercase());
    if of.contains(&word.as_str()) {
        return Some(match lang {
            Lang::Zh => format!("是否想写 {word}？"),
            Lang::En => format!("did you mean {word}?"),
        });
    }
    let mut above = Some(word.as_str());
    while let Some(place) = above {
        let below = format!("{place}.");
        let found: Vec<&str> = of.iter().filter(|id| id.starts_with(&below)).copied().collect();
        if !found.is_empty() {
            return Some(these(&found, lang));
        }
        above = place.rsplit_once('.').map(|(place, _)| place);
    }
    let (first, last, id) = (of.first()?, of.last()?, &document.id);
    Some(match lang {
        Lang::Zh => {
            format!("{id} 的条款从 {first} 到 {last}，用 mingzhang policy coverage --all 列出全部")
        }
        Lang::En => format!(
            "the clauses of {id} go from {first} to {last}; mingzhang policy coverage --all lists all"
        ),
    })
}

/// The first of these ids, and how many there are.
fn these(ids: &[&str], lang: Lang) -> String {
    let shown = ids.iter().take(HINTS).copied().collect::<Vec<_>>().join(lang.pick("、", ", "));
    match (lang, ids.len() > HINTS) {
        (Lang::Zh, false) => format!("相近的有：{shown}"),
        (Lang::Zh, true) => format!("相近的有：{shown} 等 {} 条", ids.len()),
        (Lang::En, false) => format!("like it there are {shown}"),
        (Lang::En, true) => format!("like it there are {shown} and others, {} in all", ids.len()),
    }
}

/// Ids named in a hint, at most.
const HINTS: usize = 24;

fn like<'a>(word: &str, known: &BTreeSet<&'a str>, pack: &'a Pack) -> BTreeSet<&'a str> {
    let family = |id: &str| id.split(['.', '-']).next().unwrap_or_default().to_owned();
    let holding: BTreeSet<&str> = known.iter().filter(|id| id.contains(word)).copied().collect();
    if !holding.is_empty() {
        return holding;
    }
    let speaks = |rule: &&Rule| rule.message.zh.contains(word) || rule.message.en.contains(word);
    let speaking: BTreeSet<&str> =
        pack.rules.iter().filter(speaks).map(|r| r.id.as_str()).collect();
    if !speaking.is_empty() {
        return speaking;
    }
    known.iter().filter(|id| family(id) == family(word)).copied().collect()
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
    let (file, message) = (&place.file, error.message.get(lang));
    format!("{file}:{}:{}{}{message}{hint}", place.line, place.column, lang.pick("：", ": "))
}

fn embedded(dir: &Dir<'static>) -> PackFiles {
    dir.files()
        .filter_map(|f| {
            let name = f.path().file_name()?.to_str()?;
            Some((name.to_owned(), f.contents_utf8()?.to_owned()))
        })
        .collect()
}

fn folder_files(folder: &Path, lang: Lang) -> anyhow::Result<PackFiles> {
    let mut files = PackFiles::new();
    let listing = fs::read_dir(folder).map_err(trouble::reading(folder, lang))?;
    for entry in listing {
        let path = entry.map_err(trouble::reading(folder, lang))?.path();
        let known = path.extension().is_some_and(|e| e == "md" || e == "toml" || e == "csv");
        if let (true, Some(name)) = (known, path.file_name().and_then(|n| n.to_str())) {
            let text = fs::read_to_string(&path).map_err(trouble::reading(&path, lang))?;
            files.insert(name.to_owned(), text);
        }
    }
    Ok(files)
}

/// Writes a built-in pack to a folder, which must be new or empty: nothing is overwritten.
pub(crate) fn export(name: &str, folder: &Path, lang: Lang) -> anyhow::Result<usize> {
    let Some(dir) = BUILT_IN.get_dir(name) else {
        let known = names().join(lang.pick("、", ", "));
        match lang {
            Lang::Zh => bail!("没有内置政策包“{name}”；可选：{known}"),
            Lang::En => bail!("no built-in pack \"{name}\"; choose {known}"),
        }
    };
    empty_folder(folder, lang)?;
    let files = embedded(dir);
    for (file, text) in &files {
        let path = folder.join(file);
        fs::write(&path, text).map_err(trouble::writing(&path, lang))?;
    }
    Ok(files.len())
}

/// Makes a folder, or takes one that holds nothing: what somebody wrote is never mixed with what we write.
pub(crate) fn empty_folder(folder: &Path, lang: Lang) -> anyhow::Result<()> {
    fs::create_dir_all(folder).map_err(trouble::writing(folder, lang))?;
    let mut listing = fs::read_dir(folder).map_err(trouble::reading(folder, lang))?;
    match (listing.next(), lang) {
        (None, _) => Ok(()),
        (_, Lang::Zh) => bail!("目录 {} 不是空的，请另指定一个", folder.display()),
        (_, Lang::En) => bail!("the folder {} is not empty; choose another", folder.display()),
    }
}
