//! Answers a request for a file: conditional, in part, or compressed.

use actix_web::http::Method;
use actix_web::http::header::{self, ContentEncoding, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::encoding::takes_gzip;
use super::file::{File, gzip};
use super::inject::inject;
use super::range::{Part, part};

/// The answer to a request for `file`. A page gets `script`.
pub(in crate::server) fn answer(request: &HttpRequest, file: &File, script: &str) -> HttpResponse {
    let headers = request.headers();
    if file.is_page() {
        return page(headers, file, script);
    }
    let compressed = takes_gzip(text(headers, &header::ACCEPT_ENCODING))
        .then(|| file.compressed())
        .flatten()
        .filter(|_| !headers.contains_key(header::RANGE));
    // The two forms differ in their bytes, so they differ in their tags.
    let tag = match compressed {
        Some(_) => format!("\"{}-gzip\"", file.hash),
        None => format!("\"{}\"", file.hash),
    };
    let mut response = HttpResponse::Ok();
    if is_known(headers, &tag) {
        response.status(actix_web::http::StatusCode::NOT_MODIFIED);
    }
    response.content_type(file.media_type);
    response.insert_header((header::ETAG, tag.clone()));
    response.insert_header((header::VARY, "accept-encoding"));
    response.insert_header((header::ACCEPT_RANGES, "bytes"));
    if is_known(headers, &tag) {
        return response.finish();
    }
    if let Some(compressed) = compressed {
        response.insert_header(ContentEncoding::Gzip);
        return response.body(compressed);
    }
    // Parts are for `GET` alone (RFC 9110, section 14.2).
    let range = text(headers, &header::RANGE)
        .filter(|_| *request.method() == Method::GET && range_counts(headers, &tag));
    let length = file.content.len();
    match part(range, length) {
        Part::Whole => response.body(file.content.clone()),
        Part::Bytes(range) => {
            response.status(actix_web::http::StatusCode::PARTIAL_CONTENT);
            let shown = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            response.insert_header((header::CONTENT_RANGE, shown));
            response.body(file.content.slice(range))
        }
        Part::Beyond => {
            response.status(actix_web::http::StatusCode::RANGE_NOT_SATISFIABLE);
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{length}")));
            response.finish()
        }
    }
}

/// A page is made anew for every build, so its tag covers the script.
fn page(headers: &HeaderMap, file: &File, script: &str) -> HttpResponse {
    let body = inject(&file.content, script);
    let tag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..32]);
    let mut response = HttpResponse::Ok();
    if is_known(headers, &tag) {
        response.status(actix_web::http::StatusCode::NOT_MODIFIED);
    }
    response.content_type(file.media_type);
    response.insert_header((header::ETAG, tag.clone()));
    response.insert_header((header::VARY, "accept-encoding"));
    if is_known(headers, &tag) {
        return response.finish();
    }
    let compressed = takes_gzip(text(headers, &header::ACCEPT_ENCODING))
        .then(|| gzip(&body).filter(|compressed| compressed.len() < body.len()))
        .flatten();
    match compressed {
        Some(compressed) => response.insert_header(ContentEncoding::Gzip).body(compressed),
        None => response.body(Bytes::from(body)),
    }
}

/// Whether the client says that it has what `tag` names.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    text(headers, &header::IF_NONE_MATCH).is_some_and(|known| {
        known
            .split(',')
            .map(str::trim)
            .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
    })
}

/// Whether a range is of the content that the client means.
fn range_counts(headers: &HeaderMap, tag: &str) -> bool {
    !headers.contains_key(header::IF_RANGE) || text(headers, &header::IF_RANGE) == Some(tag)
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
