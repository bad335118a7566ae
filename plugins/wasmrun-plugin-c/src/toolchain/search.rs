//! Which toolchain to take: the first that works, in an order that puts the user's own first.

use wasmrun_plugin_sdk::{Context, Error, ErrorKind, LogLevel, Result, Tool, ToolStatus};

use super::finding::Finding;
use super::{Toolchain, clang, emscripten, wasi_sdk, zig};
use crate::build::Product;
use crate::environment::Environment;
use crate::project::ToolchainChoice;
use crate::setup::ZIG;

/// What brings a toolchain besides the set-up.
const WASI_TOOLCHAIN: &str = "or set `WASI_SDK_PATH` to a WASI SDK, or put `zig` on PATH";
const EMSCRIPTEN: &str =
    "put Emscripten on PATH: `apt install emscripten`, `brew install emscripten`, or the emsdk";

/// What a toolchain is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What it is to make.
    pub(crate) product: Product,
    /// The only one that the settings allow.
    pub(crate) only: Option<ToolchainChoice>,
}

impl Wanted {
    /// Toolchains that will do, in the order in which they are tried. Pages are Emscripten's affair,
    /// whatever the project's modules are built with.
    fn choices(self) -> Vec<ToolchainChoice> {
        match (self.product, self.only) {
            (Product::Page, _) => vec![ToolchainChoice::Emscripten],
            (Product::Module, Some(choice)) => vec![choice],
            (Product::Module, None) => ToolchainChoice::ALL.to_vec(),
        }
    }

    /// What is needed, for a report.
    fn name(self) -> &'static str {
        match self.product {
            Product::Module => "C compiler for WASI",
            Product::Page => "C compiler for pages",
        }
    }
}

fn look(
    cx: &Context,
    environment: &Environment,
    choice: ToolchainChoice,
    product: Product,
) -> Result<Finding> {
    match choice {
        ToolchainChoice::WasiSdk => wasi_sdk::look(cx, environment.wasi_sdk.as_deref()),
        ToolchainChoice::Clang => clang::look(cx),
        ToolchainChoice::Zig => zig::look_on_path(cx),
        ToolchainChoice::SetUp => zig::look_in_data(cx),
        ToolchainChoice::PythonZig => zig::look_in_python(cx),
        ToolchainChoice::Emscripten => emscripten::look(cx, product),
    }
}

/// The toolchain to build with.
///
/// # Errors
///
/// `toolchain_missing`, with everything that was looked for.
pub(crate) fn find(cx: &Context, environment: &Environment, wanted: Wanted) -> Result<Toolchain> {
    let mut tools = Vec::new();
    for choice in wanted.choices() {
        let finding = look(cx, environment, choice, wanted.product)?;
        if let Some(toolchain) = finding.toolchain {
            cx.log(LogLevel::Info, format!("C toolchain: {}", toolchain.describe()));
            return Ok(toolchain);
        }
        tools.push(finding.tool);
    }
    tools.insert(0, needed(cx, wanted, None));
    Err(tools.into_iter().fold(missing(wanted), Error::with_tool))
}

fn missing(wanted: Wanted) -> Error {
    let (message, hint) = match (wanted.product, wanted.only) {
        (Product::Page, _) => {
            ("pages are built by Emscripten, which was not found".to_owned(), EMSCRIPTEN)
        }
        (Product::Module, None) => {
            ("no C toolchain for WebAssembly was found".to_owned(), WASI_TOOLCHAIN)
        }
        (Product::Module, Some(choice)) => {
            (format!("the C toolchain `{}` was not found", choice.name()), WASI_TOOLCHAIN)
        }
    };
    Error::new(ErrorKind::ToolchainMissing, message).with_hint(hint)
}

/// A report on every toolchain, headed by whether any of them will do.
pub(crate) fn survey(cx: &Context, environment: &Environment, wanted: Wanted) -> Result<Vec<Tool>> {
    let mut tools = Vec::new();
    let mut taken = None;
    for choice in wanted.choices() {
        let finding = look(cx, environment, choice, wanted.product)?;
        taken = taken.or(finding.toolchain);
        tools.push(finding.tool);
    }
    tools.insert(0, needed(cx, wanted, taken.as_ref()));
    Ok(tools)
}

/// The entry that says whether a build can run, and with what.
fn needed(cx: &Context, wanted: Wanted, taken: Option<&Toolchain>) -> Tool {
    match (taken, wanted.product) {
        (Some(toolchain), _) => Tool::new(wanted.name(), ToolStatus::Found)
            .with_version(format!("{} {}", toolchain.choice.name(), toolchain.version))
            .with_path(&toolchain.c.program),
        (None, Product::Module) => ZIG.offer(cx, Tool::new(wanted.name(), ToolStatus::Missing)),
        (None, Product::Page) => {
            Tool::new(wanted.name(), ToolStatus::Missing).with_help(EMSCRIPTEN)
        }
    }
}
