//! The type of a function.

use std::{fmt, sync::Arc};

use super::{TypeId, ValType};

/// The types of a function's parameters and results.
///
/// Cheap to clone: copies share the list of types.
///
/// ```
/// use wasmrun_runtime::{FuncType, ValType};
///
/// let ty = FuncType::new([ValType::I32, ValType::I64], [ValType::F64]);
/// assert_eq!(ty.params().len(), 2);
/// assert_eq!(ty.to_string(), "(i32, i64) -> f64");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FuncType {
    /// The parameters, then the results.
    types: Arc<[ValType]>,
    params: usize,
    /// Added up once, as a module may have a million functions of a type with a thousand parameters.
    call_slots: usize,
}

impl FuncType {
    /// A function type of these parameters and results.
    pub fn new(
        params: impl IntoIterator<Item = ValType>,
        results: impl IntoIterator<Item = ValType>,
    ) -> Self {
        let mut types: Vec<ValType> = params.into_iter().collect();
        let params = types.len();
        types.extend(results);
        let call_slots = slots(&types[..params]).max(slots(&types[params..]));
        Self { types: types.into(), params, call_slots }
    }

    /// The types of the parameters, in order.
    pub fn params(&self) -> &[ValType] {
        &self.types[..self.params]
    }

    /// The types of the results, in order.
    pub fn results(&self) -> &[ValType] {
        &self.types[self.params..]
    }

    /// The same with all types it names replaced.
    pub(crate) fn map(&self, mut f: impl FnMut(TypeId) -> TypeId) -> Self {
        if !self.types.iter().any(|ty| ty.is_ref()) {
            return self.clone();
        }
        Self { types: self.types.iter().map(|ty| ty.map(&mut f)).collect(), ..*self }
    }

    /// How many slots a call needs for its arguments, and afterwards for its results.
    pub(crate) fn call_slots(&self) -> usize {
        self.call_slots
    }
}

fn slots(types: &[ValType]) -> usize {
    types.iter().map(|ty| ty.slots()).sum()
}

impl fmt::Display for FuncType {
    /// `(i32, i64) -> f64`; several results stand in parentheses, no results as `()`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(f, self.params())?;
        f.write_str(" -> ")?;
        match self.results() {
            [result] => result.fmt(f),
            results => write_list(f, results),
        }
    }
}

impl fmt::Debug for FuncType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FuncType({self})")
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, types: &[ValType]) -> fmt::Result {
    f.write_str("(")?;
    for (index, ty) in types.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{ty}")?;
    }
    f.write_str(")")
}
