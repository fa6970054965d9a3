//! What programs are told, and people who keep tokens for them.

use super::{Refusal, Row};

/// Name and sentences of each.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::WrongToken,
        "wrong-token",
        "令牌无效、已到期或已停用，或您已不任该岗位。请在“接口令牌”页面新建。",
        "The token is unknown, has ended, or its post is no longer yours: make a new one.",
    ),
    (
        Refusal::TokenUse,
        "token-use",
        "该令牌的用途不包括此项操作，请新建用途相符的令牌。",
        "The token does not serve for this: make one that does.",
    ),
    (
        Refusal::TokenUsesMissing,
        "token-uses-missing",
        "请至少选择一种用途。",
        "Choose at least one thing that the token serves for.",
    ),
    (
        Refusal::TokenDays,
        "token-days",
        "令牌的有效期为 1 至 366 天。",
        "A token lasts 1 to 366 days.",
    ),
    (
        Refusal::TokensTooMany,
        "tokens-too-many",
        "一人至多有 20 个有效令牌，请先停用不再使用的令牌。",
        "Nobody has more than 20 tokens at once: end those that are not used any more.",
    ),
    (
        Refusal::AddressNotAllowed,
        "address-not-allowed",
        "配置（webhooks_to）不允许通知该地址，请核对地址，或请运维人员在配置中加入。",
        "The settings (webhooks_to) do not allow this address: look at it again, or have it added.",
    ),
    (
        Refusal::WebhooksTooMany,
        "webhooks-too-many",
        "一人至多有 10 个未停用的变动通知，请先停用不再使用的。",
        "Nobody has more than 10 webhooks at once: stop those that are not used any more.",
    ),
    (Refusal::UnknownWebhook, "unknown-webhook", "没有这个变动通知。", "There is no such webhook."),
    (
        Refusal::NoMail,
        "no-mail",
        "平台未设置邮件服务器，不能发邮件；请运维人员在配置（mail）中设置。",
        "The settings (mail) name no server, so no letters can be sent: have one added.",
    ),
    (
        Refusal::MailUnfit,
        "mail-unfit",
        "邮箱地址有误，应如 name@example.gov.cn。",
        "This is no mail address; one looks like name@example.gov.cn.",
    ),
    (Refusal::UnknownToken, "unknown-token", "没有这个令牌。", "There is no such token."),
    (
        Refusal::KeyUnfit,
        "key-unfit",
        "Idempotency-Key 应为 1 至 128 个可见的 ASCII 字符。",
        "An Idempotency-Key is 1 to 128 visible ASCII characters.",
    ),
    (
        Refusal::KeyOther,
        "key-other",
        "这个 Idempotency-Key 已用于另一请求，请换一个。",
        "This Idempotency-Key came with another request before: use a new one.",
    ),
    (
        Refusal::UnderWay,
        "under-way",
        "同一请求正在办理，请稍后再试。",
        "The same request is being done: try again in a moment.",
    ),
    (
        Refusal::DoneUnanswered,
        "done-unanswered",
        "同一请求已经办理，但应答已丢失，请查看有关记录。",
        "The same request was done, and its answer was lost: look at what it was about.",
    ),
    (
        Refusal::BodyUnreadable,
        "body-unreadable",
        "请求内容不是所要求的 JSON 或文件表单；要求见 /api。",
        "The body is not the JSON, or the form with files, that is asked for: see /api.",
    ),
    (Refusal::BodyTooLarge, "body-too-large", "请求内容过大。", "The body is too large."),
    (
        Refusal::BodyKind,
        "body-kind",
        "请求内容的类型不对，应为 application/json；上传文件时为 multipart/form-data。",
        "The body has another type than is asked for: application/json, or multipart/form-data for files.",
    ),
    (
        Refusal::UnknownAddress,
        "unknown-address",
        "接口没有这个地址，请查看 /api。",
        "The interface has no such address: see /api.",
    ),
    (
        Refusal::UnknownMethod,
        "unknown-method",
        "该地址不接受这种请求方法。",
        "This address is not asked for by this method.",
    ),
    (
        Refusal::TooFast,
        "too-fast",
        "该令牌的请求过于频繁，请稍后再试。",
        "Too many requests with this token: wait a moment.",
    ),
];
