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
//! | `/__wasmrun/v1/programs/ID.wasm.map` | its source map, made of its debugging information |
//! | `/__wasmrun/v1/programs/ID/observed.wasm` | the same with all its memories exported |
//! | `/__wasmrun/v1/programs/ID/shim.js` | WASI for a browser, as much as the program imports |
//! | `/__wasmrun/v1/programs/ID/providers/INDEX.wasm` | a module whose exports the program imports |
//! | `/__wasmrun/v1/programs/ID/run` | WebSocket: the program in our interpreter, see [`host_run`](super::host_run) |
//! | `/__wasmrun/v1/programs/ID/folders` | the folders that it sees, with their files |
//! | `/__wasmrun/v1/programs/ID/module` | what is in the module |
//! | `/__wasmrun/v1/programs/ID/functions/INDEX` | the text of one function |
//!
//! The WebSocket's client offers the subprotocols `wasmrun.v1` and `wasmrun.token.TOKEN`, and comes
//! from the origin that it connects to. `page` names the content of the page: a page that was
//! loaded with another reloads itself.

use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, Route, guard};
use serde_json::json;

use super::anatomy;
use super::api::{PREFIX, VERSION};
use super::events::events;
use super::host_run::host_run;
use super::page::{self, PageFile};
use super::plain_text::{not_found, outdated, plain, wrong_method};
use super::shared::Shared;

/// The most bytes of a request's body; no request has a reason to bring one.
const MOST_BODY: usize = 64 << 10;

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
        .service(at("programs/{id}.wasm.map").route(read().to(source_map)))
        .service(at("programs/{id}/observed.wasm").route(read().to(observed)))
        .service(at("programs/{id}/run").route(web::get().to(host_run)))
        .service(at("programs/{id}/shim.js").route(read().to(shim)))
        .service(at("programs/{id}/providers/{index}.wasm").route(read().to(provider)))
        .service(at("programs/{id}/folders").route(read().to(folders)))
        .service(at("programs/{id}/module").route(read().to(module)))
        .service(at("programs/{id}/functions/{index}").route(read().to(function)))
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
    HttpResponse::Ok().json(json!({
        "version": VERSION,
        "token": shared.token.reveal(),
        "heartbeat": shared.heartbeat.as_millis() as u64,
        "page": page::id(),
    }))
}

async fn state(shared: web::Data<Shared>) -> HttpResponse {
    let json = shared.snapshots.borrow().json.to_string();
    HttpResponse::Ok().content_type("application/json").body(json)
}

async fn program(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    HttpResponse::Ok()
        .content_type("application/wasm")
        .insert_header((header::ETAG, format!("\"{}\"", program.id())))
        .body(program.served())
}

async fn source_map(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    match web::block(move || program.source_map()).await {
        Ok(Some(json)) => HttpResponse::Ok().content_type("application/json").body(json),
        Ok(None) => plain(HttpResponse::NotFound(), "the module has no debugging information\n"),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

async fn observed(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    match crate::web::observed(&program.wasm()) {
        Some(wasm) => HttpResponse::Ok().content_type("application/wasm").body(wasm),
        None => not_found().await,
    }
}

async fn shim(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(program.shim())
}

async fn provider(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    match index(&request).and_then(|index| program.provider(index as usize)) {
        Some(wasm) => HttpResponse::Ok().content_type("application/wasm").body(wasm),
        None => not_found().await,
    }
}

async fn folders(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    match program.packed_folders() {
        Ok(packed) => HttpResponse::Ok().content_type("application/octet-stream").body(packed),
        Err(error) => {
            tracing::error!(%error, "the folders are not JSON");
            HttpResponse::InternalServerError().finish()
        }
    }
}

async fn module(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    // A large module takes a while, and other requests do not wait.
    match web::block(move || program.anatomy()).await {
        Ok(Ok(json)) => HttpResponse::Ok().content_type("application/json").body(json),
        Ok(Err(message)) => {
            HttpResponse::UnprocessableEntity().json(json!({"version": VERSION, "error": message}))
        }
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

async fn function(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let Some(program) = shared.program(&request) else { return outdated() };
    let Some(index) = index(&request) else { return not_found().await };
    match web::block(move || anatomy::function_text(program.name(), &program.wasm(), index)).await {
        Ok(Some(text)) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text),
        Ok(None) => plain(HttpResponse::NotFound(), "there is no text of this function\n"),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// The number in a path.
fn index(request: &HttpRequest) -> Option<u32> {
    request.match_info().get("index")?.parse().ok()
}
