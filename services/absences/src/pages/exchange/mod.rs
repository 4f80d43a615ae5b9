//! « Import/Export »: the entries of the school as a table, taken away and brought back.

mod draft;
mod export;
mod import;
mod register;
mod remarks;
mod undo;

pub(crate) use draft::seen;

use crate::{pages::division::Divisions, store::exchange::import as store};
use axum::{
    extract::{DefaultBodyLimit, State},
    handler::Handler as _,
    http::StatusCode,
    response::Response,
};
use frame::Page;
use identity::{At, SchoolLifeSettings};
use manifest::Routes;
use maud::{Markup, html};
use ui::{
    Button, Checkbox, Column, Empty, ErrorSummary, Field, Form, Icon, Link, Notice, Table,
    button_bar, details, fr, list, p, section,
};
use web::{Context, Input, Invalid, Result};

pub(crate) const HREF: &str = "/absences/import-export";
const EXPORT: &str = "/absences/import-export/export";
/// The field of the file.
const FILE: &str = "fichier";

/// The pages of the exchange, after others.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/absences/import-export", show)
        .post(
            "/absences/import-export",
            import::submit.layer(DefaultBodyLimit::max(import::LARGEST_UPLOAD)),
        )
        .upload(FILE, "{absence_file}")
        .get("/absences/import-export/export", export::download)
        .example("/absences/import-export/export?du={day}&au={day}&classe={division}&secrets=1")
        .get("/absences/import-export/{absence_import}", draft::show)
        .get(
            "/absences/import-export/{absence_import}/anomalies",
            remarks::download,
        )
        .post(
            "/absences/import-export/{absence_import}/importer",
            draft::apply,
        )
        .form("vu={absence_seen}")
        .post(
            "/absences/import-export/{absence_import}/annulation",
            undo::undo,
        )
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let lost = input
        .is_ticked("perdu")
        .then(|| Notice::warning("Ce fichier n'est plus là : déposez-le de nouveau s'il le faut."));
    let none = Invalid::default();
    page(&at, &context, (&input, lost), &none, StatusCode::OK).await
}

/// Both halves: what is typed in one is kept when something is wrong in it.
async fn page(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    (input, notice): (&Input, Option<Notice>),
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let divisions = Divisions::of(&mut read, at).await?;
    let imports = store::latest(&mut read, at).await?;
    let accounts: Vec<_> = imports.iter().map(|import| import.account).collect();
    let names = identity::names_of(&mut read, &accounts).await?;
    drop(read);
    let zone = at.school_place().zone.0;
    let done = Table::new("Imports de l'année")
        .columns([
            Column::new("Fichier"),
            Column::new("Importé"),
            Column::new("Par"),
            Column::number("Saisies ajoutées"),
            Column::new("Suite"),
        ])
        .empty(
            Empty::new("Aucun import")
                .why("Les tableaux que vous importez restent ici, avec de quoi les annuler."),
        )
        .rows(&imports, |row, import| {
            row.head(Link::new(&format!("{HREF}/{}", import.id), &import.name));
            row.cell(fr::moment(
                import.imported_at.with_timezone(&zone).naive_local(),
            ));
            let by = names.get(&import.account);
            row.cell(by.map_or("quelqu'un", String::as_str));
            row.cell(fr::number(import.added.unsigned_abs()));
            row.cell(match import.undone_at {
                Some(_) => "Annulé",
                None => "",
            });
        });
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (section("Exporter", exporting(&divisions, input, invalid)))
        (section("Importer", importing(invalid)))
        (section("Imports déjà faits", done))
    };
    Page::new(at, "Import/Export")
        .under("absences", HREF)
        .intro(
            "Les saisies de l'année dans un tableau CSV : à garder, à ouvrir dans un tableur, à \
             reprendre dans un autre Préau, ou venu d'un autre programme.",
        )
        .notice(notice)
        .status(status)
        .show(context, body)
        .await
}

fn exporting(divisions: &Divisions, input: &Input, invalid: &Invalid) -> Markup {
    html! {
        (Form::get(EXPORT, html! {
            (Field::date("du", "Du").value(input.text("du").to_owned())
                .description("Vide : depuis le début de l'année scolaire.")
                .error(invalid.on("du")))
            (Field::date("au", "Au").value(input.text("au").to_owned())
                .description("Les saisies qui commencent au plus tard ce jour-là. Vide : toutes.")
                .error(invalid.on("au")))
            (divisions.select("classe", "Classe", input.text("classe")))
            (Checkbox::new("secrets", "Écrire aussi les motifs de santé et les motifs confidentiels")
                .checked(input.is_ticked("secrets"))
                .description("Pour reprendre toutes les saisies ailleurs. Sinon, la case « Motif » \
                              de ces saisies reste vide."))
            (button_bar(Button::primary("Exporter").icon(Icon::Download).download()))
        }))
        (p("Le fichier nomme des élèves : ne l'envoyez pas par courriel, et effacez-le quand il a \
            servi. L'export laisse une trace dans le journal d'audit."))
    }
}

fn importing(invalid: &Invalid) -> Markup {
    html! {
        (p("Rien ne change avant que vous n'ayez vu ce qui serait ajouté. Un import ne prévient \
            aucune famille : il n'envoie ni ne prépare aucun message."))
        (Form::post(HREF, html! {
            (Field::file(FILE, "Tableau des saisies").required().accept(".csv,.txt,.tsv,.ods")
                .description("Un export de cette page, ou un tableau préparé dans un tableur et \
                              enregistré en CSV ou en ODS, de 16 Mo au plus.")
                .error(invalid.on(FILE)))
            (button_bar(Button::primary("Comparer").icon(Icon::Upload)))
        }).multipart())
        (details("Préparer un tableau venu d'un autre programme", html! {
            (list([
                "Une ligne par saisie ; la première ligne donne les titres des colonnes, dans \
                 l'ordre que vous voulez.",
                "L'élève : INE, Numéro SIECLE, ou Nom et Prénom, avec la Date de naissance s'il a \
                 un homonyme.",
                "Les heures : Date de début (24/11/2026), Heure de début (08:30 ou 8h30), Date de \
                 fin, Heure de fin. Sans date de fin, c'est le même jour ; sans date ni heure, la \
                 fin est inconnue.",
                "Facultatives : Nature (Absence, Retard, Départ, Dispense, Infirmerie, Exclusion ; \
                 vide, une absence), Minutes de retard, Motif, Motif légitime (oui ou non), \
                 Justificatif, Établissement informé, Absence constatée, Saisie classée.",
                "Un motif ou un justificatif que l'établissement n'a pas n'est pas créé : la ligne \
                 est laissée de côté. Ajoutez-le dans Paramétrages, puis déposez de nouveau le \
                 fichier : ce qui est déjà là n'est pas ajouté deux fois.",
            ]))
        }))
    }
}
