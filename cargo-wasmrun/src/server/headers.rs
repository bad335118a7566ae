//! The headers that every answer gets.

use actix_web::http::header::{HeaderName, HeaderValue};

/// Headers, in lower case.
pub(super) type Headers = Vec<(HeaderName, HeaderValue)>;

/// Sent with every answer of the page's origin. The page is isolated (COOP, COEP), which gives it
/// the shared memory that blocking standard input needs; nobody may frame it or read what it loads.
const PAGE: [(&str, &str); 9] = [
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

/// Sent with every answer of the app's origin: no more than keeps others out, since the app is to
/// meet here what it will meet elsewhere.
const APP: [(&str, &str); 3] = [
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-cache"),
];

/// What gives an app memory that its threads share.
const ISOLATION: [(&str, &str); 2] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
];

pub(super) fn of_page() -> Headers {
    fixed(&PAGE).collect()
}

/// The user's own come first, so that they count.
pub(super) fn of_app(isolated: bool, own: &[(HeaderName, HeaderValue)]) -> Headers {
    let isolation: &[(&str, &str)] = if isolated { &ISOLATION } else { &[] };
    own.iter().cloned().chain(fixed(isolation)).chain(fixed(&APP)).collect()
}

fn fixed(
    headers: &[(&'static str, &'static str)],
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    headers
        .iter()
        .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
}
