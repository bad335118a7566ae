//! What `--message-format json` writes: one object a line.

use serde::Serialize;

/// The version of the format; raised when a field changes its meaning or goes away.
const FORMAT: u32 = 1;

/// One line of JSON output, told apart by its `reason`.
#[derive(Debug, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event<'a> {
    /// A step began or ended.
    Status {
        /// What is happening, a single word.
        verb: &'a str,
        /// To what.
        message: &'a str,
    },
    /// Something worth knowing.
    Note {
        /// What.
        message: &'a str,
    },
    /// Something that is probably not wanted.
    Warning {
        /// What.
        message: &'a str,
    },
    /// How far a step is.
    Progress {
        /// What is being done.
        message: &'a str,
        /// How much of it is done.
        current: Option<u64>,
        /// Out of how much.
        total: Option<u64>,
    },
    /// Something a compiler says, as the plugin protocol describes it.
    Diagnostic {
        /// What it says, and where.
        diagnostic: &'a wasmrun_protocol::Diagnostic,
    },
    /// A line that a tool or a plugin wrote.
    Output {
        /// Who wrote it.
        source: &'a str,
        /// What.
        text: &'a str,
    },
    /// The command failed.
    Error {
        /// What went wrong.
        message: &'a str,
        /// More about it, such as a backtrace.
        details: &'a [String],
        /// Why, from the nearest cause to the last.
        causes: &'a [String],
        /// What can be done about it.
        hints: &'a [String],
        /// The exit status that follows.
        status: u8,
    },
}

/// `value` as one line, with the format's version in front of its own fields.
pub(super) fn to_line(value: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Versioned<'a, T> {
        format: u32,
        #[serde(flatten)]
        value: &'a T,
    }
    // Only types of our own come here; none of them has a map with keys that are not text.
    let mut line =
        serde_json::to_string(&Versioned { format: FORMAT, value }).unwrap_or_else(|error| {
            format!(
                r#"{{"format":{FORMAT},"reason":"unprintable","message":{:?}}}"#,
                error.to_string()
            )
        });
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_its_format_and_reason() {
        let line = to_line(&Event::Status { verb: "Building", message: "a \"b\"\n" });
        assert_eq!(
            line,
            "{\"format\":1,\"reason\":\"status\",\"verb\":\"Building\",\"message\":\"a \\\"b\\\"\\n\"}\n"
        );
    }
}
