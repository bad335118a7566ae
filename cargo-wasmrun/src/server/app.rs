//! The app's own origin: its files as they are or what others answer, and below `/__wasmrun/app/` what reloads it.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{Method, header};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::activity::{Activity, ConsoleNote, Event, Level};
use super::api::{OWN, VERSION};
use super::backend::{Proxy, Upstream, forward, has_dots};
use super::base::{Base, Within};
use super::events::events;
use super::guard::is_same_origin;
use super::page;
use super::plain_text::plain;
use super::routes::{read, resource};
use super::shared::Shared;
use super::site::{self, Site};
use super::state::Snapshot;

/// A program that has not begun to answer by then may never do so.
const SLOW: Duration = Duration::from_secs(5);

/// So long after a build took its place a program may begin to answer.
const LAST_ANSWER: Duration = Duration::from_secs(30);

/// Declares every path.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/__wasmrun/app/client.js").route(read().to(client)))
        .service(resource("/__wasmrun/app/session").route(read().to(session)))
        .service(resource("/__wasmrun/app/events").route(web::get().to(events)))
        .default_service(web::to(app));
}

/// The client. Its pages name its content, so that a browser that has it need not ask for it with each reload.
async fn client(request: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if request.query_string() == page::client_id() {
        response.insert_header((header::CACHE_CONTROL, "max-age=31536000, immutable"));
    }
    response.content_type("text/javascript; charset=utf-8").body(page::CLIENT)
}

async fn session(shared: web::Data<Shared>) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "version": VERSION,
        "token": shared.token.reveal(),
        "heartbeat": shared.heartbeat.as_millis() as u64,
    }))
}

async fn app(
    request: HttpRequest,
    payload: web::Payload,
    shared: web::Data<Shared>,
) -> Result<HttpResponse, actix_web::Error> {
    let (site, backend) = {
        let snapshot = shared.snapshots.borrow();
        (snapshot.site.clone(), snapshot.backend.clone())
    };
    if request.path().starts_with(OWN) {
        return Ok(plain(HttpResponse::NotFound(), "not found\n"));
    }
    if let Some(proxy) = Proxy::of(&shared.proxies, request.path()) {
        return back_end(&request, payload, proxy.clone(), &shared.activity).await;
    }
    match (site, backend) {
        (Some(site), _) => Ok(file(&request, &site, &shared.base)),
        (_, Some(backend)) => {
            let script = script(backend.id(), &backend.styles().id());
            let id = backend.product_id();
            let program = Upstream::Program { backend, script };
            let answer = forward(&request, payload, program.clone(), &shared.activity);
            tokio::select! {
                answer = note_if_slow(&request, &shared, answer) => answer,
                error = given_up(&shared, &id) => Ok(program.failure(&error)),
            }
        }
        _ => Ok(plain(HttpResponse::NotFound(), "there is no web app yet\n")),
    }
}

/// The answer of the program, which our page tells of if it does not come: one that never takes a connection looks just
/// like one that is slow.
async fn note_if_slow(
    request: &HttpRequest,
    shared: &Shared,
    answer: impl Future<Output = Result<HttpResponse, actix_web::Error>>,
) -> Result<HttpResponse, actix_web::Error> {
    let mut answer = pin!(answer);
    if let Ok(answer) = timeout(SLOW, &mut answer).await {
        return answer;
    }
    let text = format!(
        "the program has not answered `{} {}` for {} s: it takes connections from descriptor 3, or from a socket that it \
         listens at itself",
        request.method(),
        request.path(),
        SLOW.as_secs()
    );
    let page = request.path().to_owned();
    shared.activity.note(Event::Console(ConsoleNote { level: Level::Warn, text, page }));
    answer.await
}

/// Ends when the program of this id has had its time to answer since a build took its place: what waits for it keeps
/// it alive.
async fn given_up(shared: &Shared, id: &str) -> io::Error {
    let mut snapshots = shared.snapshots.clone();
    let is_other = |snapshot: &Snapshot| {
        snapshot.backend.as_ref().is_none_or(|backend| backend.product_id() != id)
    };
    // There are no builds any more once the server ends.
    let _ = snapshots.wait_for(is_other).await;
    sleep(LAST_ANSWER).await;
    io::Error::new(io::ErrorKind::TimedOut, "a build has taken its place, and it has not answered")
}

/// What the back end behind `proxy` answers. It takes what we pass on for ours, so the tab next door may
/// not send through us what it could not send by itself.
async fn back_end(
    request: &HttpRequest,
    payload: web::Payload,
    proxy: Arc<Proxy>,
    activity: &Arc<Activity>,
) -> Result<HttpResponse, actix_web::Error> {
    if has_dots(request.path()) {
        return Ok(plain(HttpResponse::BadRequest(), "the path leads up\n"));
    }
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD)
        && !request.headers().contains_key(header::UPGRADE);
    if !only_reads && request.headers().contains_key(header::ORIGIN) && !is_same_origin(request) {
        return Ok(plain(HttpResponse::Forbidden(), "this page is of another origin\n"));
    }
    forward(request, payload, Upstream::BackEnd(proxy), activity).await
}

fn file(request: &HttpRequest, site: &Site, base: &Base) -> HttpResponse {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = HttpResponse::MethodNotAllowed();
        response.insert_header((header::ALLOW, "GET, HEAD"));
        return plain(response, "files can only be read\n");
    }
    let path = match base.locate(request.path()) {
        Within::Inside(path) => path,
        Within::AtTheDoor => return redirect(base.as_str()),
        Within::Outside => return plain(HttpResponse::NotFound(), "the app is elsewhere\n"),
    };
    // One decoding, as the app's own server would do; what is encoded twice names no file.
    let Some(path) = decoded(path) else {
        return plain(HttpResponse::BadRequest(), "the path is not UTF-8\n");
    };
    let script = script(site.id(), &site.styles().id());
    if let Some(file) = site.file(&path) {
        return site::answer(request, file, &script);
    }
    if site.is_folder(&path) && !path.starts_with("//") {
        let to = match request.query_string() {
            "" => format!("{}/", request.path()),
            query => format!("{}/?{query}", request.path()),
        };
        return redirect(&to);
    }
    match site.index() {
        Some(index) if is_view(request, &path) => site::answer(request, index, &script),
        _ => plain(HttpResponse::NotFound(), "not found\n"),
    }
}

fn redirect(to: &str) -> HttpResponse {
    HttpResponse::Found().insert_header((header::LOCATION, to)).finish()
}

/// Whether a path that is no file is one that the app makes up: asked for by a browser that shows a
/// page, without an extension and without a dotfile's name.
fn is_view(request: &HttpRequest, path: &str) -> bool {
    let takes_pages = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.contains("text/html"));
    let name = path.rsplit('/').next().unwrap_or_default();
    takes_pages && !name.contains('.') && !path.contains("/.")
}

/// What every page of the app gets: our client, and which build the page is of.
fn script(id: &str, styles_id: &str) -> String {
    let client = page::client_id();
    format!(
        "<script src=\"{OWN}app/client.js?{client}\" data-build=\"{id}\" data-styles=\"{styles_id}\"></script>"
    )
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                (high * 16 + low) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once() {
        assert_eq!(decoded("/a%20b").as_deref(), Some("/a b"));
        assert_eq!(decoded("/%252e").as_deref(), Some("/%2e"));
        for wrong in ["/%", "/%2", "/%zz", "/%ff"] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }
}
