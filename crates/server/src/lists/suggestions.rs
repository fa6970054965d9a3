//! The list of suggestions.

use store::lists;

use super::faces::shown;
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

/// Suggestions on the monitoring work.
pub(crate) static SUGGESTIONS: Face = Face {
    list: &lists::SUGGESTIONS,
    path: "/suggestions",
    title: ("意见建议", "Suggestions"),
    search: ("标题、内容、答复、岗位", "title, text, answer, post"),
    operation: Operation::ListSuggestions,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
        shown("home", ("提出单位", "Division"), Kind::Division, 16, Filter::Choice),
        shown("post", ("提出岗位", "Post"), Kind::Text, 24, Filter::None),
        shown("title", ("标题", "Title"), Kind::Text, 40, Filter::None),
        shown("state", ("状态", "State"), Kind::Named(words::SUGGESTION), 12, Filter::Choice),
        shown("answer", ("答复", "Answer"), Kind::Text, 40, Filter::None),
    ],
    sort: "since",
    sums: &[],
};
