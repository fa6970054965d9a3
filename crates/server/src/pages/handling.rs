//! What the pages of warnings and cases have in common: forms for the steps that can be taken now, and the
//! history of those that were taken.

mod begun;
mod filled;
mod one;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::{Day, Lang};
use policy::Pack;
use store::attachments::Attachment;

use super::Problem;
use crate::context::in_china;
use crate::operations::Refusal;
use crate::operations::handling::acting::LARGEST;
use crate::operations::handling::said::said;
pub(crate) use crate::operations::handling::said::{basis_of, said_name, step as step_name};
use crate::operations::warnings::Taken;
use crate::output;
use crate::visit::{Site, Visit};

pub(crate) use self::begun::Beginning;
pub(crate) use self::filled::{Filled, row_at};
pub(crate) use self::one::{Back, OnPage, after, file, led_to, show};

/// Bytes of a form with documents, at most.
pub(crate) const UPLOAD: usize = 2 * LARGEST + (1 << 20);

/// A step that can be taken now, with what has to be said.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    /// Where the form goes.
    pub(crate) path: String,
    /// Word of the step.
    pub(crate) step: &'static str,
    /// What it is.
    pub(crate) title: &'static str,
    /// What comes of it.
    pub(crate) note: &'static str,
    /// What has to be said.
    pub(crate) fields: Vec<Field>,
    /// Whether documents come with it.
    pub(crate) files: bool,
    /// Tells forms of one page apart.
    pub(crate) id: String,
    /// Whether it came back, with what was written.
    pub(crate) came_back: bool,
}

/// One thing that has to be said.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its name in the form.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) label: &'static str,
    /// How it is entered.
    pub(crate) input: Input,
    /// Whether it may stay empty.
    pub(crate) optional: bool,
    /// What stands in it at first; of several that are chosen, each in a line.
    pub(crate) value: String,
}

/// How something is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// A day.
    Day,
    /// Documents.
    Files,
    /// Not by hand: it is handed on.
    Hidden,
    /// One of these: value and name.
    Choice(Vec<(String, String)>),
    /// Any of these: value and name.
    Several(Vec<(String, String)>),
}

impl Action {
    /// A form that is filled in on its own page, or as the only one of its kind on a page.
    pub(crate) fn new(
        (path, step): (String, &'static str),
        (title, note): (&'static str, &'static str),
        fields: Vec<Field>,
    ) -> Action {
        let files = fields.iter().any(|field| field.input == Input::Files);
        let id = step.to_owned();
        Action { path, step, title, note, fields, files, id, came_back: false }
    }

    /// The same, told apart from others of its step.
    pub(crate) fn told_apart(self, id: String) -> Action {
        Action { id, ..self }
    }

    /// Whether documents come with it.
    pub(crate) fn has_documents(&self) -> bool {
        self.fields.iter().any(|field| field.input == Input::Files)
    }
}

impl Field {
    /// A field that must be filled.
    pub(crate) fn new(name: &'static str, label: &'static str, input: Input) -> Field {
        Field { name, label, input, optional: false, value: String::new() }
    }

    /// The same, which may stay empty.
    pub(crate) fn optional(self) -> Field {
        Field { optional: true, ..self }
    }

    /// The same with something in it at first.
    pub(crate) fn filled(self, value: String) -> Field {
        Field { value, ..self }
    }

    /// The options to choose from.
    pub(crate) fn options(&self) -> &[(String, String)] {
        match &self.input {
            Input::Choice(options) | Input::Several(options) => options,
            _ => &[],
        }
    }

    /// Whether an option is chosen.
    pub(crate) fn has(&self, option: &str) -> bool {
        self.value.split('\n').any(|chosen| chosen == option)
    }

    /// Which kind of input the template writes.
    pub(crate) fn kind(&self) -> &'static str {
        match self.input {
            Input::Line => "line",
            Input::Text => "text",
            Input::Day => "day",
            Input::Files => "files",
            Input::Hidden => "hidden",
            Input::Choice(_) => "choice",
            Input::Several(_) => "several",
        }
    }
}

/// A step of the past, as it is read.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    /// The day.
    pub(crate) day: String,
    /// Who.
    pub(crate) person: String,
    /// As what.
    pub(crate) post: String,
    /// What was done.
    pub(crate) what: &'static str,
    /// What was said: name and text.
    pub(crate) said: Vec<(&'static str, String)>,
}

/// The steps that were taken, in the reader's language.
pub(crate) fn history(taken: &[Taken], lang: Lang) -> Vec<Past> {
    taken.iter().map(|taken| past(taken, lang)).collect()
}

/// A step that was taken, in the reader's language.
pub(crate) fn past(taken: &Taken, lang: Lang) -> Past {
    Past {
        day: taken.day.clone(),
        person: taken.person.clone().unwrap_or_else(|| lang.pick("系统", "the system").to_owned()),
        post: taken.post.clone().unwrap_or_default(),
        what: step_name(&taken.kind, lang),
        said: said(&taken.body, lang),
    }
}

/// Clauses as they are named in a line: document and place.
pub(crate) fn quoted_clauses(pack: &Pack, ids: &[String]) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    for (document, path, _) in ids.iter().filter_map(|id| output::citation(pack, id)) {
        let name = format!("{document}{path}");
        if !named.contains(&name) {
            named.push(name);
        }
    }
    named
}

/// A deadline with the working days that are left.
pub(crate) fn until(site: &Site, visit: &Visit, due: Day) -> String {
    let today = visit.origin.day;
    let left = site.context.pack.calendar.workdays_between(today, due);
    match (due < today, left, visit.lang) {
        (true, _, Lang::Zh) => format!("{due} 已逾期"),
        (true, _, Lang::En) => format!("{due} overdue"),
        (false, Some(left), Lang::Zh) => format!("{due} 前，还有 {left} 个工作日"),
        (false, Some(left), Lang::En) => format!("by {due}, {left} working days left"),
        (false, None, _) => due.to_string(),
    }
}

/// The number in an address.
pub(crate) fn number(visit: &Visit, text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| visit.problem(Refusal::UnknownRecord.into()))
}

/// A document to be saved, never shown inside the platform.
pub(crate) fn document((attachment, content): (Attachment, Vec<u8>)) -> Response {
    let name: String = attachment.name.bytes().map(escaped).collect();
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let headers = [(CONTENT_TYPE, attachment.media_type), (CONTENT_DISPOSITION, disposition)];
    (headers, content).into_response()
}

fn escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    }
}

/// Documents as they are listed: number, name, size, when they came.
pub(super) fn documents(all: &[Attachment]) -> Vec<(i64, String, String, String)> {
    let listed = |one: &Attachment| (one.id, one.name.clone(), size(one.size), in_china(&one.at));
    all.iter().map(listed).collect()
}

/// A size as people read it.
pub(crate) fn size(bytes: i64) -> String {
    if bytes < 1 << 20 {
        format!("{} kB", (bytes + 1023) >> 10)
    } else {
        format!("{} MB", bytes >> 20)
    }
}
