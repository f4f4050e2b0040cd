//! In: a [`Document`](crate::Document). Out: bytes in the formats of the output contract.
