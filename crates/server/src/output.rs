//! The result of a check in its four forms. All of them show the same findings in the same order.

pub(crate) mod cells;
pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod listing;
pub(crate) mod tally;
pub(crate) mod text;
pub(crate) mod words;
pub(crate) mod xlsx;

use domain::{Division, Lang};
use policy::finding::Finding;
use policy::pack::{Pack, Rule};
use policy::{Lamp, render};

/// Whether to colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    colour: bool,
}

impl Style {
    pub(crate) fn plain() -> Style {
        Style { colour: false }
    }

    /// Colours on a terminal, unless the user asked for none (the `NO_COLOR` convention).
    pub(crate) fn for_terminal(terminal: bool) -> Style {
        Style { colour: terminal && std::env::var_os("NO_COLOR").is_none() }
    }

    pub(crate) fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// 红 / 黄
pub(crate) fn lamp(lamp: Lamp, lang: Lang) -> &'static str {
    match lamp {
        Lamp::Red => lang.pick("红灯", "red"),
        Lamp::Yellow => lang.pick("黄灯", "yellow"),
    }
}

/// `653125 莎车县`
pub(crate) fn division(pack: &Pack, division: Option<Division>, lang: Lang) -> String {
    let none = || lang.pick("（未注明区划）", "(no division given)").to_owned();
    division.map_or_else(none, |d| format!("{d} {}", pack.divisions.name(d)))
}

/// An English noun after a number.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}

/// Names of those who answer for a rule.
pub(crate) fn accountable(pack: &Pack, rule: &Rule, lang: Lang) -> Vec<String> {
    let name =
        |id: &String| pack.actors.get(id).map_or(id.clone(), |a| a.name.get(lang).to_owned());
    rule.answers.iter().map(name).collect()
}

/// Where the law has what a rule looks for: `B 三（二）2`; rules have ids, but no names of their own.
pub(crate) fn ground(pack: &Pack, rule: &str) -> Option<String> {
    let clause = pack.blocks(rule).find_map(|block| pack.clause(block.clauses.first()?))?;
    Some(format!("{} {}", clause.document, clause.path))
}

/// A rule as Chinese lists show it, with its clause behind the id: `pay.delegated（B 三（二）2）`.
pub(crate) fn rule_with_ground(pack: &Pack, rule: &str, lang: Lang) -> String {
    match (ground(pack, rule), lang) {
        (Some(ground), Lang::Zh) => format!("{rule}（{ground}）"),
        _ => rule.to_owned(),
    }
}

/// A clause as it is quoted: document number or title, path.
pub(crate) fn citation(pack: &Pack, id: &str) -> Option<(String, String, String)> {
    let clause = pack.clause(id)?;
    let document = pack.documents.iter().find(|d| d.id == clause.document)?;
    let title = if document.number.is_empty() { &document.title } else { &document.number };
    Some((title.clone(), clause.path.clone(), clause.text.clone()))
}

/// The sentence of a finding, with the mark of a local default.
pub(crate) fn message(pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let sentence = render::message(pack, finding, lang);
    if render::local_default(pack, finding) {
        let mark = lang
            .pick("（按本地设定，非法规条文）", " (by a local setting, not the regulation's text)");
        return format!("{sentence}{mark}");
    }
    sentence
}
