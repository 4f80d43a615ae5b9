//! Chance, the same on every machine and with every version: the generator is a named algorithm,
//! and what is made of its numbers is written here.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

/// Throws that follow from a seed alone.
#[derive(Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Independent throws for each `stream` of a seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from 0 to `end - 1`; 0 when there is no choice.
    pub fn below(&mut self, end: usize) -> usize {
        // Multiply and shift: even enough for ends far below 2³².
        let draw = u64::from(self.0.next_u32());
        usize::try_from((draw * end as u64) >> 32).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub fn per_mille(&mut self, rate: usize) -> bool {
        self.below(1000) < rate
    }

    /// One of them.
    ///
    /// # Panics
    ///
    /// On an empty list.
    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// Any order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_never_change() {
        let mut dice = Dice::new(1, 0);
        let throws: Vec<_> = (0..8).map(|_| dice.below(1000)).collect();
        let before = [549, 402, 984, 80, 211, 596, 386, 219];
        assert_eq!(throws, before, "every fictitious school would change");
    }

    #[test]
    fn streams_differ() {
        let throws = |stream| {
            let mut dice = Dice::new(1, stream);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_ne!(throws(0), throws(1));
    }
}
