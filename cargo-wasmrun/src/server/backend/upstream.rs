//! Who answers a request in our place.

use std::io;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;

use super::connection::{self, Connection};
use super::{Backend, Proxy, head};

/// Who answers a request in our place.
#[derive(Debug, Clone)]
pub(in crate::server) enum Upstream {
    /// The program that the last build made. It is kept for as long as it is asked.
    Program {
        /// The program.
        backend: Arc<Backend>,
        /// What its pages get.
        script: String,
    },
    /// The back end behind a rule of `--proxy`.
    BackEnd(Arc<Proxy>),
}

impl Upstream {
    pub(super) async fn connect(&self) -> io::Result<Connection> {
        match self {
            Self::Program { backend, .. } => connection::to_program(backend.address()).await,
            Self::BackEnd(proxy) => {
                connection::to_back_end(&proxy.host, proxy.port, proxy.encrypted).await
            }
        }
    }

    /// What it is asked for instead of `target`, a path and a query.
    pub(super) fn target(&self, target: &str) -> String {
        match self {
            Self::Program { .. } => target.to_owned(),
            Self::BackEnd(proxy) => proxy.target(target),
        }
    }

    /// The name it is asked under, if that is not the client's for it.
    pub(super) fn authority(&self) -> Option<&str> {
        match self {
            Self::Program { .. } => None,
            Self::BackEnd(proxy) => Some(&proxy.authority),
        }
    }

    /// What its pages get, if anything.
    pub(super) fn script(&self) -> Option<&str> {
        match self {
            Self::Program { script, .. } => Some(script),
            Self::BackEnd(_) => None,
        }
    }

    /// What is shown when it has no answer: how it ended, if it did.
    pub(in crate::server) fn failure(&self, error: &io::Error) -> HttpResponse {
        let page = match self {
            Self::Program { backend, script } => {
                let (message, frames) = match backend.end() {
                    Some(end) => (end.message, end.frames),
                    None => (error.to_string(), Vec::new()),
                };
                head::page("The program does not answer", &message, &frames, script)
            }
            Self::BackEnd(proxy) => {
                let message = format!("{}: {error}", proxy.authority);
                head::page("The back end does not answer", &message, &[], "")
            }
        };
        HttpResponse::BadGateway().content_type(ContentType::html()).body(page)
    }
}
