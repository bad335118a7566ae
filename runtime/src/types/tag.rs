//! The type of tags.

use std::fmt;

use super::{FuncType, ValType};
use crate::error::Error;

/// The type of a tag: what exceptions with this tag carry.
///
/// ```
/// use wasmrun_runtime::{TagType, ValType};
///
/// let ty = TagType::new([ValType::I32, ValType::F64]);
/// assert_eq!(ty.payload(), [ValType::I32, ValType::F64]);
/// assert_eq!(ty.to_string(), "(i32, f64)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TagType {
    /// The specification makes it a function type without results.
    ty: FuncType,
}

impl TagType {
    /// A tag of exceptions that carry values of these types.
    pub fn new(payload: impl IntoIterator<Item = ValType>) -> Self {
        Self { ty: FuncType::new(payload, []) }
    }

    /// The tag whose payload is what functions of type `ty` take.
    ///
    /// # Errors
    /// If `ty` has results.
    pub fn from_func_type(ty: FuncType) -> Result<Self, Error> {
        if ty.results().is_empty() {
            return Ok(Self { ty });
        }
        Err(Error::usage(format!("the type of a tag has no results, unlike {ty}")))
    }

    /// The types of the values.
    pub fn payload(&self) -> &[ValType] {
        self.ty.params()
    }

    /// The type of functions that take the payload.
    pub fn func_type(&self) -> &FuncType {
        &self.ty
    }

    /// The type of a valid module's tag.
    pub(crate) fn of_module(ty: &FuncType) -> Self {
        Self { ty: ty.clone() }
    }
}

impl fmt::Display for TagType {
    /// `(i32, f64)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (index, ty) in self.payload().iter().enumerate() {
            write!(f, "{}{ty}", if index > 0 { ", " } else { "" })?;
        }
        f.write_str(")")
    }
}
