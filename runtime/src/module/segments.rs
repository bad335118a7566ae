//! Data and element segments as the module declares them.

use std::ops::Range;

use wasmparser::{BinaryReader, Data, DataKind, ElementKind, SectionLimited, WasmFeatures};

use super::ConstExpr;
use crate::error::Error;

/// Bytes to put into a memory.
#[derive(Debug)]
pub(crate) struct DataSegment {
    /// For an active segment, the memory and the place in it.
    pub(crate) target: Option<(u32, ConstExpr)>,
    /// Where the bytes lie among those that are kept of the module.
    pub(crate) bytes: Range<usize>,
}

impl DataSegment {
    /// Reads a validated section of `module`.
    pub(crate) fn decode_all(
        section: &SectionLimited<'_, Data<'_>>,
        module: &[u8],
        features: WasmFeatures,
    ) -> Result<Vec<Self>, Error> {
        let module = &module[..section.range().end as usize];
        let mut start = section.original_position() as usize;
        let mut segments = Vec::new();
        // The count is only a claim, and each segment takes two bytes at least.
        let most = module.len().saturating_sub(start) / 2;
        // If there is no room for all, it will be noticed when there are so many.
        _ = segments.try_reserve_exact(most.min(section.count() as usize));
        for _ in 0..section.count() {
            if let Some(segment) = Self::common(module, start) {
                start = segment.bytes.end;
                segments.push(segment);
                continue;
            }
            let mut reader = BinaryReader::new_features(&module[start..], start as u64, features);
            segments.push(Self::decode(&reader.read()?)?);
            start = reader.original_position() as usize;
        }
        Ok(segments)
    }

    /// Reads the segment that begins at `start` if it is of the kind that nearly all are: active, for
    /// memory 0, at a constant place. There may be tens of thousands of them, for which the reader of
    /// all operators takes long.
    fn common(module: &[u8], start: usize) -> Option<Self> {
        const FOR_MEMORY_0: u8 = 0;
        const I32_CONST: u8 = 0x41;
        const END: u8 = 0x0b;
        let [FOR_MEMORY_0, I32_CONST, rest @ ..] = module.get(start..)? else { return None };
        let (place, [END, rest @ ..]) = number(rest, true)? else { return None };
        let (length, rest) = number(rest, false)?;
        let begin = module.len() - rest.len();
        let target = Some((0, ConstExpr::of_i32(place as i32)));
        (length as usize <= rest.len())
            .then(|| Self { target, bytes: begin..begin + length as usize })
    }

    /// Reads a validated segment.
    fn decode(data: &Data<'_>) -> Result<Self, Error> {
        let target = match &data.kind {
            DataKind::Passive => None,
            DataKind::Active { memory_index, offset_expr } => {
                Some((*memory_index, ConstExpr::decode(offset_expr)?))
            }
        };
        // The segment ends with its bytes.
        let end = data.range.end as usize;
        Ok(Self { target, bytes: end - data.data.len()..end })
    }
}

/// A number in LEB128, if it takes no more than four bytes, and what follows it.
fn number(bytes: &[u8], signed: bool) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().enumerate().take(4) {
        number |= u32::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let unused = if signed { 32 - 7 * (index + 1) } else { 0 };
            let extended = ((number << unused) as i32 >> unused) as u32;
            return Some((extended, &bytes[index + 1..]));
        }
    }
    None
}

/// References to put into a table.
#[derive(Debug)]
pub(crate) struct ElementSegment {
    pub(crate) mode: ElementMode,
    pub(crate) items: ElementItems,
}

/// What becomes of an element segment when the module is instantiated.
#[derive(Clone, Debug)]
pub(crate) enum ElementMode {
    /// It waits for `table.init`.
    Passive,
    /// It is copied to this place in this table.
    Active(u32, ConstExpr),
    /// It only declares functions that are referred to.
    Declared,
}

/// The references of an element segment.
#[derive(Debug)]
pub(crate) enum ElementItems {
    Functions(Box<[u32]>),
    Expressions(Box<[ConstExpr]>),
}

impl ElementSegment {
    /// Reads a validated segment.
    pub(crate) fn decode(element: wasmparser::Element<'_>) -> Result<Self, Error> {
        let mode = match &element.kind {
            ElementKind::Passive => ElementMode::Passive,
            ElementKind::Declared => ElementMode::Declared,
            ElementKind::Active { table_index, offset_expr } => {
                ElementMode::Active(table_index.unwrap_or(0), ConstExpr::decode(offset_expr)?)
            }
        };
        let items = match element.items {
            wasmparser::ElementItems::Functions(functions) => {
                ElementItems::Functions(functions.into_iter().collect::<Result<_, _>>()?)
            }
            wasmparser::ElementItems::Expressions(_, expressions) => ElementItems::Expressions(
                expressions
                    .into_iter()
                    .map(|expr| ConstExpr::decode(&expr?))
                    .collect::<Result<_, _>>()?,
            ),
        };
        Ok(Self { mode, items })
    }
}
