//! The computation of a plan as a file, and the empty table for its values.

use axum::Extension;
use axum::extract::{Path, State};
use domain::factor::plan::Amount;
use domain::{Fen, Lang, Level};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::{named, share};
use crate::operations::Failure;
use crate::operations::factor_plans::{OnePlan, taken_away, template};
use crate::operations::handling::one::One as _;
use crate::output::cells::Cell;
use crate::output::csv::plain;
use crate::output::xlsx::sheet::Table;
use crate::pages::handling::number;
use crate::pages::lists::attached;
use crate::pages::{Page, system};
use crate::visit::{Site, Visit};

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The table of a plan: `table.csv`, `table.xlsx`; the empty one for its values: `template.csv`.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((id, name)): Path<(String, String)>,
) -> Page {
    let (id, actor) = (number(&visit, &id)?, visit.actor()?);
    let read = OnePlan::read(&site.context, &visit.origin, actor, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let (kept, draft) = (&one.followed.kept, one.followed.one.draft());
    let kind = match name.as_str() {
        "template.csv" => {
            let level = Level::from_word(&kept.level).unwrap_or(Level::Prefecture);
            let text = template(&site.context, level, &draft.factors);
            return Ok(attached(&format!("factor-plan-{id}-values.csv"), CSV, text.into_bytes()));
        }
        "table.csv" => CSV,
        "table.xlsx" => XLSX,
        _ => return Ok(system::nowhere(&visit.frame())),
    };
    let done = taken_away(&site.context, &visit.origin, actor, &one.followed).await;
    done.map_err(|failure| visit.problem(failure))?;
    let bytes = if kind == CSV { csv(&site, &visit, &one) } else { xlsx(&site, &visit, &one) };
    let bytes = bytes.map_err(|error| visit.problem(Failure::System(error.to_string())))?;
    Ok(attached(&format!("factor-plan-{id}-{name}"), kind, bytes))
}

/// The heads with their widths.
fn heads(one: &OnePlan, lang: Lang) -> Vec<(String, u16)> {
    let own = |zh: &'static str, en: &'static str, width| (lang.pick(zh, en).to_owned(), width);
    let mut heads = vec![own("区划代码", "Code", 10), own("地区", "Place", 24)];
    for factor in &one.followed.one.draft().factors {
        let name = named(factor, lang);
        heads.push((name.clone(), 16));
        heads.push((format!("{name} {}", lang.pick("占比", "share")), 12));
        heads.push((format!("{name} {}", lang.pick("分得（元）", "part (yuan)")), 18));
    }
    heads.extend([
        own("加权占比", "Weighted share", 12),
        own("计算金额（元）", "Computed (yuan)", 18),
        own("审定金额（元）", "Decided (yuan)", 18),
        own("理由", "Reason", 40),
    ]);
    heads
}

fn lines(site: &Site, one: &OnePlan) -> Vec<Vec<Cell>> {
    let line = |(at, amount): (usize, &Amount)| line(site, one, at, amount);
    one.amounts.iter().enumerate().map(line).collect()
}

fn line(site: &Site, one: &OnePlan, at: usize, amount: &Amount) -> Vec<Cell> {
    let draft = one.followed.one.draft();
    let mut cells = vec![
        Cell::text(amount.division.to_string()),
        Cell::text(site.context.divisions().name(amount.division)),
    ];
    for of in 0..draft.factors.len() {
        let value = draft.places.get(at).and_then(|place| place.values.get(of));
        let divided = one.divided.as_ref().ok();
        let sum = divided.and_then(|all| all.sums.get(of)).copied().unwrap_or_default();
        let part = divided.and_then(|all| all.parts.get(at)).and_then(|row| row.get(of));
        cells.push(value.map_or(Cell::Empty, |value| Cell::Decimal(value.to_string())));
        cells.push(Cell::text(share(value.map_or(0, |value| i128::from(value.0)), sum)));
        cells.push(Cell::Money(part.copied().unwrap_or_default()));
    }
    let Fen(whole) = draft.amount;
    let decided = one.followed.one.decision().is_some();
    cells.extend([
        Cell::text(share(i128::from(amount.computed.0), i128::from(whole))),
        Cell::Money(amount.computed),
        if decided { Cell::Money(amount.amount) } else { Cell::Empty },
        Cell::text(amount.reason.clone()),
    ]);
    cells
}

fn csv(site: &Site, visit: &Visit, one: &OnePlan) -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    csv.write_record(heads(one, visit.lang).into_iter().map(|(head, _)| head))?;
    for line in lines(site, one) {
        csv.write_record(line.into_iter().map(plain))?;
    }
    Ok(csv.into_inner()?)
}

fn xlsx(site: &Site, visit: &Visit, one: &OnePlan) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let heads = heads(one, visit.lang);
    let columns: Vec<(&str, &str, u16)> =
        heads.iter().map(|(head, width)| (head.as_str(), head.as_str(), *width)).collect();
    let name = visit.lang.pick("因素法方案", "Factor plan");
    Table::new(name, &columns, visit.lang).write(&mut book, lines(site, one).into_iter())?;
    Ok(book.save_to_buffer()?)
}
