//! Runs programs that serve: each on a thread of its own, until nobody needs it any more.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;

use tokio::sync::watch;
use wasmrun_protocol::RunPlan;

use super::readiness::{self, Readiness};
use super::window::{Place, Window};
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::exec::{self, DebugFile, OutputSink, Program, Stream, Streams};
use crate::exit::Exit;
use crate::server::{self, Backend, BackendEnd, Folder, Output};

/// What happens to a program that serves.
pub(super) enum GuestEvent {
    /// It wrote something, which waits to be shown.
    Wrote(Output, Place),
    /// The one of this id was to serve on, and ended.
    Ended(String, BackendEnd),
}

/// Whom to tell of what happens to programs, on whichever thread they run.
type Tell = Arc<dyn Fn(GuestEvent) + Send + Sync>;

/// Starts programs that serve, and tells of what they write and how they end.
pub(super) struct Guests {
    tell: Tell,
    window: Arc<Window>,
    are_servers: bool,
    /// What a program is asked for until it is ready; none if it is as soon as it runs.
    ready_path: Option<String>,
}

/// What came of starting a program.
pub(super) enum Started {
    /// It answers requests, now or as soon as it takes them.
    Serving(Arc<Backend>),
    /// It ended, or was not ready in time.
    Failed(BackendEnd),
    /// Nobody wants it any more.
    Cancelled,
}

impl Guests {
    /// Has started none yet. `are_servers` is that programs serve, whatever their plans say.
    pub(super) fn new(
        tell: impl Fn(GuestEvent) + Send + Sync + 'static,
        are_servers: bool,
        ready_path: Option<String>,
    ) -> Self {
        Self { tell: Arc::new(tell), window: Arc::default(), are_servers, ready_path }
    }

    /// Whether programs serve, whatever their plans say.
    pub(super) fn are_servers(&self) -> bool {
        self.are_servers
    }

    /// Starts the program of `plan`, which sees `folders`, and waits until it is ready. Its socket
    /// listens from the start: what comes before it takes connections waits there.
    pub(super) fn start(
        &self,
        plan: RunPlan,
        args: &[String],
        folders: &[Folder],
        cancel: &CancelToken,
    ) -> Result<Started, Error> {
        let backend = self.spawn(plan, args, folders)?;
        let Some(path) = &self.ready_path else { return Ok(Started::Serving(backend)) };
        Ok(match readiness::wait(backend.address(), path, cancel, || backend.end()) {
            Readiness::Ready => Started::Serving(backend),
            Readiness::Ended(end) => Started::Failed(end),
            Readiness::Cancelled => Started::Cancelled,
            Readiness::Silent(reason) => Started::Failed(BackendEnd {
                message: format!("the program is not ready: asked for `{path}`, {reason}"),
                frames: Vec::new(),
            }),
        })
    }

    fn spawn(
        &self,
        plan: RunPlan,
        args: &[String],
        folders: &[Folder],
    ) -> Result<Arc<Backend>, Error> {
        let path = plan.entry.clone();
        let wasm = exec::read_whole(&path)?;
        let id = identify(&wasm, &plan, args, folders);
        let styles = folders.iter().flat_map(Folder::styles).collect();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(server::Error::Start)?;
        let address = listener.local_addr().map_err(server::Error::Start)?;
        let stop = CancelToken::new();
        let program = self.program(plan, args, listener, &stop);
        let module = exec::load(exec::read(&path, None)?, &program)?;
        let (ended, end) = watch::channel(None);
        let backend = Backend::new(id, styles, wasm.len() as u64, address, stop.clone(), end);
        let (tell, id) = (Arc::clone(&self.tell), backend.product_id());
        thread::Builder::new()
            .name("guest".to_owned())
            .spawn(move || {
                let end = describe(&program.name.clone(), exec::run(&module, program));
                ended.send_replace(Some(end.clone()));
                // Nobody wants to know of one that was stopped.
                if !stop.is_cancelled() {
                    tell(GuestEvent::Ended(id, end));
                }
            })
            .map_err(server::Error::Start)?;
        Ok(Arc::new(backend))
    }

    fn program(
        &self,
        plan: RunPlan,
        args: &[String],
        listener: TcpListener,
        stop: &CancelToken,
    ) -> Program {
        let path = plan.entry.clone();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = std::iter::once(&name).chain(args).map(Into::into).collect();
        let folder = path.parent().unwrap_or(&path).to_owned();
        let (tell, window) = (Arc::clone(&self.tell), Arc::clone(&self.window));
        let write = move |stream, bytes: &[u8]| {
            let stream = match stream {
                Stream::Output => "stdout",
                Stream::Error => "stderr",
            };
            let text = String::from_utf8_lossy(bytes).into_owned();
            tell(GuestEvent::Wrote(Output { stream, text }, window.take()));
        };
        let mut program = Program {
            name,
            args: own,
            stop: Some(stop.clone()),
            streams: Streams::Told(OutputSink::new(write)),
            file: DebugFile::note(&path, &folder),
            ..Program::default()
        };
        (program.system.listener, program.system.port) = (Some(Arc::new(listener)), plan.port);
        program.with_plan(plan)
    }
}

/// Tells programs apart: by their code, arguments and environment, and by the files that they see, but
/// for style sheets.
fn identify(wasm: &[u8], plan: &RunPlan, args: &[String], folders: &[Folder]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(wasm);
    plan.args.iter().chain(args).for_each(|text| part(text.as_bytes()));
    for (name, value) in &plan.env {
        part(name.as_bytes());
        part(value.as_bytes());
    }
    for folder in folders {
        folder.without_styles().identify(&mut part);
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// How a program ended that should have served on.
fn describe(name: &str, result: Result<exec::Ended, exec::Error>) -> BackendEnd {
    match result {
        Ok(ended) if ended.exit == Exit::SUCCESS => BackendEnd {
            message: format!("`{name}` ended, and serves no more"),
            frames: Vec::new(),
        },
        Ok(ended) => BackendEnd {
            message: format!("`{name}` ended with status {}", ended.exit.status()),
            frames: Vec::new(),
        },
        Err(error) => BackendEnd { message: error.to_string(), frames: error.details() },
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wasmrun_protocol::RunMode;

    use super::*;

    #[test]
    fn a_program_that_sees_other_files_is_another() {
        let root = tempfile::tempdir().unwrap();
        let page = root.path().join("page.html");
        let plan = RunPlan::new(RunMode::Server, Path::new("program.wasm"));
        let id = |text: &str| {
            fs_err::write(&page, text).unwrap();
            let folder = Folder::read(root.path(), "/site", true, None).unwrap();
            identify(b"code", &plan, &[], &[folder])
        };
        let first = id("first");
        assert_ne!(id("second"), first);
        assert_eq!(id("first"), first);
    }
}
