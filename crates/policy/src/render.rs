//! Findings as sentences, in Chinese and English.

use domain::{Day, Lang, TableId};

use crate::facts::Need;
use crate::finding::{EvidenceValue, Fact, Finding, Idle, IdleException, Reason};
use crate::pack::{Pack, Rule, Value};

/// The rule block behind a finding.
pub fn rule_of<'a>(pack: &'a Pack, finding: &Finding) -> Option<&'a Rule> {
    pack.rules.get(finding.block)
}

/// The sentence of a finding.
pub fn message(pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let mut sentences = vec![sentence(pack, finding, lang)];
    for also in &finding.also {
        let sentence = sentence(pack, also, lang);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences.join(lang.pick("；", "; "))
}

/// What one block of a rule says of one record.
fn sentence(pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let Some(rule) = rule_of(pack, finding) else { return finding.rule.clone() };
    let soon = rule.soon_message.get(lang);
    if !finding.soon {
        return fill(rule.message.get(lang), pack, finding, lang);
    }
    if soon.is_empty() {
        return fill(soon_default(finding, lang), pack, finding, lang);
    }
    fill(soon, pack, finding, lang)
}

/// What a due-soon warning says where its rule has no words of its own. Not every clock counts money.
fn soon_default(finding: &Finding, lang: Lang) -> &'static str {
    if finding.amount.is_none() {
        return lang.pick(
            "应于 {due_on} 前完成，期限将至",
            "due by {due_on}; it is not done yet and the limit is near",
        );
    }
    lang.pick(
        "应于 {due_on} 前完成，尚有 {amount} 元未完成，期限将至",
        "due by {due_on}; {amount} yuan is not done yet and the limit is near",
    )
}

/// Whether a finding rests on a local default: its rule does, or it comes only of the window before
/// the day that the regulation sets; or what it tells besides does.
pub fn local_default(pack: &Pack, finding: &Finding) -> bool {
    let own = rule_of(pack, finding).is_some_and(|rule| {
        rule.local_default || finding.soon && rule.soon().is_some_and(|soon| soon.local_default)
    });
    own || finding.also.iter().any(|also| local_default(pack, also))
}

/// Fills the `{placeholders}` of a sentence with the finding's values and the pack's parameters.
fn fill(template: &str, pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let (name, forms) = name.split_once(' ').unwrap_or((name, ""));
        out.push_str(&counted(placeholder(name, pack, finding, lang), forms));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A value with the word that agrees with it: of `day|days` the first behind 1; of
/// `on the same day|day before|days before` the first instead of 0. A share with a word of its own, such as
/// `point|points`, loses its percent sign.
fn counted(value: String, forms: &str) -> String {
    let forms: Vec<&str> = forms.split('|').collect();
    let number = value.strip_suffix('%').unwrap_or(&value);
    match (forms.as_slice(), number) {
        ([zero, _, _], "0") => (*zero).to_owned(),
        ([one, _] | [_, one, _], "1") => format!("{number} {one}"),
        ([.., many], _) if !many.is_empty() => format!("{number} {many}"),
        _ => value,
    }
}

fn placeholder(name: &str, pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let unknown = || lang.pick("（不详）", "(not known)").to_owned();
    match name {
        "amount" => finding.amount.map_or_else(unknown, |a| a.to_string()),
        "due_on" => finding.due_on.map_or_else(unknown, |d| d.to_string()),
        "done_late_on" => finding.done_on.map_or_else(unknown, |d| d.to_string()),
        "days_late" => finding.days_late.map_or_else(unknown, |d| d.to_string()),
        "subject" => finding.subject.id.clone(),
        "name" => finding.subject.name.clone(),
        _ => finding
            .evidence
            .iter()
            .find(|e| e.name == name)
            .map(|e| value(&e.value, lang))
            .or_else(|| param(pack, name, finding.day, lang))
            .unwrap_or_else(|| format!("{{{name}}}")),
    }
}

/// The value of a parameter by which the finding was judged: that of the row's own day.
pub(crate) fn param(pack: &Pack, name: &str, day: Option<Day>, lang: Lang) -> Option<String> {
    let param = pack.params.by_name.get(name)?;
    let latest = || param.values.last().map(|v| &v.value);
    let Some(value) = day.map_or_else(latest, |day| param.on(day)) else {
        return Some(lang.pick("（不详）", "(not known)").to_owned());
    };
    Some(setting(value))
}

/// A value of a parameter as people read it.
pub fn setting(value: &Value) -> String {
    match value {
        Value::Money(fen) => fen.to_string(),
        Value::Count(n) => n.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Percent(millionths) => percent(*millionths),
        Value::MonthDay(month, day) => format!("{month:02}-{day:02}"),
        Value::Words(words) => words.join("、"),
    }
}

/// A value as people read it: grouped amounts, ISO days, 是/否.
pub fn value(value: &EvidenceValue, lang: Lang) -> String {
    match value {
        EvidenceValue::Money(fen) => fen.to_string(),
        EvidenceValue::Count(n) => n.to_string(),
        EvidenceValue::Number(n) => n.to_string(),
        EvidenceValue::Percent(p) => percent(*p),
        EvidenceValue::Date(day) => day.to_string(),
        EvidenceValue::Text(text) => text.clone(),
        EvidenceValue::Flag(yes) => {
            if *yes { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned()
        }
        EvidenceValue::Parts(parts) if parts.is_empty() => lang.pick("无", "none").to_owned(),
        EvidenceValue::Parts(parts) => {
            let each: Vec<String> =
                parts.iter().map(|(day, fen)| format!("{day}: {fen}")).collect();
            each.join(lang.pick("；", "; "))
        }
        EvidenceValue::Unknown => "—".to_owned(),
    }
}

/// Millionths as a percentage without needless zeros: `80%`, `12.5%`.
pub fn percent(millionths: i64) -> String {
    format!("{}%", domain::Decimal(millionths))
}

/// What would settle a finding. What was done late is done: there is nothing left but to say why.
pub fn settles(pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let Some(rule) = rule_of(pack, finding) else { return String::new() };
    let own = rule.settles_late.get(lang);
    let template = match (finding.done_on, own) {
        (None, _) => rule.settles.get(lang),
        (Some(_), "") => lang.pick(
            "已于 {done_late_on} 办结，逾期 {days_late} 天：说明逾期原因，今后按期办理",
            "done on {done_late_on}, {days_late day|days} late: say why, and keep the limit from now on",
        ),
        (Some(_), own) => own,
    };
    fill(template, pack, finding, lang)
}

/// Why a rule could not judge, as a sentence.
pub fn reason(reason: &Reason, lang: Lang) -> String {
    match (reason, lang) {
        (Reason::NoTable(table), Lang::Zh) => format!("数据集没有{}", chinese(table, "")),
        (Reason::NoTable(table), Lang::En) => format!("the data set has no table {table}"),
        (Reason::NoColumn(table, column), Lang::Zh) => {
            format!("数据集没有{}", chinese(table, column))
        }
        (Reason::NoColumn(table, column), Lang::En) => {
            format!("table {table} has no column {column}")
        }
        (Reason::NoCalendar(year), Lang::Zh) => {
            format!("没有{year}年的工作日历，请按该年放假通知补录政策包的 workdays.csv")
        }
        (Reason::NoCalendar(year), Lang::En) => {
            format!("working days of {year} are not known; add that year's notice to workdays.csv")
        }
        (Reason::MissingFact(facts), _) => missing(facts, lang),
        (Reason::PlatformOnly, Lang::Zh) => "只有平台保存判断所需的记录".to_owned(),
        (Reason::PlatformOnly, Lang::En) => {
            "only the platform keeps the records this rule needs".to_owned()
        }
    }
}

/// The facts that are missing, each with the table and column in which it would stand.
pub fn missing(facts: &[Fact], lang: Lang) -> String {
    let each: Vec<String> = facts.iter().map(|fact| missing_fact(*fact, lang)).collect();
    match lang {
        Lang::Zh => format!("缺：{}", each.join("、")),
        Lang::En => format!("missing: {}", each.join(", ")),
    }
}

fn missing_fact(fact: Fact, lang: Lang) -> String {
    let table = crate::facts::table(fact.table);
    let column = table.and_then(|t| t.columns.get(t.position(fact.column)?));
    let (Some(table), Some(column)) = (table, column) else { return fact.column.to_owned() };
    let mut places: Vec<String> =
        column.needs.iter().map(|Need(table, column)| place(*table, column, lang)).collect();
    if places.is_empty() {
        places.extend(table.needs.iter().map(|Need(table, column)| place(*table, column, lang)));
    }
    // Remarks behind the name are for those who write rules.
    let zh = column.zh.split('（').next().unwrap_or(column.zh);
    let en = column.en.split("; ").next().unwrap_or(column.en);
    let name = lang.pick(zh, en);
    match lang {
        Lang::Zh => format!("{name}（{}）", places.join("、")),
        Lang::En => format!("{name} ({})", places.join(", ")),
    }
}

fn place(table: TableId, column: &str, lang: Lang) -> String {
    let table = table.spec().name;
    match (column, lang) {
        (_, Lang::Zh) => chinese(table, column),
        ("", Lang::En) => format!("table {table}"),
        (_, Lang::En) => format!("{table}.{column}"),
    }
}

/// A table or a column by its usual Chinese name, with the one of the contract: `“支付”表“用途”列（payments.purpose）`.
fn chinese(table: &str, column: &str) -> String {
    let spec = TableId::ALL.iter().map(|id| id.spec()).find(|spec| spec.name == table);
    let Some(spec) = spec else { return format!("{table} 表 {column}") };
    let named = spec.aliases.first().unwrap_or(&spec.name);
    if column.is_empty() {
        return format!("“{named}”表（{table}）");
    }
    let of = spec.columns.iter().find(|c| c.name == column).and_then(|c| c.aliases.first());
    format!("“{named}”表“{}”列（{table}.{column}）", of.copied().unwrap_or(column))
}

/// Why an exception lifts nothing, and what would mend it.
pub fn idle(exception: &IdleException, lang: Lang) -> String {
    let IdleException { rule, kind, subject, .. } = exception;
    match (&exception.why, lang) {
        (Idle::UnknownRule(hint), _) => {
            let hint = hint.get(lang);
            match lang {
                Lang::Zh => format!("例外不起作用：没有规则 {rule}；{hint}"),
                Lang::En => format!("the exception lifts nothing: no rule {rule}; {hint}"),
            }
        }
        (Idle::WrongKind(kinds), Lang::Zh) => {
            let kinds = kinds.join("、");
            format!(
                "例外不起作用：规则 {rule} 的对象类型（subject_kind）应写 {kinds}，不是“{kind}”"
            )
        }
        (Idle::WrongKind(kinds), Lang::En) => {
            let kinds = kinds.join(", ");
            format!("the exception lifts nothing: rule {rule} is about {kinds}, not “{kind}”")
        }
        (Idle::Never, Lang::Zh) => format!("例外不起作用：规则 {rule} 一律执行，不设例外"),
        (Idle::Never, Lang::En) => {
            format!("the exception lifts nothing: rule {rule} knows no exceptions")
        }
        (Idle::UnknownSubject, Lang::Zh) => {
            format!("例外不起作用：数据集中没有 {kind} {subject}；编号应与 check 结果中的对象一致")
        }
        (Idle::UnknownSubject, Lang::En) => {
            format!("the exception lifts nothing: no {kind} {subject}; write ids as check does")
        }
        (Idle::NotYet(Some(day)), Lang::Zh) => {
            format!("例外 {day} 才批准，在判断日期尚不起作用（{rule} {subject}）")
        }
        (Idle::NotYet(Some(day)), Lang::En) => {
            format!("the exception is approved on {day}, after the day judged ({rule} {subject})")
        }
        (Idle::NotYet(None), Lang::Zh) => {
            format!("例外不起作用：没有批准日期（{rule} {subject}）")
        }
        (Idle::NotYet(None), Lang::En) => {
            format!("the exception lifts nothing: no day of approval ({rule} {subject})")
        }
        (Idle::Over(day), Lang::Zh) => {
            format!("例外已于 {day} 到期，不再起作用；确需继续的应重新报批（{rule} {subject}）")
        }
        (Idle::Over(day), Lang::En) => {
            format!("the exception ended on {day}; have it approved anew ({rule} {subject})")
        }
    }
}
