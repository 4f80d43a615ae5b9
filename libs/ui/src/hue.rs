//! The colours that a person may choose for a mark, and the field that chooses one. A colour never
//! speaks alone: a mark always bears its letters.

use maud::{Markup, Render, html};

/// A colour of a mark: light by day, dark by night, its letters readable on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hue {
    /// « Rouge ».
    Red,
    /// « Orange ».
    Orange,
    /// « Jaune ».
    Yellow,
    /// « Vert ».
    Green,
    /// « Turquoise ».
    Teal,
    /// « Bleu ».
    Blue,
    /// « Violet ».
    Violet,
    /// « Gris ».
    Grey,
}

impl Hue {
    /// All of them, in the order of the rainbow.
    pub const ALL: [Self; 8] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Violet,
        Self::Grey,
    ];

    /// The word kept in databases, sent by forms, and known to the stylesheet (`data-hue`).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Violet => "violet",
            Self::Grey => "grey",
        }
    }

    /// Its name, in French.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Red => "Rouge",
            Self::Orange => "Orange",
            Self::Yellow => "Jaune",
            Self::Green => "Vert",
            Self::Teal => "Turquoise",
            Self::Blue => "Bleu",
            Self::Violet => "Violet",
            Self::Grey => "Gris",
        }
    }

    /// The colour of a word; `None` for a word that is none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hue| hue.code() == code)
    }
}

/// The letters of a mark on its colour; what they stand for is said beside.
pub(crate) fn sample(sign: &str, hue: Hue) -> Markup {
    html! { span.p-week-mark data-hue=(hue.code()) aria-hidden="true" { (sign) } }
}

/// One colour among all, each shown as the mark would be.
pub struct HueChoice<'a> {
    name: &'a str,
    legend: &'a str,
    sign: &'a str,
    selected: &'a str,
    error: Option<&'a str>,
}

impl<'a> HueChoice<'a> {
    /// The field's name, what is coloured (« Absence »), the letters that the mark bears.
    pub const fn new(name: &'a str, legend: &'a str, sign: &'a str) -> Self {
        Self {
            name,
            legend,
            sign,
            selected: "",
            error: None,
        }
    }

    /// The word of the colour already chosen: see [`Hue::code`].
    pub const fn selected(mut self, selected: &'a str) -> Self {
        self.selected = selected;
        self
    }

    /// What is wrong and how to put it right.
    pub const fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }
}

impl Render for HueChoice<'_> {
    fn render_to(&self, buffer: &mut String) {
        let around = crate::field::Around {
            id: self.name,
            description: None,
            error: self.error,
        };
        html! {
            fieldset.ds-fieldset.p-choices aria-describedby=[around.described_by()] {
                legend.ds-label.p-label { (self.legend) }
                div.p-choices-inline {
                    @for (i, hue) in Hue::ALL.into_iter().enumerate() {
                        // The first bears the group's name as its id, so that an error summary leads to it.
                        @let id = if i == 0 { self.name.to_owned() } else { format!("{}-{}", self.name, i + 1) };
                        div.ds-field {
                            input.ds-input id=(id) type="radio" name=(self.name) value=(hue.code())
                                checked[hue.code() == self.selected]
                                aria-invalid=[self.error.is_some().then_some("true")];
                            label.ds-label for=(id) { (sample(self.sign, hue)) " " (hue.label()) }
                        }
                    }
                }
                (around.error())
            }
        }
        .render_to(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const STYLES: &str = include_str!("../assets/css/week.css");

    /// Background, letters and edge of a colour, as the stylesheet gives them in one scheme.
    type Paint = [[f64; 3]; 3];

    /// The styles of the day, and those of the night.
    fn schemes() -> [&'static str; 2] {
        let night = "@media (prefers-color-scheme: dark) {";
        let (day, night) = STYLES.split_once(night).expect("colours of the night");
        [day, night]
    }

    fn paint(styles: &str, hue: Hue) -> Paint {
        let rule = format!("[data-hue=\"{}\"] {{", hue.code());
        let (_, rule) = styles.split_once(&rule).expect("a rule for each colour");
        let (rule, _) = rule.split_once('}').expect("its end");
        ["--p-hue:", "--p-hue-ink:", "--p-hue-edge:"].map(|name| {
            let (_, value) = rule.split_once(name).expect("all three");
            channels(value.trim().get(..7).expect("#rrggbb"))
        })
    }

    fn channels(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let part = colour.get(at..at + 2).expect("two digits");
            f64::from(u8::from_str_radix(part, 16).expect("in base 16")) / 255.0
        })
    }

    /// WCAG 2.2, « relative luminance » and « contrast ratio »: from 1 to 21.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let luminance = |colour: [f64; 3]| {
            let linear = colour.map(|part| match part <= 0.040_45 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            });
            0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn contrast_is_that_of_the_norm() {
        let (white, black) = (channels("#ffffff"), channels("#000000"));
        assert!((contrast(white, black) - 21.0).abs() < 1e-9);
        assert!((contrast(channels("#777777"), white) - 4.48).abs() < 0.01);
    }

    /// Invariant: by day and by night, the letters of a mark stand out from their colour at least
    /// 7 to 1 (AAA), and its edge from a sheet and from the page at least 3 to 1.
    #[test]
    fn marks_are_readable_by_day_and_by_night() {
        let sheets = [["#ffffff", "#f1f4f9"], ["#25282e", "#16181c"]];
        for (scheme, (styles, sheets)) in schemes().into_iter().zip(sheets).enumerate() {
            for hue in Hue::ALL {
                let [ground, ink, edge] = paint(styles, hue);
                let letters = contrast(ink, ground);
                assert!(letters >= 7.0, "{scheme} {hue:?}: letters {letters:.2}");
                for sheet in sheets {
                    let edge = contrast(edge, channels(sheet));
                    assert!(edge >= 3.0, "{scheme} {hue:?}: edge {edge:.2} on {sheet}");
                }
            }
        }
    }

    /// Invariant: no two colours are one, and the word of each reads back.
    #[test]
    fn colours_differ() {
        for styles in schemes() {
            let grounds: HashSet<String> = Hue::ALL
                .into_iter()
                .map(|hue| format!("{:?}", paint(styles, hue)))
                .collect();
            assert_eq!(grounds.len(), Hue::ALL.len());
        }
        for hue in Hue::ALL {
            assert_eq!(Hue::from_code(hue.code()), Some(hue));
        }
        assert_eq!(Hue::from_code("pink"), None);
    }
}
