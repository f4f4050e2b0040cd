//! `2/8`: a part of the inputs, the same whatever the machine, the folder they stand in and the other inputs.

use sha2::{Digest, Sha256};

/// One of so many parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which, from 1.
    number: u64,
    of: u64,
}

/// `I/N`, I from 1 to N.
pub(super) fn parse(text: &str) -> Result<Shard, String> {
    let wrong = || format!("expected a part of the whole such as 2/8, found `{text}`");
    let (number, of) = text.split_once('/').ok_or_else(wrong)?;
    let shard = Shard { number: number.parse().map_err(|_| wrong())?, of: of.parse().map_err(|_| wrong())? };
    if (1..=shard.of).contains(&shard.number) { Ok(shard) } else { Err(wrong()) }
}

impl Shard {
    /// True if an input belongs to this part: one whose bytes have this digest, or if they cannot be read, of this name
    /// without folders. Copies are in one part, and so is a file whatever way to it is typed.
    pub(super) fn holds(self, sha256: Option<&str>, file_name: &str) -> bool {
        let digest = Sha256::digest(sha256.unwrap_or(file_name).as_bytes());
        let hash = digest.iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
        hash % self.of + 1 == self.number
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn parts_are_read() {
        for text in ["0/2", "3/2", "1/0", "1", "a/b", "-1/2", "1/"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parts_are_disjoint_and_make_up_the_whole() {
        for of in 1..9 {
            for input in 0..100 {
                let name = format!("{input}.pdf");
                let holds = |number: &u64| parse(&format!("{number}/{of}")).expect("a part").holds(None, &name);
                assert_eq!((1..=of).filter(holds).count(), 1, "{name} of {of}");
            }
        }
        // Worked out from SHA-256 by another program: the part of an input never changes.
        let part = parse("2/3").expect("a part");
        let held = [1, 2, 3, 4, 5].map(|n| part.holds(None, &format!("{n}.pdf")));
        assert_eq!(held, [false, true, true, false, false]);
    }
}
