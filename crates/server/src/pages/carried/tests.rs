//! Which forms go on after a session has ended, and what of them.

use super::*;

#[test]
fn only_forms_of_the_platform_go_on_and_only_what_was_written() {
    for (back, form, fits) in [
        ("/entry/payments", "0.amount=1", true),
        ("/entry/payments", "", false),
        ("/entry/colours", "0.amount=1", false),
        ("/cases/9/rectification", "step=report&text=x", true),
        ("/hand-downs", "source=A1", true),
        ("/cases//rectification", "step=report", false),
        ("/people", "password=secret", false),
        ("/tokens", "password=secret", false),
        ("/password", "new=secret", false),
        ("/sign-in", "password=secret", false),
        ("/sign-out", "0.amount=1", false),
        ("/nowhere", "0.amount=1", false),
        ("//evil.example/entry/payments", "0.amount=1", false),
        ("//evil.example/cases/9/rectification", "step=report", false),
        ("https://evil.example", "0.amount=1", false),
    ] {
        assert_eq!(Carried::sent(back, form).is_some(), fits, "{back} {form}");
    }
    assert!(Carried::sent("/entry/payments", &"x".repeat(MOST + 1)).is_none());
    let form = "0.payee=%E6%B0%B4+a%26b&step=save&seal=ab&0.key=6531";
    let carried = Carried::sent("/entry/benefits", form).unwrap();
    let fields = [("0.payee", "水 a&b"), ("0.key", "6531")];
    assert_eq!(carried.fields(), fields.map(|(n, t)| (n.to_owned(), t.to_owned())));
    assert!(!format!("{carried:?}").contains("6531"));
}

#[tokio::test]
async fn of_a_form_with_documents_the_texts_go_on_and_the_names_of_the_documents() {
    let part = |head: &str, text: &str| {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n")
    };
    let body = [
        part("name=\"step\"", "report"),
        part("name=\"text\"", "已退回 100 元 & 重新支付"),
        part("name=\"evidence\"; filename=\"回单.pdf\"", "%PDF-1.7"),
        part("name=\"evidence\"; filename=\"照片.jpg\"", "JPEG"),
        part("name=\"other\"; filename=\"\"", ""),
        "--x--\r\n".to_owned(),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=x".parse().unwrap());
    let form = written(&headers, Body::from(body.concat())).await.unwrap();
    let carried = Carried::sent("/cases/9/rectification", &form).unwrap();
    let fields = [("step", "report"), ("text", "已退回 100 元 & 重新支付")];
    assert_eq!(carried.fields(), fields.map(|(n, t)| (n.to_owned(), t.to_owned())));
    assert!(carried.takes_documents());
    let documents = [("evidence".to_owned(), "回单.pdf, 照片.jpg".to_owned())];
    assert_eq!(carried.documents(), documents);
    assert_eq!(carried.page(), "/cases/9");
    let long = part("name=\"text\"", &"x".repeat(MOST)) + "--x--\r\n";
    assert_eq!(written(&headers, Body::from(long)).await, None);
    let broken = Body::from("--x\r\nContent-Disposition: form-data; name=\"step\"\r\n\r\nrep");
    assert_eq!(written(&headers, broken).await, None);
}
