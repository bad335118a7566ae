//! The plugin as a host sees it: with a compiler that is a script, and with a real one.

mod fake;
mod incremental;
mod introduction;
mod make;
mod missing;
mod project;
mod real;
mod reports;
