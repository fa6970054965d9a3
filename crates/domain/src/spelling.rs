//! How far one word is from another: for messages that ask "did you mean …?".

/// Number of letters to put in, take out, change, or swap with their neighbour, to make one word of the
/// other.
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (i, letter) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        let (mut left, mut behind) = (i + 1, None);
        for (j, (other, above)) in b.iter().zip(last.windows(2)).enumerate() {
            let [diagonal, up] = above else { continue };
            let mut cost = (diagonal + usize::from(letter != *other)).min(up + 1).min(left + 1);
            let swapped = previous == Some(*other) && behind == Some(letter);
            if let (true, Some(before)) = (swapped, before_last.get(j.saturating_sub(1))) {
                cost = cost.min(before + 1);
            }
            row.push(cost);
            (left, behind) = (cost, Some(*other));
        }
        before_last = std::mem::replace(&mut last, row);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_slips_are_counted() {
        for (a, b, expect) in [
            ("", "", 0),
            ("", "abc", 3),
            ("ab", "ba", 1),
            ("when", "where", 2),
            ("kitten", "sitting", 3),
            ("colums", "columns", 1),
            ("payee_tpye", "payee_type", 1),
            ("支付", "拨付", 1),
            ("same", "same", 0),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (expect, expect), "{a} {b}");
        }
    }
}
