//! The body of a request to begin with: every part with a value that says nothing yet, as its type has it.

use serde_json::{Map, Value, json};

use super::DOCUMENT;
use crate::routes::programs::{Described, Takes};

/// How deep parts lie in each other, at most; no type holds itself.
const DEEPEST: usize = 8;

/// The body of a route that takes JSON, with all its parts; none where it takes none.
pub(crate) fn body(one: &Described) -> Option<Value> {
    let Takes::Json(name) = one.takes else { return None };
    Some(empty(&DOCUMENT["components"]["schemas"][name], DEEPEST))
}

/// A value of a type that says nothing.
fn empty(schema: &Value, deep: usize) -> Value {
    if deep == 0 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return empty(&DOCUMENT["components"]["schemas"][name], deep - 1);
    }
    if let Some(first) = schema["enum"].get(0).or_else(|| schema["allOf"].get(0)) {
        return if first.is_object() { empty(first, deep - 1) } else { first.clone() };
    }
    let kinds = [&schema["oneOf"], &schema["anyOf"]];
    if let Some(all) = kinds.into_iter().find_map(Value::as_array) {
        let may_lack = all.iter().any(|one| one["type"] == "null");
        let first = || all.first().map_or(Value::Null, |first| empty(first, deep - 1));
        return if may_lack { Value::Null } else { first() };
    }
    match kind(schema) {
        Some("string") => json!(""),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(0)),
        Some("boolean") => json!(false),
        Some("array") => json!([empty(&schema["items"], deep - 1)]),
        Some("object") => object(schema, deep),
        _ => Value::Null,
    }
}

/// The name of a type; none where the value may lack.
fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::Array(kinds) if kinds.iter().any(|kind| kind == "null") => None,
        Value::Array(kinds) => kinds.first().and_then(Value::as_str),
        one => one.as_str(),
    }
}

fn object(schema: &Value, deep: usize) -> Value {
    let named = schema["properties"].as_object().into_iter().flatten();
    let parts: Map<String, Value> =
        named.map(|(name, part)| (name.clone(), empty(part, deep - 1))).collect();
    Value::Object(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::body;
    use crate::routes::Verb;
    use crate::routes::programs::{API, Takes};

    #[test]
    fn a_body_has_every_part_of_its_type() {
        let of = |path: &str| {
            let one = API.iter().find(|one| one.route.path == path && one.route.verb == Verb::Post);
            body(one.unwrap())
        };
        let verdict = json!({ "table": "", "rows": [{}], "lines": "more" });
        assert_eq!(of("/api/v1/verdicts"), Some(verdict));
        let step = json!({ "step": "", "reason": "", "remarks": "" });
        assert_eq!(of("/api/v1/monthly-returns/{id}/draft"), Some(step));
        assert_eq!(of("/api/v1/screenings"), None);
        for one in API.iter().filter(|one| matches!(one.takes, Takes::Json(_))) {
            let parts = body(one).unwrap();
            assert!(parts.as_object().is_some_and(|parts| !parts.is_empty()), "{}", one.route.path);
        }
    }
}
