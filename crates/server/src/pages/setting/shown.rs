//! Parameters, values and opinions as pages show them.

use domain::Lang;
use policy::pack::Param;
use policy::render;
use policy::value::Type;

use crate::lists::asked::encoded;
use crate::operations::handling::words;
use crate::operations::settings::{Asked, Counts, Dated, Listed, OneSetting, Trial};
use crate::visit::Site;

/// Words of a list that are shown where there is little room.
const WORDS: usize = 8;

/// A parameter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Its name in the pack.
    pub(crate) name: String,
    /// What it is.
    pub(crate) text: String,
    /// Its page.
    pub(crate) address: String,
    /// The value that holds today.
    pub(crate) value: String,
    /// Values to come: first day and value.
    pub(crate) to_come: Vec<(String, String)>,
    /// Id and address of its clause.
    pub(crate) clause: Option<(String, String)>,
    /// Whether it is a local default, which can be set.
    pub(crate) local: bool,
    /// Whether a value of it was set.
    pub(crate) set: bool,
    /// The rules that read it.
    pub(crate) rules: Vec<String>,
    /// Address and state of the setting that is under way.
    pub(crate) open: Option<(String, String)>,
}

impl Row {
    /// Whether words occur in its names, its rules or its clause.
    pub(super) fn has(&self, words: &str) -> bool {
        let clause = self.clause.as_ref().map_or("", |(id, _)| id.as_str());
        let all = [self.name.as_str(), &self.text, clause];
        let all = all.into_iter().chain(self.rules.iter().map(String::as_str));
        let text = all.collect::<Vec<&str>>().join(" ").to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    }
}

/// A division that is asked.
#[derive(Clone, Debug)]
pub(crate) struct Opinion {
    /// Title of the post.
    pub(crate) title: String,
    /// What it says.
    pub(crate) says: &'static str,
    /// Whether it objects.
    pub(crate) objects: bool,
    /// Why.
    pub(crate) reason: String,
}

/// Findings of a rule, before and after.
#[derive(Clone, Debug)]
pub(crate) struct TrialRow {
    /// The rule; empty: all together.
    pub(crate) rule: String,
    /// How many there are.
    pub(crate) counts: Counts,
}

/// The unit in which values of a type are written.
pub(crate) fn unit(ty: Type, lang: Lang) -> &'static str {
    match ty {
        Type::Percent => lang.pick("百分数，如 80", "per cent, like 80"),
        Type::Money => lang.pick("元，如 100000", "yuan, like 100000"),
        Type::Count => lang.pick("整数，如 10", "a whole number, like 10"),
        Type::Number => lang.pick("数，如 1.3", "a number, like 1.3"),
        Type::MonthDay => lang.pick("月-日，如 10-31", "month-day, like 10-31"),
        _ => lang.pick("词语，每行一个", "words, one a line"),
    }
}

/// A value with its unit.
pub(crate) fn said(value: &policy::pack::Value, lang: Lang) -> String {
    use policy::pack::Value as V;
    let text = render::setting(value);
    match value {
        V::Money(_) => format!("{text}{}", lang.pick(" 元", " yuan")),
        V::Words(_) => text.replace('、', lang.pick("、", ", ")),
        _ => text,
    }
}

/// The same, where there is little room.
pub(crate) fn brief(value: &policy::pack::Value, lang: Lang) -> String {
    let policy::pack::Value::Words(words) = value else { return said(value, lang) };
    let first: Vec<&str> = words.iter().take(WORDS).map(String::as_str).collect();
    let text = first.join(lang.pick("、", ", "));
    match (words.len() > WORDS, lang) {
        (false, _) => text,
        (true, Lang::Zh) => format!("{text} 等 {} 个词", words.len()),
        (true, Lang::En) => format!("{text} … {} words in all", words.len()),
    }
}

/// A parameter; none where the pack has it not.
pub(crate) fn row(site: &Site, listed: &Listed, lang: Lang) -> Option<Row> {
    let pack = &site.context.pack;
    let param: &Param = listed.param(pack)?;
    let present = listed.present();
    let clause = present.and_then(|value| value.clause.clone()).or_else(|| param.clause.clone());
    let address = |id: String| {
        let document = pack.clause(&id).map(|clause| clause.document.clone()).unwrap_or_default();
        let address = format!("/policies/{document}#{id}");
        (id, address)
    };
    let none = || lang.pick("尚无", "none yet").to_owned();
    Some(Row {
        name: param.name.clone(),
        text: param.text.get(lang).to_owned(),
        address: format!("/settings/parameters/{}", encoded(&param.name)),
        value: present.map_or_else(none, |value| brief(&value.value, lang)),
        to_come: listed
            .to_come()
            .iter()
            .map(|value| (since(value, lang), brief(&value.value, lang)))
            .collect(),
        clause: clause.map(address),
        local: param.local_default,
        set: listed.values.iter().any(|value| value.setting.is_some()),
        rules: listed.rules.clone(),
        open: listed.open.as_ref().map(|one| {
            let state = words::name(words::SETTING, &one.standing.state, lang).to_owned();
            (format!("/settings/{}", one.id), state)
        }),
    })
}

fn since(value: &Dated, lang: Lang) -> String {
    value.since.map_or_else(
        || lang.pick("从一开始", "from the beginning").to_owned(),
        |day| match lang {
            Lang::Zh => format!("{day} 起"),
            Lang::En => format!("from {day}"),
        },
    )
}

/// All values of a parameter: first day, value, address of the setting, whether it holds today.
pub(crate) fn values(
    _site: &Site,
    listed: &Listed,
    lang: Lang,
) -> Vec<(String, String, Option<String>, bool)> {
    let value = |(at, one): (usize, &Dated)| {
        let by = one.setting.map(|id| format!("/settings/{id}"));
        (since(one, lang), said(&one.value, lang), by, listed.today == Some(at))
    };
    listed.values.iter().enumerate().map(value).collect()
}

/// What is known of a setting.
pub(crate) fn facts(site: &Site, one: &OneSetting, lang: Lang) -> Vec<(&'static str, String)> {
    let (kept, proposal) = (&one.followed.kept, one.followed.one.proposal());
    let value = crate::operations::law::read(kept);
    let value = value.map_or_else(|| proposal.value.clone(), |one| said(&one.value, lang));
    let before = proposal.since.plus_days(-1);
    let held = before.and_then(|day| site.context.pack.params.on(&kept.parameter, day));
    let mut facts = vec![
        (lang.pick("设定值", "Value"), value),
        (lang.pick("生效日", "Holds from"), proposal.since.to_string()),
    ];
    if let Some(held) = held {
        facts.push((lang.pick("此前的值", "Value before"), said(held, lang)));
    }
    facts.push((lang.pick("理由", "Reason"), proposal.reason.clone()));
    facts
}

/// Who is asked, with what is said.
pub(crate) fn opinions(one: &OneSetting, lang: Lang) -> Vec<Opinion> {
    let opinion = |asked: &Asked| Opinion {
        title: asked.title.clone(),
        says: match &asked.opinion {
            None => lang.pick("未出意见", "no opinion yet"),
            Some(said) if said.agrees => lang.pick("同意", "agrees"),
            Some(_) => lang.pick("有异议", "objects"),
        },
        objects: asked.opinion.as_ref().is_some_and(|said| !said.agrees),
        reason: asked.opinion.as_ref().map(|said| said.reason.clone()).unwrap_or_default(),
    };
    one.asked.iter().map(opinion).collect()
}

/// What a value would change, rule by rule, all together last.
pub(crate) fn trial(trial: &Trial, lang: Lang) -> Vec<TrialRow> {
    let row = |(rule, counts): (&String, &Counts)| TrialRow { rule: rule.clone(), counts: *counts };
    let mut rows: Vec<TrialRow> = trial.rules.iter().map(row).collect();
    let all = lang.pick("合计", "Together").to_owned();
    rows.push(TrialRow { rule: all, counts: trial.whole() });
    rows
}
