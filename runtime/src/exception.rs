//! Exceptions as the host sees them.

use std::fmt;

use crate::{
    error::Error,
    store::{AsContext, Objects},
    tag::Tag,
    value::Val,
};

/// An exception: a tag, and the values that its type asks for.
///
/// One that nobody in the guest catches comes out of the call as an [`Error`], see
/// [`Error::exception`]. A host function throws one by returning it as its error.
///
/// ```
/// use wasmrun_runtime::{Caller, Engine, Error, Exception, Linker, Module, Store, Tag, TagType, Val, ValType};
///
/// let engine = Engine::default();
/// let mut store = Store::new(&engine, ());
/// let tag = Tag::new(&mut store, TagType::new([ValType::I32]))?;
/// let mut linker = Linker::new(&engine);
/// linker.define(&store, "host", "refusal", tag)?;
/// linker.func_wrap("host", "ask", move |caller: Caller<'_, ()>, n: i32| -> Result<i32, Error> {
///     if n > 9 {
///         return Err(Exception::new(&caller, tag, &[Val::I32(n)])?.into());
///     }
///     Ok(n)
/// })?;
/// let wasm = wat::parse_str(
///     r#"(module
///         (import "host" "refusal" (tag $refusal (param i32)))
///         (import "host" "ask" (func $ask (param i32) (result i32)))
///         (func (export "try") (param i32) (result i32)
///             (block $refused (result i32)
///                 (return (try_table (result i32) (catch $refusal $refused)
///                     (call $ask (local.get 0)))))
///             i32.const 100
///             i32.add))"#,
/// )?;
/// let instance = linker.instantiate(&mut store, &Module::new(&engine, &wasm)?)?;
/// let ask = instance.get_typed_func::<i32, i32>(&store, "try")?;
/// assert_eq!(ask.call(&mut store, 7)?, 7);
/// assert_eq!(ask.call(&mut store, 20)?, 120);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exception {
    tag: Tag,
    payload: Box<[Val]>,
    /// The name by which the module that threw it knows the tag.
    tag_name: Option<Box<str>>,
}

impl Exception {
    /// An exception with this tag and these values, to be returned from a host function.
    ///
    /// # Errors
    /// If the values are not those that the tag's type asks for.
    pub fn new(store: impl AsContext, tag: Tag, payload: &[Val]) -> Result<Self, Error> {
        let store = store.as_context();
        let types = tag.type_in(store.objects()).payload();
        if types.len() != payload.len() {
            let (expected, found) = (types.len(), payload.len());
            let message = format!("the tag's exceptions carry {expected} values, found {found}");
            return Err(Error::usage(message));
        }
        for (value, &ty) in payload.iter().zip(types) {
            value.expect(ty, store.objects())?;
        }
        Ok(Self { tag, payload: payload.into(), tag_name: None })
    }

    /// The tag.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// The values it carries.
    pub fn payload(&self) -> &[Val] {
        &self.payload
    }

    /// The exception of a store's tag whose payload lies in these slots.
    pub(crate) fn from_slots(objects: &Objects, tag: u32, mut slots: &[u64]) -> Self {
        let tag = Tag::from_index(objects, tag);
        let payload = tag.type_in(objects).payload().iter().map(|&ty| {
            let (value, rest) = slots.split_at(ty.slots());
            slots = rest;
            Val::from_slots(ty, value, objects)
        });
        let payload = payload.collect();
        Self { tag, payload, tag_name: None }
    }

    /// The payload as it lies in slots.
    ///
    /// # Panics
    /// If the exception belongs to another store.
    #[track_caller]
    pub(crate) fn to_slots(&self, objects: &Objects) -> Vec<u64> {
        let mut slots = Vec::new();
        for (value, ty) in self.payload.iter().zip(self.tag.type_in(objects).payload()) {
            slots.extend_from_slice(&value.to_slots(objects)[..ty.slots()]);
        }
        slots
    }

    /// The same, whose tag goes by this name.
    pub(crate) fn with_tag_name(self, name: Option<&str>) -> Self {
        Self { tag_name: name.map(Into::into), ..self }
    }
}

impl fmt::Display for Exception {
    /// ``uncaught exception `failure` ``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("uncaught exception")?;
        match &self.tag_name {
            Some(name) => write!(f, " `{name}`"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Exception {}
