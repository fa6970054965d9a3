//! Every kind of mistake in a pack: each is told with file, line, column and what would be right.

use super::load::load_over;
use super::sample::{TABLES, files};

/// A file of the small pack, what is changed in it (nothing = put at its end), where the mistake must be
/// told, and a part of what is said of it.
type Mistake = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// What is told of the small pack with a mistake: place, message, hint in both languages.
fn told((file, from, to, ..): Mistake) -> Vec<(String, String, [String; 2])> {
    let mut files = files();
    let text = files.entry(file.to_owned()).or_default();
    assert!(text.contains(from), "{file} has no {from}");
    *text = if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) };
    let errors = load_over(&files, TABLES).err().unwrap_or_default();
    let place =
        |e: &super::PackError| format!("{}:{}:{}", e.place.file, e.place.line, e.place.column);
    errors.into_iter().map(|e| (place(&e), e.message.en, [e.hint.zh, e.hint.en])).collect()
}

fn check(mistakes: &[Mistake]) {
    let mut wrong = Vec::new();
    for mistake in mistakes {
        let told = told(*mistake);
        let (_, _, to, place, part) = mistake;
        let named = told.iter().any(|(at, message, _)| at == place && message.contains(part));
        let helped = told.iter().all(|(_, _, hint)| hint.iter().all(|h| !h.is_empty()));
        if !(named && helped) {
            wrong.push(format!("{to}: not told at {place}: {part}: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cells_of_lists_are_told_with_their_column() {
    check(&[
        ("workdays-overlay.csv", "", "2020-06-01,x,\n", "workdays-overlay.csv:2:12", "cannot be"),
        ("workdays-overlay.csv", "", "2020-02-30,1,\n", "workdays-overlay.csv:2:1", "cannot be"),
        ("workdays-overlay.csv", "", "2020-06-01\n", "workdays-overlay.csv:2:11", "cannot be"),
        ("workdays.csv", "", "2019-01-01,1,\n", "workdays.csv:7:12", "contradicts line 5"),
        ("workdays.csv", "2017-01-02,0,元旦\n", "", "workdays.csv:1:1", "2017 are missing"),
        ("workdays.csv", "date,", "# 说明\ndays,", "workdays.csv:2:1", "the header must be"),
        ("divisions.csv", "", "650000,新疆,,,,,\n", "divisions.csv:2:11", "level cannot be \"\""),
        ("divisions.csv", "", "650000,新疆,town,,,,\n", "divisions.csv:2:11", "level cannot be"),
        ("divisions.csv", "", "65000,新疆,region,,,,\n", "divisions.csv:2:1", "code cannot be"),
        ("divisions.csv", "", "650000,,region,,,,\n", "divisions.csv:2:8", "name cannot be"),
        ("divisions.csv", "", "650000,新疆,region,,x,,\n", "divisions.csv:2:19", "valid_from"),
        (
            "divisions.csv",
            "",
            "653100,喀什,prefecture,,,,\n",
            "divisions.csv:2:22",
            "parent is missing",
        ),
        (
            "divisions.csv",
            "",
            "653100,喀什,prefecture,650000,,,\n",
            "divisions.csv:2:22",
            "not in this",
        ),
        ("divisions.csv", "", "100000,中央,centre,,,,\n", "divisions.csv:2:1", "stands here twice"),
        (
            "divisions.csv",
            "",
            "650000,新疆,region,,2020-01-01,2019-01-01,\n",
            "divisions.csv:2:30",
            "lies before",
        ),
    ]);
}

#[test]
fn data_files_are_told_with_the_place_of_the_word() {
    let fund =
        "[[fund]]\ncode = \"a\"\nzh = \"甲\"\nclass = \"special\"\nsource_level = \"region\"\n";
    let funds = |more: &'static str| -> &'static str { Box::leak(format!("{fund}{more}").into()) };
    check(&[
        ("funds.toml", "", "[[fund]]\ncode = \"a\"\n", "funds.toml:1:1", "zh is missing"),
        ("funds.toml", "", "[[fund]]\ncode = \"\"\n", "funds.toml:2:8", "code is empty"),
        ("funds.toml", "", "[[fund]]\ncode = 5\n", "funds.toml:2:8", "must be a text in quotes"),
        ("funds.toml", "", "[[fund]]\ncode = \n", "funds.toml:2:8", "not valid TOML"),
        ("funds.toml", "", funds("office = \"countys\"\n"), "funds.toml:6:10", "has no countys"),
        (
            "funds.toml",
            "",
            funds("valid_to = \"2019\"\n"),
            "funds.toml:6:12",
            "a day without quotes",
        ),
        (
            "funds.toml",
            "",
            funds(
                "aliases = [\"乙\", \"甲\"]\n[[fund]]\ncode = \"b\"\nzh = \"乙\"\n\
                 class = \"special\"\nsource_level = \"region\"\n",
            ),
            "funds.toml:9:6",
            "already names",
        ),
        ("funds.toml", "", funds("klass = \"x\"\n"), "funds.toml:6:1", "unknown key"),
        (
            "funds.toml",
            "",
            "[[fund]]\ncode = \"a\"\nzh = \"甲\"\nclass = \"x\"\n",
            "funds.toml:4:9",
            "class cannot be",
        ),
        (
            "actors.toml",
            "",
            "[[actor]]\nid = \"county\"\nlevel = \"county\"\nzh = \"甲\"\nen = \"a\"\n",
            "actors.toml:12:6",
            "stands here twice",
        ),
        (
            "documents.toml",
            "[\"B.md\"]",
            "[\"B.md\", \"C.md\"]",
            "documents.toml:5:18",
            "no file C.md",
        ),
        (
            "documents.toml",
            "files",
            "binds = \"652300\"\nfiles",
            "documents.toml:5:9",
            "no division 652300",
        ),
        ("pack.toml", "example_day = 2019-12-31\n", "", "pack.toml:1:1", "example_day is missing"),
        ("X.md", "", "# x {#X}\n", "X.md:1:1", "no document of documents.toml lists"),
    ]);
}

#[test]
fn headings_and_attributes_are_told_with_the_place_of_the_word() {
    check(&[
        ("B.md", "# 办法 {#B}", "# 办法 {#C}", "B.md:1:1", "the file must be headed"),
        ("B.md", "## 一 {#B-1}", "## 一", "B.md:3:1", "has no id"),
        ("B.md", "{#B-2}", "{#B-1}", "B.md:36:8", "two clauses have the id B-1"),
        ("B.md", "{#B-2}", "{#C-2}", "B.md:36:8", "does not start with"),
        ("B.md", "who: county", "who: conty", "B.md:8:31", "actors.toml has no conty"),
        (
            "B.md",
            "answers: director",
            "answers: county, boss",
            "B.md:8:57",
            "actors.toml has no boss",
        ),
        ("B.md", "must-not prohibition", "shall prohibition", "B.md:8:3", "unknown modality"),
        ("B.md", " · carried by: rule pay.delegated", "", "B.md:8:3", "nothing says what carries"),
        (
            "B.md",
            "carried by: rule pay.delegated",
            "carried by: rule",
            "B.md:8:72",
            "unknown carried by",
        ),
        ("B.md", "_Delegated payment is not allowed._\n", "", "B.md:3:1", "has no summary"),
        ("B.md", "```rule", "```rulle", "B.md:10:1", "unknown kind of block"),
        ("B.md", "# 办法 {#B}\n", "# 办法 {#B}\n```param\n```\n", "B.md:2:1", "under no clause"),
        ("B.md", "> 不得授权支付。", "> 不得授权支付。\n\n> 又", "B.md:6:1", "this is a second"),
    ]);
}

#[test]
fn blocks_are_told_with_the_place_of_the_word() {
    let soon = "soon  = \"sum.due\"";
    check(&[
        ("B.md", "id      = \"pay.delegated\"\n", "", "B.md:11:1", "id is missing"),
        ("B.md", "lamp    = \"red\"", "lamp    = \"blue\"", "B.md:12:11", "unknown lamp blue"),
        ("B.md", "about   = \"sum\"", "about   = \"nothing_like\"", "B.md:13:11", "no fact table"),
        ("B.md", "channel = 'delegated' and", "zzzzzzzz = 'x' and", "B.md:14:12", ""),
        (
            "B.md",
            "answers = [\"director\"]",
            "answers = [\"directer\"]",
            "B.md:15:12",
            "no directer",
        ),
        (
            "B.md",
            "answers = [\"director\"]",
            "clauses = [\"B-2\", \"B-9\"]",
            "B.md:15:19",
            "no clause B-9",
        ),
        ("B.md", "answers = [\"director\"]", "clauses = [\"B-1\"]", "B.md:15:12", "cited twice"),
        (
            "B.md",
            "answers = [\"director\"]",
            "evidence = [\"zzzzzz\"]",
            "B.md:15:13",
            "has no column",
        ),
        (
            "B.md",
            "answers = [\"director\"]",
            "evidence = \"zzzzzz\"",
            "B.md:15:12",
            "must be a list",
        ),
        ("B.md", "answers = [\"director\"]", "anwers = []", "B.md:15:1", "unknown key anwers"),
        ("B.md", "answers = [\"director\"]", "soon = \"x\"", "B.md:15:1", "only a clock"),
        ("B.md", soon, "late = \"x\"", "B.md:64:8", "true or false"),
        ("B.md", "answers = [\"director\"]", "platform = true", "B.md:11:1", "a rule has one test"),
        (
            "B.md",
            "answers = [\"director\"]",
            "since = 2020-01-01\nuntil = 2019-01-01",
            "B.md:16:9",
            "until lies before since",
        ),
        (
            "B.md",
            "answers = [\"director\"]",
            "settles_late = { zh = \"甲\", en = \"a\" }",
            "B.md:15:1",
            "settles_late is for clocks",
        ),
        ("B.md", "支付 {amount} 元", "支付 {amuont} 元", "B.md:16:23", "{amuont} is no column"),
        ("B.md", "settles = {", "settles = 5 #{", "B.md:18:11", "must be a table"),
        ("B.md", soon, "late = true", "B.md:64:1", "a red clock always says"),
        (
            "B.md",
            "lamp  = \"red\"",
            "lamp  = \"yellow\"",
            "B.md:64:9",
            "a yellow clock has no soon",
        ),
        ("B.md", "done  = \"handed_down\"\n", "", "B.md:59:1", "done is missing"),
    ]);
}

#[test]
fn a_share_has_two_sides_that_its_rule_reads() {
    check(&[
        (
            "B.md",
            "answers = [\"director\"]",
            "floor = \"fiscal_year\"",
            "B.md:15:9",
            "column of amounts",
        ),
        ("B.md", "answers = [\"director\"]", "part = \"amount\"", "B.md:11:1", "whole is missing"),
        (
            "B.md",
            "answers = [\"director\"]",
            "part = \"amount\"\nwhole = \"amount * 2\"",
            "B.md:16:9",
            "part and whole are a column of amounts",
        ),
    ]);
}

#[test]
fn values_and_examples_are_told_with_the_place_of_the_word() {
    let floor = "name   = \"floor\"";
    let first = "channel=delegated amount=100 → pay.delegated red amount=100";
    check(&[
        ("B.md", floor, "name   = \"Floor\"", "B.md:22:10", "small letters"),
        ("B.md", floor, "name   = \"share\"", "B.md:22:10", "has the name of a column"),
        ("B.md", floor, "name   = \"limit\"", "B.md:44:10", "stands twice"),
        ("B.md", "{ yuan = \"100\" }", "{ }", "B.md:25:11", "written with one of"),
        ("B.md", "{ yuan = \"100\" }", "{ yuan = \"x\" }", "B.md:25:20", "is no yuan"),
        ("B.md", "{ yuan = \"100\" }", "{ words = [\"a\", \"a\"] }", "B.md:25:27", "repeated"),
        (
            "B.md",
            "{ yuan = \"100\" }",
            "{ clause = \"B-9\", yuan = \"100\" }",
            "B.md:25:22",
            "no clause B-9",
        ),
        (
            "B.md",
            "since = 2019-05-22, count = 5",
            "count = 5",
            "B.md:47:26",
            "only the first value",
        ),
        (
            "B.md",
            "2019-05-22, count = 5",
            "2019-05-22, yuan = \"5\"",
            "B.md:47:26",
            "differ in type",
        ),
        ("B.md", "授权支付达到起点：预警\n", "", "B.md:29:1", "says the situation in words"),
        ("B.md", "amount=99.99 → nothing", "amount=99.99", "B.md:31:1", "has no →"),
        ("B.md", first, "chanel=delegated → nothing", "B.md:30:5", "has no column chanel"),
        ("B.md", first, "channel=x → nothing", "B.md:30:5", "cannot be"),
        ("B.md", first, "amount → nothing", "B.md:30:5", "column=value"),
        ("B.md", first, "amount=1 amount=2 → nothing", "B.md:30:14", "given twice"),
        ("B.md", first, "amount=1 as_of=x → nothing", "B.md:30:14", "as_of is no day"),
        ("B.md", first, "share.total=x → nothing", "B.md:30:5", "before its .total"),
        ("B.md", first, "amount=100 → pay.delegate red", "B.md:30:18", "no rule pay.delegate"),
        ("B.md", first, "amount=100 → pay.delegated blue", "B.md:30:32", "unknown lamp"),
        ("B.md", first, "amount=100 → pay.delegated red x=1", "B.md:30:36", "write due=day"),
        ("B.md", first, "amount=100 → x", "B.md:30:17", "after → comes"),
    ]);
}
