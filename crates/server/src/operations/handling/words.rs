//! The words by which states are kept.

use domain::warning;

const WARNING: [(warning::State, &str); 11] = [
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

/// The word of a warning's state.
pub(crate) fn of_warning(state: warning::State) -> &'static str {
    WARNING.iter().find(|row| row.0 == state).map_or("", |row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_of_its_own() {
        let words: Vec<&str> = warning::State::ALL.iter().map(|state| of_warning(*state)).collect();
        assert_eq!(words, WARNING.map(|row| row.1));
    }
}
