//! Where in the source a guest was, from the debugging information that compilers leave in modules.

use std::{borrow::Cow, cell::OnceCell, fmt, ops::Range, sync::Arc};

use addr2line::{
    Context,
    gimli::{Dwarf, EndianSlice, LittleEndian, SectionId},
};
use wasmparser::{Parser, Payload};

use super::bounds;
use crate::trap::Frame;

type Reader<'a> = EndianSlice<'a, LittleEndian>;

/// The debugging information of a module.
///
/// A [`Module`](crate::Module) does not keep it, since it is long and rarely wanted: it is read from
/// the module's bytes when there is something to explain.
///
/// ```
/// use wasmrun_runtime::{Engine, Linker, Module, SourceMap, Store};
///
/// let text = "(module\n  (func (export \"run\")\n    unreachable))";
/// let wasm = wat::Parser::new()
///     .generate_dwarf(wat::GenerateDwarf::Full)
///     .parse_str(Some("run.wat".as_ref()), text)?;
///
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, ());
/// let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
/// let run = instance.get_typed_func::<(), ()>(&store, "run")?;
/// let error = run.call(&mut store, ()).unwrap_err();
///
/// let sources = SourceMap::new(&wasm).expect("the module has debugging information");
/// let locations = sources.locate(&error.backtrace()[0]);
/// assert!(locations[0].to_string().ends_with("run.wat:3:5"), "{}", locations[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SourceMap<'a> {
    context: Context<Reader<'a>>,
    dwarf: Arc<Dwarf<Reader<'a>>>,
    /// How many bytes the information has.
    bytes: usize,
    /// Whether functions can be looked for, once somebody has.
    is_bounded: OnceCell<bool>,
    /// The contents of the code section, from whose begin addresses are counted.
    code: Range<u64>,
}

/// Code that was made from one place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeLine<'a> {
    /// The code, as bytes of the module.
    pub code: Range<usize>,
    /// The file, as the compiler was given it.
    pub file: &'a str,
    /// The line, from 1 on.
    pub line: u32,
    /// The column, from 1 on.
    pub column: Option<u32>,
}

/// A place in a source file, and the function it belongs to, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceLocation {
    /// The function, demangled. It may have been inlined into others.
    pub function: Option<String>,
    /// The file, as the compiler was given it.
    pub file: Option<String>,
    /// The line, from 1 on.
    pub line: Option<u32>,
    /// The column, from 1 on.
    pub column: Option<u32>,
}

impl<'a> SourceMap<'a> {
    /// Reads the debugging information of a module; `None` if there is none that can be read, or to read it would take
    /// more than its size allows.
    pub fn new(wasm: &'a [u8]) -> Option<Self> {
        let (mut sections, mut code) = (Vec::new(), None);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::CustomSection(section) if section.name().starts_with(".debug_") => {
                    sections.push((section.name(), section.data()));
                }
                Payload::CodeSectionStart { unchecked_range, .. } => {
                    code = Some(unchecked_range);
                }
                _ => {}
            }
        }
        let section = |id: SectionId| -> Result<Reader<'a>, ()> {
            let found = sections.iter().find(|(name, _)| *name == id.name());
            Ok(Reader::new(found.map_or(&[], |&(_, data)| data), LittleEndian))
        };
        let dwarf = Dwarf::load(section).ok().filter(|_| !sections.is_empty())?;
        let bytes = sections.iter().map(|(_, data)| data.len()).sum();
        if !bounds::are_kept_by_units(&dwarf, bytes) {
            return None;
        }
        let dwarf = Arc::new(dwarf);
        let context = Context::from_arc_dwarf(Arc::clone(&dwarf)).ok()?;
        Some(Self { context, dwarf, bytes, is_bounded: OnceCell::new(), code: code? })
    }

    /// Where a function was. The innermost place comes first; behind it those that it was inlined
    /// into, up to the function itself. Empty if nothing is known, or to read it would take more than its
    /// size allows.
    pub fn locate(&self, frame: &Frame) -> Vec<SourceLocation> {
        let offset = frame.offset().map(|offset| offset as u64);
        let address = offset.and_then(|offset| offset.checked_sub(self.code.start));
        address.and_then(|address| self.locations(address)).unwrap_or_default()
    }

    /// What each source line was compiled to: a table, with the code of a compilation unit in its order.
    /// Code of which no line is known is left out. What is damaged ends the table.
    ///
    /// ```
    /// use wasmrun_runtime::SourceMap;
    ///
    /// let text = "(module\n  (func (export \"run\")\n    unreachable))";
    /// let wasm = wat::Parser::new()
    ///     .generate_dwarf(wat::GenerateDwarf::Full)
    ///     .parse_str(Some("run.wat".as_ref()), text)?;
    ///
    /// let sources = SourceMap::new(&wasm).expect("the module has debugging information");
    /// let unreachable = sources.lines().find(|line| line.line == 3).expect("its place");
    /// assert_eq!(wasm[unreachable.code.start], 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lines(&self) -> impl Iterator<Item = CodeLine<'_>> {
        let begin = self.code.start;
        let all = self.context.find_location_range(0, self.code.end - begin).ok();
        all.into_iter().flatten().filter_map(move |(start, length, place)| {
            let start = begin.checked_add(start)?;
            let code =
                usize::try_from(start).ok()?..usize::try_from(start.checked_add(length)?).ok()?;
            let line = place.line.filter(|&line| line > 0)?;
            let column = place.column.filter(|&column| column > 0);
            Some(CodeLine { code, file: place.file?, line, column })
        })
    }

    fn locations(&self, address: u64) -> Option<Vec<SourceLocation>> {
        let is_bounded = || bounds::are_kept_by_functions(&self.dwarf, self.bytes);
        if !self.is_bounded.get_or_init(is_bounded) {
            return None;
        }
        let mut found = self.context.find_frames(address).skip_all_loads().ok()?;
        let mut locations = Vec::new();
        // What is damaged ends the list.
        while let Ok(Some(frame)) = found.next() {
            let name = frame.function.as_ref().and_then(|name| name.demangle().ok());
            let place = frame.location.as_ref();
            locations.push(SourceLocation {
                function: name.map(Cow::into_owned),
                file: place.and_then(|place| place.file).map(ToOwned::to_owned),
                line: place.and_then(|place| place.line),
                column: place.and_then(|place| place.column),
            });
        }
        Some(locations)
    }
}

impl fmt::Debug for SourceMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceMap").finish_non_exhaustive()
    }
}

impl fmt::Display for SourceLocation {
    /// `src/main.rs:10:5`, as far as it is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or("an unknown file"))?;
        for number in [self.line, self.column] {
            let Some(number) = number.filter(|&number| number > 0) else { break };
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}
