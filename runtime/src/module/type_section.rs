//! The types of a module: from the decoder's form, where they are indices, to identities.

use wasmparser::{AbstractHeapType, CompositeInnerType, RecGroup, UnpackedIndex};

use crate::{
    engine::RegisteredTypes,
    error::Error,
    types::{
        CompositeType, FieldType, FuncType, HeapType, Mutability, RefType, StorageType, SubType,
        TypeId, ValType,
    },
};

/// Adds a group of types to those declared before it.
pub(super) fn add_group(types: &mut RegisteredTypes, group: &RecGroup) -> Result<(), Error> {
    let resolver = Resolver { types, group: Some(group) };
    let group = group.types().map(|ty| resolver.sub_type(ty)).collect::<Result<Vec<_>, _>>()?;
    types.add_group(group)
}

/// The type of a value in a module with these types.
pub(crate) fn val_type(types: &RegisteredTypes, ty: wasmparser::ValType) -> Result<ValType, Error> {
    Resolver { types, group: None }.val_type(ty)
}

/// The type of a reference in a module with these types.
pub(crate) fn ref_type(types: &RegisteredTypes, ty: wasmparser::RefType) -> Result<RefType, Error> {
    Resolver { types, group: None }.ref_type(ty)
}

/// What a reference in a module with these types refers to.
pub(crate) fn heap_type(
    types: &RegisteredTypes,
    ty: wasmparser::HeapType,
) -> Result<HeapType, Error> {
    Resolver { types, group: None }.heap_type(ty)
}

/// What type indices mean.
struct Resolver<'a> {
    types: &'a RegisteredTypes,
    /// The group being declared, whose types follow the others.
    group: Option<&'a RecGroup>,
}

impl Resolver<'_> {
    fn sub_type(&self, ty: &wasmparser::SubType) -> Result<SubType, Error> {
        let supertype = match *ty.supertype_idxs.as_slice() {
            [] => None,
            [above] => self.declared(above.unpack())?.declared(),
            _ => return Err(unknown_type()),
        };
        Ok(SubType {
            is_final: ty.is_final,
            supertype,
            composite: self.composite(&ty.composite_type)?,
        })
    }

    fn composite(&self, ty: &wasmparser::CompositeType) -> Result<CompositeType, Error> {
        Ok(match &ty.inner {
            CompositeInnerType::Func(ty) => CompositeType::Func(self.func_type(ty)?),
            CompositeInnerType::Struct(ty) => {
                let fields = ty.fields.iter().map(|&field| self.field(field));
                CompositeType::Struct(fields.collect::<Result<_, _>>()?)
            }
            CompositeInnerType::Array(element) => CompositeType::Array(self.field(element.0)?),
            CompositeInnerType::Cont(_) => return Err(unknown_type()),
        })
    }

    fn func_type(&self, ty: &wasmparser::FuncType) -> Result<FuncType, Error> {
        let convert = |types: &[wasmparser::ValType]| {
            types.iter().map(|&ty| self.val_type(ty)).collect::<Result<Vec<_>, Error>>()
        };
        Ok(FuncType::new(convert(ty.params())?, convert(ty.results())?))
    }

    fn field(&self, field: wasmparser::FieldType) -> Result<FieldType, Error> {
        let storage = match field.element_type {
            wasmparser::StorageType::I8 => StorageType::I8,
            wasmparser::StorageType::I16 => StorageType::I16,
            wasmparser::StorageType::Val(ty) => StorageType::Val(self.val_type(ty)?),
        };
        let mutability = if field.mutable { Mutability::Var } else { Mutability::Const };
        Ok(FieldType::new(storage, mutability))
    }

    fn val_type(&self, ty: wasmparser::ValType) -> Result<ValType, Error> {
        Ok(match ty {
            wasmparser::ValType::I32 => ValType::I32,
            wasmparser::ValType::I64 => ValType::I64,
            wasmparser::ValType::F32 => ValType::F32,
            wasmparser::ValType::F64 => ValType::F64,
            wasmparser::ValType::V128 => ValType::V128,
            wasmparser::ValType::Ref(ty) => self.ref_type(ty)?.into(),
        })
    }

    fn ref_type(&self, ty: wasmparser::RefType) -> Result<RefType, Error> {
        Ok(RefType::new(ty.is_nullable(), self.heap_type(ty.heap_type())?))
    }

    fn heap_type(&self, ty: wasmparser::HeapType) -> Result<HeapType, Error> {
        match ty {
            wasmparser::HeapType::Abstract { shared: false, ty } => abstract_type(ty),
            wasmparser::HeapType::Concrete(index) => self.declared(index),
            _ => Err(unknown_type()),
        }
    }

    /// The declared type of this index.
    fn declared(&self, index: UnpackedIndex) -> Result<HeapType, Error> {
        let index = index.as_module_index().ok_or_else(unknown_type)?;
        let known = self.types.len() as u32;
        let Some(position) = index.checked_sub(known) else {
            return Ok(self.types.get(index).heap_type());
        };
        let ty = self.group.and_then(|group| group.types().nth(position as usize));
        let id = TypeId::relative(position);
        Ok(match ty.ok_or_else(unknown_type)?.composite_type.inner {
            CompositeInnerType::Func(_) => HeapType::ConcreteFunc(id),
            CompositeInnerType::Struct(_) => HeapType::ConcreteStruct(id),
            CompositeInnerType::Array(_) => HeapType::ConcreteArray(id),
            CompositeInnerType::Cont(_) => return Err(unknown_type()),
        })
    }
}

fn abstract_type(ty: AbstractHeapType) -> Result<HeapType, Error> {
    Ok(match ty {
        AbstractHeapType::Func => HeapType::Func,
        AbstractHeapType::Extern => HeapType::Extern,
        AbstractHeapType::Any => HeapType::Any,
        AbstractHeapType::None => HeapType::None,
        AbstractHeapType::NoExtern => HeapType::NoExtern,
        AbstractHeapType::NoFunc => HeapType::NoFunc,
        AbstractHeapType::Eq => HeapType::Eq,
        AbstractHeapType::Struct => HeapType::Struct,
        AbstractHeapType::Array => HeapType::Array,
        AbstractHeapType::I31 => HeapType::I31,
        AbstractHeapType::Exn => HeapType::Exn,
        AbstractHeapType::NoExn => HeapType::NoExn,
        AbstractHeapType::Cont | AbstractHeapType::NoCont => return Err(unknown_type()),
    })
}

/// Validation lets no other types pass with the features that can be switched on.
fn unknown_type() -> Error {
    Error::internal("a type of a feature that is off")
}
