//! Closed sets whose members have a word in outputs: the word, and the member again.

use std::error::Error;
use std::fmt;

/// A word that names nothing of its set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    word: String,
    set: &'static str,
}

impl UnknownWord {
    /// `word` is none of `set`.
    pub(crate) fn new(word: &str, set: &'static str) -> UnknownWord {
        UnknownWord { word: word.to_owned(), set }
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no {}", self.word, self.set)
    }
}

impl Error for UnknownWord {}

/// Gives the members of a set their words: `as_str`, `ALL`, `Display` and `FromStr`.
macro_rules! words {
    ($set:ident: $($member:ident = $word:literal),+) => {
        impl $set {
            /// All of them.
            pub const ALL: &[$set] = &[$($set::$member),+];

            /// Its word in outputs.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($set::$member => $word,)+
                }
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $set {
            type Err = $crate::model::UnknownWord;

            fn from_str(word: &str) -> Result<$set, $crate::model::UnknownWord> {
                let unknown = || $crate::model::UnknownWord::new(word, stringify!($set));
                $set::ALL.iter().copied().find(|member| member.as_str() == word).ok_or_else(unknown)
            }
        }
    };
}

pub(super) use words;

#[cfg(test)]
mod tests {
    use crate::model::{Cause, CellState, ColumnRole, Origin, RowRole, Scheme, Scope, Severity, Stage, Verdict};
    use std::fmt::{Debug, Display};
    use std::str::FromStr;

    fn check<T: Copy + Debug + Display + FromStr + PartialEq>(all: &[T])
    where
        T::Err: Debug + Display,
    {
        for member in all {
            assert_eq!(member.to_string().parse::<T>().expect("its own word"), *member);
        }
        let wrong = "no word".parse::<T>().expect_err("no member").to_string();
        assert!(wrong.starts_with("`no word` is no "), "{wrong}");
    }

    #[test]
    fn words_are_read_back() {
        check(Cause::ALL);
        check(CellState::ALL);
        check(ColumnRole::ALL);
        check(Origin::ALL);
        check(RowRole::ALL);
        check(Scheme::ALL);
        check(Scope::ALL);
        check(Severity::ALL);
        check(Stage::ALL);
        check(Verdict::ALL);
    }
}
