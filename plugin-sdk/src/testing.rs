//! Testing a plugin in the process of its tests, over the same bytes that a host exchanges.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, PipeWriter, Write, pipe};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tempfile::TempDir;
use wasmrun_protocol::{
    CancelParams, Diagnostic, DiagnosticNote, Dirs, HostInfo, InitializeParams, InitializeResult,
    Message, Method, Note, Notification, OutputNote, Request, RequestId, RpcError, method,
};

use crate::{Plugin, session};

/// Longer than anything a test does; only a plugin that hangs meets it.
const WATCHDOG: Duration = Duration::from_mins(2);

/// A plugin under test, and the host's side of its conversation.
///
/// Its methods panic where a host would complain, since that is how a test fails.
///
/// ```
/// # use wasmrun_plugin_sdk::{*, semver::Version};
/// # struct MyPlugin;
/// # impl Plugin for MyPlugin {
/// #     fn info(&self) -> PluginInfo { PluginInfo::new("my", Version::new(0, 1, 0)) }
/// #     fn capabilities(&self) -> Capabilities { Capabilities::default() }
/// #     fn detect(&mut self, _: &Context, _: ProjectParams) -> Result<DetectResult> {
/// #         Ok(DetectResult::matching(90))
/// #     }
/// #     fn check(&mut self, _: &Context, _: CheckParams) -> Result<CheckResult> {
/// #         Ok(CheckResult::new(Vec::new()))
/// #     }
/// #     fn build(&mut self, _: &Context, _: BuildParams) -> Result<BuildResult> {
/// #         Ok(BuildResult::failed())
/// #     }
/// # }
/// use wasmrun_plugin_sdk::testing::PluginTest;
///
/// let mut test = PluginTest::start(MyPlugin);
/// let project = test.directory().to_owned();
/// let reply = test.call::<method::Detect>(&ProjectParams::new(project));
/// assert!(reply.answer().matches);
/// test.finish();
/// ```
pub struct PluginTest {
    input: PipeWriter,
    output: Receiver<Vec<u8>>,
    session: JoinHandle<()>,
    next_id: u64,
    directory: TempDir,
    introduction: Option<InitializeResult>,
}

impl PluginTest {
    /// Starts a plugin and introduces it to a host whose folders are temporary ones.
    pub fn start(plugin: impl Plugin) -> Self {
        let mut test = Self::start_silent(plugin);
        let reply = test.call::<method::Initialize>(&test.initialize_params());
        test.introduction = Some(reply.answer());
        test
    }

    /// Starts a plugin without saying anything to it.
    pub fn start_silent(plugin: impl Plugin) -> Self {
        let (requests, input) = pipe().expect("a pipe can be made");
        let (responses, writer) = pipe().expect("a pipe can be made");
        let session = thread::spawn(move || session::run(plugin, requests, writer));
        let (sender, output) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(responses).split(b'\n');
            lines.map_while(Result::ok).all(|line| sender.send(line).is_ok())
        });
        let directory = TempDir::new().expect("a temporary folder can be made");
        Self { input, output, session, next_id: 0, directory, introduction: None }
    }

    /// A temporary folder that goes with the test. The plugin's own folders are in it, as
    /// `data` and `cache`; everything else is free.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// What the plugin said about itself.
    pub fn introduction(&self) -> &InitializeResult {
        self.introduction.as_ref().expect("the plugin was introduced")
    }

    /// Compares what the plugin says about itself with `[package.metadata.wasmrun-plugin]` of its
    /// manifest, which is read before the plugin runs for the first time.
    pub fn assert_manifest(&self, manifest: &serde_json::Value) {
        let metadata = &manifest["package"]["metadata"]["wasmrun-plugin"];
        let InitializeResult { info, capabilities, .. } = self.introduction();
        assert_eq!(metadata["name"], info.name.as_str());
        assert_eq!(metadata["extensions"], serde_json::json!(info.extensions));
        assert_eq!(metadata["entry_files"], serde_json::json!(info.entry_files));
        let capabilities = serde_json::to_value(capabilities).expect("capabilities fit into JSON");
        let offered = capabilities.as_object().expect("capabilities are an object");
        let offered = offered.iter().filter(|(_, value)| **value == true).map(|(name, _)| name);
        let listed = metadata["capabilities"].as_array().expect("the capabilities are a list");
        let listed = listed.iter().filter_map(serde_json::Value::as_str);
        assert_eq!(listed.collect::<BTreeSet<_>>(), offered.map(String::as_str).collect());
    }

    /// What a host says first.
    pub fn initialize_params(&self) -> InitializeParams {
        let dirs = Dirs::new(self.directory().join("data"), self.directory().join("cache"));
        InitializeParams::new(HostInfo::new("test", env!("CARGO_PKG_VERSION")), dirs)
    }

    /// Sends a request and waits for its answer.
    pub fn call<M: Method>(&mut self, params: &M::Params) -> Reply<M::Answer> {
        let id = self.request::<M>(params);
        self.wait::<M>(id)
    }

    /// Sends a request.
    pub fn request<M: Method>(&mut self, params: &M::Params) -> RequestId {
        let id = RequestId::new(self.next_id);
        self.next_id += 1;
        let request = Request::new::<M>(id, params).expect("the parameters fit into JSON");
        self.send(request.to_line().as_bytes());
        id
    }

    /// Cancels a request.
    pub fn cancel(&mut self, id: RequestId) {
        let cancel = Notification::new(&CancelParams::new(id)).expect("a number fits into JSON");
        self.send(cancel.to_line().as_bytes());
    }

    /// Sends bytes, which should end with a line end.
    pub fn send(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).expect("the plugin reads its input");
    }

    /// Waits for the answer to a request and gathers the notes before it.
    pub fn wait<M: Method>(&mut self, id: RequestId) -> Reply<M::Answer> {
        let mut notes = Vec::new();
        loop {
            match self.receive().expect("a request is answered before the end") {
                Message::Response(response) if response.id == Some(id) => {
                    let outcome = response.decode::<M>().expect("the answer fits the method");
                    return Reply { outcome, notes };
                }
                Message::Notification(notification) => notes.push(notification),
                other => panic!("expected the answer to request {id}, found {other:?}"),
            }
        }
    }

    /// Waits for a message; `None` at the end of the plugin's output.
    pub fn receive(&mut self) -> Option<Message> {
        match self.output.recv_timeout(WATCHDOG) {
            Ok(line) => Some(Message::parse(&line).expect("the plugin writes messages only")),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the plugin says nothing"),
        }
    }

    /// Closes the plugin's input and waits for its end. Gives what it still said.
    pub fn finish(mut self) -> Vec<Message> {
        let (_, closed) = pipe().expect("a pipe can be made");
        drop(std::mem::replace(&mut self.input, closed));
        let rest = std::iter::from_fn(|| self.receive()).collect();
        self.session.join().expect("the session ends without a panic");
        rest
    }
}

/// The answer to a request, and the notes before it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reply<A> {
    /// The answer.
    pub outcome: Result<A, RpcError>,
    /// The notes, in order.
    pub notes: Vec<Notification>,
}

impl<A> Reply<A> {
    /// The answer; panics if it is an error.
    pub fn answer(self) -> A {
        self.outcome.unwrap_or_else(|error| panic!("the request failed: {error:?}"))
    }

    /// The error; panics if there is none.
    pub fn error(self) -> RpcError {
        self.outcome.err().expect("the request fails")
    }

    /// The notes of one kind.
    pub fn notes_of<N: Note>(&self) -> Vec<N> {
        let notes = self.notes.iter().filter(|note| note.method == N::NAME);
        notes.map(|note| note.decode::<N>().expect("the note is well formed")).collect()
    }

    /// The diagnostics.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.notes_of::<DiagnosticNote>().into_iter().map(|note| note.diagnostic).collect()
    }

    /// What tools wrote, one line after the other.
    pub fn output(&self) -> String {
        self.notes_of::<OutputNote>().into_iter().map(|note| note.text + "\n").collect()
    }
}
