//! Figures, each with its target.

/// What was measured.
#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<[String; 4]>,
}

impl Report {
    /// A figure, and whether it is under its target.
    pub(crate) fn under(&mut self, what: &str, figure: f64, unit: &str, target: f64) {
        let verdict = if figure <= target {
            "atteint"
        } else {
            "manqué"
        };
        self.line(
            what,
            format!("{figure:.2} {unit}"),
            format!("≤ {target} {unit}"),
            verdict,
        );
    }

    /// A figure, and whether it is over its target.
    pub(crate) fn over(&mut self, what: &str, figure: f64, unit: &str, target: f64) {
        let verdict = if figure >= target {
            "atteint"
        } else {
            "manqué"
        };
        self.line(
            what,
            format!("{figure:.2} {unit}"),
            format!("≥ {target} {unit}"),
            verdict,
        );
    }

    /// A figure without a target.
    pub(crate) fn told(&mut self, what: &str, figure: impl Into<String>) {
        self.line(what, figure.into(), String::new(), "");
    }

    fn line(&mut self, what: &str, figure: String, target: String, verdict: &str) {
        println!("{what} : {figure} {target} {verdict}");
        self.lines
            .push([what.to_owned(), figure, target, verdict.to_owned()]);
    }

    /// The table, as `BENCHMARKS.md` keeps it.
    pub(crate) fn print(&self) {
        println!("\n| mesure | valeur | but | |\n|---|---|---|---|");
        for line in &self.lines {
            println!("| {} |", line.join(" | "));
        }
    }
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
