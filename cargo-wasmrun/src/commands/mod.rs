//! One file per command: what each does, from its arguments to its exit status.

pub mod clean;
pub mod compile;
pub mod completions;
pub mod exec;
pub mod init;
pub mod inspect;
pub mod plugin;
pub mod run;
pub mod test;
pub mod verify;
