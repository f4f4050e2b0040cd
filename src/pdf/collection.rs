//! Characters of composite fonts that bring no map to Unicode but number their glyphs as a public collection does
//! (ISO 32000-1, 9.7.3 and 9.10.2): Adobe-GB1 and its like.

use hayro_interpret::font::Glyph as EngineGlyph;
use hayro_interpret::hayro_cmap::{self, BfString, CMap, CMapName, CidFamily};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// More fonts of this kind than this are not looked at.
const MAX_FONTS: usize = 1_000;

/// The fonts of a document that are read by their collection; looked for once a character is without a code.
pub(super) struct Collections<'a> {
    pdf: &'a Pdf,
    fonts: OnceCell<BTreeMap<String, Reading>>,
}

/// How the codes of a font are read: to the number of the glyph in the collection, and from there to Unicode.
pub(super) struct Reading {
    encoding: CMap,
    unicode: CMap,
}

impl<'a> Collections<'a> {
    pub(super) fn new(pdf: &'a Pdf) -> Collections<'a> {
        Collections { pdf, fonts: OnceCell::new() }
    }

    /// How the font of this glyph is read, if it is one of them.
    pub(super) fn of(&self, glyph: &EngineGlyph<'_>) -> Option<&Reading> {
        let EngineGlyph::Outline(outline) = glyph else { return None };
        let fonts = self.fonts.get_or_init(|| fonts(self.pdf));
        if fonts.is_empty() { None } else { fonts.get(&outline.font_data()?.postscript_name?) }
    }
}

impl Reading {
    /// The character of a glyph of the font.
    pub(super) fn character(&self, glyph: &EngineGlyph<'_>) -> Option<BfString> {
        let code = glyph.char_code();
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        self.unicode.lookup_bf_string(cid)
    }
}

/// The composite fonts of a document without a map of their own. Two of one name that are read in two ways are none.
fn fonts(pdf: &Pdf) -> BTreeMap<String, Reading> {
    let mut families: BTreeMap<String, Option<(Vec<u8>, CidFamily)>> = BTreeMap::new();
    for object in pdf.objects().into_iter() {
        let Object::Dict(dict) = object else { continue };
        let Some((name, encoding, family)) = font(&dict).filter(|_| families.len() < MAX_FONTS) else { continue };
        let own = Some((encoding, family));
        let known = families.entry(name).or_insert_with(|| own.clone());
        if *known != own {
            *known = None;
        }
    }
    let reading = |(name, how): (String, Option<(Vec<u8>, CidFamily)>)| {
        let (encoding, family) = how?;
        let encoding = match CMapName::from_bytes(&encoding) {
            CMapName::IdentityH => CMap::identity_h(),
            CMapName::IdentityV => CMap::identity_v(),
            public => map(public)?,
        };
        Some((name, Reading { encoding, unicode: map(family.ucs2_cmap()?)? }))
    };
    families.into_iter().filter_map(reading).collect()
}

/// A public map.
fn map(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(hayro_cmap::load_embedded(name)?, hayro_cmap::load_embedded)
}

/// Name, encoding and collection of a composite font without a map to Unicode.
fn font(dict: &Dict<'_>) -> Option<(String, Vec<u8>, CidFamily)> {
    if dict.get::<Name<'_>>(b"Subtype".as_slice()).as_deref() != Some(b"Type0".as_slice())
        || dict.contains_key(b"ToUnicode".as_slice())
    {
        return None;
    }
    let name = dict.get::<Name<'_>>(b"BaseFont".as_slice())?;
    let name = name.as_str();
    // `ABCDEF+` stands before the name of a font of which the file has a part.
    let name = name.split_once('+').filter(|(tag, _)| tag.len() == 6).map_or(name, |(_, name)| name).to_owned();
    let encoding = dict.get::<Name<'_>>(b"Encoding".as_slice())?.to_vec();
    let descendant = dict.get::<Array<'_>>(b"DescendantFonts".as_slice())?.iter::<Dict<'_>>().next()?;
    let system = descendant.get::<Dict<'_>>(b"CIDSystemInfo".as_slice())?;
    let text = |key: &[u8]| system.get::<PdfString<'_>>(key).map(|text| text.as_bytes().to_vec());
    let family = CidFamily::from_registry_ordering(&text(b"Registry")?, &text(b"Ordering")?);
    family.ucs2_cmap().is_some().then_some((name, encoding, family))
}
