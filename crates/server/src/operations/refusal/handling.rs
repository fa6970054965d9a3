//! Refusals of the steps by which warnings and cases are handled, and of the documents sent with steps.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::WarningEnded,
        "warning-ended",
        "预警已了结或已立案，不再问询。请刷新后重新勾选。",
        "A warning has ended or is followed in a case: look again and tick those that are open.",
    ),
    (
        Refusal::InquiryUnderWay,
        "inquiry-under-way",
        "其中一条预警已有办理中的问询单，请等待答复或作废原单。",
        "One of the warnings is inquired about already: wait for the answer or withdraw that inquiry.",
    ),
    (
        Refusal::PostElsewhere,
        "post-elsewhere",
        "该岗位管不到此事所在的区划或单位，请选择其他岗位。",
        "That post does not reach the place or unit of this matter: choose another one.",
    ),
    (
        Refusal::NotARefund,
        "not-a-refund",
        "本地没有这张退款凭证。请先导入退款记录，再填写其凭证号；多个凭证号用逗号分开。",
        "The records of this place show no such refund: import it first, then give its voucher number.",
    ),
    (
        Refusal::RefundTaken,
        "refund-taken",
        "这张退款凭证已用于另一个案，同一笔退款不能抵两次。",
        "That refund stands for another case already: the same money does not come back twice.",
    ),
    (
        Refusal::NothingToPush,
        "nothing-to-push",
        "没有需要推送的新情况，或今天已经推送过，或当地还没有可以签收的岗位。",
        "There is nothing new to push, or it was pushed today, or there is no post yet that could receive it.",
    ),
    (
        Refusal::NotJudgedYet,
        "not-judged-yet",
        "预警尚未认定违规，您的岗位也不负责认定。请先由负责的岗位认定，再立案。",
        "The warning is not judged a breach yet, and your post does not judge it: those who answer do that first.",
    ),
    (
        Refusal::UnknownStep,
        "unknown-step",
        "没有这种办理步骤，请在页面上选择。",
        "There is no such step: choose one of those on the page.",
    ),
    (
        Refusal::UnknownClause,
        "unknown-clause",
        "没有这一条款，请填写条款编号，如 A-17.d。",
        "There is no such clause: give its id, such as A-17.d.",
    ),
    (
        Refusal::NotFromAbove,
        "not-from-above",
        "须由上级的岗位办理，本级不能自己批准、督办。",
        "A post of a higher level has to do this: nobody approves or supervises at home.",
    ),
    (
        Refusal::TextTooLong,
        "text-too-long",
        "文字至多 2000 个字，其余请放入附件。",
        "A text has at most 2000 characters: put the rest into a document.",
    ),
    (
        Refusal::NotAnAmount,
        "not-an-amount",
        "金额应以元为单位，如 12000.50。",
        "Write the amount in yuan, such as 12000.50.",
    ),
    (
        Refusal::AttachmentSize,
        "attachment-size",
        "附件不能为空，每个至多 10 MB。",
        "A document is not empty and has at most 10 MB.",
    ),
    (
        Refusal::AttachmentKind,
        "attachment-kind",
        "附件应为 PDF、图片（JPEG、PNG）、Word、Excel 或压缩包。",
        "Documents are PDF, JPEG, PNG, Word, Excel or zip files.",
    ),
    (
        Refusal::AttachmentsTooMany,
        "attachments-too-many",
        "一次至多 10 个附件。",
        "At most 10 documents at once.",
    ),
    (
        Refusal::AttachmentDamaged,
        "attachment-damaged",
        "附件文件丢失或已被改动，请联系网络信息中心。",
        "The file is missing or was altered: tell the network centre.",
    ),
    (
        Refusal::ArchiveTooLarge,
        "archive-too-large",
        "附件合计超过 200 MB，不能打成一个文件。请在各办理事项的页面逐个下载附件。",
        "The documents come to more than 200 MB, too much for one file: download them one by one.",
    ),
];
