//! What leaves the platform by itself: deliveries to the addresses that the settings allow, and mail by the
//! server that they name. Nothing else of the platform opens a connection to the outside.

mod mail;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use domain::Lang;
use reqwest::{Client, Url, header, redirect};

pub(crate) use self::mail::{Letter, Mail, MailSettings, Unsent, is_address};
use crate::config::Config;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The ways out that the settings open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outward {
    /// What the addresses of webhooks may begin with; none: there are no webhooks.
    allowed: Arc<[Url]>,
    /// Sends deliveries; none where none are allowed.
    client: Option<Client>,
    /// Sends mail; none where the settings name no server.
    pub(crate) mail: Option<Mail>,
}

/// Something to be delivered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parcel<'a> {
    /// Where to.
    pub(crate) address: &'a str,
    /// Its number: the same, whenever it is sent again.
    pub(crate) number: &'a str,
    /// Its signature.
    pub(crate) signature: &'a str,
    /// What is in it: JSON.
    pub(crate) body: &'a str,
}

impl Outward {
    /// The ways out that the settings open.
    pub(crate) fn open(config: &Config, lang: Lang) -> anyhow::Result<Outward> {
        // The provider may stand already: tests open more than one platform in a process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mail = config.mail.as_ref().map(|mail| Mail::open(mail, lang)).transpose()?;
        Ok(Outward { mail, ..Outward::to(&config.webhooks_to, lang)? })
    }

    /// Deliveries to addresses that begin with one of these.
    pub(crate) fn to(allowed: &[String], lang: Lang) -> anyhow::Result<Outward> {
        let allowed: Vec<Url> =
            allowed.iter().map(|text| prefix(text, lang)).collect::<anyhow::Result<_>>()?;
        let client = if allowed.is_empty() { None } else { Some(client()?) };
        Ok(Outward { allowed: allowed.into(), client, mail: None })
    }

    /// What the addresses of webhooks may begin with.
    pub(crate) fn allowed(&self) -> impl Iterator<Item = &str> {
        self.allowed.iter().map(Url::as_str)
    }

    /// An address as it is kept, where the settings allow it: same scheme, host and port, and a path below. What
    /// a browser would read otherwise than it looks (a name and password in front, `..`) is refused or resolved
    /// first.
    pub(crate) fn admitted(&self, address: &str) -> Option<String> {
        let url = Url::parse(address.trim()).ok()?;
        let plain =
            url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let below = |prefix: &&Url| {
            url.origin() == prefix.origin() && url.path().starts_with(prefix.path())
        };
        (plain && self.allowed.iter().any(|prefix| below(&prefix))).then(|| url.into())
    }

    /// Sends something; the status of the answer, or in a word why there was none. Redirections are not followed:
    /// they could lead anywhere.
    pub(crate) async fn send(&self, parcel: Parcel<'_>) -> Result<u16, &'static str> {
        let Some(client) = &self.client else { return Err("not_allowed") };
        // The settings may have changed since the address was entered.
        let address = self.admitted(parcel.address).ok_or("not_allowed")?;
        let request = client
            .post(address)
            .header(header::CONTENT_TYPE, "application/json")
            .header("Mingzhang-Delivery", parcel.number)
            .header("Mingzhang-Signature", parcel.signature)
            .body(parcel.body.to_owned());
        match request.send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) if error.is_timeout() => Err("timeout"),
            Err(error) if error.is_connect() => Err("unreachable"),
            Err(_) => Err("broken_off"),
        }
    }
}

fn client() -> anyhow::Result<Client> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(redirect::Policy::none()).timeout(PATIENCE);
    Ok(builder.user_agent(concat!("mingzhang/", env!("CARGO_PKG_VERSION"))).no_proxy().build()?)
}

/// What addresses may begin with, as the settings write it: a scheme, a host and a path that ends in `/`.
fn prefix(text: &str, lang: Lang) -> anyhow::Result<Url> {
    let unfit = || {
        let (zh, en) = (
            "webhooks_to 应为以 https:// 或 http:// 开头、以 / 结尾的地址",
            "webhooks_to are addresses that begin with https:// or http:// and end in /",
        );
        anyhow!("{}：{text}", lang.pick(zh, en))
    };
    let url = Url::parse(text).map_err(|_| unfit())?;
    let fits =
        matches!(url.scheme(), "https" | "http") && url.has_host() && url.path().ends_with('/');
    if !fits || url.query().is_some() {
        bail!(unfit());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_lead_only_where_the_settings_allow() {
        let allowed = ["https://oa.example.cn/hooks/".to_owned(), "http://10.0.0.5:81/".to_owned()];
        let outward = Outward::to(&allowed, Lang::En).unwrap();
        let check = |address: &str, fits: bool| {
            assert_eq!(outward.admitted(address).is_some(), fits, "{address}");
        };
        check("https://oa.example.cn/hooks/mingzhang", true);
        check(" https://oa.example.cn:443/hooks/a?b=c ", true);
        check("http://10.0.0.5:81/x", true);
        check("https://oa.example.cn/other", false);
        check("https://oa.example.cn/hooks/../other", false);
        check("https://oa.example.cn/hooks/%2e%2e/other", false);
        check("http://oa.example.cn/hooks/a", false);
        check("https://oa.example.cn.evil.example/hooks/a", false);
        check("https://oa.example.cn@evil.example/hooks/a", false);
        check("https://user:word@oa.example.cn/hooks/a", false);
        check("https://oa.example.cn:8443/hooks/a", false);
        check("http://10.0.0.5/x", false);
        check("file:///etc/passwd", false);
        check("", false);
        assert!(Outward::default().admitted("https://oa.example.cn/hooks/a").is_none());
    }

    #[test]
    fn settings_that_allow_too_much_by_mistake_are_refused() {
        for text in [
            "oa.example.cn",
            "https://oa.example.cn/hooks",
            "ftp://a/",
            "https:///",
            "https://a/?b/",
        ] {
            assert!(Outward::to(&[text.to_owned()], Lang::Zh).is_err(), "{text}");
        }
    }
}
