//! Pages of matters: each is shown, sends its steps, and shows itself again where one was refused, with what was
//! written.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};

use super::{Action, Filled, Input, document, number};
use crate::operations::Done;
use crate::operations::handling::one::{self, One};
use crate::pages::Page;
use crate::visit::{Site, Visit};

/// A matter with a page of its own.
pub(crate) trait OnPage: One {
    /// Its page; `back` is what came back to it.
    fn page(self, site: &Site, visit: &Visit, back: &Back) -> impl Future<Output = Page> + Send;
}

/// A step that was not taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Back {
    /// What was written, by the names of fields.
    pub(crate) sent: Vec<(String, String)>,
    /// Why it was not taken; nothing where nothing came back.
    pub(crate) refusal: Option<String>,
}

impl Back {
    /// What was refused, with what was written.
    pub(crate) fn new(sent: &Filled, refusal: String) -> Back {
        Back { sent: sent.pairs.clone(), refusal: Some(refusal) }
    }

    /// Whether a field had this text.
    fn says(&self, name: &str, text: &str) -> bool {
        self.sent.iter().any(|(own, said)| own == name && said == text)
    }

    /// What was written under a name in the form that is told apart from others by a field and its text.
    pub(crate) fn kept(&self, of: &str, which: &impl ToString, name: &str) -> Option<&str> {
        let mut named = self.sent.iter().filter(|(own, _)| own == name);
        let is_own = self.says(of, &which.to_string());
        named.next_back().filter(|_| is_own).map(|(_, text)| text.as_str())
    }

    /// The forms of a page: the one that came back is open and filled in.
    pub(crate) fn to(&self, mut actions: Vec<Action>) -> Vec<Action> {
        let Some(action) = actions.iter_mut().find(|action| self.is_of(action)) else {
            return actions;
        };
        action.came_back = true;
        for field in &mut action.fields {
            let written = self.sent.iter().filter(|(name, _)| name == field.name);
            let texts: Vec<&str> = written.map(|(_, text)| text.as_str()).collect();
            if !texts.is_empty() {
                field.value = texts.join("\n");
            }
        }
        actions
    }

    fn is_of(&self, action: &Action) -> bool {
        let mut handed_on = action.fields.iter().filter(|field| field.input == Input::Hidden);
        self.says("step", action.step) && handed_on.all(|field| self.says(field.name, &field.value))
    }
}

/// Shows the one of a number.
pub(crate) async fn show<M: OnPage>(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    view::<M>(&site, &visit, number(&visit, &id)?, &Back::default()).await
}

/// The page of the one of a number, with what came back to it.
async fn view<M: OnPage>(site: &Site, visit: &Visit, id: i64, back: &Back) -> Page {
    let read = M::read(&site.context, &visit.origin, visit.actor()?, id).await;
    read.map_err(|failure| visit.problem(failure))?.page(site, visit, back).await
}

/// After a step: on to the page, or the page again with why it was refused and what was written.
pub(crate) async fn after<M: OnPage>(
    site: &Site,
    visit: &Visit,
    (id, sent): (i64, &Filled),
    done: Done<()>,
) -> Page {
    led_to::<M, M>(site, visit, (id, sent), done.map(|()| id)).await
}

/// The same of a step about one that leads to another matter: on to that one.
pub(crate) async fn led_to<To: One, M: OnPage>(
    site: &Site,
    visit: &Visit,
    (id, sent): (i64, &Filled),
    done: Done<i64>,
) -> Page {
    match visit.said(done)? {
        Ok(other) => Ok(Redirect::to(&To::address(other)).into_response()),
        Err(refusal) => view::<M>(site, visit, id, &Back::new(sent, refusal)).await,
    }
}

/// A document of one.
pub(crate) async fn file<M: OnPage>(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((id, name)): Path<(String, String)>,
) -> Page {
    let of = (number(&visit, &id)?, number(&visit, &name)?);
    let read = one::document::<M>(&site.context, &visit.origin, visit.actor()?, of).await;
    Ok(document(read.map_err(|failure| visit.problem(failure))?))
}
