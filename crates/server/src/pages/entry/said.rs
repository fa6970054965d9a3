//! A verdict as the page of its form shows it.

use std::collections::BTreeSet;

use domain::{Day, Lamp, Lang};
use policy::finding::{Finding, NotEvaluable};
use policy::{Pack, render};
use store::imports::Changes;

use crate::operations::entry::{Judged, Verdict, judges};
use crate::output;

/// What the rules say, and what saving would do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Lamps, or that there is none; and how serious that is: `danger`, `warning`, `success`, `info`.
    pub(crate) head: String,
    /// See above.
    pub(crate) weight: &'static str,
    /// What is found.
    pub(crate) findings: Vec<Found>,
    /// What cannot be told, and why.
    pub(crate) untold: Vec<(String, String)>,
    /// What saving would do to the records.
    pub(crate) changes: String,
    /// What else is worth knowing.
    pub(crate) warnings: Vec<String>,
    /// Whether it must be seen before saving.
    pub(crate) must_be_seen: bool,
    /// Whether some cell could not be read, so that nothing can be saved.
    pub(crate) unreadable: bool,
    /// By which saving is told that this was seen.
    pub(crate) seal: String,
    /// What is judged before what.
    pub(crate) title: &'static str,
    /// The day as of which it was judged.
    pub(crate) as_of: String,
}

/// Document, path and text of a clause.
type Clause = (String, String, String);

/// A finding.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Whether it breaks a rule.
    pub(crate) red: bool,
    /// Of which row; nothing where there is one.
    pub(crate) row: Option<usize>,
    /// What of another record is found, the record; nothing where it is the row's own.
    pub(crate) touched: String,
    /// What is said.
    pub(crate) message: String,
    /// What would settle it.
    pub(crate) settles: String,
    /// The rule.
    pub(crate) rule: String,
    clauses: Vec<Clause>,
}

impl Found {
    /// The rule's own clause.
    pub(crate) fn first(&self) -> &[Clause] {
        self.clauses.get(..1).unwrap_or_default()
    }

    /// What else it rests on.
    pub(crate) fn others(&self) -> &[Clause] {
        self.clauses.get(1..).unwrap_or_default()
    }
}

impl Said {
    /// A verdict as it is read.
    pub(crate) fn of(pack: &Pack, verdict: &Verdict, lang: Lang) -> Said {
        let several = verdict.rows.len() > 1;
        let build = Build { pack, lang };
        let mut said = Said {
            title: lang.pick("保存前的判断", "The verdict before saving"),
            changes: changes(verdict.changes, lang),
            warnings: verdict.warnings.iter().map(|warning| warning.sentence(lang)).collect(),
            must_be_seen: verdict.must_be_seen(),
            unreadable: !verdict.rejected.is_empty(),
            seal: verdict.seal.clone(),
            as_of: verdict.as_of.to_string(),
            ..Said::default()
        };
        for judged in &verdict.rows {
            let row = several.then_some(judged.row + 1);
            let (own, touched) = (&judged.said.own, &judged.said.touched);
            said.findings.extend(own.findings.iter().map(|f| build.found(f, row, "")));
            said.findings
                .extend(touched.findings.iter().map(|f| build.found(f, row, &touching(f, lang))));
            said.untold.extend(build.untold(judged));
        }
        // What several rows touch is told of it once.
        let mut told = BTreeSet::new();
        said.findings.retain(|found| {
            let of = (found.touched.clone(), found.rule.clone(), found.message.clone());
            found.touched.is_empty() || told.insert(of)
        });
        said.findings.sort_by_key(|found| !found.red);
        said.untold.sort();
        said.untold.dedup();
        let red = said.findings.iter().filter(|found| found.red).count();
        let counts = (red, said.findings.len() - red, said.untold.len());
        (said.head, said.weight) = head(verdict, counts, lang);
        said
    }
}

impl Said {
    /// What is found of one matter and cannot be told of it, as it is read.
    pub(crate) fn of_findings(
        pack: &Pack,
        as_of: Day,
        (found, untold): (&[Finding], &[NotEvaluable]),
        lang: Lang,
    ) -> Said {
        let build = Build { pack, lang };
        let mut findings: Vec<Found> = found.iter().map(|f| build.found(f, None, "")).collect();
        findings.sort_by_key(|found| !found.red);
        let mut untold: Vec<(String, String)> =
            untold.iter().map(|one| build.not_told(one)).collect();
        untold.sort();
        untold.dedup();
        let red = findings.iter().filter(|found| found.red).count();
        let counts = (red, findings.len() - red, untold.len());
        let (head, weight) = counted(counts, lang);
        let title = lang.pick("规则的判断", "What the rules say");
        Said { title, head, weight, findings, untold, as_of: as_of.to_string(), ..Said::default() }
    }
}

/// The record, other than the row itself, that a finding is about.
fn touching(finding: &Finding, lang: Lang) -> String {
    let of = &finding.subject;
    let kind = match of.kind {
        "allotment" => lang.pick("指标", "allotment"),
        _ => lang.pick("项目", "project"),
    };
    format!("{kind} {} {}", of.id, of.name)
}

struct Build<'a> {
    pack: &'a Pack,
    lang: Lang,
}

impl Build<'_> {
    fn found(&self, finding: &Finding, row: Option<usize>, touched: &str) -> Found {
        let clauses = finding.clauses.iter();
        Found {
            red: finding.lamp == Lamp::Red,
            row,
            touched: touched.to_owned(),
            message: output::message(self.pack, finding, self.lang),
            settles: render::settles(self.pack, finding, self.lang),
            rule: finding.rule.clone(),
            clauses: clauses.filter_map(|id| output::citation(self.pack, id)).collect(),
        }
    }

    fn untold(&self, judged: &Judged) -> Vec<(String, String)> {
        let said = &judged.said;
        let all = said.own.not_evaluable.iter().chain(&said.touched.not_evaluable);
        all.map(|one| self.not_told(one)).collect()
    }

    fn not_told(&self, untold: &NotEvaluable) -> (String, String) {
        let rule = output::rule_with_ground(self.pack, &untold.rule, self.lang);
        (rule, render::reason(&untold.reason, self.lang))
    }
}

/// The verdict in one sentence.
fn head(verdict: &Verdict, counts: (usize, usize, usize), lang: Lang) -> (String, &'static str) {
    if verdict.rows.is_empty() && !judges(verdict.table) {
        let text = lang.pick(
            "这类记录要连同其他记录一起判断：保存后随即筛查，结论见预警。这里只核对填写是否正确。",
            "Records of this kind are judged together with others: by the screening that follows saving. \
             Here only the cells are checked.",
        );
        return (text.to_owned(), "info");
    }
    if verdict.rows.is_empty() {
        let text = lang.pick("先改正标出的各项，再判断。", "Correct what is marked first.");
        return (text.to_owned(), "warning");
    }
    counted(counts, lang)
}

/// So much red, yellow and untold in one sentence.
fn counted(counts: (usize, usize, usize), lang: Lang) -> (String, &'static str) {
    match counts {
        (0, 0, 0) => (
            lang.pick("按现行规则没有发现问题。", "The rules find nothing wrong.").to_owned(),
            "success",
        ),
        (0, 0, untold) => match lang {
            Lang::Zh => (format!("没有发现问题；另有 {untold} 条规则缺少资料，不能判断。"), "info"),
            Lang::En => {
                let rules = if untold == 1 { "rule" } else { "rules" };
                (
                    format!(
                        "Nothing wrong is found; {untold} {rules} cannot tell for want of facts."
                    ),
                    "info",
                )
            }
        },
        (red, yellow, _) => {
            let text = match lang {
                Lang::Zh => format!("红灯 {red} 项，黄灯 {yellow} 项。"),
                Lang::En => format!("{red} red, {yellow} yellow."),
            };
            (text, if red > 0 { "danger" } else { "warning" })
        }
    }
}

/// What saving would do, in one sentence.
fn changes(changes: Changes, lang: Lang) -> String {
    let counts = [
        (changes.added, "新增", "added"),
        (changes.corrected, "更正", "corrected"),
        (changes.withdrawn, "撤回", "withdrawn"),
        (changes.unchanged, "未变", "unchanged"),
    ];
    let some = counts.iter().filter(|(count, ..)| *count > 0);
    match lang {
        Lang::Zh => {
            let said: Vec<String> = some.map(|(n, zh, _)| format!("{zh} {n} 条")).collect();
            said.join("，")
        }
        Lang::En => {
            let said: Vec<String> = some.map(|(n, _, en)| format!("{n} {en}")).collect();
            said.join(", ")
        }
    }
}
