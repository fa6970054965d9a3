//! What is wrong with an expression: every error, its exact place, a hint.

use policy::lang::{Expect, LangError, compile};

use crate::fixture::{TABLE, params};

fn errors(source: &str, expect: Expect) -> Vec<LangError> {
    compile(source, &TABLE, &params(), expect).err().unwrap_or_default()
}

/// Each error as the text it stands at, the message and the hint.
fn check_as(expect: Expect, source: &str, wanted: &[(&str, &str, &str)]) {
    let errors = errors(source, expect);
    let found: Vec<_> = errors
        .iter()
        .map(|e| (&source[e.start..e.end], e.message.en.as_str(), e.hint.en.as_str()))
        .collect();
    assert_eq!(found, wanted, "{source}");
    let both =
        |e: &LangError| !e.message.zh.is_empty() && e.hint.zh.is_empty() == e.hint.en.is_empty();
    assert!(errors.iter().all(both), "{source}");
}

fn check(source: &str, at: &str, message: &str, hint: &str) {
    check_as(Expect::Truth, source, &[(at, message, hint)]);
}

#[test]
fn unknown_names_and_what_may_have_been_meant() {
    let column =
        |name: &str| format!("payment has no column {name}, and there is no such parameter");
    check("amuont > 0", "amuont", &column("amuont"), "did you mean amount?");
    check("paidon > as_of", "paidon", &column("paidon"), "did you mean paid_on?");
    check("households > limt", "limt", &column("limt"), "did you mean limit?");
    check("paid_on > asof", "asof", &column("asof"), "did you mean as_of?");
    check("金额 > 0", "金额", &column("金额"), "for the columns see docs/facts.md");
    check("kind in paid_kind", "paid_kind", &column("paid_kind"), "did you mean paid_kinds?");
    check(
        "day_after(paid_on, 3) > as_of",
        "day_after",
        "there is no function day_after",
        "did you mean days_after?",
    );
    let errors = errors("sum(amount) > 0", Expect::Truth);
    assert_eq!(errors[0].message.en, "there is no function sum");
    assert!(errors[0].hint.en.starts_with("the functions: days_after, workdays_after"));
}

#[test]
fn words_that_the_column_does_not_know() {
    let (message, hint) = ("the column knows no word 'delegate'", "its words: direct, delegated");
    check("channel = 'delegate'", "'delegate'", message, hint);
    check("'delegate' = channel", "'delegate'", message, hint);
    check("channel in ('direct', 'delegate')", "'delegate'", message, hint);
    check("coalesce(channel, 'delegate') = channel", "'delegate'", message, hint);
    check(
        "channel in paid_kinds",
        "paid_kinds",
        "the column knows no word 'advance'",
        "its words: direct, delegated",
    );
    check(
        "channel = kind",
        "channel = kind",
        "Code = Code does not fit",
        "both sides must be of one type",
    );
    check("channel < 'direct'", "channel < 'direct'", "Code has no order", "use =, <> or in");
}

#[test]
fn types_that_do_not_fit() {
    let same = "both sides must be of one type";
    check("amount + households > 0", "amount + households", "Money + Count does not fit", same);
    check(
        "paid_on = '2019-05-22'",
        "paid_on = '2019-05-22'",
        "Date = Text does not fit",
        "days are written date '2019-05-22'",
    );
    check(
        "amount > 100",
        "amount > 100",
        "Money > Count does not fit",
        "amounts are parameters (yuan = \"…\"); only 0 may be written",
    );
    check(
        "100 < amount",
        "100 < amount",
        "Count < Money does not fit",
        "amounts are parameters (yuan = \"…\"); only 0 may be written",
    );
    check("rate > 1", "rate > 1", "Percent > Count does not fit", "shares are written 60%");
    check("rate + 1 > 60%", "rate + 1", "Percent + Count does not fit", "shares are written 60%");
    check("amount > rate", "amount > rate", "Money > Percent does not fit", same);
    check(
        "amount * planned > amount",
        "amount * planned > amount",
        "Money×Money > Money does not fit",
        "both sides must be products of two amounts",
    );
    check(
        "amount * planned * amount > 0",
        "amount * planned * amount",
        "Money×Money * Money does not fit",
        "both sides must be products of two amounts",
    );
}

#[test]
fn types_without_order_and_branches_that_do_not_fit() {
    let same = "both sides must be of one type";
    check("purpose > payee", "purpose > payee", "Text has no order", "use =, <> or in");
    check(
        "purpose between 'a' and 'b'",
        "purpose between 'a' and 'b'",
        "Text has no order",
        "use =, <> or in",
    );
    check(
        "registered > household",
        "registered > household",
        "Flag has no order",
        "use =, <> or in",
    );
    check(
        "amount between 0 and households",
        "households",
        "Money and Count do not fit in between",
        same,
    );
    check("paid_on in (as_of, amount)", "amount", "Date and Money do not fit in in (…)", same);
    check(
        "case when registered then amount else households end = 0",
        "households",
        "Money and Count do not fit in case",
        same,
    );
    check(
        "coalesce(0, amount, rate) = 0",
        "rate",
        "Money and Percent do not fit in coalesce",
        same,
    );
    check(
        "least(purpose, payee) = 'x'",
        "least(purpose, payee)",
        "Text has no order",
        "use =, <> or in",
    );
    check(
        "greatest(amount, households) > 0",
        "households",
        "Money and Count do not fit in greatest",
        same,
    );
}

#[test]
fn values_that_cannot_be_reckoned_with() {
    let days = "for days use days_after(…, n) or days_between(…, …)";
    check("paid_on + 3 > as_of", "paid_on", "Date cannot be reckoned with", days);
    check_as(
        Expect::Truth,
        "as_of - paid_on > 3",
        &[
            ("as_of", "Date cannot be reckoned with", days),
            ("paid_on", "Date cannot be reckoned with", days),
        ],
    );
    check(
        "registered + 1 > 0",
        "registered",
        "Flag cannot be reckoned with",
        "use case when … then 1 else 0 end",
    );
    check(
        "handed_down > 0",
        "handed_down",
        "Parts is not a single value",
        "use total(…), done_by(…, day) or last_day(…)",
    );
    check(
        "handed_down + amount > 0",
        "handed_down",
        "Parts cannot be reckoned with",
        "use total(…) or done_by(…, day)",
    );
    check(
        "handed_down is null",
        "handed_down",
        "Parts is not a single value",
        "use total(…), done_by(…, day) or last_day(…)",
    );
    check("close = close", "close", "MonthDay is not a single value", "use on(year, …)");
    check("purpose = vague", "vague", "Words is not a single value", "use … in parameter");
    check("-purpose = 'x'", "purpose", "Text cannot be reckoned with", "");
    check(
        "rate * rate * rate * rate > 0",
        "rate * rate * rate * rate",
        "too many decimals",
        "products of shares have at most 18 decimals",
    );
}

#[test]
fn conditions_and_what_is_none() {
    check(
        "amount",
        "amount",
        "expected a condition, this is Money",
        "compare it with something: … > 0",
    );
    check(
        "paid_on and registered",
        "paid_on",
        "expected a condition, this is Date",
        "compare it with a day: … <= as_of",
    );
    check(
        "registered or channel",
        "channel",
        "expected a condition, this is Code",
        "compare it with a text: … = 'direct'",
    );
    check(
        "not handed_down",
        "handed_down",
        "expected a condition, this is Parts",
        "use total(…) or done_by(…, day)",
    );
    check(
        "case when amount then true else false end",
        "amount",
        "expected a condition, this is Money",
        "compare it with something: … > 0",
    );
    let as_date = |source, at, message| check_as(Expect::Date, source, &[(at, message, "")]);
    as_date("amount", "amount", "expected a Date, this is Money");
    as_date("handed_down", "handed_down", "expected a Date, this is Parts");
    as_date("amount > 0", "amount > 0", "expected a Date, this is Flag");
    let done = "expected a Date or a column of Parts, this is Count";
    check_as(Expect::DateOrParts, "households", &[("households", done, "")]);
    check_as(Expect::Money, "households", &[("households", "expected Money, this is Count", "")]);
    let square = "expected Money, this is Money×Money";
    check_as(Expect::Money, "amount * amount", &[("amount * amount", square, "")]);
    assert!(errors("handed_down", Expect::DateOrParts).is_empty());
}

#[test]
fn arguments_of_functions() {
    let no = |function: &str, found: &str| format!("{function} does not take {found} here");
    check(
        "days_after(amount, 3) > as_of",
        "amount",
        &no("days_after", "Money"),
        "write days_after(Date, Count)",
    );
    check(
        "days_after(paid_on, 1.5) > as_of",
        "1.5",
        &no("days_after", "Number"),
        "write days_after(Date, Count)",
    );
    check(
        "workdays_after(paid_on, rate) > as_of",
        "rate",
        &no("workdays_after", "Percent"),
        "write workdays_after(Date, Count)",
    );
    check("on(year, paid_on) > as_of", "paid_on", &no("on", "Date"), "write on(Count, MonthDay)");
    check(
        "contains_any(purpose, 'x')",
        "'x'",
        &no("contains_any", "Text"),
        "write contains_any(Text, Words)",
    );
    check(
        "contains_any(channel, vague)",
        "channel",
        &no("contains_any", "Code"),
        "write contains_any(Text, Words)",
    );
    check("has_digit(amount)", "amount", &no("has_digit", "Money"), "write has_digit(Text)");
    check("total(amount) > 0", "amount", &no("total", "Money"), "write total(Parts)");
    check(
        "percent_of(amount, planned) > 0",
        "amount",
        &no("percent_of", "Money"),
        "write percent_of(Percent, Money | Count | Number)",
    );
    check(
        "percent_of(rate, rate) > 0",
        "rate",
        &no("percent_of", "Percent"),
        "write percent_of(Percent, Money | Count | Number)",
    );
    check("abs(purpose) > 0", "purpose", "Text cannot be reckoned with", "");
    let many = |function: &str| format!("{function} takes another number of arguments");
    check(
        "days_after(paid_on) > as_of",
        "days_after(paid_on)",
        &many("days_after"),
        "write days_after(Date, Count)",
    );
    check("month_end() > as_of", "month_end()", &many("month_end"), "write month_end(Date)");
    check("coalesce(amount) > 0", "coalesce(amount)", &many("coalesce"), "write coalesce(a, b)");
    check(
        "amount in amount",
        "amount",
        "Money is no list of words",
        "after in comes a parameter of words or (…)",
    );
    check("amount in vague", "amount", "Money cannot be looked up in a list of words", "");
}

#[test]
fn what_cannot_be_read() {
    let here = "this does not belong here";
    check("", "", "the expression is empty", "");
    check("  ", "  ", "the expression is empty", "");
    check("amount >", "", "the expression is not complete", "expected a value");
    check("(amount > 0", "", "the expression is not complete", "expected )");
    check("amount > 0)", ")", here, "expected and, or, or the end");
    check("amount > 0 planned > 0", "planned", here, "expected and, or, or the end");
    check("amount > 0 and", "", "the expression is not complete", "expected a value");
    check("and amount > 0", "and", here, "expected a value");
    check("households = year = 3", "=", here, "comparisons do not chain: join them with and");
    check("amount = null", "null", "null cannot be compared", "write is null or is not null");
    check(
        "coalesce(amount, null) > 0",
        "null",
        here,
        "null stands only in is null and is not null",
    );
    check("amount is 0", "0", here, "expected null");
    check("amount not 0", "0", here, "expected in or between after not");
    check("households in 3", "3", here, "expected ( or a parameter after in");
    check("households in (1, 2", "", "the expression is not complete", "expected )");
    check("households between 1, 2", ",", here, "expected and");
    check("case when registered then 1 end = 1", "end", here, "expected else");
    check("case else 1 end = 1", "else", here, "expected when");
    check(
        "paid_on > date '2019-02-29'",
        "'2019-02-29'",
        "there is no such day",
        "days are written date '2019-05-22'",
    );
    check(
        "paid_on > date '20190522'",
        "'20190522'",
        "there is no such day",
        "days are written date '2019-05-22'",
    );
    check(
        "channel = \"direct\"",
        "\"direct\"",
        "not the right quotes",
        "texts stand between single quotes: '…'",
    );
    check("channel ＝ 'direct'", "＝", "unknown sign ＝", "write =");
    check("channel != 'direct'", "!=", "unknown sign !=", "write <>");
    check("registered && household", "&&", "unknown sign &&", "write and");
    let division =
        "there is no division: multiply the other side of the comparison, which is exact";
    check("households / year > 2", "/", "unknown sign /", division);
    let deep = format!("{}registered{}", "(".repeat(100), ")".repeat(100));
    check(&deep, "(", "nested too deeply", "split it into several rules");
    let long = "registered and ".repeat(1_000);
    check(&long, &long, "the expression is too long", "split it into several rules");
}

#[test]
fn every_error_is_named_at_once() {
    check_as(
        Expect::Truth,
        "amuont > 0 and channel = 'x' or paid_on > 3 and days_after(paid_on) > as_of",
        &[
            (
                "amuont",
                "payment has no column amuont, and there is no such parameter",
                "did you mean amount?",
            ),
            ("'x'", "the column knows no word 'x'", "its words: direct, delegated"),
            ("paid_on > 3", "Date > Count does not fit", "both sides must be of one type"),
            (
                "days_after(paid_on)",
                "days_after takes another number of arguments",
                "write days_after(Date, Count)",
            ),
        ],
    );
    check_as(
        Expect::Truth,
        "amount > ) and amuont > 0 and # kin = 'advance'",
        &[
            (")", "this does not belong here", "expected a value"),
            (
                "amuont",
                "payment has no column amuont, and there is no such parameter",
                "did you mean amount?",
            ),
            ("#", "unknown sign #", ""),
            (
                "kin",
                "payment has no column kin, and there is no such parameter",
                "did you mean kind?",
            ),
        ],
    );
    // One slip is one error: what follows from it is not said again.
    check(
        "amuont + planned > percent_of(share, amount) and registered",
        "amuont",
        "payment has no column amuont, and there is no such parameter",
        "did you mean amount?",
    );
}

#[test]
fn names_that_stand_for_two_things() {
    let mut params = params();
    let clash = crate::fixture::param("amount", policy::value::Type::Money, &[]);
    params.by_name.insert("amount".to_owned(), clash);
    let errors = compile("amount > 0", &TABLE, &params, Expect::Truth).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message.en, "amount is both a column and a parameter");
}
