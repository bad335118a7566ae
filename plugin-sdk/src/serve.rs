//! The entry point of a plugin's executable.

use std::io::{Write, stderr};
use std::process;

use wasmrun_protocol::{PluginInfo, executable};

use crate::{Plugin, session, stdio};

/// Serves a plugin over standard input and output, and ends the process with status 0 when the
/// host closes the plugin's standard input.
///
/// Started without `--wasmrun-plugin`, that is, by a person, it says what it is and ends with
/// status 2.
pub fn serve<P: Plugin>(plugin: P) -> ! {
    let status = if std::env::args_os().any(|argument| argument == executable::FLAG) {
        converse(plugin)
    } else {
        explain(&plugin.info());
        2
    };
    #[expect(clippy::exit, reason = "a method that does not stop must not keep the process alive")]
    process::exit(status)
}

fn converse<P: Plugin>(plugin: P) -> i32 {
    match stdio::take() {
        Ok((input, output)) => {
            session::run(plugin, input, output);
            0
        }
        Err(error) => {
            let _ = writeln!(stderr(), "error: take over standard input and output: {error}");
            1
        }
    }
}

fn explain(info: &PluginInfo) {
    let PluginInfo { name, version, description, .. } = info;
    let _ = writeln!(
        stderr(),
        "{}{name} {version}{}{description}\n\n\
         This is a plugin of cargo-wasmrun, which starts it by itself.\n\
         hint: build a project with it with `cargo wasmrun run --plugin {name} PATH`",
        executable::PREFIX,
        if description.is_empty() { "" } else { ": " },
    );
}
