//! Amounts of money: whole fen, exact everywhere.

use std::fmt;

use crate::refusal::Refusal;

/// An amount in fen (one hundredth of a yuan). Never a floating-point number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// The unit in which a column writes its amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// 元
    #[default]
    Yuan,
    /// 万元: ten thousand yuan
    Wan,
    /// 亿元: a hundred million yuan
    Yi,
}

impl Unit {
    /// Number of decimal places that the unit leaves above a fen: yuan 2, 万元 6, 亿元 10.
    pub fn decimals(self) -> u32 {
        match self {
            Unit::Yuan => 2,
            Unit::Wan => 6,
            Unit::Yi => 10,
        }
    }
}

impl Fen {
    /// The largest amount accepted from a file: 92 000 billion yuan, so that no sum of ten thousand
    /// such amounts is silently wrong (sums are checked, and refuse to overflow).
    pub const MAX: Fen = Fen(9_200_000_000_000_000_000);

    /// Reads an amount as people write it: `1234567.89`, `1,234,567.89`, `¥1 234.50`, full-width digits
    /// and signs. Nothing is rounded: more precision than a fen, scientific notation or anything else
    /// that is not an amount is refused.
    ///
    /// `signed` says whether a plus or minus sign is allowed here (balances may be negative, payments not).
    pub fn parse(text: &str, unit: Unit, signed: bool) -> Result<Fen, Refusal> {
        let digits = Digits::scan(text)?;
        if digits.has_sign && !signed {
            return Err(Refusal::SignNotAllowed);
        }
        digits.to_scaled(unit.decimals()).map(Fen)
    }

    /// The amount in yuan with two decimals, no grouping: `-12.30`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// Groups thousands for reading: `1,234,567.89`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        let yuan = (fen / 100).to_string();
        let mut out = String::with_capacity(yuan.len() + yuan.len() / 3 + 4);
        if self.0 < 0 {
            out.push('-');
        }
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        write!(f, "{out}.{:02}", fen % 100)
    }
}

/// The digits of a number written by a person, before any scale is applied.
pub(crate) struct Digits {
    negative: bool,
    /// Whether a plus or minus sign is written.
    pub(crate) has_sign: bool,
    /// All digits as one integer.
    value: i64,
    /// How many of the digits stand after the decimal point (trailing zeros not counted).
    decimals: u32,
}

impl Digits {
    /// Reads sign, digits, group separators and one decimal point; full-width forms count as half-width.
    pub(crate) fn scan(text: &str) -> Result<Digits, Refusal> {
        let mut out = Digits { negative: false, has_sign: false, value: 0, decimals: 0 };
        let (mut seen_digit, mut seen_point, mut zeros) = (false, false, 0_u32);
        let mut grouped = false;
        for (i, raw) in text.trim().chars().enumerate() {
            let c = half_width(raw);
            match c {
                '0' if seen_point => {
                    (zeros, seen_digit) = (zeros + 1, true);
                    if zeros > 18 {
                        return Err(Refusal::NotANumber);
                    }
                }
                '0'..='9' => {
                    let places = if seen_point { zeros + 1 } else { 0 };
                    out.push(c, if seen_point { zeros } else { 0 })?;
                    out.decimals += places;
                    (zeros, seen_digit) = (0, true);
                }
                '.' if !seen_point => seen_point = true,
                '-' | '−' if i == 0 => (out.negative, out.has_sign) = (true, true),
                '+' if i == 0 => out.has_sign = true,
                '¥' | ' ' if !seen_digit && !seen_point => {}
                ',' | ' ' | '\u{a0}' if seen_digit && !seen_point => grouped = true,
                _ => return Err(Refusal::NotANumber),
            }
        }
        match seen_digit {
            true if grouped && !is_well_grouped(text) => Err(Refusal::BadGrouping),
            true => Ok(out),
            false => Err(Refusal::NotANumber),
        }
    }

    fn push(&mut self, digit: char, zeros_before: u32) -> Result<(), Refusal> {
        let digit = i64::from(digit.to_digit(10).unwrap_or(0));
        let scale = 10_i64.checked_pow(zeros_before + 1).ok_or(Refusal::TooLarge)?;
        self.value = self
            .value
            .checked_mul(scale)
            .and_then(|v| v.checked_add(digit))
            .ok_or(Refusal::TooLarge)?;
        Ok(())
    }

    /// The number times ten to the power `places`, exact or refused.
    pub(crate) fn to_scaled(&self, places: u32) -> Result<i64, Refusal> {
        let missing = places.checked_sub(self.decimals).ok_or(Refusal::TooPrecise)?;
        let scaled = 10_i64
            .checked_pow(missing)
            .and_then(|scale| self.value.checked_mul(scale))
            .filter(|v| *v <= Fen::MAX.0)
            .ok_or(Refusal::TooLarge)?;
        Ok(if self.negative { -scaled } else { scaled })
    }
}

/// Whether the digits before the point stand in groups of three, the first of one to three; true where
/// nothing parts them. Commas (also full-width) and spaces part groups.
pub fn is_well_grouped(text: &str) -> bool {
    let digits = text.trim().chars().map(half_width).skip_while(|c| !c.is_ascii_digit());
    let whole: String = digits.take_while(|c| *c != '.').collect();
    let mut groups = whole.split([',', ' ', '\u{a0}']).map(str::len);
    let first = groups.next().unwrap_or(0);
    let mut others = groups.peekable();
    others.peek().is_none() || ((1..=3).contains(&first) && others.all(|digits| digits == 3))
}

/// Full-width digits, signs and punctuation as their half-width twins; everything else unchanged.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '￥' => '¥',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Result<i64, Refusal> {
        Fen::parse(text, Unit::Yuan, false).map(|f| f.0)
    }

    #[test]
    fn amounts_as_people_write_them() {
        for (text, fen) in [
            ("1234567.89", 123_456_789),
            ("1,234,567.89", 123_456_789),
            ("¥1 234.50", 123_450),
            ("￥１２３．４", 12_340),
            ("0", 0),
            ("0.01", 1),
            ("100.00000", 10_000),
            ("9007199254740993.01", 900_719_925_474_099_301),
            (" 12 ", 1_200),
            ("１，２３４，５６７．８９", 123_456_789),
            ("12,345", 1_234_500),
            ("¥ 1\u{a0}234", 123_400),
        ] {
            assert_eq!(yuan(text), Ok(fen), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_never_rounded() {
        for (text, why) in [
            ("1.005", Refusal::TooPrecise),
            ("-1", Refusal::SignNotAllowed),
            ("+100.00", Refusal::SignNotAllowed),
            ("＋1", Refusal::SignNotAllowed),
            ("1e3", Refusal::NotANumber),
            ("NaN", Refusal::NotANumber),
            ("inf", Refusal::NotANumber),
            ("", Refusal::NotANumber),
            (".", Refusal::NotANumber),
            ("1.2.3", Refusal::NotANumber),
            ("x12", Refusal::NotANumber),
            ("12,34", Refusal::BadGrouping),
            ("1,2345", Refusal::BadGrouping),
            ("1，2345", Refusal::BadGrouping),
            ("1234,567", Refusal::BadGrouping),
            ("1,234,56.7", Refusal::BadGrouping),
            ("1,,234", Refusal::BadGrouping),
            ("1,234,", Refusal::BadGrouping),
            ("12 34", Refusal::BadGrouping),
            ("99999999999999999999", Refusal::TooLarge),
            ("0.00000000000000000000001", Refusal::NotANumber),
        ] {
            assert_eq!(yuan(text), Err(why), "{text}");
        }
        assert_eq!(Fen::parse("-12.3", Unit::Yuan, true), Ok(Fen(-1230)));
        assert_eq!(Fen::parse("+12.3", Unit::Yuan, true), Ok(Fen(1230)));
        assert_eq!(Fen::parse("123.456789", Unit::Wan, false), Ok(Fen(123_456_789)));
        assert_eq!(Fen::parse("1.2345678", Unit::Wan, false), Err(Refusal::TooPrecise));
        assert_eq!(Fen::parse("2.5", Unit::Yi, false), Ok(Fen(25_000_000_000)));
    }

    #[test]
    fn amounts_print_grouped_and_plain() {
        assert_eq!(Fen(123_456_789).to_string(), "1,234,567.89");
        assert_eq!(Fen(-100_000).to_string(), "-1,000.00");
        assert_eq!(Fen(5).to_string(), "0.05");
        assert_eq!(Fen(-5).plain(), "-0.05");
    }
}
