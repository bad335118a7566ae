//! Looks at every request before anything else does, and marks every answer.

use std::time::Instant;

use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorInternalServerError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};

use super::AllowedHosts;
use super::activity::Event;
use super::api::OWN;
use super::shared::Shared;

/// Refuses what is not addressed to us, and adds the headers of the origin to every answer.
pub(super) async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let Some(shared) = request.app_data::<web::Data<Shared>>().cloned() else {
        return Err(ErrorInternalServerError("the server has no state"));
    };
    let began = Instant::now();
    let asked = shared.origin.is_app().then(|| Asked::new(&request));
    let mut response = if is_addressed_to(&shared.hosts, &request) {
        next.call(request).await?.map_into_left_body()
    } else {
        let refusal = HttpResponse::build(StatusCode::MISDIRECTED_REQUEST)
            .content_type("text/plain; charset=utf-8")
            .body("this server does not answer to that host name\n");
        request.into_response(refusal).map_into_right_body()
    };
    for (name, value) in &shared.headers {
        if !response.headers().contains_key(name) {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    if let Some(asked) = asked.filter(|asked| !asked.path.starts_with(OWN)) {
        shared.activity.note(asked.answered(
            response.status(),
            response.response().body().size(),
            began,
        ));
    }
    Ok(response)
}

/// What was asked of the app's origin.
struct Asked {
    method: String,
    path: String,
}

impl Asked {
    fn new(request: &ServiceRequest) -> Self {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        Self { method: request.method().to_string(), path: path.to_owned() }
    }

    fn answered(self, status: StatusCode, size: BodySize, began: Instant) -> Event {
        let bytes = match size {
            BodySize::None => Some(0),
            BodySize::Sized(bytes) => Some(bytes),
            BodySize::Stream => None,
        };
        Event::Request {
            method: self.method,
            path: self.path,
            status: status.as_u16(),
            bytes,
            milliseconds: began.elapsed().as_secs_f64() * 1_000.0,
        }
    }
}

/// Both ways to name the host count: the header, and an absolute request target.
fn is_addressed_to(hosts: &AllowedHosts, request: &ServiceRequest) -> bool {
    let target = request.uri().authority().map(Authority::as_str);
    single(request.headers(), &header::HOST).is_some_and(|host| hosts.allows(host))
        && target.is_none_or(|authority| hosts.allows(authority))
}

/// Whether the page that sends `request` was served by the host that it sends it to. The host was found
/// to be one of ours before.
pub(super) fn is_same_origin(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let (Some(origin), Some(host)) =
        (single(headers, &header::ORIGIN), single(headers, &header::HOST))
    else {
        return false;
    };
    let scheme = if request.app_config().secure() { "https://" } else { "http://" };
    origin.strip_prefix(scheme).is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

/// The value of a header that occurs exactly once and is plain text.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name);
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}
