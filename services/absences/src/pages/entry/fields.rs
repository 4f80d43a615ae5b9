//! The fields of an entry: what happened, why, how far it is settled; and whom an action tells.

use super::{known::Known, own::PUPIL, typed::BY_REASON};
use crate::{
    model::{
        reach::Way,
        scope::Scope,
        terms::{Kind, LATEST, Terms},
        wording::WordingRow,
    },
    store::{entries::Listed, pupil_notice, wording},
};
use chrono::NaiveTime;
use education::Id;
use maud::{Markup, html};
use ui::{Alert, Checkbox, Choices, Field, Select, Width, columns, fieldset, fr, p};
use web::{Input, Invalid};

impl Known {
    /// What an entry says; `before`, what it said until now.
    pub(super) fn fields(
        &self,
        input: &Input,
        invalid: &Invalid,
        before: Option<&Listed>,
    ) -> Markup {
        let kinds = Kind::ALL.map(|kind| (kind.code(), kind.label()));
        let was =
            |of: fn(&Terms) -> Option<Id<WordingRow>>| before.and_then(|entry| of(&entry.terms));
        html! {
            (columns([
                Some(html! { (Select::new("nature", "Nature").options(kinds)
                    .selected(input.text("nature")).error(invalid.on("nature"))) }),
                self.scope_field(before.map(|entry| &entry.terms), input, invalid),
            ].into_iter().flatten()))
            (hours(self.week.bells(), input, invalid))
            (Checkbox::new("fin_inconnue", "Fin inconnue").checked(input.is_ticked("fin_inconnue"))
                .description("L'élève n'est pas revenu ; la fin n'est alors pas lue."))
            (Field::number("minutes", "Minutes de retard").value(input.text("minutes"))
                .description("Pour un retard seulement ; la fin n'est alors pas lue.")
                .min("1").max(LATEST.to_string()).width(Width::Short).error(invalid.on("minutes")))
            (self.lesson_fields(input, invalid, before.map(|entry| &entry.taught)))
            (columns([
                lines("motif", "Motif", &self.reasons, was(|terms| terms.reason), input, invalid),
                lines("justificatif", "Justificatif", &self.proofs, was(|terms| terms.proof), input,
                    invalid),
            ]))
            (Select::new("legitime", "Motif légitime")
                .options([(BY_REASON, "Selon le motif"), ("oui", "Oui"), ("non", "Non")])
                .selected(input.text("legitime")))
            (fieldset("Où en est-on ?", html! {
                (Checkbox::new("informe", "Établissement informé").checked(input.is_ticked("informe"))
                    .description("La famille a prévenu."))
                (Checkbox::new("constatee", "Absence constatée").checked(input.is_ticked("constatee"))
                    .description("Quelqu'un a vu que l'élève n'était pas là."))
                (Checkbox::new("classe", "Classé").checked(input.is_ticked("classe"))
                    .description("N'attend plus de réponse."))
            }))
        }
    }

    /// « Porte sur », for whom the register knows to have lunch or to sleep at the school.
    fn scope_field(
        &self,
        before: Option<&Terms>,
        input: &Input,
        invalid: &Invalid,
    ) -> Option<Markup> {
        let scopes = self.scopes(before);
        let words = scopes.iter().filter_map(|scope| match scope {
            Scope::Lessons => None,
            Scope::Meal => Some("Demi-pension : le repas de ce jour. "),
            Scope::Night => Some("Internat : la nuit qui suit. "),
        });
        let words: String = words.collect();
        let shown = !words.is_empty() || invalid.on("porte_sur").is_some();
        let options = scopes.iter().map(|scope| (scope.code(), scope.label()));
        shown.then(|| {
            html! { (Select::new("porte_sur", "Porte sur").options(options)
            .description(format!("{words}Seule la date « Du » est alors lue."))
            .selected(input.text("porte_sur")).error(invalid.on("porte_sur"))) }
        })
    }

    /// « Action » and « Destinataire(s) », or why nothing can be sent.
    pub(super) fn notification(&self, input: &Input, invalid: &Invalid) -> Markup {
        let means = self.means();
        if means.is_empty() {
            return html! {
                (Alert::info("Aucun envoi n'est possible pour l'instant").body(p(
                    if self.actions.is_empty() {
                        "Pour prévenir les familles, la direction ou le CPE ajoute une action dans \
                         « Paramétrages → Actions »."
                    } else {
                        "Pour prévenir les familles par SMS, la direction ou le CPE choisit un \
                         fournisseur dans « Paramétrages → Fournisseur de services »."
                    }
                )))
            };
        }
        let ids: Vec<(String, &str)> = self
            .offered()
            .map(|stored| (stored.id.to_string(), stored.action.short_label.as_str()))
            .collect();
        let mut recipients =
            Choices::many("destinataires", "Destinataire(s)").error(invalid.on("destinataires"));
        let mut missing = Vec::new();
        let mut reachable = false;
        for guardian in &self.guardians {
            let (mut ways, mut why_not) = (Vec::new(), Vec::new());
            for medium in &means {
                match Way::to(guardian, *medium) {
                    Ok(way) => ways.push(way.shown()),
                    Err(why) => why_not.push(why),
                }
            }
            let who = guardian.list_name();
            if ways.is_empty() {
                missing.push(format!(
                    "{} ({who}) : {}.",
                    guardian.label(),
                    why_not.join(", ")
                ));
                continue;
            }
            reachable = true;
            if !why_not.is_empty() {
                missing.push(format!(
                    "{} ({who}) : {}.",
                    guardian.label(),
                    why_not.join(", ")
                ));
            }
            let value = guardian.guardian.to_string();
            let who = format!("{who} – {}", ways.join(" – "));
            recipients = recipients.option_described(value, guardian.label(), who);
        }
        let (pupil, own) = (self.pupil.list_name(), self.own_mobile());
        if let Ok(number) = own {
            let who = format!("{pupil} – {number}");
            recipients = recipients.option_described(PUPIL, pupil_notice::LABEL, who);
        }
        for chosen in input.all("destinataires") {
            recipients = recipients.selected(chosen.to_owned());
        }
        let mut action = Select::new("action", "Action")
            .option("", "Aucune")
            .options(ids.iter().map(|(value, label)| (value.as_str(), *label)))
            .selected(input.text("action"))
            .error(invalid.on("action"));
        if let Some(limit) = self.defaults.limit() {
            action = action.description(limit);
        }
        html! {
            (action)
            @if !reachable {
                (Alert::warning("Aucun responsable ne peut être prévenu ainsi").body(p(
                    "Ce qui manque est écrit ci-dessous : on le corrige dans Base élèves.")))
            }
            @if own.is_ok() || reachable {
                (recipients)
            }
            @for sentence in missing {
                (ui::muted(sentence))
            }
            @if let Err(why) = own {
                (ui::muted(format!("{} ({pupil}) : {why}.", pupil_notice::LABEL)))
            }
        }
    }
}

/// « Du, à partir de, au, jusqu'à », on these bells.
pub(super) fn hours(bells: &[NaiveTime], input: &Input, invalid: &Invalid) -> Markup {
    let mut hours: Vec<(String, String)> = bells
        .iter()
        .map(|bell| {
            (
                bell.format("%H:%M").to_string(),
                fr::time(*bell).to_string(),
            )
        })
        .collect();
    // A lateness ends between two bells: its own hour is shown, until another is chosen.
    for name in ["du_heure", "au_heure"] {
        let typed = input.text(name);
        if let Ok(hour) = NaiveTime::parse_from_str(typed, "%H:%M")
            && !hours.iter().any(|(value, _)| value == typed)
        {
            hours.push((hour.format("%H:%M").to_string(), fr::time(hour).to_string()));
        }
    }
    hours.sort();
    let hour = |name: &'static str, label: &'static str| {
        Select::new(name, label)
            .options(
                hours
                    .iter()
                    .map(|(value, label)| (value.as_str(), label.as_str())),
            )
            .selected(input.text(name))
            .error(invalid.on(name))
    };
    let date = |name: &'static str, label: &'static str| {
        Field::date(name, label)
            .value(input.text(name))
            .required()
            .error(invalid.on(name))
    };
    columns([
        html! { (date("du", "Du")) (hour("du_heure", "À partir de")) },
        html! { (date("au", "Au")) (hour("au_heure", "Jusqu'à")) },
    ])
}

/// « AUCUN », then what the school offers, and what the entry has already.
pub(crate) fn lines(
    name: &'static str,
    label: &'static str,
    lines: &[wording::Stored],
    was: Option<Id<WordingRow>>,
    input: &Input,
    invalid: &Invalid,
) -> Markup {
    let offered: Vec<(String, &str)> = lines
        .iter()
        .filter(|line| !line.withdrawn || was == Some(line.id))
        .map(|line| (line.id.to_string(), line.wording.label.as_str()))
        .collect();
    html! {
        (Select::new(name, label).option("", "AUCUN")
            .options(offered.iter().map(|(value, label)| (value.as_str(), *label)))
            .selected(input.text(name)).error(invalid.on(name)))
    }
}
