//! What events tell, in words: who reads the trail knows the platform by its pages, not by the names under which
//! it keeps things. Programs get the same as JSON.

use domain::{Lang, TableId};
use serde_json::{Map, Value};

use crate::access::{Role, Use};
use crate::operations::handling::said::{said, step};
use crate::operations::handling::words::{self, Word, name};

/// Characters of what an event tells, in a list.
const LONGEST: usize = 240;

/// Kinds of what events are about, with the states to which their steps lead.
const SUBJECTS: &[(Word, &[Word])] = &[
    (("system", "系统", "the system"), &[]),
    (("person", "人员", "person"), &[]),
    (("post", "岗位", "post"), &[]),
    (("list", "列表", "list"), &[]),
    (("import", "导入", "import"), &[]),
    (("screening", "筛查", "screening"), &[]),
    (("warning", "预警", "warning"), words::WARNING),
    (("case", "个案", "case"), words::CASE),
    (("inquiry", "问询单", "inquiry"), words::INQUIRY),
    (("escalation", "升级", "escalation"), &[]),
    (("push", "推送清单", "push list"), words::PUSH),
    (("hand_down", "资金下达", "hand-down"), words::HAND_DOWN),
    (("integration_plan", "整合方案", "integration plan"), words::INTEGRATION_PLAN),
    (("reconciliation", "季度对账", "reconciliation"), words::RECONCILIATION),
    (("factor_plan", "因素法方案", "factor plan"), words::FACTOR_PLAN),
    (("fund_proposal", "资金安排意见", "fund proposal"), words::FUND_PROPOSAL),
    (("setting", "参数设定", "setting"), words::SETTING),
    (("contribution", "其他资金", "contribution"), words::CONTRIBUTION),
    (("suggestion", "意见建议", "suggestion"), words::SUGGESTION),
    (("payment_request", "支付申请", "payment request"), words::PAYMENT_REQUEST),
    (("monitoring", "绩效监控", "monitoring"), words::MONITORING),
    (("target", "绩效目标", "performance target"), words::TARGET),
    (("self_evaluation", "绩效自评", "self-evaluation"), words::SELF_EVALUATION),
    (("draw", "抽查抽样", "draw"), words::DRAW),
    (("inspection", "检查", "inspection"), words::INSPECTION),
    (("monthly_return", "监控月报", "monthly return"), words::MONTHLY_RETURN),
    (("session", "会话", "session"), &[]),
    (("project", "项目", "project"), words::PROJECT),
    (("statement", "收支余报表", "statement"), &[]),
    (("accountability", "责任追究", "accountability"), words::ACCOUNTABILITY),
    (("mapping", "映射文件", "mapping file"), &[]),
    (("token", "接口令牌", "token"), &[]),
    (("webhook", "变动通知", "webhook"), &[]),
    (("export", "导出", "export"), &[]),
    (("archive", "项目档案", "archive of a project"), &[]),
    (("audit", "操作记录", "audit trail"), &[]),
];

/// The parts of what an event tells, in the order in which they are read.
const PARTS: &[Word] = &[
    ("done", "结果", "outcome"),
    ("login", "登录名", "login"),
    ("role", "岗位类别", "role"),
    ("organisation", "单位", "organisation"),
    ("title", "名称", "title"),
    ("name", "数据", "data"),
    ("address", "地址", "address"),
    ("uses", "用途", "uses"),
    ("tokens", "令牌数", "tokens"),
    ("rule", "规则", "rule"),
    ("clause", "条款", "clause"),
    ("measure", "处理方式", "measure"),
    ("matter", "事项", "matter"),
    ("warning", "预警", "warning"),
    ("warnings", "预警", "warnings"),
    ("cases", "个案", "cases"),
    ("inquiries", "问询单", "inquiries"),
    ("inspections", "检查", "inspections"),
    ("days", "天数", "days"),
    ("question", "问题", "question"),
    ("due", "期限", "deadline"),
    ("from", "起", "from"),
    ("cadence", "周期", "cadence"),
    ("items", "条数", "items"),
    ("as_of", "判断日期", "as of"),
    ("new", "新增", "new"),
    ("changed", "变化", "changed"),
    ("cleared", "消除", "cleared"),
    ("excepted", "例外", "excepted"),
    ("red", "红灯", "red"),
    ("yellow", "黄灯", "yellow"),
    ("pack", "政策包", "pack"),
    ("version", "版本", "version"),
    ("retired", "停用", "retired"),
    ("decision", "签认", "decision"),
    ("closing", "专账余额（元）", "balance of the ledger (yuan)"),
    ("treasury", "国库余额（元）", "balance of the treasury (yuan)"),
    ("explanation", "差异说明", "explanation"),
    ("reason", "理由", "reason"),
    ("asked", "查询条件", "asked"),
    ("rows", "行数", "rows"),
    ("files", "文件数", "files"),
    ("wanted", "接收通知", "notices"),
    ("import", "导入编号", "import"),
    ("imports", "导入编号", "imports"),
    ("seal", "总校验值", "seal"),
];

/// What people have no use for: numbers within the platform, hashes.
const KEPT_BACK: [&str; 9] =
    ["number", "sha256", "before", "after", "to", "answers", "evidence", "document", "returned"];

/// What became of the rows of an import.
const COUNTS: &[Word] = &[
    ("added", "新增", "added"),
    ("corrected", "更正", "corrected"),
    ("withdrawn", "撤回", "withdrawn"),
    ("rejected", "未采用", "rejected"),
];

/// Words that stand in parts of an event.
const VALUES: &[Word] = &[
    ("daily", "每天", "daily"),
    ("weekly", "每周", "weekly"),
    ("monthly", "每月", "monthly"),
    ("reconciled", "已对账", "reconciled"),
    ("signed", "已签认", "signed"),
    ("returned", "退回", "sent back"),
];

/// What an event is about.
pub(crate) fn subject(kind: &str, lang: Lang) -> String {
    let known = SUBJECTS.iter().find(|((known, ..), _)| *known == kind);
    known.map_or_else(|| kind.replace('_', " "), |((_, zh, en), _)| lang.pick(zh, en).to_owned())
}

/// From where something was done: the address in the network, and by which way.
pub(super) fn origin(text: &str, lang: Lang) -> String {
    let (from, way) = text.rsplit_once(' ').unwrap_or(("", text));
    let way = match way {
        "page" => lang.pick("页面", "page"),
        "api" => lang.pick("程序接口", "interface"),
        "cli" => lang.pick("命令行", "command line"),
        "job" => lang.pick("定时任务", "by the clock"),
        other => other,
    };
    if from.is_empty() || from == "local" { way.to_owned() } else { format!("{from} {way}") }
}

/// What an event about a kind of thing tells, in a line. What is empty or nothing is left out.
pub(super) fn told(body: &str, kind: &str, lang: Lang) -> String {
    let Ok(Value::Object(parts)) = serde_json::from_str(body) else {
        return body.to_owned();
    };
    let line = lines(&parts, kind, lang).join(lang.pick("；", "; "));
    if line.chars().count() > LONGEST {
        line.chars().take(LONGEST).chain(['…']).collect()
    } else {
        line
    }
}

fn lines(parts: &Map<String, Value>, kind: &str, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let told = |name: &str| parts.get(name).and_then(Value::as_str).unwrap_or_default();
    match step(told("step"), lang) {
        "" => {}
        step => lines.push(step.to_owned()),
    }
    let states = SUBJECTS.iter().find(|((known, ..), _)| *known == kind).map(|(_, states)| states);
    if !told("state").is_empty() {
        let state = name(states.copied().unwrap_or_default(), told("state"), lang);
        lines.push(pair(lang.pick("状态", "state"), state, lang));
    }
    if let Some(of_step) = parts.get("said") {
        lines.extend(said(of_step, lang).into_iter().map(|(name, text)| pair(name, &text, lang)));
    }
    for (part, zh, en) in PARTS {
        let text = parts.get(*part).and_then(|value| text(part, value, lang));
        lines.extend(text.map(|text| pair(lang.pick(zh, en), &text, lang)));
    }
    lines.extend(parts.get("tables").and_then(Value::as_object).into_iter().flat_map(|tables| {
        tables.iter().filter_map(move |(table, counts)| of_table(table, counts, lang))
    }));
    let rest = parts.iter().filter(|(part, _)| !is_read(part));
    lines.extend(
        rest.filter_map(|(part, value)| {
            text(part, value, lang).map(|text| pair(part, &text, lang))
        }),
    );
    lines
}

/// Whether a part is told by its name, or kept back.
fn is_read(part: &str) -> bool {
    matches!(part, "step" | "state" | "said" | "tables")
        || KEPT_BACK.contains(&part)
        || PARTS.iter().any(|(known, ..)| *known == part)
}

fn pair(name: &str, text: &str, lang: Lang) -> String {
    format!("{name}{}{text}", lang.pick("：", ": "))
}

/// What a part says; none where it is empty or nothing.
fn text(part: &str, value: &Value, lang: Lang) -> Option<String> {
    Some(match (part, value) {
        (_, Value::Null) => return None,
        (_, Value::Number(number)) if number.as_i64() == Some(0) => return None,
        ("done", Value::Bool(done)) => {
            let said = if *done { ("成功", "done") } else { ("失败", "failed") };
            lang.pick(said.0, said.1).to_owned()
        }
        (_, Value::Bool(yes)) => {
            let said = if *yes { ("是", "yes") } else { ("否", "no") };
            lang.pick(said.0, said.1).to_owned()
        }
        (_, Value::String(text)) if text.is_empty() => return None,
        ("role", Value::String(word)) => {
            Role::from_word(word).map_or_else(|| word.clone(), |role| role.name(lang).to_owned())
        }
        ("uses", Value::String(uses)) => {
            let named = uses.split(' ').map(|word| match Use::from_word(word) {
                Some(one) => one.name(lang),
                None => word,
            });
            named.collect::<Vec<&str>>().join(lang.pick("、", ", "))
        }
        ("measure", Value::String(word)) => name(words::MEASURE, word, lang).to_owned(),
        ("cadence" | "decision", Value::String(word)) => name(VALUES, word, lang).to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(all)) if all.is_empty() => return None,
        (_, Value::Array(all)) => {
            let all = all.iter().map(|one| one.as_str().map_or(one.to_string(), str::to_owned));
            all.collect::<Vec<String>>().join(lang.pick("、", ", "))
        }
        (_, other) => other.to_string(),
    })
}

/// What an import did to a table; none where nothing.
fn of_table(table: &str, counts: &Value, lang: Lang) -> Option<String> {
    let said = COUNTS.iter().filter_map(|(count, zh, en)| {
        let rows = counts[*count].as_i64().filter(|rows| *rows != 0)?;
        Some(format!("{} {rows}", lang.pick(zh, en)))
    });
    let said = said.collect::<Vec<String>>().join(lang.pick("、", ", "));
    (!said.is_empty()).then(|| pair(&table_name(table, lang), &said, lang))
}

fn table_name(table: &str, lang: Lang) -> String {
    let known = TableId::ALL.iter().find(|id| id.spec().name == table);
    let chinese = known.and_then(|id| id.spec().aliases.first()).copied();
    lang.pick(chinese.unwrap_or(table), &table.replace('_', " ")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_events_are_about_is_named_in_both_languages() {
        use crate::operations::{
            accountability, cases, contributions, factor_plans, fund_proposals, handdowns,
            inquiries, inspections, integration, monthly_returns, projects, pushes,
            reconciliations, settings, suggestions, warnings,
        };
        let matters = [
            accountability::KIND,
            cases::KIND,
            contributions::KIND,
            factor_plans::KIND,
            fund_proposals::KIND,
            handdowns::KIND,
            inquiries::KIND,
            inspections::KIND,
            integration::KIND,
            monthly_returns::KIND,
            projects::KIND,
            pushes::KIND,
            reconciliations::KIND,
            settings::KIND,
            suggestions::KIND,
            warnings::KIND,
        ];
        for kind in matters {
            let states = SUBJECTS.iter().find(|((known, ..), _)| *known == kind);
            assert!(states.is_some_and(|(_, states)| !states.is_empty()), "{kind}");
        }
        for ((kind, ..), _) in SUBJECTS {
            let chinese = subject(kind, Lang::Zh);
            assert!(chinese.chars().all(|c| c > '\u{3000}'), "{kind}: {chinese}");
            assert!(!subject(kind, Lang::En).contains('_'), "{kind}");
        }
    }

    #[test]
    fn an_event_is_told_in_words() {
        let check = |kind, body, zh: &str, en: &str| {
            assert_eq!(told(body, kind, Lang::Zh), zh);
            assert_eq!(told(body, kind, Lang::En), en);
        };
        check("person", r#"{"done":true}"#, "结果：成功", "outcome: done");
        check(
            "push",
            r#"{"items":1,"cadence":"weekly"}"#,
            "周期：每周；条数：1",
            "cadence: weekly; items: 1",
        );
        check(
            "case",
            r#"{"step":"order","number":1,"state":"ordered","said":{"asked":"整改","due":"2021-01-15","rebook":0}}"#,
            "下达整改通知；状态：整改中；整改要求：整改；期限：2021-01-15",
            "ordered to be put right; state: ordered; asked: 整改; deadline: 2021-01-15",
        );
        check(
            "import",
            r#"{"name":"甲.csv","tables":{"payments":{"added":3,"rejected":1,"withdrawn":0},"funds":{"added":0}}}"#,
            "数据：甲.csv；支付：新增 3、未采用 1",
            "data: 甲.csv; payments: added 3, rejected 1",
        );
        check(
            "post",
            r#"{"role":"region.leader","organisation":null}"#,
            "岗位类别：自治区领导",
            "role: Leader of the region",
        );
        // What has no name yet is not hidden.
        check("person", r#"{"stray":"x","rows":0}"#, "stray：x", "stray: x");
        assert_eq!(told("no json", "person", Lang::Zh), "no json");
    }

    #[test]
    fn where_it_was_done_is_said_in_words() {
        for (text, zh, en) in [
            ("127.0.0.1 page", "127.0.0.1 页面", "127.0.0.1 page"),
            ("10.0.0.7 api", "10.0.0.7 程序接口", "10.0.0.7 interface"),
            ("local cli", "命令行", "command line"),
            ("job", "定时任务", "by the clock"),
        ] {
            assert_eq!(origin(text, Lang::Zh), zh);
            assert_eq!(origin(text, Lang::En), en);
        }
    }
}
