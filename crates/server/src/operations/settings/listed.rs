//! The parameters of the pack with what holds today, what comes, what held before, and what is proposed.

use std::collections::BTreeMap;

use domain::Day;
use policy::pack::{Pack, Param, params};
use store::settings::Setting;

use crate::access::Operation;
use crate::context::Context;
use crate::operations::{Actor, Done, Refusal};

/// Settings of one state or parameter that are read, at most.
const MOST: i64 = 500;

/// One value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    /// First day on which it holds; none: from the beginning.
    pub(crate) since: Option<Day>,
    /// The value.
    pub(crate) value: policy::pack::Value,
    /// The setting by which it was adopted.
    pub(crate) setting: Option<i64>,
    /// The clause that fixes it.
    pub(crate) clause: Option<String>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// Its name.
    pub(crate) name: String,
    /// All values, the first one first.
    pub(crate) values: Vec<Dated>,
    /// Which of them holds on the day asked for; none: no value holds yet.
    pub(crate) today: Option<usize>,
    /// The rules that read it.
    pub(crate) rules: Vec<String>,
    /// The setting that is under way.
    pub(crate) open: Option<Setting>,
}

impl Listed {
    /// The value that holds on the day asked for.
    pub(crate) fn present(&self) -> Option<&Dated> {
        self.values.get(self.today?)
    }

    /// Those that hold later.
    pub(crate) fn to_come(&self) -> &[Dated] {
        let next = self.today.map_or(0, |at| at + 1);
        self.values.get(next..).unwrap_or_default()
    }

    /// A parameter in the pack.
    pub(crate) fn param<'p>(&self, pack: &'p Pack) -> Option<&'p Param> {
        pack.params.by_name.get(&self.name)
    }
}

/// All parameters of the pack in the order of their names, as of a day.
pub(crate) async fn list(context: &Context, actor: &Actor, on: Day) -> Done<Vec<Listed>> {
    actor.post(context, Operation::ListSettings, None)?;
    let mut tx = context.db.read().await?;
    let mut adopted: BTreeMap<String, Vec<Setting>> = BTreeMap::new();
    for one in store::settings::adopted(&mut tx).await? {
        adopted.entry(one.parameter.clone()).or_default().push(one);
    }
    let mut open: BTreeMap<String, Setting> = BTreeMap::new();
    for state in ["consulting", "returned"] {
        let of_state = store::settings::in_state(&mut tx, state, MOST).await?;
        open.extend(of_state.into_iter().map(|one| (one.parameter.clone(), one)));
    }
    let none = Vec::new();
    let pack = &context.pack;
    let listed = |param: &Param| {
        let adopted = adopted.get(&param.name).unwrap_or(&none);
        listed(pack, (param, on), (adopted, open.get(&param.name).cloned()))
    };
    Ok(pack.params.by_name.values().map(listed).collect())
}

/// One parameter, and all settings of it that there ever were, the last one first.
pub(crate) async fn parameter(
    context: &Context,
    actor: &Actor,
    (name, on): (&str, Day),
) -> Done<(Listed, Vec<Setting>)> {
    actor.post(context, Operation::ListSettings, None)?;
    let param = context.pack.params.by_name.get(name).ok_or(Refusal::UnknownRecord)?;
    let mut tx = context.db.read().await?;
    let all = store::settings::of_parameter(&mut tx, name, MOST).await?;
    let is_open =
        |one: &&Setting| ["consulting", "returned"].contains(&one.standing.state.as_str());
    let open = all.iter().find(is_open).cloned();
    let adopted: Vec<Setting> =
        all.iter().filter(|one| one.standing.state == "adopted").cloned().collect();
    Ok((listed(&context.pack, (param, on), (&adopted, open)), all))
}

fn listed(
    pack: &Pack,
    (param, on): (&Param, Day),
    (adopted, open): (&[Setting], Option<Setting>),
) -> Listed {
    let value = |((since, value), dated): (
        (Option<Day>, &policy::pack::Value),
        &policy::pack::DatedValue,
    )| {
        let by = |one: &&Setting| {
            dated.set
                && Some(&one.standing.since) == since.map(|day| day.to_string()).as_ref()
                && one.standing.value == params::plain(value)
        };
        Dated {
            since,
            value: value.clone(),
            setting: adopted.iter().find(by).map(|one| one.id),
            clause: dated.clause.clone().or_else(|| param.clause.clone()),
        }
    };
    let values: Vec<Dated> = param.steps().zip(&param.values).map(value).collect();
    Listed {
        name: param.name.clone(),
        today: values.iter().rposition(|one| one.since.is_none_or(|since| since <= on)),
        values,
        rules: pack.readers(&param.name).into_iter().map(str::to_owned).collect(),
        open,
    }
}
