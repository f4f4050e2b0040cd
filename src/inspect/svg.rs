//! Marks drawn over the picture of their page, as SVG. Images of the page are grey boxes.

use super::Mark;
use crate::geometry::{Pt, Rect};
use crate::pdf::picture::{Outline, Part, Rule, Step};
use crate::pipeline::Stages;
use std::fmt::Write;

/// What each sort of mark looks like.
const STYLE: &str = "\
.page{opacity:.55}.m{fill-opacity:.12;stroke-width:.6;fill:none;stroke:#888}
.glyph{fill:#06c;stroke:#06c;stroke-width:.3}.ruling{stroke:#d00;stroke-width:1.2}.edge{stroke:#090;stroke-width:1.2}
.cell{fill:#06c;stroke:#06c}.empty{fill:#888;stroke:#888}.outside{fill:#b60;stroke:#b60}.text{fill:#666;stroke:#666}
.verified{fill:#090;stroke:#090}.contradicted{fill:#d00;stroke:#d00;fill-opacity:.3}.unverified{fill:#c80;stroke:#c80}";

/// The drawing.
pub(crate) fn svg(stages: &Stages, marks: &[Mark]) -> String {
    let picture = &stages.picture;
    let (width, height) = (picture.width, picture.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <style>{STYLE}</style>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n<defs>\n"
    );
    for (at, glyph) in stages.stock.glyphs.iter().enumerate() {
        let _ = writeln!(out, "<path id=\"g{at}\" d=\"{}\"/>", path(glyph, 0));
    }
    out.push_str("</defs>\n<g class=\"page\">\n");
    page(stages, &mut out);
    out.push_str("</g>\n");
    for Mark { rect, sort, text } in marks {
        let Rect { x0, y0, .. } = rect;
        let (width, height) = (rect.width(), rect.height());
        let title = escaped(text);
        if width == Pt::ZERO || height == Pt::ZERO {
            let Rect { x1, y1, .. } = rect;
            let _ = writeln!(
                out,
                "<line class=\"m {sort}\" x1=\"{x0}\" y1=\"{y0}\" x2=\"{x1}\" y2=\"{y1}\"><title>{title}</title></line>"
            );
        } else {
            let _ = writeln!(
                out,
                "<rect class=\"m {sort}\" x=\"{x0}\" y=\"{y0}\" width=\"{width}\" height=\"{height}\"><title>{title}</title></rect>"
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn page(stages: &Stages, out: &mut String) {
    let mut colour = "fill=\"#000\"".to_owned();
    let mut stroke = "#000".to_owned();
    let mut clips = 0;
    for step in &stages.picture.steps {
        // Writing to a text cannot fail.
        let _ = match step {
            Step::Colour([r, g, b, opacity]) => {
                stroke = format!("#{r:02x}{g:02x}{b:02x}");
                colour = format!("fill=\"{stroke}\" fill-opacity=\"{:.2}\"", f64::from(*opacity) / 255.0);
                Ok(())
            }
            Step::Box(rect) => writeln!(out, "<rect {} {colour}/>", sides(*rect)),
            Step::Fill(outline, rule) => {
                writeln!(out, "<path d=\"{}\" fill-rule=\"{}\" {colour}/>", path(outline, 2), rule_name(*rule))
            }
            Step::Stroke(outline, pen) => {
                let dashes: Vec<String> = pen.dashes.iter().map(|dash| dash.to_string()).collect();
                let dashes = dashes.join(" ");
                let (d, width) = (path(outline, 2), pen.width);
                writeln!(
                    out,
                    "<path d=\"{d}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" stroke-dasharray=\"{dashes}\"/>"
                )
            }
            Step::Glyphs { sides: [a, b, c, d], places, .. } => places.iter().try_for_each(|(glyph, at)| {
                let (x, y) = (at.x, at.y);
                let transform = format!("matrix({a:.6} {b:.6} {c:.6} {d:.6} {x} {y})");
                writeln!(out, "<use href=\"#g{glyph}\" transform=\"{transform}\" {colour}/>")
            }),
            Step::Image(_, [a, b, c, d, e, f]) => writeln!(
                out,
                "<rect width=\"1\" height=\"1\" fill=\"#ddd\" transform=\"matrix({a:.3} {b:.3} {c:.3} {d:.3} {e:.3} {f:.3})\"/>"
            ),
            Step::ClipBox(rect) => {
                clips += 1;
                writeln!(
                    out,
                    "<clipPath id=\"c{clips}\"><rect {}/></clipPath><g clip-path=\"url(#c{clips})\">",
                    sides(*rect)
                )
            }
            Step::Clip(outline, rule) => {
                clips += 1;
                let (d, rule) = (path(outline, 2), rule_name(*rule));
                writeln!(
                    out,
                    "<clipPath id=\"c{clips}\"><path d=\"{d}\" clip-rule=\"{rule}\"/></clipPath><g clip-path=\"url(#c{clips})\">"
                )
            }
            Step::Group(opacity, _) => writeln!(out, "<g opacity=\"{:.2}\">", f64::from(*opacity) / 255.0),
            Step::Close => writeln!(out, "</g>"),
            Step::Mix(_) => Ok(()),
        };
    }
}

fn sides(rect: Rect) -> String {
    format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", rect.x0, rect.y0, rect.width(), rect.height())
}

fn rule_name(rule: Rule) -> &'static str {
    match rule {
        Rule::NonZero => "nonzero",
        Rule::EvenOdd => "evenodd",
    }
}

fn path(outline: &Outline, digits: usize) -> String {
    let mut d = String::new();
    for part in &outline.0 {
        let (letter, points): (char, &[[f64; 2]]) = match part {
            Part::Move(to) => ('M', std::slice::from_ref(to)),
            Part::Line(to) => ('L', std::slice::from_ref(to)),
            Part::Quad(points) => ('Q', points),
            Part::Cubic(points) => ('C', points),
            Part::Close => ('Z', &[]),
        };
        d.push(letter);
        for [x, y] in points {
            let _ = write!(d, "{x:.digits$} {y:.digits$} ");
        }
    }
    d
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write these.
            c if c.is_control() || c == '\u{FFFE}' || c == '\u{FFFF}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
