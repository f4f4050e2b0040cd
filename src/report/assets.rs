//! The pages' own code and looks.

use super::File;

const FILES: &[(&str, &str)] = &[
    ("index.html", include_str!("assets/index.html")),
    ("app/app.css", include_str!("assets/app.css")),
    ("app/words.js", include_str!("assets/words.js")),
    ("app/data.js", include_str!("assets/data.js")),
    ("app/elements.js", include_str!("assets/elements.js")),
    ("app/picture.js", include_str!("assets/picture.js")),
    ("app/plots.js", include_str!("assets/plots.js")),
    ("app/list.js", include_str!("assets/list.js")),
    ("app/overview.js", include_str!("assets/overview.js")),
    ("app/corrections.js", include_str!("assets/corrections.js")),
    ("app/page.js", include_str!("assets/page.js")),
    ("app/table.js", include_str!("assets/table.js")),
    ("app/document.js", include_str!("assets/document.js")),
    ("app/main.js", include_str!("assets/main.js")),
];

/// The files that are the same in every report.
pub(crate) fn assets() -> impl Iterator<Item = File> {
    FILES.iter().map(|(path, text)| File { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
}
