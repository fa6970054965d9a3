//! An explanation as text: the verdict first, then every block with the value of each part.

use std::io::Write;

use domain::records::DataSet;
use domain::{Day, Fen, Lang};
use policy::explain::{Block, Case, Explanation, Standing, Verdict};
use policy::finding::{Finding, Reason};
use policy::lang::{Trace, TraceValue};
use policy::pack::Rule;
use policy::{Lamp, Pack, render};

use crate::output::{self, words};

/// What an explanation is written with.
pub(super) struct Page<'p> {
    pub(super) pack: &'p Pack,
    pub(super) data: &'p DataSet,
    pub(super) lang: Lang,
}

impl Page<'_> {
    /// Writes an explanation.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        rule: &str,
        subject: &str,
        explanation: &Explanation,
    ) -> anyhow::Result<()> {
        if explanation.cases.is_empty() {
            let reasons: Vec<Reason> =
                explanation.absent.iter().map(|(_, reason)| reason.clone()).collect();
            writeln!(out, "{rule} · {subject}\n  => {}\n", self.cannot_tell(&reasons))?;
        }
        for case in &explanation.cases {
            self.case(out, rule, case)?;
        }
        for (rule, reason) in &explanation.absent {
            self.head(out, rule)?;
            writeln!(out, "  => {}\n", self.cannot_tell(std::slice::from_ref(reason)))?;
        }
        Ok(())
    }

    fn case(&self, out: &mut dyn Write, rule: &str, case: &Case) -> anyhow::Result<()> {
        let mut about = vec![format!("{} {}", words::kind(case.kind, self.lang), case.id)];
        about.extend(Some(case.name.clone()).filter(|name| !name.is_empty() && *name != case.id));
        about.extend(case.division.map(|d| self.pack.divisions.name(d)));
        about.extend(case.period.clone());
        writeln!(out, "{rule} · {}", about.join(" · "))?;
        writeln!(out, "  => {}", self.verdict(case))?;
        if let Verdict::Finding(finding) | Verdict::Lifted(finding) = &case.verdict {
            self.finding(out, finding)?;
            if !case.reasons.is_empty() {
                writeln!(out, "     {}", self.cannot_tell(&case.reasons))?;
            }
        }
        writeln!(out)?;
        case.blocks.iter().try_for_each(|block| self.block(out, block))
    }

    fn verdict(&self, case: &Case) -> String {
        match &case.verdict {
            Verdict::Finding(finding) => self.lamp(finding),
            Verdict::Lifted(finding) => self.lifted(finding),
            Verdict::CannotTell => self.cannot_tell(&case.reasons),
            Verdict::PassedOver => self.standing(&Standing::PassedOver),
            Verdict::OtherLaw => self.standing(&Standing::OtherLaw),
            Verdict::NotAbout => self.standing(&Standing::NotAbout),
            Verdict::Silent => self.standing(&Standing::InOrder),
        }
    }

    fn lamp(&self, finding: &Finding) -> String {
        let lamp = output::lamp(finding.lamp, self.lang);
        let soon =
            if finding.soon { self.lang.pick("（期限将至）", " (due soon)") } else { "" };
        let amount = finding.amount.map(|a| a.0);
        let details = self.details(finding.due_on, finding.days_late, amount);
        format!("{lamp}{soon}{details}")
    }

    fn details(&self, due: Option<Day>, late: Option<i32>, amount: Option<i64>) -> String {
        let pick = |zh, en| self.lang.pick(zh, en);
        let due = due.map(|d| format!(" · {} {d}", pick("期限", "due")));
        let late = late.map(|n| format!(" · {} {n}", pick("逾期天数", "days late")));
        let amount = amount.map(|a| format!(" · {} {}", pick("金额", "amount"), Fen(a)));
        [due, late, amount].into_iter().flatten().collect()
    }

    fn lifted(&self, finding: &Finding) -> String {
        let place = finding.lifted_by.and_then(|(file, line)| {
            self.data.files.get(usize::from(file)).map(|f| format!("{}:{line}", f.name))
        });
        let (lamp, place) = (self.lamp(finding), place.unwrap_or_default());
        match self.lang {
            Lang::Zh => format!("经批准的例外（{place}）解除：{lamp}"),
            Lang::En => format!("lifted by the approved exception at {place}: {lamp}"),
        }
    }

    fn cannot_tell(&self, reasons: &[Reason]) -> String {
        let platform = reasons.iter().all(|r| *r == Reason::PlatformOnly);
        let each: Vec<String> = reasons.iter().map(|r| render::reason(r, self.lang)).collect();
        let each = each.join(self.lang.pick("；", "; "));
        match (platform, self.lang) {
            (true, Lang::Zh) => format!("此处不判断：{each}"),
            (true, Lang::En) => format!("not judged here: {each}"),
            (false, Lang::Zh) => format!("无法判断：{each}"),
            (false, Lang::En) => format!("cannot tell: {each}"),
        }
    }

    fn finding(&self, out: &mut dyn Write, finding: &Finding) -> anyhow::Result<()> {
        writeln!(out, "     {}", output::message(self.pack, finding, self.lang))?;
        let label = self.lang.pick("处理：", "settles: ");
        writeln!(out, "     {label}{}", render::settles(self.pack, finding, self.lang))?;
        Ok(())
    }

    fn head(&self, out: &mut dyn Write, rule: &Rule) -> anyhow::Result<()> {
        let (lamp, place) = (output::lamp(rule.lamp, self.lang), &rule.place);
        writeln!(out, "{lamp} {} ({}:{})", rule.id, place.file, place.line)?;
        for id in &rule.clauses {
            if let Some((document, path, text)) = output::citation(self.pack, id) {
                writeln!(out, "  {document} {path} [{id}] “{}”", text.replace('\n', " "))?;
            }
        }
        Ok(())
    }

    fn block(&self, out: &mut dyn Write, block: &Block) -> anyhow::Result<()> {
        self.head(out, block.rule)?;
        for (key, trace) in &block.parts {
            writeln!(out, "  {}", label(key, self.lang))?;
            tree(out, trace, 2, self.lang)?;
        }
        writeln!(out, "  => {}\n", self.said(block))?;
        Ok(())
    }

    fn said(&self, block: &Block) -> String {
        let Standing::Hit(hit) = &block.standing else { return self.standing(&block.standing) };
        let lamp = if hit.soon { Lamp::Yellow } else { block.rule.lamp };
        let details = self.details(hit.due, hit.days_late, hit.amount);
        let id = block.rule.finding_id(hit.soon);
        format!("{} {id}{details}", output::lamp(lamp, self.lang))
    }

    fn standing(&self, standing: &Standing) -> String {
        let (zh, en) = match standing {
            Standing::Lacks(reason) | Standing::CannotTell(reason) => {
                return self.cannot_tell(std::slice::from_ref(reason));
            }
            Standing::PassedOver => (
                "不判断：日期晚于判断日期，或为退款",
                "not judged: dated after the day of evaluation, or a refund",
            ),
            Standing::OtherLaw => (
                "不适用：年度或日期不在政策包或规则的适用期内",
                "does not bind: its year or day lies outside those of the pack or the rule",
            ),
            Standing::NotAbout => (
                "不亮灯：不在规则的判断范围内（“范围”不成立）",
                "no finding: the rule is not about it (where does not hold)",
            ),
            Standing::Hit(_) => ("亮灯", "finding"),
            Standing::InOrder => ("不亮灯", "no finding"),
        };
        self.lang.pick(zh, en).to_owned()
    }
}

/// The key of an expression, in Chinese as `policy show` names it.
fn label(key: &str, lang: Lang) -> String {
    let zh = match key {
        "where" => "范围",
        "when" => "违反条件",
        "due" => "期限",
        "done" => "办理",
        "amount" => "涉及金额",
        _ => key,
    };
    lang.pick(&format!("{zh}："), &format!("{key}:")).to_owned()
}

/// A condition as a tree: each part on a line of its own, with its value.
fn tree(out: &mut dyn Write, trace: &Trace, depth: usize, lang: Lang) -> anyhow::Result<()> {
    let value = match &trace.value {
        TraceValue::Truth(truth) => match *truth {
            policy::value::TRUE => lang.pick("是", "true").to_owned(),
            policy::value::FALSE => lang.pick("否", "false").to_owned(),
            _ => lang.pick("不知道", "unknown").to_owned(),
        },
        TraceValue::Value(value) => render::value(value, lang),
        TraceValue::Exact { text, .. } => text.clone(),
        TraceValue::Words(words) => words.join(lang.pick("、", ", ")),
    };
    writeln!(out, "{}{} = {value}", "  ".repeat(depth), trace.source)?;
    for part in &trace.parts {
        tree(out, part, depth + 1, lang)?;
    }
    Ok(())
}
