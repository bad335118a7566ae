//! From instructions to cells: finds the handlers, encodes the operands, resolves the labels.

use std::collections::HashMap;
use std::mem::offset_of;
use std::ops::Range;

use super::branching::{Detour, Goal, Way, wide_cell};
use super::catching::Catching;
use super::code::{Code, Positions};
use super::far;
use super::frame::{check_size, slots};
use super::instruction::{
    Bank, CallFrame, Destination, Instruction, Kind, Label, Operand, PoolIndex, TailCallee,
};
use super::join;
use super::metering::Costs;
use super::object;
use super::translator::Translator;
use super::vector;
use crate::error::Error;
use crate::interpreter::cell::{self, Cell};
use crate::interpreter::handler::join::{Form, find as find_joined};
use crate::interpreter::handler::{
    access, atomic, branch, bulk, call, chain, conversion, copies, exception, float, float_chain,
    fused, global, integer, memory, tail_call, trap, vector::transfer, wide,
};
use crate::interpreter::operand::{Source, Target};
use crate::interpreter::{Handler, PinnedSlots, word};
use crate::trap::TrapCode;
use crate::vm::{CodeRoom, Place};

/// The handler for an instruction and the classes of its operands, if there is one; of a branch, the
/// one that takes a cost off the fuel if it is to be `metered`.
fn find(instruction: &Instruction, metered: bool) -> Option<Handler> {
    let (x, y) = (instruction.x.source(), instruction.y.source());
    let z = || instruction.z.source();
    let to = instruction.to.target();
    match instruction.kind {
        Kind::Binary(operation) => integer::find_binary(operation, x, y, to),
        Kind::Divide(operation) => integer::find_division(operation, x, y, to),
        Kind::Unary(operation) => integer::find_unary(operation, x, to),
        Kind::Compare(compare) => integer::find_compare(compare, x, y, to),
        Kind::FloatBinary(operation) => float::find_binary(operation, x, y, to),
        Kind::FloatUnary(operation) => float::find_unary(operation, x, to),
        Kind::FloatCompare(compare) => float::find_compare(compare, x, y, to),
        Kind::ToFloat(operation) => conversion::find_to_float(operation, x, to),
        Kind::ToInt(operation) => conversion::find_to_int(operation, x, to),
        Kind::Copy(Bank::Int) => integer::find_copy(x, to),
        Kind::Copy(Bank::Float) => float::find_copy(x, to),
        Kind::Copy(Bank::Vector) => transfer::find_copy(x, to),
        Kind::Select(Bank::Int) => integer::find_select(z(), x, y, to),
        Kind::Select(Bank::Float) => float::find_select(z(), x, y, to),
        Kind::Select(Bank::Vector) => transfer::find_select(z()),
        Kind::Load(load) => memory::find_load(load, x, to),
        Kind::LoadFloat(load) => memory::find_load_float(load, x, to),
        Kind::Store(store) => memory::find_store(store, x, y),
        Kind::StoreFloat(store) => memory::find_store_float(store, x, y),
        Kind::Far(access, site) => far::find(access, site, instruction),
        Kind::LoadIndexed(load) => fused::find_load_indexed(load, x, y, to),
        Kind::LoadCombine(load, operation) => fused::find_load_combine((load, operation), x, y, to),
        Kind::LoadCombineFloat(load, operation) => {
            fused::find_load_combine_float((load, operation), x, y, to)
        }
        Kind::GlobalGet(Bank::Int, place) => global::find_get(place, to),
        Kind::GlobalGet(Bank::Float, place) => global::find_get_float(place, to),
        Kind::GlobalGet(Bank::Vector, place) => Some(transfer::find_get(place)),
        Kind::GlobalSet(Bank::Int, place) => global::find_set(place, x),
        Kind::GlobalSet(Bank::Float, place) => global::find_set_float(place, x),
        Kind::GlobalSet(Bank::Vector, place) => Some(transfer::find_set(place)),
        Kind::Reference(place) => global::find_reference(place, to),
        Kind::Bulk(operation, ..) => Some(bulk::find_bulk(operation)),
        Kind::Atomic(access, site) => Some(atomic::find(access, site.address)),
        Kind::Wide(operation) => Some(wide::find(operation)),
        Kind::Vector(kind) => vector::find(kind, instruction),
        Kind::Object(kind) => object::find(kind, instruction),
        Kind::Branch => Some(branch::find_branch(metered)),
        Kind::BranchIf(compare) => branch::find_branch_if(metered, compare, x, y),
        Kind::BranchIfFloat(compare, inverted) => {
            branch::find_branch_if_float(metered, (compare, inverted), x, y)
        }
        Kind::LoadBranch(load, compare, swapped) => {
            fused::find_load_branch(metered, (load, compare, swapped), x, y, to)
        }
        Kind::AddBranch(compare, swapped) => {
            fused::find_add_branch(metered, (compare, swapped), counter(x, to)?, y, z())
        }
        Kind::BranchTable(_) => branch::find_branch_table(metered, x),
        Kind::CopySlots { .. } => Some(call::find_copy_slots()),
        Kind::Call { .. } => Some(call::find_call(metered)),
        Kind::CallImported { .. } => Some(call::find_call_imported()),
        Kind::CallIndirect { .. } => call::find_call_indirect(metered, x),
        Kind::CallReference { .. } => Some(call::find_call_reference()),
        Kind::TailCall { callee, count } => Some(match callee {
            TailCallee::Own(_) => tail_call::find_tail_call(count),
            TailCallee::Imported(_) => tail_call::find_tail_call_imported(count),
            TailCallee::Indirect { .. } => tail_call::find_tail_call_indirect(count),
            TailCallee::Reference => tail_call::find_tail_call_reference(count),
        }),
        Kind::Throw { .. } => Some(exception::find_throw()),
        Kind::ThrowRef => Some(exception::find_throw_ref()),
        Kind::Relay => Some(trap(TrapCode::Unreachable)),
        Kind::Return => Some(call::find_leave()),
        Kind::ReturnValue(Bank::Int) => call::find_leave_with(x),
        Kind::ReturnValue(Bank::Float) => call::find_leave_with_float(x),
        Kind::ReturnValue(Bank::Vector) => Some(transfer::find_leave_with()),
        Kind::Trap(code) => Some(trap(code)),
        _ => find_fused(instruction, metered),
    }
}

/// The same for instructions that neighbours were fused to. Apart, as it needs more registers.
#[inline(never)]
fn find_fused(instruction: &Instruction, metered: bool) -> Option<Handler> {
    let (x, y, z) = (instruction.x.source(), instruction.y.source(), instruction.z.source());
    let to = instruction.to.target();
    match instruction.kind {
        Kind::BinaryChain(first, second) => {
            chain::find_binary_chain((first, second), (x, y, z), to)
        }
        Kind::CopyCopy(second) => copies::find_copy_copy((x, to), (y, second.target())),
        Kind::CopyBranch => copies::find_copy_branch(metered, x, to),
        Kind::CopyBranchIf(compare) => copies::find_copy_branch_if(metered, compare, (x, to), y),
        Kind::AddJump => fused::find_add_jump(metered, x, to),
        Kind::MaskedBranch(compare) => fused::find_masked_branch(metered, compare, x, z),
        Kind::LoadMaskedBranch(load, compare) => {
            fused::find_load_masked_branch(metered, (load, compare), x)
        }
        Kind::LoadLoad(load, _) => access::find_load_load(load, x, to),
        Kind::LoadStore(load, store, _) => access::find_load_store(load, store, x, y),
        Kind::Update(load, store, operation) => access::find_update((load, store), operation, x, y),
        Kind::BinaryStore(operation, store) => {
            access::find_binary_store((operation, store), (x, y, z))
        }
        Kind::LoadScaled(load, _) => access::find_load_scaled(load, x, y, to),
        Kind::LoadTable(load, ..) => branch::find_load_table(metered, load, x, to),
        Kind::StoreIndexed(store) => access::find_store_indexed(store, x, y),
        Kind::LoadFloatIndexed(load) => access::find_load_float_indexed(load, x, y, to),
        Kind::FloatChain(first, second, reversed) => {
            float_chain::find_float_chain((first, second, reversed), (x, y, z), to)
        }
        Kind::FloatBinaryStore(operation) => {
            float_chain::find_float_binary_store(operation, (x, y, z))
        }
        Kind::CopyCall { .. } => call::find_copy_call(metered, x),
        Kind::GlobalAdd { place, moves } => global::find_get_add(place, moves, to),
        Kind::GlobalSetSum(place) => global::find_set_sum(place, x),
        _ => None,
    }
}

/// The variable of a counting branch, if it is of a kind that there are handlers for.
pub(super) fn counter(x: Source, to: Target) -> Option<fused::Counter> {
    match (x, to) {
        (Source::Slot, Target::Slot) => Some(fused::Counter::Slot),
        (Source::Slot, Target::Acc) => Some(fused::Counter::Sum),
        (Source::Pin0, Target::Pin0) => Some(fused::Counter::Pin0),
        (Source::Pin1, Target::Pin1) => Some(fused::Counter::Pin1),
        _ => None,
    }
}

/// Whether there is a handler for the instruction, perhaps with pinned operands read from slots.
pub(super) fn exists(instruction: &Instruction) -> bool {
    let find = |instruction: &Instruction| find(instruction, false).is_some();
    find(instruction) || instruction.unpinned().as_ref().is_some_and(find)
}

/// Writes the cells of a function into `bytes`, which are given back empty or not, and notes in
/// `positions` where they came from.
pub(super) fn lower(
    translator: &Translator<'_>,
    mut bytes: Vec<u8>,
    mut positions: Option<&mut Positions>,
) -> Result<(Code, Vec<u8>), Error> {
    // Who asks for positions does not keep the code.
    let fleeting = CodeRoom::default();
    let room = if positions.is_some() { &fleeting } else { &translator.module.code_room };
    let count = translator.instructions.len();
    bytes.reserve((count + 2) * size_of::<cell::Plain>());
    let mut writer = Writer {
        costs: Costs::new(translator),
        bytes,
        starts: Vec::with_capacity(count + 1),
        branches: Vec::with_capacity(translator.labels.len()),
        ..Writer::default()
    };
    writer.enter(translator)?;
    for (index, instruction) in translator.instructions.iter().enumerate() {
        writer.starts.push(writer.bytes.len() as u32);
        if matches!(instruction.kind, Kind::Nothing)
            || writer.is_needless(index, instruction, translator)
        {
            continue;
        }
        if let Some(positions) = &mut positions {
            note(instruction, translator.first, writer.bytes.len(), positions);
        }
        writer.instruction(instruction, translator)?;
    }
    writer.starts.push(writer.bytes.len() as u32);
    writer.detours();
    writer.tables();
    writer.finish(translator, room)
}

/// Notes where the cell comes from that begins at byte `start`, in a function that begins at byte `first`.
fn note(instruction: &Instruction, first: usize, start: usize, positions: &mut Positions) {
    positions.push(start, first + instruction.position as usize);
    if let Kind::LoadLoad(_, second) | Kind::LoadStore(_, _, second) = instruction.kind {
        // That is where the second access traps.
        positions.push(start + size_of::<cell::Bare>(), first + second.position as usize);
    }
}

/// What is filled in at the end: a field with the distance from its cell.
pub(super) struct Fixup<T> {
    pub(super) field: usize,
    pub(super) cell: usize,
    pub(super) to: T,
}

/// The code written so far.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
    /// Where each instruction's cell begins, if that is within 4 GiB; more is refused in the end.
    pub(super) starts: Vec<u32>,
    pub(super) branches: Vec<Fixup<Goal>>,
    /// The first of these that is in a target of a branch by index, as all behind it are.
    pub(super) first_target: usize,
    /// The ways of the branches by index, one table after the other.
    pub(super) tables: Vec<Vec<Way>>,
    /// Where each of these is once they are written.
    pub(super) table_ranges: Vec<Range<usize>>,
    /// Which of them all branches by a table of the function share.
    pub(super) shared_tables: HashMap<u32, usize>,
    /// Where the distance to each table is wanted.
    pub(super) table_fields: Vec<Fixup<usize>>,
    pub(super) detours: Vec<Detour>,
    /// Where each detour is.
    pub(super) detour_starts: Vec<u32>,
    pub(super) costs: Costs,
    pub(super) constants: Vec<Fixup<PoolIndex>>,
    /// The beginning and the form of the last cell, if the next may be joined with it.
    last: Option<(usize, Form)>,
}

impl Writer {
    fn enter(&mut self, translator: &Translator<'_>) -> Result<(), Error> {
        let frame = &translator.frame;
        let config = translator.module.engine.config();
        let (metered, zeroed) = (config.consumes_fuel(), frame.zeroed_end - frame.variables);
        let beginning = if config.traces_calls() {
            call::find_traced_enter(metered, zeroed)
        } else {
            call::find_enter(metered, zeroed)
        };
        let size = translator.stack.end().max(frame.variables + beginning.zeroed);
        check_size(size)?;
        cell::Enter {
            handler: word(beginning.handler),
            reach: if beginning.by_caller { size } else { u32::MAX },
            frame: size,
            zero_from: frame.variables,
            zero_to: frame.zeroed_end,
            cost: self.costs.of_entry(),
            reserved: 0,
            pins: frame.pins,
        }
        .encode(&mut self.bytes);
        Ok(())
    }

    /// Makes the last cell do the work of the one that is about to be written too, if there is a
    /// handler for both.
    fn join(&mut self, form: Option<Form>, metered: bool) {
        let last = std::mem::replace(&mut self.last, form.map(|form| (self.bytes.len(), form)));
        if let (Some((start, first)), Some(second)) = (last, form)
            && let Some(handler) = find_joined(first, second, metered)
        {
            self.bytes[start..start + size_of::<u64>()]
                .copy_from_slice(&word(handler).to_ne_bytes());
            self.last = None;
        }
    }

    /// Whether the instruction is a branch to what follows anyway.
    fn is_needless(
        &self,
        index: usize,
        instruction: &Instruction,
        translator: &Translator<'_>,
    ) -> bool {
        let label = instruction.label;
        matches!(instruction.kind, Kind::Branch)
            && translator.labels[label.0 as usize] == Some(index + 1)
            && self.costs.of_branch(index, instruction, label, translator).is_none()
    }

    /// Writes the cell of an instruction.
    fn instruction(
        &mut self,
        instruction: &Instruction,
        translator: &Translator<'_>,
    ) -> Result<(), Error> {
        let toll = self.toll(instruction, translator);
        let metered = toll.is_some();
        match find(instruction, metered) {
            Some(handler) => self.cell(handler, instruction, (toll, metered), translator),
            None => self.other_form(instruction, toll, translator),
        }
    }

    /// Writes the cell of an instruction that has no handler as it is: it may have one with pinned operands read from
    /// slots, or one that does not pay.
    #[cold]
    #[inline(never)]
    fn other_form(
        &mut self,
        instruction: &Instruction,
        toll: Option<u32>,
        translator: &Translator<'_>,
    ) -> Result<(), Error> {
        let ways: &[bool] = if toll.is_some() { &[true, false] } else { &[false] };
        for &metered in ways {
            if let Some(handler) = find(instruction, metered) {
                return self.cell(handler, instruction, (toll, metered), translator);
            }
            if let Some(unpinned) = instruction.unpinned()
                && let Some(handler) = find(&unpinned, metered)
            {
                return self.cell(handler, &unpinned, (toll, metered), translator);
            }
        }
        Err(Error::internal(format!("no handler for {instruction:?}")))
    }

    /// Writes the cell of an instruction with this handler, which takes the toll if it is metered.
    fn cell(
        &mut self,
        handler: Handler,
        instruction: &Instruction,
        (toll, metered): (Option<u32>, bool),
        translator: &Translator<'_>,
    ) -> Result<(), Error> {
        let handler = word(handler);
        self.join(join::form(instruction), metered);
        if instruction.is_branch() {
            let way = self.way(instruction.label, toll, metered);
            return self.branch(handler, instruction, way);
        }
        match instruction.kind {
            Kind::Unary(_)
            | Kind::FloatUnary(_)
            | Kind::ToFloat(_)
            | Kind::ToInt(_)
            | Kind::Copy(_)
            | Kind::Wide(_) => self.short(handler, instruction),
            Kind::GlobalGet(_, place) | Kind::Reference(place) => {
                let to = destination(instruction.to);
                cell::Short { handler, x: offset_in_context(place), to }.encode(&mut self.bytes);
            }
            Kind::GlobalSet(_, place) => self.plain(handler, instruction, offset_in_context(place)),
            Kind::Binary(_)
            | Kind::Divide(_)
            | Kind::Compare(_)
            | Kind::FloatBinary(_)
            | Kind::FloatCompare(_) => self.plain(handler, instruction, 0),
            Kind::Select(_) => {
                let z = integer_field(instruction.z)?;
                self.plain(handler, instruction, z);
            }
            Kind::Load(_)
            | Kind::LoadFloat(_)
            | Kind::Store(_)
            | Kind::StoreFloat(_)
            | Kind::LoadIndexed(_)
            | Kind::LoadCombine(..)
            | Kind::LoadCombineFloat(..) => self.plain(handler, instruction, instruction.offset),
            Kind::Far(access, site) => self.far(handler, (access, site), instruction)?,
            Kind::Atomic(_, site) => self.atomic(handler, site, instruction),
            Kind::Vector(kind) => self.vector(handler, kind, instruction)?,
            Kind::Object(kind) => self.object(handler, kind, instruction)?,
            Kind::BranchTable(_) | Kind::LoadTable(..) => {
                self.branch_table(handler, instruction, metered, translator)?;
            }
            _ => match self.fused(handler, instruction) {
                Some(done) => done?,
                None => self.other(handler, instruction, translator)?,
            },
        }
        Ok(())
    }

    /// The instructions that several were fused to; `None` if it is none of them.
    fn fused(&mut self, handler: u64, instruction: &Instruction) -> Option<Result<(), Error>> {
        let Instruction { x, y, z, to, offset, .. } = *instruction;
        let plain = |x: Operand, y: u32, to: u32, extra: u32| {
            Ok(cell::Plain { handler, x: integer_field(x)?, y, to, extra })
        };
        let to = destination(to);
        let cell = match instruction.kind {
            Kind::BinaryChain(..) => {
                integer_field(z).and_then(|z| plain(x, integer_field(y)?, to, z))
            }
            Kind::CopyCopy(second) => {
                integer_field(y).and_then(|y| plain(x, y, to, destination(second)))
            }
            Kind::LoadLoad(_, second) => plain(x, second.offset, to, offset),
            Kind::LoadStore(_, _, second) => {
                integer_field(y).and_then(|y| plain(x, y, second.offset, offset))
            }
            Kind::Update(..) => integer_field(y).and_then(|y| plain(x, y, 0, offset)),
            Kind::BinaryStore(..) => {
                integer_field(z).and_then(|z| plain(x, integer_field(y)?, z, offset))
            }
            Kind::StoreIndexed(_) => {
                integer_field(y).and_then(|y| plain(x, y, integer_field(z)?, offset))
            }
            Kind::LoadFloatIndexed(_) => integer_field(y).and_then(|y| plain(x, y, to, offset)),
            Kind::FloatChain(..) => {
                return Some(integer_field(z).map(|z| self.plain(handler, instruction, z)));
            }
            Kind::FloatBinaryStore(_) => {
                let address = integer_field(z).ok()?;
                let to = Destination::Slot(address);
                self.plain(handler, &instruction.with_destination(to), offset);
                return Some(Ok(()));
            }
            Kind::GlobalAdd { place, .. } | Kind::GlobalSetSum(place) => {
                integer_field(y).and_then(|y| plain(x, y, to, offset_in_context(place)))
            }
            Kind::LoadScaled(_, shift) => {
                let z = Operand::Constant(shift);
                let scaled = Instruction { z, ..*instruction };
                let cell = wide_cell(handler, &scaled);
                return Some(cell.map(|cell| cell.encode(&mut self.bytes)));
            }
            _ => return None,
        };
        Some(cell.map(|cell| cell.encode(&mut self.bytes)))
    }

    /// The instructions that have cells of their own.
    fn other(
        &mut self,
        handler: u64,
        instruction: &Instruction,
        translator: &Translator<'_>,
    ) -> Result<(), Error> {
        let (pins, context) = (translator.frame.pins, translator.frame.context);
        let header = translator.frame.header;
        let bytes = &mut self.bytes;
        match instruction.kind {
            Kind::Bulk(_, first, second) => {
                let slot = |operand: Operand| operand.slot().unwrap_or_default();
                let Instruction { x, y, z, .. } = *instruction;
                let (x, y, z) = (slot(x), slot(y), slot(z));
                cell::Bulk { handler, x, y, z, first, second, reserved: 0 }.encode(bytes);
            }
            Kind::CopySlots { from, to, count } => {
                cell::Copy { handler, from, to, count, reserved: 0 }.encode(bytes);
            }
            Kind::CopyCall { function, frame } => {
                let CallFrame { base, record } = frame;
                let (x, to) = (integer_field(instruction.x)?, destination(instruction.to));
                let (code, context) = (call::unlinked(), cell::NOT_KEPT);
                cell::CopyCall { handler, code, function, base, record, x, to, context, pins }
                    .encode(bytes);
            }
            Kind::Call { function, frame } => {
                let CallFrame { base, record } = frame;
                let (code, context) = (call::unlinked(), cell::NOT_KEPT);
                cell::Call { handler, code, function, base, record, context, pins }.encode(bytes);
            }
            Kind::CallImported { function, frame } => {
                let CallFrame { base, record } = frame;
                cell::CallImported { handler, function, base, record, context, pins }.encode(bytes);
                reenter(context, pins).encode(bytes);
            }
            Kind::CallIndirect { table, type_id, frame } => {
                let CallFrame { base, record } = frame;
                let x = integer_field(instruction.x)?;
                cell::CallIndirect { handler, x, table, type_id, base, record, context, pins }
                    .encode(bytes);
                reenter(context, pins).encode(bytes);
            }
            Kind::CallReference { frame } => {
                let CallFrame { base, record } = frame;
                let x = integer_field(instruction.x)?;
                cell::CallReference { handler, x, base, record, context, pins }.encode(bytes);
                reenter(context, pins).encode(bytes);
            }
            Kind::TailCall { callee, count } => {
                self.tail_call(handler, instruction, callee, count, header);
            }
            Kind::Throw { tag, from, count } => {
                cell::Throw { handler, tag, from, count, reserved: 0 }.encode(bytes);
            }
            Kind::ThrowRef => {
                let x = integer_field(instruction.x)?;
                cell::Short { handler, x, to: 0 }.encode(bytes);
            }
            Kind::Relay => self.relay(handler, translator),
            Kind::Return => cell::Return { handler, x: 0, header }.encode(bytes),
            Kind::ReturnValue(_) => {
                let x = self.field(instruction.x, offset_of!(cell::Return, x));
                cell::Return { handler, x, header }.encode(&mut self.bytes);
            }
            Kind::Trap(_) => cell::Trap { handler, reserved: 0 }.encode(bytes),
            _ => return Err(Error::internal(format!("no cell for {instruction:?}"))),
        }
        Ok(())
    }

    fn tail_call(
        &mut self,
        handler: u64,
        instruction: &Instruction,
        callee: TailCallee,
        count: u32,
        header: u32,
    ) {
        let (from, record) = (instruction.y.slot().unwrap_or_default(), instruction.offset);
        let relay = 0;
        match callee {
            TailCallee::Own(function) => {
                cell::TailCall { handler, from, count, header, record, relay, function }
                    .encode(&mut self.bytes);
            }
            TailCallee::Imported(function) => {
                let relay_field = offset_of!(cell::TailCall, relay);
                self.branch_field(relay_field, Goal::Label(instruction.label));
                cell::TailCall { handler, from, count, header, record, relay, function }
                    .encode(&mut self.bytes);
            }
            TailCallee::Indirect { .. } | TailCallee::Reference => {
                let (table, type_id) = match callee {
                    TailCallee::Indirect { table, type_id } => (table, type_id),
                    _ => (0, 0),
                };
                let relay_field = offset_of!(cell::TailCallIndirect, relay);
                self.branch_field(relay_field, Goal::Label(instruction.label));
                let x = instruction.x.slot().unwrap_or_default();
                cell::TailCallIndirect {
                    handler,
                    from,
                    count,
                    header,
                    record,
                    relay,
                    x,
                    table,
                    type_id,
                }
                .encode(&mut self.bytes);
            }
        }
    }

    /// Goes back to the function's instance, and returns what the callee returned.
    fn relay(&mut self, handler: u64, translator: &Translator<'_>) {
        let (header, context) = (translator.frame.header, translator.frame.context);
        let pins = PinnedSlots::default();
        cell::Relay { handler, reserved: 0, context, pins }.encode(&mut self.bytes);
        reenter(context, pins).encode(&mut self.bytes);
        let results = slots(translator.ty.results());
        if results > 0 {
            let handler = word(call::find_copy_slots());
            let from = tail_call::relayed_base(header);
            cell::Copy { handler, from, to: 0, count: results, reserved: 0 }
                .encode(&mut self.bytes);
        }
        cell::Return { handler: word(call::find_leave()), x: 0, header }.encode(&mut self.bytes);
    }

    pub(super) fn short(&mut self, handler: u64, instruction: &Instruction) {
        let x = self.field(instruction.x, offset_of!(cell::Short, x));
        cell::Short { handler, x, to: destination(instruction.to) }.encode(&mut self.bytes);
    }

    pub(super) fn plain(&mut self, handler: u64, instruction: &Instruction, extra: u32) {
        self.plain_cell(handler, instruction, extra).encode(&mut self.bytes);
    }

    pub(super) fn plain_cell(
        &mut self,
        handler: u64,
        instruction: &Instruction,
        extra: u32,
    ) -> cell::Plain {
        let x = self.field(instruction.x, offset_of!(cell::Plain, x));
        let y = self.field(instruction.y, offset_of!(cell::Plain, y));
        let to = destination(instruction.to);
        cell::Plain { handler, x, y, to, extra }
    }

    /// The field for an operand, which lies at `at` in the cell that is written next.
    #[inline]
    pub(super) fn field(&mut self, operand: Operand, at: usize) -> u32 {
        match operand {
            Operand::Wide(to) | Operand::Float(to) => {
                let cell = self.bytes.len();
                self.constants.push(Fixup { field: cell + at, cell, to });
                0
            }
            _ => operand.in_field().unwrap_or_default(),
        }
    }

    fn finish(
        mut self,
        translator: &Translator<'_>,
        room: &CodeRoom,
    ) -> Result<(Code, Vec<u8>), Error> {
        let pool = self.bytes.len();
        for constant in translator.constants.values() {
            self.bytes.extend_from_slice(&constant.to_ne_bytes());
        }
        if i32::try_from(self.bytes.len()).is_err() {
            return Err(Error::limit("the code of a function is larger than 2 GiB"));
        }
        for fixup in &self.constants {
            let distance = pool + fixup.to.0 as usize * size_of::<u64>() - fixup.cell;
            patch(&mut self.bytes, fixup.field, distance as u32);
        }
        for (index, fixup) in self.branches.iter().enumerate() {
            let target = match fixup.to {
                Goal::Label(label) => {
                    translator.labels[label.0 as usize].and_then(|index| self.starts.get(index))
                }
                Goal::Detour(index) => self.detour_starts.get(index),
            };
            let target = *target
                .ok_or_else(|| Error::internal("a branch to a label that was never placed"))?
                as usize;
            let distance = target as i64 - fixup.cell as i64;
            patch(&mut self.bytes, fixup.field, distance as i32 as u32);
            if index >= self.first_target {
                let entry = fixup.field - offset_of!(cell::Target, distance);
                let handler = target..target + size_of::<u64>();
                self.bytes.copy_within(handler, entry + offset_of!(cell::Target, handler));
            }
        }
        #[cfg(any(test, feature = "verify-code"))]
        super::verify::verify(translator, &self, pool)?;
        let start = |index: usize| self.starts.get(index).copied();
        let place = |label: Label| start(translator.labels[label.0 as usize]?);
        let cost = |label| self.costs.of_label(label, translator);
        let pins = translator.frame.pins;
        let catching = Catching::new(&translator.handlers, pins, start, place, cost)?;
        let code = Code::new(&self.bytes, translator.frame.header, catching, room);
        Ok((code, self.bytes))
    }
}

pub(super) fn patch(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_ne_bytes());
}

fn reenter(kept: u32, pins: PinnedSlots) -> cell::Reenter {
    cell::Reenter { handler: word(call::find_reenter()), kept, context: cell::NOT_KEPT, pins }
}

fn offset_in_context(place: Place) -> u32 {
    match place {
        Place::Inline(offset) | Place::Pointer(offset) => offset,
    }
}

pub(super) fn destination(to: Destination) -> u32 {
    to.slot().unwrap_or_default()
}

/// The field for an integer operand.
pub(super) fn integer_field(operand: Operand) -> Result<u32, Error> {
    operand.in_field().ok_or_else(|| Error::internal("a wide constant in a narrow field"))
}
