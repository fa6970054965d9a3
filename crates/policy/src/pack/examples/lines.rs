//! Reads `example` blocks: a situation in words, then one row of facts a line and what must come of
//! it.

use domain::{Day, Fen};

use super::cells::{self, Refused};
use crate::facts::FactTable;
use crate::finding::Lamp;
use crate::pack::error::{Log, SEE_FACTS, known, known_or};
use crate::pack::markdown::Block;
use crate::pack::source::Source;
use crate::pack::{Cell, Example, Expected, Text};

/// Reads the example blocks of one file.
pub(crate) struct Reader<'s, 'a> {
    pub(crate) source: &'s Source<'a>,
    pub(crate) log: &'s Log,
    pub(crate) tables: &'static [&'static FactTable],
    /// Day of evaluation where a line gives none.
    pub(crate) default_day: Option<Day>,
}

/// A stretch of a line and the offset in the file at which it starts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    pub(crate) at: usize,
    pub(crate) text: &'t str,
}

/// A line parted at its arrow.
pub(crate) fn parted(line: Token<'_>) -> Option<(Token<'_>, Token<'_>)> {
    let (before, behind) = line.text.split_once('→')?;
    let at = line.at + before.len() + '→'.len_utf8();
    Some((Token { at: line.at, text: before }, Token { at, text: behind }))
}

/// The lines of a block without the blanks around them.
pub(crate) fn lines<'t>(source: &Source<'t>, block: &Block) -> Vec<Token<'t>> {
    let body = source.text.get(block.body.clone()).unwrap_or_default();
    let mut at = block.body.start;
    let token = |line: &'t str| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        Token { at: start, text: line.trim() }
    };
    body.split_inclusive('\n').map(token).collect()
}

impl Reader<'_, '_> {
    /// The examples of a block that stands under a clause.
    pub(crate) fn read(&self, block: &Block, clause: &str) -> Vec<Example> {
        let mut title: Option<String> = None;
        let mut examples = Vec::new();
        for line in lines(self.source, block) {
            let (start, text) = (line.at, line.text);
            match (parted(line), &title) {
                (Some((facts, expect)), Some(title)) => {
                    examples.extend(self.example(facts, expect, title, clause));
                }
                (Some(_), None) => {
                    self.refuse(
                        start,
                        ["首行应以文字说明情形", "the first line says the situation in words"],
                        ["先写一行，如 授权支付：预警", "write a line of words before it"],
                    );
                }
                // Words alone begin another situation; facts without an arrow are a slip.
                (None, Some(_)) if text.contains('=') => {
                    self.refuse(
                        start,
                        ["这一行没有 →", "this line has no → and says nothing to come"],
                        ["行末写 → nothing 或 → 规则 red", "end it with → nothing or → RULE red"],
                    );
                }
                (None, _) if !text.is_empty() => title = Some(text.to_owned()),
                (None, _) => {}
            }
        }
        examples
    }

    pub(crate) fn refuse(&self, at: usize, [zh, en]: [&str; 2], [hint_zh, hint_en]: [&str; 2]) {
        self.log.hint(self.source.place(at), Text::new(zh, en), Text::new(hint_zh, hint_en));
    }

    fn refused(&self, at: usize, refused: Refused) {
        self.log.hint(self.source.place(at), refused.message, refused.hint);
    }

    fn example(&self, facts: Token, expect: Token, title: &str, clause: &str) -> Option<Example> {
        let place = self.source.place(facts.at);
        let mut tokens = words(facts).into_iter();
        let name = tokens.next()?;
        let Some(about) = self.tables.iter().copied().find(|t| t.name == name.text) else {
            let (zh, en) = (
                format!("没有事实表 {}", name.text),
                format!("there is no fact table {}", name.text),
            );
            let hint = known_or(name.text, self.tables.iter().map(|t| t.name), SEE_FACTS);
            self.log.hint(place, Text::new(zh, en), hint);
            return None;
        };
        let mut as_of = self.default_day;
        let mut cells = Vec::new();
        for token in tokens {
            match token.text.split_once('=') {
                Some(("as_of", day)) => as_of = self.day(token.at, day),
                Some((column, value)) => {
                    self.cell(about, &mut cells, token.at, column, unquoted(value));
                }
                None => self.refuse(
                    token.at,
                    ["应写成 列=值", "write it as column=value"],
                    ["如 amount=1000", "like amount=1000"],
                ),
            }
        }
        let as_of = as_of?;
        self.not_after(&cells, as_of, facts.at);
        let text = format!("{}→{}", facts.text, expect.text);
        let at = expect.at;
        let expect = self.expectations(expect)?;
        if expect.iter().any(Expected::names_subject) {
            self.refuse(
                at,
                ["事实行没有对象", "a row of facts has no subject"],
                ["subject=、name= 只用于 records 块", "subject= and name= are for records blocks"],
            );
        }
        let (title, clause) = (title.to_owned(), clause.to_owned());
        Some(Example { title, text, clause, about, as_of, cells, expect, place })
    }

    fn cell(
        &self,
        about: &FactTable,
        cells: &mut Vec<(usize, Cell)>,
        at: usize,
        column: &str,
        value: &str,
    ) {
        if let Some(column) = column.strip_suffix(".total") {
            let parts =
                about.position(column).and_then(|p| cells.iter_mut().find(|(q, _)| *q == p));
            return match (parts, cells::money(value)) {
                (Some((_, Cell::Parts(_, total))), Some(fen)) => *total = Some(fen),
                (Some(_), None) => self.refuse(
                    at,
                    ["总额不是金额", "this total is no amount"],
                    ["写元，如 1000 或 0.01", "write yuan like 1000 or 0.01"],
                ),
                _ => self.refuse(
                    at,
                    ["先写该列，再写 .total", "write the column of parts before its .total"],
                    [
                        "如 paid=2019-07-01:60 paid.total=100",
                        "like paid=2019-07-01:60 paid.total=100",
                    ],
                ),
            };
        }
        let Some((position, spec)) =
            about.position(column).and_then(|p| Some((p, about.columns.get(p)?)))
        else {
            let message = Text::new(
                format!("{} 表没有 {column} 列", about.name),
                format!("table {} has no column {column}", about.name),
            );
            let hint = known_or(column, about.columns.iter().map(|c| c.name), SEE_FACTS);
            self.log.hint(self.source.place(at), message, hint);
            return;
        };
        if cells.iter().any(|(p, _)| *p == position) {
            self.refuse(
                at,
                ["同一列写了两次", "this column is given twice"],
                ["删去其中一个", "remove one of them"],
            );
        }
        match cells::cell(spec, value) {
            Ok(cell) => cells.push((position, cell)),
            Err(refused) => self.refused(at, refused),
        }
    }

    /// Facts leave out what was done after the day of evaluation, so an example may not show it.
    fn not_after(&self, cells: &[(usize, Cell)], as_of: Day, at: usize) {
        let late = cells.iter().any(|(_, cell)| match cell {
            Cell::Parts(pieces, _) => pieces.iter().any(|(day, _)| *day > as_of),
            _ => false,
        });
        if late {
            self.refuse(
                at,
                [
                    "有一笔晚于评估日 as_of，事实表不会有它",
                    "a piece is dated after as_of; facts never hold one",
                ],
                ["删去这一笔，或把 as_of 改晚", "remove the piece, or write a later as_of"],
            );
        }
    }

    pub(crate) fn day(&self, at: usize, text: &str) -> Option<Day> {
        let day = Day::parse(text).ok();
        if day.is_none() {
            self.refuse(
                at,
                ["as_of 不是日期", "as_of is no day"],
                ["写成 as_of=2019-12-31", "write it like as_of=2019-12-31"],
            );
        }
        day
    }

    pub(crate) fn expectations(&self, expect: Token) -> Option<Vec<Expected>> {
        let mut at = expect.at;
        let mut all = Vec::new();
        for text in expect.text.split(';') {
            all.push(self.expectation(&words(Token { at, text }), at)?);
            at += text.len() + 1;
        }
        Some(all)
    }

    fn expectation(&self, tokens: &[Token], at: usize) -> Option<Expected> {
        match tokens {
            [nothing] if nothing.text == "nothing" => Some(Expected::Nothing),
            [nothing, rule] if nothing.text == "nothing" => {
                Some(Expected::Silent(rule.text.to_owned()))
            }
            [unknown, rule] if unknown.text == "unknown" => {
                Some(Expected::Unknown(rule.text.to_owned()))
            }
            [rule, lamp, details @ ..] => self.finding(*rule, *lamp, details),
            _ => {
                self.refuse(
                    at,
                    [
                        "→ 之后应写 规则 灯色、nothing 或 unknown 规则",
                        "after → comes a rule and its lamp, nothing, or unknown and a rule",
                    ],
                    ["如 → pay.delegated red", "like → pay.delegated red"],
                );
                None
            }
        }
    }

    fn finding(&self, rule: Token, lamp: Token, details: &[Token]) -> Option<Expected> {
        let Some(word) = [Lamp::Red, Lamp::Yellow].into_iter().find(|l| l.word() == lamp.text)
        else {
            let zh = format!("灯色 {} 不认识", lamp.text);
            let message = Text::new(zh, format!("unknown lamp {}", lamp.text));
            self.log.hint(self.source.place(lamp.at), message, known(lamp.text, ["red", "yellow"]));
            return None;
        };
        let (mut due, mut late, mut amount): (Option<Day>, Option<i32>, Option<Fen>) =
            (None, None, None);
        let (mut subject, mut name) = (None, None);
        for token in details {
            let (key, value) = token.text.split_once('=').unwrap_or((token.text, ""));
            let read = match key {
                "due" => Day::parse(value).ok().map(|d| due = Some(d)),
                "late" => value.parse().ok().map(|n| late = Some(n)),
                "amount" => cells::money(value).map(|fen| amount = Some(fen)),
                "subject" => Some(unquoted(value)).map(|id| subject = Some(id.to_owned())),
                "name" => Some(unquoted(value)).map(|text| name = Some(text.to_owned())),
                _ => None,
            };
            if read.is_none() {
                self.refuse(
                    token.at,
                    [
                        "只能写 due=日期 late=天数 amount=元 subject=对象编号 name=对象名称",
                        "write due=day late=days amount=yuan subject=id name=name",
                    ],
                    ["如 due=2019-06-10 late=1 amount=40", "like due=2019-06-10 late=1 amount=40"],
                );
            }
        }
        let rule = rule.text.to_owned();
        Some(Expected::Finding { rule, lamp: word, subject, name, due, late, amount })
    }
}

/// The words of a stretch; blanks inside double quotes do not part them.
pub(crate) fn words(stretch: Token<'_>) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (i, c) in stretch.text.char_indices().chain([(stretch.text.len(), ' ')]) {
        quoted ^= c == '"';
        let blank = c.is_whitespace() && (!quoted || i == stretch.text.len());
        match (blank, start) {
            (false, None) => start = Some(i),
            (true, Some(from)) => {
                let text = stretch.text.get(from..i).unwrap_or_default();
                out.push(Token { at: stretch.at + from, text });
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// A value without the quotes around it.
pub(crate) fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value)
}
