//! Which kind of table each table is: from its title, its column names, and the tables around it.

use super::stage;
use crate::catalogue::{Catalogue, Kind};
use crate::model::{Document, Scope, Stage, Table};

/// Sets the kind of every table, and whose document it is.
pub(super) fn recognise(document: &mut Document, catalogue: &Catalogue) {
    let signs: Vec<Sign> = document.tables.iter().map(|table| Sign::of(table, document.stage)).collect();
    let scope = scope(document, &signs, catalogue);
    let mut before: Option<(String, String)> = None;
    for (table, sign) in document.tables.iter_mut().zip(&signs) {
        let found = kind(sign, scope, catalogue).map(|kind| kind.slug.clone());
        // A table without a title under one of the same columns goes on with it.
        let goes_on = || {
            let (header, kind) = before.as_ref()?;
            (sign.title.is_empty() && !header.is_empty() && *header == sign.header).then(|| kind.clone())
        };
        table.kind = found.or_else(goes_on);
        before = table.kind.clone().map(|kind| (sign.header.clone(), kind));
    }
    document.scope = scope;
}

/// What a table says about its kind.
struct Sign {
    /// The title without white space and quotation marks.
    title: String,
    /// The column names, likewise.
    header: String,
    /// Budget or accounts, as far as the title tells apart 预算 from 一般公共预算.
    stage: Option<Stage>,
}

impl Sign {
    fn of(table: &Table, document: Option<Stage>) -> Sign {
        let title = bare(table.caption.title.as_deref().unwrap_or_default());
        let names = table.columns.iter().map(|column| column.path.join("/"));
        let header = bare(&names.collect::<Vec<_>>().join("|"));
        let stage = table.caption.stage.or_else(|| stage::of_table(table)).or(document);
        Sign { title, header, stage }
    }
}

/// A government's document has tables that no department has: revenue of a budget, transfers, debt. More of these than
/// of those that only departments have decide.
fn scope(document: &Document, signs: &[Sign], catalogue: &Catalogue) -> Option<Scope> {
    let fits = |sign: &Sign, scope| {
        let of = |kind: &&Kind| kind.scope == Some(scope) && is_of_stage(kind, sign);
        catalogue.kinds().iter().filter(of).any(|kind| kind.in_title(&sign.title, &sign.header).is_some())
    };
    let (mut governments, mut departments) = (0, 0);
    for sign in signs {
        match (fits(sign, Scope::Government), fits(sign, Scope::Department)) {
            (true, false) => governments += 1,
            (false, true) => departments += 1,
            _ => {}
        }
    }
    let cover = document.title.as_deref().map(bare).unwrap_or_default();
    let of_government = ["政府预算", "政府决算", "财政预算", "预算执行情况"].iter().any(|word| cover.contains(word));
    if governments > departments || (of_government && departments == 0) {
        return Some(Scope::Government);
    }
    let title = document.title.as_deref().map(bare).unwrap_or_default();
    let says = |word: &str| title.contains(word) || signs.iter().any(|sign| sign.title.contains(word));
    let is_unit = |title: &str| ["单位预算", "单位决算"].iter().any(|word| title.contains(word));
    if is_unit(&title) || (signs.iter().any(|sign| is_unit(&sign.title)) && !says("部门")) {
        Some(Scope::Unit)
    } else if departments > 0 || says("部门") {
        Some(Scope::Department)
    } else {
        None
    }
}

/// The kind that most characters speak for; of kinds for another sort of document only if there is none of this.
fn kind<'a>(sign: &Sign, scope: Option<Scope>, catalogue: &'a Catalogue) -> Option<&'a Kind> {
    let is_government = scope == Some(Scope::Government);
    let is_near = |kind: &Kind| kind.scope.is_none_or(|scope| (scope == Scope::Government) == is_government);
    let best = |near: bool, size: &dyn Fn(&Kind) -> Option<usize>| {
        let mut best: Option<(usize, &'a Kind)> = None;
        for kind in catalogue.kinds().iter().filter(|kind| is_near(kind) == near && is_of_stage(kind, sign)) {
            if let Some(size) = size(kind)
                && best.is_none_or(|(most, _)| size > most)
            {
                best = Some((size, kind));
            }
        }
        best.map(|(_, kind)| kind)
    };
    let by_title = |kind: &Kind| kind.in_title(&sign.title, &sign.header);
    let by_columns = |kind: &Kind| kind.in_columns(&sign.header);
    best(true, &by_title).or_else(|| best(false, &by_title)).or_else(|| best(true, &by_columns))
}

fn is_of_stage(kind: &Kind, sign: &Sign) -> bool {
    match kind.stage {
        None => true,
        Some(Stage::Final) => sign.stage == Some(Stage::Final),
        Some(_) => sign.stage != Some(Stage::Final),
    }
}

/// Without white space and quotation marks.
pub(super) fn bare(text: &str) -> String {
    let keep = |c: &char| {
        !c.is_whitespace() && !matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'' | '＂' | '〝' | '〞' | '「' | '」')
    };
    text.chars().filter(keep).collect()
}
