//! What the interpreter says when something goes wrong, whole, as `exec` shows it: every kind of its errors, and every trap.
//!
//! The kinds are read from its sources: a new one fails here until it has an example. `SNAPSHOTS=overwrite` renews the list.

use std::fmt::Write as _;
use std::io;

use cargo_wasmrun::exec::Error as ExecError;
use cargo_wasmrun::output::Failure;
use wasmrun_runtime::wasi::BuildError;
use wasmrun_runtime::{Config, Engine, Error, Linker, Module, Store, TrapCode};

/// Of these nobody is told: a panic goes on as it was, and the others are faults of the interpreter.
const NOT_SHOWN: [&str; 2] = ["HostPanic", "Internal"];

const TRAPS: [TrapCode; 23] = [
    TrapCode::Unreachable,
    TrapCode::MemoryOutOfBounds,
    TrapCode::TableOutOfBounds,
    TrapCode::UndefinedElement,
    TrapCode::IndirectCallToNull,
    TrapCode::BadSignature,
    TrapCode::IntegerOverflow,
    TrapCode::IntegerDivisionByZero,
    TrapCode::BadConversionToInteger,
    TrapCode::NullExceptionReference,
    TrapCode::StackOverflow,
    TrapCode::UnalignedAtomic,
    TrapCode::ExpectedSharedMemory,
    TrapCode::Interrupted,
    TrapCode::NullReference,
    TrapCode::NullFunctionReference,
    TrapCode::NullStructReference,
    TrapCode::NullArrayReference,
    TrapCode::NullI31Reference,
    TrapCode::ArrayOutOfBounds,
    TrapCode::CastFailure,
    TrapCode::HeapExhausted,
    TrapCode::OutOfFuel,
];

/// The name of a kind, and an example of it as `exec` tells it.
type Example = (String, ExecError);

fn name() -> String {
    "a.wasm".to_owned()
}

/// Why an instance of a module in text form could not be made, or its function `run` not be called.
fn outcome(text: &str, config: &Config) -> Error {
    let run = || {
        let engine = Engine::new(config)?;
        let mut linker = Linker::new(&engine);
        linker.func_wrap("host", "refuse", || Err::<(), _>(Error::msg("no such door")))?;
        let module = Module::new(&engine, &wat::parse_str(text).expect("the text is a module's"))?;
        let mut store = Store::new(&engine, ());
        let instance = linker.instantiate(&mut store, &module)?;
        instance.get_typed_func::<(), ()>(&store, "run")?.call(&mut store, ())
    };
    run().expect_err("the example fails")
}

fn of_modules() -> Vec<Example> {
    let refused = |bytes: &[u8]| {
        Module::validate(&Engine::default(), bytes).expect_err("these are no module").into()
    };
    let plain = |text| outcome(text, &Config::new());
    let mut narrow = Config::new();
    narrow.max_memory_bytes(65_536).max_table_elements(1);
    let large_table = outcome("(module (table 2 funcref) (func (export \"run\")))", &narrow);
    let large_memory = outcome("(module (memory 2) (func (export \"run\")))", &narrow);
    let call = |source: Error| ExecError::Call { name: name(), source: source.into() };
    let start = |source: Error| ExecError::Instantiate { name: name(), source: source.into() };
    let trapped = plain("(module (func (export \"run\") unreachable))");
    let trapped = trapped.trap().expect("it trapped").code();
    let errors = [
        ("Invalid", ExecError::Invalid { name: name(), source: refused(b"\0asm\x02\0\0\0") }),
        (
            "Unsupported",
            ExecError::Unsupported { name: name(), source: refused(b"\0asm\x0d\0\x01\0") },
        ),
        ("Limit", start(large_table)),
        ("MemoryLimit", start(large_memory)),
        ("UnknownImport", start(plain("(module (import \"host\" \"open\" (func)))"))),
        ("IncompatibleImport", start(plain("(module (import \"host\" \"refuse\" (memory 1)))"))),
        ("Usage", call(plain("(module (func (export \"run\") (param i32)))"))),
        ("Trap", ExecError::Trap { name: name(), code: trapped.to_string(), frames: Vec::new() }),
        ("Exception", ExecError::Uncaught { name: name(), frames: Vec::new() }),
        (
            "Host",
            call(plain(
                "(module (import \"host\" \"refuse\" (func $f)) (func (export \"run\") (call $f)))",
            )),
        ),
    ];
    errors.into_iter().map(|(kind, error)| (kind.to_owned(), error)).collect()
}

fn of_traps() -> Vec<Example> {
    let trapped = |code: TrapCode| ExecError::Trap {
        name: name(),
        code: code.to_string(),
        frames: Vec::new(),
    };
    TRAPS.into_iter().map(|code| (format!("{code:?}"), trapped(code))).collect()
}

fn of_what_a_guest_is_given() -> Vec<Example> {
    let gone = || io::ErrorKind::NotFound.into();
    let errors = [
        ("ArgumentWithZero", BuildError::ArgumentWithZero { argument: "a\0b".to_owned() }),
        ("InvalidVariable", BuildError::InvalidVariable { name: "A=B".to_owned() }),
        ("Folder", BuildError::Folder { path: "data".into(), source: gone() }),
        ("Listener", BuildError::Listener { source: gone() }),
        ("TooMuch", BuildError::TooMuch),
    ];
    errors.into_iter().map(|(kind, error)| (kind.to_owned(), ExecError::Context(error))).collect()
}

/// The kinds that an enum of the interpreter's sources has.
fn kinds(file: &str, name: &str) -> Vec<String> {
    let source = fs_err::read_to_string(integration::workspace().join("runtime/src").join(file));
    let source = source.expect("a source file is text");
    let (_, body) = source.split_once(&format!("enum {name} {{\n")).expect("the enum is there");
    let (body, _) = body.split_once("\n}\n").expect("the enum ends");
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.filter(|line| line.starts_with(char::is_uppercase));
    let name = |line: &str| line.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned);
    lines.filter_map(name).collect()
}

#[test]
fn each_error_of_the_interpreter_is_shown_whole() {
    let groups = [
        ("error.rs", "ErrorKind", of_modules()),
        ("wasi/builder.rs", "BuildError", of_what_a_guest_is_given()),
        ("trap.rs", "TrapCode", of_traps()),
    ];
    let mut shown = String::new();
    for (file, name, examples) in groups {
        let known = kinds(file, name);
        assert!(known.len() > 1, "the kinds of `{name}` were not found");
        let is_shown = |kind: &String| examples.iter().any(|(shown, _)| shown == kind);
        let missing: Vec<_> = known
            .iter()
            .filter(|kind| !NOT_SHOWN.contains(&kind.as_str()) && !is_shown(kind))
            .collect();
        assert!(missing.is_empty(), "add examples of `{name}` to this file: {missing:?}");
        for (kind, error) in examples {
            let error = cargo_wasmrun::error::Error::from(error);
            let text = Failure::new(&error).text();
            let text = anstream::adapter::strip_str(&text);
            let status = error.exit().status();
            writeln!(shown, "{name}::{kind}\n{text}=> status {status}\n")
                .expect("a string takes all");
        }
    }
    snapbox::assert_data_eq!(shown, snapbox::file!["rendered.txt"].raw());
}
