//! An address as a picture that a phone can read from the terminal.

use anstyle::{AnsiColor, Color, Style};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// Black on white whatever the terminal's colours are: not every reader knows the inverse.
const PAPER: Style = Style::new()
    .fg_color(Some(Color::Ansi(AnsiColor::Black)))
    .bg_color(Some(Color::Ansi(AnsiColor::BrightWhite)));

/// `text` as lines for a terminal; none if it is too long for a picture.
pub(super) fn picture(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let picture = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Dark)
        .light_color(Dense1x2::Light)
        .quiet_zone(true)
        .build();
    let lines: Vec<String> =
        picture.lines().map(|line| format!("{PAPER}{line}{PAPER:#}\n")).collect();
    Some(lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_into_a_terminal() {
        let picture = picture("http://192.168.178.123:8421/some/base/").unwrap();
        let lines: Vec<&str> = picture.lines().collect();
        assert!((15..=24).contains(&lines.len()), "{picture}");
        assert!(lines.iter().all(|line| line.starts_with(&PAPER.render().to_string())));
        assert_eq!(super::picture(&"x".repeat(5_000)), None);
    }
}
