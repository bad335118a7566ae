//! The host's types that stand for a function's parameters or results.

use super::slot_value::WasmTy;
use crate::{error::Error, store::Objects, types::ValType};

/// The parameters or the results of a function as a type of the host's: nothing, one
/// [`WasmTy`], or a tuple of up to 16 of them.
///
/// Implemented for these and no others.
pub trait WasmValues: SlotValues {}

/// What a host function may return: [`WasmValues`], or a `Result` of them.
///
/// Implemented for these and no others.
pub trait WasmRet: HostResult {}

/// Several values that lie in slots one after the other.
pub trait SlotValues: Sized + 'static {
    /// How many slots the values take.
    const SLOTS: usize;

    /// The WebAssembly types.
    fn types() -> impl ExactSizeIterator<Item = ValType>;

    /// Puts the values into the first slots.
    fn write(self, slots: &mut [u64], objects: &Objects);

    /// Takes the values from the first slots.
    fn read(slots: &[u64], objects: &Objects) -> Self;
}

/// The outcome of a host function.
pub trait HostResult {
    /// The values if all went well.
    type Values: WasmValues;

    /// The outcome, whether it could have been an error or not.
    fn into_result(self) -> Result<Self::Values, Error>;
}

impl<V: WasmValues> WasmRet for V {}

impl<V: WasmValues> HostResult for V {
    type Values = V;

    fn into_result(self) -> Result<V, Error> {
        Ok(self)
    }
}

impl<V: WasmValues> WasmRet for Result<V, Error> {}

impl<V: WasmValues> HostResult for Result<V, Error> {
    type Values = V;

    fn into_result(self) -> Self {
        self
    }
}

impl<V: WasmTy> WasmValues for V {}

impl<V: WasmTy> SlotValues for V {
    const SLOTS: usize = V::TYPE.slots();

    fn types() -> impl ExactSizeIterator<Item = ValType> {
        [V::TYPE].into_iter()
    }

    fn write(self, slots: &mut [u64], objects: &Objects) {
        self.put(slots, objects);
    }

    fn read(slots: &[u64], objects: &Objects) -> Self {
        V::take(slots, objects)
    }
}

macro_rules! tuple_values {
    ($($name:ident $variable:ident $index:tt),*) => {
        impl<$($name: WasmTy),*> WasmValues for ($($name,)*) {}

        impl<$($name: WasmTy),*> SlotValues for ($($name,)*) {
            const SLOTS: usize = 0 $(+ $name::TYPE.slots())*;

            fn types() -> impl ExactSizeIterator<Item = ValType> {
                [$($name::TYPE),*].into_iter()
            }

            #[expect(clippy::allow_attributes, reason = "only one of the tuples is empty")]
            #[allow(unused_variables, reason = "the empty tuple has no values")]
            fn write(self, slots: &mut [u64], objects: &Objects) {
                $(let (value, slots) = slots.split_at_mut($name::TYPE.slots());
                self.$index.put(value, objects);)*
            }

            #[expect(clippy::allow_attributes, reason = "only one of the tuples is empty")]
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple has no values")]
            fn read(slots: &[u64], objects: &Objects) -> Self {
                $(let (value, slots) = slots.split_at($name::TYPE.slots());
                let $variable = $name::take(value, objects);)*
                ($($variable,)*)
            }
        }
    };
}

super::for_each_arity!(tuple_values);
