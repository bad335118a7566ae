//! Floats by exact arithmetic on integers, rounded once: a reference for those of the machine.

use std::cmp::Ordering;

/// A binary format of IEEE 754.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    pub(super) bits: u32,
    /// The bits of the fraction, without the one that is implied.
    pub(super) fraction: u32,
}

pub(super) const SINGLE: Format = Format { bits: 32, fraction: 23 };
pub(super) const DOUBLE: Format = Format { bits: 64, fraction: 52 };

/// What an operator must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Bits(u64),
    /// A NaN of either sign that is quiet, and has no other bit in its fraction.
    CanonicalNan,
    /// A NaN of either sign that is quiet.
    ArithmeticNan,
}

/// A finite number, `magnitude * 2^exponent`, or a little farther from zero if it is `inexact`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exact {
    pub(super) negative: bool,
    pub(super) magnitude: u128,
    pub(super) exponent: i32,
    inexact: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Float {
    Nan,
    Infinite { negative: bool },
    Finite(Exact),
}

/// To which integer a number is rounded that lies between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
    ToZero,
    /// To the even one, from the middle.
    Nearest,
}

impl Exact {
    pub(super) fn integer(value: i128) -> Self {
        Self { negative: value < 0, magnitude: value.unsigned_abs(), exponent: 0, inexact: false }
    }

    /// The integer next to the number in this direction.
    pub(super) fn to_integer(self, direction: Direction) -> Self {
        if self.exponent >= 0 {
            return self;
        }
        let by = self.exponent.unsigned_abs();
        let (whole, rest) = split(self.magnitude, by);
        let away = match direction {
            Direction::Up => !self.negative && rest != 0,
            Direction::Down => self.negative && rest != 0,
            Direction::ToZero => false,
            Direction::Nearest => half_even(self.magnitude, by, false) != whole,
        };
        Self { magnitude: whole + u128::from(away), exponent: 0, ..self }
    }

    fn add(self, other: Self) -> Self {
        let swap = self.exponent < other.exponent;
        let (high, low) = if swap { (other, self) } else { (self, other) };
        let distance = high.exponent.abs_diff(low.exponent);
        // 64 bits more than a number has are enough to round the sum.
        let up = distance.min(64);
        let (small, rest) = split(low.magnitude, distance - up);
        let inexact = rest != 0;
        let signed = |negative, magnitude: u128| {
            if negative { -(magnitude as i128) } else { magnitude as i128 }
        };
        let mut sum = signed(high.negative, high.magnitude << up) + signed(low.negative, small);
        if inexact && high.negative != low.negative {
            // What is left out would take the sum nearer to zero, but `inexact` means farther.
            sum -= sum.signum();
        }
        Self {
            negative: sum < 0,
            magnitude: sum.unsigned_abs(),
            exponent: high.exponent - up as i32,
            inexact,
        }
    }

    fn multiply(self, other: Self) -> Self {
        Self {
            negative: self.negative != other.negative,
            magnitude: self.magnitude * other.magnitude,
            exponent: self.exponent + other.exponent,
            inexact: false,
        }
    }

    fn divide(self, other: Self) -> Self {
        let shift = self.magnitude.leading_zeros() - 1;
        let dividend = self.magnitude << shift;
        Self {
            negative: self.negative != other.negative,
            magnitude: dividend / other.magnitude,
            exponent: self.exponent - shift as i32 - other.exponent,
            inexact: !dividend.is_multiple_of(other.magnitude),
        }
    }

    fn square_root(self) -> Self {
        // As many bits as there is room for with an even exponent.
        let shift = self.magnitude.leading_zeros();
        let shift = shift - u32::from((self.exponent - shift as i32) % 2 != 0);
        let square = self.magnitude << shift;
        let root = square.isqrt();
        Self {
            magnitude: root,
            exponent: (self.exponent - shift as i32) / 2,
            inexact: root * root != square,
            ..self
        }
    }

    /// The order of values, in which the zeros are equal.
    fn compare(self, other: Self) -> Ordering {
        let difference = self.add(Self { negative: !other.negative, ..other });
        match (difference.magnitude, difference.negative) {
            (0, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            (_, false) => Ordering::Greater,
        }
    }
}

/// `magnitude / 2^by` as an integer, and what is left over, which is less than `2^by`.
fn split(magnitude: u128, by: u32) -> (u128, u128) {
    let whole = magnitude.unbounded_shr(by);
    (whole, magnitude - whole.unbounded_shl(by))
}

/// `magnitude / 2^by`, rounded to the nearest integer, from the middle to the even one. The magnitude has 127 bits
/// at most.
fn half_even(magnitude: u128, by: u32, inexact: bool) -> u128 {
    let (whole, rest) = split(magnitude, by);
    let up = match rest.cmp(&1_u128.unbounded_shl(by - 1)) {
        _ if by > 127 => false,
        Ordering::Less => false,
        Ordering::Equal => inexact || whole % 2 == 1,
        Ordering::Greater => true,
    };
    whole + u128::from(up)
}

impl Format {
    fn sign(self) -> u64 {
        1 << (self.bits - 1)
    }

    pub(super) fn infinity(self) -> u64 {
        self.sign() - (1 << self.fraction)
    }

    fn canonical_nan(self) -> u64 {
        self.infinity() | 1 << (self.fraction - 1)
    }

    /// The exponent of the last bit of the smallest numbers.
    fn least_exponent(self) -> i32 {
        2 - (1 << (self.bits - self.fraction - 2)) - self.fraction as i32
    }

    /// The number of these bits, those above the format's width aside.
    pub(super) fn number(self, bits: u64) -> Float {
        let negative = bits & self.sign() != 0;
        let bits = bits & (self.sign() - 1);
        match bits.cmp(&self.infinity()) {
            Ordering::Greater => return Float::Nan,
            Ordering::Equal => return Float::Infinite { negative },
            Ordering::Less => {}
        }
        let fraction = bits & ((1 << self.fraction) - 1);
        let (exponent, implied) = match bits >> self.fraction {
            0 => (0, 0),
            exponent => (exponent as i32 - 1, 1 << self.fraction),
        };
        Float::Finite(Exact {
            negative,
            magnitude: u128::from(fraction | implied),
            exponent: self.least_exponent() + exponent,
            inexact: false,
        })
    }

    /// The nearest number of the format.
    pub(super) fn rounded(self, value: Exact) -> Wanted {
        let Exact { negative, magnitude, exponent, inexact } = value;
        let sign = if negative { self.sign() } else { 0 };
        if magnitude == 0 {
            return Wanted::Bits(sign);
        }
        let length = 128 - magnitude.leading_zeros() as i32;
        let last = (exponent + length - self.fraction as i32 - 1).max(self.least_exponent());
        let by = last - exponent;
        let rounded =
            if by > 0 { half_even(magnitude, by as u32, inexact) } else { magnitude << -by };
        // The bit that is implied, if there is one, and a carry beyond it count for the exponent.
        let exponent = u128::from((last - self.least_exponent()) as u32) << self.fraction;
        Wanted::Bits(sign | (exponent + rounded).min(u128::from(self.infinity())) as u64)
    }

    fn infinite(self, negative: bool) -> Wanted {
        Wanted::Bits(self.infinity() | if negative { self.sign() } else { 0 })
    }

    /// The NaN that comes of operands.
    fn nan<const N: usize>(self, operands: [u64; N]) -> Wanted {
        let is_odd = |bits: &u64| {
            let bits = bits & (self.sign() - 1);
            bits > self.infinity() && bits != self.canonical_nan()
        };
        if operands.iter().any(is_odd) { Wanted::ArithmeticNan } else { Wanted::CanonicalNan }
    }

    /// Whether these bits are what was wanted.
    pub(super) fn is_met(self, wanted: Wanted, bits: u64) -> bool {
        let absolute = bits & (self.sign() - 1);
        match wanted {
            Wanted::Bits(wanted) => bits == wanted,
            Wanted::CanonicalNan => absolute == self.canonical_nan(),
            Wanted::ArithmeticNan => absolute & self.canonical_nan() == self.canonical_nan(),
        }
    }

    pub(super) fn add(self, a: u64, b: u64) -> Wanted {
        use Float::{Finite, Infinite, Nan};
        match (self.number(a), self.number(b)) {
            (Nan, _) | (_, Nan) => self.nan([a, b]),
            (Infinite { negative: a }, Infinite { negative: b }) if a != b => Wanted::CanonicalNan,
            (Infinite { negative }, _) | (_, Infinite { negative }) => self.infinite(negative),
            // Only of two negative zeros the sum is one.
            (Finite(a), Finite(b)) if a.magnitude == 0 && b.magnitude == 0 => {
                self.rounded(Exact { negative: a.negative && b.negative, ..a })
            }
            (Finite(a), Finite(b)) => self.rounded(a.add(b)),
        }
    }

    pub(super) fn subtract(self, a: u64, b: u64) -> Wanted {
        self.add(a, b ^ self.sign())
    }

    pub(super) fn multiply(self, a: u64, b: u64) -> Wanted {
        use Float::{Finite, Infinite, Nan};
        let negative = (a ^ b) & self.sign() != 0;
        match (self.number(a), self.number(b)) {
            (Nan, _) | (_, Nan) => self.nan([a, b]),
            (Infinite { .. }, Finite(other)) | (Finite(other), Infinite { .. })
                if other.magnitude == 0 =>
            {
                Wanted::CanonicalNan
            }
            (Infinite { .. }, _) | (_, Infinite { .. }) => self.infinite(negative),
            (Finite(a), Finite(b)) => self.rounded(a.multiply(b)),
        }
    }

    pub(super) fn divide(self, a: u64, b: u64) -> Wanted {
        use Float::{Finite, Infinite, Nan};
        let negative = (a ^ b) & self.sign() != 0;
        match (self.number(a), self.number(b)) {
            (Nan, _) | (_, Nan) => self.nan([a, b]),
            (Infinite { .. }, Infinite { .. }) => Wanted::CanonicalNan,
            (Infinite { .. }, _) => self.infinite(negative),
            (_, Infinite { .. }) => Wanted::Bits(if negative { self.sign() } else { 0 }),
            (Finite(a), Finite(b)) => match (a.magnitude, b.magnitude) {
                (0, 0) => Wanted::CanonicalNan,
                (_, 0) => self.infinite(negative),
                (0, _) => self.rounded(Exact { negative, ..a }),
                _ => self.rounded(a.divide(b)),
            },
        }
    }

    pub(super) fn square_root(self, a: u64) -> Wanted {
        match self.number(a) {
            Float::Nan => self.nan([a]),
            Float::Finite(number) if number.magnitude == 0 => Wanted::Bits(a),
            Float::Infinite { negative: false } => Wanted::Bits(a),
            Float::Finite(number) if !number.negative => self.rounded(number.square_root()),
            _ => Wanted::CanonicalNan,
        }
    }

    /// The next integer in a direction.
    pub(super) fn integral(self, a: u64, direction: Direction) -> Wanted {
        match self.number(a) {
            Float::Nan => self.nan([a]),
            Float::Infinite { .. } => Wanted::Bits(a),
            Float::Finite(number) => self.rounded(number.to_integer(direction)),
        }
    }

    /// The lesser (`Less`) or the greater (`Greater`), of two zeros that which has the sign.
    pub(super) fn extremum(self, a: u64, b: u64, which: Ordering) -> Wanted {
        let order = match self.compare(a, b) {
            None => return self.nan([a, b]),
            Some(Ordering::Equal) => (b & self.sign()).cmp(&(a & self.sign())),
            Some(order) => order,
        };
        Wanted::Bits(if order == which { a } else { b })
    }

    /// The order of two numbers, unless one of them is a NaN.
    pub(super) fn compare(self, a: u64, b: u64) -> Option<Ordering> {
        use Float::{Finite, Infinite, Nan};
        match (self.number(a), self.number(b)) {
            (Nan, _) | (_, Nan) => None,
            (Infinite { negative: a }, Infinite { negative: b }) => Some(b.cmp(&a)),
            (Infinite { negative: true }, _) | (_, Infinite { negative: false }) => {
                Some(Ordering::Less)
            }
            (Infinite { negative: false }, _) | (_, Infinite { negative: true }) => {
                Some(Ordering::Greater)
            }
            (Finite(a), Finite(b)) => Some(a.compare(b)),
        }
    }

    pub(super) fn absolute(self, a: u64) -> Wanted {
        Wanted::Bits(a & (self.sign() - 1))
    }

    pub(super) fn negated(self, a: u64) -> Wanted {
        Wanted::Bits(a ^ self.sign())
    }

    pub(super) fn with_sign_of(self, a: u64, b: u64) -> Wanted {
        Wanted::Bits(a & (self.sign() - 1) | b & self.sign())
    }

    /// The same number in another format.
    pub(super) fn convert(self, to: Self, a: u64) -> Wanted {
        match self.number(a) {
            Float::Nan => self.nan([a]),
            Float::Infinite { negative } => to.infinite(negative),
            Float::Finite(number) => to.rounded(number),
        }
    }

    /// The number without its fraction, if it is one and not infinite; magnitudes beyond all integer types are
    /// less than they should be.
    pub(super) fn integer_part(self, a: u64) -> Option<i128> {
        let Float::Finite(number) = self.number(a) else { return None };
        let Exact { negative, magnitude, exponent, .. } = number.to_integer(Direction::ToZero);
        let magnitude = (magnitude as i128) << exponent.min(70);
        Some(if negative { -magnitude } else { magnitude })
    }

    /// The integer next to a number among those of so many bits, and zero for a NaN.
    pub(super) fn saturated(self, a: u64, bits: u32, signed: bool) -> i128 {
        let (least, greatest) = range(bits, signed);
        match self.number(a) {
            Float::Nan => 0,
            Float::Infinite { negative: true } => least,
            Float::Infinite { negative: false } => greatest,
            Float::Finite(_) => self.integer_part(a).unwrap_or(0).clamp(least, greatest),
        }
    }
}

/// The least and the greatest integer of so many bits.
pub(super) fn range(bits: u32, signed: bool) -> (i128, i128) {
    if signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
}
