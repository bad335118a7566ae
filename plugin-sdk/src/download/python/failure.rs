//! Why pip brought nothing: what it says, sorted by who can do something about it.

use wasmrun_protocol::ErrorKind;

use super::PythonPackage;
use crate::Error;

/// What pip says about a package index that does not answer, before it concludes wrongly that there is
/// no such package.
const UNREACHABLE: [&str; 7] = [
    "connection broken",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Read timed out",
    "Could not fetch URL",
    "ProxyError",
    "SSLError",
];

/// Whether the line is about a package index that does not answer.
pub(super) fn is_unreachable(line: &str) -> bool {
    UNREACHABLE.iter().any(|sign| line.contains(sign))
}

/// The error of a pip that ended without the package, and wrote this.
pub(super) fn explain(wanted: &PythonPackage, said: &str) -> Error {
    let package = wanted.label();
    if said.contains("DO NOT MATCH THE HASHES") {
        let message = format!("the download of {package} does not have the pinned checksum");
        return Error::new(ErrorKind::ToolFailed, message)
            .with_hint("your package index offers another file under this name: set `PIP_INDEX_URL` to another");
    }
    if said.contains("No space left on device") {
        let message = format!("there is no space left on the disk for {package}");
        return Error::new(ErrorKind::Io, message).with_hint(format!(
            "free {} MB; see what there is with `df -h`",
            wanted.megabytes_on_disk
        ));
    }
    let error = if said.lines().any(is_unreachable) {
        unreachable(said, &package)
    } else {
        let line = said.lines().rfind(|line| line.starts_with("ERROR: "));
        let line = line.map_or("pip failed", |line| line.trim_start_matches("ERROR: "));
        Error::new(ErrorKind::Network, format!("pip could not download {package}: {line}"))
    };
    error
        .with_hint("check the network, or set `PIP_INDEX_URL` to your package index")
        .with_hint(wanted.otherwise)
}

/// With pip's own words about the connection as the cause: those of the last try, without how many
/// tries were left and which object of pip's says so.
fn unreachable(said: &str, package: &str) -> Error {
    let line = said.lines().rfind(|line| is_unreachable(line)).unwrap_or_default();
    let line = line.trim_start_matches("WARNING: ").trim_start_matches("ERROR: ");
    let reason = match line.split_once(" after connection broken by ") {
        Some((_, reason)) => reason,
        None => line,
    };
    let reason = match reason.split_once(">: ") {
        Some((_, words)) => words.split("')").next().unwrap_or(words),
        None => reason,
    };
    let message = format!("the package index that has {package} cannot be reached");
    Error::new(ErrorKind::Network, message).with_cause(&std::io::Error::other(reason))
}

#[cfg(test)]
mod tests {
    use wasmrun_protocol::RpcError;

    use super::super::package::EXAMPLE;
    use super::*;

    const REFUSED: &str = "\
WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError(refused)': /simple/ziglang/
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(refused)': /simple/ziglang/
ERROR: Could not find a version that satisfies the requirement ziglang==0.17.0 (from versions: none)
ERROR: No matching distribution found for ziglang==0.17.0
";

    #[test]
    fn an_index_that_does_not_answer_is_no_missing_package() {
        let error: RpcError = explain(&EXAMPLE, REFUSED).into();
        assert_eq!(error.kind(), ErrorKind::Network);
        assert!(error.message.ends_with("cannot be reached"), "{}", error.message);
        assert_eq!(error.caused_by(), ["'NewConnectionError(refused)': /simple/ziglang/"]);
        assert!(error.hints()[0].contains("PIP_INDEX_URL"));
    }

    #[test]
    fn objects_of_pip_are_not_shown() {
        let said = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<pip._vendor.X \
                    object at 0x7f52>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/";
        let error: RpcError = explain(&EXAMPLE, said).into();
        let words = "Failed to establish a new connection: [Errno 111] Connection refused";
        assert_eq!(error.caused_by(), [words]);
    }

    #[test]
    fn other_failures_are_told_in_pips_words() {
        let error =
            explain(&EXAMPLE, "ERROR: No matching distribution found for ziglang==0.17.0\n");
        assert!(error.to_string().ends_with("found for ziglang==0.17.0"), "{error}");
        assert_eq!(
            explain(&EXAMPLE, "THESE PACKAGES DO NOT MATCH THE HASHES").kind(),
            ErrorKind::ToolFailed
        );
        assert_eq!(explain(&EXAMPLE, "OSError: No space left on device").kind(), ErrorKind::Io);
        assert!(explain(&EXAMPLE, "").to_string().ends_with("pip failed"));
    }
}
