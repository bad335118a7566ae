//! The host and plugins that misbehave: one clear error, the right status, and nothing left behind.
#![cfg(unix)]

mod conformance;
mod crashes;
mod examples;
mod install;
mod interrupt;
mod misbehaviour;
mod projects;
mod registry;
mod reload;
mod selection;
mod setup;
mod terminal;
mod transcripts;
mod world;
