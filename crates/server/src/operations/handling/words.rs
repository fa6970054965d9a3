//! The words by which states are kept, and their names for people.

use domain::Lang;
use domain::{case, inquiry, push, warning};

/// A word with its names in Chinese and English.
pub(crate) type Word = (&'static str, &'static str, &'static str);

/// The states of a warning, in the order of the domain.
pub(crate) const WARNING: &[Word] = &[
    ("open", "待处理", "open"),
    ("taken_up", "处理中", "taken up"),
    ("breach", "认定违规", "judged a breach"),
    ("in_order", "认定正常", "judged in order"),
    ("data_error", "数据错误", "error of the data"),
    ("muted", "静默", "muted"),
    ("exemption_asked", "豁免待批", "exemption asked for"),
    ("exempted", "已豁免", "exempted"),
    ("in_case", "已立案", "in a case"),
    ("settled", "已销号", "settled"),
    ("cleared", "已消除", "cleared"),
];

/// The states of a case, in the order of the domain.
pub(crate) const CASE: &[Word] = &[
    ("open", "已立案", "opened"),
    ("ordered", "整改中", "ordered"),
    ("reported", "待复核", "reported done"),
    ("checked", "待销号", "checked"),
    ("closed", "已销号", "closed"),
];

/// The states of an inquiry, in the order of the domain.
pub(crate) const INQUIRY: &[Word] = &[
    ("at_division", "待处（科）室办理", "with the division"),
    ("at_unit", "待单位核实", "with the unit"),
    ("at_desk", "退回监控岗", "sent back to the desk"),
    ("answered", "待认定", "answered"),
    ("accepted", "认定正常", "accepted"),
    ("in_case", "已立案", "in a case"),
    ("withdrawn", "已作废", "withdrawn"),
];

/// The states of a push list, in the order of the domain.
pub(crate) const PUSH: &[Word] = &[
    ("made", "待签收", "to be received"),
    ("received", "已签收，待反馈", "received, to be answered"),
    ("answered", "已反馈", "answered"),
];

/// Why a warning stands in a push list.
pub(crate) const WHY: &[Word] = &[
    ("unanswered", "上期未反馈", "not answered last time"),
    ("overdue", "已逾期", "overdue"),
    ("fresh", "新发现", "new"),
    ("changed", "有变化", "changed"),
];

/// The word of a push list's state.
pub(crate) fn of_push(state: push::State) -> &'static str {
    PUSH.get(state as usize).map_or("", |row| row.0)
}

/// The word of an inquiry's state.
pub(crate) fn of_inquiry(state: inquiry::State) -> &'static str {
    INQUIRY.get(state as usize).map_or("", |row| row.0)
}

/// The word of a warning's state.
pub(crate) fn of_warning(state: warning::State) -> &'static str {
    WARNING.get(state as usize).map_or("", |row| row.0)
}

/// The word of a case's state.
pub(crate) fn of_case(state: case::State) -> &'static str {
    CASE.get(state as usize).map_or("", |row| row.0)
}

/// The name of a word; the word itself where it is none of these.
pub(crate) fn name<'a>(words: &'static [Word], word: &'a str, lang: Lang) -> &'a str {
    words.iter().find(|row| row.0 == word).map_or(word, |row| lang.pick(row.1, row.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_of_its_own() {
        let warnings = [
            (warning::State::Open, "open"),
            (warning::State::TakenUp, "taken_up"),
            (warning::State::Breach, "breach"),
            (warning::State::InOrder, "in_order"),
            (warning::State::DataError, "data_error"),
            (warning::State::Muted, "muted"),
            (warning::State::ExemptionAsked, "exemption_asked"),
            (warning::State::Exempted, "exempted"),
            (warning::State::InCase, "in_case"),
            (warning::State::Settled, "settled"),
            (warning::State::Cleared, "cleared"),
        ];
        assert_eq!(warnings.map(|(state, _)| state), warning::State::ALL);
        assert!(warnings.iter().all(|(state, word)| of_warning(*state) == *word));
        let cases = [
            (case::State::Open, "open"),
            (case::State::Ordered, "ordered"),
            (case::State::Reported, "reported"),
            (case::State::Checked, "checked"),
            (case::State::Closed, "closed"),
        ];
        assert_eq!(cases.map(|(state, _)| state), case::State::ALL);
        assert!(cases.iter().all(|(state, word)| of_case(*state) == *word));
        assert_eq!(name(CASE, "closed", Lang::Zh), "已销号");
        let words = ["made", "received", "answered"];
        assert_eq!(push::State::ALL.map(of_push), words);
        let inquiries = [
            (inquiry::State::AtDivision, "at_division"),
            (inquiry::State::AtUnit, "at_unit"),
            (inquiry::State::AtDesk, "at_desk"),
            (inquiry::State::Answered, "answered"),
            (inquiry::State::Accepted, "accepted"),
            (inquiry::State::InCase, "in_case"),
            (inquiry::State::Withdrawn, "withdrawn"),
        ];
        assert_eq!(inquiries.map(|(state, _)| state), inquiry::State::ALL);
        assert!(inquiries.iter().all(|(state, word)| of_inquiry(*state) == *word));
    }
}
