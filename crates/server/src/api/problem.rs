//! What a program is told when something cannot be done (RFC 9457): the refusals of the pages by their stable
//! names, with the sentences in both languages.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Lang;
use serde::Serialize;
use serde_json::Value;

use super::Sentence;
use crate::operations::{Failure, ImportRefusal, Refusal};
use crate::visit::language;

/// Why a request came to nothing.
#[derive(Debug)]
pub(crate) struct Problem {
    /// What happened.
    pub(crate) failure: Failure,
    /// The language of title and detail.
    pub(crate) lang: Lang,
    /// What exactly is wrong with what was asked.
    pub(crate) mistakes: Vec<String>,
    /// The part of the request that is meant.
    pub(crate) field: Option<Box<str>>,
    /// Seconds after which it may be tried again.
    pub(crate) again: Option<u32>,
    /// What the rules say of it, where that has to be seen before it is done.
    pub(crate) verdict: Option<Box<Value>>,
}

/// Why a request came to nothing.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Told {
    /// `urn:mingzhang:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What it is, in few words.
    title: &'static str,
    /// Status of the answer.
    status: u16,
    /// What is wrong and what to do, in the language of the request.
    detail: String,
    /// A stable name, by which programs tell problems apart.
    code: &'static str,
    /// What is wrong, in both languages.
    sentences: Sentence,
    /// The clause on which it rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'static str>,
    /// The part of the request that is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What exactly is wrong with what was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<String>,
    /// What the rules say of it, with the seal by which it is told that this was seen: where `code` is
    /// `verdict-unseen`, or a cell of what was entered cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Box<Value>>,
}

impl Problem {
    /// A failure without more to say.
    pub(crate) fn new(failure: impl Into<Failure>, lang: Lang) -> Problem {
        let (mistakes, field, again, verdict) = (Vec::new(), None, None, None);
        Problem { failure: failure.into(), lang, mistakes, field, again, verdict }
    }

    fn told(&self) -> (StatusCode, Told) {
        let lang = self.lang;
        let (status, code, clause, sentences) = match &self.failure {
            Failure::Refused(refusal) => {
                let clause = match refusal {
                    Refusal::Step(step) => step.clause(),
                    _ => None,
                };
                let said = Sentence::of(|lang| refusal.sentence(lang));
                (status(*refusal), refusal.name(), clause, said)
            }
            Failure::Import(refusal) => {
                let said = Sentence::of(|lang| refusal.sentence(lang));
                (StatusCode::UNPROCESSABLE_ENTITY, import_code(refusal), None, said)
            }
            Failure::Store(_) | Failure::System(_) => {
                let said = Sentence::of(broken);
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", None, said)
            }
        };
        let told = Told {
            kind: format!("urn:mingzhang:problem:{code}"),
            title: title(status, lang),
            status: status.as_u16(),
            detail: lang.pick(&sentences.zh, &sentences.en).to_owned(),
            code,
            sentences,
            clause,
            field: self.field.as_deref().map(str::to_owned),
            mistakes: self.mistakes.clone(),
            verdict: self.verdict.clone(),
        };
        (status, told)
    }
}

/// The answer to a method that an address is not asked for by.
pub(crate) async fn unknown_method(headers: HeaderMap) -> Problem {
    Problem::new(Refusal::UnknownMethod, language(&headers))
}

fn broken(lang: Lang) -> &'static str {
    lang.pick(
        "系统出错，没有保存任何内容。请稍后再试；仍不成功时，请联系网络信息中心。",
        "Something went wrong and nothing was saved. Try again later; if it happens again, tell the network \
         centre.",
    )
}

fn import_code(refusal: &ImportRefusal) -> &'static str {
    match refusal {
        ImportRefusal::Unreadable(_) => "import-unreadable",
        ImportRefusal::NothingRead(_) => "import-nothing-read",
        ImportRefusal::Cell(_) => "cell-unreadable",
        ImportRefusal::Outside(_) => "import-outside",
        ImportRefusal::RegionOnly(_) => "import-region-only",
        ImportRefusal::Exceptions => "import-exceptions",
        ImportRefusal::Named { code, .. } => code,
    }
}

fn title(status: StatusCode, lang: Lang) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => lang.pick("请求有误", "The request is wrong"),
        StatusCode::UNAUTHORIZED => {
            lang.pick("令牌缺失或无效", "No token, or one that opens nothing")
        }
        StatusCode::FORBIDDEN => lang.pick("无权办理", "Not allowed"),
        StatusCode::NOT_FOUND => lang.pick("没有找到", "Not found"),
        StatusCode::METHOD_NOT_ALLOWED => lang.pick("请求方法不对", "Wrong method"),
        StatusCode::CONFLICT => lang.pick("与另一请求冲突", "In conflict with another request"),
        StatusCode::PAYLOAD_TOO_LARGE => lang.pick("内容过大", "Too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => lang.pick("内容类型不对", "Wrong type of body"),
        StatusCode::TOO_MANY_REQUESTS => lang.pick("请求过于频繁", "Too many requests"),
        StatusCode::INTERNAL_SERVER_ERROR => lang.pick("系统出错", "Something went wrong"),
        _ => lang.pick("无法办理", "This cannot be done"),
    }
}

fn status(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::AskedWrongly | Refusal::BodyUnreadable | Refusal::KeyUnfit => {
            StatusCode::BAD_REQUEST
        }
        Refusal::SignInFirst | Refusal::WrongToken => StatusCode::UNAUTHORIZED,
        Refusal::OutOfScope | Refusal::TokenUse => StatusCode::FORBIDDEN,
        Refusal::UnknownPerson
        | Refusal::UnknownUpload
        | Refusal::UnknownImport
        | Refusal::UnknownSaved
        | Refusal::UnknownMapping
        | Refusal::UnknownRecord
        | Refusal::UnknownToken
        | Refusal::UnknownWebhook
        | Refusal::UnknownDivision
        | Refusal::UnknownAddress => StatusCode::NOT_FOUND,
        Refusal::UnknownMethod => StatusCode::METHOD_NOT_ALLOWED,
        Refusal::TakenMeanwhile | Refusal::UnderWay | Refusal::DoneUnanswered => {
            StatusCode::CONFLICT
        }
        Refusal::BodyTooLarge | Refusal::UploadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::BodyKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Refusal::TooOften | Refusal::TooFast => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if matches!(self.failure, Failure::Store(_) | Failure::System(_)) {
            tracing::error!(error = %self.failure);
        }
        let (status, told) = self.told();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let under_way = matches!(self.failure, Failure::Refused(Refusal::UnderWay));
        let again = self.again.or(under_way.then_some(1));
        if let Some(seconds) = again {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        let text = serde_json::to_string(&told).unwrap_or_default();
        (status, headers, text).into_response()
    }
}
