//! Notices against a mail server that speaks as real ones do: who is told of what, once, and what is never said.

use std::sync::{Arc, Mutex};

use domain::Lang;
use store::testing::databases;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::access::Role;
use crate::operations::Stage;
use crate::operations::cases::tests::actor;
use crate::operations::pushes::make_due;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::operations::tests::{self as fixtures, refused};
use crate::outward::{Mail, MailSettings, Outward};

/// What a mail server took, and how it answers to `RCPT TO`.
#[derive(Clone, Default)]
struct Server {
    letters: Arc<Mutex<Vec<String>>>,
    refusal: Arc<Mutex<Option<&'static str>>>,
}

impl Server {
    async fn listening() -> (Server, Outward) {
        let server = Server::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.serve(stream).await;
            }
        });
        let settings = MailSettings {
            server: format!("smtp://{address}"),
            user: None,
            password: None,
            from: "明账 <mingzhang@example.gov.cn>".to_owned(),
            pages: "https://mz.example.gov.cn/".to_owned(),
        };
        let mail = Mail::open(&settings, Lang::En).unwrap();
        let mut outward = Outward::to(&[], Lang::En).unwrap();
        outward.mail = Some(mail);
        (server, outward)
    }

    /// One connection: SMTP as far as a letter needs it.
    async fn serve(&self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let (mut lines, mut letter) = (BufReader::new(read).lines(), None::<String>);
        write.write_all(b"220 ready\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match &mut letter {
                Some(text) if line != "." => {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                Some(text) => {
                    self.letters.lock().unwrap().push(std::mem::take(text));
                    letter = None;
                    "250 taken"
                }
                None => match line.get(..4).unwrap_or_default() {
                    "EHLO" => "250 server",
                    "RCPT" => self.refusal.lock().unwrap().unwrap_or("250 fine"),
                    "DATA" => {
                        letter = Some(String::new());
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 fine",
                },
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn letters(&self) -> Vec<String> {
        std::mem::take(&mut *self.letters.lock().unwrap())
    }
}

/// The text of a letter, out of its transfer encoding.
fn text(letter: &str) -> String {
    use base64::Engine as _;
    let (head, body) = letter.split_once("\n\n").unwrap();
    assert!(head.contains("base64"), "{head}");
    let body: String = body.split_whitespace().collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(body).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_it_is_told_once_what_waits_and_nothing_of_what_was_found() {
    for test in databases().await.unwrap() {
        let (mut context, set) = (fixtures::context(&test), region(2, 2, 120));
        let (server, outward) = Server::listening().await;
        context.outward = outward;
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let warned = all(&mut context.db.read().await.unwrap()).await;
        let county = &warned.first().unwrap().place.home;
        let fund = actor(&context, Role::BureauFund, county).await;
        let head = actor(&context, Role::BureauHead, county).await;
        let day = on("2021-01-05");
        set_address(&context, &day, &fund, " fund@example.gov.cn ").await.unwrap();
        set_address(&context, &day, &head, "head@example.gov.cn").await.unwrap();
        assert_eq!(address(&context, &fund).await.unwrap().as_deref(), Some("fund@example.gov.cn"));
        assert_eq!(send_due(&context, &day).await.unwrap(), Noticed::default(), "they begin now");

        assert_eq!(make_due(&context, &day).await.unwrap().lists, 1);
        *server.refusal.lock().unwrap() = Some("451 later");
        assert_eq!(send_due(&context, &day).await.unwrap(), Noticed::default());
        *server.refusal.lock().unwrap() = None;
        let done = send_due(&context, &day).await.unwrap();
        assert_eq!(done, Noticed { sent: 1, refused: 0 }, "{}", test.engine);
        assert_eq!(send_due(&context, &day).await.unwrap(), Noticed::default());
        let letters = server.letters();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("To: fund@example.gov.cn"), "{}", letters[0]);
        let text = text(&letters[0]);
        assert!(text.contains("推送清单") && text.contains("https://mz.example.gov.cn/pushes/"));
        assert!(!text.contains("元") && !text.contains("买买提"), "{text}");

        set_address(&context, &day, &fund, "").await.unwrap();
        assert_eq!(address(&context, &fund).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_the_server_refuses_holds_nobody_up() {
    for test in databases().await.unwrap() {
        let (mut context, set) = (fixtures::context(&test), region(2, 2, 120));
        let (server, outward) = Server::listening().await;
        context.outward = outward;
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let warned = all(&mut context.db.read().await.unwrap()).await;
        let fund = actor(&context, Role::BureauFund, &warned.first().unwrap().place.home).await;
        let day = on("2021-01-05");
        set_address(&context, &day, &fund, "gone@example.gov.cn").await.unwrap();
        send_due(&context, &day).await.unwrap();
        make_due(&context, &day).await.unwrap();
        *server.refusal.lock().unwrap() = Some("550 no such box");
        assert_eq!(send_due(&context, &day).await.unwrap(), Noticed { sent: 0, refused: 1 });
        assert_eq!(send_due(&context, &day).await.unwrap(), Noticed::default());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_must_be_one_and_needs_a_server() {
    for test in databases().await.unwrap() {
        let mut context = fixtures::context(&test);
        let fund = actor(&context, Role::BureauFund, "653125").await;
        let day = on("2021-01-05");
        let none = set_address(&context, &day, &fund, "fund@example.gov.cn").await;
        assert_eq!(refused(none), Refusal::NoMail);
        context.outward = Server::listening().await.1;
        for unfit in ["fund", "a@b@c", "甲@例.中国", "a b@c.cn", "a@b.cn\nBcc: c@d.cn"] {
            let done = set_address(&context, &day, &fund, unfit).await;
            assert_eq!(refused(done), Refusal::MailUnfit, "{unfit}");
        }
        let mut fresh = fund.clone();
        fresh.stage = Stage::Factor;
        let begun = set_address(&context, &day, &fresh, "").await;
        assert_eq!(refused(begun), Refusal::SignInFirst);
    }
}
