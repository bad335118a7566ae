//! One file per command: what each does, from its arguments to its exit status.

pub mod clean;
pub mod compile;
pub mod completions;
pub mod config;
pub mod doctor;
pub mod exec;
pub mod init;
pub mod inspect;
pub mod plugin;
pub mod ps;
pub mod run;
pub mod stop;
pub mod test;
pub mod verify;
