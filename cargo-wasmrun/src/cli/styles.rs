//! The colours of `--help` and of clap's own errors: cargo's.

use anstyle::{AnsiColor, Effects, Style};
use clap::builder::Styles;

/// Headings.
pub(super) const HEADER: Style = AnsiColor::BrightGreen.on_default().effects(Effects::BOLD);
const LITERAL: Style = AnsiColor::BrightCyan.on_default().effects(Effects::BOLD);
/// What stands for a value.
pub(super) const PLACEHOLDER: Style = AnsiColor::Cyan.on_default();
const ERROR: Style = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);

/// The styles given to clap.
pub(super) const STYLES: Styles = Styles::styled()
    .header(HEADER)
    .usage(HEADER)
    .literal(LITERAL)
    .placeholder(PLACEHOLDER)
    .error(ERROR)
    .valid(LITERAL)
    .invalid(AnsiColor::Yellow.on_default());
