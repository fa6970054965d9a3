//! What the page of a list shows, made of what was asked and what was found.

use askama::Template;
use domain::privacy::mask_id;
use domain::{Division, Fen, FundClass, Lang, Level};

use crate::access::{MATRIX, Operation};
use crate::context::in_china;
use crate::lists::asked::{ALL_BUT, SIZES, encoded};
use crate::lists::cells::{Line, Writer, amount, class_name, record_page, word};
use crate::lists::{ALLOCATION, Asked, Field, Filter, Kind};
use crate::operations::handling::words::Word;
use crate::operations::lists::Listing;
use crate::pages::frame::Frame;
use crate::pages::register::{Registers, Which, registers};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the list.
    pub(crate) title: &'static str,
    /// Its address without conditions.
    pub(crate) path: &'static str,
    /// What the search looks through.
    pub(crate) search: &'static str,
    /// How words may be written, where they may also be pinyin.
    pub(crate) written: Option<&'static str>,
    /// What was searched for.
    pub(crate) words: String,
    /// What the form hands on unseen.
    pub(crate) kept: Vec<(&'static str, String)>,
    /// The conditions beside the search.
    pub(crate) filters: Vec<FilterView>,
    /// Whether anything narrows the list down.
    pub(crate) narrowed: bool,
    /// Whether the conditions stand open.
    pub(crate) opened: bool,
    /// What is wrong with what was asked.
    pub(crate) mistakes: Vec<String>,
    /// Number of all rows.
    pub(crate) count: String,
    /// Where not all were counted, and so not summed up: how many were.
    pub(crate) beyond: Option<String>,
    /// Sums of all rows.
    pub(crate) sums: Vec<(&'static str, String)>,
    /// Where it is one of the registers: all of them.
    pub(crate) registers: Registers,
    /// When its data are of, where that is said.
    pub(crate) as_of: Option<String>,
    /// How its columns are counted, where that is said.
    pub(crate) notes: Vec<&'static str>,
    /// Pages beside the list to which it leads: address and name.
    pub(crate) beside: Vec<(&'static str, &'static str)>,
    /// The reader's own queries of this list: address and name.
    pub(crate) saved: Vec<(String, String)>,
    /// What a form hands on by which this query is saved; nothing where nothing is asked.
    pub(crate) asked: Vec<(String, String)>,
    /// Name of the list by which it is saved.
    pub(crate) list: &'static str,
    /// Columns.
    pub(crate) heads: Vec<Head>,
    /// Rows of this page.
    pub(crate) rows: Vec<Vec<CellView>>,
    /// Whether it is not the first page.
    pub(crate) further: bool,
    /// Addresses of the first page, of the one before and of the next one, and of the files.
    pub(crate) first: String,
    /// See above.
    pub(crate) previous: Option<String>,
    /// See above.
    pub(crate) next: Option<String>,
    /// See above.
    pub(crate) csv: String,
    /// See above.
    pub(crate) xlsx: String,
    /// Sizes of a page: address, rows, whether it is the present one.
    pub(crate) sizes: Vec<(String, usize, bool)>,
}

/// One condition of the form.
#[derive(Clone, Debug)]
pub(crate) struct FilterView {
    /// Its name in the address.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) label: String,
    /// Values to choose from: value, name, whether chosen.
    pub(crate) options: Vec<(String, String, bool)>,
    /// Whether it has two ends.
    pub(crate) range: bool,
    /// Whether it is of days.
    pub(crate) day: bool,
    /// What was written, of a range at its beginning.
    pub(crate) from: String,
    /// What was written at the end of a range.
    pub(crate) to: String,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether its cells stand to the right.
    pub(crate) right: bool,
    /// Whether they are amounts.
    pub(crate) money: bool,
    /// The order of the rows by it.
    pub(crate) order: Option<&'static str>,
    /// The list in the order of this column.
    pub(crate) address: Option<String>,
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) struct CellView {
    /// Name of its column.
    pub(crate) head: &'static str,
    /// What it says.
    pub(crate) text: String,
    /// Whether it stands to the right.
    pub(crate) right: bool,
    /// Whether it is not broken into lines.
    pub(crate) short: bool,
    /// What it leads to.
    pub(crate) address: Option<String>,
}

impl View {
    /// Whether there are amounts.
    pub(crate) fn money(&self) -> bool {
        self.heads.iter().any(|head| head.money)
    }

    /// The page of what was found.
    pub(crate) fn new(
        visit: &Visit,
        writer: Writer<'_>,
        asked: &Asked,
        listing: &Listing,
        places: &[Division],
    ) -> View {
        let (face, lang) = (asked.face, visit.lang);
        let is_register = face.list.name == ALLOCATION.list.name;
        let sizes = SIZES.iter().map(|size| {
            (asked.address(Some(("rows", &size.to_string()))), *size, *size == asked.rows())
        });
        let sums = face.sums.iter().zip(&listing.totals.sums);
        let filters = Filters { visit, writer, asked, places };
        let mut sizes: Vec<_> = sizes.collect();
        sizes.sort_by_key(|(_, size, _)| *size);
        View {
            frame: visit.frame(),
            title: lang.pick(face.title.0, face.title.1),
            path: face.path,
            search: lang.pick(face.search.0, face.search.1),
            written: face.list.is_spoken().then(|| {
                let zh = "汉字、拼音或首字母，如 道路、daolu、dl";
                lang.pick(zh, "Characters, pinyin or initials: 道路, daolu, dl")
            }),
            words: asked.given("q").to_owned(),
            kept: kept(asked),
            filters: filters.all(),
            narrowed: asked.narrows(),
            opened: filters.any(),
            mistakes: asked.mistakes.clone(),
            count: grouped(listing.totals.rows),
            beyond: listing.totals.more.then(|| grouped(listing.totals.rows)),
            sums: sums
                .map(|(name, sum)| (lang.pick(name.0, name.1), amount(Fen(*sum), visit.unit())))
                .collect(),
            registers: if is_register { of_list(visit, asked) } else { Vec::new() },
            as_of: is_register.then(|| in_china(&visit.origin.at.to_string())),
            notes: if is_register { counted(lang) } else { Vec::new() },
            beside: beside(visit, face.path),
            saved: Vec::new(),
            asked: asked_of(asked),
            list: face.list.name,
            heads: face.shown().map(|field| head(field, asked, lang)).collect(),
            rows: rows(visit, writer, asked, listing),
            further: listing.page.previous.is_some(),
            first: asked.address(None),
            previous: listing.page.previous.as_ref().map(|key| asked.before(key)),
            next: listing.page.next.as_ref().map(|key| asked.after(key)),
            csv: asked.file("csv"),
            xlsx: asked.file("xlsx"),
            sizes,
        }
    }
}

/// All registers, of the division and year of this one.
fn of_list(visit: &Visit, asked: &Asked) -> Registers {
    let of = (asked.given("to"), asked.given("fiscal_year"));
    registers(visit.lang, Which::Allocation, of)
}

/// How the columns of the register of allocation are counted.
fn counted(lang: Lang) -> Vec<&'static str> {
    COUNTED.iter().map(|(zh, en)| lang.pick(zh, en)).collect()
}

const COUNTED: [(&str, &str); 6] = [
    (
        "每份文件一行，归持有该资金的一级：收到上级的，或本级安排的。退回的资金不单独成行，计入原文件的“已退回”。",
        "A row for each document, of the level that holds its money: received from above, or its own budget. Money \
         that was given back has no row of its own; it stands with the document out of which it came.",
    ),
    (
        "同一笔资金经过几级，各级各有一行；跨级查看时合计按级重复。只看一级，请用“本级区划代码”。",
        "Money that goes through several levels has a row at each, so sums over levels count it at each; \
         ask for the code of one division alone to see one level.",
    ),
    (
        "收文日期：收到文件之日；本级安排的为预算批复之日。下达期限：由下达时限规则（allot.late）按政策包的时限和工作日历算出；\
         规则不涉及的（如县级）留空。",
        "Received on: the day of receipt; of own budgets that of the approval. To be handed down by: as the rules on \
         handing down (allot.late) reckon it from the limits and the calendar of the pack; empty where no rule \
         sets a limit, as for counties.",
    ),
    (
        "历时：自收文日期起，全部下达、安排完毕的计至最近下达日期，尚未完毕的计至今天；收文当日不计。",
        "Days taken: from receipt to the last hand-down where nothing is open any more, else to today; the day of \
         receipt is not counted.",
    ),
    (
        "尚未下达、安排＝金额－已下达下级－已安排项目－已退回。逾期金额、红灯、黄灯：最近一次筛查时规则对该文件仍发现的。",
        "Still open = amount − handed down − to projects − given back. Late, red, yellow: what the rules found about \
         the document in the last screening and still find.",
    ),
    (
        "抄送：在“资金下达”中登记抄送国库、扶贫资金管理机构的首日；导入的文件没有登记的留空。",
        "Copies: the first day on which a copy to the treasury or the fund office was noted with a hand-down; empty \
         where none was noted, as of documents that were imported.",
    ),
];

/// Pages beside a list, with what one must be allowed to do there.
const BESIDE: &[(&str, &str, &str, &str, Operation)] = &[
    ("/factor-plans", "/factor-plans/new", "拟定方案", "New plan", Operation::PrepareFactorPlan),
    (
        "/fund-proposals",
        "/fund-proposals/new",
        "拟定意见",
        "New proposal",
        Operation::WriteFundProposal,
    ),
    (
        "/fund-proposals",
        "/fund-proposal-lines",
        "逐行查看",
        "Lines of all proposals",
        Operation::ListFundProposals,
    ),
    (
        "/fund-proposal-lines",
        "/fund-proposals",
        "资金安排意见",
        "Fund proposals",
        Operation::ListFundProposals,
    ),
    ("/hand-downs", "/hand-downs/new", "拟稿下达", "New hand-down", Operation::PrepareHandDown),
    (
        "/integration-plans",
        "/integration-plans/new",
        "编报整合方案",
        "New plan",
        Operation::PrepareIntegrationPlan,
    ),
    (
        "/integration-plans",
        "/integration",
        "方案与执行对比",
        "Planned and done",
        Operation::ListIntegrationPlans,
    ),
    (
        "/integration",
        "/integration-plans",
        "整合方案",
        "Integration plans",
        Operation::ListIntegrationPlans,
    ),
    (
        "/reconciliations",
        "/reconciliations/quarters",
        "按季度查看各方",
        "A quarter with all parties",
        Operation::ListReconciliations,
    ),
    ("/projects", "/projects/new", "申报项目", "Apply for a project", Operation::ApplyForProject),
    (
        "/projects",
        "/projects/meeting",
        "领导小组批量审定",
        "Decide many at once",
        Operation::DecideProject,
    ),
    (
        "/projects",
        "/projects/unmatched",
        "资金与项目匹配",
        "Money and projects",
        Operation::ListProjects,
    ),
    (
        "/contributions",
        "/contributions/new",
        "登记其他资金",
        "Enter a contribution",
        Operation::EnterContribution,
    ),
    ("/inspections", "/inspections/new", "计划检查", "Plan an inspection", Operation::Inspect),
    (
        "/inspections",
        "/inspection-observations",
        "发现的问题",
        "What was found",
        Operation::ListInspections,
    ),
    ("/inspection-observations", "/inspections", "检查", "Inspections", Operation::ListInspections),
    (
        "/payment-requests",
        "/payment-requests/new",
        "提出支付申请",
        "Ask for a payment",
        Operation::RequestPayment,
    ),
    ("/targets", "/targets/coverage", "各县覆盖情况", "Coverage by county", Operation::ListTargets),
    (
        "/monitorings",
        "/monitorings/coverage",
        "各县覆盖情况",
        "Coverage by county",
        Operation::ListMonitorings,
    ),
    (
        "/evaluations",
        "/evaluations/new",
        "绩效自评",
        "Report a self-evaluation",
        Operation::SelfEvaluate,
    ),
    (
        "/evaluations",
        "/evaluated-units",
        "按单位看自评与检查差异",
        "Reports and checks by unit",
        Operation::ListEvaluations,
    ),
    (
        "/evaluated-units",
        "/evaluations",
        "绩效自评",
        "Self-evaluations",
        Operation::ListEvaluations,
    ),
    ("/draws", "/draws/new", "发起抽查抽样", "Begin a draw", Operation::Draw),
    ("/draws", "/drawn", "抽中的项目", "What was drawn", Operation::ListEvaluations),
    ("/drawn", "/draws", "抽查抽样", "Draws", Operation::ListDraws),
    ("/suggestions", "/suggestions/new", "提出意见建议", "Make a suggestion", Operation::Suggest),
    ("/pushes", "/pushes/new", "立即推送", "Push now", Operation::MakePush),
    ("/pushes", "/push-items", "推送问题逐项查看", "Items of all lists", Operation::ListPushes),
    ("/push-items", "/pushes", "推送清单", "Push lists", Operation::ListPushes),
];

fn beside(visit: &Visit, path: &str) -> Vec<(&'static str, &'static str)> {
    let here = BESIDE.iter().filter(|row| row.0 == path && visit.may(row.4));
    here.map(|row| (row.1, visit.lang.pick(row.2, row.3))).collect()
}

/// A whole number with its thousands apart.
pub(crate) fn grouped(number: i64) -> String {
    let text = Fen(number.saturating_mul(100)).to_string();
    text.split('.').next().unwrap_or_default().to_owned()
}

fn kept(asked: &Asked) -> Vec<(&'static str, String)> {
    let names = ["sort", "rows", "unit"].into_iter();
    let given = names.map(|name| (name, asked.given(name).to_owned()));
    given.filter(|(_, value)| !value.is_empty()).collect()
}

/// What is asked, to be saved.
fn asked_of(asked: &Asked) -> Vec<(String, String)> {
    let is_plain = !asked.narrows() && asked.given("sort").is_empty();
    if is_plain || !asked.mistakes.is_empty() {
        return Vec::new();
    }
    asked.pairs().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn head(field: &'static Field, asked: &Asked, lang: Lang) -> Head {
    let order = asked.sorted_by(field);
    Head {
        name: field.name(lang),
        right: is_number(field),
        money: matches!(field.kind, Kind::Money | Kind::MoneyOrNone),
        order: order.map(|descending| if descending { "descending" } else { "ascending" }),
        address: asked.sorts(field).then(|| asked.sorted(field)),
    }
}

fn rows(visit: &Visit, writer: Writer<'_>, asked: &Asked, listing: &Listing) -> Vec<Vec<CellView>> {
    let cell = |line: Line<'_>, field: &'static Field| {
        let money = line.number(field.name).filter(|fen| match field.kind {
            Kind::Money => true,
            Kind::MoneyOrNone => *fen != 0,
            _ => false,
        });
        let text = match money {
            Some(fen) => amount(Fen(fen), visit.unit()),
            None => writer.text(line, field),
        };
        CellView {
            head: field.name(visit.lang),
            text,
            right: is_number(field),
            short: matches!(
                field.kind,
                Kind::Day | Kind::Year | Kind::Word(_) | Kind::Moment | Kind::Id | Kind::Named(_)
            ),
            address: leads_to(line, field),
        }
    };
    let line = |cells| {
        let line = Line { face: asked.face, cells };
        asked.face.shown().map(|field| cell(line, field)).collect()
    };
    listing.page.rows.iter().map(|cells| line(cells)).collect()
}

/// Whether the cells of a field stand to the right.
fn is_number(field: &Field) -> bool {
    matches!(field.kind, Kind::Money | Kind::MoneyOrNone | Kind::Count | Kind::Whole | Kind::Points)
}

/// The first name of a row leads to its record, the project of a payment to the project.
fn leads_to(line: Line<'_>, field: &Field) -> Option<String> {
    match (line.face.list.name, field.name) {
        ("payment_requests", "voucher_no") => match line.text("voucher_no") {
            "" => None,
            voucher => record_page("/payments", &[line.text("county"), voucher]),
        },
        ("monitorings", "project_name") => match line.text("project") {
            "" => None,
            project => crate::lists::cells::project_page(project),
        },
        (_, "voucher_no" | "id")
        | ("monitorings", "node")
        | ("warnings" | "cases", "body")
        | ("inquiries", "question")
        | ("accountability", "facts")
        | ("pushes", "made_on")
        | ("projects" | "kept_back", "name")
        | ("integration_plans" | "suggestions", "title")
        | ("fund_proposals", "kind")
        | ("evaluations", "project_name")
        | ("allotments" | "hand_downs" | "allocation", "doc_no") => line.page(),
        ("accountability", "case") => record_page("/cases", &[line.text("case")]),
        ("push_items", "push") => record_page("/pushes", &[line.text("push")]),
        ("push_items", "warning" | "body") => record_page("/warnings", &[line.text("warning")]),
        ("looked_at", "inspection") => record_page("/inspections", &[line.text("inspection")]),
        ("inspection_observations", "inspection" | "said") => {
            record_page("/inspections", &[line.text("inspection")])
        }
        ("inspection_observations", "warning") if !line.text("warning").is_empty() => {
            record_page("/warnings", &[line.text("warning")])
        }
        ("fund_proposal_lines", "proposal") => {
            record_page("/fund-proposals", &[line.text("proposal")])
        }
        ("fund_proposals", "under") if !line.text("under").is_empty() => {
            record_page("/fund-proposals", &[line.text("under")])
        }
        ("integration", "plan") => record_page("/integration-plans", &[line.text("plan")]),
        ("allocation", "red" | "yellow") => lit(line, field),
        ("fundings", "doc_no") => record_page("/allotments", &[line.text("allotment")]),
        ("looked_at", "project")
        | (
            "payments" | "payment_requests" | "integration" | "fundings" | "contributions"
            | "drawn",
            "project_name",
        ) => crate::lists::cells::project_page(line.text("project")),
        _ => None,
    }
}

/// The warnings about a document at a lamp, where there are some.
fn lit(line: Line<'_>, field: &Field) -> Option<String> {
    let id = line.text("id");
    let some = line.number(field.name).is_some_and(|count| count > 0) && mask_id(id) == id;
    some.then(|| format!("/warnings?subject={}&lit=yes&lamp={}", encoded(id), field.name))
}

/// The conditions of the form.
struct Filters<'a> {
    visit: &'a Visit,
    writer: Writer<'a>,
    asked: &'a Asked,
    /// The divisions in which the reader may look for something.
    places: &'a [Division],
}

impl Filters<'_> {
    fn all(&self) -> Vec<FilterView> {
        let fields = self.asked.face.fields.iter();
        fields.filter(|field| field.filter != Filter::None).map(|field| self.one(field)).collect()
    }

    fn any(&self) -> bool {
        self.all().iter().any(|filter| !(filter.from.is_empty() && filter.to.is_empty()))
    }

    fn one(&self, field: &'static Field) -> FilterView {
        let lang = self.visit.lang;
        let (range, name) = (field.filter == Filter::Range, field.name(lang));
        let from = if range { format!("{}.from", field.name) } else { field.name.to_owned() };
        let label = match (field.kind, lang) {
            (Kind::Money | Kind::MoneyOrNone, Lang::Zh) => format!("{name}（元）"),
            (Kind::Money | Kind::MoneyOrNone, Lang::En) => format!("{name} (yuan)"),
            _ => name.to_owned(),
        };
        FilterView {
            name: field.name,
            label,
            options: if field.filter == Filter::Choice { self.options(field) } else { Vec::new() },
            range,
            day: matches!(field.kind, Kind::Day | Kind::Moment),
            from: self.asked.given(&from).to_owned(),
            to: self.asked.given(&format!("{}.to", field.name)).to_owned(),
        }
    }

    fn options(&self, field: &Field) -> Vec<(String, String, bool)> {
        let given = self.asked.given(field.name);
        let option = |value: String, name: String| {
            let chosen = value == given;
            (value, name, chosen)
        };
        match field.kind {
            Kind::Division | Kind::Outside => self
                .places
                .iter()
                .map(|place| option(place.to_string(), self.place(*place)))
                .collect(),
            Kind::Operation => {
                let all = MATRIX.iter().map(|(operation, _)| *operation);
                all.map(|o| option(o.word().to_owned(), o.name(self.visit.lang).to_owned()))
                    .collect()
            }
            Kind::Fund => {
                let funds = self.writer.funds.iter();
                funds.map(|(_, fund)| option(fund.code.clone(), fund.name.clone())).collect()
            }
            Kind::Class => {
                let name = |class: FundClass| class_name(class, self.visit.lang).to_owned();
                FundClass::ALL.map(|class| option(class.word().to_owned(), name(class))).into()
            }
            Kind::Office => {
                let ids = self.writer.offices().into_iter();
                ids.map(|id| option(id.clone(), self.writer.office(&id))).collect()
            }
            Kind::Year => {
                let (year, ..) = self.visit.origin.day.ymd();
                let years = (FIRST_YEAR..=year + 1).rev().map(|year| year.to_string());
                years.map(|year| option(year.clone(), year)).collect()
            }
            Kind::Named(words) => {
                let named = |word: &Word| {
                    option(word.0.to_owned(), self.visit.lang.pick(word.1, word.2).to_owned())
                };
                words.iter().map(named).collect()
            }
            Kind::Word(table) => {
                let spec = table.spec().columns.iter().find(|spec| spec.name == field.name);
                let words = spec.map(|spec| spec.words).unwrap_or_default().iter();
                let named = |value: &str| word(table, field.name, value, self.writer.lang);
                let all_but = given.strip_prefix(ALL_BUT).map(|but| {
                    let name = self.visit.lang.pick("除外：", "all but ");
                    option(given.to_owned(), format!("{name}{}", named(but)))
                });
                let each = words.map(|w| option(w.word.to_owned(), named(w.word)));
                all_but.into_iter().chain(each).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A division under the one above it.
    fn place(&self, place: Division) -> String {
        let depth = match self.writer.divisions.level(place) {
            Some(Level::County) => "\u{3000}\u{3000}",
            Some(Level::Prefecture) => "\u{3000}",
            _ => "",
        };
        format!("{depth}{}", self.writer.divisions.name(place))
    }
}

/// The first year of which the platform can have records.
const FIRST_YEAR: i32 = 2016;
