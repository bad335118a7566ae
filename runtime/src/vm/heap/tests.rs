//! The heap against a model: what can be reached keeps its contents, and the rest makes room.

use std::collections::HashMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Attempt, Heap, Incomplete, ObjectRef, ObjectType, Shape, Storage, StructShape};
use crate::types::{FieldType, Mutability, RefType, StorageType, TypeId, ValType};

/// The indices of the types of the tests' objects.
#[derive(Clone, Copy)]
struct Types {
    /// A number and two references.
    node: u32,
    /// References.
    array: u32,
    /// Numbers.
    bytes: u32,
}

fn heap(limit: u64) -> (Heap, Types) {
    let mut heap = Heap::new(limit);
    let field = |ty| FieldType::new(StorageType::Val(ty), Mutability::Var);
    let reference = field(ValType::Ref(RefType::ANYREF));
    let mut add = |number, shape| {
        let id = TypeId::new(number);
        heap.add_type(id, ObjectType::declared(&[id], shape))
    };
    let node = StructShape::new(&[field(ValType::I64), reference, reference]);
    let types = Types {
        node: add(0, Shape::Struct(node)),
        array: add(1, Shape::Array(Storage::Reference)),
        bytes: add(2, Shape::Array(Storage::Bits8)),
    };
    (heap, types)
}

/// Collects all but what the roots lead to.
fn collect(heap: &mut Heap, roots: &[u64]) -> Result<(), Incomplete> {
    let Some(mut marking) = heap.begin_marking() else { return Ok(()) };
    for &root in roots {
        marking.root(root)?;
    }
    marking.run(|| false)?;
    let root_bytes = marking.root_bytes();
    heap.sweep(root_bytes)
}

/// What an object should hold.
#[derive(Clone, Debug)]
enum Model {
    Node(u64, [u64; 2]),
    Array(Vec<u64>),
    Bytes(u32),
}

/// A step of a program. Numbers of objects count among those that are held.
#[derive(Clone, Debug)]
enum Step {
    Node(u64, usize, usize),
    Array(Vec<usize>),
    Bytes(u32),
    /// Something is held no longer.
    Drop(usize),
    Collect,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (any::<u64>(), any::<usize>(), any::<usize>()).prop_map(|(n, a, b)| Step::Node(n, a, b)),
        2 => vec(any::<usize>(), 0..40).prop_map(Step::Array),
        2 => prop_oneof![0..200_u32, 30_000..200_000_u32].prop_map(Step::Bytes),
        6 => any::<usize>().prop_map(Step::Drop),
        1 => Just(Step::Collect),
    ];
    vec(step, 1..300)
}

/// A heap, what should be in it, and what is held from outside.
struct World {
    heap: Heap,
    types: Types,
    model: HashMap<u64, Model>,
    held: Vec<u64>,
}

impl World {
    fn held(&self, choice: usize) -> u64 {
        if self.held.is_empty() { 0 } else { self.held[choice % self.held.len()] }
    }

    fn step(&mut self, step: &Step) {
        let (model, slots) = match *step {
            Step::Node(number, a, b) => {
                let fields = [self.held(a), self.held(b)];
                (Model::Node(number, fields), vec![number, fields[0], fields[1]])
            }
            Step::Array(ref choices) => {
                let elements: Vec<u64> = choices.iter().map(|&choice| self.held(choice)).collect();
                (Model::Array(elements.clone()), elements)
            }
            Step::Bytes(length) => (Model::Bytes(length), Vec::new()),
            Step::Drop(choice) => {
                if !self.held.is_empty() {
                    self.held.swap_remove(choice % self.held.len());
                }
                return;
            }
            Step::Collect => {
                collect(&mut self.heap, &self.held).unwrap();
                return self.check();
            }
        };
        let made = self.make(&model, &slots, Attempt::First).or_else(|| {
            collect(&mut self.heap, &self.held).unwrap();
            self.make(&model, &slots, Attempt::Last)
        });
        let slot = made.expect("the limit is beyond what the steps make").to_slot();
        self.model.insert(slot, model);
        self.held.push(slot);
    }

    fn make(&mut self, model: &Model, slots: &[u64], attempt: Attempt) -> Option<ObjectRef> {
        let Types { node, array, bytes } = self.types;
        let heap = &mut self.heap;
        // SAFETY: there are slots for all fields and elements.
        unsafe {
            match model {
                Model::Node(..) => heap.new_struct(node, slots.as_ptr(), attempt),
                Model::Array(elements) => {
                    heap.new_fixed_array(array, slots.as_ptr(), elements.len() as u32, attempt)
                }
                Model::Bytes(length) => {
                    let made = heap.new_array(bytes, *length, attempt)?;
                    heap.contents(made).write_bytes(*length as u8, *length as usize);
                    Some(made)
                }
            }
        }
    }

    /// Whatever can be reached is as it was made.
    fn check(&self) {
        let mut pending = self.held.clone();
        let mut seen = std::collections::HashSet::new();
        while let Some(slot) = pending.pop() {
            let Some(object) = ObjectRef::from_slot(slot).filter(|_| seen.insert(slot)) else {
                continue;
            };
            let place = self.heap.contents(object);
            let read = |storage: Storage, offset: usize| {
                // SAFETY: the object is as large as its model.
                let slots = unsafe { storage.read(place.add(offset)) };
                slots[0]
            };
            match &self.model[&slot] {
                Model::Node(number, fields) => {
                    assert_eq!(read(Storage::Bits64, 0), *number);
                    assert_eq!([8, 12].map(|at| read(Storage::Reference, at)), *fields);
                    pending.extend(fields);
                }
                Model::Array(elements) => {
                    let length = elements.len() as u32;
                    assert_eq!(self.heap.array(object), Some((Storage::Reference, length)));
                    for (index, &element) in elements.iter().enumerate() {
                        assert_eq!(read(Storage::Reference, index * 4), element);
                    }
                    pending.extend(elements);
                }
                Model::Bytes(length) => {
                    assert_eq!(self.heap.array(object), Some((Storage::Bits8, *length)));
                    let expected = u64::from(*length as u8);
                    for at in [0, length / 2, length.saturating_sub(1)] {
                        assert!(at >= *length || read(Storage::Bits8, at as usize) == expected);
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn objects_keep_their_contents_as_long_as_they_can_be_reached(steps in steps()) {
        let (heap, types) = heap(64 << 20);
        let mut world = World { heap, types, model: HashMap::new(), held: Vec::new() };
        for step in &steps {
            world.step(step);
        }
        world.check();
    }

    #[test]
    fn any_numbers_may_be_roots(numbers in vec(any::<u64>(), 0..50), offsets in vec(0..4096_u64, 0..50)) {
        let (mut heap, types) = heap(1 << 20);
        let object = heap.new_default_struct(types.node, Attempt::First).unwrap();
        let near = offsets.iter().map(|offset| object.to_slot() - 2048 + offset);
        let roots: Vec<u64> = numbers.into_iter().chain(near).chain([object.to_slot()]).collect();
        collect(&mut heap, &roots).unwrap();
        for _ in 0..100 {
            prop_assert_ne!(heap.new_default_struct(types.node, Attempt::First), Some(object));
        }
    }
}

#[test]
fn an_interrupted_search_frees_nothing() {
    let (mut heap, types) = heap(64 << 20);
    let mut list = 0;
    for number in 0..200_000 {
        let slots = [number, list, 0];
        // SAFETY: there are slots for all fields.
        let made = unsafe { heap.new_struct(types.node, slots.as_ptr(), Attempt::Last) };
        list = made.unwrap().to_slot();
    }
    let mut marking = heap.begin_marking().unwrap();
    marking.root(list).unwrap();
    assert_eq!(marking.run(|| true), Err(Incomplete::Interrupted));
    collect(&mut heap, &[list]).unwrap();
    let length = std::iter::successors(ObjectRef::from_slot(list), |&object| {
        // SAFETY: a node has a reference there.
        ObjectRef::from_slot(unsafe { Storage::Reference.read(heap.contents(object).add(8)) }[0])
    });
    assert_eq!(length.count(), 200_000);
}

#[test]
fn the_more_there_is_to_look_at_outside_the_rarer_are_collections() {
    let handed_out = |roots: usize| {
        let (mut heap, types) = heap(256 << 20);
        heap.new_array(types.bytes, 1, Attempt::First).unwrap();
        collect(&mut heap, &vec![0; roots]).unwrap();
        let mut make = || heap.new_array(types.bytes, 1 << 20, Attempt::First);
        std::iter::from_fn(&mut make).count()
    };
    // MiB; the latter has slots of 16.
    assert!((1..8).contains(&handed_out(0)), "{}", handed_out(0));
    assert!((15..24).contains(&handed_out(2 << 20)), "{}", handed_out(2 << 20));
}
