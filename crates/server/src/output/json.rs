//! The result as JSON: the stable form for programs. Extended, never renamed.

use std::collections::BTreeMap;
use std::io::Write;

use domain::Lang;
use policy::finding::{Evidence, EvidenceValue, Finding};
use policy::{Lamp, Pack, render};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::checked::Checked;
use crate::output;

#[derive(Serialize)]
struct Document<'a> {
    as_of: String,
    pack: Value,
    tables: BTreeMap<&'static str, Value>,
    counts: Value,
    findings: Vec<JsonFinding<'a>>,
    not_evaluable: Vec<Value>,
    rejected: Vec<Value>,
    rejected_total: u64,
    excepted: u64,
}

/// A finding as programs read it.
#[derive(Serialize)]
pub(crate) struct JsonFinding<'a> {
    rule: &'a str,
    severity: &'static str,
    due_soon: bool,
    subject: JsonSubject<'a>,
    division: Option<Value>,
    period: Option<&'a str>,
    amount_fen: Option<i64>,
    due_on: Option<String>,
    days_late: Option<i32>,
    message: String,
    settles: String,
    local_default: bool,
    readings: &'a [String],
    clause: Vec<Value>,
    accountable: Vec<Value>,
    evidence: Map<String, Value>,
    source: Option<Value>,
}

#[derive(Serialize)]
struct JsonSubject<'a> {
    kind: &'static str,
    id: &'a str,
    name: &'a str,
}

/// Writes one JSON document and a line end.
pub(crate) fn write(out: &mut dyn Write, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(checked, lang))?;
    writeln!(out)?;
    Ok(())
}

fn document(checked: &Checked, lang: Lang) -> Document<'_> {
    let outcome = &checked.outcome;
    let tables = checked.loaded.counts.iter().map(|(table, counts)| {
        (table.spec().name, json!({"rows": counts.rows, "rejected": counts.rejected}))
    });
    Document {
        as_of: checked.as_of.to_string(),
        pack: json!({"name": checked.pack.name, "version": checked.pack.version}),
        tables: tables.collect(),
        counts: json!({
            "red": checked.count(Lamp::Red),
            "yellow": checked.count(Lamp::Yellow),
            "not_evaluable": outcome.not_evaluable.len(),
        }),
        findings: outcome
            .findings
            .iter()
            .map(|f| finding(&checked.pack, f, checked.file(f.source), lang))
            .collect(),
        not_evaluable: outcome
            .not_evaluable
            .iter()
            .map(|n| {
                let reason = render::reason(&n.reason, lang);
                json!({"rule": n.rule, "reason": reason, "subjects": n.subjects})
            })
            .collect(),
        rejected: checked
            .loaded
            .rejected
            .iter()
            .map(|r| {
                json!({"file": r.file, "line": r.line, "column": r.column, "value": r.value,
                       "error": r.sentence(lang)})
            })
            .collect(),
        rejected_total: checked.loaded.rejected_total,
        excepted: outcome.excepted,
    }
}

/// One finding; `source` is the file and line of its record, where it has one.
pub(crate) fn finding<'a>(
    pack: &'a Pack,
    finding: &'a Finding,
    source: Option<(&str, u32)>,
    lang: Lang,
) -> JsonFinding<'a> {
    let rule = render::rule_of(pack, finding);
    let names = rule.map(|r| output::accountable(pack, r, lang)).unwrap_or_default();
    let ids = rule.map(|r| r.answers.as_slice()).unwrap_or_default();
    JsonFinding {
        rule: &finding.rule,
        severity: finding.lamp.word(),
        due_soon: finding.soon,
        subject: JsonSubject {
            kind: finding.subject.kind,
            id: &finding.subject.id,
            name: &finding.subject.name,
        },
        division: finding
            .division
            .map(|d| json!({"code": d.to_string(), "name": pack.divisions.name(d)})),
        period: finding.period.as_deref(),
        amount_fen: finding.amount.map(|a| a.0),
        due_on: finding.due_on.map(|d| d.to_string()),
        days_late: finding.days_late,
        message: output::message(pack, finding, lang),
        settles: render::settles(pack, finding, lang),
        local_default: render::local_default(pack, finding),
        readings: rule.map(|r| r.readings.as_slice()).unwrap_or_default(),
        clause: finding.clauses.iter().filter_map(|id| clause(pack, id)).collect(),
        accountable: ids
            .iter()
            .zip(names)
            .map(|(id, name)| json!({"id": id, "name": name}))
            .collect(),
        evidence: finding.evidence.iter().map(|e| (e.name.to_owned(), evidence(e))).collect(),
        source: source.map(|(file, line)| json!({"file": file, "line": line})),
    }
}

fn clause(pack: &Pack, id: &str) -> Option<Value> {
    let (document, path, text) = output::citation(pack, id)?;
    Some(json!({"id": id, "document": document, "path": path, "text": text}))
}

/// Amounts and decimals as text, so that no reader turns them into floating-point numbers.
fn evidence(evidence: &Evidence) -> Value {
    match &evidence.value {
        EvidenceValue::Money(fen) => Value::String(fen.plain()),
        EvidenceValue::Count(n) => json!(n),
        EvidenceValue::Number(n) => Value::String(n.to_string()),
        EvidenceValue::Percent(p) => Value::String(render::percent(*p)),
        EvidenceValue::Date(day) => Value::String(day.to_string()),
        EvidenceValue::Text(text) => json!(text),
        EvidenceValue::Flag(yes) => json!(yes),
        EvidenceValue::Parts(parts) => parts
            .iter()
            .map(|(day, fen)| json!({"on": day.to_string(), "amount": fen.plain()}))
            .collect(),
        EvidenceValue::Unknown => Value::Null,
    }
}
