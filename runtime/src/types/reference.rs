//! Reference types: whether null is allowed, and what is referred to.

use std::fmt;

/// The identity of a type that some module declares.
///
/// The same for equal types of all modules of an engine, as the specification defines equality: two
/// types are equal if the whole groups of mutually recursive types that they belong to are. It has a
/// meaning only together with the engine, and as long as anything there uses the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId(u32);

impl TypeId {
    /// Marks places within a group instead of identities in the engine.
    const RELATIVE: u32 = 1 << 31;

    pub(crate) const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Stands for the type at `position` of the very group in which it is used.
    pub(crate) const fn relative(position: u32) -> Self {
        Self(position | Self::RELATIVE)
    }

    /// The position in the group in which it is used, if that is what it stands for.
    pub(crate) fn position(self) -> Option<u32> {
        (self.0 & Self::RELATIVE != 0).then_some(self.0 & !Self::RELATIVE)
    }

    /// The number that function entries, objects and translated code hold.
    pub(crate) fn as_u32(self) -> u32 {
        self.0
    }
}

/// What a reference refers to: one of the types the standard names, or one that a module declares.
///
/// There are four hierarchies, from `any`, `func`, `extern` and `exn` at the top to `none`,
/// `nofunc`, `noextern` and `noexn`, which nothing belongs to but null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeapType {
    /// Something of the host's.
    Extern,
    /// Nothing of the host's.
    NoExtern,
    /// A function.
    Func,
    /// A function of this type.
    ConcreteFunc(TypeId),
    /// No function.
    NoFunc,
    /// A structure, an array, an `i31`, or something of the host's that was made one of them.
    Any,
    /// Whatever can be compared: a structure, an array or an `i31`.
    Eq,
    /// An integer of 31 bits.
    I31,
    /// An array.
    Array,
    /// An array of this type.
    ConcreteArray(TypeId),
    /// A structure.
    Struct,
    /// A structure of this type.
    ConcreteStruct(TypeId),
    /// None of what `any` stands for.
    None,
    /// An exception.
    Exn,
    /// No exception.
    NoExn,
}

impl HeapType {
    /// The type at the top of the hierarchy.
    #[must_use]
    pub fn top(self) -> Self {
        match self {
            Self::Extern | Self::NoExtern => Self::Extern,
            Self::Func | Self::ConcreteFunc(_) | Self::NoFunc => Self::Func,
            Self::Exn | Self::NoExn => Self::Exn,
            _ => Self::Any,
        }
    }

    /// The declared type this is, if it is one.
    pub fn declared(self) -> Option<TypeId> {
        match self {
            Self::ConcreteFunc(id) | Self::ConcreteArray(id) | Self::ConcreteStruct(id) => Some(id),
            _ => None,
        }
    }

    /// Whether everything that belongs to this type belongs to `other`, where `declared` says so
    /// of two declared types.
    pub(crate) fn is_subtype(
        self,
        other: Self,
        declared: impl FnOnce(TypeId, TypeId) -> bool,
    ) -> bool {
        if self == other || self.top() == other {
            return true;
        }
        match (self, other) {
            (Self::NoExtern | Self::NoFunc | Self::NoExn | Self::None, _) => {
                self.top() == other.top()
            }
            (
                Self::I31
                | Self::Struct
                | Self::Array
                | Self::ConcreteStruct(_)
                | Self::ConcreteArray(_),
                Self::Eq,
            )
            | (Self::ConcreteStruct(_), Self::Struct)
            | (Self::ConcreteArray(_), Self::Array) => true,
            (Self::ConcreteFunc(a), Self::ConcreteFunc(b))
            | (Self::ConcreteStruct(a), Self::ConcreteStruct(b))
            | (Self::ConcreteArray(a), Self::ConcreteArray(b)) => declared(a, b),
            _ => false,
        }
    }

    /// The same with the type it names, if any, replaced.
    fn map(self, f: impl FnOnce(TypeId) -> TypeId) -> Self {
        match self {
            Self::ConcreteFunc(id) => Self::ConcreteFunc(f(id)),
            Self::ConcreteArray(id) => Self::ConcreteArray(f(id)),
            Self::ConcreteStruct(id) => Self::ConcreteStruct(f(id)),
            other => other,
        }
    }

    /// The name in the text format, where there is one.
    fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Extern => "extern",
            Self::NoExtern => "noextern",
            Self::Func => "func",
            Self::NoFunc => "nofunc",
            Self::Any => "any",
            Self::Eq => "eq",
            Self::I31 => "i31",
            Self::Array => "array",
            Self::Struct => "struct",
            Self::None => "none",
            Self::Exn => "exn",
            Self::NoExn => "noexn",
            Self::ConcreteFunc(_) | Self::ConcreteArray(_) | Self::ConcreteStruct(_) => {
                return None;
            }
        })
    }
}

impl fmt::Display for HeapType {
    /// The name in the text format, or `$` and a number for a type that a module declares.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.declared()) {
            (Some(name), _) => f.write_str(name),
            (None, Some(TypeId(number))) => write!(f, "${number}"),
            (None, None) => Ok(()),
        }
    }
}

/// The type of a reference, which is what tables hold.
///
/// ```
/// use wasmrun_runtime::{HeapType, RefType};
///
/// assert_eq!(RefType::new(true, HeapType::Func), RefType::FUNCREF);
/// assert_eq!(RefType::new(false, HeapType::I31).to_string(), "(ref i31)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefType {
    nullable: bool,
    heap_type: HeapType,
}

impl RefType {
    /// A function, or null.
    pub const FUNCREF: Self = Self::new(true, HeapType::Func);
    /// Something of the host's, or null.
    pub const EXTERNREF: Self = Self::new(true, HeapType::Extern);
    /// A structure, an array or an `i31`, or null.
    pub const ANYREF: Self = Self::new(true, HeapType::Any);
    /// Whatever can be compared, or null.
    pub const EQREF: Self = Self::new(true, HeapType::Eq);
    /// An integer of 31 bits, or null.
    pub const I31REF: Self = Self::new(true, HeapType::I31);
    /// A structure, or null.
    pub const STRUCTREF: Self = Self::new(true, HeapType::Struct);
    /// An array, or null.
    pub const ARRAYREF: Self = Self::new(true, HeapType::Array);
    /// An exception, or null.
    pub const EXNREF: Self = Self::new(true, HeapType::Exn);

    /// A reference to something of type `heap_type`, or null if `nullable`.
    pub const fn new(nullable: bool, heap_type: HeapType) -> Self {
        Self { nullable, heap_type }
    }

    /// Whether null is one of the values.
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// What is referred to.
    pub const fn heap_type(&self) -> HeapType {
        self.heap_type
    }

    /// The same with the type it names, if any, replaced.
    pub(crate) fn map(self, f: impl FnOnce(TypeId) -> TypeId) -> Self {
        Self { heap_type: self.heap_type.map(f), ..self }
    }
}

impl fmt::Display for RefType {
    /// As in the text format, the short form where there is one: `funcref`, `(ref null $3)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.nullable, self.heap_type) {
            (true, HeapType::None) => f.write_str("nullref"),
            (true, HeapType::NoFunc) => f.write_str("nullfuncref"),
            (true, HeapType::NoExtern) => f.write_str("nullexternref"),
            (true, HeapType::NoExn) => f.write_str("nullexnref"),
            (true, heap_type) if heap_type.name().is_some() => write!(f, "{heap_type}ref"),
            (true, heap_type) => write!(f, "(ref null {heap_type})"),
            (false, heap_type) => write!(f, "(ref {heap_type})"),
        }
    }
}
