//! What is left of a guest that was stopped, in the format of WebAssembly's tool conventions: its
//! stack, its memories and its globals, as a module that is not meant to run.

use wasm_encoder::{
    ConstExpr, CoreDumpInstancesSection, CoreDumpModulesSection, CoreDumpSection,
    CoreDumpStackSection, CoreDumpValue, DataSection, GlobalSection, GlobalType, HeapType,
    MemorySection, MemoryType, RefType, ValType,
};
use wasmrun_runtime::wasi::WasiCtx;
use wasmrun_runtime::{Frame, Global, Memory, Store, Val};

use super::linking::Loaded;

/// Memory is written in pieces of so many bytes; pieces of zeros are left out.
const PIECE: usize = 64 << 10;

/// The dump of a program called `name`, which was stopped in `frames`, innermost first.
pub(super) fn render(
    store: &Store<WasiCtx>,
    name: &str,
    loaded: &[Loaded],
    frames: &[Frame],
) -> Vec<u8> {
    let mut modules = CoreDumpModulesSection::new();
    let mut instances = CoreDumpInstancesSection::new();
    let mut state = State::default();
    for (index, one) in loaded.iter().enumerate() {
        modules.module(&one.name);
        let memories = one.instance.map(|instance| instance.all_memories(store));
        let globals = one.instance.map(|instance| instance.all_globals(store));
        let memories: Vec<u32> =
            memories.iter().flatten().map(|memory| state.memory(store, *memory)).collect();
        let globals: Vec<u32> =
            globals.iter().flatten().map(|global| state.global(store, *global)).collect();
        instances.instance(index as u32, memories, globals);
    }
    let mut dump = wasm_encoder::Module::new();
    dump.section(&CoreDumpSection::new(name)).section(&modules).section(&instances);
    dump.section(&stack(loaded, frames));
    dump.section(&state.memories).section(&state.globals).section(&state.data);
    dump.finish()
}

/// The frames. Where a local is while a function runs is not known, so none is told.
fn stack(loaded: &[Loaded], frames: &[Frame]) -> CoreDumpStackSection {
    let mut stack = CoreDumpStackSection::new("main");
    for frame in frames {
        let instance = loaded.iter().position(|one| one.is_of(frame)).unwrap_or_default();
        let offset = frame.func_offset().unwrap_or_default();
        let none = Vec::<CoreDumpValue>::new;
        stack.frame(instance as u32, frame.func_index(), offset as u32, none(), none());
    }
    stack
}

/// Memories and globals as far as they were written; an instance may share those of another.
#[derive(Default)]
struct State {
    memories: MemorySection,
    data: DataSection,
    globals: GlobalSection,
    known_memories: Vec<Memory>,
    known_globals: Vec<Global>,
}

impl State {
    fn memory(&mut self, store: &Store<WasiCtx>, memory: Memory) -> u32 {
        if let Some(index) = self.known_memories.iter().position(|known| *known == memory) {
            return index as u32;
        }
        let index = self.known_memories.len() as u32;
        self.known_memories.push(memory);
        let ty = memory.ty(store);
        self.memories.memory(MemoryType {
            minimum: memory.size(store),
            maximum: ty.maximum(),
            memory64: ty.is_64(),
            shared: ty.is_shared(),
            page_size_log2: (ty.page_size_log2() != 16).then(|| ty.page_size_log2().into()),
        });
        for (start, bytes) in pieces(memory.data(store)) {
            let offset = if ty.is_64() {
                ConstExpr::i64_const(start as i64)
            } else {
                ConstExpr::i32_const(start as u32 as i32)
            };
            self.data.active(index, &offset, bytes.iter().copied());
        }
        index
    }

    fn global(&mut self, store: &Store<WasiCtx>, global: Global) -> u32 {
        if let Some(index) = self.known_globals.iter().position(|known| *known == global) {
            return index as u32;
        }
        let index = self.known_globals.len() as u32;
        self.known_globals.push(global);
        let (val_type, value) = constant(&global.get(store));
        let ty = GlobalType { val_type, mutable: false, shared: false };
        self.globals.global(ty, &value);
        index
    }
}

/// A value as a dump can hold it: what a reference refers to is not told.
fn constant(value: &Val) -> (ValType, ConstExpr) {
    match *value {
        Val::I32(value) => (ValType::I32, ConstExpr::i32_const(value)),
        Val::I64(value) => (ValType::I64, ConstExpr::i64_const(value)),
        Val::F32(bits) => (ValType::F32, ConstExpr::f32_const(f32::from_bits(bits).into())),
        Val::F64(bits) => (ValType::F64, ConstExpr::f64_const(f64::from_bits(bits).into())),
        Val::V128(bits) => (ValType::V128, ConstExpr::v128_const(bits as i128)),
        Val::FuncRef(_) => (ValType::FUNCREF, ConstExpr::ref_null(HeapType::FUNC)),
        _ => (ValType::Ref(RefType::EXTERNREF), ConstExpr::ref_null(HeapType::EXTERN)),
    }
}

/// The stretches of a memory that are not all zeros, and where they begin.
fn pieces(memory: &[u8]) -> Vec<(usize, &[u8])> {
    let mut pieces: Vec<(usize, &[u8])> = Vec::new();
    for (index, piece) in memory.chunks(PIECE).enumerate() {
        if piece.iter().all(|byte| *byte == 0) {
            continue;
        }
        let start = index * PIECE;
        match pieces.last_mut() {
            Some((first, last)) if *first + last.len() == start => {
                *last = &memory[*first..start + piece.len()];
            }
            _ => pieces.push((start, piece)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_left_out_and_neighbours_joined() {
        let mut memory = vec![0_u8; PIECE * 5 + 10];
        memory[PIECE] = 1;
        memory[PIECE * 2] = 1;
        memory[PIECE * 5 + 9] = 1;
        let found: Vec<(usize, usize)> =
            pieces(&memory).iter().map(|(start, bytes)| (*start, bytes.len())).collect();
        assert_eq!(found, [(PIECE, PIECE * 2), (PIECE * 5, 10)]);
        assert!(pieces(&[0; 100]).is_empty());
    }
}
