//! Reads `records` blocks: a situation in words, the rows of records that make it, and what must come
//! of them.

use std::collections::BTreeMap;

use domain::{Divisions, Funds, TableId};

use super::table::{column_of, data_set, table_names, table_of};
use crate::pack::error::known;
use crate::pack::examples;
use crate::pack::examples::lines::{Token, lines, parted, unquoted, words};
use crate::pack::markdown::Block;
use crate::pack::{Awaited, Situation, Text};

/// Reads the `records` blocks of one file.
pub(crate) struct Reader<'s, 'a> {
    pub(crate) lines: examples::Reader<'s, 'a>,
    pub(crate) funds: &'s Funds,
    pub(crate) divisions: &'s Divisions,
}

/// One row of records as written.
pub(crate) struct Row<'t> {
    pub(crate) table: TableId,
    /// Positions of the columns, and the cells without quotes.
    pub(crate) cells: Vec<(usize, Token<'t>)>,
    pub(crate) at: usize,
}

/// A situation while its lines are read.
#[derive(Default)]
pub(crate) struct Draft<'t> {
    title: Option<Token<'t>>,
    text: Vec<String>,
    /// The tables that are there, each with the bit set of its columns.
    pub(crate) tables: BTreeMap<TableId, u64>,
    pub(crate) rows: Vec<Row<'t>>,
    verdicts: Vec<Awaited>,
}

impl<'a> Reader<'_, 'a> {
    /// The situations of a block that stands under a clause.
    pub(crate) fn read(&self, block: &Block, clause: &str) -> Vec<Situation> {
        let mut situations = Vec::new();
        let mut draft = Draft::default();
        for line in lines(self.lines.source, block).into_iter().filter(|l| !l.text.is_empty()) {
            if let Some((day, expect)) = parted(line) {
                self.verdict(&mut draft, line, day, expect);
            } else if is_record(line.text) {
                self.record(&mut draft, line);
            } else {
                let done =
                    std::mem::replace(&mut draft, Draft { title: Some(line), ..Draft::default() });
                situations.extend(self.situation(done, clause));
            }
        }
        situations.extend(self.situation(draft, clause));
        situations
    }

    /// What a draft says when all its lines are read.
    fn situation(&self, draft: Draft, clause: &str) -> Option<Situation> {
        let title = draft.title?;
        if draft.verdicts.is_empty() {
            self.lines.refuse(
                title.at,
                [
                    "这一情形没有以 → 开头的行，没有说应得什么",
                    "nothing is said to come of this situation: it has no line with →",
                ],
                ["加一行，如 → nothing", "add a line like → nothing"],
            );
            return None;
        }
        let (source, log) = (self.lines.source, self.lines.log);
        let data = data_set(&draft, self.funds, self.divisions, source, log);
        Some(Situation {
            title: title.text.to_owned(),
            text: draft.text,
            clause: clause.to_owned(),
            data,
            verdicts: draft.verdicts,
            place: source.place(title.at),
        })
    }

    /// A line `as_of=… → …`; the day may be left out. Lines of one day belong together.
    fn verdict(&self, draft: &mut Draft, line: Token, day: Token, expect: Token) {
        let mut as_of = self.lines.default_day;
        for token in words(day) {
            match token.text.split_once('=') {
                Some(("as_of", day)) => as_of = self.lines.day(token.at, day),
                _ => self.lines.refuse(
                    token.at,
                    ["→ 之前只能写 as_of=日期", "before → only as_of=day is written"],
                    ["记录各写一行", "give each record a line of its own"],
                ),
            }
        }
        if draft.rows.is_empty() && draft.tables.is_empty() {
            self.lines.refuse(
                line.at,
                ["→ 之前没有记录", "there are no records before →"],
                ["先写记录，如 支付 凭证号=V1", "write records first, like payments voucher_no=V1"],
            );
        }
        let expect = self.lines.expectations(expect);
        let Some((as_of, expect)) = as_of.zip(expect) else { return };
        let text = line.text.to_owned();
        // What is said of one day on several lines is said together.
        if let Some(verdict) = draft.verdicts.iter_mut().find(|v| v.as_of == as_of) {
            verdict.text.push(text);
            verdict.expect.extend(expect);
            return;
        }
        let place = self.lines.source.place(line.at);
        draft.verdicts.push(Awaited { text: vec![text], as_of, expect, place });
    }

    /// A row `table column=value …`, or `table：column column` for a table that is there and may be empty.
    fn record(&self, draft: &mut Draft<'a>, line: Token<'a>) {
        if draft.title.is_none() || !draft.verdicts.is_empty() {
            self.lines.refuse(
                line.at,
                [
                    "记录之前没有说明情形的文字；→ 之后的记录属于另一情形",
                    "no line of words says the situation; records behind → belong to another",
                ],
                ["先写一行文字说明情形", "write a line of words before these records"],
            );
        }
        draft.text.push(line.text.to_owned());
        let name = line.text.split([' ', '\t', '：', ':']).next().unwrap_or_default();
        let Some(table) = table_of(name) else {
            let message = Text::new(
                format!("没有记录表 {name}"),
                format!("there is no table {name} of records"),
            );
            let place = self.lines.source.place(line.at);
            return self.lines.log.hint(place, message, known(name, table_names()));
        };
        let rest = line.text.get(name.len()..).unwrap_or_default();
        let header = rest.trim_start().strip_prefix(['：', ':']);
        let rest = header.unwrap_or(rest);
        let rest = Token { at: line.at + line.text.len() - rest.len(), text: rest };
        let mut row = Row { table, cells: Vec::new(), at: line.at };
        for token in words(rest) {
            row.cells.extend(self.cell(table, token, header.is_some()));
        }
        let columns = draft.tables.entry(table).or_default();
        row.cells.iter().for_each(|(position, _)| *columns |= 1 << position);
        self.once(&row);
        if header.is_none() {
            draft.rows.push(row);
        }
    }

    /// One `column=value`, or one column of a header.
    fn cell(&self, table: TableId, token: Token<'a>, header: bool) -> Option<(usize, Token<'a>)> {
        let (name, value) = match token.text.split_once('=') {
            Some((name, value)) if !header => (name, unquoted(value)),
            None if header => (token.text, ""),
            _ => {
                self.lines.refuse(
                    token.at,
                    ["应写成 列=值", "write it as column=value"],
                    [
                        "如 金额=1000；表头行（表：列 列）只写列名",
                        "like amount=1000; a header (table: column column) has columns only",
                    ],
                );
                return None;
            }
        };
        let position = column_of(table, name);
        if position.is_none() {
            let spec = table.spec();
            let message = Text::new(
                format!("{}表没有 {name} 列", spec.aliases.first().unwrap_or(&spec.name)),
                format!("the table {} has no column {name}", spec.name),
            );
            let columns = spec
                .columns
                .iter()
                .flat_map(|c| c.aliases.first().copied().into_iter().chain([c.name]));
            self.lines.log.hint(self.lines.source.place(token.at), message, known(name, columns));
        }
        Some((position?, Token { at: token.at, text: value }))
    }

    fn once(&self, row: &Row) {
        for (i, (position, token)) in row.cells.iter().enumerate() {
            if row.cells.iter().take(i).any(|(other, _)| other == position) {
                self.lines.refuse(
                    token.at,
                    ["同一列写了两次", "this column is given twice"],
                    ["留下一个", "keep one of them"],
                );
            }
        }
    }
}

/// Whether a line holds records and not words: it gives values, or begins with a table and a colon.
fn is_record(line: &str) -> bool {
    let header =
        line.split_once(['：', ':']).is_some_and(|(name, _)| table_of(name.trim()).is_some());
    header || line.contains('=')
}
