//! The module `spectest`, which the suite's scripts import from.

use wasmrun_runtime::{
    Engine, Error, Global, GlobalType, Linker, Memory, MemoryType, Mutability, RefType, Store,
    Table, TableType, Val,
};

/// A linker that knows `spectest`.
pub(crate) fn linker(engine: &Engine, store: &mut Store<()>) -> Result<Linker<()>, Error> {
    let mut linker = Linker::new(engine);
    linker
        .func_wrap("spectest", "print", || ())?
        .func_wrap("spectest", "print_i32", |_: i32| ())?
        .func_wrap("spectest", "print_i64", |_: i64| ())?
        .func_wrap("spectest", "print_f32", |_: f32| ())?
        .func_wrap("spectest", "print_f64", |_: f64| ())?
        .func_wrap("spectest", "print_i32_f32", |_: i32, _: f32| ())?
        .func_wrap("spectest", "print_f64_f64", |_: f64, _: f64| ())?;
    let globals = [
        ("global_i32", Val::I32(666)),
        ("global_i64", Val::I64(666)),
        ("global_f32", Val::from(666.6_f32)),
        ("global_f64", Val::from(666.6_f64)),
    ];
    for (name, value) in globals {
        let ty = GlobalType::new(value.ty(), Mutability::Const);
        let global = Global::new(&mut *store, ty, value)?;
        linker.define(&*store, "spectest", name, global)?;
    }
    let ty = TableType::new(RefType::FUNCREF, 10, Some(20));
    let table = Table::new(&mut *store, ty, Val::FuncRef(None))?;
    linker.define(&*store, "spectest", "table", table)?;
    let ty = TableType::new64(RefType::FUNCREF, 10, Some(20));
    let table = Table::new(&mut *store, ty, Val::FuncRef(None))?;
    linker.define(&*store, "spectest", "table64", table)?;
    let memory = Memory::new(&mut *store, MemoryType::shared(1, 2))?;
    linker.define(&*store, "spectest", "shared_memory", memory)?;
    let memory = Memory::new(&mut *store, MemoryType::new(1, Some(2)))?;
    linker.define(&*store, "spectest", "memory", memory)?;
    linker.allow_shadowing(true);
    Ok(linker)
}
