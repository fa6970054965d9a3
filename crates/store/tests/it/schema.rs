//! The schema: every statement understood by both databases, every column of the contract kept.

use domain::TableId;
use store::records::Part;
use store::testing::{databases, empty_databases};
use store::{
    accountabilities, answers, archives, attachments, cases, changes, contributions, draws, events,
    factor_plans, figures, flows, fund_proposals, handdowns, history, imports, inquiries,
    inspections, integration, ledger, lists, lookup, mappings, migrate, monitorings,
    monthly_returns, notices, payment_requests, people, persons, platform_key, posts, projects,
    pushes, recalled, reconciliations, records, refunds, registers, saved, screenings,
    self_evaluations, sessions, settings, statements, steps, suggestions, targets, tokens, uploads,
    warnings, webhooks,
};

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_understand_every_statement() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let modules = [
            accountabilities::STATEMENTS,
            answers::STATEMENTS,
            archives::STATEMENTS,
            attachments::STATEMENTS,
            cases::STATEMENTS,
            changes::STATEMENTS,
            contributions::STATEMENTS,
            draws::STATEMENTS,
            events::STATEMENTS,
            factor_plans::STATEMENTS,
            figures::STATEMENTS,
            flows::STATEMENTS,
            fund_proposals::STATEMENTS,
            history::STATEMENTS,
            imports::STATEMENTS,
            imports::list::STATEMENTS,
            inquiries::STATEMENTS,
            inspections::STATEMENTS,
            integration::STATEMENTS,
            ledger::STATEMENTS,
            lists::kept::STATEMENTS,
            lookup::STATEMENTS,
            mappings::STATEMENTS,
            monitorings::STATEMENTS,
            monthly_returns::STATEMENTS,
            notices::STATEMENTS,
            payment_requests::STATEMENTS,
            targets::STATEMENTS,
            people::STATEMENTS,
            persons::STATEMENTS,
            platform_key::STATEMENTS,
            posts::STATEMENTS,
            handdowns::STATEMENTS,
            projects::STATEMENTS,
            pushes::STATEMENTS,
            reconciliations::STATEMENTS,
            records::STATEMENTS,
            refunds::STATEMENTS,
            registers::STATEMENTS,
            saved::STATEMENTS,
            screenings::STATEMENTS,
            self_evaluations::STATEMENTS,
            sessions::STATEMENTS,
            settings::STATEMENTS,
            recalled::STATEMENTS,
            statements::STATEMENTS,
            steps::STATEMENTS,
            tokens::STATEMENTS,
            warnings::STATEMENTS,
            suggestions::STATEMENTS,
            uploads::STATEMENTS,
            webhooks::STATEMENTS,
        ];
        for sql in modules.into_iter().flatten() {
            tx.prepare(sql).await.unwrap_or_else(|e| panic!("{}: {sql}: {e}", test.engine));
        }
        let county = domain::Division::from_code(653_125);
        for id in TableId::ALL {
            for part in [Part::Whole, Part::County(county), Part::County(None)] {
                let (sql, _) = records::held(*id, part);
                tx.prepare(&sql).await.unwrap_or_else(|e| panic!("{}: {sql}: {e}", test.engine));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_can_be_taken_one_by_one_and_again() {
    for test in empty_databases().await.unwrap() {
        for step in migrate::steps() {
            test.db.migrate(step).await.unwrap();
            test.db.migrate(step).await.unwrap();
        }
    }
}
