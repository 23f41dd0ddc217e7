//! Draws scenes: SVG for pages and papers, PNG for everything else. Nothing else in caveat names plotters.

use std::path::Path;
use std::sync::OnceLock;

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Text as TextElement};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle, register_font,
};

use super::scene::{Anchor, Colour, GROUND, Mark, Scene, Text};

/// The family every text is set in.
pub(super) const FAMILY: &str = "DejaVu Sans";

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
static BOLD: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf");

/// How a backend sets a picture.
#[derive(Clone, Copy)]
struct Medium {
    /// Backend pixels a logical one. Backends round to whole pixels, so a vector picture is drawn large and scaled back
    /// by its view box.
    scale: f64,
    /// What plotters calls a font's size, in ems: this differs between its backends.
    size_of_em: f64,
    /// How far text sinks, in ems, so that small letters are centred on its point.
    drop: f64,
}

const SVG: Medium = Medium { scale: 8.0, size_of_em: 1.24, drop: 0.03 };
const PNG: Medium = Medium { scale: 2.0, size_of_em: 1.164, drop: 0.19 };

/// What a backend cannot do, in words.
pub type Fault = String;

/// The width of a line of text in logical pixels.
pub(super) fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    const FINE: f64 = 8.0;
    ready();
    let font = FontDesc::new(FontFamily::Name(FAMILY), size * PNG.size_of_em * FINE, weight(bold));
    font.box_size(text).map_or(0.0, |(width, _)| f64::from(width) / FINE)
}

/// A scene as SVG that grows and shrinks with its place.
///
/// # Errors
///
/// If the backend fails.
pub fn svg(scene: &Scene) -> Result<String, Fault> {
    let mut text = String::new();
    let size = pixels(scene, SVG);
    draw(scene, SVGBackend::with_string(&mut text, size), SVG)?;
    let fixed = format!("<svg width=\"{}\" height=\"{}\"", size.0, size.1);
    let free = format!("<svg width=\"{}\" height=\"{}\"", scene.width.round(), scene.height.round());
    Ok(text.replacen(&fixed, &free, 1))
}

/// Writes a scene as PNG, two pixels a logical one.
///
/// # Errors
///
/// If the file cannot be written.
pub fn png(scene: &Scene, path: &Path) -> Result<(), Fault> {
    draw(scene, BitMapBackend::new(path, pixels(scene, PNG)), PNG)
}

fn pixels(scene: &Scene, medium: Medium) -> (u32, u32) {
    ((scene.width * medium.scale).round() as u32, (scene.height * medium.scale).round() as u32)
}

/// Registers the fonts, once a process.
fn ready() {
    static READY: OnceLock<()> = OnceLock::new();
    READY.get_or_init(|| {
        for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
            assert!(register_font(FAMILY, style, bytes).is_ok(), "the embedded font is a font");
        }
    });
}

fn draw<B: DrawingBackend>(scene: &Scene, backend: B, medium: Medium) -> Result<(), Fault> {
    ready();
    let area = backend.into_drawing_area();
    area.fill(&rgb(GROUND)).map_err(|error| error.to_string())?;
    for mark in &scene.marks {
        draw_mark(&area, mark, medium)?;
    }
    area.present().map_err(|error| error.to_string())
}

fn draw_mark<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    mark: &Mark,
    medium: Medium,
) -> Result<(), Fault> {
    let scale = medium.scale;
    let at = |point: &(f64, f64)| ((point.0 * scale).round() as i32, (point.1 * scale).round() as i32);
    let all = |points: &[(f64, f64)]| points.iter().map(at).collect::<Vec<_>>();
    let width = |width: f64| (width * scale).round().max(1.0) as u32;
    let drawn = match mark {
        Mark::Line { points, colour, width: w } => {
            area.draw(&PathElement::new(all(points), ShapeStyle::from(&rgb(*colour)).stroke_width(width(*w))))
        }
        Mark::Area { points, colour, opacity } => {
            area.draw(&Polygon::new(all(points), rgb(*colour).mix(*opacity).filled()))
        }
        Mark::Dot { at: centre, radius, colour, filled } => {
            let ground = if *filled { rgb(*colour) } else { rgb(GROUND) };
            area.draw(&Circle::new(at(centre), radius * scale, ground.filled())).and_then(|()| {
                let ring = ShapeStyle::from(&rgb(*colour)).stroke_width(width(1.6));
                area.draw(&Circle::new(at(centre), radius * scale, ring))
            })
        }
        Mark::Text(text) => draw_text(area, text, medium),
    };
    drawn.map_err(|error| error.to_string())
}

fn draw_text<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    text: &Text,
    medium: Medium,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let horizontal = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let (x, y) = (text.at.0, text.at.1 + medium.drop * text.size);
    let at = ((x * medium.scale).round() as i32, (y * medium.scale).round() as i32);
    let size = text.size * medium.size_of_em * medium.scale;
    let font = FontDesc::new(FontFamily::Name(FAMILY), size, weight(text.bold));
    let colour = rgb(text.colour);
    let style = TextStyle::from(font).color(&colour).pos(Pos::new(horizontal, VPos::Center));
    area.draw(&TextElement::new(text.text.as_str(), at, style))
}

fn weight(bold: bool) -> FontStyle {
    if bold { FontStyle::Bold } else { FontStyle::Normal }
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}
