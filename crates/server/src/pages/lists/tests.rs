//! Lists over HTTP: what is asked in an address, who sees which rows, and files that say the same.

use axum::http::StatusCode;
use axum::http::header::CONTENT_DISPOSITION;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::tests::{get, signed_in_at, site};
use crate::web::app;

const PAYMENTS: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,付款单位,资金,项目编号,用途
V1,653125,2019,2019-03-01,1000.50,直接支付,进度款,水利公司,企业,莎车县水利局,扶贫发展资金,P1,防渗渠
V2,653125,2019,2019-04-01,2000,授权支付,补助,古丽娜尔,贫困户,莎车县住建局,扶贫发展资金,,古丽娜尔危房补助
V3,653101,2019,2019-05-01,3000,直接支付,退款,=cmd(),企业,喀什市水利局,扶贫发展资金,,渠道
V/4,652901,2019,2019-06-01,4000,直接支付,进度款,水利公司,企业,阿克苏市水利局,扶贫发展资金,,65312519800101123X
";

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,计划金额
P1,防渗渠改造,653125,农田水利,2019,莎车县水利局,500000
";

const ALLOTMENTS: &str = "\
编号,文号,资金,年度,下达单位,接收单位,上级指标,金额,下达日期
Z1,财农1号,扶贫发展资金,2019,100000,650000,,900000,2019-01-01
Z2,新财扶1号,扶贫发展资金,2019,650000,653100,Z1,600000,2019-02-01
Z3,喀财扶1号,扶贫发展资金,2019,653100,653125,Z2,500000,2019-02-03
";

pub(crate) const FILES: [(&str, &str); 3] =
    [("支付.csv", PAYMENTS), ("项目.csv", PROJECTS), ("指标.csv", ALLOTMENTS)];

/// The vouchers that a page or file names.
fn vouchers(text: &str) -> Vec<&'static str> {
    let cell = |v: &str| format!(">{v}<");
    let line = |v: &str| format!(",{v},");
    let there = |v: &&str| text.contains(&cell(v)) || text.contains(&line(v));
    ["V1", "V2", "V3", "V/4"].into_iter().filter(there).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_rows_of_the_own_scope_on_pages_and_in_files() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        for (at, (role, division, organisation, seen)) in [
            (Role::RegionFundOffice, "650000", None, &["V1", "V2", "V3", "V/4"][..]),
            (Role::BureauTreasury, "653100", None, &["V1", "V2", "V3"]),
            (Role::BureauFund, "653125", None, &["V1", "V2"]),
            (Role::BureauFund, "653101", None, &["V3"]),
            (Role::DepartmentOfficer, "653125", Some("莎车县水利局"), &["V1"]),
            (Role::DepartmentOfficer, "653125", Some("喀什市水利局"), &[]),
        ]
        .into_iter()
        .enumerate()
        {
            let office = Some((role, division, organisation));
            let cookie = signed_in_at(&site, &format!("user{at}"), office, false).await;
            for path in ["/payments", "/files/payments.csv", "/payments?sort=-amount&rows=20"] {
                let answer = get(&app, path, &cookie).await;
                assert_eq!(answer.status, StatusCode::OK);
                assert_eq!(vouchers(&answer.text), seen, "{role:?} {division} {path}");
            }
            // Asking for somewhere else shows no more.
            let other = get(&app, "/payments?county=652901", &cookie).await;
            let expect = if division == "650000" { &["V/4"][..] } else { &[] };
            assert_eq!(vouchers(&other.text), expect, "{role:?}");
        }
        let centre = Some((Role::RegionNetwork, "650000", None));
        let cookie = signed_in_at(&site, "network", centre, false).await;
        for path in ["/payments", "/projects", "/allotments", "/files/payments.csv"] {
            assert_eq!(get(&app, path, &cookie).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let audit = Some((Role::Audit, "653125", None));
        let cookie = signed_in_at(&site, "audit", audit, false).await;
        let trail = get(&app, "/files/events.csv", &cookie).await.text;
        assert_eq!(trail.matches("导出列表").count(), 3, "{trail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_understood_or_said_to_be_wrong() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "user", office, false).await;
        for (asked, seen) in [
            ("q=渠", &["V1", "V3"][..]),
            ("q=防渗渠 水利", &["V1"]),
            ("q=fangshen", &["V1"]),
            ("q=FSQ shuili", &["V1"]),
            ("q=weifbz", &["V2"]),
            ("q=kashi&paid_on.from=2019-05-01", &["V3"]),
            ("q=v1", &["V1"]),
            // Of persons the name is not shown, and so not found.
            ("q=古丽娜尔", &[]),
            ("q=gulinaer", &[]),
            ("county=653100", &["V1", "V2", "V3"]),
            ("county=莎车县", &["V1", "V2"]),
            ("channel=delegated", &["V2"]),
            ("channel=授权支付", &["V2"]),
            ("fund=扶贫发展资金&kind=progress", &["V1", "V/4"]),
            ("amount.from=2000&amount.to=3,000", &["V2", "V3"]),
            ("paid_on.from=2019-05-01&lang=en", &["V3", "V/4"]),
            ("fiscal_year=2018", &[]),
            ("project=P1", &["V1"]),
            ("unit=wan&rows=20", &["V1", "V2", "V3", "V/4"]),
            ("q=&county=", &["V1", "V2", "V3", "V/4"]),
        ] {
            let asked = asked.replace(' ', "%20");
            let answer = get(&app, &format!("/payments?{asked}"), &cookie).await;
            assert_eq!(answer.status, StatusCode::OK, "{asked}: {}", answer.text);
            assert_eq!(vouchers(&answer.text), seen, "{} {asked}", test.engine);
        }
        for asked in [
            "paid_on.from=yesterday",
            "paid_on=2019-01-01",
            "amount.from=x",
            "county=999999",
            "channel=cash",
            "fiscal_year=99999999999999999999",
            "sort=purpose",
            "rows=1000000",
            "after=x",
            "after=99999999999999999999~a",
            "before=x",
            "key.from=1",
            "nothing=1",
            "q=a%20b%20c%20d%20e%20f",
        ] {
            for path in ["/payments", "/files/payments.csv", "/files/payments.xlsx"] {
                let answer = get(&app, &format!("{path}?{asked}"), &cookie).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {asked}");
                assert_eq!(vouchers(&answer.text), [""; 0]);
            }
        }
        for path in ["/files/nothing.csv", "/files/payments.exe", "/files/payments"] {
            assert_eq!(get(&app, path, &cookie).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

/// The address that a link of a page has, where there is such a link.
fn link(page: &str, rel: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("rel=\"{rel}\" href=\""))?;
    Some(rest.split_once('"')?.0.replace("&#38;", "&").replace("&amp;", "&"))
}

/// The vouchers of a page of many payments, in their order.
fn in_order(page: &str) -> Vec<String> {
    let cells = page.split(">N").skip(1);
    cells.map(|cell| cell.chars().take_while(char::is_ascii_digit).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_on_and_back() {
    let head = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee,payee_type,purpose";
    let row = |at: usize| {
        let (day, amount) = (at % 9 + 1, at * 7 % 13 + 1);
        format!("N{at},653125,2019,2019-03-0{day},{amount},direct,progress,甲,enterprise,修路\n")
    };
    let rows: String = (100..150).map(row).collect();
    let text = format!("{head}\n{rows}");
    for test in databases().await.unwrap() {
        take_in(&test, &[("payments.csv", text.as_str())]).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::BureauFund, "653125", None));
        let cookie = signed_in_at(&site, "user", office, false).await;
        for asked in ["", "&sort=amount&q=xiulu", "&sort=-amount&q=修路&amount.from=1"] {
            let mut pages =
                vec![get(&app, &format!("/payments?rows=20{asked}"), &cookie).await.text];
            while let Some(next) = link(pages.last().unwrap(), "next") {
                pages.push(get(&app, &next, &cookie).await.text);
            }
            let seen: Vec<Vec<String>> = pages.iter().map(|page| in_order(page)).collect();
            assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 10], "{asked}");
            assert_eq!(link(&pages[0], "prev"), None);
            let middle = get(&app, &link(&pages[2], "prev").unwrap(), &cookie).await.text;
            assert_eq!(in_order(&middle), seen[1], "{} {asked}", test.engine);
            let first = get(&app, &link(&middle, "prev").unwrap(), &cookie).await.text;
            assert_eq!(in_order(&first), seen[0], "{} {asked}", test.engine);
            assert_eq!(link(&first, "prev"), None, "nothing comes before");
            assert_eq!(link(&first, "next"), link(&pages[0], "next"));
            // Of a shorter list the place lies nearer to its beginning: the first page is shown whole.
            let wider = link(&pages[1], "prev").unwrap().replace("rows=20", "rows=50");
            let whole = get(&app, &wider, &cookie).await.text;
            assert_eq!(in_order(&whole).len(), 50);
        }
        let both = "/payments?after=1~2019-03-01&before=1~2019-03-01";
        let refused = get(&app, both, &cookie).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_records_is_searched_by_pinyin() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "user", office, false).await;
        for (path, seen) in [
            ("/projects?q=gaizao", "P1"),
            ("/projects?q=shachexsl&way=under_way", "P1"),
            ("/allotments?q=xcf1", "Z2"),
            ("/allotments?q=cf&left.from=1", "Z2"),
            ("/files/allotments.csv?q=caifu", "Z3"),
        ] {
            let answer = get(&app, path, &cookie).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            let found = [format!(">{seen}<"), format!("{seen},")];
            assert!(found.iter().any(|cell| answer.text.contains(cell)), "{path}: {}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn persons_are_masked_amounts_exact_and_formulas_harmless() {
    let test = databases().await.unwrap().remove(0);
    take_in(&test, &FILES).await;
    let site = site(&test);
    let app = app(&site);
    let office = Some((Role::RegionFundOffice, "650000", None));
    let cookie = signed_in_at(&site, "user", office, false).await;
    let page = get(&app, "/payments?unit=wan", &cookie).await.text;
    assert!(page.contains("古***") && !page.contains("古丽娜尔"), "{page}");
    assert!(!page.contains("19800101") && page.contains(">0.10<") && page.contains("万元"));
    let file = get(&app, "/files/payments.csv?unit=wan", &cookie).await;
    assert!(file.text.starts_with('\u{feff}') && file.text.contains("金额（万元）"));
    assert!(file.text.contains(",0.10005\n") && file.text.contains("'=cmd()"), "{}", file.text);
    assert!(!file.text.contains("古丽娜尔") && !file.text.contains("19800101"));
    let name = file.headers.get(CONTENT_DISPOSITION).unwrap().to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"payments-"), "{name}");
    let book = get(&app, "/files/payments.xlsx", &cookie).await;
    assert!(book.text.starts_with("PK"), "a workbook is an archive");
    // The order and the pages: each address leads to the rest.
    let first = get(&app, "/payments?rows=20&sort=amount", &cookie).await.text;
    assert!(first.contains("aria-sort=\"ascending\"") && first.contains("sort=-amount"));
}
