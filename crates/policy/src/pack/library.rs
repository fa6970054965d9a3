//! The indicator library (绩效指标库, D 四（二）1): what targets of projects of each type promise, and how it is measured.
//! `indicators.toml` of a pack; a pack without the file has none.

use std::collections::{BTreeMap, BTreeSet};

use super::Text;
use super::error::{Log, known};
use super::fields::{Fields, Literal};
use super::source::Source;

/// Name of the file.
pub(super) const FILE: &str = "indicators.toml";

/// Points of a template in all; the other 10 of 100 are for the execution of the budget.
pub const TEMPLATE_POINTS: u32 = 90;

/// The directions that an indicator can have, as records write them.
pub const DIRECTIONS: [&str; 6] = [">=", "<=", "=", ">", "<", "qualitative"];

/// The indicators that a bureau knows, and the types of projects that use them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// All indicators, in the order of the file.
    pub indicators: Vec<LibraryIndicator>,
    /// All types, in the order in which a project's category is compared with them.
    pub types: Vec<ProjectType>,
}

/// An indicator of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryIndicator {
    /// Its id.
    pub id: String,
    /// First level, as targets write it: 产出指标.
    pub level1: String,
    /// Second level: 数量指标.
    pub level2: String,
    /// What it is called.
    pub name: Text,
    /// Which way is good: one of [`DIRECTIONS`].
    pub direction: String,
    /// Unit; empty where it has none.
    pub unit: String,
    /// The value that makes sense for everybody; empty where there is none.
    pub value: String,
    /// A value as an example, never filled in.
    pub example: String,
    /// How it is measured.
    pub measure: Text,
    /// What shows it.
    pub evidence: Text,
    /// First fiscal year in which it holds; none: from the beginning.
    pub since: Option<u16>,
    /// Last fiscal year in which it holds; none: without end.
    pub until: Option<u16>,
}

/// A type of projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectType {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// Words of a project's category by which its type is known.
    pub words: Vec<String>,
    /// With what a new target begins: ids of indicators and their points.
    pub template: Vec<(String, u32)>,
    /// Further indicators to choose from.
    pub more: Vec<String>,
    /// Those that no target of this type may lack.
    pub core: Vec<String>,
}

impl LibraryIndicator {
    /// Whether it holds in a fiscal year.
    pub fn holds(&self, year: u16) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }
}

impl Library {
    /// The indicator of an id that holds in a fiscal year.
    pub fn indicator(&self, id: &str, year: u16) -> Option<&LibraryIndicator> {
        self.indicators.iter().find(|one| one.id == id && one.holds(year))
    }

    /// The type of an id.
    pub fn of_id(&self, id: &str) -> Option<&ProjectType> {
        self.types.iter().find(|one| one.id == id)
    }

    /// The type of a project's category: the first of which a word stands in it.
    pub fn of_category(&self, category: &str) -> Option<&ProjectType> {
        let fits = |one: &&ProjectType| one.words.iter().any(|word| category.contains(word));
        self.types.iter().find(fits)
    }

    /// The indicators of a type in a fiscal year with their points, those of the template first; none where it is only
    /// to be chosen.
    pub fn of_type<'l>(
        &'l self,
        of: &'l ProjectType,
        year: u16,
    ) -> impl Iterator<Item = (&'l LibraryIndicator, Option<u32>)> {
        let template = of.template.iter().map(|(id, points)| (id, Some(*points)));
        let all = template.chain(of.more.iter().map(|id| (id, None)));
        all.filter_map(move |(id, points)| Some((self.indicator(id, year)?, points)))
    }
}

/// Reads `indicators.toml`.
pub(super) fn library(source: &Source, log: &Log) -> Library {
    let mut file = Fields::parse(source, 0..source.text.len(), log);
    let (indicators, types) = (file.tables("indicator"), file.tables("type"));
    file.finish();
    let mut seen = Seen::new();
    let indicators: Vec<LibraryIndicator> =
        indicators.into_iter().filter_map(|fields| indicator(fields, &mut seen)).collect();
    let ids: BTreeSet<&str> = indicators.iter().map(|one| one.id.as_str()).collect();
    let types = types.into_iter().filter_map(|fields| project_type(fields, &ids)).collect();
    Library { indicators, types }
}

/// The fiscal years in which lines of one id hold.
type Seen = BTreeMap<String, Vec<Years>>;

/// The first and the last one; none: without end.
type Years = (Option<u16>, Option<u16>);

fn indicator(mut fields: Fields, seen: &mut Seen) -> Option<LibraryIndicator> {
    let id = fields.required("id")?;
    let level1 = fields.required("level1")?.text;
    let level2 = fields.required("level2")?.text;
    let name = fields.both("zh", "en");
    let direction = fields.required("direction")?;
    if !DIRECTIONS.contains(&direction.text.as_str()) {
        let message = Text::new(
            format!("direction 不能是 {}", direction.text),
            format!("direction cannot be {}", direction.text),
        );
        fields.log().hint(fields.place_of(&direction), message, known(&direction.text, DIRECTIONS));
    }
    let mut text = |key| fields.text(key).map(|one| one.text).unwrap_or_default();
    let [unit, value, example] = ["unit", "value", "example"].map(&mut text);
    let [measure, evidence] = ["measure", "evidence"].map(|key| said(&mut fields, key));
    let [since, until] = ["since", "until"].map(|key| year(&mut fields, key));
    let spans = seen.entry(id.text.clone()).or_default();
    let overlaps = |(from, to): &Years| {
        from.is_none_or(|from| until.is_none_or(|until| from <= until))
            && to.is_none_or(|to| since.is_none_or(|since| since <= to))
    };
    if spans.iter().any(overlaps) {
        let message = Text::new(
            format!("指标 {} 在同一年度有两行", id.text),
            format!("the indicator {} stands here twice for one year", id.text),
        );
        let hint = Text::new(
            "用 since、until 分开年度，或另取编号",
            "part the years by since and until, or give it another id",
        );
        fields.log().hint(fields.place_of(&id), message, hint);
    }
    spans.push((since, until));
    fields.finish();
    Some(LibraryIndicator {
        id: id.text,
        level1,
        level2,
        name,
        direction: direction.text,
        unit,
        value,
        example,
        measure,
        evidence,
        since,
        until,
    })
}

/// A fiscal year.
fn year(fields: &mut Fields, key: &'static str) -> Option<u16> {
    let place = fields.place_of_key(key);
    let written = fields.count(key)?;
    let year = u16::try_from(written).ok().filter(|year| (1_000..10_000).contains(year));
    if year.is_none() {
        let message =
            Text::new(format!("{key} 不能是 {written}"), format!("{key} cannot be {written}"));
        let hint = Text::new("写四位年度，如 2020", "write a year of four digits, like 2020");
        fields.log().hint(place, message, hint);
    }
    year
}

/// A text in both languages in a table of its own.
fn said(fields: &mut Fields, key: &'static str) -> Text {
    if !fields.has(key) {
        fields.missing(key);
    }
    let Some(mut inner) = fields.table(key) else { return Text::default() };
    let text = inner.both("zh", "en");
    inner.finish();
    text
}

fn project_type(mut fields: Fields, ids: &BTreeSet<&str>) -> Option<ProjectType> {
    let id = fields.required("id")?;
    let name = fields.both("zh", "en");
    let words = fields.strings("words");
    let template = fields.texts("template");
    let mut points = Vec::new();
    for literal in &template {
        points.extend(pointed(&fields, literal, ids));
    }
    let sum: u32 = points.iter().map(|(_, points)| points).sum();
    if sum != TEMPLATE_POINTS {
        let message = Text::new(
            format!("{} 的模板分值合计 {sum}，应为 {TEMPLATE_POINTS}", id.text),
            format!("the points of {} come to {sum}, not {TEMPLATE_POINTS}", id.text),
        );
        let hint = Text::new(
            "调整各指标的分值；另有 10 分为预算执行",
            "change the points; the other 10 are for the execution of the budget",
        );
        fields.log().hint(fields.place_of(&id), message, hint);
    }
    let [more, core] = ["more", "core"].map(|key| {
        let literals = fields.texts(key);
        for literal in &literals {
            is_known(&fields, literal, &literal.text, ids);
        }
        literals
    });
    for literal in &core {
        let is_there = points.iter().any(|(own, _)| *own == literal.text);
        if !is_there && ids.contains(literal.text.as_str()) {
            let message = Text::new(
                format!("核心指标 {} 不在模板中", literal.text),
                format!("the core indicator {} is not in the template", literal.text),
            );
            let hint = Text::new("把它加进 template", "add it to template");
            fields.log().hint(fields.place_of(literal), message, hint);
        }
    }
    fields.finish();
    let texts = |all: Vec<Literal>| all.into_iter().map(|one| one.text).collect();
    let (more, core) = (texts(more), texts(core));
    Some(ProjectType { id: id.text, name, words, template: points, more, core })
}

/// A line of a template: `id: points`.
fn pointed(fields: &Fields, literal: &Literal, ids: &BTreeSet<&str>) -> Option<(String, u32)> {
    let parts = literal.text.split_once(':');
    let read = parts.and_then(|(id, points)| Some((id.trim(), points.trim().parse().ok()?)));
    let Some((id, points)) = read else {
        let message = Text::new("应为“指标: 分值”", "should be “indicator: points”");
        let hint = Text::new("如 \"road.length: 20\"", "like \"road.length: 20\"");
        fields.log().hint(fields.place_of(literal), message, hint);
        return None;
    };
    is_known(fields, literal, id, ids);
    Some((id.to_owned(), points))
}

fn is_known(fields: &Fields, literal: &Literal, id: &str, ids: &BTreeSet<&str>) {
    if !ids.contains(id) {
        let message =
            Text::new(format!("没有指标 {id}"), format!("there is no indicator {id} in this file"));
        fields.log().hint(fields.place_of(literal), message, known(id, ids.iter().copied()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROAD: &str = "[[indicator]]\nid = \"length\"\nlevel1 = \"产出指标\"\nlevel2 = \"数量指标\"\n\
        zh = \"里程\"\nen = \"length\"\ndirection = \">=\"\nunit = \"公里\"\n\
        measure = { zh = \"实测\", en = \"measured\" }\nevidence = { zh = \"图\", en = \"drawings\" }\n";

    fn read(text: &str) -> (Library, Vec<String>) {
        let (source, log) = (Source::new(FILE, text), Log::default());
        let library = library(&source, &log);
        (library, log.finish().into_iter().map(|e| e.message.en).collect())
    }

    fn of_type(rest: &str) -> String {
        format!(
            "{ROAD}[[type]]\nid = \"road\"\nzh = \"道路\"\nen = \"Roads\"\nwords = [\"道路\"]\n{rest}"
        )
    }

    #[test]
    fn a_type_begins_with_its_template_and_is_known_by_a_word() {
        let text = of_type("template = [\"length: 90\"]\nmore = []\ncore = [\"length\"]\n");
        let (library, errors) = read(&text);
        assert_eq!(errors, [] as [&str; 0]);
        let road = library.of_category("农村道路建设").unwrap();
        let all: Vec<_> = library.of_type(road, 2019).collect();
        assert_eq!(
            all.first().map(|(one, points)| (one.id.as_str(), *points)),
            Some(("length", Some(90)))
        );
        assert_eq!(library.of_category("教育"), None);
    }

    #[test]
    fn years_part_the_lines_of_one_indicator() {
        let dated = |years: &str| ROAD.replace("unit =", &format!("{years}\nunit ="));
        let (library, errors) =
            read(&format!("{}{}", dated("until = 2019"), dated("since = 2020")));
        assert_eq!(errors, [] as [&str; 0]);
        let of = |year| library.indicator("length", year).and_then(|one| one.until);
        assert_eq!((of(2019), of(2020)), (Some(2019), None));
        let (_, errors) = read(&format!("{}{}", dated("until = 2020"), dated("since = 2020")));
        assert_eq!(errors, ["the indicator length stands here twice for one year"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let check = |text: &str, wrong: &str| assert_eq!(read(text).1, [wrong], "{text}");
        check(&of_type("template = [\"length: 80\"]\n"), "the points of road come to 80, not 90");
        check(
            &of_type("template = [\"length: 90\"]\nmore = [\"lenght\"]\n"),
            "there is no indicator lenght in this file",
        );
        check(&of_type("template = [\"length: 90\", \"x\"]\n"), "should be “indicator: points”");
        check(&ROAD.replace(">=", "up"), "direction cannot be up");
        let dated = ROAD.replace("unit =", "since = 20200\nunit =");
        check(&dated, "since cannot be 20200");
    }
}
