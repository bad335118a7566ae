//! Functions that stand before the two of WASI that give a program its arguments: the project's own come
//! first, so that the program's name is followed by what the user says, as ever.

use wasm_encoder::{Function, MemArg, MemArgTarget};

/// The words before the user's arguments, in memory.
pub(super) struct Words {
    /// Where they begin.
    address: u32,
    /// Each with the zero that ends it.
    words: Vec<Vec<u8>>,
}

impl Words {
    pub(super) fn new(address: u32, words: &[&str]) -> Self {
        let terminated = |word: &&str| word.bytes().chain([0]).collect();
        Self { address, words: words.iter().map(terminated).collect() }
    }

    /// What belongs at the address.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.words.concat()
    }

    /// `args_sizes_get`: the words take the place of the program's name.
    pub(super) fn sizes(&self, import: u32) -> Function {
        let [count, size] = [0, 1];
        let mut function = Function::new([]);
        let mut code = function.instructions();
        code.local_get(count).local_get(size).call(import).drop();
        // A program that is not even told its name has none to be replaced.
        code.local_get(count).local_get(count).i32_load(WORD);
        code.i32_const(1).local_get(count).i32_load(WORD).i32_const(0).i32_ne().select();
        code.i32_const(self.words.len() as i32 - 1).i32_add().i32_store(WORD);
        code.i32_const(0).end();
        function
    }

    /// `args_get`: WASI writes the program's name where the last of the words belongs, which then takes
    /// its place.
    pub(super) fn get(&self, import: u32) -> Function {
        let [pointers, buffer] = [0, 1];
        let mut function = Function::new([]);
        let mut code = function.instructions();
        let ahead = 4 * (self.words.len() as i32 - 1);
        code.local_get(pointers).i32_const(ahead).i32_add().local_get(buffer).call(import).drop();
        let mut address = self.address;
        for (index, word) in self.words.iter().enumerate() {
            let place = MemArg { offset: 4 * index as u64, ..WORD };
            code.local_get(pointers).i32_const(address as i32).i32_store(place);
            address += word.len() as u32;
        }
        code.i32_const(0).end();
        function
    }
}

/// An aligned number of four bytes in the memory.
const WORD: MemArg =
    MemArg { offset: 0, align: 2, target: MemArgTarget::Memory(0), ordering: None };
