//! What can go wrong when a module is looked at.

use wasmparser::BinaryReaderError;

use crate::exec::{self, subject};
use crate::exit::Exit;
use crate::output::typed;

/// Why a module could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read, or its text is malformed.
    #[error(transparent)]
    File(#[from] exec::Error),
    /// The bytes are no module.
    #[error("{} is not a WebAssembly module", subject(.name))]
    NotAModule {
        /// What was read.
        name: String,
        /// Where and why.
        source: Fragment,
    },
    /// A component, which contains modules but is none.
    #[error("{} is a WebAssembly component, not a module", subject(.name))]
    Component {
        /// What was read.
        name: String,
    },
    /// It begins like a module, and then something in it cannot be read.
    #[error("{} is malformed", subject(.name))]
    Malformed {
        /// What was read.
        name: String,
        /// Where and why.
        source: Fragment,
    },
    /// The text of a module cannot be printed.
    #[error("failed to print {} as text: {message}", subject(.name))]
    Print {
        /// What was read.
        name: String,
        /// Why not.
        message: String,
    },
}

/// What the decoder says, in the words of our errors.
#[derive(Debug, thiserror::Error)]
#[error("offset {offset:#x}: {message}")]
pub struct Fragment {
    /// The position in the module, in bytes.
    pub offset: u64,
    /// What is wrong there.
    pub message: String,
}

impl From<&BinaryReaderError> for Fragment {
    fn from(error: &BinaryReaderError) -> Self {
        Self { offset: error.offset(), message: message(error) }
    }
}

/// What the decoder says, on one line.
pub(super) fn message(error: &BinaryReaderError) -> String {
    let message = error.message();
    if message.starts_with("magic header not detected") {
        return "it does not begin with `\\0asm`".to_owned();
    }
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Error {
    /// The exit status for this error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::File(error) => error.exit(),
            _ => Exit::FAILED,
        }
    }

    /// What the user can do about it.
    pub fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::File(error) => return error.hints(),
            Self::NotAModule { name, .. } => exec::no_module_hint(name),
            Self::Component { name } => {
                format!("take its modules out with `wasm-tools component unbundle {}`", typed(name))
            }
            Self::Malformed { name, .. } => {
                format!("see all that is wrong with it with `cargo wasmrun verify {}`", typed(name))
            }
            Self::Print { .. } => return Vec::new(),
        };
        vec![hint]
    }
}
