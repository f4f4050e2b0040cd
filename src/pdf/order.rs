//! The pages of a document in the order in which its tree lists them. The engine passes over a page that is listed again.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use std::collections::BTreeMap;

/// The most pages listed.
const MAX_PAGES: usize = 100_000;
/// Entries of the tree that are looked at: a tree may list itself.
const MAX_STEPS: usize = 4 * MAX_PAGES;

/// How many pages the document says it has.
pub(super) fn said(pdf: &Pdf) -> Option<usize> {
    usize::try_from(tree(pdf)?.get::<i32>("Count")?).ok()
}

/// The indices of the engine's pages as they are listed, where some are listed again.
pub(super) fn with_repeats(pdf: &Pdf) -> Option<Vec<usize>> {
    let pages = pdf.pages();
    if said(pdf)? <= pages.len() {
        return None;
    }
    let own = pages.iter().enumerate().map(|(index, page)| Some((page.raw().obj_id()?, index)));
    let places: BTreeMap<ObjectIdentifier, usize> = own.collect::<Option<_>>()?;
    let mut listed = Vec::new();
    // Each open list, and the object it is.
    let mut open = vec![(tree(pdf)?.get::<Array<'_>>("Kids")?.raw_iter(), None)];
    for _ in 0..MAX_STEPS {
        let Some((kids, _)) = open.last_mut() else { break };
        match kids.next() {
            None => drop(open.pop()),
            // A page without a number of its own is listed once.
            Some(MaybeRef::NotRef(_)) => return None,
            Some(MaybeRef::Ref(kid)) => {
                let id = ObjectIdentifier::from(kid);
                if let Some(place) = places.get(&id) {
                    listed.push(*place);
                } else if !open.iter().any(|(_, own)| *own == Some(id))
                    && let Some(Object::Dict(dict)) = pdf.xref().get::<Object<'_>>(id)
                    && let Some(kids) = dict.get::<Array<'_>>("Kids")
                {
                    open.push((kids.raw_iter(), Some(id)));
                }
            }
        }
        if listed.len() > MAX_PAGES {
            return None;
        }
    }
    (open.is_empty() && listed.len() > pages.len()).then_some(listed)
}

fn tree(pdf: &Pdf) -> Option<Dict<'_>> {
    let catalogue = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let tree = catalogue.get::<Dict<'_>>("Pages")?;
    (tree.get::<Name<'_>>("Type").as_deref() != Some(b"Page".as_slice())).then_some(tree)
}
