//! Widths that a font states for ranges of characters (ISO 32000-1, 9.7.4.3). The engine makes an entry for each character of a
//! range, so one of four billion, a few bytes of a file, would take all memory. No font has more than 65,536 characters:
//! where a document states more, it is read from a copy in which the ranges end there.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier};
use std::collections::BTreeSet;

/// The last character a font can have.
const LAST: &[u8] = b"65535";
/// Entries that the lists of one font may have together: each of its characters several times.
const MAX_ENTRIES: u64 = 1 << 20;
/// Objects that are looked at: those of the largest documents are some 100,000.
const MAX_OBJECTS: usize = 2_000_000;

/// The lists of widths of a font, with how many numbers follow the two that a range begins and ends with.
const LISTS: [(&str, usize); 2] = [("W", 1), ("W2", 3)];

/// What is done to a list that has too many entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cure {
    /// Its ranges end at [`LAST`].
    Clamp,
    /// It is emptied.
    Empty,
}

/// A list that has too many entries.
struct Excess<'a> {
    key: &'static str,
    list: Array<'a>,
    font: Dict<'a>,
    /// The object the font is, if it is one of its own.
    object: Option<ObjectIdentifier>,
}

/// A copy of the document without excessive lists of widths in the fonts that its pages can reach; nothing if there are none.
pub(super) fn bounded(pdf: &Pdf, cure: Cure) -> Option<Vec<u8>> {
    let found = excesses(pdf);
    if found.is_empty() {
        return None;
    }
    let data: &[u8] = pdf.data().as_ref();
    let mut copy = data.to_vec();
    for Excess { key, list, font, object } in found {
        let text = cured(list.data(), cure);
        let start = (list.data().as_ptr() as usize).wrapping_sub(data.as_ptr() as usize);
        if let Some(place) = start.checked_add(text.len()).and_then(|end| copy.get_mut(start..end))
            && data.get(start..start + text.len()) == Some(list.data())
        {
            place.copy_from_slice(&text);
        } else if let Some(ObjectIdentifier { obj_number, gen_number }) = object {
            // In a stream of objects: the font is said again, which counts once the table of objects is lost. Of two entries
            // of a name the second counts.
            copy.extend(format!("\n{obj_number} {gen_number} obj\n<<").bytes());
            copy.extend(
                [font.data(), format!("\n/{key} [").as_bytes(), &text, b"] >>\nendobj\nstartxref\n0\n%%EOF\n"].concat(),
            );
        }
    }
    Some(copy)
}

/// The text of a list, as long as it was.
fn cured(list: &[u8], cure: Cure) -> Vec<u8> {
    let mut text = list.to_vec();
    match cure {
        Cure::Empty => text.fill(b' '),
        Cure::Clamp => {
            for number in text.split_mut(|byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']')) {
                if is_beyond(number) {
                    number.fill(b' ');
                    number.iter_mut().zip(LAST).for_each(|(to, digit)| *to = *digit);
                }
            }
        }
    }
    text
}

/// A whole number that is no character of any font.
fn is_beyond(number: &[u8]) -> bool {
    let zeros = number.iter().take_while(|digit| **digit == b'0').count();
    let digits = number.get(zeros..).unwrap_or_default();
    let is_more = digits.len() > LAST.len() || (digits.len() == LAST.len() && digits > LAST);
    is_more && digits.iter().all(u8::is_ascii_digit)
}

fn excesses(pdf: &Pdf) -> Vec<Excess<'_>> {
    let mut walk = Walk { pdf, seen: BTreeSet::new(), open: Vec::new(), found: Vec::new() };
    for page in pdf.pages().iter() {
        // What a page inherits stands in its resources.
        let resources = page.resources();
        for map in [&resources.fonts, &resources.x_objects, &resources.patterns, &resources.ext_g_states] {
            walk.map(map);
        }
        walk.array(page.raw(), "Annots");
        walk.follow();
    }
    walk.found
}

/// A walk over all that can bring a font to a page.
struct Walk<'a> {
    pdf: &'a Pdf,
    seen: BTreeSet<ObjectIdentifier>,
    open: Vec<(Dict<'a>, Option<ObjectIdentifier>)>,
    found: Vec<Excess<'a>>,
}

impl<'a> Walk<'a> {
    fn follow(&mut self) {
        while let Some((dict, object)) = self.open.pop() {
            for (key, others) in LISTS {
                // Numbers are called so elsewhere.
                if dict.contains_key(key)
                    && let Some(list) = dict.get::<Array<'a>>(key)
                    && entries(&list, others) > MAX_ENTRIES
                {
                    self.found.push(Excess { key, list, font: dict.clone(), object });
                }
            }
            for map in ["Font", "XObject", "Pattern", "ExtGState", "CharProcs", "AP"] {
                if let Some(map) = dict.contains_key(map).then(|| dict.get::<Dict<'a>>(map)).flatten() {
                    self.map(&map);
                }
            }
            for one in ["Resources", "SMask", "G"] {
                if dict.contains_key(one) {
                    dict.get_raw::<Object<'a>>(one).into_iter().for_each(|value| self.look(value));
                }
            }
            for array in ["DescendantFonts", "Font"] {
                self.array(&dict, array);
            }
        }
    }

    /// All that has a name in a dictionary.
    fn map(&mut self, map: &Dict<'a>) {
        map.entries().for_each(|(_, value)| self.look(value));
    }

    fn array(&mut self, dict: &Dict<'a>, key: &str) {
        if dict.contains_key(key)
            && let Some(array) = dict.get::<Array<'a>>(key)
        {
            array.raw_iter().for_each(|value| self.look(value));
        }
    }

    fn look(&mut self, value: MaybeRef<Object<'a>>) {
        let (value, object) = match value {
            MaybeRef::NotRef(value) => (Some(value), None),
            MaybeRef::Ref(reference) => {
                let id = ObjectIdentifier::from(reference);
                if self.seen.len() >= MAX_OBJECTS || !self.seen.insert(id) {
                    return;
                }
                (self.pdf.xref().get::<Object<'a>>(id), Some(id))
            }
        };
        match value {
            Some(Object::Dict(dict)) => self.open.push((dict, object)),
            Some(Object::Stream(stream)) => self.open.push((stream.dict().clone(), object)),
            _ => {}
        }
    }
}

/// How many entries the engine makes of a list.
fn entries(list: &Array<'_>, others: usize) -> u64 {
    let (mut items, mut entries) = (list.flex_iter(), 0_u64);
    loop {
        // A number and the widths from it on; or the first, the last and the width of a range.
        let before = entries;
        if let Some((_, widths)) = items.next::<(u32, Array<'_>)>() {
            entries += widths.data().len() as u64;
        } else if others == 1
            && let Some((first, last, _)) = items.next::<(u32, u32, f32)>()
        {
            entries += u64::from(last.saturating_sub(first)) + 1;
        } else if others == 3
            && let Some((first, last, ..)) = items.next::<(u32, u32, f32, f32, f32)>()
        {
            entries += u64::from(last.saturating_sub(first)) + 1;
        }
        if entries == before || entries > MAX_ENTRIES {
            return entries;
        }
    }
}
