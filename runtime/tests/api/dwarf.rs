//! Debugging information made to hurt.

use wasmrun_runtime::SourceMap;

use crate::world::World;

/// Abbreviations of a unit, of a function, and of a function inlined somewhere: all have entries within, and the
/// first two begin at an address and have a length.
const ABBREVIATIONS: &[u8] = b"\
    \x01\x11\x01\x11\x01\x12\x06\0\0\
    \x02\x2e\x01\x11\x01\x12\x06\0\0\
    \x03\x1d\x01\0\0\
    \0";

/// A module whose function `run` traps, with so many functions inlined into each other.
fn module_with_inlined(count: usize) -> Vec<u8> {
    let everything = b"\0\0\0\0\xff\xff\0\0";
    let entries = [
        b"\x04\0\0\0\0\0\x04\x01",
        everything.as_slice(),
        b"\x02",
        everything,
        &vec![3; count],
        &vec![0; count + 2],
    ]
    .concat();
    let info = [&(entries.len() as u32).to_le_bytes(), entries.as_slice()].concat();
    module_with([(".debug_abbrev", ABBREVIATIONS), (".debug_info", &info)])
}

/// A module whose function `run` traps, with these custom sections.
fn module_with<'a>(sections: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut wasm = wat::parse_str(r#"(module (func (export "run") unreachable))"#).unwrap();
    for (name, content) in sections {
        let section = [&[name.len() as u8], name.as_bytes(), content].concat();
        // A number of five bytes, as long as it may be.
        let length = [0, 7, 14, 21, 28].map(|bits| (section.len() >> bits) as u8 | 0x80);
        wasm.extend_from_slice(&[0, length[0], length[1], length[2], length[3], length[4] & 0x7f]);
        wasm.extend_from_slice(&section);
    }
    wasm
}

#[test]
fn functions_inlined_too_deeply_are_left_out() {
    for (count, known) in [(3, 1), (100, 1), (1_000_000, 0)] {
        let wasm = module_with_inlined(count);
        let mut world = World::new(());
        let module = wasmrun_runtime::Module::new(&world.engine, &wasm).unwrap();
        let instance = world.linker.instantiate(&mut world.store, &module).unwrap();
        let error = world.call(instance, "run", &[]).unwrap_err();
        let sources = SourceMap::new(&wasm).unwrap();
        for _ in 0..2 {
            assert_eq!(sources.locate(&error.backtrace()[0]).len(), known, "{count}");
        }
    }
}

#[test]
fn damaged_information_does_no_harm() {
    let text =
        "(module\n (func $f (param i32) (result i32)\n (i32.div_u (i32.const 1) (local.get 0)))
        (func (export \"run\") (result i32)\n (call $f (i32.const 0))))";
    let wasm = wat::Parser::new()
        .generate_dwarf(wat::GenerateDwarf::Full)
        .parse_str(Some("run.wat".as_ref()), text)
        .unwrap();
    let mut world = World::new(());
    let module = wasmrun_runtime::Module::new(&world.engine, &wasm).unwrap();
    let instance = world.linker.instantiate(&mut world.store, &module).unwrap();
    let error = world.call(instance, "run", &[]).unwrap_err();
    let begin = wasm.windows(7).position(|window| window == b".debug_").unwrap();
    for place in begin..wasm.len() {
        for change in [1, 0x80, 0xff] {
            let mut damaged = wasm.clone();
            damaged[place] ^= change;
            let Some(sources) = SourceMap::new(&damaged) else { continue };
            for frame in error.backtrace() {
                sources.locate(frame);
            }
            // The table may be long, but not longer than the section says.
            assert!(sources.lines().take(100_000).count() < 100_000);
        }
    }
}

#[test]
fn tables_that_too_many_units_share_are_not_read() {
    // Units that have nothing but a line program, all the same; and abbreviations, long ones.
    let line_program = [100_000_u32.to_le_bytes().as_slice(), &vec![0; 100_000]].concat();
    let abbreviations = b"\x01\x11\0\x10\x17\0\0\0".as_slice();
    let long = [&b"\x02\x11\0\x03\x08\0\0".repeat(10_000), abbreviations].concat();
    let unit = b"\x0c\0\0\0\x04\0\0\0\0\0\x04\x01\0\0\0\0";
    for (count, known) in [(1, true), (4, true), (1000, false)] {
        let units = unit.repeat(count);
        for (abbreviations, line_program) in
            [(abbreviations, line_program.as_slice()), (&long, b"".as_slice())]
        {
            let wasm = module_with([
                (".debug_abbrev", abbreviations),
                (".debug_info", &units),
                (".debug_line", line_program),
            ]);
            assert_eq!(SourceMap::new(&wasm).is_some(), known, "{count}");
        }
    }
}
