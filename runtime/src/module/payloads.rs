//! The parts of a module, one after the other.

use wasmparser::{Chunk, Parser, Payload, WasmFeatures};

/// Reads the parts of a module that is there as a whole.
pub(super) struct Payloads<'a> {
    parser: Parser,
    rest: &'a [u8],
    is_over: bool,
}

impl<'a> Payloads<'a> {
    pub(super) fn new(module: &'a [u8], features: WasmFeatures) -> Self {
        let mut parser = Parser::new(0);
        parser.set_features(features);
        Self { parser, rest: module, is_over: false }
    }

    /// Leaves out the bodies in the code section that has just begun, which has `size` bytes.
    pub(super) fn skip_bodies(&mut self, size: u32) {
        self.parser.skip_section();
        self.rest = &self.rest[size as usize..];
    }
}

impl<'a> Iterator for Payloads<'a> {
    type Item = wasmparser::Result<Payload<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        match self.parser.parse(self.rest, true) {
            Ok(Chunk::Parsed { consumed, payload }) => {
                self.rest = &self.rest[consumed..];
                self.is_over = matches!(payload, Payload::End(_));
                Some(Ok(payload))
            }
            Ok(Chunk::NeedMoreData(_)) => unreachable!("the parser was told that this is all"),
            Err(error) => {
                self.is_over = true;
                Some(Err(error))
            }
        }
    }
}
