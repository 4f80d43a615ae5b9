//! A curve of marks over days, drawn on the server: a table beside it says all that it shows.

use chrono::NaiveDate;
use maud::{Render, html};
use std::borrow::Cow;

use crate::fr;

/// What is drawn, in the units of the drawing: it grows with the page.
const WIDTH: i64 = 320;
const LEFT: i64 = 28;
const RIGHT: i64 = 306;
const TOP: i64 = 12;
const BOTTOM: i64 = 112;

/// Values over days, out of a greatest one that is always in sight.
pub struct Curve<'a> {
    id: &'a str,
    title: &'a str,
    most: u32,
    points: Vec<(NaiveDate, Cow<'a, str>, u32)>,
}

impl<'a> Curve<'a> {
    /// The identifier of the drawing on its page, what it shows, and the greatest value that there can be.
    pub const fn new(id: &'a str, title: &'a str, most: u32) -> Self {
        Self {
            id,
            title,
            most,
            points: Vec::new(),
        }
    }

    /// A value, in hundredths, with its day and its words; the oldest first.
    pub fn point(mut self, day: NaiveDate, words: impl Into<Cow<'a, str>>, value: u32) -> Self {
        self.points.push((day, words.into(), value));
        self
    }

    fn across(&self, day: NaiveDate) -> i64 {
        let days = self.points.iter().map(|(day, ..)| *day);
        let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
            return LEFT;
        };
        let margin = 10;
        let room = RIGHT - LEFT - 2 * margin;
        match (last - first).num_days() {
            0 => LEFT + margin + room / 2,
            all => LEFT + margin + room * (day - first).num_days() / all,
        }
    }

    fn height(&self, value: u32) -> i64 {
        let most = i64::from(self.most.max(1)) * 100;
        BOTTOM - (BOTTOM - TOP) * i64::from(value).min(most) / most
    }

    /// « 3 notes, du 6 novembre au 20 novembre. »
    fn described(&self) -> String {
        let days = self.points.iter().map(|(day, ..)| *day);
        let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
            return String::new();
        };
        format!(
            "{}, du {} au {}. Le tableau donne chacune d'elles.",
            fr::plural(self.points.len() as u64, "valeur", "valeurs"),
            fr::date_short(first),
            fr::date_short(last)
        )
    }
}

impl Render for Curve<'_> {
    fn render_to(&self, buffer: &mut String) {
        let (title, described) = (format!("{}-titre", self.id), format!("{}-texte", self.id));
        let place = |(day, _, value): &(NaiveDate, Cow<'_, str>, u32)| {
            format!("{},{}", self.across(*day), self.height(*value))
        };
        let line: Vec<String> = self.points.iter().map(place).collect();
        let days = self.points.iter().map(|(day, ..)| *day);
        let mut ends: Vec<NaiveDate> = days.clone().min().into_iter().chain(days.max()).collect();
        ends.dedup();
        html! {
            figure.p-curve {
                svg viewBox=(format!("0 0 {WIDTH} 132")) role="img" aria-labelledby=(title) aria-describedby=(described) {
                    title id=(title) { (self.title) }
                    desc id=(described) { (self.described()) }
                    @for part in [0, 1, 2] {
                        @let value = self.most * part / 2;
                        @let y = self.height(value * 100);
                        line x1=(LEFT) x2=(RIGHT) y1=(y) y2=(y) {}
                        text x=(LEFT - 6) y=(y + 3) text-anchor="end" { (value) }
                    }
                    @for (n, day) in ends.iter().enumerate() {
                        @let (x, anchor) = match (ends.len(), n) {
                            (1, _) => (self.across(*day), "middle"),
                            (_, 0) => (LEFT, "start"),
                            _ => (RIGHT, "end"),
                        };
                        text x=(x) y="127" text-anchor=(anchor) { (fr::date_short(*day)) }
                    }
                    polyline points=(line.join(" ")) {}
                    @for point in &self.points {
                        circle cx=(self.across(point.0)) cy=(self.height(point.2)) r="3.5" { title { (point.1) } }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the greatest value is at the top, none at the bottom, days are as far as they are apart; what
    /// is above the greatest value stays in the drawing.
    #[test]
    fn each_value_stands_where_it_is() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let curve = Curve::new("c", "Notes", 20)
            .point(day("2026-11-01"), "a", 0)
            .point(day("2026-11-06"), "b", 1000)
            .point(day("2026-11-21"), "c", 2000)
            .point(day("2026-11-21"), "d", 2500);
        let drawn = curve.render().into_string();
        assert!(
            drawn.contains("points=\"38,112 102,62 296,12 296,12\""),
            "{drawn}"
        );
        assert!(drawn.contains("4\u{a0}valeurs, du 01/11/2026 au 21/11/2026."));
        // One day alone stands in the middle, and is told once.
        let alone = Curve::new("c", "Notes", 20).point(day("2026-11-01"), "a", 500);
        let drawn = alone.render().into_string();
        assert!(drawn.contains("points=\"167,87\""), "{drawn}");
        assert_eq!(drawn.matches(">01/11/2026<").count(), 1);
    }
}
