//! A picture as a list of marks in logical pixels: laid out and tested without a backend, drawn by `render`.

use super::render;

/// A colour, as written in style sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Where the given point of a text lies in it, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// One line of text; its point is half-way up.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where.
    pub at: (f64, f64),
    /// Which part of it.
    pub anchor: Anchor,
    /// Height of an em.
    pub size: f64,
    /// Heavy or regular.
    pub bold: bool,
    /// Its colour.
    pub colour: Colour,
    /// What it says.
    pub text: String,
}

/// One mark of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
        /// Its width.
        width: f64,
    },
    /// A filled polygon.
    Area {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
        /// 0 invisible, 1 solid.
        opacity: f64,
    },
    /// A disc, or a ring on the ground.
    Dot {
        /// Its centre.
        at: (f64, f64),
        /// Its radius.
        radius: f64,
        /// Its colour.
        colour: Colour,
        /// Disc or ring.
        filled: bool,
    },
    /// A line of text.
    Text(Text),
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in logical pixels.
    pub width: f64,
    /// Height in logical pixels.
    pub height: f64,
    /// Marks, from back to front.
    pub marks: Vec<Mark>,
}

/// Ink of text and axes.
pub(super) const INK: Colour = Colour(0x22, 0x22, 0x22);
/// Ink of what stands back.
pub(super) const MUTED: Colour = Colour(0x5C, 0x5C, 0x5C);
/// Grid lines.
pub(super) const GRID: Colour = Colour(0xDD, 0xDD, 0xDD);
/// The ground.
pub(super) const GROUND: Colour = Colour(0xFF, 0xFF, 0xFF);

/// Size of ordinary text.
pub(super) const TEXT: f64 = 13.0;
/// Size of tick labels and notes.
pub(super) const NOTE: f64 = 11.5;

impl Scene {
    /// An empty picture.
    pub fn new(width: f64, height: f64) -> Scene {
        Scene { width, height, marks: Vec::new() }
    }

    /// Adds a last line that says which market it shows, so that the picture can stand alone.
    pub fn sign(&mut self, market: &str) {
        const LINE: f64 = 18.0;
        let text = fitted(market, NOTE, self.width - 16.0, 1).concat();
        self.text((8.0, self.height + LINE / 2.0 - 3.0), Anchor::Start, NOTE, MUTED, text);
        self.height += LINE;
    }

    /// Adds a line.
    pub fn line(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, colour, width });
        }
    }

    /// Adds a line of dashes between two points.
    pub fn dashes(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour) {
        const DASHES: usize = 24;
        let along = |part: f64| (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
        for dash in 0..DASHES {
            let start = dash as f64 / DASHES as f64;
            self.line(vec![along(start), along(start + 0.55 / DASHES as f64)], colour, 1.2);
        }
    }

    /// Adds a filled polygon.
    pub fn area(&mut self, points: Vec<(f64, f64)>, colour: Colour, opacity: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, colour, opacity });
        }
    }

    /// Adds a disc or a ring.
    pub fn dot(&mut self, at: (f64, f64), radius: f64, colour: Colour, filled: bool) {
        self.marks.push(Mark::Dot { at, radius, colour, filled });
    }

    /// Adds a line of text.
    pub fn text(
        &mut self,
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        colour: Colour,
        text: impl Into<String>,
    ) {
        self.marks.push(Mark::Text(Text { at, anchor, size, bold: false, colour, text: text.into() }));
    }

    /// Adds a heavy line of text.
    pub fn heading(&mut self, at: (f64, f64), text: impl Into<String>) {
        let text = text.into();
        self.marks.push(Mark::Text(Text {
            at,
            anchor: Anchor::Start,
            size: TEXT,
            bold: true,
            colour: INK,
            text,
        }));
    }

    /// Names a row at the left of what it shows: two lines, or three smaller ones if it is long.
    pub(super) fn row_name(&mut self, title: &str, width: f64, middle: f64) {
        let fit = |size, lines| fitted(title, size, width - 20.0, lines);
        let two = fit(TEXT, 2);
        let cut = two.last().is_some_and(|line| line.ends_with('…'));
        let (size, lines) = if cut { (NOTE, fit(NOTE, 3)) } else { (TEXT, two) };
        let leading = 1.12 * size;
        let first = middle - leading * (lines.len() as f64 - 1.0) / 2.0;
        for (line, text) in lines.into_iter().enumerate() {
            self.text((width - 8.0, first + leading * line as f64), Anchor::End, size, INK, text);
        }
    }

    /// No two texts overlap, and none leaves the picture.
    #[cfg(test)]
    pub(super) fn assert_legible(&self, name: &str) {
        let boxes: Vec<_> = self.texts().map(|text| (text.bounds(), &text.text)).collect();
        for (place, ((left, top, right, bottom), text)) in boxes.iter().enumerate() {
            let inside = *left >= 0.0 && *top >= 0.0 && *right <= self.width && *bottom <= self.height;
            assert!(inside, "{name}: `{text}` leaves the picture");
            for ((l, t, r, b), other) in &boxes[..place] {
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                assert!(apart, "{name}: `{text}` lies on `{other}`");
            }
        }
    }

    /// Its texts.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Text(text) => Some(text),
            _ => None,
        })
    }
}

impl Text {
    /// Left, top, right and bottom of the box it fills.
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        let width = render::text_width(&self.text, self.size, self.bold);
        let left = match self.anchor {
            Anchor::Start => self.at.0,
            Anchor::Middle => self.at.0 - width / 2.0,
            Anchor::End => self.at.0 - width,
        };
        (left, self.at.1 - 0.45 * self.size, left + width, self.at.1 + 0.45 * self.size)
    }
}

/// A text on lines of at most `width` logical pixels; the last is cut short if more than `lines` are needed.
pub(super) fn fitted(text: &str, size: f64, width: f64, lines: usize) -> Vec<String> {
    let fits = |line: &str| render::text_width(line, size, false) <= width;
    let mut out: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let last = out.len() - 1;
        let longer = if out[last].is_empty() { word.to_owned() } else { format!("{} {word}", out[last]) };
        if fits(&longer) || (out[last].is_empty() && out.len() == lines) {
            out[last] = longer;
        } else if out.len() < lines {
            out.push(word.to_owned());
        } else {
            out[last] = longer;
            break;
        }
    }
    for line in &mut out {
        if !fits(line) {
            while !line.is_empty() && !fits(&format!("{line}…")) {
                line.pop();
            }
            line.push('…');
        }
    }
    out
}
