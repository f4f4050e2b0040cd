//! The stages from a page to its tables, on sketches. Expected values are what a person reads in the sketch.

mod again;
mod breaks;
mod continued;
mod feet;
mod form_pages;
mod forms;
mod headers;
mod joins;
mod pages;
mod rows;
