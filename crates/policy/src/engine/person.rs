//! Names of persons inside the texts beside a finding: 偿还王小明债务 names the payee as much as the payee's own
//! column does, and both show the first character alone.

use domain::TableId;

use crate::context::Context;
use crate::facts::fill::{cell, masked};
use crate::facts::payment;
use crate::finding::{Evidence, EvidenceValue};
use crate::lang::{Trace, TraceValue};

/// A person's full name, to be found in texts.
#[derive(Clone, Copy)]
pub(super) struct Person<'a>(&'a str);

impl<'a> Person<'a> {
    /// The person that a record is about, where it is about one. A single character names nobody.
    pub(super) fn of(context: &'a Context, record: Option<(TableId, usize)>) -> Option<Person<'a>> {
        let name = match record? {
            (TableId::Payments, row) => payment::person(context, row)?,
            (TableId::Benefits, row) => {
                let name = cell(&context.data.tables.benefits.name, row);
                context.data.names.text_or_empty(name)
            }
            _ => return None,
        };
        (name.chars().count() > 1).then_some(Person(name))
    }

    /// Masks the name in what a rule looked at.
    pub(super) fn hide(self, evidence: &mut [Evidence]) {
        for shown in evidence {
            self.hide_in(&mut shown.value);
        }
    }

    /// Masks the name in the value of every part of an expression.
    pub(super) fn hide_in_trace(self, trace: &mut Trace) {
        if let TraceValue::Value(value) = &mut trace.value {
            self.hide_in(value);
        }
        for part in &mut trace.parts {
            self.hide_in_trace(part);
        }
    }

    fn hide_in(self, value: &mut EvidenceValue) {
        if let EvidenceValue::Text(text) = value
            && text.contains(self.0)
        {
            *text = text.replace(self.0, &masked(self.0));
        }
    }
}
