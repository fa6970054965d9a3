//! A setting as it is read, who may be asked, and what is due.

use domain::handling::Opinion;
use domain::setting::State;
use store::db::Tx;
use store::posts;
use store::settings::Setting;

use super::followed::FollowedSetting;
use super::found;
use crate::access::{Operation, Role};
use crate::context::{Context, Origin};
use crate::operations::handling::acting::as_post;
use crate::operations::handling::one::One;
use crate::operations::screening::found::region;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Settings of one kind that are listed as due.
const MOST: i64 = 8;

/// One division that is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Title of the post.
    pub(crate) title: String,
    /// What it says; none before it does.
    pub(crate) opinion: Option<Opinion>,
}

/// What somebody can do about a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Propose it otherwise.
    Rewrite,
    /// Withdraw it.
    Withdraw,
    /// Agree or object.
    Opine,
}

/// One setting.
#[derive(Debug)]
pub(crate) struct OneSetting {
    /// The setting.
    pub(crate) followed: FollowedSetting,
    /// The divisions that are asked.
    pub(crate) asked: Vec<Asked>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Numbers and titles of the posts that may be asked.
    pub(crate) offered: Vec<(i64, String)>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl OneSetting {
    /// Whether the reader can do something now.
    pub(crate) fn may(&self, what: May) -> bool {
        self.may.contains(&what)
    }
}

impl One for OneSetting {
    const PLACE: &'static str = "/settings";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OneSetting> {
        one(context, actor, id).await
    }
}

/// One setting for a reader.
async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OneSetting> {
    actor.post(context, Operation::ListSettings, None)?;
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, id).await?;
    let state = followed.one.state();
    let proposes = actor.post(context, Operation::ProposeSetting, None).is_ok();
    let is_maker = followed.one.maker().is_some_and(|maker| actor.is(maker));
    let asked_own = asked_own(&mut tx, actor, &followed).await?;
    let can = [
        (May::Rewrite, proposes && state.is_open()),
        (May::Withdraw, proposes && state.is_open()),
        (May::Opine, asked_own && !is_maker && state == State::Consulting),
    ];
    let mut asked = Vec::new();
    for (post, opinion) in followed.one.opinions() {
        let title = posts::by_id(&mut tx, post.0 as i64).await?.map(|post| post.title);
        asked.push(Asked { title: title.unwrap_or_default(), opinion: opinion.clone() });
    }
    Ok(OneSetting {
        taken: named_steps(&mut tx, &followed.steps).await?,
        offered: if proposes { offered(&mut tx, context).await? } else { Vec::new() },
        may: can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect(),
        asked,
        followed,
    })
}

/// Whether the reader holds one of the posts that are asked.
async fn asked_own(tx: &mut Tx, actor: &Actor, followed: &FollowedSetting) -> Done<bool> {
    for held in actor.held.iter().filter(|held| Operation::AgreeSetting.is_open_to(held.role)) {
        let own = as_post(tx, actor, held).await?.post;
        if followed.one.proposal().consulted.contains(&own) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The posts of the region that may be asked about a setting: number and title.
pub(crate) async fn offered(tx: &mut Tx, context: &Context) -> Done<Vec<(i64, String)>> {
    let Some(region) = region(context.divisions()) else { return Ok(Vec::new()) };
    let all = posts::of_division(tx, &region.to_string()).await?;
    let agrees = |post: &posts::Post| {
        let role = Role::from_word(&post.role);
        role.is_some_and(|role| Operation::AgreeSetting.is_open_to(role))
    };
    Ok(all.into_iter().filter(agrees).map(|post| (post.id, post.title)).collect())
}

/// What is due for somebody: settings to agree to, and those that came back.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<[Vec<Setting>; 2]> {
    let mut tx = context.db.read().await?;
    let [mut to_agree, mut back] = [Vec::new(), Vec::new()];
    for held in &actor.held {
        if Operation::AgreeSetting.is_open_to(held.role) {
            let post = as_post(&mut tx, actor, held).await?.post;
            to_agree.extend(store::settings::to_agree(&mut tx, post.0 as i64, MOST).await?);
        }
        if Operation::ProposeSetting.is_open_to(held.role) {
            back.extend(store::settings::in_state(&mut tx, "returned", MOST).await?);
        }
    }
    for list in [&mut to_agree, &mut back] {
        list.sort_by_key(|one| std::cmp::Reverse(one.id));
        list.dedup_by_key(|one| one.id);
    }
    Ok([to_agree, back])
}
