//! From a warning to the end of its case, on both databases: what each step does, and what is refused.

mod money;

use std::fs;

use domain::handling::StepRefusal;
use store::db::Tx;
use store::lists::{Query, Test};
use store::people::NewPerson;
use store::posts::NewPost;
use store::testing::{TestDb, databases};
use store::warnings::Warning;
use store::{events, people, posts, steps};
use tempfile::TempDir;

use super::{Doing, open, rectify, supervise};
use crate::access::{Operation, Role};
use crate::context::Context;
use crate::operations::accountability::{Proposing, decide, propose};
use crate::operations::cases::OneCase;
use crate::operations::due::due;
use crate::operations::escalation::{Escalated, escalate};
use crate::operations::handling::acting::Sent;
use crate::operations::handling::one::One as _;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::operations::sign_in::held_post;
use crate::operations::tests::{context, refused};
use crate::operations::warnings::{self as matters, Handling, decide_exemption, handle};
use crate::operations::{Actor, Refusal, Stage};

/// Somebody in a post.
pub(crate) async fn actor(context: &Context, role: Role, division: &str) -> Actor {
    let login = format!("{}-{division}", role.word().replace(['.', '_'], "-"));
    let mut tx = context.db.write().await.unwrap();
    let public_id = format!("person-{login}");
    let person = NewPerson {
        public_id: &public_id,
        login: &login,
        name: "买买提",
        password: "",
        must_change: false,
    };
    let person = people::add(&mut tx, person).await.unwrap().unwrap();
    let public_id = format!("post-{login}");
    let post = NewPost {
        public_id: &public_id,
        role: role.word(),
        division,
        organisation: None,
        title: &login,
    };
    let post = posts::add(&mut tx, post).await.unwrap();
    posts::assign(&mut tx, post, person, "2019-01-01").await.unwrap();
    let person = people::by_id(&mut tx, person).await.unwrap().unwrap();
    let held = posts::of_person(&mut tx, person.id, "2021-01-01").await.unwrap();
    tx.commit().await.unwrap();
    let held = held.into_iter().filter_map(held_post).collect();
    Actor { person, held, session: String::new(), stage: Stage::Open }
}

pub(crate) fn pdf() -> Vec<Sent> {
    vec![Sent { name: "凭证.pdf".to_owned(), content: b"%PDF-1.7 proof".to_vec() }]
}

pub(crate) fn doing(step: &str, text: &str) -> Doing {
    Doing { step: step.to_owned(), text: text.to_owned(), ..Doing::default() }
}

fn handling(step: &str, reason: &str) -> Handling {
    Handling { step: step.to_owned(), reason: reason.to_owned(), ..Handling::default() }
}

fn step(refusal: StepRefusal) -> Refusal {
    Refusal::Step(refusal)
}

/// A county in which money was paid by delegated payment, and everybody who deals with it.
pub(crate) struct Story {
    pub(crate) context: Context,
    pub(crate) set: TempDir,
    pub(crate) before: String,
    pub(crate) warning: i64,
    pub(crate) head: Actor,
    pub(crate) fund: Actor,
    pub(crate) prefecture: Actor,
    pub(crate) second: Actor,
}

impl Story {
    pub(crate) async fn new(test: &TestDb) -> Story {
        let (context, set) = (context(test), region(2, 2, 120));
        let before = fs::read_to_string(set.path().join("payments.csv")).unwrap();
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let mut tx = context.db.read().await.unwrap();
        let warnings = all(&mut tx).await;
        drop(tx);
        let found = warnings.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
        let (county, above) = (found.place.home.clone(), found.place.prefecture.clone());
        Story {
            head: actor(&context, Role::BureauHead, &county).await,
            fund: actor(&context, Role::BureauFund, &county).await,
            prefecture: actor(&context, Role::BureauHead, &above).await,
            second: actor(&context, Role::BureauFund, &above).await,
            warning: found.id,
            context,
            set,
            before,
        }
    }

    async fn handles(&self, by: &Actor, input: Handling) -> Result<(), Refusal> {
        let done = handle(&self.context, &on("2021-01-05"), by, self.warning, &input).await;
        done.map_err(|failure| refused::<()>(Err(failure)))
    }

    pub(crate) async fn supervises(
        &self,
        by: &Actor,
        case: i64,
        input: Doing,
    ) -> Result<(), Refusal> {
        let done = supervise(&self.context, &on("2021-01-06"), by, case, &input).await;
        done.map_err(|failure| refused::<()>(Err(failure)))
    }

    async fn rectifies(&self, by: &Actor, case: i64, input: Doing) -> Result<(), Refusal> {
        let done = rectify(&self.context, &on("2021-01-06"), by, case, &input).await;
        done.map_err(|failure| refused::<()>(Err(failure)))
    }

    /// Judged a breach, and its case opened.
    pub(crate) async fn in_case(&self) -> i64 {
        self.handles(&self.head, handling("take_up", "")).await.unwrap();
        self.handles(&self.head, handling("breach", "属实")).await.unwrap();
        open(&self.context, &on("2021-01-05"), &self.head, self.warning).await.unwrap()
    }

    pub(crate) fn order(&self, due: &str) -> Doing {
        Doing {
            to: self.head.held.first().unwrap().post.clone(),
            due: due.to_owned(),
            ..doing("order", "退回并改为直接支付")
        }
    }

    async fn warning(&self) -> Warning {
        let mut tx = self.context.db.read().await.unwrap();
        store::warnings::by_id(&mut tx, self.warning).await.unwrap().unwrap()
    }

    async fn case_state(&self, case: i64) -> String {
        let mut tx = self.context.db.read().await.unwrap();
        store::cases::by_id(&mut tx, case).await.unwrap().unwrap().standing.state
    }

    /// All payments are direct ones.
    async fn correct(&self) {
        let payments = self.set.path().join("payments.csv");
        fs::write(&payments, self.before.replace(",delegated,", ",direct,")).unwrap();
        import(&self.context, self.set.path()).await;
    }
}

/// The old payment is there again: the case begins again with its warning.
async fn begins_again(story: &Story, case: i64) {
    fs::write(story.set.path().join("payments.csv"), &story.before).unwrap();
    import(&story.context, story.set.path()).await;
    screened(&story.context, "2021-01-08", "2021-01-08").await;
    assert_eq!(story.warning().await.standing.state, "in_case");
    assert_eq!(story.case_state(case).await, "open");
    let read =
        OneCase::read(&story.context, &on("2021-01-05"), &story.prefecture, case).await.unwrap();
    assert!(read.may_supervise && !read.may_rectify);
    assert_eq!(read.attachments.len(), 2);
    let last = read.taken.last().unwrap();
    assert_eq!((last.kind.as_str(), last.person.as_deref()), ("reopen", None));
}

async fn chain(tx: &mut Tx) -> i64 {
    events::verify(tx).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_followed_until_the_rule_is_green_and_begins_again_when_it_is_not() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let own = due(&story.context, &story.head).await.unwrap();
        assert!(own.warnings.iter().any(|item| item.id == story.warning));
        assert!(own.warnings_all >= own.warnings.len() as i64);
        let case = story.in_case().await;
        assert_eq!(story.warning().await.standing.state, "in_case");
        let own = due(&story.context, &story.head).await.unwrap();
        assert!(own.warnings.iter().all(|item| item.id != story.warning));
        assert_eq!(own.supervised, [], "nobody supervises at home");
        let above = due(&story.context, &story.prefecture).await.unwrap().supervised;
        assert_eq!(above.iter().map(|item| item.id).collect::<Vec<_>>(), [case]);
        let twice = open(&story.context, &on("2021-01-05"), &story.head, story.warning).await;
        assert_eq!(refused(twice), Refusal::TakenMeanwhile);

        let order = story.order("2021-01-31");
        assert_eq!(
            story.supervises(&story.head, case, order.clone()).await,
            Err(Refusal::NotFromAbove)
        );
        story.supervises(&story.prefecture, case, order).await.unwrap();
        let own = due(&story.context, &story.head).await.unwrap().cases;
        let deadline = own.first().and_then(|item| item.due).map(|day| day.to_string());
        assert_eq!(deadline.as_deref(), Some("2021-01-31"));
        assert_eq!(due(&story.context, &story.prefecture).await.unwrap().supervised, []);
        let done = doing("report", "已退回");
        let report = || Doing { evidence: pdf(), ..done.clone() };
        assert_eq!(
            story.rectifies(&story.fund, case, report()).await,
            Err(step(StepRefusal::NotThePost))
        );
        assert_eq!(
            story.rectifies(&story.head, case, done.clone()).await,
            Err(step(StepRefusal::NoEvidence))
        );
        story.rectifies(&story.head, case, report()).await.unwrap();
        let confirm = || doing("confirm", "凭证已核对");
        assert_eq!(
            story.supervises(&story.head, case, confirm()).await,
            Err(Refusal::NotFromAbove)
        );
        story.supervises(&story.prefecture, case, confirm()).await.unwrap();
        let close = || doing("close_green", "");
        assert_eq!(
            story.supervises(&story.second, case, close()).await,
            Err(step(StepRefusal::StillLit))
        );
        story.supervises(&story.second, case, doing("send_back", "仍为授权支付")).await.unwrap();

        story.correct().await;
        story.rectifies(&story.head, case, report()).await.unwrap();
        story.supervises(&story.prefecture, case, confirm()).await.unwrap();
        story.supervises(&story.second, case, close()).await.unwrap();
        let standing = story.warning().await.standing;
        assert_eq!((standing.state.as_str(), standing.lit), ("settled", false));
        assert_eq!(story.case_state(case).await, "closed");
        screened(&story.context, "2021-01-07", "2021-01-07").await;
        assert_eq!(story.warning().await.standing.state, "settled");

        begins_again(&story, case).await;
        chain(&mut story.context.db.read().await.unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_a_warning_is_told_that_there_is_none() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let home = story.warning().await.place.home;
        let other = if home == "653125" { "653126" } else { "653125" };
        let stranger = actor(&story.context, Role::BureauHead, other).await;
        let audit = actor(&story.context, Role::Audit, "650000").await;
        let centre = actor(&story.context, Role::RegionNetwork, "650000").await;
        let take_up = || handling("take_up", "");
        assert_eq!(story.handles(&stranger, take_up()).await, Err(Refusal::UnknownRecord));
        assert_eq!(story.handles(&centre, take_up()).await, Err(Refusal::UnknownRecord));
        assert_eq!(story.handles(&audit, take_up()).await, Err(Refusal::OutOfScope));
        assert_eq!(
            story.handles(&story.prefecture, take_up()).await,
            Err(step(StepRefusal::NotThePost))
        );
        for (by, sees) in [(&stranger, false), (&centre, false), (&audit, true)] {
            let read =
                matters::OneWarning::read(&story.context, &on("2021-01-05"), by, story.warning)
                    .await;
            assert_eq!(read.is_ok(), sees);
        }
        let own = matters::OneWarning::read(
            &story.context,
            &on("2021-01-05"),
            &story.head,
            story.warning,
        )
        .await;
        assert!(own.unwrap().may_handle);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_warning_is_neither_muted_nor_judged_in_order() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let mute = |until: &str| Handling { until: until.to_owned(), ..handling("mute", "待查") };
        assert_eq!(
            story.handles(&story.head, mute("2021-03-01")).await,
            Err(step(StepRefusal::RedNotMuted))
        );
        assert_eq!(story.handles(&story.head, mute("三月")).await, Err(Refusal::NotADay));
        assert_eq!(
            story.handles(&story.head, handling("dance", "")).await,
            Err(Refusal::UnknownStep)
        );
        story.handles(&story.head, handling("take_up", "")).await.unwrap();
        let in_order = Handling { evidence: pdf(), ..handling("in_order", "无误") };
        assert_eq!(
            story.handles(&story.head, in_order.clone()).await,
            Err(step(StepRefusal::RedNotInOrder))
        );
        let page = vec![Sent { name: "a.html".to_owned(), content: b"<html>".to_vec() }];
        let page = Handling { evidence: page, ..in_order };
        assert_eq!(story.handles(&story.head, page).await, Err(Refusal::AttachmentKind));
        assert_eq!(
            story.handles(&story.head, handling("data_error", " ")).await,
            Err(step(StepRefusal::NoReason))
        );
        story.handles(&story.head, handling("data_error", "录入有误")).await.unwrap();
        story.correct().await;
        screened(&story.context, "2021-01-06", "2021-01-06").await;
        assert_eq!(story.warning().await.standing.state, "cleared");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exemption_is_granted_from_above_and_ends() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let ask = Handling {
            basis: "自治区财政厅复函".to_owned(),
            scope: "该笔支付".to_owned(),
            until: "2021-02-01".to_owned(),
            ..handling("ask_exemption", "")
        };
        let unfounded = Handling { basis: " ".to_owned(), ..ask.clone() };
        assert_eq!(story.handles(&story.head, unfounded).await, Err(step(StepRefusal::NoBasis)));
        story.handles(&story.head, ask).await.unwrap();
        let asked = due(&story.context, &story.prefecture).await.unwrap().exemptions;
        assert_eq!(asked.iter().map(|item| item.id).collect::<Vec<_>>(), [story.warning]);
        assert_eq!(due(&story.context, &story.fund).await.unwrap().exemptions, []);
        let decides = async |by: &Actor, day: &str| {
            let (context, id) = (&story.context, story.warning);
            decide_exemption(context, &on(day), by, id, (true, "")).await
        };
        assert_eq!(refused(decides(&story.fund, "2021-01-05").await), Refusal::NotFromAbove);
        decides(&story.prefecture, "2021-01-05").await.unwrap();
        assert_eq!(story.warning().await.standing.state, "exempted");
        screened(&story.context, "2021-02-01", "2021-02-01").await;
        assert_eq!(story.warning().await.standing.state, "exempted");
        screened(&story.context, "2021-02-02", "2021-02-02").await;
        assert_eq!(story.warning().await.standing.state, "open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_undone_is_closed_with_the_decision_on_responsibility() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let case = story.in_case().await;
        story.supervises(&story.prefecture, case, story.order("2021-01-31")).await.unwrap();
        let ask = Doing { evidence: pdf(), ..doing("ask_irrecoverable", "收款单位已注销") };
        story.rectifies(&story.head, case, ask).await.unwrap();
        story.supervises(&story.prefecture, case, doing("grant", "")).await.unwrap();
        let close = || doing("close_lost", "");
        assert_eq!(
            story.supervises(&story.second, case, close()).await,
            Err(step(StepRefusal::NoDecision))
        );
        let answers = story.head.held.first().unwrap().post.clone();
        let input =
            Proposing { answers: &answers, facts: "以授权支付方式支付", clause: "A-17.d" };
        let (context, today) = (&story.context, on("2021-01-06"));
        let proposes = async |by: &Actor, input: Proposing<'_>| {
            propose(context, &today, by, case, input).await
        };
        let nowhere = Proposing { clause: "Z-1", ..input };
        assert_eq!(refused(proposes(&story.prefecture, nowhere).await), Refusal::UnknownClause);
        assert_eq!(refused(proposes(&story.head, input).await), Refusal::NotFromAbove);
        let matter = proposes(&story.prefecture, input).await.unwrap();
        let decides =
            async |by: &Actor| decide(context, &today, by, matter, ("talk", "约谈局长")).await;
        assert_eq!(refused(decides(&story.prefecture).await), step(StepRefusal::SamePerson));
        decides(&story.second).await.unwrap();
        story.supervises(&story.second, case, close()).await.unwrap();
        let standing = story.warning().await.standing;
        assert_eq!((standing.state.as_str(), standing.lit), ("settled", true));
        screened(&story.context, "2021-01-07", "2021-01-07").await;
        assert_eq!(story.warning().await.standing.state, "settled");
        let objects = doing("reopen", "收款单位仍在经营");
        let done = supervise(context, &on("2021-01-08"), &story.prefecture, case, &objects).await;
        done.unwrap();
        assert_eq!(story.warning().await.standing.state, "in_case");
        assert_eq!(story.case_state(case).await, "open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_who_take_the_same_step_one_is_told() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (one, other) = tokio::join!(
            story.handles(&story.head, handling("take_up", "")),
            story.handles(&story.fund, handling("take_up", "")),
        );
        let late = match (one, other) {
            (Ok(()), Err(refusal)) | (Err(refusal), Ok(())) => refusal,
            both => panic!("{}: {both:?}", test.engine),
        };
        let told = [Refusal::TakenMeanwhile, step(StepRefusal::NotFromHere)];
        assert!(told.contains(&late), "{late:?}");
        let mut tx = story.context.db.read().await.unwrap();
        let matter = steps::Matter { kind: "warning", id: story.warning };
        assert_eq!(steps::of(&mut tx, matter).await.unwrap().len(), 1);
    }
}

/// Warnings and amounts of a list as one post sees them.
async fn seen(context: &Context, by: &Actor, state: &str) -> (i64, Vec<i64>) {
    let list = &store::lists::WARNINGS;
    let state = (list.column("state").unwrap(), Test::Among(vec![state.to_owned().into()]));
    let query = Query {
        reach: by.reach(context, Operation::ListWarnings).unwrap(),
        tests: vec![state],
        words: Vec::new(),
        sort: list.column("urgency").unwrap(),
        descending: true,
        after: None,
        back: false,
        rows: 50,
        day: domain::Day::FIRST,
    };
    let mut tx = context.db.read().await.unwrap();
    let totals = store::lists::totals(&mut tx, list, &query, 1_000).await.unwrap();
    (totals.rows, totals.sums)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_registers_of_the_levels_are_views_of_the_same_warnings() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(5, 4, 200));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let warnings = all(&mut context.db.read().await.unwrap()).await;
        let mut homes: Vec<&str> = warnings.iter().map(|one| one.place.home.as_str()).collect();
        homes.sort_unstable();
        homes.dedup();
        let whole = actor(&context, Role::Audit, "650000").await;
        let mut sum = (0, vec![0; 2]);
        for home in homes {
            // The post of a prefecture or the region sees more than what lies there itself.
            let own: Vec<&Warning> = warnings.iter().filter(|one| one.place.home == home).collect();
            if own.iter().any(|one| one.place.county.is_empty()) {
                let red = own.iter().filter(|one| one.seen.lamp == "red");
                let yellow = own.iter().filter(|one| one.seen.lamp == "yellow");
                sum.0 += own.len() as i64;
                sum.1[0] += red.filter_map(|one| one.seen.amount).sum::<i64>();
                sum.1[1] += yellow.filter_map(|one| one.seen.amount).sum::<i64>();
                continue;
            }
            let county = actor(&context, Role::BureauTreasury, home).await;
            let (rows, amounts) = seen(&context, &county, "open").await;
            assert_eq!(rows, own.len() as i64, "{home}");
            sum.0 += rows;
            sum.1.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        }
        assert_eq!(seen(&context, &whole, "open").await, sum, "{}", test.engine);
        assert!(sum.0 > 30, "{}", sum.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_goes_to_the_next_level_step_by_step() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let escalates = async |day: &str| escalate(&story.context, &on(day)).await.unwrap();
        assert_eq!(escalates("2021-01-14").await, Escalated::default());
        let first = escalates("2021-01-15").await;
        assert!(first.warnings > 0 && first.cases == 0, "{first:?}");
        assert_eq!(escalates("2021-01-15").await, Escalated::default());
        assert_eq!(story.warning().await.standing.level, "prefecture");
        let waits = due(&story.context, &story.second).await.unwrap().warnings_all;
        assert!(waits > 0, "the post named above sees it on its page");

        // Who is named may act; its case waits for an order, and goes up as well.
        let today = on("2021-01-16");
        let take_up = handling("take_up", "");
        handle(&story.context, &today, &story.second, story.warning, &take_up).await.unwrap();
        let breach = handling("breach", "属实");
        handle(&story.context, &today, &story.head, story.warning, &breach).await.unwrap();
        let case = open(&story.context, &today, &story.head, story.warning).await.unwrap();
        let office = actor(&story.context, Role::RegionFundOffice, "650000").await;
        assert_eq!(escalates("2021-01-26").await.cases, 0);
        assert_eq!(escalates("2021-01-27").await.cases, 1);
        let read = OneCase::read(&story.context, &on("2021-01-05"), &office, case).await.unwrap();
        assert_eq!(read.followed.kept.standing.level, "region");
        assert_eq!(escalates("2021-03-27").await.cases, 0, "there is no level above");
    }
}
