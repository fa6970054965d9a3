//! The story of a statement over HTTP: a difference is explained, another person signs, and nobody the own.

use axum::http::StatusCode;
use domain::TableId;
use store::testing::databases;

use crate::access::Role;
use crate::operations::tests::take_in;
use crate::pages::ledger::tests::{RECONCILIATIONS, STATEMENTS};
use crate::pages::lists::tests::FILES;
use crate::pages::tests::{get, post, signed_in_at, site};
use crate::visit::Site;
use crate::web::app;

const PAGE: &str = "/statements/653125/special-development";

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_made_explained_and_signed_by_another() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        take_in(&test, &[("收支余.csv", STATEMENTS), ("对账.csv", RECONCILIATIONS)]).await;
        let site = site(&test);
        let app = app(&site);
        let office = |role| Some((role, "653125", None));
        let maker = signed_in_at(&site, "maker", office(Role::BureauBusiness), false).await;
        let treasury = signed_in_at(&site, "treasury", office(Role::BureauTreasury), false).await;
        let other = Some((Role::BureauTreasury, "653101", None));
        let elsewhere = signed_in_at(&site, "elsewhere", other, false).await;
        let april = format!("{PAGE}?month=2019-04");
        let making = format!("{PAGE}/making");
        let signing = format!("{PAGE}/signing");

        let page = get(&app, &april, &maker).await;
        assert!(page.text.contains("尚未编制") && page.text.contains("编制报表"), "{}", page.text);
        assert!(!page.text.contains("name=\"decision\""), "nothing to sign yet");
        assert_eq!(get(&app, &april, &elsewhere).await.status, StatusCode::FORBIDDEN);
        // Nobody but the section that keeps the books makes it, and only of months that are over.
        let refused = [
            (&treasury, &making, "month=2019-04", StatusCode::FORBIDDEN),
            (&elsewhere, &signing, "month=2019-04&decision=sign", StatusCode::FORBIDDEN),
            (&maker, &making, "month=2019-04", StatusCode::UNPROCESSABLE_ENTITY),
            (&maker, &making, "month=2999-01&explanation=x", StatusCode::UNPROCESSABLE_ENTITY),
            (&treasury, &signing, "month=2019-04&decision=sign", StatusCode::UNPROCESSABLE_ENTITY),
        ];
        for (who, path, form, status) in refused {
            let answer = post(&app, path, who, form).await;
            assert_eq!(answer.status, status, "{}: {path} {form}", test.engine);
        }
        let unexplained = post(&app, &making, &maker, "month=2019-04").await.text;
        assert!(unexplained.contains("说明差额"), "{unexplained}");
        let said = "month=2019-04&explanation=V2+was+posted+late+653125199001011234";
        assert_eq!(post(&app, &making, &maker, said).await.status, StatusCode::SEE_OTHER);
        let again = post(&app, &making, &maker, said).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

        // It waits for the treasury section, is sent back with a reason, and made again.
        assert!(get(&app, "/", &treasury).await.text.contains("待您签认的报表"));
        let bare = post(&app, &signing, &treasury, "month=2019-04&decision=back").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back = "month=2019-04&decision=back&reason=which+day";
        assert_eq!(post(&app, &signing, &treasury, back).await.status, StatusCode::SEE_OTHER);
        assert!(get(&app, "/", &maker).await.text.contains("退回您重新编制的报表"));
        assert_eq!(post(&app, &making, &maker, said).await.status, StatusCode::SEE_OTHER);

        // Records that change in between have to be looked at again.
        let late = "凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人类型,资金\n\
                    V8,653125,2019,2019-04-30,1,直接支付,进度款,企业,扶贫发展资金\n";
        take_in(&test, &[("支付.csv", late)]).await;
        let sign = "month=2019-04&decision=sign";
        let moved = post(&app, &signing, &treasury, sign).await;
        assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(moved.text.contains("重新编制"), "{}", moved.text);
        let form = "month=2019-04&decision=back&reason=V8+came";
        assert_eq!(post(&app, &signing, &treasury, form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(post(&app, &making, &maker, said).await.status, StatusCode::SEE_OTHER);
        assert_eq!(post(&app, &signing, &treasury, sign).await.status, StatusCode::SEE_OTHER);
        let signed = get(&app, &april, &treasury).await.text;
        assert!(signed.contains("已签认") && signed.contains("V2 was posted late"), "{signed}");
        assert!(!signed.contains("19900101"), "numbers of persons are not kept: {signed}");
        // What was signed is the monthly statement of the records, and nothing has moved by that.
        assert!(!signed.contains("记录有变动"), "{signed}");
        is_record(&site).await;
        assert!(!get(&app, "/", &treasury).await.text.contains("待您签认的报表"));
        let list = get(&app, "/ledger/statements?month=2019-04", &maker).await.text;
        assert!(list.contains("已签认") && list.contains(&format!("{PAGE}?month=2019-04")));
    }
}

/// The monthly statement of the records is the one that was signed.
async fn is_record(site: &Site) {
    let mut tx = site.context.db.read().await.unwrap();
    let of = [("county", "653125"), ("month", "2019-04"), ("fund", "special-development")];
    let held = store::history::held(&mut tx, TableId::Statements, &of, 9).await.unwrap();
    let [record] = held.as_slice() else { panic!("{held:?}") };
    let figure = |column| record.number(TableId::Statements, column).unwrap();
    assert_eq!(figure("opening") + figure("income") - figure("expenditure"), figure("closing"));
    assert!(record.corrects.is_some() && record.file == "step", "{record:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_the_own_statement() {
    for test in databases().await.unwrap() {
        take_in(&test, &FILES).await;
        let site = site(&test);
        let app = app(&site);
        let office = Some((Role::BureauBusiness, "653125", None));
        let cookie = signed_in_at(&site, "both", office, false).await;
        let form = "month=2019-03";
        let made = post(&app, &format!("{PAGE}/making"), &cookie, form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        // The same person comes to hold the post that signs, too.
        let mut tx = site.context.db.write().await.unwrap();
        let person = store::people::by_login(&mut tx, "both").await.unwrap().unwrap();
        let post_two = store::posts::NewPost {
            public_id: "post-two",
            role: Role::BureauTreasury.word(),
            division: "653125",
            organisation: None,
            title: "国库股",
        };
        let number = store::posts::add(&mut tx, post_two).await.unwrap();
        store::posts::assign(&mut tx, number, person.id, "2019-01-01").await.unwrap();
        tx.commit().await.unwrap();
        let (path, form) = (format!("{PAGE}/signing"), "month=2019-03&decision=sign");
        let sign = post(&app, &path, &cookie, form).await;
        assert_eq!(sign.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sign.text.contains("自己编制"), "{}: {}", test.engine, sign.text);
    }
}
