//! What the people of the demo have done with what was found, through the operations that do it in earnest: so
//! that *Today*, the lists and the registers show every state of handling.

use domain::Day;
use store::warnings;

use super::cast::{Ground, signed_in};
use crate::context::{Context, Origin};
use crate::operations::accountability::{self, Proposing};
use crate::operations::cases::{self, Doing};
use crate::operations::handling::acting::Sent;
use crate::operations::handling::one::One as _;
use crate::operations::inquiries::{self, Moving, Sending};
use crate::operations::warnings::{self as matters, Handling};
use crate::operations::{Actor, Done, Failure, pushes};

/// A document that shows something, in the demo: one empty page.
const PAGE: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Warnings that are looked through for what can be done.
const LOOKED: usize = 400;

/// How far a breach is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breach {
    ExemptionAsked,
    Exempted,
    TakenUp,
    DataError,
    Judged,
    Ordered,
    Checked,
    Lost,
}

/// In this order: a small region has few breaches, so what goes furthest comes first.
const BREACHES: [Breach; 8] = [
    Breach::Checked,
    Breach::Lost,
    Breach::TakenUp,
    Breach::ExemptionAsked,
    Breach::Ordered,
    Breach::Judged,
    Breach::Exempted,
    Breach::DataError,
];

/// How far a doubt is followed.
#[derive(Clone, Copy)]
enum Doubt {
    Muted,
    InOrder,
    TakenUp,
    AskedAbout,
}

const DOUBTS: [Doubt; 4] = [Doubt::Muted, Doubt::InOrder, Doubt::TakenUp, Doubt::AskedAbout];

/// How far an inquiry is followed.
#[derive(Clone, Copy)]
enum Question {
    Sent,
    PassedOn,
    Answered,
    Withdrawn,
    Accepted,
}

const QUESTIONS: [Question; 4] =
    [Question::Sent, Question::PassedOn, Question::Answered, Question::Withdrawn];

/// The people who act.
struct Players<'a> {
    context: &'a Context,
    origin: &'a Origin,
    head: Actor,
    business: Actor,
    fund: Actor,
    prefecture: Actor,
    second: Actor,
    centre: Actor,
    due: String,
}

/// Puts warnings of the county of the demo through their states.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let players = Players {
        context,
        origin,
        head: enter("c-head").await?,
        business: enter("c-business").await?,
        fund: enter("c-fund").await?,
        prefecture: enter("p-head").await?,
        second: enter("p-fund").await?,
        centre: enter("evaluation").await?,
        due: later(origin.day),
    };
    let (reds, yellows) = players.own(&ground.county()).await?;
    let mut reds = reds.into_iter();
    for (until, warning) in BREACHES.into_iter().zip(&mut reds) {
        players.judged(warning, until).await?;
    }
    for (until, warning) in DOUBTS.into_iter().zip(yellows) {
        players.doubted(warning, until).await?;
    }
    for (until, warning) in QUESTIONS.into_iter().zip(&mut reds) {
        players.asked(warning, until).await?;
    }
    players.pushed(&ground.prefecture()).await
}

/// A deadline two weeks away.
fn later(day: Day) -> String {
    day.plus_days(15).unwrap_or(day).to_string()
}

pub(super) fn page() -> Vec<Sent> {
    vec![Sent { name: "情况说明.pdf".to_owned(), content: PAGE.to_vec() }]
}

/// A step that the state of things does not allow leaves the matter where it is.
pub(super) fn done_or_left<T>(done: Done<T>) -> Done<Option<T>> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Refused(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

impl Players<'_> {
    /// Breaches and doubts of the county that its head answers, by number.
    async fn own(&self, county: &str) -> Done<(Vec<i64>, Vec<i64>)> {
        let mut found = Vec::new();
        let mut tx = self.context.db.read().await?;
        warnings::each(&mut tx, |one| {
            let own = one.place.home == county && one.standing.state == "open";
            if own && one.standing.lit && found.len() < LOOKED {
                found.push((one.id, one.seen.lamp == "red", one.first.exemptable));
            }
        })
        .await?;
        drop(tx);
        let (mut reds, mut yellows) = (Vec::new(), Vec::new());
        // Those that know exceptions come first: so exemptions can be asked for, too.
        found.sort_by_key(|(id, _, exemptable)| (!exemptable, *id));
        for (id, red, _) in found {
            if reds.len() >= 12 && yellows.len() >= 4 {
                break;
            }
            let one = matters::OneWarning::read(self.context, self.origin, &self.head, id).await?;
            if one.may_handle {
                if red { &mut reds } else { &mut yellows }.push(id);
            }
        }
        Ok((reds, yellows))
    }

    async fn handle(&self, warning: i64, step: &str, reason: &str) -> Done<()> {
        let evidence = if step == "in_order" { page() } else { Vec::new() };
        let input = Handling {
            step: step.to_owned(),
            reason: reason.to_owned(),
            until: self.due.clone(),
            basis: "自治区扶贫开发领导小组会议纪要".to_owned(),
            scope: "本项目本年度".to_owned(),
            evidence,
        };
        let done = matters::handle(self.context, self.origin, &self.head, warning, &input).await;
        done_or_left(done).map(drop)
    }

    /// A breach, as far as it goes.
    async fn judged(&self, warning: i64, until: Breach) -> Done<()> {
        if matches!(until, Breach::ExemptionAsked | Breach::Exempted) {
            return self.excused(warning, until == Breach::Exempted).await;
        }
        self.handle(warning, "take_up", "").await?;
        match until {
            Breach::TakenUp => return Ok(()),
            Breach::DataError => {
                return self.handle(warning, "data_error", "导入文件的列有误，正在更正").await;
            }
            _ => self.handle(warning, "breach", "经核实属实").await?,
        }
        if until == Breach::Judged {
            return Ok(());
        }
        let opened = cases::open(self.context, self.origin, &self.head, warning).await;
        match done_or_left(opened)? {
            Some(case) => self.rectified(case, until).await,
            None => Ok(()),
        }
    }

    /// An exemption is asked for, and granted from above.
    async fn excused(&self, warning: i64, granted: bool) -> Done<()> {
        self.handle(warning, "ask_exemption", "").await?;
        if !granted {
            return Ok(());
        }
        let (context, origin, by) = (self.context, self.origin, &self.second);
        let done = matters::decide_exemption(context, origin, by, warning, (true, "")).await;
        done_or_left(done).map(drop)
    }

    async fn supervise(&self, by: &Actor, case: i64, step: &str, text: &str) -> Done<()> {
        let to = self.head.held.first().map(|held| held.post.clone()).unwrap_or_default();
        let (step, text) = (step.to_owned(), text.to_owned());
        let doing = Doing { step, to, text, due: self.due.clone(), ..Doing::default() };
        let done = cases::supervise(self.context, self.origin, by, case, &doing).await;
        done_or_left(done).map(drop)
    }

    async fn rectify(&self, case: i64, step: &str, text: &str) -> Done<()> {
        let (step, text) = (step.to_owned(), text.to_owned());
        let doing = Doing { step, text, evidence: page(), ..Doing::default() };
        let done = cases::rectify(self.context, self.origin, &self.head, case, &doing).await;
        done_or_left(done).map(drop)
    }

    /// A case: ordered; reported and checked; closed as lost, with the decision on responsibility.
    async fn rectified(&self, case: i64, until: Breach) -> Done<()> {
        let asked = "请于期限内整改，并报送证明材料";
        self.supervise(&self.prefecture, case, "order", asked).await?;
        match until {
            Breach::Checked => {
                self.rectify(case, "report", "已整改，附情况说明").await?;
                self.supervise(&self.prefecture, case, "confirm", "现场核实，情况属实").await
            }
            Breach::Lost => {
                self.rectify(case, "ask_irrecoverable", "收款企业已注销，无法追回").await?;
                self.supervise(&self.second, case, "grant", "").await?;
                self.held_to_account(case).await?;
                self.supervise(&self.prefecture, case, "close_lost", "").await
            }
            _ => Ok(()),
        }
    }

    async fn held_to_account(&self, case: i64) -> Done<()> {
        let answers = self.head.held.first().map(|held| held.post.clone()).unwrap_or_default();
        let facts = "支付前未核对收款单位的登记状态。";
        let input = Proposing { answers: &answers, facts, clause: "A-17.d" };
        let (context, origin) = (self.context, self.origin);
        let done = accountability::propose(context, origin, &self.prefecture, case, input).await;
        let Some(matter) = done_or_left(done)? else { return Ok(()) };
        let said = ("talk", "首次发生，已采取补救措施");
        let done = accountability::decide(context, origin, &self.second, matter, said).await;
        done_or_left(done).map(drop)
    }

    /// A doubt, as far as it goes.
    async fn doubted(&self, warning: i64, until: Doubt) -> Done<()> {
        match until {
            Doubt::Muted => self.handle(warning, "mute", "资料正在补充").await,
            Doubt::AskedAbout => self.asked(warning, Question::Accepted).await,
            Doubt::TakenUp => self.handle(warning, "take_up", "").await,
            Doubt::InOrder => {
                self.handle(warning, "take_up", "").await?;
                self.handle(warning, "in_order", "已提供审批材料，符合规定").await
            }
        }
    }

    /// An inquiry of the fund section to the line section, as far as it goes.
    async fn asked(&self, warning: i64, until: Question) -> Done<()> {
        let post = |actor: &Actor| actor.held.first().map(|held| held.post.clone());
        let sending = Sending {
            warnings: vec![warning],
            to: post(&self.business).unwrap_or_default(),
            question: "请核实该情况，说明原因和处理意见，并附证明材料。".to_owned(),
            due: self.due.clone(),
        };
        let (context, origin) = (self.context, self.origin);
        let sent = inquiries::send(context, origin, &self.fund, &sending).await;
        let Some(inquiry) = done_or_left(sent)? else { return Ok(()) };
        let moving = |step: &str, text: &str| Moving {
            step: step.to_owned(),
            text: text.to_owned(),
            to: post(&self.head).unwrap_or_default(),
            ..Moving::default()
        };
        let answer = Moving { evidence: page(), ..moving("answer", "已核实，附情况说明") };
        let pass = moving("pass_on", "请提供原始凭证");
        let first = match until {
            Question::PassedOn => Some(&pass),
            Question::Answered | Question::Accepted => Some(&answer),
            Question::Sent | Question::Withdrawn => None,
        };
        if let Some(step) = first {
            let by = &self.business;
            done_or_left(inquiries::answer(context, origin, by, inquiry, step).await)?;
        }
        let last = match until {
            Question::Withdrawn => moving("withdraw", "重复问询"),
            Question::Accepted => moving("accept", "材料齐全，认可"),
            _ => return Ok(()),
        };
        done_or_left(inquiries::judge(context, origin, &self.fund, inquiry, &last).await).map(drop)
    }

    /// The lists of the prefecture; the county's is received, two items of it are answered.
    async fn pushed(&self, prefecture: &str) -> Done<()> {
        let (context, origin) = (self.context, self.origin);
        done_or_left(pushes::make_now(context, origin, &self.centre, prefecture).await)?;
        let home = self.fund.held.first().map(|held| held.scope.division.to_string());
        let mut tx = context.db.read().await?;
        let list = store::pushes::last_of(&mut tx, &home.unwrap_or_default()).await?;
        drop(tx);
        let Some(list) = list else { return Ok(()) };
        done_or_left(pushes::answer(context, origin, &self.fund, list.id, None).await)?;
        let one = pushes::OnePush::read(context, origin, &self.fund, list.id).await?;
        for told in one.items.iter().take(2) {
            let said = Some((told.item.warning, "已转有关股室核实"));
            done_or_left(pushes::answer(context, origin, &self.fund, list.id, said).await)?;
        }
        Ok(())
    }
}
