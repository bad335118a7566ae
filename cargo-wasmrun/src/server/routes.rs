//! The paths that the server answers, version 1. All are read with `GET` or `HEAD`:
//!
//! | path | answer |
//! |---|---|
//! | `/` | our page |
//! | `/__wasmrun/page/NAME` | its script, style sheet, worker, icon |
//! | `/__wasmrun/v1/session` | `{"version", "token", "page"}`: what a page needs to connect |
//! | `/__wasmrun/v1/state` | the state of the build, see [`message`](super::message) |
//! | `/__wasmrun/v1/events` | WebSocket: the state now, and again whenever it changes |
//! | `/__wasmrun/v1/programs/ID.wasm` | the module of the current program |
//!
//! The WebSocket's client offers the subprotocols `wasmrun.v1` and `wasmrun.token.TOKEN`, and comes
//! from the origin that it connects to. `page` names the content of the page: a page that was
//! loaded with another reloads itself.

use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard};
use serde_json::json;

use super::events::events;
use super::message::VERSION;
use super::page::{self, PageFile};
use super::shared::Shared;

/// What the paths of the API begin with.
pub(super) const PREFIX: &str = "/__wasmrun/v1";

/// The most bytes of a request's body; no request has a reason to bring one.
const MOST_BODY: usize = 64 << 10;

/// The path of a program's module.
pub(super) fn program_url(id: &str) -> String {
    format!("{PREFIX}/programs/{id}.wasm")
}

/// Declares every path.
pub(super) fn routes(config: &mut ServiceConfig) {
    for file in page::FILES {
        config.service(resource(file.path).route(read().to(async || page_file(file))));
    }
    config
        .app_data(web::PayloadConfig::new(MOST_BODY))
        .service(at("session").route(read().to(session)))
        .service(at("state").route(read().to(state)))
        .service(at("events").route(web::get().to(events)))
        .service(at("programs/{id}.wasm").route(read().to(program)))
        .default_service(web::to(not_found));
}

fn at(path: &str) -> Resource {
    resource(&format!("{PREFIX}/{path}"))
}

pub(super) fn resource(path: &str) -> Resource {
    web::resource(path).default_service(web::to(wrong_method))
}

pub(super) fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn page_file(file: &PageFile) -> HttpResponse {
    HttpResponse::Ok().content_type(file.content_type).body(file.content)
}

async fn session(shared: web::Data<Shared>) -> HttpResponse {
    let session = json!({"version": VERSION, "token": shared.token.reveal(), "page": page::id()});
    HttpResponse::Ok().json(session)
}

async fn state(shared: web::Data<Shared>) -> HttpResponse {
    let json = shared.snapshots.borrow().json.to_string();
    HttpResponse::Ok().content_type("application/json").body(json)
}

async fn program(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let current = shared.snapshots.borrow().program.clone();
    let id = request.match_info().get("id").unwrap_or_default();
    match current {
        Some(program) if program.id() == id => HttpResponse::Ok()
            .content_type("application/wasm")
            .insert_header((header::ETAG, format!("\"{id}\"")))
            .body(program.wasm()),
        _ => plain(HttpResponse::NotFound(), "this program is not the current one\n"),
    }
}

async fn not_found() -> HttpResponse {
    plain(HttpResponse::NotFound(), "not found\n")
}

async fn wrong_method() -> HttpResponse {
    let mut response = HttpResponse::MethodNotAllowed();
    response.insert_header((header::ALLOW, "GET, HEAD"));
    plain(response, "this can only be read\n")
}

/// An answer in plain text.
pub(super) fn plain(
    mut response: actix_web::HttpResponseBuilder,
    text: &'static str,
) -> HttpResponse {
    response.content_type("text/plain; charset=utf-8").body(text)
}
