//! Runs what a plugin built, in a process of this program.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use wasmrun_protocol::{Access, RunPlan};

use super::super::process::{Launch, Pipes, Process};
use super::report::{Outcome, failed, skipped};

/// What the program of `plan` prints, given the file `input` on its standard input.
pub(super) fn run(
    (host, home): (&Path, &Path),
    plan: &RunPlan,
    input: Option<&Path>,
    patience: Duration,
) -> Result<Vec<u8>, Outcome> {
    let mut args = vec!["exec".into()];
    for preopen in &plan.preopens {
        let mode = if preopen.access == Access::ReadWrite { "" } else { ":ro" };
        let grant = format!("{}::{}{mode}", preopen.host.display(), preopen.guest);
        args.extend(["--dir".into(), grant.into()]);
    }
    for provider in &plan.providers {
        let preload = format!("{}={}", provider.name, provider.module.display());
        args.extend(["--preload".into(), preload.into()]);
    }
    for (name, value) in &plan.env {
        args.extend(["--env".into(), format!("{name}={value}").into()]);
    }
    args.push(plan.entry.clone().into());
    args.extend(plan.args.iter().skip(1).map(Into::into));
    let (program, folder) = (host.to_owned(), plan.entry.parent().unwrap_or(host).to_owned());
    // Nothing of the user's own changes what it does.
    let environment = vec![("WASMRUN_HOME".into(), home.into())];
    let launch = Launch { program, args, current_dir: folder, environment, host: None };
    let (process, Pipes { mut stdin, mut stdout, .. }) =
        Process::spawn(&launch).or_else(|error| skipped(error.to_string()))?;
    let input = input.map(fs_err::read).transpose().or_else(|error| skipped(error.to_string()))?;
    // A program that does not read its input must not keep us from reading its output.
    thread::spawn(move || stdin.write_all(&input.unwrap_or_default()));
    let (sender, printed) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = stdout.read_to_end(&mut text);
        sender.send(read.map(|_| text))
    });
    let printed = printed.recv_timeout(patience);
    let status = process.end(Duration::from_secs(1));
    match (printed, status) {
        (Ok(Ok(printed)), Some(status)) if status.success() => Ok(printed),
        (Err(_), _) => failed("the program did not end"),
        (_, status) => failed(format!(
            "the program ended: {}",
            status.map_or_else(String::new, |s| s.to_string())
        )),
    }
}
