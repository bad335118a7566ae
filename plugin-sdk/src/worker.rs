//! The worker: owns the plugin and answers one request after the other.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use serde::Deserialize;
use wasmrun_protocol::{
    Capabilities, Dirs, ErrorKind, InitializeOffer, InitializeResult, Method, Request, Response,
    RpcError, method, negotiate, protocol_version,
};

use crate::in_flight::{Cancellation, InFlight};
use crate::outbox::Outbox;
use crate::parameters::Parameters;
use crate::plugin::not_offered;
use crate::{Context, Error, Plugin, Result};

/// A request that waits for its turn.
pub(crate) struct Job {
    pub(crate) request: Request,
    pub(crate) cancellation: Cancellation,
}

/// Owns the plugin and answers requests.
pub(crate) struct Worker<P> {
    plugin: P,
    /// There once `initialize` was answered.
    dirs: Option<Arc<Dirs>>,
    capabilities: Capabilities,
    outbox: Arc<Outbox>,
    in_flight: Arc<InFlight>,
}

impl<P: Plugin> Worker<P> {
    pub(crate) fn new(plugin: P, outbox: Arc<Outbox>, in_flight: Arc<InFlight>) -> Self {
        Self { plugin, dirs: None, capabilities: Capabilities::default(), outbox, in_flight }
    }

    /// Answers every request, until no more can come.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        for job in jobs {
            let id = job.request.id;
            let answer = catch_unwind(AssertUnwindSafe(|| self.answer(&job)));
            let outcome = match answer {
                Ok(Ok(response)) => Ok(response),
                Ok(Err(_)) if job.cancellation.is_cancelled() => Err(Error::cancelled()),
                Ok(Err(error)) => Err(error),
                Err(panic) => Err(panicked(&*panic)),
            };
            let response =
                outcome.unwrap_or_else(|error| Response::failure(Some(id), RpcError::from(error)));
            // First forgotten, then answered: with the answer the identifier is no longer in use.
            self.in_flight.end(id);
            self.outbox.respond(&response);
        }
    }

    fn answer(&mut self, job: &Job) -> Result<Response> {
        if job.cancellation.is_cancelled() {
            return Err(Error::cancelled());
        }
        let capabilities = &self.capabilities;
        match job.request.method.as_str() {
            method::Initialize::NAME => self.initialize(&job.request),
            _ if self.dirs.is_none() => {
                let message = "the first request must be `initialize`";
                Err(Error::new(ErrorKind::NotInitialized, message))
            }
            method::Detect::NAME => self.call::<method::Detect>(job, P::detect),
            method::Check::NAME => self.call::<method::Check>(job, P::check),
            method::Build::NAME => self.call::<method::Build>(job, P::build),
            method::Setup::NAME if capabilities.setup => self.call::<method::Setup>(job, P::setup),
            method::Validate::NAME if capabilities.validate => {
                self.call::<method::Validate>(job, P::validate)
            }
            method::Inputs::NAME if capabilities.inputs => {
                self.call::<method::Inputs>(job, P::inputs)
            }
            method::Clean::NAME if capabilities.clean => self.call::<method::Clean>(job, P::clean),
            method::Create::NAME if capabilities.create => {
                self.call::<method::Create>(job, P::create)
            }
            unknown => Err(not_offered(unknown)),
        }
    }

    fn initialize(&mut self, request: &Request) -> Result<Response> {
        if self.dirs.is_some() {
            let message = "`initialize` was answered before";
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        let spoken = [protocol_version()];
        // The rest of the parameters may look different in another major version.
        let offer = InitializeOffer::deserialize(&request.params)
            .map_err(|error| bad_params(&format!("bad parameters of `initialize`: {error}")))?;
        let version = negotiate(&offer.protocol_versions, &spoken)
            .ok_or_else(|| RpcError::unsupported_version(spoken.to_vec()))?;
        let params = request.decode::<method::Initialize>().map_err(RpcError::from)?;
        params.check_paths()?;
        let (info, capabilities) = (self.plugin.info(), self.plugin.capabilities());
        let result = InitializeResult::new(version, info, capabilities.clone());
        let response = encode::<method::Initialize>(request, &result)?;
        self.outbox.limit(params.limits.max_message_bytes);
        self.capabilities = capabilities;
        self.dirs = Some(Arc::new(params.dirs));
        Ok(response)
    }

    fn call<M: Method<Params: Parameters>>(
        &mut self,
        job: &Job,
        call: impl FnOnce(&mut P, &Context, M::Params) -> Result<M::Answer>,
    ) -> Result<Response> {
        let params = job.request.decode::<M>().map_err(RpcError::from)?;
        params.check_paths()?;
        let Some(dirs) = self.dirs.clone() else { return Err(not_offered(M::NAME)) };
        let outbox = Arc::clone(&self.outbox);
        let cx = Context::new(job.request.id, dirs, job.cancellation.clone(), outbox);
        let answer = call(&mut self.plugin, &cx, params)?;
        encode::<M>(&job.request, &answer)
    }
}

fn encode<M: Method>(request: &Request, answer: &M::Answer) -> Result<Response> {
    Response::success::<M>(request.id, answer).map_err(|error| {
        let message = format!("the answer to `{}` cannot be put into JSON", M::NAME);
        Error::new(ErrorKind::InternalError, message).with_cause(&error)
    })
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    Error::new(ErrorKind::InternalError, format!("the plugin panicked: {text}"))
}

fn bad_params(message: &str) -> Error {
    Error::new(ErrorKind::InvalidParams, message)
}
