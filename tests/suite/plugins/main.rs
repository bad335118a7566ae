//! The host and plugins that misbehave: one clear error, the right status, and nothing left behind.
#![cfg(unix)]

mod conformance;
mod crashes;
mod examples;
mod interrupt;
mod misbehaviour;
mod selection;
mod setup;
mod terminal;
mod world;
