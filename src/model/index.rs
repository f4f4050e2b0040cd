//! Places in a document: counted from 0 by the program, printed from 1 as people count.

use std::fmt;

/// A newtype over an index: which table, row or column is meant cannot be mixed up, nor from where it is counted.
macro_rules! index {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);

        impl $name {
            /// The one at `index`, from 0.
            pub const fn new(index: usize) -> Self {
                Self(index)
            }

            /// The one that people count as `number`, from 1; 0 is none.
            pub fn from_number(number: usize) -> Option<Self> {
                number.checked_sub(1).map(Self)
            }

            /// From 0: what a list is indexed with.
            pub const fn get(self) -> usize {
                self.0
            }

            /// From 1: what is printed.
            pub const fn number(self) -> usize {
                self.0.saturating_add(1)
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(index)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.number().fmt(f)
            }
        }
    )+};
}

index! {
    /// Which table of a document.
    TableIndex,
    /// Which body row of a table: rows of the header are not counted.
    RowIndex,
    /// Which column of a table.
    ColumnIndex,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_from_nought_and_printed_from_one() {
        let row = RowIndex::new(4);
        assert_eq!((row.get(), row.number(), row.to_string()), (4, 5, "5".to_owned()));
        assert_eq!(RowIndex::from_number(5), Some(row));
        assert_eq!(RowIndex::from_number(0), None);
    }
}
