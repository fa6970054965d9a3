//! The register of raising.

use domain::fund_proposal::Kind;
use domain::fund_proposal::kinds::{KINDS, Purpose};
use domain::{Lang, Level};

use super::sheet::{Entry, Head, Of, Says, Sheet, notes};
use crate::access::Operation;
use crate::lists::asked::encoded;
use crate::lists::cells::Writer;
use crate::operations::registers::Row;
use crate::operations::registers::raising::{Answering, Due, Raised, Raising};
use crate::pages::overview::class_name;
use crate::pages::register::money::named;
use crate::visit::{Site, Visit};

/// Its columns.
const HEADS: [(&str, &str, Of); 21] = [
    ("资金来源", "From the budget of", Of::Text),
    ("责任处室", "Office that answers", Of::Text),
    ("岗位、现任", "Posts and holders", Of::Text),
    ("应筹集", "Should be raised", Of::Money),
    ("规则所计已筹集", "Of that raised", Of::Money),
    ("尚差", "Lacking", Of::Money),
    ("已批准意见", "Proposed", Of::Money),
    ("本年筹集", "Raised this year", Of::Money),
    ("其中：中央", "Of it: centre", Of::Money),
    ("其中：自治区", "Of it: region", Of::Money),
    ("其中：地县", "Of it: below", Of::Money),
    ("其中：统筹整合", "Of it: pooled", Of::Money),
    ("资金文件金额", "Received by document", Of::Money),
    ("筹集与意见之差", "Raised less proposed", Of::Money),
    ("上年筹集", "Raised last year", Of::Money),
    ("增幅（%）", "Growth (%)", Of::Percent),
    ("自治区与中央之比（%）", "Region beside centre (%)", Of::Percent),
    ("筹集记录", "Sums recorded", Of::Count),
    ("资金文件", "Documents", Of::Count),
    ("红灯", "Red", Of::Count),
    ("黄灯", "Yellow", Of::Count),
];

/// Its rows: each class of money, then its funds.
pub(super) fn raising_sheet(site: &Site, visit: &Visit, register: &Raising) -> Sheet {
    let lang = visit.lang;
    let heads: Vec<Head> =
        HEADS.iter().map(|(zh, en, of)| Head::new(lang.pick(zh, en), *of)).collect();
    let maker = Maker { site, visit, register, heads: &heads };
    let mut rows = Vec::new();
    for group in &register.groups {
        let name = class_name(group.class, lang).to_owned();
        rows.push(Entry { sum: true, ..maker.entry(name, &group.whole, &Behind::Class) });
        for (code, raised) in &group.funds {
            let name = named(site, &register.funds, &Row::Fund(code.clone()), lang);
            rows.push(maker.entry(name, raised, &Behind::Fund(code)));
        }
    }
    let whole =
        maker.entry(lang.pick("合计", "In all").to_owned(), &register.whole, &Behind::Whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: lang.pick("资金", "Fund"),
        rows,
        whole,
        notes: notes(lang, &NOTES),
        heads,
    }
}

/// What a row is of, and so what is behind it.
enum Behind<'a> {
    Fund(&'a str),
    Class,
    Whole,
}

struct Maker<'a> {
    site: &'a Site,
    visit: &'a Visit,
    register: &'a Raising,
    heads: &'a [Head],
}

impl Maker<'_> {
    fn entry(&self, name: String, raised: &Raised, behind: &Behind<'_>) -> Entry {
        let (level, office, posts) = match behind {
            Behind::Fund(code) => self.texts(code),
            _ => Default::default(),
        };
        let due = raised.wanted;
        let part = |part: fn(Due) -> i64| Says::some_money(due.map(part));
        let Raised { central, region, local, pooled, before, .. } = *raised;
        let sums = |more: &str| self.list("/raised", "place", behind, more);
        let of_level = |level: &str| sums(&format!("&source_level={level}"));
        let growth = Says::Share(raised.amount() - before, before);
        let told = [
            (Says::Text(level), None),
            (Says::Text(office), None),
            (Says::Text(posts), None),
            (part(|due| due.should), None),
            (part(|due| due.has), None),
            (part(|due| due.short), self.warnings(behind, "")),
            (Says::some_money(raised.planned()), self.proposals(behind)),
            (Says::Money(raised.amount()), sums("")),
            (Says::Money(central), of_level("central")),
            (Says::Money(region), of_level("region")),
            (Says::Money(local), None),
            (Says::Money(pooled), sums("")),
            (Says::Money(raised.received), None),
            (Says::some_money(raised.apart()), None),
            (Says::Money(before), self.before(behind)),
            (if raised.rows == 0 { Says::Nothing } else { growth }, None),
            (Says::Share(region, central), None),
            (Says::Count(raised.rows), sums("")),
            (
                Says::Count(raised.documents),
                self.list("/registers/allocation", "place", behind, ""),
            ),
            (Says::Count(raised.red), self.warnings(behind, "&lamp=red")),
            (Says::Count(raised.yellow), self.warnings(behind, "&lamp=yellow")),
        ];
        let figures = self.heads.iter().zip(told);
        let figures =
            figures.map(|(head, (says, address))| head.figure(self.visit, &says, address));
        Entry { name, address: None, figures: figures.collect(), sum: false }
    }

    /// Level, office and posts of a fund.
    fn texts(&self, code: &str) -> (String, String, String) {
        let (pack, lang) = (&self.site.context.pack, self.visit.lang);
        let funds = &self.register.funds;
        let writer = Writer { divisions: &pack.divisions, funds, actors: &pack.actors, lang };
        let level = writer.known(code).map(|fund| level_name(fund.source_level, lang));
        let office = writer.office_of(code).unwrap_or_default();
        let posts = self.register.answering.get(office).map(|all| posts(all, lang));
        (level.unwrap_or_default().to_owned(), writer.office(office), posts.unwrap_or_default())
    }

    fn list(&self, path: &str, place: &str, of: &Behind<'_>, more: &str) -> Option<String> {
        let Raising { division, year, .. } = self.register;
        let asked = format!("{path}?{place}={division}&fiscal_year={year}{more}");
        match of {
            Behind::Fund(code) => Some(format!("{asked}&fund={}", encoded(code))),
            Behind::Whole if self.is_all() => Some(asked),
            Behind::Whole | Behind::Class => None,
        }
    }

    /// The lines of approved proposals of a fund.
    fn proposals(&self, of: &Behind<'_>) -> Option<String> {
        let Behind::Fund(code) = of else { return None };
        if !self.visit.may(Operation::ListFundProposals) {
            return None;
        }
        let funds = &self.register.funds;
        let class = funds.get(funds.resolve(code)?).class;
        let counts = |kind: &&Kind| {
            let raises = kind.purpose == Purpose::Raising && kind.answered_by().is_none();
            raises && kind.classes.contains(&class)
        };
        let kind = KINDS.iter().find(counts)?.word;
        let (year, code) = (self.register.year, encoded(code));
        let asked = format!("kind={kind}&fiscal_year={year}&fund={code}&state=approved");
        Some(format!("/fund-proposal-lines?{asked}"))
    }

    /// What was raised the year before.
    fn before(&self, of: &Behind<'_>) -> Option<String> {
        let Raising { division, year, .. } = self.register;
        let Behind::Fund(code) = of else { return None };
        let year = year - 1;
        Some(format!("/raised?place={division}&fiscal_year={year}&fund={}", encoded(code)))
    }

    /// Warnings that are lit: about a fund by its subject, about all of a year by their period.
    fn warnings(&self, of: &Behind<'_>, more: &str) -> Option<String> {
        let Raising { division, year, .. } = self.register;
        let asked = format!("/warnings?place={division}&family=raise&lit=yes{more}");
        match of {
            Behind::Fund(code) => {
                Some(format!("{asked}&subject={}", encoded(&format!("{code}/{year}"))))
            }
            Behind::Whole if self.is_all() => Some(format!("{asked}&period={year}")),
            Behind::Whole | Behind::Class => None,
        }
    }

    /// Whether the register is of all funds.
    fn is_all(&self) -> bool {
        self.register.is_master
    }
}

/// Posts, each with who holds it.
fn posts(all: &[Answering], lang: Lang) -> String {
    let nobody = lang.pick("空缺", "vacant");
    let one = |answering: &Answering| {
        let holder = answering.holder.as_deref().unwrap_or(nobody);
        match lang {
            Lang::Zh => format!("{}（{holder}）", answering.post),
            Lang::En => format!("{} ({holder})", answering.post),
        }
    };
    all.iter().map(one).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn level_name(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Region => lang.pick("自治区", "region"),
        Level::Prefecture => lang.pick("地（州、市）", "prefecture"),
        Level::County => lang.pick("县（市、区）", "county"),
        Level::Centre => lang.pick("中央", "centre"),
    }
}

/// How its columns are counted.
const NOTES: [(&str, &str); 8] = [
    (
        "本年、上年筹集：本级的资金筹集记录（表“资金年度”），按资金来源的级次分列；只计本级，不含下级自行筹集的。",
        "Raised this year and last: the division's own records (table fund_years), by the level whose budget gives \
         the money; what those below raise themselves is not in it.",
    ),
    (
        "应筹集：规则仍会认可的最低金额，由规则对同样的记录计算得出，不另行推算；规则没有要求或缺少数据、无法判断的留空。",
        "Should be raised: the least with which the rules are content, reckoned by the rules over the same records; \
         empty where no rule asks for anything, or where data are missing and it cannot tell.",
    ),
    (
        "规则所计已筹集：专项资金只计自治区本级（合计一行），涉农整合资金计统筹整合的部分，易地扶贫搬迁计中央和自治区，债券计全部。\
         尚差按各项规则逐项计算，多筹的不抵少筹的。",
        "Of that raised: of special funds the region's own (on the row of the class), of integrated funds what is \
         pooled, of relocation the centre's and the region's, of bonds all. What one rule finds too much does not \
         make up for what another lacks.",
    ),
    (
        "增幅：本年与上年筹集之差除以上年筹集。自治区与中央之比：其中自治区除以其中中央。百分数四舍五入到两位小数，规则用精确值比较。",
        "Growth: this year less last year, of last year. Region beside centre: the region's of the centre's. \
         Shares are rounded to two decimals here; rules compare exact values.",
    ),
    (
        "已批准意见：自治区本级已批准的筹集意见和处室方案（资金安排意见）的各行合计，工作安排本身不计；没有的留空，本年筹集与其之差同样留空。\
         资金文件金额：本级持有的该项资金文件（收到的和本级安排的）金额合计。",
        "Proposed: the lines of the region's approved fund proposals together, arrangements themselves not counted; \
         empty where there are none, and so is what was raised less that. Received by document: what the documents \
         of the fund say that the division holds, received or its own.",
    ),
    (
        "责任处室：资金目录写明的筹集责任处室；岗位、现任为该处室在本级的岗位和今天的任职人。",
        "Office that answers: the one that the catalogue of funds names for raising it; its posts at this division \
         with those who hold them today.",
    ),
    (
        "资金文件：本级持有的该项资金文件（收到的和本级安排的），逐份见资金分配下达台账。",
        "Documents: those of the fund that the division holds, received or its own; one by one in the register of \
         allocation.",
    ),
    (
        "红灯、黄灯：资金筹集规则仍发现的预警；对全年专项、兜底基金等整体作出的计入类别和合计。",
        "Red, yellow: warnings of the rules on raising that are lit; those about a class as a whole stand with the \
         class and in the total.",
    ),
];
