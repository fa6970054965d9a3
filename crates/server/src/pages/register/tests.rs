//! Registers over HTTP: pages, files, and figures that lead to as many rows as they say.

use axum::http::StatusCode;
use domain::Lang;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::registers::looks::tests as looks;
use crate::operations::screening::tests::{import, on, region, screened};
use crate::operations::tests::take_in;
use crate::pages::tests::{frame, get, signed_in_at, site};
use crate::web::app;

/// Addresses and texts of the figures of a page.
pub(in crate::pages) fn figures(html: &str) -> Vec<(String, String)> {
    let cells = html.split("class=\"text-end number\"><a href=\"").skip(1);
    let cell = |cell: &str| {
        let (address, rest) = cell.split_once("\">").unwrap();
        let text = rest.split("</a>").next().unwrap();
        (address.replace("&#38;", "&"), text.to_owned())
    };
    cells.map(cell).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_leads_to_as_many_rows_as_it_says() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2021-01-05").day);
    let set = region(2, 2, 120);
    import(&site.context, set.path()).await;
    screened(&site.context, "2021-01-04", "2020-12-31").await;
    let office = Some((Role::RegionFundOffice, "650000", None));
    let cookie = signed_in_at(&site, "office", office, false).await;
    let app = app(&site);
    for path in ["/registers/problems", "/registers/problems?by=kind"] {
        let page = get(&app, path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        let figures = figures(&page.text);
        assert!(figures.len() > 8, "{path}: {}", figures.len());
        for (address, text) in figures.iter().take(60) {
            if address.contains("lit=yes") {
                continue;
            }
            let list = get(&app, address, &cookie).await.text;
            assert!(list.contains(&format!("<strong>{text}</strong>")), "{address}: {text}");
        }
    }
    for path in ["/registers/money", "/registers/money?by=kind&year=2020"] {
        let page = get(&app, path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        for (address, _) in figures(&page.text).iter().take(20) {
            let list = get(&app, address, &cookie).await;
            assert_eq!(list.status, StatusCode::OK, "{address}");
            assert!(!list.text.contains("class=\"empty\""), "{address} leads to nothing");
        }
    }
    let file = get(&app, "/registers/problems.csv?by=kind", &cookie).await.text;
    assert!(file.contains("pay.delegated,") && file.contains("合计,"), "{file}");
    let book = get(&app, "/registers/money.xlsx", &cookie).await;
    assert_eq!(book.status, StatusCode::OK);
    for nowhere in ["/registers/none", "/registers/money.pdf"] {
        assert_eq!(get(&app, nowhere, &cookie).await.status, StatusCode::NOT_FOUND);
    }
}

/// Lists whose rows have no sums, or no amounts of their own: something must be in them.
const WITHOUT_SUMS: [&str; 2] = ["/ledger?", "/allotments?"];

#[tokio::test(flavor = "multi_thread")]
async fn every_amount_leads_to_rows_that_come_to_it() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2021-01-05").day);
        let set = region(2, 2, 150);
        import(&site.context, set.path()).await;
        screened(&site.context, "2021-01-04", "2020-12-31").await;
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "office", office, false).await;
        let app = app(&site);
        let places = "/registers/spending?year=2020&by=place";
        let places = get(&app, places, &cookie).await.text.replace("&#38;", "&");
        let below = places.split("<a href=\"/registers/spending?division=65").nth(1).unwrap();
        let prefecture = format!("65{}", &below[..4]);
        for (path, least) in [
            ("/registers/raising?year=2020".to_owned(), 12),
            ("/registers/raising?year=2020&class=special".to_owned(), 4),
            ("/registers/raising?year=2020&office=region_fund_office".to_owned(), 4),
            ("/registers/spending?year=2020".to_owned(), 12),
            ("/registers/spending?year=2020&by=place".to_owned(), 12),
            (format!("/registers/spending?year=2020&by=place&division={prefecture}"), 6),
            ("/registers/spending?year=2020&by=month".to_owned(), 6),
            ("/registers/spending?year=2020&by=payment&class=special".to_owned(), 3),
        ] {
            let page = get(&app, &path, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let figures = figures(&page.text);
            assert!(figures.len() >= least, "{} {path}: {}", test.engine, figures.len());
            for (address, text) in figures.iter().take(60) {
                let list = get(&app, address, &cookie).await;
                assert_eq!(list.status, StatusCode::OK, "{address}");
                assert!(!list.text.contains("class=\"empty\""), "{path}: {address} is empty");
                if !WITHOUT_SUMS.iter().any(|path| address.starts_with(path)) {
                    let told = list.text.contains(&format!("<strong>{text}</strong>"));
                    assert!(told, "{} {path}: {address}: {text}", test.engine);
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_registers_say_what_the_page_says() {
    let test = databases().await.unwrap().remove(0);
    let mut site = site(&test);
    site.context.fixed_day = Some(on("2021-01-05").day);
    let set = region(2, 2, 60);
    import(&site.context, set.path()).await;
    let office = Some((Role::RegionFundOffice, "650000", None));
    let cookie = signed_in_at(&site, "office", office, false).await;
    let app = app(&site);
    for (name, asked, said) in [
        ("raising", "year=2020&class=special", "财政专项扶贫资金筹集台账"),
        ("raising", "year=2020", "资金筹集总台账"),
        ("spending", "year=2020&unit=wan", "资金支出使用总台账"),
    ] {
        let page = get(&app, &format!("/registers/{name}?{asked}"), &cookie).await;
        assert!(page.text.contains(said), "{name}");
        let file = get(&app, &format!("/registers/{name}.csv?{asked}"), &cookie).await;
        let rows = page.text.matches("<tr").count();
        assert_eq!(file.text.lines().count(), rows, "{name}: {}", file.text);
        let book = get(&app, &format!("/registers/{name}.xlsx?{asked}"), &cookie).await;
        assert_eq!(book.status, StatusCode::OK, "{name}");
    }
    let list = get(&app, "/registers/allocation?fiscal_year=2020", &cookie).await.text;
    assert!(list.contains("口径") && list.contains("/registers/raising"), "{list}");
    let file = get(&app, "/files/allocation.csv?fiscal_year=2020", &cookie).await.text;
    assert!(file.contains("历时（工作日）"), "{file}");
    assert_eq!(get(&app, "/registers/allocation.csv", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_after_payment_lead_to_their_payments() {
    for test in databases().await.unwrap() {
        let mut site = site(&test);
        site.context.fixed_day = Some(on("2019-08-10").day);
        take_in(&test, &[("支付.csv", looks::PAYMENTS)]).await;
        let county = officer(&site.context, Role::BureauFund, 653_125).await;
        let id = looks::planned(&site.context, &county, "653125", "V1").await;
        looks::reported(&site.context, &county, id).await;
        let office = Some((Role::RegionFundOffice, "650000", None));
        let cookie = signed_in_at(&site, "office", office, false).await;
        let app = app(&site);
        for asked in ["", "&by=month", "&division=653125&by=month", "&division=653100"] {
            let path = format!("/registers/looks?year=2019{asked}");
            let page = get(&app, &path, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let figures = figures(&page.text);
            assert_eq!(figures.len(), 10, "{path}");
            for (address, text) in figures {
                let list = get(&app, &address, &cookie).await.text;
                let told = list.contains(&format!("<strong>{text}</strong>"));
                assert!(told, "{} {path}: {address}: {text}", test.engine);
            }
        }
        let page = get(&app, "/registers/looks?year=2019&lang=en", &cookie).await.text;
        assert!(page.contains("Of payments (%)") && page.contains("25.00"), "{page}");
        let file = get(&app, "/registers/looks.csv?year=2019&by=month", &cookie).await.text;
        assert!(file.contains("2019-03,1,400000.00,1,400000.00,100.00,100.00"), "{file}");
        let book = get(&app, "/registers/looks.xlsx?year=2019", &cookie).await;
        assert_eq!(book.status, StatusCode::OK);
        let wrong = get(&app, "/payments?kind=!nothing", &cookie).await.text;
        assert!(wrong.contains("nothing") && wrong.contains("alert"), "{wrong}");
        let form = get(&app, "/payments?kind=!refund&lang=en", &cookie).await.text;
        assert!(form.contains("all but refund") && !form.contains(">V2<"), "{form}");
        let place = get(&app, "/divisions/653125", &cookie).await.text;
        assert!(place.contains(&format!("/inspections/{id}")), "{place}");
    }
}

/// The view with content that must be escaped.
pub(in crate::pages) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let view = View {
        frame: frame(lang),
        title: "t".to_owned(),
        path: "/registers/money",
        registers: vec![("/registers/money".to_owned(), "m", true)],
        places: vec![("653125".to_owned(), "a\"<b".to_owned(), true)],
        years: vec![(2020, true)],
        by: vec![("place".to_owned(), "p".to_owned(), true)],
        classes: vec![("special".to_owned(), "a\"<b".to_owned(), false)],
        offices: vec![("x".to_owned(), "y".to_owned(), true)],
        sheet: Sheet::sample(lang),
        as_of: "2021-01-05 08:00:00".to_owned(),
        files: [("/x".to_owned(), "Excel"), ("/y".to_owned(), "CSV")],
    };
    vec![("register", view.render().unwrap())]
}
