//! Why, and why not.

use policy::finding::EvidenceValue;
use policy::lang::{Expect, Scope, Trace, TraceValue};
use policy::value::{FALSE, TRUE};

use crate::fixture::{TABLE, as_of, calendar, compiled, params, rows};

/// The trace as lines: two blanks a level, the text, the value.
fn lines(trace: &Trace, depth: usize, out: &mut Vec<String>) {
    let value = match &trace.value {
        TraceValue::Truth(TRUE) => "true".to_owned(),
        TraceValue::Truth(FALSE) => "false".to_owned(),
        TraceValue::Truth(_) => "unknown".to_owned(),
        TraceValue::Value(value) => plain(value),
        TraceValue::Exact { ty, text } => format!("{} {text}", ty.name()),
        TraceValue::Words(words) => words.join("/"),
    };
    out.push(format!("{}{} = {value}", "  ".repeat(depth), trace.source));
    for part in &trace.parts {
        lines(part, depth + 1, out);
    }
}

fn plain(value: &EvidenceValue) -> String {
    match value {
        EvidenceValue::Money(fen) => fen.plain(),
        EvidenceValue::Count(n) => n.to_string(),
        EvidenceValue::Number(n) => n.to_string(),
        EvidenceValue::Percent(n) => format!("{n} millionths"),
        EvidenceValue::Date(day) => day.to_string(),
        EvidenceValue::Text(text) => text.clone(),
        EvidenceValue::Flag(flag) => flag.to_string(),
        EvidenceValue::Parts(parts) => format!("{parts:?}"),
        EvidenceValue::Unknown => "unknown".to_owned(),
    }
}

fn check(source: &str, expect: Expect, row: &str, wanted: &[&str]) {
    let (params, calendar) = (params(), calendar());
    let (batch, names) = rows(&["amount=1 paid_on=2018-01-01", row]);
    let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
    let trace = compiled(source, expect).bind(&TABLE, &scope).trace(&batch, 1);
    let mut out = Vec::new();
    lines(&trace, 0, &mut out);
    assert_eq!(out, wanted, "{source}");
}

#[test]
fn every_part_with_its_value() {
    check(
        "channel = 'delegated' and (amount > percent_of(share, planned) or purpose is null)",
        Expect::Truth,
        "channel=direct amount=300 planned=333 purpose=补助",
        &[
            "channel = 'delegated' and (amount > percent_of(share, planned) or purpose is null) = false",
            "  channel = 'delegated' = false",
            "    channel = direct",
            "  (amount > percent_of(share, planned) or purpose is null) = true",
            "    amount > percent_of(share, planned) = true",
            "      amount = 3.00",
            "      percent_of(share, planned) = Money 2.664",
            "        share = 800000 millionths",
            "        planned = 3.33",
            "    purpose is null = false",
            "      purpose = 补助",
        ],
    );
}

#[test]
fn days_words_and_dated_amounts() {
    check(
        "workdays_after(paid_on, limit)",
        Expect::Date,
        "paid_on=2020-01-20",
        &["workdays_after(paid_on, limit) = 2020-02-04", "  paid_on = 2020-01-20", "  limit = 5"],
    );
    check(
        "done_by(handed_down, as_of) < total(handed_down)",
        Expect::Truth,
        "handed_down=100/2019-07-01:60",
        &[
            "done_by(handed_down, as_of) < total(handed_down) = true",
            "  done_by(handed_down, as_of) = 0.60",
            "    handed_down = [(2019-07-01, Fen(60))]",
            "    as_of = 2020-02-10",
            "  total(handed_down) = 1.00",
            "    handed_down = [(2019-07-01, Fen(60))]",
        ],
    );
    check(
        "contains_any(purpose, vague_dated)",
        Expect::Truth,
        "purpose=加强 paid_on=2020-01-01",
        &["contains_any(purpose, vague_dated) = true", "  purpose = 加强", "  vague_dated = 加强/"],
    );
    check(
        "on(year, close)",
        Expect::Date,
        "year=2019 paid_on=2019-01-01",
        &["on(year, close) = 2019-10-31", "  year = 2019", "  close = 10-31"],
    );
    check(
        "kind not in ('advance', 'final')",
        Expect::Truth,
        "kind=final",
        &["kind not in ('advance', 'final') = false", "  kind = final"],
    );
    check(
        "not (kind in ('advance', 'final'))",
        Expect::Truth,
        "",
        &[
            "not (kind in ('advance', 'final')) = unknown",
            "  (kind in ('advance', 'final')) = unknown",
            "    kind = unknown",
        ],
    );
}

#[test]
fn exact_numbers() {
    let row = "amount=150 planned=3 rate=333333 score=5000 households=2";
    check(
        "amount * planned > 0",
        Expect::Truth,
        row,
        &[
            "amount * planned > 0 = true",
            "  amount * planned = Money 0.045",
            "    amount = 1.50",
            "    planned = 0.03",
        ],
    );
    check(
        "percent_of(rate, score) < 0.5",
        Expect::Truth,
        row,
        &[
            "percent_of(rate, score) < 0.5 = true",
            "  percent_of(rate, score) = Number 0.1666665",
            "    rate = 333333 millionths",
            "    score = 0.5",
        ],
    );
    check(
        "2 * rate < 60%",
        Expect::Truth,
        row,
        &[
            "2 * rate < 60% = false",
            "  2 * rate = 666666 millionths",
            "    rate = 333333 millionths",
        ],
    );
    check(
        "-percent_of(50%, planned)",
        Expect::Money,
        row,
        &[
            "-percent_of(50%, planned) = Money -0.015",
            "  percent_of(50%, planned) = Money 0.015",
            "    planned = 0.03",
        ],
    );
    check(
        "score + households > 2.5",
        Expect::Truth,
        row,
        &[
            "score + households > 2.5 = false",
            "  score + households = 2.5",
            "    score = 0.5",
            "    households = 2",
        ],
    );
    check(
        "amount + planned > 0",
        Expect::Truth,
        "amount=1",
        &[
            "amount + planned > 0 = unknown",
            "  amount + planned = unknown",
            "    amount = 0.01",
            "    planned = unknown",
        ],
    );
}
