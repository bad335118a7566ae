//! Numbers, and sizes as people write them: `65536`, `64KiB`, `16MiB`, `2GiB`.

use std::str::FromStr;

/// A number without a unit.
pub(super) fn whole_number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "expected a whole number".to_owned())
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let shift = match unit {
            "" | "B" => 0,
            "KiB" => 10,
            "MiB" => 20,
            "GiB" => 30,
            _ => return Err("expected a size such as 65536, 64KiB, 16MiB or 2GiB".to_owned()),
        };
        let number: u64 = number.parse().map_err(|_| "expected a number of bytes".to_owned())?;
        number.checked_mul(1 << shift).map(Self).ok_or_else(|| "too large".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_powers_of_two() {
        let parse = |text: &str| text.parse::<Size>().map(|size| size.0);
        assert_eq!(parse("65536"), Ok(65536));
        assert_eq!(parse("64KiB"), Ok(65536));
        assert_eq!(parse("16MiB"), Ok(16 << 20));
        assert_eq!(parse("2GiB"), Ok(2 << 30));
        for wrong in ["", "KiB", "64kb", "-1", "1.5MiB", "99999999999GiB", "18446744073709551616"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
