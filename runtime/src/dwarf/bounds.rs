//! What debugging information may cost: it is read by a library that trusts it more than a guest's can be.

use addr2line::gimli::{self, Reader, UnitRef};

/// How deeply entries may lie within others: functions inlined into each other are read recursively.
const MAX_DEPTH: isize = 512;

/// How many stretches of code all entries of a unit may have together: a list of them takes its bytes once, however
/// many entries refer to it, but memory for each.
const MAX_RANGES: usize = 1 << 20;

/// Whether the functions of a unit can be read without harm.
pub(super) fn are_kept<R: Reader>(unit: UnitRef<'_, R>) -> bool {
    look_through(unit).unwrap_or(false)
}

fn look_through<R: Reader>(unit: UnitRef<'_, R>) -> gimli::Result<bool> {
    let mut entries = unit.entries_raw(None)?;
    let mut ranges = 0;
    while !entries.is_empty() {
        if entries.next_depth() > MAX_DEPTH {
            return Ok(false);
        }
        let Some(abbreviation) = entries.read_abbreviation()? else { continue };
        for &attribute in abbreviation.attributes() {
            let attribute = entries.read_attribute(attribute)?;
            if attribute.name() != gimli::DW_AT_ranges {
                continue;
            }
            let Some(mut list) = unit.attr_ranges(attribute.value())? else { continue };
            while list.next()?.is_some() {
                ranges += 1;
                if ranges > MAX_RANGES {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}
