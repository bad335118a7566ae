//! Reads a module's sections into a summary.

use std::collections::HashMap;

use wasmparser::{
    BinaryReader, BinaryReaderError, CustomSectionReader, DataKind, ElementItems, ElementKind,
    Encoding, ExternalKind, FunctionBody, KnownCustom, Parser, Payload, ProducersSectionReader,
    RecGroup, TableInit, TypeRef,
};

use super::names::Names;
use super::{
    Error, Export, Feature, Function, Import, Kind, Object, Producer, Section, Summary, WasmFile,
    operators, types,
};

/// What is in `file`. Nothing is validated: a part that can be read may still be wrong.
pub(super) fn summary(file: &WasmFile) -> Result<Summary, Error> {
    let name = || file.name.clone();
    let mut reader = Reader::default();
    reader.summary.size = file.wasm.len() as u64;
    for payload in Parser::new(0).parse_all(&file.wasm) {
        match payload {
            Ok(Payload::Version { encoding: Encoding::Component, .. }) => {
                return Err(Error::Component { name: name() });
            }
            Ok(Payload::Version { .. }) => reader.is_module = true,
            Ok(payload) => reader
                .payload(payload)
                .map_err(|error| Error::Malformed { name: name(), source: (&error).into() })?,
            Err(error) if !reader.is_module => {
                return Err(Error::NotAModule { name: name(), source: (&error).into() });
            }
            Err(error) => {
                return Err(Error::Malformed { name: name(), source: (&error).into() });
            }
        }
    }
    Ok(reader.finish())
}

/// The summary so far, and what later sections refer to.
#[derive(Default)]
struct Reader {
    summary: Summary,
    names: Names,
    is_module: bool,
    /// The function types by type index; others have none.
    function_types: Vec<Option<String>>,
    /// The type index of each function, imports first.
    functions: Vec<u32>,
    imported_functions: usize,
    /// Globals that change and are seen from outside.
    mutable_globals: Vec<bool>,
}

type Result<T, E = BinaryReaderError> = std::result::Result<T, E>;

impl Reader {
    fn payload(&mut self, payload: Payload<'_>) -> Result<()> {
        if let Some((id, range)) = payload.as_section()
            && !matches!(payload, Payload::CustomSection(_))
        {
            self.section(section_name(id), false, range);
        }
        match payload {
            Payload::TypeSection(section) => section.into_iter().try_for_each(|group| {
                self.types(&group?);
                Ok(())
            }),
            Payload::ImportSection(section) => section.into_imports().try_for_each(|import| {
                self.import(import?);
                Ok(())
            }),
            Payload::FunctionSection(section) => section.into_iter().try_for_each(|ty| {
                self.functions.push(ty?);
                Ok(())
            }),
            Payload::TableSection(section) => {
                section.into_iter().try_for_each(|table| self.table(&table?))
            }
            Payload::MemorySection(section) => section.into_iter().try_for_each(|memory| {
                self.memory(&memory?, false);
                Ok(())
            }),
            Payload::TagSection(section) => section.into_iter().try_for_each(|tag| {
                self.tag(tag?.func_type_idx, false);
                Ok(())
            }),
            Payload::GlobalSection(section) => section.into_iter().try_for_each(|global| {
                let global = global?;
                self.global(&global.ty, false);
                self.constant(global.init_expr.get_operators_reader())
            }),
            Payload::ExportSection(section) => section.into_iter().try_for_each(|export| {
                self.export(export?);
                Ok(())
            }),
            Payload::StartSection { func, .. } => {
                self.summary.start = Some(func);
                Ok(())
            }
            Payload::ElementSection(section) => {
                section.into_iter().try_for_each(|element| self.element(element?))
            }
            Payload::DataCountSection { .. } => {
                self.summary.features.insert(Feature::BulkMemory);
                Ok(())
            }
            Payload::DataSection(section) => {
                section.into_iter().try_for_each(|data| self.data(&data?))
            }
            Payload::CodeSectionEntry(body) => self.body(&body),
            Payload::CustomSection(section) => {
                self.custom(&section);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn section(&mut self, name: &str, custom: bool, range: std::ops::Range<u64>) {
        let (name, size) = (name.to_owned(), range.end - range.start);
        self.summary.sections.push(Section { name, custom, offset: range.start, size });
    }

    fn types(&mut self, group: &RecGroup) {
        let features = &mut self.summary.features;
        features.insert_if(group.is_explicit_rec_group(), Feature::GarbageCollection);
        for ty in group.types() {
            let function = types::as_function(ty);
            let is_plain = function.is_some() && ty.is_final && ty.supertype_idxs.is_empty();
            features.insert_if(!is_plain, Feature::GarbageCollection);
            if let Some(function) = function {
                features.insert_if(function.results().len() > 1, Feature::MultiValue);
                let values = function.params().iter().chain(function.results());
                values.for_each(|value| types::features_of(*value, features));
            }
            self.function_types.push(function.map(types::function));
        }
    }

    fn import(&mut self, import: wasmparser::Import<'_>) {
        let (kind, ty) = match import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                self.functions.push(ty);
                self.imported_functions += 1;
                (Kind::Function, self.function_type(ty))
            }
            TypeRef::Table(ty) => (Kind::Table, self.push_table(&ty, true)),
            TypeRef::Memory(ty) => (Kind::Memory, self.memory(&ty, true)),
            TypeRef::Global(ty) => (Kind::Global, self.global(&ty, true)),
            TypeRef::Tag(ty) => (Kind::Tag, self.tag(ty.func_type_idx, true)),
        };
        let (module, name) = (import.module.to_owned(), import.name.to_owned());
        self.summary.imports.push(Import { module, name, kind, ty });
    }

    fn table(&mut self, table: &wasmparser::Table<'_>) -> Result<()> {
        self.push_table(&table.ty, false);
        match &table.init {
            TableInit::RefNull => Ok(()),
            TableInit::Expr(expression) => {
                self.summary.features.insert(Feature::FunctionReferences);
                self.constant(expression.get_operators_reader())
            }
        }
    }

    fn push_table(&mut self, ty: &wasmparser::TableType, imported: bool) -> String {
        let features = &mut self.summary.features;
        features.insert_if(!self.summary.tables.is_empty(), Feature::ReferenceTypes);
        features.insert_if(ty.table64, Feature::Memory64);
        if !ty.element_type.is_func_ref() {
            types::features_of(ty.element_type.into(), features);
        }
        push(&mut self.summary.tables, types::table(ty), imported)
    }

    fn memory(&mut self, ty: &wasmparser::MemoryType, imported: bool) -> String {
        let features = &mut self.summary.features;
        features.insert_if(!self.summary.memories.is_empty(), Feature::MultiMemory);
        features.insert_if(ty.memory64, Feature::Memory64);
        features.insert_if(ty.shared, Feature::Threads);
        features.insert_if(ty.page_size_log2.is_some(), Feature::CustomPageSizes);
        push(&mut self.summary.memories, types::memory(ty), imported)
    }

    fn global(&mut self, ty: &wasmparser::GlobalType, imported: bool) -> String {
        types::features_of(ty.content_type, &mut self.summary.features);
        self.summary.features.insert_if(imported && ty.mutable, Feature::MutableGlobals);
        self.mutable_globals.push(ty.mutable);
        push(&mut self.summary.globals, types::global(ty), imported)
    }

    fn tag(&mut self, ty: u32, imported: bool) -> String {
        // Legacy exceptions have tags as well: which of both is needed the operators tell.
        let ty = self.function_type(ty);
        push(&mut self.summary.tags, ty, imported)
    }

    fn export(&mut self, export: wasmparser::Export<'_>) {
        let index = export.index;
        let of = |objects: &[Object]| objects.get(index as usize).map(|object| object.ty.clone());
        let (kind, ty) = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => {
                let ty = self.functions.get(index as usize);
                (Kind::Function, ty.map(|ty| self.function_type(*ty)))
            }
            ExternalKind::Table => (Kind::Table, of(&self.summary.tables)),
            ExternalKind::Memory => (Kind::Memory, of(&self.summary.memories)),
            ExternalKind::Global => {
                let is_mutable = self.mutable_globals.get(index as usize) == Some(&true);
                self.summary.features.insert_if(is_mutable, Feature::MutableGlobals);
                (Kind::Global, of(&self.summary.globals))
            }
            ExternalKind::Tag => (Kind::Tag, of(&self.summary.tags)),
        };
        let ty = ty.unwrap_or_else(unknown);
        self.summary.exports.push(Export { name: export.name.to_owned(), kind, index, ty });
    }

    fn element(&mut self, element: wasmparser::Element<'_>) -> Result<()> {
        let features = &mut self.summary.features;
        match &element.kind {
            ElementKind::Passive => features.insert(Feature::BulkMemory),
            ElementKind::Declared => features.insert(Feature::ReferenceTypes),
            ElementKind::Active { table_index, offset_expr } => {
                features.insert_if(table_index.is_some(), Feature::ReferenceTypes);
                self.constant(offset_expr.get_operators_reader())?;
            }
        }
        self.summary.elements.count += 1;
        self.summary.elements.items += match element.items {
            ElementItems::Functions(items) => u64::from(items.count()),
            ElementItems::Expressions(_, items) => {
                let count = items.count();
                for item in items {
                    self.constant(item?.get_operators_reader())?;
                }
                u64::from(count)
            }
        };
        Ok(())
    }

    fn data(&mut self, data: &wasmparser::Data<'_>) -> Result<()> {
        self.summary.data.count += 1;
        self.summary.data.items += data.data.len() as u64;
        match &data.kind {
            DataKind::Passive => {
                self.summary.features.insert(Feature::BulkMemory);
                Ok(())
            }
            DataKind::Active { offset_expr, .. } => {
                self.constant(offset_expr.get_operators_reader())
            }
        }
    }

    fn constant(&mut self, operators: wasmparser::OperatorsReader<'_>) -> Result<()> {
        if operators::computes(operators.clone())? {
            self.summary.features.insert(Feature::ExtendedConst);
        }
        operators::collect(operators, &mut self.summary.features)
    }

    fn body(&mut self, body: &FunctionBody<'_>) -> Result<()> {
        for local in body.get_locals_reader()? {
            types::features_of(local?.1, &mut self.summary.features);
        }
        let range = body.range();
        let index = self.imported_functions + self.summary.functions.len();
        let ty = self.functions.get(index).map(|ty| self.function_type(*ty));
        self.summary.functions.push(Function {
            index: index as u32,
            name: None,
            ty: ty.unwrap_or_else(unknown),
            offset: range.start,
            size: range.end - range.start,
        });
        operators::collect(body.get_operators_reader()?, &mut self.summary.features)
    }

    /// Custom sections have no part in what the module means: what cannot be read is left out.
    fn custom(&mut self, section: &CustomSectionReader<'_>) {
        self.section(section.name(), true, section.range());
        match section.as_known() {
            KnownCustom::Name(_) => self.names = Names::read(section.data_reader()),
            KnownCustom::Producers(producers) => self.producers(producers),
            _ if section.name() == "target_features" => {
                self.summary.target_features =
                    target_features(section.data_reader()).unwrap_or_default();
            }
            _ => {}
        }
    }

    fn producers(&mut self, producers: ProducersSectionReader<'_>) {
        for field in producers.into_iter().flatten() {
            let values = field.values.into_iter().flatten().map(|value| Producer {
                name: value.name.to_owned(),
                version: value.version.to_owned(),
            });
            self.summary.producers.entry(field.name.to_owned()).or_default().extend(values);
        }
    }

    fn function_type(&self, ty: u32) -> String {
        self.function_types.get(ty as usize).cloned().flatten().unwrap_or_else(unknown)
    }

    /// Gives all parts their names, which stand at the end of a module. A function without one is called as it is exported.
    fn finish(mut self) -> Summary {
        let Self { summary, names, .. } = &mut self;
        summary.name = names.module.take();
        let mut exported: HashMap<u32, &str> = HashMap::new();
        for export in summary.exports.iter().filter(|export| export.kind == Kind::Function) {
            exported.entry(export.index).or_insert(&export.name);
        }
        for function in &mut summary.functions {
            let exported = || exported.get(&function.index).map(|&name| name.to_owned());
            function.name = names.function(function.index).or_else(exported);
        }
        summary.tables.iter_mut().for_each(|one| one.name = names.table(one.index));
        summary.memories.iter_mut().for_each(|one| one.name = names.memory(one.index));
        summary.globals.iter_mut().for_each(|one| one.name = names.global(one.index));
        summary.tags.iter_mut().for_each(|one| one.name = names.tag(one.index));
        self.summary
    }
}

fn push(objects: &mut Vec<Object>, ty: String, imported: bool) -> String {
    let index = objects.len() as u32;
    objects.push(Object { index, name: None, imported, ty: ty.clone() });
    ty
}

/// The type of what an index leads nowhere to.
fn unknown() -> String {
    "?".to_owned()
}

/// The features a compiler could use, as the tool conventions write them.
fn target_features(mut reader: BinaryReader<'_>) -> Result<Vec<String>> {
    let count = reader.read_var_u32()?;
    let feature = |_| {
        let prefix = char::from(reader.read_u8()?);
        Ok(format!("{prefix}{}", reader.read_string()?))
    };
    (0..count).map(feature).collect()
}

fn section_name(id: u8) -> &'static str {
    const NAMES: [&str; 14] = [
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "datacount",
        "tag",
    ];
    NAMES.get(usize::from(id)).copied().unwrap_or("unknown")
}
