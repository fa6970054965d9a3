//! Every reason for which a step of handling is refused, with the sentence for the person who took it.
//!
//! [`crate::refusal::Refusal`] names what is wrong with one value that somebody wrote down; it belongs to a
//! cell and is told beside it. These belong to an operation: every value may be right, and the step still
//! not be allowed. They stand here, in one list for all that is followed, because one page tells them, one
//! interface returns them, and four eyes are the same four eyes everywhere. What would make books untrue
//! is a [`crate::ledger::LedgerFault`].

#[cfg(test)]
mod tests;

use crate::lang::Lang;

/// Why a step was refused, in the order in which the reasons are looked for: where several hold, the first
/// is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("{}", self.name())]
pub enum StepRefusal {
    /// The step does not follow from the present state.
    NotFromHere,
    /// Only the engine's own finding justifies the step.
    OnlyEngine,
    /// A person must take the step and answer for it.
    OnlyPerson,
    /// The day lies before that of a step which is recorded.
    BeforeLastStep,
    /// Another post has to take the step.
    NotThePost,
    /// The post that has to rectify neither extends, checks nor closes its own case.
    OwnMatter,
    /// An inquiry goes to another post than the one that sends it.
    AsksItself,
    /// Four eyes: who entered does not approve.
    SamePerson,
    /// The decision or closing is about another case.
    OtherCase,
    /// The closing is of another day; the case may have been opened again since.
    StaleClosing,
    /// No reason is given.
    NoReason,
    /// No evidence is attached.
    NoEvidence,
    /// The order does not say what is to be put right, or whom it asks.
    NothingAsked,
    /// An exemption without a legal basis.
    NoBasis,
    /// An exemption that does not say how far it reaches.
    NoScope,
    /// A proposal of accountability without the facts.
    NoFacts,
    /// A proposal of accountability without the clause.
    NoClause,
    /// An amount to take back or to re-book is negative.
    NegativeAmount,
    /// The deadline or expiry does not lie after the day of the step.
    TermNotAhead,
    /// A red warning cannot be muted.
    RedNotMuted,
    /// A red warning cannot be judged to be in order.
    RedNotInOrder,
    /// The clause knows no exceptions (一律).
    NoExceptionAllowed,
    /// An exemption or a finding that it cannot be undone waits for its decision.
    AlreadyAsked,
    /// There is no request to grant or to deny.
    NotAsked,
    /// The term has not run out.
    NotOverdue,
    /// Escalation goes to a higher level only.
    NotUpward,
    /// The mute or exemption is still in force.
    NotYetLapsed,
    /// The rule was not run again on the day of closing.
    NotRunToday,
    /// The rule cannot tell: that is never taken for green.
    CannotTell,
    /// The rule, run again, still finds it.
    StillLit,
    /// The ledger does not show the money that was to be taken back.
    MoneyNotBack,
    /// No exemption is in force on that day.
    NoExemption,
    /// Nobody decided that it cannot be undone.
    NotIrrecoverable,
    /// There is no decision on responsibility.
    NoDecision,
    /// The document has no number.
    NoDocument,
    /// No amount is given to anybody, or one that is not more than nothing.
    NothingSplit,
    /// A receiver stands twice in one document.
    ReceiverTwice,
    /// More than the allotment has left.
    MoreThanOpen,
    /// Something that has to be said is missing.
    FieldMissing,
    /// An amount is missing.
    AmountMissing,
    /// A day that is yet to come.
    DayToCome,
    /// The day lies before that of what must come first.
    DayTooEarly,
    /// A project without an approved target does not enter the pipeline.
    NoTargetForPipeline,
    /// A project without an approved target gets no budget.
    NoTargetForBudget,
    /// More than the plan has for the project.
    OverPlan,
    /// More than the contract.
    OverContract,
    /// A change of a contract that there is not.
    NoContract,
    /// A change that changes nothing.
    NothingChanged,
    /// A plan for less than the project was given already.
    BelowFunded,
    /// A project that was given money does not leave the pipeline.
    FundedAlready,
    /// A surplus of more than is left of the project's money.
    OverUnpaid,
    /// Retention money is still to be paid.
    RetentionUnpaid,
    /// The leading group has not decided on the surplus.
    SurplusUndecided,
    /// A plan without money, or with an amount that is none.
    PlanEmpty,
    /// A fund, or a project with a fund, stands in a plan twice.
    PlanLineTwice,
    /// More of a fund is integrated than there is.
    OverScale,
    /// Money by source is not money by use.
    PlanUneven,
    /// Nobody is named to review, or somebody twice.
    NoReviewers,
    /// There is nothing to reconcile.
    NothingToReconcile,
    /// Figures differ, and nothing is said of it.
    DifferenceUnexplained,
    /// The factors, weights or values of a plan do not divide the money.
    NotDivisible,
    /// The place is no receiver of the plan.
    NotAReceiver,
    /// A place gets something else than was computed, and nobody says why.
    ChangeUnexplained,
    /// The amounts that are decided are not all there is to divide.
    NotTheWhole,
    /// A setting is proposed without asking a division concerned.
    NobodyConsulted,
    /// The day from which something is to hold has passed.
    DayPassed,
    /// An amount of nothing, or beyond all that is recorded here.
    AmountOutOfBounds,
    /// More of the other money is spent than has come in by some day.
    SpentBeyondReceived,
    /// The project has come to its end.
    ProjectEnded,
    /// The same project, period and subject is inspected already, and nobody says why again.
    InspectedAlready,
    /// A last day lies before the first one.
    DaysReversed,
    /// A project or payment is named twice.
    NamedTwice,
    /// The place may still answer.
    AnswerAwaited,
    /// What was found has no warning that is followed in a case.
    NoCase,
}

/// What people and programs are told of one refusal.
struct Told {
    refusal: StepRefusal,
    name: &'static str,
    clause: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
}

/// One line for each refusal, in their order.
const TOLD: [Told; 74] = [
    Told {
        refusal: StepRefusal::NotFromHere,
        name: "not-from-here",
        clause: None,
        zh: "当前状态下不能办理这一步；请刷新后按流程办理",
        en: "this step does not follow from the present state; look at it again and take the next step that it offers",
    },
    Told {
        refusal: StepRefusal::OnlyEngine,
        name: "only-engine",
        clause: None,
        zh: "这一步只能由系统按规则结果办理",
        en: "only the engine takes this step, by what the rule says",
    },
    Told {
        refusal: StepRefusal::OnlyPerson,
        name: "only-person",
        clause: None,
        zh: "这一步须由具名人员办理",
        en: "a named person must take this step",
    },
    Told {
        refusal: StepRefusal::BeforeLastStep,
        name: "before-last-step",
        clause: None,
        zh: "办理日期早于上一步的日期；请核对日期",
        en: "the day lies before that of the last step; check it",
    },
    Told {
        refusal: StepRefusal::NotThePost,
        name: "not-the-post",
        clause: Some("B-4.1.1.3.h"),
        zh: "这一步由负责的岗位办理，您当前的岗位不是",
        en: "another post has to take this step, not the one in which you act",
    },
    Told {
        refusal: StepRefusal::OwnMatter,
        name: "own-matter",
        clause: Some("C-3.1.m"),
        zh: "承担整改的岗位不能自行延期、复核或销号",
        en: "the post that has to rectify does not extend, check or close its own case",
    },
    Told {
        refusal: StepRefusal::AsksItself,
        name: "asks-itself",
        clause: None,
        zh: "问询单不能发给或转给自己的岗位；请选择其他岗位",
        en: "an inquiry goes to another post than one's own; choose another one",
    },
    Told {
        refusal: StepRefusal::SamePerson,
        name: "same-person",
        clause: None,
        zh: "录入人与审核人不能是同一人；请由他人办理",
        en: "who entered this does not approve it; another person must",
    },
    Told {
        refusal: StepRefusal::OtherCase,
        name: "other-case",
        clause: None,
        zh: "所附决定不属于本个案；请核对个案编号",
        en: "the decision is about another case; check the case number",
    },
    Told {
        refusal: StepRefusal::StaleClosing,
        name: "stale-closing",
        clause: None,
        zh: "销号决定不是当日的，个案可能已重新打开；请重新办理",
        en: "the closing is of another day, and the case may be open again; close it anew",
    },
    Told {
        refusal: StepRefusal::NoReason,
        name: "no-reason",
        clause: None,
        zh: "请填写理由",
        en: "give the reason",
    },
    Told {
        refusal: StepRefusal::NoEvidence,
        name: "no-evidence",
        clause: Some("A-16.c"),
        zh: "请附证据材料",
        en: "attach the evidence",
    },
    Told {
        refusal: StepRefusal::NothingAsked,
        name: "nothing-asked",
        clause: Some("A-17.b"),
        zh: "请写明要求办理的内容",
        en: "say what is asked for",
    },
    Told {
        refusal: StepRefusal::NoBasis,
        name: "no-basis",
        clause: None,
        zh: "请写明豁免的法规或文件依据",
        en: "name the regulation or document on which the exemption rests",
    },
    Told {
        refusal: StepRefusal::NoScope,
        name: "no-scope",
        clause: None,
        zh: "请写明豁免的适用范围",
        en: "say how far the exemption reaches",
    },
    Told {
        refusal: StepRefusal::NoFacts,
        name: "no-facts",
        clause: Some("A-17.d"),
        zh: "请写明事实",
        en: "state the facts",
    },
    Told {
        refusal: StepRefusal::NoClause,
        name: "no-clause",
        clause: Some("A-18.a"),
        zh: "请写明问责所依据的条款",
        en: "name the clause",
    },
    Told {
        refusal: StepRefusal::NegativeAmount,
        name: "negative-amount",
        clause: None,
        zh: "收回、调账金额不能为负",
        en: "an amount to take back or to re-book cannot be negative",
    },
    Told {
        refusal: StepRefusal::TermNotAhead,
        name: "term-not-ahead",
        clause: Some("A-17.b"),
        zh: "期限须晚于办理当日",
        en: "the term must end after the day on which it is set",
    },
    Told {
        refusal: StepRefusal::RedNotMuted,
        name: "red-not-muted",
        clause: Some("B-4.1.1.3.h"),
        zh: "红灯预警不能静默，须处理解决",
        en: "a red warning cannot be muted; it has to be dealt with",
    },
    Told {
        refusal: StepRefusal::RedNotInOrder,
        name: "red-not-in-order",
        clause: Some("B-4.1.1.3.h"),
        zh: "红灯预警不能认定为正常；如属数据错误请更正数据，如有依据请申请豁免",
        en: "a red warning cannot be judged in order; correct the data, or ask for an exemption if there is a basis",
    },
    Told {
        refusal: StepRefusal::NoExceptionAllowed,
        name: "no-exception-allowed",
        clause: Some("D-4.5.e"),
        zh: "该条款规定一律执行，不能豁免",
        en: "the clause knows no exceptions",
    },
    Told {
        refusal: StepRefusal::AlreadyAsked,
        name: "already-asked",
        clause: None,
        zh: "已有申请待批；请先批复该申请",
        en: "a request waits for its decision already",
    },
    Told {
        refusal: StepRefusal::NotAsked,
        name: "not-asked",
        clause: None,
        zh: "没有待批的申请",
        en: "there is no request to decide",
    },
    Told {
        refusal: StepRefusal::NotOverdue,
        name: "not-overdue",
        clause: None,
        zh: "尚未超过期限",
        en: "the term has not run out yet",
    },
    Told {
        refusal: StepRefusal::NotUpward,
        name: "not-upward",
        clause: None,
        zh: "只能升级到上一级",
        en: "escalation goes to a higher level only",
    },
    Told {
        refusal: StepRefusal::NotYetLapsed,
        name: "not-yet-lapsed",
        clause: None,
        zh: "静默或豁免尚在有效期内",
        en: "the mute or exemption is still in force",
    },
    Told {
        refusal: StepRefusal::NotRunToday,
        name: "not-run-today",
        clause: Some("C-3.1.m"),
        zh: "销号前须当日重新运行规则",
        en: "run the rule again on the day of closing",
    },
    Told {
        refusal: StepRefusal::CannotTell,
        name: "cannot-tell",
        clause: Some("B-4.1.1.1.f"),
        zh: "规则因缺少数据无法判断，不能销号；请补全数据",
        en: "the rule cannot tell because a fact is missing; complete the data",
    },
    Told {
        refusal: StepRefusal::StillLit,
        name: "still-lit",
        clause: Some("A-17.c"),
        zh: "重新运行规则仍有预警，整改不到位，不能销号",
        en: "the rule, run again, still finds it; the case cannot be closed",
    },
    Told {
        refusal: StepRefusal::MoneyNotBack,
        name: "money-not-back",
        clause: Some("A-17.c"),
        zh: "应收回的资金尚未在账上收回",
        en: "the ledger does not show the money that was to be taken back",
    },
    Told {
        refusal: StepRefusal::NoExemption,
        name: "no-exemption",
        clause: None,
        zh: "没有在有效期内的豁免",
        en: "no exemption is in force on that day",
    },
    Told {
        refusal: StepRefusal::NotIrrecoverable,
        name: "not-irrecoverable",
        clause: None,
        zh: "没有认定无法挽回的决定",
        en: "it was not decided that it cannot be undone",
    },
    Told {
        refusal: StepRefusal::NoDecision,
        name: "no-decision",
        clause: Some("A-17.d"),
        zh: "没有责任追究的决定",
        en: "there is no decision on responsibility",
    },
    Told {
        refusal: StepRefusal::NoDocument,
        name: "no-document",
        clause: None,
        zh: "请填写文号",
        en: "give the number of the document",
    },
    Told {
        refusal: StepRefusal::NothingSplit,
        name: "nothing-split",
        clause: None,
        zh: "请至少为一个接收方填写大于零的金额",
        en: "give at least one receiver an amount, and none less than one fen",
    },
    Told {
        refusal: StepRefusal::ReceiverTwice,
        name: "receiver-twice",
        clause: None,
        zh: "同一接收方在一份文件中只列一次，请合并",
        en: "a receiver stands once in a document: put its amounts together",
    },
    Told {
        refusal: StepRefusal::MoreThanOpen,
        name: "more-than-open",
        clause: Some("B-4.1.1.1.f"),
        zh: "合计超过这笔指标尚可下达的金额；下达、留用和退回合计不能超过收到的金额",
        en: "this is more than the allotment has left: nobody hands down, keeps and gives back more than was received",
    },
    Told {
        refusal: StepRefusal::FieldMissing,
        name: "field-missing",
        clause: None,
        zh: "有必填内容未填写",
        en: "something that has to be said is missing",
    },
    Told {
        refusal: StepRefusal::AmountMissing,
        name: "amount-missing",
        clause: None,
        zh: "请填写金额，金额须大于零",
        en: "give an amount above zero",
    },
    Told {
        refusal: StepRefusal::DayToCome,
        name: "day-to-come",
        clause: None,
        zh: "日期不能晚于今天；请核对日期",
        en: "the day is yet to come; check it",
    },
    Told {
        refusal: StepRefusal::DayTooEarly,
        name: "day-too-early",
        clause: None,
        zh: "日期早于前一环节的日期；请核对日期",
        en: "the day lies before that of what must come first; check it",
    },
    Told {
        refusal: StepRefusal::NoTargetForPipeline,
        name: "no-target-for-pipeline",
        clause: Some("A-7.3.a"),
        zh: "该项目没有已批复的绩效目标，不得纳入项目库；请先批复绩效目标",
        en: "the project does not enter the pipeline without an approved target; have the target approved first",
    },
    Told {
        refusal: StepRefusal::NoTargetForBudget,
        name: "no-target-for-budget",
        clause: Some("A-7.3.b"),
        zh: "该项目没有已批复的绩效目标，不得安排预算；请先批复绩效目标",
        en: "without an approved performance target the project gets no budget; have the target approved first",
    },
    Told {
        refusal: StepRefusal::OverPlan,
        name: "over-plan",
        clause: Some("B-4.1.1.2.c"),
        zh: "金额超过项目的计划金额；请核对，或先办理计划变更",
        en: "the amount exceeds what the plan has for the project; check it, or have the plan changed first",
    },
    Told {
        refusal: StepRefusal::OverContract,
        name: "over-contract",
        clause: None,
        zh: "质保金超过合同金额；请核对",
        en: "the retention money exceeds the contract; check it",
    },
    Told {
        refusal: StepRefusal::NoContract,
        name: "no-contract",
        clause: None,
        zh: "该项目没有合同，不能变更合同金额",
        en: "there is no contract that could be changed",
    },
    Told {
        refusal: StepRefusal::NothingChanged,
        name: "nothing-changed",
        clause: None,
        zh: "没有变更任何内容",
        en: "nothing would be changed",
    },
    Told {
        refusal: StepRefusal::BelowFunded,
        name: "below-funded",
        clause: Some("B-4.1.1.2.c"),
        zh: "变更后的计划金额低于已安排的资金；请先收回多安排的资金",
        en: "the plan would be less than the money that was given already; have the difference given back first",
    },
    Told {
        refusal: StepRefusal::FundedAlready,
        name: "funded-already",
        clause: None,
        zh: "该项目已安排资金，不能出库；请先收回资金",
        en: "the project was given money and does not leave the pipeline; have the money given back first",
    },
    Told {
        refusal: StepRefusal::OverUnpaid,
        name: "over-unpaid",
        clause: None,
        zh: "结余超过该项目已安排未支付的资金；请核对",
        en: "the surplus exceeds the money that the project was given and has not paid; check it",
    },
    Told {
        refusal: StepRefusal::RetentionUnpaid,
        name: "retention-unpaid",
        clause: None,
        zh: "质保金尚未付清，不能办结",
        en: "retention money is still to be paid; the project cannot be closed",
    },
    Told {
        refusal: StepRefusal::SurplusUndecided,
        name: "surplus-undecided",
        clause: Some("B-3.2.4.p2.b"),
        zh: "结余资金的安排尚未经领导小组审定，不能办结",
        en: "the leading group has not decided on the surplus; the project cannot be closed",
    },
    Told {
        refusal: StepRefusal::PlanEmpty,
        name: "plan-empty",
        clause: None,
        zh: "方案至少列一项资金和一个项目；各行的规模、金额须大于零",
        en: "a plan has at least one fund and one project; every amount in it is above zero",
    },
    Told {
        refusal: StepRefusal::PlanLineTwice,
        name: "plan-line-twice",
        clause: None,
        zh: "同一资金只列一行，同一项目的同一资金只列一行，请合并",
        en: "a fund stands once in a plan, and once for each project: put its amounts together",
    },
    Told {
        refusal: StepRefusal::OverScale,
        name: "over-scale",
        clause: None,
        zh: "整合金额超过该项资金的规模，请核对",
        en: "more of a fund is integrated than its whole; check both amounts",
    },
    Told {
        refusal: StepRefusal::PlanUneven,
        name: "plan-uneven",
        clause: None,
        zh: "资金来源与项目安排不平：每项资金的整合金额须等于安排到各项目的合计，差额见下表",
        en: "what a fund brings in must be what projects get of it; the table shows by how much they differ",
    },
    Told {
        refusal: StepRefusal::NoReviewers,
        name: "no-reviewers",
        clause: Some("B-2.3.2.4.c"),
        zh: "请至少指定一个联审处室，每个处室指定一次",
        en: "name at least one division for the joint review, each once",
    },
    Told {
        refusal: StepRefusal::NothingToReconcile,
        name: "nothing-to-reconcile",
        clause: None,
        zh: "截至该季末账上没有该方的涉农整合资金，无需对账",
        en: "the ledger knows no integrated money of this party to the end of the quarter",
    },
    Told {
        refusal: StepRefusal::DifferenceUnexplained,
        name: "row-unexplained",
        clause: Some("B-2.3.2.3.b"),
        zh: "有资金双方数字不一致而没有说明，请逐项说明原因",
        en: "the figures of a fund differ and nothing is said of it: say for each what explains it",
    },
    Told {
        refusal: StepRefusal::NotDivisible,
        name: "not-divisible",
        clause: Some("B-2.1.1.2"),
        zh: "因素、权重或数值不全，无法计算分配；请补全各地各因素的数值，权重合计须为 100%",
        en: "the money cannot be divided yet: give every place its value of every factor, and weights that make 100 %",
    },
    Told {
        refusal: StepRefusal::NotAReceiver,
        name: "not-a-receiver",
        clause: None,
        zh: "该地区不在方案之内；请只调整方案所列地区的金额",
        en: "the place is no receiver of the plan; change the amounts of those that it lists",
    },
    Told {
        refusal: StepRefusal::ChangeUnexplained,
        name: "change-unexplained",
        clause: Some("B-2.1.1.2"),
        zh: "审定金额与因素法计算结果不同的地区，须逐地说明理由",
        en: "give the reason for each place of which the amount decided is not the computed one",
    },
    Told {
        refusal: StepRefusal::NotTheWhole,
        name: "not-the-whole",
        clause: None,
        zh: "各地审定金额合计与分配总额不等；请调整到相等，一分不差",
        en: "the amounts decided do not add up to what is divided; make them equal to the fen",
    },
    Told {
        refusal: StepRefusal::NobodyConsulted,
        name: "nobody-consulted",
        clause: Some("B-4.1.2.1.d"),
        zh: "请至少选择一个会签处室，每个处室选一次",
        en: "name at least one of the divisions concerned, each once",
    },
    Told {
        refusal: StepRefusal::DayPassed,
        name: "day-passed",
        clause: None,
        zh: "生效日已过；请把生效日改为今天或以后的日期，重新提出",
        en: "the first day has passed; propose it again from today or a later day on",
    },
    Told {
        refusal: StepRefusal::AmountOutOfBounds,
        name: "amount-out-of-bounds",
        clause: None,
        zh: "金额须大于零，且不超过一万亿元；请核对金额和单位（元）",
        en: "the amount is more than nothing and at most a million million yuan; check it and its unit",
    },
    Told {
        refusal: StepRefusal::SpentBeyondReceived,
        name: "spent-beyond-received",
        clause: Some("A-2.c"),
        zh: "到某一日为止，该出资方资金的支出会超过已到位的金额；请先登记到位，或核对日期和金额",
        en: "by some day more of this giver's money would be spent than came in; enter what came in, or check it",
    },
    Told {
        refusal: StepRefusal::ProjectEnded,
        name: "project-ended",
        clause: None,
        zh: "项目已办结或已出库，其他资金不再登记、确认和冲销",
        en: "the project is closed or has left the pipeline; nothing is entered, confirmed or reversed any more",
    },
    Told {
        refusal: StepRefusal::InspectedAlready,
        name: "inspected-already",
        clause: Some("A-3.4.d"),
        zh: "同一项目或地区、同一时期、同一内容已有检查，不得多头重复检查；确需再次检查的，请写明理由",
        en: "the same project or place, period and subject is inspected already, and inspections are not \
             to be repeated; say why it has to be done again",
    },
    Told {
        refusal: StepRefusal::DaysReversed,
        name: "days-reversed",
        clause: None,
        zh: "起始日期晚于截止日期；请核对日期",
        en: "the first day lies behind the last one; check both",
    },
    Told {
        refusal: StepRefusal::NamedTwice,
        name: "named-twice",
        clause: None,
        zh: "同一项目或凭证列了两次；请每个只列一次",
        en: "a project or voucher is named twice; name each once",
    },
    Told {
        refusal: StepRefusal::AnswerAwaited,
        name: "answer-awaited",
        clause: None,
        zh: "被检查单位尚未答复，答复期限未到；请等待答复或期限届满后再决定",
        en: "the place may still answer; decide when it has, or when its time is over",
    },
    Told {
        refusal: StepRefusal::NoCase,
        name: "no-case",
        clause: None,
        zh: "该问题没有关联已立案的预警；请先立案，或直接提出整改要求",
        en: "no warning with a case stands beside it; have the case opened first, or order it to be put right here",
    },
];

impl StepRefusal {
    /// All refusals in their order.
    pub fn all() -> impl Iterator<Item = StepRefusal> {
        TOLD.iter().map(|told| told.refusal)
    }

    fn told(self) -> Option<&'static Told> {
        TOLD.get(self as usize)
    }

    /// A stable name for interfaces, logs and tests.
    pub fn name(self) -> &'static str {
        self.told().map_or("", |told| told.name)
    }

    /// The clause that asks for it, where there is one (ids of the policy pack).
    pub fn clause(self) -> Option<&'static str> {
        self.told().and_then(|told| told.clause)
    }

    /// What is wrong and what would be right, in the reader's language.
    pub fn sentence(self, lang: Lang) -> &'static str {
        self.told().map_or("", |told| lang.pick(told.zh, told.en))
    }
}
