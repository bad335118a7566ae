//! Values as the host sees them.

use crate::{
    anyref::AnyRef,
    error::Error,
    exnref::ExnRef,
    externref::ExternRef,
    func::Func,
    store::Objects,
    types::{HeapType, RefType, ValType},
};

/// A value as it lies in slots: in the first, or in both if it is a `v128`.
pub(crate) type Slots = [u64; 2];

/// A value of WebAssembly.
///
/// Floats are held as their bits, because a NaN's bits can matter and a host's float type may not
/// keep them: see [`Val::f32`] and [`Val::f64`].
///
/// ```
/// use wasmrun_runtime::{Val, ValType};
///
/// let value = Val::from(1.5f64);
/// assert_eq!(value.ty(), ValType::F64);
/// assert_eq!(value.f64(), Some(1.5));
/// assert_eq!(value.i32(), None);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Val {
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// The bits of a 32-bit float.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// The bits of a vector, as a number whose lowest byte is the first in memory.
    V128(u128),
    /// A reference to a function; `None` is null.
    FuncRef(Option<Func>),
    /// A reference to something of the host's; `None` is null.
    ExternRef(Option<ExternRef>),
    /// A reference to an exception; `None` is null.
    ExnRef(Option<ExnRef>),
    /// A reference to a structure, an array or an `i31`; `None` is null.
    AnyRef(Option<AnyRef>),
}

impl Val {
    /// The value's type; for a reference the one at the top of its hierarchy.
    pub fn ty(&self) -> ValType {
        match self {
            Self::I32(_) => ValType::I32,
            Self::I64(_) => ValType::I64,
            Self::F32(_) => ValType::F32,
            Self::F64(_) => ValType::F64,
            Self::V128(_) => ValType::V128,
            Self::FuncRef(_) => ValType::FUNCREF,
            Self::ExternRef(_) => ValType::EXTERNREF,
            Self::ExnRef(_) => ValType::EXNREF,
            Self::AnyRef(_) => ValType::ANYREF,
        }
    }

    /// The value a local or a global of this type has at first: zero or null.
    pub fn default_of(ty: ValType) -> Self {
        match ty {
            ValType::I32 => Self::I32(0),
            ValType::I64 => Self::I64(0),
            ValType::F32 => Self::F32(0),
            ValType::F64 => Self::F64(0),
            ValType::V128 => Self::V128(0),
            ValType::Ref(ty) => Self::null_of(ty),
        }
    }

    /// The null of the hierarchy that `ty` belongs to.
    pub(crate) fn null_of(ty: RefType) -> Self {
        match ty.heap_type().top() {
            HeapType::Func => Self::FuncRef(None),
            HeapType::Exn => Self::ExnRef(None),
            HeapType::Any => Self::AnyRef(None),
            _ => Self::ExternRef(None),
        }
    }

    /// The value, if it is an `i32`.
    pub fn i32(&self) -> Option<i32> {
        if let Self::I32(value) = *self { Some(value) } else { None }
    }

    /// The value, if it is an `i64`.
    pub fn i64(&self) -> Option<i64> {
        if let Self::I64(value) = *self { Some(value) } else { None }
    }

    /// The value, if it is an `f32`.
    pub fn f32(&self) -> Option<f32> {
        if let Self::F32(bits) = *self { Some(f32::from_bits(bits)) } else { None }
    }

    /// The value, if it is an `f64`.
    pub fn f64(&self) -> Option<f64> {
        if let Self::F64(bits) = *self { Some(f64::from_bits(bits)) } else { None }
    }

    /// The bits of the value, if it is a `v128`.
    pub fn v128(&self) -> Option<u128> {
        if let Self::V128(bits) = *self { Some(bits) } else { None }
    }

    /// The function, if it is a reference to one and not null.
    pub fn func_ref(&self) -> Option<Func> {
        if let Self::FuncRef(func) = *self { func } else { None }
    }

    /// The reference, if it is one to something of the host's and not null.
    pub fn extern_ref(&self) -> Option<ExternRef> {
        if let Self::ExternRef(reference) = *self { reference } else { None }
    }

    /// The reference, if it is one to an exception and not null.
    pub fn exn_ref(&self) -> Option<ExnRef> {
        if let Self::ExnRef(reference) = *self { reference } else { None }
    }

    /// The reference, if it is one of the hierarchy of `any` and not null.
    pub fn any_ref(&self) -> Option<AnyRef> {
        if let Self::AnyRef(reference) = *self { reference } else { None }
    }

    /// The value as it lies in slots.
    #[track_caller]
    pub(crate) fn to_slots(self, objects: &Objects) -> Slots {
        let slot = match self {
            Self::I32(value) => u64::from(value as u32),
            Self::I64(value) => value as u64,
            Self::F32(bits) => u64::from(bits),
            Self::F64(bits) => bits,
            Self::FuncRef(func) => Func::to_slot(func, objects),
            Self::ExternRef(reference) => ExternRef::to_slot(reference, objects),
            Self::ExnRef(reference) => ExnRef::to_slot(reference, objects),
            Self::AnyRef(reference) => AnyRef::to_slot(reference, objects),
            Self::V128(bits) => return vector_slots(bits),
        };
        [slot, 0]
    }

    /// The value of type `ty` that lies in the first of these slots, as many as it takes.
    pub(crate) fn from_slots(ty: ValType, slots: &[u64], objects: &Objects) -> Self {
        let slot = slots[0];
        match ty {
            ValType::I32 => Self::I32(slot as i32),
            ValType::I64 => Self::I64(slot as i64),
            ValType::F32 => Self::F32(slot as u32),
            ValType::F64 => Self::F64(slot),
            ValType::V128 => Self::V128(vector_from_slots([slot, slots[1]])),
            ValType::Ref(ty) => match ty.heap_type().top() {
                HeapType::Func => Self::FuncRef(Func::from_slot(slot, objects)),
                HeapType::Exn => Self::ExnRef(ExnRef::from_slot(slot, objects)),
                HeapType::Any => Self::AnyRef(AnyRef::from_slot(slot, objects)),
                _ => Self::ExternRef(ExternRef::from_slot(slot, objects)),
            },
        }
    }

    /// Refuses a value that does not belong to the type `expected`.
    #[track_caller]
    pub(crate) fn expect(&self, expected: ValType, objects: &Objects) -> Result<(), Error> {
        let found = self.exact_type(objects);
        if objects.engine().matches(found, expected) {
            return Ok(());
        }
        Err(Error::usage(format!("expected a value of type {expected}, found one of type {found}")))
    }

    /// The narrowest type that the value belongs to.
    #[track_caller]
    fn exact_type(&self, objects: &Objects) -> ValType {
        let reference = match *self {
            Self::FuncRef(None) => RefType::new(true, HeapType::NoFunc),
            Self::FuncRef(Some(func)) => {
                RefType::new(false, HeapType::ConcreteFunc(func.type_id(objects)))
            }
            Self::ExternRef(None) => RefType::new(true, HeapType::NoExtern),
            Self::ExternRef(Some(_)) => RefType::new(false, HeapType::Extern),
            Self::ExnRef(None) => RefType::new(true, HeapType::NoExn),
            Self::ExnRef(Some(_)) => RefType::new(false, HeapType::Exn),
            Self::AnyRef(None) => RefType::new(true, HeapType::None),
            Self::AnyRef(Some(reference)) => RefType::new(false, reference.type_in(objects)),
            _ => return self.ty(),
        };
        reference.into()
    }
}

/// The slots of a vector, whose bytes lie in them as in a memory.
pub(crate) fn vector_slots(bits: u128) -> Slots {
    let bytes = bits.to_le_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    [u64::from_ne_bytes(words[0]), u64::from_ne_bytes(words[1])]
}

/// The vector that lies in slots.
pub(crate) fn vector_from_slots(slots: Slots) -> u128 {
    let bits = |slot: u64| u128::from(u64::from_le_bytes(slot.to_ne_bytes()));
    bits(slots[0]) | bits(slots[1]) << 64
}

impl From<i32> for Val {
    fn from(value: i32) -> Self {
        Self::I32(value)
    }
}

impl From<i64> for Val {
    fn from(value: i64) -> Self {
        Self::I64(value)
    }
}

impl From<f32> for Val {
    fn from(value: f32) -> Self {
        Self::F32(value.to_bits())
    }
}

impl From<f64> for Val {
    fn from(value: f64) -> Self {
        Self::F64(value.to_bits())
    }
}

impl From<u128> for Val {
    fn from(value: u128) -> Self {
        Self::V128(value)
    }
}

impl From<u32> for Val {
    fn from(value: u32) -> Self {
        Self::I32(value as i32)
    }
}

impl From<u64> for Val {
    fn from(value: u64) -> Self {
        Self::I64(value as i64)
    }
}

impl From<Func> for Val {
    fn from(func: Func) -> Self {
        Self::FuncRef(Some(func))
    }
}

impl From<ExternRef> for Val {
    fn from(reference: ExternRef) -> Self {
        Self::ExternRef(Some(reference))
    }
}

impl From<ExnRef> for Val {
    fn from(reference: ExnRef) -> Self {
        Self::ExnRef(Some(reference))
    }
}

impl<R: Into<AnyRef>> From<R> for Val {
    fn from(reference: R) -> Self {
        Self::AnyRef(Some(reference.into()))
    }
}
