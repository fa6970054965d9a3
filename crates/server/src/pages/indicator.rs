//! How indicators are read, wherever they stand: in targets, rounds of monitoring, evaluations.

use domain::Lang;

/// A direction as people write it.
pub(crate) fn sign(direction: &str, lang: Lang) -> &'static str {
    match direction {
        ">=" => "≥",
        "<=" => "≤",
        "=" => "=",
        ">" => ">",
        "<" => "<",
        "qualitative" => lang.pick("定性", "qualitative"),
        _ => "",
    }
}

/// What an indicator promises: sign, value and unit, of which the value may say the first and the last itself.
pub(crate) fn promise(direction: &str, value: &str, unit: &str) -> String {
    let signed = value.starts_with(['≥', '≤', '=', '>', '<', '＝', '＞', '＜']);
    let sign = if signed || direction == "qualitative" { "" } else { sign(direction, Lang::Zh) };
    let unit = if value.ends_with(unit) { "" } else { unit };
    format!("{sign}{value}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_value_says_is_not_said_again() {
        assert_eq!(promise(">=", "10", "公里"), "≥10公里");
        assert_eq!(promise(">=", "≥10公里", "公里"), "≥10公里");
        assert_eq!(promise("qualitative", "明显改善", ""), "明显改善");
        assert_eq!(promise("", "95%", "%"), "95%");
        assert_eq!(sign("qualitative", Lang::En), "qualitative");
    }
}
