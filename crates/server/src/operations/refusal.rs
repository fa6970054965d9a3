//! Every reason for which an operation is refused, with the sentence for the person who asked.

mod contributions;
mod draws;
mod evaluations;
mod handling;
mod inspections;
mod mappings;
mod money;
mod monitorings;
mod monthly_returns;
mod passwords;
mod payment_requests;
mod programs;
mod projects;
mod saved;
mod settings;
mod targets;

use domain::Lang;
use domain::handling::StepRefusal;

/// Why an operation was refused, in order of precedence. Callers tell them apart by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.name())]
pub(crate) enum Refusal {
    /// Nobody is signed in, or something is still due before.
    SignInFirst,
    /// No post of the person allows it there.
    OutOfScope,
    /// Unknown name, wrong password, locked or closed account: the answer is the same, so that nobody
    /// learns which names there are.
    WrongLogin,
    /// Too many forms of this kind came from one network address.
    TooOften,
    /// Not the second factor's code of this moment, or one that was used before.
    WrongCode,
    /// The present password is not this one.
    WrongPassword,
    /// Too few characters.
    PasswordShort,
    /// Too many characters.
    PasswordLong,
    /// The name or login is part of it.
    PasswordNamed,
    /// A single character repeated, or characters in a row.
    PasswordPlain,
    /// The new one is the old one.
    PasswordSame,
    /// The two fields differ.
    PasswordsDiffer,
    /// The store has accounts, so the first was made long ago.
    NotFirst,
    /// A login is 2 to 32 small letters, digits, dots, hyphens.
    LoginUnfit,
    /// Somebody else has it.
    LoginTaken,
    /// A name is missing, or longer than names are.
    NameUnfit,
    /// A title is missing, or longer than titles are.
    TitleUnfit,
    /// No such account.
    UnknownPerson,
    /// The account is closed.
    PersonClosed,
    /// Nobody closes or resets the own account.
    OwnAccount,
    /// No such post.
    UnknownPost,
    /// No such role.
    UnknownRole,
    /// The month of a return is none.
    ReturnMonth,
    /// The month of a return is yet to come.
    ReturnAhead,
    /// A statement is made of a month that is over.
    MonthNotOver,
    /// Figures differ, and nothing is said of it.
    DifferenceUnexplained,
    /// The statement was made, and nothing has changed since.
    StatementMade,
    /// No statement waits for a signature.
    NothingToSign,
    /// Who made a statement does not sign it.
    OwnStatement,
    /// What is sent back is sent back with a reason.
    ReasonMissing,
    /// Records changed since the statement was made.
    BooksMoved,
    /// No file, too many files, or two of one name.
    UploadUnfit,
    /// More bytes than may be sent, or fewer than were announced.
    UploadTooLarge,
    /// Nothing was sent under this name, or too long ago.
    UnknownUpload,
    /// No such import.
    UnknownImport,
    /// No such saved query of one's own.
    UnknownSaved,
    /// A name that no saved query can have.
    SavedName,
    /// Nothing is asked, or too much.
    SavedUnfit,
    /// There is a saved query of this name already.
    SavedKnown,
    /// Too many saved queries.
    SavedTooMany,
    /// No such mapping file, or none that can be used here.
    UnknownMapping,
    /// A name that no mapping file can have.
    MappingName,
    /// No text of TOML, or too long.
    MappingUnfit,
    /// There is a mapping file of this name already.
    MappingKnown,
    /// The new version is the old one.
    MappingSame,
    /// A mapping file of another division.
    MappingElsewhere,
    /// A mapping file that is retired.
    MappingRetired,
    /// Nobody enters records of this table by hand, or not this person.
    TableUnfit,
    /// Nothing was written into the form.
    NothingEntered,
    /// More rows than a form has, or a draft has.
    RowsTooMany,
    /// A draft file has records of one table.
    TablesTooMany,
    /// A cell of a record was to stay as it is, but the row is not that record.
    OtherRecord,
    /// No such division.
    UnknownDivision,
    /// There are no posts of this role at this level of government.
    RoleUnfit,
    /// Posts of this role belong to one organisation, which is missing.
    OrganisationMissing,
    /// Posts of this role belong to a division, not to one organisation.
    OrganisationUnfit,
    /// Not a day of the calendar.
    NotADay,
    /// The new holder's first day is not after the first day of the present one.
    HolderTooEarly,
    /// The person holds it already.
    HolderSame,
    /// Nobody gives a post to oneself.
    OwnPost,
    /// A day that is yet to come.
    DayAhead,
    /// The records were screened by a later day already.
    ScreenedLater,
    /// Somebody else took a step about the same matter meanwhile.
    TakenMeanwhile,
    /// There is no such record, or it lies outside of what the person may see.
    UnknownRecord,
    /// No such step.
    UnknownStep,
    /// No such clause in the pack.
    UnknownClause,
    /// A post above the place has to decide.
    NotFromAbove,
    /// A text longer than texts are.
    TextTooLong,
    /// Not an amount in yuan.
    NotAnAmount,
    /// A document that is empty or too large.
    AttachmentSize,
    /// A document of a kind that is not taken.
    AttachmentKind,
    /// Too many documents at once.
    AttachmentsTooMany,
    /// The file of a document is missing, or is not what it was.
    AttachmentDamaged,
    /// Documents of an archive that are too large for one file.
    ArchiveTooLarge,
    /// A step of handling that may not be taken.
    Step(StepRefusal),
    /// The address of a file asks for what the list does not have.
    AskedWrongly,
    /// More rows than a file holds.
    TooManyRows,
    /// A word that is the sound of too many texts.
    TooManySounds,
    /// An inquiry about nothing, or about too much.
    InquiryUnfit,
    /// An inquiry about warnings of several units.
    SeveralUnits,
    /// An inquiry about a warning that nobody deals with any more.
    WarningEnded,
    /// An inquiry about a warning of which another one is under way.
    InquiryUnderWay,
    /// A post from which the matter cannot be seen.
    PostElsewhere,
    /// A report names what is no refund, or one of somewhere else.
    NotARefund,
    /// A report names a refund that stands for another case.
    RefundTaken,
    /// There is nothing to be pushed, or it was pushed today.
    NothingToPush,
    /// A case is to be opened of what nobody has judged a breach.
    NotJudgedYet,
    /// A token for programs that opens nothing: unknown, ended, or of somebody whose post it is no longer.
    WrongToken,
    /// A token that does not serve for this.
    TokenUse,
    /// A token for nothing, or for what there is not.
    TokenUsesMissing,
    /// Days that no token lasts.
    TokenDays,
    /// More tokens than anybody needs.
    TokensTooMany,
    /// No such token.
    UnknownToken,
    /// The settings do not allow to tell changes to this address.
    AddressNotAllowed,
    /// More webhooks than anybody needs.
    WebhooksTooMany,
    /// No such webhook of one's own.
    UnknownWebhook,
    /// The settings name no mail server.
    NoMail,
    /// Not an address to which mail can be sent.
    MailUnfit,
    /// A key of a request that is none.
    KeyUnfit,
    /// A key with which something else was asked before.
    KeyOther,
    /// The same request is being done.
    UnderWay,
    /// The same request was done, and its answer is lost.
    DoneUnanswered,
    /// A body that cannot be read.
    BodyUnreadable,
    /// A body of more bytes than may be sent.
    BodyTooLarge,
    /// A body of another kind than is asked for.
    BodyKind,
    /// An address of the interface that leads nowhere.
    UnknownAddress,
    /// An address that is not asked for in this way.
    UnknownMethod,
    /// Too many requests with one token.
    TooFast,
    /// A record of this number is there already.
    RecordThere,
    /// What the rules say of records was not seen before they are written.
    VerdictUnseen,
    /// Somebody who may not receive this money, or no such project.
    ReceiverUnfit,
    /// A document from before the money was there.
    IssuedTooEarly,
    /// Receipt before the document.
    ReceivedTooEarly,
    /// The leading group and the finance bureau of a project's own county decide on it.
    CountyDecides,
    /// No such allotment of the county.
    UnknownAllotment,
    /// The allotment has not that much left.
    AllotmentSpent,
    /// The project was given money of the same allotment on the same day.
    FundedThatDay,
    /// A project of this number is there already.
    ProjectKnown,
    /// A project is applied for without a named person in charge.
    ManagerMissing,
    /// A project belongs to a county.
    NotACounty,
    /// A meeting decided on nothing, or on too much at once.
    MeetingUnfit,
    /// A decision that would break a rule is taken for one project by itself.
    BreachAlone,
    /// An integration plan is a county's.
    PlanOfCounty,
    /// Not a fiscal year of which records are kept.
    PlanYear,
    /// The county has a plan of the year that is not decided on.
    PlanUnderWay,
    /// Not an integrated fund.
    FundNotIntegrated,
    /// Not a project of the county, or not in its pipeline.
    PlanProjectUnfit,
    /// Not a post of the region that reviews plans.
    ReviewerUnfit,
    /// Not a quarter.
    NotAQuarter,
    /// A quarter is reconciled once it is over.
    QuarterNotOver,
    /// The quarter is being reconciled with this party.
    ReconciliationOpen,
    /// Records changed since our figures were made.
    LedgerMoved,
    /// The pack has no such parameter.
    SettingUnknown,
    /// A value of the regulation is not set.
    SettingOfLaw,
    /// Not a value of the parameter's type.
    SettingValue,
    /// A value below nothing, or an empty list.
    SettingBounds,
    /// There is a value that holds from the day on, or a later one.
    SettingNotLater,
    /// A setting of the parameter waits for its end.
    SettingUnderWay,
    /// Not a post that is asked about settings.
    SettingPost,
    /// A contribution says what there is no word for.
    ContributionWord,
    /// A contribution that cannot be reversed, or not again.
    ContributionReversed,
    /// No kind of inspection, or none that the post carries out there.
    InspectionKind,
    /// The setting that carries out a suggestion is not there.
    SuggestionSetting,
    /// A target that owes no round of monitoring at a node, or is not the reader's.
    MonitoringNotOwed,
    /// A round that does not say something of each indicator of its target, once.
    MonitoringIndicators,
    /// No word of a likelihood.
    MonitoringLikelihood,
    /// No word of what is decided on a round.
    MonitoringMeasure,
    /// The money that was to be recovered is not there again.
    MonitoringRefund,
    /// A payment request for a project that is not there, or not the reader's.
    PaymentRequestProject,
    /// A payment request says something that is none of its columns.
    PaymentRequestColumn,
    /// A refund is not asked for.
    PaymentRequestRefund,
    /// No payment of this voucher was made for the request.
    PaymentRequestVoucher,
    /// The payment settles another request.
    PaymentRequestTaken,
    /// A payment without the approved request that the county asks for.
    PaymentNotRequested,
    /// No kind of subject of a target, or a subject that is not there or not the reader's.
    TargetSubject,
    /// A number that no target can have.
    TargetNumber,
    /// There is a target of this number.
    TargetKnown,
    /// A target that is to be copied, and is not there or not the reader's.
    TargetUnknown,
    /// A target of the records without an approval.
    TargetNotApproved,
    /// Points of a review that are none.
    TargetScores,
    /// The pack does not say how targets are scored.
    TargetScale,
    /// No declaration form was chosen.
    TargetFormMissing,
    /// A target that is not there, not of a project, or not approved.
    EvaluationTarget,
    /// Neither the project nor the year has ended.
    EvaluationEarly,
    /// The target was evaluated by its own unit already.
    EvaluatedAlready,
    /// Indicators of a target that cannot be scored.
    EvaluationIndicators,
    /// The pack has no values to score a year by.
    EvaluationScale,
    /// An indicator that the target does not have.
    EvaluationLine,
    /// An actual value that does not tell what was reached.
    EvaluationUnread,
    /// A score that is none.
    NotAScore,
    /// Another level's finance bureau or audit office.
    EvaluationLevel,
    /// A year that no self-evaluation can be of.
    DrawYear,
    /// A draw of the same division and year is on its way.
    DrawOpen,
    /// The division has drawn of the year before, and nobody says why again.
    DrawAgain,
    /// A commitment that was used before.
    DrawSeedUsed,
    /// A seed that holds the number of a person.
    DrawSeedNumber,
    /// The pack has no limits for a draw.
    DrawLimits,
    /// A number that has no place in a frame.
    DrawTarget,
    /// There is no frame yet.
    DrawNotFrozen,
    /// A planned inspection is to be of another kind, or carried out by others.
    InspectionKindStays,
    /// No subject of inspections.
    InspectionSubject,
    /// No fund.
    InspectionFund,
    /// No project of the place that is inspected.
    InspectionProject,
    /// No payment of the county.
    InspectionVoucher,
    /// Too many projects or vouchers.
    InspectionTooMany,
    /// No warning of the place that is inspected.
    InspectionWarning,
}

type Row = (Refusal, &'static str, &'static str, &'static str);

/// Name and sentences of each.
const ROWS: &[Row] = &[
    (Refusal::SignInFirst, "sign-in-first", "请先登录。", "Sign in first."),
    (
        Refusal::OutOfScope,
        "out-of-scope",
        "您的岗位不能在此处办理这件事。如有需要，请联系网络信息中心调整岗位。",
        "None of your posts lets you do this here. The network centre can change your posts.",
    ),
    (
        Refusal::WrongLogin,
        "wrong-login",
        "登录名或密码不正确。连续输错 5 次后，账号锁定 15 分钟。",
        "Name or password is wrong. After 5 mistakes in a row an account is locked for 15 minutes.",
    ),
    (
        Refusal::TooOften,
        "too-often",
        "从您所在的网络地址登录过于频繁，请一分钟后再试。",
        "Too many attempts from your network address. Try again in a minute.",
    ),
    (
        Refusal::WrongCode,
        "wrong-code",
        "验证码不正确或已用过。请等待下一个验证码再输入。",
        "The code is wrong or was used before. Wait for the next one.",
    ),
    (
        Refusal::NotFirst,
        "not-first",
        "系统已有账号，请直接登录。",
        "There are accounts already. Sign in.",
    ),
    (
        Refusal::LoginUnfit,
        "login-unfit",
        "登录名应为 2 至 32 个小写字母、数字、点或连字符。",
        "A login is 2 to 32 small letters, digits, dots or hyphens.",
    ),
    (Refusal::LoginTaken, "login-taken", "该登录名已有人使用。", "This login is taken."),
    (
        Refusal::NameUnfit,
        "name-unfit",
        "请填写姓名，至多 64 个字。",
        "Give a name of at most 64 characters.",
    ),
    (
        Refusal::TitleUnfit,
        "title-unfit",
        "请填写岗位名称，至多 64 个字。",
        "Give a title of at most 64 characters.",
    ),
    (Refusal::UnknownPerson, "unknown-person", "没有这个账号。", "There is no such account."),
    (Refusal::PersonClosed, "person-closed", "该账号已停用。", "This account is closed."),
    (
        Refusal::OwnAccount,
        "own-account",
        "不能停用或重置自己的账号，请由另一位管理员办理。",
        "Nobody closes or resets the own account: another administrator does it.",
    ),
    (Refusal::UnknownPost, "unknown-post", "没有这个岗位。", "There is no such post."),
    (Refusal::UnknownRole, "unknown-role", "没有这种角色。", "There is no such role."),
    (
        Refusal::UnknownDivision,
        "unknown-division",
        "没有这个行政区划，请填写六位代码或全称。",
        "There is no such division: give its six digits or its full name.",
    ),
    (
        Refusal::RoleUnfit,
        "role-unfit",
        "该级政府没有这种角色的岗位。",
        "There are no posts of this role at this level of government.",
    ),
    (
        Refusal::OrganisationMissing,
        "organisation-missing",
        "请填写岗位所属的部门或单位。",
        "Name the department or unit of the post.",
    ),
    (
        Refusal::OrganisationUnfit,
        "organisation-unfit",
        "该角色属于整个行政区划，不填部门或单位。",
        "This role is one of the whole division: leave the organisation empty.",
    ),
    (Refusal::NotADay, "not-a-day", "日期应写作 2019-05-22。", "Write the day as 2019-05-22."),
    (
        Refusal::HolderTooEarly,
        "holder-too-early",
        "接任日期应晚于现任人员的任职日期。",
        "The first day must come after the first day of the present holder.",
    ),
    (Refusal::HolderSame, "holder-same", "此人已任该岗位。", "This person holds the post already."),
    (
        Refusal::OwnPost,
        "own-post",
        "不能给自己安排岗位，请由另一位管理员办理。",
        "Nobody gives a post to oneself: another administrator does it.",
    ),
    (Refusal::DayAhead, "day-ahead", "日期不能晚于今天。", "The day cannot be later than today."),
    (
        Refusal::ScreenedLater,
        "screened-later",
        "已按更晚的日期筛查过，不能退回到较早的日期。",
        "The records were screened by a later day already.",
    ),
    (
        Refusal::DifferenceUnexplained,
        "difference-unexplained",
        "数字不符，请说明差额的原因。",
        "The figures differ: say what explains the difference.",
    ),
    (
        Refusal::StatementMade,
        "statement-made",
        "报表已编制，之后记录没有变动。",
        "The statement was made, and no record has changed since.",
    ),
    (
        Refusal::NothingToSign,
        "nothing-to-sign",
        "没有待签认的报表。",
        "No statement waits for a signature.",
    ),
    (
        Refusal::OwnStatement,
        "own-statement",
        "不能签认自己编制的报表，请由另一人签认。",
        "Nobody signs the own statement: another person does it.",
    ),
    (Refusal::ReasonMissing, "reason-missing", "退回时请说明原因。", "Say why it is sent back."),
    (
        Refusal::BooksMoved,
        "books-moved",
        "编制之后记录有变动，请退回并重新编制。",
        "Records changed since it was made: send it back to be made again.",
    ),
    (
        Refusal::UploadUnfit,
        "upload-unfit",
        "请选择 1 至 50 个数据文件，文件名不能相同。",
        "Choose 1 to 50 data files, each with a name of its own.",
    ),
    (
        Refusal::UploadTooLarge,
        "upload-too-large",
        "文件过大或上传中断，这次的文件没有保存。请压缩后上传，或分几次上传，或请网络信息中心用命令行导入。",
        "The files are too large, or the sending was cut short; none of them was kept. Send a zip archive, or one \
         file after the other, or have the network centre import them on the command line.",
    ),
    (
        Refusal::UnknownUpload,
        "unknown-upload",
        "没有这份上传的数据，或已超过一小时。请重新上传。",
        "There are no such data, or they were sent more than an hour ago. Send them again.",
    ),
    (
        Refusal::UnknownImport,
        "unknown-import",
        "没有这次导入，或不在您的管辖范围内。",
        "There is no such import, or it lies outside of your scope.",
    ),
    (
        Refusal::TableUnfit,
        "table-unfit",
        "您的岗位不能录入这类记录，或没有这类记录。",
        "Your post enters no records of this kind, or there is no such kind.",
    ),
    (
        Refusal::NothingEntered,
        "nothing-entered",
        "表中没有填写任何内容。合计行不是记录，不必录入。",
        "Nothing is written in the form. A row of totals is no record.",
    ),
    (
        Refusal::RowsTooMany,
        "rows-too-many",
        "一次至多录入 60 行，更多的请用文件导入。",
        "A form has at most 60 rows: import more as a file.",
    ),
    (
        Refusal::TablesTooMany,
        "tables-too-many",
        "一次只判断一张表的记录，请给出一个表的文件。",
        "Drafts of one table are judged at a time: give a file of one table.",
    ),
    (
        Refusal::OtherRecord,
        "other-record",
        "不再显示的号码只能在更正同一条记录时保留；编号已改动，请重新填写号码。",
        "A hidden number stays only while the same record is corrected: as its id changed, fill the number in again.",
    ),
    (
        Refusal::TakenMeanwhile,
        "taken-meanwhile",
        "其他人刚刚办理了同一事项。请查看最新情况后再办理。",
        "Somebody else has just acted on this. Look at it again before you act.",
    ),
    (
        Refusal::UnknownRecord,
        "unknown-record",
        "没有这条记录，或它不在您的管辖范围内。",
        "There is no such record, or it lies outside your scope.",
    ),
    (
        Refusal::AskedWrongly,
        "asked-wrongly",
        "条件有误，请返回改正后再试。",
        "Something that was asked for is wrong: go back and put it right.",
    ),
    (
        Refusal::TooManyRows,
        "too-many-rows",
        "超过 10 万行，无法导出为一个文件。请缩小范围，例如按县或按月分次导出。",
        "More than 100,000 rows do not fit into a file: narrow the list down, by county or by month.",
    ),
    (
        Refusal::TooManySounds,
        "too-many-sounds",
        "按拼音读出符合的内容过多。请多输入几个字母，或直接输入汉字。",
        "Too much reads like this in pinyin: write more letters, or Chinese characters.",
    ),
    (
        Refusal::InquiryUnfit,
        "inquiry-unfit",
        "一张问询单涉及 1 至 50 条预警，请勾选。",
        "An inquiry is about 1 to 50 warnings: tick them.",
    ),
    (
        Refusal::SeveralUnits,
        "several-units",
        "一张问询单只问同一区划、同一单位的预警，请分开问询。",
        "An inquiry is about warnings of one place and unit: send one for each.",
    ),
];

/// All rows.
fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
        .chain(passwords::ROWS)
        .chain(programs::ROWS)
        .chain(mappings::ROWS)
        .chain(saved::ROWS)
        .chain(settings::ROWS)
        .chain(inspections::ROWS)
        .chain(money::ROWS)
        .chain(monitorings::ROWS)
        .chain(monthly_returns::ROWS)
        .chain(projects::ROWS)
        .chain(contributions::ROWS)
        .chain(payment_requests::ROWS)
        .chain(targets::ROWS)
        .chain(draws::ROWS)
        .chain(evaluations::ROWS)
        .chain(handling::ROWS)
}

impl Refusal {
    /// All of them, for tests and documents.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = Refusal> {
        rows().map(|row| row.0)
    }

    fn row(self) -> Option<&'static Row> {
        rows().find(|row| row.0 == self)
    }

    /// A stable name for logs, tests and programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Refusal::Step(refusal) => refusal.name(),
            _ => self.row().map_or("refused", |row| row.1),
        }
    }

    /// What the person is told.
    pub(crate) fn sentence(self, lang: Lang) -> &'static str {
        match self {
            Refusal::Step(refusal) => refusal.sentence(lang),
            _ => self.row().map_or("", |row| lang.pick(row.2, row.3)),
        }
    }
}
