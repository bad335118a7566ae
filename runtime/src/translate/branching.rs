//! The cells of branches: where they lead, and what they take off the fuel.

use std::collections::{HashMap, HashSet};
use std::mem::offset_of;

use super::instruction::{Instruction, Kind, Label};
use super::lower::{Fixup, Writer, destination, integer_field, patch};
use super::translator::Translator;
use crate::error::Error;
use crate::interpreter::cell::{self, Cell};
use crate::interpreter::handler::branch;
use crate::interpreter::word;

/// A branch by index takes detours to fewer of its targets than one in so many.
const FEW: usize = 4;

/// A cell behind the code that pays for a branch whose handler cannot.
pub(super) struct Detour {
    cost: u32,
    to: Label,
}

/// Where a branch leads.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    Label(Label),
    /// The detour with this index.
    Detour(usize),
}

/// How a branch gets to its label.
#[derive(Clone, Copy)]
pub(super) struct Way {
    goal: Goal,
    /// What its handler takes off the fuel, if it does.
    cost: Option<u32>,
}

impl Writer {
    /// What a branch, whose cell is written next, pays; `None` if it does not.
    pub(super) fn cost(
        &self,
        branch: &Instruction,
        to: Label,
        translator: &Translator<'_>,
    ) -> Option<u32> {
        self.costs.of_branch(self.starts.len() - 1, branch, to, translator)
    }

    /// What an instruction pays for its label, if it is a branch to one. A branch by index pays if it
    /// does for a good part of its targets. A call pays what the beginning of the callee says.
    pub(super) fn toll(
        &self,
        instruction: &Instruction,
        translator: &Translator<'_>,
    ) -> Option<u32> {
        if self.costs.are_none() {
            return None;
        }
        match instruction.kind {
            Kind::BranchTable(table) | Kind::LoadTable(_, _, table) => {
                let labels: HashSet<_> = translator.tables[table as usize].iter().collect();
                let paying =
                    labels.iter().filter_map(|&&label| self.cost(instruction, label, translator));
                (paying.count() * FEW > labels.len()).then_some(0)
            }
            Kind::Call { .. } | Kind::CopyCall { .. } | Kind::CallIndirect { .. } => {
                translator.module.engine.config().consumes_fuel().then_some(0)
            }
            _ if instruction.is_branch() => self.cost(instruction, instruction.label, translator),
            _ => None,
        }
    }

    /// The way of a branch that pays a toll, itself if its handler is `metered`.
    pub(super) fn way(&mut self, label: Label, toll: Option<u32>, metered: bool) -> Way {
        match toll {
            Some(cost) if !metered => {
                self.detours.push(Detour { cost, to: label });
                Way { goal: Goal::Detour(self.detours.len() - 1), cost: None }
            }
            cost => Way { goal: Goal::Label(label), cost },
        }
    }

    /// Writes the cell of a branch to its label.
    pub(super) fn branch(
        &mut self,
        handler: u64,
        instruction: &Instruction,
        way: Way,
    ) -> Result<(), Error> {
        let cost = way.cost.unwrap_or_default();
        match instruction.kind {
            Kind::Branch => {
                self.branch_field(offset_of!(cell::Branch, distance), way.goal);
                cell::Branch { handler, distance: 0, cost }.encode(&mut self.bytes);
            }
            Kind::CopyBranch => {
                self.branch_field(offset_of!(cell::Plain, extra), way.goal);
                let (x, to) = (integer_field(instruction.x)?, destination(instruction.to));
                cell::Plain { handler, x, y: cost, to, extra: 0 }.encode(&mut self.bytes);
            }
            Kind::AddJump if way.cost.is_none() => {
                self.branch_field(offset_of!(cell::Plain, extra), way.goal);
                self.plain(handler, instruction, 0);
            }
            Kind::BranchIf(_) | Kind::BranchIfFloat(..) => {
                self.branch_field(offset_of!(cell::Plain, extra), way.goal);
                let plain = self.plain_cell(handler, instruction, 0);
                cell::Plain { to: cost, ..plain }.encode(&mut self.bytes);
            }
            _ => {
                self.branch_field(offset_of!(cell::Wide, distance), way.goal);
                let wide = wide_cell(handler, instruction)?;
                match instruction.kind {
                    Kind::LoadBranch(..) => cell::Wide { z: cost, ..wide },
                    Kind::LoadMaskedBranch(..) => cell::Wide { to: cost, ..wide },
                    _ => cell::Wide { offset: cost, ..wide },
                }
                .encode(&mut self.bytes);
            }
        }
        Ok(())
    }

    /// Writes the cell of a branch by index.
    pub(super) fn branch_table(
        &mut self,
        handler: u64,
        instruction: &Instruction,
        metered: bool,
        translator: &Translator<'_>,
    ) -> Result<(), Error> {
        let Some(table) = instruction.table() else {
            return Err(Error::internal(format!("no table for {instruction:?}")));
        };
        let last = translator.tables[table as usize].len() as u32 - 1;
        let to = self.targets(table, instruction, metered, translator);
        let cell = self.bytes.len();
        let mut distance_at =
            |field| self.table_fields.push(Fixup { field: cell + field, cell, to });
        let x = integer_field(instruction.x)?;
        let Instruction { to, offset, .. } = *instruction;
        if let Kind::LoadTable(_, addend, _) = instruction.kind {
            distance_at(offset_of!(cell::LoadTable, table));
            let to = destination(to);
            cell::LoadTable { handler, x, to, offset, addend, last, table: 0 }
                .encode(&mut self.bytes);
        } else {
            distance_at(offset_of!(cell::BranchTable, table));
            cell::BranchTable { handler, x, addend: offset, last, table: 0 }
                .encode(&mut self.bytes);
        }
        Ok(())
    }

    /// The number of the targets of a branch by this table of the function. Where nobody pays, they are those of all
    /// branches by it.
    fn targets(
        &mut self,
        table: u32,
        instruction: &Instruction,
        metered: bool,
        translator: &Translator<'_>,
    ) -> usize {
        if let Some(&shared) = self.shared_tables.get(&table) {
            return shared;
        }
        let ways = self.ways(instruction, metered, translator);
        self.tables.push(ways);
        let number = self.tables.len() - 1;
        if self.costs.are_none() {
            self.shared_tables.insert(table, number);
        }
        number
    }

    /// The ways to the targets of a branch by index.
    fn ways(
        &mut self,
        instruction: &Instruction,
        metered: bool,
        translator: &Translator<'_>,
    ) -> Vec<Way> {
        let mut known = HashMap::new();
        let mut way = |&label: &Label| {
            *known.entry(label).or_insert_with(|| {
                let toll = self.cost(instruction, label, translator);
                self.way(label, toll, metered)
            })
        };
        instruction.labels(translator).iter().map(&mut way).collect()
    }

    /// Writes the tables of the branches by index, when all that branches otherwise has been written.
    pub(super) fn tables(&mut self) {
        self.first_target = self.branches.len();
        for ways in std::mem::take(&mut self.tables) {
            let table = self.bytes.len();
            for way in ways {
                let field = self.bytes.len() + offset_of!(cell::Target, distance);
                self.branches.push(Fixup { field, cell: table, to: way.goal });
                let cost = way.cost.unwrap_or_default();
                // The rest is filled in when all is there.
                cell::Target { handler: 0, distance: 0, cost }.encode(&mut self.bytes);
            }
            self.table_ranges.push(table..self.bytes.len());
        }
        for fixup in &self.table_fields {
            let distance = self.table_ranges[fixup.to].start - fixup.cell;
            patch(&mut self.bytes, fixup.field, distance as u32);
        }
    }

    /// Notes that the field `at` of the cell that is written next is the distance to a goal.
    pub(super) fn branch_field(&mut self, at: usize, to: Goal) {
        let cell = self.bytes.len();
        self.branches.push(Fixup { field: cell + at, cell, to });
    }

    /// Writes the detours.
    pub(super) fn detours(&mut self) {
        for Detour { cost, to } in std::mem::take(&mut self.detours) {
            self.detour_starts.push(self.bytes.len() as u32);
            self.branch_field(offset_of!(cell::Branch, distance), Goal::Label(to));
            let handler = word(branch::find_branch(true));
            cell::Branch { handler, distance: 0, cost }.encode(&mut self.bytes);
        }
    }
}

/// The cell of an instruction with three operands or an offset.
pub(super) fn wide_cell(handler: u64, instruction: &Instruction) -> Result<cell::Wide, Error> {
    let Instruction { x, y, z, to, offset, .. } = *instruction;
    let (x, y, z) = (integer_field(x)?, integer_field(y)?, integer_field(z)?);
    Ok(cell::Wide { handler, x, y, to: destination(to), z, offset, distance: 0 })
}
