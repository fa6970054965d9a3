//! What the packs of the repository say to a county, sentence by sentence.

use std::collections::BTreeSet;

use domain::Lang;
use policy::finding::Finding;
use policy::pack::{self, Pack, examples};
use policy::render;

use super::{PACKS, loaded};

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// A half-width mark that touches a Chinese character.
fn half_width(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(2).find_map(|pair| {
        let [left, right] = pair else { return None };
        let mark = |c: &char| ",;:()?!".contains(*c);
        let touches = mark(left) && is_han(*right) || is_han(*left) && mark(right);
        touches.then(|| pair.iter().collect())
    })
}

#[test]
fn half_width_marks_are_seen() {
    for (text, found) in [
        ("应于 2019-06-10 前完成，逾期 1 天", None),
        ("比例(80%)不足", Some("例(")),
        ("原因:未付", Some("因:")),
        ("2019-06-10: 5.00", None),
    ] {
        assert_eq!(half_width(text).as_deref(), found, "{text}");
    }
}

/// The sentences of a pack as written, each with the rule or parameter it belongs to.
fn written(pack: &Pack) -> Vec<(String, String)> {
    let of_rule = |rule: &pack::Rule| {
        let texts = [&rule.message, &rule.soon_message, &rule.settles, &rule.settles_late];
        texts.map(|text| (rule.id.clone(), text.zh.clone()))
    };
    let of_params = pack.params.by_name.values().map(|p| (p.name.clone(), p.text.zh.clone()));
    pack.rules.iter().flat_map(of_rule).chain(of_params).collect()
}

#[test]
fn chinese_sentences_have_chinese_marks() {
    for name in PACKS {
        let wrong: Vec<(String, String)> =
            written(&loaded(name)).into_iter().filter(|(_, zh)| half_width(zh).is_some()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

/// What a finding says and what would settle it.
fn said(pack: &Pack, finding: &Finding, lang: Lang) -> [String; 2] {
    [render::message(pack, finding, lang), render::settles(pack, finding, lang)]
}

/// Whether a sentence counts one of something in the plural.
fn one_of_many(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',', ';', '(', ')']).collect();
    let plural = |w: &&str| {
        w.ends_with('s') && !w.ends_with("ss") && !["is", "was", "has", "this"].contains(w)
    };
    words.windows(2).any(|pair| matches!(pair, ["1", word] if plural(word)))
        || words
            .windows(3)
            .any(|three| matches!(three, ["1", of, word] if !of.is_empty() && plural(word)))
}

#[test]
fn one_is_not_many() {
    assert!(one_of_many("due by 2019-06-10; 1 days late") && one_of_many("1 working days"));
    assert!(!one_of_many("due by 2019-06-10; 1 day late") && !one_of_many("11 days late"));
}

/// What is wrong with a sentence as a county reads it. An example may leave out the amount of its row, so
/// that a value may be unknown where the rule has an amount.
fn wrong(text: &str, has_amount: bool, lang: Lang) -> Option<&'static str> {
    let unknown = text.contains(lang.pick("（不详）", "(not known)"));
    match lang {
        _ if unknown && !has_amount => Some("a value that is not there"),
        Lang::Zh if half_width(&unquoted(text)).is_some() => Some("a half-width mark"),
        Lang::Zh if text.starts_with("0 天") || text.contains(" 0 天") => Some("no days at all"),
        Lang::Zh if shows_word(text) => Some("a word of the rule language"),
        Lang::En if one_of_many(text) => Some("one of many"),
        _ if text.contains(['{', '}', '|']) => Some("an unfilled place"),
        _ => None,
    }
}

/// A sentence without what it quotes of the data.
fn unquoted(text: &str) -> String {
    let parts = text.split('“').map(|part| part.split_once('”').map_or(part, |(_, rest)| rest));
    parts.collect()
}

/// Whether a Chinese sentence shows a word of a column as rules write it. `county` stands where a county is
/// told what to write into the table of exceptions.
fn shows_word(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_lowercase() && c != '_');
    words.any(|word| word.len() > 1 && word != "county" && word.contains(char::is_alphabetic))
}

#[test]
fn every_example_is_said_in_whole_sentences() {
    for name in PACKS {
        let pack = loaded(name);
        let findings = examples::findings(&pack);
        assert!(findings.len() > 10, "{name}: {} findings", findings.len());
        let mut bad = BTreeSet::new();
        for finding in &findings {
            let rule = render::rule_of(&pack, finding).unwrap();
            let has_amount = rule.amount.is_some() || rule.about.amount.is_some();
            for lang in [Lang::Zh, Lang::En] {
                let texts = said(&pack, finding, lang);
                let seen = texts
                    .into_iter()
                    .filter_map(|text| Some((wrong(&text, has_amount, lang)?, text)));
                bad.extend(seen.map(|(why, text)| format!("{why}: {} {text}", finding.rule)));
            }
        }
        assert!(bad.is_empty(), "{name}: {bad:#?}");
    }
}

#[test]
fn a_warning_before_the_day_rests_on_the_window_of_the_pack() {
    let pack = loaded("xinjiang-2019");
    let findings = examples::findings(&pack);
    let of = |soon| {
        let law = |f: &&Finding| {
            f.soon == soon && render::rule_of(&pack, f).is_some_and(|r| !r.local_default)
        };
        findings.iter().filter(law).collect::<Vec<_>>()
    };
    assert!(!of(true).is_empty() && of(true).iter().all(|f| render::local_default(&pack, f)));
    assert!(!of(false).is_empty() && !of(false).iter().any(|f| render::local_default(&pack, f)));
}
