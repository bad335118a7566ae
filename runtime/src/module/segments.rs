//! Data and element segments as the module declares them.

use std::ops::Range;

use wasmparser::{BinaryReader, Data, DataKind, ElementKind, SectionLimited, WasmFeatures};

use super::{ConstExpr, const_expr::short_constant, leb128::short_number};
use crate::error::Error;

/// Bytes to put into a memory. There may be tens of thousands of these in a module.
#[derive(Debug)]
pub(crate) struct DataSegment {
    pub(crate) target: DataTarget,
    length: u32,
    /// Where the bytes begin among those that are kept of the module.
    start: usize,
}

/// Where the bytes of a data segment are put when the module is instantiated.
#[derive(Debug)]
pub(crate) enum DataTarget {
    /// Nowhere: they wait for `memory.init`.
    Passive,
    /// At this place of memory 0, as nearly all are.
    Constant(u64),
    /// In the memory of this index, which is another one, or at a place that has to be computed.
    Computed(Box<(u32, ConstExpr)>),
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
                start = segment.bytes().end;
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
    /// memory 0, at a constant place.
    fn common(module: &[u8], start: usize) -> Option<Self> {
        const FOR_MEMORY_0: u8 = 0;
        let [FOR_MEMORY_0, rest @ ..] = module.get(start..)? else { return None };
        let (place, rest) = short_constant(rest)?;
        let (length, rest) = short_number(rest, false)?;
        let start = module.len() - rest.len();
        let target = DataTarget::Constant(place.into());
        (length as usize <= rest.len()).then_some(Self { target, length, start })
    }

    /// Reads a validated segment.
    fn decode(data: &Data<'_>) -> Result<Self, Error> {
        let target = match &data.kind {
            DataKind::Passive => DataTarget::Passive,
            DataKind::Active { memory_index, offset_expr } => {
                let place = ConstExpr::decode(offset_expr)?;
                match place.known() {
                    Some([place, _]) if *memory_index == 0 => DataTarget::Constant(place),
                    _ => DataTarget::Computed(Box::new((*memory_index, place))),
                }
            }
        };
        // The segment ends with its bytes.
        let start = data.range.end as usize - data.data.len();
        Ok(Self { target, length: data.data.len() as u32, start })
    }

    /// How many bytes it has.
    pub(crate) fn length(&self) -> u32 {
        self.length
    }

    /// Where its bytes lie among those that are kept of the module.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.start..self.start + self.length as usize
    }
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
