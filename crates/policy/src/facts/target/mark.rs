//! What a template leaves behind in a text that was to be filled in: `≥**`, `硬化××公里`, `例：95%`.

/// Whether a text holds one of the marks. A mark that is a word must begin where a word can begin: behind
/// nothing, a sign, a number or a space. `比例：` and `条例：` are other words than `例：`.
pub(super) fn holds_mark(text: &str, marks: &[String]) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && !c.is_ascii();
    marks.iter().any(|mark| {
        let is_word = mark.starts_with(is_letter);
        text.match_indices(mark.as_str()).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            !is_word || !before.is_some_and(is_letter)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_and_other_words_are_not() {
        let marks = ["**", "××", "XX", "例：", "示例："].map(str::to_owned);
        let check = |text: &str, want: bool| assert_eq!(holds_mark(text, &marks), want, "{text}");
        check("≥**", true);
        check("硬化村道××公里", true);
        check("硬化村道XX公里", true);
        check("例：硬化村道里程", true);
        check("≥例：95", true);
        check("（例：95%）", true);
        check("指标1 例：95%", true);
        check("比例：60%，例：95%", true);
        check("示例：95%", true);
        check("按比例：硬化村道10公里", false);
        check("编写典型案例：10个", false);
        check("宣传扶贫条例：次数", false);
        check("改善交通、饮水……共10处", false);
        check("棚圈3×5米", false);
        check("", false);
    }
}
