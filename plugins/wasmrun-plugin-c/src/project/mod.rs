//! C and C++ projects: what is in the folder, and what the user says about it.

mod detect;
mod flags;
mod layout;
mod page;
mod settings;
mod source;
mod watch;

pub(crate) use detect::detect;
pub(crate) use flags::Flags;
pub(crate) use layout::{CMAKE_LISTS, Layout, Project, tests};
pub(crate) use page::is_page;
pub(crate) use settings::{ProjectSettings, ToolchainChoice};
pub(crate) use source::{EXTENSIONS, Language};
pub(crate) use watch::watch;
