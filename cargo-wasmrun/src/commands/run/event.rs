//! What `run` tells machines, with `--message-format json`.

use serde::Serialize;

/// One line of JSON output, told apart by its `reason`.
#[derive(Debug, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub(super) enum Event<'a> {
    /// The server answers: our page at `url`, and a web app at `app`. `network` are the addresses that
    /// others have of the one or the other.
    Serving {
        url: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        app: Option<&'a str>,
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        network: &'a [String],
    },
    /// A build ended and the pages were told.
    Built {
        succeeded: bool,
        /// Names the program that is served now; absent before the first good build.
        program: Option<&'a str>,
        /// How long the build took, in milliseconds.
        build_milliseconds: f64,
        /// From the first sign of a change to the message to the pages, without the build itself,
        /// in milliseconds; absent for the first build.
        overhead_milliseconds: Option<f64>,
    },
}
