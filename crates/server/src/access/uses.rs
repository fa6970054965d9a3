//! What a token serves for: no more than its maker wants a program to do, whatever the post allows.

use domain::Lang;

use super::Operation;

/// What a token serves for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Reading.
    Read,
    /// Sending data sets and taking them in.
    Import,
    /// Warnings and cases as the post that answers.
    Handle,
    /// Cases and exemptions as a post above.
    Supervise,
    /// Screening.
    Screen,
}

impl Use {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Use; 5] =
        [Use::Read, Use::Import, Use::Handle, Use::Supervise, Use::Screen];

    /// The use to which an operation belongs; none: no token opens it.
    pub(crate) fn of(operation: Operation) -> Option<Use> {
        Some(match operation {
            Operation::ReadApi
            | Operation::ListScreenings
            | Operation::ListImports
            | Operation::ListPayments
            | Operation::ListProjects
            | Operation::ListAllotments
            | Operation::ListEvents
            | Operation::Overview
            | Operation::ReadPolicies
            | Operation::ListWarnings
            | Operation::ListCases
            | Operation::ListInquiries
            | Operation::ReadChanges => Use::Read,
            Operation::Import | Operation::Enter => Use::Import,
            Operation::HandleWarning | Operation::OpenCase | Operation::RectifyCase => Use::Handle,
            Operation::DecideExemption | Operation::SuperviseCase | Operation::HoldToAccount => {
                Use::Supervise
            }
            Operation::Screen => Use::Screen,
            _ => return None,
        })
    }

    /// The word by which it is kept.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Use::Read => "read",
            Use::Import => "import",
            Use::Handle => "handle",
            Use::Supervise => "supervise",
            Use::Screen => "screen",
        }
    }

    /// The use of a word.
    pub(crate) fn from_word(word: &str) -> Option<Use> {
        Use::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What people call it.
    pub(crate) fn name(self, lang: Lang) -> &'static str {
        match self {
            Use::Read => lang.pick("读取", "Read"),
            Use::Import => lang.pick("导入数据、判定草稿", "Import data sets, judge drafts"),
            Use::Handle => lang.pick("处理预警、整改个案", "Handle warnings, rectify cases"),
            Use::Supervise => lang.pick("督办个案、批准豁免", "Supervise cases, decide exemptions"),
            Use::Screen => lang.pick("发起筛查", "Screen the records"),
        }
    }
}
