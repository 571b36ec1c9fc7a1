//! Where random choices come from: a seed, or the bytes that a fuzzer sent, which it then learns to steer.

/// Choices, the same for the same seed or bytes.
#[derive(Clone, Debug)]
pub struct Dice {
    state: u64,
    /// The fuzzer's bytes in their order; after the last there are only zeros, so that every draw comes to an end.
    bytes: Option<std::vec::IntoIter<u8>>,
}

impl Dice {
    /// Endless choices of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Dice {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            bytes: None,
        }
    }

    /// Choices that these bytes make, one byte each where 256 or fewer are to choose from.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Dice {
            state: 0,
            bytes: Some(Vec::from(bytes).into_iter()),
        }
    }

    /// A number from 0 to `n` − 1; 0 where `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        let n = n.max(1);
        if let Some(bytes) = self.bytes.as_mut() {
            let mut byte = || u32::from(bytes.next().unwrap_or(0));
            let first = byte();
            let drawn = if n <= 256 {
                first
            } else {
                first << 16 | byte() << 8 | byte()
            };
            return drawn % n;
        }
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let drawn = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        (drawn % u64::from(n)) as u32
    }

    /// Whether the one of `n` was drawn.
    pub fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    /// One of these; panics where there is none.
    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u32) as usize].clone()
    }
}
