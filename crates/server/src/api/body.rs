//! What programs send: JSON of exactly the parts that are asked for.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::{Caller, Problem};
use crate::operations::{Failure, Refusal};

/// A body as it was meant.
pub(crate) struct Read<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Read<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Read<T>, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Extension::<Caller>::from_request_parts(&mut parts, state).await;
        let Extension(caller) = caller
            .map_err(|error| Problem::new(Failure::System(error.to_string()), domain::Lang::Zh))?;
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(caller.problem(Refusal::BodyKind));
        }
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await;
        let bytes = bytes.map_err(|_| caller.problem(Refusal::BodyTooLarge))?;
        read(&caller, &bytes)
    }
}

fn read<T: DeserializeOwned>(caller: &Caller, bytes: &[u8]) -> Result<Read<T>, Problem> {
    serde_json::from_slice(bytes).map(Read).map_err(|error| {
        let said = domain::privacy::mask(&error.to_string());
        Problem {
            field: field(&said),
            mistakes: vec![said],
            ..caller.problem(Refusal::BodyUnreadable)
        }
    })
}

/// The part of the body that a mistake names.
fn field(said: &str) -> Option<Box<str>> {
    let quoted = said.split('`').nth(1)?;
    said.contains(" field `").then(|| quoted.into())
}
