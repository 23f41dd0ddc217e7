//! Numbers as people read them: as many digits as mean something, thousands apart, a real minus.

/// The power of ten of the leading digit; 0 for zero.
pub fn magnitude(value: f64) -> i32 {
    let text = format!("{:e}", value.abs());
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// Decimals that show that many significant digits of a value.
pub fn decimals(value: f64, digits: i32) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    (digits - 1 - magnitude(value)).clamp(0, 9) as usize
}

/// A number with fixed decimals, as `−12,345.6`; `–` for none.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return if value.is_nan() { "–".into() } else { "∞".into() };
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let zero = plain.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    let fraction = fraction.map_or(String::new(), |digits| format!(".{digits}"));
    format!("{sign}{}{fraction}", grouped(whole))
}

/// The same with a sign in any case.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if value.is_nan() || text.starts_with('−') || zero { text } else { format!("+{text}") }
}

/// A number with that many significant digits.
pub fn significant(value: f64, digits: i32) -> String {
    fixed(value, decimals(value, digits))
}

/// A number with all its decimals, thousands apart.
pub fn trimmed(value: f64) -> String {
    let plain = format!("{value}");
    fixed(value, plain.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
}

/// A number with at most that many significant digits: no zeros at its end that say nothing.
pub fn shortest(value: f64, digits: i32) -> String {
    let text = significant(value, digits);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Things below which a share of them is told as a count, for of two there are no nine in ten, and the 5 % and 95 % points are those of the
/// outermost.
pub const ENOUGH: u64 = 20;

/// A share of so many things: `38 %`, or `1 of 3` of few.
pub fn portion(share: f64, of: u64) -> String {
    let percent = fixed(100.0 * share, 0);
    match of {
        few if few < ENOUGH => format!("{} of {few}", fixed(share * few as f64, 0)),
        _ if share > 0.0 && percent == "0" => "under 1\u{a0}%".to_owned(),
        _ => format!("{percent}\u{a0}%"),
    }
}

/// A word with a capital letter.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A unit in which a column of amounts is easily read.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// What values are divided by.
    pub divisor: f64,
    /// The unit then.
    pub unit: String,
}

impl Scale {
    /// For values up to `largest` in a unit: shares become per cent, large sums of euros millions or billions.
    pub fn fitting(largest: f64, unit: &str) -> Scale {
        if let Some(of) = unit.strip_prefix("share") {
            return Scale { divisor: 0.01, unit: format!("%{of}") };
        }
        let sum = unit == "EUR" || unit.starts_with("EUR,");
        let (divisor, word) = match largest.abs() {
            value if sum && value >= 1e11 => (1e9, "billion "),
            value if sum && value >= 1e6 => (1e6, "million "),
            _ => (1.0, ""),
        };
        Scale { divisor, unit: format!("{word}{unit}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_mean_something() {
        assert_eq!(significant(1234.5678, 3), "1,235");
        assert_eq!(significant(-0.012_345, 3), "−0.0123");
        assert_eq!(significant(0.0, 3), "0");
        assert_eq!(
            (shortest(0.3, 3), shortest(300.0, 3), shortest(0.994, 3)),
            ("0.3".into(), "300".into(), "0.994".into())
        );
        assert_eq!((magnitude(999.0), magnitude(1e-3), magnitude(0.0)), (2, -3, 0));
    }

    #[test]
    fn signs_and_gaps() {
        assert_eq!(
            (signed(1.5, 1), signed(-1.5, 1), signed(0.01, 1)),
            ("+1.5".into(), "−1.5".into(), "0.0".into())
        );
        assert_eq!((fixed(f64::NAN, 2), fixed(-0.001, 1)), ("–".into(), "0.0".into()));
        assert_eq!(fixed(-1_234_567.0, 0), "−1,234,567");
        assert_eq!(fixed(f64::INFINITY, 0), "∞");
    }

    #[test]
    fn shares_of_few_are_counts() {
        assert_eq!((portion(0.5, 2), portion(1.0, 19)), ("1 of 2".into(), "19 of 19".into()));
        assert_eq!((portion(0.38, 64), portion(0.001, 1000)), ("38\u{a0}%".into(), "under 1\u{a0}%".into()));
    }

    #[test]
    fn sums_and_shares_are_scaled() {
        assert_eq!(Scale::fitting(2.5e9, "EUR"), Scale { divisor: 1e6, unit: "million EUR".into() });
        assert_eq!(Scale::fitting(0.5, "share of harm"), Scale { divisor: 0.01, unit: "% of harm".into() });
        assert_eq!(Scale::fitting(2.5e9, "makers").divisor, 1.0);
    }
}
