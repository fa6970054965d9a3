//! From what somebody entered to what a proposal says.

use domain::fund_proposal::kinds::Purpose;
use domain::fund_proposal::{Kind, Line, Text};
use domain::privacy::mask;
use domain::{Division, Fen, Funds, Level};
use store::db::Tx;
use store::records::all_funds;

use super::faults::{bad_cell, unfit, unknown_year};
use super::table::filled;
use crate::context::Context;
use crate::operations::Done;
use crate::operations::factor_plans::receivers;
use crate::operations::handling::acting::{Sent, written, yuan};
use crate::operations::handling::words;

/// Years that a proposal may be of.
const YEARS: std::ops::RangeInclusive<i64> = 2016..=2099;
/// Lines of a proposal, at most.
pub(crate) const MOST_LINES: usize = 60;

/// A proposal as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Word of its kind. Kind, year, arrangement and version stay those with which it began.
    pub(crate) kind: String,
    /// Fiscal year of the money.
    pub(crate) fiscal_year: String,
    /// Number of the arrangement that it answers; empty: the one that is in force.
    pub(crate) under: String,
    /// Number of the version that it replaces.
    pub(crate) replaces: String,
    /// What all lines come to, in yuan.
    pub(crate) total: String,
    /// Departments with which it was worked out.
    pub(crate) consulted: String,
    /// How the work is arranged, and on what it rests.
    pub(crate) arrangement: String,
    /// Its lines; those of which nothing is written are left out.
    pub(crate) lines: Vec<LineInput>,
    /// A table of lines as it was pasted: it stands in the place of the others.
    pub(crate) table: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

/// A line as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineInput {
    /// Code or name of the fund.
    pub(crate) fund: String,
    /// Code or name of the place that gets it, where money is divided.
    pub(crate) to: String,
    /// `central` or `region`, where money is raised.
    pub(crate) source: String,
    /// What is proposed, in yuan.
    pub(crate) amount: String,
    /// What of it is pooled, in yuan.
    pub(crate) pooled: String,
    /// Why.
    pub(crate) reason: String,
}

impl LineInput {
    /// Whether nothing of it is written. A budget alone is what the form begins with.
    pub(crate) fn is_blank(&self) -> bool {
        let texts = [&self.fund, &self.to, &self.amount, &self.pooled, &self.reason];
        texts.iter().all(|text| text.trim().is_empty())
    }
}

/// The year of a text.
pub(super) fn year(text: &str) -> Done<i64> {
    let year = text.trim().parse().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(unknown_year)
}

/// Reads what was entered, without its documents.
pub(super) async fn read(
    tx: &mut Tx,
    context: &Context,
    kind: &Kind,
    writing: &Writing,
) -> Done<Text> {
    let funds = all_funds(tx, &context.pack.funds).await?;
    let rows = filled(kind, writing)?;
    if rows.len() > MOST_LINES {
        let (zh, en) =
            (format!("最多填写 {MOST_LINES} 行"), format!("there are at most {MOST_LINES} lines"));
        return Err(bad_cell(MOST_LINES, &zh, &en));
    }
    let line = |(at, row): (usize, &LineInput)| line((context, &funds), kind, (at, row));
    let lines = rows.iter().enumerate().map(line).collect::<Done<Vec<Line>>>()?;
    let text = Text {
        total: yuan(&writing.total)?,
        lines,
        consulted: written(&writing.consulted)?,
        arrangement: written(&writing.arrangement)?,
        evidence: Vec::new(),
    };
    text.fits(kind).map_err(unfit)?;
    Ok(text)
}

fn line(
    (context, funds): (&Context, &Funds),
    kind: &Kind,
    (at, row): (usize, &LineInput),
) -> Done<Line> {
    let (to, source) = match kind.purpose {
        Purpose::Raising => (None, source(at, &row.source)?),
        Purpose::Blocks => (Some(receiver(context, at, &row.to)?), String::new()),
    };
    Ok(Line {
        fund: fund(funds, kind, (at, &row.fund))?,
        to,
        source,
        amount: money(at, &row.amount)?,
        pooled: money(at, &row.pooled)?,
        reason: written(&row.reason)?,
    })
}

fn fund(funds: &Funds, kind: &Kind, (at, text): (usize, &str)) -> Done<String> {
    let shown = mask(text.trim());
    let id = funds.resolve(text.trim()).ok_or_else(|| {
        bad_cell(
            at,
            &format!("没有资金“{shown}”；请从资金目录中选择。"),
            &format!("there is no fund “{shown}”: choose one of the catalogue."),
        )
    })?;
    let fund = funds.get(id);
    if kind.classes.contains(&fund.class) {
        return Ok(fund.code.clone());
    }
    let name = &fund.name;
    Err(bad_cell(
        at,
        &format!("“{name}”不是这一类意见所列的资金；请选择本类资金，或改用相应类别的意见。"),
        &format!(
            "“{name}” is no money of this kind of proposal: choose a fund of its classes, or another kind."
        ),
    ))
}

fn source(at: usize, text: &str) -> Done<String> {
    let text = text.trim();
    let named = |row: &&(&str, &str, &str)| row.0 == text || row.1 == text || row.2 == text;
    let found = words::FUND_SOURCE.iter().find(named);
    found.map(|row| row.0.to_owned()).ok_or_else(|| {
        bad_cell(
            at,
            "资金来源须为“中央”或“自治区”；请选择。",
            "the budget that gives it is the centre's or the region's: choose one.",
        )
    })
}

fn receiver(context: &Context, at: usize, text: &str) -> Done<Division> {
    let known = context.divisions().resolve(text.trim(), None).ok();
    let known = known.map(|place| context.divisions().canonical(place));
    known.filter(|place| receivers(context, Level::Prefecture).contains(place)).ok_or_else(|| {
        let shown = mask(text.trim());
        bad_cell(
            at,
            &format!("“{shown}”不是地（州、市）；请填写地（州、市）的名称或区划代码。"),
            &format!("“{shown}” is no prefecture: give the name or code of one."),
        )
    })
}

fn money(at: usize, text: &str) -> Done<Fen> {
    yuan(text).map_err(|_| {
        let shown = mask(text.trim());
        bad_cell(
            at,
            &format!("“{shown}”不是金额；请以元为单位填写，最多两位小数。"),
            &format!("“{shown}” is no amount: give it in yuan, with at most two decimals."),
        )
    })
}

/// A text as it is entered again.
pub(crate) fn writing(context: &Context, kind: &Kind, text: &Text) -> Writing {
    let blank = |fen: Fen| if fen == Fen(0) { String::new() } else { fen.plain() };
    let line = |one: &Line| LineInput {
        fund: one.fund.clone(),
        to: one.to.map(|place| context.divisions().name(place)).unwrap_or_default(),
        source: one.source.clone(),
        amount: one.amount.plain(),
        pooled: blank(one.pooled),
        reason: one.reason.clone(),
    };
    Writing {
        kind: kind.word.to_owned(),
        total: text.total.plain(),
        consulted: text.consulted.clone(),
        arrangement: text.arrangement.clone(),
        lines: text.lines.iter().map(line).collect(),
        ..Writing::default()
    }
}
