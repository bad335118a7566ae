//! Vectors: every operator, lane by lane, against what the operators on single numbers must give.

use std::cell::RefCell;

use proptest::prelude::*;

use super::{
    DOUBLE, Format, Guest, Operator, SINGLE, Wanted,
    exact::{Exact, range},
    float,
    guest::{bits_of, double, integer, single, value_of},
    integer::{self, Operands, lower},
    lanes::{joined, lanes},
};

/// The lanes that an operator must give for the bits of its operands.
type Reference = Box<dyn Fn([u128; 3]) -> Vec<Wanted>>;

/// An operator with its reference.
struct Vectorial {
    operator: Operator,
    /// The lanes of the result; a scalar is one lane.
    format: Format,
    reference: Reference,
}

/// Lanes of integers have no NaNs, so that only their width matters.
fn lanes_of(bits: u32) -> Format {
    Format { bits, ..SINGLE }
}

/// The list of operators, while it is written.
#[derive(Default)]
struct Operators(Vec<Vectorial>);

const VECTORS: [&str; 3] = ["v128"; 3];

/// The names of shapes and the bits of their lanes.
const SHAPES: [(&str, u32); 4] = [("i8x16", 8), ("i16x8", 16), ("i32x4", 32), ("i64x2", 64)];
const FLOAT_SHAPES: [(&str, Format); 2] = [("f32x4", SINGLE), ("f64x2", DOUBLE)];
const SIGNS: [(&str, bool); 2] = [("s", true), ("u", false)];

impl Operators {
    fn add(
        &mut self,
        text: impl Into<String>,
        params: &[&'static str],
        (result, format): (&'static str, Format),
        reference: impl Fn([u128; 3]) -> Vec<Wanted> + 'static,
    ) {
        let operator = Operator { text: text.into(), params: params.to_vec(), result };
        self.0.push(Vectorial { operator, format, reference: Box::new(reference) });
    }

    /// An operator on vectors that gives a vector of integers.
    fn integers(
        &mut self,
        text: impl Into<String>,
        count: usize,
        bits: u32,
        reference: impl Fn([u128; 3]) -> Vec<i128> + 'static,
    ) {
        self.add(text, &VECTORS[..count], ("v128", lanes_of(bits)), move |operands| {
            reference(operands).iter().map(|&lane| Wanted::Bits(lower(lane, bits))).collect()
        });
    }

    /// One that does the same with each two lanes.
    fn pairwise(
        &mut self,
        text: impl Into<String>,
        bits: u32,
        reference: impl Fn(Operands) -> i128 + 'static,
    ) {
        self.integers(text, 2, bits, move |[a, b, _]| {
            lanes(a, bits)
                .into_iter()
                .zip(lanes(b, bits))
                .map(|(a, b)| reference(Operands::new(bits, [a, b])))
                .collect()
        });
    }
}

/// Lanes as signed or unsigned numbers.
fn numbers(vector: u128, bits: u32, signed: bool) -> Vec<i128> {
    let number = |lane| {
        let operands = Operands::new(bits, [lane, 0]);
        if signed { operands.signed[0] } else { operands.unsigned[0] }
    };
    lanes(vector, bits).into_iter().map(number).collect()
}

fn saturate(value: i128, bits: u32, signed: bool) -> i128 {
    let (least, greatest) = range(bits, signed);
    value.clamp(least, greatest)
}

/// All bits of a lane if it is true.
fn truth(value: bool) -> i128 {
    -i128::from(value)
}

fn bitwise(operators: &mut Operators) {
    operators.integers("v128.not", 1, 64, |[a, ..]| numbers(!a, 64, false));
    operators.integers("v128.and", 2, 64, |[a, b, _]| numbers(a & b, 64, false));
    operators.integers("v128.andnot", 2, 64, |[a, b, _]| numbers(a & !b, 64, false));
    operators.integers("v128.or", 2, 64, |[a, b, _]| numbers(a | b, 64, false));
    operators.integers("v128.xor", 2, 64, |[a, b, _]| numbers(a ^ b, 64, false));
    let selected = |[a, b, c]: [u128; 3]| numbers(a & c | b & !c, 64, false);
    operators.integers("v128.bitselect", 3, 64, selected);
    for (shape, _) in SHAPES {
        // Of the choices that the specification leaves, this is the one made here.
        operators.integers(format!("{shape}.relaxed_laneselect"), 3, 64, selected);
    }
    operators.add("v128.any_true", &["v128"], ("i32", SINGLE), |[a, ..]| {
        vec![Wanted::Bits((a != 0).into())]
    });
}

/// What is there for all shapes of integers.
fn integers(operators: &mut Operators) {
    for (shape, bits) in SHAPES {
        let scalar = |name: &str| integer::BINARY.iter().find(|(n, _)| *n == name).unwrap().1;
        for name in ["add", "sub"].into_iter().chain((bits > 8).then_some("mul")) {
            let reference = scalar(name);
            operators.pairwise(format!("{shape}.{name}"), bits, move |o| reference(o).unwrap());
        }
        let signed = ["eq", "ne", "lt_s", "gt_s", "le_s", "ge_s"];
        let unsigned = ["lt_u", "gt_u", "le_u", "ge_u"];
        for name in signed.iter().chain(unsigned.iter().filter(|_| bits < 64)) {
            let reference = scalar(name);
            operators
                .pairwise(format!("{shape}.{name}"), bits, move |o| truth(reference(o) == Ok(1)));
        }
        for name in ["shl", "shr_s", "shr_u"] {
            let reference = scalar(name);
            operators.add(
                format!("{shape}.{name}"),
                &["v128", "i32"],
                ("v128", lanes_of(bits)),
                move |[a, by, _]| {
                    let shifted = |lane| reference(Operands::new(bits, [lane, by as u64])).unwrap();
                    let lanes = lanes(a, bits).into_iter();
                    lanes.map(|lane| Wanted::Bits(lower(shifted(lane), bits))).collect()
                },
            );
        }
        operators.integers(format!("{shape}.abs"), 1, bits, move |[a, ..]| {
            numbers(a, bits, true).into_iter().map(i128::abs).collect()
        });
        operators.integers(format!("{shape}.neg"), 1, bits, move |[a, ..]| {
            numbers(a, bits, true).into_iter().map(|lane| -lane).collect()
        });
        operators.add(format!("{shape}.all_true"), &["v128"], ("i32", SINGLE), move |[a, ..]| {
            vec![Wanted::Bits(lanes(a, bits).iter().all(|lane| *lane != 0).into())]
        });
        operators.add(format!("{shape}.bitmask"), &["v128"], ("i32", SINGLE), move |[a, ..]| {
            let signs = lanes(a, bits).into_iter().map(|lane| lane >> (bits - 1));
            vec![Wanted::Bits(joined(signs, 1) as u64)]
        });
    }
}

/// What is there for small lanes of integers only.
fn small_integers(operators: &mut Operators) {
    for ((shape, bits), (sign, signed)) in
        SHAPES[..3].iter().flat_map(|shape| SIGNS.map(|sign| (*shape, sign)))
    {
        let read = move |o: Operands| if signed { o.signed } else { o.unsigned };
        operators
            .pairwise(format!("{shape}.min_{sign}"), bits, move |o| read(o)[0].min(read(o)[1]));
        operators
            .pairwise(format!("{shape}.max_{sign}"), bits, move |o| read(o)[0].max(read(o)[1]));
        if bits == 32 {
            continue;
        }
        operators.pairwise(format!("{shape}.add_sat_{sign}"), bits, move |o| {
            saturate(read(o)[0] + read(o)[1], bits, signed)
        });
        operators.pairwise(format!("{shape}.sub_sat_{sign}"), bits, move |o| {
            saturate(read(o)[0] - read(o)[1], bits, signed)
        });
        if !signed {
            operators.pairwise(format!("{shape}.avgr_u"), bits, move |o| {
                (o.unsigned[0] + o.unsigned[1] + 1) / 2
            });
        }
    }
    operators.integers("i8x16.popcnt", 1, 8, |[a, ..]| {
        lanes(a, 8)
            .into_iter()
            .map(|lane| (0..8).map(|bit| (lane >> bit & 1) as i128).sum())
            .collect()
    });
    for name in ["i16x8.q15mulr_sat_s", "i16x8.relaxed_q15mulr_s"] {
        operators.pairwise(name, 16, |o| {
            saturate((o.signed[0] * o.signed[1] + (1 << 14)).div_euclid(1 << 15), 16, true)
        });
    }
}

/// Products and sums that are wider than their operands.
fn widening(operators: &mut Operators) {
    for ((to, bits), (from, half)) in SHAPES[1..].iter().copied().zip(SHAPES) {
        for ((sign, signed), (part, high)) in
            SIGNS.into_iter().flat_map(|sign| [("low", false), ("high", true)].map(|h| (sign, h)))
        {
            let taken = move |vector| {
                let lanes = numbers(vector, half, signed);
                let middle = lanes.len() / 2;
                if high { lanes[middle..].to_vec() } else { lanes[..middle].to_vec() }
            };
            let name = format!("{to}.extend_{part}_{from}_{sign}");
            operators.integers(name, 1, bits, move |[a, ..]| taken(a));
            let name = format!("{to}.extmul_{part}_{from}_{sign}");
            operators.integers(name, 2, bits, move |[a, b, _]| {
                taken(a).into_iter().zip(taken(b)).map(|(a, b)| a * b).collect()
            });
        }
        for (sign, signed) in SIGNS.into_iter().filter(|_| bits < 64) {
            let name = format!("{to}.extadd_pairwise_{from}_{sign}");
            operators.integers(name, 1, bits, move |[a, ..]| {
                numbers(a, half, signed).chunks(2).map(|pair| pair.iter().sum()).collect()
            });
            let name = format!("{from}.narrow_{to}_{sign}");
            operators.integers(name, 2, half, move |[a, b, _]| {
                let lanes = [numbers(a, bits, true), numbers(b, bits, true)].concat();
                lanes.into_iter().map(|lane| saturate(lane, half, signed)).collect()
            });
        }
    }
    operators.integers("i32x4.dot_i16x8_s", 2, 32, |[a, b, _]| sums_of_products(a, b, 16, 2));
    operators.integers("i16x8.relaxed_dot_i8x16_i7x16_s", 2, 16, |[a, b, _]| {
        sums_of_products(a, b, 8, 2)
    });
    operators.integers("i32x4.relaxed_dot_i8x16_i7x16_add_s", 3, 32, |[a, b, c]| {
        // Between the products and the last sum there are lanes of 16 bits.
        let narrow = sums_of_products(a, b, 8, 2).into_iter().map(|sum| lower(sum, 16));
        let sums = numbers(joined(narrow, 16), 16, true);
        sums.chunks(2)
            .zip(numbers(c, 32, true))
            .map(|(pair, c)| pair.iter().sum::<i128>() + c)
            .collect()
    });
}

/// The sums of so many neighbours' products.
fn sums_of_products(a: u128, b: u128, bits: u32, neighbours: usize) -> Vec<i128> {
    let products = numbers(a, bits, true).into_iter().zip(numbers(b, bits, true));
    let products: Vec<_> = products.map(|(a, b)| a * b).collect();
    products.chunks(neighbours).map(|products| products.iter().sum()).collect()
}

/// What moves lanes and leaves them as they are.
fn moves(operators: &mut Operators) {
    let shapes = [("i8x16", "i32"), ("i16x8", "i32"), ("i32x4", "i32"), ("i64x2", "i64")];
    let shapes = shapes.into_iter().chain([("f32x4", "f32"), ("f64x2", "f64")]);
    for ((shape, ty), bits) in shapes.zip([8, 16, 32, 64, 32, 64]) {
        let count = (128 / bits) as usize;
        operators.add(format!("{shape}.splat"), &[ty], ("v128", lanes_of(bits)), move |[a, ..]| {
            vec![Wanted::Bits(lanes(a, bits)[0]); count]
        });
        for lane in 0..count {
            let name = format!("{shape}.replace_lane {lane}");
            operators.add(name, &["v128", ty], ("v128", lanes_of(bits)), move |[a, b, _]| {
                let mut replaced = lanes(a, bits);
                replaced[lane] = lanes(b, bits)[0];
                replaced.into_iter().map(Wanted::Bits).collect()
            });
            for (suffix, signed) in
                if bits < 32 { vec![("_s", true), ("_u", false)] } else { vec![("", false)] }
            {
                let width = bits.max(32);
                let name = format!("{shape}.extract_lane{suffix} {lane}");
                operators.add(name, &["v128"], (ty, lanes_of(width)), move |[a, ..]| {
                    vec![Wanted::Bits(lower(numbers(a, bits, signed)[lane], width))]
                });
            }
        }
    }
    for name in ["i8x16.swizzle", "i8x16.relaxed_swizzle"] {
        operators.integers(name, 2, 8, |[a, b, _]| {
            let bytes = lanes(a, 8);
            let taken = |index: u64| bytes.get(index as usize).map_or(0, |&byte| i128::from(byte));
            lanes(b, 8).into_iter().map(taken).collect()
        });
    }
    for (first, step) in [(0, 1), (16, 1), (1, 2), (31, 31), (5, 9)] {
        let indices: Vec<usize> = (0..16).map(|n| (first + n * step) % 32).collect();
        let text: Vec<_> = indices.iter().map(usize::to_string).collect();
        operators.integers(format!("i8x16.shuffle {}", text.join(" ")), 2, 8, move |[a, b, _]| {
            let bytes = [lanes(a, 8), lanes(b, 8)].concat();
            indices.iter().map(|&index| i128::from(bytes[index])).collect()
        });
    }
}

fn floats(operators: &mut Operators) {
    for (shape, format) in FLOAT_SHAPES {
        let bits = format.bits;
        let mut add = |name: &str, relaxed, reference: Box<dyn Fn(u64, u64) -> Wanted>, count| {
            let relaxed = if relaxed { "relaxed_" } else { "" };
            operators.add(
                format!("{shape}.{relaxed}{name}"),
                &VECTORS[..count],
                ("v128", format),
                move |[a, b, _]| {
                    let pairs = lanes(a, bits).into_iter().zip(lanes(b, bits));
                    pairs.map(|(a, b)| reference(a, b)).collect()
                },
            );
        };
        for &(name, reference) in float::BINARY {
            add(name, false, Box::new(move |a, b| reference(format, a, b)), 2);
            if ["min", "max"].contains(&name) {
                add(name, true, Box::new(move |a, b| reference(format, a, b)), 2);
            }
        }
        for &(name, reference) in float::UNARY {
            add(name, false, Box::new(move |a, _| reference(format, a)), 1);
        }
        for &(name, reference) in float::COMPARISONS {
            let truth = move |a, b| lower(truth(reference(format.compare(a, b))), bits);
            add(name, false, Box::new(move |a, b| Wanted::Bits(truth(a, b))), 2);
        }
        let lesser = move |a, b| format.compare(a, b).is_some_and(std::cmp::Ordering::is_lt);
        let pseudo = move |b_wins, a, b| Wanted::Bits(if b_wins { b } else { a });
        add("pmin", false, Box::new(move |a, b| pseudo(lesser(b, a), a, b)), 2);
        add("pmax", false, Box::new(move |a, b| pseudo(lesser(a, b), a, b)), 2);
        for (name, negated) in [("madd", false), ("nmadd", true)] {
            multiply_and_add(operators, &format!("{shape}.relaxed_{name}"), format, negated);
        }
    }
}

/// A product and a sum, with two roundings.
fn multiply_and_add(operators: &mut Operators, name: &str, format: Format, negated: bool) {
    operators.add(name, &VECTORS, ("v128", format), move |operands| {
        let [a, b, c] = operands.map(|vector| lanes(vector, format.bits));
        let lane = |n: usize| {
            let negated = if negated { format.negated(a[n]) } else { Wanted::Bits(a[n]) };
            let Wanted::Bits(factor) = negated else { unreachable!("a sign is only a bit") };
            match format.multiply(factor, b[n]) {
                Wanted::Bits(product) => format.add(product, c[n]),
                // Any NaN of the product may be what the sum's NaN is made of.
                Wanted::CanonicalNan => {
                    format.add(format.infinity() | format.infinity() >> 1, c[n])
                }
                Wanted::ArithmeticNan => Wanted::ArithmeticNan,
            }
        };
        (0..a.len()).map(lane).collect()
    });
}

fn conversions(operators: &mut Operators) {
    for (sign, signed) in SIGNS {
        let converted = move |format: Format, vector| {
            let lanes = numbers(vector, 32, signed).into_iter();
            lanes.map(|lane| format.rounded(Exact::integer(lane))).collect::<Vec<_>>()
        };
        operators.add(format!("f32x4.convert_i32x4_{sign}"), &["v128"], ("v128", SINGLE), {
            move |[a, ..]| converted(SINGLE, a)
        });
        operators.add(format!("f64x2.convert_low_i32x4_{sign}"), &["v128"], ("v128", DOUBLE), {
            move |[a, ..]| converted(DOUBLE, a)[..2].to_vec()
        });
        for name in ["trunc_sat_f32x4", "relaxed_trunc_f32x4"] {
            operators.integers(format!("i32x4.{name}_{sign}"), 1, 32, move |[a, ..]| {
                lanes(a, 32).into_iter().map(|lane| SINGLE.saturated(lane, 32, signed)).collect()
            });
        }
        for name in ["trunc_sat_f64x2", "relaxed_trunc_f64x2"] {
            operators.integers(format!("i32x4.{name}_{sign}_zero"), 1, 32, move |[a, ..]| {
                let lanes = lanes(a, 64).into_iter();
                lanes.map(|lane| DOUBLE.saturated(lane, 32, signed)).chain([0, 0]).collect()
            });
        }
    }
    operators.add("f32x4.demote_f64x2_zero", &["v128"], ("v128", SINGLE), |[a, ..]| {
        let lanes = lanes(a, 64).into_iter().map(|lane| DOUBLE.convert(SINGLE, lane));
        lanes.chain([Wanted::Bits(0); 2]).collect()
    });
    operators.add("f64x2.promote_low_f32x4", &["v128"], ("v128", DOUBLE), |[a, ..]| {
        lanes(a, 32)[..2].iter().map(|&lane| SINGLE.convert(DOUBLE, lane)).collect()
    });
}

fn operators() -> Vec<Vectorial> {
    let mut operators = Operators::default();
    bitwise(&mut operators);
    integers(&mut operators);
    small_integers(&mut operators);
    widening(&mut operators);
    moves(&mut operators);
    floats(&mut operators);
    conversions(&mut operators);
    operators.0
}

thread_local! {
    static OPERATORS: Vec<Vectorial> = operators();
    static GUEST: RefCell<Guest> = RefCell::new(Guest::new(operators().into_iter().map(|o| o.operator)));
}

/// Vectors whose lanes, of some width, are worth trying.
fn vector() -> impl Strategy<Value = u128> {
    let wide = prop_oneof![integer(), double()];
    let narrow = prop_oneof![integer().prop_map(|n| n & 0xffff_ffff), single().prop_map(u64::from)];
    prop_oneof![
        any::<u128>(),
        prop::collection::vec(integer(), 16)
            .prop_map(|lanes| joined(lanes.iter().map(|l| l & 0xff), 8)),
        prop::collection::vec(integer(), 8)
            .prop_map(|lanes| joined(lanes.iter().map(|l| l & 0xffff), 16)),
        prop::collection::vec(narrow, 4).prop_map(|lanes| joined(lanes, 32)),
        prop::collection::vec(wide, 2).prop_map(|lanes| joined(lanes, 64)),
    ]
}

fn check(operator: &Vectorial, operands: [u128; 3]) {
    let Operator { text, params, .. } = &operator.operator;
    let arguments = params.iter().zip(operands).map(|(ty, bits)| value_of(ty, bits));
    let arguments: Vec<_> = arguments.collect();
    let found = GUEST.with_borrow_mut(|guest| bits_of(guest.call(text, &arguments).unwrap()));
    let wanted = (operator.reference)(operands);
    let found = lanes(found, operator.format.bits);
    let all_met =
        wanted.iter().zip(&found).all(|(&wanted, &bits)| operator.format.is_met(wanted, bits));
    let operands = &operands[..arguments.len()];
    assert!(all_met, "{text} {operands:x?}: wanted {wanted:x?}, found {found:x?}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn operators_on_vectors(a in vector(), b in vector(), c in vector()) {
        OPERATORS.with(|operators| {
            for operator in operators {
                check(operator, [a, b, c]);
            }
        });
    }
}

/// With relaxed operators, and nothing twice.
#[test]
fn every_operator_is_there() {
    let mut names: Vec<_> = operators()
        .into_iter()
        .map(|operator| operator.operator.text.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    names.sort_unstable();
    names.dedup();
    // 236 operators of the specification, less 22 that access memories and one that is a constant; 20 are relaxed.
    assert_eq!(names.len(), 236 - 22 - 1 + 20);
}
