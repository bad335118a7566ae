//! The host's handles to objects.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use wasmrun_runtime::{
    AnyRef, ArrayRef, ArrayType, AsContextMut, Caller, Config, Engine, Error, Exception, ExternRef,
    FieldType, Global, GlobalType, HeapType, I31, Mutability, RefType, RootScope, StorageType,
    StructRef, StructType, Tag, TagType, Val, ValType,
};

use crate::world::World;

/// A value that counts how many like it there are.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn pair(engine: &Engine) -> StructType {
    let any = FieldType::new(StorageType::Val(ValType::ANYREF), Mutability::Var);
    StructType::new(engine, [any, any]).unwrap()
}

#[test]
fn handles_keep_what_they_refer_to() {
    let mut world = World::new(());
    let ty = pair(&world.engine);
    let null = Val::AnyRef(None);
    let mut list = None;
    for n in 0..1000 {
        let number = AnyRef::from(I31::wrapping_i32(n));
        let next = Val::AnyRef(list);
        list = Some(StructRef::new(&mut world.store, &ty, &[number.into(), next]).unwrap().into());
        if n % 100 == 0 {
            world.store.gc();
        }
        // Garbage, were it not for the handle.
        StructRef::new(&mut world.store, &ty, &[null, null]).unwrap();
    }
    for n in (0..1000).rev() {
        let node = list.unwrap().as_struct(&world.store).unwrap();
        let number = node.field(&world.store, 0).unwrap().any_ref().unwrap();
        assert_eq!(number.as_i31().unwrap().get_i32(), n);
        list = node.field(&world.store, 1).unwrap().any_ref();
    }
    assert!(list.is_none());
}

#[test]
fn values_of_the_hosts_are_dropped_when_nothing_refers_to_them() {
    let mut world = World::new(());
    let count = Arc::new(AtomicUsize::new(0));
    let ty = GlobalType::new(ValType::EXTERNREF, Mutability::Var);
    let global = Global::new(&mut world.store, ty, Val::ExternRef(None)).unwrap();
    {
        let mut scope = RootScope::new(&mut world.store);
        for _ in 0..100 {
            ExternRef::new(&mut scope, Counted::new(&count)).unwrap();
        }
        let kept = ExternRef::new(&mut scope, Counted::new(&count)).unwrap();
        global.set(&mut scope, kept.into()).unwrap();
        scope.as_context_mut().gc();
        assert_eq!(count.load(Ordering::Relaxed), 101, "there are handles to all");
    }
    world.store.gc();
    assert_eq!(count.load(Ordering::Relaxed), 1);
    global.set(&mut world.store, Val::ExternRef(None)).unwrap();
    world.store.gc();
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[test]
fn values_of_the_hosts_in_arrays_of_a_guest_are_collected_with_them() {
    let engine = Engine::new(Config::new().max_heap_bytes(1 << 20)).unwrap();
    let mut world = World::with_engine(engine, ());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    world
        .linker
        .func_wrap("host", "new", move |caller: Caller<'_, ()>| {
            ExternRef::new(caller, Counted::new(&counter)).map(Some)
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (import "host" "new" (func $new (result externref)))
                (type $externs (array (mut externref)))
                (func (export "run") (param $n i32)
                    (loop $again
                        (drop (array.new_fixed $externs 2 (call $new) (call $new)))
                        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))"#,
        )
        .unwrap();
    world.call(instance, "run", &[Val::I32(100_000)]).unwrap();
    assert!(count.load(Ordering::Relaxed) < 100_000, "collected on the way");
    world.store.gc();
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[test]
fn a_handle_is_not_used_after_its_scope() {
    let mut world = World::new(());
    let ty = pair(&world.engine);
    let null = Val::AnyRef(None);
    let mut scope = RootScope::new(&mut world.store);
    let inner = StructRef::new(&mut scope, &ty, &[null, null]).unwrap();
    drop(scope);
    let other = StructRef::new(&mut world.store, &ty, &[null, null]).unwrap();
    other.set_field(&mut world.store, 0, other.into()).unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| inner.field(&world.store, 0))).is_err());
    assert!(other.field(&world.store, 0).is_ok());
}

#[test]
fn handles_of_two_stores_are_not_mixed() {
    let engine = Engine::default();
    let ty = pair(&engine);
    let mut a = World::with_engine(engine.clone(), ());
    let mut b = World::with_engine(engine, ());
    let null = Val::AnyRef(None);
    let of_a = StructRef::new(&mut a.store, &ty, &[null, null]).unwrap();
    let of_b = StructRef::new(&mut b.store, &ty, &[null, null]).unwrap();
    for (mixed, other) in [(of_a, &mut b.store), (of_b, &mut a.store)] {
        assert!(catch_unwind(AssertUnwindSafe(|| mixed.field(&*other, 0))).is_err());
        let fields = [mixed.into(), null];
        let made = catch_unwind(AssertUnwindSafe(|| StructRef::new(&mut *other, &ty, &fields)));
        assert!(made.is_err());
    }
    let foreign = pair(&Engine::default());
    assert!(StructRef::new(&mut a.store, &foreign, &[null, null]).is_err());
    // An `i31` belongs to no store.
    let number = AnyRef::from(I31::wrapping_i32(1)).into();
    assert!(StructRef::new(&mut b.store, &ty, &[number, null]).is_ok());
}

#[test]
fn handles_tell_what_they_refer_to() {
    let mut world = World::new(());
    let instance = world
        .instantiate(
            r#"(module
                (type $top (sub (struct (field i32))))
                (type $below (sub final $top (struct (field i32) (field f32))))
                (type $words (array i16))
                (func (export "top") (result (ref $top)) (struct.new $top (i32.const 1)))
                (func (export "below") (result (ref $top))
                    (struct.new $below (i32.const 1) (f32.const 2.5)))
                (func (export "words") (result (ref $words)) (array.new $words (i32.const -1) (i32.const 3)))
                (func (export "take") (param (ref $below))))"#,
        )
        .unwrap();
    let [top, below, words] = ["top", "below", "words"]
        .map(|name| world.call(instance, name, &[]).unwrap().unwrap().any_ref().unwrap());
    let store = &world.store;
    let HeapType::ConcreteStruct(_) = top.ty(store) else { panic!("a structure") };
    assert!(below.matches(store, top.ty(store)) && !top.matches(store, below.ty(store)));
    assert!(top.matches(store, HeapType::Eq) && !top.matches(store, HeapType::Array));
    assert!(words.as_struct(store).is_none() && words.as_eq(store).is_some());
    assert!(AnyRef::same(store, &top, &top) && !AnyRef::same(store, &top, &below));
    let below_ty = below.as_struct(store).unwrap().ty(store);
    assert_eq!(below_ty.fields().len(), 2);
    assert_eq!(below.as_struct(store).unwrap().field(store, 1).unwrap().f32(), Some(2.5));
    assert!(below.as_struct(store).unwrap().field(store, 2).is_err());
    let words = words.as_array(store).unwrap();
    assert_eq!((words.len(store), words.get(store, 2).unwrap().i32()), (3, Some(0xffff)));
    assert!(words.set(&mut world.store, 0, Val::I32(1)).is_err(), "they are constant");
    assert!(world.call(instance, "take", &[below.into()]).is_ok());
    let error = world.call(instance, "take", &[top.into()]).unwrap_err();
    assert!(error.to_string().starts_with("expected a value of type (ref $"), "{error}");
    // The host makes what the guest declared.
    let made = StructRef::new(&mut world.store, &below_ty, &[Val::I32(1), Val::from(1.0f32)]);
    assert!(world.call(instance, "take", &[made.unwrap().into()]).is_ok());
}

#[test]
fn hosts_values_become_any_and_come_back() {
    let mut world = World::new(());
    let value = ExternRef::new(&mut world.store, 7u8).unwrap();
    let any = value.to_any();
    assert!(any.matches(&world.store, HeapType::Any) && !any.matches(&world.store, HeapType::Eq));
    assert!(any.as_struct(&world.store).is_none() && any.as_i31().is_none());
    let back = any.to_extern();
    assert!(ExternRef::same(&world.store, &value, &back));
    assert_eq!(back.data(&world.store).unwrap().downcast_ref(), Some(&7u8));
    assert!(AnyRef::from(I31::wrapping_i32(1)).to_extern().data(&world.store).is_none());
}

#[test]
fn an_array_of_wrong_values_is_not_made() {
    let mut world = World::new(());
    let element = FieldType::new(StorageType::Val(ValType::ANYREF), Mutability::Var);
    let ty = ArrayType::new(&world.engine, element).unwrap();
    let elements = [Val::AnyRef(None), Val::I32(1)];
    assert!(ArrayRef::new_fixed(&mut world.store, &ty, &elements).is_err());
    let array = ArrayRef::new(&mut world.store, &ty, Val::AnyRef(None), 10).unwrap();
    array.set(&mut world.store, 9, array.into()).unwrap();
    world.store.gc();
    let inner = array.get(&world.store, 9).unwrap().any_ref().unwrap();
    assert_eq!(inner.as_array(&world.store).unwrap().len(&world.store), 10);
}

#[test]
fn an_exception_keeps_its_payload_on_its_way_through_the_host() {
    let mut world = World::new(());
    let anyref = ValType::Ref(RefType::ANYREF);
    let tag = Tag::new(&mut world.store, TagType::new([anyref])).unwrap();
    world.linker.define(&world.store, "host", "tag", tag).unwrap();
    let ty = pair(&world.engine);
    world
        .linker
        .func_wrap("host", "throw", move |mut caller: Caller<'_, ()>| -> Result<(), Error> {
            let number = AnyRef::from(I31::wrapping_i32(41)).into();
            let pair = StructRef::new(&mut caller, &ty, &[number, Val::AnyRef(None)])?;
            Err(Exception::new(&caller, tag, &[pair.into()])?.into())
        })
        .unwrap();
    let instance = world
        .instantiate(
            r#"(module
                (type $pair (struct (field (mut anyref)) (field (mut anyref))))
                (import "host" "tag" (tag $tag (param anyref)))
                (import "host" "throw" (func $throw))
                (export "throw" (func $throw))
                (func (export "pass") (call $throw))
                (func (export "catch") (result i32)
                    (i31.get_s (ref.cast i31ref (struct.get $pair 0 (ref.cast (ref $pair)
                        (block $caught (result anyref)
                            (try_table (catch $tag $caught) (call $throw))
                            (unreachable))))))))"#,
        )
        .unwrap();
    assert_eq!(world.call(instance, "catch", &[]).unwrap().unwrap().i32(), Some(41));
    for name in ["throw", "pass"] {
        let error = world.call(instance, name, &[]).unwrap_err();
        world.store.gc();
        let pair = error.exception().unwrap().payload()[0].any_ref().unwrap();
        let number = pair.as_struct(&world.store).unwrap().field(&world.store, 0).unwrap();
        assert_eq!(number.any_ref().unwrap().as_i31(), I31::new_i32(41), "{name}");
    }
}
