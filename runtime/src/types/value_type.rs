//! Value types.

use std::fmt;

use super::{RefType, TypeId};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValType {
    /// A 32-bit integer, signed or unsigned as the instruction likes.
    I32,
    /// A 64-bit integer.
    I64,
    /// A 32-bit float.
    F32,
    /// A 64-bit float.
    F64,
    /// A vector of 128 bits, divided into lanes as the instruction likes.
    V128,
    /// A reference.
    Ref(RefType),
}

impl ValType {
    /// A reference to a function, or null.
    pub const FUNCREF: Self = Self::Ref(RefType::FUNCREF);
    /// A reference to something of the host's, or null.
    pub const EXTERNREF: Self = Self::Ref(RefType::EXTERNREF);
    /// A reference to a structure, an array or an `i31`, or null.
    pub const ANYREF: Self = Self::Ref(RefType::ANYREF);
    /// A reference that can be compared with others, or null.
    pub const EQREF: Self = Self::Ref(RefType::EQREF);
    /// An integer of 31 bits, or null.
    pub const I31REF: Self = Self::Ref(RefType::I31REF);
    /// A reference to a structure, or null.
    pub const STRUCTREF: Self = Self::Ref(RefType::STRUCTREF);
    /// A reference to an array, or null.
    pub const ARRAYREF: Self = Self::Ref(RefType::ARRAYREF);
    /// A reference to an exception, or null.
    pub const EXNREF: Self = Self::Ref(RefType::EXNREF);

    /// How many slots a value of this type takes.
    pub(crate) const fn slots(self) -> usize {
        match self {
            Self::V128 => 2,
            _ => 1,
        }
    }

    /// Whether values of this type are references.
    pub fn is_ref(self) -> bool {
        self.as_ref_type().is_some()
    }

    /// The reference type this is, if it is one.
    pub fn as_ref_type(self) -> Option<RefType> {
        if let Self::Ref(ty) = self { Some(ty) } else { None }
    }

    /// The same with every type it names replaced.
    pub(crate) fn map(self, f: impl FnOnce(TypeId) -> TypeId) -> Self {
        match self {
            Self::Ref(ty) => Self::Ref(ty.map(f)),
            other => other,
        }
    }
}

impl From<RefType> for ValType {
    fn from(ty: RefType) -> Self {
        Self::Ref(ty)
    }
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::V128 => "v128",
            Self::Ref(ty) => return ty.fmt(f),
        })
    }
}
