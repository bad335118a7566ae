//! Short answers in plain text.

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};

/// An answer in plain text.
pub(super) fn plain(mut response: HttpResponseBuilder, text: &'static str) -> HttpResponse {
    response.content_type("text/plain; charset=utf-8").body(text)
}

/// That a program is asked for which was replaced, or never was.
pub(super) fn outdated() -> HttpResponse {
    plain(HttpResponse::NotFound(), "this program is not the current one\n")
}

pub(super) async fn not_found() -> HttpResponse {
    plain(HttpResponse::NotFound(), "not found\n")
}

pub(super) async fn wrong_method() -> HttpResponse {
    let mut response = HttpResponse::MethodNotAllowed();
    response.insert_header((header::ALLOW, "GET, HEAD"));
    plain(response, "this can only be read\n")
}
