//! Data and element segments as the module declares them.

use std::ops::Range;

use wasmparser::{DataKind, ElementKind};

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
    /// Reads a validated segment.
    pub(crate) fn decode(data: &wasmparser::Data<'_>) -> Result<Self, Error> {
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
