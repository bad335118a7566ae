//! The body of a request, taken in as a whole before it is passed on.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use actix_web::error::{ErrorBadRequest, ErrorPayloadTooLarge, ErrorRequestTimeout};
use actix_web::web::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::time::timeout;

/// The largest body of a request, in bytes.
pub(super) const LARGEST: usize = 64 << 20;

/// A client that sends nothing of its body for so long holds its connection no longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// All of a body that has no more than `most` bytes and never pauses for longer than `patience`.
pub(super) async fn collect<Error>(
    mut body: impl Stream<Item = Result<Bytes, Error>> + Unpin,
    most: usize,
    patience: Duration,
) -> Result<Bytes, actix_web::Error> {
    let mut all = BytesMut::new();
    loop {
        let part = timeout(patience, next(&mut body))
            .await
            .map_err(|_| ErrorRequestTimeout("the body of the request does not come\n"))?;
        match part {
            None => return Ok(all.freeze()),
            Some(Ok(part)) if all.len() + part.len() <= most => all.extend_from_slice(&part),
            Some(Ok(_)) => return Err(too_large()),
            Some(Err(_)) => return Err(ErrorBadRequest("the body of the request is cut off\n")),
        }
    }
}

/// The refusal of a body that has too many bytes.
pub(super) fn too_large() -> actix_web::Error {
    ErrorPayloadTooLarge("the body of the request is too large\n")
}

/// The next part of a stream.
pub(super) async fn next<Parts: Stream + Unpin>(parts: &mut Parts) -> Option<Parts::Item> {
    poll_fn(|context| Pin::new(&mut *parts).poll_next(context)).await
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll};

    use super::*;

    /// Parts that come at once, and then, unless it ends, nothing.
    struct Parts {
        parts: Vec<&'static [u8]>,
        ends: bool,
    }

    impl Stream for Parts {
        type Item = Result<Bytes, ()>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            match self.parts.pop() {
                Some(part) => Poll::Ready(Some(Ok(Bytes::from_static(part)))),
                None if self.ends => Poll::Ready(None),
                None => Poll::Pending,
            }
        }
    }

    async fn status(parts: &[&'static [u8]], ends: bool) -> Result<Bytes, u16> {
        let body = Parts { parts: parts.to_vec(), ends };
        let collected = collect(body, 4, Duration::from_millis(1)).await;
        collected.map_err(|error| error.as_response_error().status_code().as_u16())
    }

    #[actix_web::test]
    async fn a_body_is_taken_whole_or_not_at_all() {
        assert_eq!(status(&[b"cd", b"ab"], true).await, Ok(Bytes::from_static(b"abcd")));
        assert_eq!(status(&[], true).await, Ok(Bytes::new()));
        assert_eq!(status(&[b"e", b"abcd"], true).await, Err(413));
        assert_eq!(status(&[b"ab"], false).await, Err(408), "it stalls");
    }
}
