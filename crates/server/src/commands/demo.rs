//! `mingzhang demo`: a simulated region in a store of its own, served with an account for each role.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use domain::{Day, Lang};
use store::imports::Lines;
use tempfile::TempDir;

use super::serve::serve;
use super::simulate::write_region;
use crate::cli::DemoArguments;
use crate::config::Config;
use crate::context::{Context, Origin, random};
use crate::operations::Done;
use crate::operations::imports::{Party, Set, take_in};
use crate::operations::screening::{SYSTEM, screen as judge};
use crate::{packs, platform, screen, trouble};

mod cast;
mod contributed;
mod desk;
mod drawn;
mod evaluated;
mod handed;
mod handled;
mod inspected;
mod integrated;
mod monitored;
mod planned;
mod projects;
mod proposed;
mod reconciled;
mod recorded;
mod reported;
mod requested;
mod set;
mod suggested;
mod targeted;

use self::cast::Ground;

/// The fiscal years of the demo.
const YEARS: [u16; 2] = [2019, 2020];

/// The day on which all business of the demo is done: the last of its last year. Of payments after it rules
/// would say that they lie in the future.
const DAY: (i32, u32, u32) = (2020, 12, 31);

pub(crate) fn run(arguments: &DemoArguments, lang: Lang) -> anyhow::Result<u8> {
    let place = Place::new(arguments.keep.as_deref(), lang)?;
    let config = Config {
        database: place.path().join("mingzhang.db").display().to_string(),
        listen: arguments.listen,
        today: Day::new(DAY.0, DAY.1, DAY.2),
        ..Config::default()
    };
    let demo = Demo { arguments, lang, start: Instant::now() };
    platform::run(async {
        let context = platform::open(&config, lang).await?;
        let password = password().map_err(platform::told(lang))?;
        let ground =
            demo.fill(&context, &platform::origin(&config), place.path(), &password).await?;
        let tell = |address| demo.welcome(&context, &ground, address, &password);
        serve(context.clone(), &config, lang, tell).await
    })?;
    Ok(0)
}

/// Where the demo's store lies: a folder that goes with the demo, or one that is kept.
enum Place {
    Passing(TempDir),
    Kept(PathBuf),
}

impl Place {
    fn new(kept: Option<&Path>, lang: Lang) -> anyhow::Result<Place> {
        let Some(dir) = kept else {
            let making = lang.pick("无法建立临时目录", "no temporary folder can be made");
            return Ok(Place::Passing(tempfile::tempdir().context(making)?));
        };
        packs::empty_folder(dir, lang)?;
        Ok(Place::Kept(dir.to_owned()))
    }

    fn path(&self) -> &Path {
        match self {
            Place::Passing(dir) => dir.path(),
            Place::Kept(dir) => dir,
        }
    }
}

struct Demo<'a> {
    arguments: &'a DemoArguments,
    lang: Lang,
    start: Instant,
}

impl Demo<'_> {
    /// Makes the region, what was found in it, and its accounts.
    async fn fill(
        &self,
        context: &Context,
        origin: &Origin,
        place: &Path,
        password: &str,
    ) -> anyhow::Result<Ground> {
        let data = place.join("data");
        self.say("生成模拟地区", "making a simulated region")?;
        self.simulate(context, &data)?;
        let told = platform::told(self.lang);
        self.say("导入记录", "importing the records")?;
        let set = Set {
            path: data.clone(),
            mapping: None,
            name: self.lang.pick("模拟地区", "simulated region").to_owned(),
            keep_rejected_rows: false,
            lines: Lines::All,
        };
        take_in(context, origin, Party::Operator, &set).await.map_err(&told)?;
        // The files hold made-up id numbers, of which the store has only hashes.
        fs::remove_dir_all(&data).map_err(trouble::writing(&data, self.lang))?;
        self.say("筛查", "screening")?;
        judge(context, origin, SYSTEM, origin.day).await.map_err(&told)?;
        self.say("建立账号", "making accounts")?;
        let ground = Ground::choose(context).await.map_err(&told)?;
        cast::enlist(context, origin, &ground, password).await.map_err(&told)?;
        self.say("办理部分问题", "handling some of what was found")?;
        handled::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("拟定、审定因素法方案", "dividing money by factors")?;
        planned::play(context, origin, password).await.map_err(&told)?;
        self.say("提出、审批资金安排意见", "proposing how money is raised and divided")?;
        proposed::play(context, origin, password).await.map_err(&told)?;
        self.say("下达部分资金", "handing down some of the money")?;
        handed::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("办理部分项目", "moving some projects on")?;
        projects::play(context, origin, &ground, password).await.map_err(&told)?;
        contributed::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("填报、审核绩效目标", "setting performance targets")?;
        targeted::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("提出、审核支付申请", "asking for payments")?;
        requested::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("填报、审核绩效监控", "entering and reviewing monitoring")?;
        Box::pin(monitored::play(context, origin, &ground, password)).await.map_err(&told)?;
        self.say("报送、检查绩效自评", "reporting self-evaluations")?;
        evaluated::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("抽取要抽查的自评", "drawing spot checks")?;
        drawn::play(context, origin, password).await.map_err(&told)?;
        self.say("编报和联审整合方案", "planning integrated funds")?;
        integrated::play(context, origin, &ground, password).await.map_err(&told)?;
        desk::play(context, origin, password).await.map_err(&told)?;
        self.say("季度对账", "reconciling a quarter")?;
        reconciled::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("开展检查", "inspecting")?;
        inspected::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("编报监控月报", "writing monthly returns")?;
        reported::play(context, origin, &ground, password).await.map_err(&told)?;
        self.say("设定参数", "setting parameters")?;
        set::play(context, origin, password).await.map_err(&told)?;
        suggested::play(context, origin, password).await.map_err(&told)?;
        self.say("就绪", "ready")?;
        Ok(ground)
    }

    fn simulate(&self, context: &Context, data: &Path) -> anyhow::Result<()> {
        let settings = simulate::Settings {
            seed: self.arguments.seed,
            payments: self.arguments.payments,
            fiscal_years: YEARS.to_vec(),
            ..simulate::Settings::default()
        };
        let region = simulate::region(&settings, &context.pack.divisions, &context.pack.calendar);
        fs::create_dir_all(data).map_err(trouble::writing(data, self.lang))?;
        write_region(&region, data, self.lang)?;
        // What was seeded is told by the rules, not by a list.
        let seeded = data.join("seeded.csv");
        fs::remove_file(&seeded).map_err(trouble::writing(&seeded, self.lang))
    }

    /// What is being done, and how long it took so far.
    fn say(&self, zh: &str, en: &str) -> anyhow::Result<()> {
        let seconds = self.start.elapsed().as_secs();
        Ok(writeln!(screen::err(), "[{seconds:>3} s] {}", self.lang.pick(zh, en))?)
    }

    /// Address, accounts and password.
    fn welcome(
        &self,
        context: &Context,
        ground: &Ground,
        address: SocketAddr,
        password: &str,
    ) -> anyhow::Result<()> {
        let mut out = screen::out();
        for [login, post, name] in cast::table(ground, context.divisions()) {
            writeln!(out, "  {login:<14} {post} {name}")?;
        }
        let day = context.fixed_day.map(|day| day.to_string()).unwrap_or_default();
        match self.lang {
            Lang::Zh => {
                writeln!(
                    out,
                    "  其余地州、县的扶贫资金科（股）：p- 或 c- 加区划代码，如 c-653221"
                )?;
                writeln!(out, "以上账号密码均为：{password}（业务日期固定为 {day}）")?;
                writeln!(out, "请在浏览器中打开：http://{address}/  （按 Ctrl-C 结束）")?;
            }
            Lang::En => {
                writeln!(
                    out,
                    "  Fund sections of other places: p- or c- with the code, such as c-653221"
                )?;
                writeln!(out, "Password of all these accounts: {password} (the day is {day})")?;
                writeln!(out, "Open in a browser: http://{address}/  (Ctrl-C to end)")?;
            }
        }
        out.flush()?;
        Ok(())
    }
}

/// Letters and digits that nobody takes for each other; without vowels no login can be part of it.
const LETTERS: &[u8; 27] = b"bcdfghjkmnpqrstvwxz23456789";

/// A password that is made anew for each demo: it may be served where others can reach it.
fn password() -> Done<String> {
    let letters = random::<16>()?.map(|byte| LETTERS[usize::from(byte) % LETTERS.len()]);
    Ok(letters.map(char::from).iter().collect())
}
