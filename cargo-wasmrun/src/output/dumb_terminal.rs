//! A terminal that cannot show colours gets none, whatever else the environment says.

use crate::config::Environment;

/// Leaves out colours where `TERM` is `dumb`, unless `CLICOLOR_FORCE` or `--color` asks for them.
///
/// `anstream` does so too, but not where `CI` is set: a log there shows colours, a dumb terminal there shows rubbish.
pub fn heed_dumb_terminal(environment: &Environment) {
    let is_dumb = environment.get("TERM").is_some_and(|term| term == "dumb");
    let is_forced = environment.get("CLICOLOR_FORCE").is_some_and(|force| force != "0");
    if is_dumb && !is_forced {
        anstream::ColorChoice::Never.write_global();
    }
}
