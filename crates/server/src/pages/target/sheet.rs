//! A target in the layout of the printed declaration form (绩效目标申报表), as a workbook: the words of the form are
//! Chinese in every language, as those who sign it want it.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::Fen;
use domain::target::{Indicator, Text};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use crate::operations::handling::one::One as _;
use crate::operations::targets::{OneTarget, Subjected, printed};
use crate::operations::{Actor, Done, Failure};
use crate::pages::Page;
use crate::pages::handling::number;
use crate::pages::indicator::sign;
use crate::pages::lists::attached;
use crate::visit::{Site, Visit};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The last column: eight of them, from 0.
const LAST: u16 = 7;
/// Widths of the columns in characters.
const WIDTHS: [u16; 8] = [12, 17, 26, 8, 14, 10, 7, 30];
/// Height of a line in points.
const LINE: u32 = 16;
/// Heads of the lines of indicators.
const HEADS: [&str; 8] =
    ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "分值", "备注"];

/// What stands where there is nothing, so that nobody who reads the form takes it for the cell above, and a reader of
/// the file takes a direction for one that is part of the value.
const NOTHING: &str = "/";

fn or_nothing(text: &str) -> &str {
    if text.trim().is_empty() { NOTHING } else { text }
}

/// How cells look.
struct Looks {
    title: Format,
    plain: Format,
    right: Format,
    label: Format,
    text: Format,
    money: Format,
}

impl Looks {
    fn new() -> Looks {
        let cell = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
        };
        Looks {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            plain: Format::new(),
            right: Format::new().set_align(FormatAlign::Right),
            label: cell().set_bold().set_align(FormatAlign::Center),
            text: cell(),
            money: cell().set_num_format("#,##0.00####").set_align(FormatAlign::Right),
        }
    }
}

/// Fen as 万元, with every fen: at most six decimals, at least two.
fn wan(Fen(fen): Fen) -> String {
    let digits = format!("{:07}", fen.unsigned_abs());
    let (whole, rest) = digits.split_at(digits.len().saturating_sub(6));
    let (kept, small) = rest.split_at(2);
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{whole}.{kept}{}", small.trim_end_matches('0'))
}

/// Lines that a text takes in a column of a width in characters, of which a Chinese one is two. Rows with merged cells
/// do not grow with their texts by themselves.
fn lines_of(text: &str, width: u16) -> u32 {
    let width = usize::from(width.max(2));
    let lines: usize = text.lines().map(|line| line.width().div_ceil(width).max(1)).sum();
    u32::try_from(lines.clamp(1, 25)).unwrap_or(1)
}

/// The title of the form for a kind of subject, and what it calls the subject.
fn titles(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "project" => ("项目支出绩效目标申报表", "项目名称"),
        "policy" => ("政策绩效目标申报表", "政策名称"),
        "department" => ("部门整体支出绩效目标申报表", "部门名称"),
        "transfer" => ("转移支付区域绩效目标申报表", "专项名称"),
        "bond" => ("政府债券项目绩效目标申报表", "债券名称"),
        _ => ("政府收支预算绩效目标申报表", "地区名称"),
    }
}

/// A sheet that is filled from top to bottom.
struct Form<'a> {
    sheet: &'a mut Worksheet,
    looks: Looks,
    row: u32,
}

impl Form<'_> {
    /// Writes a text over columns of rows, the first one and the last one of each.
    fn over(
        &mut self,
        (rows, columns): ((u32, u32), (u16, u16)),
        text: &str,
        look: fn(&Looks) -> &Format,
    ) -> Result<(), XlsxError> {
        let look = look(&self.looks);
        if rows.0 == rows.1 && columns.0 == columns.1 {
            self.sheet.write_string_with_format(rows.0, columns.0, text, look)?;
        } else {
            self.sheet.merge_range(rows.0, columns.0, rows.1, columns.1, text, look)?;
        }
        Ok(())
    }

    /// A line with two labels and what stands beside them.
    fn pair(&mut self, cells: [(&str, &str); 2]) -> Result<(), XlsxError> {
        let rows = (self.row, self.row);
        for ((label, text), columns) in cells.into_iter().zip([(0, 1, 2), (3, 4, LAST)]) {
            let (from, at, to) = columns;
            let label_to = if from == 0 { from } else { at };
            let first = label_to + 1;
            self.over((rows, (from, label_to)), label, |looks| &looks.label)?;
            self.over((rows, (first, to)), text, |looks| &looks.text)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A line of money: a number where a spreadsheet keeps it exactly, else a text.
    fn money(&mut self, label: &str, fen: Fen) -> Result<(), XlsxError> {
        let (row, text) = (self.row, wan(fen));
        self.over(((row, row), (1, 3)), label, |looks| &looks.text)?;
        self.over(((row, row), (4, LAST)), &text, |looks| &looks.money)?;
        let exact = text.bytes().filter(u8::is_ascii_digit).count() <= 15;
        if let Some(number) = text.parse::<f64>().ok().filter(|_| exact) {
            self.sheet.write_number_with_format(row, 4, number, &self.looks.money)?;
        }
        self.row += 1;
        Ok(())
    }

    /// The head: title, year, unit of amounts, what the target is set for.
    fn head(&mut self, one: &OneTarget, subject: &Subjected) -> Result<(), XlsxError> {
        let (title, called) = titles(&one.kept.subject_kind);
        self.sheet.set_row_height(0, 30)?;
        self.over(((0, 0), (0, LAST)), title, |looks| &looks.title)?;
        let year = format!("（{}年度）", one.kept.fiscal_year);
        self.over(((1, 1), (0, 4)), &year, |looks| &looks.plain)?;
        self.over(((1, 1), (5, LAST)), "单位：万元", |looks| &looks.right)?;
        self.row = 2;
        self.pair([(called, &one.kept.name), ("目标编号", &one.kept.target)])?;
        self.pair([("地区", &subject.place), ("实施单位", &one.kept.unit)])?;
        if one.kept.subject_kind == "project" {
            self.pair([("项目属性", &subject.nature), ("项目期", &subject.period)])?;
        }
        Ok(())
    }

    /// The money and the target in words.
    fn body(&mut self, text: &Text) -> Result<(), XlsxError> {
        let from = self.row;
        self.money("年度资金总额", text.total)?;
        self.money("其中：财政拨款", text.fiscal)?;
        self.money("其他资金", Fen(text.total.0.saturating_sub(text.fiscal.0)))?;
        self.over(((from, self.row - 1), (0, 0)), "资金情况\n（万元）", |looks| {
            &looks.label
        })?;
        self.over(((self.row, self.row), (0, 0)), "年度总体目标", |looks| &looks.label)?;
        let goal = (self.row, self.row);
        self.over((goal, (1, LAST)), &text.goal, |looks| &looks.text)?;
        let lines = lines_of(&text.goal, WIDTHS[1..].iter().sum()).clamp(3, 20);
        self.sheet.set_row_height(self.row, lines * LINE)?;
        self.row += 1;
        Ok(())
    }

    /// The indicators: cells of the first and second level stand once over the lines that share them.
    fn indicators(&mut self, all: &[Indicator]) -> Result<(), XlsxError> {
        for (column, head) in (0..).zip(HEADS) {
            self.over(((self.row, self.row), (column, column)), head, |looks| &looks.label)?;
        }
        let first = self.row + 1;
        for (row, one) in (first..).zip(all) {
            let sign = sign(&one.direction, domain::Lang::Zh);
            let (sign, unit) = (or_nothing(sign), or_nothing(&one.unit));
            let cells = [&one.name, sign, &one.value, unit, &one.weight, &one.note];
            let mut lines = 1;
            for ((column, text), width) in (2..).zip(cells).zip(&WIDTHS[2..]) {
                self.over(((row, row), (column, column)), text, |looks| &looks.text)?;
                lines = lines.max(lines_of(text, *width));
            }
            self.sheet.set_row_height(row, lines * LINE)?;
            self.row = row;
        }
        self.levels(first, all, 0, |one| vec![&one.level1])?;
        self.levels(first, all, 1, |one| vec![&one.level1, &one.level2])?;
        self.row += 1;
        Ok(())
    }

    fn levels(
        &mut self,
        first: u32,
        all: &[Indicator],
        column: u16,
        shared: fn(&Indicator) -> Vec<&String>,
    ) -> Result<(), XlsxError> {
        let mut row = first;
        for run in all.chunk_by(|one, next| shared(one) == shared(next)) {
            let last = row + u32::try_from(run.len()).unwrap_or(1) - 1;
            let text = run.first().and_then(|one| shared(one).pop()).cloned().unwrap_or_default();
            let text = or_nothing(&text);
            self.over(((row, last), (column, column)), text, |looks| &looks.label)?;
            row = last + 1;
        }
        Ok(())
    }

    /// The line for signatures.
    fn signed(&mut self) -> Result<(), XlsxError> {
        let row = self.row + 1;
        for (columns, text) in [
            ((0, 2), "单位负责人（签字）："),
            ((3, 5), "填表人："),
            ((6, LAST), "填报日期：    年  月  日"),
        ] {
            self.over(((row, row), columns), text, |looks| &looks.plain)?;
        }
        Ok(())
    }
}

/// The workbook of a target: what is to be decided of, a change that is asked for or the target itself.
fn workbook(one: &OneTarget, subject: &Subjected) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet().set_name("绩效目标申报表")?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true).set_footer("&C第 &P 页，共 &N 页");
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let mut form = Form { sheet, looks: Looks::new(), row: 0 };
    form.head(one, subject)?;
    form.body(one.shown())?;
    let head = form.row;
    form.indicators(&one.shown().indicators)?;
    form.signed()?;
    form.sheet.set_repeat_rows(head, head)?;
    book.save_to_buffer()
}

/// The form of a target as a file, for whoever may see the target; that it was taken away is an event.
pub(crate) async fn answered(
    site: &Site,
    origin: &crate::context::Origin,
    actor: &Actor,
    id: i64,
) -> Done<Response> {
    let one = OneTarget::read(&site.context, origin, actor, id).await?;
    let subject = printed(&site.context, origin, actor, &one).await?;
    let bytes = workbook(&one, &subject).map_err(|error| Failure::System(error.to_string()))?;
    Ok(attached(&format!("target-{id}.xlsx"), XLSX, bytes))
}

/// The form of a target.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let done = answered(&site, &visit.origin, visit.actor()?, id).await;
    done.map_err(|failure| visit.problem(failure))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use axum::body::to_bytes;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use store::targets::TargetWay;
    use store::testing::databases;
    use zip::ZipArchive;

    use super::*;
    use crate::access::Role;
    use crate::operations::Refusal;
    use crate::operations::handdowns::tests::officer;
    use crate::operations::screening::tests::on;
    use crate::operations::targets::tests::{PROJECTS, begun_for};
    use crate::operations::tests::take_in;
    use crate::pages::tests::site;

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Whether what was read of a form is what it was made of.
    fn is_the_same(read: &[intake::Declaration], one: &OneTarget) -> bool {
        let [read] = read else { return false };
        let said = Text {
            goal: read.goal.clone(),
            total: read.total.unwrap_or_default(),
            fiscal: read.fiscal.unwrap_or_default(),
            indicators: read.indicators.clone(),
            evidence: one.shown().evidence.clone(),
        };
        let plain = |text: &Text| {
            let mut text = text.clone();
            text.indicators.iter_mut().for_each(|one| one.core = false);
            text
        };
        let kept = &one.kept;
        read.faults.is_empty()
            && said == plain(one.shown())
            && (read.target.as_str(), read.name.as_str())
                == (kept.target.as_str(), kept.name.as_str())
            && read.year.map(i64::from) == Some(kept.fiscal_year)
    }

    fn indicator() -> impl Strategy<Value = Indicator> {
        let texts = (
            "[a-z牛羊]{1,6}",
            "(|[一二]级)",
            "[羊户亩]{1,4}",
            "(|[0-9]{1,4}|按期|≥9%)",
            "(|%|只|元/户)",
        );
        let more = (
            select(vec!["", ">=", "<=", "=", ">", "<", "qualitative"]),
            "(|[1-9][0-9]?)",
            "[台账]{0,5}",
        );
        (texts, more).prop_map(
            |((level1, level2, name, value, unit), (direction, weight, note))| {
                let direction = direction.to_owned();
                Indicator {
                    level1,
                    level2,
                    name,
                    direction,
                    value,
                    unit,
                    weight,
                    core: false,
                    note,
                }
            },
        )
    }

    proptest! {
        /// Whatever a target says, its form says, and whoever reads the form reads it.
        #[test]
        fn what_goes_out_comes_in(
            goal in "[年末存栏率]{1,40}(\n[目标二]{1,20})?",
            fiscal in 0_i64..1_000_000_000_000,
            rest in 0_i64..1_000_000_000,
            indicators in vec(indicator(), 1..12),
        ) {
            let text = Text { goal, total: Fen(fiscal + rest), fiscal: Fen(fiscal), indicators, evidence: Vec::new() };
            let who = domain::handling::Who::Person(domain::handling::PersonId(1), domain::handling::PostId(1));
            let on = domain::Day::parse("2020-03-01").unwrap();
            let kept = TargetWay {
                target: "P1-MB2020".into(),
                subject_kind: "project".into(),
                name: "扶贫养羊".into(),
                fiscal_year: 2020,
                unit: "畜牧站".into(),
                ..TargetWay::default()
            };
            let one = OneTarget {
                kept,
                one: domain::target::Target::begin(text, who, on).unwrap(),
                judged: None,
                bands: None,
                taken: Vec::new(),
                attachments: Vec::new(),
                may: Vec::new(),
            };
            let read = intake::read_declarations(workbook(&one, &Subjected::default()).unwrap(), "f").unwrap();
            prop_assert!(is_the_same(&read, &one), "{:?} {:?}", read, one.shown());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_form_says_what_the_target_says_and_is_taken_away_as_an_event() {
        for test in databases().await.unwrap() {
            let site = site(&test);
            take_in(&test, &[("项目.csv", PROJECTS)]).await;
            let line = officer(&site.context, Role::BureauBusiness, 653_125).await;
            let stranger = officer(&site.context, Role::BureauBusiness, 653_126).await;
            let origin = on("2020-03-01");
            let id = begun_for(&site.context, &origin, &line, "P1").await;
            let refused = answered(&site, &origin, &stranger, id).await;
            assert!(
                matches!(
                    refused,
                    Err(Failure::Refused(Refusal::OutOfScope | Refusal::UnknownRecord))
                ),
                "{refused:?}"
            );
            let sent = answered(&site, &origin, &line, id).await.unwrap();
            let bytes = to_bytes(sent.into_body(), usize::MAX).await.unwrap();
            let texts = part(&bytes, "xl/sharedStrings.xml");
            let one = OneTarget::read(&site.context, &origin, &line, id).await.unwrap();
            let lines = one.shown().indicators.iter();
            for text in lines
                .flat_map(|one| [&one.level1, &one.level2, &one.name])
                .map(String::as_str)
                .chain([
                    "项目支出绩效目标申报表",
                    "（2020年度）",
                    "单位：万元",
                    "扶贫养羊",
                    "莎车县农业农村局",
                ])
            {
                assert!(texts.contains(text), "{text}");
            }
            let read = intake::read_declarations(bytes.to_vec(), "form.xlsx").unwrap();
            assert!(is_the_same(&read, &one), "{read:?}");
            let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
            assert!(sheet.contains("<v>90</v>"), "900 000 yuan are 90 wan");
            assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("<mergeCells"));
        }
    }

    #[test]
    fn every_fen_is_kept_in_wan() {
        for (fen, text) in [
            (0, "0.00"),
            (1, "0.000001"),
            (90_000_000, "90.00"),
            (100_000, "0.10"),
            (123_456_789, "123.456789"),
            (-1_500_000, "-1.50"),
        ] {
            assert_eq!(wan(Fen(fen)), text);
            assert_eq!(Fen::parse(text, domain::money::Unit::Wan, true), Ok(Fen(fen)));
        }
    }
}
