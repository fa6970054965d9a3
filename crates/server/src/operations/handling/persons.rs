//! Names of persons in what was said with steps: kept hidden, masked before they are read.

use serde_json::Value;
use store::persons::Persons;

use crate::operations::warnings::Taken;

/// What was said with steps as it is read.
pub(crate) fn masked_steps(persons: &Persons, taken: &mut [Taken]) {
    for one in taken {
        mask_said(persons, &mut one.body);
    }
}

/// What was said with a step as it is read.
pub(crate) fn mask_said(persons: &Persons, body: &mut Value) {
    match body {
        Value::String(text) => *text = persons.masked(text).into_owned(),
        Value::Object(parts) => parts.values_mut().for_each(|part| mask_said(persons, part)),
        _ => {}
    }
}
