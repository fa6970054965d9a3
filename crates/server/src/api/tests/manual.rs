//! The commands of `docs/api.md` and its Chinese twin, asked of the platform as they stand there.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use store::testing::databases;

use super::stories::PAYMENTS;
use super::{EVERYTHING, token, told};
use crate::access::Role;
use crate::context::Origin;
use crate::operations::screening;
use crate::operations::tests::take_in;
use crate::pages::tests::{Answer, answer, site};
use crate::web::app;

/// The words of a line as a shell takes them apart.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars().chain([' ']) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words
}

async fn run(app: &Router, line: &str, secret: &str) -> Answer {
    let (mut path, mut body, mut verb, mut headers) = (String::new(), None, "GET", Vec::new());
    let mut words = words(line).into_iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-H" => headers.push(words.next().unwrap()),
            "-X" => verb = if words.next().unwrap() == "POST" { "POST" } else { "GET" },
            "--json" => {
                (verb, body) = ("POST", words.next());
                headers.push(format!("{CONTENT_TYPE}: application/json"));
            }
            "-F" => {
                let name = words.next().unwrap().replace("file=@", "");
                verb = "POST";
                headers.push(format!("{CONTENT_TYPE}: multipart/form-data; boundary=b"));
                body = Some(format!(
                    "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n\
                     {PAYMENTS}\r\n--b--\r\n"
                ));
            }
            _ => path = word,
        }
    }
    let mut request = Request::builder().method(verb).uri(path.replace("$SITE", ""));
    for header in headers {
        let header = header.replace("$TOKEN", &format!("{AUTHORIZATION}: Bearer {secret}"));
        let (name, value) = header.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    answer(app, request.body(Body::from(body.unwrap_or_default())).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_manual_work() {
    for name in ["api.md", "api.zh-CN.md"] {
        let test = databases().await.unwrap().remove(0);
        take_in(&test, &[("payments.csv", PAYMENTS)]).await;
        let site = site(&test);
        let app = app(&site);
        let origin = Origin::now(None, "job".to_owned());
        screening::screen_if_due(&site.context, &origin).await.unwrap();
        // The head of a bureau answers for the warning; the fund office of the region screens, a treasury imports.
        let head = (Role::BureauHead, "653125", None);
        let head = token(&site, "head", head, &EVERYTHING).await;
        let office = (Role::RegionFundOffice, "650000", None);
        let office = token(&site, "office", office, &EVERYTHING).await;
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/");
        let page = std::fs::read_to_string(format!("{path}{name}")).unwrap();
        let (mut upload, mut commands) = (String::new(), 0);
        for line in page.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let (line, status) = line.split_once("   # ").unwrap_or((line, "200"));
            let line = line.replace("$UPLOAD", &upload);
            let region = ["screenings", "uploads", "verdicts", "records"]
                .iter()
                .any(|part| line.contains(part));
            let answer = run(&app, &line, if region { &office } else { &head }).await;
            assert_eq!(
                answer.status.as_u16().to_string(),
                status,
                "{name} {line}\n{}",
                answer.text
            );
            if line.contains("uploads\"") {
                told(&answer)["id"].as_str().unwrap().clone_into(&mut upload);
            }
            commands += 1;
        }
        assert_eq!(commands, 24, "{name}");
    }
}
