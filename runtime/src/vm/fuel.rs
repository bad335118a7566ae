//! What guests may still consume, dealt out in portions.

/// How much a guest may do, in operators.
///
/// Running code takes the costs of its loops off the present portion, which is all that it has to
/// look at: when a portion is used up there is time to look at everything else, such as requests to
/// stop. Guests that are not metered, but can be interrupted, have more than they can ever use.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Fuel {
    /// What is left of the portion; below zero when it is used up.
    portion: i64,
    /// What further portions are made of.
    reserve: i64,
}

impl Fuel {
    /// A portion: a few microseconds of work, beside which dealing out the next is nothing.
    const PORTION: i64 = 1 << 14;

    /// Nothing, or as much as can be.
    pub(crate) fn new(metered: bool) -> Self {
        let mut fuel = Self { portion: 0, reserve: 0 };
        fuel.set(if metered { 0 } else { i64::MAX });
        fuel
    }

    /// How much is left; below zero if more was asked for than there was.
    pub(crate) fn left(&self) -> i64 {
        self.portion.saturating_add(self.reserve)
    }

    /// Sets how much is left.
    pub(crate) fn set(&mut self, left: i64) {
        self.portion = left.min(Self::PORTION);
        self.reserve = left - self.portion;
    }

    /// Takes a cost off the portion, or gives it back if it is negative; true if the portion is
    /// used up, which [`Self::deal`] must see to.
    #[inline]
    pub(crate) fn spend(&mut self, cost: i64) -> bool {
        self.portion -= cost;
        self.portion < 0
    }

    /// Deals out the next portion; false if there is nothing left.
    pub(crate) fn deal(&mut self) -> bool {
        self.set(self.left());
        self.portion >= 0
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

    #[test]
    fn everything_is_dealt_out_and_no_more() {
        let total = Fuel::PORTION * 5 / 2;
        let mut fuel = Fuel::new(true);
        fuel.set(total);
        let mut spent = 0;
        loop {
            if fuel.spend(7) && !fuel.deal() {
                break;
            }
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
        assert!(fuel.spend(1));
        assert!(fuel.deal());
        assert_eq!(fuel.left(), 9);
    }

    #[test]
    fn what_is_given_back_can_be_spent() {
        let mut fuel = Fuel::new(true);
        assert!(!fuel.spend(-3));
        assert!(!fuel.spend(3));
        assert!(fuel.spend(1));
        assert!(!fuel.deal());
        assert_eq!(fuel.left(), -1);
    }

    #[test]
    fn the_unlimited_may_go_on() {
        let mut fuel = Fuel::new(false);
        assert!(!fuel.spend(-1000));
        assert!(fuel.spend(2 * Fuel::PORTION));
        assert!(fuel.deal());
    }
}
