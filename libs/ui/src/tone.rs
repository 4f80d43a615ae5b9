//! What a colour means. Colour never speaks alone: a text or an icon says the same.

/// A meaning, shown by a colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing particular.
    #[default]
    Neutral,
    /// The house's blue: what is current, what one can do.
    Accent,
    /// For information.
    Info,
    /// Done, received, in order.
    Success,
    /// To be looked at.
    Warning,
    /// Lost, refused, late.
    Danger,
    /// Decorative green, for a service's icon.
    Leaf,
    /// Decorative brick, for a service's icon.
    Warm,
    /// Decorative yellow, for a service's icon.
    Sun,
}

impl Tone {
    /// The value of `data-color` in the stylesheet.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Accent => "accent",
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
            Tone::Leaf => "leaf",
            Tone::Warm => "warm",
            Tone::Sun => "sun",
        }
    }
}
