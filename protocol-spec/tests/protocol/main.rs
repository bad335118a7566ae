//! The protocol's types, text and schemas, tested together through the public interface.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, also in what tests share")]

mod compatibility;
mod envelope;
mod errors;
mod messages;
mod schemas;
mod specification;
mod transcode;
mod transcripts;
mod versions;
