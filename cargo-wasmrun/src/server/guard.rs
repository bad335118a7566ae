//! Looks at every request before anything else does, and marks every answer.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};

use super::AllowedHosts;
use super::routes::Shared;

/// Sent with every answer. The page is isolated (COOP, COEP), which gives it the shared memory
/// that blocking standard input needs; nobody may frame it or read what it loads.
const HEADERS: [(&str, &str); 9] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
         style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
];

/// Refuses what is not addressed to us, and adds the headers of `HEADERS` to every answer.
pub(super) async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let is_ours = request
        .app_data::<web::Data<Shared>>()
        .is_some_and(|shared| is_addressed_to(&shared.hosts, &request));
    let mut response = if is_ours {
        next.call(request).await?.map_into_left_body()
    } else {
        let refusal = HttpResponse::build(StatusCode::MISDIRECTED_REQUEST)
            .content_type("text/plain; charset=utf-8")
            .body("this server does not answer to that host name\n");
        request.into_response(refusal).map_into_right_body()
    };
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}

/// Both ways to name the host count: the header, and an absolute request target.
fn is_addressed_to(hosts: &AllowedHosts, request: &ServiceRequest) -> bool {
    let target = request.uri().authority().map(Authority::as_str);
    single(request.headers(), &header::HOST).is_some_and(|host| hosts.allows(host))
        && target.is_none_or(|authority| hosts.allows(authority))
}

/// The value of a header that occurs exactly once and is plain text.
pub(super) fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name);
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}
