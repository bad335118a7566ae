//! From the bytes of a module to [`ModuleData`], validating every section on the way.

use std::{
    iter, mem,
    sync::{Arc, OnceLock},
};

use wasmparser::{
    CustomSectionReader, ImportSectionReader, KnownCustom, Payload, SectionLimited, TableInit,
    TypeRef, TypeSectionReader, Validator, WasmFeatures,
};

use super::{
    ConstExpr, DataSegment, ElementSegment, Export, ExternIndex, Import, ModuleBinary, ModuleData,
    code_map::CodeMap,
    declarations,
    function_bodies::{FunctionBodies, Unvalidated},
    names::Names,
    payloads::Payloads,
    type_section,
};
use crate::{
    engine::{DeclaredType, Engine, RegisteredTypes},
    error::Error,
    types::{CompositeType, GlobalType, MemoryType, TableType},
    vm::{CodeRoom, ContextCounts, ContextLayout, StructShape},
};

/// What is known about a module's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Validity {
    /// Nothing: it is to be validated.
    Unknown,
    /// It was found valid before.
    Known,
}

/// Decodes a module, and validates it unless it is known to be valid.
///
/// # Errors
/// If it is malformed or invalid; offsets are those of the kept bytes.
pub(super) fn decode(
    engine: &Engine,
    binary: &Arc<ModuleBinary>,
    validity: Validity,
) -> Result<ModuleData, Error> {
    let features = engine.config().features();
    let mut validator = match validity {
        Validity::Unknown => Some(Validator::new_with_features(features)),
        Validity::Known => None,
    };
    let mut sections = Sections::new(engine, binary, features);
    let mut payloads = Payloads::new(binary.as_bytes(), features);
    sections.read(&mut payloads, validator.as_mut(), |sections| sections.bodies.are_complete())?;
    // Other threads begin with the functions while this one goes on to the data, of which there can be
    // much.
    let functions = mem::take(&mut sections.unvalidated);
    let none = FunctionBodies::none(binary, features);
    let bodies = mem::replace(&mut sections.bodies, none);
    let rest = || sections.read(&mut payloads, validator.as_mut(), |_| false);
    let (valid, rest) = bodies.validate_beside(&functions, rest);
    // A mistake in a section goes before those in functions, as it does when a whole module is validated.
    rest?;
    valid?;
    sections.bodies = bodies;
    sections.finish(engine)
}

/// The contents of the sections seen so far.
struct Sections {
    binary: Arc<ModuleBinary>,
    features: WasmFeatures,
    types: RegisteredTypes,
    functions: Vec<u32>,
    tables: Vec<TableType>,
    memories: Vec<MemoryType>,
    globals: Vec<GlobalType>,
    tags: Vec<u32>,
    imported: ContextCounts,
    imports: Vec<Import>,
    exports: Vec<Export>,
    start: Option<u32>,
    table_values: Vec<Option<ConstExpr>>,
    global_values: Vec<ConstExpr>,
    elements: Vec<ElementSegment>,
    data: Vec<DataSegment>,
    names: Names,
    bodies: FunctionBodies,
    unvalidated: Unvalidated,
}

impl Sections {
    fn new(engine: &Engine, binary: &Arc<ModuleBinary>, features: WasmFeatures) -> Self {
        Self {
            binary: Arc::clone(binary),
            features,
            types: RegisteredTypes::new(engine),
            functions: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            imported: ContextCounts::default(),
            imports: Vec::new(),
            exports: Vec::new(),
            start: None,
            table_values: Vec::new(),
            global_values: Vec::new(),
            elements: Vec::new(),
            data: Vec::new(),
            names: Names::default(),
            bodies: FunctionBodies::none(binary, features),
            unvalidated: Unvalidated::default(),
        }
    }

    /// Reads sections until there is enough.
    fn read(
        &mut self,
        payloads: &mut Payloads<'_>,
        mut validator: Option<&mut Validator>,
        is_enough: impl Fn(&Self) -> bool,
    ) -> Result<(), Error> {
        while let Some(payload) = payloads.next() {
            let payload = payload?;
            // The validator looks at a section before we do, so that what is collected is valid.
            if let Some(validator) = &mut validator
                && !matches!(payload, Payload::CodeSectionEntry(_))
            {
                validator.payload(&payload)?;
            }
            match payload {
                Payload::CodeSectionStart { unchecked_range, count, size } => {
                    self.bodies.begin(unchecked_range.start as usize, count);
                    let end = unchecked_range.end as usize;
                    if self.bodies.find_all(end - size as usize..end) {
                        payloads.skip_bodies(size);
                        if let Some(validator) = &mut validator {
                            self.unvalidated.extend(validator, self.bodies.iter())?;
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    self.bodies.push(&body);
                    if let Some(validator) = &mut validator {
                        self.unvalidated.extend(validator, iter::once(body))?;
                    }
                }
                other => self.payload(other)?,
            }
            if is_enough(self) {
                break;
            }
        }
        Ok(())
    }

    fn payload(&mut self, payload: Payload<'_>) -> Result<(), Error> {
        match payload {
            Payload::TypeSection(section) => self.type_section(section),
            Payload::ImportSection(section) => self.import_section(section),
            Payload::FunctionSection(section) => extend(&mut self.functions, section, Ok),
            Payload::TableSection(section) => self.table_section(section),
            Payload::MemorySection(section) => {
                extend(&mut self.memories, section, |ty| Ok(MemoryType::from_parsed(ty)))
            }
            Payload::TagSection(section) => {
                extend(&mut self.tags, section, |tag| Ok(tag.func_type_idx))
            }
            Payload::GlobalSection(section) => self.global_section(section),
            Payload::ExportSection(section) => {
                extend(&mut self.exports, section, declarations::export)
            }
            Payload::StartSection { func, .. } => {
                self.start = Some(func);
                Ok(())
            }
            Payload::ElementSection(section) => {
                extend(&mut self.elements, section, ElementSegment::decode)
            }
            Payload::DataSection(section) => {
                let module = self.binary.as_bytes();
                self.data = DataSegment::decode_all(&section, module, self.features)?;
                Ok(())
            }
            Payload::CustomSection(section) => {
                self.custom_section(&section);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn type_section(&mut self, section: TypeSectionReader<'_>) -> Result<(), Error> {
        for group in section {
            type_section::add_group(&mut self.types, &group?)?;
        }
        Ok(())
    }

    fn import_section(&mut self, section: ImportSectionReader<'_>) -> Result<(), Error> {
        for import in section.into_imports() {
            let import = import?;
            let index = self.import(import.ty)?;
            let (module, name) = (import.module.into(), import.name.into());
            self.imports.push(Import { module, name, index });
        }
        self.imported = self.counts();
        Ok(())
    }

    /// Adds something imported to its index space.
    fn import(&mut self, ty: TypeRef) -> Result<ExternIndex, Error> {
        Ok(match ty {
            TypeRef::Func(ty) => ExternIndex::Func(push(&mut self.functions, ty)),
            TypeRef::Table(ty) => {
                let ty = declarations::table_type(&self.types, ty)?;
                ExternIndex::Table(push(&mut self.tables, ty))
            }
            TypeRef::Memory(ty) => {
                ExternIndex::Memory(push(&mut self.memories, MemoryType::from_parsed(ty)))
            }
            TypeRef::Global(ty) => {
                let ty = declarations::global_type(&self.types, ty)?;
                ExternIndex::Global(push(&mut self.globals, ty))
            }
            TypeRef::Tag(ty) => ExternIndex::Tag(push(&mut self.tags, ty.func_type_idx)),
            other @ TypeRef::FuncExact(_) => return Err(declarations::unexpected_import(other)),
        })
    }

    fn table_section(
        &mut self,
        section: SectionLimited<'_, wasmparser::Table<'_>>,
    ) -> Result<(), Error> {
        for table in section {
            let table = table?;
            self.tables.push(declarations::table_type(&self.types, table.ty)?);
            self.table_values.push(match &table.init {
                TableInit::RefNull => None,
                TableInit::Expr(value) => Some(ConstExpr::decode(value)?),
            });
        }
        Ok(())
    }

    fn global_section(
        &mut self,
        section: SectionLimited<'_, wasmparser::Global<'_>>,
    ) -> Result<(), Error> {
        for global in section {
            let global = global?;
            self.globals.push(declarations::global_type(&self.types, global.ty)?);
            self.global_values.push(ConstExpr::decode(&global.init_expr)?);
        }
        Ok(())
    }

    fn custom_section(&mut self, section: &CustomSectionReader<'_>) {
        if let KnownCustom::Name(_) = section.as_known() {
            let start = section.data_offset() as usize;
            self.names = Names::new(&self.binary, start..start + section.data().len());
        }
    }

    /// How many things there are now in each index space.
    fn counts(&self) -> ContextCounts {
        let (functions, globals) = (self.functions.len() as u32, self.globals.len() as u32);
        ContextCounts {
            imported_functions: self.imported.functions,
            functions,
            imported_globals: self.imported.globals,
            globals,
            tables: self.tables.len() as u32,
            memories: self.memories.len() as u32,
            tags: self.tags.len() as u32,
            types: self.types.len() as u32,
        }
    }

    /// Puts everything together.
    fn finish(self, engine: &Engine) -> Result<ModuleData, Error> {
        let defined_globals = &self.globals[self.imported.globals as usize..];
        let global_slots = defined_globals.iter().map(|ty| ty.content().slots());
        let layout = ContextLayout::new(self.counts(), global_slots)
            .ok_or_else(|| Error::limit("the module declares too many functions and globals"))?;
        let types = &self.types;
        let declared = || (0..types.len() as u32).map(|index| types.get(index));
        let names = self.exports.iter().map(|export| export.name.clone());
        Ok(ModuleData {
            engine: engine.clone(),
            struct_shapes: declared().map(struct_shape).collect(),
            type_depths: declared().map(|ty| (ty.id(), ty.supertypes().len() as u32 - 1)).collect(),
            types: self.types,
            functions: self.functions,
            tables: self.tables,
            memories: self.memories,
            globals: self.globals,
            tags: self.tags,
            imported_functions: self.imported.functions,
            imported_tables: self.imported.tables,
            imported_memories: self.imported.memories,
            export_names: names.enumerate().map(|(position, name)| (name, position)).collect(),
            imports: self.imports,
            exports: self.exports,
            start: self.start,
            table_values: self.table_values,
            global_values: self.global_values,
            elements: self.elements,
            data: self.data,
            binary: self.binary,
            names: self.names,
            layout,
            code: iter::repeat_with(OnceLock::new).take(self.bodies.len()).collect(),
            code_map: CodeMap::default(),
            code_room: CodeRoom::for_functions_of(self.bodies.bytes()),
            bodies: self.bodies,
        })
    }
}

/// How structures of a declared type are laid out, if it is one of structures.
fn struct_shape(ty: &DeclaredType) -> Option<StructShape> {
    match ty.composite() {
        CompositeType::Struct(fields) => Some(StructShape::new(fields)),
        _ => None,
    }
}

/// Appends `item` and returns its index; validation has limited the length.
fn push<T>(items: &mut Vec<T>, item: T) -> u32 {
    items.push(item);
    items.len() as u32 - 1
}

/// Appends all items of a section, converted.
fn extend<'a, S, T>(
    items: &mut Vec<T>,
    section: SectionLimited<'a, S>,
    mut convert: impl FnMut(S) -> Result<T, Error>,
) -> Result<(), Error>
where
    S: wasmparser::FromReader<'a>,
{
    // The count is only a claim, and each item takes a byte at least.
    let range = section.range();
    let claimed = u64::from(section.count()).min(range.end - range.start);
    // If there is no room for all, it will be noticed when there are so many.
    _ = items.try_reserve(claimed as usize);
    for item in section {
        items.push(convert(item?)?);
    }
    Ok(())
}
