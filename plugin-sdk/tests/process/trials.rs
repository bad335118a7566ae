//! The trials, and the plugin that they start.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Output, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use rustix::process::{Pid, Signal, kill_process};
use wasmrun_plugin_sdk::semver::Version;
use wasmrun_plugin_sdk::{
    BuildParams, BuildResult, Capabilities, CheckParams, CheckResult, Context, DetectResult,
    ErrorKind, Message, Plugin, PluginInfo, ProjectParams, Response, Result, Tool, ToolStatus,
    method, serve,
};

/// Prints where it must not, and runs a careless program that inherits its streams.
struct Careless;

impl Plugin for Careless {
    fn info(&self) -> PluginInfo {
        PluginInfo::new("careless", Version::new(0, 1, 0)).with_description("prints everywhere")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().with_cancel(true).with_persistent(true)
    }

    fn detect(&mut self, _: &Context, _: ProjectParams) -> Result<DetectResult> {
        writeln!(std::io::stdout(), "a stray print")?;
        let status = command("sh").arg("-c").arg("cat; echo from the child").status()?;
        Ok(DetectResult::matching(u8::from(status.success())))
    }

    fn check(&mut self, _: &Context, _: CheckParams) -> Result<CheckResult> {
        // Left running: it must not keep the host waiting for the end of the plugin's output.
        let mut sleep = command("sleep");
        let sleep = sleep.arg("600").stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(CheckResult::new(vec![Tool::new(sleep.id().to_string(), ToolStatus::Found)]))
    }

    fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
        cx.progress("started");
        cx.tool("sleep").arg("600").run_in(&params.project_path)?;
        Ok(BuildResult::failed())
    }
}

#[expect(clippy::disallowed_methods, reason = "a careless child is what is tested")]
fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(program)
}

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocol_versions":["1.0.0"],"host":{"name":"test","version":"0"},"dirs":{"data":"/nowhere/data","cache":"/nowhere/cache"}}}"#;
const DETECT: &str = r#"{"jsonrpc":"2.0","id":1,"method":"detect","params":{"project_path":"/"}}"#;
const CHECK: &str = r#"{"jsonrpc":"2.0","id":2,"method":"check","params":{}}"#;
const BUILD: &str = r#"{"jsonrpc":"2.0","id":3,"method":"build","params":{"project_path":"/","output_dir":"/nowhere"}}"#;

pub(crate) fn main() {
    if std::env::args().any(|argument| argument == "--wasmrun-plugin") {
        serve(Careless);
    }
    if std::env::args().len() == 2 && std::env::args().any(|argument| argument == "--by-hand") {
        serve(Careless);
    }
    let trials = vec![
        Trial::test("a_stray_print_and_a_careless_child_do_no_harm", stray_output),
        Trial::test("a_process_left_running_does_not_hold_the_output", left_running),
        Trial::test("the_end_of_input_ends_a_build_with_status_0", end_of_input),
        Trial::test("a_line_piped_in_is_answered_after_its_end", piped_in),
        Trial::test("by_hand_it_explains_itself", by_hand),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Starts this executable as a plugin.
fn plugin() -> std::io::Result<(Command, std::path::PathBuf)> {
    let path = std::env::current_exe()?;
    let mut command = command(&path);
    command.arg("--wasmrun-plugin").stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    Ok((command, path))
}

/// Writes requests without closing the input, and reads one line for each of them.
fn converse(
    input: &mut ChildStdin,
    output: &mut BufReader<ChildStdout>,
    requests: &[&str],
) -> Result<Vec<Response>, Failed> {
    input.write_all((requests.join("\n") + "\n").as_bytes())?;
    let mut responses = Vec::new();
    while responses.len() < requests.len() {
        let mut line = Vec::new();
        output.read_until(b'\n', &mut line)?;
        if let Message::Response(response) = Message::parse(&line)? {
            responses.push(response);
        }
    }
    Ok(responses)
}

fn stray_output() -> Result<(), Failed> {
    let mut child = plugin()?.0.spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let requests = [INITIALIZE, DETECT, DETECT.replace(":1,", ":9,").leak()];
    let responses = converse(&mut input, &mut output, &requests)?;
    assert!(responses.iter().all(|response| response.outcome.is_ok()), "{responses:?}");
    assert_eq!(responses[1].outcome.as_ref().map(|result| &result["confidence"]), Ok(&1.into()));
    drop(input);
    let mut rest = String::new();
    output.read_to_string(&mut rest)?;
    assert_eq!(rest, "");
    let Output { status, stderr, .. } = child.wait_with_output()?;
    assert_eq!(status.code(), Some(0));
    let stderr = String::from_utf8_lossy(&stderr);
    assert_eq!(stderr.matches("a stray print\n").count(), 2, "{stderr}");
    assert_eq!(stderr.matches("from the child\n").count(), 2, "{stderr}");
    Ok(())
}

fn left_running() -> Result<(), Failed> {
    let mut child = plugin()?.0.spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let responses = converse(&mut input, &mut output, &[INITIALIZE, CHECK])?;
    drop(input);
    // Ends only if the process that is left has no copy of the descriptor.
    output.read_to_end(&mut Vec::new())?;
    let result = responses[1].clone().decode::<method::Check>()??;
    let left = Pid::from_raw(result.tools[0].name.parse()?).ok_or("no process")?;
    kill_process(left, Signal::KILL)?;
    assert_eq!(child.wait()?.code(), Some(0));
    Ok(())
}

fn end_of_input() -> Result<(), Failed> {
    let mut child = plugin()?.0.spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    converse(&mut input, &mut output, &[INITIALIZE])?;
    input.write_all((BUILD.to_owned() + "\n").as_bytes())?;
    let mut started = String::new();
    while !started.contains("started") {
        output.read_line(&mut started)?;
    }
    drop(input);
    let mut rest = Vec::new();
    output.read_to_end(&mut rest)?;
    let last = rest.trim_ascii_end().rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let Message::Response(response) = Message::parse(last)? else { return Err("no answer".into()) };
    assert_eq!(response.outcome.map_err(|error| error.kind()), Err(ErrorKind::Cancelled));
    assert_eq!(child.wait()?.code(), Some(0));
    Ok(())
}

fn piped_in() -> Result<(), Failed> {
    let mut child = plugin()?.0.spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    input.write_all(format!("{INITIALIZE}\n{DETECT}").as_bytes())?;
    drop(input);
    let output = child.wait_with_output()?;
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<_> = output.stdout.split_inclusive(|&byte| byte == b'\n').collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let message = Message::parse(line)?;
        assert!(
            matches!(&message, Message::Response(Response { outcome: Ok(_), .. })),
            "{message:?}"
        );
    }
    Ok(())
}

fn by_hand() -> Result<(), Failed> {
    let output = command(plugin()?.1).arg("--by-hand").stdin(Stdio::null()).output()?;
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.starts_with("wasmrun-plugin-careless 0.1.0: prints everywhere\n"), "{text}");
    assert!(text.contains("`cargo wasmrun run --plugin careless PATH`"), "{text}");
    Ok(())
}
