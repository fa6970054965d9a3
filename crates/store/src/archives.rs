//! The archive of a project (PERF-14): which matters are about it, of all kinds.

use crate::db::{Sql, Tx, Value};
use crate::error::Result;
use crate::steps::Matter;

const PROJECT: Sql = Sql::new("SELECT way_id FROM project_ways WHERE project = $1 ORDER BY way_id");
const TARGET: Sql = Sql::new(
    "SELECT way_id FROM target_ways WHERE subject_kind = 'project' AND subject = $1 ORDER BY way_id",
);
const CONTRIBUTION: Sql = Sql::new(
    "SELECT contribution_id FROM contributions WHERE project = $1 ORDER BY contribution_id",
);
const PAYMENT_REQUEST: Sql =
    Sql::new("SELECT request_id FROM payment_requests WHERE project = $1 ORDER BY request_id");
const MONITORING: Sql = Sql::new(
    "SELECT round_id FROM monitoring_rounds WHERE target IN \
     (SELECT id FROM targets WHERE subject = $1 AND subject_kind = 'project') ORDER BY round_id",
);
const SELF_EVALUATION: Sql = Sql::new(
    "SELECT evaluation_id FROM self_evaluations WHERE target IN \
     (SELECT id FROM targets WHERE subject = $1 AND subject_kind = 'project') ORDER BY evaluation_id",
);
const INSPECTION: Sql = Sql::new(
    "SELECT inspection_id FROM inspection_projects WHERE project = $1 ORDER BY inspection_id",
);
const WARNING: Sql = Sql::new(
    "SELECT warning_id FROM warnings WHERE subject_kind = 'project' AND subject_id = $1 ORDER BY warning_id",
);
const CASE: Sql = Sql::new(
    "SELECT c.case_id FROM warnings AS w JOIN cases AS c ON c.warning_id = w.warning_id \
     WHERE w.subject_kind = 'project' AND w.subject_id = $1 ORDER BY c.case_id",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &PROJECT,
    &TARGET,
    &CONTRIBUTION,
    &PAYMENT_REQUEST,
    &MONITORING,
    &SELF_EVALUATION,
    &INSPECTION,
    &WARNING,
    &CASE,
];

/// The kinds of matters that can be about a project, each with the statement that gives their numbers.
const KINDS: [(&str, &Sql); 9] = [
    ("project", &PROJECT),
    ("target", &TARGET),
    ("contribution", &CONTRIBUTION),
    ("payment_request", &PAYMENT_REQUEST),
    ("monitoring", &MONITORING),
    ("self_evaluation", &SELF_EVALUATION),
    ("inspection", &INSPECTION),
    ("warning", &WARNING),
    ("case", &CASE),
];

/// The matters that are about a project, kind by kind.
pub async fn matters(tx: &mut Tx, project: &str) -> Result<Vec<Matter>> {
    let mut found = Vec::new();
    for (kind, sql) in KINDS {
        for row in tx.rows(sql, &[Value::from(project)]).await? {
            found.push(Matter { kind, id: row.int(0)? });
        }
    }
    Ok(found)
}
