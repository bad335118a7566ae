//! The host and plugins that misbehave: one clear error, the right status, and nothing left behind.
#![cfg(unix)]

mod conformance;
mod crashes;
mod every_command;
mod examples;
mod install;
mod install_site;
mod install_sources;
mod interrupt;
mod interruption;
mod misbehaviour;
mod next_version;
mod projects;
mod registry;
mod reload;
mod selection;
mod setup;
mod site;
mod terminal;
mod transcripts;
mod validation;
mod world;
