//! Evaluating constant expressions.

#![expect(unsafe_code, reason = "globals and functions are found through the context block")]

use smallvec::SmallVec;

use crate::{
    error::Error,
    module::{ConstExpr, ConstStep, ModuleData},
    store::Objects,
    types::CompositeType,
    value::Slots,
    vm::{Attempt, Context, FuncEntry, Heap, ObjectRef, Storage},
};

/// Evaluates the constant expressions of an instance.
///
/// The objects that they make are kept by handles in the present scope.
pub(super) struct Evaluator<'a> {
    objects: &'a mut Objects,
    module: &'a ModuleData,
    context: *mut Context,
    stack: SmallVec<[Slots; 4]>,
}

impl<'a> Evaluator<'a> {
    /// For an instance of `module` in the store of `objects`.
    ///
    /// # Safety
    /// The context block must be one of this module, filled in as far as the expressions that will
    /// be evaluated refer to it.
    pub(super) unsafe fn new(
        objects: &'a mut Objects,
        module: &'a ModuleData,
        context: *mut Context,
    ) -> Self {
        Self { objects, module, context, stack: SmallVec::new() }
    }

    /// The value of an expression, as it lies in slots.
    ///
    /// # Errors
    /// If there is no room for an object.
    pub(super) fn evaluate(&mut self, expr: &ConstExpr) -> Result<Slots, Error> {
        if let Some(value) = expr.known() {
            return Ok(value);
        }
        for step in expr.steps() {
            let value = self.step(step)?;
            self.stack.push(value);
        }
        Ok(self.pop())
    }

    fn step(&mut self, step: &ConstStep) -> Result<Slots, Error> {
        Ok(match *step {
            ConstStep::Value(value) => value,
            ConstStep::Global(index) => self.global(index),
            ConstStep::Func(index) => {
                let place = self.module.layout.function(index);
                // SAFETY: whoever made the evaluator vouches for the context block.
                let entry = unsafe { place.resolve::<FuncEntry>(self.context) };
                [entry.expose_provenance() as u64, 0]
            }
            ConstStep::Combine(operation) => {
                let ([y, _], [x, _]) = (self.pop(), self.pop());
                [operation.apply(x, y), 0]
            }
            ConstStep::I31 => {
                let [value, _] = self.pop();
                [u64::from((value as u32) << 1 | 1), 0]
            }
            ConstStep::NewStruct(ty) => {
                let CompositeType::Struct(fields) = self.module.types.get(ty).composite() else {
                    return Err(Error::internal("a structure of another type"));
                };
                let widths: SmallVec<[usize; 8]> =
                    fields.iter().map(|field| Storage::of(field).slots()).collect();
                let slots = self.pop_slots(&widths);
                // SAFETY: these are the values of the fields.
                self.make(ty, |heap, ty, attempt| unsafe {
                    heap.new_struct(ty, slots.as_ptr(), attempt)
                })?
            }
            ConstStep::NewDefaultStruct(ty) => self.make(ty, Heap::new_default_struct)?,
            ConstStep::NewArray(ty) => {
                let [length, _] = self.pop();
                let value = self.pop();
                self.array(ty, length as u32, |_| value)?
            }
            ConstStep::NewDefaultArray(ty) => {
                let [length, _] = self.pop();
                self.array(ty, length as u32, |_| [0; 2])?
            }
            ConstStep::NewFixedArray(ty, length) => {
                let first = self.stack.len().saturating_sub(length as usize);
                let values: Vec<Slots> = self.stack.drain(first..).collect();
                self.array(ty, length, |index| values.get(index).copied().unwrap_or_default())?
            }
        })
    }

    fn pop(&mut self) -> Slots {
        self.stack.pop().unwrap_or_default()
    }

    /// Takes off values of these widths, and puts them one behind the other.
    fn pop_slots(&mut self, widths: &[usize]) -> SmallVec<[u64; 8]> {
        let first = self.stack.len().saturating_sub(widths.len());
        let values = self.stack.drain(first..).zip(widths);
        values.flat_map(|(value, &width)| value.into_iter().take(width)).collect()
    }

    /// An array of these elements.
    fn array(
        &mut self,
        ty: u32,
        length: u32,
        element: impl Fn(usize) -> Slots,
    ) -> Result<Slots, Error> {
        self.make(ty, |heap, ty, attempt| {
            let array = heap.new_array(ty, length, attempt)?;
            let (storage, _) = heap.array(array)?;
            let mut place = heap.contents(array);
            for index in 0..length as usize {
                // SAFETY: the array has room for so many elements.
                unsafe {
                    storage.write(place, element(index).as_ptr());
                    place = place.add(storage.size());
                }
            }
            Some(array)
        })
    }

    /// An object of the module's type with this index.
    fn make(
        &mut self,
        ty: u32,
        mut make: impl FnMut(&mut Heap, u32, Attempt) -> Option<ObjectRef>,
    ) -> Result<Slots, Error> {
        let ty = self.objects.object_type(self.module.types.get(ty))?;
        let ty = ty.ok_or_else(|| Error::internal("an object of a type of functions"))?;
        let reference = self.objects.make(|heap, attempt| make(heap, ty, attempt))?;
        self.objects.root(reference);
        Ok([reference.to_slot(), 0])
    }

    /// The value of a global.
    fn global(&self, index: u32) -> Slots {
        let mut slots = [0; 2];
        let count = self.module.globals[index as usize].content().slots();
        // SAFETY: whoever made the evaluator vouches for the context block; the cell has as many
        // slots as the global's type.
        unsafe {
            let cell = self.module.layout.global(index).resolve::<u64>(self.context);
            cell.copy_to_nonoverlapping(slots.as_mut_ptr(), count);
        }
        slots
    }
}
