//! A small pack over a small fact table, for the tests of this folder.

use std::collections::BTreeMap;

use super::{Pack, PackError, load::load_over};
use crate::context::Context;
use crate::facts::{FactColumn, FactTable, Fill, Identity, ParamNeed, Reach};
use crate::value::{Parts, Type};

fn none(_: &Context, rows: &[u32]) -> Vec<i64> {
    vec![crate::value::UNKNOWN; rows.len()]
}

fn no_parts(_: &Context, rows: &[u32]) -> Parts {
    let mut parts = Parts::default();
    for _ in rows {
        parts.push(crate::value::UNKNOWN, Vec::new());
    }
    parts
}

const fn column(name: &'static str, ty: Type, words: &'static [&'static str]) -> FactColumn {
    let fill = if matches!(ty, Type::Parts) { Fill::Parts(no_parts) } else { Fill::Scalar(none) };
    let reach = Reach::Unit;
    FactColumn { name, ty, zh: "列", en: "a column", words, needs: &[], params: &[], reach, fill }
}

/// A sum received, to be handed down and paid.
static SUM: FactTable = FactTable {
    name: "sum",
    zh: "一笔资金",
    en: "a sum",
    subject: "sum",
    needs: &[],
    day: "received_on",
    amount: Some("amount"),
    rows: |_| 0,
    skip: None,
    identity: |_, _| Identity::default(),
    place: None,
    columns: &[
        column("received_on", Type::Date, &[]),
        column("amount", Type::Money, &[]),
        column("channel", Type::Code, &["direct", "delegated"]),
        column("handed_down", Type::Parts, &[]),
        column("purpose", Type::Text, &[]),
        column("share", Type::Percent, &[]),
        column("urgent", Type::Flag, &[]).reading(&[ParamNeed("urgent_words", Type::Words)]),
    ],
};

pub(crate) static TABLES: &[&FactTable] = &[&SUM];

const WORKDAYS: &str = "date,is_workday,note\n2016-01-01,0,元旦\n2017-01-02,0,元旦\n\
    2018-01-01,0,元旦\n2019-01-01,0,元旦\n2020-01-01,0,元旦\n";

const REGULATION: &str = r#"# 办法 {#B}

## 一 {#B-1}
> 不得授权支付。

_Delegated payment is not allowed._

- must-not prohibition · who: county · answers: director · carried by: rule pay.delegated

```rule
id      = "pay.delegated"
lamp    = "red"
about   = "sum"
when    = "channel = 'delegated' and amount >= floor"
answers = ["director"]
zh      = "以授权支付方式支付 {amount} 元"
en      = "{amount} yuan paid by delegated payment"
settles = { zh = "退回", en = "take it back" }
```

```param
name   = "floor"
zh     = "起点"
en     = "Floor"
values = [{ yuan = "100" }]
```

```example
授权支付达到起点：预警
sum channel=delegated amount=100 → pay.delegated red amount=100
sum channel=delegated amount=99.99 → nothing
sum channel=direct amount=100 → nothing
sum amount=100 → unknown pay.delegated
```

## 二 {#B-2}
> 收到后五个工作日内下达。

_Handed down within five working days of receipt._

- must deadline · who: county · carried by: rule sum.late

```param
name   = "limit"
zh     = "下达时限"
en     = "Limit"
values = [{ count = 3 }, { since = 2019-05-22, count = 5 }]
```

```param
name   = "due_soon_workdays"
zh     = "提醒"
en     = "Window"
values = [{ count = 2 }]
local_default = true
```

```rule
id    = "sum.late"
lamp  = "red"
about = "sum"
due   = "workdays_after(received_on, limit)"
done  = "handed_down"
soon  = "sum.due"
zh    = "应于 {due_on} 前下达，尚有 {amount} 元未下达或逾期 {days_late} 天"
en    = "due by {due_on}, {amount} yuan late or open, {days_late} days"
```

```example
一部分按时、一部分逾期
sum received_on=2019-06-03 amount=100 handed_down=2019-06-10:60,2019-06-11:40 → sum.late red due=2019-06-10 late=1 amount=40
sum received_on=2019-06-03 amount=100 handed_down=2019-06-10:60 as_of=2019-06-11 → sum.late red due=2019-06-10 late=1 amount=40
sum received_on=2019-06-03 amount=100 handed_down=2019-06-10:100 → nothing
提醒
sum received_on=2019-06-03 amount=100 handed_down= as_of=2019-06-06 → sum.due yellow due=2019-06-10 amount=100
sum received_on=2019-06-03 amount=100 handed_down= as_of=2019-06-05 → nothing
sum received_on=2019-06-03 amount=100 handed_down= as_of=2019-06-10 → sum.due yellow
新旧时限
sum received_on=2019-05-22 amount=100 handed_down=2019-05-29:100 → nothing
sum received_on=2019-05-22 amount=100 handed_down=2019-05-30:100 → sum.late red late=1
sum received_on=2019-05-21 amount=100 handed_down=2019-05-24:100 → nothing
sum received_on=2019-05-21 amount=100 handed_down=2019-05-27:100 → sum.late red late=3
```
"#;

/// The files of the small pack.
pub(crate) fn files() -> BTreeMap<String, String> {
    let manifest = "name = \"small\"\nversion = \"1\"\nzh = \"小\"\nen = \"Small\"\n\
        first_year = 2016\nexample_day = 2019-12-31\n";
    let documents =
        "[[document]]\nid = \"B\"\ntitle = \"办法\"\nen = \"Measures\"\nfiles = [\"B.md\"]\n";
    let actors = "[[actor]]\nid = \"county\"\nlevel = \"county\"\nzh = \"县\"\nen = \"county\"\n\
        [[actor]]\nid = \"director\"\nlevel = \"county\"\nzh = \"局长\"\nen = \"director\"\n";
    [
        ("pack.toml", manifest),
        ("documents.toml", documents),
        ("actors.toml", actors),
        ("funds.toml", ""),
        ("divisions.csv", "code,name,level,parent,valid_from,valid_to,tags\n"),
        ("workdays.csv", WORKDAYS),
        ("workdays-overlay.csv", "date,is_workday,note\n"),
        ("B.md", REGULATION),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

/// The small pack after a change of its regulation, each text put in the place of another.
pub(crate) fn changed(changes: &[(&str, &str)]) -> Result<Pack, Vec<PackError>> {
    let mut files = files();
    if let Some(text) = files.get_mut("B.md") {
        for (from, to) in changes {
            assert!(text.contains(from), "the regulation has no {from}");
            *text = text.replacen(from, to, 1);
        }
    }
    load_over(&files, TABLES)
}

/// What is wrong with the changed pack: line, message, hint.
pub(crate) fn errors(changes: &[(&str, &str)]) -> Vec<(u32, String, String)> {
    let errors = changed(changes).err().unwrap_or_default();
    errors.into_iter().map(|e| (e.place.line, e.message.en, e.hint.en)).collect()
}
