//! Steps: what a handler does before it goes on, so that one handler can take two of them.
//!
//! [`steps`] defines a step and the handler that takes it alone; [`joined`](super::join) takes two.

use super::super::dispatch::{Done, Handler, Registers};
use super::trap::trap;
use crate::trap::TrapCode;

/// Another handler to go to, that of a trap for example, instead of going on.
pub(in crate::interpreter) struct Instead(pub(in crate::interpreter) Registers, pub(super) Handler);

/// What the handler of a cell does until it would go on with the cell behind.
pub(in crate::interpreter) trait Step {
    /// The layout of the cell.
    type Cell;
    /// Whether it reads an accumulator.
    const READS_ACC: bool;
    /// Whether nothing but an accumulator gets its result.
    const LEAVES_ACC: bool;

    unsafe fn step(registers: Registers) -> Result<Registers, Instead>;
}

/// What a handler does from a cell on, and then goes wherever it leads.
pub(in crate::interpreter) trait Last {
    /// Whether it reads an accumulator.
    const READS_ACC: bool;

    unsafe fn run(registers: Registers) -> Done;
}

impl<S: Step> Last for S {
    const READS_ACC: bool = S::READS_ACC;

    #[inline(always)]
    unsafe fn run(registers: Registers) -> Done {
        // SAFETY: the current cell is the step's.
        unsafe {
            match S::step(registers) {
                Ok(registers) => registers.next::<S::Cell>(),
                Err(Instead(registers, handler)) => registers.transfer(handler),
            }
        }
    }
}

impl Registers {
    /// The address of `size` bytes at `address + offset` of memory 0, or a trap.
    #[inline(always)]
    pub(super) unsafe fn accessed(
        self,
        address: u64,
        offset: u32,
        size: u64,
    ) -> Result<*mut u8, Instead> {
        // SAFETY: passed on to the caller.
        unsafe { self.memory_at(address, offset, size) }
            .ok_or_else(|| Instead(self, trap(TrapCode::MemoryOutOfBounds)))
    }
}

/// Defines steps and their handlers: functions of [`Registers`], whose operands are of the classes
/// `reading` and whose result is of the class `writing`, if it has one.
macro_rules! steps {
    ($(
        $(#[$attribute:meta])*
        $step:ident: $cell:ty, reading [$($source:ident),*], writing [$($target:ident),*];
        fn $name:ident <$($parameter:ident: $bound:ident),*> ($registers:ident) $body:block
    )*) => { $(
        #[doc = concat!("The step of [`", stringify!($name), "`].")]
        pub(in crate::interpreter) struct $step<$($parameter),*>($($parameter),*);

        impl<$($parameter: $bound),*> $crate::interpreter::handler::step::Step
            for $step<$($parameter),*>
        {
            type Cell = $cell;
            const READS_ACC: bool = false $(|| matches!($source::CLASS, Source::Acc))*;
            const LEAVES_ACC: bool = false $(|| matches!($target::CLASS, Target::Acc))*;

            #[inline(always)]
            unsafe fn step(
                $registers: Registers,
            ) -> Result<Registers, $crate::interpreter::handler::step::Instead> {
                // SAFETY: the registers and the cell are as the module's documentation requires.
                unsafe { $body }
            }
        }

        handler! {
            $(#[$attribute])*
            fn $name<$($parameter: $bound),*>(r) {
                <$step<$($parameter),*> as $crate::interpreter::handler::step::Last>::run(r)
            }
        }
    )* };
}
pub(super) use steps;
