//! The data files of a pack that are TOML: `pack.toml`, `documents.toml`, `actors.toml`,
//! `funds.toml`.

use std::collections::BTreeMap;

use domain::{Day, Division, Divisions, Fund, FundClass, Funds, Level};

use super::error::{ADD_ACTOR, Log, known, known_or};
use super::fields::{Fields, Literal};
use super::source::Source;
use super::{Actor, Document, Place, Text};

/// What `pack.toml` says.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) title: Text,
    pub(crate) years: (Option<u16>, Option<u16>),
    /// Day on which an example is judged when its line gives none.
    pub(crate) example_day: Option<Day>,
    /// Parts of the platform that clauses name, English → Chinese.
    pub(crate) places: BTreeMap<String, String>,
}

/// A document and the Markdown files that hold it.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) document: Document,
    /// Each with the place where it is named.
    pub(crate) files: Vec<(String, Place)>,
}

/// Reads `pack.toml`.
pub(crate) fn manifest(source: &Source, log: &Log) -> Manifest {
    let mut fields = Fields::parse(source, 0..source.text.len(), log);
    let text = |literal: Option<Literal>| literal.map(|l| l.text).unwrap_or_default();
    let mut year = |key| fields.count(key).and_then(|y| u16::try_from(y).ok());
    let years = (year("first_year"), year("last_year"));
    let place = |mut place: Fields| {
        let named = place.both("zh", "en");
        place.finish();
        (named.en, named.zh)
    };
    let places = fields.tables("place").into_iter().map(place).collect();
    let manifest = Manifest {
        places,
        name: text(fields.required("name")),
        version: text(fields.required("version")),
        title: fields.both("zh", "en"),
        years,
        example_day: fields.day("example_day"),
    };
    if manifest.example_day.is_none() {
        fields.missing("example_day");
    }
    fields.finish();
    manifest
}

/// Reads `documents.toml`.
pub(crate) fn documents(source: &Source, divisions: &Divisions, log: &Log) -> Vec<Listed> {
    each(source, log, "document", |fields| {
        let id = fields.required("id")?.text;
        let title = fields.required("title").map(|l| l.text).unwrap_or_default();
        let number = fields.text("number").map(|l| l.text).unwrap_or_default();
        let en = fields.required("en").map(|l| l.text).unwrap_or_default();
        let _ = (fields.text("issuer"), fields.day("issued_on"));
        let files = fields.texts("files");
        let files = files.into_iter().map(|f| (f.text.clone(), fields.place_of(&f))).collect();
        let binds = fields.text("binds").and_then(|code| division(&code, fields, divisions));
        Some(Listed { document: Document { id, title, number, en, binds }, files })
    })
}

/// A division by its code; one that the pack does not list is an error.
fn division(code: &Literal, fields: &Fields, divisions: &Divisions) -> Option<Division> {
    let number = code.text.parse().ok().and_then(Division::from_code);
    let known = number.filter(|d| divisions.get(*d).is_some());
    if known.is_none() {
        let message = Text::new(
            format!("divisions.csv 中没有区划 {}", code.text),
            format!("divisions.csv has no division {}", code.text),
        );
        let codes: Vec<String> = divisions.iter().map(|d| d.division.to_string()).collect();
        let otherwise =
            ("写六位区划代码，如 652300", "write the six digits of a division, like 652300");
        let hint = known_or(&code.text, codes.iter().map(String::as_str), otherwise);
        fields.log().hint(fields.place_of(code), message, hint);
    }
    known
}

/// Reads `actors.toml`.
pub(crate) fn actors(source: &Source, log: &Log) -> BTreeMap<String, Actor> {
    let mut actors = BTreeMap::new();
    each(source, log, "actor", |fields| {
        let id = fields.required("id")?;
        let (place, id) = (fields.place_of(&id), id.text);
        let level = fields.required("level").map(|l| l.text).unwrap_or_default();
        let name = fields.both("zh", "en");
        let _ = fields.strings("names");
        let roles = fields.strings("roles");
        let actor = Actor { id: id.clone(), level, name, roles };
        if actors.insert(id.clone(), actor).is_some() {
            let message =
                Text::new(format!("{id} 重复"), format!("the actor {id} stands here twice"));
            let hint = Text::new("删去其中一个，或另取编号", "remove one, or give it another id");
            log.hint(place, message, hint);
        }
        Some(())
    });
    actors
}

/// Reads `funds.toml`.
pub(crate) fn funds(source: &Source, actors: &BTreeMap<String, Actor>, log: &Log) -> Funds {
    let mut funds = Funds::default();
    each(source, log, "fund", |fields| {
        let (code, name) = (fields.required("code")?, fields.required("zh")?);
        let aliases = fields.texts("aliases");
        let fund = Fund {
            code: code.text.clone(),
            name: name.text.clone(),
            aliases: aliases.iter().map(|alias| alias.text.clone()).collect(),
            class: word(fields, "class", &FundClass::ALL.map(FundClass::word), |w| {
                FundClass::from_word(w)
            })?,
            source_level: word(
                fields,
                "source_level",
                &["central", "region", "prefecture", "county"],
                |w| Level::from_word(if w == "central" { "centre" } else { w }),
            )?,
            office: office(fields, actors),
            valid_from: fields.day("valid_from"),
            valid_to: fields.day("valid_to"),
            own: false,
        };
        for literal in aliases.iter().chain([&name, &code]) {
            let text = &literal.text;
            if funds.resolve(text).is_some() {
                let message = Text::new(
                    format!("{text} 已是另一项资金的代码、名称或别名"),
                    format!("{text} already names another fund"),
                );
                let hint = Text::new(
                    "每个名称只能指一项资金，请改掉其中一个",
                    "a name means one fund only; change one of the two",
                );
                log.hint(fields.place_of(literal), message, hint);
            }
        }
        funds.add(fund);
        Some(())
    });
    funds
}

/// A word of a fixed list.
fn word<T>(
    fields: &mut Fields,
    key: &'static str,
    words: &[&'static str],
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let literal = fields.required(key)?;
    let value = read(&literal.text).filter(|_| words.contains(&literal.text.as_str()));
    if value.is_none() {
        let message = Text::new(
            format!("{key} 不能是 {}", literal.text),
            format!("{key} cannot be {}", literal.text),
        );
        let hint = known(&literal.text, words.iter().copied());
        fields.log().hint(fields.place_of(&literal), message, hint);
    }
    value
}

fn office(fields: &mut Fields, actors: &BTreeMap<String, Actor>) -> Option<String> {
    let office = fields.text("office")?;
    if !actors.contains_key(&office.text) {
        let message = Text::new(
            format!("actors.toml 没有 {}", office.text),
            format!("actors.toml has no {}", office.text),
        );
        let hint = known_or(&office.text, actors.keys().map(String::as_str), ADD_ACTOR);
        fields.log().hint(fields.place_of(&office), message, hint);
    }
    Some(office.text)
}

/// Reads each table of a file that is a list of tables.
fn each<T>(
    source: &Source,
    log: &Log,
    key: &'static str,
    mut read: impl FnMut(&mut Fields) -> Option<T>,
) -> Vec<T> {
    let mut file = Fields::parse(source, 0..source.text.len(), log);
    let tables = file.tables(key);
    file.finish();
    let mut out = Vec::new();
    for mut fields in tables {
        // A table that was given up half read has its error; its other keys are not unknown.
        if let Some(item) = read(&mut fields) {
            out.push(item);
            fields.finish();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(log: Log) -> Vec<(u32, String)> {
        log.finish().into_iter().map(|e| (e.place.line, e.message.en)).collect()
    }

    #[test]
    fn funds_name_their_class_their_level_and_a_known_office() {
        let text = "[[fund]]\ncode = \"a\"\nzh = \"甲\"\nclass = \"specal\"\n\
            source_level = \"central\"\n\
            [[fund]]\ncode = \"b\"\nzh = \"乙\"\nclass = \"bond\"\nsource_level = \"central\"\n\
            office = \"nobody\"\naliases = [\"丙\"]\n\
            [[fund]]\ncode = \"c\"\nzh = \"丙\"\nclass = \"bond\"\nsource_level = \"region\"\n";
        let (source, log) = (Source::new("funds.toml", text), Log::default());
        let funds = funds(&source, &BTreeMap::new(), &log);
        assert_eq!(funds.iter().map(|(_, f)| f.code.as_str()).collect::<Vec<_>>(), ["b", "c"]);
        let texts: Vec<String> = errors(log).into_iter().map(|(_, e)| e).collect();
        assert_eq!(
            texts,
            [
                "class cannot be specal",
                "actors.toml has no nobody",
                "丙 already names another fund"
            ]
        );
    }
}
