//! What guests may still consume, dealt out in portions.

/// So many values that an operator takes along, or a thrown exception, cost as much as an operator.
///
/// The dearest operator makes a structure of 10,000 fields with three bytes of code, so that even a function of nothing
/// else, as long as validation permits, costs less than 2^30, as a portion of fuel needs it.
pub(crate) const VALUES_PER_FUEL: usize = 32;

/// How much a guest may do, in operators.
///
/// Running code takes the costs of its loops off the present portion, which is all that it has to
/// look at: when a portion is used up there is time to look at everything else, such as requests to
/// stop. Guests that are not metered, but can be interrupted, have more than they can ever use.
///
/// While code runs the portion is in a register of the interpreter. Whoever leaves the handlers for
/// something that looks at fuel keeps it here before, and loads it again afterwards.
#[derive(Debug)]
pub(crate) struct Fuel {
    /// What is left of the portion; below zero when it is used up. So much may have been given back
    /// that it was too much for 32 bits, and is below zero, too.
    portion: i32,
    /// What further portions are made of.
    reserve: i64,
}

impl Fuel {
    /// A portion: a few microseconds of work, beside which dealing out the next is nothing.
    const PORTION: i64 = 1 << 14;

    /// A portion below it is more than 32 bits can hold: no single cost is as large.
    const LEAST: i32 = i32::MIN / 2;

    /// Nothing, or as much as can be.
    pub(crate) fn new(metered: bool) -> Self {
        let mut fuel = Self { portion: 0, reserve: 0 };
        fuel.set(if metered { 0 } else { i64::MAX });
        fuel
    }

    /// How much is left; below zero if more was asked for than there was.
    pub(crate) fn left(&self) -> i64 {
        let excess = if self.portion < Self::LEAST { 1 << 32 } else { 0 };
        self.reserve.saturating_add(i64::from(self.portion) + excess)
    }

    /// Sets how much is left.
    pub(crate) fn set(&mut self, left: i64) {
        let portion = left.clamp(-1, Self::PORTION);
        self.portion = portion as i32;
        self.reserve = left - portion;
    }

    /// The portion, for running code to take its costs off.
    #[inline]
    pub(crate) fn portion(&self) -> i32 {
        self.portion
    }

    /// Keeps what running code has left of the portion.
    #[inline]
    pub(crate) fn keep(&mut self, portion: i32) {
        self.portion = portion;
    }

    /// Takes off what was done for running code; false if there is less than that.
    pub(crate) fn pay(&mut self, cost: i64) -> bool {
        self.set(self.left().saturating_sub(cost));
        self.portion >= 0
    }

    /// Deals out the next portion; false if there is nothing left.
    pub(crate) fn deal(&mut self) -> bool {
        self.pay(0)
    }

    /// Takes the portion back, so that whoever spends next has to ask for another.
    pub(crate) fn recall(&mut self) {
        self.reserve = self.left();
        self.portion = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a cost off the portion as running code does; false if there is no more.
    fn spend(fuel: &mut Fuel, cost: i32) -> bool {
        fuel.keep(fuel.portion().wrapping_sub(cost));
        fuel.portion() >= 0 || fuel.deal()
    }

    #[test]
    fn everything_is_dealt_out_and_no_more() {
        let total = Fuel::PORTION * 5 / 2;
        let mut fuel = Fuel::new(true);
        fuel.set(total);
        let mut spent = 0;
        while spend(&mut fuel, 7) {
            spent += 7;
            assert_eq!(fuel.left(), total - spent);
        }
        assert_eq!(spent, total / 7 * 7);
    }

    #[test]
    fn a_portion_taken_back_is_not_lost() {
        let mut fuel = Fuel::new(true);
        fuel.set(10);
        fuel.recall();
        assert_eq!(fuel.left(), 10);
        assert!(spend(&mut fuel, 1));
        assert_eq!(fuel.left(), 9);
    }

    #[test]
    fn what_is_given_back_can_be_spent() {
        let mut fuel = Fuel::new(true);
        assert!(spend(&mut fuel, -3));
        assert!(spend(&mut fuel, 3));
        assert!(!spend(&mut fuel, 1));
        assert_eq!(fuel.left(), -1);
    }

    #[test]
    fn more_may_be_given_back_than_a_portion_can_hold() {
        let most = 1 << 23;
        let mut fuel = Fuel::new(true);
        for given in 1..1000 {
            assert!(spend(&mut fuel, -most));
            assert_eq!(fuel.left(), given * i64::from(most));
        }
    }

    #[test]
    fn work_for_running_code_is_paid_for_at_once() {
        let mut fuel = Fuel::new(true);
        fuel.set(i64::MAX);
        assert!(fuel.pay(i64::MAX - 1));
        assert_eq!(fuel.left(), 1);
        assert!(!fuel.pay(i64::MAX));
        assert!(fuel.left() < 0);
        assert!(!fuel.deal());
    }

    #[test]
    fn the_unlimited_may_go_on() {
        let mut fuel = Fuel::new(false);
        assert!(spend(&mut fuel, -1000));
        assert!(spend(&mut fuel, 2 * Fuel::PORTION as i32));
    }
}
