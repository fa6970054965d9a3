//! Mail, by the server that the settings name.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use domain::Lang;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;

use crate::trouble;

/// How long the server may take for one step.
const PATIENCE: Duration = Duration::from_secs(15);

/// The mail server, as the settings name it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailSettings {
    /// `smtps://mail.example.gov.cn`, `smtp://mail.example.gov.cn?tls=required`, or without TLS on the same
    /// machine `smtp://127.0.0.1:25`.
    pub(crate) server: String,
    /// Name to sign in with, where the server wants one.
    pub(crate) user: Option<String>,
    /// The file with the password.
    pub(crate) password: Option<PathBuf>,
    /// Whom letters are from.
    pub(crate) from: String,
    /// The address of the platform's pages, to which letters lead.
    pub(crate) pages: String,
}

/// A way to send mail.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The address of the platform's pages, without a `/` at the end.
    pub(crate) pages: String,
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// To whom.
    pub(crate) to: String,
    /// About what.
    pub(crate) subject: String,
    /// What it says.
    pub(crate) text: String,
}

/// Why a letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsent {
    /// This letter never will be: the address is not taken.
    Refused,
    /// The server cannot be reached or has a problem: it may be tried again.
    Later,
}

impl Mail {
    /// The server of the settings. It is not asked anything yet: the platform starts without it, too.
    pub(crate) fn open(settings: &MailSettings, lang: Lang) -> anyhow::Result<Mail> {
        let server = || lang.pick("mail.server（邮件服务器）有误", "mistake in mail.server");
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.server);
        let mut transport = transport.with_context(server)?.timeout(Some(PATIENCE));
        if let Some(user) = &settings.user {
            let path = settings.password.as_deref().ok_or_else(|| no_password(lang))?;
            transport =
                transport.credentials(Credentials::new(user.clone(), password(path, lang)?));
        }
        let sender = || lang.pick("mail.from（发件地址）有误", "mistake in mail.from");
        let from = settings.from.parse().with_context(sender)?;
        let pages = settings.pages.trim_end_matches('/').to_owned();
        if !(pages.starts_with("https://") || pages.starts_with("http://")) {
            bail!(
                "{}",
                lang.pick("mail.pages 应为本平台的网址", "mail.pages is the platform's address")
            );
        }
        Ok(Mail { transport: transport.build(), from, pages })
    }

    /// Sends a letter.
    pub(crate) async fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let to = letter.to.parse::<Address>().map_err(|_| Unsent::Refused)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|_| Unsent::Refused)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Unsent::Refused),
            Err(error) => {
                tracing::warn!(error = %error, "the mail server does not answer as it should");
                Err(Unsent::Later)
            }
        }
    }
}

/// Whether this is an address to which mail can be sent.
pub(crate) fn is_address(text: &str) -> bool {
    text.is_ascii() && text.parse::<Address>().is_ok()
}

fn no_password(lang: Lang) -> anyhow::Error {
    let (zh, en) = (
        "已写 mail.user，请用 mail.password 指明存放密码的文件",
        "mail.user is given: name the file with its password by mail.password",
    );
    anyhow!("{}", lang.pick(zh, en))
}

fn password(path: &Path, lang: Lang) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).map_err(trouble::reading(path, lang))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
