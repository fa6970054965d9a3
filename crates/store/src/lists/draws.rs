//! The lists of draws of spot checks, and of what they drew.

use super::List;
use super::tables::{number, sorted, text};

/// Draws, each with the post that made its seed.
pub static DRAWS: List = List {
    name: "draws",
    from: "draws AS r JOIN posts AS o ON o.post_id = r.post_id",
    holds: "",
    key: "r.draw_id",
    places: &["r.home"],
    organisation: None,
    columns: &[
        text("id", "CAST(r.draw_id AS TEXT)"),
        sorted(text("since", "r.since")),
        text("home", "r.home"),
        sorted(number("fiscal_year", "r.fiscal_year")),
        text("post", "o.title"),
        text("again", "r.again"),
        text("state", "r.state"),
        number("projects", "r.projects"),
        number("drawn", "r.drawn"),
        text("commitment", "r.commitment"),
        text("frame", "r.frame_hash"),
        text("seed", "r.seed"),
    ],
    search: &["r.commitment", "r.frame_hash", "r.seed", "r.again", "o.title"],
    spoken: &[
        ("r.again", "SELECT DISTINCT again FROM draws"),
        ("o.title", "SELECT DISTINCT title FROM posts"),
    ],
    memory: None,
    sums: &[],
    kept: None,
    split: None,
};

/// Projects that were drawn, each with the self-evaluation and spot check of its target that are on record now.
pub static DRAWN: List = List {
    name: "drawn",
    from: "draw_picks AS r JOIN draws AS d ON d.draw_id = r.draw_id \
           LEFT JOIN evaluated AS e ON e.row_id = \
           (SELECT MAX(x.row_id) FROM evaluated AS x WHERE x.target = r.target)",
    holds: "",
    key: "r.pick_id",
    places: &["r.county"],
    organisation: Some("e.unit"),
    columns: &[
        text("draw", "CAST(r.draw_id AS TEXT)"),
        sorted(text("since", "d.since")),
        number("fiscal_year", "d.fiscal_year"),
        text("home", "d.home"),
        sorted(number("place", "r.place")),
        text("county", "r.county"),
        text("unit", "COALESCE(e.unit, '')"),
        text("project", "r.project"),
        text("project_name", "COALESCE(e.project_name, r.project)"),
        text("target", "r.target"),
        text("risk", "r.risk"),
        text("size", "r.size"),
        number("amount", "r.amount"),
        number("score", "r.score"),
        number("red", "r.red"),
        number("yellow", "r.yellow"),
        number("spot", "e.spot"),
        number("spot_difference", "e.spot - e.score"),
    ],
    search: &["r.target", "r.project", "e.project_name", "e.unit"],
    spoken: &[],
    memory: None,
    sums: &["r.amount"],
    kept: None,
    split: None,
};
