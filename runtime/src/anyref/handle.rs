//! Handles to anything in the hierarchy of `any`.

use super::{ArrayRef, I31, StructRef};
use crate::{
    externref::ExternRef,
    reference::Reference,
    store::{AsContext, Objects},
    types::{HeapType, RefType},
    vm::Shape,
};

/// A reference to a structure, an array, an integer of 31 bits, or something of the host's that a
/// guest has made one of them.
///
/// It keeps what it refers to until the scope ends in which it was made: see
/// [`RootScope`](crate::RootScope). To keep something longer, put it into a [`Global`](crate::Global)
/// or a [`Table`](crate::Table).
///
/// ```
/// use wasmrun_runtime::{AnyRef, Engine, HeapType, I31, Linker, Module, Store};
///
/// let wasm = wat::parse_str(
///     r#"(module
///         (type $pair (struct (field i32) (field (mut anyref))))
///         (func (export "pair") (param i32 anyref) (result anyref)
///             (struct.new $pair (local.get 0) (local.get 1))))"#,
/// )?;
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, ());
/// let instance = Linker::new(&engine).instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
/// let pair = instance.get_typed_func::<(i32, Option<AnyRef>), Option<AnyRef>>(&store, "pair")?;
///
/// let inner = AnyRef::from(I31::wrapping_i32(5));
/// let outer = pair.call(&mut store, (7, Some(inner)))?.unwrap();
/// assert!(outer.matches(&store, HeapType::Struct));
///
/// let outer = outer.as_struct(&store).unwrap();
/// assert_eq!(outer.field(&store, 0)?.i32(), Some(7));
/// assert_eq!(outer.field(&store, 1)?.any_ref().unwrap().as_i31(), I31::new_i32(5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AnyRef {
    reference: Reference,
}

/// A reference to a structure, an array, or an integer of 31 bits: whatever can be compared.
#[derive(Clone, Copy, Debug)]
pub struct EqRef {
    reference: Reference,
}

impl AnyRef {
    /// What it refers to, as exactly as can be said.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn ty(&self, store: impl AsContext) -> HeapType {
        self.type_in(store.as_context().objects())
    }

    /// Whether it refers to something of this type.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn matches(&self, store: impl AsContext, ty: HeapType) -> bool {
        let store = store.as_context();
        let found = RefType::new(false, self.type_in(store.objects()));
        store.engine().ref_matches(found, RefType::new(false, ty))
    }

    /// The integer, if it is one.
    pub fn as_i31(&self) -> Option<I31> {
        match self.reference {
            Reference::I31(bits) => Some(I31::from_bits(bits)),
            Reference::Object(_) => None,
        }
    }

    /// The structure, if it refers to one.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn as_struct(&self, store: impl AsContext) -> Option<StructRef> {
        let store = store.as_context();
        let is_one = matches!(self.shape(store.objects()), Some(Shape::Struct(_)));
        is_one.then_some(StructRef::of(self.reference))
    }

    /// The array, if it refers to one.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn as_array(&self, store: impl AsContext) -> Option<ArrayRef> {
        let store = store.as_context();
        let is_one = matches!(self.shape(store.objects()), Some(Shape::Array(_)));
        is_one.then_some(ArrayRef::of(self.reference))
    }

    /// The same as something that can be compared, if it can.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn as_eq(&self, store: impl AsContext) -> Option<EqRef> {
        let is_one = self.matches(store, HeapType::Eq);
        is_one.then_some(EqRef { reference: self.reference })
    }

    /// The same as a reference of the hierarchy of `extern`, as `extern.convert_any` gives it.
    pub fn to_extern(self) -> ExternRef {
        ExternRef::of(self.reference)
    }

    /// Whether both refer to the same.
    ///
    /// # Panics
    /// As all uses of handles.
    pub fn same(store: impl AsContext, a: &Self, b: &Self) -> bool {
        let store = store.as_context();
        a.reference.to_slot(store.objects()) == b.reference.to_slot(store.objects())
    }

    /// How the object is laid out; `None` if it is none.
    #[track_caller]
    fn shape<'a>(&self, objects: &'a Objects) -> Option<&'a Shape> {
        Some(objects.heap()?.type_of(self.reference.object(objects)?).shape())
    }

    #[track_caller]
    pub(crate) fn type_in(&self, objects: &Objects) -> HeapType {
        let Some(object) = self.reference.object(objects) else { return HeapType::I31 };
        let ty = objects.heap().map(|heap| heap.type_of(object));
        match ty.and_then(|ty| Some((ty.shape(), ty.id()?))) {
            Some((Shape::Struct(_), id)) => HeapType::ConcreteStruct(id),
            Some((Shape::Array(_), id)) => HeapType::ConcreteArray(id),
            _ => HeapType::Any,
        }
    }

    pub(crate) fn of(reference: Reference) -> Self {
        Self { reference }
    }

    pub(super) fn reference(self) -> Reference {
        self.reference
    }
}

impl EqRef {
    pub(super) fn of(reference: Reference) -> Self {
        Self { reference }
    }

    pub(super) fn reference(self) -> Reference {
        self.reference
    }
}

impl From<I31> for AnyRef {
    fn from(value: I31) -> Self {
        Self { reference: Reference::I31(value.bits()) }
    }
}

impl From<I31> for EqRef {
    fn from(value: I31) -> Self {
        Self { reference: Reference::I31(value.bits()) }
    }
}

impl From<EqRef> for AnyRef {
    fn from(reference: EqRef) -> Self {
        Self::of(reference.reference)
    }
}

impl From<StructRef> for EqRef {
    fn from(reference: StructRef) -> Self {
        Self { reference: reference.reference() }
    }
}

impl From<ArrayRef> for EqRef {
    fn from(reference: ArrayRef) -> Self {
        Self { reference: reference.reference() }
    }
}

impl From<StructRef> for AnyRef {
    fn from(reference: StructRef) -> Self {
        Self::of(reference.reference())
    }
}

impl From<ArrayRef> for AnyRef {
    fn from(reference: ArrayRef) -> Self {
        Self::of(reference.reference())
    }
}
