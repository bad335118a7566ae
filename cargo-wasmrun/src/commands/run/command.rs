//! From the arguments of `run` to its exit status.

use std::sync::mpsc;
use std::time::Duration;

use wasmrun_protocol::{Access, Preopen, Provider};

use super::announcer::Announcer;
use super::builds::Builds;
use super::editor;
use super::guest::Guests;
use super::keys;
use super::producer::{Given, Producer};
#[cfg(unix)]
use super::reader;
use super::session::Session;
use super::wake::Wake;
use crate::cli::{PreloadArg, RunArgs};
use crate::config::Settings;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::output::Shell;
use crate::project::{Project, ProjectKind};
use crate::server::{self, Address, AppOptions, Options, Server, Tls};
use crate::servers::{Entry, Registration, Registry};
use crate::watch::{Method, Spec};

/// How long to rest between two looks at the files, with `--poll`.
const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// Serves what `args` names until it is ended.
pub fn run(args: &RunArgs, settings: Settings, shell: &Shell) -> Result<Exit, Error> {
    let interrupted = interrupt::token();
    let project = Project::resolve(&args.path, &settings)?;
    let port = settings.clone().for_project(&project, &args.build)?.serve.port;
    let (server, publisher) = tracing::info_span!("serving")
        .in_scope(|| Server::start(&options(args, port, &project, &settings)))?;
    let registration = register(&server, &project, &settings, shell);
    let (sender, wakes) = mpsc::channel();
    let interrupts = sender.clone();
    let _registration = interrupted.on_cancel(move || {
        // Nobody listens any more once the loop has ended.
        let _ = interrupts.send(Wake::Interrupted);
    });
    #[cfg(unix)]
    {
        let sender = sender.clone();
        reader::on_gone(shell, move || {
            let _ = sender.send(Wake::OutputClosed);
        })
        .map_err(server::Error::Start)?;
    }
    let root = project.root.clone();
    let given = given(args, &settings)?;
    let known = match &project.kind {
        ProjectKind::Module(path) => {
            let mut spec = Spec::file(path);
            spec.roots.extend(given.paths());
            Some(spec)
        }
        ProjectKind::Source => None,
    };
    let guests = sender.clone();
    // Once the loop has ended, nobody wants to know.
    let tell = move |event| drop(guests.send(Wake::Guest(event)));
    let guests = Guests::new(tell, args.server, args.ready_path.clone());
    let flags = args.build.clone();
    let producer = Producer::new(project, given, settings, flags, port, guests, shell.clone());
    let builds = Builds::start(producer, sender.clone()).map_err(server::Error::Start)?;
    let watching = if args.no_watch {
        None
    } else if args.poll {
        Some(Method::Poll { interval: POLL_INTERVAL })
    } else {
        Some(Method::Events)
    };
    let keys = sender.clone();
    let typed = move |key| keys.send(Wake::Typed(key)).is_ok();
    if keys::listen(shell, typed).map_err(server::Error::Start)? {
        shell.note(keys::HELP);
    }
    let announcer = Announcer::new(server.locations(), registration.as_ref(), args, shell);
    let session =
        Session { shell, publisher, builds, watching, wakes, known, sender, root, announcer };
    let ended = session.run()?;
    // Whoever ends it by `stop` wants it to end well.
    let is_stopped = registration.is_some_and(|registration| registration.is_stopped());
    Ok(if is_stopped { Exit::SUCCESS } else { ended })
}

/// Puts the server on the list that `ps` and `stop` read. It serves all the same if it cannot be.
fn register(
    server: &Server,
    project: &Project,
    settings: &Settings,
    shell: &Shell,
) -> Option<Registration> {
    let served = match &project.kind {
        ProjectKind::Module(path) => path,
        ProjectKind::Source => &project.root,
    };
    let locations = server.locations();
    let (port, app_port) = (locations.address().port(), locations.app_port());
    let entry = Entry::of_this_process(locations.page(), port, app_port, served.clone());
    let registered = Registry::in_home(&settings.home).register(&entry);
    registered.map_err(|error| shell.warn(&format!("{error}: `ps` does not show this one"))).ok()
}

fn options(args: &RunArgs, port: Option<u16>, project: &Project, settings: &Settings) -> Options {
    let name = match &project.kind {
        ProjectKind::Module(path) => path.file_name(),
        ProjectKind::Source => project.root.file_name(),
    };
    Options {
        address: Address {
            ip: args.host,
            port: args.port.or(port).unwrap_or(Address::DEFAULT_PORT),
            strict: args.strict_port,
        },
        allowed_hosts: args.allowed_host.clone(),
        project: name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        app: (args.server || project.kind == ProjectKind::Source).then(|| AppOptions {
            headers: args.header.clone(),
            cross_origin_isolated: args.cross_origin_isolated,
            base: args.base.clone(),
            proxies: args.proxy.clone(),
        }),
        editor: editor::address(args.editor.as_deref(), &project.root),
        tls: tls(args, settings),
        heartbeat: args.heartbeat.map_or(Options::HEARTBEAT, Duration::from_millis),
    }
}

/// Where the certificate comes from, if there is to be one.
fn tls(args: &RunArgs, settings: &Settings) -> Option<Tls> {
    match (&args.tls_cert_path, &args.tls_key_path) {
        (Some(certificate), Some(key)) => {
            Some(Tls::Files { certificate: certificate.clone(), key: key.clone() })
        }
        _ => args.tls.then(|| Tls::Own { folder: settings.home.join("certificates") }),
    }
}

/// What the command line gives the guest.
fn given(args: &RunArgs, settings: &Settings) -> Result<Given, server::Error> {
    let providers = args
        .preloads
        .iter()
        .map(|PreloadArg { name, file }| Provider::new(name, settings.current_dir.join(file)));
    let folders = args.directories.iter().map(|grant| {
        let host = settings.current_dir.join(&grant.host);
        let unreadable = |source| server::Error::UnreadableFile { path: host.clone(), source };
        let host = dunce::canonicalize(&host).map_err(unreadable)?;
        let access = if grant.read_only { Access::ReadOnly } else { Access::ReadWrite };
        Ok(Preopen::new(host, &grant.guest).with_access(access))
    });
    Ok(Given {
        args: args.args.iter().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        providers: providers.collect(),
        folders: folders.collect::<Result<_, _>>()?,
    })
}
