//! What debugging information may cost: it is read by a library that trusts it more than a guest's can be.

use addr2line::gimli::{self, AttributeValue, Dwarf, Reader, Section, UnitHeader, UnitRef};

/// How deeply entries may lie within others: functions inlined into each other are read recursively.
const MAX_DEPTH: isize = 128;

/// Tables that units share are read for each of them, and lists of ranges for each entry that has them: together they may
/// be so many times as long as all information is.
const MAX_SHARING: usize = 8;

/// That many bytes there may be in any case.
const MIN_BYTES: usize = 64 << 10;

/// What a stretch of code takes in memory.
const RANGE_BYTES: usize = 16;

/// Whether what is read of all units at once, out of information of so many bytes, keeps to the bounds.
pub(super) fn are_kept_by_units<R: Reader<Offset = usize>>(dwarf: &Dwarf<R>, bytes: usize) -> bool {
    let mut left = allowance(bytes);
    let mut units = dwarf.units();
    // Broken units are left out, and a broken list of them ends, later as here.
    while let Ok(Some(header)) = units.next() {
        if look_at_unit(dwarf, header, &mut left) == Ok(false) {
            return false;
        }
    }
    true
}

/// Takes what is read of a unit at first off `left`; false if that is not enough.
fn look_at_unit<R: Reader<Offset = usize>>(
    dwarf: &Dwarf<R>,
    header: UnitHeader<R>,
    left: &mut usize,
) -> gimli::Result<bool> {
    if !spend(left, abbreviations_length(dwarf, header.debug_abbrev_offset().0)?) {
        return Ok(false);
    }
    let abbreviations = dwarf.abbreviations(&header)?;
    let mut entries = header.entries_raw(&abbreviations, None)?;
    if let Some(root) = entries.read_abbreviation()? {
        for &attribute in root.attributes() {
            if let AttributeValue::DebugLineRef(offset) = entries.read_attribute(attribute)?.value()
                && !spend(left, line_program_length(dwarf, offset.0)?)
            {
                return Ok(false);
            }
        }
    }
    let unit = dwarf.unit(header)?;
    let mut ranges = dwarf.unit_ranges(&unit)?;
    while ranges.next()?.is_some() {
        if !spend(left, RANGE_BYTES) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many bytes the table of abbreviations at `offset` has.
fn abbreviations_length<R: Reader<Offset = usize>>(
    dwarf: &Dwarf<R>,
    offset: usize,
) -> gimli::Result<usize> {
    let mut input = dwarf.debug_abbrev.reader().clone();
    input.skip(offset)?;
    let begin = input.len();
    // Each has a code and a tag, says whether there are entries within, and has a list of attributes.
    while input.read_uleb128()? != 0 {
        input.read_uleb128()?;
        input.read_u8()?;
        loop {
            let (name, form) = (input.read_uleb128()?, input.read_uleb128()?);
            if form == u64::from(gimli::DW_FORM_implicit_const.0) {
                input.read_sleb128()?;
            }
            if (name, form) == (0, 0) {
                break;
            }
        }
    }
    Ok(begin - input.len())
}

/// How many bytes the line program at `offset` has, with its lists of files.
fn line_program_length<R: Reader<Offset = usize>>(
    dwarf: &Dwarf<R>,
    offset: usize,
) -> gimli::Result<usize> {
    let mut input = dwarf.debug_line.reader().clone();
    input.skip(offset)?;
    let (length, _) = input.read_initial_length()?;
    Ok(length.min(input.len()))
}

/// Whether the functions of all units, out of information of so many bytes, can be read without harm. It takes a look at every
/// entry.
pub(super) fn are_kept_by_functions<R: Reader>(dwarf: &Dwarf<R>, bytes: usize) -> bool {
    let mut left = allowance(bytes);
    let mut units = dwarf.units();
    while let Ok(Some(header)) = units.next() {
        let Ok(unit) = dwarf.unit(header) else { continue };
        if look_through(UnitRef::new(dwarf, &unit), &mut left) != Ok(true) {
            return false;
        }
    }
    true
}

/// Takes what is read of a unit's functions off `left`; false if that is not enough, or they lie too deep.
fn look_through<R: Reader>(unit: UnitRef<'_, R>, left: &mut usize) -> gimli::Result<bool> {
    let mut entries = unit.entries_raw(None)?;
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
                if !spend(left, RANGE_BYTES) {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

/// How many bytes may be read of information that has so many.
fn allowance(bytes: usize) -> usize {
    bytes.saturating_mul(MAX_SHARING).saturating_add(MIN_BYTES)
}

/// Takes bytes off those that are left, if there are so many.
fn spend(left: &mut usize, bytes: usize) -> bool {
    let rest = left.checked_sub(bytes);
    *left = rest.unwrap_or(0);
    rest.is_some()
}
