//! Connects a program's standard streams.

use std::io::{self, Write};

use wasmrun_runtime::wasi::{Input, Output, WasiCtxBuilder};

use super::program::{OutputSink, Stream, Streams};

/// `builder` with the streams.
pub(super) fn connect(builder: WasiCtxBuilder, streams: &Streams) -> WasiCtxBuilder {
    match streams {
        Streams::Inherited => {
            builder.stdin(Input::inherit()).stdout(Output::inherit()).stderr(Output::inherit())
        }
        Streams::Told(sink) => {
            let output = |stream| Output::writer(Teller { sink: sink.clone(), stream });
            builder
                .stdin(Input::bytes(""))
                .stdout(output(Stream::Output))
                .stderr(output(Stream::Error))
        }
    }
}

struct Teller {
    sink: OutputSink,
    stream: Stream,
}

impl Write for Teller {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.sink.0)(self.stream, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
