//! Starts and ends the server, on a thread of its own.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::dev::{Server as HttpService, ServerHandle};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use rustls::ServerConfig;
use tokio::sync::Semaphore;

use super::bind::{Listeners, listen};
use super::guard::guard;
use super::origin::Origin;
use super::shared::Shared;
use super::token::Token;
use super::{
    Address, AllowedHosts, Base, Error, Locations, Proxy, Publisher, Tls, app, certificate,
    headers, network, routes,
};

/// Serving one developer takes no more.
const WORKERS: usize = 2;

/// The most connections at once, for each worker.
const MOST_CONNECTIONS: usize = 512;

/// The most pages at once that are told of builds.
const MOST_SOCKETS: usize = 256;

/// The most programs at once that run on this machine for pages.
const MOST_HOST_RUNS: usize = 8;

/// A client that has not sent its request by then is let go.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long answers under way may take once the server ends, in seconds.
const LAST_ANSWERS: u64 = 1;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen.
    pub address: Address,
    /// Names besides those of the loopback that the server answers to.
    pub allowed_hosts: Vec<String>,
    /// What the page calls the project.
    pub project: String,
    /// How web apps are served; `None` if there can be none.
    pub app: Option<AppOptions>,
    /// The address that opens an editor, with `{file}`, `{line}` and `{column}` in it; the file is
    /// relative to the project.
    pub editor: String,
    /// Where the certificate comes from, to serve over TLS; `None` is without.
    pub tls: Option<Tls>,
    /// How often the two sides of a WebSocket tell each other that they are there. One that is silent for three
    /// times as long is let go.
    pub heartbeat: Duration,
}

impl Options {
    /// A usual `heartbeat`.
    pub const HEARTBEAT: Duration = Duration::from_secs(20);
}

/// How a web app is served.
#[derive(Debug, Clone, Default)]
pub struct AppOptions {
    /// Headers that every answer gets.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether its pages are isolated from other origins, so that its threads can share memory.
    pub cross_origin_isolated: bool,
    /// The path that its files are below.
    pub base: Base,
    /// Which paths back ends answer.
    pub proxies: Vec<Proxy>,
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    locations: Locations,
    handles: Vec<ServerHandle>,
    runtime: Option<JoinHandle<()>>,
}

impl Server {
    /// Opens the ports and serves. What is published reaches every page.
    pub fn start(options: &Options) -> Result<(Self, Publisher), Error> {
        let page = listen(options.address)?;
        let address = page.address;
        let app = match &options.app {
            Some(app) => Some((listen(app_address(address))?, app)),
            None => None,
        };
        let tls = tls(options, address.ip())?;
        let app_at = app.as_ref().map(|(listeners, app)| (listeners.address, app.base.clone()));
        let locations = Locations::new(tls.is_some(), address, app_at.clone());
        let publisher = Publisher::new(
            options.project.clone(),
            options.editor.clone(),
            app_at.map(|(address, base)| (address.port(), base)),
        );
        let shared = |origin, headers| -> Result<Shared, Error> {
            let app = options.app.as_ref();
            Ok(Shared {
                origin,
                hosts: AllowedHosts::new(address.ip(), &options.allowed_hosts),
                token: Token::random()?,
                snapshots: publisher.subscribe(),
                activity: publisher.activity(),
                sockets: Arc::new(Semaphore::new(MOST_SOCKETS)),
                host_runs: Arc::new(Semaphore::new(MOST_HOST_RUNS)),
                heartbeat: options.heartbeat,
                headers,
                base: app.map(|app| app.base.clone()).unwrap_or_default(),
                proxies: app
                    .into_iter()
                    .flat_map(|app| &app.proxies)
                    .cloned()
                    .map(Arc::new)
                    .collect(),
            })
        };
        let of_page = shared(Origin::Page, headers::of_page())?;
        let mut origins = Vec::new();
        if let Some((listeners, app)) = app {
            let headers = headers::of_app(app.cross_origin_isolated, &app.headers);
            origins.push((listeners, web::Data::new(shared(Origin::App, headers)?)));
        }
        origins.push((page, web::Data::new(of_page)));
        let (handles, runtime) = start(origins, tls)?;
        Ok((Self { locations, handles, runtime: Some(runtime) }, publisher))
    }

    /// Where it is found.
    pub fn locations(&self) -> &Locations {
        &self.locations
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The futures only wait for the end, which the thread's own end tells as well.
        for handle in &self.handles {
            drop(handle.stop(true));
        }
        if let Some(runtime) = self.runtime.take() {
            let _ = runtime.join();
        }
    }
}

/// The app is at the first port behind the page's that is free, and at none where a page may be.
fn app_address(page: SocketAddr) -> Address {
    Address { ip: page.ip(), port: page.port().checked_add(1).unwrap_or(0), strict: false }
}

/// How TLS is spoken on `ip`, if it is: under all names that the server answers to.
fn tls(options: &Options, ip: IpAddr) -> Result<Option<ServerConfig>, Error> {
    let Some(tls) = &options.tls else { return Ok(None) };
    let loopback = ["localhost", "*.localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let network = network::addresses(ip).into_iter().map(|ip| ip.to_string());
    // To a certificate a star is what a dot is to the list of names.
    let named = options.allowed_hosts.iter().map(|name| match name.strip_prefix('.') {
        Some(domain) => format!("*.{domain}"),
        None => name.clone(),
    });
    let names: Vec<String> = loopback.into_iter().chain(network).chain(named).collect();
    certificate::server_config(tls, &names).map(Some)
}

type Origins = Vec<(Listeners, web::Data<Shared>)>;

/// Serves on a thread of its own.
fn start(
    origins: Origins,
    tls: Option<ServerConfig>,
) -> Result<(Vec<ServerHandle>, JoinHandle<()>), Error> {
    let (started, handles) = mpsc::sync_channel(1);
    let runtime = thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || serve(origins, tls.as_ref(), &started))
        .map_err(Error::Start)?;
    let handles = handles
        .recv()
        .unwrap_or_else(|_| Err(io::Error::other("the server's thread ended")))
        .map_err(Error::Start)?;
    Ok((handles, runtime))
}

fn serve(
    origins: Origins,
    tls: Option<&ServerConfig>,
    started: &mpsc::SyncSender<io::Result<Vec<ServerHandle>>>,
) {
    actix_web::rt::System::new().block_on(async {
        let servers: io::Result<Vec<HttpService>> = origins
            .into_iter()
            .map(|(listeners, shared)| service(listeners, shared, tls))
            .collect();
        let servers = match servers {
            Ok(servers) => servers,
            Err(error) => {
                let _ = started.send(Err(error));
                return;
            }
        };
        let _ = started.send(Ok(servers.iter().map(HttpService::handle).collect()));
        let running: Vec<_> = servers.into_iter().map(actix_web::rt::spawn).collect();
        for server in running {
            if let Ok(Err(error)) = server.await {
                tracing::error!(%error, "the server ended");
            }
        }
    });
}

fn service(
    listeners: Listeners,
    shared: web::Data<Shared>,
    tls: Option<&ServerConfig>,
) -> io::Result<HttpService> {
    let routes = match shared.origin {
        Origin::Page => routes::routes,
        Origin::App => app::routes,
    };
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).wrap(from_fn(guard)).configure(routes)
    })
    .workers(WORKERS)
    // That a build begins and that it ended are two small messages: the second would wait until the browser has acknowledged
    // the first, which it does late.
    .tcp_nodelay(true)
    .max_connections(MOST_CONNECTIONS)
    .client_request_timeout(REQUEST_TIMEOUT)
    .tls_handshake_timeout(REQUEST_TIMEOUT)
    .shutdown_timeout(LAST_ANSWERS)
    .disable_signals();
    let listen = |server: HttpServer<_, _, _, _>, socket| match tls {
        Some(tls) => server.listen_rustls_0_23(socket, tls.clone()),
        None => server.listen(socket),
    };
    Ok(listeners.sockets.into_iter().try_fold(server, listen)?.run())
}
