//! Writes the new module: the interpreter's code, another memory, and arguments of its own.

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, FunctionSection, MemorySection, MemoryType,
};
use wasmparser::{Parser, Payload, TypeRef};

use super::arguments::Words;

/// Two stretches of data with fewer zeros between them are one: a stretch has a header, too.
const GAP: usize = 32;
const PAGE: usize = 65_536;
const SYSTEM: &str = "wasi_snapshot_preview1";
const ARGUMENTS: [&str; 2] = ["args_sizes_get", "args_get"];

/// Why a module cannot be made of an interpreter.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("the interpreter cannot be read")]
    Read(#[from] wasmparser::Error),
    #[error("the interpreter cannot be written anew")]
    Write(#[from] reencode::Error),
    #[error("the interpreter does not ask for its arguments")]
    NoArguments,
}

/// The interpreter with `memory` as its memory from the start, and `words` before its arguments.
pub(super) fn with_memory(
    interpreter: &[u8],
    memory: &[u8],
    words: &[&str],
) -> Result<Vec<u8>, Error> {
    let Imports { functions, arguments, ty } = Imports::read(interpreter)?;
    let [Some(sizes), Some(get)] = arguments else { return Err(Error::NoArguments) };
    let words = Words::new(memory.len() as u32, words);
    let mut writer = Writer {
        imports: [sizes, get],
        added: functions,
        ty,
        memory,
        words: &words,
        pages: memory.len().div_ceil(PAGE) + words.bytes().len().div_ceil(PAGE),
    };
    let mut module = wasm_encoder::Module::new();
    utils::parse_core_module(&mut writer, &mut module, Parser::new(0), interpreter)?;
    Ok(module.finish())
}

/// What is to be known of the interpreter's functions.
struct Imports {
    /// How many there are, imported and defined.
    functions: u32,
    arguments: [Option<u32>; 2],
    /// The type of both.
    ty: u32,
}

impl Imports {
    fn read(interpreter: &[u8]) -> Result<Self, Error> {
        let mut imports = Self { functions: 0, arguments: [None, None], ty: 0 };
        for payload in Parser::new(0).parse_all(interpreter) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let TypeRef::Func(ty) = import.ty else { continue };
                        for (name, index) in ARGUMENTS.iter().zip(&mut imports.arguments) {
                            if import.module == SYSTEM && import.name == *name {
                                (*index, imports.ty) = (Some(imports.functions), ty);
                            }
                        }
                        imports.functions += 1;
                    }
                }
                Payload::FunctionSection(section) => imports.functions += section.count(),
                Payload::CodeSectionStart { .. } => break,
                _ => {}
            }
        }
        Ok(imports)
    }
}

struct Writer<'a> {
    /// The imports whose calls go elsewhere.
    imports: [u32; 2],
    /// The first of the functions that take their place.
    added: u32,
    ty: u32,
    memory: &'a [u8],
    words: &'a Words,
    pages: usize,
}

impl Reencode for Writer<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        let place = self.imports.iter().position(|import| *import == function);
        Ok(place.map_or(function, |place| self.added + place as u32))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.ty).function(self.ty);
        Ok(())
    }

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        _: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        let minimum = self.pages as u64;
        memories.memory(MemoryType {
            minimum,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_code_section(self, code, section)?;
        let [sizes, get] = self.imports;
        code.function(&self.words.sizes(sizes)).function(&self.words.get(get));
        Ok(())
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        _: wasmparser::DataSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for stretch in stretches(self.memory) {
            let place = ConstExpr::i32_const(stretch.start as i32);
            data.active(0, &place, self.memory[stretch].iter().copied());
        }
        data.active(0, &ConstExpr::i32_const(self.memory.len() as i32), self.words.bytes());
        Ok(())
    }

    /// Debugging information is about another module.
    fn parse_custom_section(
        &mut self,
        _: &mut wasm_encoder::Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        Ok(())
    }
}

/// The parts of memory that are not zero.
fn stretches(memory: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(offset) = memory[at..].iter().position(|&byte| byte != 0) {
        let start = at + offset;
        let length = memory[start..].iter().position(|&byte| byte == 0);
        let end = length.map_or(memory.len(), |length| start + length);
        match found.last_mut() {
            Some(last) if start - last.end < GAP => last.end = end,
            _ => found.push(start..end),
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_left_out_where_that_saves_bytes() {
        let mut memory = vec![0; 200];
        for place in [3, 4, 20, 100, 199] {
            memory[place] = 1;
        }
        assert_eq!(stretches(&memory), [3..21, 100..101, 199..200]);
        assert!(stretches(&[0; 10]).is_empty());
    }
}
