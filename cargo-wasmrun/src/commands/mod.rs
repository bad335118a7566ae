//! One file per command: what each does, from its arguments to its exit status.

pub mod compile;
pub mod exec;
pub mod inspect;
pub mod run;
pub mod verify;
