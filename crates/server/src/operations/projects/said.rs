//! A step of a project as it was entered in a form.

use std::collections::BTreeMap;

use domain::handling::AttachmentId;
use domain::project::{Change, Contract, Decision, Money, Request, Step};
use domain::{Fen, Unit};

use crate::operations::handling::acting::{Sent, day, written, yuan};
use crate::operations::{Done, Refusal};

/// What was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Word of the step.
    pub(crate) step: String,
    /// The texts of the form by their names.
    pub(crate) texts: BTreeMap<String, String>,
    /// Seal of the verdict that was seen last.
    pub(crate) seen: String,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
}

impl Said {
    /// A step with some texts.
    pub(crate) fn new(step: &str, texts: &[(&str, &str)]) -> Said {
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Said { step: step.to_owned(), texts: texts.collect(), ..Said::default() }
    }

    /// A text of the form.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    fn written(&self, name: &str) -> Result<String, Refusal> {
        written(self.text(name))
    }

    fn decision(&self) -> Done<Decision> {
        Ok(Decision { document: self.written("document")?, on: day(self.text("on"))? })
    }

    fn request(&self) -> Done<Request> {
        Ok(match self.step.as_str() {
            "ask_change" => Request::Change(Change {
                planned: yuan(self.text("planned"))?,
                contract: signed(self.text("contract_change"))?,
                goal: self.written("goal")?,
                reason: self.written("reason")?,
            }),
            "ask_leave" => Request::Leave { reason: self.written("reason")? },
            _ => Request::Surplus {
                amount: yuan(self.text("amount"))?,
                purpose: self.written("purpose")?,
            },
        })
    }
}

/// An amount that may be negative; nothing written is nothing.
fn signed(text: &str) -> Result<Fen, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Fen(0));
    }
    Fen::parse(text, Unit::Yuan, true).map_err(|_| Refusal::NotAnAmount)
}

/// The step that was entered, with its documents.
pub(crate) fn step_of(said: &Said, evidence: Vec<AttachmentId>) -> Done<Step> {
    let on = || day(said.text("on"));
    Ok(match said.step.as_str() {
        "apply" => Step::Apply { note: said.written("note")? },
        "review" => Step::Review {
            place: said.written("place")?,
            posted_on: day(said.text("posted_on"))?,
            evidence,
        },
        "examine" => Step::Examine { opinion: said.written("opinion")? },
        "return" => {
            Step::SendBack { field: said.written("field")?, reason: said.written("reason")? }
        }
        "enter" => Step::Enter(said.decision()?),
        "plan" => Step::Plan(said.decision()?),
        "fund" => Step::Fund(Money {
            allotment: said.written("allotment")?,
            amount: yuan(said.text("amount"))?,
            on: on()?,
        }),
        "contract" => Step::Contract(Contract {
            contractor: said.written("contractor")?,
            amount: yuan(said.text("amount"))?,
            retention: yuan(said.text("retention"))?,
            on: on()?,
            evidence,
        }),
        "start" => Step::Start { on: on()? },
        "finish" => Step::Finish { on: on()? },
        "accept_work" => Step::Accept { on: on()?, surplus: yuan(said.text("surplus"))?, evidence },
        "conclude" => Step::Close { note: said.written("note")? },
        "ask_change" | "ask_leave" | "ask_surplus" => Step::Ask(said.request()?),
        "grant_project" => Step::Grant(said.decision()?),
        "deny_project" => Step::Deny { reason: said.written("reason")? },
        _ => return Err(Refusal::UnknownStep.into()),
    })
}
