//! Files → pack, or everything that is wrong with them.

use std::collections::BTreeMap;

use domain::{Calendar, Divisions, Funds};

use super::data::{self, Listed, Manifest};
use super::error::{Log, known_or};
use super::fields::Fields;
use super::library::{self, Library};
use super::markdown::{self, BlockKind};
use super::named::Names;
use super::rules::Ground;
use super::source::Source;
use super::{
    Clause, Document, Pack, PackError, Params, Place, SettingsText, Text, clauses, examples, lint,
    lists, params, rules, settings, situations,
};
use crate::facts::{FactTable, TABLES};

/// The files of a pack, wherever they are kept.
pub trait Files {
    /// Names of the files, relative to the pack, with `/` between folders.
    fn list(&self) -> Vec<String>;
    /// The text of a file.
    fn read(&self, name: &str) -> Option<&str>;
}

impl Files for BTreeMap<String, String> {
    fn list(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }

    fn read(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

/// Loads a pack. Gives every error, in the order of files and lines; a pack with an error is no
/// pack.
pub fn load(files: &dyn Files) -> Result<Pack, Vec<PackError>> {
    load_over(files, TABLES)
}

/// The same with values that a bureau sets in the place of local defaults. What is wrong with them is told
/// with what is wrong with the pack.
pub fn load_with(files: &dyn Files, settings: &SettingsText) -> Result<Pack, Vec<PackError>> {
    loaded(files, TABLES, Some(settings))
}

/// Loads a pack whose rules speak of other fact tables than those that records give.
pub fn load_over(
    files: &dyn Files,
    tables: &'static [&'static FactTable],
) -> Result<Pack, Vec<PackError>> {
    loaded(files, tables, None)
}

pub(crate) fn loaded(
    files: &dyn Files,
    tables: &'static [&'static FactTable],
    settings: Option<&SettingsText>,
) -> Result<Pack, Vec<PackError>> {
    let log = Log::default();
    let (pack, whole) = read(files, tables, settings, &log);
    lint::check(&pack, whole, &log);
    let errors = log.finish();
    if errors.is_empty() { Ok(pack) } else { Err(errors) }
}

/// A block that waits until all values of the pack are known.
struct Waiting<'a> {
    file: usize,
    clause: String,
    block: &'a markdown::Block,
}

/// Reads all files, and says whether every rule block became a rule.
fn read(
    files: &dyn Files,
    tables: &'static [&'static FactTable],
    set: Option<&SettingsText>,
    log: &Log,
) -> (Pack, bool) {
    let lists = Lists::read(files, log);
    let sources = regulations(files, &lists.documents, log);
    let markdowns: Vec<_> = sources.iter().map(|(_, s)| markdown::read(s, log)).collect();
    let mut pack = lists.into_pack();
    let mut waiting = Vec::new();
    for (file, ((document, source), markdown)) in sources.iter().zip(&markdowns).enumerate() {
        titled(document, markdown, source, log);
        for section in &markdown.sections {
            let clause = clauses::clause(section, document, source, &pack.actors, log);
            let block = |block| Waiting { file, clause: clause.id.clone(), block };
            waiting.extend(section.blocks.iter().map(block));
            add_clause(&mut pack, clause, &section.heading.id_place, log);
        }
    }
    let source = |w: &Waiting| sources.get(w.file).map(|(_, source)| source);
    let of = |kind: BlockKind| waiting.iter().filter(move |w| w.block.kind == kind);
    let names = Names { clauses: &pack.clause_by_id, actors: &pack.actors };
    let mut params = Params::default();
    for block in of(BlockKind::Param) {
        let Some(source) = source(block) else { continue };
        let fields = Fields::parse(source, block.block.body.clone(), log);
        add_param(&mut params, fields, &block.clause, names);
    }
    let mark = set.map(|set| settings::apply(set, &mut params, log));
    pack.version.push_str(&mark.unwrap_or_default());
    let ground = Ground { params: &params, tables, names };
    let mut written = Vec::new();
    for block in of(BlockKind::Rule) {
        let Some(source) = source(block) else { continue };
        let fields = Fields::parse(source, block.block.body.clone(), log);
        written.extend(rules::rule(fields, &block.clause, ground));
    }
    pack.rules = written;
    for block in of(BlockKind::Example) {
        let Some(source) = source(block) else { continue };
        let reader = examples::Reader { source, log, tables, default_day: pack.example_day };
        pack.examples.extend(reader.read(block.block, &block.clause));
    }
    let mut read_situations = Vec::new();
    for block in of(BlockKind::Records) {
        let Some(source) = source(block) else { continue };
        let lines = examples::Reader { source, log, tables, default_day: pack.example_day };
        let reader = situations::Reader { lines, funds: &pack.funds, divisions: &pack.divisions };
        read_situations.extend(reader.read(block.block, &block.clause));
    }
    pack.situations = read_situations;
    pack.params = params;
    let whole = pack.rules.len() == of(BlockKind::Rule).count();
    (pack, whole)
}

/// The heading of a file must name the document it belongs to.
fn titled(document: &str, markdown: &markdown::Markdown, source: &Source, log: &Log) {
    let title = markdown.title.as_ref();
    if title.is_none_or(|t| t.id != document) {
        let place = title.map_or_else(|| source.place(0), |t| t.place.clone());
        let message = Text::new(
            format!("文件首个标题应为“# … {{#{document}}}”"),
            format!("the file must be headed “# … {{#{document}}}”"),
        );
        let hint = Text::new(
            format!("首行写成 # 名称 {{#{document}}}"),
            format!("write # TITLE {{#{document}}} in the first line"),
        );
        log.hint(place, message, hint);
    }
}

fn add_clause(pack: &mut Pack, clause: Clause, at: &Place, log: &Log) {
    let position = pack.clauses.len();
    let before = pack.clause_by_id.insert(clause.id.clone(), position);
    if let Some(first) = before.and_then(|first| pack.clauses.get(first)) {
        let (id, first) = (&clause.id, &first.place);
        let message =
            Text::new(format!("条款编号 {id} 重复"), format!("two clauses have the id {id}"));
        let hint = Text::new(
            format!("首次用于 {} 第 {} 行，请另取编号", first.file, first.line),
            format!("first in {} line {}; give this one another", first.file, first.line),
        );
        log.hint(at.clone(), message, hint);
    }
    pack.clauses.push(clause);
}

fn add_param(params: &mut Params, fields: Fields, clause: &str, names: Names) {
    let log = fields.log();
    let Some(param) = params::param(fields, clause, names) else { return };
    if let Some(first) = params.by_name.get(&param.name) {
        let (name, at) = (&param.name, &first.place);
        let message = Text::new(
            format!("参数 {name} 重复，另见 {} 第 {} 行", at.file, at.line),
            format!("the parameter {name} stands twice, first in {} line {}", at.file, at.line),
        );
        let hint = Text::new("同一参数的各个值写在一个块里", "write all its values in one block");
        log.hint(param.name_place, message, hint);
        return;
    }
    params.by_name.insert(param.name.clone(), param);
}

/// What the data files of a pack say.
struct Lists {
    manifest: Manifest,
    documents: Vec<Listed>,
    actors: BTreeMap<String, super::Actor>,
    funds: Funds,
    divisions: Divisions,
    calendar: Calendar,
    library: Library,
}

impl Lists {
    fn read(files: &dyn Files, log: &Log) -> Lists {
        misplaced(files, log);
        let source = |name: &str| {
            let text = files.read(name);
            if text.is_none() {
                let message =
                    Text::new(format!("缺少文件 {name}"), format!("the pack has no file {name}"));
                let hint = Text::new(
                    "可用 mingzhang policy export 写出内置政策包，照其格式补上",
                    "mingzhang policy export writes a built-in pack, whose file shows the form",
                );
                log.hint(Source::new(name, "").place(0), message, hint);
            }
            // A missing file is told once; reading it as an empty one would only repeat that.
            text.map(|text| Source::new(name, text))
        };
        let [manifest, documents, actors, funds] =
            ["pack.toml", "documents.toml", "actors.toml", "funds.toml"].map(source);
        let [divisions, base, overlay] =
            ["divisions.csv", "workdays.csv", "workdays-overlay.csv"].map(source);
        let actors = actors.map(|s| data::actors(&s, log)).unwrap_or_default();
        let notices = base.map(|s| lists::notices(&s, log)).unwrap_or_default();
        let overlay = overlay.map(|s| lists::workdays(&s, log)).unwrap_or_default();
        let divisions = divisions.map(|s| lists::divisions(&s, log)).unwrap_or_default();
        Lists {
            manifest: manifest.map(|s| data::manifest(&s, log)).unwrap_or_default(),
            documents: documents.map(|s| data::documents(&s, &divisions, log)).unwrap_or_default(),
            funds: funds.map(|s| data::funds(&s, &actors, log)).unwrap_or_default(),
            actors,
            divisions,
            calendar: Calendar::new(notices, overlay),
            library: files
                .read(library::FILE)
                .map(|text| library::library(&Source::new(library::FILE, text), log))
                .unwrap_or_default(),
        }
    }

    fn into_pack(self) -> Pack {
        Pack {
            name: self.manifest.name,
            version: self.manifest.version,
            title: self.manifest.title,
            years: self.manifest.years,
            example_day: self.manifest.example_day,
            places: self.manifest.places,
            documents: self.documents.into_iter().map(|l| l.document).collect::<Vec<Document>>(),
            clauses: Vec::new(),
            clause_by_id: BTreeMap::new(),
            actors: self.actors,
            params: Params::default(),
            rules: Vec::new(),
            examples: Vec::new(),
            situations: Vec::new(),
            funds: self.funds,
            divisions: self.divisions,
            calendar: self.calendar,
            library: self.library,
        }
    }
}

/// Settings are a bureau's and not of the pack, where nobody would look for them.
fn misplaced(files: &dyn Files, log: &Log) {
    if files.read(settings::FILE).is_some() {
        let message = Text::new("参数设定不属于政策包", "settings are not part of a pack");
        let hint = Text::new(
            "把文件移到别处，用 --settings 指明",
            "move the file elsewhere and name it by --settings",
        );
        log.hint(Source::new(settings::FILE, "").place(0), message, hint);
    }
}

/// The Markdown files in the order of the documents, each with its document's id. A file that no
/// document lists would be law that nobody reads, so it is an error.
fn regulations<'a>(
    files: &'a dyn Files,
    documents: &[Listed],
    log: &Log,
) -> Vec<(String, Source<'a>)> {
    let mut sources = Vec::new();
    let mut unlisted: Vec<String> =
        files.list().into_iter().filter(|name| is_regulation(name)).collect();
    for listed in documents {
        for (name, at) in &listed.files {
            if let Some(text) = files.read(name) {
                sources.push((listed.document.id.clone(), Source::new(name, text)));
            } else {
                let message =
                    Text::new(format!("没有文件 {name}"), format!("there is no file {name}"));
                let otherwise = (
                    "把文件放进政策包的目录，或从 files 中删去",
                    "put the file into the pack's folder, or take it out of files",
                );
                let hint = known_or(name, unlisted.iter().map(String::as_str), otherwise);
                log.hint(at.clone(), message, hint);
            }
            unlisted.retain(|other| other != name);
        }
    }
    for name in unlisted {
        let message = Text::new(
            "documents.toml 没有列出这个文件",
            "no document of documents.toml lists this file",
        );
        let hint = Text::new(
            "在所属法规的 files 中加上它，或移出目录",
            "add it to the files of its document, or move it out of the folder",
        );
        log.hint(Source::new(&name, "").place(0), message, hint);
    }
    sources
}

/// Whether a file is one of the pack's Markdown files; those in folders below, and the one that
/// introduces the folder, are not.
fn is_regulation(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        ending.eq_ignore_ascii_case("md") && !stem.contains('/') && stem != "README"
    })
}
