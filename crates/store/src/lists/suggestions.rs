//! The list of suggestions.

use super::List;
use super::tables::{sorted, text};

/// Suggestions on the monitoring work, each with the post that makes it.
pub static SUGGESTIONS: List = List {
    name: "suggestions",
    from: "suggestions AS r JOIN posts AS o ON o.post_id = r.post_id",
    holds: "",
    key: "r.suggestion_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.suggestion_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("home", "r.home"),
        text("post", "o.title"),
        text("title", "r.title"),
        text("said", "r.said"),
        text("answer", "r.answer"),
        text("setting", "CAST(r.setting_id AS TEXT)"),
        text("state", "r.state"),
    ],
    search: &["r.title", "r.said", "r.answer", "o.title"],
    spoken: &[
        ("r.title", "SELECT DISTINCT title FROM suggestions"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
    ],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};
