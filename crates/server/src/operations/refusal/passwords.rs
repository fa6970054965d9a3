//! Why a password is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (Refusal::WrongPassword, "wrong-password", "现密码不正确。", "The present password is wrong."),
    (
        Refusal::PasswordShort,
        "password-short",
        "密码至少 12 个字符。",
        "A password has at least 12 characters.",
    ),
    (
        Refusal::PasswordLong,
        "password-long",
        "密码至多 128 个字符。",
        "A password has at most 128 characters.",
    ),
    (
        Refusal::PasswordNamed,
        "password-named",
        "密码中不能含有登录名或姓名。",
        "A password must not contain the login or the name.",
    ),
    (
        Refusal::PasswordPlain,
        "password-plain",
        "密码过于简单，请至少使用 5 个不同的字符，并避免连续字符。",
        "The password is too plain: use at least 5 different characters, not in a row.",
    ),
    (
        Refusal::PasswordSame,
        "password-same",
        "新密码不能与现密码相同。",
        "The new password must differ from the present one.",
    ),
    (
        Refusal::PasswordsDiffer,
        "passwords-differ",
        "两次输入的新密码不一致。",
        "The two new passwords differ.",
    ),
];
