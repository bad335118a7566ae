//! Durations as people write them: `300ms`, `10s`, `2m`.

use std::str::FromStr;
use std::time::Duration;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timeout(pub Duration);

impl FromStr for Timeout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let milliseconds: u64 = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            _ => return Err("expected a duration such as 300ms, 10s or 2m".to_owned()),
        };
        let number: u64 = number.parse().map_err(|_| "expected a whole number".to_owned())?;
        let milliseconds = number.checked_mul(milliseconds).ok_or_else(|| "too long".to_owned())?;
        Ok(Self(Duration::from_millis(milliseconds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_clock() {
        let parse = |text: &str| text.parse::<Timeout>().map(|timeout| timeout.0);
        assert_eq!(parse("300ms"), Ok(Duration::from_millis(300)));
        assert_eq!(parse("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(parse("2m"), Ok(Duration::from_mins(2)));
        for wrong in ["", "s", "10", "1.5s", "-1s", "1h", "99999999999999999999s"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
