//! The host and plugins that misbehave: one clear error, the right status, and nothing left behind.
#![cfg(unix)]

mod interrupt;
mod misbehaviour;
mod selection;
mod world;
