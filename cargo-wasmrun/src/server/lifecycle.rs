//! Starts and ends the server, on a thread of its own.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use tokio::sync::Semaphore;

use super::bind::{Listeners, listen};
use super::guard::guard;
use super::routes::{Shared, routes};
use super::token::Token;
use super::{Address, AllowedHosts, Error, Publisher};

/// Serving one developer takes no more.
const WORKERS: usize = 2;

/// The most connections at once, for each worker.
const MOST_CONNECTIONS: usize = 512;

/// The most pages at once that are told of builds.
const MOST_SOCKETS: usize = 256;

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
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    handle: ServerHandle,
    runtime: Option<JoinHandle<()>>,
}

impl Server {
    /// Opens the port and serves. What is published reaches every page.
    pub fn start(options: &Options) -> Result<(Self, Publisher), Error> {
        let listeners = listen(options.address)?;
        let address = listeners.address;
        let publisher = Publisher::new(options.project.clone());
        let shared = web::Data::new(Shared {
            hosts: AllowedHosts::new(address.ip(), &options.allowed_hosts),
            token: Token::random()?,
            snapshots: publisher.subscribe(),
            sockets: Arc::new(Semaphore::new(MOST_SOCKETS)),
        });
        let (started, handle) = mpsc::sync_channel(1);
        let runtime = thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || serve(listeners, shared, &started))
            .map_err(Error::Start)?;
        let handle = handle
            .recv()
            .unwrap_or_else(|_| Err(io::Error::other("the server's thread ended")))
            .map_err(Error::Start)?;
        Ok((Self { address, handle, runtime: Some(runtime) }, publisher))
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to open in a browser.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip([127, 0, 0, 1].into());
        }
        format!("http://{address}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The future only waits for the end, which the thread's own end tells as well.
        drop(self.handle.stop(true));
        if let Some(runtime) = self.runtime.take() {
            let _ = runtime.join();
        }
    }
}

fn serve(
    listeners: Listeners,
    shared: web::Data<Shared>,
    started: &mpsc::SyncSender<io::Result<ServerHandle>>,
) {
    let result = actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || {
            App::new().app_data(shared.clone()).wrap(from_fn(guard)).configure(routes)
        });
        let server = listeners.sockets.into_iter().try_fold(
            server
                .workers(WORKERS)
                .max_connections(MOST_CONNECTIONS)
                .client_request_timeout(REQUEST_TIMEOUT)
                .shutdown_timeout(LAST_ANSWERS)
                .disable_signals(),
            HttpServer::listen,
        );
        let server = match server {
            Ok(server) => server.run(),
            Err(error) => {
                let _ = started.send(Err(error));
                return Ok(());
            }
        };
        let _ = started.send(Ok(server.handle()));
        server.await
    });
    if let Err(error) = result {
        tracing::error!(%error, "the server ended");
    }
}
