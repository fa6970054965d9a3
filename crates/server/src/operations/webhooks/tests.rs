//! Webhooks against a receiver that fails as real ones do: each change once, in order, signed, within reach.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use domain::Lang;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use store::events::{Event, append};
use store::people;
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::context::Moment;
use crate::operations::cases::tests::actor;
use crate::operations::tests::{self as fixtures, PASSWORD, refused};
use crate::outward::Outward;

/// A delivery as it came: its number, its signature, its body.
type Delivery = (String, String, String);

/// What a receiver was sent, and what it answers next: 200 when nothing is laid down.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Delivery>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Receiver {
    /// A receiver at an address of this machine.
    async fn listening() -> (Receiver, String) {
        let receiver = Receiver::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hooks/", listener.local_addr().unwrap());
        let app = Router::new().route("/hooks/in", post(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (receiver, address)
    }

    fn answers(&self, statuses: &[u16]) {
        *self.answers.lock().unwrap() = statuses.iter().rev().copied().collect();
    }

    fn got(&self) -> Vec<Delivery> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> Response {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let delivery = (header("mingzhang-delivery"), header("mingzhang-signature"), body);
    receiver.got.lock().unwrap().push(delivery);
    match receiver.answers.lock().unwrap().pop().unwrap_or(200) {
        302 => Redirect::to("/hooks/in").into_response(),
        status => StatusCode::from_u16(status).unwrap().into_response(),
    }
}

fn subjects(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap();
    let subject = |change: &Value| change["subject"].as_str().unwrap().to_owned();
    body["changes"].as_array().unwrap().iter().map(subject).collect()
}

fn at(seconds: i64) -> Origin {
    let at = Moment(1_612_137_600).after(seconds);
    Origin { at, day: at.day().unwrap(), from: "test job".to_owned(), once: None }
}

async fn happens(test: &TestDb, kind: &str, subject: &str, division: &str) {
    let event = Event {
        at: "2021-02-01T00:00:00Z".to_owned(),
        actor: "system".to_owned(),
        post: String::new(),
        origin: "test job".to_owned(),
        operation: "import".to_owned(),
        subject_kind: kind.to_owned(),
        subject_id: subject.to_owned(),
        division: Some(division.to_owned()),
        body: "{}".to_owned(),
    };
    let mut tx = test.db.write().await.unwrap();
    append(&mut tx, &event).await.unwrap();
    tx.commit().await.unwrap();
}

/// A county's officer with a webhook, and its receiver.
struct Story {
    context: Context,
    officer: Actor,
    receiver: Receiver,
    address: String,
    secret: String,
}

async fn officer(context: &Context) -> Actor {
    let mut officer = actor(context, Role::BureauFund, "653125").await;
    let hash = context.passwords.hash(PASSWORD).await.unwrap();
    let mut tx = context.db.write().await.unwrap();
    people::set_password(&mut tx, officer.person.id, &hash, false).await.unwrap();
    officer.person = people::by_id(&mut tx, officer.person.id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    officer
}

fn asked<'a>(officer: &'a Actor, address: &'a str) -> Asked<'a> {
    let post = officer.held.first().unwrap().post.as_str();
    Asked { password: PASSWORD, post, title: "OA", address }
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        let (receiver, prefix) = Receiver::listening().await;
        let mut context = fixtures::context(test);
        context.outward = Outward::to(std::slice::from_ref(&prefix), Lang::En).unwrap();
        let (officer, address) = (officer(&context).await, format!("{prefix}in"));
        happens(test, "import", "before", "653125").await;
        let secret = add(&context, &at(0), &officer, asked(&officer, &address)).await.unwrap();
        Story { context, officer, receiver, address, secret }
    }

    async fn delivers(&self, seconds: i64) -> (u32, u32) {
        let done = deliver_due(&self.context, &at(seconds)).await.unwrap();
        (done.confirmed, done.failed)
    }

    async fn hook(&self) -> Webhook {
        list(&self.context, &self.officer).await.unwrap().remove(0)
    }

    fn signs(&self, (_, signature, body): &Delivery) -> bool {
        let (moment, hash) = signature.split_once(",v1=").unwrap();
        let moment = moment.strip_prefix("t=").unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(format!("{moment}.{body}").as_bytes());
        store::hex(&mac.finalize().into_bytes()) == hash
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_in_reach_is_told_in_order_however_often_the_receiver_fails() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        assert_eq!(story.delivers(1).await, (0, 0), "nothing of before is told");
        for subject in ["1", "2"] {
            happens(&test, "import", subject, "653125").await;
            happens(&test, "import", "far", "652901").await;
            happens(&test, "person", "private", "653125").await;
        }
        story.receiver.answers(&[500, 302]);
        assert_eq!(story.delivers(2).await, (0, 1));
        happens(&test, "case", "3", "653125").await;
        assert_eq!(story.delivers(3).await, (0, 0), "it waits before it tries again");
        assert_eq!(story.delivers(13).await, (0, 1));
        assert_eq!(story.delivers(13 + 60).await, (1, 0), "{}", test.engine);
        let got = story.receiver.got();
        assert_eq!(got.len(), 3, "a redirection is not followed");
        for delivery in &got {
            assert_eq!(subjects(&delivery.2), ["1", "2"]);
            assert!(story.signs(delivery), "{delivery:?}");
            assert_eq!((&delivery.0, &delivery.2), (&got[0].0, &got[0].2), "the same again");
        }
        assert_eq!(story.delivers(74).await, (1, 0));
        let next = story.receiver.got();
        assert_eq!(subjects(&next[0].2), ["3"]);
        assert_ne!(next[0].0, got[0].0);
        assert_eq!(story.delivers(75).await, (0, 0));
        let hook = story.hook().await;
        assert_eq!((hook.failures, hook.last_answer.as_deref()), (0, Some("200")));
    }
}

/// A process that dies after it sent and before it could note the answer sends the same again.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_whose_answer_was_lost_is_sent_again_as_it_was() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        happens(&test, "import", "1", "653125").await;
        let before = story.hook().await;
        assert_eq!(story.delivers(1).await, (1, 0));
        let mut tx = test.db.write().await.unwrap();
        let told = story.hook().await.told_to;
        let lost = webhooks::Outcome {
            told_to: before.told_to,
            sending_to: Some(told),
            failures: 0,
            next_at: &at(61).at.to_string(),
            answer: None,
        };
        webhooks::settle(&mut tx, before.id, lost).await.unwrap();
        tx.commit().await.unwrap();
        happens(&test, "import", "2", "653125").await;
        assert_eq!(story.delivers(62).await, (1, 0));
        assert_eq!(story.delivers(63).await, (1, 0));
        let got = story.receiver.got();
        assert_eq!((&got[0].0, &got[0].2), (&got[1].0, &got[1].2), "{}", test.engine);
        assert_eq!(subjects(&got[2].2), ["2"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_tell_it_once() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        happens(&test, "import", "1", "653125").await;
        let (one, other) = tokio::join!(story.delivers(1), story.delivers(1));
        assert_eq!(one.0 + other.0, 1, "{}", test.engine);
        assert_eq!(story.receiver.got().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, officer) = (&story.context, &story.officer);
        let good = asked(officer, &story.address);
        for (wrong, refusal) in [
            (Asked { title: " ", ..good }, Refusal::TitleUnfit),
            (Asked { post: "none", ..good }, Refusal::UnknownPost),
            (Asked { address: "https://elsewhere.example/", ..good }, Refusal::AddressNotAllowed),
            (Asked { password: "wrong", ..good }, Refusal::WrongPassword),
        ] {
            assert_eq!(refused(add(context, &at(1), officer, wrong).await), refusal);
        }
        for _ in 1..MOST {
            add(context, &at(1), officer, good).await.unwrap();
        }
        assert_eq!(refused(add(context, &at(1), officer, good).await), Refusal::WebhooksTooMany);
        let network = actor(context, Role::RegionNetwork, "650000").await;
        let without = asked(&network, &story.address);
        assert_eq!(refused(add(context, &at(1), &network, without).await), Refusal::OutOfScope);
        let id = story.hook().await.public_id;
        assert_eq!(refused(stop(context, &at(1), &network, &id).await), Refusal::UnknownWebhook);
        assert_eq!(refused(try_now(context, &at(1), &network, &id).await), Refusal::UnknownWebhook);
        let kept = story.hook().await.secret;
        assert!(!kept.contains(MARK), "the secret is kept sealed: {kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_post_is_told_no_more() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let post = story.officer.held.first().unwrap().post.clone();
        let mut tx = test.db.write().await.unwrap();
        let number = posts::by_public_id(&mut tx, &post).await.unwrap().unwrap().id;
        let heir = store::people::NewPerson {
            public_id: "heir",
            login: "heir",
            name: "继任",
            password: "",
            must_change: false,
        };
        let heir = people::add(&mut tx, heir).await.unwrap().unwrap();
        let holder = posts::holder_on(&mut tx, number, "2021-01-31").await.unwrap().unwrap();
        posts::end(&mut tx, holder.id, "2021-01-31").await.unwrap();
        posts::assign(&mut tx, number, heir, "2021-02-01").await.unwrap();
        tx.commit().await.unwrap();
        happens(&test, "import", "1", "653125").await;
        let done = deliver_due(&story.context, &at(5)).await.unwrap();
        assert_eq!(done, Delivered { stopped: 1, ..Delivered::default() }, "{}", test.engine);
        assert!(story.receiver.got().is_empty());
        assert!(story.hook().await.stopped_at.is_some());
        stop(&story.context, &at(6), &story.officer, &story.hook().await.public_id).await.unwrap();
    }
}
