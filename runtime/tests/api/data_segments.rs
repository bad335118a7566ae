//! Data segments of which there is much: several threads may share them, which nobody may notice.

use wasmrun_runtime::{Config, Engine, Memory, MemoryType};

use crate::world::World;

const PAGE: usize = 1 << 16;
const PAGES: usize = 40;
const LENGTH: usize = 100_000;

/// So many bytes for a place of a memory.
struct Segment {
    place: usize,
    length: usize,
    /// What says the place.
    offset: String,
}

impl Segment {
    fn new(place: usize, length: usize, offset: &str) -> Self {
        Self { place, length, offset: offset.replace('#', &place.to_string()) }
    }

    /// Whether it lies in a memory of so many bytes.
    fn fits(&self, bytes: usize) -> bool {
        self.place.saturating_add(self.length) <= bytes
    }
}

/// Puts segments of `LENGTH` bytes at these places of a memory.
fn check(places: &[usize]) {
    let segment = |&place: &usize| Segment::new(place, LENGTH, "i32.const #");
    check_in(MemoryType::new(PAGES as u32, None), &places.iter().map(segment).collect::<Vec<_>>());
}

/// Puts these segments into a memory of `PAGES`, each with a letter of its own.
fn check_in(ty: MemoryType, segments: &[Segment]) {
    let engines = [Engine::default(), Engine::new(Config::new().consume_fuel(true)).unwrap()];
    for engine in engines {
        let mut world = World::with_engine(engine, ());
        world.store.set_fuel(1 << 40).ok();
        let memory = Memory::new(&mut world.store, ty).unwrap();
        world.linker.define(&world.store, "host", "memory", memory).unwrap();
        let letters = || ('a'..='z').cycle();
        let data = segments.iter().zip(letters()).map(|(segment, letter)| {
            let content = letter.to_string().repeat(segment.length);
            format!("(data ({}) \"{content}\")", segment.offset)
        });
        let data: String = data.collect();
        let address = if ty.is_64() { "i64" } else { "i32" };
        let text = format!("(module (import \"host\" \"memory\" (memory {address} 1)) {data})");

        let mut expected = vec![0; PAGES * PAGE];
        let mut fits = true;
        for (segment, letter) in segments.iter().zip(letters()) {
            fits = fits && segment.fits(expected.len());
            if fits {
                expected[segment.place..][..segment.length].fill(letter as u8);
            }
        }
        let places: Vec<usize> = segments.iter().map(|segment| segment.place).collect();
        assert_eq!(world.instantiate(&text).is_ok(), fits, "{places:?}");
        assert!(memory.data(&world.store) == expected, "{places:?}");
    }
}

#[test]
fn each_is_where_it_belongs() {
    let apart: Vec<usize> = (0..20).map(|index| 100 + index * (LENGTH + 777)).collect();
    check(&apart);
    let adjacent: Vec<usize> = (0..26).map(|index| index * LENGTH).collect();
    check(&adjacent);
    check(&[0, PAGES * PAGE - LENGTH]);
}

#[test]
fn later_ones_go_over_those_before() {
    let overlapping: Vec<usize> = (0..20).map(|index| index * (LENGTH - 3_000)).collect();
    check(&overlapping);
    let backwards: Vec<usize> = overlapping.into_iter().rev().collect();
    check(&backwards);
}

#[test]
fn those_before_one_that_does_not_fit_are_copied() {
    let places: Vec<usize> = (0..28).map(|index| index * LENGTH).collect();
    check(&places);
    check(&[0, LENGTH, PAGES * PAGE - LENGTH + 1, 5 * LENGTH]);
}

/// Segments one behind the other, every third of them empty, with these offsets in turn.
fn in_turn(offsets: &[&str]) -> Vec<Segment> {
    let segment = |(index, offset): (usize, &&str)| {
        let length = if index % 3 == 1 { 0 } else { LENGTH };
        Segment::new(index * LENGTH, length, offset)
    };
    offsets.iter().cycle().take(26).enumerate().map(segment).collect()
}

#[test]
fn empty_and_computed_ones_may_be_between() {
    let ty = || MemoryType::new(PAGES as u32, None);
    check_in(ty(), &in_turn(&["i32.const #"]));
    check_in(ty(), &in_turn(&["i32.const #", "i32.add (i32.const #) (i32.const 0)"]));
    let mut segments = in_turn(&["i32.const #"]);
    segments.push(Segment::new(PAGES * PAGE, 0, "i32.const #"));
    check_in(ty(), &segments);
    segments.push(Segment::new(PAGES * PAGE + 1, 0, "i32.const #"));
    check_in(ty(), &segments);
}

#[test]
fn a_memory_may_have_addresses_of_64_bits() {
    let ty = || MemoryType::new64(PAGES as u64, None);
    check_in(ty(), &in_turn(&["i64.const #"]));
    check_in(ty(), &in_turn(&["i64.const #", "i64.add (i64.const #) (i64.const 0)"]));
    for length in [0, 1] {
        let mut segments = in_turn(&["i64.const #"]);
        segments.push(Segment::new(usize::MAX, length, "i64.const #"));
        check_in(ty(), &segments);
    }
}
